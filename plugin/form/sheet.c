/* SPDX-License-Identifier: MIT
 *
 * From a result to what the sheet says: every instruction with words for the patient once, those
 * whose day is past apart, the others by day. What `if-still-time` would have had done counts too
 * where there is no more time: the engine lists it for this alone. Called by the command and the
 * door. Fails only without memory.
 */
#include "form/sheet.h"

#include <string.h>

#include "base/words.h"
#include "engine/engine.h"
#include "form/sheet_parts.h"

/* ---- items ---- */

static void item_day(const struct sheet *s, const precare_task *task, struct sheet_item *item)
{
    const struct visit *visit = s->order->visit;
    const char *said = task->due != NULL ? task->due : task->until;
    struct when when;

    item->day = DATE_NONE;
    if (said == NULL || when_read(said, strlen(said), visit->zone, &when) != 0) {
        return;
    }
    item->day = when.first;
    item->instant = when.kind == WHEN_INSTANT;
    item->utc = when.utc;
    item->lasts = task->due == NULL;
    bool passed = item->instant && visit->now.kind == WHEN_INSTANT ? item->utc < visit->now.utc
                                                                   : item->day < visit->today;
    item->late = passed && !item->lasts;
}

static bool item_same(const struct sheet_item *a, const struct sheet_item *b)
{
    return a->day == b->day && a->lasts == b->lasts && a->instant == b->instant &&
           a->utc == b->utc && strcmp(a->words, b->words) == 0;
}

/* Each once: two findings may tell the same. */
static void item_keep(struct sheet *s, const struct sheet_item *item)
{
    uint32_t nth = 0;

    for (uint32_t i = 0; i < s->count; i++) {
        const struct sheet_item *other = &s->items[i];

        if (item_same(other, item)) {
            return;
        }
        nth += strcmp(other->rule, item->rule) == 0 && strcmp(other->what, item->what) == 0;
    }
    s->items[s->count] = *item;
    s->items[s->count++].nth = nth;
    s->late += item->late;
    s->dated += !item->late && item->day != DATE_NONE;
}

static uint32_t tasks_count(const precare_result *result)
{
    const precare_finding *findings = result->findings.items;
    uint32_t count = 0;

    for (uint32_t i = 0; i < result->findings.count; i++) {
        count += findings[i].tasks.count;
    }
    return count;
}

static bool items_gather(struct sheet *s, const precare_result *result)
{
    const precare_finding *findings = result->findings.items;

    s->items = arena_array(&s->arena, (size_t)tasks_count(result) + 1, sizeof *s->items);
    for (uint32_t i = 0; s->items != NULL && i < result->findings.count; i++) {
        const precare_task *tasks = findings[i].tasks.items;

        for (uint32_t j = 0; j < findings[i].tasks.count; j++) {
            struct sheet_item item = {
                .words = tasks[j].tell_patient, .rule = findings[i].rule, .what = tasks[j].what};

            if (item.words != NULL) {
                item_day(s, &tasks[j], &item);
                item_keep(s, &item);
            }
        }
    }
    return s->items != NULL;
}

static int item_order(const struct sheet_item *a, const struct sheet_item *b)
{
    int64_t day_a = a->day != DATE_NONE ? a->day : DATE_MAX + 1;
    int64_t day_b = b->day != DATE_NONE ? b->day : DATE_MAX + 1;

    if (a->late != b->late) {
        return a->late ? -1 : 1;
    }
    if (day_a != day_b) {
        return day_a < day_b ? -1 : 1;
    }
    if (a->instant != b->instant) {
        return a->instant ? 1 : -1;
    }
    return a->utc != b->utc ? (a->utc < b->utc ? -1 : 1) : 0;
}

/* The list is short, and equal ones stay in the order of the findings. */
static void items_sort(struct sheet *s)
{
    for (uint32_t i = 1; i < s->count; i++) {
        struct sheet_item item = s->items[i];
        uint32_t at = i;

        for (; at > 0 && item_order(&s->items[at - 1], &item) > 0; at--) {
            s->items[at] = s->items[at - 1];
        }
        s->items[at] = item;
    }
}

/* ---- what else the sheet says ---- */

static bool questions_open(const precare_result *result)
{
    const precare_question *questions = result->questions.items;

    for (uint32_t i = 0; i < result->questions.count; i++) {
        if (questions[i].from == 0 && questions[i].again_from == NULL) {
            return true;
        }
    }
    return false;
}

