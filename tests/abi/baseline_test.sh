#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The ABI only grows. Today's header against the frozen ones (baseline/precare-1.N.h), types and functions by abidiff,
# numbers by the preprocessor; what was appended has a minor of its own; and the frozen ones are as they were frozen.
# Then proofs that this gate catches what it must: a field or a number that is inserted, reordered, retyped, renamed or
# gone, a changed function, an append without a minor; and that it lets an append with one pass. Hosts and plugins of
# different ages: ages_test.sh.
. "$PRECARE_SOURCE/tests/support/shell.sh"

baseline=$PRECARE_SOURCE/tests/abi/baseline
old=$(find "$baseline" -name 'precare-1.*.h' | sort -V | tail -n 1) # the newest that is frozen
new=$PRECARE_SOURCE/include/precare/precare.h

minor() { sed -n 's/^#define PRECARE_ABI_MINOR \([0-9]*\)$/\1/p' "$1"; }

types() { # HEADER LIBRARY: its types as a library, with debug information; those that the frozen one has are reached
    gcc -g -O0 -shared -fPIC -w -DHEADER="\"$1\"" -DLIST="\"$work/reach.h\"" -o "$2" "$baseline/types.c"
}
sed -n 's/^} \(precare_[a-z]*\);$/REACH(\1)/p' "$old" >"$work/reach.h"

# Each name of the frozen ones at its place: abidiff takes another name for no change.
places() { # HEADER
    mkdir -p "$work/look/precare" && cp "$1" "$work/look/precare/precare.h" || return
    for table in "$PRECARE_SOURCE"/plugin/abi/frozen_1_*.h; do
        gcc -I"$work/look" -fsyntax-only -x c "$table" || return
    done
}

numbers() { gcc -dM -E -x c "$1" | grep '^#define PRECARE_' | grep -v '^#define PRECARE_\(H\|ABI_MINOR\)\b' | sort; }

code() { gcc -E -P -x c "$1" | tr -s ' \n' ' ' && numbers "$1"; } # all but comments and the minor

# Only appends, and those with a greater minor? 1: no, and why. 2: could not be compared.
gate() { # OLD.h NEW.h
    types "$1" "$work/old.so" && types "$2" "$work/new.so" || return 1 # a type or a function is gone
    abidiff --leaf-changes-only "$work/old.so" "$work/new.so" >"$work/report"
    code=$?
    [ $((code & 3)) -eq 0 ] || { cat "$work/report"; return 2; }
    awk -f "$baseline/gate.awk" "$work/report" || return 1
    places "$2" || return 1
    numbers "$1" >"$work/old.txt" && numbers "$2" >"$work/new.txt"
    [ "$(wc -l <"$work/old.txt")" -gt 80 ] || return 2
    ! comm -23 "$work/old.txt" "$work/new.txt" | sed 's/^/changed or gone: /' | grep . || return 1
    code "$1" >"$work/old.txt" && code "$2" >"$work/new.txt"
    cmp -s "$work/old.txt" "$work/new.txt" || [ "$(minor "$2")" -gt "$(minor "$1")" ] || { echo "an append has a greater minor"; return 1; }
}

frozen() {
    (cd "$baseline" && sha256sum -c --strict SHA256SUMS) &&
        for file in "$baseline"/precare-1.*.h "$PRECARE_SOURCE"/plugin/abi/frozen_1_*.h; do
            grep -q "[ /]${file##*/}$" "$baseline/SHA256SUMS" || { echo "SHA256SUMS lacks ${file##*/}"; return 1; }
        done
}
holds "what is frozen is as it was frozen" frozen
members() { gcc -E -P -x c "$1" | awk '/^typedef struct precare_[a-z]* \{/ { on = 1; next } /^}/ { on = 0 } on' | tr -cd ';' | wc -c; }
placed() { [ "$(members "$baseline/precare-1.0.h")" = "$(grep -c '^FIELD(' "$PRECARE_SOURCE/plugin/abi/frozen_1_0.h")" ]; }
holds "each field of 1.0 has its place in the table that the build looks at" placed

