# SPDX-License-Identifier: MIT
"""What the tests of the real hosts share: a chat that listens, a site of the plugin, a PostgreSQL
cluster of our own, and a runner whose last line counts. Loopback only; whatever is started is ended
by its id, also when a test fails."""
import atexit
import glob
import http.server
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback

SOURCE = os.environ.get('PRECARE_SOURCE') or os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..'))
BUILD = os.environ.get('PRECARE_BUILD') or os.path.join(SOURCE, 'build')
PLUGIN = os.environ.get('PRECARE_PLUGIN') or os.path.join(BUILD, 'precare.so')
COMMAND = os.environ.get('PRECARE_COMMAND') or os.path.join(BUILD, 'precare')
BINDING = os.path.join(SOURCE, 'packaging', 'hosts', 'python')
sys.path.insert(0, BINDING)


def ended(*unused, test=os.getpid()):
    """SIGTERM, which `timeout` sends, would skip atexit, and leave all that was started. At once, not by an
    exception, which a test's own `finally` may replace by another. A fork of the test started nothing."""
    signal.signal(signal.SIGTERM, lambda *again: None)
    if os.getpid() == test:
        atexit._run_exitfuncs()
    os._exit(128 + signal.SIGTERM)


signal.signal(signal.SIGTERM, ended)


def skip(reason):
    print('SKIP: ' + reason, flush=True)
    sys.exit(77)


def folder(mode=0o755, within=None):
    """A directory of this run, that other users may enter, as tests/run's own around it."""
    path = tempfile.mkdtemp(prefix='precare-hosts-', dir=within)
    os.chmod(path, mode)
    if os.path.basename(os.path.dirname(path)).startswith('precare-run-'):
        os.chmod(os.path.dirname(path), 0o711)
    atexit.register(shutil.rmtree, path, True)
    return path


def readable(path, into):
    """A copy that every user may read and run: the checkout may be root's alone."""
    copy = os.path.join(into, os.path.basename(path))
    (shutil.copytree if os.path.isdir(path) else shutil.copy)(path, copy)
    subprocess.run(['chmod', '-R', 'a+rX', copy], check=True)
    return copy


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def write(path, text, mode=0o644):
    with open(path, 'w', encoding='utf-8') as f:
        f.write(text)
    os.chmod(path, mode)
    return path


def until(what, seconds=20, every=0.05):
    """Waits for something to become true, and gives it back; the last value when time is up."""
    end = time.monotonic() + seconds
    while True:
        value = what()
        if value or time.monotonic() > end:
            return value
        time.sleep(every)


class Process:
    """A child of ours with its output in a file, ended by its id."""

    def __init__(self, args, log, user=None, env=None, cwd='/'):
        self.log = log
        if user:
            args = ['setpriv', '--reuid', user, '--regid', user, '--clear-groups', '--'] + args
        with open(log, 'ab') as out:
            self.child = subprocess.Popen(args, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=env, cwd=cwd)
        atexit.register(self.end)

    def end(self, how=signal.SIGTERM):
        if self.child.poll() is None:
            self.child.send_signal(how)
            try:
                self.child.wait(15)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()

    def text(self):
        with open(self.log, encoding='utf-8', errors='replace') as f:
            return f.read()


class Chat:
    """A team chat on loopback that keeps what it is told (Slack's way: 200 and `ok`)."""

    def __init__(self):
        chat = self
        self.bodies = []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get('Content-Length', 0))).decode('utf-8')
                chat.bodies.append(body)
                self.send_response(200)
                self.send_header('Content-Length', '2')
                self.end_headers()
                self.wfile.write(b'ok')

            def log_message(self, *unused):
                pass

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.server.handle_error = lambda *unused: None  # a sender that was killed
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self):
        return 'http://127.0.0.1:%d/hook' % self.port

    def holding(self, words):
        return [body for body in self.bodies if words in body]

    def told(self, words, count=1, seconds=15):
        """Waits until `count` messages hold the words, a little longer for one too many."""
        until(lambda: len(self.holding(words)) >= count, seconds)
        time.sleep(0.3)
        return len(self.holding(words))


