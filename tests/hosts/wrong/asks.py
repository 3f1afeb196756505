# SPDX-License-Identifier: MIT
"""Wrong hosts that ask wrongly: not at all, at the wrong time, of the wrong visit, with the wrong facts."""
import datetime
import zoneinfo

from stranger import Stranger, changed, right, wrong


# ---- what is not asked ----

@wrong('scenario 24')
class checks_in_without_a_check(Stranger):
    """The adapter was hung on the booking form alone."""
    def request(self, visit, moment, *rest):
        return self.unasked(visit) if moment == 'check-in' else super().request(visit, moment, *rest)


@wrong('scenario 28')
class charts_without_telling(Stranger):
    """The note of the treatment is saved by another module."""
    def request(self, visit, moment, *rest):
        return self.unasked(visit) if moment == 'treatment' else super().request(visit, moment, *rest)


@wrong('scenario 30')
class reactions_without_follow_up(Stranger):
    """Reactions are typed into a free form, nobody hooked it."""
    def request(self, visit, moment, *rest):
        return self.unasked(visit) if moment == 'follow-up' else super().request(visit, moment, *rest)


@wrong('scenario 9')
class confirms_without_asking(Stranger):
    """A confirmation is a flag for this host, no event."""
    def request(self, visit, moment, action, *rest):
        return self.unasked(visit) if action == 'confirm' else super().request(visit, moment, action, *rest)


@wrong('scenario 14')
class tells_no_cancel(Stranger):
    """Cancelled appointments are deleted, and the hook of the save does not run."""
    def request(self, visit, moment, action, *rest):
        return self.unasked(visit) if action == 'cancel' else super().request(visit, moment, action, *rest)


@wrong('scenario 11')
class drags_without_asking(Stranger):
    """Moved by drag and drop: the calendar writes the row past the form."""
    def request(self, visit, moment, action, *rest):
        return self.unasked(visit) if action == 'reschedule' else super().request(visit, moment, action, *rest)


@wrong('moved-silently')
class moves_as_a_confirm(Stranger):
    """Every save of an appointment that exists is told as a confirmation."""
    def event(self, visit, moment, action):
        return super().event(visit, moment, 'confirm' if action == 'reschedule' else action)


@wrong('scenario 11')
class says_no_action(Stranger):
    """The host's hook does not know why it runs, so `action` is left out."""
    def event(self, visit, moment, action):
        return super().event(visit, moment, None)


@wrong('scenario 24')
class everything_is_a_booking(Stranger):
    """One function for all moments, with the moment of the first."""
    def event(self, visit, moment, action):
        return super().event(visit, 'booking', action)


@wrong('scenario 30')
class reactions_as_treatment(Stranger):
    """What is charted is sent as the treatment, whenever it is charted."""
    def event(self, visit, moment, action):
        return super().event(visit, 'treatment' if moment == 'follow-up' else moment, action)


@wrong('scenario 16')
class series_by_its_first(Stranger):
    """Of a series only the first is checked."""
    def request(self, visit, *rest):
        return super().request(visit, *rest) if visit['id'].endswith('-0') else self.unasked(visit)


@wrong('scenario 18')
class cancels_the_whole_series(Stranger):
    """One is cancelled; the cascade of the database takes its siblings along."""
    def request(self, visit, moment, action, *rest):
        if action == 'cancel' and visit['id'].startswith('apt-16-'):
            for sibling in self.made[16]:
                if sibling != visit['id']:
                    super().request(self.saved[sibling], moment, action, *rest)
        return super().request(visit, moment, action, *rest)


# ---- of which visit ----

@wrong('scenario 11')
class keys_by_start_time(Stranger):
    """The id of the event is patient and start, for the row's id is not there yet when the form is checked."""
    def request(self, visit, *rest):
        return self.called(visit, '%s@%s' % (visit['patient']['id'], visit['start']), *rest)


@wrong('series-without-occurrence')
class series_by_one_id(Stranger):
    """The series is one row, and its id names each of its visits."""
    def request(self, visit, *rest):
        return self.called(visit, visit['id'].rsplit('-', 1)[0], *rest)


class _Occurring(Stranger):
    def request(self, visit, *rest):
        self.occurrence = self.occurs(visit)
        return self.called(visit, visit['id'].rsplit('-', 1)[0], *rest)

    def event(self, visit, moment, action):
        return changed(super().event(visit, moment, action), occurrence=self.occurrence)

    def acknowledge(self, **what):
        return super().acknowledge(occurrence=self.occurrence, **what)


@wrong('scenario 19')
class occurrence_follows_the_start(_Occurring):
    """`occurrence` is the day of today's start, so that a visit that is moved becomes another one."""
    def occurs(self, visit):
        return visit['start'][:10]


@right
class series_by_occurrence(_Occurring):
    """The series is one row; `occurrence` is the day on which each was made."""
    def new(self, line):
        visits = super().new(line)
        return [dict(visit, made=visit['start'][:10]) for visit in visits]

    def occurs(self, visit):
        return visit['made']


@wrong('scenario 11')
class moves_by_a_new_appointment(Stranger):
    """Rescheduling makes a new appointment, and the old one is cancelled."""
    def request(self, visit, moment, action, *rest):
        if action != 'reschedule':
            return self.called(visit, visit.get('now_called', visit['id']), moment, action, *rest)
        old = self.saved[visit['id']]
        self.called(old, old.get('now_called', old['id']), moment, 'cancel', None, None, False)
        visit = dict(visit, now_called='%s/%d' % (visit['id'], self.requests))
        return self.called(visit, visit['now_called'], moment, 'create', *rest)


