# SPDX-License-Identifier: MIT
"""OpenEMR's module on stand-ins of OpenEMR's classes (tests/hosts/openemr), with real php-fpm, nginx, MariaDB, Symfony
dispatcher, courier, chat and Chromium: started by openemr_test.sh. What it does not prove: OpenEMR itself."""
import datetime
import json
import os
import subprocess
import sys
import zoneinfo

from openemr_host import Database, Web
from support import COMMAND, PLUGIN, SOURCE, Chat, Site, equal, folder, readable, run, until, write

TODAY = datetime.datetime.now(zoneinfo.ZoneInfo('America/New_York')).date()
SOON = TODAY + datetime.timedelta(days=30)
DIALOG = 'main/calendar/add_edit_event.php'
CHECK = 'modules/custom_modules/oe-module-precare/public/check.php'
SECRET = ('keloid', 'isotretinoin', 'L91', 'quibble', 'aspirin', '1980')
HOSTILE = '<img src=x onerror="document.title=1"> isotretinoin'

chat = Chat()
site = Site(os.path.join(SOURCE, 'tests', 'hosts', 'rules'), chat, owner='www-data', extra='''map:
  providers: {"7": {role: physician, training: [microneedling]}}
  procedures: {microneedling: {procedure: microneedling, sites: [face]}, botox: {procedure: Botox, sites: [face]}}
''')
database = Database()
settings = write(os.path.join(folder(), 'openemr.ini'), f'''config = {site.config}
plugin = {site.plugin}
header = {readable(os.environ['OPENEMR_HEADER'], folder())}
[roles]
Physicians = physician
Front Office = front-desk
''')
web = Web(database, settings)
front, doctor, bill = web.visit('front'), web.visit('doctor'), web.visit('bill')
ask = database.ask
people = 0


def patient(born='1980-03-14', sex='Female', none=('medical_problem', 'medication', 'allergy'), **rows):
    """A patient; `none` lists were answered with "None"; rows: conditions, medications."""
    global people
    people += 1
    ask('INSERT INTO patient_data (pid, fname, lname, DOB, sex) '
        f"VALUES ({people}, 'Q', 'Quibble', '{born}', '{sex}')")
    for kind in none:
        ask(f"INSERT INTO lists_touch VALUES ({people}, '{kind}', '{TODAY} 09:00:00')")
    for kind, title, code in rows.get('lists', ()):
        ask('INSERT INTO lists (date, type, title, diagnosis, activity, pid) '
            f"VALUES (NOW(), '{kind}', '{title}', '{code}', 1, {people})")
    return people


def booked(pid, day, category, hour='09'):
    """A row that nobody announced; its id."""
    ask('INSERT INTO openemr_postcalendar_events '
        '(pc_catid, pc_pid, pc_aid, pc_eventDate, pc_startTime, pc_duration) '
        f"VALUES ({category}, {pid}, 7, '{day}', '{hour}:00:00', 3600)")
    return int(ask('SELECT MAX(pc_eid) FROM openemr_postcalendar_events'))


def keloid(**more):
    return patient(lists=[('medical_problem', 'Keloid quibble', 'ICD10:L91.0')], **more)


def form(pid, day=SOON, decisions=None, **more):
    """What the dialog sends, as a front desk in the USA writes it."""
    fields = {'form_action': 'save', 'recurr_affect': '', 'selected_date': str(SOON), 'form_category': '10',
              'form_title': 'Microneedling', 'facility': '3', 'form_pid': pid, 'form_provider': '7',
              'form_date': day.strftime('%m/%d/%Y'), 'form_hour': '14', 'form_minute': '0', 'form_duration': '60',
              'form_allday': '0', 'form_apptstatus': '-', **more}
    if decisions is not None:
        fields['precare_decisions'] = json.dumps(decisions)
    return fields


def check(who, pid, **more):
    status, text = who.get(CHECK, {**form(pid), 'precare_eid': '0', 'csrf_token_form': who.token, **more})
    equal(status, 200, text)
    return json.loads(text)


def outcomes(shown):
    return [one['outcome'] for one in shown['findings']]


