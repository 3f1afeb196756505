# SPDX-License-Identifier: MIT
"""The adapter on the real GNU Health 5.0 over JSON-RPC, as users of its own groups: what tryton_test.py
shows on stand-ins, and what only GNU Health 5 has. Started by gnuhealth_test.sh."""
import functools
import pathlib
import re
import sys
from xml.etree import ElementTree

import tryton_desk
import tryton_edges
import tryton_test as t
from gnuhealth import PLACE, GnuHealth, packages
from support import equal, run
from tryton_host import Session



def as_surgeon(test):
    """GNU Health lets those who start a surgery write its operating room: nobody but its administrators."""
    @functools.wraps(test)
    def run_as():
        doctor, t.admin = t.admin, Session(t.host, 'surgeon', t.PASSWORD)
        try:
            test()
        finally:
            t.admin = doctor
    return run_as


def of_the_day(name, number=-3):
    """A procedure of GNU Health's own list, so many days ago."""
    return {'procedure': t.made[name], 'pdate': t.days(number)}


def the_list_of_procedures_that_gnu_health_5_keeps_is_read():
    words = 'Botox less than two weeks before'
    who = t.patient()
    t.admin.create('gnuhealth.patient.procedure', patient=who, ctx='ambulatory', **of_the_day('botox'))
    got = t.found(t.admin.create(t.APPOINTMENT, **t.booking(who, t.days(5))))
    assert got[0] == 'info' and words in got[1], got
    who = t.patient()  # listed by a surgery, whose own words say nothing of it
    t.admin.create(t.SURGERY, patient=who, surgery_date=t.days(-3), state='draft', surgery_procedures=[
        ('create', [dict(of_the_day('botox'), patient=who, ctx='surgery')])])
    got = t.found(t.admin.create(t.APPOINTMENT, **t.booking(who, t.days(5))))
    assert words in got[1], got
    who = t.patient()  # by an evaluation
    t.admin.create(t.EVALUATION, patient=who, evaluation_start=t.days(-3), healthprof=t.made['doctor'],
                   state='in_progress', procedures=[
                       ('create', [dict(of_the_day('botox'), patient=who, ctx='evaluation')])])
    got = t.found(t.admin.create(t.APPOINTMENT, **t.booking(who, t.days(5))))
    assert words in got[1], got
    who = t.patient()
    t.admin.create('gnuhealth.patient.procedure', patient=who, ctx='ambulatory', **of_the_day('botox', -40))
    equal(t.found(t.admin.create(t.APPOINTMENT, **t.booking(who, t.days(5))))[0], 'clear', 'long ago')


def every_gender_that_gnu_health_5_has_is_checked():
    for gender in ('m', 'f', 'nb', 'other', 'nd', 'u'):
        equal(t.found(t.admin.create(t.APPOINTMENT, **t.booking(t.patient(gender=gender))))[0], 'clear', gender)


def surgeries_that_are_created_together_are_made_once_each():
    who = t.patient()
    made = t.admin.call(t.SURGERY, 'create', [
        {'patient': who, 'description': 'Skin needling', 'surgery_date': t.days(number), 'state': 'draft'}
        for number in (20, 40, 60)])
    equal((len(set(made)), t.root.call(t.SURGERY, 'search_count', [('patient', '=', who)])), (3, 3))


def widgets(text, block):
    """The names in a client's own table of widgets."""
    return set(re.findall(r"^ +'(\w+)':", text.split(block, 1)[1].split('}', 1)[0], re.M))


def clients():
    """By client, the widgets of its lists and of its forms."""
    packages('gtk')
    packages('sao')
    sao = pathlib.Path(PLACE, 'sao', 'node_modules', 'tryton-sao', 'src', 'view')
    yield 'sao', {'tree': widgets((sao / 'tree.js').read_text(), 'TreeXMLViewParser.WIDGETS = {'),
                  'form': widgets((sao / 'form.js').read_text(), 'FormXMLViewParser.WIDGETS = {')}
    for name in ('tryton', 'gnuhealth-client'):
        view, = pathlib.Path(PLACE, 'gtk', name, 'lib').glob('*/site-packages/*/gui/window/view_form/view')
        yield name, {'tree': widgets((view / 'list.py').read_text(), 'WIDGETS = {'),
                     'form': widgets((view / 'form.py').read_text(), 'WIDGETS = {')}


