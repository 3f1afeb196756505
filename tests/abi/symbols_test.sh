#!/bin/sh
# SPDX-License-Identifier: MIT
#
# How the plugin is linked: five symbols and no more, resolved at load, never unloaded, and with no
# library that a host's process must not get (libcurl is opened when a worker starts).
. "$PRECARE_SOURCE/tests/support/shell.sh"

so=$PRECARE_PLUGIN
dynamic() { readelf -dW "$so"; }

cat >"$work/wanted" <<'END'
precare_entry_v1
precare_json_call
precare_json_close
precare_json_free
precare_json_open
END
nm -D --defined-only "$so" | awk '{print $NF}' | LC_ALL=C sort >"$work/found"
holds "the plugin exports its five symbols and no other" diff -u "$work/wanted" "$work/found"

flag() { dynamic | grep -qE "\((FLAGS|FLAGS_1)\).*\b$1\b"; }
holds "symbols are resolved when it is loaded" flag NOW
holds "it stays in the process after dlclose" flag NODELETE
stack() { readelf -lW "$so" | grep -E 'GNU_STACK +.* RW +' ; }
holds "its stack is not executable" stack
relro() { readelf -lW "$so" | grep GNU_RELRO; }
holds "its tables are read-only once relocated" relro
none() { ! dynamic | grep -E "\(($1)\)"; }
holds "it has no SONAME" none SONAME
holds "it has no search path of its own" none 'RPATH|RUNPATH'
holds "it needs no relocation in its text" none TEXTREL
libraries() {
    dynamic | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' |
        grep -vE '^(libyaml-0|libsqlite3|libnettle|libhogweed|libjansson|libutf8proc|libc|libm|libdl|libpthread|ld-linux.*|libasan|libubsan|libtsan|libgcc_s)\.so'
}
only_known() { ! libraries; }
holds "it is linked with nothing but what the design names" only_known

finish
