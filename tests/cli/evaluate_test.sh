#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The commands that judge and keep records: evaluate (one event, or lines), host, reload, records, with their exit
# codes; what cannot be read is answered with its place, and nothing of the other lines is lost.
. "$PRECARE_SOURCE/tests/support/shell.sh"
. "$PRECARE_SOURCE/tests/support/site.sh"

precare=$PRECARE_COMMAND
rules=$PRECARE_SOURCE/tests/abi/baseline/rules.yaml
events=$PRECARE_SOURCE/tests/cli/golden/events.jsonl
mkdir -p "$work/site/rules"
cp "$rules" "$work/site/rules/"
rules=$work/site/rules/rules.yaml
"$precare" approve "$work/site/rules" --rulebook clinic --by Lead --yes >/dev/null
echo 'http://127.0.0.1:9/' >"$work/site/url"
chmod 600 "$work/site/url"
config=$work/site/precare.yaml
cat >"$config" <<END
format: precare-config/1
clinic: {name: "Test", time-zone: America/New_York}
rules: ["$work/site/rules"]
state: "$work/site/state"
deliver: external
allow-plain-http: loopback
channels: {lead: {kind: webhook, url-from: "file:$work/site/url"}}
map:
  procedures: {HS1: {procedure: microneedling, sites: [face]}}
END

young() { # PROCEDURE: a booking of somebody of 19, on one line
    printf '{"format":"precare-event/1","event_id":"%s","moment":"booking","now":"2026-12-01T10:00:00-05:00","subject":"pt-1","patient":{"birth_date":"2007-05-04"},"appointment":{"id":"a1","start":"2027-01-12T14:00:00-05:00","procedure":{%s}},"medications":{"reviewed":"2026-12-01","entries":[]}}\n' "${2:-e1}" "$1"
}
young '"text":"microneedling"' >"$work/young.json"

# ---- one event ----
exits 0 "an event is judged" "$precare" evaluate --rules "$rules" --event "$work/young.json"
says '"overall":"hold"'
exits 0 "an event comes from standard input too" sh -c "'$precare' evaluate --rules '$rules' <'$work/young.json'"
says '"rule":"too-young"'
exits 0 "a front desk reads it as text" "$precare" evaluate --rules "$rules" --event "$work/young.json" --format text
says "Under 22, v1."
exits 1 "an event that cannot be read is answered, and the exit says so" \
    sh -c "echo '{\"moment\":\"bookin\"}' | '$precare' evaluate --rules '$rules'"
says '"overall":"not-evaluated"'
says '"path":"moment"'
exits 1 "nothing at all is no event" sh -c ": | '$precare' evaluate --rules '$rules'"

# ---- lines ----
lines=$work/lines
{ young '"text":"microneedling"' first; echo '{"moment":'; echo; echo '{"x":1}'; young '"text":"microneedling"' last; } >"$lines"
exits 1 "of five lines four are answered, each on its own line" "$precare" evaluate --rules "$rules" --lines --event "$lines"
answers() {
    "$precare" evaluate --rules "$rules" --lines --event "$lines" 2>/dev/null >"$work/answers"
    [ "$(wc -l <"$work/answers")" -eq 4 ] && [ "$(grep -c '"overall":"hold"' "$work/answers")" -eq 2 ] &&
        sed -n 2p "$work/answers" | grep -q '"line":2' && sed -n 3p "$work/answers" | grep -q '"line":4'
}
holds "the bad ones with their line, the good ones as if nothing were" answers
in_order() {
    "$precare" evaluate --rules "$rules" --lines --event "$events" 2>/dev/null | grep -o '"event_id":"[^"]*"' >"$work/ids" &&
        grep -o '"event_id": "[^"]*"' "$events" | tr -d ' ' | diff - "$work/ids"
}
holds "ten events, ten answers, in their order" in_order
long() { head -c 2000000 /dev/zero | tr '\0' 'a'; echo; young '"text":"microneedling"' after; }
long >"$work/long"
exits 1 "a line of two megabytes is an error of that line alone" "$precare" evaluate --rules "$rules" --lines --event "$work/long"
says '"event_id":"after"'
same() {
    "$precare" evaluate --rules "$rules" --lines --event "$events" >"$work/a" &&
        "$precare" evaluate --rules "$rules" --lines --event "$events" >"$work/b" && cmp "$work/a" "$work/b"
}
holds "the same events on the same rules give the same bytes" same

# ---- zone, configuration ----
printf '{"format":"precare-event/1","moment":"booking","now":"2026-12-01T23:30:00-05:00","patient":{"birth_date":"1980-01-01"},"appointment":{"start":"2027-01-12T23:30:00-05:00","procedure":{"text":"microneedling"}}}' >"$work/late.json"
exits 0 "without a zone the day is that of UTC" "$precare" evaluate --rules "$rules" --event "$work/late.json"
says '"reference_date":"2027-01-13"'
exits 0 "with one it is the clinic's" "$precare" evaluate --rules "$rules" --zone America/New_York --event "$work/late.json"
says '"reference_date":"2027-01-12"'
exits 0 "the configuration's zone counts too" "$precare" evaluate --config "$config" --event "$work/late.json"
says '"reference_date":"2027-01-12"'
exits 64 "a zone that does not exist is wrong usage" "$precare" evaluate --rules "$rules" --zone Mars/Base --event "$work/late.json"
young '"text":"House special","code":"local:HS1"' >"$work/mapped.json"
exits 0 "the configuration's map is used" "$precare" evaluate --config "$config" --event "$work/mapped.json"
says '"overall":"hold"'
exits 0 "and is not there without it" "$precare" evaluate --rules "$rules" --event "$work/mapped.json"
says '"overall":"no-rules"'

