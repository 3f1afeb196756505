/* SPDX-License-Identifier: MIT
 *
 * Whether a value set's silence is a "no": what entries may mean, what entries say, and how old the
 * review is. Called by conditions on the chart where no entry decides. Cannot fail but for scratch
 * memory, which the arena tells.
 */
#include "engine/silence.h"

#include <stdio.h>

#include "rulebook/triggers.h"

/* The first day on which what was said then is stale; DATE_NONE: it never is. */
static int32_t stale_from(const struct rulebook *book, enum chart chart, const struct when *said)
{
    struct length good = book->stays_good[chart];

    return good.unit != UNIT_NONE ? date_add(said->first, good) + 1 : DATE_NONE;
}

static bool is_stale(const struct view *v, int32_t again)
{
    return again != DATE_NONE && again <= v->day;
}

/* What a review says, of the list or of a value set by itself. Freshness counts back from the day:
 * stale when it was more than so long before. */
static inline struct silence silence_said(const struct view *v, const struct rulebook *book,
                                          enum chart chart, const struct when *said)
{
    if (said->kind == WHEN_UNKNOWN) {
        return (struct silence){TRUTH_U, WHY_NOT_ASKED, 0, NONE, DATE_NONE, DATE_NONE};
    }
    int32_t again = stale_from(book, chart, said);
    bool stale = is_stale(v, again);

    return (struct silence){stale ? (uint8_t)TRUTH_U : (uint8_t)TRUTH_F,
                            stale ? (uint8_t)WHY_STALE : (uint8_t)WHY_NO_ENTRY,
                            0,
                            NONE,
                            said->first,
                            again};
}

/* Whether something short-lived was asked about too long before the appointment. */
static bool silence_may_age(const struct view *v)
{
    const struct when *reviewed = &v->visit->chart[CHART_CONDITIONS].reviewed;
    struct length shortest = v->rules->silence_lasts;

    return shortest.unit != UNIT_NONE && reviewed->kind != WHEN_UNKNOWN &&
           date_add(reviewed->first, shortest) < v->visit->reference;
}

static bool ages_by_then(const struct view *v, int32_t again)
{
    return again > v->visit->today && again <= v->visit->reference;
}

void silence_begin(struct view *v)
{
    for (uint32_t chart = 0; chart < CHART_ASKED; chart++) {
        const struct when *said = &v->visit->chart[chart].reviewed;

        if (said->kind == WHEN_UNKNOWN) {
            v->silent |= 1u << chart;
            continue;
        }
        for (uint32_t book = 0; book < v->rules->book_count; book++) {
            int32_t again = stale_from(&v->rules->books[book], (enum chart)chart, said);

            v->silent |= (uint32_t)is_stale(v, again) << chart;
            v->ages |= ages_by_then(v, again);
        }
    }
    if (silence_may_age(v)) {
        v->silent |= SILENT_SHORT;
    }
}

bool silence_ages(const struct view *v)
{
    bool ages = v->ages;

    for (uint32_t chart = 0; chart < CHART_ASKED && v->asked_any && !ages; chart++) {
        for (uint32_t i = 0; i < v->asked_count[chart] * v->rules->book_count && !ages; i++) {
            const struct rulebook *book = &v->rules->books[i % v->rules->book_count];
            const struct asked_list *asked = &v->asked[chart][i / v->rules->book_count];

            ages = ages_by_then(v, silence_said(v, book, (enum chart)chart, asked->on).again);
        }
    }
    return ages;
}

bool silence_is_over(const struct asking *a, const struct cond *c, const struct when *said)
{
    struct length lasts = cond_silence_lasts(c, a->view->rules->lists);

    return lasts.unit != UNIT_NONE &&
           (said->kind == WHEN_UNKNOWN || date_add(said->first, lasts) < a->view->visit->reference);
}

/* As far as it answers for this condition. */
static void silence_last(const struct asking *a, const struct cond *c, const struct when *said,
                         struct silence *silence)
{
    if (silence->truth == TRUTH_F && silence_is_over(a, c, said)) {
        silence->truth = TRUTH_U;
        silence->why = WHY_SHORT;
        silence->again = DATE_NONE;
    }
}

/* Whether one review says more than the other: a "no", or one of a later day. */
static bool says_more(const struct silence *one, const struct silence *other)
{
    if (one->truth != other->truth) {
        return one->truth == TRUTH_F;
    }
    return one->since != DATE_NONE && (other->since == DATE_NONE || one->since > other->since);
}

/* The later, which may be never. */
static int32_t later_day(int32_t a, int32_t b)
{
    return a == DATE_NONE || b == DATE_NONE ? DATE_NONE : a > b ? a : b;
}

/* A review of the value set by itself joins what is known: a "no" of its own holds against entries
 * that nobody can read, and is as good as the better of the two. */
static void reviews_join(struct silence *review, const struct silence *own)
{
    if (own->truth == TRUTH_F && review->truth == TRUTH_F) {
        review->why = WHY_ASKED;
        review->since = own->since > review->since ? own->since : review->since;
        review->again = later_day(own->again, review->again);
    } else if (says_more(own, review)) {
        *review = *own;
    }
}

/* Of the list's review and of the value set's own, the one that says more. */
static struct silence silence_review(const struct asking *a, const struct cond *c)
{
    const struct view *v = a->view;
    enum chart chart = cond_chart(c);
    struct silence review = {TRUTH_F, WHY_NO_ENTRY, 0, NONE, DATE_NONE, DATE_NONE};

    if (chart >= CHART_ASKED) {
        return review; /* what is charted is all there is */
    }
    const struct rulebook *book = &v->rules->books[a->book];
    const struct when *reviewed = &v->visit->chart[chart].reviewed;

