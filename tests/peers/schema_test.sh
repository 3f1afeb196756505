#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The schemas of events, results and the configuration, judged by a validator that somebody else wrote (npm's ajv): it and
# the reader take and refuse the same documents, but for what no schema can say. PRECARE_VISITS=10000 for more of the random
# ones. Skipped loudly without node or ajv.
. "$PRECARE_SOURCE/tests/support/shell.sh"

for document in event result config; do
    exits 0 "the schema of the $document is printed" sh -c '"$1" schema "$2" >"$3"' _ "$PRECARE_COMMAND" $document \
        "$work/$document.json"
done
if ! command -v node >/dev/null 2>&1 || ! npm_have ajv/dist/2020.js; then
    skip "no node, or no ajv from npm: the schemas were not asked"
    finish
fi
node "$PRECARE_SOURCE/tests/peers/schema.js" "$modules" "$work" "${PRECARE_VISITS:-1000}" >"$work/checks" 2>"$work/complaints"
cat "$work/checks"
passed=$((passed + $(grep -c '^ok: ' "$work/checks")))
failed=$((failed + $(grep -c '^FAILED: ' "$work/checks")))
[ "$(grep -c '^ok: ' "$work/checks")" -ge 8 ] || { cat "$work/complaints"; failed=$((failed + 1)); }
finish
