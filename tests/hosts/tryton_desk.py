# SPDX-License-Identifier: MIT
"""At the desk, over JSON-RPC as the front desk and as the doctor: a hold waits and nobody gets past it,
the desk reads nothing of the chart, going on is by what the rule and the user allow, questions are
answered on the spot. Run by tryton_test.py, whose clinic, users and chat these tests share."""
import base64
import datetime
import glob
import http.client
import json
import os
import re
import zoneinfo

from support import SOURCE, equal, until
from tryton_host import DATABASE

t = None  # tryton_test, with its clinic
CHECK, DECISION, FORM = 'gnuhealth.precare.check', 'gnuhealth.precare.decision', 'gnuhealth.precare.form'
BEFORE = r'before the visit on (\w{3}\s\d{1,2}\s\w{3}\s\d{4}, \d\d:\d\d)'  # the clinic's clock
DESK_HOLD = (r'A safety rule holds this visit\. What it found is for clinicians to read\.\nAsk, %s: physician\.\nDo not begin '
             r'the visit until one of them has decided; you may move it or call it off\.' % BEFORE)
WHO_MAY = (r'You may not decide this\. Ask one who may, %s: physician\. Do not begin the visit until then; '
           r'you may move it or call it off\.' % BEFORE)
SECRETS = ('keloid', 'aspirin', 'isotretinoin', 'scar', 'tretinoin')


def when(start):
    """A time of the host's as the clinic's words have it."""
    here = start.replace(tzinfo=datetime.timezone.utc).astimezone(zoneinfo.ZoneInfo('America/New_York'))
    return here.strftime('%%a %d %%b %%Y, %%H:%%M' % here.day)


def says(pattern, words, start=None):
    """These words, and the time in them (with breaks as the host has them)."""
    found = re.fullmatch(pattern.replace(' ', r'\s'), words, re.S)
    assert found, (pattern, words)
    if start is not None:
        equal(' '.join(found.group(1).split()), when(start))


class Wizard:
    """A wizard of the host, on a record, as a client runs it."""

    def __init__(self, session, name, record, model=None):
        self.session, self.name = session, 'wizard.gnuhealth.precare.' + name
        model = model or t.APPOINTMENT
        self.context = dict(session.context, active_model=model, active_id=record, active_ids=[record])
        self.id, self.state, self.end = session.rpc(self.name + '.create', self.context)
        self.data, self.answer = {}, None
        self.go(self.state)

    def go(self, state):
        """Presses a button; the values of the view that comes, or None: it is over."""
        self.answer = self.session.rpc(self.name + '.execute', self.id, self.data, state, self.context)
        view = self.answer.get('view')
        self.state = view['state'] if view else None
        if view:
            self.data[self.state] = dict(view['defaults'])
        return self.data[self.state] if view else None

    @property
    def values(self):
        return self.data[self.state]

    def choices(self, line, method):
        model = {'go_on': 'gnuhealth.precare.go_on.line', 'ask': 'gnuhealth.precare.ask.line'}[self.name.rpartition('.')[2]]
        return [one for one, _ in self.session.call(model, method, {'options': line['options']}) if one]


def go_on(session, record, reason='benefit-outweighs', note=None, model=None):
    """Gives a reason for all that this user may decide."""
    wizard = Wizard(session, 'go_on', record, model)
    equal(wizard.state, 'page', str(wizard.answer))
    for line in wizard.values['lines']:
        line.update(reason=reason, note=note)
        line['role'] = line['role'] or wizard.choices(line, 'get_roles')[0]
    wizard.go('decide')


def shown(session, record, model=None):
    """(state, the findings' rows, the questions' sentences) as this user reads them."""
    row = session.read(model or t.APPOINTMENT, record, 'precare_state', 'precare_lines', 'precare_asks')
    lines = session.call('gnuhealth.precare.finding', 'read', list(row['precare_lines']), ['sign', 'outcome', 'sentence', 'by_when', 'head'])
    asks = session.call('gnuhealth.precare.question', 'read', list(row['precare_asks']), ['sentence'])
    order = {number: place for place, number in enumerate(row['precare_lines'])}
    lines.sort(key=lambda one: order[one['id']])
    return row['precare_state'], lines, [one['sentence'] for one in asks]


def held(session=None):
    return (session or t.desk).create(t.APPOINTMENT, **t.booking(t.patient(conditions=['Hypertrophic scar'])))


def state_of(record):
    return t.admin.read(t.APPOINTMENT, record, 'state')['state']


# ---- 3: a hold waits -----------------------------------------------------------------------------

