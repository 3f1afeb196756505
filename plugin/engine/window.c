/* SPDX-License-Identifier: MIT
 *
 * Windows, ages and due dates. Each window is a conjunction of at most two one-sided conditions
 * ("not too early", "not too late"); each of them is judged at both ends of what x (and the other
 * end of the window) may be. Pure; cannot fail.
 */
#include "engine/window.h"

#define DAY 86400

/* Over all that may be: holds always, never, or sometimes. */
static enum truth window_over(bool worst_case, bool best_case)
{
    if (worst_case) {
        return TRUTH_T;
    }
    return best_case ? TRUTH_U : TRUTH_F;
}

struct instants { /* an interval of instants, both ends included */
    int64_t first, last;
};

static struct instants instants_of(const struct visit *v, const struct when *x)
{
    if (x->kind == WHEN_INSTANT) {
        return (struct instants){x->utc, x->utc};
    }
    return (struct instants){zone_instant(v->zone, (int64_t)x->first * DAY),
                             zone_instant(v->zone, ((int64_t)x->last + 1) * DAY) - 1};
}

static int64_t seconds_of(struct length by)
{
    return (int64_t)by.n * (by.unit == UNIT_HOURS ? 3600 : 60);
}

/* later - earlier < by, where either may be an interval */
static enum truth nearer_than(const struct visit *v, const struct when *earlier,
                              const struct when *later, struct length by)
{
    if (in_hours(by)) {
        struct instants a = instants_of(v, earlier), b = instants_of(v, later);

        return window_over(b.last - a.first < seconds_of(by), b.first - a.last < seconds_of(by));
    }
    return window_over(later->last < date_add(earlier->first, by),
                       later->first < date_add(earlier->last, by));
}

/* a <= b by the date */
static enum truth not_after(const struct when *a, const struct when *b)
{
    return window_over(a->last <= b->first, a->first <= b->last);
}

enum truth window_around(const struct visit *v, const struct when *x, const struct length *within,
                         const struct length *planned)
{
    if (within != NULL && within->n == 0) {
        within = NULL;
    }
    if (planned != NULL && planned->n == 0) {
        planned = NULL;
    }
    if (within == NULL && planned == NULL) {
        return TRUTH_F;
    }
    if (x->kind == WHEN_UNKNOWN) {
        return TRUTH_U;
    }
    const struct when *day = &v->start;
    enum truth not_early = within != NULL ? nearer_than(v, x, day, *within) : not_after(day, x);
    enum truth not_late = planned != NULL ? nearer_than(v, day, x, *planned) : not_after(x, day);
    return truth_all(not_early, not_late);
}

void window_days(const struct visit *v, const struct length *within, const struct length *planned,
                 int32_t *first, int32_t *last)
{
    int32_t day = v->reference;
    int32_t from = within != NULL && within->n > 0 ? date_latest(day, *within) : day;
    int32_t to = planned != NULL && planned->n > 0 ? date_add(day, *planned) : day;

    /* the day itself is outside, but of hours, which may begin in the middle of it */
    from += from < day && !in_hours(*within);
    to -= to > day && !in_hours(*planned);
    *first = from > *first ? from : *first;
    *last = to < *last ? to : *last;
}

enum truth window_long_before(const struct visit *v, const struct when *x, struct length by)
{
    return x->kind == WHEN_UNKNOWN ? TRUTH_U : truth_not(nearer_than(v, x, &v->start, by));
}

enum truth window_later_than(const struct visit *v, const struct when *x, struct length by)
{
    const struct when *end = &v->procedure_ended;

    if (x->kind == WHEN_UNKNOWN || end->kind == WHEN_UNKNOWN) {
        return TRUTH_U;
    }
    if (in_hours(by)) {
        struct instants a = instants_of(v, end), b = instants_of(v, x);

        return window_over(b.first - a.last > seconds_of(by), b.last - a.first > seconds_of(by));
    }
    return window_over(x->first > date_add(end->last, by), x->last > date_add(end->first, by));
}

