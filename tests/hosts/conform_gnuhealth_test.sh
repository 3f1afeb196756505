#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The conformance kit judges our module in the real GNU Health 5.0, as shipped, under strict mode: conform_gnuhealth.py.
# What it cannot do follows from `hold = pending`: a held booking is saved, and waits.
. "$PRECARE_SOURCE/tests/support/shell.sh"
[ -z "${PRECARE_SANITIZE:-}" ] || { skip "a plugin with a sanitizer cannot be loaded into an interpreter"; finish; }
[ "$(id -u)" -eq 0 ] && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 ||
    { skip "no PostgreSQL, or not root (packaging/install-deps hosts)"; finish; }
"$PRECARE_SOURCE/tests/hosts/gnuhealth.sh" >"$work/packages" 2>&1 || { skip "$(tail -n 1 "$work/packages")"; finish; }

exits 0 "the kit finds our module in GNU Health right" "$PRECARE_COMMAND" conform --plugin "$PRECARE_PLUGIN" --wait 400 \
    --adapter "/usr/bin/python3 -B '$PRECARE_SOURCE/tests/hosts/conform_gnuhealth.py'"
says "27 passed, 0 failed, 3 cannot"
says "cannot  6 book"
says "cannot 13 reschedule"
says "what is held is saved, and waits for a clinician: nobody is asked before"
says "cannot 26 check in"
says "what waits for a clinician is not checked in before one decides"
finish
