# SPDX-License-Identifier: MIT
"""What GNU Health knows of a visit, as a precare-event/1 document.

Called inside the host's open transaction. Only what needs() asks for is read, all of it together
(chart.py, tables.py), whatever the user may see. A row that is absent is not a "no": a list counts as
asked only where somebody said so (`reviewed`). A field that is absent is a fault: NOT CHECKED.
Names of people, notes and comments are never read.
"""
import datetime

from precare import ID_BYTES, clean, instant
from trytond.pool import Pool
from trytond.transaction import Transaction

from . import chart
from .chart import products, surgery
from .configuration import option, pairs
from .host import NAMES
from .tables import Read, known, present, rows, together
from .words import GONE, SERVICE, code_of, host_id, named, service_name, service_of, without_nothing

__all__ = ['GONE', 'add_provider', 'answers', 'appointment', 'code_of', 'host_id', 'last_surgery',
           'last_visit', 'minutes', 'named', 'noted', 'of_patient', 'products', 'provider', 'read', 'reading',
           'service_of', 'surgery', 'value', 'visit', 'without_nothing']

ENTRIES = 512


def value(record, path):
    """record.a.b.c, or None where one is empty. A field that is not there is a fault."""
    for name in path.split('.'):
        if record is None:
            return None
        present(record.__class__, name)
        record = getattr(record, name)
    return record


def reading():
    """How facts are read: whatever the user may see, and in one language whoever is logged in, for
    the names of services, conditions and drugs are what the rules and the mapping know."""
    language = option('language') or Pool().get('ir.configuration').get_language()
    return Transaction().set_context(_check_access=False, language=language)


# ---- services, providers -------------------------------------------------------------------------

VISIT = Read('gnuhealth.appointment', (
    'patient', 'appointment_date', 'state', 'healthprof', 'healthprof.code', 'precare_site') + SERVICE, (
    ('id', '= %(id)s'),))
_services = {}  # what was read of a service last, by database, language and its number: what to expect of it


def appointment(number):
    """The row of an appointment, by what of it is read: see VISIT."""
    row, = rows(VISIT, id=number)
    return row


def _expected(product):
    return Transaction().database.name, Transaction().language, product


def visit(number, expected, wanted_of, beside, **values):
    """Of an appointment its row, the groups of facts that wanted_of() its procedure, and what the patient's chart holds
    of them, beside other reads. In one round trip where it is of the patient and the service that are `expected`, as
    the values of its record: what they say is read all the same, and does not count where it is otherwise."""
    patient = int(expected.get('patient') or 0)  # a number or a record, as the host takes it
    service = _services.get(_expected(expected.get('consultations')))
    if patient and service:
        wanted = wanted_of(service)
        found = read(patient, wanted, dict(beside, visit=VISIT), id=number, **values)
        row, = found['visit']
        if row['patient'] == patient and service_of(row) == service:
            return row, wanted, found
    row = appointment(number)
    _services[_expected(row['consultations'])] = service = service_of(row)
    wanted = wanted_of(service)
    found = read(row['patient'], wanted, beside, **values) if row['patient'] else None
    return row, wanted, found


def minutes(row):
    table = pairs('minutes')
    if not table:
        return None
    name, key = service_name(row)
    text = table.get(key) or table.get(name)
    return int(text) if text and text.isdigit() and int(text) > 0 else None


def provider(number, code):
    """A health professional's key, as `map: providers` names it; None: there is none."""
    key = clean(number if option('provider') == 'id' else code, ID_BYTES)
    return {'id': key} if key else None


def add_provider(event, professional):
    found = None if professional is None else provider(professional.id, value(professional, 'code'))
    if found is not None:
        event['provider'] = found


# ---- what was done before ------------------------------------------------------------------------

DONE = Read('gnuhealth.surgery', ('id', 'surgery_date', 'surgery_end_date'), (
    ('patient', '= %(patient)s'), ('state', "IN ('done', 'signed')"), ('surgery_date', '<= %(before)s')),
    't0.surgery_date DESC LIMIT 1')
VISITED = Read('gnuhealth.appointment', ('id', 'appointment_date') + SERVICE, (
    ('patient', '= %(patient)s'), ('state', "= 'done'"), ('consultations', 'IS NOT NULL'),
    ('appointment_date', '<= %(before)s'), ('id', '<> %(but)s')), 't0.appointment_date DESC LIMIT 1')


