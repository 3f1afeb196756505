#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A host in Python (ctypes): a whole visit through the JSON door, a booking through the table; and under gunicorn
# --preload, where the plugin is opened before the workers are forked.
. "$PRECARE_SOURCE/tests/hosts/site.sh"
python=/usr/bin/python3 # the one that Debian's packages are for
[ -x "$python" ] || { skip "Debian's python3 is not installed"; finish; }

host() {
    "$python" "$PRECARE_SOURCE/tests/hosts/python_host.py" "$plugin" "$site/precare.yaml" "$site/rules/rules.yaml"
}
holds "a booking, a warning, an override, a charting and a reload in Python" host

# ---- gunicorn --preload: opened in the parent, used in four children, all of whose alerts are kept ----
if "$python" -c 'import gunicorn' 2>/dev/null; then
    cat >"$work/app.py" <<END
import json, os, sys
sys.path.insert(0, "$PRECARE_SOURCE/tests/hosts")
import python_host
precare = python_host.Precare("$plugin", "$site/precare.yaml")
def app(environ, start):
    n = environ["PATH_INFO"].strip("/")
    status, result, _ = precare.call("evaluate", python_host.event("final", event_id="g-" + n, subject="g-" + n,
        appointment={"id": "g-" + n, "start": "2027-01-12", "procedure": {"text": "microneedling"}, "sites": ["cheek"]}))
    start("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({"pid": os.getpid(), "ref": result["ref"], "status": status}).encode()]
END
    port=$("$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    (cd "$work" && exec "$python" -m gunicorn --preload -w 4 -b "127.0.0.1:$port" --log-level error app:app) >"$work/gunicorn" 2>&1 &
    gunicorn=$!
    ask() {
        "$python" - "$port" <<'END'
import json, sys, time, urllib.request
from concurrent.futures import ThreadPoolExecutor
def ask(n):
    for _ in range(50):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/{n}", timeout=10) as answer:
                return json.load(answer)
        except OSError:
            time.sleep(0.1)
with ThreadPoolExecutor(16) as pool:
    answers = list(pool.map(ask, range(100)))
assert all(a["ref"] and a["status"] == 0 for a in answers), answers[:3]
assert len({a["ref"] for a in answers}) == 100
print(len({a["pid"] for a in answers}), "workers")
END
    }
    holds "100 bookings under gunicorn --preload, each acknowledged" ask
    kill "$gunicorn" && wait "$gunicorn" 2>/dev/null
    kept() {
        "$PRECARE_COMMAND" records export --config "$site/precare.yaml" >"$work/records" &&
            [ "$(grep -c '"appointment":"g-' "$work/records")" = 100 ]
    }
    holds "and each is on record" kept
else
    skip "gunicorn is not installed (packaging/install-deps hosts)"
fi
finish
