#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `set-status`: a clinic takes shipped rules into use whose files a package owns, by a change of its
# own; nothing acts before both are approved, and nothing stops acting in silence.
. "$PRECARE_SOURCE/tests/support/shell.sh"

finish_early=${PRECARE_SANITIZE:-} # the plugin of a sanitizer is loaded by test binaries
precare=$PRECARE_COMMAND
mkdir "$work/rules" "$work/shipped"
cp -R "$PRECARE_SOURCE/rules/." "$work/shipped/"
cat >"$work/rules/tests.yaml" <<END
format: precare-rules/1
tests-for: microneedling
tests:
  - name: "Elm: Botox ten days before the visit: a hold"
    at: booking
    today: "2026-12-01"
    patient: {like: well, procedures: [{is: Botox, date: "2026-12-11", site: forehead, state: planned}]}
    appointment: {procedure: microneedling, date: "2026-12-21", site: face, minutes: 60, indication: acne-scar,
      price: "450 USD", state: planned, modality: mechanical}
    provider: {role: dermatologist, training: [microneedling]}
    expect: {overall: hold, findings: [{rule: mn-toxin, outcome: hold, move-to: "2026-12-25", alert: clinical-lead}]}
END
change() { # STATUS [MORE LINES]
    cat >"$work/rules/changes.yaml" <<END
format: precare-overlay/1
overlay: {id: elm, version: "1.0.0", owner: {name: "Dr. A.", role: clinical-lead}}
base: {rulebook: microneedling, version: ">=1.0.0 <2.0.0"}
changes:
  - set-status: {rulebook: microneedling, status: $1}
${2:-}
END
}
export PRECARE_CONFIG="$work/precare.yaml"
cat >"$PRECARE_CONFIG" <<END
format: precare-config/1
clinic: {time-zone: UTC}
rules: ["$work/shipped", "$work/rules"]
state: "$work/state"
deliver: external
END

change active
exits 2 "check: active, and nobody has approved the rules" "$precare" check
says "changes.yaml:5:51: error X306: not ready for active: nobody has approved this rulebook"
says "1 change of the overlay \"elm\" is left out"
exits 0 "the tests beside the rules run all the same" "$precare" test
change shadow
exits 2 "a status that the rulebook has already" "$precare" check
says "error X308: the rulebook has this status already"
sed -i 's/rulebook: microneedling, status/rulebook: needling, status/; s/status: shadow/status: active/' "$work/rules/changes.yaml"
exits 2 "another rulebook than the overlay's" "$precare" check
says "error X308: this overlay changes another rulebook"
change active "  - set-status: {rulebook: microneedling, status: retired}"
exits 2 "two changes of one status" "$precare" check
says "changes.yaml:6:28: error X301: the change of \"microneedling\" is defined twice"
change alive
exits 2 "a word that is no status" "$precare" check
says "\"alive\" is not one of the choices for \"status\""
change active "    until: \"2999-12-31\""
exits 2 "into use until a day, which nobody would notice pass" "$precare" check
says "error X308: this change may not end: the rulebook would act on nobody from the next day on"
[ -z "$finish_early" ] || finish

# ---- the way of a lead ----
status() { "$precare" outbox stats 2>&1 | tail -n 3; }
event='{"format":"precare-event/1","moment":"booking","now":"2027-02-20T10:00:00Z","subject":"p1","appointment":{"id":"a1","start":"2027-03-02T10:00:00Z","procedure":{"text":"microneedling"},"sites":["face"]}}'
change active
echo "$event" >"$work/event.json"
exits 0 "a host opens: the change is left out, and the shipped rules stay in shadow" \
    "$precare" host --plugin "$PRECARE_PLUGIN" --event "$work/event.json"
says "in shadow"
exits 0 "the base is approved" "$precare" approve --rulebook microneedling --by "Dr. A." --yes
exits 0 "and so is the change" "$precare" approve --rulebook elm --by "Dr. A." --yes
exits 0 "then they may act" "$precare" check
says "microneedling 1.0.0: ACTIVE"
exits 0 "and are taken into use" "$precare" reload
exits 0 "and act" "$precare" host --plugin "$PRECARE_PLUGIN" --event "$work/event.json"
holds "nothing is said of shadow" sh -c "! grep -q 'in shadow' '$work/out'"

# ---- never in silence ----
cp "$work/rules/changes.yaml" "$work/kept.yaml"
change retired "    because: \"We stop.\"
    until: \"2999-12-31\""
exits 2 "an edit of the status is not as it was approved" "$precare" reload
says "X306"
rm "$work/rules/changes.yaml"
exits 2 "nor is it when its file is gone" "$precare" reload
says "was approved, and is no longer there"
cp "$work/kept.yaml" "$work/rules/changes.yaml"
sed -i '0,/severity: hold/s//severity: info/' "$work/shipped/microneedling/skin.yaml"
exits 2 "nor when the package brings other rules" "$precare" reload
says "X306"
exits 0 "and the approved ones stay in use" "$precare" host --plugin "$PRECARE_PLUGIN" --event "$work/event.json"
holds "acting" sh -c "! grep -q 'in shadow' '$work/out'"
finish
