#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The relay by the command itself: `precare courier` and `precare courier --relay` as processes of their own, logins and TLS
# of a real nats-server, secrets that are kept, and the plugin that has nothing of it.
. "$PRECARE_SOURCE/tests/support/shell.sh"

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

serve plain </dev/null
configure "servers: [\"nats://127.0.0.1:$port\"]"
holds "a courier reaches the relay, and stops when told" courier_says "the relay is reachable"
holds "the relay's own courier too" courier_says "the relay is reachable" --relay
exits 0 "--once ends when nothing is due" "$precare" courier --once
exits 0 "--relay --once ends when nothing came" "$precare" courier --relay --once
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

# ---- logins ----
serve login <<END
authorization {user: precare, password: "pass-word-9"}
END
printf 'precare:pass-word-9\n' >"$work/nats.login"
configure "servers: [\"nats://127.0.0.1:$port\"]" "login-from: \"file:$work/nats.login\""
holds "a login from a file is taken" courier_says "the relay is reachable"
printf 'precare:wrong-word-9\n' >"$work/nats.login"
holds "a wrong login is told" courier_says "the relay refuses our login"
holds "and the password stands in no log" sh -c "! grep -q 'word-9' '$work/courier.log'"
chmod 644 "$work/nats.login"
holds "a login that others may read is refused" courier_says "others may read it"
chmod 600 "$work/nats.login"
LOGIN=precare:pass-word-9
export LOGIN
configure "servers: [\"nats://127.0.0.1:$port\"]" "login-from: env:LOGIN"
holds "a login from the environment is taken" courier_says "the relay is reachable" --relay
serve token <<END
authorization {token: "token-word-9"}
END
printf 'token-word-9\n' >"$work/nats.login"
configure "servers: [\"nats://127.0.0.1:$port\"]" "login-from: \"file:$work/nats.login\""
holds "a token is taken" courier_says "the relay is reachable"
printf 'no credentials\n' >"$work/nats.creds"
chmod 644 "$work/nats.creds"
configure "servers: [\"nats://127.0.0.1:$port\"]" "credentials: $work/nats.creds"
holds "credentials that others may read are refused" courier_says "others may read it"

# ---- TLS ----
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=test-ca \
    -keyout "$work/ca.key" -out "$work/ca.pem" >/dev/null 2>&1
certificate() { # NAME SUBJECT-ALTERNATIVE
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" \
        -keyout "$work/$1.key" -out "$work/$1.csr" >/dev/null 2>&1
    printf 'subjectAltName=%s\n' "$2" >"$work/$1.ext"
    openssl x509 -req -in "$work/$1.csr" -CA "$work/ca.pem" -CAkey "$work/ca.key" -CAcreateserial -days 2 \
        -extfile "$work/$1.ext" -out "$work/$1.pem" >/dev/null 2>&1
}
certificate good DNS:localhost,IP:127.0.0.1
certificate other DNS:elsewhere.example
serve tls <<END
tls {cert_file: "$work/good.pem", key_file: "$work/good.key"}
END
tls_port=$port
ca="ca-file: $work/ca.pem"
configure "servers: [\"tls://localhost:$tls_port\"]"
if ! getent ahosts localhost >/dev/null; then
    skip "localhost has no address here (/etc/hosts): TLS is not tested"
    finish
fi
holds "TLS with a certificate of ca-file is taken" courier_says "the relay is reachable"
ca=
configure "servers: [\"tls://localhost:$tls_port\"]"
holds "a certificate that nobody vouches for is not, and is told" courier_says "its certificate is not to be trusted"
holds "whatever comes" sh -c "! grep -q 'relay is reachable' '$work/courier.log'"
serve tls2 <<END
tls {cert_file: "$work/other.pem", key_file: "$work/other.key"}
END
ca="ca-file: $work/ca.pem"
configure "servers: [\"tls://localhost:$port\"]"
holds "nor is another host's" courier_says "its certificate is not to be trusted"
holds "whatever it says" sh -c "! grep -q 'relay is reachable' '$work/courier.log'"

# ---- the plugin ----
needs() { readelf -dW "$1" | grep -q 'NEEDED.*libnats'; }
holds "the command is linked with libnats" needs "$precare"
holds "the plugin is not" sh -c "! readelf -dW '$PRECARE_PLUGIN' | grep -q libnats"
holds "nor has it anything of the relay" sh -c "! nm -C '$PRECARE_PLUGIN' 2>/dev/null | grep -E ' (relay_carry|relay_post|link_ready|envelope_)'"

finish
