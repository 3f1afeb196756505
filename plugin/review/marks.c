/* SPDX-License-Identifier: MIT
 *
 * The days that matter to one rule around one appointment. Called by explain.c and page_strip.c;
 * pure. Dates are worked out as the engine does (rule-language.md#windows): days and weeks by
 * the calendar, months and years clamped.
 */
#include "review/marks.h"

#include <string.h>

#include "engine/window.h"
#include "review/plain.h"
#include "review/sentence.h"

static void marks_add(struct marks *m, struct mark mark, struct buf *words)
{
    mark.words = words->at != NULL ? arena_text(m->arena, words->at, words->len) : NULL;
    m->arena->failed |= words->failed;
    buf_end(words);
    struct mark *at = arena_more(m->arena, m->at, m->count, &m->room, sizeof *at);
    if (at != NULL) {
        m->at = at;
        m->at[m->count++] = mark;
    }
}

static const char *clock_of(struct arena *arena, int64_t utc, const struct zone *zone)
{
    char iso[32];

    instant_iso(utc, zone, iso);
    return arena_text(arena, iso + 11, 5);
}

/* Elapsed hours from an instant that is known: the day and the hour there. */
static void hours_from(const struct when *from, int64_t seconds, const struct visit *v,
                       struct arena *arena, struct mark *mark)
{
    int64_t utc = from->utc + seconds;

    mark->date = zone_date(v->zone, utc);
    mark->at = clock_of(arena, utc, v->zone);
}

static bool is_clock(struct length by)
{
    return by.unit == UNIT_HOURS || by.unit == UNIT_MINUTES;
}

static int64_t seconds_of(struct length by)
{
    return (int64_t)by.n * (by.unit == UNIT_HOURS ? 3600 : 60);
}

/* What a length of time is of: the list's plain word, or the answer's name. */
static void window_of(const struct rules *rules, const struct cond *c,
                      const struct kind_window *window, struct buf *out)
{
    buf_text(out, window->mark[0]);
    if (c->list < rules->list_count) {
        buf_text(out, rules->lists[c->list].plain);
    } else {
        plain_name(out, c->name, false);
    }
    buf_text(out, window->mark[1]);
}

/* How the length is written beside the day that it gives. */
static void length_words(struct length by, const char *anchor, struct buf *out)
{
    char text[32];

    length_in_words(by, text);
    buf_printf(out, " (%s %s)", text, anchor);
}

static void mark_before(struct marks *m, const struct rules *rules, const struct cond *c,
                        const struct threshold *t, const struct visit *v)
{
    const struct kind_window *window = t == &c->until ? &cond_kinds[c->kind].until : kind_within(c);
    struct mark mark = {.kind = MARK_LAST_ALLOWED, .by = t->length, .before = true};
    struct buf words = {0};

    if (t->length.n == 0) {
        return;
    }
    window_of(rules, c, window, &words);
    length_words(mark.by, "before the appointment", &words);
    mark.date = date_latest(v->reference, mark.by);
    if (is_clock(mark.by) && v->start.kind == WHEN_INSTANT) {
        hours_from(&v->start, -seconds_of(mark.by), v, m->arena, &mark);
    }
    marks_add(m, mark, &words);
}

static void mark_after(struct marks *m, const struct rules *rules, const struct cond *c,
                       const struct threshold *t, const struct visit *v)
{
    const struct kind *kind = &cond_kinds[c->kind];
    const struct kind_window *window = t == &c->until ? &kind->until : kind_within(c);
    bool planned = kind_anchor(c, window) == ANCHOR_AFTER_APPOINTMENT;
    const struct when *from = planned ? &v->start : &v->procedure_ended;
    int32_t day = !planned && from->kind != WHEN_UNKNOWN ? from->first : v->reference;
    struct mark mark = {.kind = MARK_FIRST_ALLOWED, .by = t->length};
    struct buf words = {0};

    if (t->length.n == 0) {
        return;
    }
    window_of(rules, c, window, &words);
    length_words(mark.by, planned ? "after the appointment" : "after the procedure", &words);
    mark.date = date_add(day, mark.by);
    if (is_clock(mark.by) && from->kind == WHEN_INSTANT) {
        hours_from(from, seconds_of(mark.by), v, m->arena, &mark);
    }
    marks_add(m, mark, &words);
}

static void mark_stale(struct marks *m, const struct rules *rules, const struct cond *c,
                       uint32_t book, const struct visit *v)
{
    uint32_t chart = cond_kinds[c->kind].chart;
    struct buf words = {0};
    struct mark mark = {.kind = MARK_STALE};

    if (chart == 0 || chart > CHART_ASKED ||
        rules->books[book].stays_good[chart - 1].unit == UNIT_NONE ||
        v->chart[chart - 1].reviewed.kind == WHEN_UNKNOWN) {
        return;
    }
    for (uint32_t i = 0; i < m->count; i++) { /* once a list */
        if (m->at[i].kind == MARK_STALE && strstr(m->at[i].words, plain_chart(chart - 1)) != NULL) {
            return;
        }
    }
    mark.by = rules->books[book].stays_good[chart - 1];
    mark.date = date_add(v->chart[chart - 1].reviewed.first, mark.by);
    buf_printf(&words, "for the list of %s, reviewed on ", plain_chart(chart - 1));
    plain_date(&words, v->chart[chart - 1].reviewed.first);
    length_words(mark.by, "later", &words);
    marks_add(m, mark, &words);
}

