#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs tests/hosts/gunicorn_test.py with the interpreter that Debian's packages are for.
[ -x /usr/bin/python3 ] || { echo "SKIP: Debian's python3 is not installed (packaging/install-deps hosts)"; exit 77; }
exec /usr/bin/python3 "$PRECARE_SOURCE/tests/hosts/gunicorn_test.py"
