# SPDX-License-Identifier: MIT
"""What a patient's chart holds, one read a table: conditions and allergies, medicines, procedures.

The columns that are read stand in the tuples; each must be there (see tables.py). Notes and comments
are never read.
"""
import datetime

from precare import ID_BYTES, clean, instant

from .configuration import option
from .host import NAMES, OPERATIONS, PROCEDURES, SUPPLIES, SURGERY
from .tables import known, rows
from .words import GONE, SERVICE, code_of, host_id, named, service_of, without_nothing

OF_PATIENT = (('patient', '= %s'),)
VISITS = 200  # the latest
HISTORY_DAYS = 5 * 366  # of appointments that are looked at as past procedures
SEVERITY = {'1_mi': 'mild', '2_mo': 'moderate', '3_sv': 'severe'}
# A route that is known and fits no list hides the entry, so only what is sure is passed on.
ROUTES = {'topical': ('topical', 'cutaneous', 'dermal', 'skin'), 'oral': ('oral', 'by mouth', 'po', 'per os')}


# ---- conditions and allergies --------------------------------------------------------------------

DISEASE = ('pathology.name', 'pathology.code', 'status', 'is_active', 'disease_severity', 'diagnosed_date',
           'healed_date', 'create_date', 'is_allergy')


def diseases(patient):
    """Rows of both lists, each with its name."""
    system = option('pathology-codes')
    found = rows('gnuhealth.patient.disease', DISEASE, ((NAMES['chart-of'], '= %s'),), (patient,))
    named_rows = [(named(row['pathology.name'], code_of(system, row['pathology.code'])), row) for row in found]
    return [(entry, row) for entry, row in named_rows if entry is not None]


def conditions(found):
    today, entries = datetime.date.today(), []
    for entry, row in found:
        healed = row['status'] == 'h' or (row['healed_date'] is not None and row['healed_date'] <= today)
        entries.append(without_nothing(dict(
            entry, status='resolved' if healed else 'active' if row['is_active'] else 'history',
            severity=SEVERITY.get(row['disease_severity']), onset=instant(row['diagnosed_date']),
            recorded=instant(row['create_date']), resolved=instant(row['healed_date']))))
    return entries


def allergies(found):
    return [without_nothing(dict(entry, severity=SEVERITY.get(row['disease_severity']),
                                 recorded=instant(row['create_date'])))
            for entry, row in found if row['is_allergy']]


# ---- medicines -----------------------------------------------------------------------------------

PRODUCT = 'medicament.%s.' % NAMES['product']
MEDICATION = ('medicament.active_component', PRODUCT + 'template.name', PRODUCT + 'code', 'route.name', 'is_active',
              'discontinued', 'course_completed', 'start_treatment', 'end_treatment', 'frequency_prn',
              'frequency_unit')


def use_of(row, now):
    ended = row['end_treatment'] is not None and row['end_treatment'] <= now
    if not row['is_active'] or row['discontinued'] or row['course_completed'] or ended:
        return 'stopped'
    if row['start_treatment'] is not None and row['start_treatment'] > now:
        return 'prescribed'
    if row['frequency_prn'] or row['frequency_unit'] == 'wr':
        return 'as-needed'
    return 'ongoing'


def route_of(row):
    name = (clean(row['route.name']) or '').lower()
    return next((route for route, words in ROUTES.items() if name in words), None)


def medicament_name(row):
    """The active component and the product's name: lists know either."""
    active, product = clean(row['medicament.active_component']), clean(row[PRODUCT + 'template.name'])
    if active and product and active.lower() not in product.lower():
        return '%s (%s)' % (active, product)
    return product or active or clean(row[PRODUCT + 'code'])


def medications(patient):
    now, entries = datetime.datetime.now(), []
    for row in rows('gnuhealth.patient.medication', MEDICATION, ((NAMES['chart-of'], '= %s'),), (patient,)):
        entry = named(medicament_name(row))
        if entry is None:
            continue
        use = use_of(row, now)
        end = row['end_treatment']
        last = end if use == 'stopped' and end is not None and end <= now else None
        entries.append(without_nothing(dict(
            entry, use=use, route=route_of(row), last_used=instant(last), started=instant(row['start_treatment']))))
    return entries


# ---- procedures ----------------------------------------------------------------------------------

ADMISSION = tuple('admission.' + path for path in SERVICE)
SURGERY_ROW = ('id', 'admission', 'surgery_date', 'state', 'description') + SURGERY + ADMISSION


def surgery_id(row):
    """A surgery and the appointment that it was admitted by are one visit."""
    return host_id('gnuhealth.appointment', row['admission']) if row['admission'] else \
        host_id('gnuhealth.surgery', row['id'])


def operations(of, number):
    """By surgery, what was done in it: (text, code). `of`: 'patient', or 'id' for one surgery's."""
    model, surgery, text, code = OPERATIONS
    table = {}
    for row in rows(model, (surgery, text, code), (('%s.%s' % (surgery, of), '= %s'),), (number,)):
        table.setdefault(row[surgery], []).append((row[text], row[code]))
    return table


