#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A state directory of mode 2770 and two users: the courier owns it and the secrets, the host's user is in its group, books,
# and can read no secret; whoever of them comes first, and whatever their umask. On a disk of its own (a tmpfs in a mount
# namespace), below which every directory is root's, as on a server.
. "$PRECARE_SOURCE/tests/support/shell.sh"
. "$PRECARE_SOURCE/tests/support/site.sh"

disk_of_its_own "two users are"

host=61001 courier=61002 stranger=61003
mount -t tmpfs -o size=64m,mode=0755 tmpfs /mnt || exit 1
rm -rf "$work"
work=/mnt/work
mkdir -m 755 "$work" "$work/bin" "$work/rules"
cp "$PRECARE_COMMAND" "$work/bin/precare"
cp "$PRECARE_PLUGIN" "$work/bin/precare.so"
chmod 755 "$work/bin"/*
site_rules
chmod 644 "$work/rules"/*
receiver_begin 0
running=
trap 'kill $receiver $running 2>/dev/null' EXIT
install -d -m 700 -o $courier -g $courier "$work/secrets"
echo "http://127.0.0.1:$port/hush" >"$work/secrets/url"
chown $courier:$courier "$work/secrets/url"
chmod 600 "$work/secrets/url"
site_config "file:$work/secrets/url"
chmod 644 "$work/precare.yaml"

state_new() {
    rm -rf "$work/state" "$work/arrived"
    install -d -m 2770 -o $courier -g $courier "$work/state"
}
as_host() {
    (umask 077 && exec setpriv --reuid $host --regid $host --groups $host,$courier "$@")
}
as_courier() {
    (umask 077 && exec setpriv --reuid $courier --regid $courier --clear-groups "$@")
}
as_stranger() {
    setpriv --reuid $stranger --regid $stranger --clear-groups "$@"
}
host_books() { # FROM TO
    for i in $(seq "$1" "$2"); do
        booking "$i"
    done >"$work/events"
    chmod 644 "$work/events"
    as_host "$work/bin/precare" host --plugin "$work/bin/precare.so" --config "$PRECARE_CONFIG" --event "$work/events"
}
arrived_just() { [ "$(arrived)" -eq "$1" ]; }
arrived_all() { # COUNT
    awaits arrived_just "$1"
}
shared() { # no file is closed to the other of the two, or open to anybody else
    [ -z "$(find "$work/state" -type f ! -perm 660 -print)" ] &&
        [ -z "$(find "$work/state" ! -group $courier -print)" ] &&
        [ -z "$(find "$work/state" -perm /007 -print)" ]
}

state_new
exits 0 "the host's user books where no courier has been" host_books 1 3
holds "what it made is the group's, and nobody else's" shared
exits 1 "it cannot read the secret" as_host cat "$work/secrets/url"
says "ermission denied"
exits 0 "the courier delivers as a user of its own" as_courier "$work/bin/precare" courier --once
holds "all of it" [ "$(arrived)" -eq 3 ]
exits 0 "the host's user books after it" host_books 4 5
exits 0 "and asks for stats" as_host "$work/bin/precare" outbox stats
says '"waiting":2'
exits 2 "a user outside the group is refused" as_stranger "$work/bin/precare" outbox stats

state_new
exits 0 "the courier comes first" as_courier "$work/bin/precare" courier --once
holds "what it made is the group's, and nobody else's" shared
setpriv --reuid $courier --regid $courier --clear-groups "$work/bin/precare" courier >"$work/log" 2>&1 &
running=$!
exits 0 "the host's user books beside a courier that runs" host_books 1 6
holds "and all of it arrives" arrived_all 6
kill "$running" 2>/dev/null
wait "$running"
result $? "SIGTERM stops the courier with exit 0"
running=
holds "what both made is the group's, and nobody else's" shared
holds "no file of the state directory has the secret" sh -c "! grep -rqa hush '$work/state'"

# ---- both come at once to an empty directory: what one has just made is not yet open to the other, for an instant ----
just_made() { # NAME: by the courier, who is slow to give it its mode
    state_new
    case $1 in
    wake) as_courier mkfifo -m 640 "$work/state/$1" ;;
    *) as_courier install -m 640 /dev/null "$work/state/$1" ;;
    esac
    (sleep 0.1 && chmod 660 "$work/state/$1") &
    opens=$!
    host_books 1 1
    booked=$?
    wait "$opens"
    return "$booked"
}
for name in outbox.db outbox.db-wal outbox.db-shm wake ballast last-record; do
    holds "$name that is just being made is waited for" just_made "$name"
done
both_begin() { # either may be first
    for round in $(seq 20); do
        state_new
        as_courier "$work/bin/precare" courier --once >"$work/log" 2>&1 &
        running=$!
        host_books 1 1 >"$work/booked" 2>&1 || { echo "round $round, host:"; cat "$work/booked"; } >>"$work/wrong"
        wait "$running" || { echo "round $round, courier:"; cat "$work/log"; } >>"$work/wrong"
        running=
    done
    cat "$work/wrong"
    [ ! -s "$work/wrong" ]
}
: >"$work/wrong"
holds "both may come at once, and both come in" both_begin

cd / && finish
