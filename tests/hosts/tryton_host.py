# SPDX-License-Identifier: MIT
"""A real trytond (Debian's) on PostgreSQL, with stand-ins of GNU Health's modules and the adapter, and
a JSON-RPC client: used by tryton_test.py and tryton_bench.py. GNU Health itself: gnuhealth.py."""
import base64
import datetime
import fcntl
import hashlib
import http.client
import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import sys

from support import BINDING, BUILD, SOURCE, Process, folder, free_port, skip, until, write

ADAPTER = os.path.join(BUILD, 'hosts', 'health_precare-')  # and the series of Tryton
STAND_INS = os.path.join(SOURCE, 'tests', 'hosts', 'tryton')
DATABASE = 'clinic'
USER = 'postgres'  # whom the processes run as: not root
MODULES = ['health', 'health_surgery']


class Fault(Exception):
    """What trytond answers: kind is UserError, UserWarning or a text."""

    def __init__(self, error):
        self.kind = error[0] if isinstance(error, list) else str(error)
        rest = error[1] if isinstance(error, list) and len(error) > 1 else []
        self.rest = rest if isinstance(rest, list) else [rest]
        super().__init__(json.dumps(error)[:2000])


CONNECTIONS = []  # of every session: closed by hang_up, or each would be complained of behind the counts


def hang_up():
    while CONNECTIONS:
        CONNECTIONS.pop().close()


class Session:
    """One user's session over JSON-RPC, on a connection of its own."""

    def __init__(self, host, login='admin', password='secret-of-tests'):
        self.host = host
        self.connection = http.client.HTTPConnection('127.0.0.1', host.port, timeout=120)
        CONNECTIONS.append(self.connection)
        self.authorization = None
        self.context = {}
        answer = self.rpc('common.db.login', login, {'password': password}, 'en')
        self.user, session = answer[0], answer[1]
        self.authorization = 'Session ' + base64.b64encode(
            ('%s:%s:%s' % (login, self.user, session)).encode()).decode()
        self.context = self.rpc('model.res.user.get_preferences', True, {})

    def rpc(self, method, *params):
        body = json.dumps({'id': 1, 'method': method, 'params': list(params)}, default=encode)
        headers = {'Content-Type': 'application/json'}
        if self.authorization:
            headers['Authorization'] = self.authorization
        self.connection.request('POST', '/%s/' % DATABASE, body, headers)
        response = self.connection.getresponse()
        data = response.read()
        if response.status != 200:
            raise Fault(['HTTP', [response.status, data.decode('utf-8', 'replace')[:500]]])
        answer = json.loads(data, object_hook=decode)
        if answer.get('error'):
            raise Fault(answer['error'])
        return answer['result']

    def call(self, model, method, *params, **context):
        return self.rpc('model.%s.%s' % (model, method), *params, dict(self.context, **context))

    def create(self, model, /, **values):
        return self.call(model, 'create', [values])[0]

    def write(self, model, record, /, **values):
        return self.call(model, 'write', [record], values)

    def read(self, model, record, *names):
        return self.call(model, 'read', [record], list(names))[0]

    def confirm(self, fault):
        """Presses Yes on a warning."""
        if 'skip' in self.host.words:
            self.call('res.user.warning', 'skip', fault.rest[0], False)
        else:
            self.call('res.user.warning', 'create', [{'user': self.user, 'name': fault.rest[0], 'always': False}])


def encode(value):
    if isinstance(value, datetime.datetime):
        return {'__class__': 'datetime', 'year': value.year, 'month': value.month, 'day': value.day,
                'hour': value.hour, 'minute': value.minute, 'second': value.second, 'microsecond': 0}
    if isinstance(value, datetime.date):
        return {'__class__': 'date', 'year': value.year, 'month': value.month, 'day': value.day}
    raise TypeError(repr(value))


def decode(value):
    kind = value.get('__class__')
    if kind == 'datetime':
        return datetime.datetime(*(value[k] for k in ('year', 'month', 'day', 'hour', 'minute', 'second')))
    if kind == 'date':
        return datetime.date(value['year'], value['month'], value['day'])
    return value


