#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What a front desk reads of a result: a line for each group of questions, their words on demand, and never the word
# "clear" alone where questions wait. The bookings are those of tests/bench/noise, by the shipped rules.
. "$PRECARE_SOURCE/tests/support/shell.sh"

precare=$PRECARE_COMMAND
bookings=$PRECARE_SOURCE/tests/bench/noise

text() { # BOOKING [OPTION...]
    event=$bookings/$1.json
    shift
    "$precare" evaluate --rules "$PRECARE_SOURCE/rules" --zone America/New_York --draft --format text --event "$event" "$@"
}

exits 0 "a booking of which nothing but name, procedure and date is known is read" text 1-bare
says "Medicines: not asked. "
says " questions for the patient"
holds "in twelve lines at most" test "$(text 1-bare | wc -l)" -le 12
exits 0 "details are the questions' words" text 1-bare --details
says "Does the patient take a blood thinner"
holds "and more lines" test "$(text 1-bare --details | wc -l)" -gt 40
exits 0 "a stale list begins with one question" text 5-medicines-97-days-old
says "Medicines: stale. \"Anything new in the medicines since 18 August 2026?\""
exits 0 "a complete booking is clear so far, with what is asked on the day" text 6-complete
says "clear so far, "
says " at check-in"
holds "the word never stands alone beside them" sh -c "! grep -q ': clear\$' '$work/out'"
for booking in "$bookings"/*.json; do
    name=$(basename "$booking" .json)
    holds "$name is read in twelve lines at most" test "$(text "$name" | wc -l)" -le 12
done

# ---- the host and the records, through the plugin ----
if [ -n "${PRECARE_SANITIZE:-}" ]; then
    finish # the plugin of a sanitizer is loaded by test binaries
fi
mkdir -p "$work/site"
echo 'http://127.0.0.1:9/' >"$work/site/url"
chmod 600 "$work/site/url"
config=$work/site/precare.yaml
{
    printf 'format: precare-config/1\nclinic: {name: "Test", time-zone: America/New_York}\n'
    printf 'rules: ["%s"]\nstate: "%s"\ndeliver: external\n' "$PRECARE_SOURCE/rules" "$work/site/state"
    printf 'allow-plain-http: loopback\nact-on: demonstration\nchannels:\n'
    for channel in clinical-lead physician-on-call operations; do
        printf '  %s: {kind: webhook, url-from: "file:%s"}\n' "$channel" "$work/site/url"
    done
} >"$config"
sed 's/"preview"/"final"/' "$bookings/6-complete.json" >"$work/final.json"
tr -d '\n' <"$work/final.json" >"$work/line.json"
exits 0 "the reference host says it in the same words" \
    "$precare" host --plugin "$PRECARE_PLUGIN" --config "$config" --event "$work/line.json"
says "clear so far, "
says "  note demonstration: "
holds "a note is no error" sh -c "! grep -q 'precare host: ' '$work/out'"
exits 0 "and so do the records" "$precare" records list --config "$config"
says "clear so far, "

finish
