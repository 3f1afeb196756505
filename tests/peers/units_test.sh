#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The systemd units, judged by systemd's own tools and by the kernel: `systemd-analyze verify` and `security` read them; the
# system calls and address families of every command, and of a thousand deliveries, seen by strace, lie inside the units'
# filter as `systemd-analyze syscall-filter` prints it; the courier delivers under that list as a seccomp filter. What this
# does not show: systemd itself running the units (a build machine has none as its first process).
# Skipped loudly without systemd-analyze, strace or libseccomp (packaging/install-deps peers).
. "${PRECARE_SOURCE:?}/tests/support/shell.sh"
. "$PRECARE_SOURCE/tests/support/site.sh"
for tool in systemd-analyze strace; do
    command -v $tool >/dev/null || { skip "$tool is not installed (packaging/install-deps peers)"; finish; }
done
precare=$PRECARE_COMMAND
receiver=
trap 'kill $receiver 2>/dev/null; rm -rf "$work"' EXIT
chmod 700 "$work"
umask 077

# ---- what systemd says of the units ----
sed "s#/usr/bin/precare#$precare#; s#^User=.*#User=%i#" "$PRECARE_SOURCE/packaging/precare-serve.service" >"$work/precare-serve@.service"
for unit in precare-courier precare-relay precare-serve; do
    [ "$unit" = precare-serve ] ||
        sed "s#/usr/bin/precare#$precare#" "$PRECARE_SOURCE/packaging/$unit@.service" >"$work/$unit@.service"
    exits 0 "$unit@.service is clean" systemd-analyze verify --man=no "$work/$unit@root.service"
    holds "and nothing is said of it" sh -c "[ ! -s '$work/out' ]"
    exits 0 "its exposure is below 2.0" systemd-analyze security --offline=true --threshold=19 "$work/$unit@.service"
done
same_sandbox() {
    for unit in precare-courier precare-relay precare-serve; do
        sed -n '/^UMask=/,/^\[Install\]/p' "$work/$unit@.service" | grep -v '^#' >"$work/$unit.sandbox"
    done
    diff "$work/precare-courier.sandbox" "$work/precare-relay.sandbox" &&
        diff "$work/precare-courier.sandbox" "$work/precare-serve.sandbox"
}
holds "all units are shut in alike" same_sandbox

# ---- what the filter allows ----
names_of() { # GROUP or NAME...: the calls in it
    for name in "$@"; do
        case $name in
        @*) names_of $(systemd-analyze syscall-filter "$name" | sed '1d; s/#.*//') ;;
        *) echo "$name" ;;
        esac
    done
}
sed -n 's/^SystemCallFilter=//p' "$work/precare-courier@.service" >"$work/filter"
: >"$work/allowed"
while read -r line; do # in order: each line adds, or (~) takes away
    # shellcheck disable=SC2046,SC2086  # words
    names_of ${line#\~} | sort -u >"$work/line"
    case $line in
    '~'*) comm -23 "$work/allowed" "$work/line" >"$work/next" ;;
    *) sort -u "$work/allowed" "$work/line" >"$work/next" ;;
    esac
    mv "$work/next" "$work/allowed"
done <"$work/filter"
sed -n 's/^RestrictAddressFamilies=//p' "$work/precare-courier@.service" | tr ' ' '\n' | sort -u >"$work/families"
holds "the filter is a list of calls" sh -c "[ $(wc -l <"$work/allowed") -gt 200 ]"
holds "without those that need a privilege" sh -c "! grep -qxE 'mount|chroot|setuid|ptrace|sched_setaffinity' '$work/allowed'"

# ---- what the commands do ----
traced() { # COMMAND...: its calls are added to $work/trace; how it ends is other tests' matter
    strace -f -qq -o "$work/strace" "$@" >"$work/printed" 2>&1
    sed -nE 's/^[0-9]+ +([a-z0-9_]+)\(.*/\1/p' "$work/strace" >>"$work/calls"
    sed -nE 's/^[0-9]+ +socket\((AF_[A-Z0-9_]+),.*/\1/p' "$work/strace" >>"$work/sockets"
}
outside() { # FOUND ALLOWED: prints what is not allowed, and fails
    sort -u "$1" | comm -23 - "$2" >"$work/outside"
    cat "$work/outside"
    [ ! -s "$work/outside" ]
}
site_rules
receiver_begin
site_config env:LEAD_URL
# A name, and not a number: so that the resolver is seen too.
export LEAD_URL="http://localhost:$port/hook"
booking 0 >"$work/event.json"
cp "$work/event.json" "$work/events"
shipped=$PRECARE_SOURCE/rules

commands() { # a line a call; each command of `precare --help` begins one
    cat <<END
check $shipped
evaluate --rules $work/rules --draft --event $work/event.json
host --plugin $PRECARE_PLUGIN --config $PRECARE_CONFIG --event $work/events
records list
records export
reload
rules history
schema --rules $work/rules
reference rules
test $shipped
explain mn-keloid --rules $shipped --persona well
try --rules $shipped --procedure microneedling --medicine tretinoin
sheet --rules $shipped --event $work/event.json
form --rules $shipped --procedure microneedling --site face
answers --rules $shipped --event $work/event.json --answers $work/event.json
explain-code Y006
diff $work/rules $work/rules
approve $work/rules --rulebook peers --by A --yes
page $shipped -o $work/page.html
outbox list
drill p-young
outbox stats
outbox retry
channel test lead
serve --config $work/nowhere/precare.yaml
channel plan --config $PRECARE_CONFIG
doctor
courier --once
conform --codes
demo
init $work/init --name Peers --zone UTC --chat none --link none --lead A
END
}
commands >"$work/commands"
every_command() {
    "$precare" --help | sed -nE 's/^  ([a-z][a-z-]*)  .*/\1/p' | while read -r name; do
        grep -qE "^$name( |\$)" "$work/commands" || echo "$name is not traced"
    done | tee "$work/untraced"
    [ ! -s "$work/untraced" ]
}
holds "every command is looked at" every_command
while read -r line; do
    # shellcheck disable=SC2086  # words
    traced "$precare" $line