# ---- rules that do not load, usage ----
sed 's/severity: hold/severity: hodl/' "$rules" >"$work/broken.yaml"
exits 2 "rules that do not load answer nothing" "$precare" evaluate --rules "$work/broken.yaml" --event "$work/young.json"
says "broken.yaml:"
exits 0 "words are rules as --rules is" "$precare" evaluate "$rules" --event="$work/young.json"
says '"rule":"too-young"'
exits 64 "an unknown option is wrong usage" "$precare" evaluate --colour
exits 64 "an unknown format is wrong usage" "$precare" evaluate --rules "$rules" --format xml
exits 2 "an event file that is not there cannot be read" "$precare" evaluate --rules "$rules" --event "$work/nothing"

# ---- host, records, reload: through the plugin ----
if [ -n "${PRECARE_SANITIZE:-}" ]; then
    finish # the plugin of a sanitizer is loaded by test binaries
fi
exits 0 "the reference host loads the plugin and raises an event" \
    "$precare" host --plugin "$PRECARE_PLUGIN" --config "$config" --event "$work/young.json"
says "Under 22, v1."
says "the team was told, reference"
exits 0 "many events, one a line" "$precare" host --plugin "$PRECARE_PLUGIN" --config "$config" --event "$events"
exits 1 "an event that it cannot read" sh -c "echo '{\"moment\":\"bookin\"}' | '$precare' host --plugin '$PRECARE_PLUGIN' --config '$config' --event -"
exits 2 "a plugin that is not there" "$precare" host --plugin "$work/none.so" --config "$config"
exits 0 "a host that is told nothing takes the plugin beside it and the configuration that is meant" \
    env PRECARE_CONFIG="$config" "$precare" host
says "groups of facts"
silent() { # a configuration without channels, and rules that alert one; the golden is written anew with PRECARE_GOLDEN=1
    site_rules
    printf 'format: precare-config/1\nclinic: {time-zone: Europe/Berlin}\nrules: [/var/lib/precare/rules]\nstate: /var/lib/precare\n' >"$work/silent.yaml"
    golden=$PRECARE_SOURCE/tests/cli/golden/silent.txt
    (cd "$work" && "$precare" check rules --config silent.yaml --today 2026-12-01) >"$work/said"
    [ -z "${PRECARE_GOLDEN:-}" ] || cp "$work/said" "$golden"
    diff "$golden" "$work/said"
}
holds "check says that the rules alert a channel and the configuration has none" silent
{ grep -v '^act-on:' "$config" && echo 'act-on: demo'; } >"$work/slip.yaml"
exits 2 "a slip in the configuration is told by the host with its line and column" \
    "$precare" host --plugin "$PRECARE_PLUGIN" --config "$work/slip.yaml"
says "slip.yaml:$(wc -l <"$work/slip.yaml"):9: S204: "
exits 2 "a demo whose rules cannot be read is no fault of the program" \
    "$precare" demo "$work/none" --plugin "$PRECARE_PLUGIN"
says "cannot be read"
exits 2 "and so is one whose plugin is not there" "$precare" demo --plugin "$work/none.so"
exits 2 "a demo tells the line and column of a slip in the rules" \
    "$precare" demo "$work/broken.yaml" --plugin "$PRECARE_PLUGIN"
says "broken.yaml:$(grep -n hodl "$work/broken.yaml" | head -n 1 | cut -d: -f1):"
exits 0 "records for people" "$precare" records list --config "$config" --appointment a1
says "hold too-young"
reference=$(grep -oE '[0-9A-Z]{4}-[0-9A-Z]{4}' "$work/out" | head -n 1)
exits 0 "a finding is acknowledged" "$precare" outbox ack "$reference" --config "$config" --role dermatologist
clinic_time() { # WORDS KEY RECORD: what is in line with them is the clinic's time of what the export says in UTC
    utc=$("$precare" records export --config "$config" | grep -F "\"record\":\"$3" | tail -n 1 | sed "s/.*[,{]\"$2\":\"\([^\"]*\)\".*/\1/")
    "$precare" records list --config "$config" | grep -F "$1" | tail -n 1 |
        grep -qF "$(TZ=America/New_York date -d "$utc" '+%Y-%m-%d %H:%M:%S')  "
}
holds "in the clinic's time" clinic_time " booking " at evaluation
holds "acknowledgements too" clinic_time " accepted by " at acknowledgement
exits 0 "records for machines" "$precare" records export --config "$config"
says '"event_id":"e1"'
says '+00:00"'
exits 0 "records of a year without any" "$precare" records list --config "$config" --to 2001
says "No records."
exits 64 "records of a day that is none" "$precare" records list --config "$config" --from 2026-13-01
exits 64 "records without a word" "$precare" records
exits 0 "edited rules are taken into use" "$precare" reload --config "$config" --plugin "$PRECARE_PLUGIN"
says "in use"
cp "$work/broken.yaml" "$work/site/rules/rules.yaml"
exits 2 "broken ones are not" "$precare" reload --config "$config" --plugin "$PRECARE_PLUGIN"
says "stay as they are"
exits 0 "and the host goes on with the last good ones, and says so" \
    "$precare" host --plugin "$PRECARE_PLUGIN" --config "$config" --event "$work/young.json"
says "last-good-rules"
says "precare host: note: "
holds "which is a note, and no error" sh -c "! grep -q 'precare host: error' '$work/out'"
finish
