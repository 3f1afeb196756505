#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `make demo-cds`: `precare serve` on loopback by the shipped rules, and a client of others that books (demo_cds.js). Needs node
# and npm (packaging/install-deps peers); the client's packages are fetched once.

. "${PRECARE_SOURCE:?}/tests/support/shell.sh"
. "$PRECARE_SOURCE/tests/support/serve.sh"
npm_of faces
npm_have @medplum/core || { echo "demo-cds: no node, or no @medplum/core from npm (packaging/install-deps peers)" >&2; exit 1; }
port=$(free_port)
printf 'token-of-the-demo-0123456789abcdef0123456789' >"$work/token"
chmod 600 "$work/token"
site demo "listen: \"127.0.0.1:$port\"" "url: \"http://127.0.0.1:$port\"" "token-file: \"file:$work/token\""
sed -i 's/^state:/map: {providers: {u1: {role: physician}}}\n&/' "$work/demo.yaml"
serve_begin demo || exit 1
HOME=$work node "$PRECARE_SOURCE/tests/faces/demo_cds.js" "$modules" "$port" "$work/token"
