# SPDX-License-Identifier: MIT
"""The stock GTK clients, tryton and gnuhealth-client, on the real GNU Health 5.0 with the shipped rules:
what our module touches is opened in their own windows on real records, their widgets are asked what they
show, and a picture of each is kept (build/hosts/pictures). One path goes by real events of pointer and keyboard
(xdotool); elsewhere a button's own signal is sent, see gtk/inside.py. What it does not prove: a window manager,
another size of the display."""
import datetime
import functools
import os
import sys

import gnuhealth_desk_test as desk_test
import tryton_desk
import tryton_test as t
from gtk_client import PACKAGES, Client
from support import SOURCE, Site, equal, run
from tryton_host import hang_up

CHECK = tryton_desk.CHECK
OURS = ('precare_state', 'precare_chart', 'precare_conditions_asked', 'precare_procedures_asked', 'precare_answers')
CHANNELS = ('clinical-lead', 'physician-on-call')
records, clients = {}, {}
client = None  # the one that is used now


def patient(name, condition=None, **more):
    """An invented patient of that name, of whom nothing was asked unless `more` says so."""
    admin, made = desk_test.admin, desk_test.made
    born = more.pop('born', None)
    who = admin.create('gnuhealth.patient', party=desk_test.person(name, dob=born, is_patient=True), **more)
    if condition:
        admin.create('gnuhealth.patient.disease', patient=who, pathology=made[condition], is_active=True)
    return who


def blocked():
    """A booking that must not happen, for the birth date came later than it."""
    admin, who = desk_test.admin, patient('Minor')
    record = desk_test.booked(who)
    party = admin.read('gnuhealth.patient', who, 'party')['party']
    admin.write('party.party', party, dob=datetime.date.today() - datetime.timedelta(days=15 * 365))
    cron, = admin.call('ir.cron', 'search', [('method', '=', t.APPOINTMENT + '|precare_again')], 0, None, None)
    admin.call('ir.cron', 'run_once', [cron])
    return record


def urgent():
    """An evaluation that says of a visit three days ago what a clinician must see now."""
    doctor, who = desk_test.doctor, patient('Urgent', born=datetime.date(1988, 1, 9), **desk_test.ASKED)
    day = t.NOW - datetime.timedelta(days=3)
    visit = desk_test.booked(who, appointment_date=day)
    desk_test.admin.write(t.APPOINTMENT, visit, state='done')
    values = dict(patient=who, evaluation_start=t.NOW, visit_type='followup', healthprof=desk_test.made['doctor'],
                  chief_complaint='hot, spreading redness of the cheek', state='in_progress')
    doctor.confirm(t.fault_of('UserWarning', lambda: doctor.create(t.EVALUATION, **values)))
    return doctor.create(t.EVALUATION, **values)


def prepare():
    site = Site(os.path.join(SOURCE, 'rules'), desk_test.chat, desk_test.MAPPED, channels=CHANNELS)
    desk_test.clinic(site)
    desk_test.made['sugar'] = desk_test.admin.create('gnuhealth.pathology', name='Type 2 diabetes', code='E11')
    t.host = desk_test.host
    who = patient('Bare')
    records.update({
        'patient': who, 'bare': desk_test.booked(who), 'block': blocked(), 'urgent': urgent(),
        'hold': desk_test.booked(patient('Scarred', 'scar', born=datetime.date(1990, 5, 4), **desk_test.ASKED))})


def calm():
    """No dialog that alarms, nothing in the client's log that it could not do."""
    alarms = [one for one in client.windows() if one['alarm']]
    equal(alarms, [], 'dialogs')
    equal(client.complaints(), [], 'its log')


def seen(model, record=None, view='form', name=None):
    """Opens a tab of the client's, looks at it, and leaves it open."""
    client.open(model=model, record=record, mode=['form', 'tree'] if view == 'form' else ['tree', 'form'])
    at = client.arrive(model, view)
    if record is not None:
        equal(at[1], record)
    client.snap(name or model.rpartition('.')[2] + '-' + view)
    calm()


def dialog(label, model, name):
    """Presses a button of the form in front: a wizard comes."""
    client.press(label=label)
    client.arrive(model, dialogs=1)
    client.snap(name)
    calm()


def leave(label):
    client.press(label=label)
    client.until(lambda: client.shown()[3] == 0)
    calm()


# ---- every form and list opens -------------------------------------------------------------------

