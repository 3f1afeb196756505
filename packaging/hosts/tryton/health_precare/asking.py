# SPDX-License-Identifier: MIT
"""Questions answered at the desk: the items of the form that the rules make of this visit, right there
in a dialog; the form as a page for the patient; and what came back of it.

Answers are kept for the patient with their day. They never get lost for what they lead to: a hold that
an answer brings up makes the visit wait, and refuses nothing.
"""
import datetime
import json

from precare import PrecareError, stamp
from trytond.exceptions import UserError
from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Eval, Not
from trytond.transaction import Transaction
from trytond.wizard import Button, StateTransition, StateView, Wizard

from . import kept, showing
from .configuration import site
from .rights import sees_chart

SECTIONS = {'about-you': 'patient'}  # where they are called otherwise than the parts of an event
TYPED = ('number', 'date', 'time', 'text')
CLOSE = [Button('Close', 'end', 'tryton-ok', default=True)]


# ---- the items -----------------------------------------------------------------------------------

def part_of(group, item):
    """The part of the event that an item is about, as questions name it."""
    if group['section'] != 'this-visit':
        return SECTIONS.get(group['section'], group['section'])
    head = item['id'].partition('.')[0]
    return head if head in ('appointment', 'provider', 'chart') else 'answers'


def applies(item, answers):
    conditions = item.get('when')
    return not conditions or any(answers.get(one['item']) == one['is'] for one in conditions)


def open_items(form, about, answers):
    """(group, item) of all that is asked now, follow-ups behind a yes. An item about an entry of the chart
    names it, so it is for who may read that."""
    chart, found = sees_chart(), []

    def add(group, items):
        for item in items:
            if not applies(item, answers) or ('[' in item['id'] and not chart):
                continue
            if about is None or part_of(group, item) == about:
                found.append((group, item))
            if answers.get(item['id']) == 'yes':
                add(group, item.get('follow_ups') or ())
    for group in form['groups']:
        add(group, group['items'])
    return found


def options_of(item):
    """[[value, words]] of what can be chosen."""
    if item['kind'] in TYPED:
        chosen = []
    elif item['kind'] == 'tick':
        chosen = [['yes', gettext('health_precare.msg_yes')], ['no', gettext('health_precare.msg_no')]]
    else:
        chosen = [[one['value'], one['says']] for one in item['choices']]
    return chosen + [['unsure', gettext('health_precare.msg_unsure')]]


def line_of(group, item):
    examples = ', '.join(one for one in item.get('examples') or () if one != item['asks'])
    asks = '%s (%s)' % (item['asks'], examples) if examples else item['asks']
    return {'item': item['id'], 'kind': item['kind'], 'asks': showing.wrapped(asks), 'options': json.dumps(options_of(item)),
            'typed': bool(item['kind'] in TYPED or item.get('words')), 'section': group['title']}


def lines_of(form, about, so_far):
    """What is on the next page: what applies now and was not on one before."""
    lines, groups = [], set()
    for group, item in open_items(form, about, so_far['answers']):
        if item['id'] in so_far['seen']:
            continue
        if group['none'] and group['none'] not in so_far['seen'] and group['none'] not in groups:
            groups.add(group['none'])
            lines.append({'item': group['none'], 'kind': 'none', 'asks': showing.wrapped(gettext(
                'health_precare.msg_none_of_these', asks=group['asks'])), 'typed': False, 'section': group['title'],
                'options': json.dumps([['yes', gettext('health_precare.msg_none')]])})
        lines.append(line_of(group, item))
    for before, line in zip([None] + lines, list(lines)):
        if before is None or before['section'] != line['section']:
            line['asks'] = line['section'] + '\n' + line['asks']
    return lines


def answers_of(lines):
    """What was filled in, as an answers document holds it."""
    answers = {}
    for line in lines:
        chosen, typed = getattr(line, 'answer', None), (getattr(line, 'words', None) or '').strip()
        if line.kind in TYPED:
            value = chosen or typed
        else:
            value = [chosen] if chosen and chosen != 'unsure' and line.kind == 'choices' else chosen
            if chosen == 'yes' and line.kind == 'tick' and typed:
                answers[line.item + '.text'] = typed
        if value:
            answers[line.item] = value
    return answers


