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
from .configuration import site


class GoOnPage(ModelView):
    'Going on'
    __name__ = 'gnuhealth.precare.go_on.page'

    lines = fields.One2Many('gnuhealth.precare.go_on.line', None, 'Findings')
    text = fields.Text('Others decide', readonly=True, states={'invisible': ~Bool(Eval('text'))})


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


def line_of(finding):
    allowed, mine, words = deciding.override(finding), deciding.roles_for(finding), showing.sentence(finding)
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
        Button('Cancel', 'end', 'tryton-cancel'), Button('Go on', 'decide', 'tryton-ok', default=True)])
    others = StateView('gnuhealth.precare.told', 'health_precare.told_view_form', CLOSE)
    decide = StateTransition()

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

    def default_page(self, names):
        mine, others = self.open_ones()
        text = [gettext('health_precare.msg_go_on_page', patient=self.visit_record.patient.rec_name)]
        return {'lines': [line_of(finding) for finding in mine],
                'text': '\n'.join(text + ([showing.who_decides(others)] if others else []))}

    def default_others(self, names):
        others = self.open_ones()[1]
        return {'text': showing.who_decides(others) if others else gettext('health_precare.msg_nothing_to_decide')}

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
