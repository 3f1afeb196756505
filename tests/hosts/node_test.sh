#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A host in Node, by koffi from npm (kept in $PRECARE_BUILD/npm).
. "$PRECARE_SOURCE/tests/hosts/site.sh"
command -v node >/dev/null || { skip "node is not installed (packaging/install-deps hosts)"; finish; }
koffi || { skip "koffi cannot be had from npm"; finish; }

host() {
    node "$PRECARE_SOURCE/tests/hosts/node_host.js" "$plugin" "$site/precare.yaml" \
        "$site/rules/rules.yaml"
}
holds "a booking, a warning, an override, a charting and a reload in Node" host
cp "$PRECARE_SOURCE/packaging/hosts/node/precare.js" "$work"
example node js "$work/example.js"
holds "the example of its README runs" printed_hold node "$work/example.js"
finish