def a_hold_is_saved_waits_and_is_told_at_once():
    before = len(t.chat.holding(t.HELD))
    record = held()
    equal((state_of(record), shown(t.desk, record)[0]), ('precare_pending', 'hold'))
    equal(t.chat.told(t.HELD, before + 1), before + 1)
    t.desk.write(t.APPOINTMENT, record, comments='calls back')
    equal(t.chat.told(t.HELD, before + 2, 1), before + 1, 'told once')


def nothing_begins_a_visit_that_waits():
    record = held()
    who = t.admin.read(t.APPOINTMENT, record, 'patient')['patient']
    ways = {
        'checked in by its state': lambda: t.desk.write(t.APPOINTMENT, record, state='checked_in'),
        'done by its state': lambda: t.admin.write(t.APPOINTMENT, record, state='done'),
        'confirmed by its state': lambda: t.desk.write(t.APPOINTMENT, record, state='confirmed'),
        'no state': lambda: t.desk.write(t.APPOINTMENT, record, state=None),
        'the button': lambda: t.desk.call(t.APPOINTMENT, t.host.words['check in'], [record]),
        'an evaluation': lambda: t.admin.create(
            t.EVALUATION, patient=who, appointment=record, evaluation_start=t.NOW, healthprof=t.made['doctor'],
            state='in_progress'),
        'two in one write': lambda: t.desk.call(t.APPOINTMENT, 'write', [record], {'comments': 'x'}, [record],
                                                {'state': 'checked_in'}),
    }
    for what, way in ways.items():
        fault = t.fault_of('UserError', way)
        assert 'waits for a clinician' in fault.rest[0] and 'physician' in fault.rest[1], (what, fault)
        equal(state_of(record), 'precare_pending', what)
    for warned in (False, True):  # neither where the host's warnings are skipped
        t.fault_of('UserError', lambda: t.desk.call(t.APPOINTMENT, 'write', [record], {'state': 'checked_in'},
                                                    _skip_warnings=warned))
    copy, = t.desk.call(t.APPOINTMENT, 'copy', [record])
    equal(state_of(copy), 'precare_pending', 'a copy waits too')
    t.desk.write(t.APPOINTMENT, copy, state='free')
    t.fault_of('UserError', lambda: t.desk.write(t.APPOINTMENT, copy, state='checked_in'))
    t.desk.write(t.APPOINTMENT, record, state='user_cancelled')
    t.fault_of('UserError', lambda: t.desk.write(t.APPOINTMENT, record, state='done'))
    equal(state_of(record), 'user_cancelled', 'it may be called off')


def decided_of(session, record):
    """What it is, and the sentence, of the one finding."""
    (line,) = shown(session, record)[1]
    return line['head'], line['sentence']


def a_clinician_releases_it_and_it_is_begun():
    record = held()
    name = t.admin.read(t.APPOINTMENT, record, 'name')['name']
    go_on(t.admin, record, 'record-is-wrong', 'seen on the phone')
    row = t.admin.read(t.APPOINTMENT, record, 'state', 'name', 'precare_state')
    equal(row, {'id': record, 'state': 'confirmed', 'name': name, 'precare_state': 'info'}, 'and it keeps its code')
    kept, = t.decisions(record)
    equal((kept['rule'], kept['reason'], kept['note'], kept['role'], kept['create_uid']),
          ('h-keloid', 'record-is-wrong', 'seen on the phone', 'physician', t.admin.user))
    what, read = decided_of(t.admin, record)
    assert what == 'i  Decided' and 'keloid' in read, (what, read)
    assert '\nDecided, it holds the visit no more: physician, record is wrong, ' in read and 'phone' not in read, read
    what, read = decided_of(t.desk, record)
    assert what == 'i  Decided' and 'A clinician has decided this one (physician, ' in read, (what, read)
    assert read.endswith('it holds the visit no more. You need do nothing more for it.'), read
    assert 'wrong' not in read and 'keloid' not in read, 'the reason is of the chart: ' + read
    t.admin.write(t.APPOINTMENT, record, appointment_date=t.days(50))
    equal((state_of(record), shown(t.admin, record)[0]), ('confirmed', 'info'), 'it holds for this appointment')


