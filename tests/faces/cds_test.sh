#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A client of others calls `precare serve` on loopback: @medplum/core finds the services, prefetches what they ask for from a FHIR
# server (of the test's: a stand-in, which shows nothing of a product that is sold), and calls; the judges of others (npm's fhir,
# @medplum/core's validator, fhirpath, ajv with R4's schema) look at every resource that cards suggest for the goldens and a few
# bookings; cds_cases_test.sh has all acceptance cases.
# Skipped loudly without node or npm's packages.

. "${PRECARE_SOURCE:?}/tests/faces/cds_client.sh"

client cds.js
holds "every check was made" [ "$(grep -c '^ok: ' "$work/told")" -ge 15 ]
holds "told to stop it stops" serve_end

exits 0 "make demo-cds books and prints the cards" "$PRECARE_SOURCE/tests/faces/demo_cds.sh"
says "[!!] "
says "Ask the patient"
says "recorded."
finish
