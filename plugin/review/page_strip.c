/* SPDX-License-Identifier: MIT
 *
 * The picture: a strip of days around an appointment with every window, task and aftercare date of
 * the rulebook. Called by page.c; pure. Each row tells in words what its bar shows, so the bars
 * themselves are silent to a screen reader. The scale is not even: a day beside the appointment is
 * as wide as months further away.
 */
#include "review/page_parts.h"

#include <string.h>

#include "base/outcomes.h"
#include "review/plain.h"
#include "review/sentence.h"

enum row_kind {
    ROW_WINDOW_BEFORE,
    ROW_DUE_BEFORE,
    ROW_WINDOW_AFTER,
    ROW_DUE_AFTER,
    ROW_KINDS
};

struct row {
    uint32_t kind; /* enum row_kind */
    uint32_t rule;
    int64_t hours; /* how far from the appointment */
    uint32_t severity;
    const char *what, *len;
    bool later; /* the rule speaks when the time is over, not inside it */
};

struct rows {
    struct row *at;
    uint32_t count;
    struct page *p;
};

/* The marks of the scale, in hours, at even steps. */
static const struct {
    int64_t hours;
    const char *label;
} ticks[] = {{0, "0"},         {24, "1 day"},      {72, "3 days"},     {168, "1 week"},
             {336, "2 weeks"}, {672, "4 weeks"},   {2190, "3 months"}, {4380, "6 months"},
             {8766, "1 year"}, {17532, "2 years"}, {87660, "10 years"}};
#define TICKS (sizeof ticks / sizeof ticks[0])

static int64_t hours_of(struct length by)
{
    static const int64_t hours[] = {
        [UNIT_NONE] = 0,    [UNIT_MINUTES] = 0,  [UNIT_HOURS] = 1,   [UNIT_DAYS] = 24,
        [UNIT_WEEKS] = 168, [UNIT_MONTHS] = 730, [UNIT_YEARS] = 8766};

    return by.unit <= UNIT_YEARS ? by.n * hours[by.unit] : 0;
}

/* In thousandths of a step. */
static int64_t steps_of(int64_t hours)
{
    for (size_t i = 1; i < TICKS; i++) {
        if (hours <= ticks[i].hours) {
            int64_t width = ticks[i].hours - ticks[i - 1].hours;

            return (int64_t)(i - 1) * 1000 + (hours - ticks[i - 1].hours) * 1000 / width;
        }
    }
    return (int64_t)(TICKS - 1) * 1000;
}

/* ---- collecting ---- */

static const char *page_strip_kept(struct rows *rows, struct buf *text)
{
    const char *copy = text->at != NULL ? arena_text(&rows->p->arena, text->at, text->len) : "";

    part_end(rows->p->out, text);
    return copy != NULL ? copy : "";
}

/* A window or date told by several rules is one row, with the strongest outcome. */
static void page_strip_add(struct rows *rows, struct row row)
{
    const struct rule *rule = &rows->p->rules->rules[row.rule];

    row.severity =
        row.severity != 0 ? row.severity : rule_worst(rule, PRECARE_BOOKING, PRECARE_FOLLOW_UP);
    for (uint32_t i = 0; i < rows->count; i++) {
        struct row *other = &rows->at[i];

        if (other->kind == row.kind && other->hours == row.hours &&
            strcmp(other->what, row.what) == 0) {
            if (row.severity > other->severity) {
                other->severity = row.severity;
                other->rule = row.rule;
            }
            return;
        }
    }
    rows->at[rows->count++] = row;
}

static const char *length_say(struct rows *rows, struct length by, const char *after)
{
    struct buf text = {0};
    char words[32];

    length_in_words(by, words);
    buf_printf(&text, "%s %s", words, after);
    return page_strip_kept(rows, &text);
}

static const char *window_say(struct rows *rows, const struct cond *c,
                              const struct kind_window *window)
{
    const struct rules *rules = rows->p->rules;
    bool done = c->done_only && window->strip_if_done != NULL;
    struct buf text = {0};

    if (c->list < rules->list_count) {
        buf_printf(&text, "“%s”", rules->lists[c->list].plain);
    } else {
        plain_name(&text, c->name, true);
    }
    buf_text(&text, done ? window->strip_if_done : window->strip);
    return page_strip_kept(rows, &text);
}

