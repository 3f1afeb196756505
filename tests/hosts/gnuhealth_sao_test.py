# SPDX-License-Identifier: MIT
"""The real GNU Health 5.0 in its web client: tryton-sao 7.0 in Chromium, as the front desk, a doctor and the
administrator click through it (sao/steps.js), on the rules that precare ships. A picture of each step is
kept in $PRECARE_BUILD/hosts/pictures/sao. What it does not prove: another browser, and the clients with GTK."""
import datetime
import json
import os
import subprocess
import sys

import gnuhealth_desk_test as desk_test
import tryton_test as t
from gnuhealth import GnuHealth, PLACE, packages
from support import BUILD, SOURCE, Site, folder
from tryton_host import DATABASE, hang_up

SHOTS = os.path.join(BUILD, 'hosts', 'pictures', 'sao')


class WithClient(GnuHealth):
    web = os.path.join(PLACE, 'sao', 'node_modules', 'tryton-sao')


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


def people():
    """What the steps begin with: patients, and a visit that was done last week."""
    admin, made = desk_test.admin, desk_test.made
    template = admin.read('product.product', made['service'], 'template')['template']
    admin.write('product.template', template, name='Microneedling, face')
    ids = {'bare': patient('Bea', asked=False), 'hold': patient('Hanna', 'scar'), 'followup': patient('Fay')}
    last = datetime.datetime.now().replace(microsecond=0) - datetime.timedelta(days=3)
    values = {'patient': ids['followup'], 'appointment_date': last, 'consultations': made['service'],
              'healthprof': made['doctor'], 'state': 'done'}
    admin.call(t.APPOINTMENT, 'create', [values], _skip_warnings=True)
    return ids


def day():
    """Of a visit in six weeks, as the client's own language writes it."""
    return (datetime.date.today() + datetime.timedelta(days=42)).strftime('%m/%d/%Y')


def site():
    return Site(os.path.join(SOURCE, 'rules'), desk_test.chat, desk_test.MAPPED,
                channels=('clinical-lead', 'physician-on-call'))


def main():
    packages('sao')
    os.makedirs(SHOTS, exist_ok=True)
    desk_test.clinic(site(), WithClient)
    host = desk_test.host
    given = {'base': 'http://127.0.0.1:%d/' % host.port, 'database': DATABASE, 'shots': SHOTS, 'people': people(),
             'day': day(), 'home': folder(), 'modules': os.environ['SAO_MODULES'], 'chromium': os.environ['SAO_CHROMIUM']}
    steps = os.path.join(SOURCE, 'tests', 'hosts', 'sao', 'steps.js')
    done = subprocess.run(['node', steps, json.dumps(given)])
    if done.returncode:
        print(host.text()[-6000:], file=sys.stderr)
    hang_up()
    host.server.end()
    return done.returncode


if __name__ == '__main__':
    sys.exit(main())
