# SPDX-License-Identifier: MIT
"""Safety checks by precare for GNUmed 22: install as ~/.gnumed/scripts/hook_script.py (0600, no
link), with precare.py beside it. See the README.

GNUmed calls run_script(hook) after it has saved, on its own thread, and gives nothing but the hook's
name: the rest is asked of its views. So this is advisory: findings go to GNUmed's status line, and to
its log without a word of the chart, and what must be told goes to the team's chat. Nothing here stops
or slows GNUmed beyond the questions to its database: every fault is logged and forgotten.
"""
import configparser
import contextlib
import datetime
import logging
import os

import precare
from Gnumed.business import gmPerson
from Gnumed.pycommon import gmDispatcher, gmPG2

log = logging.getLogger('gm.precare')

SETTINGS = os.path.expanduser('~/.gnumed/precare.conf')  # [precare] plugin = ..., config = ...
FOLLOWED_UP = datetime.timedelta(days=180)  # how long after a procedure notes are about it
ENTRIES = 512

SYSTEMS = (('icd-10', 'icd-10'), ('atc', 'atc'), ('snomed', 'snomed'))  # GNUmed's names begin so
ROUTES = {'topical': ('cream', 'ointment', 'gel', 'lotion'), 'oral': ('tablet', 'capsule')}

_site = None
_said = {}  # visit: the last line of the log about it
_judged = {}  # visit: the event and the day that it was judged on


# ---- asking GNUmed -------------------------------------------------------------------------------

def rows_of(command, **args):
    rows, _ = gmPG2.run_ro_queries(queries=[{'cmd': command, 'args': args}])
    return rows


def key(kind, number):
    """The host's own key of a row, opaque to everybody else."""
    name = rows_of('SELECT current_database() AS name')[0]['name']
    return precare.clean('%s,%d@%s' % (kind, number, name), precare.ID_BYTES)


def entry(text, code=None, **more):
    made = dict(more, text=precare.clean(text), code=precare.clean(code, precare.ID_BYTES))
    made = {name: value for name, value in made.items() if value is not None}
    return made if 'text' in made or 'code' in made else None


def codes_of(row):
    """What a row of GNUmed is coded as, in systems that rules can name."""
    if not row['pk_generic_codes']:
        return [None]
    found = []
    for term in rows_of('SELECT code, coding_system FROM ref.v_coded_terms WHERE pk_generic_code = ANY(%(pks)s)',
                        pks=row['pk_generic_codes']):
        for begins, system in SYSTEMS:
            if term['coding_system'].lower().replace('_', '-').startswith(begins):
                found.append('%s:%s' % (system, term['code']))
    return found or [None]


def conditions(patient):
    """Health issues, and episodes that stand for themselves."""
    entries = []
    for row in rows_of('SELECT description, is_active, modified_when, pk_generic_codes '
                       'FROM clin.v_health_issues WHERE pk_patient = %(pat)s '
                       'UNION ALL '
                       'SELECT description, episode_open, episode_modified_when, pk_generic_codes '
                       'FROM clin.v_pat_episodes WHERE pk_patient = %(pat)s', pat=patient):
        for code in codes_of(row):
            entries.append(entry(row['description'], code, status='active' if row['is_active'] else 'history',
                                 recorded=precare.instant(row['modified_when'])))
    return {'entries': entries}


def medications(patient):
    entries, now = [], datetime.datetime.now(datetime.timezone.utc)
    for row in rows_of('SELECT substance, product, atc_substance, atc_drug, preparation, started, start_is_unknown, '
                       'discontinued FROM clin.v_substance_intakes WHERE pk_patient = %(pat)s', pat=patient):
        started = None if row['start_is_unknown'] else row['started']
        stopped = row['discontinued'] if row['discontinued'] is not None and row['discontinued'] <= now else None
        use = 'stopped' if stopped else 'prescribed' if started is not None and started > now else 'ongoing'
        route = [name for name, words in ROUTES.items() if (row['preparation'] or '').lower() in words]
        atc = row['atc_substance'] or row['atc_drug']
        name = ' / '.join(dict.fromkeys(text for text in (row['substance'], row['product']) if text))
        entries.append(entry(name, 'atc:' + atc if atc else None, use=use, route=route[0] if route else None,
                             last_used=day_of(stopped), started=day_of(started)))
    return {'entries': entries}


