#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A compiler for 32 bits is told no, once and plainly, before anything is installed or built. `make check-builds` asks
# cross compilers, too, on a machine without our libraries.
. "$PRECARE_SOURCE/tests/support/shell.sh"

# As a make of its own: what the make that runs this test hands on is not for it.
build() { env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u CFLAGS make -C "$PRECARE_SOURCE" -j2 BUILD="$work/build" "$@"; }
compilers=
for compiler in gcc clang; do
    command -v "$compiler" >/dev/null || { skip "no $compiler"; continue; }
    # x86 alone has a compiler for both
    echo | "$compiler" -m32 -E - >/dev/null 2>&1 || { skip "this machine's $compiler makes nothing for 32 bits"; continue; }
    compilers="$compilers $compiler"
done
for compiler in $compilers; do
    exits 2 "$compiler -m32 builds nothing" build CC="$compiler -m32" all
    says "precare runs on 64-bit machines only"
    [ "$(grep -c 'error:' "$work/out")" -eq 1 ]
    result $? "and that is the one error"
    [ -z "$(find "$work/build" -name '*.o')" ]
    result $? "and nothing was compiled"
    exits 2 "-m32 among the CFLAGS is seen, too" build CC="$compiler" CFLAGS=-m32 all
    says "precare runs on 64-bit machines only"
done

# Who builds it without our Makefile meets the same words.
printf '#include "base/seam.h"\n' >"$work/a.c"
for compiler in $compilers; do
    exits 1 "a file of ours without the Makefile is refused by $compiler" "$compiler" -m32 -I"$PRECARE_SOURCE/plugin" -fsyntax-only "$work/a.c"
    says "precare runs on 64-bit machines only"
done
exits 0 "and compiled for 64 bits" gcc -I"$PRECARE_SOURCE/plugin" -fsyntax-only "$work/a.c"
finish
