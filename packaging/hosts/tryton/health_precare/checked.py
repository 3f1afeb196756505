# SPDX-License-Identifier: MIT
"""What came of the checks: one check for each record that is checked, its findings and questions as
rows, and every decision to go on with its reason.

What a check found holds words of the chart, so it lies in a column that is no field: no way over RPC
reads it, and each row is worded for who asks.
"""
import datetime
import json
from collections import namedtuple

from trytond.i18n import gettext
from trytond.model import ModelSQL, ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Bool, Eval
from trytond.transaction import Transaction

from . import deciding, keeping, showing
from .host import indexed
from .rights import CHART, Sealed, sees_chart
from .tables import Read, rows

CHECKED = {'gnuhealth.appointment': 'appointment', 'gnuhealth.patient.evaluation': 'evaluation',
           'gnuhealth.surgery': 'surgery'}
KEPT = ('visit', 'patient', 'start', 'state', 'waiting', 'undecided', 'questions', 'due')  # of a check, as fields
EMPTY = {'overall': 'not-evaluated', 'coverage': 'not-evaluated', 'findings': [], 'questions': [], 'notes': []}
NOTHING = {'result': EMPTY, 'read': []}  # of a check that was not made yet
Decided = namedtuple('Decided', 'visit rule outcome reason role matter on key')
# Of a record; of a patient, the latest first.
OF_RECORD = Read('gnuhealth.precare.check', ('id', '!content') + KEPT, (('record', '= %(record)s'),))
DECIDED = Read('gnuhealth.precare.decision', Decided._fields, (('patient', '= %(patient)s'),), 't0.id DESC')


Held = namedtuple('Held', 'number content fields')  # a record's check: {result, read}, and what its fields hold


def held(found):
    """Of rows as OF_RECORD reads them."""
    if not found:
        return Held(None, NOTHING, {})
    row, content = found[0], found[0]['!content']
    return Held(row['id'], json.loads(content) if content else NOTHING, {name: row[name] for name in KEPT})


