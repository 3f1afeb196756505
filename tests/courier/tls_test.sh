#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `precare channel test`, `courier` and `outbox` against nginx with a test CA: certificates that are good, expired, another host's or
# nobody's, old TLS, addresses; and the signature checked by openssl alone.
. "$PRECARE_SOURCE/tests/support/shell.sh"

nginx=$(command -v nginx || ls /usr/sbin/nginx 2>/dev/null)
if [ -z "$nginx" ] || ! command -v openssl >/dev/null; then
    skip "nginx or openssl is not installed: TLS is not tested"
    finish
fi
cd "$work" || exit 1
chmod 700 "$work"

# ---- a CA and four servers ----
{
    openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 3 -subj "/CN=test CA" &&
        openssl req -x509 -newkey rsa:2048 -nodes -keyout stranger.key -out stranger.pem -days 3 \
            -subj "/CN=localhost" -addext "subjectAltName=DNS:localhost"
    mkdir newcerts && : >index.txt && echo 01 >serial
    cat >ca.cnf <<CNF
[ca]
default_ca = own
[own]
dir = .
database = index.txt
new_certs_dir = newcerts
certificate = ca.pem
private_key = ca.key
serial = serial
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
CNF
    make_cert() { # NAME HOST START END
        openssl req -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$2" -addext "subjectAltName=DNS:$2" &&
            openssl ca -batch -config ca.cnf -in "$1.csr" -out "$1.pem" -startdate "$3" -enddate "$4"
    }
    make_cert good localhost 20200101000000Z 20990101000000Z
    make_cert expired localhost 20200101000000Z 20210101000000Z
    make_cert soon localhost 20200101000000Z "$(date -u -d '+5 days' +%Y%m%d%H%M%SZ)"
    make_cert other other.example 20200101000000Z 20990101000000Z
} >certs.log 2>&1 || { cat certs.log; exit 1; }

