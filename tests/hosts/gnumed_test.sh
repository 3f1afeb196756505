#!/bin/sh
# SPDX-License-Identifier: MIT
# The GNUmed hook script on Debian's GNUmed and PostgreSQL.
[ -x /usr/bin/python3 ] || { echo "SKIP: Debian's python3 is not installed (packaging/install-deps hosts)"; exit 77; }
exec /usr/bin/python3 "${PRECARE_SOURCE:-.}/tests/hosts/gnumed_test.py"
