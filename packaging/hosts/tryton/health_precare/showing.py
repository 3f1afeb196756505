# SPDX-License-Identifier: MIT
"""What is shown of a result, in the user's language and by what the user may read: whoever reads the
chart reads a finding's own sentence, the desk what it is, what to do and whom to ask."""
import datetime
import textwrap
from collections import namedtuple

from trytond.i18n import gettext

from . import deciding
from .clock import before, day_words, naive
from .rights import sees_chart

# An outcome's sign, worst first, as in the plugin's own commands.
SIGNS = {'urgent': '!!!', 'block': 'X', 'hold': '!!', 'warn': '!', 'task': '+', 'info': 'i'}
OUTCOMES = [('urgent', 'Urgent, for a clinician'), ('block', 'Must not happen'), ('hold', 'A clinician decides first'),
            ('warn', 'Warning'), ('task', 'To do'), ('info', 'To know')]
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
    ('urgent', 'Urgent, for a clinician'),
    ('no-rules', 'No rules for this'),
    ('partial', 'Not fully checked'),
    ('out-of-review', 'Checked by rules past their review'),
    ('not-evaluated', 'NOT CHECKED'),
]
WIDTH = 96  # characters of a line in a list
STATES = ('not-asked', 'stale', 'incomplete', 'not-understood')
MOMENTS = ('booking', 'check-in', 'treatment', 'follow-up')
PEOPLE = ('patient', 'staff', 'provider', 'prescriber')
# What the words of a finding need to know of its visit: when it is; whether another finding of it was decided; the
# rules that wait for a reason (None: not known); whether it can be called off where it is decided, and whether it was.
Visit = namedtuple('Visit', 'start decided undecided called_off over', defaults=(None, False, None, False, False))


def word(kind, name):
    """A word of the vocabulary, in the user's language."""
    return gettext('health_precare.msg_%s_%s' % (kind, name.replace('-', '_')))


# ---- findings ------------------------------------------------------------------------------------

def rows(result):
    """The findings to show; questions stand for themselves."""
    return [finding for finding in result['findings'] if finding['outcome'] in SIGNS]


def due_of(finding):
    """The first day by which something is to be done, as a date; None: none. (The day of an instant is
    the clinic's: it carries the clinic's offset.)"""
    days = [day[:10] for day in finding.get('due') or ()]
    days = [datetime.date.fromisoformat(day) for day in days if len(day) == 10]
    return min(days) if days else None


def decided(finding, *more):
    """Of what a clinician has decided: as what, what else is to be said, and when."""
    cleared, day = finding['cleared'], (finding['cleared'].get('on') or '')[:10]
    when = day_words(datetime.date.fromisoformat(day)) if len(day) == 10 else ''
    return ', '.join(part for part in (deciding.role_words([cleared['role']]), *more, when) if part)


def own_sentence(finding):
    """For who may read the chart: what the rule says, each instruction that it does not say, and what was decided."""
    said = finding.get('say') or finding.get('title') or finding['rule']
    more = [task['tell_patient'] for task in finding.get('tasks') or () if task.get('tell_patient')]
    if finding.get('cleared'):
        who = decided(finding, deciding.role_words([finding['cleared']['reason']]))
        more.append(gettext('health_precare.msg_decided', who=who))
    return '\n'.join([said] + [words for words in dict.fromkeys(more) if words != said])


def desk_sentence(finding, visit):
    """For who may not: what it is, whom to ask, by when; with no word of the chart: the reason of a decision is one."""
    if finding.get('cleared'):
        return gettext('health_precare.msg_desk_decided', who=decided(finding))
    outcome, due = finding['outcome'], due_of(finding)
    if outcome in ('hold', 'block', 'warn') and visit.decided:
        outcome += '_more'
    by = before(visit.start)
    if finding['outcome'] == 'task' and due is not None:
        by = gettext('health_precare.msg_by_day', day=day_words(max(due, datetime.date.today())))
    who = deciding.role_words(deciding.override(finding).get('by') or ())
    return gettext('health_precare.msg_desk_%s' % outcome, roles=who, by=by)


def sentence(finding, visit=Visit(), chart=None):
    return own_sentence(finding) if (sees_chart() if chart is None else chart) else desk_sentence(finding, visit)


def advice(finding, visit, chart):
    """Beside a finding: what this user may do now, whom to ask, by when. The desk's own sentence says whom."""
    if visit.over:
        return gettext('health_precare.msg_over') if finding['outcome'] in deciding.STOPS + ('warn', 'task') else None
    if finding['outcome'] == 'urgent':
        return gettext('health_precare.msg_urgent_next', roles=deciding.role_words(())) if chart else None
    if finding['outcome'] in deciding.STOPS and not deciding.is_decidable(finding):
        return gettext('health_precare.msg_block_next') if chart else None
    if finding['rule'] not in (visit.undecided or ()):
        given = visit.undecided is not None and finding['outcome'] == 'warn' and deciding.wants_reason(finding)
        return gettext('health_precare.msg_given') if given else None
    if chart or deciding.roles_for(finding):
        return decides([finding], visit)
    return gettext('health_precare.msg_desk_wait') if finding['outcome'] in deciding.STOPS else None


def told(finding, visit, chart):
    """A finding where it stands: its sentence, and what is to be done of it. The desk asks nobody of what is over."""
    if visit.over and not chart and not finding.get('cleared'):
        return gettext('health_precare.msg_over')
    return '\n'.join(filter(None, (sentence(finding, visit, chart), advice(finding, visit, chart))))


def called(finding):
    """What it is, in a word: what was decided is decided, whatever else there is to know of it."""
    return word('outcome', 'decided' if finding.get('cleared') else finding['outcome'])