def a_refused_hold_is_told_once_and_leads_to_the_patient():
    t.again(hold='refuse', **t.OPTIONS)
    try:
        who, before = t.patient(conditions=['Hypertrophic scar']), len(t.chat.holding(t.HELD))
        for _ in range(3):
            fault = t.fault_of('UserError', lambda: t.desk.create(t.APPOINTMENT, **t.booking(who)))
            assert 'A clinician decides' in fault.rest[0] and 'physician' in fault.rest[1], fault
        equal(t.appointments(who), 0)
        equal(t.chat.told(t.HELD, before + 1), before + 1)
        equal(t.chat.told(t.HELD, before + 2, 1), before + 1, 'however often it is tried')
        status, text = t.site.command('outbox', 'show', t.ref_of(t.chat.holding(t.HELD)[-1]))
        assert status == 0 and 'gnuhealth.patient,%d@clinic' % who in text, (status, text)
        record = t.admin.create(t.APPOINTMENT, **t.booking(t.patient(conditions=['Hypertrophic scar'])))
        equal(state_of(record), 'precare_pending', 'who may decide it saves it, and decides')
    finally:
        t.again(**t.OPTIONS)


# ---- 5: what the desk reads, and what nobody writes ------------------------------------------------

def the_desk_reads_what_to_do_and_no_word_of_the_chart():
    record = held()
    state, lines, _ = shown(t.desk, record)
    equal([(one['sign'], one['outcome']) for one in lines], [('!!', 'hold')])
    says(DESK_HOLD, lines[0]['sentence'], t.days(42))
    assert 'keloid' in shown(t.admin, record)[1][0]['sentence'], shown(t.admin, record)
    equal(shown(t.doctor, record)[1][0]['sentence'], shown(t.admin, record)[1][0]['sentence'])
    fields = [name for name in t.desk.call(t.APPOINTMENT, 'fields_get') if name.startswith('precare')]
    seen = json.dumps(t.desk.read(t.APPOINTMENT, record, *fields), default=str)
    check, = t.desk.call(CHECK, 'search', [('record', '=', '%s,%d' % (t.APPOINTMENT, record))], 0, None, None)
    for model, ids in ((CHECK, [check]), ('gnuhealth.precare.finding', [one['id'] for one in lines])):
        names = list(t.desk.call(model, 'fields_get'))
        assert 'content' not in names, names
        seen += json.dumps(t.desk.call(model, 'read', ids, names), default=str)
    for word in SECRETS:
        assert word not in seen.lower(), (word, seen)
    blocked = t.booking(t.patient(medicines=['isotretinoin']))
    fault = t.fault_of('UserError', lambda: t.desk.create(t.APPOINTMENT, **blocked))
    assert 'must not be booked' in fault.rest[0] and 'isotretinoin' not in json.dumps(fault.rest).lower(), fault
    fault = t.fault_of('UserWarning', lambda: t.desk.create(t.APPOINTMENT, **t.booking(t.patient(medicines=['aspirin']))))
    assert 'aspirin' not in json.dumps(fault.rest).lower() and 'front desk' in json.dumps(fault.rest), fault


def decisions_are_read_by_who_may_read_the_chart():
    record = held()
    go_on(t.admin, record)
    number = t.admin.read(t.APPOINTMENT, record, 'precare_decisions')['precare_decisions'][0]
    equal(list(t.desk.read(t.APPOINTMENT, record, 'precare_decisions')['precare_decisions']), [])
    t.fault_of('UserError', lambda: t.desk.call(DECISION, 'read', [number], ['say']))
    t.fault_of('UserError', lambda: t.desk.call(DECISION, 'search', [('say', 'ilike', '%keloid%')], 0, None, None))
    t.fault_of('UserError', lambda: t.desk.call(DECISION, 'search_read', [], 0, 9, None, ['rule']))
    equal(t.doctor.call(DECISION, 'read', [number], ['rule'])[0]['rule'], 'h-keloid')


def results_are_written_by_nobody():
    record = held()
    check, = t.admin.call(CHECK, 'search', [('record', '=', '%s,%d' % (t.APPOINTMENT, record))], 0, None, None)
    line = t.admin.read(t.APPOINTMENT, record, 'precare_lines')['precare_lines'][0]
    for session in (t.desk, t.doctor, t.admin):
        ways = [
            lambda: session.write(t.APPOINTMENT, record, precare_state='clear'),
            lambda: session.create(t.APPOINTMENT, **dict(t.booking(t.patient()), precare_state='clear')),
            lambda: session.call(CHECK, 'write', [check], {'waiting': False, 'undecided': 0}),
            lambda: session.call(CHECK, 'delete', [check]),
            lambda: session.call(CHECK, 'copy', [check]),
            lambda: session.call('gnuhealth.precare.finding', 'delete', [line]),
            lambda: session.call('gnuhealth.precare.finding', 'write', [line], {'outcome': 'info'}),
            lambda: session.call(DECISION, 'create', [{'rule': 'h-keloid', 'outcome': 'hold', 'moment': 'booking',
                                                       'visit': 'x', 'key': 'x', 'role': 'physician', 'reason': 'y'}]),
            lambda: session.call(FORM, 'create', [{'visit': 'x'}]),
        ]
        for way in ways:
            t.fault_of('UserError', way)
    equal((state_of(record), shown(t.admin, record)[0]), ('precare_pending', 'hold'))