@wrong('no-identity')
class sends_no_patient(Stranger):
    """Privacy: the plugin need not know who it is."""
    def event(self, visit, moment, action):
        return dict(super().event(visit, moment, action), subject=None)


@wrong('no-identity')
class sends_no_appointment_id(Stranger):
    """The row has no id before it is saved, so none is sent."""
    def event(self, visit, moment, action):
        return changed(super().event(visit, moment, action), id=None)

    def acknowledge(self, **what):
        pass


@wrong('scenario 2')
class one_subject_for_all(Stranger):
    """`subject` was taken for a word for what a person is: "patient"."""
    def event(self, visit, moment, action):
        return dict(super().event(visit, moment, action), subject='patient')


@wrong('scenario 9')
class another_subject_each_time(Stranger):
    """Privacy: the patient's key is made anew for each request."""
    def event(self, visit, moment, action):
        return dict(super().event(visit, moment, action), subject='s-%d' % self.requests)


@wrong('event-id-reused')
class one_event_id(Stranger):
    """`event_id` was taken for the id of the interface."""
    def event(self, visit, moment, action):
        return dict(super().event(visit, moment, action), event_id='vendor-1')


@wrong('scenario 22')
class a_retry_books_again(Stranger):
    """A double click makes two appointments."""
    again = ''

    def new(self, line):
        return [dict(visit, id=visit['id'] + self.again) for visit in super().new(line)]

    def do(self, line):
        if line['do'] != 'retry':
            return super().do(line)
        line = dict(line, do='book')
        self.again = '-again'
        super().do(line)
        self.again = ''
        return super().do(line)


@wrong('scenario 22')
class a_retry_has_a_new_event_id(Stranger):
    """Each attempt is an event of its own."""
    attempts = 0

    def evaluate(self, event):
        self.attempts += 1
        return super().evaluate(dict(event, event_id='e-%d' % self.attempts))


# ---- when ----

@wrong('scenario 1')
class local_time_as_utc(Stranger):
    """The row has local time; the serializer writes a Z behind it."""
    def event(self, visit, moment, action):
        return changed(super().event(visit, moment, action), start=visit['start'] + 'Z')


@wrong('scenario 1')
class utc_as_local_time(Stranger):
    """The row has UTC; its offset is lost on the way, and it is read as local time."""
    def event(self, visit, moment, action):
        start = datetime.datetime.fromisoformat(visit['start']) - datetime.timedelta(hours=1)
        return changed(super().event(visit, moment, action), start=start.isoformat())


@wrong('scenario 1')
class now_is_the_start(Stranger):
    """`now` was taken for the time of the appointment."""
    def event(self, visit, moment, action):
        return dict(super().event(visit, moment, action), now=visit['start'])


@wrong('scenario 1')
class a_day_off(Stranger):
    """The date picker's midnight, made UTC and cut to a date: the day before."""
    def event(self, visit, moment, action):
        day = datetime.datetime.fromisoformat(visit['start']) - datetime.timedelta(days=1)
        return changed(super().event(visit, moment, action), start=day.date().isoformat())


@right
class instants_with_offsets(Stranger):
    """Instants, with the offset that the clinic's zone has that day."""
    def event(self, visit, moment, action):
        start = datetime.datetime.fromisoformat(visit['start']).replace(tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'))
        return changed(super().event(visit, moment, action), start=start.isoformat())


# ---- with which facts ----

@wrong('scenario 4')
class asked_is_assumed(Stranger):
    """`reviewed` is filled with today, so that staff has no questions."""
    def event(self, visit, moment, action):
        return super().event(dict(visit, asked=True), moment, action)


@wrong('scenario 1')
class asked_is_forgotten(Stranger):
    """The lists are sent, the day on which they were gone through is not."""
    def event(self, visit, moment, action):
        return super().event(dict(visit, asked=False), moment, action)


@wrong('scenario 2')
class sends_no_medicines(Stranger):
    """The medicines are in another module; the list is sent empty."""
    def event(self, visit, moment, action):
        return super().event({key: value for key, value in visit.items() if key != 'medications'}, moment, action)


@wrong('scenario 5')
class born_in_1900(Stranger):
    """A birth date that is not known is 1 January 1900 in this host."""
    def event(self, visit, moment, action):
        event = super().event(visit, moment, action)
        return dict(event, patient={'birth_date': event['patient']['birth_date'] or '1900-01-01'})


@wrong('scenario 12')
class facts_of_the_first_time(Stranger):
    """A move sends what stands in its form, and its form has no medicines."""
    def event(self, visit, moment, action):
        if action == 'reschedule':
            visit = {key: value for key, value in visit.items() if key != 'medications'}
        return super().event(visit, moment, action)


@wrong('scenario 28')
class sends_no_products(Stranger):
    """The chart is sent without what was used."""
    def event(self, visit, moment, action):
        return super().event({key: value for key, value in visit.items() if key != 'products'}, moment, action)


@wrong('wrong-event patient.birth_date')
class dates_of_the_country(Stranger):
    """Birth dates as the screen has them: 30.11.1986."""
    def event(self, visit, moment, action):
        event = super().event(visit, moment, action)
        born = event['patient']['birth_date']
        return dict(event, patient={'birth_date': born and '.'.join(reversed(born.split('-')))})


@wrong('wrong-event vendor')
class keys_of_its_own(Stranger):
    """The event carries the vendor's own keys along."""
    def event(self, visit, moment, action):
        return dict(super().event(visit, moment, action), vendor={'version': 7})