static void add_window(struct rows *rows, uint32_t rule, const struct cond *c,
                       const struct kind_window *window, const struct threshold *t,
                       const char *after)
{
    bool before = kind_anchor(c, window) == ANCHOR_BEFORE_APPOINTMENT;

    if (t->set && t->length.n > 0) {
        page_strip_add(rows,
                       (struct row){.kind = before ? ROW_WINDOW_BEFORE : ROW_WINDOW_AFTER,
                                    .rule = rule,
                                    .hours = hours_of(t->length),
                                    .what = window_say(rows, c, window),
                                    .later = window->later,
                                    .len = length_say(rows, t->length, before ? "before" : after)});
    }
}

static void add_cond(struct rows *rows, uint32_t rule, uint32_t cond)
{
    const struct cond *c = &rows->p->rules->conds[cond];
    const struct kind *kind = &cond_kinds[c->kind];

    for (uint32_t i = 0; kind_is_group(c->kind) && i < c->count; i++) {
        add_cond(rows, rule, c->first + i);
    }
    add_window(rows, rule, c, kind_within(c), &c->within, "after the procedure");
    add_window(rows, rule, c, &kind->until, &c->until, "after");
}

static void add_due(struct rows *rows, uint32_t rule, const struct instruction *in)
{
    bool before = in->due.anchor == ANCHOR_BEFORE_APPOINTMENT;
    bool after =
        in->due.anchor == ANCHOR_AFTER_APPOINTMENT || in->due.anchor == ANCHOR_AFTER_PROCEDURE;
    struct buf text = {0};

    if (!before && !after) {
        return;
    }
    plain_name(&text, in->what, true);
    buf_printf(&text, in->lasts ? " (%s), until" : " (%s)", plain_who(in->for_whom));
    page_strip_add(rows, (struct row){.kind = before ? ROW_DUE_BEFORE : ROW_DUE_AFTER,
                                      .rule = rule,
                                      .hours = hours_of(in->due.by.length),
                                      /* what lasts is no task: it is there, and gone */
                                      .severity = in->lasts ? PRECARE_INFO : PRECARE_TASK,
                                      .what = page_strip_kept(rows, &text),
                                      .len = length_say(rows, in->due.by.length,
                                                        before ? "before" : "after")});
}

static void add_rule(struct rows *rows, uint32_t rule)
{
    const struct rule *r = &rows->p->rules->rules[rule];

    add_cond(rows, rule, r->condition);
    for (uint32_t i = 0; i < r->if_still_time.count; i++) {
        add_due(rows, rule, &r->if_still_time.at[i]);
    }
    for (uint32_t i = 0; i < r->instruct.count; i++) {
        add_due(rows, rule, &r->instruct.at[i]);
    }
}

static void page_strip_sort(struct rows *rows)
{
    for (uint32_t i = 1; i < rows->count; i++) { /* few, and stable */
        struct row one = rows->at[i];
        uint32_t k = i;

        for (; k > 0 && (rows->at[k - 1].kind > one.kind ||
                         (rows->at[k - 1].kind == one.kind && rows->at[k - 1].hours > one.hours));
             k--) {
            rows->at[k] = rows->at[k - 1];
        }
        rows->at[k] = one;
    }
}

/* ---- drawing ---- */

struct scale {
    int64_t before, after; /* whole steps on each side */
};

static struct scale scale_of(const struct rows *rows)
{
    struct scale s = {1, 1};

    for (uint32_t i = 0; i < rows->count; i++) {
        int64_t steps = (steps_of(rows->at[i].hours) + 999) / 1000;
        bool before = rows->at[i].kind <= ROW_DUE_BEFORE;
        int64_t *side = before ? &s.before : &s.after;

        *side = steps > *side ? steps : *side;
    }
    return s;
}

/* Thousandths of the whole width, from the left. */
static int64_t page_strip_place(const struct scale *s, int64_t steps, bool before)
{
    int64_t all = (s->before + s->after) * 1000;
    int64_t at = s->before * 1000 + (before ? -steps : steps);

    return at * 1000 / all;
}