enum truth window_used_before(const struct visit *v, const struct when *x, struct length by)
{
    const struct when *end = &v->procedure_ended;

    if (by.n == 0) {
        return TRUTH_F;
    }
    if (x->kind == WHEN_UNKNOWN || end->kind == WHEN_UNKNOWN) {
        return TRUTH_U;
    }
    /* In hours by the instants, where a date alone is an interval; else by the dates alone. */
    struct instants a = instants_of(v, end), b = instants_of(v, x);
    enum truth after =
        in_hours(by) ? window_over(b.first >= a.last, b.last >= a.first) : not_after(end, x);
    return truth_all(after, nearer_than(v, end, x, by));
}

enum truth window_starts_by(const struct visit *v, const struct when *x)
{
    return x->kind == WHEN_UNKNOWN ? TRUTH_U : not_after(x, &v->start);
}

/* Whether the birthday is still to come. A year has 365 or 366 days: mostly that settles it. */
static bool is_younger(int32_t born, int32_t years, int32_t on)
{
    int64_t days = (int64_t)on - born;

    if (days < (int64_t)years * 365 || days >= (int64_t)years * 366) {
        return days < (int64_t)years * 365;
    }
    return birthday(born, years) > on;
}

enum truth age_below(const struct visit *v, int64_t years)
{
    const struct when *born = &v->birth;

    if (born->kind == WHEN_UNKNOWN) {
        return TRUTH_U;
    }
    int32_t limit = years > 9999 ? 9999 : (int32_t)years;
    bool below = is_younger(born->first, limit, v->reference);
    return window_over(
        below, born->last == born->first ? below : is_younger(born->last, limit, v->reference));
}

int32_t window_first_day(const struct visit *v, struct length by)
{
    return date_back(v->reference, by) + 1;
}

struct moment_of due_of(const struct visit *v, const struct due *due, const struct when *match)
{
    struct length by = due->by.length;
    struct when today = {v->today, v->today, 0, WHEN_DAY, 0};
    struct when reference = {v->reference, v->reference, 0, WHEN_DAY, 0};
    const struct when *from = NULL;

    switch ((enum anchor)due->anchor) {
    case ANCHOR_NONE: return (struct moment_of){false, false, 0, 0};
    case ANCHOR_BEFORE_APPOINTMENT:
    case ANCHOR_AFTER_APPOINTMENT: from = &v->start; break;
    case ANCHOR_AFTER_PROCEDURE:
        from = v->procedure_ended.kind == WHEN_UNKNOWN ? &reference : &v->procedure_ended;
        break;
    case ANCHOR_AFTER_TODAY: from = &today; break;
    case ANCHOR_AFTER_MATCH: from = match; break;
    }
    if (from == NULL || from->kind == WHEN_UNKNOWN) {
        return (struct moment_of){false, false, 0, 0};
    }
    bool back = due->anchor == ANCHOR_BEFORE_APPOINTMENT;
    if (in_hours(by) && from->kind == WHEN_INSTANT) {
        return (struct moment_of){true, true, 0,
                                  from->utc + (back ? -seconds_of(by) : seconds_of(by))};
    }
    return (struct moment_of){true, false,
                              back ? date_back(from->last, by) : date_add(from->last, by), 0};
}

struct moment_of instruction_day(const struct rules *rules, const struct visit *v,
                                 const struct instruction *one, const struct when *match)
{
    struct moment_of day = due_of(v, &one->due, match);
    bool back = one->due.anchor == ANCHOR_BEFORE_APPOINTMENT;

    if (rules->working.days == 0 || !instruction_works(one) || !day.known || day.is_instant) {
        return day;
    }
    int32_t moved = working_day(&rules->working, day.date, back);
    if (!back || moved >= v->today) {
        day.date = moved;
    }
    return day;
}

bool instruction_is_gone(const struct visit *v, const struct instruction *one,
                         const struct when *match)
{
    if (!one->lasts) {
        return false;
    }
    struct moment_of last = due_of(v, &one->due, match);
    return last.known && (last.is_instant ? zone_date(v->zone, last.utc) : last.date) < v->today;
}
