#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The manual prints the minimal host as it is, and the host keeps its promise of length.
. "$PRECARE_SOURCE/tests/support/shell.sh"

printed() {
    awk '/^<!-- file: tests\/hosts\/minimal_host.c -->$/ { on = 1; next } on && /^```c$/ { text = 1; next }
         text && /^```$/ { exit } text' "$PRECARE_SOURCE/packaging/manual/abi.md" >"$work/printed.c"
    diff -u "$PRECARE_SOURCE/tests/hosts/minimal_host.c" "$work/printed.c"
}
short() {
    [ "$(wc -l <"$PRECARE_SOURCE/tests/hosts/minimal_host.c")" -lt 100 ]
}
holds "the manual prints the minimal host as it is" printed
holds "which has fewer than a hundred lines" short
finish
