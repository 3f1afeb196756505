# SPDX-License-Identifier: MIT
"""A GNUmed client without its windows: GNUmed's own modules on its own database, doing what a user
does in the windows. Started by gnumed_test.py as a process of its own, with its commands on stdin,
one JSON list a line: [method, arguments...]; answers one JSON value a line on stdout."""
import datetime
import json
import os
import sys
import time

COMMANDS, ANSWERS = sys.stdin, os.fdopen(os.dup(1), 'w')
os.dup2(2, 1)  # whatever GNUmed prints is no answer

sys.path.insert(0, '/usr/share/gnumed')
from Gnumed.pycommon import gmLog2  # noqa: E402,F401  (takes --log-file from the command line)
from Gnumed.pycommon import gmI18N  # noqa: E402

gmI18N.activate_locale()
gmI18N.install_domain(domain='gnumed')
from Gnumed.pycommon import gmBackendListener, gmConnectionPool, gmDateTime, gmPG2  # noqa: E402

gmDateTime.init()
credentials = gmConnectionPool.cPGCredentials()
credentials.database, credentials.user, credentials.password = 'gnumed_v22', 'any-doc', 'any-doc'
credentials.host, credentials.port = '127.0.0.1', int(os.environ['GNUMED_PORT'])  # never its default: a public database
gmConnectionPool.gmConnectionPool().credentials = credentials

from Gnumed.business import gmAllergy, gmMedication, gmPerson, gmPraxis, gmStaff  # noqa: E402,F401
from Gnumed.pycommon import gmDispatcher, gmHooks  # noqa: E402

gmStaff.set_current_provider_to_logged_on_user()
gmPraxis.activate_first_praxis_branch()
praxis = gmPraxis.gmCurrentPraxisBranch()
listener = gmBackendListener.gmBackendListener(conn=gmPG2.get_connection(pooled=False))
emr, shown = None, []


def show(msg=None, beep=None, **unused):
    """What the window does with the status line."""
    if msg and msg.startswith('precare'):
        shown.append(msg)


gmDispatcher.connect(receiver=show, signal='statustext')


def status_line():
    return shown[-1] if shown else None


def screen():
    """All that the status line has said since it was asked for, and whatever else the hooks do is done."""
    time.sleep(0.5)
    lines = '\n'.join(shown)
    shown.clear()
    return lines


def list_changed():
    """GNUmed hears of a change of the list once more: from its database, of its own or another window's."""
    gmHooks.run_hook_script(hook='after_waiting_list_modified')


def new_patient(born, gender='f', estimated=False):
    person = gmPerson.create_identity(gender=gender, dob=born, lastnames='Quibble', firstnames='Zyx-%d' % time.time_ns())
    if estimated:
        person['dob_is_estimated'] = True
        person.save()
    return person.ID


def activate(patient):
    """As the window does: select, then pull the hook."""
    global emr
    gmPerson.set_active_patient(patient=gmPerson.cPatient(aPK_obj=patient))
    emr = gmPerson.gmCurrentPatient().emr
    gmHooks.run_hook_script(hook='post_patient_activation')


def issue(name, code=None, active=True):
    """A health issue, coded in ICD-10-GM if asked to be."""
    made = emr.add_health_issue(issue_name=name)
    if not active:
        made['is_active'] = False
        made.save()
    if code:
        rows, _ = gmPG2.run_ro_queries(queries=[
            {'cmd': "SELECT pk_generic_code FROM ref.v_coded_terms WHERE code = %(code)s AND coding_system = 'ICD-10-GM'",
             'args': {'code': code}}])
        made.add_code(pk_code=rows[0]['pk_generic_code'])
    return made['pk_health_issue']


def intake(substance, atc, started, discontinued=None, preparation='tablet'):
    made = gmMedication.create_substance(substance=substance, atc=atc)
    dose = gmMedication.create_substance_dose(pk_substance=made['pk_substance'], amount=5, unit='mg', dose_unit='unit')
    product = gmMedication.create_drug_product(product_name=substance.title() + ' brand', preparation=preparation,
                                               doses=[dose], return_existing=True)
    episode = emr.add_episode(episode_name='medicines', is_open=True)
    made = emr.add_substance_intake(pk_drug_product=product['pk_drug_product'], pk_episode=episode['pk_episode'])
    made['started'] = datetime.datetime.fromisoformat(started)
    made['intake_is_approved_of'] = True
    if discontinued:
        made['discontinued'] = datetime.datetime.fromisoformat(discontinued)
        made['discontinue_reason'] = 'done'
    made.save()
    return made['pk_substance_intake']


def allergy(name):
    emr.add_allergy(allergene=name, allg_type='allergy')
    emr.allergy_state = 1


def no_allergies():
    """The window's "no known allergies": the state, and when it was confirmed."""
    state = gmAllergy.ensure_has_allergy_state(encounter=emr.current_encounter['pk_encounter'])
    state['has_allergy'], state['last_confirmed'] = 0, 'now'
    state.save()


def procedure(name, when, end=None):
    episode = emr.add_episode(episode_name='skin', is_open=True)
    made = emr.add_performed_procedure(episode=episode['pk_episode'], procedure=name,
                                       location=praxis['pk_org_unit'])
    made['clin_when'] = datetime.datetime.fromisoformat(when)
    if end:
        made['clin_end'] = datetime.datetime.fromisoformat(end)
    made.save()
    return made['pk_procedure']


def note(text, kind='s'):
    episode = emr.add_episode(episode_name='skin', is_open=True)
    emr.add_clin_narrative(note=text, soap_cat=kind, episode=episode)


def wait(patient, comment=None, zone=None):
    gmPerson.cPatient(aPK_obj=patient).put_on_waiting_list(urgency=0, comment=comment, zone=zone)


def unwait(patient):
    for row in gmPerson.cPatient(aPK_obj=patient).waiting_list_entries:
        praxis.remove_from_waiting_list(pk=row['pk_waiting_list'])


def main():
    for line in COMMANDS:
        name, *arguments = json.loads(line)
        try:
            answer = {'ok': globals()[name](*arguments)}
        except Exception as error:
            gmLog2.log_stack_trace()
            answer = {'fault': '%s: %s' % (type(error).__name__, error)}
        ANSWERS.write(json.dumps(answer) + '\n')
        ANSWERS.flush()
    gmHooks.run_hook_script(hook='shutdown-post-GUI')
    listener.shutdown()


if __name__ == '__main__':
    main()
