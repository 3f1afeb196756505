#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `precare records verify` and `erase` as people use them: what is whole, anchored, changed, removed, cut,
# swapped, erased; and some hundreds of changes of a real database, none of which goes unseen.
. "$PRECARE_SOURCE/tests/support/shell.sh"
. "$PRECARE_SOURCE/tests/support/site.sh"

precare=$PRECARE_COMMAND
chmod 700 "$work"
command -v python3 >/dev/null || { skip "no python3"; finish; }
export LEAD_URL="http://127.0.0.1:1/"
site_rules
site_config env:LEAD_URL

sql() { # FILE SQL
    python3 -c 'import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); print(*[r[0] for r in c.execute(sys.argv[2])]); c.commit()' "$@"
}
copied() { # FILE: the database alone, its log in it
    rm -f "$1" && python3 -c 'import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute("VACUUM INTO ?", (sys.argv[2],))' "$work/state/outbox.db" "$1"
}
head_of() { grep '^head: ' "$work/out" | cut -d' ' -f2-; }

exits 0 "an outbox without records is whole" "$precare" records verify
says "There are no records."
holds "twenty bookings, behind the record of the first rules" book 1 20
exits 1 "records that are compared with nothing are told so" "$precare" records verify
says "Whole, compared with no anchor."
echo "Nov 20, 07:00 Precare: all well. 20 evaluations. Records: $(head_of)" >"$work/anchors"
holds "ten more" book 21 30
copied "$work/earlier.db"
holds "ten more" book 31 40
exits 0 "an acknowledgement is a record too" "$precare" outbox ack \
    "$("$precare" records export | sed -n '41s/.*"ref":"\([^"]*\)".*/\1/p')"
exits 1 "the second anchor" "$precare" records verify --anchors "$work/anchors"
says "anchored: up to record 21"
says "not anchored since: records 22 to 42"
says "Whole, and anchored in part."
head_of | tr ' ' '\n' >>"$work/anchors" # as a checkpoint has it: a line each
exits 0 "an anchor of the last record bears all of them out" "$precare" records verify --anchors "$work/anchors"
says "Whole, and anchored."
holds "twenty more" book 41 60
exits 2 "a file without an anchor is told" "$precare" records verify --anchors "$work/precare.yaml"
says "holds no anchor"
exits 2 "and one that is not there" "$precare" records verify --anchors "$work/none"

# another clinic's outbox
sed "s#^state: .*#state: $work/other#" "$work/precare.yaml" >"$work/other.yaml"
PRECARE_CONFIG="$work/other.yaml" book 1 61 >"$work/held" 2>&1
exits 3 "the anchors of another outbox" "$precare" records verify --config "$work/other.yaml" --anchors "$work/anchors"
says "swapped: the anchors are of another outbox than this one"

mkdir -m 700 "$work/copy"
cp -p "$work/state/site.key" "$work/state/ballast" "$work/copy"
copied "$work/copy/outbox.db"
chmod 600 "$work/copy/outbox.db"
sed "s#^state: .*#state: $work/copy#" "$work/precare.yaml" >"$work/copy.yaml"
rm -f "$work/other.db" && python3 -c 'import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute("VACUUM INTO ?", (sys.argv[2],))' "$work/other/outbox.db" "$work/other.db"
trials=130
[ -z "${PRECARE_LONG:-}" ] || trials=2600
holds "no change of the records goes unseen" python3 "$PRECARE_SOURCE/tests/outbox/verify_mutations.py" \
    "$precare" "$work/copy.yaml" "$work/copy" "$work/anchors" "$work/earlier.db" "$work/other.db" "$trials"
tail -n 1 "$work/held"

exits 64 "erasing needs to know of whom, by whom and why" "$precare" records erase --subject s3
says "--by WHO and --because TEXT"
exits 1 "nothing is erased while an alert is open" "$precare" records erase --subject s3 --by "Dr. A." --because "asked"
says "an alert of this patient is open"
sql "$work/state/outbox.db" "UPDATE message SET state = 1, items = NULL" >/dev/null
exits 0 "the records of one patient" "$precare" records export --subject s40
holds "are all of theirs, and what was acknowledged" sh -c "[ \$(wc -l <'$work/out') -eq 2 ] && grep -q acknowledgement '$work/out'"
exits 1 "of a patient who is not known" "$precare" records erase --subject nobody --by "Dr. A." --because "asked"
says "no record is of this patient"
exits 0 "what is kept of a patient is erased" "$precare" records erase --subject s40 --by "Dr. A." --because "asked in writing"
says "the content of 2 records"
holds "from the disk too" sh -c "grep -aq s39a39 '$work/state/outbox.db' && ! grep -aq s40a40 '$work/state/outbox.db' '$work/state/outbox.db-wal'"
exits 0 "and no record is of them" "$precare" records export --subject s40
holds "at all" [ ! -s "$work/out" ]
exits 1 "the chain stays whole" "$precare" records verify --anchors "$work/anchors"
says "2 of them erased by request"
says "anchored: up to record 42"
exits 0 "a record says who erased and why" "$precare" records list
says "erasure: records 41-42 by Dr. A.: asked in writing"

python3 - "$work/state/outbox.db" "$work/reading" <<'PY' &
import sqlite3, sys, time
db = sqlite3.connect(sys.argv[1])
db.execute('BEGIN')
db.execute('SELECT count(*) FROM record').fetchone()
open(sys.argv[2], 'w').close()
time.sleep(100)
PY
reader=$!
tries=0
while [ ! -e "$work/reading" ] && [ $tries -lt 300 ]; do sleep 0.1; tries=$((tries + 1)); done
exits 1 "what a reader keeps from being erased" "$precare" records erase --subject s38 --by "Dr. A." --because "asked"
says "may still stand in the database's log"
holds "is told with who reads" grep -q "process $reader (python3) reads it" "$work/out"
holds "for it is there" grep -aq s38a38 "$work/state/outbox.db" "$work/state/outbox.db-wal"
exits 1 "again while it reads" "$precare" records erase --subject s38 --by "Dr. A." --because "asked"
says "may still stand in the database's log"
kill "$reader"
wait "$reader" 2>/dev/null
exits 1 "and once it has ended" "$precare" records erase --subject s38 --by "Dr. A." --because "asked"
says "no record is of this patient"
holds "nothing is left on the disk" sh -c "! grep -aq s38a38 '$work/state/outbox.db' '$work/state/outbox.db-wal'"
finish