def sentences(findings, visit):
    """For a dialog: a line each, none twice."""
    chart = sees_chart()
    lines = ['%s %s: %s' % (SIGNS[f['outcome']], called(f), sentence(f, visit, chart)) for f in findings]
    return '\n'.join(dict.fromkeys(lines))


def head(finding, by_when):
    """A finding's first line: its sign and word, and by when."""
    words = '%s  %s' % (SIGNS[finding['outcome']], called(finding))
    return words if by_when is None else gettext('health_precare.msg_by', what=words, day=day_words(by_when))


def wrapped(words):
    """In lines: no client does that to what stands in a list."""
    return '\n'.join(part for line in words.split('\n') for part in textwrap.wrap(line, WIDTH) or [''])


def decides(findings, visit):
    """Who decides these, and by when: this user, and where; or who may."""
    mine = list(dict.fromkeys(role for finding in findings for role in deciding.roles_for(finding)))
    if mine:
        way = 'msg_you_decide' if visit.called_off else 'msg_you_decide_only'
        return gettext('health_precare.' + way, roles=deciding.role_words(mine), by=before(visit.start))
    return gettext('health_precare.msg_who', by=before(visit.start),
                   roles=deciding.role_words(deciding.deciders(findings)))


def refused(moment, findings, visit):
    """Below what a booking or a check-in is refused by: whom to ask, or that nobody may."""
    if moment == 'booking':
        return decides(findings, visit) if deciding.deciders(findings) else ''
    others = [finding for finding in findings if not (deciding.is_decidable(finding) and deciding.roles_for(finding))]
    roles = [role for role in deciding.deciders(others)
             if all(deciding.is_decidable(one) and role in deciding.override(one)['by'] for one in others)]
    if not roles:
        who = gettext('health_precare.msg_block_next')
    elif sees_chart():
        who = gettext('health_precare.msg_who', roles=deciding.role_words(roles), by=before(visit.start))
    else:
        who = gettext('health_precare.msg_desk_not_checked_in')
    return gettext('health_precare.msg_not_checked_in') + '\n' + who


def deciders(findings):
    """For a list, in a few words: who decides these."""
    mine = list(dict.fromkeys(role for finding in findings for role in deciding.roles_for(finding)))
    if mine:
        return gettext('health_precare.msg_next_you', roles=deciding.role_words(mine))
    return deciding.role_words(deciding.deciders(findings))


def hint(findings, visit):
    """Below what a dialog asks to confirm: what comes next."""
    if any(finding['outcome'] == 'urgent' for finding in findings):
        return gettext('health_precare.msg_urgent_read', roles=deciding.role_words(()))
    open_ones = [f for f in findings
                 if deciding.is_decidable(f) and (f['outcome'] != 'warn' or deciding.wants_reason(f))]
    if not open_ones:
        return gettext('health_precare.msg_read')
    if any(deciding.roles_for(f) for f in open_ones):
        return gettext('health_precare.msg_next', by=before(visit.start))
    agreed = gettext('health_precare.msg_desk_next')
    return decides(open_ones, visit) + '\n' + agreed if sees_chart() else agreed


def of_event(event, result):
    """The visit that a dialog is about."""
    return Visit(naive(event['appointment'].get('start')),
                 any(finding.get('cleared') for finding in result['findings']))


# ---- questions -----------------------------------------------------------------------------------

def question_rows(result):
    """The questions, one row for each part of the event that is asked now, and one for each moment to
    come, the most urgent first: {about, moment, states, first, counts, by, rules}."""
    table = {}
    for group in result['questions']:
        if group['again_from']:
            continue
        key = (None, group['from']) if group['from'] else (group['about'], None)
        row = table.setdefault(key, {'about': key[0], 'moment': key[1], 'states': [], 'first': None, 'counts': {},
                                     'by': [], 'rules': []})
        row['states'].append(group['state'])
        row['first'] = row['first'] or (group['first'] if group['state'] == 'stale' else None)
        row['counts'][group['of']] = row['counts'].get(group['of'], 0) + len(group['ask'])
        row['by'].append(group['answer_by'])
        row['rules'] += group['rules']
    return sorted(table.values(), key=lambda row: (row['moment'] is not None, asked_by(row)))


def asked_by(row):
    """The place of the moment by which a row is asked."""
    return min(MOMENTS.index(moment) for moment in ([row['moment']] if row['moment'] else row['by']))


def question_sentence(row):
    counts = ', '.join('%d %s' % (row['counts'][of], word('of', of)) for of in PEOPLE if of in row['counts'])
    if row['moment']:
        return gettext('health_precare.msg_ask_later', moment=word('moment', row['moment']), counts=counts)
    state = next(one for one in STATES if one in row['states'])
    by = MOMENTS[asked_by(row)]
    asks = 'msg_ask_booking' if by == 'booking' else 'msg_ask_now'
    words = gettext('health_precare.' + asks, about=word('part', row['about']), state=word('state', state),
                    counts=counts, moment=word('moment', by))
    return words + (' "%s"' % row['first'] if row['first'] and state == 'stale' else '')


# ---- the visit -----------------------------------------------------------------------------------

def state(result):
    """What the record shows as its state: never "clear" where questions wait for a later moment."""
    waits = result['overall'] == 'clear' and any(group['from'] for group in result['questions'])
    return 'clear-so-far' if waits else result['overall']


def notes(result):
    """What stands small below."""
    lines = []
    if result['overall'] == 'not-evaluated':
        lines.append(gettext('health_precare.msg_not_checked'))
    elif result['coverage'] not in ('complete', 'no-rules'):
        lines.append(gettext('health_precare.msg_not_complete'))
    if any(note.get('code') == 'demonstration' for note in result['notes']):
        lines.append(gettext('health_precare.msg_demonstration'))
    return ' '.join(lines)
