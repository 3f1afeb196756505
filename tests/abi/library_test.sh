#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Hosts that bring their own SQLite along, and export its functions: all of them, none, or some. Half of one and half of
# another is an error of `open` that names both files, never a crash; so is a version that is not the build's. Each host is
# a program of its own, since what it exports is bound before its first line runs.
. "$PRECARE_SOURCE/tests/support/shell.sh"
. "$PRECARE_SOURCE/tests/support/site.sh"

if [ -n "${PRECARE_SANITIZE:-}" ]; then
    echo "elsewhere: a sanitizer must be loaded before the host; the plain build shows it"
    passed=1
    finish
fi
chmod 700 "$work"
site_rules
site_config env:LEAD_URL
imported() { nm -D "$PRECARE_PLUGIN" | sed -nE "s/^ +U ($1[a-z0-9_]*).*/\1/p" | sort -u; }

cat >"$work/host.c" <<'C'
#include <dlfcn.h>
#include <precare/precare.h>
#include <stdio.h>
int main(int argc, char **argv)
{
    void *plugin = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    const precare_api *(*entry)(uint32_t) = plugin ? (const precare_api *(*)(uint32_t))dlsym(plugin, "precare_entry_v1") : 0;
    precare_params params = {.struct_size = sizeof params, .config = argv[2]};
    precare_error err = {.struct_size = sizeof err};
    precare_instance *instance = 0;
    (void)argc;
    if (!entry) {
        puts(dlerror());
        return 70;
    }
    int32_t status = entry(PRECARE_ABI_MINOR)->open(0, &params, &instance, &err);
    printf("status %d\nwhere %s\nmessage %s\n", status, err.where, err.message);
    if (status >= 0) {
        entry(PRECARE_ABI_MINOR)->close(instance);
    }
    return status < 0;
}
C
host() { # NAME SOURCES AND FLAGS...: builds it
    name=$1
    shift
    ${CC:-cc} -I"$PRECARE_SOURCE/include" -rdynamic -o "$work/$name" "$work/host.c" "$@" -ldl 2>"$work/cc" || { cat "$work/cc"; return 1; }
}
opens() { timeout 60 "$work/$1" "$PRECARE_PLUGIN" "$PRECARE_CONFIG"; }

holds "a host without SQLite is built" host none
exits 0 "and opens" opens none

# ---- every function that the plugin calls, alone ----
: >"$work/wrong"
tried=0
for function in $(imported sqlite3_) $(imported yaml_) $(imported json_) $(imported utf8proc_) $(imported nettle_); do
    printf '__attribute__((visibility("default"))) long %s(void) { return 0; }\n' "$function" >"$work/one.c"
    host one -fno-builtin "$work/one.c" || echo "$function: not built" >>"$work/wrong"
    opens one >"$work/said" 2>&1
    code=$?
    [ $code -eq 1 ] && grep -q '^status -17$' "$work/said" && grep -q "$work/one" "$work/said" &&
        grep -qE 'lib(sqlite3|yaml|jansson|utf8proc|nettle|hogweed)[.-]' "$work/said" ||
        { echo "$function: exit $code (a function that is new stands in the table of plugin/abi/library.c)"; cat "$work/said"; } >>"$work/wrong"
    tried=$((tried + 1))
done
holds "each of $tried functions is tried alone" [ "$tried" -gt 60 ]
all_refused() { cat "$work/wrong"; [ ! -s "$work/wrong" ]; }
holds "a host that exports any one of them is refused, with both files by name" all_refused

# ---- a whole SQLite in the host ----
archive=$(${CC:-cc} -print-file-name=libsqlite3.a)
if [ ! -e "$archive" ]; then
    skip "no libsqlite3.a: hosts with a whole SQLite are not tried"
    finish
fi
holds "a host with a whole SQLite is built" host all -Wl,--whole-archive "$archive" -Wl,--no-whole-archive -lm -lpthread -lz
exits 0 "and opens, with that one" opens all
version() { # NUMBER: the host's SQLite says that it is this
    printf '__attribute__((visibility("default"))) int sqlite3_libversion_number(void) { return %s; }\n' "$1" >"$work/version.c"
    host version "$work/version.c" -Wl,--allow-multiple-definition -Wl,--whole-archive "$archive" -Wl,--no-whole-archive -lm -lpthread -lz
}
ours=$(printf '#include <sqlite3.h>\nSQLITE_VERSION_NUMBER\n' | ${CC:-cc} -E -P - | tail -n 1)
holds "a host with an older SQLite is built" version $((ours - 1))
exits 1 "it is refused" opens version
says "this process has SQLite 3."
says "$work/version"
says "and the plugin was built for 3."
holds "a host with another major version is built" version 4000000
exits 1 "it is refused" opens version
says "status -17"
holds "a host with a newer minor version is built" version $((ours + 1000))
exits 0 "it opens" opens version
finish
