# SPDX-License-Identifier: MIT
"""What else happens to a booking at a real trytond: it is copied, freed, given to another patient, deleted, written
with others; a row cannot be read; a request is rolled back; the process dies before it has told. Run by
tryton_test.py, whose clinic, users and chat these tests share."""
import os
import re
import threading

import tryton_desk
from support import equal, write
from tryton_host import Session

t = None  # tryton_test, with its clinic
BOUND = 'WITHDRAWN'


def warned(who=None):
    """A booking that went on over a warning, and was told."""
    before = len(t.chat.holding(t.WARNED))
    record = t.book_over_warning(t.admin, t.booking(who or t.patient(medicines=['aspirin'])))
    equal(t.chat.told(t.WARNED, before + 1), before + 1)
    return record


def withdrawn(record):
    """How often the chat has heard that this booking's alert is withdrawn, after `record` happened."""
    before = len(t.chat.holding(BOUND))
    record()
    return t.chat.told(BOUND, before + 1, 4) - before


def a_copy_is_a_booking_of_its_own():
    record = t.admin.create(t.APPOINTMENT, **t.booking(t.patient(medicines=['tretinoin'])))
    copy, = t.admin.call(t.APPOINTMENT, 'copy', [record])
    got = [t.admin.read(t.APPOINTMENT, one, 'name', 'precare_state') for one in (record, copy)]
    assert got[0]['name'] != got[1]['name'] and got[0]['name'] and got[1]['name'], got
    equal((got[0]['precare_state'], got[1]['precare_state']), ('tasks', 'info'), 'the copy is for today')
    held = t.patient(conditions=['Hypertrophic scar'])
    cleared = t.admin.create(t.APPOINTMENT, **t.booking(held))
    tryton_desk.go_on(t.admin, cleared)
    copy, = t.admin.call(t.APPOINTMENT, 'copy', [cleared])
    equal([t.admin.read(t.APPOINTMENT, one, 'state')['state'] for one in (cleared, copy)],
          ['confirmed', 'precare_pending'], 'the decision is of its own appointment')


def a_free_slot_is_checked_when_somebody_takes_it():
    slot = t.admin.create(t.APPOINTMENT, state='free', appointment_date=t.days(42), consultations=t.made['needling'],
                          healthprof=t.made['doctor'])
    equal(t.found(slot), (None, ''))
    fault = t.fault_of('UserError', lambda: t.admin.write(
        t.APPOINTMENT, slot, patient=t.patient(medicines=['isotretinoin']), state='confirmed'))
    assert 'isotretinoin now' in fault.rest[0], fault
    t.admin.write(t.APPOINTMENT, slot, patient=t.patient(), state='confirmed')
    equal(t.found(slot)[0], 'clear')


def a_slot_that_is_freed_withdraws():
    record = warned()
    equal(withdrawn(lambda: t.admin.write(t.APPOINTMENT, record, patient=None, state='free')), 1)


def a_slot_that_is_given_to_another_patient_withdraws_and_is_judged_for_that_one():
    record = warned()
    equal(withdrawn(lambda: t.admin.write(t.APPOINTMENT, record, patient=t.patient())), 1)
    equal(t.found(record)[0], 'clear')
    record, before = warned(), len(t.chat.holding(t.WARNED))
    values = {'patient': t.patient(medicines=['aspirin'])}
    t.admin.confirm(t.fault_of('UserWarning', lambda: t.admin.write(t.APPOINTMENT, record, **values)))
    equal(withdrawn(lambda: t.admin.write(t.APPOINTMENT, record, **values)), 1)
    equal(t.chat.told(t.WARNED, before + 1), before + 1)


def a_no_show_withdraws_and_a_booking_that_is_taken_up_again_is_told_again():
    record = warned()
    equal(withdrawn(lambda: t.admin.call(t.APPOINTMENT, t.host.words['miss out'], [record])), 1)
    before = len(t.chat.holding(t.WARNED))
    t.admin.write(t.APPOINTMENT, record, state='confirmed')  # it was decided before: nobody is asked again
    equal(t.chat.told(t.WARNED, before + 1), before + 1)


