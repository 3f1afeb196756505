# SPDX-License-Identifier: MIT
"""What a booking costs more on a real trytond: `make bench-hosts`. Patients with three conditions,
three medicines and a few other visits, on the tests' own rules. Two figures: the request as a client sees it, with the check and without, taken in turns
in one run; and inside the host, the three parts of the adapter (facts, call, settle)."""
import os
import statistics
import sys
import time

from support import SOURCE, Chat, Cluster, Site
from tryton_host import Session, Trytond, clinic, company_of
import tryton_test as t

PATIENTS, ROUNDS, TURNS = 60, 60, 4

INSIDE = '''
import statistics, time
from datetime import datetime, timedelta
from trytond.modules.health_precare import configuration, preview, visit
site = configuration.site()
site.opened()
spent = {}

def timed(name, function):
    def call(*args, **kwargs):
        began = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            spent.setdefault(name, []).append((time.perf_counter() - began) * 1e6)
    return call

Appointment = pool.get('gnuhealth.appointment')
Appointment.precare_event = timed('facts', Appointment.precare_event)
original = site.check
def check(event):
    return timed('settle' if event['phase'] == 'settle' else 'call', original)(event)
site.check = check
preview.Settle._end = timed('end', preview.Settle._end)
people = %r
with Transaction().set_context(_skip_warnings=True):
    for number in range(300):
        Transaction().cache.clear()
        began = time.perf_counter()
        Appointment.create([dict(%r, patient=people[number %% len(people)], appointment_date=datetime.now().replace(microsecond=0) + timedelta(days=42, minutes=number))])
        spent.setdefault('booking', []).append((time.perf_counter() - began) * 1e6)
        Transaction().commit()
for name, times in sorted(spent.items()):
    times.sort()
    print('%%-8s p50 %%7.0f us   p90 %%7.0f us   p99 %%7.0f us   (%%d)' %% (
        name, times[len(times) // 2], times[len(times) * 9 // 10], times[len(times) * 99 // 100], len(times)))
print('{}')
'''


def book(who, number):
    values = t.booking(who, t.days(42 + number % 7))
    began = time.perf_counter()
    t.admin.create(t.APPOINTMENT, **values)
    return (time.perf_counter() - began) * 1e3


def main():
    cluster = Cluster()
    site = Site(os.path.join(SOURCE, 'tests', 'hosts', 'rules'), Chat(),
                'map:\n  procedures: {MN1: {procedure: microneedling, sites: [face]}, Botox: {procedure: Botox}}\n',
                owner='postgres')
    host = Trytond(cluster)
    on = dict(t.OPTIONS, plugin=site.plugin, config=site.config)
    host.configure(**on)
    host.install()
    host.start()
    t.host, t.root = host, Session(host)
    t.admin = t.root
    company_of(t.root)
    t.made = clinic(t.root)
    people = []
    for _ in range(PATIENTS):
        people.append(t.patient(conditions=['Acne', 'impetigo', 'lidocaine'], medicines=[
            'tretinoin', ('isotretinoin', {'is_active': False, 'course_completed': True}), 'tretinoin']))
        for number in (-100, -50):
            t.admin.create(t.APPOINTMENT, **t.booking(people[-1], t.days(number), 'toxin', state='done'))
    spent = {'with': [], 'without': []}
    for turn in range(TURNS):
        for name in ('with', 'without'):
            host.restart(**(on if name == 'with' else dict(on, databases='none')))
            t.admin = Session(host)
            for number in range(5):
                book(people[number], number)
            spent[name] += [book(people[number % PATIENTS], number) for number in range(ROUNDS)]
    print('one booking over JSON-RPC, %d of each, taken in turns:' % (TURNS * ROUNDS))
    for name, times in spent.items():
        times.sort()
        print('  %-8s p50 %6.2f ms   p90 %6.2f ms   p99 %6.2f ms' % (
            name, statistics.median(times), times[len(times) * 9 // 10], times[len(times) * 99 // 100]))
    print('  added    p50 %6.2f ms' % (statistics.median(spent['with']) - statistics.median(spent['without'])))
    host.server.end()
    host.configure(**on)
    values = {'consultations': t.made['needling'], 'healthprof': t.made['doctor'], 'state': 'confirmed'}
    print('inside the host (booking: all of create; facts, call: within it; settle: the call after the commit):')
    for line in host.script(INSIDE % (people, values), user=t.admin.user, lines=True):
        if 'p50' in line:
            print('  ' + line)
    return 0


if __name__ == '__main__':
    sys.exit(main())
