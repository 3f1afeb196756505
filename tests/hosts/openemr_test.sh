#!/bin/sh
# SPDX-License-Identifier: MIT
# OpenEMR's module under php-fpm on MariaDB, beside stand-ins of OpenEMR's classes, its script in Chromium: openemr_test.py.
. "$PRECARE_SOURCE/tests/support/shell.sh"
for program in php nginx mariadbd; do
    command -v $program >/dev/null || { skip "no $program (packaging/install-deps check hosts)"; finish; }
done
for extension in ffi pdo_mysql; do
    php -m | grep -qi "^$extension\$" || { skip "PHP has no $extension (packaging/install-deps hosts)"; finish; }
done
[ -d /usr/share/php/Symfony/Component/EventDispatcher ] || { skip "no php-symfony-event-dispatcher (packaging/install-deps hosts)"; finish; }
chromium=$(command -v chromium || command -v chromium-browser)
[ -n "$chromium" ] || { skip "no Chromium (packaging/install-deps peers)"; finish; }
npm_have puppeteer-core || { skip "no node, or no puppeteer-core from npm (packaging/install-deps peers)"; finish; }
[ -z "${PRECARE_SANITIZE:-}" ] || { skip "a plugin with a sanitizer cannot be loaded into an interpreter"; finish; }
sed '/^#[ ]*include/d' "$PRECARE_SOURCE/include/precare/precare.h" | ${CC:-gcc} -E -P - >"$work/precare.ffi.h"
OPENEMR_HEADER=$work/precare.ffi.h OPENEMR_MODULES=$modules OPENEMR_CHROMIUM=$chromium \
    python3 "$PRECARE_SOURCE/tests/hosts/openemr_test.py"
exit $?