def save(who, pid, eid=0, **more):
    """Saves in the dialog; the row's id."""
    status, text = who.get('%s?eid=%d' % (DIALOG, eid), form(pid, **more))
    equal(status, 200, text)
    return int(text.partition('saved ')[2].partition('<')[0])


def status_of(eid):
    return ask(f'SELECT pc_apptstatus FROM openemr_postcalendar_events WHERE pc_eid = {eid}')


def overall(eid, occurrence=''):
    return ask(f"SELECT overall FROM precare_visit WHERE eid = {eid} AND occurrence = '{occurrence}'")


def told(eid):
    """The records of a visit."""
    rows = [json.loads(line) for line in site.command('records', 'export')[1].splitlines() if line.startswith('{')]
    return [one for one in rows if one.get('appointment') == 'openemr_postcalendar_events,%d@default' % eid]


def messages():
    """All that the chat was told so far, when nothing more is waiting."""
    until(lambda: '"waiting":0' in site.command('outbox', 'stats')[1].replace(' ', ''), 10)
    return len(chat.bodies)


def more_messages(before, count):
    """The chat is told so many more, and none too many."""
    until(lambda: len(chat.bodies) >= before + count, 15)
    until(lambda: len(chat.bodies) > before + count, 0.6)
    equal(len(chat.bodies) - before, count, 'messages')


# ---- the endpoint ----

def the_endpoint_lets_in_a_session_with_its_token_that_may_write_appointments():
    pid = patient()
    nobody = web.visit(None)
    equal(nobody.get(CHECK, form(pid))[0], 401)
    equal(front.get(CHECK, form(pid))[0], 403, 'no token')
    equal(front.get(CHECK, {**form(pid), 'csrf_token_form': doctor.token})[0], 403, "another's token")
    equal(bill.get(CHECK, {**form(pid), 'csrf_token_form': bill.token})[0], 403, 'no right to write')
    equal(front.get(CHECK + '?csrf_token_form=' + front.token)[0], 405, 'GET')
    equal(check(front, pid)['overall'], 'clear')


def what_was_answered_with_none_is_known_and_a_row_that_is_absent_is_no_no():
    unasked = check(doctor, patient(none=()))
    equal(unasked['overall'], 'ask')
    assert any('medicines' in q['title'].lower() and 'not asked' in q['title'] for q in unasked['questions']), unasked
    equal(check(doctor, patient())['overall'], 'clear')
    touched = patient(lists=[('medication', 'vitamin', '')])  # touched by its first row: the list was not asked for
    assert any('medicines' in q['title'].lower() for q in check(doctor, touched)['questions'])


def facts_of_each_table_reach_the_rules():
    equal(outcomes(check(doctor, keloid())), ['hold'])
    equal(outcomes(check(doctor, patient(born='2015-01-01'))), ['hold'], 'birth date')
    pid = patient(none=('medical_problem', 'medication'), lists=[('allergy', 'lidocaine', '')])
    equal(outcomes(check(doctor, pid)), ['info'], 'allergy')
    pid = patient()
    ask('INSERT INTO prescriptions (patient_id, drug, start_date, active) '
        f"VALUES ({pid}, 'isotretinoin 20 mg', '{TODAY}', 1)")
    equal(outcomes(check(doctor, pid)), ['block', 'info'], 'prescription')
    ask(f"UPDATE prescriptions SET active = 0, end_date = '{TODAY}' WHERE patient_id = {pid}")
    equal(outcomes(check(doctor, pid)), ['info'], 'stopped lately')
    pid = patient()
    booked(pid, SOON - datetime.timedelta(days=5), 11)
    equal(outcomes(check(doctor, pid)), ['info'], 'another booking')
    pid = keloid()
    for change in ("enddate = '2020-01-01'", "enddate = NULL, verification = 'entered-in-error'",
                   "verification = '', outcome = 1"):
        ask(f'UPDATE lists SET {change} WHERE pid = {pid}')
        assert 'hold' not in outcomes(check(doctor, pid)), change
    ask(f'UPDATE lists SET outcome = 0, activity = NULL WHERE pid = {pid}')
    equal(outcomes(check(doctor, pid)), ['hold'], 'a row that says not whether it is active')
    equal(outcomes(check(doctor, patient(), form_duration='30')), ['info'], 'slot')


