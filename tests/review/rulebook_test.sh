#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What the shipped rulebook promises of itself: no warning, every rule seen at work, every number noticed by a test. Its
# tests hold in a clinic that has said on which days its staff work, too: nobody should have to mend them for that.
. "$PRECARE_SOURCE/tests/support/shell.sh"
rules=$PRECARE_SOURCE/rules

cat >"$work/days.yaml" <<'END'
format: precare-rules/1
working-days: {days: [monday, tuesday, wednesday, thursday, friday], holidays: ["2026-12-25", "2027-01-01"]}
END

exits 0 "the shipped rules have no warning" "$PRECARE_COMMAND" check --strict "$rules" --today 2026-12-01
# Every number of the shipped rules moved is thousands of runs of the same code: a sanitizer sees that in nudge_test.
nudge=--nudge
[ -z "${PRECARE_SANITIZE:-}" ] || nudge=
exits 0 "every rule is seen at work, every number noticed" "$PRECARE_COMMAND" test "$rules" --coverage $nudge
exits 0 "the tests hold with the working days of a clinic" "$PRECARE_COMMAND" test "$rules" "$work/days.yaml"
exits 0 "and with the changes of the example" "$PRECARE_COMMAND" test "$rules" "$PRECARE_SOURCE/packaging/examples/elm-street"
finish
