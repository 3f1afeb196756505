#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The ABI only grows. Today's header against the frozen one (baseline/precare-1.0.h) with abidiff, and proofs that this
# gate catches what it must: an inserted, a reordered, a retyped and a removed field, a grown struct that others embed,
# a changed function; and that it lets an appended one pass. Then both ways for real: a host built with the old header
# on today's plugin, a host built with a header of the future on today's plugin, and (PRECARE_LONG=1) today's host on a
# plugin of the future.
. "$PRECARE_SOURCE/tests/support/shell.sh"

baseline=$PRECARE_SOURCE/tests/abi/baseline
old=$baseline/precare-1.0.h
new=$PRECARE_SOURCE/include/precare/precare.h

types() { # HEADER -> its types as a library, with debug information
    gcc -g -O0 -shared -fPIC -w -DHEADER="\"$1\"" -o "$2" "$baseline/types.c"
}

gate() { # OLD.h NEW.h: only appends?
    types "$1" "$work/old.so" && types "$2" "$work/new.so" || return 2
    abidiff --leaf-changes-only "$work/old.so" "$work/new.so" >"$work/report"
    code=$?
    [ $((code & 3)) -eq 0 ] || { cat "$work/report"; return 2; } # not even compared
    awk -f "$baseline/gate.awk" "$work/report"
}

refuses() {
    gate "$old" "$1"
    [ $? -eq 1 ]
}

# Numbers are no types: each constant of 1.0 keeps its value.
numbers() {
    sed -n 's|^#define \(PRECARE_[A-Z0-9_]*\) \([^/]*[^/ ]\) *\(/\*.*\)*$|\1 \2|p' "$1" | grep -v '^PRECARE_ABI_MINOR ' | sort
}
numbers_stay() {
    numbers "$old" >"$work/old.txt"
    numbers "$new" >"$work/new.txt"
    [ "$(wc -l <"$work/old.txt")" -gt 80 ] && ! comm -23 "$work/old.txt" "$work/new.txt" | grep .
}

if command -v abidiff >/dev/null; then
    holds "today's header is that of 1.0, or only appends to it" gate "$old" "$new"

    change() { # NAME SED: a changed header, and it must really differ
        sed "$2" "$old" >"$work/$1.h"
        ! cmp -s "$old" "$work/$1.h" || { echo "the change $1 changes nothing"; false; }
    }
    proof() {
        change "$1" "$2" && refuses "$work/$1.h"
    }
    appended() {
        change "$1" "$2" && gate "$old" "$work/$1.h"
    }
    holds "an inserted field is caught" proof insert 's|^    uint32_t pregnancy;.*|&\n    uint64_t inserted;|'
    holds "a reordered field is caught" proof reorder \
        '/^typedef struct precare_clearance/,/^}/{s|const char \*rule;|const char *was_rule;|;s|const char \*statement;|const char *rule;|;s|was_rule|statement|}'
    holds "a retyped field is caught" proof retype 's|^    int32_t minutes;|    uint32_t minutes;|'
    holds "a removed field is caught" proof remove '/^    const char \*detail;$/d'
    holds "a field that fills a hole is no append either" proof narrow 's|^    uint32_t training_recorded;|    uint16_t training_recorded;|'
    holds "a grown struct that others embed is caught" proof embed 's|^    int32_t offset_minutes;|&\n    int64_t nanoseconds;|'
    holds "a changed function of the table is caught" proof function \
        's|(\*stop)(precare_instance \*instance, uint32_t deadline_ms|(*stop)(precare_instance *instance, uint64_t deadline_ms|'
    holds "a function inserted into the table is caught" proof table 's|^    int32_t (\*close)(precare_instance \*instance);|    int32_t (*before)(void);\n&|'
    holds "a field appended to an element passes" appended element 's|^} precare_finding;|    const char *appended;\n&|'
    holds "a field appended to a struct that stands alone passes" appended alone 's|^} precare_event;|    const char *appended;\n&|'
    holds "a function appended to the table passes" appended grown 's|^} precare_api;|    int32_t (*more)(precare_instance *instance);\n&|'
else
    skip "abidiff is not installed: the ABI was not compared"
fi
holds "every constant of 1.0 keeps its value" numbers_stay

# ---- hosts and plugins of different ages ----

mkdir -p "$work/site/rules" "$work/then/precare" "$work/future/precare"
cp "$old" "$work/then/precare/precare.h"
sed -e 's|^} precare_event;|    uint64_t later[4];\n&|' -e 's|^} precare_patient;|    uint64_t later[2];\n&|' \
    -e 's|^} precare_appointment;|    uint64_t later[2];\n&|' -e 's|^} precare_medication;|    uint64_t later[3];\n&|' \
    -e 's|^} precare_acknowledgement;|    uint64_t later[2];\n&|' -e 's|^} precare_error;|    uint64_t later[2];\n&|' \
    -e 's|^} precare_host;|    uint64_t later[2];\n&|' -e 's|^} precare_params;|    uint64_t later[2];\n&|' \
    -e 's|^} precare_finding;|    uint64_t later[2];\n&|' -e 's|^} precare_result;|    uint64_t later[2];\n&|' \
    -e 's|^} precare_api;|    int32_t (*more)(precare_instance *instance);\n&|' \
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
    holds "a host of the future on a plugin of the future" host "$work/future" "$work/tree/build/precare.so"
fi

finish