def a_front_desk_that_may_not_read_records_is_told_no_word_of_them():
    shown = check(front, keloid())
    equal(outcomes(shown), ['hold'])
    assert not [word for word in SECRET if word.lower() in json.dumps(shown).lower()], shown
    assert 'keloid' in json.dumps(check(doctor, people)).lower()


def one_read_a_table_and_only_of_what_the_rules_ask_for():
    pid = keloid()
    ask("SET GLOBAL general_log = 'ON'")
    check(doctor, pid)
    ask("SET GLOBAL general_log = 'OFF'")
    with open(database.log, encoding='utf-8', errors='replace') as f:
        text = f.read()
    for table in ('patient_data', 'lists', 'lists_touch', 'prescriptions', 'precare_asked', 'precare_decision'):
        equal(text.count('FROM %s\n' % table) + text.count('FROM %s ' % table), 1, table)
    assert 'sex' not in text and 'fname' not in text and 'comments' not in text


def a_column_that_must_be_there_and_is_not_leaves_it_not_checked_and_the_booking_goes_on():
    pid = keloid()
    ask('ALTER TABLE lists RENAME COLUMN verification TO gone')
    try:
        equal(check(doctor, pid)['overall'], 'not-evaluated')
        assert check(doctor, pid)['title'].startswith('NOT CHECKED')
        eid = save(front, pid)
        equal((status_of(eid), overall(eid)), ('-', 'not-evaluated'))
    finally:
        ask('ALTER TABLE lists RENAME COLUMN gone TO verification')
    equal(check(doctor, pid)['overall'], 'hold')
    equal(web.nightly()[0], 0)
    equal((status_of(eid), overall(eid)), ('^', 'hold'), 'looked at again by night')
    assert 'NOT CHECKED: OpenEMR' in web.logged() and 'Quibble' not in web.logged(), web.logged()


def a_plugin_that_is_missing_is_told_and_stops_nothing():
    pid = patient()
    text = open(settings, encoding='utf-8').read()
    write(settings, text.replace(site.plugin, '/nowhere/precare.so'))
    try:
        equal(check(front, pid)['overall'], 'not-evaluated')
        eid = save(front, pid)
        equal((status_of(eid), overall(eid)), ('-', 'not-evaluated'))
    finally:
        write(settings, text)


# ---- saving ----

def a_hold_that_nobody_decided_is_kept_pending_and_told_once():
    pid, before = keloid(), messages()
    check(front, pid)
    eid = save(front, pid)
    equal((status_of(eid), overall(eid)), ('^', 'hold'))
    more_messages(before, 1)
    assert not [word for word in SECRET if word.lower() in chat.bodies[-1].lower()], chat.bodies[-1]
    equal(save(front, pid, eid), eid)
    equal(status_of(eid), '^', 'saved again with the status of the dialog')
    more_messages(before, 1)


def going_on_needs_a_role_that_the_rule_names_and_a_reason_that_it_lists():
    pid = keloid()
    key = check(doctor, pid)['findings'][0]['key']
    equal(check(front, pid)['findings'][0]['reasons'], [])
    eid = save(front, pid, decisions={key: {'reason': 'benefit-outweighs'}})
    equal(status_of(eid), '^', 'a role that may not')
    save(doctor, pid, eid, decisions={key: {'reason': 'because'}})
    equal(status_of(eid), '^', 'a reason that nobody listed')
    equal(ask('SELECT COUNT(*) FROM precare_decision'), '0')
    save(doctor, pid, eid, decisions={key: {'reason': 'benefit-outweighs', 'note': 'Seen.'}})
    equal(status_of(eid), '-', 'its status back')
    equal(ask('SELECT rule, role, reason, note, user_id FROM precare_decision').split('\t'),
          ['h-keloid', 'physician', 'benefit-outweighs', 'Seen.', '4'])
    assert 'overridden' in [one.get('disposition') for one in told(eid)], told(eid)
    save(front, pid, eid)
    equal(status_of(eid), '-', 'decided stays decided')