def allergies(patient):
    """The only list of which GNUmed says that it was asked: "no known allergies" has a date."""
    entries = [entry(' / '.join(text for text in dict.fromkeys((
                   row['descriptor'], row['allergene'], row['substance'])) if text),
                     'atc:' + row['atc_code'] if row['atc_code'] else None, recorded=precare.instant(row['date']))
               for row in rows_of('SELECT descriptor, allergene, substance, atc_code, date FROM clin.v_pat_allergies '
                                  'WHERE pk_patient = %(pat)s', pat=patient)]
    asked = rows_of('SELECT last_confirmed FROM clin.v_pat_allergy_state WHERE pk_patient = %(pat)s '
                    'AND has_allergy IS NOT NULL', pat=patient)
    reviewed = day_of(asked[0]['last_confirmed']) if asked else None
    return {'entries': entries, 'reviewed': reviewed} if reviewed else {'entries': entries}


def procedures(patient):
    now = datetime.datetime.now(datetime.timezone.utc)
    entries = []
    for row in rows_of('SELECT pk_procedure, performed_procedure, clin_when, pk_generic_codes FROM clin.v_procedures '
                       'WHERE pk_patient = %(pat)s ORDER BY clin_when DESC', pat=patient):
        entries.append(entry(row['performed_procedure'], codes_of(row)[0], date=precare.instant(row['clin_when']),
                             state='done' if row['clin_when'] <= now else 'planned',
                             appointment=key('procedure', row['pk_procedure'])))
    return {'entries': entries}


LISTS = {'conditions': conditions, 'medications': medications, 'allergies': allergies, 'procedures': procedures}


def day_of(moment):
    return moment.date().isoformat() if moment is not None else None


def person(patient):
    """GNUmed keeps the birth date with a time that means nothing; an estimated one is a year."""
    rows = rows_of("SELECT to_char(dob, 'YYYY-MM-DD') AS born, dob_is_estimated, gender FROM dem.v_persons "
                   'WHERE pk_identity = %(pat)s', pat=patient)
    if not rows:
        return {}
    born = rows[0]['born'][:4] if rows[0]['born'] and rows[0]['dob_is_estimated'] else rows[0]['born']
    made = {'birth_date': born, 'sex': {'f': 'female', 'm': 'male'}.get(rows[0]['gender'])}
    return {name: value for name, value in made.items() if value is not None}


# ---- the check -----------------------------------------------------------------------------------

def site():
    global _site
    if _site is None:
        settings = configparser.ConfigParser(interpolation=None)
        settings.read(SETTINGS)
        _site = precare.Site(settings.get('precare', 'config', fallback=None),
                             settings.get('precare', 'plugin', fallback=None))
    return _site


def wanted(moment, procedure):
    names = {procedure.get('text'), procedure.get('code')} - {None}
    found = [site().needs(moment, name) for name in names]
    return None if None in found else set().union(*found)


def event_of(moment, patient, appointment):
    groups = wanted(moment, appointment['procedure'])
    event = {'format': 'precare-event/1', 'moment': moment, 'subject': key('identity', patient),
             'patient': person(patient), 'appointment': appointment}
    for name, read in LISTS.items():
        if groups is None or name in groups:
            event[name] = read(patient)
            entries = [one for one in event[name]['entries'] if one]
            if len(entries) > ENTRIES:
                event[name].pop('reviewed', None)
            event[name]['entries'] = entries[:ENTRIES]
    return event


def check(moment, patient, appointment, twice=True, **more):
    """Judges, records and tells: GNUmed has saved already. A chart that cannot be read leaves the next
    one alone. twice=False: not what was judged today on the same facts."""
    visit = '%s %s' % (moment, appointment['id'])
    try:
        event = precare.stamp(dict(event_of(moment, patient, appointment), **more), 'final')
        judged = event['event_id'], event['now'][:10]
        if not twice and _judged.get(visit) == judged:
            return
        result = site().check(event)
        line, overall, shown = precare.log_line(result), result['overall'], precare.screen_line(result)
        _judged[visit] = judged if overall != 'not-evaluated' else None
    except Exception as error:
        line, overall = not_checked(error), 'not-evaluated'
        shown = line
    say(visit, line, overall, shown)


