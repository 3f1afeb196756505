# SPDX-License-Identifier: MIT
"""A table of damage: a real outbox is damaged, and everything is asked; nothing may be silent.

Called by damage_test.sh with $work, a first seed and how many trials. Each trial puts the outbox back
as it was, damages it (a page, sectors, an end that is cut off, the log too) and runs each command on
a copy of its own. An answer is whole, byte for byte what it was before, or the command leaves with
another code and says so. Prints a line a trial that was silent, a table, and how many were.
"""
import http.server
import json
import os
import random
import shutil
import subprocess
import sys
import threading

work, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
command, plugin = os.environ['PRECARE_COMMAND'], os.environ['PRECARE_PLUGIN']
runner = os.environ.get('PRECARE_RUNNER', '').split()
state = work + '/state'
PAGE = 4096
KINDS = 8
posted = []


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers['content-length'])))
        posted.append((self.path, body.get('data', {}).get('ref'), json.dumps(body)))
        self.send_response(200)
        self.send_header('content-length', '0')
        self.end_headers()

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(('127.0.0.1', int(os.environ['PORT'])), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()


def put_back(where):
    shutil.rmtree(state, ignore_errors=True)
    shutil.copytree(where, state, ignore=shutil.ignore_patterns('wake'))
    os.chmod(state, 0o700)


def ask(*words):
    try:
        p = subprocess.run([command, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
    except subprocess.TimeoutExpired:
        return 0, 'has no end', ''  # as bad as silence
    return p.returncode, p.stdout.decode('utf-8', 'replace'), p.stderr.decode('utf-8', 'replace')


def book(events):
    code, out, err = ask('host', '--plugin', plugin, '--config', os.environ['PRECARE_CONFIG'], '--event', events)
    return code, out + err


def without_time(text):  # what moves with the clock alone
    rows = []
    for line in text.splitlines():
        try:
            row = json.loads(line)
            row.pop('oldest_due_ms', None)
            row.pop('wal_bytes', None)
            rows.append(json.dumps(row))
        except ValueError:
            rows.append(line)
    return '\n'.join(rows)


asked = {
    'stats': ('outbox', 'stats'),
    'list': ('outbox', 'list'),
    'records list': ('records', 'list'),
    'records export': ('records', 'export'),
    'records report': ('records', 'report'),
}


def look():
    return {name: ask(*words) for name, words in asked.items()}


def deliver():
    posted.clear()
    code, out, err = ask('courier', '--once')
    return code, sorted(r for _, r, _ in posted if r), err, [b for p, _, b in posted if p == '/ops']


def zero(path, at, length, byte=b'\0'):
    with open(path, 'r+b') as f:
        size = os.path.getsize(path)
        f.seek(at)
        f.write(byte * max(0, min(length, size - at)))


def damage(chance, trial):
    """One of the kinds, in turn; returns what was done."""
    db, log = state + '/outbox.db', state + '/outbox.db-wal'
    size, kind = os.path.getsize(db), trial % KINDS
    pages = size // PAGE
    if kind in (0, 1):
        page = (trial // KINDS * 2 + kind) % pages  # each in turn
        zero(db, page * PAGE, PAGE)
        return 'page', 'page %d of %d zeroed' % (page + 1, pages)
    if kind == 2:
        page = chance.randrange(pages)
        zero(db, page * PAGE, PAGE, b'\xff')
        return 'page of ones', 'page %d of %d overwritten' % (page + 1, pages)
    if kind in (3, 4):
        sector, n = chance.randrange(size // 512), chance.choice((1, 1, 2, 3, 8))
        zero(db, sector * 512, n * 512)
        return 'sectors', '%d sectors of page %d zeroed, from %d' % (n, sector // 8 + 1, sector % 8)
    if kind == 5:
        cut = chance.randrange(1, size)
        os.truncate(db, cut)
        return 'file cut', 'outbox.db cut at %d of %d' % (cut, size)
    size = os.path.getsize(log)
    if kind == 6:
        sector, n = chance.randrange(size // 512), chance.choice((1, 1, 2, 8))
        zero(log, sector * 512, n * 512)
        return 'sectors of the log', '%d sectors of the log zeroed, at %d of %d' % (n, sector * 512, size)
    cut = chance.randrange(1, size)
    os.truncate(log, cut)
    return 'log cut', 'outbox.db-wal cut at %d of %d' % (cut, size)


def trial_run(trial, whole, plain, waits):
    chance = random.Random(trial)
    source = plain if trial % KINDS < 6 else whole
    put_back(source)
    kind, what = damage(chance, trial)
    damaged = work + '/damaged'
    shutil.rmtree(damaged, ignore_errors=True)
    shutil.copytree(state, damaged, ignore=shutil.ignore_patterns('wake'))
    silent = []
    told = False
    for name, words in asked.items():
        put_back(damaged)
        code, out, err = ask(*words)
        same = without_time(out) == before[source][name]
        told |= code != 0
        if not same and (code == 0 or err == ''):
            silent.append(name)
    put_back(damaged)
    code, refs, err, alarms = deliver()
    told |= code != 0
    if refs != waits and (code == 0 or err == ''):
        silent.append('courier --once (%d of %d)' % (len(set(refs)), len(waits)))
    sent = len(set(refs) & set(waits))
    put_back(damaged)
    code, said = book(work + '/one-more')
    if code == 0 and 'could not be stored' not in said:
        code, out, err = ask('records', 'export')
        if code == 0 and 'aone-more' not in out:
            silent.append('a booking')
    else:
        told = True
    for name in silent:
        print('silent, trial %d: %s: %s' % (trial, what, name))
    return kind, what, bool(silent), told, sent, bool(alarms)


sources = {'whole': work + '/whole', 'plain': work + '/plain'}
before = {}
waits = None
for where in sources.values():
    put_back(where)
    answers = look()
    for name, (code, out, err) in answers.items():
        if code != 0:
            sys.exit('before: %s leaves with %d: %s' % (name, code, err))
    before[where] = {name: without_time(out) for name, (_, out, _) in answers.items()}
    put_back(where)
    code, waits, err, alarms = deliver()
    if code != 0 or not waits:
        sys.exit('before: courier: %d %s' % (code, err))

table, silent = {}, 0
for trial in range(first, first + count):
    kind, what, quiet, told, sent, alarmed = trial_run(trial, sources['whole'], sources['plain'], waits)
    row = table.setdefault(kind, [0, 0, 0, 0, 0])
    row[0] += 1
    row[1] += told
    row[2] += quiet
    row[3] += sent
    row[4] += alarmed
    silent += quiet
print('%-20s %6s %6s %6s %8s %6s' % ('damage', 'trials', 'told', 'silent', 'sent', 'alarm'))
for kind, (n, told, quiet, sent, alarmed) in table.items():
    print('%-20s %6d %6d %6d %4d/%-4d %5d' % (kind, n, told, quiet, sent, n * len(waits), alarmed))
print('%d trials, %d silent' % (count, silent))
sys.exit(silent != 0)
