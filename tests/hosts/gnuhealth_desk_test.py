# SPDX-License-Identifier: MIT
"""At the desk of the real GNU Health 5.0 on Tryton 7.0, over JSON-RPC as a user of its own groups Health
Front Desk and Health Doctor, with GNU Health's own rights: what tryton_desk.py shows on stand-ins. What
it does not prove: a client with windows."""
import datetime
import os
import sys

import tryton_desk
import tryton_test as t
from gnuhealth import GnuHealth
from support import SOURCE, Chat, Cluster, Site, equal, run
from tryton_host import Session, hang_up

OPTIONS = {'roles': 'Health Doctor: physician; Health Front Desk: front-desk'}
ASKED = {'precare_%s_asked' % name: datetime.date.today() for name in ('conditions', 'medications', 'allergies', 'procedures')}
MAPPED = 'map:\n  procedures: {MN1: {procedure: microneedling, sites: [face]}}\n'
chat = Chat()
host = admin = desk = doctor = None
made = {}


def person(name, **more):
    return admin.create('party.party', name=name, lastname='Quibble', gender='f', is_person=True, fed_country=None, **more)


def patient(scar=False, asked=True):
    who = admin.create('gnuhealth.patient', party=person('Zyx', dob=datetime.date(1990, 5, 4), is_patient=True),
                       **(ASKED if asked else {}))
    if scar:
        admin.create('gnuhealth.patient.disease', patient=who, pathology=made['scar'], is_active=True)
    return who


def booked(who, **more):
    when = datetime.datetime.now().replace(microsecond=0, second=0) + datetime.timedelta(days=42)
    return desk.create(t.APPOINTMENT, **dict({
        'patient': who, 'appointment_date': when, 'consultations': made['service'], 'healthprof': made['doctor'],
        'state': 'confirmed'}, **more))


def state_of(record):
    return admin.read(t.APPOINTMENT, record, 'state')['state']


def every_form_of_ours_opens_with_widgets_that_clients_have():
    for model in (t.APPOINTMENT, 'gnuhealth.patient', t.EVALUATION, t.SURGERY, tryton_desk.CHECK, tryton_desk.DECISION,
                  tryton_desk.FORM, 'gnuhealth.precare.finding', 'gnuhealth.precare.question',
                  'gnuhealth.precare.ask.line', 'gnuhealth.precare.go_on.line'):
        for kind in ('form', 'tree'):
            tryton_desk.no_widget(model, kind)
    arch = desk.call(t.APPOINTMENT, 'fields_view_get', None, 'form')['arch']
    assert arch.index('name="appointment_date"') < arch.index('id="precare"') < arch.index('name="healthprof"'), arch


def a_hold_waits_and_the_desk_reads_no_word_of_the_chart():
    record = booked(patient(scar=True))
    equal(state_of(record), 'precare_pending')
    state, lines, _ = tryton_desk.shown(desk, record)
    equal((state, len(lines)), ('hold', 1))
    tryton_desk.says(tryton_desk.DESK_HOLD, lines[0]['sentence'])
    assert 'keloid' in tryton_desk.shown(doctor, record)[1][0]['sentence']
    for way in (lambda: desk.call(t.APPOINTMENT, 'check_in', [record]),
                lambda: desk.write(t.APPOINTMENT, record, state='checked_in'),
                lambda: doctor.write(t.APPOINTMENT, record, state='done'),
                lambda: desk.write(t.APPOINTMENT, record, precare_state='clear'),
                lambda: desk.call(tryton_desk.DECISION, 'search_count', [('say', 'ilike', '%keloid%')])):
        t.fault_of('UserError', way)
    equal(state_of(record), 'precare_pending')
    tryton_desk.says('.*decision\\.\n' + tryton_desk.WHO_MAY, tryton_desk.Wizard(desk, 'go_on', record).values['text'])
    tryton_desk.go_on(doctor, record)
    desk.call(t.APPOINTMENT, 'check_in', [record])
    equal(state_of(record), 'checked_in')
    check, = doctor.call(tryton_desk.CHECK, 'search_read', [('record', '=', '%s,%d' % (t.APPOINTMENT, record))],
                         0, None, None, ['waiting', 'undecided', 'told'])
    equal((check['waiting'], check['undecided']), (False, 0))
    assert chat.told(t.HELD) and 'lead' in check['told'] and 'seen by doctor physician' in check['told'], check


def questions_are_answered_on_the_spot():
    record = booked(patient(asked=False))
    assert any(one.startswith('Medicines: not asked') for one in tryton_desk.shown(desk, record)[2])
    wizard = tryton_desk.Wizard(desk, 'ask', record)
    while wizard.state == 'page':
        for line in wizard.values['lines']:
            line['answer'] = 'no' if line['kind'] == 'tick' else None
        wizard.go('take')
    assert not any(one.startswith('Medicines') for one in tryton_desk.shown(desk, record)[2])
    t.fault_of('UserError', lambda: desk.call(tryton_desk.FORM, 'search', [], 0, None, None))


def clinic(site, place=GnuHealth, **options):
    """A host with its users and what they book, in this file's own names."""
    global host, admin, desk, doctor
    host = place(Cluster())
    host.configure(plugin=site.plugin, config=site.config, **dict(OPTIONS, **options))
    host.install()
    host.start()
    admin = t.admin = Session(host)
    tryton_desk.tests(t)
    currency = admin.create('currency.currency', name='US Dollar', symbol='$', code='USD')
    party = admin.create('party.party', name='Elm Street Dermatology', fed_country=None)
    company = admin.create('company.company', party=party, currency=currency, timezone='America/New_York')
    admin.write('res.user', admin.user, companies=[('add', [company])], company=company)
    admin.context = admin.rpc('model.res.user.get_preferences', True, {})
    groups = {one['name']: one['id'] for one in admin.call('res.group', 'search_read', [], 0, None, None, ['name'])}
    for login, group in (('desk', 'Health Front Desk'), ('doctor', 'Health Doctor')):
        admin.create('res.user', name=login, login=login, password='Fr0nt-Qwzx-' + login,
                     groups=[('add', [groups[group]])], companies=[('add', [company])], company=company)
    desk, doctor = Session(host, 'desk', 'Fr0nt-Qwzx-desk'), Session(host, 'doctor', 'Fr0nt-Qwzx-doctor')
    unit = admin.call('product.uom', 'search', [('symbol', '=', 'u')], 0, 1, None)[0]
    template = admin.create('product.template', name='Collagen package, face', type='service', default_uom=unit,
                            products=[('create', [{'suffix_code': 'MN1'}])])
    made['service'] = admin.call('product.product', 'search', [('template', '=', template)], 0, 1, None)[0]
    made['doctor'] = admin.create('gnuhealth.healthprofessional', party=person(
        'Rivera', is_healthprof=True, internal_user=doctor.user))
    admin.create('gnuhealth.healthprofessional', party=person('Admin', is_healthprof=True, internal_user=admin.user))
    made['scar'] = admin.create('gnuhealth.pathology', name='Hypertrophic scar', code='L91.0')


def main():
    clinic(Site(os.path.join(SOURCE, 'tests', 'hosts', 'rules'), chat, MAPPED))
    failed = run([
        every_form_of_ours_opens_with_widgets_that_clients_have,
        a_hold_waits_and_the_desk_reads_no_word_of_the_chart,
        questions_are_answered_on_the_spot,
    ])
    if failed:
        print(host.text()[-6000:], file=sys.stderr)
    hang_up()
    host.server.end()
    return failed


if __name__ == '__main__':
    sys.exit(main())
