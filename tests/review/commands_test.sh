#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The commands of the review room as a person types them: what they print and how they leave.
. "$PRECARE_SOURCE/tests/support/shell.sh"
small=$PRECARE_SOURCE/tests/review/small
precare=$PRECARE_COMMAND

last_is() {
    [ "$(tail -n 1 "$work/out")" = "$1" ]
    result $? "$sentence, and its last line is \"$1\""
}

exits 0 "all tests pass" "$precare" test "$small"
last_is "19 passed, 0 failed"
exits 0 "coverage and nudge find nothing to say" "$precare" test "$small" --coverage --nudge
last_is "19 passed, 0 failed"
exits 0 "JSON is JSON" sh -c '"$1" test "$2" --coverage --nudge --format json | python3 -m json.tool >/dev/null' _ "$precare" "$small"
exits 0 "JUnit is XML" sh -c '"$1" test "$2" --coverage --nudge --format junit |
    python3 -c "import sys, xml.dom.minidom as m; m.parse(sys.stdin)"' _ "$precare" "$small"

mkdir "$work/failing" "$work/edge" "$work/nothing" "$work/broken" "$work/unknown"
sed 's/outcome: task, due: "2027-01-05"/outcome: task, due: "2027-01-06"/' "$small/small.yaml" >"$work/failing/small.yaml"
exits 3 "a failing test is 3" "$precare" test "$work/failing"
says "expected sm-retinoid as task, due 2027-01-06"
last_is "18 passed, 1 failed"
sed 's/last-used: "2027-01-05"/last-used: "2027-01-01"/' "$small/small.yaml" >"$work/edge/small.yaml"
exits 0 "an edge that no test stands on is fine without --nudge" "$precare" test "$work/edge"
exits 3 "and 3 with it" "$precare" test "$work/edge" --nudge
says "taken-within 7 days becomes 8 days (the parameter retinoid-stop), and no test notices"
last_is "19 passed, 0 failed"
sed 's/{procedure: "skin needling"/{procedure: massage/' "$small/small.yaml" >"$work/nothing/small.yaml"
exits 2 "a test that evaluates no rule is an error" "$precare" test "$work/nothing"
says "X307"
sed 's/not: \[sm-redness\]/not: [sm-rednes]/' "$small/small.yaml" >"$work/unknown/small.yaml"
exits 2 "a test that names an unknown rule is an error" "$precare" test "$work/unknown"
says "X307"
mkdir "$work/untested"
sed '/^tests:/,/^answers:/{/^answers:/!d}' "$small/small.yaml" >"$work/untested/small.yaml"
exits 3 "where no test ran, nothing was shown" "$precare" test "$work/untested"
says "no test ran: nothing was shown"
sed 's/severity: warn, say/severty: warn, say/' "$small/small.yaml" >"$work/broken/small.yaml"
exits 2 "rules that do not load are 2" "$precare" test "$work/broken"
says "S201"
exits 64 "an unknown format is wrong usage" "$precare" test "$small" --format yaml

exits 0 "explain tells the rule alone" "$precare" explain sm-retinoid --rules "$small"
says "THE RULE"
exits 0 "explain tells a persona's visit" "$precare" explain sm-retinoid --rules "$small" --persona uses-retinoid --date 2027-01-12 --site cheek
says "last allowed day Tue 5 Jan 2027"
says "  T  the patient uses"
printf '{"format": "precare-event/1", "event_id": "e1", "moment": "booking", "now": "2026-12-01T10:00:00-05:00",
  "appointment": {"id": "a1", "start": "2027-01-12T14:00:00-05:00", "procedure": {"text": "microneedling"}, "sites": ["cheek"]},
  "medications": {"reviewed": "2026-12-01", "entries": [{"text": "tretinoin", "use": "ongoing", "sites": ["face"]}]}}' >"$work/event.json"
exits 0 "explain tells an event" "$precare" explain sm-retinoid --rules "$small" --event "$work/event.json" --zone America/New_York
says "due Tue 5 Jan 2027"
exits 64 "a rule that is not there is wrong usage, with a hint" "$precare" explain sm-retinoit --rules "$small"
says "did you mean 'sm-retinoid'"
exits 64 "a persona that is not there is wrong usage" "$precare" explain sm-retinoid --rules "$small" --persona nobody
exits 64 "a persona's name with a slip of the pen is answered with the right one" "$precare" explain sm-retinoid --rules "$small" --persona uses-retinoit
says "did you mean 'uses-retinoid'?"
echo '{' >"$work/bad.json"
exits 1 "an event that cannot be read is 1" "$precare" explain sm-retinoid --rules "$small" --event "$work/bad.json"

exits 0 "try judges a visit without a file" "$precare" try "$small" --procedure microneedling --site cheek --medicine tretinoin --today 2026-12-01 --date 2027-01-12
says "Draft and shadow rules are treated as active."
says "this visit, 2027-01-12: "
exits 0 "a persona brings a chart to it" "$precare" try "$small" --procedure microneedling --site cheek --persona uses-retinoid --format json
says '"sm-retinoid"'
exits 64 "without a procedure there is no visit" "$precare" try "$small" --medicine tretinoin
says "--procedure is needed"
exits 64 "a persona with a slip is answered here too" "$precare" try "$small" --procedure microneedling --persona uses-retinoit
says "did you mean 'uses-retinoid'?"
exits 64 "a site with a slip is answered too" "$precare" try "$small" --procedure microneedling --site cheak
says "did you mean 'cheek'"
exits 0 "a side before a site is known" "$precare" try "$small" --procedure microneedling --site left-cheek
exits 64 "an answer needs its word" "$precare" try "$small" --procedure microneedling --answer consent
says "takes NAME=WORD"
exits 64 "a birth date that is none" "$precare" try "$small" --procedure microneedling --born yesterday
says "takes a date"

