# SPDX-License-Identifier: MIT
"""What this module adds to a record that is checked: what came of it, and what the user may do now;
and on the patient, what was asked and answered.

The fields are put into each form as it is parsed, not by a view that inherits: so they need no name
of a view of GNU Health's, which change from one version to the next.
"""
from collections import namedtuple

from lxml import etree
from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Bool, Eval
from trytond.transaction import Transaction

from . import answered, deciding, facts, kept, rights, showing
from .checked import DECIDED, EMPTY, OF_RECORD, Decided, held, undecided
from .tables import Missing

KEPT = {'decisions': DECIDED, 'answers': kept.ANSWERED, 'check': OF_RECORD}
# Of a visit, the keys of what was decided and of what was read at it, and its check.
Known = namedtuple('Known', 'decided read check')

RESULTS = ('precare_state',)
LISTS = (('precare_lines', {'mode': 'list-form', 'height': '260'}), ('precare_asks', {'height': '300'}))
BUTTONS = (('precare_go_on', 'go_on'), ('precare_ask', 'ask'), ('precare_send_form', 'send'),
           ('precare_take_form', 'take'))


def _group(title, columns, name='precare'):
    group = etree.Element('group', id=name, col='6', colspan=columns, yexpand='0')
    etree.SubElement(group, 'separator', id=name, string=title, colspan='6')
    return group


def _put(group, name, colspan):
    etree.SubElement(group, 'label', name=name)
    etree.SubElement(group, 'field', name=name, colspan=str(colspan))


def _row(group, buttons):
    """Buttons beside each other."""
    row = etree.SubElement(group, 'group', id='precare_buttons', col=str(len(buttons)), colspan='6', xexpand='0')
    for name, words in buttons:
        etree.SubElement(row, 'button', name=name, string=gettext('health_precare.msg_button_' + words))


def form_extend(form, heads=(), lists=(), buttons=(), texts=(), after=None):
    """A group in a form: heads (name, columns) beside each other, buttons below, lists under them, texts last;
    behind the part that holds `after`, so that it stands where the eye is, else at the end. What the form has
    already is left alone."""
    form = form.getroottree().getroot()
    if form.tag != 'form':
        return
    shown = {field.get('name') for field in form.iter('field')}
    group = _group(gettext('health_precare.msg_title'), form.get('col', '4'))
    for name, columns in heads:
        if name not in shown:
            _put(group, name, columns)
    if buttons:
        _row(group, buttons)
    for name, more in lists:
        etree.SubElement(group, 'field', name=name, colspan='6', yexpand='0', **more)
    for name in texts:
        _put(group, name, 5)
    place = next((field for field in form.iter('field') if field.get('name') == after), None)
    while place is not None and place.getparent() is not form:
        place = place.getparent()
    if place is None:
        _at_the_end(form, group)
    else:
        place.addnext(group)


def _at_the_end(form, group):
    """As the last of the form's own tabs, where it has some: below them a group takes the room of what is in
    them (GTK's clients left a line of it). What came of the check stays in sight, above them."""
    tabs = next(form.iter('notebook'), None)
    if tabs is None:
        form.append(group)
        return
    title = group.find('separator')
    etree.SubElement(tabs, 'page', id='precare', string=title.get('string')).append(group)
    group.remove(title)
    group.set('colspan', '4')
    for part in group.findall('*[@name="precare_state"]'):
        part.attrib.pop('colspan', None)
        tabs.addprevious(part)


def tree_extend(tree, columns):
    """Columns (name, width) in a list, behind the patient, where they are seen; what the list has already is left
    alone. Without a width a client in GTK gives a selection 90 pixels, in a list that has no room to expand."""
    tree = tree.getroottree().getroot()
    if tree.tag != 'tree':
        return
    shown = {field.get('name'): field for field in tree.iter('field')}
    added = [etree.Element('field', name=name, width=str(width), expand='1')
             for name, width in columns if name not in shown]
    if 'patient' not in shown:
        tree.extend(added)
        return
    for column in reversed(added):
        shown['patient'].addnext(column)


