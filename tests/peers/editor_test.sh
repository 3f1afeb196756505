#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The generated schema in a real editor's language server: completion, hover, no false alarm on the shipped rules. Skipped
# loudly without node or the server (npm).
. "$PRECARE_SOURCE/tests/support/shell.sh"
server=$modules/yaml-language-server/bin/yaml-language-server

if ! "$PRECARE_COMMAND" --help | grep -q '^  schema '; then
    skip "this precare has no command schema: the editor was not asked"
    finish
fi
exits 0 "the rules become a schema" sh -c '"$1" schema --rules "$2" --editor >"$3"' _ "$PRECARE_COMMAND" \
    "$PRECARE_SOURCE/rules" "$work/schema.json"
if ! command -v node >/dev/null 2>&1 || ! npm_have yaml-language-server/bin/yaml-language-server; then
    skip "no node, or no yaml-language-server from npm: the editor was not asked"
    finish
fi
mkdir "$work/rules" && cp -R "$PRECARE_SOURCE/rules/." "$work/rules"
node "$PRECARE_SOURCE/tests/peers/editor.js" "$server" "$work/schema.json" "$work/rules" >"$work/checks" 2>"$work/complaints"
cat "$work/checks"
passed=$((passed + $(grep -c '^ok: ' "$work/checks")))
failed=$((failed + $(grep -c '^FAILED: ' "$work/checks")))
[ "$(grep -c '^ok: ' "$work/checks")" -gt 20 ] || { cat "$work/complaints"; failed=$((failed + 1)); }
finish
