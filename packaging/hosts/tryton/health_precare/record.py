# SPDX-License-Identifier: MIT
"""What this module keeps in GNU Health: the outcome on each checked record, every decision to go on
with its reason, and on the patient what was asked and answered.

The fields are put at the end of each form as it is parsed, not by a view that inherits: so they need
no name of a view of GNU Health's, which change from one version to the next.
"""
from lxml import etree
from trytond.model import ModelSQL, ModelView, fields
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

from .facts import host_id
from .host import indexed
from .preview import clearance, message, questions, state, unchecked_message

OVERALL = [
    (None, ''),
    ('clear', 'Checked: nothing found'),
    ('clear-so-far', 'Nothing found so far; questions wait'),
    ('info', 'Checked: to know'),
    ('tasks', 'Checked: things to do'),
    ('ask', 'Questions are open'),
    ('warn', 'Warned'),
    ('hold', 'A clinician decides first'),
    ('block', 'Must not happen'),
    ('urgent', 'A clinician now'),
    ('no-rules', 'No rules for this'),
    ('partial', 'Not fully checked'),
    ('out-of-review', 'Checked by rules past their review'),
    ('not-evaluated', 'NOT CHECKED'),
]


def form_extend(tree, title, names):
    """Fields at the end of a form, under a title, each with its label; but those that it has already."""
    form = tree.getroottree().getroot()
    shown = {field.get('name') for field in form.iter('field')}
    names = [name for name in names if name not in shown]
    if form.tag != 'form' or not names:
        return
    columns = form.get('col', '4')
    group = etree.SubElement(form, 'group', id='precare', col='4', colspan=columns, yexpand='0')
    etree.SubElement(group, 'separator', id='precare', string=title, colspan='4')
    for name in names:
        etree.SubElement(group, 'label', name=name)
        etree.SubElement(group, 'field', name=name, colspan='3')


class Decision(ModelSQL, ModelView):
    'Decision to go on over a finding'
    __name__ = 'gnuhealth.precare.decision'

    visit = fields.Char('Visit', required=True, readonly=True)
    patient = fields.Many2One('gnuhealth.patient', 'Patient', readonly=True)
    rule = fields.Char('Rule', required=True, readonly=True)
    outcome = fields.Char('Outcome', required=True, readonly=True)
    moment = fields.Char('Moment', required=True, readonly=True)
    say = fields.Text('Finding', readonly=True)
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
    def of_visit(cls, visit):
        with Transaction().set_context(_check_access=False):
            return cls.search([('visit', '=', visit)])

    @classmethod
    def keep(cls, visit, patient, kept):
        with Transaction().set_context(_check_access=False):
            cls.create([dict(one, visit=visit, patient=patient) for one in kept])


class Checked:
    """Mixin of a record that is checked: what came of it, and the reason for going on."""

    precare_state = fields.Selection(OVERALL, 'Safety check', readonly=True, sort=False)
    precare_findings = fields.Text('Found', readonly=True)
    precare_questions = fields.Text('Questions in full', readonly=True)
    precare_reason = fields.Char('Going on because', help='The coded reason for going on over a finding')
    precare_note = fields.Text('Note on going on')
    precare_decisions = fields.Function(
        fields.Many2Many('gnuhealth.precare.decision', None, None, 'Decided so far'), 'get_precare_decisions')

    def get_precare_decisions(self, name):
        return [decision.id for decision in Pool().get('gnuhealth.precare.decision').of_visit(self.precare_visit())]

    def precare_visit(self):
        """The id under which the plugin knows this visit."""
        return host_id(self.__name__, self.id)

    @classmethod
    def parse_view(cls, tree, type, *args, **kwargs):
        if type == 'form':
            form_extend(tree, 'Safety check', cls.precare_form)
        return super().parse_view(tree, type, *args, **kwargs)

    precare_form = ('precare_state', 'precare_findings', 'precare_questions', 'precare_reason', 'precare_note',
                    'precare_decisions')

    @classmethod
    def copy(cls, records, default=None):
        default = {} if default is None else default.copy()
        for name in ('precare_state', 'precare_findings', 'precare_questions', 'precare_reason', 'precare_note'):
            default.setdefault(name, None)
        return super().copy(records, default=default)

    def precare_known(self, event):
        """Adds the clearances that were given before; the keys of what was decided."""
        known = Pool().get('gnuhealth.precare.decision').of_visit(event['appointment']['id'])
        clearances = [clearance(event, {'rule': one.rule, 'role': one.role, 'reason': one.reason})
                      for one in known if one.outcome in ('hold', 'block') and one.role and one.reason]
        if clearances:
            event['clearances'] = clearances
        return {one.key for one in known}

    def precare_keep(self, event, outcome):
        """The outcome on the record. A reason is kept with its decision, and never serves another time."""
        if outcome.kept:
            Pool().get('gnuhealth.precare.decision').keep(event['appointment']['id'], self.patient.id, outcome.kept)
        self.precare_show(state(outcome.result), message(outcome.result), questions(outcome.result))

    def precare_unchecked(self):
        self.precare_show('not-evaluated', unchecked_message())

    def precare_show(self, state, findings, questions=None):
        """By SQL: no other module need look at it, and a signed surgery refuses to be written. What is
        shown already is left alone, so that the nightly look gets in nobody's way."""
        if (self.precare_state, self.precare_findings, self.precare_questions, self.precare_reason,
                self.precare_note) == (state, findings, questions, None, None):
            return
        table = self.__class__.__table__()
        columns = [table.precare_state, table.precare_findings, table.precare_questions, table.precare_reason,
                   table.precare_note]
        values = [state, findings, questions, None, None]
        Transaction().connection.cursor().execute(*table.update(columns, values, where=table.id == self.id))
        for cache in Transaction().cache.values():
            cache.get(self.__name__, {}).pop(self.id, None)


class Patient(metaclass=PoolMeta):
    __name__ = 'gnuhealth.patient'

    precare_conditions_asked = fields.Date('Conditions asked on', help='All conditions were asked for on this day')
    precare_medications_asked = fields.Date('Medicines asked on', help='All medicines, creams too, were asked for')
    precare_allergies_asked = fields.Date('Allergies asked on', help='All allergies were asked for on this day')
    precare_procedures_asked = fields.Date('Procedures asked on', help='Past procedures elsewhere were asked for')
    precare_answers = fields.Text('Answers', help='One a line: "name: value" or "name: value, 2026-11-20"')

    @classmethod
    def parse_view(cls, tree, type, *args, **kwargs):
        if type == 'form':
            form_extend(tree, 'Safety check', (
                'precare_conditions_asked', 'precare_medications_asked', 'precare_allergies_asked',
                'precare_procedures_asked', 'precare_answers'))
        return super().parse_view(tree, type, *args, **kwargs)