def a_warning_goes_on_and_is_overridden_by_who_may():
    pid = patient(none=('medical_problem', 'allergy'), lists=[('medication', 'aspirin', '')])
    shown = check(front, pid)
    warned = [one for one in shown['findings'] if one['outcome'] == 'warn'][0]
    equal(warned['reasons'], ['benefit-outweighs', 'record-is-wrong'])
    eid = save(front, pid, decisions={warned['key']: {'reason': 'record-is-wrong'}})
    equal(status_of(eid), '-')
    equal(ask(f'SELECT rule, role FROM precare_decision WHERE eid = {eid}'), 'h-aspirin\tfront-desk')


def a_site_may_have_holds_shown_alone():
    text = open(settings, encoding='utf-8').read()
    write(settings, 'hold = show\n' + text)
    try:
        eid = save(front, keloid())
        equal((status_of(eid), overall(eid)), ('-', 'hold'))
    finally:
        write(settings, text)


def what_is_rolled_back_tells_nobody_and_keeps_nothing():
    for how in ('rollback', 'die'):  # by OpenEMR, or by the end of the request
        pid, before = keloid(), messages()
        eid = save(front, pid, test_break=how)
        equal((status_of(eid), overall(eid)), ('', ''), how)
        more_messages(before, 0)


def a_cancelled_moved_or_deleted_visit_is_withdrawn_or_looked_at_again():
    pid, before = keloid(), messages()
    eid = save(front, pid)
    more_messages(before, 1)
    save(front, pid, eid, day=SOON + datetime.timedelta(days=7))
    equal(ask(f'SELECT LEFT(start, 10) FROM precare_visit WHERE eid = {eid}'), str(SOON + datetime.timedelta(days=7)))
    before = messages()
    save(front, pid, eid, form_action='delete')
    equal(overall(eid), '')
    more_messages(before, 1)  # withdrawn
    eid = save(front, pid)
    before = messages()
    front.get('act.php?do=track&eid=%d&pid=%d&status=x' % (eid, pid))
    equal(overall(eid), '')
    more_messages(before, 1)


def a_duplicate_raises_no_other_event_and_is_looked_at():
    pid = keloid()
    eid = save(front, pid)
    double = save(front, pid, eid, form_action='duplicate', day=SOON + datetime.timedelta(days=1))
    assert double != eid
    equal((status_of(double), overall(double)), ('^', 'hold'))
    key = check(doctor, pid)['findings'][0]['key']
    decided = save(doctor, pid, eid, form_action='duplicate', decisions={key: {'reason': 'benefit-outweighs'}})
    reason = ask(f'SELECT reason FROM precare_decision WHERE eid = {decided}')
    equal((status_of(decided), reason), ('-', 'benefit-outweighs'))


def each_day_of_a_series_is_a_visit_of_its_own():
    pid = keloid()
    days = [SOON + datetime.timedelta(days=7 * n) for n in range(3)]
    eid = save(front, pid, form_repeat='1', form_enddate=days[-1].strftime('%m/%d/%Y'))
    equal(ask(f'SELECT occurrence FROM precare_visit WHERE eid = {eid} ORDER BY occurrence').split(),
          [str(day) for day in days])
    kept = {r.get('occurrence') for r in told(eid)}
    assert {str(d) for d in days} <= kept, kept
    save(front, pid, eid, form_action='delete', recurr_affect='current', selected_date=str(days[1]))
    equal(overall(eid, days[1]), '', 'the day that was taken out')
    new = int(ask('SELECT MAX(pc_eid) FROM openemr_postcalendar_events')) + 1
    save(front, pid, eid, recurr_affect='current', selected_date=str(days[2]),
         day=days[2] + datetime.timedelta(days=1))
    equal((overall(eid, days[2]), overall(new), overall(eid, days[0])), ('', 'hold', 'hold'), 'moved alone')
    equal([(one['action'], one['occurrence']) for one in told(eid)][-2:],
          [('cancel', str(days[1])), ('reschedule', str(days[2]))], 'still that day of the series')
    equal(told(new), [])
    assert ' 0 booked or moved without a check' in web.nightly()[1]
    key = check(doctor, pid, precare_eid=str(new))['findings'][0]['key']
    save(doctor, pid, new, day=days[2] + datetime.timedelta(days=1), decisions={key: {'reason': 'benefit-outweighs'}})
    equal(status_of(new), '-')
    assert 'hold' not in outcomes(check(doctor, pid, precare_eid=str(new))), 'decided for that day'
    equal(outcomes(check(doctor, pid, precare_eid=str(eid), selected_date=str(days[0]))), ['hold'])
    assert 'hold' not in outcomes(check(doctor, pid, precare_eid=str(eid), selected_date=str(days[2])))
    save(front, pid, new, form_action='delete')
    equal([(one['action'], one['occurrence']) for one in told(eid)][-1], ('cancel', str(days[2])))