def views(model, kind):
    """What the host sends of this view, and of the views within it, of our models and of our fields alone."""
    view = t.admin.call(model, 'fields_view_get', None, kind)
    for node in ElementTree.fromstring(view['arch']).iter('field'):
        field = view['fields'][node.get('name')]
        ours = node.get('name').startswith('precare') or model.startswith('gnuhealth.precare')
        if ours:
            yield kind, model, node.get('name'), node.get('widget') or field['type']
        if ours and field['type'] in ('one2many', 'many2many') and field['relation'].startswith('gnuhealth.precare'):
            yield from views(field['relation'], 'tree')
            yield from views(field['relation'], 'form')


def every_field_that_we_show_has_a_widget_in_each_client():
    models = ('gnuhealth.patient', t.APPOINTMENT, t.EVALUATION, t.SURGERY)
    shown = {row for model in models for row in views(model, 'form')}
    assert {kind for kind, *_ in shown} == {'form', 'tree'}, shown
    for name, kinds in clients():
        assert len(kinds['tree']) > 20 and len(kinds['form']) > 20, (name, kinds)
        equal([row for row in sorted(shown) if row[-1] not in kinds[row[0]]], [], name)


SHARED = [
    t.a_healthy_patient_is_booked_and_nobody_hears_of_it,
    t.a_block_is_refused,
    t.a_warning_is_confirmed_told_once_and_its_reason_recorded,
    t.a_rollback_tells_nobody,
    t.a_moved_booking_is_dated_anew,
    t.a_cancelled_booking_withdraws,
    t.twenty_four_bookings_at_once_are_each_told_once,
    t.each_kind_of_fact_arrives,
    as_surgeon(t.a_past_procedure_arrives_from_appointments_and_from_surgeries),
    t.an_evaluation_is_checked_in_shown_and_never_refused,
    t.who_is_held_on_the_day_is_not_checked_in,
    t.nothing_else_checks_in_who_is_held_on_the_day,
    t.who_may_decide_checks_in_who_is_held_on_the_day,
    as_surgeon(t.a_surgery_that_is_done_and_signed_has_its_after_care_dates),
    as_surgeon(t.what_was_used_in_a_surgery_is_judged),
    as_surgeon(t.a_reaction_after_a_procedure_alerts_at_once),
    tryton_edges.a_free_slot_is_checked_when_somebody_takes_it,
    tryton_edges.a_no_show_withdraws_and_a_booking_that_is_taken_up_again_is_told_again,
    as_surgeon(tryton_edges.a_row_that_cannot_be_read_stops_nothing_and_never_looks_clear),
    tryton_edges.what_cannot_be_kept_stops_nothing_and_never_looks_clear,
    tryton_edges.a_booking_costs_few_statements_whichever_connection_it_is_given,
    as_surgeon(tryton_edges.a_field_that_is_gone_is_not_checked_whichever_it_is),
    as_surgeon(tryton_edges.a_surgery_is_withdrawn_when_it_is_cancelled_or_deleted_but_not_from_under_its_appointment),
    tryton_desk.a_hold_is_saved_waits_and_is_told_at_once,
    tryton_desk.a_clinician_releases_it_and_it_is_begun,
    tryton_desk.the_desk_reads_what_to_do_and_no_word_of_the_chart,
    tryton_desk.who_may_not_decide_is_told_who_may_and_nothing_else,
    tryton_edges.a_booking_is_looked_at_again_at_night_and_never_refused,
]


def main():
    tryton_edges.tests(t)
    tryton_desk.tests(t)
    t.open_clinic(GnuHealth)
    company = t.root.call('company.company', 'search', [], 0, 1, None)[0]
    t.professional('LIC-3', t.user('surgeon', company, 'Health Doctor', 'Health Surgery Administration',
                                   'Health Administration'))
    t.made['botox'] = t.root.create('gnuhealth.procedure', name='TOX1', description='Botox, forehead')
    return t.close_clinic(run(t.chosen(SHARED + [
        as_surgeon(the_list_of_procedures_that_gnu_health_5_keeps_is_read),
        every_gender_that_gnu_health_5_has_is_checked,
        as_surgeon(surgeries_that_are_created_together_are_made_once_each),
        every_field_that_we_show_has_a_widget_in_each_client,
        t.the_log_of_trytond_holds_no_word_of_a_chart,
    ])))


if __name__ == '__main__':
    sys.exit(main())