def what_is_rolled_back_withdraws_nothing():
    record = warned()
    blocked = t.booking(t.patient(medicines=['isotretinoin']))
    slot = t.admin.create(t.APPOINTMENT, state='free', appointment_date=t.days(42), consultations=t.made['needling'])

    def cancel_and_fail():
        t.fault_of('UserError', lambda: t.admin.call(
            t.APPOINTMENT, 'write', [record], {'state': 'user_cancelled'},
            [slot], {'patient': blocked['patient'], 'state': 'confirmed'}))
    equal(withdrawn(cancel_and_fail), 0, 'a cancellation that did not take place')
    # Told by the very event that is looked at once more, in a request that fails.
    record = t.admin.create(t.APPOINTMENT, **t.booking(t.patient()))
    who = t.admin.read(t.APPOINTMENT, record, 'patient')['patient']
    t.medicine(who, 'aspirin')
    before, values = len(t.chat.holding(t.WARNED)), {'healthprof': t.made['doctor']}
    t.admin.confirm(t.fault_of('UserWarning', lambda: t.admin.write(t.APPOINTMENT, record, **values)))
    t.admin.write(t.APPOINTMENT, record, **values)
    equal(t.chat.told(t.WARNED, before + 1), before + 1)

    def look_and_fail():
        t.fault_of('UserError', lambda: t.admin.call(
            t.APPOINTMENT, 'write', [record], dict(values), [slot], {'patient': blocked['patient'], 'state': 'confirmed'}))
    equal(withdrawn(look_and_fail), 0, 'the booking stands')


def several_bookings_in_one_write_are_each_asked_for_and_told():
    slots = [t.admin.create(t.APPOINTMENT, **t.booking(t.patient())) for _ in range(2)]
    for slot in slots:
        who = t.admin.read(t.APPOINTMENT, slot, 'patient')['patient']
        t.medicine(who, 'aspirin')
    before, values = len(t.chat.holding(t.WARNED)), {'appointment_date': t.days(50)}
    for _ in slots:
        t.admin.confirm(t.fault_of('UserWarning', lambda: t.admin.call(t.APPOINTMENT, 'write', slots, values)))
    t.admin.call(t.APPOINTMENT, 'write', slots, values)
    for slot in slots:
        tryton_desk.go_on(t.admin, slot)
    equal([len(t.decisions(slot)) for slot in slots], [1, 1])
    equal(t.chat.told(t.WARNED, before + 2), before + 2)


def a_warning_that_is_never_to_be_shown_again_still_waits_for_its_reason():
    who = t.patient(medicines=['aspirin'])
    values = t.booking(who)
    warning = t.fault_of('UserWarning', lambda: t.admin.create(t.APPOINTMENT, **values))
    t.admin.call('res.user.warning', 'create', [{'user': t.admin.user, 'name': warning.rest[0], 'always': True}])
    for _ in range(2):
        record = t.admin.create(t.APPOINTMENT, **values)
        equal(t.admin.read(t.APPOINTMENT, record, 'precare_undecided')['precare_undecided'], 1)
        tryton_desk.go_on(t.admin, record)
        equal([one['reason'] for one in t.decisions(record)], ['benefit-outweighs'])
    other = t.booking(t.patient(medicines=['aspirin']))
    t.fault_of('UserWarning', lambda: t.admin.create(t.APPOINTMENT, **other))


# A date that Python does not have, and a column that another release renamed.
MEDICINES = 'gnuhealth_patient_medication'
BROKEN = (
    ("update %s set start_treatment = '0044-03-15 BC'" % MEDICINES, 'update %s set start_treatment = null' % MEDICINES),
    ('alter table %s rename column route to way' % MEDICINES, 'alter table %s rename column way to route' % MEDICINES))


def a_row_that_cannot_be_read_stops_nothing_and_never_looks_clear():
    for harm, mend in BROKEN:
        who = t.patient(medicines=['aspirin'])
        t.host.cluster.sql(harm, 'clinic')
        try:
            record = t.admin.create(t.APPOINTMENT, **t.booking(who))
            state, text = t.found(record)
            equal(state, 'not-evaluated', harm)
            assert 'NOT CHECKED' in text, text
            line, = [one for one in t.host.text().splitlines() if '%s,%d: NOT CHECKED' % (t.APPOINTMENT, record) in one]
            assert '0044' not in line and re.search(r' at (tables|speaking)\.py:\d', line), line
            t.admin.write(t.APPOINTMENT, record, appointment_date=t.days(60))
            equal(t.found(record)[0], 'not-evaluated')
            t.admin.call(t.APPOINTMENT, t.host.words['check in'], [record])
            equal(t.found(record)[0], 'clear', 'of medicines no rule asks at check-in')
            surgery = t.admin.create(t.SURGERY, patient=who, description='Skin needling', state='draft',
                                     **t.theatre(t.NOW))
            t.admin.write(t.SURGERY, surgery, state='confirmed')
            equal(t.found(surgery, t.SURGERY)[0], 'not-evaluated')
            t.admin.call(t.APPOINTMENT, 'delete', [record])
        finally:
            t.host.cluster.sql(mend, 'clinic')


