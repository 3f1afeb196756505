#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The schemas of events, results, forms, answers and the configuration, judged by a validator that somebody else wrote (npm's
# ajv): it and the reader take and refuse the same documents, but for what no schema can say. PRECARE_VISITS=10000 for more of
# the random ones. Skipped loudly without node or ajv.
. "$PRECARE_SOURCE/tests/support/shell.sh"

for document in event result form answers config; do
    exits 0 "the schema of $document is printed" sh -c '"$1" schema "$2" >"$3"' _ "$PRECARE_COMMAND" $document \
        "$work/$document.json"
done
if ! command -v node >/dev/null 2>&1 || ! npm_have ajv/dist/2020.js; then
    skip "no node, or no ajv from npm: the schemas were not asked"
    finish
fi
judged() { # SCRIPT VISITS CHECKS
    node "$PRECARE_SOURCE/tests/peers/$1" "$modules" "$work" "$2" >"$work/checks" 2>"$work/complaints"
    cat "$work/checks"
    passed=$((passed + $(grep -c '^ok: ' "$work/checks")))
    failed=$((failed + $(grep -c '^FAILED: ' "$work/checks")))
    [ "$(grep -c '^ok: ' "$work/checks")" -ge "$3" ] || { cat "$work/complaints"; failed=$((failed + 1)); }
}
judged schema.js "${PRECARE_VISITS:-1000}" 12
if [ -n "${PRECARE_SANITIZE:-}" ]; then # the interpreter was not built with it
    finish
fi
cat >"$work/site.yaml" <<END
format: precare-config/1
clinic: {name: "Test", time-zone: America/New_York}
rules: ["$PRECARE_SOURCE/rules"]
state: "$work/state"
deliver: external
act-on: demonstration
END
judged schema_form.js "${PRECARE_VISITS:-400}" 10
finish
