# SPDX-License-Identifier: MIT
#
# What the tests of this room share, sourced by tests/faces/*_test.sh: Chromium, npm's packages, the shipped form and sheet
# as files in $work. Skips the test loudly without Chromium or npm's packages. FACES_SHOTS=DIR keeps the pictures and PDFs
# there, for eyes.
#   form FILE OPTION...     the form for needling a face
#   event MOMENT NOW START MORE, sheet EVENT FORMAT
#   browsed LEAST SCRIPT ARGUMENT...    node SCRIPT prints a line a check; at least so many were made

. "${PRECARE_SOURCE:?}/tests/support/shell.sh"
npm_of faces
chromium=$(command -v chromium || command -v chromium-browser)
[ -n "$chromium" ] || { skip "no Chromium (packaging/install-deps peers)"; finish; }
for package in puppeteer-core axe-core ical.js; do
    npm_have $package || { skip "no node, or no $package from npm (packaging/install-deps peers)"; finish; }
done
[ -z "${FACES_SHOTS:-}" ] || mkdir -p "$FACES_SHOTS"
rules=$PRECARE_SOURCE/rules
days="--today 2026-12-01 --date 2026-12-15" # before the rules' own review

form() { # FILE OPTION...
    to=$1
    shift
    "${PRECARE_COMMAND:?}" form "$rules" --procedure microneedling --site face $days --format html "$@" >"$work/$to"
}
event() { # MOMENT NOW START MORE
    cat <<END
{"format": "precare-event/1", "event_id": "e1", "moment": "$1", "now": "$2", "patient": {"birth_date": "1990-05-05"},
 "appointment": {"id": "a1", "start": "$3", "minutes": 60, "procedure": {"text": "microneedling"}, "sites": ["cheek"]}, $4
 "medications": {"reviewed": "2027-03-01", "entries": [{"text": "tretinoin", "use": "ongoing", "sites": ["face"]}]}}
END
}
sheet() { # EVENT FORMAT
    "$PRECARE_COMMAND" sheet "$rules" --zone America/New_York --event "$work/$1" --format "$2" 2>/dev/null
}
browsed() {
    least=$1 script=$2
    shift 2
    HOME=$work node "$PRECARE_SOURCE/tests/faces/$script" "$modules" "$chromium" "$work" "${FACES_SHOTS:-}" "$@" >"$work/checks" 2>&1
    cat "$work/checks"
    passed=$((passed + $(grep -c '^ok: ' "$work/checks")))
    failed=$((failed + $(grep -c '^FAILED: ' "$work/checks")))
    holds "every check in the browser was made" [ "$(grep -c '^ok: ' "$work/checks")" -ge "$least" ]
}
