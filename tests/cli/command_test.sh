#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What is the same for every sub-command of `precare`: help, version, exit codes.
. "$PRECARE_SOURCE/tests/support/shell.sh"

exits 0 "--help lists the commands" "$PRECARE_COMMAND" --help
says "Usage: precare COMMAND"
commands=$(sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p' "$work/out")
exits 0 "--version names the version" "$PRECARE_COMMAND" --version
says "precare "
exits 64 "no command is wrong usage" "$PRECARE_COMMAND"
exits 64 "an unknown command is wrong usage" "$PRECARE_COMMAND" no-such-command
says "no command 'no-such-command'"
for command in $commands; do
    exits 0 "'$command --help' works" "$PRECARE_COMMAND" "$command" --help
    says "precare $command"
    exits 64 "'$command' refuses an option that it does not know" "$PRECARE_COMMAND" "$command" --no-such-option
done
to_full_disk() { "$PRECARE_COMMAND" --help >/dev/full; }
exits 70 "output that cannot be written is a fault" to_full_disk

finish