class Checked:
    """Mixin of a record that is checked."""

    precare_state = fields.Selection(showing.OVERALL, 'Safety check', readonly=True, sort=False)
    precare_lines = fields.Function(
        fields.One2Many('gnuhealth.precare.finding', None, 'Found', states={
            'invisible': ~Bool(Eval('precare_lines', []))}), 'get_precare_rows')
    precare_asks = fields.Function(
        fields.One2Many('gnuhealth.precare.question', None, 'Open questions', states={
            'invisible': ~Bool(Eval('precare_asks', []))}), 'get_precare_rows')
    precare_notes = fields.Function(
        fields.Char('Notes on the check', states={'invisible': ~Bool(Eval('precare_notes'))}), 'get_precare_notes')
    precare_answered = fields.Function(
        fields.Text('Forms and answers', states={'invisible': ~Bool(Eval('precare_answered'))}), 'get_precare_answered')
    precare_decisions = fields.Function(
        fields.Many2Many('gnuhealth.precare.decision', None, None, 'Decided so far', states={
            'invisible': ~Eval('precare_decided', False)}, depends=['precare_decided']), 'get_precare_decisions')
    precare_decided = fields.Function(fields.Boolean('Decided and readable'), 'get_precare_decided')
    precare_undecided = fields.Function(fields.Integer('Reasons to give'), 'get_precare_undecided')

    precare_columns = (('precare_state', 165),)
    precare_heads = (('precare_state', 5),)
    precare_texts = ('precare_notes',)
    precare_after = None

    @classmethod
    def __setup__(cls):
        super().__setup__()
        checked = {'invisible': ~Bool(Eval('precare_state')), 'depends': ['precare_state']}
        cls._buttons.update({
            'precare_go_on': {'invisible': ~Bool(Eval('precare_undecided', 0)), 'depends': ['precare_undecided']},
            'precare_ask': checked, 'precare_send_form': checked, 'precare_take_form': checked})

    # ---- what is shown ----

    @classmethod
    def precare_check_of(cls, records):
        """{record id: check} of those that have one."""
        with Transaction().set_context(_check_access=False):
            checks = Pool().get('gnuhealth.precare.check').search([('record', 'in', [str(one) for one in records])])
        return {check.record.id: check for check in checks}

    @classmethod
    def get_precare_rows(cls, records, name):
        """Each sentence once: the desk reads the same of several findings. Of what was called off nothing is asked."""
        got = {record.id: [] for record in records}
        if name == 'precare_asks':
            records = [record for record in records if not record.precare_over()]
        for number, check in cls.precare_check_of(records).items():
            lines = {}
            for row in check.asks if name == 'precare_asks' else check.lines:
                lines.setdefault(row.sentence, row.id)
            got[number] = list(lines.values())
        return got

    @classmethod
    def get_precare_notes(cls, records, name):
        checks = cls.precare_check_of(records)
        contents = Pool().get('gnuhealth.precare.check').contents(checks.values())
        got = {record.id: None for record in records}
        for number, check in checks.items():
            got[number] = showing.notes(contents[check.id]['result']) or None
        return got

    @classmethod
    def get_precare_undecided(cls, records, name):
        checks = cls.precare_check_of(records)
        return {one.id: checks[one.id].undecided if one.id in checks else 0 for one in records}

    @classmethod
    def get_precare_answered(cls, records, name):
        checks = cls.precare_check_of(records)
        return {one.id: answered.words(checks[one.id].visit) if one.id in checks else None for one in records}

    def get_precare_decisions(self, name):
        if not rights.sees_chart():
            return []
        with Transaction().set_context(_check_access=False):
            found = Pool().get('gnuhealth.precare.decision').search([('visit', '=', self.precare_visit())])
        return [one.id for one in found]

    def get_precare_decided(self, name):
        return bool(self.get_precare_decisions(name))

    def precare_visit(self):
        """The id under which the plugin knows this visit."""
        return facts.host_id(self.__name__, self.id)

    @classmethod
    def parse_view(cls, tree, type, *args, **kwargs):
        if type == 'form':
            form_extend(tree, cls.precare_heads, LISTS, BUTTONS,
                        cls.precare_texts + ('precare_answered', 'precare_decisions'), cls.precare_after)
        elif type == 'tree':
            tree_extend(tree, cls.precare_columns)
        return super().parse_view(tree, type, *args, **kwargs)

    # ---- what the user may do ----

    @classmethod
    @ModelView.button_action('health_precare.wizard_go_on')
    def precare_go_on(cls, records):
        pass

    @classmethod
    @ModelView.button_action('health_precare.wizard_ask')
    def precare_ask(cls, records):
        pass

    @classmethod
    @ModelView.button_action('health_precare.wizard_send_form')
    def precare_send_form(cls, records):
        pass

    @classmethod
    @ModelView.button_action('health_precare.wizard_take_form')
    def precare_take_form(cls, records):
        pass

    @classmethod
    def create(cls, vlist):
        for values in vlist:
            rights.refuse(values, RESULTS)
        return super().create(vlist)

    @classmethod
    def write(cls, *args):
        for values in args[1::2]:
            rights.refuse(values, RESULTS)
        return super().write(*args)

    @classmethod
    def copy(cls, records, default=None):
        default = {} if default is None else default.copy()
        default.setdefault('precare_state', None)
        return super().copy(records, default=default)

    @classmethod
    def delete(cls, records):
        checks = cls.precare_check_of(records).values()
        super().delete(records)
        with Transaction().set_context(_check_access=False):
            Pool().get('gnuhealth.precare.check').delete(list(checks))

    # ---- what is kept ----

    def precare_facts(self, patient, wanted):
        """What of an event hangs on the patient, and the rows of what is kept, read beside it."""
        found = facts.read(patient, wanted, KEPT, record=str(self))
        return facts.of_patient(patient, wanted, found), found

    def precare_known(self, event, found):
        """Adds what is kept for the patient: answers, and clearances of earlier decisions. `found`: the rows of it."""
        visit, check = event['appointment']['id'], held(found['check'])
        decisions = [Decided(**row) for row in found['decisions']]
        cleared = deciding.clearances(event, decisions)
        if cleared:
            event['clearances'] = cleared
        kept.into(event, found['answers'])
        return Known({one.key for one in decisions if one.visit == visit}, set(check.content['read']), check)

    def precare_keep(self, event, outcome, known):
        """The outcome on the record, beside it and with its decisions."""
        visit = event['appointment']['id']
        if outcome.kept:
            Pool().get('gnuhealth.precare.decision').keep(visit, self.patient.id, outcome.kept)
        decided = known.decided | {one['key'] for one in outcome.kept}
        open_ones = [finding['rule'] for finding in undecided(event, outcome.result, decided)]
        self.precare_show(outcome.result, visit, open_ones, outcome.read, known.check)

    def precare_unchecked(self):
        try:
            visit = self.precare_visit()
        except (Missing, AttributeError):  # what says which visit it is, is gone
            visit = facts.host_id(self.__name__, self.id)
        self.__class__(self.id).precare_show(EMPTY, visit)

    def precare_show(self, result, visit, open_ones=(), read=(), check=None):
        patient = getattr(self, 'patient', None)  # as its start: NOT CHECKED is kept where the host has none
        values = {'visit': visit, 'patient': patient and patient.id, 'start': self.precare_start(),
                  'waiting': self.precare_waits()}
        Pool().get('gnuhealth.precare.check').keep(self, values, result, read, check, open_ones)

    def precare_waits(self):
        return False

    def precare_over(self):
        """Whether it was called off."""
        return False

    # ---- going on ----

    def precare_now(self):
        """The event of this record as it is now, with what is kept, and what is known of it; None: nothing to
        judge."""
        event, found = self.precare_event_now()
        return event, event and self.precare_known(event, found)


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
            form_extend(tree, texts=(
                'precare_conditions_asked', 'precare_medications_asked', 'precare_allergies_asked',
                'precare_procedures_asked', 'precare_answers'))
        return super().parse_view(tree, type, *args, **kwargs)
