#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Every card and every suggested resource made for the acceptance cases passes: the tests that stand beside the rules and the kept
# events, as requests of CDS Hooks (cases.c), posted to a real `precare serve` and judged by others (cds_cases.js). What FHIR does not
# carry of a case is left out of it; what a form of ours can carry of it comes once more as a form that was answered, by chance.
# Skipped loudly without node or npm's packages.

. "${PRECARE_SOURCE:?}/tests/faces/cds_client.sh"

holds "the cases are there" sh -c '"$1" "$(TZ=America/New_York date +%F)" >"$2"' _ "${PRECARE_BUILD:?}/tests/faces/cases" "$work/cases"
client cds_cases.js "$work/cases"
holds "every check was made" [ "$(grep -c '^ok: ' "$work/told")" -eq 13 ]
holds "told to stop it stops" serve_end
finish