def what_cannot_be_kept_stops_nothing_and_never_looks_clear():
    who = t.patient(conditions=['Hypertrophic scar'])
    t.host.cluster.sql('alter table gnuhealth_precare_finding add constraint no_row check (false) not valid', 'clinic')
    try:
        record = t.desk.create(t.APPOINTMENT, **t.booking(who))
    finally:
        t.host.cluster.sql('alter table gnuhealth_precare_finding drop constraint no_row', 'clinic')
    equal(t.found(record)[0], 'not-evaluated')
    t.desk.write(t.APPOINTMENT, record, appointment_date=t.days(60))
    equal(t.found(record)[0], 'hold')


# The statements of one booking that are ours; and a pool between trytond and the database, which gives a transaction
# another session than the one before.
COUNTED = '''
import json
from datetime import datetime, timedelta
Appointment = pool.get('gnuhealth.appointment')
connection = Transaction().connection
Cursor, created, counts = type(connection.cursor()), Appointment.precare_created, []
execute, ran = Cursor.execute, []
Cursor.execute = lambda cursor, sql, args=None: ran.append(sql) or execute(cursor, sql, args)

def counted(appointment, values):
    del ran[:]
    created(appointment, values)
    counts.append(len(ran))

Appointment.precare_created = counted
states = []
with Transaction().set_context(_skip_warnings=True):
    for number in range(6):
        start = datetime.now().replace(microsecond=0) + timedelta(days=42, minutes=number)
        one, = Appointment.create([dict(%r, appointment_date=start)])
        states.append(Appointment(one.id).precare_state)
        Transaction().commit()
        if number in (2, 4):
            connection.cursor().execute('DEALLOCATE ALL')
Cursor.execute = execute
print(json.dumps([states, counts]))'''


def a_booking_costs_few_statements_whichever_connection_it_is_given():
    values = t.booking(t.patient(conditions=['Acne']))
    del values['appointment_date']
    states, counts = t.host.script(COUNTED % values)
    equal(states, ['clear'] * 6)
    first, second, known, lost, asked, lost_again = counts
    equal(known, 2)
    equal((lost, asked, lost_again), (7, 3, 5), 'it is hoped for once in vain, and asked for from then on')
    assert first > known and second > known, counts


# Notes which fields a check reads, then takes each of them away in turn: the field that was renamed.
GONE = '''
import itertools, json
from trytond.modules.health_precare import charting, tables, visit
visit.needs = charting.needs = lambda *unused: None
written, reads = tables.Statement.column, set()

def column(statement, path):
    Model = statement.tables[()][1]
    ours = Model.__name__.startswith('gnuhealth.precare.')
    for step in path.split('.') if not ours and path[0] not in '?!' else ():
        field = Model._fields[step]
        reads.add((Model.__name__, step))
        Model = field.get_target() if hasattr(field, 'get_target') else None
    return written(statement, path)

def judged(name, number, method, *args):
    cursor = Transaction().connection.cursor()
    cursor.execute('update "%%s" set precare_state = null where id = %%d' %% (name.replace('.', '_'), number))
    Transaction().cache.clear()
    tables._written.clear()
    getattr(pool.get(name)(number), method)(*args)
    cursor.execute('select precare_state from "%%s" where id = %%d' %% (name.replace('.', '_'), number))
    return cursor.fetchone()[0]

seen, wrong = 0, []
for what in %r:
    reads.clear()
    tables.Statement.column = column
    first = judged(*what)
    tables.Statement.column = written
    for model, field in sorted(reads):
        if field not in ('id', 'create_date'):
            gone = pool.get(model)._fields.pop(field)
            state = judged(*what)
            pool.get(model)._fields[field] = gone
            seen += 1
            wrong += [(what[0], model, field, state)] if state != 'not-evaluated' else []
    wrong += [(what, first)] if first in (None, 'not-evaluated') or not reads else []
Transaction().rollback()
print(json.dumps([seen, wrong]))'''


