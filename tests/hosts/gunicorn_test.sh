#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs tests/hosts/gunicorn_test.py with the interpreter that Debian's packages are for.
exec "$([ -x /usr/bin/python3 ] && echo /usr/bin/python3 || command -v python3)" "$PRECARE_SOURCE/tests/hosts/gunicorn_test.py"
