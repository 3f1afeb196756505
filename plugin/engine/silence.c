/* SPDX-License-Identifier: MIT
 *
 * Whether a value set's silence is a "no": what entries may mean, what entries say, and how old the
 * review is. Called by conditions on the chart where no entry decides. Cannot fail but for scratch
 * memory, which the arena tells.
 */
#include "engine/silence.h"

#include "rulebook/triggers.h"

/* Freshness counts back from the day: stale when reviewed more than so long before. */
static struct silence silence_reviewed(const struct view *v, const struct rulebook *book,
                                       enum chart chart)
{
    const struct when *reviewed = &v->visit->chart[chart].reviewed;
    struct length good = book->stays_good[chart];
    struct silence silence = {TRUTH_F, WHY_NO_ENTRY, 0, NONE, reviewed->first, DATE_NONE};

    if (reviewed->kind == WHEN_UNKNOWN) {
        return (struct silence){TRUTH_U, WHY_NOT_ASKED, 0, NONE, DATE_NONE, DATE_NONE};
    }
    if (good.unit == UNIT_NONE) {
        return silence;
    }
    silence.again = date_add(reviewed->first, good) + 1;
    if (silence.again <= v->day) {
        silence.truth = TRUTH_U;
        silence.why = WHY_STALE;
    }
    return silence;
}

/* Whether something short-lived was asked about too long before the appointment. */
static bool silence_may_age(const struct view *v)
{
    const struct when *reviewed = &v->visit->chart[CHART_CONDITIONS].reviewed;
    struct length shortest = v->rules->silence_lasts;

    return shortest.unit != UNIT_NONE && reviewed->kind != WHEN_UNKNOWN &&
           date_add(reviewed->first, shortest) < v->visit->reference;
}

bool silence_begin(struct view *v)
{
    v->reviews =
        arena_array(v->arena, (size_t)v->rules->book_count * CHART_ASKED, sizeof *v->reviews);
    if (v->reviews == NULL) {
        return v->rules->book_count == 0;
    }
    for (uint32_t book = 0; book < v->rules->book_count; book++) {
        for (uint32_t chart = 0; chart < CHART_ASKED; chart++) {
            struct silence s = silence_reviewed(v, &v->rules->books[book], (enum chart)chart);

            v->reviews[book * CHART_ASKED + chart] = s;
            if (s.truth == TRUTH_U) {
                v->silent |= 1u << chart;
            }
        }
    }
    if (silence_may_age(v)) {
        v->silent |= SILENT_SHORT;
    }
    return true;
}

bool silence_is_over(const struct asking *a, const struct cond *c, const struct when *said)
{
    struct length lasts = cond_silence_lasts(c, a->view->rules->lists);

    return lasts.unit != UNIT_NONE &&
           (said->kind == WHEN_UNKNOWN || date_add(said->first, lasts) < a->view->visit->reference);
}

/* The review of the whole list, as far as it answers for this condition. */
static struct silence silence_review(const struct asking *a, const struct cond *c)
{
    enum chart chart = cond_chart(c);
    struct silence silence = a->view->reviews[a->book * CHART_ASKED + (uint32_t)chart];

    if (silence.truth == TRUTH_F && silence_is_over(a, c, &a->view->visit->chart[chart].reviewed)) {
        silence.truth = TRUTH_U;
        silence.why = WHY_SHORT;
        silence.again = DATE_NONE;
    }
    return silence;
}

/* The next entry from `from` on that may mean a name of the list; its number in `near`. */
static uint32_t near_next(const struct found_list *near, uint32_t list, uint32_t from)
{
    while (from < near->count && near->at[from].list != list) {
        from++;
    }
    return from;
}

struct silence silence_of(const struct asking *a, const struct cond *c, const struct heard *heard)
{
    enum chart chart = cond_chart(c);
    const struct found_list *near = &a->view->near[chart];
    uint32_t first = near_next(near, c->list, 0);

    if (first < near->count) {
        return (struct silence){TRUTH_U, WHY_NEAR, 0, near->at[first].entry, DATE_NONE, DATE_NONE};
    }
    if (heard->never) {
        return (struct silence){TRUTH_F, WHY_NEVER, 0, NONE, DATE_NONE, DATE_NONE};
    }
    return chart < CHART_ASKED
               ? silence_review(a, c)
               : (struct silence){TRUTH_F, WHY_NO_ENTRY, 0, NONE, DATE_NONE, DATE_NONE};
}

void silence_tell(const struct asking *a, const struct cond *c, const struct heard *heard,
                  struct details *d)
{
    static const char *const reviewed[CHART_ASKED] = {"conditions.reviewed", "medications.reviewed",
                                                      "allergies.reviewed", "procedures.reviewed"};
    enum chart chart = cond_chart(c);
    struct view *v = a->view;
    const struct found_list *near = &v->near[chart];
    struct open_fact open = {.again = DATE_NONE};

    if (chart < CHART_ASKED && !heard->never) {
        struct silence review = silence_review(a, c);

        open.path = review.truth == TRUTH_U ? reviewed[chart] : NULL;
        open.again = review.again > v->visit->today ? review.again : DATE_NONE;
        open.state = review.since != DATE_NONE ? OPEN_STALE : OPEN_NOT_ASKED;
        open.since = review.since;
    }
    if (open.path != NULL) {
        details_open(d, v->arena, &open);
    }
    open = (struct open_fact){.state = OPEN_NOT_UNDERSTOOD, .since = DATE_NONE, .again = DATE_NONE};
    for (uint32_t i = 0; (i = near_next(near, c->list, i)) < near->count; i++) {
        open.path = view_path(v->arena, chart, near->at[i].entry, NULL);
        details_open(d, v->arena, &open);
        strings_add(&d->near, v->arena, view_item(v->rules, &near->at[i]));
    }
}
