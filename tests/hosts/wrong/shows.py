# SPDX-License-Identifier: MIT
"""Wrong hosts whose user sees something else than what was found."""
import precare
from stranger import Stranger, wrong


@wrong('shown-as-clear')
class green_for_everything(Stranger):
    """No finding of warn or more: a green light, whatever `overall` says."""
    def show(self, result):
        worst = [f for f in result['findings'] if f['outcome'] in ('warn', 'hold', 'block', 'urgent')]
        return super().show(result if worst else dict(result, overall='clear', questions=[]))


@wrong('scenario 4')
class green_on_the_screen_alone(Stranger):
    """The log has the right word, the screen a green one."""
    def show(self, result):
        shown = super().show(result)
        return 'clear' if result['overall'] == 'ask' else shown


@wrong('shown-as-clear')
class not_checked_is_green(Stranger):
    """The event cannot be read, the result has no findings, and no findings is a green light."""
    def event(self, visit, moment, action):
        return dict(super().event(visit, moment, action), moment='Booking')

    def show(self, result):
        return super().show(dict(result, overall='clear'))

    def acknowledge(self, **what):
        try:
            super().acknowledge(**what)
        except precare.PrecareError:
            pass


@wrong('shown-otherwise')
class softens_a_hold(Stranger):
    """The host knows three colours, and a hold is the yellow one."""
    def show(self, result):
        return super().show(dict(result, overall='warn') if result['overall'] == 'hold' else result)


@wrong('shown-as-clear')
class hands_out_a_stale_result(Stranger):
    """Results are cached by procedure, to be fast."""
    def show(self, result):
        self.cached = getattr(self, 'cached', result)
        return super().show(self.cached)


@wrong('scenario 4')
class drops_the_questions(Stranger):
    """The screen has a place for findings, none for questions."""
    def show(self, result):
        return super().show(dict(result, questions=[]))


@wrong('scenario 3')
class swallows_a_hold(Stranger):
    """Only warnings are shown: a list of the outcomes that the host knows, and hold is not on it."""
    def show(self, result):
        return super().show(dict(result, findings=[f for f in result['findings'] if f['outcome'] != 'hold']))


@wrong('scenario 2')
class shows_a_sign(Stranger):
    """A red dot: that there is something, not what."""
    def show(self, result):
        super().show(result)
        return result['overall']


@wrong('scenario 2')
class cuts_what_it_shows(Stranger):
    """The column of the message has forty characters."""
    def show(self, result):
        return super().show(result)[:40]


@wrong('scenario 2')
class shows_the_ids(Stranger):
    """The names of the rules instead of their words."""
    def show(self, result):
        super().show(result)
        return '\n'.join([result['overall']] + [f['rule'] for f in result['findings']])


@wrong('scenario 3')
class speaks_of_another_result(Stranger):
    """The words of what was found last time, under today's overall word."""
    def show(self, result):
        before, self.before = getattr(self, 'before', result), result
        return super().show(dict(result, findings=before['findings'], questions=before['questions']))
