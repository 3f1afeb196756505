#!/bin/sh
# SPDX-License-Identifier: MIT
#
# packaging/lint-links on small programs of two rooms: what it must say, and that it is content where all is well.
. "$PRECARE_SOURCE/tests/support/shell.sh"

cc=${CC:-cc}

# room/file, the text of its source: into $work/plugin and, compiled, $work/build.
file() {
    mkdir -p "$work/plugin/$(dirname "$1")" "$work/build/$(dirname "$1")" "$work/tests"
    printf '%s\n' "$2" >"$work/plugin/$1"
    case $1 in
    *.c) (cd "$work" && $cc -Iplugin -c "plugin/$1" -o "build/${1%c}o") ;;
    esac
}

begin() { # a program without a fault: visit/b uses base/a by its public header
    rm -rf "$work/plugin" "$work/build" "$work/tests"
    file base/a.h 'int a(void);'
    file base/a.c '#include "base/a.h"
int a(void) { return 1; }'
    file visit/b.c '#include "base/a.h"
int main(void) { return a(); }'
}

links() {
    (cd "$work" && "$PRECARE_SOURCE/packaging/lint-links" build)
}

begin
exits 0 "two files in a row are well" links

file base/a.c '#include "base/a.h"
int c(void);
int a(void) { return c(); }'
file base/c.c 'int a(void);
int c(void) { return a(); }'
exits 1 "a circle between two files is told" links
says "a circle of 2 files: base/a needs c of base/c, base/c needs a of base/a"

begin
file base/a.c '#include "base/a.h"
int up(void);
int a(void) { return up(); }'
file visit/up.h 'int up(void);'
file visit/up.c '#include "visit/up.h"
int up(void) { return 2; }'
exits 1 "a room that uses one above it is told" links
says "plugin/base/a.c uses up of visit, which base may not use"

begin
file base/a.h '/* For plugin/base/
 * alone. */
int a(void);'
exits 1 "a symbol of a private header is told" links
says "plugin/visit/b.c uses a of base, which no public header of it declares"
says "plugin/visit/b.c:1: base/a.h is private to base"

begin
file base/a.c '#include "base/a.h"
int dead(void) { return 3; }
int a(void) { return 1; }'
exits 1 "a function that nobody uses is told" links
says "plugin/base/a.c: dead is global, and no other file uses it"

begin
file nowhere/d.c 'int precare_d(void) { return 4; }'
exits 1 "a room that nobody knows is told" links
says "plugin/nowhere: a room that the table of packaging/lint-links does not know"

rm -rf "$work/build"
exits 1 "nothing to look at is no success" links
finish
