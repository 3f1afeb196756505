/* SPDX-License-Identifier: MIT
 *
 * Which rulebooks are in force on the day of a visit, and what coverage the result has of it. For
 * judge.c and again.c; no I/O. Only judge_books can fail, for want of memory.
 */
#include "engine/judge.h"

#include <string.h>

static bool is_wanted(const struct judge *j, const struct rulebook *book)
{
    const char *only = j->options->rulebook;

    return only == NULL || strcmp(only, book->id) == 0;
}

static bool is_past_review(const struct judge *j, const struct rulebook *book)
{
    return book->review_by != DATE_NONE && j->view.visit->today > book->review_by;
}

static enum book_state state_of(const struct judge *j, const struct rulebook *book)
{
    int32_t today = j->view.visit->today;
    bool effective = (book->effective_from == DATE_NONE || today >= book->effective_from) &&
                     (book->effective_until == DATE_NONE || today <= book->effective_until);

    if (!effective || book->status == BOOK_RETIRED || !is_wanted(j, book)) {
        return BOOK_ABSENT;
    }
    if (book->status == BOOK_DRAFT && !j->options->draft) {
        return BOOK_ABSENT;
    }
    bool acts = j->options->draft || book->status == BOOK_ACTIVE;
    if (acts && !j->options->draft && !book->approved) {
        return BOOK_STOPPED; /* nobody approved what it now says */
    }
    if (is_past_review(j, book) && book->stop_after_review) {
        return acts ? BOOK_STOPPED : BOOK_ABSENT; /* nobody misses what showed nothing */
    }
    return acts ? BOOK_EVALUATED : BOOK_IN_SHADOW;
}

bool judge_books(struct judge *j)
{
    const struct rules *rules = j->view.rules;

    j->books = arena_array_raw(j->view.arena, rules->book_count ? rules->book_count : 1, 1);
    for (uint32_t i = 0; j->books != NULL && i < rules->book_count; i++) {
        j->books[i] = (uint8_t)state_of(j, &rules->books[i]);
    }
    return j->books != NULL;
}

bool judge_in_shadow(const struct judge *j, const struct rule *rule)
{
    return j->books[rule->rulebook] == BOOK_IN_SHADOW || rule->silenced ||
           (rule->status == RULE_SHADOW && !j->options->draft);
}

bool judge_may_ask(const struct judge *j, const struct rule *rule)
{
    return rule_asks(rule) && j->view.visit->moment <= rule->answer_by;
}

static void look_at_books(struct judge *j, struct numbers here)
{
    for (uint32_t i = 0; i < here.count; i++) {
        const struct rulebook *book = &j->view.rules->books[here.at[i]];
        enum book_state state = (enum book_state)j->books[here.at[i]];

        j->in_force |= state == BOOK_EVALUATED;
        j->stopped |= state == BOOK_STOPPED;
        j->out_of_review |= state == BOOK_EVALUATED && is_past_review(j, book);
    }
}

void judge_look(struct judge *j, const struct trigger_query *query)
{
    const struct triggers *triggers = j->view.rules->triggers;

    for (uint32_t p = 0; p < query->procedure_count; p++) {
        look_at_books(j, triggers_books(triggers, query, p, false));
        if (j->options->draft) {
            look_at_books(j, triggers_books(triggers, query, p, true));
        }
    }
}

uint32_t judge_coverage(const struct judge *j)
{
    if (!j->in_force) {
        return j->stopped ? PRECARE_NOT_EVALUATED : PRECARE_NO_RULES;
    }
    if (j->stopped || j->waits) {
        return PRECARE_PARTIAL;
    }
    return j->out_of_review ? PRECARE_OUT_OF_REVIEW : PRECARE_COMPLETE;
}
