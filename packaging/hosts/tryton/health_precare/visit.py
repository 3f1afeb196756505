# SPDX-License-Identifier: MIT
"""Bookings: gnuhealth.appointment, created, moved, cancelled, checked in and deleted.

Runs inside the host's transaction, after the host's own create or write, so that it reads what will
be saved. `health` takes one pair (records, values) a write where Tryton may pass several.
"""
import datetime
from collections import namedtuple
from functools import partial
from itertools import zip_longest

from precare import instant
from trytond.i18n import gettext
from trytond.model import fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Bool, Eval
from trytond.transaction import Transaction

from . import facts, showing
from .preview import PENDING, Refused, decide, is_checked, needs, never_stops, preview, withdraw
from .record import KEPT, Checked

CANCELLED = facts.GONE
OVER = CANCELLED + ('done',)
STARTED = ('checked_in', 'done')
WAITING = 'precare_pending'
# A visit that waits may be called off; nothing else is done to its state by hand.
LEFT_BY_HAND = CANCELLED + ('free', WAITING)
CALLED_OFF = 'center_cancelled'  # what the host calls a visit that the clinic cancels
AHEAD = datetime.timedelta(days=90)  # how far the nightly look goes
# What another look is worth for. `name` or `comments` change nothing.
LOOKED_AT = {'patient', 'appointment_date', 'consultations', 'healthprof', 'speciality', 'state', 'precare_site'}
# Where on the body; a host has no such field. Names of the site tree (rules/body-sites.yaml).
SITES = [
    (None, ''), ('face', 'Face'), ('forehead', 'Forehead'), ('glabella', 'Between the brows'), ('temple', 'Temple'),
    ('periorbital', 'Around the eyes'), ('eyelid', 'Eyelid'), ('nose', 'Nose'), ('cheek', 'Cheek'), ('lip', 'Lip'),
    ('perioral', 'Around the mouth'), ('chin', 'Chin'), ('jawline', 'Jawline'), ('scalp', 'Scalp'), ('neck', 'Neck'),
    ('decolletage', 'Chest'), ('back', 'Back'), ('abdomen', 'Abdomen'), ('arm', 'Arm'), ('hand', 'Hand'),
    ('thigh', 'Thigh'), ('lower-limb', 'Leg')]

Before = namedtuple('Before', 'state date patient service checked')