static void marks_of_cond(struct marks *m, const struct rules *rules, uint32_t cond, uint32_t book,
                          const struct visit *v)
{
    const struct cond *c = &rules->conds[cond];

    if (sentence_group(c) != NULL) {
        for (uint32_t i = 0; i < c->count; i++) {
            marks_of_cond(m, rules, c->first + i, book, v);
        }
        return;
    }
    mark_stale(m, rules, c, book, v);
    uint32_t anchor = kind_anchor(c, kind_within(c));
    if (c->within.set && anchor == ANCHOR_BEFORE_APPOINTMENT) {
        mark_before(m, rules, c, &c->within, v);
    } else if (c->within.set) {
        mark_after(m, rules, c, &c->within, v);
    }
    if (c->until.set && kind_anchor(c, &cond_kinds[c->kind].until) == ANCHOR_BEFORE_APPOINTMENT) {
        mark_before(m, rules, c, &c->until, v);
    } else if (c->until.set) {
        mark_after(m, rules, c, &c->until, v);
    }
}

/* `day`: as the engine has worked it out. */
static void mark_due(struct marks *m, const struct due *due, struct moment_of day,
                     const struct visit *v, struct mark mark)
{
    struct buf words = {0};

    if (!day.known) {
        return; /* what matched is not known here */
    }
    mark.by = due->by.length;
    mark.before = due->anchor == ANCHOR_BEFORE_APPOINTMENT;
    mark.date = day.is_instant ? zone_date(v->zone, day.utc) : day.date;
    mark.at = day.is_instant ? clock_of(m->arena, day.utc, v->zone) : NULL;
    buf_text(&words, ": ");
    plain_name(&words, mark.words, false);
    buf_text(&words, " (");
    sentence_due(due, &words);
    buf_char(&words, ')');
    marks_add(m, mark, &words);
}

static void mark_instructions(struct marks *m, const struct rules *rules,
                              const struct instructions *list, const struct visit *v)
{
    for (uint32_t i = 0; i < list->count; i++) {
        const struct instruction *one = &list->at[i];

        mark_due(m, &one->due, instruction_day(rules, v, one, NULL), v,
                 (struct mark){.kind = MARK_DUE, .words = one->what});
    }
}

static void marks_sort(struct marks *m)
{
    for (uint32_t i = 1; i < m->count; i++) { /* few, and stable */
        struct mark one = m->at[i];
        uint32_t k = i;

        for (; k > 0 && m->at[k - 1].date > one.date; k--) {
            m->at[k] = m->at[k - 1];
        }
        m->at[k] = one;
    }
}

void marks_of_rule(const struct rules *rules, uint32_t rule, const struct visit *v,
                   struct arena *arena, struct marks *m)
{
    const struct rule *r = &rules->rules[rule];
    struct buf none = {0};

    *m = (struct marks){.arena = arena};
    if (v->now.kind != WHEN_UNKNOWN) {
        marks_add(m, (struct mark){.kind = MARK_TODAY, .date = v->today}, &none);
    }
    marks_of_cond(m, rules, r->condition, r->rulebook, v);
    if (r->unless != NONE) {
        marks_of_cond(m, rules, r->unless, r->rulebook, v);
    }
    mark_instructions(m, rules, &r->if_still_time, v);
    mark_instructions(m, rules, &r->instruct, v);
    mark_due(m, &r->move_to, due_of(v, &r->move_to, NULL), v,
             (struct mark){.kind = MARK_MOVE_TO, .words = "the earliest day it suggests"});
    struct mark appointment = {.kind = MARK_APPOINTMENT, .date = v->reference};
    if (v->start.kind == WHEN_INSTANT) {
        appointment.at = clock_of(arena, v->start.utc, v->zone);
    }
    marks_add(m, appointment, &none);
    marks_sort(m);
}

void mark_say(const struct mark *mark, struct buf *out)
{
    static const char *const labels[] = {[MARK_TODAY] = "today",
                                         [MARK_APPOINTMENT] = "the appointment",
                                         [MARK_LAST_ALLOWED] = "last allowed day",
                                         [MARK_FIRST_ALLOWED] = "first allowed day",
                                         [MARK_DUE] = "due",
                                         [MARK_MOVE_TO] = "move to",
                                         [MARK_STALE] = "last good day"};
    bool counts = mark->words != NULL && strncmp(mark->words, "is the last", 11) == 0;

    buf_printf(out, "%s ", counts ? "the day" : labels[mark->kind]);
    plain_date(out, mark->date);
    if (mark->at != NULL) {
        buf_printf(out, " at %s", mark->at);
    }
    if (mark->words != NULL) {
        buf_printf(out, "%s%s", mark->words[0] == ':' ? "" : " ", mark->words);
    }
}
