#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The sample payloads (packaging/examples/payloads): one for each moment and phase, and what the plugin answers to each is what
# stands beside it. PRECARE_GOLDEN=1 writes that; read it before you keep it.
. "$PRECARE_SOURCE/tests/support/shell.sh"

payloads=$PRECARE_SOURCE/packaging/examples/payloads
rules="--rules $payloads/rules.yaml --zone America/New_York"

same() { # FILE: what $work/made holds
    [ -z "${PRECARE_GOLDEN:-}" ] || cp "$work/made" "$payloads/$1"
    diff -u "$payloads/$1" "$work/made"
}
# One key a line; what differs from run to run, or with any change of the rules, is "..." of a result.
laid_out() {
    python3 -c '
import json, sys
def masked(n):
    if isinstance(n, dict):
        return {k: "..." if k in sys.argv[1:] and isinstance(v, str) else masked(v) for k, v in n.items()}
    return [masked(i) for i in n] if isinstance(n, list) else n
print(json.dumps(masked(json.load(sys.stdin)), indent=2, ensure_ascii=False))' "$@"
}
judged() { # NAME
    "$PRECARE_COMMAND" evaluate --draft $rules --event "$payloads/$1.json" >"$work/line" &&
        laid_out evaluation_id hash finding_id fingerprint <"$work/line" >"$work/made" && same "$1.result.json" &&
        "$PRECARE_COMMAND" evaluate --draft $rules --event "$payloads/$1.json" --format text >"$work/made" && same "$1.txt"
}
for moment in booking check-in treatment follow-up; do
    for phase in preview final settle; do
        said() { grep -q "\"moment\": \"$moment\"" "$payloads/$moment-$phase.json" && grep -q "\"phase\": \"$phase\"" "$payloads/$moment-$phase.json"; }
        holds "there is a sample of $moment, $phase" said
        holds "and what comes back stands beside it" judged $moment-$phase
    done
done
holds "a cancelled booking" judged booking-cancel

form() {
    "$PRECARE_COMMAND" form $rules --event "$payloads/booking-preview.json" >"$work/line" && laid_out <"$work/line" >"$work/made" &&
        same booking-form.json
}
holds "the form of the first one" form
answers() {
    hash=$(sed -n 's/^  "form": "\(.*\)",$/\1/p' "$payloads/booking-form.json")
    sed "s/\"form\": \".*\"/\"form\": \"$hash\"/" "$payloads/booking-answers.json" >"$work/made" && same booking-answers.json
}
holds "its answers are of this form" answers
answered() {
    "$PRECARE_COMMAND" answers $rules --event "$payloads/booking-preview.json" --form "$payloads/booking-form.json" \
        --answers "$payloads/booking-answers.json" >"$work/line" && laid_out <"$work/line" >"$work/made" && same booking-answered.json
}
holds "and become facts of the event" answered
settled() {
    "$PRECARE_COMMAND" evaluate --draft $rules --event "$payloads/booking-answered.json" | grep -q '"questions":\[\]'
}
holds "which leaves no question open" settled
finish
