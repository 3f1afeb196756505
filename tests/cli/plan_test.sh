#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `precare channel plan`: who would be told of each rule's alert, when, and what then; against a golden
# (golden/plan.txt; PRECARE_GOLDEN=1 writes it anew).
. "$PRECARE_SOURCE/tests/support/shell.sh"

mkdir "$work/rules"
rule() { # ID SEVERITY CHANNEL
    cat <<EOF
  - id: $1
    title: "$1"
    source: {ref: house, basis: clinic-decision}
    when: {at: booking, procedure: needling}
    if: {patient.age: {below: 22 years}}
    then: {severity: $2, say: "So."${3:+, alert: {channel: $3, say: \"Look.\"\}}}
    if-unknown: {ask: "When was the patient born?", of: staff}
EOF
}
{
    cat <<EOF
format: precare-rules/1
rulebook:
  id: clinic
  title: "Rules of a test"
  version: "1.0.0"
  status: shadow
  owner: {name: "Lead", role: clinical-lead}
  review-by: "2099-01-01"
  sources:
    house: {title: "House rules", kind: clinic-policy}
lists:
  needling: {kind: procedure, plain: "needling", items: [microneedling]}
rules:
EOF
    rule at-once hold lead
    rule urgent-one urgent night
    rule can-wait warn night
    rule held hold night
    rule silent warn
} >"$work/rules/clinic.yaml"
cat >"$work/precare.yaml" <<EOF
format: precare-config/1
clinic: {name: "Test", time-zone: UTC}
rules: ["$work/rules"]
state: "$work/state"
operations: ops
act-on: demonstration
channels:
  lead: {kind: slack, url-from: "env:LEAD", fallback: ops, escalate-after: 15 minutes, escalate-to: night}
  night: {kind: slack, url-from: "env:NIGHT", quiet: "20:00 to 07:00", digest: daily 07:30, escalate-after: 1 hour, escalate-to: ops}
  ops: {kind: slack, url-from: "env:OPS"}
EOF
planned() {
    "$PRECARE_COMMAND" channel plan --config "$work/precare.yaml" >"$work/said" 2>&1 || return 1
    golden=$PRECARE_SOURCE/tests/cli/golden/plan.txt
    [ -z "${PRECARE_GOLDEN:-}" ] || cp "$work/said" "$golden"
    diff "$golden" "$work/said"
}
holds "each rule's alert: who, when, and what if nobody answers" planned
sed -i 's/^act-on: .*//' "$work/precare.yaml"
exits 0 "rules that do not act say so" "$PRECARE_COMMAND" channel plan --config "$work/precare.yaml"
says "held: hold (not active: nobody is told yet)"

# ---- approvals ----
unapproved="$PRECARE_SOURCE/tests/support/active.yaml"
mkdir "$work/active"
sed 's/say: "Under 22."}/say: "Under 22.", alert: {channel: lead, say: "Look."}}/' "$unapproved" >"$work/active/clinic.yaml"
sed "s#$work/rules#$work/active#" "$work/precare.yaml" >"$work/active.yaml"
exits 0 "nor do active ones that nobody approved" "$PRECARE_COMMAND" channel plan --config "$work/active.yaml"
says "too-young: hold (not approved: nobody is told yet)"
exits 0 "which are approved" "$PRECARE_COMMAND" approve --config "$work/active.yaml" --rulebook clinic --by "Dr. A." --yes
exits 0 "and planned" "$PRECARE_COMMAND" channel plan --config "$work/active.yaml"
holds "as acting" grep -qx "too-young: hold" "$work/out"

# ---- channels ----
sed -i '/^channels:/,$d' "$work/precare.yaml"
sed -i '/^operations:/d' "$work/precare.yaml"
exits 1 "a channel that is not there is told" "$PRECARE_COMMAND" channel plan --config "$work/precare.yaml"
says "the configuration has no channel lead: nobody is told"
[ ! -e "$work/state" ]
result $? "nothing is written, and nothing sent"
finish