def the_rest_of_a_series_that_is_moved_is_a_series_of_its_own():
    pid = keloid()
    days = [SOON + datetime.timedelta(days=7 * n) for n in range(4)]
    until_last = {'form_repeat': '1', 'form_enddate': days[-1].strftime('%m/%d/%Y')}
    eid = save(front, pid, **until_last)
    save(front, pid, eid, recurr_affect='future', selected_date=str(days[1]), day=days[1], form_hour='16', **until_last)
    kept = ask(f'SELECT eid - {eid}, occurrence FROM precare_visit WHERE pid = {pid} ORDER BY 1, 2').splitlines()
    equal(kept, ['0\t%s' % days[0]] + ['1\t%s' % day for day in days[1:]])


# ---- charting ----

def checking_in_is_looked_at_once_on_a_change_of_status():
    pid = patient(lists=[('medical_problem', 'impetigo', '')])
    eid = save(front, pid, day=TODAY, form_hour='23')
    before = messages()
    equal(front.get('act.php?do=track&eid=%d&pid=%d&status=@' % (eid, pid))[1], 'done')
    more_messages(before, 1)
    front.get('act.php?do=track&eid=%d&pid=%d&status=@' % (eid, pid))
    more_messages(before, 1)
    equal([one['moment'] for one in told(eid)], ['booking', 'check-in'])


def a_check_in_by_the_dialog_is_shown_before_it_is_saved():
    pid = patient(lists=[('medical_problem', 'impetigo', '')])
    equal(outcomes(check(doctor, pid, form_date=TODAY.strftime('%m/%d/%Y'))), [], 'a booking')
    shown = check(doctor, pid, form_date=TODAY.strftime('%m/%d/%Y'), form_apptstatus='@')
    equal(outcomes(shown), ['hold'])
    equal(shown['findings'][0]['say'], 'Not today: impetigo.')


def a_patient_who_is_here_is_not_made_pending():
    pid, before = keloid(), messages()
    eid = save(front, pid, day=TODAY, form_hour='23', form_apptstatus='@')
    equal((status_of(eid), overall(eid)), ('@', 'hold'))
    more_messages(before, 1)


def a_new_encounter_is_vetoed_over_a_hold_and_one_that_exists_never_is():
    pid = patient(lists=[('medical_problem', 'impetigo', '')])
    before = messages()
    status, text = doctor.get('act.php?do=encounter&pid=%d&catid=10' % pid)
    equal(status, 500)
    assert 'a clinician decides' in text and 'impetigo' not in text, text
    equal(ask('SELECT COUNT(*) FROM form_encounter'), '0')
    more_messages(before, 1)  # refused, and told on purpose
    ask(f"INSERT INTO form_encounter (date, pid, pc_catid) VALUES (NOW(), {pid}, 10)")
    equal(doctor.get('act.php?do=update&id=1&pid=%d&catid=10' % pid)[1], 'done')
    equal(doctor.get('act.php?do=encounter&pid=%d&catid=10' % patient())[1], 'done')


# ---- by night ----

def the_nightly_look_finds_what_the_rest_api_and_the_portal_booked_in_silence():
    pid, before = keloid(), messages()
    eid = booked(pid, SOON, 10)
    code, text = web.nightly()
    equal(code, 0, text)
    assert ' 1 booked or moved without a check' in text, text
    equal((status_of(eid), overall(eid)), ('^', 'hold'))
    more_messages(before, 1)
    assert ' 0 booked or moved without a check' in web.nightly()[1]
    more_messages(before, 1)
    ask(f'DELETE FROM openemr_postcalendar_events WHERE pc_eid = {eid}')
    web.nightly()
    equal(overall(eid), '', 'deleted in silence')
    more_messages(before, 2)


