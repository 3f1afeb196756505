/* SPDX-License-Identifier: MIT
 *
 * Rules that act on nobody, for the visit that they would be for (idle.h). Pure.
 */
#include "engine/idle.h"

#include <stdio.h>

/* How many rules are for this moment and procedure, where none of them acts. */
static uint32_t rules_idle(const struct judge *j)
{
    const struct rules *rules = j->view.rules;
    uint32_t count = 0;

    for (uint32_t i = 0; i < rules->rule_count; i++) {
        count += rules->books[rules->rules[i].rulebook].status != BOOK_RETIRED &&
                 judge_is_for(&j->view, &rules->rules[i]);
    }
    return count;
}

static bool is_any_book_in_force(const struct judge *j)
{
    bool any = false;

    for (uint32_t i = 0; i < j->view.rules->book_count; i++) {
        any |= j->books[i] == BOOK_EVALUATED || j->books[i] == BOOK_STOPPED;
    }
    return any;
}

void idle_note(const struct judge *j, struct result *r)
{
    uint32_t idle = judge_coverage(j) == PRECARE_NO_RULES ? rules_idle(j) : 0;
    char text[96];

    if (idle > 0) {
        (void)snprintf(text, sizeof text, "%u rule%s for this visit %s in shadow: nobody is told.",
                       idle, idle == 1 ? "" : "s", idle == 1 ? "is" : "are");
        (void)result_note(r, "rules-in-shadow", text);
    } else if (judge_coverage(j) == PRECARE_NO_RULES && !is_any_book_in_force(j)) {
        (void)result_note(r, "no-rules", "No rulebook in use is active: nobody is told.");
    }
}
