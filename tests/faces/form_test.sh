#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The form as a patient meets it: in Chromium at a phone's and a desktop's width, empty and filled in, in English and in
# Spanish, audited by axe-core, and printed.

. "${PRECARE_SOURCE:?}/tests/faces/faces.sh"

form form.html && form staff.html --of staff
cp -r "$rules" "$work/spanish"
sed -i 's/^  language: .*/  language: es/' "$work/spanish/microneedling/rulebook.yaml"
"$PRECARE_COMMAND" form "$work/spanish" --procedure microneedling --site face $days --format html \
    >"$work/spanish.html"
holds "one of the pages is in Spanish" grep -q '<html lang="es">' "$work/spanish.html"
browsed 27 form.js form
finish
