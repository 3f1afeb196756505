#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A state directory on a small disk of its own (a tmpfs in a mount namespace): full before the courier comes, full while a host
# runs, read-only; as the built command and plugin meet it.
. "$PRECARE_SOURCE/tests/support/shell.sh"
. "$PRECARE_SOURCE/tests/support/site.sh"

disk_of_its_own "a real full disk is"

precare=$PRECARE_COMMAND
chmod 700 "$work"
mkdir "$work/state"
mount -t tmpfs -o size=6m,mode=0700 tmpfs "$work/state" || exit 1
site_rules
site_config env:LEAD_URL

receiver_begin
trap 'kill $receiver 2>/dev/null; umount "$work/state" 2>/dev/null; rm -rf "$work"' EXIT
LEAD_URL="http://127.0.0.1:$port/hook"
export LEAD_URL

fill() { # to the last byte
    dd if=/dev/zero of="$work/state/rules/filler" bs=4096 2>/dev/null
    [ "$(df --output=avail "$work/state" | tail -n 1)" -eq 0 ]
}

brim() { # the last page of the log may have room for the small write of an open, or of four
    for _ in 1 2 3 4; do
        "$precare" host --plugin "$PRECARE_PLUGIN" --config "$PRECARE_CONFIG" >"$work/held" 2>&1 || return 1
    done
}

exits 0 "five bookings are stored" book 1 5
holds "the disk is full" fill
holds "to the brim" brim
exits 0 "a host opens on a full disk, and judges" book 6 8
says "state: the disk of"
says "full: alerts are not accepted"
says "nobody was told by chat"
exits 0 "the courier starts on a full disk" "$precare" courier --once
holds "and delivers what was stored before" [ "$(arrived)" -eq 5 ]
exits 0 "stats can be asked" "$precare" outbox stats
says '"sent":5'
says '"waiting":0'
says '"ballast":false'
exits 0 "while the ballast is gone nothing is accepted" book 9 9
says "nobody was told by chat"
exits 0 "a second courier sends nothing twice" "$precare" courier --once
holds "five arrived, five requests" [ "$(wc -l <"$work/arrived")" -eq 5 ]
rm "$work/state/rules/filler"
exits 0 "with room again the courier makes the ballast anew" "$precare" courier --once
exits 0 "a booking is accepted again" book 10 10
exits 0 "and delivered" "$precare" courier --once
holds "six arrived" [ "$(arrived)" -eq 6 ]

# ---- full from the first day, and read-only ----
rm -rf "$work/state"/*
dd if=/dev/zero of="$work/state/filler" bs=4096 2>/dev/null
exits 2 "a full disk without an outbox is an error" "$precare" outbox list
says "the disk is full"
rm "$work/state/filler"
exits 0 "with room it is made" "$precare" outbox list
dd if=/dev/zero of="$work/state/filler" bs=4096 2>/dev/null
exits 2 "a host that is opened for the first time when it is full again is told, not killed" book 11 11
says "cannot be read or written"
rm "$work/state/filler"
exits 0 "a booking is stored" book 11 11
mount -o remount,ro "$work/state"
exits 2 "a read-only disk is told" "$precare" outbox list
says "read-only"
exits 2 "to the courier too" "$precare" courier --once
says "read-only"
mount -o remount,rw "$work/state"
exits 0 "and when it can be written again, all goes out" "$precare" courier --once
holds "seven arrived" [ "$(arrived)" -eq 7 ]

finish
