#!/bin/sh
# SPDX-License-Identifier: MIT
#
# One booking, five ways: the form filled in on its page in Chromium, posted without scripts and with them, and saved; as FHIR by
# @aehrc/smart-forms-renderer, before the judges of npm's fhir and @medplum/core; and as a host types it. All give the same
# event and the same result, byte for byte.

. "${PRECARE_SOURCE:?}/tests/faces/faces.sh"

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
echo "$port" >"$work/port"
form form.html && form posted.html --action "http://127.0.0.1:$port/answers"
browsed 18 form.js ways

# ---- FHIR ----

"$PRECARE_COMMAND" form "$rules" --procedure microneedling --site face $days >"$work/form.json"
for of in patient staff provider; do
    "$PRECARE_COMMAND" form "$rules" --procedure microneedling --site face $days --format fhir --of $of \
        >"$work/$of.questionnaire.json"
done
browsed 20 fhir.js

# ---- one booking, five ways ----

sed -i 's/"on": ".*"/"on": "2026-12-01"/' "$work/saved.json" # the browser's clock told it
sed -i 's/on=[0-9-]*$/on=2026-12-01/' "$work/sent.txt"
cat >"$work/booked.json" <<END
{"format": "precare-event/1", "event_id": "e1", "moment": "booking", "now": "2026-12-01T20:00:00Z",
 "appointment": {"id": "a1", "start": "2026-12-15T14:00:00Z", "procedure": {"text": "microneedling"}, "sites": ["face"]}}
END
back() { # FORMAT FILE NAME: the event and its result are $work/NAME.event, NAME.result
    "$PRECARE_COMMAND" answers "$rules" --form "$work/form.json" --event "$work/booked.json" --format "$1" \
        --answers "$work/$2" >"$work/$3.event" &&
        "$PRECARE_COMMAND" evaluate "$rules" --draft --event "$work/$3.event" >"$work/$3.result"
}
holds "what a host typed is taken" back json typed.json typed
holds "what was posted is taken" back urlencoded posted.txt posted
holds "what was sent with scripts is taken" back urlencoded sent.txt sent
holds "what was saved is taken" back json saved.json saved
holds "what a FHIR renderer answers is taken" back fhir response.json rendered
holds "the patient's answers are in it" grep -q '"asked":{"blood-thinners":"' "$work/typed.event"
holds "and decide" grep -q '"rule":"mn-antiviral' "$work/typed.result"
for way in posted sent saved rendered; do
    holds "$way and typed are the same event" cmp "$work/typed.event" "$work/$way.event"
    holds "$way and typed are the same result" cmp "$work/typed.result" "$work/$way.result"
done
finish
