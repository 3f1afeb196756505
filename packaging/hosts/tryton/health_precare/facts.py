# SPDX-License-Identifier: MIT
"""What GNU Health knows of a visit, as a precare-event/1 document.

Called inside the host's open transaction, by preview.py. Only what needs() asks for is read, and
only from rows and fields that are there (health_gyneco and health_surgery are optional). A row that
is absent is not a "no": a list counts as asked only where somebody said so (`reviewed`).
Names of people, notes and comments are never read.
"""
import datetime

from precare import ID_BYTES, clean, instant
from trytond.pool import Pool
from trytond.transaction import Transaction

from .configuration import option, pairs

ENTRIES = 512
VISITS = 200  # the latest
HISTORY_DAYS = 5 * 366  # of appointments that are looked at as past procedures
GONE = ('user_cancelled', 'center_cancelled', 'no_show')
SEVERITY = {'1_mi': 'mild', '2_mo': 'moderate', '3_sv': 'severe'}
# A route that is known and fits no list hides the entry, so only what is sure is passed on.
ROUTES = {'topical': ('topical', 'cutaneous', 'dermal', 'skin'), 'oral': ('oral', 'by mouth', 'po', 'per os')}


def has(record, name):
    return name in record._fields


def value(record, path):
    """record.a.b.c, or None where a field is not there or empty."""
    for name in path.split('.'):
        if record is None or not has(record, name):
            return None
        record = getattr(record, name)
    return record


def host_id(model, record_id):
    """The host's own key of a record, opaque to everybody else."""
    return clean('%s,%d@%s' % (model, record_id, Transaction().database.name), ID_BYTES)


def without_nothing(entry):
    return {key: item for key, item in entry.items() if item is not None}


def named(text, code=None):
    """An entry's text and code, or None when there is neither."""
    entry = without_nothing({'text': clean(text), 'code': clean(code, ID_BYTES)})
    return entry or None


def code_of(system, code):
    return '%s:%s' % (system, code) if code else None


# ---- services, providers -------------------------------------------------------------------------

def reading():
    """How facts are read: whatever the user may see, and in one language whoever is logged in, for
    the names of services, conditions and drugs are what the rules and the mapping know."""
    language = option('language') or Pool().get('ir.configuration').get_language()
    return Transaction().set_context(_check_access=False, language=language)


def service_name(product):
    """(name, key) of a service; the key is what `map: procedures` names it by: the product's code,
    else its name."""
    code = clean(value(product, 'code'), ID_BYTES - 6)
    name = clean(value(product, 'template.name') or product.rec_name)
    return name, code or clean(name, ID_BYTES - 6)


def service(product):
    if product is None:
        return {}
    name, key = service_name(product)
    return without_nothing({'text': name, 'code': code_of('local', key)})


def minutes(product):
    table = pairs('minutes')
    if product is None or not table:
        return None
    name, key = service_name(product)
    text = table.get(key) or table.get(name)
    return int(text) if text and text.isdigit() and int(text) > 0 else None


def provider(professional):
    if professional is None:
        return None
    key = clean(value(professional, option('provider')), ID_BYTES)
    return {'id': key} if key else None


# ---- the chart -----------------------------------------------------------------------------------

def conditions(patient):
    system, today = option('pathology-codes'), datetime.date.today()
    entries = []
    for row in value(patient, 'diseases') or ():
        entry = named(value(row, 'pathology.name'), code_of(system, value(row, 'pathology.code')))
        if entry is None:
            continue
        healed = value(row, 'status') == 'h' or (row.healed_date is not None and row.healed_date <= today)
        entry.update(without_nothing({
            'status': 'resolved' if healed else 'active' if row.is_active else 'history',
            'severity': SEVERITY.get(row.disease_severity), 'onset': instant(row.diagnosed_date),
            'recorded': instant(row.create_date), 'resolved': instant(row.healed_date)}))
        entries.append(entry)
    return entries


