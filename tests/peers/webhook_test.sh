#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Debian's `webhook` server as a receiver that somebody else wrote. Its own rule for signatures reads a hex digest of the
# body alone, so it hands headers and body to a script which checks Standard Webhooks' signature with openssl, and answers
# what the script said. Skipped loudly without webhook, openssl or curl (packaging/install-deps peers).

. "${PRECARE_SOURCE:?}/tests/support/shell.sh"
. "$PRECARE_SOURCE/tests/peers/clinic.sh"
for tool in webhook openssl curl; do
    command -v $tool >/dev/null || { skip "$tool is not installed (packaging/install-deps peers)"; finish; }
done

# ---- the receiver: a script that knows one secret, and the server before it ----
cat >"$work/verify" <<'END'
#!/bin/sh
cd "$(dirname "$0")" || exit 1
refuse() { echo "refused: $1"; exit 1; }
printf '%s' "$BODY" >body; printf '%s' "$ID" >id; printf '%s' "$STAMP" >stamp; printf '%s' "$SIGNATURES" >signatures
age=$(($(date +%s) - STAMP)) || refuse "no time"
[ "$age" -le 300 ] && [ "$age" -ge -300 ] || refuse "too old"
key=$(sed 's/^whsec_//' secret | base64 -d | od -An -v -tx1 | tr -d ' \n')
own=$(printf '%s.%s.%s' "$ID" "$STAMP" "$BODY" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64)
case " $SIGNATURES " in *" v1,$own "*) echo "accepted $ID" | tee -a accepted ;; *) refuse "the signature is wrong" ;; esac
END
chmod +x "$work/verify"
cat >"$work/hooks.json" <<END
[{"id": "alert", "execute-command": "$work/verify", "command-working-directory": "$work", "http-methods": ["POST"],
  "include-command-output-in-response": true, "include-command-output-in-response-on-error": true,
  "pass-environment-to-command": [
    {"source": "raw-request-body", "envname": "BODY"},
    {"source": "header", "name": "webhook-id", "envname": "ID"},
    {"source": "header", "name": "webhook-timestamp", "envname": "STAMP"},
    {"source": "header", "name": "webhook-signature", "envname": "SIGNATURES"}]}]
END

answers_or_ended() {
    curl -s -o "$work/out" "http://127.0.0.1:$port/" || ! kill -0 "$server" 2>/dev/null
}
server_start() {
    for attempt in 1 2 3 4 5; do
        port=$(awk -v seed="$attempt$$" 'BEGIN { srand(seed); print 20000 + int(rand() * 20000) }')
        webhook -ip 127.0.0.1 -port "$port" -hooks "$work/hooks.json" -verbose >"$work/server.log" 2>&1 &
        server=$!
        started="$started $server"
        awaits answers_or_ended
        ! kill -0 "$server" 2>/dev/null || return 0
    done
    cat "$work/server.log"
    return 1
}
server_start || { failed=1; finish; }
url=http://127.0.0.1:$port/hooks/alert

secret() { printf 'whsec_%s\n' "$(printf '%s' "$1" | base64)"; }
new='a signing key of thirty-two byte' old='the key which signed before this'
LEAD_KEY=$(secret "$new") LEAD_OLD_KEY=$(secret "$old")
export LEAD_KEY LEAD_OLD_KEY
accepted() { grep -c . "$work/accepted" 2>/dev/null || true; }
counted() { [ "$(accepted)" = "$1" ]; }

# ---- what is good is accepted ----
secret "$new" >"$work/secret"
clinic webhook 'sign-with: "env:LEAD_KEY"'
exits 0 "a test message is delivered" channel_test
holds "openssl finds its signature right" counted 1
exits 0 "an alert of the plugin is delivered" raise "$(event apt-1 booking 2010-01-01 "" "" "")"
holds "openssl finds its signature right too" counted 2
holds "it is the alert" grep -q '"type":"precare.alert"' "$work/body"
exits 0 "text that no shell is to trust is delivered" raise "$(event apt-2 booking 1980-01-01 "" "$keloid" "")"
holds "and its signature is right" counted 3

# ---- what is not is refused, and this test would see it ----
cp "$work/body" "$work/kept"
id=$(cat "$work/id") stamp=$(cat "$work/stamp") signatures=$(cat "$work/signatures")
post() { # BODY-FILE STAMP SIGNATURES: what a thief could send; prints the answer
    curl -s --data-binary "@$1" -H 'Content-Type: application/json' -H "webhook-id: $id" -H "webhook-timestamp: $2" \
        -H "webhook-signature: $3" "$url"
}
answers() { # WORDS BODY-FILE STAMP SIGNATURES
    post "$2" "$3" "$4" | tee "$work/answer"
    grep -qF "$1" "$work/answer"
}
sign_old() { # the right key, another time
    key=$(printf '%s' "$new" | od -An -v -tx1 | tr -d ' \n')
    printf 'v1,%s' "$(printf '%s.%s.%s' "$id" "$1" "$(cat "$work/kept")" |
        openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64)"
}
sed 's/pm\.example/pm.evil.ex/' "$work/kept" >"$work/altered"
past=$(($(date +%s) - 600))
holds "the same bytes again are accepted: the altered ones below differ in one thing each" \
    answers "accepted" "$work/kept" "$stamp" "$signatures"
holds "an altered body is refused" answers "the signature is wrong" "$work/altered" "$stamp" "$signatures"
holds "another time with the same signature is refused" answers "the signature is wrong" "$work/kept" "$((stamp + 1))" "$signatures"
holds "an old time is refused, though its signature is right" answers "too old" "$work/kept" "$past" "$(sign_old "$past")"
holds "no signature is refused" answers "the signature is wrong" "$work/kept" "$stamp" ""
secret "$old" >"$work/secret"
before=$(accepted)
exits 1 "a receiver with another key refuses the courier's message" channel_test
holds "and does nothing with it" counted "$before"

# ---- while a key is changed, both ends may have either ----
clinic webhook 'sign-with: ["env:LEAD_KEY", "env:LEAD_OLD_KEY"]'
exits 0 "with two keys, a receiver that has the old one accepts" channel_test
secret "$new" >"$work/secret"
exits 0 "and one that has the new one" channel_test
secret "a key of nobody, of 32 bytes too" >"$work/secret"
exits 1 "and no other" channel_test
finish
