#!/bin/sh
# SPDX-License-Identifier: MIT
#
# When the team is told over CDS Hooks: at check-in, and not of a booking, which may be given up; with `tell: at-booking` of that
# too, once, however often it is asked about and whatever its id is by then.
. "${PRECARE_SOURCE:?}/tests/support/shell.sh"
. "$PRECARE_SOURCE/tests/support/serve.sh"

told() { # how many messages wait
    LEAD_URL=http://127.0.0.1:1/x "$precare" outbox list --config "$work/$1.yaml" | wc -l
}
book() { # HOOK-INSTANCE APPOINTMENT DAY
    sed "s/d1577c69-dfbe-44ad-ba6d-3e05e953b2ea/$1/; s/apt-1042/$2/; s/\"start\": \"2026-12-07T/\"start\": \"$3T/" "$booking" |
        curl -sf --unix-socket "$work/$name.sock" -H 'Content-Type: application/json' --data-binary @- \
            http://localhost/cds-services/precare-booking | grep -q '"cards":\[{'
}
undated() {
    sed 's/d1577c69-dfbe-44ad-ba6d-3e05e953b2ea/d1577c69-dfbe-44ad-ba6d-3e05e953b2e4/; /"start": "2026-12-07T/d' "$booking" |
        curl -sf --unix-socket "$work/$name.sock" -H 'Content-Type: application/json' --data-binary @- \
            http://localhost/cds-services/precare-booking | grep -q 'nobody says when'
}
for name in late early; do
    tell=at-check-in
    [ "$name" = late ] || tell=at-booking
    site $name "listen: \"unix:$work/$name.sock\"" "tell: $tell"
    cat >>"$work/$name.yaml" <<'END'
allow-plain-http: loopback
channels:
  clinical-lead: {kind: webhook, url-from: "env:LEAD_URL"}
  physician-on-call: {kind: webhook, url-from: "env:LEAD_URL"}
END
    holds "$tell: it serves" serve_begin $name
    holds "a booking is asked about" book d1577c69-dfbe-44ad-ba6d-3e05e953b2e1 apt-1 2026-12-07
    first=$(told $name)
    echo "note: $tell: $first messages"
    if [ "$name" = late ]; then
        holds "and nobody is told" [ "$first" -eq 0 ]
    else
        holds "and the team is told" [ "$first" -gt 0 ]
        holds "it is asked about again, by another id" book d1577c69-dfbe-44ad-ba6d-3e05e953b2e2 apt-2 2026-12-07
        holds "and the team is told once" [ "$(told $name)" -eq "$first" ]
        holds "a booking without a day is asked about" undated
        holds "of which nobody is told" [ "$(told $name)" -eq "$first" ]
        holds "another day is another booking" book d1577c69-dfbe-44ad-ba6d-3e05e953b2e3 apt-2 2026-12-08
        holds "of which the team is told too" [ "$(told $name)" -gt "$first" ]
    fi
    holds "it stops" serve_end
done
finish