def a_field_that_is_gone_is_not_checked_whichever_it_is():
    who = t.patient()
    record = t.admin.create(t.APPOINTMENT, **t.booking(who, t.days(3)))
    surgery = t.admin.create(t.SURGERY, patient=who, description='Skin needling', state='done', **t.theatre(t.days(-2)))
    evaluation = t.admin.create(t.EVALUATION, patient=who, evaluation_start=t.NOW, visit_type='followup',
                                healthprof=t.made['doctor'], chief_complaint='well', state='in_progress')
    seen, wrong = t.host.script(GONE % ([(t.APPOINTMENT, record, 'precare_looked_at'),
                                         (t.SURGERY, surgery, 'precare_charted', 'done'),
                                         (t.EVALUATION, evaluation, 'precare_charted', None)],))
    equal(wrong, [])
    assert seen > 80, seen


def a_surgery_is_withdrawn_when_it_is_cancelled_or_deleted_but_not_from_under_its_appointment():
    def operated(**more):
        before = len(t.chat.holding(t.HELD))
        who = more.pop('patient', None) or t.patient(conditions=['Hypertrophic scar'])
        surgery = t.admin.create(t.SURGERY, patient=who, description='Skin needling', state='draft',
                                 **dict(t.theatre(t.days(30)), **more))
        t.admin.confirm(t.fault_of('UserWarning', lambda: t.admin.call(t.SURGERY, 'confirmed', [surgery])))
        t.admin.call(t.SURGERY, 'confirmed', [surgery])
        equal(t.chat.told(t.HELD, before + 1), before + 1)
        return surgery
    equal(withdrawn(lambda: t.admin.call(t.SURGERY, 'cancel', [operated()])), 1)
    equal(withdrawn(lambda: t.admin.call(t.SURGERY, 'delete', [operated()])), 1)
    who = t.patient()
    admission = t.admin.create(t.APPOINTMENT, **t.booking(who, t.days(30)))
    t.disease(who, 'Hypertrophic scar')
    surgery = operated(patient=who, admission=admission)
    equal(withdrawn(lambda: t.admin.call(t.SURGERY, 'cancel', [surgery])), 0, 'its appointment stands')
    equal(withdrawn(lambda: t.admin.write(t.APPOINTMENT, admission, state='center_cancelled')), 1)


def a_procedure_without_a_long_text_is_known_by_its_code():
    who = t.patient()
    surgery = t.admin.create(t.SURGERY, patient=who, state='draft', **t.theatre(t.NOW))
    t.admin.create('gnuhealth.operation', **{t.host.words['surgery of']: surgery, 'procedure': t.made['code alone']})
    t.admin.call(t.SURGERY, 'confirmed', [surgery])
    equal(t.found(surgery, t.SURGERY)[0], 'no-rules')


def a_process_that_dies_before_it_has_told_tells_at_the_next_look():
    who, before = t.patient(medicines=['aspirin']), len(t.chat.holding(t.WARNED))
    values = t.booking(who)
    values['appointment_date'] = values['appointment_date'].isoformat(' ')
    try:
        t.host.script('''
import os
from trytond.modules.health_precare import preview
preview.Settle.tpc_finish = lambda settle, transaction: os._exit(9)
pool.get('gnuhealth.appointment').create([%r])''' % values)
        raise AssertionError('it lives')
    except RuntimeError:
        pass
    record, = t.admin.call(t.APPOINTMENT, 'search', [('patient', '=', who)], 0, None, None)
    equal(t.found(record)[0], 'warn', 'the form shows it')
    equal(t.chat.told(t.WARNED, before + 1, 1), before)
    run_nightly()
    equal(t.chat.told(t.WARNED, before + 1), before + 1)
    run_nightly()
    equal(t.chat.told(t.WARNED, before + 2, 1), before + 1, 'told once')


def run_nightly():
    cron, = t.root.call('ir.cron', 'search', [('method', '=', 'gnuhealth.appointment|precare_again')], 0, None, None)
    t.root.call('ir.cron', 'run_once', [cron])


