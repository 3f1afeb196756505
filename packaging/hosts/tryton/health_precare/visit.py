# SPDX-License-Identifier: MIT
"""Bookings: gnuhealth.appointment, created, moved, cancelled, checked in and deleted.

Runs inside the host's transaction, after the host's own create or write, so that it reads what will
be saved. `health` takes one pair (records, values) a write where Tryton may pass several.
"""
import datetime
from collections import namedtuple

from precare import instant
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

from . import facts
from .preview import PENDING, is_checked, needs, never_stops, preview, withdraw
from .record import Checked

CANCELLED = facts.GONE
OVER = CANCELLED + ('done',)
WAITING = 'precare_pending'
AHEAD = datetime.timedelta(days=90)  # how far the nightly look goes
# What another look is worth for. `name` or `comments` change nothing.
LOOKED_AT = {'patient', 'appointment_date', 'consultations', 'healthprof', 'speciality', 'state', 'precare_reason'}

Before = namedtuple('Before', 'state date patient checked')


class Appointment(Checked, metaclass=PoolMeta):
    __name__ = 'gnuhealth.appointment'

    # GNU Health has the service of an appointment, but does not show it on the form.
    precare_form = ('consultations',) + Checked.precare_form

    @classmethod
    def __setup__(cls):
        super().__setup__()
        states = [state for state, _ in cls.state.selection]
        if WAITING not in states:
            cls.state.selection = cls.state.selection + [(WAITING, 'Waiting for a clinician')]

    # ---- what the host does ----

    @classmethod
    def create(cls, vlist):
        appointments = super().create(vlist)
        for appointment in appointments:
            appointment.precare_created()
        return appointments

    @classmethod
    def write(cls, *args):
        pairs = list(zip(args[::2], args[1::2]))
        before = {one.id: one.precare_before() for records, _ in pairs for one in records}
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

    # ---- what is checked ----

    def precare_before(self):
        return Before(self.state, self.appointment_date, self.patient and self.patient.id, self.precare_state)

    @never_stops
    def precare_created(self):
        self.precare_check('create')

    @never_stops
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
        if here.state == 'checked_in' and before.state != 'checked_in':
            here.precare_check(None, 'check-in')
        else:
            here.precare_check('reschedule' if before.date != here.appointment_date else 'confirm')

    @never_stops
    def precare_gone(self, before):
        """The event of a visit that was checked, and does not take place any more; else None."""
        if not is_checked() or not before.checked or before.patient is None or before.date is None:
            return None
        return self.precare_event('cancel', patient=before.patient, date=before.date)

    def precare_event(self, action, moment='booking', patient=None, date=None):
        """The event; of a cancel, without the chart, and of the visit as it was."""
        with facts.reading():
            here = self.__class__(self.id)  # again: a record keeps the access rights it was read with
            patient = here.patient if patient is None else Pool().get('gnuhealth.patient')(patient)
            procedure = facts.service(here.consultations)
            wanted = set() if action == 'cancel' else needs(moment, procedure)
            event = facts.of_patient(patient, wanted)
            event.update({'format': 'precare-event/1', 'moment': moment, 'appointment': facts.without_nothing({
                'id': here.precare_visit(), 'start': instant(date or here.appointment_date),
                'procedure': procedure or None, 'minutes': facts.minutes(here.consultations),
                'state': 'cancelled' if action == 'cancel' else 'planned'})})
            if action is not None:
                event['action'] = action
            if here.healthprof is not None:
                event['provider'] = facts.provider(here.healthprof)
        return event

    def precare_check(self, action, moment='booking', refuse=True):
        """Nothing to check without a patient and a time (a free slot), and nothing to book in what is
        over. Only a booking is ever refused."""
        here = self.__class__(self.id)
        if not is_checked() or here.patient is None or here.appointment_date is None or here.state in OVER:
            return
        event = here.precare_event(action, moment)
        known = here.precare_known(event)
        refuse = refuse and moment == 'booking'
        outcome = preview(event, here.precare_reason, here.precare_note, known, refuse=refuse)
        here.precare_keep(event, outcome)
        if refuse and outcome.way == PENDING and here.state != WAITING:
            here.precare_move(WAITING)
        elif refuse and outcome.way != PENDING and here.state == WAITING:
            here.precare_move('confirmed')

    def precare_move(self, state):
        """Past our own write. With its code, for `health` gives a new one whenever it confirms."""
        super(Appointment, self.__class__).write([self], {'state': state, 'name': self.name})


class Cron(metaclass=PoolMeta):
    __name__ = 'ir.cron'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.method.selection.append(('gnuhealth.appointment|precare_again', 'Check upcoming visits again'))
