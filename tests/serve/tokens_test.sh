#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Tokens of Debian's `jose` at `precare serve`: those that are good are taken, once; each that differs in one thing from a good
# one is not (tokens.py). Keys come from files, which are looked at before.
. "${PRECARE_SOURCE:?}/tests/support/shell.sh"
. "$PRECARE_SOURCE/tests/support/serve.sh"
command -v jose >/dev/null || { skip "jose is not installed (packaging/install-deps check)"; finish; }

key() { # NAME ALG: a key and its public half
    jose jwk gen -i "{\"alg\":\"$2\",\"kid\":\"$1\"}" -o "$work/$1.jwk" && jose jwk pub -i "$work/$1.jwk" -o "$work/$1.pub"
}
keys() { # CLIENT NAME...: its JWK Set
    set_of=$1
    shift
    { printf '{"keys":['; for name; do printf '%s' "$comma"; cat "$work/$name.pub"; comma=,; done; printf ']}'; } >"$work/$set_of.jwks"
    comma=
}
comma=
for made in "k-ES256 ES256" "k-ES384 ES384" "k-ES512 ES512" "k-RS256 RS256" "k-RS384 RS384" "b ES384" "stranger ES384"; do
    # shellcheck disable=SC2086  # words
    key $made
done
keys a k-ES256 k-ES384 k-ES512 k-RS256 k-RS384
keys b b
port=$(free_port)
printf 'token-of-the-file-0123456789abcdef0123456789' >"$work/token"
chmod 600 "$work/token"
site tokens "listen: \"127.0.0.1:$port\"" "url: \"https://cds.example/precare\"" "rate: none" \
    "token-file: \"file:$work/token\"" "clients:" \
    "  - {iss: \"https://a.example\", jwks: \"file:$work/a.jwks\", jku: \"https://a.example/jwks.json\"}" \
    "  - {iss: \"https://b.example\", jwks: \"file:$work/b.jwks\"}"
holds "it reads the keys of its clients" serve_begin tokens
counted python3 "$PRECARE_SOURCE/tests/serve/tokens.py" "$port" "$work" "$booking"
holds "it stops" serve_end
holds "its log tells nothing of a token" sh -c "! grep -iE 'canary|eyJ|jti|example' '$work/tokens.log'"

# ---- keys that cannot be used ----
exits 75 "the port is free, then taken" sh -c "
    python3 -m http.server --bind 127.0.0.1 $port >/dev/null 2>&1 & trap 'kill \$!' EXIT
    until curl -s -o /dev/null http://127.0.0.1:$port/; do sleep 0.1; done
    '$precare' serve --config '$work/tokens.yaml'"
refuses() { # SENTENCE WORDS, with the JWK Set of a client on stdin
    cat >"$work/a.jwks"
    exits 2 "$1" "$precare" serve --config "$work/tokens.yaml"
    says "$2"
}
printf '{"keys":[' >"$work/private"
cat "$work/k-ES384.jwk" >>"$work/private"
printf ']}' >>"$work/private"
refuses "a private key is refused" "it holds a private key" <"$work/private"
refuses "a secret that both have is refused" "it holds a private key" <<'END'
{"keys":[{"kty":"oct","kid":"x","k":"c2VjcmV0"}]}
END
refuses "a key without a name is refused" "a key in it has no kid" <<'END'
{"keys":[{"kty":"EC","crv":"P-256","x":"","y":""}]}
END
refuses "what is no JWK Set is refused" "it is no JWK Set" <<'END'
{"kty":"EC"}
END
keys a k-ES384
chmod o+w "$work/a.jwks"
exits 2 "keys that anybody may write are refused" "$precare" serve --config "$work/tokens.yaml"
says "anybody may write it"
rm "$work/a.jwks"
exits 2 "keys that are not there are told" "$precare" serve --config "$work/tokens.yaml"
says "a.jwks: it cannot be opened"
finish