def none_said(form, answers):
    """Beside a yes in its group, "none of these" means: of the others."""
    for group in form['groups']:
        if answers.get(group['none']) == 'yes' and any(answers.get(item['id']) == 'yes' for item in group['items']):
            answers[group['none']] = 'others'
    return answers


# ---- what the wizards share ----------------------------------------------------------------------

class OfVisit(Wizard):
    """A wizard that begins on a checked record, or on a row of its questions."""

    @property
    def visit_record(self):
        context = Transaction().context
        with Transaction().set_context(_check_access=False):
            record = Pool().get(context['active_model'])(context['active_id'])
            if context['active_model'] == 'gnuhealth.precare.question':
                record = Pool().get('gnuhealth.precare.check')(record.check.id)
            if record.__name__ == 'gnuhealth.precare.check':
                record = record.record
            return record.__class__(record.id)

    def visit_event(self):
        with Transaction().set_context(_check_access=False):
            event, _ = self.visit_record.precare_now()
        return event and stamp(event, 'preview')

    def visit_form(self, event=None):
        """The form of this visit; None: there is none."""
        event = event or self.visit_event()
        opened = site().opened()
        if event is None or opened is None:
            return None
        form = opened.form(event)
        return form if form.get('form') else None

    def visit_answered(self, form, document, by, on):
        """Keeps what was answered, and judges the visit anew. How many answers were not taken."""
        event = self.visit_event()
        try:
            facts, missing = kept.answered(event, form, document)
        except PrecareError as error:
            raise UserError(gettext('health_precare.msg_form_refused', why=error.message, where=error.where)) from None
        with Transaction().set_context(_check_access=False, _skip_warnings=True):
            if facts:
                kept.keep(self.visit_record, event, form, {'on': on, 'by': by}, facts)
            self.visit_record.precare_look()
        return len(missing)


class Told(ModelView):
    'What there is to say'
    __name__ = 'gnuhealth.precare.told'

    text = fields.Text('Said', readonly=True)


# ---- Ask -----------------------------------------------------------------------------------------

class AskPage(ModelView):
    'Questions'
    __name__ = 'gnuhealth.precare.ask.page'

    lines = fields.One2Many('gnuhealth.precare.ask.line', None, 'Questions')
    so_far = fields.Text('So far')


class AskLine(ModelView):
    'Question'
    __name__ = 'gnuhealth.precare.ask.line'

    item = fields.Char('Item')
    kind = fields.Char('Kind')
    section = fields.Char('About', readonly=True)
    asks = fields.Text('Question', readonly=True)
    options = fields.Text('Choices')
    typed = fields.Boolean('In words')
    answer = fields.Selection('get_answers', 'Answer', sort=False)
    words = fields.Char('In words', states={'invisible': Not(Eval('typed', False))}, depends=['typed'],
                        help='Which one; or a date, a number: "2026", "about May 2026"')

    @fields.depends('options')
    def get_answers(self):
        return [(None, '')] + [tuple(one) for one in json.loads(self.options or '[]')]


class Ask(OfVisit):
    'Ask'
    __name__ = 'gnuhealth.precare.ask'

    start = StateTransition()
    page = StateView('gnuhealth.precare.ask.page', 'health_precare.ask_page_view_form', [
        Button('Cancel', 'end', 'tryton-cancel'), Button('Next', 'take', 'tryton-forward', default=True)])
    take = StateTransition()
    nothing = StateView('gnuhealth.precare.told', 'health_precare.told_view_form', CLOSE)

    def about(self):
        context = Transaction().context
        if context['active_model'] != 'gnuhealth.precare.question':
            return None
        with Transaction().set_context(_check_access=False):
            return Pool().get('gnuhealth.precare.question')(context['active_id']).about or None

    def said(self):
        text = getattr(self.page, 'so_far', None)
        return json.loads(text) if text else {'answers': {}, 'seen': []}

    def next_lines(self):
        form = self.visit_form()
        return lines_of(form, self.about(), self.said()) if form else []

    def transition_start(self):
        return 'page' if self.next_lines() else 'nothing'

    def default_page(self, names):
        return {'lines': self.next_lines(), 'so_far': json.dumps(self.said())}

    def default_nothing(self, names):
        return {'text': gettext('health_precare.msg_no_form')}

    def transition_take(self):
        said = self.said()
        lines = [line for line in self.page.lines if getattr(line, 'item', None)]  # not one that a client added
        said['answers'].update(answers_of(lines))
        said['seen'] += [line.item for line in lines]
        self.page.so_far = json.dumps(said)
        if self.next_lines():
            return 'page'
        form = self.visit_form()
        answers = none_said(form, said['answers'])
        if answers:
            self.visit_answered(form, {
                'format': 'precare-answers/1', 'form': form['form'], 'by': 'staff', 'on': form['today'],
                'answers': answers}, 'staff', form['today'])
        return 'end'

    def end(self):
        return 'reload'


