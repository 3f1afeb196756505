# SPDX-License-Identifier: MIT
"""The real GNU Health 5.0 in its web client: tryton-sao 7.0 in Chromium, as the front desk, a doctor and the
administrator click through it (sao/steps.js), on the rules that precare ships. A picture of each step is
kept in $PRECARE_BUILD/hosts/pictures/sao. What it does not prove: another browser, and the clients with GTK."""
import datetime
import json
import os
import re
import subprocess
import sys
import zoneinfo

import polib

import gnuhealth_desk_test as desk_test
import tryton_test as t
from gnuhealth import GnuHealth, PLACE, packages
from support import BUILD, SOURCE, Site, folder
from tryton_host import DATABASE, hang_up

TRYTON = os.path.join(SOURCE, 'packaging', 'hosts', 'tryton')
SHOTS = os.path.join(BUILD, 'hosts', 'pictures', 'sao')


class WithClient(GnuHealth):
    languages = '-l es'

    def prepare(self):
        """The client's folder, each part of it a link, with our own style for telephones beside it."""
        super().prepare()
        theirs, self.web = os.path.join(PLACE, 'sao', 'node_modules', 'tryton-sao'), folder()
        for name in os.listdir(theirs):
            os.symlink(os.path.join(theirs, name), os.path.join(self.web, name))
        os.symlink(os.path.join(TRYTON, 'custom.css'), os.path.join(self.web, 'custom.css'))


def person(name, **more):
    return desk_test.admin.create('party.party', name=name, lastname='Example', gender='f', is_person=True,
                                  fed_country=None, **more)


def patient(name, condition=None, asked=True):
    admin = desk_test.admin
    who = admin.create('gnuhealth.patient', party=person(name, dob=datetime.date(1990, 5, 4), is_patient=True),
                       **(desk_test.ASKED if asked else {}))
    if condition:
        admin.create('gnuhealth.patient.disease', patient=who, pathology=desk_test.made[condition], is_active=True)
    return who


def spaniards():
    """A desk and a doctor whose language is Spanish."""
    admin = desk_test.admin
    language, = admin.call('ir.lang', 'search', [('code', '=', 'es')], 0, None, None)
    for login, like in (('mesa', desk_test.desk.user), ('medica', desk_test.doctor.user)):
        user = admin.read('res.user', like, 'groups', 'company')
        admin.create('res.user', name=login, login=login, password='Fr0nt-Qwzx-' + login, language=language,
                     groups=[('add', list(user['groups']))], companies=[('add', [user['company']])],
                     company=user['company'])


def english():
    """Each word of our module's that Spanish has otherwise, as a pattern; whether it is more than a few words."""
    words = {}
    for entry in polib.pofile(os.path.join(TRYTON, 'health_precare', 'locale', 'es.po')):
        parts = re.split(r'%\(\w+\)s', entry.msgid)
        if entry.msgid != entry.msgstr and re.search('[a-zA-Z]{2}', ''.join(parts)):
            words[entry.msgid] = {'like': '.*'.join(re.escape(part).replace('\\ ', r'\s+') for part in parts),
                                  'sentence': len(''.join(parts).split()) > 3}
    return list(words.values())


def people():
    """What the steps begin with: patients, a visit that was done last week, and one that waits."""
    admin, made = desk_test.admin, desk_test.made
    template = admin.read('product.product', made['service'], 'template')['template']
    admin.write('product.template', template, name='Microneedling, face')
    ids = {'bare': patient('Bea', asked=False), 'hold': patient('Hanna', 'scar'), 'refused': patient('Nora', 'scar'), 'followup': patient('Fay')}
    last = datetime.datetime.now().replace(microsecond=0) - datetime.timedelta(days=3)
    values = {'patient': ids['followup'], 'appointment_date': last, 'consultations': made['service'],
              'healthprof': made['doctor'], 'state': 'done'}
    admin.call(t.APPOINTMENT, 'create', [values], _skip_warnings=True)
    ids['waits'] = desk_test.booked(patient('Elena', 'scar'))
    return ids


def day():
    """Of a visit in six weeks, as the client's own language writes it."""
    return (datetime.date.today() + datetime.timedelta(days=42)).strftime('%m/%d/%Y')


def when():
    """Of the same visit, as our own words have it."""
    visit = datetime.date.today() + datetime.timedelta(days=42)
    return visit.strftime(r'%%a\s%d\s%%b\s%%Y,\s10:00' % visit.day)


def today():
    """The clinic's day as our own words have it; or the next, for it may end while the test runs."""
    now = datetime.datetime.now(zoneinfo.ZoneInfo('America/New_York'))
    days = [now + datetime.timedelta(days=more) for more in (0, 1)]
    return '(%s)' % '|'.join(day.strftime(r'%%a\s%d\s%%b\s%%Y' % day.day) for day in days)


def site():
    return Site(os.path.join(SOURCE, 'rules'), desk_test.chat, desk_test.MAPPED,
                channels=('clinical-lead', 'physician-on-call'))


def given():
    """What the steps are told."""
    spaniards()
    return {'base': 'http://127.0.0.1:%d/' % desk_test.host.port, 'database': DATABASE, 'shots': SHOTS,
            'people': people(), 'day': day(), 'when': when(), 'today': today(), 'english': english(), 'home': folder(),
            'modules': os.environ['SAO_MODULES'], 'chromium': os.environ['SAO_CHROMIUM']}


def main():
    packages('sao')
    os.makedirs(SHOTS, exist_ok=True)
    desk_test.clinic(site(), WithClient)
    host = desk_test.host
    steps = os.path.join(SOURCE, 'tests', 'hosts', 'sao', 'steps.js')
    done = subprocess.run(['node', steps, json.dumps(given())])
    if done.returncode:
        print(host.text()[-6000:], file=sys.stderr)
    hang_up()
    host.server.end()
    return done.returncode


if __name__ == '__main__':
    sys.exit(main())
