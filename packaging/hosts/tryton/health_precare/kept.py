# SPDX-License-Identifier: MIT
"""Forms that were sent or filled in, and the answers, kept for the patient with their day: facts that
are sent with every later event. A later answer to the same question stands in the place of an earlier
one; what was said of one visit (its area, its provider) is of that visit alone."""
import datetime
import json

from trytond.model import ModelSQL, ModelView, fields
from trytond.pool import Pool
from trytond.transaction import Transaction

from .host import indexed
from .rights import CHART, Sealed
from .tables import Read

LISTS = ('conditions', 'medications', 'allergies', 'procedures')
OF_VISIT = ('appointment', 'provider', 'chart')
ENTRIES = 512


class Form(Sealed, ModelSQL, ModelView):
    'Form of a visit, and its answers'
    __name__ = 'gnuhealth.precare.form'

    precare_readers = CHART

    patient = fields.Many2One('gnuhealth.patient', 'Patient', readonly=True)
    visit = fields.Char('Visit', readonly=True)
    form = fields.Char('Form', readonly=True)
    sent_on = fields.Date('Sent on', readonly=True)
    answered_on = fields.Date('Answered on', readonly=True)
    answered_by = fields.Selection([
        (None, ''), ('patient', 'Patient'), ('staff', 'Staff'), ('provider', 'Provider'),
        ('prescriber', 'Prescriber')], 'Answered by', readonly=True, sort=False)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        indexed(cls, 'patient', 'form')
        cls._order = [('id', 'DESC')]

    @classmethod
    def __register__(cls, module_name):
        super().__register__(module_name)
        table = cls.__table_handler__(module_name)
        table.add_column('document', 'TEXT')
        table.add_column('facts', 'TEXT')

    def get_rec_name(self, name):
        return self.visit or ''

    @classmethod
    def keep(cls, values, document=None, facts=None):
        with Transaction().set_context(_check_access=False):
            form, = cls.create([values])
        table = cls.__table__()
        texts = [json.dumps(one) if one is not None else None for one in (document, facts)]
        Transaction().connection.cursor().execute(
            *table.update([table.document, table.facts], texts, where=table.id == form.id))
        return form

    @classmethod
    def document_of(cls, patient, form):
        """The form as it was handed out, by its hash; None: not by us."""
        table, cursor = cls.__table__(), Transaction().connection.cursor()
        cursor.execute(*table.select(table.document, where=(table.patient == patient) & (table.form == form) & (
            table.document != None)))  # noqa: E711
        found = cursor.fetchone()
        return json.loads(found[0]) if found else None


# All that a patient answered, in the order of the days.
ANSWERED = Read('gnuhealth.precare.form', ('visit', '!facts'), (
    ('patient', '= %(patient)s'), ('!facts', 'IS NOT NULL')), 't0.answered_on, t0.id')


def _list_into(event, name, facts):
    """Entries of the value sets that this form asked stand in the place of earlier answers to them."""
    mine = event.setdefault(name, {})
    asked = facts.get('asked') or {}
    entries = [one for one in mine.get('entries') or () if one.get('list') not in asked]
    mine['entries'] = (entries + list(facts.get('entries') or ()))[:ENTRIES]
    if asked:
        mine['asked'] = dict(mine.get('asked') or {}, **asked)


def _answers_into(event, answers):
    mine = event.setdefault('answers', {})
    for name, answer in answers.items():
        before = mine.get(name)
        known = before.get('on') if isinstance(before, dict) else None
        if known is None or not isinstance(answer, dict) or (answer.get('on') or '') >= known:
            mine[name] = answer


def into(event, found):
    """Puts what was answered (rows as ANSWERED reads them) into an event; where the host knows a fact of its own,
    that stands."""
    here = event['appointment']['id']
    for visit, facts in ((row['visit'], json.loads(row['!facts'])) for row in found):
        for name in LISTS:
            if name in facts and name in event:  # of what no rule looks at nothing is sent
                _list_into(event, name, facts[name])
        if 'answers' in facts:
            _answers_into(event, facts['answers'])
        for name in ('patient',) + (OF_VISIT if visit == here else ()):
            if name in facts:
                event[name] = dict(facts[name], **{key: item for key, item in (event.get(name) or {}).items()
                                                   if item not in (None, [], '')})


def answered(event, form, document):
    """What came back of a form: its facts alone, and what was not taken. Raises PrecareError."""
    from .configuration import site
    opened = site().opened()
    if opened is None:
        return None, []
    answer = opened.call('answers', {'form': form, 'answers': document})[1]
    return answer['event'], answer['missing']


def keep(record, event, form, document, facts):
    return Pool().get('gnuhealth.precare.form').keep({
        'patient': record.patient.id, 'visit': event['appointment']['id'], 'form': form.get('form'),
        'answered_on': datetime.date.fromisoformat(document['on']), 'answered_by': document['by']}, None, facts)
