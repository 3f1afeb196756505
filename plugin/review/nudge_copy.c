/* SPDX-License-Identifier: MIT
 *
 * A copy of compiled rules that may be changed in place, the slots of all of its numbers, and how
 * one nudge is made and taken back. Called by nudge.c. What a nudge does not touch is shared with
 * the original, which stays as it is.
 */
#include "review/nudge_copy.h"

#include <string.h>

#include "review/nudge_answers.h"

static bool slot_add(struct copy *c, struct threshold *t, uint32_t rule, uint32_t cond,
                     const struct cond_number *number)
{
    if (!t->set) {
        return true;
    }
    struct slot *slots =
        arena_more(c->arena, c->slots, c->slot_count, &c->slot_room, sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    c->slots = slots;
    c->slots[c->slot_count++] =
        (struct slot){.at = t,
                      .was = *t,
                      .rule = rule,
                      .cond = cond,
                      .label = number->label,
                      .sense = number->sense,
                      .number = number->form != FORM_LENGTH,
                      .millionths = (number->form & (FORM_PRICE | FORM_NUMBER)) != 0};
    return true;
}

static bool slots_of_cond(struct copy *c, uint32_t rule, uint32_t cond, int sense)
{
    struct cond *at = &c->conds[cond];
    struct cond_number numbers[COND_NUMBERS];
    uint32_t count = kind_numbers(at, numbers);
    bool ok = true;

    for (uint32_t i = 0; ok && i < count; i++) {
        struct threshold *t = (void *)((char *)at + numbers[i].at);

        numbers[i].sense *= sense;
        ok = slot_add(c, t, rule, cond, &numbers[i]);
    }
    if (kind_is_group(at->kind)) {
        for (uint32_t i = 0; ok && i < at->count; i++) {
            ok = slots_of_cond(c, rule, at->first + i, at->kind == COND_NOT_ANY ? -sense : sense);
        }
    }
    return ok;
}

static bool slot_of_due(struct copy *c, struct due *due, uint32_t rule, const char *label)
{
    return slot_add(c, &due->by, rule, NONE,
                    &(struct cond_number){.label = label, .sense = 1, .form = FORM_LENGTH});
}

/* The instructions of the copy's rule, made changeable, with a slot for each due. */
static bool slots_of_dues(struct copy *c, uint32_t rule, struct instructions *list)
{
    struct instruction *at = arena_array(c->arena, list->count, sizeof *at);

    if (list->count == 0) {
        return true;
    }
    if (at == NULL) {
        return false;
    }
    memcpy(at, list->at, list->count * sizeof *at);
    list->at = at;
    for (uint32_t i = 0; i < list->count; i++) {
        struct buf label = {0};

        buf_printf(&label, "%s of %s", at[i].lasts ? "until" : "due",
                   at[i].what != NULL ? at[i].what : "the task");
        const char *text =
            !label.failed && label.at != NULL ? arena_text(c->arena, label.at, label.len) : NULL;
        buf_end(&label);
        if (text == NULL ||
            (at[i].due.anchor != ANCHOR_NONE && !slot_of_due(c, &at[i].due, rule, text))) {
            return false;
        }
    }
    return true;
}

static bool slots_of_rule(struct copy *c, uint32_t rule)
{
    static const struct cond_number lasts = {.label = "lasts", .sense = -1, .form = FORM_LENGTH};
    struct rule *r = &c->all[rule];

    return slots_of_cond(c, rule, r->condition, 1) &&
           (r->unless == NONE || slots_of_cond(c, rule, r->unless, -1)) &&
           slots_of_dues(c, rule, &r->if_still_time) && slots_of_dues(c, rule, &r->instruct) &&
           (r->move_to.anchor == ANCHOR_NONE || slot_of_due(c, &r->move_to, rule, "move-to")) &&
           slot_add(c, &r->lasts, rule, NONE, &lasts);
}

static void *same_again(struct arena *arena, const void *at, uint32_t count, size_t size)
{
    void *p = arena_array(arena, count, size);

    if (p != NULL && count > 0) {
        memcpy(p, at, count * size);
    }
    return p;
}

bool copy_begin(struct copy *c, const struct rules *from, struct arena *arena)
{
    *c = (struct copy){.rules = *from, .from = from, .arena = arena};
    c->books = same_again(arena, from->books, from->book_count, sizeof *c->books);
    c->all = same_again(arena, from->rules, from->rule_count, sizeof *c->all);
    c->conds = same_again(arena, from->conds, from->cond_count, sizeof *c->conds);
    c->lists = same_again(arena, from->lists, from->list_count, sizeof *c->lists);
    c->answers = same_again(arena, from->answers, from->answer_count, sizeof *c->answers);
    c->fields = same_again(arena, from->fields, from->field_count, sizeof *c->fields);
    c->rules.answers = c->answers;
    c->rules.fields = c->fields;
    c->rules.books = c->books;
    c->rules.rules = c->all;
    c->rules.conds = c->conds;
    c->rules.lists = c->lists;
    for (uint32_t i = 0; !arena->failed && i < from->rule_count; i++) {
        if (!slots_of_rule(c, i)) {
            return false;
        }
    }
    return !arena->failed;
}

/* ---- making one and taking it back ----------------------------------------------------------- */

/* One unit of a number in millionths: the last place that is written, at most 1. */
static int64_t unit_of(int64_t number)
{
    int64_t unit = 1000000;

    while (unit > 1 && number % unit != 0) {
        unit /= 10;
    }
    return unit;
}

/* `by` 0 takes it back. */
static void slot_move(const struct slot *s, int32_t by)
{
    *s->at = s->was;
    if (s->number) {
        s->at->number += by * (s->millionths ? unit_of(s->at->number) : 1);
    } else {
        s->at->length.n += by;
    }
}

static void parameter_move(struct copy *c, const struct nudge *n, int32_t by)
{
    const char *name = c->from->parameters[n->item].name;

    for (uint32_t i = 0; i < c->slot_count; i++) {
        const struct slot *s = &c->slots[i];

        if (s->at->parameter != NULL && c->all[s->rule].rulebook == n->book &&
            strcmp(s->at->parameter, name) == 0) {
            slot_move(s, by);
        }
    }
}

static uint32_t nudge_copy_weaker(uint32_t severity)
{
    switch (severity) {
    case PRECARE_URGENT: return PRECARE_BLOCK;
    case PRECARE_BLOCK: return PRECARE_HOLD;
    case PRECARE_HOLD: return PRECARE_WARN;
    default: return PRECARE_INFO;
    }
}

static void severity_weaken(struct copy *c, const struct nudge *n)
{
    struct rule *r = &c->all[n->rule];

    for (uint32_t m = PRECARE_BOOKING; m <= PRECARE_FOLLOW_UP; m++) {
        if ((n->item & (1u << m)) != 0) {
            r->severity[m] = nudge_copy_weaker(r->severity[m]);
        }
    }
}

static void site_widen(struct copy *c, struct cond *cond)
{
    uint32_t *at;

    if (cond->sites.count == 0) {
        cond->site = SITE_ANYWHERE;
        return;
    }
    at = arena_array(c->arena, cond->sites.count, sizeof *at);
    for (uint32_t i = 0; at != NULL && i < cond->sites.count; i++) {
        at[i] = site_region(c->from->sites, cond->sites.at[i]);
    }
    cond->sites.at = at != NULL ? at : cond->sites.at;
}

void nudge_do(struct copy *c, const struct nudge *n)
{
    switch ((enum nudge_kind)n->kind) {
    case NUDGE_THRESHOLD: slot_move(&c->slots[n->slot], n->by); break;
    case NUDGE_PARAMETER: parameter_move(c, n, n->by); break;
    case NUDGE_STAYS_GOOD: c->books[n->book].stays_good[n->item].n += n->by; break;
    case NUDGE_SHORT_LIVED:
        c->lists[n->item].short_lived.n += n->by;
        c->rules.silence_lasts = lists_silence(c->lists, c->from->list_count);
        break;
    case NUDGE_GOOD_FOR: c->answers[n->item].good_for.n += n->by; break;
    case NUDGE_SYNONYM: nudge_synonym(c, n, true); break;
    case NUDGE_SEVERITY: severity_weaken(c, n); break;
    case NUDGE_SITE: site_widen(c, &c->conds[n->cond]); break;
    case NUDGE_STATUS:
        c->conds[n->cond].status =
            c->conds[n->cond].status == STATUS_ACTIVE ? STATUS_EVER : STATUS_ACTIVE;
        break;
    case NUDGE_ASK_FROM: c->all[n->rule].ask_from = n->item; break;
    case NUDGE_UNLESS: c->all[n->rule].unless = NONE; break;
    case NUDGE_REMOVED: c->all[n->rule].status = RULE_RETIRED; break;
    }
}

void nudge_undo(struct copy *c, const struct nudge *n)
{
    switch ((enum nudge_kind)n->kind) {
    case NUDGE_THRESHOLD: slot_move(&c->slots[n->slot], 0); break;
    case NUDGE_PARAMETER: parameter_move(c, n, 0); break;
    case NUDGE_STAYS_GOOD: c->books[n->book].stays_good[n->item].n -= n->by; break;
    case NUDGE_SHORT_LIVED:
        c->lists[n->item].short_lived.n -= n->by;
        c->rules.silence_lasts = lists_silence(c->lists, c->from->list_count);
        break;
    case NUDGE_GOOD_FOR: c->answers[n->item].good_for.n -= n->by; break;
    case NUDGE_SYNONYM: nudge_synonym(c, n, false); break;
    case NUDGE_SITE:
    case NUDGE_STATUS: c->conds[n->cond] = c->from->conds[n->cond]; break;
    case NUDGE_ASK_FROM: c->all[n->rule].ask_from = c->from->rules[n->rule].ask_from; break;
    case NUDGE_SEVERITY:
        memcpy(c->all[n->rule].severity, c->from->rules[n->rule].severity,
               sizeof c->all[n->rule].severity);
        break;
    case NUDGE_UNLESS: c->all[n->rule].unless = c->from->rules[n->rule].unless; break;
    case NUDGE_REMOVED: c->all[n->rule].status = c->from->rules[n->rule].status; break;
    }
}