done <"$work/commands"
holds "no call of any command lies outside" outside "$work/calls" "$work/allowed"
holds "nor an address family" outside "$work/sockets" "$work/families"

alerts=${PRECARE_ALERTS:-1000}
book 1 "$alerts" >"$work/printed" 2>&1
rm -f "$work/arrived" "$work/calls" "$work/sockets"
traced "$precare" courier --once
holds "$alerts alerts are delivered while strace looks" sh -c "[ $(arrived) -eq $alerts ]"
holds "no call lies outside" outside "$work/calls" "$work/allowed"
holds "nor an address family" outside "$work/sockets" "$work/families"

# ---- CDS Hooks over HTTP ----
sed "s#/state\"*\$#&-of-serve#; \$a serve: {listen: \"unix:$work/serve.sock\"}" "$work/precare.yaml" >"$work/serve.yaml"
rm -f "$work/calls" "$work/sockets"
asks() { # awaits the socket, asks twice, and tells the server, a child of strace's, to stop
    awaits test -S "$work/serve.sock" || return 1
    curl -sf --unix-socket "$work/serve.sock" http://localhost/cds-services >"$work/services"
    curl -sf --unix-socket "$work/serve.sock" http://localhost/cds-services/precare-booking -H 'Content-Type: application/json' \
        --data-binary "@$PRECARE_SOURCE/tests/cds/golden/booking.json" >"$work/cards"
    pkill -TERM -P "$1"
}
(traced "$precare" serve --config "$work/serve.yaml") &
tracer=$!
awaits pgrep -P "$tracer" >/dev/null
asks "$(pgrep -P "$tracer" | head -n 1)"
wait "$tracer"
holds "a booking is screened over HTTP while strace looks" grep -q '"cards":\[' "$work/cards"
holds "no call lies outside" outside "$work/calls" "$work/allowed"
holds "nor an address family" outside "$work/sockets" "$work/families"

# ---- the relay's courier too ----
if command -v nats-server >/dev/null; then
    printf 'host: 127.0.0.1\nport: -1\njetstream {store_dir: "%s/nats"}\n' "$work" >"$work/nats.conf"
    nats-server -c "$work/nats.conf" --ports_file_dir "$work" >"$work/nats.log" 2>&1 &
    receiver="$receiver $!"
    timeout 20 sh -c "until ls '$work'/*.ports >/dev/null 2>&1; do sleep 0.1; done"
    relay=$(sed -E 's#.*"nats://([^"]+)".*#\1#' "$work"/*.ports)
    head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n' >"$work/site.key"
    sed "s#/state\"#/state-of-relay\"#" "$work/precare.yaml" >"$work/relay.yaml"
    printf 'site-key-from: "file:%s/site.key"\nrelay: {kind: nats, servers: ["nats://%s"], stream: PRECARE}\n' \
        "$work" "$relay" >>"$work/relay.yaml"
    export PRECARE_CONFIG="$work/relay.yaml"
    rm -f "$work/arrived" "$work/calls" "$work/sockets"
    book 1 20 >"$work/printed" 2>&1
    traced "$precare" courier --once
    traced "$precare" courier --relay --once
    holds "alerts go through a relay while strace looks" sh -c "[ $(arrived) -eq 20 ]"
    holds "no call lies outside" outside "$work/calls" "$work/allowed"
    holds "nor an address family" outside "$work/sockets" "$work/families"
    export PRECARE_CONFIG="$work/precare.yaml"
else
    skip "nats-server is not installed (packaging/install-deps peers)"
fi

# ---- the courier under the filter ----
if ! ${CC:-cc} -o "$work/sandbox" "$PRECARE_SOURCE/tests/peers/sandbox.c" -lseccomp 2>"$work/out"; then
    skip "no libseccomp to build with (packaging/install-deps peers)"
    finish
fi
number_of() { # AF_NAME...: their numbers, with commas
    for name in "$@"; do
        printf '#include <sys/socket.h>\n%s\n' "$name" | ${CC:-cc} -E -P - | tail -n 1
    done | paste -sd,
}
families=$(number_of $(cat "$work/families"))
rm -f "$work/arrived"
book 5001 5010 >"$work/printed" 2>&1
exits 0 "the courier runs under the filter" "$work/sandbox" "$work/allowed" "$families" "$precare" courier --once
holds "and delivers" sh -c "[ $(arrived) -eq 10 ]"
exits 159 "a call outside of it would have ended it" sh -c "'$work/sandbox' '$work/allowed' '$families' /usr/bin/nice true; exit \$?"
echo "note: systemd itself did not run the units (a build machine has none as its first process): its own tools read them"
finish