# ---- 2: going on ---------------------------------------------------------------------------------

def who_may_not_decide_is_told_who_may_and_nothing_else():
    record = held()
    wizard = Wizard(t.desk, 'go_on', record)
    equal(wizard.state, 'others')
    says(r'.*, %s: a safety rule waits for a decision\.\n' % when(t.days(42)) + WHO_MAY, wizard.values['text'])
    forged = {'lines': [{'rule': 'h-keloid', 'reason': 'benefit-outweighs', 'role': 'physician'}], 'text': None}
    wizard.data['page'] = forged
    fault = t.fault_of('UserError', lambda: wizard.go('decide'))
    says(WHO_MAY, fault.rest[0], t.days(42))
    equal((state_of(record), t.decisions(record)), ('precare_pending', []))


def a_reason_is_of_its_rule_and_a_decision_of_one_finding():
    record = t.admin.create(t.APPOINTMENT, **t.booking(t.patient(
        conditions=['Hypertrophic scar', 'Graft'])))
    wizard = Wizard(t.admin, 'go_on', record)
    lines = {line['rule']: line for line in wizard.values['lines']}
    equal(sorted(lines), ['h-graft', 'h-keloid'])
    equal(wizard.choices(lines['h-keloid'], 'get_reasons'), ['benefit-outweighs', 'record-is-wrong'])
    equal(wizard.choices(lines['h-graft'], 'get_reasons'), ['record-is-wrong'])
    equal([line['role'] for line in lines.values()], ['physician', 'physician'])
    lines['h-graft']['reason'] = 'benefit-outweighs'
    t.fault_of('UserError', lambda: wizard.go('decide'))
    lines['h-graft']['reason'] = 'record-is-wrong'
    fault = t.fault_of('UserError', lambda: wizard.go('decide'))
    assert 'note' in fault.rest[0], fault
    lines['h-graft']['note'] = 'looked at it'
    wizard.go('decide')
    equal([(one['rule'], one['reason']) for one in t.decisions(record)], [('h-graft', 'record-is-wrong')])
    equal((state_of(record), shown(t.admin, record)[0]), ('precare_pending', 'hold'), 'the other one still waits')
    go_on(t.admin, record)
    equal(sorted(one['rule'] for one in t.decisions(record)), ['h-graft', 'h-keloid'])
    equal(state_of(record), 'confirmed')
    equal(Wizard(t.admin, 'go_on', record).state, 'others', 'nothing is left')


def whoever_may_decide_is_told_so_by_when_and_how():
    record = held()
    words = shown(t.admin, record)[1][0]['sentence'].partition('\n')[2]
    says(r'You may decide this yourself \(physician\), %s\. Press "Decide": there you let the visit go ahead for a reason, '
         r'or call it off\.' % BEFORE, words, t.days(42))
    fault = t.fault_of('UserError', lambda: t.admin.write(t.APPOINTMENT, record, state='checked_in'))
    assert 'waits for a clinician' in fault.rest[0] and 'You may decide this yourself (physician), before' in fault.rest[1], fault
    check, = t.admin.call(CHECK, 'search', [('record', '=', '%s,%d' % (t.APPOINTMENT, record))], 0, None, None)
    equal([one.read(CHECK, check, 'deciders')['deciders'] for one in (t.admin, t.desk)], ['You (physician)', 'physician'])
    equal([one.read(CHECK, check, 'found')['found'] for one in (t.admin, t.desk)], ['Keloid', 'A clinician decides first'])
    wizard = Wizard(t.admin, 'go_on', check, CHECK)
    equal(wizard.state, 'page', 'from the review too')
    assert when(t.days(42)) in ' '.join(wizard.values['text'].split()), wizard.values


