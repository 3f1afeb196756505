#!/bin/sh
# SPDX-License-Identifier: MIT
#
# How couriers log in to a real nats-server: passwords, tokens, credentials (JWT and NKey), certificates of both sides; and
# secrets that are kept.
. "$PRECARE_SOURCE/tests/support/shell.sh"
. "$PRECARE_SOURCE/tests/support/relay.sh"

# ---- logins ----
serve login <<END
authorization {user: precare, password: "pass-word-9"}
END
printf 'precare:pass-word-9\n' >"$work/nats.login"
configure "servers: [\"nats://127.0.0.1:$port\"]" "login-from: \"file:$work/nats.login\""
holds "a login from a file is taken" courier_says "the relay is reachable"
printf 'precare:wrong-word-9\n' >"$work/nats.login"
holds "a wrong login is told" courier_says "the relay refuses our login"
renewed() { # WAY...: a courier whose login was refused for good, until the file is mended
    printf 'precare:wrong-word-9\n' >"$work/nats.login"
    : >"$work/courier.log"
    "$precare" courier "$@" >>"$work/courier.log" 2>&1 &
    courier=$!
    awaits grep -qF "the relay refuses our login" "$work/courier.log"
    sleep 2 # the server refuses it twice, and libnats gives up
    printf 'precare:pass-word-9\n' >"$work/nats.login"
    awaits grep -qF "the relay is reachable" "$work/courier.log"
    found=$?
    kill "$courier"
    wait "$courier"
    cat "$work/courier.log"
    return "$found"
}
holds "one that is mended is taken, without a restart" renewed
holds "by the relay's own courier too" renewed --relay
printf 'precare:wrong-word-9\n' >"$work/nats.login"
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
mkdir "$work/jwt" "$work/jwt-other"
python3 "$PRECARE_SOURCE/tests/support/nats_jwt.py" "$work/jwt" chain
python3 "$PRECARE_SOURCE/tests/support/nats_jwt.py" "$work/jwt-other" chain
serve operator <"$work/jwt/chain.conf"
configure "servers: [\"nats://127.0.0.1:$port\"]" "credentials: $work/jwt/chain.creds"
holds "credentials of the servers' own operator are taken (JWT, NKey)" courier_says "the relay is reachable"
holds "by the relay's own courier too" courier_says "the relay is reachable" --relay
configure "servers: [\"nats://127.0.0.1:$port\"]" "credentials: $work/jwt-other/chain.creds"
# How such a server says no depends on who is faster, its word or its end of the connection.
holds "those of another operator are not" courier_says "the relay is not reachable"
holds "whatever they say" sh -c "! grep -q 'relay is reachable' '$work/courier.log'"
configure "servers: [\"nats://127.0.0.1:$port\"]"
holds "nor is nobody" courier_says "the relay is not reachable"
holds "however often" sh -c "! grep -q 'relay is reachable' '$work/courier.log'"

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

serve mutual <<END
tls {cert_file: "$work/good.pem", key_file: "$work/good.key", ca_file: "$work/ca.pem", verify: true}
END
certificate client DNS:client.example
configure "servers: [\"tls://localhost:$port\"]" "certificate: $work/client.pem" "certificate-key: $work/client.key"
holds "a certificate of ours is shown to servers that ask for one" courier_says "the relay is reachable"
holds "by the relay's own courier too" courier_says "the relay is reachable" --relay
chmod 644 "$work/client.key"
holds "a key that others may read is refused" courier_says "others may read it"
chmod 600 "$work/client.key"
configure "servers: [\"tls://localhost:$port\"]"
holds "without one nothing is taken" courier_says "or they want a certificate of ours (certificate, certificate-key)"
holds "whatever the courier tries" sh -c "! grep -q 'relay is reachable' '$work/courier.log'"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=stranger \
    -keyout "$work/stranger.key" -out "$work/stranger.pem" >/dev/null 2>&1
configure "servers: [\"tls://localhost:$port\"]" "certificate: $work/stranger.pem" "certificate-key: $work/stranger.key"
holds "nor with a stranger's" courier_says "not reachable"
configure "servers: [\"tls://localhost:$port\"]" "certificate: $work/client.pem"
exits 2 "a certificate without its key is told" "$precare" courier --once
says "certificate and certificate-key belong together"

finish
