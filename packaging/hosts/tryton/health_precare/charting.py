# SPDX-License-Identifier: MIT
"""Charting: gnuhealth.patient.evaluation (check-in, or follow-up after a procedure) and
gnuhealth.surgery (confirmed, started, done, signed).

Charting is never refused: what was done must be written down. Findings are shown as a warning that
is confirmed once, or on the form alone (`charting = show`), and told to the chat after the commit.
"""
import datetime

from precare import instant
from trytond.model import fields
from trytond.pool import Pool, PoolMeta

from . import facts
from .configuration import option
from .host import NAMES
from .preview import decide, is_checked, needs, never_stops, preview, withdraw
from .record import Checked
from .visit import WAITING

NOTE = 'Procedure note, one a line: "device: ...", "device-lot: ...", "max-pain: 3"'


class Charted(Checked):
    """Mixin: checked after each create and write that a rule could look at."""

    precare_chart = fields.Text('Procedure note', help=NOTE)
    precare_texts = ('precare_chart', 'precare_notes')

    @classmethod
    def create(cls, vlist):
        for values in vlist:
            cls.precare_not_waiting(None, values)
        records = super().create(vlist)
        for record in records:
            record.precare_charted(None)
        return records

    @classmethod
    def write(cls, *args):
        pairs = list(zip(args[::2], args[1::2]))
        before = {one.id: one.state for records, _ in pairs for one in records}
        changed = {}
        for records, values in pairs:
            for one in records:
                cls.precare_not_waiting(one, values)
            if cls.precare_looked_at & set(values):
                changed.update((one.id, one) for one in records)
            super().write(records, values)
        for record in changed.values():
            record.precare_charted(before[record.id])

    @classmethod
    def precare_not_waiting(cls, record, values):
        """A visit that waits for a clinician is not begun, by whichever record: that would start it."""
        number = values.get(cls.precare_booked) or (record and facts.value(record, cls.precare_booked + '.id'))
        if not number or not cls.precare_starts(values):
            return
        with facts.reading():
            booked = Pool().get('gnuhealth.appointment')(number)
            waits = booked.state == WAITING
        if waits:
            booked.precare_refuse_start()

    def precare_judge(self, event, found):
        known = self.precare_known(event, found)
        self.precare_keep(event, preview(event, known.decided | known.read, refuse=False), known)

    @never_stops
    def precare_look(self):
        event, found = self.precare_event_now()
        if event is not None:
            self.precare_judge(event, found)

    def precare_decide(self, choices):
        event, known = self.precare_now()
        if event is not None:
            self.precare_keep(event, decide(event, choices, known.decided, refuse=False), known)

    def precare_fields(self):
        return facts.noted(self.precare_chart)


class Evaluation(Charted, metaclass=PoolMeta):
    __name__ = 'gnuhealth.patient.evaluation'

    precare_looked_at = {
        'patient', 'appointment', 'evaluation_start', 'visit_type', 'state', 'chief_complaint', 'diagnosis',
        'signs_and_symptoms', 'secondary_conditions', NAMES['actions'], 'precare_chart'}
    precare_booked = 'appointment'

    @classmethod
    def precare_starts(cls, values):
        return bool({'appointment', 'patient', 'state'} & set(values))

    def precare_start(self):
        return getattr(self, 'evaluation_start', None)

    def precare_event_now(self):
        here = self.__class__(self.id)
        return here.precare_event() if is_checked() and here.patient is not None else (None, None)

    def precare_visit(self):
        visit, _ = self.precare_of()
        return visit['id'] if visit else facts.host_id(self.__name__, self.id)

    def precare_of(self):
        """The visit that this evaluation belongs to, and its moment: the procedure that was done is
        followed up, the one that is booked is checked in. (None, None): neither."""
        booked = facts.value(self, 'appointment')
        done = self.precare_done(booked)
        row = facts.appointment(booked.id) if booked is not None else None
        followed = facts.value(self, 'visit_type') == 'followup' or row is None or row['consultations'] is None
        if done is not None and followed:
            return done, 'follow-up'
        if row is None or row['appointment_date'] is None:
            return None, None
        return facts.without_nothing({
            'id': facts.host_id('gnuhealth.appointment', booked.id), 'start': instant(row['appointment_date']),
            'procedure': facts.service_of(row) or None, 'minutes': facts.minutes(row)}), 'check-in'

    def precare_done(self, booked):
        """The last procedure before this evaluation: a surgery, else a service that was done."""
        start = self.evaluation_start or datetime.datetime.now()
        row = facts.last_surgery(self.patient.id, start)
        if row is not None:
            visit, procedure = facts.surgery(row['id'])
            return facts.without_nothing({
                'id': visit, 'start': instant(row['surgery_date']), 'state': 'done', 'procedure': procedure,
                'x-ended': instant(row['surgery_end_date'])})
        row = facts.last_visit(self.patient.id, start, booked.id if booked else -1)
        if row is None:
            return None
        return {'id': facts.host_id('gnuhealth.appointment', row['id']), 'start': instant(row['appointment_date']),
                'state': 'done', 'procedure': facts.service_of(row)}

    def precare_reactions(self):
        system, at = option('pathology-codes'), instant(self.evaluation_start)
        found = [facts.named(facts.value(self, 'chief_complaint'))]
        rows = [facts.value(self, 'diagnosis')]
        rows += [facts.value(row, 'clinical') for row in facts.value(self, 'signs_and_symptoms') or ()]
        rows += [facts.value(row, 'pathology') for row in facts.value(self, 'secondary_conditions') or ()]
        found += [facts.named(facts.value(row, 'name'), facts.code_of(system, facts.value(row, 'code')))
                  for row in rows if row is not None]
        return [facts.without_nothing(dict(entry, at=at)) for entry in found if entry]

    def precare_event(self):
        """The event, and what was read beside it. (None, None): nothing that a rule could be about."""
        with facts.reading():
            here = self.__class__(self.id)
            visit, moment = here.precare_of()
            if visit is None or 'procedure' not in visit:
                return None, None
            wanted = needs(moment, visit['procedure'])
            event, found = here.precare_facts(here.patient.id, wanted)
            chart = {'procedure_ended': visit.pop('x-ended', None), 'fields': here.precare_fields() or None}
            if moment == 'follow-up':
                chart['reactions'] = here.precare_reactions()
            event.update({'format': 'precare-event/1', 'moment': moment, 'appointment': visit,
                          'chart': facts.without_nothing(chart)})
            facts.add_provider(event, facts.value(here, 'healthprof'))
        return event, found

    @never_stops
    def precare_charted(self, before):
        here = self.__class__(self.id)
        if here.patient is None:
            return
        event, found = here.precare_event()
        if event is not None:
            here.precare_judge(event, found)