def a_clinician_may_say_no_and_the_visit_is_called_off():
    record = t.desk.create(t.APPOINTMENT, **t.booking(t.patient(conditions=['Hypertrophic scar'], asked=False)))
    assert shown(t.desk, record)[2], 'something is asked'
    wizard = Wizard(t.admin, 'go_on', record)
    buttons = [one['string'] for one in wizard.answer['view']['buttons']]
    equal(buttons, ['Decide later', 'Call off the visit', 'Let it go ahead'])
    words = wizard.go('call_off')['text']
    assert 'the visit is called off (Cancelled by Health Center)' in ' '.join(words.split()), words
    equal((state_of(record), t.decisions(record)), ('center_cancelled', []))
    check, = t.doctor.call(CHECK, 'search_read', [('record', '=', '%s,%d' % (t.APPOINTMENT, record))], 0, None, None,
                           ['waiting', 'undecided', 'questions', 'due'])
    equal((check['waiting'], check['undecided'], check['questions'], check['due']), (False, 0, 0, None))
    over = 'The visit is called off: nothing is to be done or decided any more.'
    equal([shown(one, record)[1][0]['sentence'].split('\n')[-1] for one in (t.admin, t.desk)], [over, over])
    equal(shown(t.desk, record)[2], [], 'and nothing is asked')
    t.admin.write(t.APPOINTMENT, record, state='confirmed')
    equal(state_of(record), 'precare_pending', 'booked again, it is judged again')
    assert 'You may decide' in shown(t.admin, record)[1][0]['sentence'], shown(t.admin, record)


def of_two_findings_it_is_said_which_one_is_meant():
    who = t.patient(conditions=['Hypertrophic scar', 'impetigo'])
    record = t.desk.create(t.APPOINTMENT, **t.booking(who))
    go_on(t.admin, record)
    assert 'Another' not in ' '.join(one['sentence'] for one in shown(t.desk, record)[1]), shown(t.desk, record)
    told = len(t.chat.holding(t.HELD))
    fault = t.fault_of('UserError', lambda: t.desk.write(t.APPOINTMENT, record, state='checked_in'))
    equal(t.chat.told(t.HELD, told + 1, 1), told, 'what was decided is not told once more')
    assert 'Another safety rule still holds this visit, not the one that was decided.' in fault.rest[0], fault
    assert when(t.days(42)) in ' '.join(fault.rest[0].split()), fault
    assert 'Nobody may let it go ahead as it is' in fault.rest[1], 'a rule without reasons'


# ---- 1: forms that are read ------------------------------------------------------------------------

def the_form_stands_where_the_eye_is_with_widgets_that_clients_have():
    view = t.desk.call(t.APPOINTMENT, 'fields_view_get', None, 'form')
    arch = view['arch']
    for name in ('consultations', 'precare_site', 'precare_state', 'precare_lines', 'precare_asks', 'precare_notes'):
        equal(arch.count('<field name="%s"' % name), 1, name)
        assert name in view['fields'], name
    assert arch.index('id="precare"') < arch.index('name="healthprof"'), arch
    for name in ('precare_go_on', 'precare_ask', 'precare_send_form', 'precare_take_form'):
        assert 'name="%s"' % name in arch, name
    assert 'precare_reason' not in arch and 'precare_answers' in t.admin.call(
        'gnuhealth.patient', 'fields_view_get', None, 'form')['fields']
    columns = re.findall('<field [^>]*>', t.desk.call(t.APPOINTMENT, 'fields_view_get', None, 'tree')['arch'])
    column, = [one for one in columns if 'name="precare_state"' in one]
    assert 'width="165"' in column, 'of 90 pixels, what a client gives it, nobody reads a state: ' + column
    no_widget(t.APPOINTMENT, 'form')
    no_widget(t.APPOINTMENT, 'tree')
    for model in t.root.call('ir.model', 'search_read', [('model', 'like', 'gnuhealth.precare.%')], 0, None, None, ['model']):
        for kind in ('form', 'tree'):
            no_widget(model['model'], kind)


WIDGETS = {
    'form': {'char', 'text', 'integer', 'float', 'boolean', 'date', 'datetime', 'time', 'selection', 'many2one',
             'one2many', 'many2many', 'reference', 'binary'},
    'tree': {'char', 'text', 'integer', 'float', 'boolean', 'date', 'time', 'selection', 'many2one', 'one2many',
             'many2many', 'reference', 'binary'},
}


def no_widget(model, kind):
    """Fails for a field that no client's view of this kind can show (a timestamp crashed both)."""
    view = t.admin.call(model, 'fields_view_get', None, kind)
    for tag in re.findall('<field [^>]*>', view['arch']):
        name = re.search('name="([^"]*)"', tag).group(1)
        if not name.startswith('precare') and not model.startswith('gnuhealth.precare'):
            continue
        widget = re.search('widget="([^"]*)"', tag)
        shown_as = widget.group(1) if widget else view['fields'][name]['type']
        assert shown_as in WIDGETS[kind], (model, kind, name, shown_as)


