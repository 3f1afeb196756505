# SPDX-License-Identifier: MIT
#
# A clinic for the tests of other people's receivers, sourced by tests/peers/*_test.sh after support/shell.sh.
#   receiver_start            receiver.js on a free port ($port); what it got is $got/NNNN.json, stopped by the exit
#   clinic KIND [MORE]        a clinic with the one channel "lead" of that kind at $url, in $clinic; MORE: keys of the channel
#   raise EVENT               an event by the reference host through the built plugin, then delivered by the courier
#   channel_test              precare channel test lead

clinic=$work/clinic
got=$work/got
started=
trap 'for pid in $started; do kill "$pid" 2>/dev/null; done; rm -rf "$work"' EXIT
chmod 700 "$work"
mkdir "$got"

need_node() { # PACKAGE...
    for package in "$@"; do
        npm_have "$package" && continue
        skip "no node, or no $package from npm (packaging/install-deps peers)"
        finish
    done
}

receiver_start() {
    node "$PRECARE_SOURCE/tests/peers/receiver.js" "$got" >"$work/port" &
    started="$started $!"
    awaits [ -s "$work/port" ]
    port=$(cat "$work/port")
    url=http://127.0.0.1:$port/hook
}

clinic() {
    rm -rf "$clinic"
    mkdir -p "$clinic/rules"
    cp "$PRECARE_SOURCE/tests/peers/rules.yaml" "$clinic/rules"
    "$PRECARE_COMMAND" approve "$clinic/rules" --rulebook peers --by Lead --yes >/dev/null
    cat >"$clinic/precare.yaml" <<END
format: precare-config/1
clinic: {name: "Test", time-zone: America/New_York}
rules: ["$clinic/rules"]
state: "$clinic/state"
deliver: external
link: "https://pm.example/visit/{ref}"
allow-plain-http: loopback
channels:
  lead: {kind: $1, url-from: "env:LEAD_URL", rate: none${2:+, $2}}
END
}

# event ID MOMENT BORN MEDICATION CONDITION REACTION ACTION: a visit in three weeks; "" for what there is not
event() {
    cat <<END | tr -d '\n'
{"format": "precare-event/1", "event_id": "$1/$(date +%s%N)", "moment": "$2", "action": ${7:-\"create\"},
 "now": "$(date -u +%Y-%m-%dT%H:%M:%SZ)", "subject": "pt-1", "patient": {"birth_date": "$3"},
 "appointment": {"id": "$1", "start": "$(date -u -d '+21 days' +%Y-%m-%dT%H:%M:%SZ)", "minutes": 60,
 "procedure": {"text": "microneedling"}, "sites": ["cheek"]},
 "medications": {"reviewed": "$(date -u -d yesterday +%Y-%m-%d)", "entries": [$4]},
 "conditions": {"reviewed": "$(date -u -d yesterday +%Y-%m-%d)", "entries": [$5]}${6:+, \"chart\": {\"reactions\": [$6]\}}}
END
}
tretinoin='{"text": "tretinoin", "use": "ongoing", "sites": ["cheek"]}'
warfarin='{"text": "warfarin", "use": "ongoing"}'
keloid='{"text": "keloid", "status": "active", "sites": ["cheek"]}'
hives="{\"text\": \"hives\", \"at\": \"$(date -u +%Y-%m-%dT%H:%M:%SZ)\"}"

record() { # EVENT: by the host, not delivered yet
    printf '%s\n' "$1" >"$work/event.json"
    "$PRECARE_COMMAND" host --plugin "$PRECARE_PLUGIN" --config "$clinic/precare.yaml" --event "$work/event.json"
}
deliver() {
    LEAD_URL=$url "$PRECARE_COMMAND" courier --once --config "$clinic/precare.yaml"
}
raise() {
    record "$1" && deliver
}
channel_test() {
    LEAD_URL=$url "$PRECARE_COMMAND" channel test lead --config "$clinic/precare.yaml"
}
got_count() {
    find "$got" -name '*.json' | wc -l
}
