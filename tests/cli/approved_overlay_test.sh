#!/bin/sh
# SPDX-License-Identifier: MIT
#
# An overlay that nobody approved, that is approved in part, whole, changed since, cut, taken away, and taken away on purpose:
# which rules are in force, and what check, reload, operations and the page say.
. "$PRECARE_SOURCE/tests/support/shell.sh"

precare=$PRECARE_COMMAND
config=$work/precare.yaml
mkdir "$work/rules"
cat >"$work/rules/book.yaml" <<'EOT'
format: precare-rules/1
rulebook:
  id: clinic
  title: "T"
  version: "1.0.0"
  status: active
  owner: {name: "L", role: clinical-lead}
  review-by: "2099-01-01"
  sources: {h: {title: "H", kind: clinic-policy}}
parameters:
  youngest: {value: 22 years}
lists:
  needling: {kind: procedure, plain: "needling", items: [microneedling]}
rules:
  - id: too-young
    title: "Under 22"
    source: {ref: h, basis: clinic-decision}
    when: {at: booking, procedure: needling}
    if: {patient.age: {below: youngest}}
    then: {severity: hold, say: "Too young."}
    if-unknown: {ignore: "A test."}
  - id: too-short
    title: "Short"
    source: {ref: h, basis: clinic-decision}
    when: {at: booking, procedure: needling}
    if: {appointment.length: {below: 45 minutes}}
    then: {severity: info, say: "Too short."}
    if-unknown: {ignore: "A test."}
EOT
cat >"$work/ours.yaml" <<'EOT'
format: precare-overlay/1
overlay: {id: ours, version: "1.0.0", owner: {name: "L", role: clinical-lead}}
base: {rulebook: clinic, version: ">=1.0.0 <2.0.0"}
changes:
  - set-parameter: {name: youngest, value: 20 years}
    because: "For a while."
    until: "2098-01-01"
  - reseverity: {rule: too-short, severity: warn, direction: stricter}
    because: "We need the time."
EOT
configuration 'allow-plain-http: loopback' 'operations: ops' \
    'channels: {ops: {kind: webhook, url-from: "env:OPS_URL", sign-with: "env:OPS_KEY"}}' >"$config"
# Aged 21, thirty minutes: one finding of each rule.
cat >"$work/event" <<'EOT'
{"format":"precare-event/1","event_id":"e1","moment":"booking","action":"create","phase":"preview","now":"2026-12-01T10:00:00Z","subject":"s1","patient":{"birth_date":"2005-05-04"},"appointment":{"id":"a1","start":"2027-01-12T14:35:00Z","minutes":30,"procedure":{"text":"microneedling"},"sites":["face"]}}
EOT
approve() { "$precare" approve "$work/rules" --by "Dr. A." --yes "$@"; }
check() { "$precare" check --config "$config"; }
reload() { "$precare" reload --config "$config" --plugin "$PRECARE_PLUGIN"; }
page() { "$precare" page --rules "$work/rules" -o - "$@"; }
play() { "$precare" host --plugin "$PRECARE_PLUGIN" --config "$config" --event "$work/event" >"$work/played" 2>&1; }
force() { # BASE|PART|ALL: which rules a host that opens now is judged by
    play
    case $1 in
    BASE) grep -q 'hold   Too young' "$work/played" && grep -q 'info   Too short' "$work/played" ;;
    PART) grep -q 'hold   Too young' "$work/played" && grep -q 'warn   Too short' "$work/played" ;;
    ALL) ! grep -q 'Too young' "$work/played" && grep -q 'warn   Too short' "$work/played" ;;
    esac || { cat "$work/played"; false; }
}
operations() {
    python3 -c 'import json, sqlite3, sys
row = sqlite3.connect(sys.argv[1]).execute("SELECT items FROM message ORDER BY id DESC LIMIT 1").fetchone()
print("\n".join(item["say"] for item in json.loads(row[0])))' "$work/state/outbox.db"
}
silent() { ! grep -qF -- "$1" "$work/out"; }

"$precare" approve "$work/rules" --by "Dr. M." --yes --rulebook clinic >/dev/null
"$precare" approve "$work/rules" --by "Dr. L." --yes --rulebook clinic --only too-young >/dev/null
exits 0 "the base alone is in use" reload
holds "and in force" force BASE

# ---- nobody approved that it is taken out of use ----
cat >"$work/rules/pause.yaml" <<'EOT'
format: precare-overlay/1
overlay: {id: pause, version: "1.0.0", owner: {name: "L", role: clinical-lead}}
base: {rulebook: clinic, version: ">=1.0.0 <2.0.0"}
changes:
  - set-status: {rulebook: clinic, status: shadow}
    because: "For a while."
    until: "2098-01-01"
EOT
exits 2 "check, of a status that nobody approved, beside the tests that are missing" check
says 'warning W411: 1 change of the overlay "pause" is left out'
says "clinic 1.0.0: ACTIVE, 2 rules"
exits 0 "a reload, too" reload
says 'warning W411: 1 change of the overlay "pause" is left out'
says "clinic 1.0.0: ACTIVE, 2 rules"
holds "the base stays in force" force BASE
exits 0 "once it is approved" approve --rulebook pause
exits 0 "check takes it" check
says "clinic 1.0.0: SHADOW, acts on nobody"
sed -i 's/{severity: hold,/{severity: warn,/' "$work/rules/book.yaml"
exits 2 "what acts again when it ends stays as it was approved" check
says "error X306: not ready for active: 1 of "
says "since then changed: rule too-young"
sed -i 's/{severity: warn,/{severity: hold,/' "$work/rules/book.yaml"
rm "$work/rules/pause.yaml" "$work/rules/approvals/pause.1.approval"

