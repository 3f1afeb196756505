#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Runs every step of "Your first rule in ten minutes" as a reader would: the files it saves, the commands it types, and what
# it promises to be printed ("..." stands for any lines).
. "$PRECARE_SOURCE/tests/support/shell.sh"

exits 0 "every step of the guide does what the guide says" \
    python3 "$PRECARE_SOURCE/tests/review/guide.py" "$PRECARE_SOURCE/packaging/manual/first-rule.md" \
    "$work" "$PRECARE_COMMAND"
says "15 steps"
finish
