# SPDX-License-Identifier: MIT
"""The review's tabs, and its days: over JSON-RPC, as a client asks for them. Run by tryton_test.py, whose clinic and
users these tests share."""
import json
import re

import tryton_desk
from support import equal
from tryton_host import DATABASE

t = None  # tryton_test, with its clinic


def tabs_of(model):
    """{title: domain} of the tabs above the lists of this model that our module has, as a client is told them."""
    found = t.admin.call('ir.action.act_window.domain', 'search_read', [('act_window.res_model', '=', model)],
                         0, None, None, ['name', 'domain'])
    return {one['name']: json.loads(one['domain'] or '[]') for one in found}


def each_tab_holds_what_it_says():
    def books(**chart):
        return t.desk.create(t.APPOINTMENT, **t.booking(t.patient(**chart)))
    waits, asks, due, clear = tryton_desk.held(), books(asked=False), books(medicines=['tretinoin']), books()
    warned = t.book_over_warning(t.desk, t.booking(t.patient(medicines=['aspirin'])))
    wanted = {'Waiting for a clinician': {waits}, 'Reasons to give': {warned}, 'Questions': {asks}, 'Due': {due},
              'All': {waits, asks, due, clear, warned}}
    tabs = tabs_of(tryton_desk.CHECK)
    equal(sorted(tabs), sorted(wanted))
    for title, records in wanted.items():
        rows = t.doctor.call(tryton_desk.CHECK, 'search_read', tabs[title], 0, None, None, ['record'])
        there = {int(one['record'].split(',')[1]) for one in rows if one['record'].startswith(t.APPOINTMENT + ',')}
        equal(there & wanted['All'], records, title)
    there = t.desk.call(t.APPOINTMENT, 'search', tabs_of(t.APPOINTMENT)['Safety review'], 0, None, None)
    equal(set(there) & wanted['All'], {waits, asks, warned}, 'of the appointments')


def what_was_due_yesterday_is_due_today():
    record = t.desk.create(t.APPOINTMENT, **t.booking(t.patient(medicines=['tretinoin'])))
    line, = t.admin.read(t.APPOINTMENT, record, 'precare_lines')['precare_lines']
    t.host.cluster.sql('update gnuhealth_precare_finding set due = current_date - 1 where id = %d' % line, DATABASE)
    line, = tryton_desk.shown(t.desk, record)[1]
    assert line['by_when'] >= t.TODAY, line
    assert re.search(r', by \w{3}\s%d\s' % line['by_when'].day, line['head']), line


def tests(clinic):
    global t
    t = clinic
    return [
        each_tab_holds_what_it_says,
        what_was_due_yesterday_is_due_today,
    ]
