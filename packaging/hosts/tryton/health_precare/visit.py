# SPDX-License-Identifier: MIT
"""Bookings: gnuhealth.appointment, created, moved, cancelled, checked in and deleted.

Runs inside the host's transaction, after the host's own create or write, so that it reads what will
be saved. `health` takes one pair (records, values) a write where Tryton may pass several.
"""
from precare import instant
from trytond.model import fields
from trytond.pool import PoolMeta

from . import facts
from .preview import PENDING, is_checked, needs, preview, withdraw
from .record import Checked

CANCELLED = facts.GONE
WAITING = 'precare_pending'
# What another look is worth for. `name` or `comments` change nothing.
LOOKED_AT = {'patient', 'appointment_date', 'consultations', 'healthprof', 'speciality', 'state', 'precare_reason'}


class Appointment(Checked, metaclass=PoolMeta):
    __name__ = 'gnuhealth.appointment'

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
            appointment.precare_check('create')
        return appointments

    @classmethod
    def write(cls, *args):
        pairs = list(zip(args[::2], args[1::2]))
        before = {one.id: one.precare_before() for records, _ in pairs for one in records}
        for records, values in pairs:
            super().write(records, values)
        changed = {}
        for records, values in pairs:
            if LOOKED_AT & set(values):
                changed.update((one.id, one) for one in records)
        for appointment in changed.values():
            appointment.precare_changed(before[appointment.id])

    @classmethod
    def delete(cls, appointments):
        gone = [one.precare_event('cancel') for one in cls.browse(appointments)
                if is_checked() and one.precare_state and one.patient and one.appointment_date]
        super().delete(appointments)
        for event in gone:
            withdraw(event)

    # ---- what is checked ----

    def precare_before(self):
        return self.state, self.appointment_date

    def precare_changed(self, before):
        state, date = before
        here = self.__class__(self.id)
        if here.state in CANCELLED:
            if state not in CANCELLED and here.precare_state and is_checked():
                withdraw(here.precare_event('cancel'))
        elif here.state == 'checked_in' and state != 'checked_in':
            here.precare_check(None, 'check-in')
        elif here.state != 'done':
            here.precare_check('reschedule' if date != here.appointment_date else 'confirm')

    def precare_event(self, action, moment='booking'):
        """The event; of a cancel, without the chart."""
        with facts.reading():
            here = self.__class__(self.id)  # again: a record keeps the access rights it was read with
            procedure = facts.service(here.consultations)
            wanted = set() if action == 'cancel' else needs(moment, procedure)
            event = facts.of_patient(here.patient, wanted)
            event.update({'format': 'precare-event/1', 'moment': moment, 'appointment': facts.without_nothing({
                'id': here.precare_visit(), 'start': instant(here.appointment_date),
                'procedure': procedure or None, 'minutes': facts.minutes(here.consultations),
                'state': 'cancelled' if here.state in CANCELLED else 'planned'})})
            if action is not None:
                event['action'] = action
            if here.healthprof is not None:
                event['provider'] = facts.provider(here.healthprof)
        return event

    def precare_check(self, action, moment='booking'):
        """Nothing to check without a patient and a time: a free slot."""
        here = self.__class__(self.id)
        if not is_checked() or here.patient is None or here.appointment_date is None or here.state in CANCELLED:
            return
        event = here.precare_event(action, moment)
        known = here.precare_known(event)
        outcome = preview(event, here.precare_reason, here.precare_note, known, refuse=moment == 'booking')
        here.precare_keep(event, outcome)
        if moment == 'booking' and outcome.way == PENDING and here.state != WAITING:
            super(Appointment, self.__class__).write([here], {'state': WAITING})
        elif moment == 'booking' and outcome.way != PENDING and here.state == WAITING:
            super(Appointment, self.__class__).write([here], {'state': 'confirmed'})
