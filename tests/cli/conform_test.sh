#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `precare conform`: two adapters that are right (Python, which previews and settles; C, which is asked after the save), one
# behind an address, and adapters that are no adapters. Hosts that are wrong in one thing: conform_wrong_test.sh.
. "$PRECARE_SOURCE/tests/support/shell.sh"

precare=$PRECARE_COMMAND
adapter=$PRECARE_SOURCE/tests/hosts/conform_python.py
judges() { # CODE SENTENCE ADAPTER [OPTION...]
    code=$1 sentence=$2 command=$3
    shift 3
    exits "$code" "$sentence" "$precare" conform --plugin "$PRECARE_PLUGIN" --adapter "$command" "$@"
}

# ---- no adapters ----
cannot='import json,sys
for line in sys.stdin: print(json.dumps({"n": json.loads(line)["n"], "cannot": "not today"}), flush=True)'
judges 3 "who can do nothing is not right" "python3 -c '$cannot'"
says "0 passed, 0 failed, 30 cannot"
judges 3 "a command that is not there" "$work/nowhere"
says "exit code 127"
judges 3 "who leaves at once" true
says "the adapter left with exit code 0, and there was more to do"
says "not asked: the adapter is gone since scenario 1"
judges 3 "who fails in a language of its own" "echo Traceback: my line 7 >&2; exit 1"
says "Traceback: my line 7"
judges 3 "who is silent" "sleep 600" --wait 1
says "did not answer in time"
judges 3 "who does not read" "exec <&-; sleep 600" --wait 1
judges 3 "who kills itself" 'read -r line; kill -9 $$'
says "signal 9"
judges 3 "who says no JSON" "while read -r line; do echo 'well done'; done"
says "not a JSON object"
says "0 passed, 30 failed, 0 cannot"
judges 3 "who writes without an end" "tr '\\0' x </dev/zero" --wait 20
says "longer than"
judges 3 "who answers another scenario" "while read -r line; do echo '{\"n\":1,\"saved\":true,\"shown\":\"\"}'; done"
says "the answer's n is not 2"
says "the plugin was not asked"
judges 3 "who answers in other types" "while read -r line; do echo '{\"n\":1,\"saved\":\"yes\",\"shown\":7}'; done"
says 'needs "saved"'
judges 3 "whose children stay" "sleep 600 & echo \$! >'$work/child'; exec python3 -c '$cannot'"
left() { ! grep -q '^State:.[RSD]' "/proc/$(cat "$work/child")/status" 2>/dev/null; }
holds "they are ended" awaits left
exits 64 "nothing to judge" "$precare" conform
exits 64 "no time" "$precare" conform --adapter true --wait soon
exits 64 "nor as much as that" "$precare" conform --adapter true --wait 9223372036854775807
exits 64 "a place that is no place" "$precare" conform --adapter true --in here

if [ -n "${PRECARE_SANITIZE:-}" ]; then
    echo "elsewhere: a plugin with a sanitizer cannot be loaded into an interpreter or a stranger's program; the plain run shows it"
    finish
fi