def findings_are_rows_worst_first_and_a_bare_patient_has_few_lines():
    record = t.admin.create(t.APPOINTMENT, **t.booking(t.patient(
        conditions=['Hypertrophic scar', ('lidocaine', {'is_allergy': True, 'allergy_type': 'da'})], medicines=['tretinoin'])))
    _, lines, _ = shown(t.admin, record)
    equal([one['sign'] for one in lines], ['!!', '+', 'i'])
    equal(lines[1]['by_when'], (t.days(35)).date())
    bare = t.desk.create(t.APPOINTMENT, **t.booking(t.patient(born=None, asked=False)))
    state, lines, asks = shown(t.desk, bare)
    equal(state, 'ask')
    assert 0 < len(lines) + len(asks) <= 12 and len(set(asks)) == len(asks), asks
    assert any(one.startswith('Medicines: not asked. Questions: 1 for the patient') for one in asks), asks


def the_service_is_required_and_the_area_is_sent():
    t.fault_of('UserError', lambda: t.desk.create(t.APPOINTMENT, **t.booking(t.patient(), service=None)))
    record = t.desk.create(t.APPOINTMENT, **t.booking(t.patient(), precare_site='neck'))
    equal([one['sentence'] for one in shown(t.admin, record)[1]], ['The neck is treated.'])
    t.desk.write(t.APPOINTMENT, record, precare_site='face')
    equal(shown(t.admin, record)[1], [])


def questions_are_answered_on_the_spot_and_kept_for_the_patient():
    who = t.patient(asked=False)
    record = t.desk.create(t.APPOINTMENT, **t.booking(who))
    asks = list(t.desk.read(t.APPOINTMENT, record, 'precare_asks')['precare_asks'])
    rows = {one['about']: one['id'] for one in t.desk.call('gnuhealth.precare.question', 'read', asks, ['about'])}
    wizard = Wizard(t.desk, 'ask', rows['medications'], 'gnuhealth.precare.question')
    equal(wizard.state, 'page')
    lines = {line['item']: line for line in wizard.values['lines']}
    assert 'aspirin' in lines and 'keloids' not in lines, sorted(lines)
    equal(wizard.choices(lines['aspirin'], 'get_answers'), ['yes', 'no', 'unsure'])
    lines['aspirin']['answer'] = 'yes'
    lines['aspirin']['words'] = 'Aspirin 100'
    for name, line in lines.items():
        line['answer'] = line['answer'] if name == 'aspirin' else 'no' if line['kind'] == 'tick' else None
    wizard.go('take')
    equal(wizard.state, 'page', 'a yes has follow-ups')
    lines = {line['item']: line for line in wizard.values['lines']}
    equal(wizard.choices(lines['aspirin.use'], 'get_answers')[-1], 'unsure')
    lines['aspirin.use']['answer'] = 'ongoing'
    while wizard.state == 'page':
        wizard.go('take')
    state, lines, asks = shown(t.admin, record)
    assert 'warn' in [one['outcome'] for one in lines], (state, lines)
    assert not any(one.startswith('Medicines') for one in asks), asks
    kept, = t.admin.call(FORM, 'search_read', [('patient', '=', who)], 0, None, None, ['answered_by', 'answered_on'])
    equal(kept['answered_by'], 'staff')
    warning = t.fault_of('UserWarning', lambda: t.admin.create(t.APPOINTMENT, **t.booking(who, t.days(70))))
    assert 'more bruises' in json.dumps(warning.rest), warning


def a_hold_that_an_answer_brings_up_makes_the_visit_wait():
    record = t.desk.create(t.APPOINTMENT, **t.booking(t.patient(asked=False)))
    equal(state_of(record), 'confirmed')
    wizard = Wizard(t.desk, 'ask', record)
    while wizard.state == 'page':
        for line in wizard.values['lines']:
            line['answer'] = {'keloids': 'yes', 'keloids.status': 'active'}.get(line['item'])
        wizard.go('take')
    equal((state_of(record), shown(t.admin, record)[0]), ('precare_pending', 'hold'))


