#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `precare serve` by real sockets: a Unix socket where no token is asked for, and a port with a low rate, with clients that
# behave and that do not (door.py). Then it is stopped amidst a request. No value of any request may be in a log: each carries
# a canary. Tokens: tokens_test.sh.
. "${PRECARE_SOURCE:?}/tests/support/shell.sh"
. "$PRECARE_SOURCE/tests/support/serve.sh"

printf 'token-of-the-file-0123456789abcdef0123456789' >"$work/token"
chmod 600 "$work/token"
port=$(free_port)
site socket "listen: \"unix:$work/s.sock\"" "rate: none"
site port "listen: \"127.0.0.1:$port\"" "url: \"https://cds.example\"" "origins: [\"https://ehr.example\"]" \
    "token-file: \"file:$work/token\"" "rate: 6 an hour"
holds "it listens at a socket" serve_begin socket
first=$serve
holds "and another at a port" serve_begin port
second=$serve
holds "a socket is open to its user and its group" sh -c "[ \$(stat -c %a '$work/s.sock') = 660 ]"

counted python3 "$PRECARE_SOURCE/tests/serve/door.py" "$work/s.sock" "$port" "$work/token" "$booking"

# ---- a visit that cannot be recorded ----
counted python3 "$PRECARE_SOURCE/tests/serve/unrecorded.py" "$work/s.sock" "$work/socket-state/outbox.db" \
    "$PRECARE_SOURCE/tests/cds/golden/check-in.json"
holds "and so is whoever runs it" awaits grep -q 'of 1 calls: evaluated, but neither recorded nor told' "$work/socket.log"

# ---- where another listens, and where nobody does any more ----
exits 75 "where another listens it begins nothing" "$precare" serve --config "$work/socket.yaml"
says "cannot be listened at"
kill -9 "$first"
wait "$first" 2>/dev/null
holds "a socket that was left behind is in nobody's way" serve_begin socket
first=$serve

# ---- it is stopped ----
counted python3 "$PRECARE_SOURCE/tests/serve/stop.py" "$work/s.sock" "$booking" "$first"
holds "it ends well" wait "$first"
holds "and takes its socket away" sh -c "[ ! -e '$work/s.sock' ]"
serve=$second
holds "told to stop it stops" serve_end
holds "and says how many asked" grep -qE 'stopped after [0-9]+ requests: [0-9]+ were refused, [0-9]+ came too slowly' "$work/port.log"
holds "no value of a request is in a log" sh -c "! grep -ri canary '$work'/*.log"
holds "nor anything of the token" sh -c "! grep -F '$(cut -c1-12 "$work/token")' '$work'/*.log"

# ---- what it cannot begin with ----
printf 'short' >"$work/token"
exits 2 "a token that can be guessed is refused" "$precare" serve --config "$work/port.yaml"
says "at least 32 characters"
sed 's/token-file:.*/url: "https:\/\/x"/' "$work/port.yaml" >"$work/open.yaml"
exits 2 "a port without tokens is refused" "$precare" serve --config "$work/open.yaml"
mkdir "$work/alone"
cp "$precare" "$work/alone/precare"
exits 70 "the program is not installed" "$work/alone/precare" serve --config "$work/socket.yaml"
says "Install the package precare-serve."
needs() { readelf -dW "$1" | grep -q 'NEEDED.*libjose'; }
holds "precare-serve is linked with libjose" needs "$PRECARE_BUILD/precare-serve"
holds "the command and the plugin are not" sh -c "! readelf -dW '$precare' '$PRECARE_PLUGIN' | grep -q libjose"
finish