def last_surgery(patient, before):
    found = rows(DONE, patient=patient, before=before) if known('gnuhealth.surgery') else []
    return found[0] if found else None


def last_visit(patient, before, but):
    """The last appointment with a service that was done, but one."""
    found = rows(VISITED, patient=patient, before=before, but=but)
    return found[0] if found else None


# ---- the patient ---------------------------------------------------------------------------------

def noted(text):
    """Lines "name: value" of a note; others are left alone."""
    table = {}
    for line in (text or '').splitlines():
        name, colon, rest = line.partition(':')
        name, rest = clean(name.lower(), ID_BYTES), clean(rest)
        if colon and name and rest:
            table['-'.join(name.split())] = rest
    return table


def answers(text):
    """Lines "name: value" or "name: value, 2026-11-20" of the patient's answers."""
    table = {}
    for name, text in noted(text).items():
        word, comma, date = text.rpartition(',')
        try:
            on = datetime.date.fromisoformat(date.strip()) if comma else None
        except ValueError:
            on = None
        table[name] = {'value': word.strip(), 'on': on.isoformat()} if on and word.strip() else text
    return table


PERSON = NAMES['person']
PATIENT = Read('gnuhealth.patient', (
    PERSON + '.dob', PERSON + '.est_dob', PERSON + '.gender', 'biological_sex', 'precare_answers') + tuple(
    'precare_%s_asked' % name for name in chart.LISTS), (('id', '= %(patient)s'),))
ENDED = Read('gnuhealth.patient.evaluation', ('evaluation_start',), (
    ('patient', '= %(patient)s'), ('state', "IN ('done', 'signed')")), 't0.evaluation_start DESC LIMIT 1')


def person(row, found, wanted):
    """`row`: of the patient; `found`: of the chart."""
    event = {}
    if wanted is None or 'birth-date' in wanted:
        born = instant(row[PERSON + '.dob'])
        event['birth_date'] = born[:4] if born and row[PERSON + '.est_dob'] else born
    sex = row['biological_sex']
    event['sex'] = {'m': 'male', 'f': 'female'}.get(sex or row[PERSON + '.gender'])
    if wanted is None or 'pregnancy' in wanted:
        if any(one['current_pregnancy'] for one in found.get('pregnancies', ())):
            event['pregnancy'] = 'pregnant'
        elif sex == 'm':
            event['pregnancy'] = 'not-applicable'
    return without_nothing(event)


def reviewed_on(row, found, name):
    """When somebody asked: the patient's own field; or, where the site says so, the last evaluation
    that was ended."""
    asked = row['precare_%s_asked' % name]
    if asked is not None or name == 'procedures':
        return asked
    return next((one['evaluation_start'] for one in found.get('ended', ())), None)


def lists(row, found, wanted):
    """The lists of the chart that the rules look at."""
    table = {}
    for name, entries_of in chart.LISTS.items():
        if wanted is None or name in wanted:
            entries = entries_of(found)
            reviewed = reviewed_on(row, found, name) if len(entries) <= ENTRIES else None
            table[name] = without_nothing({'reviewed': instant(reviewed), 'entries': entries[:ENTRIES]})
    return table


def read(number, wanted, beside, **values):
    """What a patient's chart holds, rows by the name of each read. `wanted`: the groups of facts; None: all. `beside`:
    what else is read in the same round trip, by `values`."""
    reads = dict(chart.reads(wanted), patient=PATIENT, **beside)
    if option('reviewed') == 'evaluation':
        reads['ended'] = ENDED
    found = together(reads, patient=number, since=chart.since(), **values)
    more = chart.reads_behind(found)
    if more:
        found.update(together(more, patient=number))
    return found


def of_patient(number, wanted, found):
    """Everything of an event that hangs on the patient, as it was read."""
    row, = found['patient']
    event = {'subject': host_id('gnuhealth.patient', number), 'patient': person(row, found, wanted)}
    event.update(lists(row, found, wanted))
    if wanted is None or 'answers' in wanted:
        event['answers'] = answers(row['precare_answers'])
    return event
