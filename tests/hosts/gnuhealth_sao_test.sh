#!/bin/sh
# SPDX-License-Identifier: MIT
# The real GNU Health 5.0 in its web client: gnuhealth_sao_test.py.
. "$PRECARE_SOURCE/tests/support/shell.sh"
[ -x /usr/bin/python3 ] || { skip "Debian's python3 is not installed (packaging/install-deps hosts)"; finish; }
chromium=$(command -v chromium || command -v chromium-browser)
[ -n "$chromium" ] || { skip "no Chromium (packaging/install-deps hosts)"; finish; }
npm_have puppeteer-core || { skip "no node, or no puppeteer-core from npm (packaging/install-deps hosts)"; finish; }
SAO_MODULES=$modules SAO_CHROMIUM=$chromium /usr/bin/python3 "$PRECARE_SOURCE/tests/hosts/gnuhealth_sao_test.py"
exit $?
