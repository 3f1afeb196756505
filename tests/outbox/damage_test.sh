#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A database that is damaged, page by page, sector by sector, cut short, and its log: whatever is asked answers whole or says that
# it does not (damage_trials.py). Some trials here; `make check-long` makes 200.
. "$PRECARE_SOURCE/tests/support/shell.sh"
. "$PRECARE_SOURCE/tests/support/site.sh"

trials=${PRECARE_TRIALS:-24} first=0
[ -z "${PRECARE_SANITIZE:-}${PRECARE_RUNNER:-}" ] || trials=8

precare=$PRECARE_COMMAND
chmod 700 "$work"
site_rules
PORT=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
LEAD_URL="http://127.0.0.1:$PORT/hook" OPS_URL="http://127.0.0.1:$PORT/ops"
export PORT LEAD_URL OPS_URL
site_config env:LEAD_URL
cat >>"$work/precare.yaml" <<'CONFIG'
  ops: {kind: webhook, url-from: "env:OPS_URL", rate: none}
operations: ops
late-after: 7 days
CONFIG

checkpoint() {
    python3 -c 'import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute("PRAGMA wal_checkpoint(TRUNCATE)")' "$work/state/outbox.db"
}
keep() { # NAME
    mkdir -p "$work/$1" && cp -a "$work/state/." "$work/$1"
}
receiver_begin
LEAD_URL="http://127.0.0.1:$port/hook"
exits 0 "forty visits are told" book 1 40
exits 0 "and delivered" "$precare" courier --once
kill "$receiver"
LEAD_URL="http://127.0.0.1:$PORT/hook"
exits 0 "forty more wait" book 41 80
holds "the outbox is kept, all in its log" keep whole
holds "its log is emptied" checkpoint
holds "and the outbox is kept, all in its file" keep plain
booking one-more >"$work/one-more"
holds "no trial of $trials ends in silence" python3 "$PRECARE_SOURCE/tests/outbox/damage_trials.py" "$work" "$first" "$trials"
tail -n 12 "$work/held"

finish
