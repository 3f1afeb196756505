#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A host in PHP by FFI: under the command line, a whole visit and the table; under a real php-fpm with two workers,
# where every request loads the plugin, books, and lets PHP unload it.
. "$PRECARE_SOURCE/tests/hosts/site.sh"
command -v php >/dev/null || { skip "php-cli is not installed (packaging/install-deps hosts)"; finish; }
php -m | grep -qi '^ffi$' || { skip "PHP has no FFI"; finish; }
sed '/^#[ ]*include/d' "$PRECARE_SOURCE/include/precare/precare.h" | ${CC:-gcc} -E -P - >"$work/precare.ffi.h"

host() {
    php "$PRECARE_SOURCE/tests/hosts/php_host.php" "$plugin" "$work/precare.ffi.h" "$site/precare.yaml" \
        "$site/rules/rules.yaml"
}
holds "a booking, a warning, an override, a charting and a reload in PHP" host
sed "s#/usr/include/precare/precare.ffi.h#$work/precare.ffi.h#" "$PRECARE_SOURCE/packaging/hosts/php/Precare.php" \
    >"$work/Precare.php"
example php php "$work/example.php"
holds "the example of its README runs" printed_hold php "$work/example.php"

fpm=$(find /usr/sbin -name 'php-fpm[0-9]*' | sort | tail -n 1) # its name has the version in it
[ -x "$fpm" ] || { skip "php-fpm is not installed (packaging/install-deps hosts)"; finish; }
cat >"$work/fpm.conf" <<END
[global]
error_log = $work/fpm.log
daemonize = no
[www]
listen = $work/fpm.sock
pm = static
pm.max_children = 2
clear_env = no
END
root=
[ "$(id -u)" -ne 0 ] || { root=-R; echo 'user = root' >>"$work/fpm.conf"; echo 'group = root' >>"$work/fpm.conf"; }
# shellcheck disable=SC2086
"$fpm" $root -n -d extension=ffi -d ffi.enable=1 -y "$work/fpm.conf" >"$work/fpm.out" 2>&1 &
pid=$!
awaits [ -S "$work/fpm.sock" ]

visit() { # the command line's visit left version 2; a request in each of the workers edits once more
    for now in 2 3; do
        python3 "$PRECARE_SOURCE/tests/hosts/fastcgi.py" "$work/fpm.sock" "$PRECARE_SOURCE/tests/hosts/php_host.php" 1 \
            "PLUGIN=$plugin" "HEADER=$work/precare.ffi.h" "CONFIG=$site/precare.yaml" "RULES=$site/rules/rules.yaml" \
            "NOW=$now" "NEXT=$((now + 1))" >"$work/visit" || return 1
        cat "$work/visit" && [ "$(cat "$work/visit")" = '{"steps":8,"failed":[]}' ] || return 1
    done
}
holds "a booking, a warning, an override, a charting and a reload under php-fpm" visit

requests() {
    python3 "$PRECARE_SOURCE/tests/hosts/fastcgi.py" "$work/fpm.sock" "$PRECARE_SOURCE/tests/hosts/php_host.php" 200 \
        "PLUGIN=$plugin" "HEADER=$work/precare.ffi.h" "CONFIG=$site/precare.yaml" >"$work/answers" || return 1
    [ "$(grep -c '"status":0,"ref":"' "$work/answers")" = 200 ] || { head -n 5 "$work/answers"; cat "$work/fpm.log"; return 1; }
    [ "$(sed 's/.*"pid"://' "$work/answers" | sort -u | wc -l)" = 2 ]
}
holds "200 requests to two workers of php-fpm, each an acknowledged booking" requests
calm() {
    ! grep -E 'signal|SIGSEGV|exited' "$work/fpm.log"
}
holds "and no worker died" calm
kept() {
    "$PRECARE_COMMAND" records export --config "$site/precare.yaml" >"$work/records" &&
        [ "$(grep -c '"appointment":"fpm-' "$work/records")" = 200 ]
}
holds "and each is on record" kept
kill "$pid" && wait "$pid" 2>/dev/null
finish
