#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `precare sheet` as a person types it: formats, what goes where, and how it leaves.
. "$PRECARE_SOURCE/tests/support/shell.sh"
precare=$PRECARE_COMMAND
small=$PRECARE_SOURCE/tests/review/small

event() { # NOW PROCEDURE
    cat <<END
{"format": "precare-event/1", "event_id": "e1", "moment": "booking", "now": "$1T10:00:00-05:00",
 "appointment": {"id": "a1", "start": "2027-01-12T14:00:00-05:00", "procedure": {"text": "$2"}, "sites": ["cheek"]},
 "conditions": {"reviewed": "$1", "entries": []}, "procedures": {"reviewed": "$1", "entries": []},
 "allergies": {"reviewed": "$1", "entries": []},
 "medications": {"reviewed": "$1", "entries": [{"text": "tretinoin", "use": "ongoing", "sites": ["face"]}]}}
END
}
event 2026-12-01 microneedling >"$work/early.json"
event 2027-01-10 microneedling >"$work/late.json"
event 2026-12-01 massage >"$work/massage.json"
sheet() {
    "$precare" sheet "$small" --zone America/New_York "$@"
}

exits 0 "a sheet from an event" sheet --event "$work/early.json"
says "Your visit: Tuesday 12 January 2027, at 14:00"
says "Tuesday 5 January 2027"
exits 0 "the event may come by standard input" sh -c 'cat "$3" | "$1" sheet "$2" --zone UTC' _ "$precare" "$small" "$work/early.json"
holds "where the zone was told, nothing is said of it" sh -c '! grep -q UTC "$1"' _ "$work/out"
exits 0 "without a zone the sheet is there" "$precare" sheet "$small" --event "$work/early.json"
says "no time zone is told, so days and times of the sheet are those of UTC: add --zone"
exits 0 "rules that were given are tried, and the first line says so" \
    sh -c '"$1" sheet "$2" --event "$3" | head -n 1 | grep "^Trial"' _ "$precare" "$small" "$work/early.json"
exits 0 "a page" sheet --event "$work/early.json" --format html
says "<!doctype html>"
exits 0 "a calendar" sheet --event "$work/early.json" --format ics
says "DTSTART;VALUE=DATE:20270105"
exits 1 "what it is too late for is for a person to look at" sheet --event "$work/late.json"
says "Too late"
says "precare sheet: It is too late for something on this sheet: the patient is asked to call"
exits 1 "no rule, no sheet" sheet --event "$work/massage.json"
says "No rule is in force for this procedure"
holds "and nothing was written" sh -c '! "$1" sheet "$2" --event "$3" 2>/dev/null | grep .' _ "$precare" "$small" "$work/massage.json"
echo '{"format": "precare-event/1", "moment": "party"}' >"$work/bad.json"
exits 1 "an event that cannot be read says where" sheet --event "$work/bad.json"
says "moment"
exits 2 "a file that is not there" sheet --event "$work/nothing.json"
exits 64 "a format that is none" sheet --event "$work/early.json" --format pdf

# ---- the rules of a configuration act as approved ----
mkdir "$work/rules"
cp "$PRECARE_SOURCE/tests/support/active.yaml" "$work/rules/clinic.yaml"
configuration >"$work/precare.yaml"
chmod 700 "$work"
of_clinic() { "$precare" sheet --config "$work/precare.yaml" --event "$work/early.json"; }
exits 1 "of rules that nobody approved there is no sheet" of_clinic
holds "at all" sh -c "! grep -q 'Your visit' '$work/out'"
exits 0 "once approved" "$precare" approve --config "$work/precare.yaml" --rulebook clinic --by "Dr. A." --yes
exits 0 "there is one" of_clinic
says "Your visit"
finish