# ---- Send form, Form came back -------------------------------------------------------------------

class FormPage(ModelView):
    'Form for the patient'
    __name__ = 'gnuhealth.precare.form.page'

    page = fields.Binary('Page', filename='filename', readonly=True)
    filename = fields.Char('File name', readonly=True)
    text = fields.Text('Said', readonly=True)


class SendForm(OfVisit):
    'Send form'
    __name__ = 'gnuhealth.precare.send_form'

    start = StateTransition()
    page = StateView('gnuhealth.precare.form.page', 'health_precare.form_page_view_form', CLOSE)
    nothing = StateView('gnuhealth.precare.told', 'health_precare.told_view_form', CLOSE)

    def transition_start(self):
        event = self.visit_event()
        form = self.visit_form(event)
        if form is None or not site().opened().form_page(event):
            return 'nothing'
        Pool().get('gnuhealth.precare.form').keep({
            'patient': self.visit_record.patient.id, 'visit': event['appointment']['id'], 'form': form['form'],
            'sent_on': datetime.date.fromisoformat(form['today'])}, form)
        return 'page'

    def default_page(self, names):
        page = site().opened().form_page(self.visit_event())
        return {'page': page.encode('utf-8'), 'filename': 'precare-form.html',
                'text': gettext('health_precare.msg_form_page')}

    def default_nothing(self, names):
        return {'text': gettext('health_precare.msg_no_form')}

    def end(self):
        return 'reload'


class FormBack(ModelView):
    'What came back of a form'
    __name__ = 'gnuhealth.precare.form.back'

    file = fields.Binary('File', help='What the page saved: answers.json')
    text = fields.Text('Or its text', help='What the page sent, or the text of the file')


class TakeForm(OfVisit):
    'Form came back'
    __name__ = 'gnuhealth.precare.take_form'

    start = StateView('gnuhealth.precare.form.back', 'health_precare.form_back_view_form', [
        Button('Cancel', 'end', 'tryton-cancel'), Button('Read', 'take', 'tryton-ok', default=True)])
    take = StateTransition()
    done = StateView('gnuhealth.precare.told', 'health_precare.told_view_form', CLOSE)

    def given(self):
        """(document, its form's hash, by whom, when): an answers document, or what a page posted."""
        file = bytes(getattr(self.start, 'file', None) or b'')
        text = getattr(self.start, 'text', None) or file.decode('utf-8', 'replace')
        try:
            document = json.loads(text)
        except ValueError:
            return text.strip(), None, 'patient', None
        if not isinstance(document, dict):
            return text.strip(), None, 'patient', None
        return document, document.get('form'), document.get('by'), document.get('on')

    def transition_take(self):
        document, name, by, on = self.given()
        record = self.visit_record
        if not document:
            raise UserError(gettext('health_precare.msg_no_answers'))
        sent = Pool().get('gnuhealth.precare.form').document_of(record.patient.id, name) if name else None
        form = sent or self.visit_form()
        if form is None:
            raise UserError(gettext('health_precare.msg_no_form'))
        missing = self.visit_answered(form, document, by, on or form['today'])
        self.done.text = gettext('health_precare.msg_answers_taken', missing=missing)
        return 'done'

    def default_done(self, names):
        return {'text': self.done.text}

    def end(self):
        return 'reload'
