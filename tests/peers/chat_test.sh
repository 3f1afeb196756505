#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What people see in Slack and Teams: the messages that the built plugin and courier really post, laid out by renderers that
# others wrote (npm's slack-blocks-to-jsx and Microsoft's adaptivecards) in Chromium, at a phone's and a desktop's width.
# Skipped loudly without Chromium or the renderers. CHAT_SHOTS=DIR keeps the pictures there, for eyes.

. "${PRECARE_SOURCE:?}/tests/support/shell.sh"
. "$PRECARE_SOURCE/tests/peers/clinic.sh"
chromium=$(command -v chromium || command -v chromium-browser)
[ -n "$chromium" ] || { skip "no Chromium (packaging/install-deps peers)"; finish; }
need_node adaptivecards slack-blocks-to-jsx react-dom puppeteer-core
receiver_start

# The plugin refuses marks that turn the direction of text in rules; somebody who can write the database could add them.
turn_direction() {
    python3 - "$clinic/state/outbox.db" <<'END'
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as db:
    done = db.execute("UPDATE message SET items = replace(items, 'MARK', char(8238)) WHERE items LIKE '%MARK%'").rowcount
sys.exit(0 if done == 1 else 1)
END
}
hostile() {
    record "$(event apt-4 booking 1980-01-01 "" "$keloid" "")" && turn_direction && deliver
}
flood() { # more in a second than the channel takes: the rest become one, when the second is over
    for n in 1 2 3 4 5 6; do
        record "$(event apt-9$n booking 1980-01-01 "$tretinoin" "" "")" || return 1
    done
    LEAD_URL=$url "$PRECARE_COMMAND" courier --config "$clinic/precare.yaml" &
    courier=$!
    awaits grep -rq "$kind/flood.*in a short time" "$got"
    kill "$courier"
    wait "$courier"
}
called() { # NAME COMMAND...: what it makes is posted to a path with its name
    url=http://127.0.0.1:$port/$kind/$1
    shift
    "$@"
}

for kind in slack teams; do
    clinic $kind
    exits 0 "$kind: one finding" called one raise "$(event apt-1 booking 2010-01-01 "" "" "")"
    exits 0 "$kind: an update" called update raise "$(event apt-1 booking 2010-01-01 "$tretinoin" "" "")"
    exits 0 "$kind: withdrawn" called withdrawn raise "$(event apt-1 booking 2010-01-01 "$tretinoin" "" "" '"cancel"')"
    exits 0 "$kind: many findings" called many raise "$(event apt-2 booking 2010-01-01 "$tretinoin, $warfarin" "" "")"
    exits 0 "$kind: urgent" called urgent raise "$(event apt-3 follow-up 1980-01-01 "" "" "$hives")"
    exits 0 "$kind: hostile text" called hostile hostile
    exits 0 "$kind: a test message" called test channel_test
    clinic $kind 'digest-above: 3 a second'
    exits 0 "$kind: a flood" called flood flood
done

node "$PRECARE_SOURCE/tests/peers/chat.js" "$modules" "$chromium" "$work" "$PRECARE_SOURCE/tests/chat/golden" \
    "${CHAT_SHOTS:-}" >"$work/checks" 2>&1
cat "$work/checks"
passed=$((passed + $(grep -c '^ok: ' "$work/checks")))
failed=$((failed + $(grep -c '^FAILED: ' "$work/checks")))
holds "every check in the browser was made" [ "$(grep -c '^ok: ' "$work/checks")" -ge 200 ]
finish
