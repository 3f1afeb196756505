#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The relay by the command itself: `precare courier` and `precare courier --relay` as processes of their own, a relay that
# is down, and the plugin that has nothing of it. Logins and TLS: login_test.sh.
. "$PRECARE_SOURCE/tests/support/shell.sh"
. "$PRECARE_SOURCE/tests/support/relay.sh"

serve plain </dev/null
configure "servers: [\"nats://127.0.0.1:$port\"]"
holds "a courier reaches the relay, and stops when told" courier_says "the relay is reachable"
holds "the relay's own courier too" courier_says "the relay is reachable" --relay
exits 0 "--once ends when nothing is due" "$precare" courier --once
exits 0 "--relay --once ends when nothing came" "$precare" courier --relay --once
exits 1 "--relay --once beside a channel that cannot be used says that a person must look" \
    env -u LEAD_URL "$precare" courier --relay --once
says "a channel is paused or cannot be used"
exits 1 "and stats say which" "$precare" outbox stats
says '"lead":{"state":"unusable"'
exits 0 "with its address it is well" "$precare" courier --relay --once
exits 1 "a courier's stop leaves the state unknown only while nobody delivers" sh -c "'$precare' outbox stats | grep -q unreachable"
exits 0 "stats tell of the relay" "$precare" outbox stats
says '"relay":{"state":"unknown"'
exits 0 "a reference of another machine is passed on" "$precare" outbox ack 7K3M-9QXT
says "passed on"
kill "$server"
wait "$server" 2>/dev/null
: >"$work/courier.log"
"$precare" courier >>"$work/courier.log" 2>&1 &
courier=$!
awaits grep -q 'not reachable' "$work/courier.log"
exits 1 "while the relay is down stats exit with 1" "$precare" outbox stats
says '"relay":{"state":"unreachable"'
kill "$courier"
wait "$courier"
if [ -n "${PRECARE_RELAY:-}" ]; then # ten seconds
    exits 70 "--once gives up on a relay that is down" "$precare" courier --once
    says "the alerts wait in the outbox"
fi

sed '/^relay:/,/stream/d; /servers/d' "$work/precare.yaml" >"$work/without.yaml"
exits 2 "--relay without a relay is told" "$precare" courier --relay --config "$work/without.yaml"
says "the configuration names no relay"

# ---- the program that knows NATS ----
mkdir "$work/alone"
cp "$precare" "$work/alone/precare" # of a package without the other
exits 70 "a relay is named, and its program is not installed" "$work/alone/precare" courier --once
says "precare-relay cannot be started: No such file or directory. Install the package precare-relay."
exits 0 "precare-relay has its help too" "$PRECARE_BUILD/precare-relay" --help
says "Usage: precare courier"
exits 0 "and so has precare-serve" "$PRECARE_BUILD/precare-serve" --help
says "Usage: precare serve"
needs() { readelf -dW "$1" | grep -q 'NEEDED.*libnats'; }
holds "precare-relay is linked with libnats" needs "$PRECARE_BUILD/precare-relay"
holds "the command is not: most clinics have no relay" sh -c "! readelf -dW '$precare' | grep -q libnats"
holds "nor is the plugin" sh -c "! readelf -dW '$PRECARE_PLUGIN' | grep -q libnats"
holds "nor has it anything of the relay" sh -c "! nm -C '$PRECARE_PLUGIN' 2>/dev/null | grep -E ' (relay_carry|relay_post|link_ready|envelope_)'"

finish
