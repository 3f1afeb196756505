# SPDX-License-Identifier: MIT
"""The adapter of `precare conform` for GNU Health: does each scenario over JSON-RPC in the real GNU Health 5.0, on
which our module is installed as its README says, as a doctor does it in a client. Started by the kit, with its
configuration and plugin in the environment.

Booked is `confirmed` in GNU Health, so to confirm is to save the booking once more; a series is three bookings in one
request. The user is somebody who may read the chart: the front desk is shown other words (gnuhealth_desk_test.py).
"""
import datetime
import json
import os
import sys
import zoneinfo

import tryton_desk
import tryton_test as t
from gnuhealth import GnuHealth
from support import Cluster
from tryton_host import DATABASE, Fault, Session, clinic, company_of, hang_up

BERLIN = zoneinfo.ZoneInfo('Europe/Berlin')
LISTS = ('conditions', 'medications', 'allergies', 'procedures')
STATES = 'gnuhealth.appointment', 'gnuhealth.patient.evaluation', 'gnuhealth.surgery'
# The database refuses at the commit what is marked so, and once a request that is to be tried again, behind our check.
DATABASE_REFUSES = '''
CREATE FUNCTION kit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no room left'; END $$;
CREATE CONSTRAINT TRIGGER kit_refuse AFTER INSERT OR UPDATE ON gnuhealth_appointment DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.comments = 'refused') EXECUTE FUNCTION kit_refuse();
CREATE SEQUENCE kit_tries START 2;
CREATE FUNCTION kit_deadlock() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF nextval('kit_tries') = 1 THEN RAISE deadlock_detected; END IF; RETURN NULL; END $$;
CREATE TRIGGER kit_deadlock AFTER INSERT ON gnuhealth_precare_check FOR EACH ROW EXECUTE FUNCTION kit_deadlock();
'''


def utc(start):
    """As GNU Health keeps it, of a time in the clinic."""
    local = datetime.datetime.fromisoformat(start).replace(tzinfo=BERLIN)
    return local.astimezone(datetime.timezone.utc).replace(tzinfo=None)


