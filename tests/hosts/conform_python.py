#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A small host in Python with its adapter for `precare conform`: to copy from.

The host keeps appointments in memory; it asks the plugin before it saves (preview) and tells it afterwards what became of it
(settle). The plugin is called through packaging/hosts/python/precare.py. Run by tests/cli/conform_test.sh, and by conform_wrong_test.sh changed in a line each:

    precare conform --adapter "python3 tests/hosts/conform_python.py"
"""
import datetime
import json
import os
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'packaging' / 'hosts' / 'python'))

import precare  # noqa: E402

LISTS = ('conditions', 'medications', 'allergies', 'procedures')
MOMENTS = {'check in': 'check-in', 'chart': 'treatment', 'react': 'follow-up'}
ACTIONS = {'confirm': 'confirm', 'reschedule': 'reschedule', 'cancel': 'cancel'}


class SaveFailed(Exception):
    pass


class Host:
    """Appointments by id; what is saved is saved all at once, or not at all."""

    def __init__(self):
        self.plugin = precare.Precare(os.environ['PRECARE_CONFIG'])
        self.saved = {}     # id: what is known of the visit
        self.made = {}      # scenario: the ids of its appointments
        self.requests = 0

    def event(self, visit, moment, action):
        """What this host knows of a visit, as an event."""
        today = datetime.date.today().isoformat()
        asked = visit.get('asked')
        event = {'format': 'precare-event/1', 'moment': moment, 'subject': visit['patient']['id'],
                 'event_id': '%s/%d' % (visit['id'], self.requests), 'now': precare.instant(
                     datetime.datetime.now(datetime.timezone.utc)),
                 'patient': {'birth_date': visit['patient']['born']},
                 'appointment': {'id': visit['id'], 'start': visit['start'], 'minutes': visit['minutes'],
                                 'procedure': {'text': visit['procedure']}, 'sites': visit['sites']}}
        if action:
            event['action'] = action
        for name in LISTS:
            entries = visit.get(name, [])
            event[name] = {'reviewed': today if asked else None, 'entries': entries}
        chart = {key: visit[key] for key in ('products', 'reactions') if key in visit}
        if chart:
            event['chart'] = chart
        return event

    def show(self, result):
        """The user's screen."""
        self.plugin.acknowledge(action='shown', appointment=self.shown_id, subject=self.shown_subject,
                                reason=result['overall'])
        return '\n'.join([precare.overall_words(result)] +
                         precare.finding_lines(result) + precare.question_lines(result))

    def request(self, visit, moment, action, user, override, failing, times=1):
        """One request of a user: look, decide, save, settle. (saved, shown)"""
        self.requests += 1
        event = self.event(visit, moment, action)
        for _ in range(times):
            result = self.plugin.evaluate(dict(event, phase='preview'))
        self.shown_id, self.shown_subject = visit['id'], visit['patient']['id']
        shown = self.show(result)
        blocked = any(finding['outcome'] == 'block' for finding in result['findings'])
        if user == 'gives up' or blocked:
            self.plugin.evaluate(dict(event, phase='settle', disposition='abandoned'))
            return False, shown
        settle = dict(event, phase='settle', disposition='saved')
        if override:
            rules = [f['rule'] for f in result['findings'] if f['override'] and override['role'] in f['override']['by']]
            settle.update(disposition='overridden',
                          acknowledgements=[dict(override, rule=rule, action='overridden') for rule in rules])
        try:
            if failing:
                raise SaveFailed
            self.saved[visit['id']] = visit
        except SaveFailed:
            self.plugin.evaluate(dict(event, phase='settle', disposition='abandoned'))
            return False, shown
        for _ in range(times):
            self.plugin.evaluate(settle)
        return True, shown

    def do(self, line):
        verb, failing = line['do'], line['do'] == 'roll back'
        if 'of' in line:
            ids = self.made[line['of']]
            visit = dict(self.saved[ids[line.get('which', 1) - 1]])
            visit.update({key: line[key] for key in ('start', 'products', 'reactions') if key in line})
            visits = [visit]
            action = 'reschedule' if failing else ACTIONS.get(verb)
        else:
            visits, action = self.new(line), 'create'
            self.made[line['n']] = [visit['id'] for visit in visits]
        answers = [self.request(visit, MOMENTS.get(verb, 'booking'), action, line.get('user'), line.get('override'),
                                failing, 2 if verb == 'retry' else 1) for visit in visits]
        return {'n': line['n'], 'saved': all(saved for saved, _ in answers),
                'shown': '\n'.join(shown for _, shown in answers)}

    def new(self, line):
        series = line.get('series', {'count': 1, 'every': '0d'})
        start = datetime.datetime.fromisoformat(line['start'])
        step = datetime.timedelta(days=int(series['every'].rstrip('d')))
        keys = ('patient', 'procedure', 'sites', 'minutes', 'asked', 'medications')
        return [dict({key: line[key] for key in keys if key in line}, id='apt-%d-%d' % (line['n'], i),
                     start=(start + i * step).isoformat()) for i in range(series['count'])]


def main():
    host = Host()
    for text in sys.stdin:
        print(json.dumps(host.do(json.loads(text))), flush=True)
    host.plugin.close()


if __name__ == '__main__':
    main()