def not_checked(error):
    """The kind alone: the text of an error of the database may hold a row."""
    return 'NOT CHECKED: %s' % type(error).__name__


def say(visit, line, overall, shown):
    """Once: outcomes and rules in the log; on the screen, which shows the chart anyway, what the rules say and
    what to ask."""
    if _said.get(visit) == line:
        return
    _said[visit] = line
    nothing = overall in ('clear', 'no-rules')
    (log.info if nothing else log.warning)('precare: %s: %s', visit, line)
    if not nothing:
        status(shown, overall in ('hold', 'block', 'urgent', 'not-evaluated'))


def status(line, beep):
    with contextlib.suppress(Exception):  # a window that is not there any more
        gmDispatcher.send(signal='statustext', msg='precare: %s' % line, beep=beep)


def waiting(patient=None):
    """Who waits, for what: the comment names the procedure, the zone may be mapped to one."""
    rows = rows_of('SELECT pk_waiting_list, pk_identity, registered, comment, waiting_zone FROM clin.v_waiting_list '
                   'WHERE %(pat)s::integer IS NULL OR pk_identity = %(pat)s', pat=patient)
    visits = []
    for row in rows:
        procedure = entry(row['comment'], 'local:' + row['waiting_zone'] if row['waiting_zone'] else None)
        if procedure:
            visits.append((row['pk_identity'], {
                'id': key('waiting_list', row['pk_waiting_list']), 'start': precare.instant(row['registered']),
                'procedure': procedure, 'state': 'planned'}))
    return visits


def active_patient():
    patient = gmPerson.gmCurrentPatient()
    return patient.ID if patient.connected else None


# ---- the hooks -----------------------------------------------------------------------------------

def on_waiting_list():
    """The hook does not say whose entry it was, so all are looked at, and judged if something is new."""
    for patient, appointment in waiting():
        check('booking', patient, appointment, twice=False, action='create')


def on_patient():
    patient = active_patient()
    for _, appointment in waiting(patient) if patient else ():
        check('check-in', patient, appointment)


def on_medicines():
    patient = active_patient()
    for _, appointment in waiting(patient) if patient else ():
        check('booking', patient, appointment, action='confirm')
        check('check-in', patient, appointment)


def last_procedure(patient):
    rows = rows_of('SELECT pk_procedure, performed_procedure, clin_when, clin_end, pk_generic_codes '
                   'FROM clin.v_procedures WHERE pk_patient = %(pat)s AND clin_when <= now() AND clin_when >= %(since)s '
                   'ORDER BY clin_when DESC LIMIT 1', pat=patient,
                   since=datetime.datetime.now(datetime.timezone.utc) - FOLLOWED_UP)
    if not rows:
        return None, None
    row = rows[0]
    return {'id': key('procedure', row['pk_procedure']), 'start': precare.instant(row['clin_when']), 'state': 'done',
            'procedure': entry(row['performed_procedure'], codes_of(row)[0])}, precare.instant(row['clin_end'])


def on_notes():
    """What the patient tells and what is seen, after a procedure; before one, it is a check-in."""
    patient = active_patient()
    if not patient:
        return
    appointment, ended = last_procedure(patient)
    if appointment is None:
        on_patient()
        return
    notes = rows_of("SELECT narrative, date FROM clin.v_narrative WHERE pk_patient = %(pat)s AND soap_cat IN ('s', 'o') "
                    "AND modified_when >= now() - interval '1 day' ORDER BY modified_when DESC LIMIT 64", pat=patient)
    chart = {'reactions': [one for one in (
        entry(row['narrative'], at=precare.instant(row['date'])) for row in notes) if one]}
    if ended:
        chart['procedure_ended'] = ended
    check('follow-up', patient, appointment, chart=chart)


HOOKS = {'after_waiting_list_modified': on_waiting_list, 'post_patient_activation': on_patient,
         'after_substance_intake_modified': on_medicines, 'after_soap_modified': on_notes}


def run_script(hook=None):
    """What GNUmed calls, on whichever thread. Never raises. Nothing is closed when GNUmed shuts down: another
    thread may be in a check then, and a process may simply end."""
    try:
        if hook in HOOKS:
            HOOKS[hook]()
    except Exception as error:
        log.error('precare: %s: %s', hook, not_checked(error))
        status(not_checked(error), True)
