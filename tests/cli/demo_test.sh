#!/bin/sh
# SPDX-License-Identifier: MIT
#
# How `precare demo` fails: never without a word. That it plays is shown wherever it is run.
. "$PRECARE_SOURCE/tests/support/shell.sh"

cat >"$work/refusing.c" <<'C'
#include <string.h>
#include "precare/precare.h"
int32_t precare_json_open(const char *config, precare_json **handle_r, precare_error *err)
{
    (void)config;
    (void)handle_r;
    strcpy(err->message, "refused for a test");
    return -1;
}
C
holds "a plugin is built whose JSON door refuses" "${CC:-cc}" -shared -fPIC -I"$PRECARE_SOURCE/include" -o "$work/refusing.so" \
    "$work/refusing.c" -Wl,--no-as-needed "$PRECARE_PLUGIN"
exits 70 "the demo fails at its form" "$PRECARE_COMMAND" demo --plugin "$work/refusing.so"
says "precare demo: the plugin: refused for a test"
finish
