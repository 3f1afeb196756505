#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `precare form` and `precare answers` as a person types them: a bare booking, its form, the answers, and the booking judged
# with them; what goes where, and how both leave.
. "$PRECARE_SOURCE/tests/support/shell.sh"
precare=$PRECARE_COMMAND
small=$PRECARE_SOURCE/tests/review/small

cat >"$work/bare.json" <<'END'
{"format": "precare-event/1", "event_id": "e1", "moment": "booking", "now": "2026-12-01T10:00:00-05:00",
 "appointment": {"id": "a1", "start": "2027-01-12T14:00:00-05:00", "procedure": {"text": "microneedling"}, "sites": ["cheek"]}}
END
sed 's/microneedling/massage/' "$work/bare.json" >"$work/massage.json"
form() { "$precare" form "$small" --zone America/New_York "$@"; }
answers() { "$precare" answers "$small" --zone America/New_York "$@"; }
misses() { "$precare" evaluate --rules "$small" --draft --event "$1" | grep -q '"medications.reviewed"'; }

exits 0 "a form from an event" form --event "$work/bare.json"
cp "$work/out" "$work/form.json"
says '"format":"precare-form/1"'
exits 0 "as text it says first that rules which were given are tried" form --event "$work/bare.json" --format text
says "Draft and shadow rules are treated as active."
exits 0 "or from a procedure alone" form --procedure microneedling --site cheek
exits 64 "but not from nothing" form
for option in "--site cheek" "--moment booking" "--date 2027-01-12" "--today 2026-12-01"; do
    exits 64 "beside an event it does not pass over $option" form --event "$work/bare.json" $option
    says "the event says"
done
exits 64 "nor over an address that only a page has" form --event "$work/bare.json" --action https://clinic.example/
says "--format html alone"
exits 64 "nor over whose questions a document of all is to hold" form --event "$work/bare.json" --of staff
says "--of goes with the other formats"
exits 0 "as text one person's are printed alone" form --event "$work/bare.json" --format text --of patient
says "Of the patient"
holds "and nobody else's" sh -c '! grep -E "Of the (staff|prescriber|provider)" "$1"' _ "$work/out"
exits 1 "no rule, no form" form --event "$work/massage.json"
says "there is no form: no rule is in force for this procedure at this moment"

hash=$(sed 's/.*"form":"\(sha256:[0-9a-f]*\)".*/\1/' "$work/form.json")
none=$(grep -o '"none":"[^"]*"' "$work/form.json" | sed 's/.*:"\(.*\)"/"\1":"yes"/' | paste -sd, -)
cat >"$work/answers.json" <<END
{"format": "precare-answers/1", "form": "$hash", "by": "staff", "on": "2026-12-01", "answers": {$none}}
END
exits 0 "the answers are facts of the event" answers --event "$work/bare.json" --answers "$work/answers.json"
cp "$work/out" "$work/filled.json"
"$precare" evaluate --rules "$small" --draft --event "$work/filled.json" | grep -o '"[a-z]*.reviewed"' >"$work/filled.result"
says '"asked"'
holds "a bare booking misses what was not asked" misses "$work/bare.json"
holds "and the filled one does not" sh -c "! grep -q reviewed '$work/filled.result'"
exits 0 "without an event the facts stand alone" answers --form "$work/form.json" --answers "$work/answers.json"
holds "without what the event says" sh -c "! grep -q event_id '$work/out'"
exits 64 "answers are to something" answers --answers "$work/answers.json"
sed 's/"answers": {/"answers": {"nobody": "yes",/' "$work/answers.json" >"$work/hostile.json"
exits 2 "an unknown item is refused" answers --event "$work/bare.json" --answers "$work/hostile.json"
says "answers.nobody: error E412"
holds "and nothing is printed" sh -c "! '$precare' answers '$small' --event '$work/bare.json' --answers '$work/hostile.json' 2>/dev/null | grep ."
exits 2 "answers to a form that nobody knows are refused" answers --event "$work/filled.json" --answers "$work/answers.json"
says "error E411"
exits 0 "with their form they are taken again" answers --event "$work/filled.json" --form "$work/form.json" --answers "$work/answers.json"
printf 'form=%s&by=staff&%s' "$hash" "$(echo "$none" | tr -d '"' | tr ':,' '=&')" >"$work/posted"
exits 0 "a posted page is taken" answers --event "$work/bare.json" --format urlencoded --answers "$work/posted"

# ---- the rules of a configuration act as approved ----
mkdir "$work/rules"
cp "$PRECARE_SOURCE/tests/support/active.yaml" "$work/rules/clinic.yaml"
configuration >"$work/precare.yaml"
chmod 700 "$work"
of_clinic() { "$precare" "$@" --config "$work/precare.yaml" --event "$work/bare.json"; }
exits 1 "of rules that nobody approved no form is made" of_clinic form
says "there is no form:"
exits 0 "once approved" "$precare" approve --config "$work/precare.yaml" --rulebook clinic --by "Dr. A." --yes
exits 0 "they ask" of_clinic form
says '"patient.birth_date"'
printf '{"format": "precare-answers/1", "form": "%s", "by": "staff", "on": "2026-12-01", "answers": {"patient.birth_date": "1990-05-04"}}' \
    "$(sed 's/.*"form":"\(sha256:[0-9a-f]*\)".*/\1/' "$work/out")" >"$work/born.json"
exits 0 "and take an answer" of_clinic answers --answers "$work/born.json"
says "1990-05-04"
rm -r "$work/rules/approvals"
exits 2 "but none without their approval" of_clinic answers --answers "$work/born.json"
finish