port() { # a free one: asked of the kernel through nginx would be a race; so tried
    awk -v seed="$1$$" 'BEGIN { srand(seed); print 20000 + int(rand() * 20000) }'
}
server() { # PORT CERT EXTRA
    echo "server { listen 127.0.0.1:$1 ssl; ssl_certificate $2.pem; ssl_certificate_key $2.key; $3
      location / { proxy_pass http://127.0.0.1:$plain/; } }"
}
started_or_ended() { [ -s nginx.pid ] || ! kill -0 "$nginx_pid" 2>/dev/null; }
start_nginx() {
    for attempt in 1 2 3 4 5; do
        plain=$(port "1$attempt") good=$(port "2$attempt") expired=$(port "3$attempt")
        other=$(port "4$attempt") stranger=$(port "5$attempt") old=$(port "6$attempt") soon=$(port "7$attempt")
        cat >nginx.conf <<CONF
daemon off; pid $work/nginx.pid; error_log $work/error.log; user root;
events {}
http {
  log_format whole escape=none '\$http_webhook_id|\$http_webhook_timestamp|\$http_webhook_signature|\$request_body';
  client_body_temp_path $work/t1; proxy_temp_path $work/t2; fastcgi_temp_path $work/t3; uwsgi_temp_path $work/t4; scgi_temp_path $work/t5;
  client_body_buffer_size 64k;
  access_log off;
  server { listen 127.0.0.1:$plain; location / { return 200 ok; } location /moved { return 302 http://127.0.0.1:$plain/; }
           location /gone { return 410; } location /limit { add_header Retry-After 7 always; return 429; } }
  server { listen 127.0.0.1:$good ssl; ssl_certificate good.pem; ssl_certificate_key good.key; http2 off_placeholder;
           location / { access_log $work/access.log whole; proxy_pass http://127.0.0.1:$plain; } }
  $(server "$soon" soon) $(server "$expired" expired) $(server "$other" other) $(server "$stranger" stranger)
  $(server "$old" good "ssl_protocols TLSv1 TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0;")
}
CONF
        sed -i 's/ http2 off_placeholder;//' nginx.conf
        "$nginx" -p "$work" -c nginx.conf >nginx.log 2>&1 &
        nginx_pid=$!
        awaits started_or_ended
        [ ! -s nginx.pid ] || return 0
        kill "$nginx_pid" 2>/dev/null
    done
    cat nginx.log error.log
    return 1
}
start_nginx || exit 1
trap 'kill "$nginx_pid" 2>/dev/null; wait "$nginx_pid" 2>/dev/null; rm -rf "$work"' EXIT

key=whsec_$(printf 'a signing key of thirty-two byte' | base64)
config() { # ADDRESSES-LINE CA
    cat >precare.yaml <<CONFIG
format: precare-config/1
clinic: {time-zone: Europe/Berlin}
rules: [$work/rules]
state: $work/state
ca-file: $2
channels:
  main: {kind: webhook, url-from: "env:URL", sign-with: ["env:KEY", "env:OLD_KEY"]$1}
CONFIG
}
tested() { # URL
    URL=$1 KEY=$key OLD_KEY=whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA "$PRECARE_COMMAND" channel test main --config "$work/precare.yaml"
}

config ", addresses: private-too" "$work/ca.pem"
exits 0 "a good certificate of the test CA is trusted" tested "https://localhost:$good/hook"
says "delivered"
exits 1 "an expired certificate is refused" tested "https://localhost:$expired/secret-path"
says "not to be trusted"
holds "no address is printed" sh -c "! grep -q secret-path '$work/out'"
exits 1 "a certificate of another host is refused" tested "https://localhost:$other/"
says "not to be trusted"
exits 1 "a certificate of nobody is refused" tested "https://localhost:$stranger/"
says "not to be trusted"
exits 1 "TLS 1.1 is refused" tested "https://localhost:$old/"
says "TLS 1.2"
exits 1 "a redirect is not followed" tested "https://localhost:$good/moved"
says "redirect"
exits 1 "a retired webhook is told with its remedy" tested "https://localhost:$good/gone"
says "make a new webhook"
exits 1 "a rate limit is told" tested "https://localhost:$good/limit"
says "7 seconds"
exits 1 "nobody at the address is told" tested "https://localhost:1/"
says "nobody answers"
exits 1 "plain http is refused unless allowed" tested "http://127.0.0.1:$plain/"
says "plain http"
exits 1 "what is no address is told" tested "ftp://localhost/"
says "not an https address"

# ---- what doctor sees of them, and posts nothing ----
looked() { # URL
    URL=$1 KEY=$key OLD_KEY=$key "$PRECARE_COMMAND" doctor --config "$work/precare.yaml"
}
posts=$(wc -l <access.log)
exits 1 "doctor looks at a certificate" looked "https://localhost:$good/secret-path"
says "OK     channels: the host of main can be reached; the last day of its certificate is 2099-01-01"
holds "and no address is printed" sh -c "! grep -q secret-path '$work/out'"
exits 1 "and at one that ends soon" looked "https://localhost:$soon/"
says "LOOK   channels: the host of main can be reached; the last day of its certificate is $(date -u -d '+5 days' +%Y)-"
exits 1 "and at one that ended" looked "https://localhost:$expired/"
says "WRONG  channels: main cannot be reached: the chat's certificate is not to be trusted"
exits 1 "and at a name that nobody has" looked "https://nobody.invalid/"
says "WRONG  channels: main cannot be reached: the name"
holds "and nothing was posted" sh -c "[ \$(wc -l <access.log) -eq $posts ]"

# ---- the host's SSLKEYLOGFILE: with it everybody could read what was sent from the wire ----
control() { # what curl itself does with it, or the test shows nothing
    command -v curl >/dev/null || return 0
    SSLKEYLOGFILE=$work/control curl -s --cacert "$work/ca.pem" "https://localhost:$good/" >/dev/null
    [ -s "$work/control" ]
}
holds "curl obeys SSLKEYLOGFILE here" control
logged() { SSLKEYLOGFILE=$work/keys tested "https://localhost:$good/hook"; }
exits 0 "a message goes out while the host has SSLKEYLOGFILE set" logged
says "delivered"
holds "no key of the connection was written" sh -c "[ ! -s '$work/keys' ]"

config "" "$work/ca.pem"
exits 1 "a private address is refused unless the channel allows it" tested "https://localhost:$good/"
says "private"
config ", addresses: private-too" "/etc/ssl/certs/ca-certificates.crt"
exits 1 "the test CA is not trusted by the system" tested "https://localhost:$good/"
says "not to be trusted"

# ---- the signature, by openssl alone: HMAC-SHA-256 of id.timestamp.body with the key's bytes ----
signed() {
    line=$(tail -n 1 access.log)
    id=${line%%|*} rest=${line#*|}
    stamp=${rest%%|*} rest=${rest#*|}
    signatures=${rest%%|*} body=${rest#*|}
    hex=$(printf 'a signing key of thirty-two byte' | od -An -tx1 | tr -d ' \n')
    own=$(printf '%s.%s.%s' "$id" "$stamp" "$body" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$hex" -binary | base64)
    case " $signatures " in *" v1,$own "*) ;; *) echo "sent: $signatures, openssl: v1,$own"; return 1 ;; esac
    now=$(date +%s)
    [ $((now - stamp)) -lt 60 ] && [ "${id#msg_}" != "$id" ]
}
config ", addresses: private-too" "$work/ca.pem"
exits 0 "a message arrives signed" tested "https://localhost:$good/hook"
holds "openssl computes the same signature" signed
holds "both keys signed" sh -c "[ \$(tail -n 1 '$work/access.log' | grep -o 'v1,' | wc -l) -eq 2 ]"

# ---- a connection of a channel that may go to private addresses is not used by one that may not ----
cat >precare.yaml <<CONFIG
format: precare-config/1
clinic: {time-zone: Europe/Berlin}
rules: [$work/rules]
state: $work/state
ca-file: $work/ca.pem
channels:
  inside: {kind: webhook, url-from: "env:URL", addresses: private-too}
  outside: {kind: webhook, url-from: "env:OTHER"}
CONFIG
export URL="https://localhost:$good/inside" OTHER="https://localhost:$good/outside"
"$PRECARE_COMMAND" outbox list --config precare.yaml
python3 - "$work/state/outbox.db" <<'PY'
import os, sqlite3, sys, time
db = sqlite3.connect(sys.argv[1])
now = int(time.time() * 1000)
for target, wait in (('inside', 0), ('outside', 1000)):
    db.execute("INSERT INTO message(target, rank, due, kind, severity, created, deadline, webhook_id, items) "
               "VALUES(?, 1, ?, 7, 0, ?, ?, ?, ?)",
               (target, now + wait, now, now + 86400000, os.urandom(16), '[{"severity":0,"by":0,"say":"x"}]'))
db.commit()
PY
: >access.log
"$PRECARE_COMMAND" courier --config precare.yaml >courier.log 2>&1 &
courier=$!
tried() { "$PRECARE_COMMAND" outbox list --config precare.yaml | grep -q '"channel":"outside".*"tries":1'; }
awaits tried
kill "$courier"
wait "$courier"
"$PRECARE_COMMAND" outbox list --config precare.yaml >list
holds "the one that may posted, the other did not" [ "$(wc -l <access.log)" -eq 1 ]
holds "and was refused, not forgotten" grep -q '"channel":"outside".*"state":"waiting".*"tries":[12]' list

finish
