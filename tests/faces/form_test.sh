#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The form and the sheet as a patient meets them: in Chromium at a phone's and a desktop's width, audited by axe-core, filled
# in with and without scripts, printed; the calendar read by ical.js. Skipped loudly without Chromium or npm's packages.
# FACES_SHOTS=DIR keeps the pictures and PDFs there, for eyes.

. "${PRECARE_SOURCE:?}/tests/support/shell.sh"
npm_of faces
chromium=$(command -v chromium || command -v chromium-browser)
[ -n "$chromium" ] || { skip "no Chromium (packaging/install-deps peers)"; finish; }
for package in puppeteer-core axe-core ical.js; do
    npm_have $package || { skip "no node, or no $package from npm (packaging/install-deps peers)"; finish; }
done
rules=$PRECARE_SOURCE/rules
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
echo "$port" >"$work/port"

form() { # FILE OPTION...
    to=$1
    shift
    "${PRECARE_COMMAND:?}" form "$rules" --procedure microneedling --site face --format html "$@" >"$work/$to"
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
calendar() { # EVENT ZONE: its events, a line each
    sheet "$1" ics >"$work/sheet.ics"
    node "$PRECARE_SOURCE/tests/faces/calendar.js" "$modules" "$work/sheet.ics" "$2" >"$work/events"
    cat "$work/events"
    [ -s "$work/events" ]
}
has() {
    grep -qF -- "$1" "$work/events"
    result $? "$2"
}

# ---- the calendar ----

event treatment 2027-03-13T15:10:00-05:00 2027-03-13T14:00:00-05:00 \
    '"chart": {"procedure_ended": "2027-03-13T15:00:00-05:00"},' >"$work/after.json"
event booking 2027-03-10T10:00:00-05:00 2027-03-24T14:00:00-04:00 "" >"$work/early.json"
event booking 2027-03-22T10:00:00-04:00 2027-03-24T14:00:00-04:00 "" >"$work/late.json"
holds "ical.js reads the calendar of what follows a treatment" calendar after.json America/New_York
has "2027-03-13 15:00 | 2027-03-14 16:00 | No makeup until Sun 14 Mar 2027, 16:00." \
    "24 hours are 24 hours over the night in which the clocks change"
has "2027-03-13 | 2027-03-20 | Stay out of the sun as much as you can until Sat 20 Mar 2027." "days are days"
holds "and of what comes before one" calendar early.json America/New_York
has "2027-03-19 | 2027-03-19 | Last day of your retinoid on the treatment area: Fri 19 Mar 2027." "a due day is that whole day"
calendar early.json Asia/Tokyo >/dev/null
has "2027-03-19 | 2027-03-19 | Last day" "wherever the phone is"
holds "and of a late booking" calendar late.json America/New_York
has "2027-03-22 | 2027-03-22 | Too late: Last day of your retinoid" "which is told today"

# ---- the pages ----

form form.html && form posted.html --action "http://127.0.0.1:$port/answers" && form staff.html --of staff
cp -r "$rules" "$work/spanish"
sed -i 's/^  language: .*/  language: es/' "$work/spanish/microneedling/rulebook.yaml"
"$PRECARE_COMMAND" form "$work/spanish" --procedure microneedling --site face --format html >"$work/spanish.html"
sheet late.json html >"$work/sheet.html"
holds "the pages are there" test -s "$work/form.html" -a -s "$work/posted.html" -a -s "$work/staff.html" -a \
    -s "$work/spanish.html" -a -s "$work/sheet.html"
holds "one of them in Spanish" grep -q '<html lang="es">' "$work/spanish.html"
[ -z "${FACES_SHOTS:-}" ] || mkdir -p "$FACES_SHOTS"
HOME=$work node "$PRECARE_SOURCE/tests/faces/form.js" "$modules" "$chromium" "$work" "${FACES_SHOTS:-}" >"$work/checks" 2>&1
cat "$work/checks"
passed=$((passed + $(grep -c '^ok: ' "$work/checks")))
failed=$((failed + $(grep -c '^FAILED: ' "$work/checks")))
holds "every check in the browser was made" [ "$(grep -c '^ok: ' "$work/checks")" -ge 45 ]

# ---- FHIR ----

"$PRECARE_COMMAND" form "$rules" --procedure microneedling --site face >"$work/form.json"
for of in patient staff provider; do
    "$PRECARE_COMMAND" form "$rules" --procedure microneedling --site face --format fhir --of $of \
        >"$work/$of.questionnaire.json"
done
"$PRECARE_COMMAND" form "$work/spanish" --procedure microneedling --site face --format fhir >"$work/spanish.questionnaire.json"
HOME=$work node "$PRECARE_SOURCE/tests/faces/fhir.js" "$modules" "$chromium" "$work" "${FACES_SHOTS:-}" >"$work/checks" 2>&1
cat "$work/checks"
passed=$((passed + $(grep -c '^ok: ' "$work/checks")))
failed=$((failed + $(grep -c '^FAILED: ' "$work/checks")))
holds "every check of FHIR was made" [ "$(grep -c '^ok: ' "$work/checks")" -ge 22 ]

# ---- one booking, four ways ----

day=$(sed -n 's/.*"on": "\(.*\)".*/\1/p' "$work/saved.json") # of the answers, by the browser's clock
cat >"$work/booked.json" <<END
{"format": "precare-event/1", "event_id": "e1", "moment": "booking", "now": "${day}T20:00:00Z",
 "appointment": {"id": "a1", "start": "$(date -d "$day + 14 days" +%Y-%m-%d)T14:00:00Z", "procedure": {"text": "microneedling"},
 "sites": ["face"]}}
END
back() { # FORMAT FILE NAME: the event and its result are $work/NAME.event, NAME.result
    "$PRECARE_COMMAND" answers "$rules" --form "$work/form.json" --event "$work/booked.json" --format "$1" \
        --answers "$work/$2" >"$work/$3.event" &&
        "$PRECARE_COMMAND" evaluate "$rules" --draft --event "$work/$3.event" >"$work/$3.result"
}
holds "what a host typed is taken" back json typed.json typed
holds "what was posted is taken" back urlencoded posted.txt posted
holds "what was saved is taken" back json saved.json saved
holds "what a FHIR renderer answers is taken" back fhir response.json rendered
holds "the patient's answers are in it" grep -q '"asked":{"blood-thinners":"' "$work/typed.event"
holds "and decide" grep -q '"rule":"mn-antiviral' "$work/typed.result"
for way in posted saved rendered; do
    holds "$way and typed are the same event" cmp "$work/typed.event" "$work/$way.event"
    holds "$way and typed are the same result" cmp "$work/typed.result" "$work/$way.result"
done
finish
