# SPDX-License-Identifier: MIT
"""Preview, show, settle: the way of one visit through the plugin.

preview() judges inside the host's open transaction and tells nobody. The transaction's own end then
settles it: committed is "saved" (or "overridden"), rolled back is "abandoned". So however often
Tryton runs a request again, only what really became true is told, once. A booking that is refused is
rolled back too, and told on purpose. Neither end may raise; a fault of the plugin is logged, shown as
"not checked", and never stops the host.
"""
import datetime
import functools
import hashlib
import json
import logging
import os
import secrets
import traceback

from precare import instant, log_line, stamp
from trytond import backend
from trytond.exceptions import UserError, UserWarning
from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction

from . import deciding, showing, speaking
from .clock import before
from .configuration import option, site
from .deciding import STOPS, decision, decision_key
from .tables import Missing

log = logging.getLogger(__name__)

GO, PENDING = 'go', 'pending'


class Refused(UserError):
    """What a booking is refused by: ours alone."""


class Warned(UserWarning):
    """What a user is asked to confirm: ours alone."""


def never_stops(method, at_once=True):
    """For a method of a checked record, of a database that is checked: a fault of ours, or a row of the
    host's that cannot be read, stops nothing. It is logged by its kind and its place, for its words may hold a row; the record
    says "NOT CHECKED"; and the transaction is as it was, also after an error of the database. `at_once`: the method
    may have the host read something before it reads itself."""
    @functools.wraps(method)
    def guarded(record, *args, **kwargs):
        if not is_checked():
            return None
        savepoint = speaking.savepoint(at_once)
        try:
            outcome = method(record, *args, **kwargs)
            savepoint.release()
        except (Refused, Warned, backend.DatabaseOperationalError):
            savepoint.leave()
            raise  # shown to the user; the last one makes Tryton run the request again
        except Exception as error:
            savepoint.roll_back()
            here = os.path.dirname(__file__)
            place = [one for one in traceback.extract_tb(error.__traceback__) if one.filename.startswith(here)][-1]
            what = type(error).__name__ + (' ' + str(error) if isinstance(error, Missing) else '')
            log.error('precare: %s,%d: NOT CHECKED: %s at %s:%d', record.__name__, record.id, what,
                      os.path.basename(place.filename), place.lineno)
            record.precare_unchecked()
            return None
        return outcome
    return guarded


class Settle:
    """A data manager of one transaction: the visits that were previewed in it, by whose they are. Tryton
    may end a transaction twice (it commits a request that it rolled back to run it again), so what
    was settled is forgotten."""

    def __init__(self):
        self._visits, self._refused, self._token = {}, {}, secrets.token_hex(4)

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

    def refuse(self, event):
        """A booking that is refused leaves no record: it is told under the patient and the day, so that trying
        again tells nothing twice, and its reference leads to the patient. Who is not checked in has a visit."""
        visit, left_out = event['appointment'], {'event_id', 'phase', 'now'}
        if event['moment'] == 'booking':
            visit = dict(visit, id=event['subject'], occurrence=visit['start'][:10])
            left_out.add('clearances')
        event = {key: item for key, item in event.items() if key not in left_out}
        self._refused[event['subject'], event['moment']] = stamp(dict(event, appointment=visit), 'final')

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
        visits, refused = self._visits, self._refused if disposition else {}
        self.__init__()
        for event in visits.values():
            if disposition is not None:
                event = dict(event, disposition=disposition)
                event.pop('acknowledgements', None)
            _tell(event, event['disposition'])
        for event in refused.values():
            _tell(event, 'refused')


def _tell(event, how):
    try:
        result = site().check(event)
        log.info('precare: %s %s %s: %s', event['moment'], event['appointment']['id'], how, log_line(result))
    except Exception:
        log.exception('precare: not settled')


def is_checked():
    """Whether visits of this database are checked at all."""
    names = option('databases').replace(',', ' ').split()
    database = Transaction().database
    return not names or (database is not None and database.name in names)


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
    event = settle.named(dict(event, action='cancel'), 'preview')
    site().check(event)
    settle.add(event)


# ---- preview -------------------------------------------------------------------------------------

