#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `precare conform` of the hosts of tests/hosts/wrong: whoever wrote them had the manual alone, and wrote down for each what should
# name it, a code of strict mode or the scenario that fails. Each is named so; the right ones among them are not named at all.
. "$PRECARE_SOURCE/tests/support/shell.sh"

wrong=$PRECARE_SOURCE/tests/hosts/wrong
named() { # WHAT: a code, "wrong-event PATH", "scenario N", or "exit 3": nothing but that
    case $1 in
    exit*) ;;
    scenario*) grep -q "\"n\":${1#scenario },\"do\":\"[a-z ]*\",\"verdict\":\"failed\"" "$work/out" ;;
    wrong-event*) grep -qF "(PRECARE_E_EVENT, PRECARE_E_DOCUMENT). At ${1#wrong-event }\"" "$work/out" ;;
    *) grep -qF "conformance.md#$1\"" "$work/out" ;;
    esac
}
judged() { # ADAPTER: each of the hosts that it lists
    while IFS='|' read -r name what why; do
        [ "$what" != not-started ] || continue # below
        if [ -z "$what" ]; then
            exits 0 "right: $name. $why" "$PRECARE_COMMAND" conform --plugin "$PRECARE_PLUGIN" --adapter "$1 $name"
            continue
        fi
        exits 3 "wrong: $name. $why" "$PRECARE_COMMAND" conform --plugin "$PRECARE_PLUGIN" --adapter "$1 $name" --format json
        named "$what"
        result $? "$name is named: $what"
        [ "$name" != closes-under-a-thread ] || holds "$name is not torn down by it" sh -c "! grep Segmentation '$work/out'"
    done <"$work/list"
}

python3 -B "$wrong" --list >"$work/list"
judged "python3 -B '$wrong'"

holds "the host in C is built" ${CC:-gcc} -std=c11 -Wall -Wextra -Wpedantic -Werror -D_GNU_SOURCE -I"$PRECARE_SOURCE/include" \
    -o "$work/table" "$wrong/table.c" -ldl -pthread
"$work/table" --list >"$work/list"
judged "$work/table"

# ---- the kit's clinic delivers by `external`, where nobody must start; another one does not ----
mkdir "$work/clinic"
started() { # MISTAKE: books what is held, in a clinic of `deliver: thread`
    "$PRECARE_COMMAND" conform --in "$work/clinic" >/dev/null && rm -f "$work/clinic/state/strict.jsonl" &&
        sed -i 's/deliver: external/deliver: thread/' "$work/clinic/precare.yaml" &&
        echo '{"n":1,"do":"book","patient":{"id":"p","born":"2019-01-01"},"procedure":"microneedling","start":"2099-01-12T10:00:00"}' |
        PRECARE_CONFIG=$work/clinic/precare.yaml "$work/table" "$1" && ! grep -q '"finding":"not-started"' "$work/clinic/state/strict.jsonl"
}
holds "who starts is not named there" started right
exits 1 "who never starts is named there: not-started" started never-starts
finish
