# SPDX-License-Identifier: MIT
"""Wrong hosts that hold the plugin wrongly, read its status wrongly, or answer the kit wrongly."""
import json
import os

import precare
from stranger import Stranger, right, wrong


@wrong('opened-twice')
class opens_for_each_request(Stranger):
    """Each request opens the plugin, and none closes it."""
    def evaluate(self, event):
        self.real = precare.Precare(os.environ['PRECARE_CONFIG'])
        return super().evaluate(event)


@right
class opens_and_closes_each_time(Stranger):
    """Slow, but allowed: one open at a time."""
    def evaluate(self, event):
        self.real.close()
        self.real = precare.Precare(os.environ['PRECARE_CONFIG'])
        self.plugin.close = self.real.close
        return super().evaluate(event)


@right
class opens_before_the_fork(Stranger):
    """A child for each request, with the handle of its parent: the JSON door may be opened before the fork."""
    def evaluate(self, event):
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.write(writer, json.dumps(super().evaluate(event)).encode())
            os._exit(0)
        os.close(writer)
        os.waitpid(child, 0)
        with os.fdopen(reader) as answer:
            return json.load(answer)


@wrong('after-close')
class closes_and_goes_on(Stranger):
    """The handle is closed with the form, and a copy of it is used by the save."""
    def evaluate(self, event):
        if event['phase'] != 'settle':
            return super().evaluate(event)
        old, handle = self.real, self.real._handle
        old.close()
        self.real = precare.Precare(os.environ['PRECARE_CONFIG'])
        self.plugin.close = self.real.close
        old._handle = handle
        try:
            old.call('stats')
        except precare.PrecareError:
            pass
        old._handle = type(handle)()
        return super().evaluate(event)


@wrong('wrong-method')
class calls_what_there_is_not(Stranger):
    """A method from memory."""
    def evaluate(self, event):
        try:
            self.real.call('check', event)
        except precare.PrecareError:
            return super().evaluate(event)


@wrong('scenario 1')
class a_note_is_an_error(Stranger):
    """`status != 0` is taken for a failure: not checked, although it was."""
    def evaluate(self, event):
        status, result = self.real.call('evaluate', event)
        return precare.not_evaluated(event, 'status %d' % status) if status != 0 else result


@wrong('wrong-event now')
class an_error_is_fine(Stranger):
    """The status is not looked at: an instant that does not exist goes unnoticed."""
    def event(self, visit, moment, action):
        return dict(super().event(visit, moment, action), now='today')

    def acknowledge(self, **what):
        try:
            super().acknowledge(**what)
        except precare.PrecareError:
            pass


@wrong('scenario 1')
class logs_to_stdout(Stranger):
    """The host's log goes where the adapter answers."""
    def do(self, line):
        print('INFO appointment saved', flush=True)
        return super().do(line)


@wrong('scenario 5')
class dies_on_an_unknown_birth_date(Stranger):
    """Nobody thought of a patient without one."""
    def event(self, visit, moment, action):
        visit['patient']['born'].split('-')
        return super().event(visit, moment, action)


@wrong('exit 3')
class cannot_do_anything(Stranger):
    """Every scenario is answered by "cannot"."""
    def do(self, line):
        return {'n': line['n'], 'cannot': 'not in this release'}


@wrong('scenario 1')
class answers_yes_to_all(Stranger):
    """The adapter is a stub."""
    def do(self, line):
        return {'n': line['n'], 'saved': True, 'shown': ''}