def a_form_is_sent_and_comes_back_with_its_day():
    who = t.patient(asked=False)
    record = t.desk.create(t.APPOINTMENT, **t.booking(who))
    wizard = Wizard(t.desk, 'send_form', record)
    page = wizard.values['page']
    page = base64.b64decode(page['base64']).decode() if isinstance(page, dict) else page
    assert page.startswith('<!doctype html>') and 'aspirin' in page, page[:200]
    equal(wizard.values['filename'], 'precare-form.html')
    form, = t.admin.call(FORM, 'search_read', [('patient', '=', who)], 0, None, None, ['form', 'sent_on'])
    day = (t.TODAY - datetime.timedelta(days=1)).isoformat()
    answers = {'format': 'precare-answers/1', 'form': form['form'], 'by': 'patient', 'on': day,
               'answers': {'aspirin': 'no', 'keloids': 'no'}}
    for given in ({'text': 'nothing of ours', 'file': None}, {'text': json.dumps(dict(answers, form='sha256:0')), 'file': None}):
        back = Wizard(t.desk, 'take_form', record)
        back.values.update(given)
        fault = t.fault_of('UserError', lambda: back.go('take'))
        assert 'cannot be read' in fault.rest[0], fault
    back = Wizard(t.desk, 'take_form', record)
    back.values.update(text=None, file={'__class__': 'bytes', 'base64': base64.b64encode(json.dumps(answers).encode()).decode()})
    equal(back.go('take'), {'text': 'The answers are kept. Not taken, and asked again: 0.'})
    assert not any(one.startswith('Medicines') for one in shown(t.desk, record)[2]), shown(t.desk, record)
    kept = t.admin.call(FORM, 'search_read', [('patient', '=', who), ('answered_on', '!=', None)], 0, None, None,
                        ['answered_on', 'answered_by'])
    equal([(one['answered_on'].isoformat(), one['answered_by']) for one in kept], [(day, 'patient')])
    words = [one.read(t.APPOINTMENT, record, 'precare_answered')['precare_answered'] for one in (t.desk, t.admin)]
    for said in words:
        assert re.search(r'Answered on \w{3}\s%d\s\w{3}\s%s: Patient\.' % (int(day[-2:]), day[:4]), said), words
        assert 'Form sent on ' in said, words
    assert 'Medicines: no to all that was asked' in words[1] and 'Medicines' not in words[0], words


# ---- 9: what is kept for the patient ---------------------------------------------------------------

def a_lasting_clearance_is_sent_with_the_next_visit():
    who = t.patient(conditions=['Graft'])
    first = t.admin.create(t.APPOINTMENT, **t.booking(who))
    go_on(t.admin, first, 'record-is-wrong', 'an old one')
    matter, = t.admin.call(DECISION, 'search_read', [('patient', '=', who)], 0, None, None, ['matter', 'on'])
    assert matter['matter'].startswith('m-') and matter['on'] in (t.TODAY, t.TODAY - datetime.timedelta(days=1)), matter
    second = t.desk.create(t.APPOINTMENT, **t.booking(who, t.days(80)))
    equal((state_of(second), shown(t.admin, second)[0]), ('confirmed', 'info'), 'cleared for a year, the same matter')


# ---- 4: the review ---------------------------------------------------------------------------------

