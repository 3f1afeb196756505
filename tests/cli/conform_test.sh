#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `precare conform`: two adapters that are right (Python, which previews and settles; C, which is asked after the save), hosts
# that are wrong in one thing, each named by its code or its words, and adapters that are no adapters.
. "$PRECARE_SOURCE/tests/support/shell.sh"

precare=$PRECARE_COMMAND
adapter=$PRECARE_SOURCE/tests/hosts/conform_python.py
judges() { # CODE SENTENCE ADAPTER [OPTION...]
    code=$1 sentence=$2 command=$3
    shift 3
    exits "$code" "$sentence" "$precare" conform --plugin "$PRECARE_PLUGIN" --adapter "$command" "$@"
}

# ---- right ones ----
judges 0 "a host in Python that previews and settles is right" "python3 $adapter"
says "30 passed, 0 failed, 0 cannot"
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
    says "26 passed, 0 failed, 4 cannot"
    says "this host asks after the save"
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
exits 0 "a host that is running is right" "$precare" conform --url "$url/conform" --in "$work/served"
says "30 passed, 0 failed, 0 cannot"
exits 3 "another path of it is not" "$precare" conform --url "$url/nowhere" --in "$work/served"
says "the host answered with status 404, not 200"
exits 3 "nor where nobody listens" "$precare" conform --url http://127.0.0.1:1/ --in "$work/served"
says "the host cannot be reached"
exits 64 "the kit must know the clinic" "$precare" conform --url "$url/conform"
exits 64 "one of the two is judged" "$precare" conform --url "$url/conform" --adapter true --in "$work/served"

# ---- hosts that are wrong in one thing ----
wrong() { # WHAT SED WORDS: the Python host, changed by sed, is judged as wrong, and the words are said
    mkdir -p "$work/wrong/tests/hosts"
    sed "$2; s#^ROOT = .*#ROOT = pathlib.Path('$PRECARE_SOURCE')#" "$adapter" >"$work/wrong/host.py"
    if cmp -s "$adapter" "$work/wrong/host.py"; then result 1 "$1: nothing was changed"; fi
    judges 3 "$1" "python3 $work/wrong/host.py"
    says "$3"
}
wrong "who says final for what was previewed" "s/phase='settle', disposition='saved')/phase='final')/" "final-after-preview"
wrong "who shows clear always" "s/reason=result\['overall'\]/reason='clear'/" "shown-as-clear: The user was shown"
wrong "whose screen says clear" "s/precare.overall_words(result)/'All clear'/" 'shown-as-clear: "clear" was shown'
wrong "who shows no finding" "s/precare.finding_lines(result) + //" 'the user was not shown "Tretinoin in use..."'
wrong "who shows no question" "s/ + precare.question_lines(result)//; s/precare.overall_words(result)/'-'/" "the user was shown no question"
wrong "who settles what failed as saved" "s/phase='settle', disposition='abandoned'/phase='settle', disposition='saved'/" \
    "nothing was saved, and the plugin was told that it was"
wrong "who says asked where nobody asked" "s/today if asked else None/today/" "facts are missing or wrong"
wrong "who sends no medicines" "s/'entries': entries/'entries': []/" "kit-retinoid found nothing"
wrong "who has one id for a series" "s/'apt-%d-%d' % (line\['n'\], i)/'apt-%d' % line['n']/" "series-without-occurrence"
wrong "who moves an appointment by a new one" "s/'saved' *: all(/'saved': all(/; s/visit = dict(self.saved\[ids\[line.get('which', 1) - 1\]\])/visit = dict(self.saved[ids[line.get('which', 1) - 1]], id='new-%d' % line['n'])/" \
    "of another appointment than that of scenario 1"
wrong "who forgets the action" "s/            event\['action'\] = action/            event['action'] = 'create'/" "with another action"
wrong "who lies about saving" "s/'saved': all(saved for saved, _ in answers)/'saved': True/" "it was saved"
wrong "who overrides and says nobody" "s/override\['role'\] in f\['override'\]\['by'\]/False/" "overridden-without-reason"
wrong "who settles with other facts" "s/settle = dict(event,/settle = dict(event, conditions=None,/" "settle-differs"
wrong "who uses one event_id" "s#'%s/%d' % (visit\['id'\], self.requests)#'event'#" "event-id-reused"
wrong "who opens twice" "s/        self.saved = {} .*/        self.saved = {}; self.other = precare.Precare(os.environ['PRECARE_CONFIG'])/" "opened-twice"

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
exits 64 "a place that is no place" "$precare" conform --adapter true --in here
finish
