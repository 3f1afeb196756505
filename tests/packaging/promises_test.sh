#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The page of promises is whole: each document format that the source knows and each exit code of the command has its
# place there, and the version of the interface that it calls frozen is the oldest frozen header's.
. "$PRECARE_SOURCE/tests/support/shell.sh"

page=$PRECARE_SOURCE/packaging/manual/promises.md

formats() {
    grep -rhoE '\bprecare-[a-z]+/[0-9]+\b' "$PRECARE_SOURCE/plugin" | sort -u >"$work/there"
    [ "$(wc -l <"$work/there")" -gt 10 ] || return 1
    while read -r format; do
        grep -qF "\`$format\`" "$page" || echo "promises.md says nothing of $format"
    done <"$work/there" >"$work/lacks"
    ! grep . "$work/lacks"
}
codes() {
    "$PRECARE_COMMAND" --help | sed -n '/^Exit codes:/,/^$/s/^  \([0-9]*\) *\(.*\)/| \1 | \2 |/p' >"$work/there"
    [ "$(wc -l <"$work/there")" -gt 5 ] || return 1
    sed -n '/^| code | it means |/,/^$/s/^\(| [0-9].*\)/\1/p' "$page" | diff -u "$work/there" -
}
kinds() { # the number of breakages that the gate is shown to catch
    grep -q " $(grep -c '^ *holds .* proof ' "$PRECARE_SOURCE/tests/abi/baseline_test.sh") kinds of breakage" "$page"
}
holds "each format that the source knows is promised something" formats
holds "each exit code is, in the words of the help" codes
holds "the breakages that the gate catches are counted" kinds
finish
