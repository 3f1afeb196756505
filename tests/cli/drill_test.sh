#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `precare drill`: an alert by the real way, from the hook through a courier of its own process, or a thread, to a receiver;
# and why there is none.
. "$PRECARE_SOURCE/tests/support/shell.sh"
. "$PRECARE_SOURCE/tests/support/site.sh"

precare=$PRECARE_COMMAND
chmod 700 "$work"
site_rules
cat >>"$work/rules/rules.yaml" <<'RULES'
  - id: silent
    title: "A rule"
    source: {ref: h, basis: clinic-decision}
    when: {at: [booking], procedure: needling}
    if: {patient.age: {below: 18 years}}
    then: {severity: hold, say: "Wait."}
    if-unknown: {ignore: "A test."}
  - id: untested
    title: "A rule"
    source: {ref: h, basis: clinic-decision}
    when: {at: [booking], procedure: needling}
    if: {patient.age: {below: 16 years}}
    then: {severity: hold, say: "Wait.", alert: {channel: lead, say: "A visit waits."}}
    if-unknown: {ignore: "A test."}
tests:
  - name: a cold sore holds
    at: booking
    today: "2020-01-10"
    patient: {born: "1990-05-04", reviewed: "2020-01-10", conditions: [{is: cold sore, status: active}]}
    appointment: {procedure: microneedling, date: "2020-01-20"}
    expect: {overall: hold, findings: [{rule: r1, outcome: hold}]}
RULES
receiver_begin
trap 'kill $receiver $courier 2>/dev/null; rm -rf "$work"' EXIT
courier=
export LEAD_URL="http://127.0.0.1:$port/hook"

# ---- why there is none ----
site_config env:LEAD_URL
exits 64 "a rule that is not there" "$precare" drill r2
says "there is no rule 'r2'"
exits 1 "a rule that alerts nobody has no drill" "$precare" drill silent
says "it alerts nobody: it has no \`alert\`"
exits 1 "nor has one whose alert no test expects" "$precare" drill untested
says "no test beside the rules expects its alert"
sed 's/act-on: demonstration/act-on: active/' "$PRECARE_CONFIG" >"$work/active.yaml"
exits 1 "nor has one that is not active" "$precare" drill r1 --config "$work/active.yaml"
says "its rulebook is not active"
mkdir "$work/unapproved"
sed 's/say: "Under 22."}/say: "Under 22.", alert: {channel: lead, say: "Look."}}/' "$PRECARE_SOURCE/tests/support/active.yaml" \
    >"$work/unapproved/clinic.yaml"
sed "s#$work/rules#$work/unapproved#" "$work/active.yaml" >"$work/unapproved.yaml"
exits 1 "nor has one of a rulebook that nobody approved" "$precare" drill too-young --config "$work/unapproved.yaml"
says "its rulebook is not approved"

# ---- nobody delivers ----
exits 3 "without a courier it does not arrive" "$precare" drill r1 --wait 1
says "1 message did not arrive within 1 second:"
says "1 message of the drill was dropped"

# ---- a courier of its own ----
"$precare" courier >"$work/courier.log" 2>&1 &
courier=$!
exits 0 "with a courier it arrives" "$precare" drill r1
says 'drill of r1: plays the test "a cold sore holds"'
says "hook: hold, answered in"
says "lead: alert, taken by the chat after"
exits 0 "and again, for each drill is a visit of its own" "$precare" drill r1
kill "$courier" && wait "$courier" 2>/dev/null
courier=

# ---- a thread of the host ----
site_config env:LEAD_URL thread
exits 0 "the plugin's own thread delivers it too" "$precare" drill r1
holds "three came in all" [ "$(arrived)" = 3 ]

# ---- what is kept of them ----
exits 0 "the records tell drills apart" "$precare" records export
holds "each record of an evaluation is of a drill" sh -c \
    'test "$(grep -c "\"drill\":true" "$1")" = 4' _ "$work/out"
exits 0 "and the report counts none of them" "$precare" records report --format json
holds "no evaluation, four drills" sh -c 'grep -q "\"evaluations\": 0" "$1" && grep -q "\"drills\": 4" "$1"' _ "$work/out"
finish
