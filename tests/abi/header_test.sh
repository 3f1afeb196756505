#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The public header alone, as a host's engineer would take it: C11 and C++17, gcc and clang, with every warning an
# error; no padding anywhere; nothing included but <stdint.h>; and the form of it that PHP's FFI reads.
. "$PRECARE_SOURCE/tests/support/shell.sh"

header=$PRECARE_SOURCE/include/precare/precare.h

compiles() {
    cp "$header" "$work/precare.h"
    echo '#include "precare.h"' >"$work/alone.c"
    "$@" -Wall -Wextra -Wpedantic -Wpadded -Werror -fsyntax-only "$work/alone.c"
}

one_include() {
    [ "$(grep -c '^# *include' "$header")" = 1 ] && grep -q '^#include <stdint.h>$' "$header"
}

# What rule 2 of the ABI forbids to cross.
plain_types() {
    sed 's|/\*.*\*/||; /\/\*/,/\*\//d' "$header" | grep -v '^#' >"$work/code"
    ! grep -nE '\b(enum|bool|_Bool|size_t|long|union|FILE|errno|va_list|__attribute__|unsigned|short)\b|\.\.\.|^ *[a-z0-9_ ]+:[ 0-9]+;' "$work/code"
}

ffi_form() {
    sed '/^#[ ]*include/d' "$header" | gcc -E -P - >"$work/precare.ffi.h" &&
        ! grep -q '^#' "$work/precare.ffi.h" && grep -q precare_entry_v1 "$work/precare.ffi.h"
}

holds "the header compiles as C11 with gcc, padding an error" compiles gcc -std=c11 -x c
holds "the header compiles as C11 with clang" compiles clang -std=c11 -x c
holds "the header compiles as C++17 with g++, padding an error" compiles g++ -std=c++17 -x c++
holds "the header compiles as C++17 with clang++" compiles clang++ -std=c++17 -x c++
holds "the header includes stdint.h and nothing else" one_include
holds "no enum, bool, size_t, long, union or varargs crosses" plain_types
holds "without its include the header is one that an FFI can read" ffi_form

methods() { # the JSON door's, as the header's comment and as the plugin have them
    sed -n '/^ \*   method /,/ \*\/$/s/^ \*   \([a-z-]*\) .*/\1/p' "$PRECARE_SOURCE/include/precare/precare.h" | grep -v '^method$' |
        sort >"$work/told"
    sed -n 's/^METHOD("\([a-z-]*\)".*/\1/p' "$PRECARE_SOURCE/plugin/abi/methods.def" | sort >"$work/there"
    [ -s "$work/there" ] && diff -u "$work/there" "$work/told"
}
holds "the header names each method of the JSON door" methods
statuses() { # those of the header, and those that the reference tells, with their numbers
    sed -n '/^#define PRECARE_OK /,/^#define PRECARE_E_FAULT/p' "$PRECARE_SOURCE/include/precare/precare.h" | tr -d '\\\n' |
        grep -o '#define PRECARE_[A-Z_]* *(*-*[0-9]*' | tr -d '(' | awk '{ print $3, $2 }' | sort >"$work/there"
    "$PRECARE_COMMAND" reference statuses | awk -F'[|` ]+' '$2 ~ /^-?[0-9]+$/ { print $2, $3 }' | sort >"$work/told"
    [ "$(wc -l <"$work/there")" -gt 20 ] && diff -u "$work/there" "$work/told"
}
holds "each status of the header is told by the reference, with its number" statuses
finish
