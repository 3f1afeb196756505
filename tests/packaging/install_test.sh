#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `make install` and `make uninstall`: what they put where, that a host can build against it, and
# that nothing stays behind.
. "$PRECARE_SOURCE/tests/support/shell.sh"

# Another PREFIX makes a file of the command anew: in a copy, not under the other tests' feet.
root=$work/root
cp -a "$PRECARE_BUILD" "$work/build"
install() { # TARGET
    ${MAKE:-make} -C "$PRECARE_SOURCE" --no-print-directory SANITIZE="$PRECARE_SANITIZE" BUILD="$work/build" \
        DESTDIR="$root" PREFIX=/opt/precare LIBDIR=/opt/precare/lib64 "$1"
}
holds "make install succeeds" install install
for file in bin/precare lib64/precare/precare.so include/precare/precare.h include/precare/precare.ffi.h \
    lib64/pkgconfig/precare.pc share/man/man1/precare.1 \
    share/precare/rules; do
    holds "it puts $file below PREFIX and LIBDIR" test -e "$root/opt/precare/$file"
done
outside() { ! find "$root" -type f ! -path "$root/opt/precare/*" | grep .; }
holds "it puts nothing elsewhere" outside

export PKG_CONFIG_PATH="$root/opt/precare/lib64/pkgconfig"
plugindir() { [ "$(pkg-config --variable=plugindir precare)" = /opt/precare/lib64/precare ]; }
holds "pkg-config tells where the plugin lies" plugindir
no_libs() { [ -z "$(pkg-config --libs precare | tr -d ' ')" ]; }
holds "pkg-config links a host with nothing" no_libs

cat >"$work/host.c" <<'C'
#include <precare/precare.h>
int main(void) { return 0; }
C
compiles() { "$@" -Wall -Wextra -Wpedantic -Werror -I"$root/opt/precare/include" -fsyntax-only "$work/host.c"; }
holds "a host in C11 compiles against the installed header" compiles cc -std=c11
if command -v g++ >/dev/null; then
    holds "a host in C++17 compiles against it" compiles g++ -x c++ -std=c++17
else
    skip "no g++: the header in C++17 was not tried"
fi
ffi() { ! grep -nE '^#|__attribute__|_Static_assert' "$root/opt/precare/include/precare/precare.ffi.h"; }
holds "the header for FFI has no preprocessor lines" ffi
holds "the header for FFI is not empty" grep -q precare_json_open "$root/opt/precare/include/precare/precare.ffi.h"

exits 0 "the installed command runs" "$root/opt/precare/bin/precare" --version
holds "make install may be said again" install install
holds "make uninstall succeeds" install uninstall
left() { ! find "$root" -type f | grep .; }
holds "it leaves no file behind" left

finish