# ---- nobody approved it ----
cp "$work/ours.yaml" "$work/rules/ours.yaml"
exits 2 "check, beside the tests that are missing" check
says 'ours.yaml:5:5: warning W411: 2 changes of the overlay "ours" are left out'
says 'precare approve --rulebook ours'
exits 0 "a reload takes the rest" reload
says 'warning W411: 2 changes of the overlay "ours" are left out'
holds "the base is in force" force BASE
exits 0 "operations" operations
says "ours: never approved."
holds "are told of no change" silent "became"
exits 0 "the page" page
says "The overlay ours: never approved."
says "change set-parameter/youngest of the overlay ours"

# ---- in part ----
exits 0 "a part is approved" approve --rulebook ours --only reseverity/too-short
says "1 of 2 changes"
exits 0 "a reload takes the part" reload
says 'warning W411: 1 change of the overlay "ours" is left out'
holds "and it is in force" force PART
exits 0 "operations are told of it" operations
says "too-short: info became warn (stricter), by ours 1.0.0"
says "never approved: change set-parameter/youngest."
holds "and of nothing else" silent "youngest: 22"
exits 0 "the page, then" page
says "never approved: change set-parameter/youngest."

# ---- all of it ----
exits 0 "the rest is approved" approve --rulebook ours
says "2 of 2 changes"
exits 0 "a reload takes all" reload
holds "all is in force" force ALL
exits 0 "and told" operations
says "youngest: 22 years became 20 years (looser), by ours 1.0.0"
holds "with everybody by whose approval it is in force" \
    grep -qx "Rules .* reloaded by .*: clinic 1.0.0 approved by Dr. M., Dr. L. and Dr. A." "$work/out"

# ---- what is not as it was approved keeps all of the last set ----
refused() { # WHAT SAYS DIFF: what is said of the overlay, and the change in words
    exits 2 "$1: check refuses it" check
    says "error X306: the overlay \"ours\" "
    says "$2"
    says "clinic 1.0.0: ACTIVE, 2 rules; not approved as it stands: a reload refuses it"
    exits 2 "$1: reload refuses it" reload
    says "error X306: the overlay \"ours\" "
    says "$2"
    says "$3"
    holds "$1: what was approved stays in force" force ALL
    exits 0 "$1: operations hear of it" operations
    says "$2."
    says "$3"
    exits 0 "$1: the page" page
    says "<strong>The overlay ours: approved by Dr. A. on"
    says "$2."
    exits 0 "$1: the short page" page --short
    says "$2."
}
sed -i 's/20 years/18 years/' "$work/rules/ours.yaml"
refused "changed" "since then changed: change set-parameter/youngest" "became 18 years (looser), by ours 1.0.0"
sed '/reseverity/,$d' "$work/ours.yaml" >"$work/rules/ours.yaml"
refused "cut" "since then gone: change reseverity/too-short" "too-short: warn became info (looser)"
sed 's/">=1.0.0 <2.0.0"/">=1.0.0 <3.0.0"/' "$work/ours.yaml" >"$work/rules/ours.yaml"
exits 2 "its head, too" reload
says "since then changed: section overlay"
cp "$work/ours.yaml" "$work/rules/ours.yaml"
cat >>"$work/rules/ours.yaml" <<'EOT'
  - silence: {rule: too-short}
    because: "So."
    until: "2098-01-01"
EOT
exits 0 "one more change, of which nobody knows, is left out" reload
says 'warning W411: 1 change of the overlay "ours" is left out'
holds "what was approved stays in force" force ALL
cp "$work/ours.yaml" "$work/rules/ours.yaml"
exits 0 "as it was, it is taken" reload
rm "$work/rules/ours.yaml"
refused "taken away" "since then gone: section overlay, change reseverity/too-short, change set-parameter/youngest" \
    "20 years became 22 years (stricter)"

# ---- taken away on purpose ----
exits 0 "that it is gone can be approved" approve --rulebook ours
says "Dr. A. confirms of ours 1.0.0: that 3 items were taken out."
exits 0 "then the base alone is taken" reload
holds "and is in force again" force BASE
cp "$work/ours.yaml" "$work/rules/ours.yaml"
exits 2 "and it does not return unseen" reload
says "since then changed: section overlay"
holds "the base stays in force" force BASE
exits 0 "approved once more" approve --rulebook ours
exits 0 "it returns" reload
holds "and all is in force" force ALL

# ---- an older text does not return unseen, though the approval that replaced it is taken away ----
rm -r "$work/rules/ours.yaml" "$work/rules/approvals"
approve --rulebook clinic >/dev/null
for value in 18 22; do
    sed -i "s/value: .* years/value: $value years/" "$work/rules/book.yaml"
    approve --rulebook clinic >/dev/null
    exits 0 "$value years are approved and taken" reload
done
sed -i "s/value: .* years/value: 18 years/" "$work/rules/book.yaml"
exits 2 "the older number is refused" reload
says "since then changed: parameter youngest"
rm "$work/rules/approvals/clinic.3.approval"
exits 0 "without the newest approval it is as somebody approved it once" reload
exits 0 "and operations are told" operations
says "The approval clinic.3 (by Dr. A. on "
says "is no longer there."
says "youngest: 22 years became 18 years (looser)"

finish
