#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The sheet as a patient meets it: its calendar read by ical.js, its page in Chromium, audited by axe-core and printed.

. "${PRECARE_SOURCE:?}/tests/faces/faces.sh"

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

sheet late.json html >"$work/sheet.html"
browsed 8 form.js sheet
finish