class Appointment(Checked, metaclass=PoolMeta):
    __name__ = 'gnuhealth.appointment'

    precare_site = fields.Selection(SITES, 'Treatment area', sort=False, help='Where on the body')

    # GNU Health has the service of an appointment, but shows it nowhere; its list is where bookings are typed, too.
    precare_heads = (('consultations', 3), ('precare_site', 1), ('precare_state', 5))
    precare_columns = (('consultations', 100), ('precare_state', 165))
    precare_after = 'appointment_date'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        states = [state for state, _ in cls.state.selection]
        if WAITING not in states:
            cls.state.selection = cls.state.selection + [(WAITING, 'Waiting for a clinician')]
        if is_checked():
            cls.consultations.states['required'] = Bool(Eval('patient')) & Eval('state').in_(
                ['confirmed', 'checked_in', WAITING])
            depends = cls.consultations.depends
            cls.consultations.depends = type(depends)(set(depends) | {'patient', 'state'})

    # ---- what the host does ----

    @classmethod
    def create(cls, vlist):
        appointments = super().create(vlist)
        for appointment, values in zip_longest(appointments, vlist[:len(appointments)], fillvalue={}):
            if values.get('patient') or appointment.patient:
                appointment.precare_created(values)
        return appointments

    @classmethod
    def write(cls, *args):
        pairs = list(zip(args[::2], args[1::2]))
        before = {one.id: one.precare_before() for records, _ in pairs for one in records}
        for records, values in pairs:
            for appointment in records:
                appointment.precare_held(values)
        changed = {}
        for records, values in pairs:
            if LOOKED_AT & set(values):
                changed.update((one.id, one) for one in records)
            super().write(records, values)
        for appointment in changed.values():
            appointment.precare_changed(before[appointment.id])

    @classmethod
    def delete(cls, appointments):
        gone = [one.precare_gone(one.precare_before()) for one in cls.browse(appointments)]
        super().delete(appointments)
        for event in gone:
            if event is not None:
                withdraw(event)

    @classmethod
    def precare_again(cls):
        """Nightly, by the host's cron: bookings to come, on the chart as it is now. So what could not be
        checked is, and so is what a process that died had no time to tell. Nothing is refused."""
        if not is_checked():
            return
        today = datetime.datetime.now().replace(hour=0, minute=0, second=0, microsecond=0)
        with Transaction().set_context(_check_access=False, _skip_warnings=True):
            for appointment in cls.search([
                    ('patient', '!=', None), ('state', 'in', ('confirmed', WAITING)),
                    ('appointment_date', '>=', today), ('appointment_date', '<', today + AHEAD)]):
                appointment.precare_looked_at()

    # ---- a visit that waits ----

    def precare_waits(self):
        return getattr(self, 'state', None) == WAITING

    def precare_over(self):
        return self.state in CANCELLED

    def precare_held(self, values):
        """A visit that waits for a clinician is released by a decision, or by another patient's booking in
        its place, which is judged for itself; never by its state alone, whoever or whatever writes that."""
        if self.state != WAITING or values.get('state', WAITING) in LEFT_BY_HAND:
            return
        patient = self.patient and self.patient.id
        if values['state'] == 'confirmed' and values.get('patient', patient) != patient:
            return
        self.precare_refuse_start()

    def precare_refuse_start(self):
        check = Pool().get('gnuhealth.precare.check').of_record(self)
        stopping = [f for f in check.content['result']['findings'] if f['outcome'] in ('hold', 'block')]
        visit = showing.Visit(self.precare_start(), called_off=True)
        raise Refused(gettext('health_precare.msg_waits'), showing.decides(stopping, visit))

    @classmethod
    def precare_call_off(cls, appointments):
        """By whoever may write appointments: a visit that a clinician does not let go ahead."""
        cls.write(appointments, {'state': CALLED_OFF})

    def precare_decide(self, choices):
        """Goes on over findings; what waited for them is released."""
        event, known = self.precare_now()
        if event is None:
            return
        outcome = decide(event, choices, known.decided, refuse=event['moment'] == 'booking')
        self.precare_settled(event, outcome, known)

    def precare_settled(self, event, outcome, known):
        """Moved by what came of it, and kept so that the review shows it."""
        here = self
        if event['moment'] == 'booking' and (outcome.way == PENDING) != (self.state == WAITING):
            self.precare_move(WAITING if outcome.way == PENDING else 'confirmed')
            here = self.__class__(self.id)
        here.precare_keep(event, outcome, known)

    # ---- what is checked ----

    def precare_before(self):
        return Before(self.state, self.appointment_date, self.patient and self.patient.id,
                      self.consultations and self.consultations.id, self.precare_state)

    @partial(never_stops, at_once=False)
    def precare_created(self, values):
        self.precare_check('create', expected=values)
        if self.__class__(self.id).state == 'checked_in':
            self.precare_check(None, 'check-in')

    @partial(never_stops, at_once=False)
    def precare_looked_at(self):
        self.precare_check('confirm', refuse=False)

    @never_stops
    def precare_changed(self, before):
        """Freed for another patient or none, cancelled, checked in; else moved or confirmed."""
        here = self.__class__(self.id)
        patient = here.patient and here.patient.id
        if before.patient != patient or here.appointment_date is None or here.state in CANCELLED:
            if before.state not in CANCELLED:
                event = here.precare_gone(before)
                if event is not None:
                    withdraw(event)
            if here.state in CANCELLED:
                Pool().get('gnuhealth.precare.check').closed(here)
        if patient is None:
            return
        # Checked in now; or it was, as another visit than it is.
        same = before.patient == patient and before.date is not None and (
            before.service == (here.consultations and here.consultations.id))
        checked_in = here.state == 'checked_in' and not (before.state == 'checked_in' and same)
        started = checked_in or (here.state == 'done' and before.state not in STARTED)
        if started and before.state != 'confirmed':  # called off, or never booked: judged as a booking first
            here.precare_check('confirm', over=())
            if self.__class__(self.id).state == WAITING:
                here.precare_refuse_start()
        if here.state == 'checked_in':
            here.precare_check(None, 'check-in', refuse=checked_in)
        else:
            here.precare_check('reschedule' if before.date != here.appointment_date else 'confirm')

    @never_stops
    def precare_gone(self, before):
        """The event of a visit that was checked, and does not take place any more; else None."""
        if not before.checked or before.patient is None or before.date is None:
            return None
        with facts.reading():
            row, wanted = facts.appointment(self.id), set()
            event, _ = self.precare_facts(before.patient, wanted)
            return self.precare_said(event, dict(row, appointment_date=before.date), 'booking', 'cancel')

    def precare_start(self):
        return getattr(self, 'appointment_date', None)

    def precare_event(self, action, moment='booking', expected=None, over=()):
        """The event, and what was read beside it. (None, None): nothing to check without a patient and a time (a free
        slot), and nothing in what is `over`. `expected`: see facts.visit()."""
        with facts.reading():
            row, wanted, found = facts.visit(
                self.id, expected or {}, partial(needs, moment), KEPT, record=str(self))
            if found is None or row['appointment_date'] is None or row['state'] in over:
                return None, None
            event = facts.of_patient(row['patient'], wanted, found)
            return self.precare_said(event, row, moment, action), found

    def precare_said(self, event, row, moment, action):
        """An event, with what its row says of the visit."""
        event.update({'format': 'precare-event/1', 'moment': moment, 'appointment': facts.without_nothing({
            'id': self.precare_visit(), 'start': instant(row['appointment_date']),
            'procedure': facts.service_of(row) or None, 'minutes': facts.minutes(row),
            'sites': [row['precare_site']] if row['precare_site'] else None,
            'state': 'cancelled' if action == 'cancel' else 'planned'})})
        if action is not None:
            event['action'] = action
        provider = facts.provider(row['healthprof'], row['healthprof.code'])
        if provider is not None:
            event['provider'] = provider
        return event

    def precare_event_now(self):
        here = self.__class__(self.id)
        if not is_checked() or here.patient is None or here.appointment_date is None:
            return None, None
        moment = 'check-in' if here.state in STARTED else 'booking'
        return here.precare_event('confirm' if moment == 'booking' else None, moment)

    @never_stops
    def precare_look(self):
        """Judges anew what was answered meanwhile: whatever stops it now makes it wait."""
        event, known = self.precare_now()
        if event is not None:
            outcome = preview(event, known.decided | known.read, refuse=False)
            if any(f['outcome'] in ('hold', 'block') for f in outcome.result['findings']):
                outcome.way = PENDING
            self.precare_settled(event, outcome, known)

    def precare_check(self, action, moment='booking', refuse=True, over=OVER, expected=None):
        """Nothing is booked in what is over. Who is checked in is not refused once more."""
        event, found = self.precare_event(action, moment, expected, over)
        if event is None:
            return
        here = self.__class__(self.id)
        known = here.precare_known(event, found)
        outcome = preview(event, known.decided | known.read, refuse=refuse)
        if refuse and moment == 'booking':
            here.precare_settled(event, outcome, known)
        else:
            here.precare_keep(event, outcome, known)

    def precare_move(self, state):
        """Past our own write. With its code, for `health` gives a new one whenever it confirms."""
        super(Appointment, self.__class__).write([self], {'state': state, 'name': self.name})


class Cron(metaclass=PoolMeta):
    __name__ = 'ir.cron'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.method.selection.append(('gnuhealth.appointment|precare_again', 'Check upcoming visits again'))