class Check(Sealed, ModelSQL, ModelView):
    'Safety check'
    __name__ = 'gnuhealth.precare.check'

    record = fields.Reference('Visit', selection='get_models', readonly=True)
    visit = fields.Char('Key of the visit', required=True, readonly=True)
    patient = fields.Many2One('gnuhealth.patient', 'Patient', readonly=True)
    start = fields.DateTime('Visit on', readonly=True)
    state = fields.Selection(showing.OVERALL, 'Safety check', readonly=True, sort=False)
    state_words = state.translated('state')
    waiting = fields.Boolean('Waiting for a clinician', readonly=True)
    undecided = fields.Integer('Reasons to give', readonly=True)
    questions = fields.Integer('Questions', readonly=True)
    due = fields.Date('Tasks due', readonly=True)
    found = fields.Function(fields.Char('Found'), 'get_open')
    deciders = fields.Function(fields.Char('Decides before the visit'), 'get_open')
    lines = fields.One2Many('gnuhealth.precare.finding', 'check', 'Found', readonly=True)
    asks = fields.One2Many('gnuhealth.precare.question', 'check', 'Open questions', readonly=True)
    ref = fields.Function(fields.Char('Reference'), 'get_told', searcher='search_ref')
    told = fields.Function(fields.Text('Who was told when'), 'get_told')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        indexed(cls, 'visit', 'record')
        cls._order = [('start', 'ASC'), ('id', 'DESC')]
        cls._buttons.update({'decide': {'invisible': ~Bool(Eval('undecided', 0)), 'depends': ['undecided']}})

    @classmethod
    def __register__(cls, module_name):
        super().__register__(module_name)
        cls.__table_handler__(module_name).add_column('content', 'TEXT')

    @classmethod
    def get_models(cls):
        there = {name for name, _ in Pool().iterobject()}
        return [(None, '')] + [(model, gettext('health_precare.msg_model_' + name)) for model, name in CHECKED.items()
                               if model in there]

    def get_rec_name(self, name):
        return self.record.rec_name if self.record else self.visit

    # ---- what was found ----

    @classmethod
    def contents(cls, checks):
        """{id: {result, read}} of checks, read past the fields."""
        ids = [int(check) for check in checks]
        if not ids:
            return {}
        table, cursor = cls.__table__(), Transaction().connection.cursor()
        cursor.execute(*table.select(table.id, table.content, where=table.id.in_(ids)))
        return {number: json.loads(text) if text else NOTHING for number, text in cursor.fetchall()}

    @classmethod
    def of_record(cls, record):
        return held(rows(OF_RECORD, record=str(record)))

    @classmethod
    def keep(cls, record, values, result, read=(), before=None, undecided=()):
        """The state on the record, the check and its rows. What is shown already is left alone, so that the
        nightly look gets in nobody's way. `before`: the record's check, where it was read; `undecided`: the rules that
        wait for a reason."""
        before = before or cls.of_record(record)
        kept = {name: result[name] for name in EMPTY}
        content = {'result': kept, 'read': list(dict.fromkeys(list(before.content['read']) + list(read))),
                   'undecided': list(undecided)}
        Finding, Question = map(Pool().get, ('gnuhealth.precare.finding', 'gnuhealth.precare.question'))
        found, open_ones = Finding.listed(result), Question.listed(result)
        values = dict(values, state=showing.state(result), undecided=len(undecided),
                      due=min([day for day in map(showing.due_of, found) if day], default=None),
                      questions=sum(sum(row['counts'].values()) for row in open_ones if not row['moment']))
        parts = [] if record.__class__(record.id).precare_state == values['state'] else [(keeping.shown, record.__class__)]
        if before.number is None:
            parts.append((keeping.made, cls, KEPT + ('record', 'content')))
        elif (values, content) != (before.fields, before.content):
            parts.append((keeping.changed, cls, KEPT + ('content',)))
        if kept != before.content['result']:
            parts += [(keeping.emptied, Rows) for Rows in (Finding, Question) if before.number is not None]
            parts += [(keeping.filled, Rows) for Rows, has in ((Finding, found), (Question, open_ones)) if has]
        keeping.write(parts, dict(values, **{
            'shown': values['state'], 'number': record.id, 'check': before.number, 'record': str(record),
            'content': json.dumps(content), 'user': Transaction().user, Finding._table: Finding.as_json(found),
            Question._table: Question.as_json(open_ones)}), lambda: cls.uncached(record, before.number))

    @classmethod
    def uncached(cls, record, number):
        """What the host remembers of a record and its check was so before they were written past its fields."""
        for cache in Transaction().cache.values():
            cache.get(record.__name__, {}).pop(record.id, None)
            cache.get(cls.__name__, {}).pop(number, None)

    def of_visit(self, content):
        """What the words of a finding need to know."""
        with Transaction().set_context(_check_access=False):  # of a surgery, to who may not read surgeries
            record = self.__class__(self.id).record
            over = bool(record and record.precare_over())
        return showing.Visit(self.start, any(finding.get('cleared') for finding in content['result']['findings']),
                             content.get('undecided'), hasattr(record, 'precare_call_off'), over)

    @classmethod
    def closed(cls, record):
        """Of a visit that does not take place: it waits for nobody."""
        with Transaction().set_context(_check_access=False):
            cls.write(cls.search([('record', '=', str(record))]),
                      {'waiting': False, 'undecided': 0, 'questions': 0, 'due': None})

    # ---- what is decided ----

    @classmethod
    @ModelView.button_action('health_precare.wizard_go_on')
    def decide(cls, checks):
        pass

    @classmethod
    def get_open(cls, checks, names):
        """Of what waits for a reason: who decides it, and whether it is this user; and what it is, to who may read the
        chart."""
        contents, got, chart = cls.contents(checks), {name: {} for name in names}, sees_chart()
        for check in checks:
            open_rules = contents[check.id].get('undecided') or () if check.undecided else ()
            findings = [one for one in contents[check.id]['result']['findings'] if one['rule'] in open_rules]
            words = {'deciders': showing.deciders(findings) if findings else None,
                     'found': '; '.join(finding.get('title') or finding['rule'] for finding in findings if chart) or check.state_words}
            for name in names:
                got[name][check.id] = words[name]
        return got

    # ---- who was told ----

    @classmethod
    def get_told(cls, checks, names):
        from .review import told
        table = {check.id: told(check.visit) for check in checks}
        return {name: {number: row[name] for number, row in table.items()} for name in names}

    @classmethod
    def search_ref(cls, name, clause):
        from .review import visit_of
        _, operator, value = clause[:3]
        if operator not in ('=', 'ilike', 'like') or not value:
            return [('id', '=', -1)]
        return [('visit', '=', visit_of(value.strip('%')) or '')]


class Row(Sealed):
    """Mixin of a row of a check, in the order of the check."""

    @classmethod
    def __setup__(cls):
        super().__setup__()
        indexed(cls, 'check')
        cls._order = [('rank', 'ASC')]

    @classmethod
    def as_json(cls, entries):
        """The rows of a result's entries, by the fields that are kept of each."""
        return json.dumps([dict(cls.kept_of(entry), rank=rank) for rank, entry in enumerate(entries)], default=str)

    @classmethod
    def result_rows(cls, rows):
        """(row, what it is of the result, the check's content) of each."""
        contents = Pool().get('gnuhealth.precare.check').contents({row.check.id for row in rows})
        lists = {number: cls.listed(content['result']) for number, content in contents.items()}
        return [(row, lists[row.check.id][row.rank], contents[row.check.id]) for row in rows]