def each_visit_opens_whatever_came_of_it():
    for name in ('bare', 'hold', 'block'):
        seen(t.APPOINTMENT, records[name], name=name)
        shown = client.fields()
        for field in ('consultations', 'precare_site', 'precare_state', 'precare_lines', 'precare_asks'):
            assert client.fields(names=[field])[field]['visible'], (name, field)
        assert shown['precare_state']['readonly'] and shown['precare_lines']['readonly'], shown
        client.close()


def each_record_that_is_checked_opens_as_form_and_as_list():
    for model in (t.APPOINTMENT, 'gnuhealth.patient', t.EVALUATION, t.SURGERY):
        seen(model, view='tree')
        equal([row['cells'] for row in client.rows() if 'precare_state' in row['cut']], [], 'a state that is cut off')
    for model, name in (('gnuhealth.patient', 'patient'), (t.EVALUATION, 'urgent'), (t.SURGERY, None)):
        seen(model, records.get(name))
        tabs = client.tabs()[0]
        assert tabs['titles'][-1] == 'Safety check' and tabs['height'] > 150, tabs
        client.tab(title='Safety check')
        client.snap(model.rpartition('.')[2] + '-check')
        equal([name for name, one in client.fields().items() if not one['visible'] and name in OURS], [])
    client.close()


def an_urgent_finding_stands_above_the_tabs():
    seen(t.EVALUATION, records['urgent'], name='urgent')
    state = client.fields()['precare_state']
    equal((state['text'], state['visible']), ('Urgent, for a clinician', True))
    client.tab(title='Safety check')
    client.snap('urgent-check')
    assert 'Signs of infection: a clinician sees the patient today.' in str(client.fields()['precare_lines']['text'])
    client.close()


def the_review_opens_by_the_menu_and_a_check_as_a_form():
    client.menu(path=['Health', 'Safety review'])
    client.arrive(CHECK, 'tree')
    client.until(lambda: client.rows())
    client.snap('review')
    calm()
    check, = desk_test.doctor.call(CHECK, 'search', [('record', '=', '%s,%d' % (t.APPOINTMENT, records['hold']))])
    seen(CHECK, check)
    for model in (tryton_desk.FORM, tryton_desk.DECISION):
        seen(model, view='tree')
        seen(model)
    client.close()


def each_wizard_opens():
    seen(t.APPOINTMENT, records['hold'])
    for label, model, way_out in (('Decide', 'go_on.page', 'Decide later'), ('Ask', 'ask.page', 'Cancel'),
                                  ('Send form', 'form.page', 'Close'), ('Form came back', 'form.back', 'Cancel')):
        dialog(label, 'gnuhealth.precare.' + model, label.lower().replace(' ', '-'))
        leave(way_out)
    client.menu(path=['Health', 'Safety review', 'Find a reference'])
    client.arrive('gnuhealth.precare.reference.ask', dialogs=1)
    client.snap('find-a-reference')
    leave('Cancel')
    client.close()


# ---- what is on a screen is read ------------------------------------------------------------------

def a_bare_patient_has_few_lines_and_none_is_cut_off():
    seen(t.APPOINTMENT, records['bare'], name='bare-lines')
    found, asks = client.rows(field='precare_lines'), client.rows(field='precare_asks')
    equal([row['cut'] for row in found + asks], [[]] * len(found + asks), 'cut off')
    sentences = [row['cells']['sentence'] for row in asks]
    assert 0 < len(found) + len(asks) <= 12 and len(set(sentences)) == len(sentences), (found, asks)
    down = ['appointment_date', 'consultations', 'precare_lines', 'precare_asks', 'healthprof']
    shown = client.fields(names=down + ['precare_state'])
    equal(sorted(down, key=lambda name: shown[name]['at'][1]), down, 'where the eye is')
    assert shown['consultations']['required'] and shown['precare_state']['visible'], shown
    for name, rows, each in (('precare_lines', found, 50), ('precare_asks', asks, 20)):
        height = shown[name]['at'][3]
        assert height > 40 + each * len(rows), '%s: not all are in sight, in %d' % (name, height)
    client.close()


def a_line_of_questions_is_answered_on_the_spot():
    about = {'tryton': 'Allergies', 'gnuhealth-client': 'Conditions'}[client.name]
    seen(t.APPOINTMENT, records['bare'])

    def place():
        sentences = [row['cells']['sentence'] for row in client.rows(field='precare_asks')]
        return next((number for number, one in enumerate(sentences) if one.startswith(about + ':')), None)

    client.press_row(row=place(), field='precare_asks')
    client.arrive('gnuhealth.precare.ask.page', dialogs=1)
    for number in range(len(client.rows(field='lines'))):
        if 'No' in client.offers(row=number, column='answer', field='lines'):
            client.fill(row=number, column='answer', text='No', field='lines')
    client.until(lambda: client.rows(field='lines')[-1]['cells']['answer'] == 'No')
    client.snap('answered')
    leave('Next')
    client.until(lambda: place() is None)
    client.snap('asked')
    client.close()


