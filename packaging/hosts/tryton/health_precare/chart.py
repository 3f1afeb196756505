# SPDX-License-Identifier: MIT
"""What a patient's chart holds: conditions and allergies, medicines, procedures. What is read for each group of
facts stands in CHART; all of it is read together, and then worded.

The columns that are read stand in the tuples; each must be there (see tables.py). Notes and comments
are never read.
"""
import datetime

from precare import ID_BYTES, clean, instant

from .configuration import option
from .host import NAMES, OPERATIONS, PROCEDURES, SUPPLIES, SURGERY
from .tables import Read, known, rows, together
from .words import GONE, SERVICE, code_of, host_id, named, service_of, without_nothing

OF_PATIENT = (('patient', '= %(patient)s'),)
CHART_OF = ((NAMES['chart-of'], '= %(patient)s'),)
VISITS = 200  # the latest
HISTORY_DAYS = 5 * 366  # of appointments that are looked at as past procedures
SEVERITY = {'1_mi': 'mild', '2_mo': 'moderate', '3_sv': 'severe'}
# A route that is known and fits no list hides the entry, so only what is sure is passed on.
ROUTES = {'topical': ('topical', 'cutaneous', 'dermal', 'skin'), 'oral': ('oral', 'by mouth', 'po', 'per os')}


# ---- conditions and allergies --------------------------------------------------------------------

DISEASE = ('pathology.name', 'pathology.code', 'status', 'is_active', 'disease_severity', 'diagnosed_date',
           'healed_date', 'create_date', 'is_allergy')


def diseases(found):
    """Rows of both lists, each with its name."""
    system = option('pathology-codes')
    named_rows = [(named(row['pathology.name'], code_of(system, row['pathology.code'])), row) for row in found]
    return [(entry, row) for entry, row in named_rows if entry is not None]


def conditions(found):
    today, entries = datetime.date.today(), []
    for entry, row in diseases(found['diseases']):
        healed = row['status'] == 'h' or (row['healed_date'] is not None and row['healed_date'] <= today)
        entries.append(without_nothing(dict(
            entry, status='resolved' if healed else 'active' if row['is_active'] else 'history',
            severity=SEVERITY.get(row['disease_severity']), onset=instant(row['diagnosed_date']),
            recorded=instant(row['create_date']), resolved=instant(row['healed_date']))))
    return entries


def allergies(found):
    return [without_nothing(dict(entry, severity=SEVERITY.get(row['disease_severity']),
                                 recorded=instant(row['create_date'])))
            for entry, row in diseases(row for row in found['diseases'] if row['is_allergy'])]


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


def medications(found):
    now, entries = datetime.datetime.now(), []
    for row in found['medications']:
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


DONE_IN, *OPERATION = OPERATIONS[1:]


def read_operations(of):
    """What was done in surgeries. `of`: 'patient', or 'id' for one surgery's."""
    return Read(OPERATIONS[0], OPERATIONS[1:], (('%s.%s' % (DONE_IN, of), '= %%(%s)s' % of),))


def operations(found):
    """By surgery, what was done in it: (text, code)."""
    table = {}
    for row in found:
        table.setdefault(row[DONE_IN], []).append(tuple(row[path] for path in OPERATION))
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


ONE_SURGERY = {'surgeries': Read('gnuhealth.surgery', SURGERY_ROW, (('id', '= %(id)s'),)),
               'operations': read_operations('id')}
if PROCEDURES:
    ONE_SURGERY['listed'] = Read(*PROCEDURES, (('reference', '= %(reference)s'),))


def surgery(number):
    """(id of the visit, text and code, None: there is none) of one surgery."""
    found = together(ONE_SURGERY, id=number, reference='gnuhealth.surgery,%d' % number)
    row, = found['surgeries']
    done = operations(found['operations']).get(number, [])
    done += [(one['procedure.description'], one['procedure.name']) for one in found.get('listed', ())]
    return surgery_id(row), surgery_name(row, done)


SUPPLY = Read(SUPPLIES[0], ('supply.template.name', 'supply.code'), (
    (SUPPLIES[1], '= %(surgery)s'), (SUPPLIES[2], '<> 0')), 't0.id')


def products(number):
    """What was used in one surgery: its supplies, but those of which nothing was."""
    found = rows(SUPPLY, surgery=number)
    entries = [named(row['supply.template.name'], code_of('local', clean(row['supply.code'], ID_BYTES - 6)))
               for row in found]
    return [entry for entry in entries if entry is not None]


def surgeries(found, now, listed):
    """By surgery: (date, entry). `listed`: by surgery, what the patient's own list of procedures says of it."""
    entries, done = {}, operations(found.get('operations', ()))
    for row in found.get('surgeries', ()):
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


def evaluated(found):
    """By evaluation, its visit: the appointment that it was for, else itself."""
    return {row['id']: host_id('gnuhealth.appointment', row['appointment']) if row['appointment'] else
            host_id('gnuhealth.patient.evaluation', row['id']) for row in found}


