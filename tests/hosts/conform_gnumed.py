# SPDX-License-Identifier: MIT
"""The adapter of `precare conform --today` for GNUmed: does each scenario in GNUmed's own modules on its own database,
as a user does it in the windows. GNUmed has a waiting list and no calendar, and calls its hooks once it has saved.
Started by gnumed_test.py, which made the database ($GNUMED_PORT); the kit's configuration is in the environment."""
import json
import os
import sys
import types

from gnumed_test import Client, ago

NO_CALENDAR = 'a place on the waiting list is for today: it is not confirmed, moved, repeated or cancelled'
CANNOT = {
    'confirm': NO_CALENDAR, 'reschedule': NO_CALENDAR, 'series': NO_CALENDAR,
    'cancel': 'to take somebody off the list is no cancellation: it is also how a patient is called in',
    'override': 'its hooks run after the save, and take no decision',
    'chart': 'it has no hook for the products that were used',
    'react': 'a procedure that was done is not tied to the place on the waiting list: it is a visit of its own',
}


class Desk:
    def __init__(self):
        self.client = Client(types.SimpleNamespace(port=int(os.environ['GNUMED_PORT'])), os.environ['PRECARE_CONFIG'])
        self.patients = {}  # by scenario

    def patient(self, line):
        who = self.patients[line['n']] = self.client.new_patient(line['patient']['born'])
        self.client.activate(who)
        if line['asked']:
            self.client.no_allergies()
        for one in line.get('medications', ()):
            self.client.intake(one['text'], 'D10AD01', ago(days=30), None, 'cream')
        self.client.screen()
        return who

    def book(self, line):
        who = self.patient(line)
        try:
            self.client.wait(who, line['procedure'], 'refused' if line['do'] == 'roll back' else None)
        except RuntimeError as refused:
            return {'saved': False, 'shown': str(refused)}
        if line['do'] == 'retry':
            self.client.list_changed()
        shown = self.client.screen()
        if 'BLOCK: ' in shown:
            return {'cannot': 'its hooks run after the save: what is blocked is on the list by then'}
        if 'user' not in line and 'To ask: Medicines' in shown:
            return {'cannot': 'it cannot say that medicines were asked about: it was booked, and the question stands'}
        return {'saved': True, 'shown': shown}

    def do(self, line):
        if line['do'] in CANNOT or (line['do'] == 'roll back' and 'of' in line):
            return {'cannot': CANNOT.get(line['do'], NO_CALENDAR)}
        if line.get('user') == 'gives up':
            return {'cannot': 'its hooks run after the save: nobody can give up'}
        if line['do'] == 'check in':
            self.client.activate(self.patients[line['of']])
            return {'saved': True, 'shown': self.client.screen()}
        return self.book(line)


def main():
    desk = Desk()
    for text in sys.stdin:
        line = json.loads(text)
        print(json.dumps({'n': line['n'], **desk.do(line)}), flush=True)
    desk.client.end()


if __name__ == '__main__':
    main()