def a_visit_is_opened_asked_and_saved_by_pointer_and_keyboard():
    record = records['bare']
    client.open(model=t.APPOINTMENT, mode=['tree', 'form'])
    client.arrive(t.APPOINTMENT, 'tree')
    names = client.until(lambda: [row['cells']['patient'] for row in client.rows()])
    client.click(row=names.index('Quibble, Bare'))
    client.click(label='Switch View')
    equal(client.arrive(t.APPOINTMENT)[1], record)
    before = client.until(lambda: client.rows(field='precare_asks'))
    client.click(label='Ask')
    client.arrive('gnuhealth.precare.ask.page', dialogs=1)
    for number in range(2):
        words = client.offers(row=number, column='answer', field='lines')[1]
        client.click(row=number, column='answer', field='lines')
        client.turn_to(words, lambda: client.rows(field='lines')[number]['cells']['answer'])
    client.hand('key', 'Tab')
    client.snap('answered-by-hand')
    calm()
    while client.shown()[3]:
        client.click(label='Next')
        client.until(lambda: client.shown()[3] == 0 or client.place(label='Next'))
    client.until(lambda: client.rows(field='precare_asks') != before)
    area = {'tryton': 'Face', 'gnuhealth-client': 'Forehead'}[client.name]
    client.click(field='precare_site')
    client.turn_to(area, lambda: value_of('precare_site'))
    client.hand('key', 'ctrl+s')
    client.until(lambda: desk_test.admin.read(t.APPOINTMENT, record, 'precare_site')['precare_site'] == area.lower())
    client.snap('saved-by-hand')
    calm()
    client.close()


# ---- the desk's path -----------------------------------------------------------------------------

def as_user(login):
    client.log_out()
    client.log_in(desk_test.host.port, login, 'Fr0nt-Qwzx-' + login)


def searched(field, text, row):
    """What a user does in a relation's field: types, and picks from what is found."""
    client.put(field=field, text=text)
    client.until(lambda: client.shown()[3] == 1 and client.shown()[2] == 'tree' and client.rows())
    client.pick(text=row)
    client.until(lambda: client.shown()[3] == 0)
    equal(row in client.fields(names=[field])[field]['text'], True, field)


def typed_in(name):
    """A new visit of that patient in six weeks, typed into an empty form and not saved yet."""
    client.open(model=t.APPOINTMENT, mode=['form', 'tree'])
    client.arrive(t.APPOINTMENT)
    searched('patient', name, 'Quibble, ' + name)
    searched('consultations', 'Collagen', 'Collagen package, face')
    searched('healthprof', 'Rivera', 'Quibble, Rivera')
    client.at(field='appointment_date', instant=(t.days(42)).isoformat())


def asked(button):
    """The dialog with this button, once it is there."""
    def alarm():
        return next((one for one in client.windows() if one['alarm'] and button in one['buttons']), None)

    return client.until(alarm)


def no_word_of_the_chart(words):
    for word in ('scar', 'diabetes', 'keloid'):
        assert word not in words.lower(), words


def value_of(field):
    return client.fields(names=[field])[field]['text']


def the_desk_books_over_a_warning_that_it_has_read():
    name = 'Sweet ' + client.name
    who = patient(name, condition='sugar', born=datetime.date(1990, 5, 4), **desk_test.ASKED)
    as_user('desk')
    typed_in(name)
    client.snap('typed-in')
    client.press(label='Save')
    words = asked('No')
    client.snap('warning')
    assert 'Warning: A safety rule warns of this visit. ' in words['text'] and 'Ask, before the visit on ' in words['text'], words
    no_word_of_the_chart(words['text'])
    client.press(label='No')
    client.until(lambda: not any(one['alarm'] for one in client.windows()))
    equal(desk_test.admin.call(t.APPOINTMENT, 'search_count', [('patient', '=', who)]), 0)
    client.press(label='Save')
    asked('Yes')
    client.press(label='Yes')
    client.until(lambda: (client.shown()[1] or 0) > 0)
    client.snap('warned')
    equal((value_of('state'), value_of('precare_state')), ('Confirmed', 'Warned'))
    calm()