def surgery_name(row, done):
    """(text, code) of what is done in a surgery: its description, its main procedures, and the others."""
    pairs = [(row[text], row[code]) for text, code in zip(SURGERY[::2], SURGERY[1::2])] + done
    texts = [clean(text) for text in [row['description']] + [text for text, _ in pairs]]
    code = next((code for _, code in pairs if isinstance(code, str)), None)  # an operation's name is a link
    texts = list(dict.fromkeys(text for text in texts if text))
    if not texts and code is None:
        return service_of(row, 'admission.consultations') or None
    return named('; '.join(texts) or None, code_of('local', clean(code, ID_BYTES - 6)))


def surgery(number):
    """(id of the visit, text and code, None: there is none) of one surgery."""
    row, = rows('gnuhealth.surgery', SURGERY_ROW, (('id', '= %s'),), (number,))
    done = operations('id', number).get(number, [])
    if PROCEDURES:
        done += [(one['procedure.description'], one['procedure.name']) for one in rows(
            *PROCEDURES, (('reference', '= %s'),), ('gnuhealth.surgery,%d' % number,))]
    return surgery_id(row), surgery_name(row, done)


SUPPLY = ('supply.template.name', 'supply.code')


def products(number):
    """What was used in one surgery: its supplies, but those of which nothing was."""
    model, surgery, used = SUPPLIES
    found = rows(model, SUPPLY, ((surgery, '= %s'), (used, '<> 0')), (number,), 't0.id')
    entries = [named(row['supply.template.name'], code_of('local', clean(row['supply.code'], ID_BYTES - 6)))
               for row in found]
    return [entry for entry in entries if entry is not None]


def surgeries(patient, now, listed):
    """By surgery: (date, entry). `listed`: by surgery, what the patient's own list of procedures says of it."""
    if not known('gnuhealth.surgery'):
        return {}
    entries, done = {}, operations('patient', patient)
    for row in rows('gnuhealth.surgery', SURGERY_ROW, OF_PATIENT, (patient,)):
        number, date = row['id'], row['surgery_date']
        more = [(one['procedure.description'], one['procedure.name']) for one in listed.get(number, ())]
        entry = surgery_name(row, done.get(number, []) + more)
        if entry is None:
            continue
        state = {'done': 'done', 'signed': 'done', 'cancelled': 'cancelled'}.get(row['state'])
        if state is None and date is not None and date > now:
            state = 'planned'  # else left open: an old one is often never signed
        entries[number] = date, without_nothing(dict(
            entry, date=instant(date), state=state, appointment=surgery_id(row)))
    return entries


def evaluated(patient):
    """By evaluation, its visit: the appointment that it was for, else itself."""
    found = rows('gnuhealth.patient.evaluation', ('id', 'appointment'), OF_PATIENT, (patient,))
    return {row['id']: host_id('gnuhealth.appointment', row['appointment']) if row['appointment'] else
            host_id('gnuhealth.patient.evaluation', row['id']) for row in found}


def listed_procedures(patient):
    """GNU Health 5's own list of what was done: its rows by the kind of what they belong to, and its number."""
    table = {}
    for row in rows(*PROCEDURES, OF_PATIENT, (patient,)) if PROCEDURES else ():
        model, _, number = (row['reference'] or '').partition(',')
        table.setdefault(model, {}).setdefault(int(number) if number.isdigit() else None, []).append(row)
    return table


def listed_entry(row, visit, now):
    date = row['pdate']
    return date, without_nothing(dict(
        named(row['procedure.description'], code_of('local', clean(row['procedure.name'], ID_BYTES - 6))),
        date=instant(date), state=None if date is None else 'done' if date <= now else 'planned', appointment=visit))


VISIT = ('id', 'appointment_date', 'state') + SERVICE
PAST = (('patient', '= %s'), ('consultations', 'IS NOT NULL'), ('appointment_date', '>= %s')) + tuple(
    ('state', "IS DISTINCT FROM '%s'" % state) for state in GONE)


def other_visits(patient, now):
    """Booked services are the only record of most fillers, toxins and peels."""
    found = rows('gnuhealth.appointment', VISIT, PAST, (patient, now - datetime.timedelta(days=HISTORY_DAYS)),
                 't0.appointment_date DESC LIMIT %d' % VISITS)
    entries = []
    for row in found:
        state = 'done' if row['state'] == 'done' else 'planned' if row['appointment_date'] > now else None
        entries.append((row['appointment_date'], without_nothing(dict(
            service_of(row, 'consultations'), date=instant(row['appointment_date']), state=state,
            appointment=host_id('gnuhealth.appointment', row['id'])))))
    return entries


def procedures(patient):
    """Past and booked ones. A surgery stands for its admission; what an evaluation lists, beside the service."""
    now, listed = datetime.datetime.now(), listed_procedures(patient)
    operated = surgeries(patient, now, listed.get('gnuhealth.surgery', {}))
    entries = list(operated.values())
    visits = evaluated(patient) if 'gnuhealth.patient.evaluation' in listed else {}
    for model, numbers in listed.items():
        for number, found in numbers.items():
            if model != 'gnuhealth.surgery' or number not in operated:
                visit = visits.get(number) if model == 'gnuhealth.patient.evaluation' else None
                entries += [listed_entry(row, visit, now) for row in found]
    admitted = {entry['appointment'] for _, entry in operated.values()}
    entries += [(date, entry) for date, entry in other_visits(patient, now) if entry['appointment'] not in admitted]
    entries.sort(key=lambda pair: pair[0] or datetime.datetime.max, reverse=True)
    return [entry for _, entry in entries]