class Outcome:
    """What became of a preview: go or pending, the result, the decisions to keep, and the keys of what
    was read in a dialog."""

    def __init__(self, way, result, kept=(), read=()):
        self.way, self.result, self.kept, self.read = way, result, list(kept), list(read)


def warn(event, findings, visit):
    """Shows findings that are read once; the user confirms, and the request runs again. True: the
    user did; False: there is nobody to ask (a script as user 0, or one that skips warnings)."""
    if not Transaction().user or Transaction().context.get('_skip_warnings'):
        return False
    Warning = Pool().get('res.user.warning')
    keys = sorted(decision_key(event, finding) for finding in findings)
    name = 'precare-' + hashlib.sha256(json.dumps(keys).encode('utf-8')).hexdigest()[:32]
    with Transaction().set_context(_check_access=False):  # Tryton 7.0 lets no user delete what was confirmed
        unread = Warning.check(name)
    if unread:
        raise Warned(name, showing.sentences(findings, visit), showing.hint(findings, visit))
    return True


def _is_refused(event, finding):
    """A booking that is held waits where the site says so; anything else that stops waits for its own decider alone."""
    if event['moment'] == 'booking' and finding['outcome'] == 'hold' and option('hold') == 'pending':
        return False
    return not (deciding.is_decidable(finding) and deciding.roles_for(finding))


def preview(event, known=(), refuse=True):
    """Judges a visit and joins it to the transaction. `known` are the keys of findings that were read
    or decided before; refuse=False: charting, which is shown and never stopped. Raises UserError and
    UserWarning (Refused, Warned), nothing else."""
    settle = Settle.of_transaction()
    event = settle.named(event, 'preview')
    result = site().check(event)
    settle.add(event)
    stopping = [f for f in result['findings'] if f['outcome'] in STOPS]
    if refuse and any(_is_refused(event, f) for f in stopping):
        settle.refuse(event)
        visit = showing.of_event(event, result)
        raise Refused(showing.sentences(stopping, visit), showing.refused(event['moment'], stopping, visit))
    booked = refuse and event['moment'] == 'booking'
    way = PENDING if booked and stopping else GO
    outcomes = ('warn',) if booked else STOPS + ('warn', 'urgent')
    shown = [f for f in result['findings'] if f['outcome'] in outcomes and decision_key(event, f) not in known]
    kept, read = [], []
    if shown and (booked or option('charting') == 'warn') and warn(event, shown, showing.of_event(event, result)):
        read = [decision_key(event, f) for f in shown]
        kept = [decision(event, result, f) for f in shown
                if f['outcome'] == 'warn' and not (booked and deciding.wants_reason(f))]
    if kept:
        acts = [deciding.acknowledgement(one, 'overridden' if booked else 'accepted', now()) for one in kept]
        settle.add(event, 'overridden' if booked else 'saved', [one for one in acts if one])
    return Outcome(way, result, kept, read)


def decide(event, choices, known=(), refuse=True):
    """Goes on over findings: {rule: {reason, role, note}}, each judged for itself. Raises Refused where
    the rule or the user does not allow it."""
    settle = Settle.of_transaction()
    event = settle.named(event, 'preview')
    result = site().check(event)
    open_ones = {f['rule']: f for f in result['findings']
                 if deciding.is_decidable(f) and decision_key(event, f) not in known}
    kept = []
    for rule, choice in choices.items():
        finding = open_ones.get(rule)
        if finding is None:
            raise Refused(gettext('health_precare.msg_decided_before'))
        why = deciding.refused_because(finding, choice, before(showing.of_event(event, result).start))
        if why is not None:
            raise Refused(why)
        kept.append(decision(event, result, finding, choice))
    event = dict(event, clearances=event.get('clearances', []) + [
        deciding.clearance(one, event['appointment']['id']) for one in kept if one['outcome'] in STOPS])
    event = {key: item for key, item in event.items() if key != 'clearances' or item}
    result = site().check(event)
    acts = [deciding.acknowledgement(one, 'overridden', now()) for one in kept]
    settle.add(event, 'overridden', [one for one in acts if one])
    stops = refuse and any(f['outcome'] in STOPS for f in result['findings'])
    return Outcome(PENDING if stops else GO, result, kept, [one['key'] for one in kept])