def a_module_that_was_switched_off_is_told_by_night():
    bootstrap = os.path.join(web.module, 'openemr.bootstrap.php')
    os.chmod(bootstrap, 0)
    equal(front.get(DIALOG)[0], 200)
    equal(ask('SELECT mod_active FROM modules'), '0', 'OpenEMR switches it off')
    pid = keloid()
    eid = save(front, pid)
    equal((status_of(eid), overall(eid)), ('-', ''), 'nothing is checked')
    code, text = web.nightly()
    equal(code, 1)
    assert 'SWITCHED OFF' in text and 'cannot be read' in text, text
    equal((status_of(eid), overall(eid)), ('^', 'hold'), 'but by night')
    os.chmod(bootstrap, 0o644)
    ask('UPDATE modules SET mod_active = 1')
    equal(web.nightly()[0], 0)


def the_dialog_in_a_browser():
    people_of = {'clear': patient(), 'hold': keloid(),
                 'hostile': patient(none=('medical_problem', 'allergy'), lists=[('medication', HOSTILE, '')]),
                 'unasked': patient(none=())}
    done = subprocess.run(['node', os.path.join(SOURCE, 'tests', 'hosts', 'openemr.js'), os.environ['OPENEMR_MODULES'],
                           os.environ['OPENEMR_CHROMIUM'], 'http://127.0.0.1:%d/interface/' % web.port, str(SOON),
                           json.dumps(people_of), folder()], capture_output=True, text=True, timeout=80)
    print(done.stdout, end='')
    equal(done.returncode, 0, done.stderr[-2000:])
    equal(done.stdout.count('ok: '), 14, done.stdout)


def the_conformance_kit_finds_nothing_wrong():
    adapter = '/usr/bin/python3 ' + os.path.join(SOURCE, 'tests', 'hosts', 'openemr_conform.py')
    done = subprocess.run([COMMAND, 'conform', '--plugin', PLUGIN, '--adapter', adapter, '--wait', '120'],
                          capture_output=True, text=True, timeout=300)
    lines = done.stdout.splitlines()
    equal(lines[-1:], ['26 passed, 0 failed, 4 cannot'], done.stdout + done.stderr)


if __name__ == '__main__':
    sys.exit(run([
        the_endpoint_lets_in_a_session_with_its_token_that_may_write_appointments,
        what_was_answered_with_none_is_known_and_a_row_that_is_absent_is_no_no,
        facts_of_each_table_reach_the_rules,
        a_front_desk_that_may_not_read_records_is_told_no_word_of_them,
        one_read_a_table_and_only_of_what_the_rules_ask_for,
        a_column_that_must_be_there_and_is_not_leaves_it_not_checked_and_the_booking_goes_on,
        a_plugin_that_is_missing_is_told_and_stops_nothing,
        a_hold_that_nobody_decided_is_kept_pending_and_told_once,
        going_on_needs_a_role_that_the_rule_names_and_a_reason_that_it_lists,
        a_warning_goes_on_and_is_overridden_by_who_may,
        a_site_may_have_holds_shown_alone,
        what_is_rolled_back_tells_nobody_and_keeps_nothing,
        a_cancelled_moved_or_deleted_visit_is_withdrawn_or_looked_at_again,
        a_duplicate_raises_no_other_event_and_is_looked_at,
        each_day_of_a_series_is_a_visit_of_its_own,
        the_rest_of_a_series_that_is_moved_is_a_series_of_its_own,
        checking_in_is_looked_at_once_on_a_change_of_status,
        a_check_in_by_the_dialog_is_shown_before_it_is_saved,
        a_patient_who_is_here_is_not_made_pending,
        a_new_encounter_is_vetoed_over_a_hold_and_one_that_exists_never_is,
        the_nightly_look_finds_what_the_rest_api_and_the_portal_booked_in_silence,
        a_module_that_was_switched_off_is_told_by_night,
        the_dialog_in_a_browser,
        the_conformance_kit_finds_nothing_wrong,
    ]))
