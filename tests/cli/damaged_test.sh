#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What commands say of a damaged outbox: the code, the table, and where to read on (golden/damaged.txt; PRECARE_GOLDEN=1
# writes it anew). That nothing is ever silent is tests/outbox/damage_test.sh's.
. "$PRECARE_SOURCE/tests/support/shell.sh"
. "$PRECARE_SOURCE/tests/support/site.sh"

precare=$PRECARE_COMMAND golden=$PRECARE_SOURCE/tests/cli/golden/damaged.txt
chmod 700 "$work"
site_rules
site_config env:LEAD_URL
book 1 3 >"$work/printed" 2>&1
python3 - "$work/state/outbox.db" <<'PY'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute('PRAGMA wal_checkpoint(TRUNCATE)')
size, = db.execute('PRAGMA page_size').fetchone()
page, = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'message'").fetchone()
db.close()
with open(sys.argv[1], 'r+b') as file:
    file.seek((page - 1) * size)
    file.write(bytes(size))
PY
cp "$work/state/outbox.db" "$work/before"
for command in "outbox list" "records export" "records report"; do
    # shellcheck disable=SC2086  # words
    exits 2 "$command says that the outbox is damaged" "$precare" $command
    grep -v '^{' "$work/out" >>"$work/told"
done
exits 2 "of a damaged one nothing is erased" "$precare" records erase --subject s1 --by Lead --because asked
says "error A506: the outbox is damaged: table message"
says "precare records: nothing was erased"
[ -z "${PRECARE_GOLDEN:-}" ] || cp "$work/told" "$golden"
holds "with its code and its table, and where to read on" diff "$golden" "$work/told"
manual=$PRECARE_SOURCE/packaging/manual
exits 0 "the code is explained" "$precare" explain-code A506
says "The manual: $manual"
exits 1 "the doctor sends to a page" "$precare" doctor
says "see \"A damaged outbox\" in $manual/alerts.md"
holds "which has that heading" grep -qx '## A damaged outbox' "$manual/alerts.md"

# ---- what stands there is typed, with the log beside the database, as a machine that lost its power leaves it ----
mkdir "$work/safe"
typed() { # the blocks of that heading, in a directory of the test's own
    awk '/^## /{on = $0 == "## A damaged outbox"} /^```$/{code = 0} code && on {print} /^```sh$/{code = 1}' "$manual/alerts.md" |
        sed "s,/var/lib/precare,$work/state,; s,/safe/place/,$work/safe/,"
}
typed >"$work/typed"
: >"$work/state/outbox.db-wal"
mode=$(stat -c %a "$work/state/outbox.db")
exits 0 "the page's way to mend it is typed" sh -e "$work/typed"
says ok
holds "nothing of it went wrong" sh -c "! grep -v '^ok\$' '$work/out'"
holds "the damaged one is kept" cmp "$work/safe/outbox.db" "$work/before"
holds "the mended one has its mode" [ "$(stat -c %a "$work/state/outbox.db")" = "$mode" ]
holds "and no half of it is left" [ ! -e "$work/state/mended.db" ]
exits 0 "records are read again" "$precare" records list
holds "all three" [ "$(grep -c ' booking ' "$work/out")" -eq 3 ]
exits 1 "the outbox is whole to the doctor" "$precare" doctor
says "OK     outbox: every page and row is whole"
exits 0 "and a patient is erased from it" "$precare" records erase --subject s1 --by Lead --because asked
finish