def get(path):
    connection = http.client.HTTPConnection('127.0.0.1', t.host.port, timeout=30)
    connection.request('GET', path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.getheader('Location')


def the_review_shows_what_waits_and_a_reference_leads_there():
    before = len(t.chat.holding(t.HELD))
    record = held()
    equal(t.chat.told(t.HELD, before + 1), before + 1)
    ref = t.ref_of(t.chat.holding(t.HELD)[-1])
    found = t.doctor.call(CHECK, 'search_read', [('waiting', '=', True), ('record', '=', '%s,%d' % (t.APPOINTMENT, record))],
                          0, None, None, ['state', 'undecided', 'record'])
    equal([(one['state'], one['undecided']) for one in found], [('hold', 1)])
    by_ref = t.doctor.call(CHECK, 'search', [('ref', '=', ref)], 0, None, None)
    equal(by_ref, [found[0]['id']])
    equal(t.doctor.call(CHECK, 'search', [('ref', '=', 'ZZZZ-ZZZZ')], 0, None, None), [])
    wizard = Wizard(t.doctor, 'reference', record)
    wizard.values['ref'] = ref.lower()
    wizard.go('open_')
    action = wizard.answer['actions'][0]
    assert str(found[0]['id']) in json.dumps(action), action
    wizard = Wizard(t.doctor, 'reference', record)
    wizard.values['ref'] = 'ZZZZ-ZZZZ'
    t.fault_of('UserError', lambda: wizard.go('open_'))
    go_on(t.admin, record)
    equal(t.doctor.call(CHECK, 'search', [('waiting', '=', True), ('id', '=', found[0]['id'])], 0, None, None), [])


def the_link_of_a_message_tells_nothing_to_who_is_not_logged_in():
    ref = t.ref_of(t.chat.holding(t.HELD)[-1])
    known, unknown = get('/%s/precare/%s' % (DATABASE, ref)), get('/%s/precare/ZZZZ-ZZZZ' % DATABASE)
    equal(known[0], 303)
    assert known[1].startswith('/#%s/model/gnuhealth.precare.check;' % DATABASE), known
    equal(known[1].replace(ref, 'ZZZZ-ZZZZ'), unknown[1])
    equal(get('/%s/precare/%s' % ('nosuchdatabase', ref))[0], 303)


def who_was_told_when_stands_in_the_review():
    record = held()
    check, = t.doctor.call(CHECK, 'search', [('record', '=', '%s,%d' % (t.APPOINTMENT, record))], 0, None, None)
    row = until(lambda: (lambda one: one if one['told'] else None)(t.doctor.read(CHECK, check, 'ref', 'told')))
    assert 'lead' in row['told'] and row['ref'] in t.chat.holding(t.HELD)[-1], row


# ---- 8: translations -------------------------------------------------------------------------------

def every_string_is_translated():
    import polib
    folder = os.path.join(SOURCE, 'packaging', 'hosts', 'tryton', 'health_precare', 'locale')
    have = {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(os.path.join(folder, 'es.po'))}
    rows = t.host.script('''
cursor = Transaction().connection.cursor()
cursor.execute("select t.type, t.name, t.res_id, t.src, coalesce(d.fs_id, (select e.fs_id from ir_model_data e left join ir_action_wizard w on e.model = 'ir.action.wizard' "
               "and w.id = e.db_id left join ir_action_act_window a on e.model = 'ir.action.act_window' and a.id = e.db_id "
               "where e.module = 'health_precare' and t.name like 'ir.action,%' and (w.action = t.res_id or a.action = t.res_id))) "
               "from ir_translation t left join ir_model_data d "
               "on d.module = 'health_precare' and d.db_id = t.res_id and d.model = split_part(t.name, ',', 1) "
               "where t.module = 'health_precare' and t.lang = 'en' and coalesce(t.src, '') <> ''")
import json
print(json.dumps(cursor.fetchall()))''')
    missing = []
    for kind, name, number, source, fs_id in rows:
        context = '%s:%s:%s' % (kind, name, (fs_id or '') if number is not None and number >= 0 else '')
        entry = have.get((context, source))
        if entry is None or not entry.msgstr or entry.fuzzy:
            missing.append((context, source))
    words = {msgid for context, msgid in have if context.startswith('view:')}  # the host keeps no row of them
    for name in glob.glob(os.path.join(os.path.dirname(folder), 'view', '*.xml')):
        with open(name, encoding='utf-8') as f:
            missing += [(name, word) for word in re.findall(' string="([^"]+)"', f.read()) if word not in words]
    equal(missing, [])
    assert len(rows) > 150, len(rows)


def tests(clinic):
    global t
    t = clinic
    return [
        a_hold_is_saved_waits_and_is_told_at_once,
        nothing_begins_a_visit_that_waits,
        a_clinician_releases_it_and_it_is_begun,
        the_desk_reads_what_to_do_and_no_word_of_the_chart,
        decisions_are_read_by_who_may_read_the_chart,
        results_are_written_by_nobody,
        who_may_not_decide_is_told_who_may_and_nothing_else,
        a_reason_is_of_its_rule_and_a_decision_of_one_finding,
        whoever_may_decide_is_told_so_by_when_and_how,
        a_clinician_may_say_no_and_the_visit_is_called_off,
        of_two_findings_it_is_said_which_one_is_meant,
        the_form_stands_where_the_eye_is_with_widgets_that_clients_have,
        findings_are_rows_worst_first_and_a_bare_patient_has_few_lines,
        the_service_is_required_and_the_area_is_sent,
        questions_are_answered_on_the_spot_and_kept_for_the_patient,
        a_hold_that_an_answer_brings_up_makes_the_visit_wait,
        a_form_is_sent_and_comes_back_with_its_day,
        a_lasting_clearance_is_sent_with_the_next_visit,
        the_review_shows_what_waits_and_a_reference_leads_there,
        the_link_of_a_message_tells_nothing_to_who_is_not_logged_in,
        who_was_told_when_stands_in_the_review,
        every_string_is_translated,
        a_refused_hold_is_told_once_and_leads_to_the_patient,
    ]