static void axis_label(struct buf *out, int64_t at, const char *class, const char *text)
{
    buf_printf(out, "<span class=\"%s%s\" style=\"left:%d.%d%%\">%s</span>", class,
               at == 0      ? " first"
               : at == 1000 ? " last"
                            : "",
               (int)(at / 10), (int)(at % 10), text);
}

/* Small screens have room for every other label, counted from the edge, and none beside the
 * appointment's. */
static void page_strip_axis(struct buf *out, const struct scale *s, bool sparse)
{
    buf_text(out, "<div class=\"axis\" aria-hidden=\"true\">");
    for (int side = 0; side < 2; side++) {
        int64_t most = side == 0 ? s->before : s->after;

        for (int64_t i = 1; i <= most; i++) {
            bool minor = i <= 2 || (sparse ? i != most && i != 3 : (most - i) % 2 == 1);

            if (!sparse || (most - i) % 2 == 0) {
                axis_label(out, page_strip_place(s, i * 1000, side == 0), minor ? "minor" : "major",
                           ticks[i].label);
            }
        }
    }
    axis_label(out, page_strip_place(s, 0, true), "zero", "appointment");
    buf_text(out, "</div>\n");
}

/* A bar is a window in which something must not be; a flag is a day on which something is due. */
static void page_strip_shape(struct buf *out, const struct scale *s, const struct row *r,
                             int64_t top)
{
    bool before = r->kind <= ROW_DUE_BEFORE,
         due = r->kind == ROW_DUE_BEFORE || r->kind == ROW_DUE_AFTER;
    int64_t zero = page_strip_place(s, 0, true),
            edge = page_strip_place(s, steps_of(r->hours), before);
    int64_t left = before ? edge : zero, width = before ? zero - edge : edge - zero;
    const char *colour = outcome_row(r->later ? PRECARE_INFO : r->severity)->colour;

    if (due) {
        int64_t flag = edge - 4 < 0 ? 0 : edge + 4 > 1000 ? 992 : edge - 4;

        buf_printf(
            out,
            "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"2\"/>"
            "<rect x=\"%d\" y=\"%d\" width=\"8\" height=\"12\" fill=\"%s\"/>",
            (int)left, (int)top + 7, (int)(left + width), (int)top + 7, colour, (int)flag,
            (int)top + 1, colour);
    } else {
        buf_printf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"10\" fill=\"%s\"/>",
                   (int)left, (int)top + 2, (int)(width > 0 ? width : 1), colour);
    }
}

static void page_strip_bar(struct buf *out, const struct scale *s, const struct row *r)
{
    int64_t zero = page_strip_place(s, 0, true), line = zero == 0 ? 1 : zero == 1000 ? 999 : zero;

    buf_printf(
        out,
        "<svg viewBox=\"0 0 1000 14\" preserveAspectRatio=\"none\" aria-hidden=\"true\" "
        "focusable=\"false\"><line x1=\"0\" y1=\"7\" x2=\"1000\" y2=\"7\" stroke=\"#dde3e6\"/>"
        "<line x1=\"%d\" y1=\"0\" x2=\"%d\" y2=\"14\" stroke=\"#1b2226\" stroke-width=\"2\"/>",
        (int)line, (int)line);
    page_strip_shape(out, s, r, 0);
    buf_text(out, "</svg>");
}

/* All of it on one strip: what lies before the appointment to its left, what lies after to its
 * right. */
