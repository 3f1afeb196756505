#!/bin/sh
# SPDX-License-Identifier: MIT
# The stock GTK clients on the real GNU Health 5.0.
[ -x /usr/bin/python3 ] || { echo "SKIP: Debian's python3 is not installed (packaging/install-deps hosts)"; exit 77; }
exec /usr/bin/python3 "${PRECARE_SOURCE:-.}/tests/hosts/gnuhealth_gtk_test.py"
