# SPDX-License-Identifier: MIT
"""The real GNU Health 5.0 on Tryton 7.0 and PostgreSQL: how to start it is said in gnuhealth.sh, which
gets its packages. Its database is made once below build/ (a minute and a half), dumped, and restored
for each test in seconds. It runs as whoever runs the tests, for the packages lie in the checkout."""
import os
import subprocess

from support import BINDING, BUILD, SOURCE, Cluster, skip
from tryton_host import ADAPTER, DATABASE, Trytond

PLACE = os.path.join(BUILD, 'hosts', 'gnuhealth')
SERVER = os.path.join(PLACE, 'server')
README = os.path.join(SOURCE, 'packaging', 'hosts', 'tryton', 'README.md')


def packages(what='server'):
    """Runs gnuhealth.sh, which does nothing where all is there."""
    done = subprocess.run([os.path.join(SOURCE, 'tests', 'hosts', 'gnuhealth.sh'), what], capture_output=True,
                          text=True, env=dict(os.environ, PRECARE_SOURCE=SOURCE, PRECARE_BUILD=BUILD))
    if done.returncode == 77:
        skip(done.stdout.strip().removeprefix('SKIP: '))
    if done.returncode != 0:
        raise RuntimeError(done.stdout + done.stderr)


def readme_commands():
    """The commands of the README's first block of shell, one a line."""
    with open(README, encoding='utf-8') as f:
        block = f.read().split('```sh\n', 1)[1].split('```', 1)[0]
    return block.splitlines()


class GnuHealth(Trytond):
    python = os.path.join(SERVER, 'bin', 'python')
    programs = os.path.join(SERVER, 'bin')
    health = ['health_surgery', 'health_gyneco', 'health_lifestyle']
    user = None
    languages = ''  # words of trytond-admin that translate what our module adds
    doctor = True
    person = {'fed_country': None}
    institution = {'institution_type': 'clinic', 'public_level': 'private'}
    supply = {'is_medical_supply': True}
    words = {'person': 'party', 'chart of': 'patient', 'product': 'product', 'surgery of': 'surgery',
             'check in': 'check_in', 'miss out': 'miss_out', 'desk': 'Health Front Desk',
             'skip': 'skip'}

    def prepare(self):
        """The package in our own folder, each file a link: modules are added to it alone."""
        packages()
        found = subprocess.run([self.python, '-c', 'import trytond; print(trytond.__path__[0])'],
                               capture_output=True, text=True, check=True, cwd='/').stdout.strip()
        os.mkdir(self.path)
        linked = subprocess.run(['cp', '-al', found, self.path], capture_output=True)
        if linked.returncode != 0:  # another file system
            subprocess.run(['cp', '-a', found, self.path], check=True)

    def install(self):
        """The database as `trytond-admin` made it, and our module by the README's own commands."""
        self.database()
        if not self.adapter:
            return
        words = {'/usr/share/precare/hosts/tryton/health_precare-': ADAPTER,
                 '/usr/share/precare/hosts/python': BINDING, '/etc/tryton/trytond.conf': self.config,
                 ' DATABASE ': ' %s %s ' % (DATABASE, self.languages), 'runuser -u tryton -- ': ''}
        # [precare] was written by configure(), and Site has a courier.
        commands = '\n'.join(line for line in readme_commands() if 'printf' not in line and 'courier' not in line)
        for word, other in words.items():
            commands = commands.replace(word, other)
        environment = dict(self.environment(), PATH=self.programs + ':/usr/bin:/bin')
        done = subprocess.run(['sh', '-euc', commands], capture_output=True, text=True, env=environment,
                              stdin=subprocess.DEVNULL, cwd='/')
        if done.returncode != 0:
            raise RuntimeError(commands + done.stdout[-3000:] + done.stderr[-3000:])

    def parts(self):
        with open(os.path.join(SERVER, 'requirements.txt'), 'rb') as f:
            return [f.read()]


def main():
    """Makes what the tests share, so that none of them has to wait for it."""
    host = GnuHealth(Cluster(), adapter=False)
    host.configure()
    host.install()


if __name__ == '__main__':
    main()
