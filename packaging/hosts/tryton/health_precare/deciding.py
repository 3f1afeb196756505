# SPDX-License-Identifier: MIT
"""Going on over a finding: who may, for which reasons, and what is kept of it.

One decision a finding, by a role of the user that the rule names, for a reason of that rule. What is
kept goes back to the plugin with every later event of the patient, as a clearance.
"""
import hashlib
import json

from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction

from .configuration import option, pairs

STOPS = ('block', 'hold')
CLEARANCES = 512


def roles():
    """The clinic's roles of the user, by the names of the user's groups."""
    table = pairs('roles')
    if not table or not Transaction().user:
        return []
    with Transaction().set_context(_check_access=False, language='en'):
        user = Pool().get('res.user')(Transaction().user)
        return list(dict.fromkeys(table[group.name] for group in user.groups if group.name in table))


def override(finding):
    return finding.get('override') or {}


def deciders(findings):
    """Who may decide, each role once."""
    return list(dict.fromkeys(role for finding in findings for role in override(finding).get('by') or ()))


def roles_for(finding):
    """The roles of the user by which this finding may be gone over."""
    by = override(finding).get('by') or ()
    return [role for role in roles() if role in by]


def is_decidable(finding):
    """Whether somebody can go on over it for a reason."""
    return finding['outcome'] in STOPS + ('warn',) and bool(override(finding).get('reasons'))


def decision_key(event, finding):
    """The same finding on the same facts: it was decided. Not by the record's id, which a request
    that runs again does not keep."""
    what = [event['subject'], event['moment'], event['appointment'].get('start'), finding['rule'],
            finding.get('fingerprint'), finding['outcome'], finding.get('matched')]
    return hashlib.sha256(json.dumps(what).encode('utf-8')).hexdigest()[:32]


def decision(event, result, finding, choice=None):
    """What is kept of going on over a finding; without a choice, that it was read and confirmed."""
    choice = choice or {}
    return {'key': decision_key(event, finding), 'rule': finding['rule'], 'outcome': finding['outcome'],
            'say': finding['say'] or finding['title'], 'moment': event['moment'], 'on': result.get('today'),
            'matter': finding.get('matter'), 'reason': choice.get('reason') or None,
            'note': choice.get('note') or None, 'role': choice.get('role') or None}


def refused_because(finding, choice, by):
    """Why this choice is not one that the rule and the user allow; None: it is. `by`: when one who may is asked."""
    allowed = override(finding)
    if choice.get('role') not in roles_for(finding):
        return gettext('health_precare.msg_who', roles=role_words(allowed.get('by') or ()), by=by)
    if choice.get('reason') not in (allowed.get('reasons') or ()):
        return gettext('health_precare.msg_reason_unknown', reasons=', '.join(allowed.get('reasons') or ()))
    if allowed.get('note') == 'required' and not (choice.get('note') or '').strip():
        return gettext('health_precare.msg_note_needed')
    return None


def role_words(names):
    words = [name.replace('-', ' ') for name in names] or [gettext('health_precare.msg_a_clinician')]
    if len(words) == 1:
        return words[0]
    return gettext('health_precare.msg_or', first=', '.join(words[:-1]), last=words[-1])


def clearance(decided, appointment):
    made = {'rule': decided['rule'], 'role': decided['role'], 'reason': decided['reason'], 'on': decided['on'],
            'appointment': appointment, 'matter': decided['matter']}
    return {key: item for key, item in made.items() if item is not None}


def clearances(event, known):
    """Of what was decided for this patient, at this visit or another: a warning is cleared by what
    lasts alone, and at its own visit it was gone over."""
    here = event['appointment']['id']
    return [clearance({'rule': one.rule, 'role': one.role, 'reason': one.reason, 'matter': one.matter,
                       'on': one.on and one.on.isoformat()}, one.visit)
            for one in known if one.role and one.reason and (one.outcome in STOPS or one.visit != here)][:CLEARANCES]


def acknowledgement(decided, action, now):
    """None: to have read an urgent finding, or a hold, ends no escalation; a role that may decide
    does."""
    if decided['outcome'] != 'warn' and not (decided['role'] and decided['reason']):
        return None
    ack = {'rule': decided['rule'], 'action': action, 'role': decided['role'], 'reason': decided['reason'],
           'note': decided['note'], 'at': now, 'actor': 'res.user,%d' % Transaction().user}
    return {key: item for key, item in ack.items() if item}


def wants_reason(finding):
    """Whether reading a warning is not enough."""
    return option('warn') == 'reason' and bool(override(finding).get('reasons'))
