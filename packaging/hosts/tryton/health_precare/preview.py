# SPDX-License-Identifier: MIT
"""Preview, show, settle: the way of one visit through the plugin.

preview() judges inside the host's open transaction and tells nobody. The transaction's own end then
settles it: committed is "saved" (or "overridden"), rolled back is "abandoned". So however often
Tryton runs a request again, only what really became true is told, once. Neither end may raise; a
fault of the plugin is logged, shown as "not checked", and never stops the host.
"""
import datetime
import functools
import hashlib
import json
import logging
import os
import secrets
import traceback

from precare import finding_lines, group_lines, instant, log_line, question_lines, stamp
from trytond import backend
from trytond.exceptions import UserError, UserWarning
from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction

from .configuration import option, pairs, site

log = logging.getLogger(__name__)

GO, PENDING = 'go', 'pending'
STOPS = ('block', 'hold')


class Refused(UserError):
    """What a booking is refused by: ours alone."""


class Warned(UserWarning):
    """What a user is asked to confirm: ours alone."""


def never_stops(method):
    """For a method of a checked record: a fault of ours, or a row of the host's that cannot be read,
    stops nothing. It is logged by its kind and its place, for its words may hold a row; the record
    says "NOT CHECKED"; and the transaction is as it was, also after an error of the database."""
    @functools.wraps(method)
    def guarded(record, *args, **kwargs):
        cursor = Transaction().connection.cursor()
        cursor.execute('SAVEPOINT precare')
        try:
            outcome = method(record, *args, **kwargs)
        except (Refused, Warned, backend.DatabaseOperationalError):
            raise  # shown to the user; the last one makes Tryton run the request again
        except Exception as error:
            cursor.execute('ROLLBACK TO SAVEPOINT precare')
            here = os.path.dirname(__file__)
            place = [one for one in traceback.extract_tb(error.__traceback__) if one.filename.startswith(here)][-1]
            log.error('precare: %s,%d: NOT CHECKED: %s at %s:%d', record.__name__, record.id,
                      type(error).__name__, os.path.basename(place.filename), place.lineno)
            record.precare_unchecked()
            return None
        cursor.execute('RELEASE SAVEPOINT precare')
        return outcome
    return guarded


class Settle:
    """A data manager of one transaction: the visits that were previewed in it, by whose they are. Tryton
    may end a transaction twice (it commits a request that it rolled back to run it again), so what
    was settled is forgotten."""

    def __init__(self):
        self._visits, self._token = {}, secrets.token_hex(4)

    def __eq__(self, other):  # Transaction.join() gives back the one that is there
        return isinstance(other, Settle)

    __hash__ = None

    @classmethod
    def of_transaction(cls):
        return Transaction().join(cls())

    def named(self, event, phase=None):
        """The event under an id of this transaction alone: what is rolled back here must take back
        nothing that another transaction has told on the same facts."""
        event = stamp(event, phase)
        return dict(event, event_id='%s-%s' % (event['event_id'], self._token))

    def add(self, event, disposition='saved', acknowledgements=()):
        """The last state of a visit is what is told."""
        event = dict(event, phase='settle', disposition=disposition)
        if acknowledgements:
            event['acknowledgements'] = list(acknowledgements)
        self._visits[event['subject'], event['appointment']['id'], event['moment']] = event

    def tpc_begin(self, transaction):
        pass

    def commit(self, transaction):
        pass

    def tpc_vote(self, transaction):
        pass

    def tpc_finish(self, transaction):
        self._end(None)

    def tpc_abort(self, transaction):
        self._end('abandoned')

    def _end(self, disposition):
        visits = self._visits
        self.__init__()
        for event in visits.values():
            try:
                if disposition is not None:
                    event = dict(event, disposition=disposition)
                    event.pop('acknowledgements', None)
                result = site().check(event)
                log.info('precare: %s %s %s: %s', event['moment'], event['appointment']['id'],
                         event['disposition'], log_line(result))
            except Exception:
                log.exception('precare: not settled')


def is_checked():
    """Whether visits of this database are checked at all."""
    names = option('databases').replace(',', ' ').split()
    return not names or Transaction().database.name in names