def a_booking_is_looked_at_again_at_night_and_never_refused():
    clear, held = [t.admin.create(t.APPOINTMENT, **t.booking(t.patient())) for _ in range(2)]
    past = t.admin.create(t.APPOINTMENT, **t.booking(t.patient(medicines=['aspirin']), t.days(-2), state='done'))
    who = t.admin.read(t.APPOINTMENT, held, 'patient')['patient']
    t.disease(who, 'Hypertrophic scar')
    before = len(t.chat.holding(t.HELD))
    run_nightly()
    equal((t.found(clear)[0], t.found(held)[0]), ('clear', 'hold'))
    equal(t.found(past)[0], None, 'nothing to book in what is over')
    equal(t.admin.read(t.APPOINTMENT, held, 'state')['state'], 'confirmed')
    equal(t.chat.told(t.HELD, before + 1), before + 1)


def a_plugin_that_is_none_and_rules_that_are_broken_stop_no_booking():
    """And what was booked meanwhile is checked at night."""
    fake = write(os.path.join(t.site.folder, 'precare.so'), 'no library', 0o755)
    broken = write(os.path.join(t.site.folder, 'broken.yaml'), 'format: precare-config/1\nclinic: {name: [}\n', 0o644)
    unchecked = []
    for options in ({'plugin': fake}, {'config': broken}, {'config': '/nowhere.yaml'}):
        t.again(**dict(t.OPTIONS, **options))
        record = t.admin.create(t.APPOINTMENT, **t.booking(t.patient(medicines=['isotretinoin'])))
        state, text = t.found(record)
        equal(state, 'not-evaluated', str(options))
        assert 'NOT CHECKED' in text, text
        unchecked.append(record)
    t.again(**t.OPTIONS)
    run_nightly()
    equal([t.found(record)[0] for record in unchecked], ['block'] * 3)


def workers_that_are_forked_each_tell_what_they_booked():
    t.again(workers=3, **t.OPTIONS)
    before, logged = len(t.chat.holding(t.WARNED)), len(t.host.text())
    at_once(12)
    equal(t.chat.told(t.WARNED, before + 12, 40), before + 12)
    lines = [line for line in t.host.text()[logged:].splitlines() if ' saved: warn' in line]
    equal(len(lines), 12)
    assert len({line.split()[2] for line in lines}) > 1, lines


def at_once(number):
    """So many bookings over a warning, from as many sessions."""
    people = [t.patient(medicines=['aspirin']) for _ in range(number)]
    wrong, start = [], threading.Barrier(number)

    def book(who):
        try:
            session = Session(t.host, 'desk', t.PASSWORD)
            start.wait(60)
            t.book_over_warning(session, t.booking(who))
        except Exception as error:  # told at the end, in the main thread
            wrong.append(repr(error))

    threads = [threading.Thread(target=book, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    equal(wrong, [])
    equal(sum(t.appointments(who) for who in people), number)


def tests(clinic):
    global t
    t = clinic
    return [
        a_copy_is_a_booking_of_its_own,
        a_free_slot_is_checked_when_somebody_takes_it,
        a_slot_that_is_freed_withdraws,
        a_slot_that_is_given_to_another_patient_withdraws_and_is_judged_for_that_one,
        a_no_show_withdraws_and_a_booking_that_is_taken_up_again_is_told_again,
        what_is_rolled_back_withdraws_nothing,
        several_bookings_in_one_write_are_each_asked_for_and_told,
        a_warning_that_is_never_to_be_shown_again_still_waits_for_its_reason,
        a_row_that_cannot_be_read_stops_nothing_and_never_looks_clear,
        what_cannot_be_kept_stops_nothing_and_never_looks_clear,
        a_booking_costs_few_statements_whichever_connection_it_is_given,
        a_field_that_is_gone_is_not_checked_whichever_it_is,
        a_surgery_is_withdrawn_when_it_is_cancelled_or_deleted_but_not_from_under_its_appointment,
        a_procedure_without_a_long_text_is_known_by_its_code,
        a_process_that_dies_before_it_has_told_tells_at_the_next_look,
        a_booking_is_looked_at_again_at_night_and_never_refused,
        a_plugin_that_is_none_and_rules_that_are_broken_stop_no_booking,
        workers_that_are_forked_each_tell_what_they_booked,
    ]
