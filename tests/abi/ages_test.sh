#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Hosts and plugins of different ages, for real. Old hosts, built with the frozen header, on today's plugin, by the
# table and by the JSON door (what an FFI reads); hosts of the future, built with a header to which something was
# appended everywhere, on today's plugin, which to them is an old one with fewer functions and smaller structs; and
# (PRECARE_LONG=1) today's and old hosts on a plugin of the future, built whole. baseline_test.sh looks at the header.
. "$PRECARE_SOURCE/tests/support/shell.sh"

baseline=$PRECARE_SOURCE/tests/abi/baseline
old=$baseline/precare-1.0.h
new=$PRECARE_SOURCE/include/precare/precare.h

mkdir -p "$work/site/rules" "$work/then/precare" "$work/future/precare"
cp "$old" "$work/then/precare/precare.h"
sed -e 's|^} precare_event;|    uint64_t later[4];\n&|' -e 's|^} precare_patient;|    uint64_t later[2];\n&|' \
    -e 's|^} precare_appointment;|    uint64_t later[2];\n&|' -e 's|^} precare_medication;|    uint64_t later[3];\n&|' \
    -e 's|^} precare_acknowledgement;|    uint64_t later[2];\n&|' -e 's|^} precare_error;|    uint64_t later[2];\n&|' \
    -e 's|^} precare_host;|    uint64_t later[2];\n&|' -e 's|^} precare_params;|    uint64_t later[2];\n&|' \
    -e 's|^} precare_finding;|    uint64_t later[2];\n&|' -e 's|^} precare_result;|    uint64_t later[2];\n&|' \
    -e 's|^} precare_api;|    int32_t (*more)(precare_instance *instance);\n&|' \
    -e 's|^#define PRECARE_ABI_MINOR .*|#define PRECARE_ABI_MINOR 99|' \
    "$new" >"$work/future/precare/precare.h"
cp "$baseline/rules.yaml" "$work/site/rules/"
"$PRECARE_COMMAND" approve "$work/site/rules" --rulebook "$(sed -n 's/^  id: //p' "$baseline/rules.yaml" | head -1)" --by Lead --yes >/dev/null
printf '%s\n' 'format: precare-config/1' 'clinic: {name: "Test", time-zone: America/New_York}' \
    "rules: [\"$work/site/rules\"]" "state: \"$work/site/state\"" 'deliver: external' 'allow-plain-http: loopback' \
    "channels: {lead: {kind: webhook, url-from: \"file:$work/site/url\"}}" >"$work/site/precare.yaml"
echo 'http://127.0.0.1:9/' >"$work/site/url"
chmod 600 "$work/site/url"
sanitize=
case ${PRECARE_SANITIZE:-} in
asan) sanitize='-fsanitize=address,undefined' ;;
tsan) sanitize='-fsanitize=thread' ;;
esac

compiled() { # INCLUDE DIRECTORY, SOURCE, OPTION: $work/host
    # shellcheck disable=SC2086
    ${CC:-gcc} -std=gnu11 -Wall -Wextra -Werror $sanitize -I"$1" "$3" -o "$work/host" "$2" -ldl
}
host() { # INCLUDE DIRECTORY, PLUGIN: what the minimal host prints
    # shellcheck disable=SC2086
    ${CC:-gcc} -std=c11 -Wall -Wextra -Wpedantic -Werror -D_GNU_SOURCE $sanitize -I"$1" -o "$work/host" \
        "$PRECARE_SOURCE/tests/hosts/minimal_host.c" -ldl &&
        "$work/host" "$2" "$work/site/precare.yaml" >"$work/said" && cat "$work/said" &&
        diff -u "$baseline/minimal_host.txt" "$work/said"
}
holds "today's host on today's plugin" host "$PRECARE_SOURCE/include" "$PRECARE_PLUGIN"
holds "a host built with the header of 1.0 on today's plugin" host "$work/then" "$PRECARE_PLUGIN"
holds "a host built with a header of the future on today's plugin" host "$work/future" "$PRECARE_PLUGIN"

# The header as FFIs read it, made as `make install` makes it.
through_json() { # INCLUDE DIRECTORY, PLUGIN: a host that knows the FFI header alone gets a whole answer
    sed '/^#[ ]*include/d' "$1/precare/precare.h" | gcc -E -P - >"$work/precare.ffi.h" && compiled "$work" "$baseline/ffi_host.c" -DHEADER='"precare.ffi.h"' &&
        "$work/host" "$2" "$work/site/precare.yaml" "$PRECARE_SOURCE/packaging/examples/visit.json" >"$work/said" && cat "$work/said" &&
        grep -q '^{"format":"precare-result/1".*"overall":"warn".*tretinoin in use, v1\..*}$' "$work/said"
}
holds "a host behind an FFI, by today's header, on today's plugin" through_json "$PRECARE_SOURCE/include" "$PRECARE_PLUGIN"
holds "the same by the header of 1.0" through_json "$work/then" "$PRECARE_PLUGIN"
holds "the same by a header of the future" through_json "$work/future" "$PRECARE_PLUGIN"

asks() { # PLUGIN, WORDS: what a host of the future finds in its table
    compiled "$work/future" "$baseline/asking_host.c" -DMORE=more && "$work/host" "$1" >"$work/said" && cat "$work/said" && grep -qx "host 99, plugin 1\.$2" "$work/said"
}
today=$(sed -n 's/^#define PRECARE_ABI_MINOR //p' "$new")
holds "a host of the future sees what today's plugin has not, and calls nothing there" asks "$PRECARE_PLUGIN" "$today: stats there, more missing"

future_plugin() {
    cp -R "$PRECARE_SOURCE/plugin" "$PRECARE_SOURCE/Makefile" "$PRECARE_SOURCE/packaging" "$work/tree/" &&
        mkdir -p "$work/tree/include" && cp -R "$work/future/precare" "$work/tree/include/" &&
        env -u MAKEFLAGS -u MAKEOVERRIDES -u MFLAGS make -C "$work/tree" -j2 build/precare.so >"$work/log" 2>&1 || { tail -n 20 "$work/log"; return 1; }
}
if [ -n "${PRECARE_LONG:-}" ]; then
    mkdir -p "$work/tree"
    holds "a plugin of the future builds" future_plugin
    sanitize=
    holds "a host built with the header of 1.0 on a plugin of the future" host "$work/then" "$work/tree/build/precare.so"
    holds "a host behind an FFI, by the header of 1.0, on a plugin of the future" through_json "$work/then" "$work/tree/build/precare.so"
    holds "a host of the future sees what it has" asks "$work/tree/build/precare.so" "99: stats there, more there"
    holds "a host of the future on a plugin of the future" host "$work/future" "$work/tree/build/precare.so"
fi

finish
