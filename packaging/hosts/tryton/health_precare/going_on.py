# SPDX-License-Identifier: MIT
"""Going on over findings: a line each, with the reasons and roles that this user and this rule allow.
Who may not is told who may, and nothing else."""
import json

from precare import stamp
from trytond.exceptions import UserError
from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.pyson import Bool, Eval
from trytond.transaction import Transaction
from trytond.wizard import Button, StateTransition, StateView

from . import deciding, showing
from .asking import CLOSE, OfVisit
from .checked import undecided
from .clock import before, time_words
from .configuration import site


class GoOnPage(ModelView):
    'Going on'
    __name__ = 'gnuhealth.precare.go_on.page'

    lines = fields.One2Many('gnuhealth.precare.go_on.line', None, 'Findings')
    text = fields.Text('What you may do', readonly=True)
    called_off = fields.Boolean('It can be called off', readonly=True)


class GoOnLine(ModelView):
    'Going on over a finding'
    __name__ = 'gnuhealth.precare.go_on.line'

    rule = fields.Char('Rule')
    options = fields.Text('Choices')
    outcome = fields.Selection(showing.OUTCOMES, 'What it is', sort=False, readonly=True)
    sentence = fields.Text('Finding', readonly=True)
    wrapped = fields.Text('Finding', readonly=True)
    reason = fields.Selection('get_reasons', 'Reason', sort=False)
    role = fields.Selection('get_roles', 'Decided as', sort=False)
    note_needed = fields.Boolean('A note is needed', readonly=True)
    note = fields.Char('Note', states={'required': Eval('note_needed', False) & Bool(Eval('reason'))},
                       depends=['note_needed', 'reason'])

    def choices(self, name):
        return [(None, '')] + [tuple(one) for one in json.loads(self.options or '{}').get(name, ())]

    @fields.depends('options')
    def get_reasons(self):
        return self.choices('reasons')

    @fields.depends('options')
    def get_roles(self):
        return self.choices('roles')


def line_of(finding, visit):
    allowed, mine = deciding.override(finding), deciding.roles_for(finding)
    words = showing.sentence(finding, visit)
    return {'rule': finding['rule'], 'outcome': finding['outcome'], 'sentence': words,
            'wrapped': '\n'.join([showing.head(finding, None), showing.wrapped(words)] + (
                [gettext('health_precare.msg_note_line')] if allowed.get('note') == 'required' else [])),
            'options': json.dumps({'reasons': [[one, deciding.role_words([one])] for one in allowed['reasons']],
                                   'roles': [[one, deciding.role_words([one])] for one in mine]}),
            'role': mine[0] if len(mine) == 1 else None, 'note_needed': allowed.get('note') == 'required'}


class GoOn(OfVisit):
    'Go on'
    __name__ = 'gnuhealth.precare.go_on'

    start = StateTransition()
    page = StateView('gnuhealth.precare.go_on.page', 'health_precare.go_on_page_view_form', [
        Button('Decide later', 'end', 'tryton-cancel'),
        Button('Call off the visit', 'call_off', 'tryton-delete', states={'invisible': ~Eval('called_off', False)}),
        Button('Let it go ahead', 'decide', 'tryton-ok', default=True)])
    others = StateView('gnuhealth.precare.told', 'health_precare.told_view_form', CLOSE)
    decide = StateTransition()
    call_off = StateTransition()
    off = StateView('gnuhealth.precare.told', 'health_precare.told_view_form', CLOSE)

    def open_ones(self):
        """(mine, of others): the findings that wait for a reason."""
        with Transaction().set_context(_check_access=False):
            event, known = self.visit_record.precare_now()
        if event is None:
            return [], []
        findings = undecided(event, site().check(stamp(event, 'preview')), known.decided)
        return ([f for f in findings if deciding.roles_for(f)], [f for f in findings if not deciding.roles_for(f)])

    def transition_start(self):
        return 'page' if self.open_ones()[0] else 'others'

    def visit_words(self):
        """What the wizard is about, and what the words of its findings need to know."""
        record = self.visit_record
        visit = showing.Visit(record.precare_start(), called_off=hasattr(record, 'precare_call_off'))
        return visit, {'patient': record.patient.rec_name, 'start': visit.start and time_words(visit.start) or ''}

    def default_page(self, names):
        mine, others = self.open_ones()
        visit, words = self.visit_words()
        said = [gettext('health_precare.msg_visit', by=before(visit.start), **words),
                gettext('health_precare.msg_go_ahead')]
        if visit.called_off:
            said.append(gettext('health_precare.msg_refuse'))
        if others:
            said.append(showing.decides(others, visit))
        return {'lines': [line_of(finding, visit) for finding in mine], 'called_off': visit.called_off,
                'text': showing.wrapped('\n'.join(said))}

    def default_others(self, names):
        others = self.open_ones()[1]
        visit, words = self.visit_words()
        said = [gettext('health_precare.msg_visit_waits', **words), showing.decides(others, visit)] if others else [
            gettext('health_precare.msg_nothing_to_decide')]
        return {'text': showing.wrapped('\n'.join(said))}

    def transition_call_off(self):
        record = self.visit_record
        record.__class__.precare_call_off([record])
        return 'off'

    def default_off(self, names):
        record = self.visit_record
        states = dict(record.__class__.fields_get(['state'])['state']['selection'])
        return {'text': showing.wrapped(gettext(
            'health_precare.msg_called_off', state=states[record.state], **self.visit_words()[1]))}

    def transition_decide(self):
        choices = {line.rule: {name: getattr(line, name, None) for name in ('reason', 'role', 'note')}
                   for line in self.page.lines if getattr(line, 'reason', None) and getattr(line, 'rule', None)}
        if not choices:
            raise UserError(gettext('health_precare.msg_reason_needed'))
        with Transaction().set_context(_check_access=False):
            self.visit_record.precare_decide(choices)
        return 'end'

    def end(self):
        return 'reload'
