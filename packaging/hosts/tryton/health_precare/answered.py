# SPDX-License-Identifier: MIT
"""What a visit's form says of its questions: when the form was sent, when and by whom they were answered;
to whoever may read the chart, what came back, too."""
import json

from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction

from . import kept, showing
from .rights import sees_chart


def part(name, facts):
    """The answers about one part of the chart: what was said yes to, or no to all of it."""
    texts = [one.get('text') or one.get('list') or '' for one in facts.get('entries') or ()]
    said = ', '.join(text for text in texts if text)
    if not said:
        said = gettext('health_precare.msg_answered_no') if facts.get('asked') else ''
    return said and '%s: %s' % (showing.word('part', name), said)


def value(answer):
    said = answer.get('value') if isinstance(answer, dict) else answer
    return ', '.join(map(str, said)) if isinstance(said, list) else str(said)


def came_back(facts):
    """A line for each part, and for each answer about this visit."""
    lines = [part(name, facts[name]) for name in kept.LISTS if name in facts]
    lines += ['%s: %s' % (name, value(answer)) for name, answer in (facts.get('answers') or {}).items()]
    return [line for line in lines if line]


def block(row, people, chart):
    """What one form or one round of questions gives to say."""
    sent_on, answered_on, answered_by, facts = row
    said = [gettext('health_precare.msg_form_sent', day=showing.day_words(sent_on))] if sent_on else []
    if answered_on:
        said.append(gettext('health_precare.msg_form_answered', day=showing.day_words(answered_on),
                            who=people.get(answered_by) or ''))
        said += came_back(json.loads(facts)) if chart and facts else []
    return '\n'.join(said)


def words(visit):
    """All that is to be said of a visit's forms, the latest first; None: there was none."""
    Form = Pool().get('gnuhealth.precare.form')
    table, cursor = Form.__table__(), Transaction().connection.cursor()
    cursor.execute(*table.select(table.sent_on, table.answered_on, table.answered_by, table.facts,
                                 where=table.visit == visit, order_by=table.id.desc))
    rows = cursor.fetchall()
    if not rows:
        return None
    people, chart = dict(Form.fields_get(['answered_by'])['answered_by']['selection']), sees_chart()
    return '\n'.join(dict.fromkeys(block(row, people, chart) for row in rows))
