#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The coverage of the sources in the manual is the one that the shipped rules have, and no statement is missing in it:
# S1 to S82 of the article, X1 to X33 beyond it. To write it anew: tests/review/statements_test.sh write
. "$PRECARE_SOURCE/tests/support/shell.sh"
document=$PRECARE_SOURCE/packaging/manual/article-coverage.md

head_of() {
    cat <<'END'
# What the article says, and which rule says it

Each statement of the sources, the rules that rest on it, the strongest outcome they have, on what basis, and whether a test
beside the rules has seen one of them at work. S1 to S82 are statements of the article; X1 to X33 go beyond it, and are never
shown as what the article says. This page is made by `precare page --statements`; a test fails when it is not what the rules say.

END
}

"$PRECARE_COMMAND" page "$PRECARE_SOURCE/rules" --statements >"$work/table" 2>&1
{ head_of; cat "$work/table"; } >"$work/document"
[ "${1:-}" != write ] || cp "$work/document" "$document"

every_one() {
    for id in $(seq -f 'S%g' 1 82) $(seq -f 'X%g' 1 33); do
        grep -q "^| $id | [^*|]" "$document" || { echo "no rule and no reason: $id"; return 1; }
    done
}

holds "the manual's table is the one the rules have" diff "$document" "$work/document"
holds "every statement has a rule or a reason" every_one
finish