def now():
    return instant(datetime.datetime.now(datetime.timezone.utc))


def needs(moment, procedure):
    """The facts to fetch; None: all. A service is known by its name or by its key."""
    names = {procedure.get('text'), procedure.get('code')} - {None}
    wanted = set()
    for name in names:
        found = site().needs(moment, name)
        if found is None:
            return None
        wanted |= found
    return wanted


def withdraw(event):
    """A visit that does not take place: once that is committed, its alerts are withdrawn."""
    settle = Settle.of_transaction()
    settle.add(settle.named(dict(event, action='cancel')))


# ---- who decides, and why ------------------------------------------------------------------------

def roles():
    """The clinic's roles of the user, by the names of the user's groups."""
    table = pairs('roles')
    if not table or not Transaction().user:
        return []
    with Transaction().set_context(_check_access=False, language='en'):
        user = Pool().get('res.user')(Transaction().user)
        return list(dict.fromkeys(table[group.name] for group in user.groups if group.name in table))


def role_for(finding):
    """A role of the user by which this finding may be gone over, else None."""
    override = finding.get('override') or {}
    mine = roles()
    fitting = [role for role in mine if role in override.get('by', ())]
    if fitting:
        return fitting[0]
    # A warning without an override is for anybody to read.
    return (mine[0] if mine else '') if finding['outcome'] not in STOPS else None


def decision_key(event, finding):
    """The same finding on the same facts: it was decided. Not by the record's id, which a request
    that runs again does not keep."""
    what = [event['subject'], event['moment'], event['appointment'].get('start'), finding['rule'],
            finding.get('fingerprint'), finding['outcome'], finding.get('matched')]
    return hashlib.sha256(json.dumps(what).encode('utf-8')).hexdigest()[:32]


def reason_check(finding, reason, note):
    """Refuses a reason that the rule does not know, or none where one is needed."""
    override = finding.get('override') or {}
    reasons = override.get('reasons') or []
    needed = option('warn') == 'reason' or finding['outcome'] in STOPS
    if reason and reasons and reason not in reasons:
        raise Refused(gettext('health_precare.msg_reason_unknown', finding=finding['say'] or finding['title'],
                                reasons=', '.join(reasons)))
    if not reason and reasons and needed:
        raise Refused(gettext('health_precare.msg_reason_needed', finding=finding['say'] or finding['title'],
                                reasons=', '.join(reasons)))
    if override.get('note') == 'required' and not note and needed:
        raise Refused(gettext('health_precare.msg_note_needed', finding=finding['say'] or finding['title']))


def decisions(event, findings, reason, note):
    """What will be kept: one for each finding that was gone over."""
    return [{'key': decision_key(event, finding), 'rule': finding['rule'], 'outcome': finding['outcome'],
             'say': finding['say'] or finding['title'], 'moment': event['moment'],
             'reason': reason or None, 'note': note or None, 'role': role_for(finding) or None}
            for finding in findings]


def clearance(event, decision):
    return {'rule': decision['rule'], 'role': decision['role'], 'reason': decision['reason'],
            'on': now()[:10], 'appointment': event['appointment']['id']}


def acknowledgement(decision, action):
    """None: to have read an urgent finding, or a hold, ends no escalation; a role that may decide
    does."""
    if decision['outcome'] != 'warn' and not (decision['role'] and decision['reason']):
        return None
    ack = {'rule': decision['rule'], 'action': action, 'role': decision['role'],
           'reason': decision['reason'], 'note': decision['note'], 'at': now(),
           'actor': 'res.user,%d' % Transaction().user}
    return {key: item for key, item in ack.items() if item}


# ---- show ----------------------------------------------------------------------------------------

def unchecked_message():
    return gettext('health_precare.msg_not_checked')


def message(result):
    """What the user reads on the visit's own form."""
    lines = finding_lines(result)
    if result['overall'] == 'not-evaluated':
        lines.insert(0, unchecked_message())
    elif result['coverage'] != 'complete':
        lines.insert(0, gettext('health_precare.msg_not_complete', coverage=result['coverage']))
    lines += group_lines(result)
    if any(note.get('code') == 'demonstration' for note in result['notes']):
        lines.append(gettext('health_precare.msg_demonstration'))
    return '\n'.join(lines)


