# SPDX-License-Identifier: MIT
"""What a booking costs more on a real trytond: `make bench-hosts`, on Debian's Tryton 6.0 with stand-ins, and with the
word `gnuhealth` on GNU Health 5.0. Patients with three conditions, three medicines and two other visits, on the tests'
own rules. Three figures: one booking as a client sees it, and 24 clients at once, each with the check and without, in
pairs, on two servers of one database; and inside each host its SQL statements and the parts of the adapter (facts, call,
settle). On a machine that others use, what they cannot stretch is worth most: the processor's time and the statements."""
import glob
import os
import statistics
import sys
import threading
import time

from gnuhealth import GnuHealth
from tryton_host import Session, Trytond
import tryton_test as t

PATIENTS, PAIRS, AT_ONCE, ROUNDS = 24, 200, 24, 12

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
Cursor, ran, counts = type(Transaction().connection.cursor()), [], []
execute = Cursor.execute
Cursor.execute = lambda cursor, sql, args=None: ran.append(sql) or execute(cursor, sql, args)
people = %r
with Transaction().set_context(_skip_warnings=True):
    for number in range(300):
        Transaction().cache.clear()
        del ran[:]
        began = time.perf_counter()
        Appointment.create([dict(%r, patient=people[number %% len(people)], appointment_date=datetime.now().replace(microsecond=0) + timedelta(days=42, minutes=number))])
        spent.setdefault('booking', []).append((time.perf_counter() - began) * 1e6)
        Transaction().commit()
        counts.append(len(ran))
print('SQL statements of a booking: p50 %%d' %% statistics.median(counts))
for name, times in sorted(spent.items()):
    times.sort()
    print('%%-8s p50 %%7.0f us   p90 %%7.0f us   p99 %%7.0f us   (%%d)' %% (
        name, times[len(times) // 2], times[len(times) * 9 // 10], times[len(times) * 99 // 100], len(times)))
print('{}')
'''


def book(session, who, number):
    values = t.booking(who, t.days(42 + number % 7))
    began = time.perf_counter()
    session.create(t.APPOINTMENT, **values)
    return (time.perf_counter() - began) * 1e3


def book_at_once(sessions, people):
    """Of as many clients, each with a connection of its own, how long each waited."""
    start, waited = threading.Barrier(len(sessions)), []

    def one(number):
        start.wait(60)
        waited.append(book(sessions[number], people[number % len(people)], number))
    threads = [threading.Thread(target=one, args=(number,)) for number in range(len(sessions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return waited


def without_check(kind):
    """A second server of the same database and the same files, that checks nothing."""
    host = kind(t.host.cluster)
    host.path = t.host.path
    host.configure(plugin=t.site.plugin, config=t.site.config, databases='none')
    host.start()
    return host


def at(times, part):
    return sorted(times)[int(len(times) * part)]


def processor_ms(host):
    """The time of the processor that trytond has had, which no other work on the machine makes more: PostgreSQL's is
    not in it."""
    with open('/proc/%d/stat' % host.server.child.pid, encoding='ascii') as f:
        ticks = f.read().rpartition(')')[2].split()[11:13]
    return sum(map(int, ticks)) * 1e3 / os.sysconf('SC_CLK_TCK')


class Backends:
    """PostgreSQL's processes that are there now, and the time of the processor that they have had."""

    def __init__(self, cluster):
        names = [name for name in glob.glob('/proc/[0-9]*/stat') if self.parent(name) == cluster.server.child.pid]
        self.names = [os.path.join(os.path.dirname(name), 'schedstat') for name in names]

    @staticmethod
    def parent(name):
        try:
            with open(name, encoding='ascii') as f:
                return int(f.read().rpartition(')')[2].split()[1])
        except OSError:  # it has ended
            return None

    @staticmethod
    def nanoseconds(name):
        try:
            with open(name, encoding='ascii') as f:
                return int(f.read().split()[0])
        except OSError:
            return 0

    def ms(self):
        return sum(map(self.nanoseconds, self.names)) / 1e6


def told(what, pairs):
    """`pairs`: (with, without) of one moment each."""
    print('%s, %d pairs; load %.0f:' % (what, len(pairs), os.getloadavg()[0]))
    columns = list(zip(*pairs))
    for name, times in zip(('with', 'without'), columns):
        print('  %-8s p50 %7.2f ms   p90 %7.2f ms   p99 %7.2f ms' % (
            name, statistics.median(times), at(times, 0.9), at(times, 0.99)))
    print('  added    p50 %7.2f ms   p99 %7.2f ms   (of the pairs: p50 %.2f ms; ratio %.2f)' % (
        statistics.median(columns[0]) - statistics.median(columns[1]), at(columns[0], 0.99) - at(columns[1], 0.99),
        statistics.median(a - b for a, b in pairs), statistics.median(a / b for a, b in pairs)), flush=True)


def main():
    kind = GnuHealth if 'gnuhealth' in sys.argv[1:] else Trytond
    t.open_clinic(kind)
    people = []
    for _ in range(PATIENTS):
        people.append(t.patient(conditions=['Acne', 'impetigo', 'lidocaine'], medicines=[
            'tretinoin', ('isotretinoin', {'is_active': False, 'course_completed': True}), 'tretinoin']))
        for number in (-100, -50):
            t.admin.create(t.APPOINTMENT, **t.booking(people[-1], t.days(number), 'toxin', state='done'))
    login = ('doctor', t.PASSWORD) if t.host.doctor else ()
    hosts = [t.host, without_check(kind)]
    sessions = [[Session(host, *login) for _ in range(AT_ONCE)] for host in hosts]
    for number in range(10):
        for one in sessions:
            book(one[0], people[number], number)
    began = [processor_ms(host) for host in hosts]
    backends, pairs, worked = Backends(t.host.cluster), [], []
    for number in range(PAIRS):
        before, pair = [], []
        for one in sessions:
            before.append(backends.ms())
            pair.append(book(one[0], people[number % PATIENTS], number))
        before.append(backends.ms())
        pairs.append(pair)
        worked.append([after - start for start, after in zip(before, before[1:])])
    spent = [(processor_ms(host) - before) / PAIRS for host, before in zip(hosts, began)]
    told('one booking over JSON-RPC', pairs)
    print("  trytond's processor, a booking: with %.2f ms, without %.2f ms, added %.2f ms" % (
        *spent, spent[0] - spent[1]), flush=True)
    worked = [statistics.median(column) for column in zip(*worked)]
    print("  PostgreSQL's processor, p50: with %.2f ms, without %.2f ms, added %.2f ms" % (
        *worked, worked[0] - worked[1]), flush=True)
    pairs = []
    for _ in range(ROUNDS):
        pairs += zip(*(sorted(book_at_once(some, people)) for some in sessions))
    told('%d bookings at once' % AT_ONCE, pairs[AT_ONCE:])
    for host in hosts:
        host.server.end()
    values = {'consultations': t.made['needling'], 'healthprof': t.made['doctor'], 'state': 'confirmed'}
    print('inside the host (booking: all of create; facts, call: within it; settle: the call after the commit):')
    for name, host in zip(('with', 'without'), hosts):
        for line in host.script(INSIDE % (people, values), user=t.admin.user, lines=True):
            if 'p50' in line:
                print('  %-8s %s' % (name, line))
    return 0


if __name__ == '__main__':
    sys.exit(main())
