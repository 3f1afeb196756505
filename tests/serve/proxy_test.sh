#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `precare serve` behind nginx and behind Caddy, each with TLS and as the manual's page (serve.md) has it: what stands there is
# what runs, but for paths, ports and the certificate, which is of a CA of the test's. The client is curl, tokens are of jose.
. "${PRECARE_SOURCE:?}/tests/support/shell.sh"
. "$PRECARE_SOURCE/tests/support/serve.sh"
for tool in nginx caddy curl jose openssl; do
    command -v $tool >/dev/null || { skip "$tool is not installed (packaging/install-deps check)"; finish; }
done
page=$PRECARE_SOURCE/packaging/manual/serve.md
block() { awk -v fence="\`\`\`$1" '$0 == fence { inside = 1; next } /^```$/ { inside = 0 } inside' "$page"; }
port=$(free_port)
url=https://cds.example:$port

certificate() {
    cd "$work" && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 3 -subj "/CN=CA" &&
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout cds.key -out cds.csr -subj "/CN=cds.example" \
            -addext "subjectAltName=DNS:cds.example" &&
        printf 'subjectAltName=DNS:cds.example\n' >ext && openssl x509 -req -in cds.csr -CA ca.pem -CAkey ca.key -CAcreateserial \
        -days 2 -extfile ext -out cds.pem
}
holds "there is a certificate" certificate
jose jwk gen -i '{"alg":"ES384","kid":"k"}' -o "$work/k.jwk"
jose jwk pub -s -i "$work/k.jwk" -o "$work/a.jwks"
printf 'token-of-the-file-0123456789abcdef0123456789' >"$work/token"
chmod 600 "$work/token"
site behind "listen: \"unix:$work/s.sock\"" "url: \"$url\"" 'origins: ["https://ehr.example"]' "rate: none" \
    "token-file: \"file:$work/token\"" "clients: [{iss: \"https://a.example\", jwks: \"file:$work/a.jwks\"}]"
holds "it serves at a socket" serve_begin behind

moved() { # a proxy's configuration, on this machine's paths and port
    sed "s#/run/precare/serve.sock#$work/s.sock#; s#/etc/ssl/certs/cds.example.pem#$work/cds.pem#
         s#/etc/ssl/private/cds.example.key#$work/cds.key#"
}
run_nginx() {
    mkdir -p "$work/nginx"
    {
        [ "$(id -u)" -ne 0 ] || echo 'user root;'
        echo "pid $work/nginx/pid; error_log $work/nginx.log; daemon off; events {}"
        echo "http { access_log off;"
        for kind in client_body proxy fastcgi uwsgi scgi; do echo "${kind}_temp_path $work/nginx/$kind;"; done
        block nginx | moved | sed "s#listen 443 ssl#listen 127.0.0.1:$port ssl#"
        echo "}"
    } >"$work/nginx.conf"
    nginx -p "$work/nginx" -e "$work/nginx.log" -c "$work/nginx.conf" &
}
run_caddy() {
    {
        printf '{\n    admin off\n    auto_https disable_redirects\n    https_port %s\n    http_port %s\n    log {\n        output file %s\n    }\n}\n' \
            "$port" "$(free_port)" "$work/caddy-own.log"
        block caddy | moved | sed "s#^cds.example {#cds.example {\n    bind 127.0.0.1\n    tls $work/cds.pem $work/cds.key#"
    } >"$work/Caddyfile"
    XDG_DATA_HOME=$work XDG_CONFIG_HOME=$work HOME=$work caddy run --adapter caddyfile --config "$work/Caddyfile" >"$work/caddy.log" 2>&1 &
}
ask() { # STATUS PATH CURL-WORDS...
    wanted=$1 path=$2
    shift 2
    found=$(curl -sS --cacert "$work/ca.pem" --resolve "cds.example:$port:127.0.0.1" -D "$work/head" -o "$work/body" -w '%{http_code}' \
        "$@" "$url$path" 2>"$work/curl")
    [ "$found" = "$wanted" ] || { echo "$found, not $wanted"; cat "$work/curl" "$work/head"; return 1; }
}
token() { # PATH
    now=$(date +%s)
    made=$((${made:-0} + 1))
    printf '{"iss":"https://a.example","aud":"%s%s","iat":%s,"exp":%s,"jti":"%s-%s"}' "$url" "$1" "$now" $((now + 300)) "$2" "$made" |
        jose jws sig -I - -k "$work/k.jwk" -s '{"protected":{"alg":"ES384","kid":"k","typ":"JWT"}}' -c -o -
}
head -c 1100000 /dev/zero | tr '\0' ' ' >"$work/long"
call=/cds-services/precare-booking
bearer="Authorization: Bearer $(cat "$work/token")"
json="Content-Type: application/json"

other_name() { # nginx hands it on, and it is refused; Caddy has nothing for it
    ask 400 /cds-services -H "$bearer" -H 'Host: canary.example' || ask 200 /cds-services -H "$bearer" -H 'Host: canary.example'
    ! grep -q services "$work/body"
}
judged() { grep -q '"cards":\[{' "$work/body"; }
behind() { # nginx or caddy
    "run_$1"
    proxy=$!
    serves="$serves $proxy"
    holds "$1 answers over TLS" awaits ask 200 /cds-services -H "$bearer"
    holds "$1: a call with the token of the file gives cards" ask 200 $call -H "$bearer" -H "$json" --data-binary "@$booking"
    holds "and they are cards" judged
    signed=$(token $call "$1")
    holds "$1: so does one with a JWT for this address" ask 200 $call -H "Authorization: Bearer $signed" -H "$json" --data-binary "@$booking"
    holds "$1: once" ask 401 $call -H "Authorization: Bearer $signed" -H "$json" --data-binary "@$booking"
    holds "$1: and with none it is refused" ask 401 $call -H "$json" --data-binary "@$booking"
    holds "as an OperationOutcome" grep -q '"resourceType":"OperationOutcome"' "$work/body"
    holds "$1: a page of a listed origin may ask" ask 204 $call -X OPTIONS -H 'Origin: https://ehr.example' -H 'Access-Control-Request-Method: POST'
    holds "and is told so" grep -qi '^access-control-allow-origin: https://ehr.example' "$work/head"
    holds "$1: another may not" ask 403 /cds-services -H "$bearer" -H 'Origin: https://canary.example'
    holds "$1: by another name nothing is served" other_name
    holds "$1: more than 1 MiB is too long" ask 413 $call --http1.1 -H "$bearer" -H "$json" --data-binary "@$work/long"
    holds "$1: by HTTP/2 too" ask 413 $call -H "$bearer" -H "$json" --data-binary "@$work/long"
    holds "it stops behind $1" serve_end
    holds "$1 says that nobody is there" ask 502 /cds-services -H "$bearer"
    holds "it begins anew" serve_begin behind
    holds "and $1 finds it" ask 200 /cds-services -H "$bearer"
    kill "$proxy"
    wait "$proxy"
}
behind nginx
behind caddy
holds "it stops" serve_end
holds "no value of a request is in its log" sh -c "! grep -iE 'canary|eyJ' '$work/behind.log'"
finish
