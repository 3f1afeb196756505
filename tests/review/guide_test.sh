#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Does every step of the manual's guides as a reader would: saves the files, types the commands, and compares what is printed
# with what is promised ("..." stands for anything).
. "$PRECARE_SOURCE/tests/support/shell.sh"

guide() { # PAGE STEPS
    mkdir -p "$work/$1/usr/share/precare"
    ln -s "$PRECARE_SOURCE/rules" "$work/$1/usr/share/precare/rules"
    exits 0 "every step of $1.md does what the page says" \
        python3 "$PRECARE_SOURCE/tests/review/guide.py" "$PRECARE_SOURCE/packaging/manual/$1.md" "$work/$1" "$PRECARE_COMMAND"
    says "$2 steps"
}

guide first-rule 18
guide rule-language 11
guide events 10
guide configuration 14
guide overlays 17
finish