static void page_strip_overview(struct rows *rows, const struct scale *s)
{
    struct buf *out = rows->p->out;
    uint32_t side[2] = {0, 0}, most = 0;
    int64_t zero = page_strip_place(s, 0, true);

    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t n = ++side[rows->at[i].kind <= ROW_DUE_BEFORE ? 0 : 1];

        most = n > most ? n : most;
    }
    buf_text(out, "<figure>\n");
    page_strip_axis(out, s, true);
    buf_printf(
        out,
        "<svg class=\"overview\" viewBox=\"0 0 1000 %u\" preserveAspectRatio=\"none\" role=\"img\" "
        "style=\"height:%upx\" aria-label=\"%u windows and tasks before the appointment, %u after "
        "it; each is described in words below.\">",
        most * 14, most * 9, side[0], side[1]);
    side[0] = side[1] = 0;
    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t n = side[rows->at[i].kind <= ROW_DUE_BEFORE ? 0 : 1]++;

        page_strip_shape(out, s, &rows->at[i], n * 14);
    }
    buf_printf(out,
               "<line x1=\"%d\" y1=\"0\" x2=\"%d\" y2=\"%u\" stroke=\"#1b2226\" "
               "stroke-width=\"3\"/></svg>\n",
               (int)zero, (int)zero, most * 14);
    buf_text(out, "<figcaption>Everything at a glance; below, row by row, "
                  "in words.</figcaption></figure>\n");
}

static void row_print(struct page *p, const struct scale *s, const struct row *r)
{
    struct buf *out = p->out;

    html_print(out,
               "<li><div class=\"what\"><span><a href=\"#rule-%s\">%s</a></span> "
               "<span class=\"len\">%s%s%s</span></div>",
               p->rules->rules[r->rule].id, r->what, r->len, r->later ? ", later: " : " - ",
               plain_outcome(r->severity));
    page_strip_bar(out, s, r);
    buf_text(out, "</li>\n");
}

static void page_strip_legend(struct buf *out)
{
    buf_text(
        out,
        "<p class=\"legend\"><svg viewBox=\"0 0 40 14\" aria-hidden=\"true\" focusable=\"false\">"
        "<rect x=\"2\" y=\"2\" width=\"36\" height=\"10\" fill=\"#c2571f\"/></svg>a window: inside "
        "it the rule applies, with the outcome written beside it. "
        "<svg viewBox=\"0 0 40 14\" aria-hidden=\"true\" focusable=\"false\">"
        "<line x1=\"4\" y1=\"7\" x2=\"38\" y2=\"7\" stroke=\"#1c5a7d\" stroke-width=\"2\"/>"
        "<rect x=\"2\" y=\"1\" width=\"8\" height=\"12\" fill=\"#1c5a7d\"/></svg>a task and its "
        "day. The vertical line is the appointment; days near it are drawn wider.</p>\n");
}

static void page_strip_groups(struct rows *rows, const struct scale *s)
{
    static const char *const titles[ROW_KINDS] = {"Before: windows that must be free",
                                                  "Before: what is due", "After: windows",
                                                  "After: what is due, or ends"};
    uint32_t kind = ROW_KINDS;
    struct scale one = *s;

    for (uint32_t i = 0; i < rows->count; i++) {
        if (rows->at[i].kind != kind) {
            buf_text(rows->p->out, kind != ROW_KINDS ? "</ul>\n" : "");
            kind = rows->at[i].kind;
            html_element(rows->p->out, "h3", titles[kind]);
            buf_char(rows->p->out, '\n');
            one =
                kind <= ROW_DUE_BEFORE ? (struct scale){s->before, 0} : (struct scale){0, s->after};
            page_strip_axis(rows->p->out, &one, false);
            buf_text(rows->p->out, "<ul class=\"strip\">\n");
        }
        row_print(rows->p, &one, &rows->at[i]);
    }
    buf_text(rows->p->out, kind != ROW_KINDS ? "</ul>\n" : "");
}

void page_strip(struct page *p)
{
    struct rows rows = {.p = p};
    uint32_t room = p->copy.slot_count + 1; /* at most a row a number */

    rows.at = arena_array(&p->arena, room, sizeof *rows.at);
    html_heading(p->out, 2, "calendar", "The calendar around an appointment");
    for (uint32_t i = 0; rows.at != NULL && i < p->rules->rule_count; i++) {
        if (page_has(p, i)) {
            add_rule(&rows, i);
        }
    }
    if (rows.at == NULL || rows.count == 0) {
        buf_text(p->out, "<p>No rule of this rulebook counts days.</p>\n");
        return;
    }
    page_strip_sort(&rows);
    struct scale s = scale_of(&rows);
    page_strip_legend(p->out);
    page_strip_overview(&rows, &s);
    page_strip_groups(&rows, &s);
}