def questions(result):
    """The questions in full, for who asks them; None: there is none."""
    return '\n'.join(question_lines(result)) or None


def state(result):
    """What the record shows as its state: never "clear" where questions wait for a later moment."""
    waits = result['overall'] == 'clear' and any(group['from'] for group in result['questions'])
    return 'clear-so-far' if waits else result['overall']


def choices(findings):
    """What a reason may be, for the text of a warning."""
    words = []
    for finding in findings:
        words += (finding.get('override') or {}).get('reasons') or []
    words = list(dict.fromkeys(words))
    return gettext('health_precare.msg_choices', reasons=', '.join(words)) if words else ''


def warn(event, findings):
    """Shows findings that are read once; the user confirms, and the request runs again. True: the
    user did; False: there is nobody to ask (a script as user 0, or one that skips warnings)."""
    if not Transaction().user or Transaction().context.get('_skip_warnings'):
        return False
    Warning = Pool().get('res.user.warning')
    keys = sorted(decision_key(event, finding) for finding in findings)
    name = 'precare-' + hashlib.sha256(json.dumps(keys).encode('utf-8')).hexdigest()[:32]
    if Warning.check(name):
        raise Warned(name, '\n'.join(finding_lines({'findings': findings})), choices(findings))
    return True


# ---- preview -------------------------------------------------------------------------------------

class Outcome:
    """What became of a preview: go or pending, the result, the decisions to keep."""

    def __init__(self, way, result, kept=()):
        self.way, self.result, self.kept = way, result, list(kept)


def _cleared(event, result, reason, note):
    """Stopping findings that this user may go over, for a reason: judged again with them cleared."""
    may = [f for f in result['findings'] if f['outcome'] in STOPS and f.get('override') and role_for(f)]
    if not may or not reason:
        return event, result, []
    for finding in may:
        reason_check(finding, reason, note)
    kept = decisions(event, may, reason, note)
    event = dict(event, clearances=event.get('clearances', []) + [clearance(event, one) for one in kept])
    return event, site().check(event), kept


def _stop(result, stopping):
    """A booking that may not be saved as it is: refused, or kept waiting for a clinician."""
    blocked = any(finding['outcome'] == 'block' for finding in stopping)
    if blocked or option('hold') == 'refuse':
        who = sorted({role for f in stopping for role in (f.get('override') or {}).get('by') or ()})
        hint = gettext('health_precare.msg_who', roles=', '.join(who)) + '\n' + choices(stopping) if who else ''
        raise Refused('\n'.join(finding_lines(result, STOPS)), hint)
    return PENDING


def preview(event, reason=None, note=None, known=(), refuse=True):
    """Judges a visit and joins it to the transaction. `known` are the keys of findings that were
    decided before; refuse=False: charting, which is shown and never stopped. Raises UserError and
    UserWarning (Refused, Warned), nothing else."""
    settle = Settle.of_transaction()
    event = settle.named(event, 'preview')
    result = site().check(event)
    settle.add(event)
    kept = []
    if refuse:
        event, result, kept = _cleared(event, result, reason, note)
        settle.add(event)
    way = GO
    stopping = [f for f in result['findings'] if f['outcome'] in STOPS]
    if refuse and stopping:
        way = _stop(result, stopping)
    shown = [f for f in result['findings'] if f['outcome'] == 'warn' or (not refuse and f['outcome'] in STOPS + ('urgent',))]
    shown = [f for f in shown if decision_key(event, f) not in known]
    if shown and (refuse or option('charting') == 'warn') and warn(event, shown):
        for finding in shown if refuse else ():
            reason_check(finding, reason, note)
        kept += decisions(event, shown, reason, note)
    acknowledged = [acknowledgement(one, 'overridden' if refuse else 'accepted') for one in kept]
    if kept:
        settle.add(event, 'overridden' if refuse else 'saved', [one for one in acknowledged if one])
    return Outcome(way, result, kept)
