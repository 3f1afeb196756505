#!/bin/sh
# SPDX-License-Identifier: MIT
# The Python binding of packaging/hosts/python, on Debian's python3.
[ -x /usr/bin/python3 ] || { echo "SKIP: Debian's python3 is not installed (packaging/install-deps hosts)"; exit 77; }
exec /usr/bin/python3 "${PRECARE_SOURCE:-.}/tests/hosts/binding_test.py"