def allergies(patient):
    system = option('pathology-codes')
    entries = []
    for row in value(patient, 'diseases') or ():
        if not row.is_allergy:
            continue
        entry = named(value(row, 'pathology.name'), code_of(system, value(row, 'pathology.code')))
        if entry is not None:
            entry.update(without_nothing({'severity': SEVERITY.get(row.disease_severity),
                                          'recorded': instant(row.create_date)}))
            entries.append(entry)
    return entries


def use_of(row, now):
    ended = row.end_treatment is not None and row.end_treatment <= now
    if not row.is_active or row.discontinued or value(row, 'course_completed') or ended:
        return 'stopped'
    if row.start_treatment is not None and row.start_treatment > now:
        return 'prescribed'
    if value(row, 'frequency_prn') or value(row, 'frequency_unit') == 'wr':
        return 'as-needed'
    return 'ongoing'


def route_of(row):
    name = clean(value(row, 'route.name')) or ''
    for route, words in ROUTES.items():
        if name.lower() in words:
            return route
    return None


def medicament_name(row):
    """The active component and the product's name: lists know either."""
    active, product = clean(value(row, 'medicament.active_component')), clean(value(row, 'medicament.rec_name'))
    if active and product and active.lower() not in product.lower():
        return '%s (%s)' % (active, product)
    return product or active


def medications(patient):
    now = datetime.datetime.now()
    entries = []
    for row in value(patient, 'medications') or ():
        entry = named(medicament_name(row))
        if entry is None:
            continue
        use = use_of(row, now)
        last = row.end_treatment if use == 'stopped' and row.end_treatment and row.end_treatment <= now else None
        entry.update(without_nothing({'use': use, 'route': route_of(row), 'last_used': instant(last),
                                      'started': instant(row.start_treatment)}))
        entries.append(entry)
    return entries


def surgery_name(surgery):
    """(text, code) of what is done: GNU Health 4.0 has main_procedure (an operation, with its
    procedure), later ones surgical_intervention (a procedure)."""
    texts, code = [value(surgery, 'description')], None
    for path in ('main_procedure.procedure', 'main_procedure', 'surgical_intervention'):
        procedure = value(surgery, path)
        if procedure is not None and has(procedure, 'description'):
            texts.append(value(procedure, 'description'))
            code = code or value(procedure, 'name')
    for operation in value(surgery, 'procedures') or ():
        texts.append(value(operation, 'procedure.description'))
        code = code or value(operation, 'procedure.name')
    texts = [clean(text) for text in texts if clean(text)]
    if not texts and code is None:
        return service(value(surgery, 'admission.consultations')) or None
    return named('; '.join(dict.fromkeys(texts)) or None, code_of('local', clean(code, ID_BYTES - 6)))


def surgery_id(surgery):
    """A surgery and the appointment that it was admitted by are one visit."""
    admission = value(surgery, 'admission')
    if admission is not None:
        return host_id('gnuhealth.appointment', admission.id)
    return host_id('gnuhealth.surgery', surgery.id)


def surgeries(patient, now):
    entries = []
    for row in value(patient, 'surgery') or ():
        entry = surgery_name(row)
        if entry is None:
            continue
        state = {'done': 'done', 'signed': 'done', 'cancelled': 'cancelled'}.get(row.state)
        if state is None and row.surgery_date is not None and row.surgery_date > now:
            state = 'planned'  # else left open: an old one is often never signed
        entry.update(without_nothing({'date': instant(row.surgery_date), 'state': state,
                                      'appointment': surgery_id(row)}))
        entries.append((row.surgery_date, entry))
    return entries


