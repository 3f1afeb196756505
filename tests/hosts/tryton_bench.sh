#!/bin/sh
# SPDX-License-Identifier: MIT
# What a booking costs more on a real trytond: see tryton_bench.py.
[ -x /usr/bin/python3 ] || { echo "SKIP: Debian's python3 is not installed (packaging/install-deps hosts)"; exit 77; }
exec /usr/bin/python3 "${PRECARE_SOURCE:-.}/tests/hosts/tryton_bench.py" "$@"
