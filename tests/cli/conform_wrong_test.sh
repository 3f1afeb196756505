#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `precare conform` of hosts that are wrong in one thing: the right host in Python, changed in a line; each is named by its code,
# or by words for what was not saved, shown or asked as it should.
. "$PRECARE_SOURCE/tests/support/shell.sh"

if [ -n "${PRECARE_SANITIZE:-}" ]; then
    echo "elsewhere: a plugin with a sanitizer cannot be loaded into an interpreter; the plain run shows it"
    passed=1
    finish
fi
precare=$PRECARE_COMMAND
adapter=$PRECARE_SOURCE/tests/hosts/conform_python.py
judges() { # CODE SENTENCE ADAPTER
    exits "$1" "$2" "$precare" conform --plugin "$PRECARE_PLUGIN" --adapter "$3"
}

# ---- hosts that are wrong in one thing ----
wrong() { # WHAT SED WORDS: the Python host, changed by sed, is judged as wrong, and the words are said
    mkdir -p "$work/wrong/tests/hosts"
    sed "$2; s#^ROOT = .*#ROOT = pathlib.Path('$PRECARE_SOURCE')#" "$adapter" >"$work/wrong/host.py"
    if cmp -s "$adapter" "$work/wrong/host.py"; then result 1 "$1: nothing was changed"; fi
    judges 3 "$1" "python3 $work/wrong/host.py"
    says "$3"
}
wrong "who says final for what was previewed" "s/phase='settle', disposition='saved')/phase='final')/" "final-after-preview"
wrong "who shows clear always" "s/reason=result\['overall'\]/reason='clear'/" "shown-as-clear: The user was shown"
wrong "whose screen says clear" "s/precare.overall_words(result)/'All clear'/" 'shown-as-clear: "clear" was shown'
wrong "who shows no finding" "s/precare.finding_lines(result) + //" 'the user was not shown "Tretinoin in use: stop it first."'
wrong "who shows no question" "s/ + precare.question_lines(result)//; s/precare.overall_words(result)/'-'/" "the user was shown no question"
wrong "who settles what failed as saved" "s/phase='settle', disposition='abandoned'/phase='settle', disposition='saved'/" \
    "nothing was saved, and the plugin was told that it was"
wrong "who says asked where nobody asked" "s/today if asked else None/today/" "facts are missing or wrong"
wrong "who sends no medicines" "s/'entries': entries/'entries': []/" "kit-retinoid found nothing"
wrong "who has one id for a series" "s/'apt-%d-%d' % (line\['n'\], i)/'apt-%d' % line['n']/" "series-without-occurrence"
wrong "who moves an appointment by a new one" "s/'saved' *: all(/'saved': all(/; s/visit = dict(self.saved\[ids\[line.get('which', 1) - 1\]\])/visit = dict(self.saved[ids[line.get('which', 1) - 1]], id='new-%d' % line['n'])/" \
    "of another appointment than that of scenario 1"
wrong "who forgets the action" "s/            event\['action'\] = action/            event['action'] = 'create'/" "with another action"
wrong "who lies about saving" "s/'saved': all(saved for saved, _ in answers)/'saved': True/" "it was saved"
wrong "who overrides and says nobody" "s/override\['role'\] in f\['override'\]\['by'\]/False/" "overridden-without-reason"
wrong "who settles with other facts" "s/settle = dict(event,/settle = dict(event, conditions=None,/" "settle-differs"
wrong "who uses one event_id" "s#'%s/%d' % (visit\['id'\], self.requests)#'event'#" "event-id-reused"
wrong "who opens twice" "s/        self.saved = {} .*/        self.saved = {}; self.other = precare.Precare(os.environ['PRECARE_CONFIG'])/" "opened-twice"
finish