class Trytond:
    """Debian's trytond in a copy of its package, so that modules can be added without touching /usr."""

    health = MODULES
    python = sys.executable
    programs = '/usr/bin'
    user = USER
    doctor = False  # whether a user of its own decides, not the administrator
    web = None  # a folder that the host's own server gives to browsers
    person = {}  # what a client sends with each new person, and GNU Health cannot do without
    institution = {}  # and with an institution
    supply = {}  # and with a product that surgeries use
    # What this GNU Health calls a thing, and another calls otherwise.
    words = {'person': 'name', 'chart of': 'name', 'product': 'name', 'surgery of': 'name', 'check in': 'checked_in',
             'miss out': 'no_show', 'desk': 'Front Desk'}

    def __init__(self, cluster, adapter=True):
        self.cluster, self.adapter, self.server = cluster, adapter, None
        self.folder = folder()
        self.path = os.path.join(self.folder, 'python')
        self.modules = os.path.join(self.path, 'trytond', 'modules')
        self.port = free_port()
        self.config = os.path.join(self.folder, 'trytond.conf')
        self.log = os.path.join(self.folder, 'trytond.log')
        open(self.log, 'w').close()
        os.chmod(self.log, 0o666)
        self.prepare()
        subprocess.run(['chmod', '-R', 'a+rX', self.folder], check=True)

    def prepare(self):
        """The package, the stand-ins and the adapter into our own folder."""
        try:
            import pytz
            import trytond
            import trytond.modules.company
            import trytond.modules.party
            import trytond.modules.product
            assert pytz and trytond.modules
            if importlib.util.find_spec('gunicorn') is None:
                raise ImportError('gunicorn')
        except ImportError as error:
            skip('trytond or one of its modules is not installed (packaging/install-deps hosts): %s' % error)
        if not trytond.__version__.startswith('6.0.'):
            skip("the stand-ins are of GNU Health 4 on Tryton 6.0; this Debian's trytond is " + trytond.__version__)
        shutil.copytree(os.path.dirname(trytond.__file__), os.path.dirname(self.modules),
                        ignore=shutil.ignore_patterns('__pycache__'))
        for name in MODULES:
            shutil.copytree(os.path.join(STAND_INS, name), os.path.join(self.modules, name))
        shutil.copytree(ADAPTER + '6.0', os.path.join(self.modules, 'health_precare'))
        shutil.copy(os.path.join(BINDING, 'precare.py'), self.path)

    def configure(self, **options):
        """Writes trytond.conf, [precare] with it; holds from the next start."""
        lines = '\n'.join('%s = %s' % (key.replace('_', '-'), value) for key, value in options.items())
        root = 'root = %s\n' % self.web if self.web else ''
        write(self.config, f'''[web]
listen = 127.0.0.1:{self.port}
{root}[database]
uri = postgresql://postgres@127.0.0.1:{self.cluster.port}/
[session]
max_attempt = 1000
[precare]
{lines}
''')
        write(os.path.join(self.folder, 'log.conf'), f'''[formatters]
keys=simple
[handlers]
keys=file
[loggers]
keys=root
[formatter_simple]
format=%(asctime)s %(process)d %(levelname)s %(name)s %(message)s
[handler_file]
class=FileHandler
formatter=simple
args=('{self.log}', 'a')
[logger_root]
level=INFO
handlers=file
''')

    def environment(self):
        return {'PATH': '/usr/bin:/bin', 'PYTHONPATH': self.path, 'HOME': self.folder, 'LC_ALL': 'C.UTF-8',
                'PYTHONDONTWRITEBYTECODE': '1', 'TRYTONPASSFILE': os.path.join(self.folder, 'password')}

    def run(self, *args):
        """A Python of the host's, as the host's user; what it prints."""
        who = ['setpriv', '--reuid', self.user, '--regid', self.user, '--clear-groups', '--'] if self.user else []
        done = subprocess.run(who + [self.python] + list(args), capture_output=True, text=True,
                              env=self.environment(), stdin=subprocess.DEVNULL, cwd='/')
        if done.returncode != 0:
            raise RuntimeError(done.stdout[-3000:] + done.stderr[-3000:])
        return done.stdout

    def admin(self, *args):
        self.run(os.path.join(self.programs, 'trytond-admin'), '-c', self.config, '-d', DATABASE, *args)

    def script(self, text, user=0, lines=False):
        """Runs a script of the host's own kind, as a user (0: the system), and commits; what it prints
        last, or all its lines."""
        code = '''
import sys
from trytond.config import config
config.update_etc(%r)
from trytond.pool import Pool
from trytond.transaction import Transaction
Pool.start()
pool = Pool(%r)
pool.init()
with Transaction().start(%r, %d):%s
''' % (self.config, DATABASE, DATABASE, user, text.replace('\n', '\n    '))
        printed = self.run('-c', code).splitlines()
        return printed if lines else json.loads(printed[-1])

    def install(self):
        self.database()
        if self.adapter:
            self.admin('-u', 'health_precare', '--activate-dependencies')

    def parts(self):
        """What the database is made of, without our module: its files or what names them."""
        import trytond
        files = sorted(os.path.join(folder, name) for folder, _, names in os.walk(STAND_INS) for name in names
                       if not name.endswith('.pyc'))
        return [trytond.__version__.encode()] + [pathlib.Path(name).read_bytes() for name in files]

    def database(self):
        """Restored from a dump below build/; the first test makes that, the others wait for it."""
        write(os.path.join(self.folder, 'password'), 'secret-of-tests\n')
        made_of = hashlib.sha256(b'\0'.join(self.parts() + [' '.join(self.health).encode()])).hexdigest()[:16]
        place = os.path.join(BUILD, 'hosts')
        dump = os.path.join(place, 'database-%s.dump' % made_of)
        os.makedirs(place, exist_ok=True)
        self.cluster.sql('create database %s' % DATABASE)
        with open(os.path.join(place, 'database.lock'), 'a') as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not os.path.exists(dump):
                self.admin('--email', 'admin@localhost', '--activate-dependencies', '-u', 'ir', 'res', *self.health)
                self.cluster.program('pg_dump', '-Fc', '-Z1', '-f', dump + '.new', DATABASE)
                os.rename(dump + '.new', dump)
                return
        self.cluster.program('pg_restore', '-j', '2', '--no-owner', '-d', DATABASE, dump)

    def start(self, workers=0):
        """The host's own server; or, with workers, the same under gunicorn, which forks them first."""
        logs = os.path.join(self.folder, 'log.conf')
        command = [self.python, os.path.join(self.programs, 'trytond'), '-c', self.config, '-d', DATABASE, '--logconf', logs]
        environment = self.environment()
        if workers:
            command = [self.python, '-m', 'gunicorn', '-w', str(workers), '--threads', '4', '--keep-alive', '120',
                       '--log-level', 'error', '-b', '127.0.0.1:%d' % self.port, 'trytond.application:app']
            environment.update(TRYTOND_CONFIG=self.config, TRYTOND_DATABASE_NAMES=DATABASE, TRYTOND_LOGGING_CONFIG=logs)
        self.server = Process(command, os.path.join(self.folder, 'trytond.out'), self.user, environment)
        if not until(self.ready, 60):
            raise RuntimeError('trytond does not start: ' + self.server.text()[-3000:] + self.text()[-3000:])

    def ready(self):
        try:
            Session(self)
            return True
        except OSError:
            return False
        except Fault:
            return False

    def restart(self, workers=0, **options):
        self.server.end()
        self.configure(**options)
        self.start(workers)

    def text(self):
        with open(self.log, encoding='utf-8') as f:
            return f.read()