class Site:
    """A configuration with its state directory, one channel `lead`, and a courier beside the host
    (`deliver: external`), or the host's own worker: on request, and where the command has no courier."""

    def __init__(self, rules, chat, extra='', owner=None, channels=('lead',), deliver=None):
        self.folder = folder()
        programs = folder()
        self.plugin, self.program = readable(PLUGIN, programs), readable(COMMAND, programs)
        rules = readable(rules, programs)
        self.state = os.path.join(self.folder, 'state')
        os.mkdir(self.state, 0o700)
        url = write(os.path.join(self.folder, 'chat.url'), chat.url() + '\n', 0o600)
        external = deliver != 'thread' and \
            subprocess.run([COMMAND, 'courier', '--help'], capture_output=True).returncode == 0
        names = '\n'.join('  %s: {kind: slack, url-from: "file:%s", rate: 50 a second, burst: 200, digest-above: 1000 a minute}' % (name, url)
                          for name in channels)
        self.config = write(os.path.join(self.folder, 'precare.yaml'), f'''format: precare-config/1
clinic: {{name: "Host tests", time-zone: America/New_York}}
rules: ["{rules}"]
state: "{self.state}"
deliver: {'external' if external else 'thread'}
act-on: demonstration
allow-plain-http: loopback
operations: {channels[0]}
channels:
{names}
{extra}''')
        if owner:
            who = pwd.getpwnam(owner)
            for path in (self.state, url, self.config, self.folder):
                os.chown(path, who.pw_uid, who.pw_gid)
        self.owner = owner
        self.courier = None
        if external:
            self.courier = Process([self.program, 'courier', '--config', self.config],
                                   os.path.join(self.folder, 'courier.log'), owner)

    def command(self, *args):
        """The precare command on this site: (exit code, output)."""
        prefix = ['setpriv', '--reuid', self.owner, '--regid', self.owner, '--clear-groups', '--'] if self.owner else []
        done = subprocess.run(prefix + [self.program] + list(args) + ['--config', self.config],
                              capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr


def roomy(gigabytes):
    """The memory's own file system if it has the room: a database that lives for minutes needs no disk."""
    try:
        room = os.statvfs('/dev/shm')
    except OSError:
        return None
    return '/dev/shm' if room.f_bavail * room.f_frsize > gigabytes << 30 else None


class Cluster:
    """A PostgreSQL cluster of this run: its own directory, a socket and a port of its own, run by
    `postgres`, ended by its id. Any other cluster on the machine is left alone."""

    def __init__(self, hba='local all all trust\nhost all all 127.0.0.1/32 trust\n'):
        programs = sorted(glob.glob('/usr/lib/postgresql/*/bin'))
        if not programs:
            skip('PostgreSQL is not installed (packaging/install-deps hosts)')
        try:
            pwd.getpwnam('postgres')
        except KeyError:
            skip('there is no user postgres')
        if os.getuid() != 0:
            skip('a cluster of our own needs root, to become postgres')
        self.bin = programs[-1]
        self.folder = folder(within=roomy(4))
        self.socket = self.folder
        self.port = free_port()
        who = pwd.getpwnam('postgres')
        os.chown(self.folder, who.pw_uid, who.pw_gid)
        data = os.path.join(self.folder, 'data')
        done = subprocess.run(
            ['setpriv', '--reuid', 'postgres', '--regid', 'postgres', '--clear-groups', '--',
             self.bin + '/initdb', '-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8',
             '--locale=C.UTF-8', '--no-sync'], capture_output=True, text=True, cwd='/')
        if done.returncode != 0:
            raise RuntimeError(done.stdout + done.stderr)
        write(os.path.join(data, 'pg_hba.conf'), hba)
        with open(os.path.join(data, 'postgresql.conf'), 'a', encoding='utf-8') as f:
            f.write(f"listen_addresses = '127.0.0.1'\nport = {self.port}\nunix_socket_directories = '{self.folder}'\n"
                    "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nshared_buffers = 64MB\n"
                    "max_connections = 80\nwal_level = minimal\nmax_wal_senders = 0\nmax_wal_size = 1GB\n"
                    # no statistics, and each query for the foreign keys of a table takes a second
                    "checkpoint_timeout = 1h\nautovacuum_naptime = 2s\njit = off\nlc_messages = 'C'\ntimezone = 'UTC'\n")
        self.server = Process([self.bin + '/postgres', '-D', data], os.path.join(self.folder, 'log'), 'postgres')
        if not until(self.ready, 60):
            raise RuntimeError('PostgreSQL does not start: ' + self.server.text()[-2000:])

    def ready(self):
        return subprocess.run([self.bin + '/pg_isready', '-q', '-h', self.socket, '-p', str(self.port)]).returncode == 0

    def sql(self, text, database='postgres', user='postgres'):
        done = subprocess.run([self.bin + '/psql', '-X', '-A', '-t', '-q', '-v', 'ON_ERROR_STOP=1', '-h', self.socket,
                               '-p', str(self.port), '-U', user, '-d', database, '-c', text],
                              capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return done.stdout.strip()

    def program(self, name, *args):
        """One of PostgreSQL's own, as whoever runs the tests."""
        done = subprocess.run([os.path.join(self.bin, name), '-h', self.socket, '-p', str(self.port), '-U', 'postgres']
                              + list(args), capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            raise RuntimeError(done.stderr[-3000:])

    def end(self):
        self.server.end(signal.SIGINT)


def run(tests):
    """Runs functions in order; a name is a sentence. Prints a line each, and the counts last."""
    passed = failed = 0
    for test in tests:
        name = test.__name__.replace('_', ' ')
        started = time.monotonic()
        try:
            test()
            passed += 1
            print('ok      %s (%.1f s)' % (name, time.monotonic() - started), flush=True)
        except Exception:
            failed += 1
            print('FAILED  %s' % name, flush=True)
            traceback.print_exc(file=sys.stdout)
    print('%d passed, %d failed, 0 skipped' % (passed, failed), flush=True)
    sys.stdout.flush()
    return 1 if failed or not passed else 0


def equal(got, wanted, what=''):
    assert got == wanted, '%s: got %r, wanted %r' % (what or 'not equal', got, wanted)


def as_json(text):
    return json.loads(text)