# ---- right ones ----
judges 0 "a host in Python that previews and settles is right" "python3 $adapter"
says "30 passed, 0 failed, 0 cannot"
judges 0 "where it has no calendar, each appointment is today" "tee '$work/lines' | python3 $adapter" --today
says "30 passed, 0 failed, 0 cannot"
holds "as its adapter reads" grep -q "\"at\":\"+0d 10:00\",\"start\":\"$(TZ=Europe/Berlin date +%F)T10:00:00\"" "$work/lines"
sed "s#^ROOT = .*#ROOT = pathlib.Path('$PRECARE_SOURCE')#
/rules = \[f/a\\
            event = dict(event, clearances=[dict(rule=rule, role=override['role'], reason=override['reason'], on=event['now'][:10], appointment=visit['id']) for rule in rules])\\
            self.plugin.evaluate(dict(event, phase='preview'))\\
            settle = dict(event, phase='settle')" "$adapter" >"$work/clears.py"
judges 0 "and so is one that sends what was decided as a clearance" "python3 $work/clears.py"
says "30 passed, 0 failed, 0 cannot"
if ${CC:-cc} -std=gnu11 -I "$PRECARE_SOURCE/include" -o "$work/host" "$PRECARE_SOURCE/tests/hosts/conform_host.c" -ljansson -ldl \
    2>"$work/cc"; then
    judges 0 "a host in C that is asked after the save is right" "$work/host"
    says "25 passed, 0 failed, 5 cannot"
    says "this host asks after the save"
    sed '/precare->result_free/d' "$PRECARE_SOURCE/tests/hosts/conform_host.c" >"$work/leak.c"
    ${CC:-cc} -std=gnu11 -I "$PRECARE_SOURCE/include" -o "$work/leak" "$work/leak.c" -ljansson -ldl
    judges 3 "who frees nothing is found out at the end" "$work/leak"
    says "failed    the end"
    says "never-freed: Results were not freed"
else
    result 1 "the host in C is built"
    cat "$work/cc"
fi
judges 0 "the report is there as JSON" "python3 $adapter" --format json
holds "which a program reads" python3 - "$work/out" <<'PY'
import json, sys
report = json.load(open(sys.argv[1]))
assert report['format'] == 'precare-conformance/1' and report['passed'] == 30 and report['failed'] == 0
assert [s['n'] for s in report['scenarios']] == list(range(1, 31))
assert all(s['verdict'] == 'passed' and s['why'] == [] for s in report['scenarios'])
PY
mkdir "$work/clinic"
judges 0 "the clinic may be kept" "python3 $adapter" --in "$work/clinic"
holds "with its journal" grep -q '"call":"booking"' "$work/clinic/state/strict.jsonl"
judges 2 "and is used once: the next host would be judged by its visits" "python3 $adapter" --in "$work/clinic"
says "delete $work/clinic/state"
rm -r "$work/clinic/state"
judges 0 "anew, it is a clinic as any other" "python3 $adapter" --in "$work/clinic"

# ---- a host behind an address ----
mkdir "$work/served"
exits 0 "the clinic alone is made" "$precare" conform --in "$work/served"
says "PRECARE_CONFIG=$work/served/precare.yaml"
cat >"$work/serve.py" <<'PY'
import http.server, json, os, sys
sys.path.insert(0, os.path.join(os.environ['PRECARE_SOURCE'], 'tests/hosts'))
import conform_python
host = conform_python.Host()
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        line = self.rfile.read(int(self.headers['content-length']))
        good = self.path == '/conform'
        body = json.dumps(host.do(json.loads(line))).encode() if good else b'{}'
        self.send_response(200 if good else 404)
        self.send_header('content-length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *args):
        pass
server = http.server.HTTPServer(('127.0.0.1', 0), Handler)
with open(sys.argv[1] + '.new', 'w') as f:
    f.write(str(server.server_port))
os.rename(sys.argv[1] + '.new', sys.argv[1])
server.serve_forever()
PY
PRECARE_CONFIG="$work/served/precare.yaml" python3 "$work/serve.py" "$work/port" 2>"$work/served.log" &
served=$!
trap 'kill $served 2>/dev/null; rm -rf "$work"' EXIT
awaits [ -s "$work/port" ]
url=http://127.0.0.1:$(cat "$work/port")
exits 3 "another path of it is not" "$precare" conform --url "$url/nowhere" --in "$work/served"
says "the host answered with status 404, not 200"
exits 3 "nor where nobody listens" "$precare" conform --url http://127.0.0.1:1/ --in "$work/served"
says "the host cannot be reached"
exits 0 "a host that is running is right" "$precare" conform --url "$url/conform" --in "$work/served"
says "30 passed, 0 failed, 0 cannot"
exits 64 "the kit must know the clinic" "$precare" conform --url "$url/conform"
exits 64 "one of the two is judged" "$precare" conform --url "$url/conform" --adapter true --in "$work/served"
finish
