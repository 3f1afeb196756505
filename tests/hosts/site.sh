# SPDX-License-Identifier: MIT
#
# A clinic of its own for the hosts' tests, sourced by tests/hosts/*_test.sh: $site holds rules/, precare.yaml and state/.
# site_rules N writes the rules as version 1.0.N (their words say "vN").
. "$PRECARE_SOURCE/tests/support/shell.sh"

site=$work/site
plugin=$PRECARE_PLUGIN
mkdir -p "$site/rules"

site_rules() {
    sed "s/1\.0\.1/1.0.$1/; s/, v1\./, v$1./" "$PRECARE_SOURCE/tests/abi/baseline/rules.yaml" >"$site/rules/.fresh" &&
        mv "$site/rules/.fresh" "$site/rules/rules.yaml"
}
# PRECARE_APPROVE approves the rules as they are: a host that edits them runs it before it reloads
export PRECARE_APPROVE="$work/approve"
cat >"$PRECARE_APPROVE" <<END
#!/bin/sh
exec "$PRECARE_COMMAND" approve "$site/rules" --rulebook clinic --by Lead --yes >/dev/null 2>&1
END
chmod 755 "$PRECARE_APPROVE"
site_rules 1
"$PRECARE_APPROVE"
echo 'http://127.0.0.1:9/' >"$site/url"
chmod 600 "$site/url"
cat >"$site/precare.yaml" <<END
format: precare-config/1
clinic: {name: "Test", time-zone: America/New_York}
rules: ["$site/rules"]
state: "$site/state"
wait-for-disk: 20 seconds
deliver: external
allow-plain-http: loopback
channels: {lead: {kind: webhook, url-from: "file:$site/url"}}
END

# example HOST LANGUAGE FILE: the first block of that language in the adapter's README, with this site's configuration
example() {
    awk -v fence="\`\`\`$2" '$0 == fence { on = 1; next } /^```$/ { if (on) exit } on' \
        "$PRECARE_SOURCE/packaging/hosts/$1/README.md" | sed "s#/etc/precare/precare.yaml#$site/precare.yaml#" >"$3"
}
printed_hold() { # COMMAND...: the example answers with a hold
    PRECARE_PLUGIN=$plugin "$@" >"$work/printed"
    cat "$work/printed"
    grep -qE '"overall": ?"hold"' "$work/printed"
}
koffi() { # Node finds it from here on; fetched once a build directory, by one test while others wait
    export NODE_PATH="$PRECARE_BUILD/npm/node_modules"
    mkdir -p "$PRECARE_BUILD/npm"
    (
        flock 9
        node -e 'require("koffi")' 2>/dev/null && exit
        echo "{}" >"$PRECARE_BUILD/npm/package.json"
        npm install --prefix "$PRECARE_BUILD/npm" --no-audit --no-fund koffi >"$work/npm" 2>&1
        node -e 'require("koffi")' 2>/dev/null
    ) 9>"$PRECARE_BUILD/npm/lock"
}
if [ -n "${PRECARE_SANITIZE:-}" ]; then # the interpreter was not built with it
    skip "a plugin with a sanitizer cannot be loaded into an interpreter"
    finish
fi