    review = silence_said(v, book, chart, reviewed);
    silence_last(a, c, reviewed, &review);
    for (uint32_t i = 0; i < v->asked_count[chart]; i++) {
        const struct asked_list *asked = &v->asked[chart][i];

        if (asked->list != c->list) {
            continue;
        }
        struct silence own = silence_said(v, book, chart, asked->on);
        silence_last(a, c, asked->on, &own);
        if (own.truth == TRUTH_F) {
            own.why = WHY_ASKED;
        }
        reviews_join(&review, &own);
    }
    return review;
}

/* The next entry from `from` on that may mean a name of the list; its number in `near`. */
static uint32_t near_next(const struct found_list *near, uint32_t list, uint32_t from)
{
    while (from < near->count && near->at[from].list != list) {
        from++;
    }
    return from;
}

static const struct unread *unread_next(const struct view *v, enum chart chart, uint32_t list,
                                        uint32_t *from)
{
    while (*from < v->unread_count[chart]) {
        const struct unread *one = &v->unread[chart][(*from)++];

        if (list_bit(one->lists, list)) {
            return one;
        }
    }
    return NULL;
}

struct silence silence_of(const struct asking *a, const struct cond *c, const struct heard *heard)
{
    enum chart chart = cond_chart(c);
    const struct view *v = a->view;
    const struct found_list *near = &v->near[chart];
    uint32_t first = near_next(near, c->list, 0), from = 0;

    if (first < near->count) {
        enum why why = near->at[first].via == VIA_FREE ? WHY_FREE : WHY_NEAR;

        return (struct silence){TRUTH_U,   (uint8_t)why, 0, near->at[first].entry,
                                DATE_NONE, DATE_NONE};
    }
    if (heard->never) {
        return (struct silence){TRUTH_F, WHY_NEVER, 0, NONE, DATE_NONE, DATE_NONE};
    }
    struct silence review = silence_review(a, c);
    if (review.why == WHY_ASKED) {
        return review;
    }
    const struct unread *unread = unread_next(v, chart, c->list, &from);
    return unread != NULL
               ? (struct silence){TRUTH_U, WHY_UNREAD, 0, unread->entry, DATE_NONE, DATE_NONE}
               : review;
}

/* One question for all that cannot be read in a part of the chart: it says how many there are. */
static const char *unread_ask(struct view *v, enum chart chart)
{
    static const char *const plain[CHART_COUNT] = {"conditions", "medicines",         "allergies",
                                                   "procedures", "charted reactions", "products"};
    uint32_t count = v->unread_count[chart];
    char text[120];

    if (v->unread_ask[chart] == NULL) {
        int len = count == 1 ? snprintf(text, sizeof text,
                                        "1 entry of the %s is a code that nobody here can read. "
                                        "What is it?",
                                        plain[chart])
                             : snprintf(text, sizeof text,
                                        "%u entries of the %s are codes that nobody here can "
                                        "read. What are they?",
                                        count, plain[chart]);

        v->unread_ask[chart] = arena_text(v->arena, text, (size_t)len);
    }
    return v->unread_ask[chart];
}

/* It names all that the entry may mean, so that it is asked once. */
static const char *near_ask(struct view *v, enum chart chart, uint32_t entry, const char *path)
{
    const struct found_list *near = &v->near[chart];
    struct strings names = {0};

    for (uint32_t i = 0; i < near->count; i++) {
        if (near->at[i].entry == entry) {
            (void)strings_add(&names, v->arena, view_item(v->rules, &near->at[i]));
        }
    }
    return meant_ask(v->arena, path, &names);
}

/* What entries may mean, and those that nobody can read. */
static void entries_tell(const struct asking *a, const struct cond *c, bool unread_counts,
                         struct details *d)
{
    enum chart chart = cond_chart(c);
    struct view *v = a->view;
    const struct found_list *near = &v->near[chart];

    if (near->count == 0 && v->unread_count[chart] == 0) {
        return;
    }
    struct open_fact open = {.state = OPEN_NOT_UNDERSTOOD, .since = DATE_NONE, .again = DATE_NONE};

    for (uint32_t i = 0; (i = near_next(near, c->list, i)) < near->count; i++) {
        open.path = view_path(v->arena, chart, near->at[i].entry, NULL);
        open.ask = near_ask(v, chart, near->at[i].entry, open.path);
        details_open(d, v->arena, &open);
    }
    uint32_t from = 0;
    for (const struct unread *one;
         unread_counts && (one = unread_next(v, chart, c->list, &from)) != NULL;) {
        open.path = view_path(v->arena, chart, one->entry, NULL);
        open.ask = unread_ask(v, chart);
        details_open(d, v->arena, &open);
    }
}

void silence_tell(const struct asking *a, const struct cond *c, const struct heard *heard,
                  struct details *d)
{
    static const char *const reviewed[CHART_ASKED] = {"conditions.reviewed", "medications.reviewed",
                                                      "allergies.reviewed", "procedures.reviewed"};
    enum chart chart = cond_chart(c);
    struct silence review = silence_review(a, c);
    bool known = heard->never || review.why == WHY_ASKED;

    if (chart < CHART_ASKED && !known && review.truth == TRUTH_U) {
        struct open_fact open = {.path = reviewed[chart], .since = review.since};

        open.state = review.since != DATE_NONE ? OPEN_STALE : OPEN_NOT_ASKED;
        open.again = review.again > a->view->visit->today ? review.again : DATE_NONE;
        details_open(d, a->view->arena, &open);
    }
    entries_tell(a, c, !known, d);
}
