# SPDX-License-Identifier: MIT
"""Wrong hosts that end wrongly what they asked: saved, given up, rolled back, overridden."""
import precare
from stranger import Stranger, right, wrong


# ---- saved, given up, rolled back ----

@wrong('scenario 1')
class never_settles(Stranger):
    """The preview gave an answer, and that was all that was wanted."""
    def evaluate(self, event):
        return super().evaluate(event) if event['phase'] == 'preview' else None


@wrong('scenario 20')
class settles_before_the_commit(Stranger):
    """"saved" is told inside the transaction, which then rolls back."""
    def request(self, visit, moment, action, user, override, failing, *rest):
        saved, shown = super().request(visit, moment, action, user, override, False, *rest)
        if failing:
            self.saved.pop(visit['id']) if action == 'create' else None
            saved = False
        return saved, shown


@wrong('settled-otherwise')
class settles_again_at_logout(Stranger):
    """What was settled as saved is abandoned once more when the form is closed."""
    def evaluate(self, event):
        result = super().evaluate(event)
        if event['phase'] == 'settle' and event['disposition'] == 'saved':
            super().evaluate(dict(event, disposition='abandoned'))
        return result


@wrong('settled-otherwise')
class corrects_its_settle(Stranger):
    """Rolled back: "saved" was told first, then "abandoned", to make it good."""
    def evaluate(self, event):
        if event['phase'] == 'settle' and event['disposition'] == 'abandoned':
            super().evaluate(dict(event, disposition='saved'))
        return super().evaluate(event)


@wrong('final-after-preview')
class final_after_the_preview(Stranger):
    """The check of the form is a preview, the hook of the save a final."""
    def evaluate(self, event):
        if event['phase'] == 'settle':
            if event['disposition'] != 'saved':
                return super().evaluate(event)
            event = {key: value for key, value in event.items() if key not in ('disposition', 'acknowledgements')}
            event['phase'] = 'final'
        return super().evaluate(event)


@wrong('scenario 6')
class final_while_the_form_is_open(Stranger):
    """`phase` is left out, so the open form is final: the team hears of what nobody booked."""
    def evaluate(self, event):
        if event['phase'] == 'settle':
            return None
        return super().evaluate({key: value for key, value in event.items() if key != 'phase'})


@wrong('settle-without-preview')
class settles_what_it_never_asked(Stranger):
    """A settle for each save, also of those that no form had checked."""
    def evaluate(self, event):
        if event['phase'] == 'preview':
            return precare.not_evaluated(event, 'not asked')
        return super().evaluate(event)

    def acknowledge(self, **what):
        pass


@wrong('settle-differs')
class settles_other_facts(Stranger):
    """The settle is built from the row, and the row has no medicines."""
    def evaluate(self, event):
        if event['phase'] == 'settle':
            event = dict(event, medications={'reviewed': event['medications']['reviewed'], 'entries': []})
        return super().evaluate(event)


@wrong('scenario 6')
class saves_what_was_given_up(Stranger):
    """The dialog's Cancel closes the dialog; the booking goes on."""
    def request(self, visit, moment, action, user, *rest):
        return super().request(visit, moment, action, None, *rest)


@wrong('saved-though-blocked')
class saves_what_is_blocked(Stranger):
    """A block is taken for one more thing that a user may go on over."""
    def evaluate(self, event):
        result = super().evaluate(event)
        for finding in result['findings']:
            finding['outcome'] = finding['outcome'].replace('block', 'hold')
        return result


@wrong('scenario 17')
class blocks_what_it_saved(Stranger):
    """The user is told that it is blocked, the plugin hears so, and the row was written long before."""
    def request(self, visit, *rest):
        saved, shown = super().request(visit, *rest)
        if 'BLOCK' in shown:
            self.saved[visit['id']] = visit
            return True, shown
        return saved, shown


@wrong('scenario 6')
class abandons_what_it_saved(Stranger):
    """The user gives up, the plugin hears so, and the row was written long before."""
    def request(self, visit, *rest):
        saved, shown = super().request(visit, *rest)
        self.saved[visit['id']] = visit
        return True, shown


@wrong('scenario 1')
class abandons_everything(Stranger):
    """The settle runs in a `finally`, with the disposition of its first line."""
    def evaluate(self, event):
        if event['phase'] == 'settle':
            event = {key: value for key, value in event.items() if key != 'acknowledgements'}
            event['disposition'] = 'abandoned'
        return super().evaluate(event)


@wrong('scenario 3')
class refuses_every_hold(Stranger):
    """Whatever is found is taken for a refusal: the user's input is lost."""
    def request(self, visit, moment, action, user, override, *rest):
        refused = user == 'goes on'
        saved, shown = super().request(visit, moment, action, 'gives up' if refused else user, override, *rest)
        return saved, shown


@right
class forgets_what_was_given_up(Stranger):
    """A preview leaves no trace: what was not saved needs no settle."""
    def evaluate(self, event):
        if event['phase'] == 'settle' and event['disposition'] == 'abandoned':
            return None
        return super().evaluate(event)


@right
class settles_twice_the_same(Stranger):
    """A settle whose answer got lost is sent again."""
    def evaluate(self, event):
        result = super().evaluate(event)
        return super().evaluate(event) if event['phase'] == 'settle' else result


# ---- overrides ----

class _Overriding(Stranger):
    def evaluate(self, event):
        acks = event.get('acknowledgements')
        return super().evaluate(dict(event, acknowledgements=[self.other(ack) for ack in acks]) if acks else event)


@wrong('overridden-without-reason')
class overrides_without_a_reason(Stranger):
    """A button "book all the same", and nothing behind it."""
    def evaluate(self, event):
        return super().evaluate({key: value for key, value in event.items() if key != 'acknowledgements'})


@wrong('acknowledgement-refused')
class overrides_with_another_reason(_Overriding):
    """One list of reasons for all rules."""
    def other(self, ack):
        return dict(ack, reason='record-is-wrong')


@wrong('acknowledgement-refused')
class overrides_in_its_own_words(_Overriding):
    """The reason is a text field."""
    def other(self, ack):
        return dict(ack, reason='patient insists')


@wrong('acknowledgement-refused')
class the_front_desk_overrides(_Overriding):
    """The role is that of whoever is logged in."""
    def other(self, ack):
        return dict(ack, role='front-desk')


@wrong('acknowledgement-refused')
class overrides_another_rule(_Overriding):
    """The rule's title stands where its id belongs."""
    def other(self, ack):
        return dict(ack, rule='Too young')


@wrong('scenario 7')
class overrides_are_saves(Stranger):
    """The reason is kept in the host; the plugin hears "saved"."""
    def evaluate(self, event):
        if event.get('disposition') == 'overridden':
            event = {key: value for key, value in event.items() if key != 'acknowledgements'}
            event['disposition'] = 'saved'
        return super().evaluate(event)


@wrong('acknowledged-nothing')
class acknowledges_by_the_patient(Stranger):
    """The patient's number stands where the appointment's belongs."""
    def acknowledge(self, **what):
        try:
            super().acknowledge(**dict(what, appointment=what['subject']))
        except precare.PrecareError:
            pass
