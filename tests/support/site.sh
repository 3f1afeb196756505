# SPDX-License-Identifier: MIT
#
# For tests in shell of the built command and plugin: a small site in $work with one rule, a receiver of its own, and bookings.
# Sourced after shell.sh; python3 is needed.
#   site_rules             writes $work/rules
#   site_config URL [DELIVER [MORE]]   writes $work/precare.yaml, which PRECARE_CONFIG names: one channel, `lead`, whose
#                          address is kept at URL (env:LEAD_URL); MORE of the channel, ", sign-with: ..."
#   disk_of_its_own WHAT   goes on as root in a mount namespace, or ends the test: elsewhere, or skipped; call it first
#   receiver_begin [S]     starts a receiver that answers after S seconds; its port is $port, its process $receiver,
#                          the webhook-id of each request a line of $work/arrived, its
#                          body one of $work/posted; it answers ok, which is Slack's yes
#   booking N              prints the event of one booking
#   book FROM TO           so many bookings by one `precare host` with $PRECARE_CONFIG; each alerts the channel `lead`
#   arrived                how many different messages came

site_rules() {
    mkdir -p "$work/rules"
    cat >"$work/rules/rules.yaml" <<'RULES'
format: precare-rules/1
rulebook:
  id: b
  title: "T"
  version: "1.0.0"
  status: draft
  owner: {name: "L", role: clinical-lead}
  review-by: "2099-01-01"
  sources:
    h: {title: "H", kind: clinic-policy}
lists:
  needling: {kind: procedure, plain: "needling", items: [microneedling]}
  herpes: {kind: condition, plain: "cold sores", items: [cold sore]}
rules:
  - id: r1
    title: "A rule"
    source: {ref: h, basis: clinic-decision}
    when: {at: [booking], procedure: needling}
    if: {condition: {in: herpes, status: active, site: anywhere}}
    then: {severity: hold, say: "Wait.", alert: {channel: lead, say: "A visit waits for a decision."}}
    if-unknown: {ignore: "A test."}
RULES
}

site_config() {
    cat >"$work/precare.yaml" <<CONFIG
format: precare-config/1
clinic: {time-zone: Europe/Berlin}
rules: [$work/rules]
state: $work/state
act-on: demonstration
deliver: ${2:-external}
wait-for-disk: 20 seconds
allow-plain-http: loopback
channels:
  lead: {kind: webhook, url-from: "$1"${3:-, rate: none, digest-above: none}}
CONFIG
    export PRECARE_CONFIG="$work/precare.yaml"
}

disk_of_its_own() {
    [ "${PRECARE_INSIDE:-}" != "$0" ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        echo "elsewhere: only root can do this; CI is root, and shows it"
        passed=1
        finish
    fi
    if ! unshare -m true 2>/dev/null; then
        skip "no mount namespaces here: $1 not tested"
        finish
    fi
    rm -rf "$work"
    PRECARE_INSIDE=$0 exec unshare -m "$0"
}

receiver_begin() {
    cat >"$work/receiver.py" <<'PY'
import http.server, os, sys, time
work, delay = sys.argv[1], float(sys.argv[2])
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def do_POST(self):
        body = self.rfile.read(int(self.headers['content-length']))
        with open(work + '/posted', 'ab') as f:
            f.write(body + b'\n')
        with open(work + '/arrived', 'a') as f:
            f.write(self.headers.get('webhook-id', '-') + '\n')
        time.sleep(delay)
        self.send_response(200)
        self.send_header('content-length', '2')
        self.end_headers()
        self.wfile.write(b'ok')
    def log_message(self, *args):
        pass
server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
server.daemon_threads = True
with open(work + '/port.new', 'w') as f:
    f.write(str(server.server_port))
os.rename(work + '/port.new', work + '/port')
server.serve_forever()
PY
    rm -f "$work/port"
    python3 "$work/receiver.py" "$work" "${1:-0}" &
    receiver=$!
    awaits [ -s "$work/port" ]
    port=$(cat "$work/port")
}

booking() { # N: the event of a booking
    set -- "$1" "$1" "$1"
    printf '{"format":"precare-event/1","event_id":"e%s","moment":"booking","action":"create","now":"2026-12-01T10:00:00+01:00","subject":"s%s","appointment":{"id":"a%s","start":"2027-01-12T14:35:00+01:00","minutes":60,"procedure":{"text":"microneedling"},"sites":["face"]},"conditions":{"reviewed":"2026-11-20","entries":[{"text":"cold sore","status":"active"}]}}\n' "$@"
}

book() {
    for i in $(seq "$1" "$2"); do
        booking "$i"
    done >"$work/events"
    "$PRECARE_COMMAND" host --plugin "$PRECARE_PLUGIN" --config "$PRECARE_CONFIG" --event "$work/events"
}

arrived() {
    sort -u "$work/arrived" 2>/dev/null | wc -l
}
