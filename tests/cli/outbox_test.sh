#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `precare outbox`, `courier` and `channel` as people use them: exit codes, plain words, JSON a line.
. "$PRECARE_SOURCE/tests/support/shell.sh"

precare=$PRECARE_COMMAND
chmod 700 "$work"
cat >"$work/precare.yaml" <<CONFIG
format: precare-config/1
clinic: {time-zone: Europe/Berlin}
rules: [$work/rules]
state: $work/state
allow-plain-http: loopback
channels:
  lead: {kind: slack, url-from: "env:LEAD_URL"}
CONFIG
export PRECARE_CONFIG="$work/precare.yaml"
export LEAD_URL="http://127.0.0.1:1/secret-path"

exits 64 "outbox without a word is wrong usage" "$precare" outbox
exits 64 "outbox with an unknown word is wrong usage" "$precare" outbox empty
exits 0 "a new outbox has nothing to list" "$precare" outbox list
holds "and prints nothing" sh -c "[ ! -s '$work/out' ]"
exits 0 "stats are JSON" "$precare" outbox stats
says '"deliverer":false'
says '"lead":{"state":"ok"'
exits 1 "a reference that is none is told" "$precare" outbox show 7K3M-9QXT
says "no such reference"
exits 1 "an acknowledgement of a reference that is none is told" "$precare" outbox ack nonsense
exits 1 "retry of an unknown channel is told" "$precare" outbox retry nobody
exits 1 "dropping a reference that is none is told" "$precare" outbox drop 7K3M-9QXT
says "no such reference"
exits 0 "retry of all channels is fine" "$precare" outbox retry
says "0 messages"
exits 0 "courier --once ends when nothing is due" "$precare" courier --once
exits 64 "courier takes no words" "$precare" courier now
exits 1 "a channel where nobody answers is told with a remedy" "$precare" channel test lead
says "nobody answers"
says "what to do:"
holds "without its address" sh -c "! grep -q secret-path '$work/out'"
exits 64 "an unknown channel is wrong usage" "$precare" channel test nobody
says "no channel 'nobody'"
exits 64 "and the one that may be meant is named" "$precare" channel test laed
says "did you mean 'lead'"
unset LEAD_URL
exits 1 "a secret that is not there is told" "$precare" channel test lead
says "no such variable"
exits 1 "a courier --once beside a channel that cannot be used says that a person must look" "$precare" courier --once
exits 1 "and stats say at once that the channel cannot be used" "$precare" outbox stats
says '"lead":{"state":"unusable"'
says '"reason":"there is no such variable in the environment"'
export LEAD_URL="http://127.0.0.1:1/secret-path"
exits 0 "with it again" "$precare" courier --once
exits 0 "the channel is well" "$precare" outbox stats
says '"lead":{"state":"ok"'
says '"reason":null'
exits 2 "a configuration that is not there is told" "$precare" outbox list --config "$work/none.yaml"
says "no such file"
chmod 755 "$work/state"
exits 2 "a loose state directory is told" "$precare" outbox list
says "chmod 0700"
chmod 700 "$work/state"
"$precare" courier >"$work/courier.log" 2>&1 &
courier=$!
delivers() { "$precare" outbox stats | grep -q '"deliverer":true'; }
awaits delivers
exits 0 "stats tell that somebody delivers" "$precare" outbox stats
says '"deliverer":true'
exits 75 "courier --once beside one that delivers leaves it to that one" timeout 20 "$precare" courier --once
says "another process delivers already"
# A cleaner removes the lock, or a copy of the directory is put in its place: two would deliver.
rm "$work/state/deliver.lock"
holds "a courier whose lock was removed takes it anew" awaits test -e "$work/state/deliver.lock"
holds "and says so" awaits grep -q "deliver.lock in the state directory is gone" "$work/courier.log"
awaits delivers
exits 75 "another one does not deliver beside it" timeout 20 "$precare" courier --once
kill "$courier"
wait "$courier"
result $? "SIGTERM stops the courier with exit 0"

finish