exits 0 "diff of the same says so" "$precare" diff "$small" "$small"
says "Nothing changed in meaning."
mkdir "$work/other"
sed 's/value: 7 days/value: 10 days/' "$small/small.yaml" >"$work/other/small.yaml"
exits 0 "diff tells a number" "$precare" diff "$small" "$work/other" --events "$work/event.json" --zone America/New_York
says "Retinoid stop: 7 days became 10 days (stricter); used by sm-retinoid"
says "e1: sm-retinoid: task, due 2027-01-05 became task, due 2027-01-02"
cat "$work/event.json" "$work/bad.json" >"$work/both.json"
exits 1 "an event that cannot be read is 1, the others are counted" "$precare" diff "$small" "$work/other" --events "$work/both.json"
says "Over 1 event of 1 appointment"
mkdir "$work/overlay"
printf 'format: precare-overlay/1\noverlay: {id: ours, version: "1.0.0", owner: {name: "A", role: clinical-lead}}\nbase: {rulebook: small, version: ">=1.0.0 <2.0.0"}\nchanges:\n  - set-parameter: {name: retinoid-stop, value: 9 days}\n    because: "We like nine."\n' >"$work/overlay/ours.yaml"
exits 0 "an overlay is read on top of the old rules" "$precare" diff "$small" "$work/overlay"
says "Retinoid stop: 7 days became 9 days (stricter), by ours 1.0.0"
exits 2 "rules that do not load are 2" "$precare" diff "$small" "$work/broken"
exits 64 "one set of rules is wrong usage" "$precare" diff "$small"

exits 0 "page writes a file" "$precare" page "$small" -o "$work/page.html"
holds "the file is a page" grep -q '<!doctype html>' "$work/page.html"
exits 0 "and the short edition" "$precare" page "$small" --short -o "$work/short.html"
holds "which is shorter" [ "$(wc -c <"$work/short.html")" -lt "$(wc -c <"$work/page.html")" ]
mkdir "$work/approved" "$work/edited"
sed '/^lists:/a\  spare: {kind: condition, plain: spare, items: [spare]}' "$small/small.yaml" >"$work/approved/small.yaml"
exits 0 "a lead approves" "$precare" approve "$work/approved" --rulebook small --by "Dr. A." --yes
exits 0 "the page of what is approved" "$precare" page "$work/approved" -o "$work/page.html"
holds "says by whom each item is confirmed" grep -q '✓</span>Confirmed by Dr. A., ' "$work/page.html"
holds "and leaves no box empty" sh -c '! grep -q "<span class=\"tick\"></span>" "$1"' _ "$work/page.html"
holds "and says that nothing changed" grep -q '<div class="words">Nothing changed in meaning.' "$work/page.html"
cp -R "$work/approved/." "$work/edited"
sed 's/severity: hold, say: "Too young/severity: warn, say: "Too young/; s/value: 7 days/value: 5 days/' "$small/small.yaml" >"$work/edited/small.yaml"
exits 0 "the page of what was edited since" "$precare" page "$work/edited" -o "$work/page.html"
holds "says which item changed" grep -q '<strong>Changed since confirmed by Dr. A., ' "$work/page.html"
holds "and which is gone" grep -q '<li>list spare<br><span class="tick"></span><strong>Taken out; was confirmed by Dr. A., ' "$work/page.html"
exits 0 "diff tells the same edit" "$precare" diff "$work/approved" "$work/edited"
same_words() {
    grep -q looser "$work/out" && sed '/^$/d; s/&/\&amp;/g; s/"/\&quot;/g' "$work/out" |
        while IFS= read -r line; do grep -qF -- "$line" "$work/page.html" || { echo "the page lacks: $line"; exit 1; }; done
}
holds "and the page has each of its lines" same_words
exits 0 "the short edition of it" "$precare" page "$work/edited" --short -o "$work/page.html"
holds "tells what no longer holds, since its list no longer has it" grep -qF 'sm-minor: hold became warn (looser)' "$work/page.html"
exits 0 "a later sitting confirms another item alone" "$precare" approve "$work/edited" --rulebook small --by "Dr. B." --only sm-redness --yes
says "was approved by Dr. A. on "
says "sm-minor: hold became warn (looser)"
exits 0 "the page after it" "$precare" page "$work/edited" -o "$work/page.html"
holds "still says what changed since the first" grep -qF 'sm-minor: hold became warn (looser)' "$work/page.html"
holds "and whose approval that was" grep -q '<h3 id="since">What changed since Dr. A. approved on ' "$work/page.html"
exits 0 "an overlay's changes are on the page" "$precare" page "$work/approved" "$work/overlay" -o "$work/page.html"
holds "each with its box" grep -q '<li>change set-parameter/retinoid-stop of the overlay ours ' "$work/page.html"
exits 70 "a page that cannot be written is 70" "$precare" page "$small" -o "$work/no/such/page.html"
exits 64 "a rulebook that is not there is wrong usage" "$precare" page "$small" --rulebook other
exits 2 "rules that do not load are 2" "$precare" page "$work/broken"
exits 0 "statements alone are a table" "$precare" page "$small" --statements
says '| S2 | no rule: patient text only, nothing to check. | - | - | - |'
finish
