# SPDX-License-Identifier: MIT
#
# For shell tests of the relay, after shell.sh: a real nats-server with a configuration of the test's, a precare.yaml beside
# it, couriers by the command. Ends what it started. Sourced, not run.

precare=$PRECARE_COMMAND
umask 077
servers=
trap 'kill $servers 2>/dev/null; wait; rm -rf "$work"' EXIT

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

serve() { # NAME, configuration on stdin: a server whose port is in $port
    port=$(free_port)
    { printf 'host: 127.0.0.1\nport: %s\njetstream {store_dir: "%s/%s"}\n' "$port" "$work" "$1"; cat; } >"$work/$1.conf"
    nats-server -c "$work/$1.conf" >"$work/$1.log" 2>&1 &
    server=$!
    servers="$servers $server"
    awaits grep -qs 'Server is ready' "$work/$1.log"
}

configure() { # RELAY-KEYS...
    cat >"$work/precare.yaml" <<END
format: precare-config/1
clinic: {time-zone: America/New_York}
rules: $work/rules
state: $work/state
deliver: external
site-key-from: "file:$work/site.key"
allow-plain-http: loopback
$ca
relay:
  kind: nats
  stream: PRECARE
$(printf '  %s\n' "$@")
channels:
  lead: {kind: webhook, url-from: "env:LEAD_URL"}
END
}

# Runs a courier until the log has the words, then stops it.
courier_says() { # WORDS OPTIONS...
    words=$1
    shift
    : >"$work/courier.log"
    "$precare" courier "$@" >>"$work/courier.log" 2>&1 &
    courier=$!
    awaits grep -qF -- "$words" "$work/courier.log"
    found=$?
    kill "$courier"
    wait "$courier"
    stopped=$?
    cat "$work/courier.log"
    [ "$found" -eq 0 ] && [ "$stopped" -eq 0 ]
}

ca=
export PRECARE_CONFIG="$work/precare.yaml" LEAD_URL="http://127.0.0.1:1/secret-path"
echo e6d1f24c8b7a90351f4e2d6c9b8a7f0e13243546576879809aabbccddeef0f1e >"$work/site.key"