class Clinic:
    def __init__(self):
        self.cluster = Cluster()
        self.host = t.host = GnuHealth(self.cluster)
        self.host.configure(config=os.environ['PRECARE_CONFIG'], plugin=os.environ['PRECARE_PLUGIN'],
                            roles='Health Doctor: physician')
        self.host.install()
        self.cluster.sql(DATABASE_REFUSES, DATABASE)
        self.host.start()
        tryton_desk.tests(t)
        self.root = t.root = Session(self.host)
        company = company_of(self.root)
        self.root.write('company.company', company, timezone='Europe/Berlin')
        doctor = t.user('doctor', company, 'Health Doctor')
        surgeon = t.user('surgeon', company, 'Health Doctor', 'Health Surgery Administration', 'Health Administration')
        t.made = self.made = clinic(self.root, doctor)
        t.professional('LIC-3', surgeon)
        t.admin = self.doctor = Session(self.host, 'doctor', t.PASSWORD)
        self.surgeon = Session(self.host, 'surgeon', t.PASSWORD)
        self.labels = {model: dict(self.root.call(model, 'fields_get', ['precare_state'])['precare_state']['selection'])
                       for model in STATES}
        self.bookings = {}  # by scenario: the ids of its appointments

    # ---- what a scenario says ----

    def product(self, name, **more):
        """The service or product of this name, made where it is not there."""
        if name not in self.made:
            unit = self.root.call('product.uom', 'search', [('symbol', '=', 'u')], 0, 1, None)[0]
            template = self.root.create('product.template', name=name, default_uom=unit, products=[('create', [more])],
                                        type='goods' if more else 'service')
            self.made[name] = self.root.call('product.product', 'search', [('template', '=', template)], 0, 1, None)[0]
        return self.made[name]

    def patient(self, line):
        born = line['patient']['born']
        who = t.patient(born and datetime.date.fromisoformat(born), asked=line['asked'])
        for one in line.get('medications', ()):
            t.medicine(who, one['text'])
        return who

    # ---- what a user sees ----

    def form(self, record, model=t.APPOINTMENT):
        """What stands under "Safety check" on the form."""
        state, lines, asks = tryton_desk.shown(self.doctor, record, model)
        notes = self.doctor.read(model, record, 'precare_notes')['precare_notes'] or ''
        return '\n'.join([self.labels[model].get(state) or '', notes] + [one['sentence'] for one in lines] + asks)

    def done(self, session, user, request):
        """Sends a request; reads each warning, and presses Yes or gives up. (answer, None: not done; shown)"""
        shown = []
        while True:
            try:
                return request(), '\n'.join(shown)
            except Fault as fault:
                shown += [str(one) for one in fault.rest[fault.kind == 'UserWarning':] if one] or [str(fault)]
                if fault.kind != 'UserWarning' or user == 'gives up':
                    return None, '\n'.join(shown)
                session.confirm(fault)

    # ---- what a user does ----

    def book(self, line):
        who, start = self.patient(line), utc(line['start'])
        count = line.get('series', {}).get('count', 1)
        values = [{'patient': who, 'appointment_date': start + datetime.timedelta(days=7 * i), 'state': 'confirmed',
                   'consultations': self.product(line['procedure']), 'healthprof': self.made['doctor'],
                   'precare_site': line['sites'][0], 'comments': 'refused' if line['do'] == 'roll back' else None}
                  for i in range(count)]
        made, shown = self.done(self.doctor, line.get('user'),
                                lambda: self.doctor.call(t.APPOINTMENT, 'create', values))
        self.bookings[line['n']] = made
        if made and line['do'] == 'override':
            tryton_desk.go_on(self.doctor, made[0], line['override']['reason'])
        shown = '\n'.join([shown] + [self.form(one) for one in made or ()])
        return {'saved': t.appointments(who) == count, 'shown': shown}

    def edit(self, line, **values):
        """Saves an appointment with what is changed; where that is nothing, as it is."""
        record = self.bookings[line['of']][line.get('which', 1) - 1]
        before = self.doctor.read(t.APPOINTMENT, record, 'state', 'healthprof', 'appointment_date')
        values = values or {'state': before['state'], 'healthprof': before['healthprof']}
        done, shown = self.done(self.doctor, line.get('user'),
                                lambda: self.doctor.write(t.APPOINTMENT, record, **values) or True)
        after = self.doctor.read(t.APPOINTMENT, record, *values)
        saved = bool(done) and all(after[name] == value for name, value in values.items())
        return {'saved': saved, 'shown': shown + '\n' + self.form(record)}

    def check_in(self, line):
        record = self.bookings[line['of']][0]
        done, shown = self.done(self.doctor, line.get('user'),
                                lambda: self.doctor.call(t.APPOINTMENT, 'check_in', [record]) or True)
        return {'saved': bool(done), 'shown': shown + '\n' + self.form(record)}

    def booked(self, line):
        record = self.bookings[line['of']][0]
        return record, self.doctor.read(t.APPOINTMENT, record, 'patient', 'appointment_date')

    def chart(self, line):
        """A surgery of the appointment, with what was used, from its plan to its end."""
        record, row = self.booked(line)
        supplies = [{'supply': self.product(one['text'], **self.host.supply), 'qty': 1, 'qty_used': 1}
                    for one in line['products']]
        surgery = self.surgeon.create(
            t.SURGERY, patient=row['patient'], admission=record, description='microneedling', state='draft',
            supplies=[('create', supplies)], **t.theatre(row['appointment_date']))
        # The kit's days are to come; its button would end it now, before it began.
        steps = (lambda: self.surgeon.call(t.SURGERY, 'confirmed', [surgery]) or True,
                 lambda: self.surgeon.write(t.SURGERY, surgery, state='done') or True)
        answers = [self.done(self.surgeon, line.get('user'), step) for step in steps]
        shown = [shown for _, shown in answers] + [self.form(surgery, t.SURGERY)]
        return {'saved': all(done for done, _ in answers), 'shown': '\n'.join(shown)}

    def react(self, line):
        """A follow-up visit, the day after, at which the patient tells it."""
        record, row = self.booked(line)
        start = row['appointment_date'] + datetime.timedelta(days=1)
        made, shown = self.done(self.doctor, line.get('user'), lambda: self.doctor.create(
            t.EVALUATION, patient=row['patient'], evaluation_start=start, visit_type='followup',
            healthprof=self.made['doctor'], chief_complaint=line['reactions'][0]['text'], state='in_progress'))
        return {'saved': bool(made), 'shown': shown + '\n' + (self.form(made, t.EVALUATION) if made else '')}

    # ---- what nobody can do there ----

    def waits(self, line):
        """Whether it is held: then it is of a patient who is too young by the kit's rules."""
        if 'of' in line:
            state = self.doctor.read(t.APPOINTMENT, self.bookings[line['of']][0], 'state')['state']
            return state == 'precare_pending'
        born = line['patient']['born']
        return born is not None and datetime.date.fromisoformat(born).year > datetime.date.today().year - 22

    def cannot(self, line):
        if line.get('user') == 'gives up' and self.waits(line):
            return 'what is held is saved, and waits for a clinician: nobody is asked before'
        if line['do'] == 'check in' and self.waits(line):
            return 'what waits for a clinician is not checked in before one decides, and then it is not held'
        return None

    def do(self, line):
        verb = line['do']
        why = self.cannot(line)
        if why:
            return {'cannot': why}
        if verb == 'retry':
            self.cluster.sql('ALTER SEQUENCE kit_tries RESTART WITH 1', DATABASE)
        if 'of' not in line:
            return self.book(line)
        if verb == 'cancel':
            return self.edit(line, state='user_cancelled')
        if verb == 'roll back':
            return self.edit(line, appointment_date=utc(line['start']), comments='refused')
        if verb == 'reschedule':
            return self.edit(line, appointment_date=utc(line['start']))
        return {'check in': self.check_in, 'chart': self.chart, 'react': self.react}.get(verb, self.edit)(line)


def main():
    clinic_of_kit = Clinic()
    for text in sys.stdin:
        line = json.loads(text)
        try:
            answer = clinic_of_kit.do(line)
        except Fault as fault:  # what this adapter does not look for: the kit says what is missing
            answer = {'saved': False, 'shown': str(fault)}
        print(json.dumps({'n': line['n'], **answer}), flush=True)
    hang_up()
    clinic_of_kit.host.server.end()


if __name__ == '__main__':
    main()