class Surgery(Charted, metaclass=PoolMeta):
    __name__ = 'gnuhealth.surgery'

    precare_looked_at = {'patient', 'surgery_date', 'surgery_end_date', 'surgeon', 'description', 'state',
                         'main_procedure', 'surgical_intervention', 'procedures', NAMES['operations'], 'supplies',
                         'precare_chart'}
    precare_booked = 'admission'

    @classmethod
    def precare_starts(cls, values):
        return values.get('state') in ('in_progress', 'done', 'signed')

    def precare_start(self):
        return getattr(self, 'surgery_date', None)

    def precare_event_now(self):
        here = self.__class__(self.id)
        moment = self.MOMENTS.get(here.state)
        checked = moment and is_checked() and here.patient is not None
        return here.precare_event(moment) if checked else (None, None)
    # A state of the surgery: the moment of the visit.
    MOMENTS = {'confirmed': 'booking', 'in_progress': 'check-in', 'done': 'treatment', 'signed': 'treatment'}

    def precare_over(self):
        return self.state == 'cancelled'

    @classmethod
    def create(cls, vlist):
        """One at a time: GNU Health 5.0 creates all of them once for each."""
        return [record for values in vlist for record in super(Surgery, cls).create([values])]

    @classmethod
    def delete(cls, surgeries):
        gone = [one.precare_gone(one.state) for one in cls.browse(surgeries)]
        super().delete(surgeries)
        for event in gone:
            if event is not None:
                withdraw(event)

    def precare_visit(self):
        admission = facts.value(self, 'admission')
        return facts.host_id(self.__name__, self.id) if admission is None else \
            facts.host_id('gnuhealth.appointment', admission.id)

    @never_stops
    def precare_gone(self, before):
        """The event of a surgery that was checked, and does not take place any more; else None. One that
        an appointment was made for is the appointment's visit: that is withdrawn with the appointment."""
        admission = facts.value(self, 'admission')
        standing = admission is not None and admission.state not in facts.GONE
        if standing or not self.precare_state or before not in self.MOMENTS:
            return None
        return self.precare_event('booking', 'cancel')[0]

    def precare_event(self, moment, action='confirm'):
        """The event, and what was read beside it. (None, None): no procedure, or no date. Of a cancel, without the
        chart."""
        with facts.reading():
            here = self.__class__(self.id)
            visit, procedure = facts.surgery(here.id)
            if procedure is None or here.surgery_date is None:
                return None, None
            wanted = set() if action == 'cancel' else needs(moment, procedure)
            event, found = here.precare_facts(here.patient.id, wanted)
            treated = moment == 'treatment'
            end = facts.value(here, 'surgery_end_date') if treated else None
            used = facts.products(here.id) if treated and (wanted is None or 'products' in wanted) else None
            chart = facts.without_nothing({'procedure_ended': instant(end), 'products': used or None,
                                           'fields': here.precare_fields() or None})
            state = 'cancelled' if action == 'cancel' else 'done' if treated else 'planned'
            event.update({'format': 'precare-event/1', 'moment': moment, 'appointment': facts.without_nothing({
                'id': visit, 'start': instant(here.surgery_date), 'procedure': procedure,
                'state': state}), 'chart': chart})
            if moment == 'booking':
                event['action'] = action
            facts.add_provider(event, facts.value(here, 'surgeon'))
        return event, found

    @never_stops
    def precare_charted(self, before):
        here = self.__class__(self.id)
        if here.patient is None:
            return
        if here.precare_over():
            event = here.precare_gone(before)
            if event is not None:
                withdraw(event)
            Pool().get('gnuhealth.precare.check').closed(here)
            return
        moment = self.MOMENTS.get(here.state)
        event, found = here.precare_event(moment) if moment else (None, None)
        if event is not None:
            here.precare_judge(event, found)