def a_hold_waits_and_the_desk_is_told_whom_to_ask():
    name = 'Held ' + client.name
    patient(name, condition='scar', born=datetime.date(1990, 5, 4), **desk_test.ASKED)
    typed_in(name)
    client.press(label='Save')
    client.until(lambda: (client.shown()[1] or 0) > 0)
    records[client.name] = client.shown()[1]
    client.snap('pending')
    equal((value_of('state'), value_of('precare_state')), ('Waiting for a clinician', 'A clinician decides first'))
    words = client.windows()[0]['text'] + str(client.fields())
    assert 'A safety rule holds this visit.' in words and 'Ask, before the visit on ' in words, words
    no_word_of_the_chart(words.replace(name, ''))
    client.press(label='Decide')
    client.arrive('gnuhealth.precare.told', dialogs=1)
    client.snap('may-not')
    words = client.windows()[0]
    assert 'one who may, before the visit on ' in words['text'] and words['buttons'] == ['Close'], words
    leave('Close')
    client.put(field='state', text='Checked in')
    client.press(label='Save')
    words = asked('OK')['text']
    client.snap('not-begun')
    assert 'This visit waits for a clinician' in words and 'one who may, before the visit on ' in words, words
    client.press(label='OK')
    equal(desk_test.state_of(records[client.name]), 'precare_pending')


def a_clinician_finds_it_by_its_reference_and_releases_it():
    record = records[client.name]
    check, = desk_test.doctor.call(CHECK, 'search_read', [('record', '=', '%s,%d' % (t.APPOINTMENT, record))],
                                   0, None, None, ['ref'])
    as_user('doctor')
    client.menu(path=['Health', 'Safety review', 'Find a reference'])
    client.arrive('gnuhealth.precare.reference.ask', dialogs=1)
    client.put(field='ref', text=check['ref'])
    client.press(label='Open')
    client.until(lambda: client.shown()[0] == CHECK and client.shown()[3] == 0)
    equal(client.shown()[1], check['id'])
    client.snap('by-reference')
    seen(t.APPOINTMENT, record)
    dialog('Decide', 'gnuhealth.precare.go_on.page', 'deciding')
    equal(client.offers(row=0, column='role', field='lines')[1:], ['physician'])
    reason = client.offers(row=0, column='reason', field='lines')[1]
    client.fill(row=0, column='reason', text=reason, field='lines')
    client.until(lambda: client.rows(field='lines')[0]['cells']['reason'] == reason)
    client.press(label='Let it go ahead')
    client.until(lambda: client.shown()[3] == 0 and value_of('state') == 'Confirmed')
    client.snap('released')
    calm()
    kept, = desk_test.doctor.call(tryton_desk.DECISION, 'search_read', [('visit', 'like', '%%,%d@%%' % record)],
                                  0, None, None, ['role', 'create_uid'])
    equal((kept['role'], kept['create_uid']), ('physician', desk_test.doctor.user))
    equal(desk_test.state_of(record), 'confirmed')


def the_doctor_logs_in():
    as_user('doctor')
    client.snap('logged-in')
    calm()


def it_ends_in_peace():
    client.end()


TESTS = [
    the_doctor_logs_in,
    each_visit_opens_whatever_came_of_it,
    each_record_that_is_checked_opens_as_form_and_as_list,
    an_urgent_finding_stands_above_the_tabs,
    the_review_opens_by_the_menu_and_a_check_as_a_form,
    each_wizard_opens,
    a_bare_patient_has_few_lines_and_none_is_cut_off,
    a_line_of_questions_is_answered_on_the_spot,
    a_visit_is_opened_asked_and_saved_by_pointer_and_keyboard,
    the_desk_books_over_a_warning_that_it_has_read,
    a_hold_waits_and_the_desk_is_told_whom_to_ask,
    a_clinician_finds_it_by_its_reference_and_releases_it,
    it_ends_in_peace,
]


def of_client(name):
    """The tests, each with this client's name in its own."""
    def named(test):
        @functools.wraps(test)
        def in_client():
            global client
            client = clients[name] = clients.get(name) or Client(name)
            test()
        in_client.__name__ = '%s: %s' % (name, test.__name__)
        return in_client
    return [named(test) for test in t.chosen(TESTS)]


def main():
    prepare()
    failed = run([test for name in PACKAGES for test in of_client(name)])
    if failed:
        print(desk_test.host.text()[-6000:], file=sys.stderr)
    hang_up()
    desk_test.host.server.end()
    return failed


if __name__ == '__main__':
    sys.exit(main())
