#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Standard Webhooks' own library (npm's standardwebhooks) verifies what the built plugin and courier post over HTTP; and
# refuses it when it was altered, replayed late or signed with another key. Skipped loudly without node or the library.

. "${PRECARE_SOURCE:?}/tests/support/shell.sh"
. "$PRECARE_SOURCE/tests/peers/clinic.sh"
need_node standardwebhooks

LEAD_KEY=whsec_$(printf 'a signing key of thirty-two byte' | base64)
LEAD_OLD_KEY=whsec_$(printf 'the key which signed before this' | base64)
export LEAD_KEY LEAD_OLD_KEY
receiver_start

clinic webhook 'sign-with: "env:LEAD_KEY"'
exits 0 "a booking is judged and its alert delivered" raise "$(event apt-1 booking 2010-01-01 "" "" "")"
exits 0 "a later change of it" raise "$(event apt-1 booking 2010-01-01 "$tretinoin" "" "")"
exits 0 "and its cancellation" raise "$(event apt-1 booking 2010-01-01 "$tretinoin" "" "" '"cancel"')"
exits 0 "an urgent finding" raise "$(event apt-2 follow-up 1980-01-01 "" "" "$hives")"
exits 0 "text that no receiver is to trust" raise "$(event apt-3 booking 1980-01-01 "" "$keloid" "")"
exits 0 "a test message" channel_test
clinic webhook 'sign-with: ["env:LEAD_KEY", "env:LEAD_OLD_KEY"]'
exits 0 "during a rotation, with two keys" raise "$(event apt-4 booking 2010-01-01 "" "" "")"

NODE_PATH=$modules node "$PRECARE_SOURCE/tests/peers/standard_webhooks.js" "$got" >"$work/checks" 2>&1
cat "$work/checks"
passed=$((passed + $(grep -c '^ok: ' "$work/checks")))
failed=$((failed + $(grep -c '^FAILED: ' "$work/checks")))
holds "every check of the library was made" [ "$(grep -c '^ok: ' "$work/checks")" -ge 26 ]
finish