def other_visits(patient, now):
    """Booked services are the only record of most fillers, toxins and peels."""
    Appointment = Pool().get('gnuhealth.appointment')
    rows = Appointment.search([
        ('patient', '=', patient.id), ('consultations', '!=', None), ('state', 'not in', GONE),
        ('appointment_date', '>=', now - datetime.timedelta(days=HISTORY_DAYS)),
    ], order=[('appointment_date', 'DESC')], limit=VISITS)
    entries = []
    for row in rows:
        entry = service(row.consultations)
        state = 'done' if row.state == 'done' else 'planned' if row.appointment_date > now else None
        entry.update(without_nothing({'date': instant(row.appointment_date), 'state': state,
                                      'appointment': host_id('gnuhealth.appointment', row.id)}))
        entries.append((row.appointment_date, entry))
    return entries


def procedures(patient):
    """Past and booked ones, each visit once."""
    now = datetime.datetime.now()
    entries = surgeries(patient, now)
    operated = {entry['appointment'] for _, entry in entries}
    entries += [(date, entry) for date, entry in other_visits(patient, now) if entry['appointment'] not in operated]
    entries.sort(key=lambda pair: pair[0] or datetime.datetime.max, reverse=True)
    return [entry for _, entry in entries]


LISTS = {'conditions': conditions, 'medications': medications, 'allergies': allergies, 'procedures': procedures}


def reviewed_on(patient, name):
    """When somebody asked: the patient's own field; or, where the site says so, the last evaluation
    that was ended."""
    asked = value(patient, 'precare_%s_asked' % name)
    if asked is not None or option('reviewed') == 'never' or name == 'procedures':
        return asked
    Evaluation = Pool().get('gnuhealth.patient.evaluation')
    ended = Evaluation.search([('patient', '=', patient.id), ('state', 'in', ('done', 'signed'))],
                              order=[('evaluation_start', 'DESC')], limit=1)
    return ended[0].evaluation_start if ended else None


def chart(patient, wanted):
    """The lists of the chart that the rules look at."""
    lists = {}
    for name, read in LISTS.items():
        if wanted is not None and name not in wanted:
            continue
        entries = read(patient)
        reviewed = reviewed_on(patient, name) if len(entries) <= ENTRIES else None
        lists[name] = without_nothing({'reviewed': instant(reviewed), 'entries': entries[:ENTRIES]})
    return lists


def noted(text):
    """Lines "name: value" of a note; others are left alone."""
    table = {}
    for line in (text or '').splitlines():
        name, colon, rest = line.partition(':')
        name, rest = clean(name.lower(), ID_BYTES), clean(rest)
        if colon and name and rest:
            table['-'.join(name.split())] = rest
    return table


def answers(patient):
    """Lines "name: value" or "name: value, 2026-11-20" of the patient's answers."""
    table = {}
    for name, text in noted(value(patient, 'precare_answers')).items():
        word, comma, date = text.rpartition(',')
        try:
            on = datetime.date.fromisoformat(date.strip()) if comma else None
        except ValueError:
            on = None
        table[name] = {'value': word.strip(), 'on': on.isoformat()} if on and word.strip() else text
    return table


def patient(record, wanted):
    person = {}
    if wanted is None or 'birth-date' in wanted:
        born = instant(value(record, 'name.dob'))
        person['birth_date'] = born[:4] if born and value(record, 'name.est_dob') else born
    sex = value(record, 'biological_sex') or value(record, 'name.gender')
    person['sex'] = {'m': 'male', 'f': 'female'}.get(sex)
    if wanted is None or 'pregnancy' in wanted:
        if value(record, 'currently_pregnant'):
            person['pregnancy'] = 'pregnant'
        elif value(record, 'biological_sex') == 'm':
            person['pregnancy'] = 'not-applicable'
    return without_nothing(person)


def of_patient(record, wanted):
    """Everything of an event that hangs on the patient."""
    event = {'subject': host_id('gnuhealth.patient', record.id), 'patient': patient(record, wanted)}
    event.update(chart(record, wanted))
    if wanted is None or 'answers' in wanted:
        event['answers'] = answers(record)
    return event
