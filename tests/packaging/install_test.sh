#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `make install` and `make uninstall`: what they put where, that a host can build against it, and
# that nothing stays behind.
. "$PRECARE_SOURCE/tests/support/shell.sh"

# Another PREFIX makes a file of the command anew: in a copy, not under the other tests' feet, and without what is not built.
root=$work/root
mkdir "$work/build"
tar -C "$PRECARE_BUILD" --exclude=./fresh --exclude=./builds --exclude='./npm-*' --exclude=./results -cf - . | tar -C "$work/build" -xf -
install() { # TARGET
    ${MAKE:-make} -C "$PRECARE_SOURCE" --no-print-directory SANITIZE="$PRECARE_SANITIZE" BUILD="$work/build" \
        DESTDIR="$root" PREFIX=/opt/precare LIBDIR=/opt/precare/lib64 "$1"
}
tight() { (umask 077 && install install); }
holds "make install succeeds, under a tight umask" tight
unreadable() { ! find "$root/opt" \( -type d ! -perm -005 \) -o \( -type f ! -perm -004 \) | grep .; }
holds "and everybody can read what it put there" unreadable
for file in bin/precare lib64/precare/precare.so lib64/precare/precare-relay lib64/precare/precare-serve share/bash-completion/completions/precare include/precare/precare.h include/precare/precare.ffi.h \
    lib64/pkgconfig/precare.pc share/man/man1/precare.1 share/man/man8/precare-relay.8 share/man/man8/precare-serve.8 \
    share/precare/examples/payloads/booking-final.json share/precare/examples/json-door/door.py \
    share/precare/schema/precare-event-1.json share/precare/schema/precare-result-1.json \
    share/precare/schema/precare-form-1.json share/precare/schema/precare-answers-1.json \
    share/precare/schema/precare-config-1.json share/doc/precare/manual/it.md share/doc/precare/manual/SECURITY.md share/precare/rules share/precare/hosts/python/precare.py share/precare/hosts/gnumed/hook_script.py \
    share/precare/hosts/tryton/health_precare-7.0/tryton.cfg; do
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

# ---- adapters: the commands of their READMEs, as they stand there, on the installed files ----
# trytond, the courier and other users are of the test's own; /etc and the like are moved below $work.
hosts=$root/opt/precare/share/precare/hosts
bytes() { ! find "$hosts" -name '*.pyc' -o -name __pycache__ | grep .; }
same() { # Tryton's module is built for each version
    diff -r -x __pycache__ -x 'health_precare*' "$PRECARE_SOURCE/packaging/hosts" "$hosts"
}
holds "the adapters are installed as they are in the source" same
holds "and without what Python made of them" bytes
mkdir -p "$work/bin" "$work/etc/tryton" "$work/site/trytond/modules" "$work/home"
touch "$work/site/trytond/__init__.py"
stub() { # NAME BODY
    printf '#!/bin/sh\n%s\n' "$2" >"$work/bin/$1"
    chmod +x "$work/bin/$1"
}
modules=$work/site
stub runuser 'shift 3; exec "$@"'
stub trytond-admin 'echo "trytond-admin $*" >>"$LOG"'
stub precare 'echo "precare $*" >>"$LOG"'
readme() { # HOST COUNT: its commands
    awk '/^```sh$/ { inside = 1; next } /^```$/ { if (inside) exit } inside' "$hosts/$1/README.md" |
        sed "s,/usr/share/precare/hosts,$hosts,g; s,/etc/,$work/etc/,g; s,/var/lib,$work/var,g; s,/var/www,$work/www,g; s,YOURHOST,$(id -un),g" \
            >"$work/$1.sh"
    [ "$(wc -l <"$work/$1.sh")" -eq "$2" ] || return 1
    (cd "$work" && PATH="$work/bin:$PATH" LOG="$work/log" HOME="$work/home" \
        PYTHONPATH="$modules" PRECARE_PLUGIN="$root/opt/precare/lib64/precare/precare.so" PYTHONDONTWRITEBYTECODE=1 \
        sh -ec '. "$1"; wait' sh "$work/$1.sh")
}
holds "the six commands of the README for Tryton run" readme tryton 6
# Python is no host of a plugin under a sanitizer, whose run time must come first.
binding() {
    [ -n "${PRECARE_SANITIZE:-}" ] ||
        PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$work/site" python3 -c 'import precare; precare.Site().check({})' 2>"$work/err"
}
tryton() {
    grep -q '^config = ' "$work/etc/tryton/trytond.conf" && grep -q 'trytond-admin.* -u health_precare' "$work/log" &&
        grep -q 'precare courier' "$work/log" &&
        binding && diff -r "$hosts/tryton/health_precare-7.0" "$work/site/trytond/modules/health_precare"
}
holds "and the module and its binding lie where trytond finds them" tryton
holds "the five commands of the README for GNUmed run" readme gnumed 5
gnumed() {
    for script in hook_script precare; do # as GNUmed demands: no link, and for the user alone
        file=$work/home/.gnumed/scripts/$script.py
        [ ! -L "$file" ] && [ "$(stat -c %a "$file")" = 600 ] || return 1
    done
    grep -q '^config = ' "$work/home/.gnumed/precare.conf"
}
holds "and the scripts are as GNUmed demands" gnumed
mkdir -p "$work/etc/php/8.2/fpm/conf.d" "$work/etc/cron.d" "$work/www/openemr/interface/modules/custom_modules"
holds "the five commands of the README for OpenEMR run" readme openemr 5
openemr() {
    module=$work/www/openemr/interface/modules/custom_modules/oe-module-precare
    grep -q "php $module/nightly.php" "$work/etc/cron.d/precare-openemr" && [ -r "$module/openemr.bootstrap.php" ]
}
holds "and its module lies where OpenEMR looks for it" openemr
cat >"$work/precare.yaml" <<END
format: precare-config/1
clinic: {name: "Test", time-zone: America/New_York}
rules: ["$root/opt/precare/share/precare/rules"]
state: "$work/var/precare"
deliver: external
END
mkdir -p "$work/var"
mkdir "$work/purelib"
stub python3 "case \$2 in *purelib*) echo $work/purelib ;; *) exec $(command -v python3) \"\$@\" ;; esac"
modules=$work/purelib
if [ -z "$PRECARE_SANITIZE" ]; then # a plugin with a sanitizer cannot be loaded into an interpreter
    exits 0 "the five commands of the README for Python run" readme python 5
    says "'deliver': 'external'"
fi
holds "make install may be said again" install install
holds "make uninstall succeeds" install uninstall
left() { ! find "$root" -type f | grep .; }
holds "it leaves no file behind" left

finish