def listed_procedures(found):
    """GNU Health 5's own list of what was done: its rows by the kind of what they belong to, and its number."""
    table = {}
    for row in found:
        model, _, number = (row['reference'] or '').partition(',')
        table.setdefault(model, {}).setdefault(int(number) if number.isdigit() else None, []).append(row)
    return table


def listed_entry(row, visit, now):
    date = row['pdate']
    return date, without_nothing(dict(
        named(row['procedure.description'], code_of('local', clean(row['procedure.name'], ID_BYTES - 6))),
        date=instant(date), state=None if date is None else 'done' if date <= now else 'planned', appointment=visit))


VISIT = ('id', 'appointment_date', 'state') + SERVICE
PAST = OF_PATIENT + (('consultations', 'IS NOT NULL'), ('appointment_date', '>= %(since)s')) + tuple(
    ('state', "IS DISTINCT FROM '%s'" % state) for state in GONE)


def other_visits(found, now):
    """Booked services are the only record of most fillers, toxins and peels."""
    entries = []
    for row in found:
        state = 'done' if row['state'] == 'done' else 'planned' if row['appointment_date'] > now else None
        entries.append((row['appointment_date'], without_nothing(dict(
            service_of(row, 'consultations'), date=instant(row['appointment_date']), state=state,
            appointment=host_id('gnuhealth.appointment', row['id'])))))
    return entries


def procedures(found):
    """Past and booked ones. A surgery stands for its admission; what an evaluation lists, beside the service."""
    now, listed = datetime.datetime.now(), listed_procedures(found.get('listed', ()))
    operated = surgeries(found, now, listed.get('gnuhealth.surgery', {}))
    entries, visits = list(operated.values()), evaluated(found.get('evaluations', ()))
    for model, numbers in listed.items():
        for number, those in numbers.items():
            if model != 'gnuhealth.surgery' or number not in operated:
                visit = visits.get(number) if model == 'gnuhealth.patient.evaluation' else None
                entries += [listed_entry(row, visit, now) for row in those]
    admitted = {entry['appointment'] for _, entry in operated.values()}
    entries += [(date, entry) for date, entry in other_visits(found['visits'], now)
                if entry['appointment'] not in admitted]
    entries.sort(key=lambda pair: pair[0] or datetime.datetime.max, reverse=True)
    return [entry for _, entry in entries]


# ---- what is read --------------------------------------------------------------------------------

def any_of(model, where):
    """Whether there is a row."""
    return Read(model, ('id',), where, 't0.id LIMIT 1')


DISEASES = {'diseases': Read('gnuhealth.patient.disease', DISEASE, CHART_OF)}
VISITED = {'visits': Read('gnuhealth.appointment', VISIT, PAST, 't0.appointment_date DESC LIMIT %d' % VISITS)}
MEDICATIONS = {'medications': Read('gnuhealth.patient.medication', MEDICATION, CHART_OF)}
PREGNANCIES = {'pregnancies': Read('gnuhealth.patient.pregnancy', ('current_pregnancy',), CHART_OF)}
OPERATED = {'operated': any_of('gnuhealth.surgery', OF_PATIENT)}
SURGERIES = {'surgeries': Read('gnuhealth.surgery', SURGERY_ROW, OF_PATIENT), 'operations': read_operations('patient')}
NOTED = {'noted': any_of(PROCEDURES[0], OF_PATIENT)} if PROCEDURES else {}
LISTED = {'listed': Read(*PROCEDURES, OF_PATIENT),
          'evaluations': Read('gnuhealth.patient.evaluation', ('id', 'appointment'), OF_PATIENT)} if PROCEDURES else {}

# By the group of facts that a rule looks at; of a module that not every host has, by the model that shows it. Behind
# it, what is read only where it has found a row: few patients have one, and to begin a join costs as much as to run it.
CHART = (('conditions', None, DISEASES, {}), ('allergies', None, DISEASES, {}), ('medications', None, MEDICATIONS, {}),
         ('procedures', 'gnuhealth.surgery', OPERATED, SURGERIES), ('procedures', None, NOTED, LISTED),
         ('procedures', None, VISITED, {}), ('pregnancy', 'gnuhealth.patient.pregnancy', PREGNANCIES, {}))


def reads(wanted):
    """{name: Read} of what these groups are in; None: all of them."""
    found = {}
    for group, model, first, _ in CHART:
        if (wanted is None or group in wanted) and (model is None or known(model)):
            found.update(first)
    return found


def reads_behind(found):
    """{name: Read} of what is read behind the rows that were found."""
    return {name: read for _, _, first, behind in CHART if any(found.get(one) for one in first)
            for name, read in behind.items()}


def since():
    """The first day of the visits that are looked at."""
    return datetime.datetime.now() - datetime.timedelta(days=HISTORY_DAYS)


LISTS = {'conditions': conditions, 'medications': medications, 'allergies': allergies, 'procedures': procedures}
