#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `precare reload`: what it says of each rulebook, and that screening is not switched off in silence.
. "$PRECARE_SOURCE/tests/support/shell.sh"

mkdir "$work/rules"
config=$work/precare.yaml
rulebook() { # STATUS
    sed "s/^  status: .*/  status: $1/" "$PRECARE_SOURCE/tests/support/active.yaml" >"$work/rules/clinic.yaml"
}
rulebook active
cat >"$config" <<EOF
format: precare-config/1
clinic: {name: "Test", time-zone: UTC}
rules: ["$work/rules"]
state: "$work/state"
deliver: external
allow-plain-http: loopback
operations: ops
channels:
  ops: {kind: webhook, url-from: "env:OPS_URL", sign-with: "env:OPS_KEY"}
EOF
reload() { "$PRECARE_COMMAND" reload --config "$config" --plugin "$PRECARE_PLUGIN" "$@" </dev/null; }

exits 0 "a reload ends with a line for each rulebook" reload
says "clinic 1.0.0: ACTIVE, 1 rule"
rulebook shadow
exits 1 "a script that would switch screening off is refused" reload
says "no active rulebook would be left for needling"
says "precare reload --yes"
says "The rules in use stay as they are."
exits 0 "the rules stayed" grep -l "status: active" "$work/state/rules/$(cat "$work/state/rules/current")"
exits 0 "with a yes it is done" reload --yes
says "clinic 1.0.0: SHADOW, acts on nobody"
exits 0 "check ends with the line, too" "$PRECARE_COMMAND" check "$work/rules"
says "clinic 1.0.0: SHADOW, acts on nobody"
exits 0 "operations are told" "$PRECARE_COMMAND" outbox list --config "$config"
says '"kind":"rules"'
finish
