#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A host in Node, by koffi from npm (kept in $PRECARE_BUILD/npm).
. "$PRECARE_SOURCE/tests/hosts/site.sh"
command -v node >/dev/null || { skip "node is not installed (packaging/install-deps hosts)"; finish; }
npm=$PRECARE_BUILD/npm
if ! NODE_PATH=$npm/node_modules node -e 'require("koffi")' 2>/dev/null; then
    mkdir -p "$npm"
    echo "{}" >"$npm/package.json"
    npm install --prefix "$npm" --no-audit --no-fund koffi >"$work/npm" 2>&1
fi
NODE_PATH=$npm/node_modules node -e 'require("koffi")' 2>/dev/null || { skip "koffi cannot be had from npm"; finish; }

host() {
    NODE_PATH=$npm/node_modules node "$PRECARE_SOURCE/tests/hosts/node_host.js" "$plugin" "$site/precare.yaml" \
        "$site/rules/rules.yaml"
}
holds "a booking, a warning, an override, a charting and a reload in Node" host
cp "$PRECARE_SOURCE/packaging/hosts/node/precare.js" "$work"
example node js "$work/example.js"
holds "the example of its README runs" printed_hold env NODE_PATH="$npm/node_modules" node "$work/example.js"
finish
