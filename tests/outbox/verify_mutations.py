# SPDX-License-Identifier: MIT
"""Changes the records in hundreds of ways and asks `precare records verify` about each.

Called by verify_test.sh: PRECARE CONFIG STATE ANCHORS EARLIER OTHER [TRIALS [SEED]]. STATE is a copy of a state
directory; EARLIER and OTHER are databases: this one's, when it had fewer records, and another clinic's. ANCHORS holds heads
up to some record. The chain is calculated here once more, from the manual's words alone, so that a
forger who knows all of it is tried too. Ends with 0 where each change was found or told as "not
anchored since", and nothing was found where nothing was changed.
"""
import hashlib
import os
import random
import re
import shutil
import sqlite3
import struct
import subprocess
import sys

PRECARE, CONFIG, STATE, ANCHORS, EARLIER, OTHER = sys.argv[1:7]
TRIALS = int(sys.argv[7]) if len(sys.argv) > 7 else 300
SEED = int(sys.argv[8]) if len(sys.argv) > 8 else 15
DATABASE = os.path.join(STATE, 'outbox.db')
KEPT = DATABASE + '.kept'
ANCHORED = max(int(n) for n in re.findall(r'precare/outbox/\S+ (\d+) ', open(ANCHORS).read()))
LEAD = ['id', 'at', 'content', 'head', 'erased']


def content_hash(values):
    """SHA-256 over the columns from `kind` on that are not null: number, type, value or length, bytes."""
    h = hashlib.sha256()
    for number, value in enumerate(values):
        if isinstance(value, int):
            h.update(struct.pack('>Bcq', number, b'i', value))
        elif isinstance(value, str):
            h.update(struct.pack('>BcI', number, b't', len(value.encode())) + value.encode())
        elif isinstance(value, bytes):
            h.update(struct.pack('>BcI', number, b'b', len(value)) + value)
    return h.digest()


def head_hash(before, sequence, at, content):
    return hashlib.sha256(before + struct.pack('>qq', sequence, at) + content).digest()


class Records:
    def __init__(self):
        self.db = sqlite3.connect(DATABASE, isolation_level=None)
        self.db.execute('PRAGMA synchronous = OFF')
        self.columns = [row[1] for row in self.db.execute('PRAGMA table_info(record)')]
        self.last = self.db.execute('SELECT max(id) FROM record').fetchone()[0] or 0
        assert self.columns[:5] == LEAD

    def run(self, sql, *values):
        self.db.execute(sql, values)

    def row(self, sequence):
        return self.db.execute('SELECT * FROM record WHERE id = ?', (sequence,)).fetchone()

    def calculate(self, since):
        """What a forger does who knows the chain: every content and head from here on."""
        before = (self.row(since - 1) or [None] * 3 + [bytes(32)])[3]
        for row in self.db.execute('SELECT * FROM record WHERE id >= ? ORDER BY id', (since,)).fetchall():
            content = row[2] if row[4] is not None else content_hash(row[5:])
            before = head_hash(before, row[0], row[1], content)
            self.run('UPDATE record SET content = ?, head = ? WHERE id = ?', content, before, row[0])


# Each changes something and returns the first sequence of which that is so.
def edit(r, chance, column=None):
    at = chance.randint(1, r.last)
    column = column or chance.choice(r.columns[5:])
    old = r.row(at)[r.columns.index(column)]
    new = {int: lambda: old + chance.randint(1, 9), bytes: lambda: chance.randbytes(len(old) or 8),
           str: lambda: old[:-1] + ('a' if old[-1:] != 'a' else 'b'),
           type(None): lambda: chance.choice([0, 7, 'x', b'x', 1.5])}[type(old)]()
    r.run('UPDATE record SET "%s" = ? WHERE id = ?' % column, new, at)
    return at


def retime(r, chance):
    return edit(r, chance, 'at')


def rehash(r, chance):
    return edit(r, chance, chance.choice(['content', 'head']))


def retype(r, chance):
    at = chance.randint(1, r.last)
    r.run('UPDATE record SET kind = CAST(kind AS TEXT) WHERE id = ?', at)
    return at


def remove(r, chance):
    at = chance.randint(1, r.last - 1)
    r.run('DELETE FROM record WHERE id BETWEEN ? AND ?', at, min(r.last - 1, at + chance.choice([0, 0, 3])))
    return at


def cut_tail(r, chance):
    at = chance.randint(2, r.last)
    r.run('DELETE FROM record WHERE id >= ?', at)
    return at


def cut_begin(r, chance):
    r.run('DELETE FROM record WHERE id <= ?', chance.randint(1, r.last - 1))
    return 1