/* The rulebook whose words stand first on the sheet, else the first that was asked; NULL: none. */
static const struct rulebook *book_first(const struct sheet *s, const precare_result *result)
{
    const struct rules *rules = s->order->rules;
    uint32_t rule = s->count > 0 ? rules_find(rules, s->items[0].rule) : NONE;
    const precare_rulebook *asked = result->rulebooks.items;

    if (rule != NONE) {
        return &rules->books[rules->rules[rule].rulebook];
    }
    for (uint32_t i = 0; asked != NULL && i < rules->book_count; i++) {
        if (strcmp(rules->books[i].id, asked[0].id) == 0) {
            return &rules->books[i];
        }
    }
    return NULL;
}

static void language_choose(struct sheet *s, const precare_result *result, struct buf *why)
{
    const struct rulebook *book = book_first(s, result);

    if (book != NULL && !language_read(book->language, &s->language)) {
        buf_printf(why,
                   "The rulebook %s is written in \"%s\", of which precare has no words: all that "
                   "is not the rulebook's own is in English.\n",
                   book->id, book->language);
    }
}

static void trouble_say(const struct sheet *s, const precare_result *result, struct buf *why)
{
    if (s->part) {
        buf_printf(why, "The visit was not wholly checked (%s): this sheet may lack something.\n",
                   word_of(&words_coverage, result->coverage));
    }
    if (result->overall >= PRECARE_HOLD) {
        buf_printf(why, "The visit is not cleared (%s): look at it before this is handed out.\n",
                   word_of(&words_outcome, result->overall));
    }
    if (s->late > 0) {
        buf_text(why, "It is too late for something on this sheet: the patient is asked to "
                      "call.\n");
    }
}

/* Why there is no sheet; false: there is one. */
static bool refusal_say(const struct sheet_order *order, const precare_result *result,
                        struct buf *why)
{
    const struct visit *visit = order->visit;

    if (visit->action == PRECARE_CANCEL || visit->state == PRECARE_CANCELLED) {
        buf_text(why, "The appointment is cancelled: there is no sheet.\n");
    } else if (result->coverage == PRECARE_NOT_EVALUATED) {
        buf_text(why, "The visit was not evaluated: there is no sheet.\n");
    } else if (result->coverage == PRECARE_NO_RULES) {
        buf_text(why, "No rule is in force for this procedure at this moment: there is no "
                      "sheet.\n");
    }
    return why->len > 0;
}

static void (*const sheet_formats[SHEET_FORMATS])(const struct sheet *s, struct buf *out) = {
    [SHEET_TEXT] = sheet_text, [SHEET_HTML] = sheet_html, [SHEET_ICS] = sheet_ics};

static enum sheet_outcome sheet_make(struct sheet *s, const precare_result *result, struct buf *out,
                                     struct buf *why)
{
    const struct sheet_order *order = s->order;

    if (refusal_say(order, result, why)) {
        return SHEET_NONE;
    }
    if (!items_gather(s, result)) {
        return SHEET_LOST;
    }
    items_sort(s);
    s->open = questions_open(result);
    s->part = result->coverage != PRECARE_COMPLETE;
    language_choose(s, result, why);
    trouble_say(s, result, why);
    if (order->format == SHEET_ICS && s->late + s->dated == 0) {
        buf_text(why, "Nothing on the sheet has a day: there is no calendar.\n");
        return SHEET_NONE;
    }
    sheet_formats[order->format](s, out);
    return why->len > 0 ? SHEET_LOOK : SHEET_WHOLE;
}

enum sheet_outcome sheet_write(const struct sheet_order *order, struct buf *out, struct buf *why)
{
    struct engine_options options = {.draft = order->draft, .missed = true, .no_notes = true};
    struct result *result = engine_evaluate(order->rules, order->visit, &options, NULL);
    struct sheet s = {.order = order};

    if (result == NULL) {
        return SHEET_LOST;
    }
    arena_begin(&s.arena, NULL, 0, 0);
    enum sheet_outcome outcome = sheet_make(&s, &result->out, out, why);
    arena_end(&s.arena);
    result_drop(&result);
    return out->failed || why->failed ? SHEET_LOST : outcome;
}
