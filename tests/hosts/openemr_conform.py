# SPDX-License-Identifier: MIT
"""The adapter of `precare conform` for OpenEMR's module: does each scenario in the stand-in of OpenEMR, as a desk does
it in the dialog. Started by the kit, with its configuration and plugin in the environment."""
import datetime
import json
import os
import sys

from openemr_host import Database, Web, owned
from support import folder, readable, write


class Desk:
    def __init__(self):
        programs = folder()
        config = os.environ['PRECARE_CONFIG']
        owned(os.path.dirname(config), 'www-data')
        settings = write(os.path.join(programs, 'openemr.ini'), f'''config = {config}
plugin = {readable(os.environ['PRECARE_PLUGIN'], programs)}
header = {readable(os.environ['OPENEMR_HEADER'], programs)}
[roles]
Physicians = physician
''')
        self.database = Database()
        self.web = Web(self.database, settings, zone='Europe/Berlin')
        self.user = self.web.visit('doctor')
        self.people, self.made = 0, {}

    def ask(self, sql):
        return self.database.ask(sql)

    # ---- what a scenario says ----

    def patient(self, line):
        """A patient of this scenario, with what was asked."""
        self.people += 1
        pid, born = self.people, line['patient']['born']
        self.ask(f'INSERT INTO patient_data (pid, DOB) VALUES ({pid}, {repr(born) if born else "NULL"})')
        if line.get('asked'):
            for name in ('conditions', 'medications', 'allergies', 'procedures'):
                self.ask(f'INSERT INTO precare_asked VALUES ({pid}, "{name}", CURDATE(), 4)')
        for one in line.get('medications', ()):
            self.ask('INSERT INTO lists (date, type, title, activity, pid) '
                     f'VALUES (NOW(), "medication", "{one["text"]}", 1, {pid})')
        return pid

    @staticmethod
    def form(pid, start, **more):
        day = f'{start:%m/%d/%Y}'
        return {'form_action': 'save', 'recurr_affect': '', 'selected_date': f'{start:%Y-%m-%d}', 'form_pid': pid,
                'form_category': '10', 'form_title': 'Microneedling', 'facility': '3', 'form_provider': '7',
                'form_date': day, 'form_hour': str(start.hour), 'form_minute': str(start.minute),
                'form_duration': '60', 'form_allday': '0', 'form_apptstatus': '-', **more}

    # ---- what a desk does ----

    def dialog(self, eid, fields, line, broken=''):
        """Check, look, go on or give up: (row or None, what was shown)."""
        fields = {**fields, 'precare_eid': eid, 'csrf_token_form': self.user.token}
        answer = json.loads(self.user.get('modules/custom_modules/oe-module-precare/public/check.php', fields)[1])
        shown = '\n'.join([answer['title']] + [one['say'] for one in answer['findings']]
                          + [ask for group in answer['questions'] for ask in group['asks']])
        blocked = any(one['outcome'] == 'block' for one in answer['findings'])  # the dialog has no button then
        if line.get('user') == 'gives up' or blocked:
            return None, shown
        if line.get('user') == 'overrides':
            reason = {'reason': line['override']['reason']}
            decided = {one['key']: reason for one in answer['findings'] if one['reasons']}
            fields['precare_decisions'] = json.dumps(decided)
        return self.send(eid, {**fields, 'test_break': broken}), shown

    def send(self, eid, fields):
        text = self.user.get('main/calendar/add_edit_event.php?eid=%d' % eid, fields)[1]
        row = int(text.partition('saved ')[2].partition('<')[0] or 0)
        there = self.ask(f'SELECT pc_startTime = "{int(fields["form_hour"]):02}:{int(fields["form_minute"]):02}:00" '
                         f'FROM openemr_postcalendar_events WHERE pc_eid = {row}')
        return row if there == '1' or fields['recurr_affect'] == 'current' else None

    def book(self, line, broken=''):
        pid, start = self.patient(line), datetime.datetime.fromisoformat(line['start'])
        more = {}
        if 'series' in line:
            last = start + datetime.timedelta(days=7 * (line['series']['count'] - 1))
            more = {'form_repeat': '1', 'form_enddate': f'{last:%m/%d/%Y}'}
        fields = self.form(pid, start, **more)
        if line['do'] == 'retry':  # a deadlock: rolled back, and run again
            shown = self.dialog(0, fields, line, 'rollback')[1]
            eid = self.send(0, fields)
        else:
            eid, shown = self.dialog(0, fields, line, broken)
        if eid:
            self.made[line['n']] = {'eid': eid, 'pid': pid, 'start': start, 'more': more}
        return {'saved': bool(eid), 'shown': shown}

    def edit(self, line, broken=''):
        one = self.made[line['of']]
        start = one['start']
        fields = {}
        if 'which' in line:
            start += datetime.timedelta(days=7 * (line['which'] - 1))
            fields = {'recurr_affect': 'current', 'selected_date': f'{start:%Y-%m-%d}', **one['more']}
        moved = datetime.datetime.fromisoformat(line['start']) if 'start' in line else start
        status = '@' if line['do'] == 'check in' else '-'
        fields = {**self.form(one['pid'], moved, form_apptstatus=status), **fields}
        eid, shown = self.dialog(one['eid'], fields, line, broken)
        if eid and 'which' not in line:
            one['start'] = moved
        return {'saved': bool(eid), 'shown': shown}

    def cancel(self, line):
        one = self.made[line['of']]
        day = one['start'] + datetime.timedelta(days=7 * (line.get('which', 1) - 1))
        fields = self.form(one['pid'], day, form_action='delete', recurr_affect='current' if 'which' in line else '')
        self.user.get('main/calendar/add_edit_event.php?eid=%d' % one['eid'], fields)
        return {'saved': True, 'shown': ''}

    def do(self, line):
        verb = line['do']
        if verb in ('chart', 'react'):
            return {'cannot': 'OpenEMR has no event for what is charted, and no list of products or reactions'}
        if verb == 'cancel':
            return self.cancel(line)
        broken = 'rollback' if verb == 'roll back' else ''
        return self.edit(line, broken) if 'of' in line else self.book(line, broken)


def main():
    desk = Desk()
    for text in sys.stdin:
        line = json.loads(text)
        print(json.dumps({'n': line['n'], **desk.do(line)}), flush=True)


if __name__ == '__main__':
    main()