def cut_begin_at_anchor(r, chance):
    r.run('DELETE FROM record WHERE id <= ?', ANCHORED)
    return 1


def empty(r, chance):
    r.run('DELETE FROM record')
    return 1


def exchange(r, chance):
    a, b = sorted(chance.sample(range(1, r.last + 1), 2))
    r.run('UPDATE record SET id = -1 WHERE id = ?', a)
    r.run('UPDATE record SET id = ? WHERE id = ?', a, b)
    r.run('UPDATE record SET id = ? WHERE id = -1', b)
    return a


def put_in(r, chance):
    names = ', '.join(c for c in r.columns if c != 'id')
    r.run('INSERT INTO record(id, %s) SELECT ?, %s FROM record WHERE id = ?' % (names, names), r.last + 1,
          chance.randint(1, r.last - 1))
    return r.last + 1


def blank(r, chance):
    at = chance.randint(1, r.last)
    r.run('UPDATE record SET erased = 1, %s WHERE id = ?' % ', '.join('"%s" = NULL' % c for c in r.columns[5:]), at)
    return at


def forge(r, chance):
    at = edit(r, chance, chance.choice(r.columns[6:]))
    r.calculate(at)
    return at


def forge_time(r, chance):
    at = retime(r, chance)
    r.calculate(at)
    return at


def forge_removal(r, chance):
    at = chance.randint(1, r.last - 1)
    r.run('DELETE FROM record WHERE id = ?', at)
    for sequence in range(at + 1, r.last + 1):
        r.run('UPDATE record SET id = ? WHERE id = ?', sequence - 1, sequence)
    r.calculate(at)
    return at


def forge_all(r, chance):
    r.run('DELETE FROM anchor')
    return forge(r, chance)


def swapped_earlier(r, chance):
    r.db.close()
    shutil.copyfile(EARLIER, DATABASE)
    r.db = sqlite3.connect(DATABASE, isolation_level=None)
    return (r.db.execute('SELECT max(id) FROM record').fetchone()[0] or 0) + 1


def swapped_other(r, chance):
    r.db.close()
    shutil.copyfile(OTHER, DATABASE)
    r.db = sqlite3.connect(DATABASE, isolation_level=None)
    return 1


def swapped_other_renamed(r, chance):
    origin = r.db.execute("SELECT value FROM meta WHERE key = 'origin'").fetchone()[0]
    swapped_other(r, chance)
    r.run("UPDATE meta SET value = ? WHERE key = 'origin'", origin)
    return 1


CHANGES = [edit, edit, edit, edit, retime, rehash, retype, remove, remove, cut_tail, cut_tail, cut_begin,
           cut_begin_at_anchor, empty, exchange, put_in, blank, forge, forge, forge, forge_time, forge_removal,
           forge_all, swapped_earlier, swapped_other, swapped_other_renamed]


def nothing(r, chance):
    return None


def vacuum(r, chance):
    r.run('VACUUM')


def verify(*more):
    done = subprocess.run([PRECARE, 'records', 'verify', '--config', CONFIG, *more], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def tried(change, chance):
    for name in ('outbox.db-wal', 'outbox.db-shm'):
        if os.path.exists(os.path.join(STATE, name)):
            os.unlink(os.path.join(STATE, name))
    shutil.copyfile(KEPT, DATABASE)
    records = Records()
    first = change(records, chance)
    records.db.close()
    return first, *verify('--anchors', ANCHORS)


def told(first, code, said):
    """Shown false; or of what no anchor bears out, and said so."""
    since = re.search(r'not anchored since: (?:records? |whatever came after record )(\d+)', said)
    return code == 3 or (code in (0, 1) and first > ANCHORED and since is not None and
                         int(since.group(1)) <= max(first, ANCHORED + 1))


def main():
    shutil.copyfile(DATABASE, KEPT)
    missed, shown, since = [], 0, 0
    for change in (nothing, vacuum):
        _, code, said = tried(change, None)
        if code != 1 or 'Whole, and anchored in part.' not in said:
            missed.append(('false alarm: ' + change.__name__, code, said))
    for trial in range(TRIALS):
        chance = random.Random(SEED * 100003 + trial)
        change = CHANGES[trial % len(CHANGES)]
        first, code, said = tried(change, chance)
        shown += code == 3
        since += code != 3
        if not told(first, code, said):
            missed.append(('%s, trial %d, record %d' % (change.__name__, trial, first), code, said))
    shutil.copyfile(KEPT, DATABASE)
    for what, code, said in missed:
        print('%s: exit %d\n%s' % (what, code, said))
    print('%d changes: %d shown false, %d not anchored since, %d missed' % (TRIALS, shown, since, len(missed)))
    return 1 if missed else 0


sys.exit(main())