def company_of(session):
    """The clinic's company, made and worked in."""
    s = session
    currency = s.create('currency.currency', name='US Dollar', symbol='$', code='USD')
    party = s.create('party.party', name='Elm Street Dermatology')
    company = s.create('company.company', party=party, currency=currency, timezone='America/New_York')
    s.write('res.user', s.user, companies=[('add', [company])], company=company)
    s.context = s.rpc('model.res.user.get_preferences', True, {})
    return company


def clinic(session, doctor=None):
    """The clinic of the tests: services, drugs, conditions, and a doctor, who is this user; ids by name."""
    s, made, words = session, {}, session.host.words
    unit = s.call('product.uom', 'search', [('symbol', '=', 'u')], 0, 1, None)[0]

    def product(name, code=None, kind='service'):
        template = s.create('product.template', name=name, type=kind, default_uom=unit, products=[('create', [
            {'suffix_code': code or '', 'active': True, 'is_medicament': kind == 'goods'}])])
        return s.call('product.product', 'search', [('template', '=', template)], 0, 1, None)[0]

    made['needling'] = product('Collagen package, face', 'MN1')
    made['toxin'] = product('Botox')
    made['consultation'] = product('Consultation')
    person = s.create('party.party', name='Rivera', lastname='Doctor', is_person=True, is_healthprof=True, gender='f',
                      internal_user=doctor or s.user, **session.host.person)
    made['doctor'] = s.create('gnuhealth.healthprofessional', **{words['person']: person, 'code': 'LIC-1'})
    for name in ('isotretinoin', 'aspirin', 'tretinoin'):
        made[name] = s.create('gnuhealth.medicament', active_component=name,
                              **{words['product']: product(name.title() + ' brand', kind='goods')})
    for name, code in (('Hypertrophic scar', 'L91.0'), ('impetigo', 'L01.0'), ('lidocaine', 'Z88.4'),
                       ('Spreading redness', 'R23'), ('Acne', 'L70.0'), ('Graft', 'Z94.5')):
        made[name] = s.create('gnuhealth.pathology', name=name, code=code)
    for name in ('Topical', 'Cutaneous patch'):
        route = s.call('gnuhealth.drug.route', 'search', [('name', '=', name)], 0, 1, None)
        made[name] = route[0] if route else s.create(
            'gnuhealth.drug.route', name=name, code=name.upper().replace(' ', ''))
    made['procedure'] = s.create('gnuhealth.procedure', name='0HB', description='Skin needling of the face')
    made['code alone'] = s.create('gnuhealth.procedure', name='0HB')
    institution = s.create('party.party', name='Elm Street Institution', is_institution=True)
    institution = s.create('gnuhealth.institution', **{words['person']: institution, 'code': 'ELM'},
                           **session.host.institution)
    made['room'] = s.create('gnuhealth.hospital.or', name='Room 1', institution=institution)
    return made