if command -v abidiff >/dev/null; then
    for header in "$baseline"/precare-1.*.h; do
        holds "today's header is that of $(basename "$header" .h), or only appends to it" gate "$header" "$new"
    done

    change() { # NAME SED: a changed header, and it must really differ
        sed "$2" "$old" >"$work/$1.h"
        ! cmp -s "$old" "$work/$1.h" || { echo "the change $1 changes nothing"; false; }
    }
    proof() {
        change "$1" "$2" || return
        gate "$old" "$work/$1.h"
        [ $? -eq 1 ]
    }
    greater="s/^#define PRECARE_ABI_MINOR .*/#define PRECARE_ABI_MINOR $(($(minor "$old") + 1))/"
    appended() {
        change "$1" "$2;$greater" && gate "$old" "$work/$1.h"
    }
    holds "an inserted field is caught" proof insert "s|^    uint32_t pregnancy;.*|&\n    uint64_t inserted;|;$greater"
    holds "a reordered field is caught" proof reorder \
        "/^typedef struct precare_clearance/,/^}/{s|const char \*rule;|const char *was_rule;|;s|const char \*statement;|const char *rule;|;s|was_rule|statement|};$greater"
    holds "a retyped field is caught" proof retype "s|^    int32_t minutes;|    uint32_t minutes;|;$greater"
    holds "a renamed field is caught" proof rename "s|^    const char \*modality;|    const char *device;|;$greater"
    holds "a removed field is caught" proof remove "/^    const char \*detail;$/d;$greater"
    holds "a field that fills a hole is no append either" proof narrow "s|^    uint32_t training_recorded;|    uint16_t training_recorded;|;$greater"
    holds "a grown struct that others embed is caught" proof embed "s|^    int32_t offset_minutes;|&\n    int64_t nanoseconds;|;$greater"
    holds "a changed element that only an array leads to is caught" proof asked \
        "/^typedef struct precare_asked/,/^}/s|const char \*list;|uint64_t list;|;$greater"
    holds "a type that is gone is caught" proof gone "s|\bprecare_booked\b|precare_further|;$greater"
    holds "a changed function of the table is caught" proof function \
        "s|(\*stop)(precare_instance \*instance, uint32_t deadline_ms|(*stop)(precare_instance *instance, uint64_t deadline_ms|;$greater"
    holds "a function inserted into the table is caught" proof table "s|^    int32_t (\*close)(precare_instance \*instance);|    int32_t (*before)(void);\n&|;$greater"
    holds "a changed function of the JSON door is caught" proof door "s|const char \*in, uint64_t in_len,|const char *in, uint32_t in_len,|;$greater"
    holds "a hook that takes something else is caught" proof hook "s|^typedef int32_t precare_hook(|typedef uint32_t precare_hook(|;$greater"
    holds "a changed number is caught" proof number "s|^#define PRECARE_RESCHEDULE 2|#define PRECARE_RESCHEDULE 5|;$greater"
    holds "a changed number on a line of its own is caught" proof second "s|^    (-13) |    (-23) |;$greater"
    holds "a number that is gone is caught" proof lost "/^#define PRECARE_SHOWN /d;$greater"
    holds "another name of the entry is caught" proof entry "s|precare_entry_v1|precare_entry_v2|;$greater"
    holds "a field that is appended without a minor is caught" proof bare "s|^} precare_event;|    const char *appended;\n&|"
    holds "a number that is appended without a minor is caught" proof word "s|^#define PRECARE_CANCEL 4.*|&\n#define PRECARE_SPLIT 5|"
    holds "a field appended to an element passes" appended element 's|^} precare_finding;|    const char *appended;\n&|'
    holds "a field appended to a struct that stands alone passes" appended alone 's|^} precare_event;|    const char *appended;\n&|'
    holds "a function appended to the table passes" appended grown 's|^} precare_api;|    int32_t (*more)(precare_instance *instance);\n&|'
    holds "a number appended passes" appended words 's|^#define PRECARE_CANCEL 4.*|&\n#define PRECARE_SPLIT 5|'
    holds "another comment passes" appended comment 's|/\* severity \*/|/* how bad */|'
else
    skip "abidiff is not installed: the ABI was not compared"
fi

finish
