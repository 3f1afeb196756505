#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `precare outbox stats --metrics`, read by Prometheus' own promtool: nothing to complain of, and the same figures as the JSON
# has; a file of it is there whole. Skipped loudly without promtool (Debian: prometheus).
. "$PRECARE_SOURCE/tests/support/shell.sh"
. "$PRECARE_SOURCE/tests/support/site.sh"

precare=$PRECARE_COMMAND
chmod 700 "$work"
site_rules
export LEAD_URL="http://127.0.0.1:1/hook"
site_config env:LEAD_URL
[ -z "${PRECARE_SANITIZE:-}" ] || finish # the plugin of a sanitizer is loaded by test binaries
holds "three bookings alert" book 1 3
stats() { "$precare" outbox stats "$@"; }
has() { grep -qxF -- "$1" "$work/metrics"; }
stats --metrics >"$work/metrics" 2>"$work/said"
holds "the messages that wait are told" has "precare_messages_waiting 3"
holds "of each channel" has 'precare_channel_messages_waiting{channel="lead"} 3'
holds "and its state" has 'precare_channel_state{channel="lead",state="ok"} 1'
holds "one of five" sh -c "[ \"\$(grep -c '^precare_channel_state' '$work/metrics')\" = 5 ]"
holds "that nobody delivers" has "precare_deliverer 0"
holds "the evaluations" has "precare_evaluations 3"
holds "nothing of a patient, a rule's words or an address" sh -c "! grep -i 'cold\|127.0.0.1\|a1\\b' '$work/metrics'"
exits 0 "a file is written" stats --metrics -o "$work/precare.prom"
holds "whole, and for others to read" sh -c "[ \"\$(stat -c %a '$work/precare.prom')\" = 644 ] && [ ! -e '$work/precare.prom.new' ]"
holds "with the same in it, but for what goes on" sh -c "sed 's/ [0-9.]*$//' '$work/metrics' >'$work/a'; sed 's/ [0-9.]*$//' '$work/precare.prom' | cmp - '$work/a'"
exits 70 "a folder that is not there" stats --metrics -o "$work/nowhere/precare.prom"
exits 64 "a file without --metrics" stats -o "$work/file"
says "--output is the file of --metrics"

# ---- a witness ----
if ! command -v promtool >/dev/null 2>&1; then
    skip "no promtool: the metrics were not judged"
    finish
fi
exits 0 "promtool has nothing to say of it" sh -c "promtool check metrics <'$work/precare.prom'"
holds "not a word" test ! -s "$work/out"
echo 'precare_wrong{channel="lead} 1' >>"$work/precare.prom"
exits 1 "and would have" sh -c "promtool check metrics <'$work/precare.prom'"
finish