class Finding(Row, ModelSQL, ModelView):
    'Finding of a safety check'
    __name__ = 'gnuhealth.precare.finding'

    check = fields.Many2One('gnuhealth.precare.check', 'Safety check', ondelete='CASCADE', readonly=True)
    rank = fields.Integer('Rank', readonly=True)
    outcome = fields.Selection(showing.OUTCOMES, 'What it is', sort=False, readonly=True)
    due = fields.Date('Due', readonly=True)
    sign = fields.Function(fields.Char('Sign'), 'get_shown')
    sentence = fields.Function(fields.Text('Found'), 'get_shown')
    by_when = fields.Function(fields.Date('By when'), 'get_shown')
    head = fields.Function(fields.Char('What it is'), 'get_shown')
    wrapped = fields.Function(fields.Text('Found'), 'get_shown')

    listed = staticmethod(showing.rows)
    kept = ('rank', 'outcome', 'due')

    @staticmethod
    def kept_of(finding):
        return {'outcome': finding['outcome'], 'due': showing.due_of(finding)}

    def get_rec_name(self, name):
        return self.sentence

    @classmethod
    def get_shown(cls, rows, names):
        chart, today = sees_chart(), datetime.date.today()
        got = {name: {} for name in names}
        for row, finding, content in cls.result_rows(rows):
            visit = row.check.of_visit(content)
            by_when = max(row.due, today) if row.due and not visit.over else None
            words = showing.told(finding, visit, chart)
            shown = {'sign': showing.SIGNS[row.outcome], 'sentence': words, 'by_when': by_when,
                     'head': showing.head(finding, by_when), 'wrapped': showing.wrapped(words)}
            for name in names:
                got[name][row.id] = shown[name]
        return got


class Question(Row, ModelSQL, ModelView):
    'Open questions of a safety check'
    __name__ = 'gnuhealth.precare.question'

    check = fields.Many2One('gnuhealth.precare.check', 'Safety check', ondelete='CASCADE', readonly=True)
    rank = fields.Integer('Rank', readonly=True)
    about = fields.Char('About', readonly=True)
    moment = fields.Char('Moment', readonly=True)
    sentence = fields.Function(fields.Char('Open questions'), 'get_sentence')

    listed = staticmethod(showing.question_rows)
    kept = ('rank', 'about', 'moment')

    @staticmethod
    def kept_of(row):
        return {'about': row['about'], 'moment': row['moment']}

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons.update({'ask': {'invisible': Bool(Eval('moment')), 'depends': ['moment']}})

    @classmethod
    @ModelView.button_action('health_precare.wizard_ask')
    def ask(cls, rows):
        pass

    def get_rec_name(self, name):
        return self.sentence

    @classmethod
    def get_sentence(cls, rows, name):
        return {row.id: showing.question_sentence(group) for row, group, _ in cls.result_rows(rows)}


class Decision(Sealed, ModelSQL, ModelView):
    'Decision to go on over a finding'
    __name__ = 'gnuhealth.precare.decision'

    precare_readers = CHART

    visit = fields.Char('Visit', required=True, readonly=True)
    patient = fields.Many2One('gnuhealth.patient', 'Patient', readonly=True)
    rule = fields.Char('Rule', required=True, readonly=True)
    outcome = fields.Char('Outcome', required=True, readonly=True)
    moment = fields.Char('Moment', required=True, readonly=True)
    say = fields.Text('Finding', readonly=True)
    on = fields.Date('Decided on', readonly=True)
    matter = fields.Char('Matter', readonly=True)
    reason = fields.Char('Reason', readonly=True)
    note = fields.Text('Note', readonly=True)
    role = fields.Char('Decided as', readonly=True)
    key = fields.Char('Key', required=True, readonly=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        indexed(cls, 'visit', 'patient')
        cls._order = [('id', 'DESC')]

    def get_rec_name(self, name):
        return self.rule

    @classmethod
    def keep(cls, visit, patient, kept):
        with Transaction().set_context(_check_access=False):
            cls.create([dict(one, visit=visit, patient=patient, on=one['on'] and datetime.date.fromisoformat(one['on']))
                        for one in kept])


def undecided(event, result, known):
    """The findings that wait for a reason, by the keys of what was decided."""
    return [finding for finding in result['findings']
            if deciding.is_decidable(finding) and deciding.decision_key(event, finding) not in known
            and (finding['outcome'] in deciding.STOPS or deciding.wants_reason(finding))]
