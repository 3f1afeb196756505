# SPDX-License-Identifier: MIT
"""The stand-in of OpenEMR that openemr_test.py drives: MariaDB on a socket of its own, php-fpm as www-data, nginx on
loopback, the module as it is installed. All below one directory, ended by their ids."""
import glob
import http.cookiejar
import os
import pwd
import shutil
import subprocess
import urllib.error
import urllib.parse
import urllib.request

from support import SOURCE, Process, folder, free_port, roomy, until, write

STAND_IN = os.path.join(SOURCE, 'tests', 'hosts', 'openemr')
MODULE = os.path.join(SOURCE, 'packaging', 'hosts', 'openemr', 'oe-module-precare')
USER = 'www-data'


def owned(path, user):
    who = pwd.getpwnam(user)
    for at, _, names in os.walk(path):
        for one in [at] + [os.path.join(at, name) for name in names]:
            os.chown(one, who.pw_uid, who.pw_gid)
    return path


class Database:
    """MariaDB with OpenEMR's tables and the module's own."""

    def __init__(self):
        self.folder = folder(within=roomy(1))
        data, self.socket = os.path.join(self.folder, 'data'), os.path.join(self.folder, 'socket')
        owned(self.folder, 'mysql')
        done = subprocess.run(['mariadb-install-db', '--no-defaults', '--user=mysql', '--datadir=' + data,
                               '--tmpdir=' + self.folder, '--skip-test-db', '--skip-name-resolve',
                               '--auth-root-authentication-method=normal'], capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
        self.log = os.path.join(self.folder, 'general.log')
        self.server = Process(['/usr/sbin/mariadbd', '--no-defaults', '--datadir=' + data, '--socket=' + self.socket,
                               '--tmpdir=' + self.folder, '--skip-networking', '--innodb-flush-log-at-trx-commit=0',
                               '--innodb-buffer-pool-size=32M', '--pid-file=' + os.path.join(self.folder, 'pid'),
                               '--general-log-file=' + self.log],
                              os.path.join(self.folder, 'log'), 'mysql')
        if not until(lambda: self.ask('SELECT 1', 'mysql', False) == '1', 60):
            raise RuntimeError('MariaDB does not start: ' + self.server.text()[-2000:])
        self.ask('CREATE DATABASE openemr CHARACTER SET utf8mb4', 'mysql')
        for path in (os.path.join(STAND_IN, 'tables.sql'), os.path.join(MODULE, 'sql', 'install.sql')):
            with open(path, encoding='utf-8') as f:  # OpenEMR's own lines begin with #
                self.ask(f.read())

    def ask(self, sql, database='openemr', strict=True):
        """The rows as text, tabs between columns."""
        done = subprocess.run(['mariadb', '--no-defaults', '--default-character-set=utf8mb4', '-u', 'root',
                               '-S', self.socket, '-N', '-B', database], input=sql, capture_output=True, text=True)
        if strict and done.returncode != 0:
            raise RuntimeError(done.stderr)
        return done.stdout.strip()


class Web:
    """OpenEMR's tree, as far as there is one, under php-fpm and nginx."""

    def __init__(self, database, settings, zone='America/New_York'):
        self.folder = folder()
        self.root = os.path.join(self.folder, 'www')
        self.port = free_port()
        self.log = write(os.path.join(self.folder, 'php.log'), '', 0o666)
        interface = os.path.join(self.root, 'interface')
        self.module = os.path.join(interface, 'modules', 'custom_modules', 'oe-module-precare')
        shutil.copytree(MODULE, self.module)
        shutil.copy(os.path.join(SOURCE, 'packaging', 'hosts', 'php', 'Precare.php'), os.path.join(self.module, 'src'))
        for name, to in (('globals.php', 'interface'), ('stand_in.php', 'interface'), ('act.php', 'interface'),
                         ('add_edit_event.php', 'interface/main/calendar'),
                         ('appointments.inc.php', 'library')):
            os.makedirs(os.path.join(self.root, to), exist_ok=True)
            shutil.copy(os.path.join(STAND_IN, name), os.path.join(self.root, to))
        sessions = os.path.join(self.folder, 'sessions')
        os.mkdir(sessions)
        owned(self.folder, USER)
        self.environment = {'PATH': '/usr/bin:/bin', 'OPENEMR_SOCKET': database.socket, 'PRECARE_OPENEMR': settings,
                            'OPENEMR_ZONE': zone}
        values = ['zend_extension=opcache', 'extension=pdo', 'extension=mysqlnd', 'extension=pdo_mysql',
                  'extension=ffi', 'ffi.enable=1', 'error_log=' + self.log, 'log_errors=1', 'display_errors=0',
                  'session.save_path=' + sessions]
        self.options = ['-n'] + [word for value in values for word in ('-d', value)]
        self.fpm, self.nginx = self.start_fpm(), self.start_nginx()
        if not until(lambda: self.visit(None).get('act.php?do=login&user=front')[0] == 200, 60):
            raise RuntimeError('no answer: ' + self.fpm.text() + self.nginx.text())

    def start_fpm(self):
        config = write(os.path.join(self.folder, 'fpm.conf'), f'''[global]
error_log = {self.folder}/fpm.log
daemonize = no
[www]
user = {USER}
group = {USER}
listen = {self.folder}/fpm.sock
listen.mode = 0666
pm = static
pm.max_children = 2
clear_env = no
catch_workers_output = yes
''')
        program = sorted(glob.glob('/usr/sbin/php-fpm[0-9]*'))[-1]
        return Process([program] + self.options + ['-y', config], os.path.join(self.folder, 'fpm.out'),
                       env=self.environment)

    def start_nginx(self):
        config = write(os.path.join(self.folder, 'nginx.conf'), f'''daemon off;
user {USER};
worker_processes 1;
pid {self.folder}/nginx.pid;
error_log {self.folder}/nginx.log;
events {{ worker_connections 64; }}
http {{
  types {{ text/javascript js; text/html html; }}
  access_log off;
  client_body_temp_path {self.folder}/b; fastcgi_temp_path {self.folder}/f; proxy_temp_path {self.folder}/p;
  uwsgi_temp_path {self.folder}/u; scgi_temp_path {self.folder}/s;
  server {{
    listen 127.0.0.1:{self.port};
    root {self.root};
    location ~ \\.php$ {{
      include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
      fastcgi_pass unix:{self.folder}/fpm.sock;
    }}
  }}
}}
''')
        return Process(['nginx', '-c', config], os.path.join(self.folder, 'nginx.out'))

    def visit(self, user):
        return Visitor(self, user)

    def nightly(self):
        """(exit code, output), as cron does it."""
        who = ['setpriv', '--reuid', USER, '--regid', USER, '--clear-groups', '--']
        done = subprocess.run(who + ['php'] + self.options + [os.path.join(self.module, 'nightly.php')],
                              capture_output=True, text=True, env=self.environment, cwd='/')
        return done.returncode, done.stdout + done.stderr

    def logged(self):
        with open(self.log, encoding='utf-8', errors='replace') as f:
            return f.read()


class Visitor:
    """A user with a session of the stand-in; None: without one."""

    def __init__(self, web, user):
        self.base = 'http://127.0.0.1:%d/interface/' % web.port
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}),
                                                  urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        if user:
            self.get('act.php?do=login&user=' + user)
            self.token = self.get('act.php?do=token')[1]

    def get(self, path, fields=None):
        """(status, text)."""
        try:
            data = None if fields is None else urllib.parse.urlencode(fields).encode()
            with self.opener.open(self.base + path, data, 30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode()
        except OSError as fault:
            return 0, str(fault)
