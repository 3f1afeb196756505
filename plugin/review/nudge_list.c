/* SPDX-License-Identifier: MIT
 *
 * Every change worth making, in the order of the rules, with its words and its place. Called by
 * nudge.c. A change that cannot be seen by anybody (a length below nothing, a site that is anywhere
 * already) is not made.
 */
#include "review/coverage.h"
#include "review/nudge_answers.h"
#include "review/nudge_copy.h"
#include "review/nudge_listing.h"
#include "review/plain.h"

static struct nudge of_rule(const struct listing *l, uint32_t kind, uint32_t rule, uint32_t cond)
{
    const struct rule *r = &l->c->from->rules[rule];
    uint32_t line = cond != NONE ? l->c->from->conds[cond].line : 0;

    return (struct nudge){.kind = kind,
                          .rule = rule,
                          .book = r->rulebook,
                          .cond = cond,
                          .file = r->file,
                          .line = line != 0 ? line : r->line};
}

static void value_say(struct buf *out, const struct slot *s)
{
    char text[32];

    if (s->millionths) {
        plain_millionths(out, s->at->number);
    } else if (s->number) {
        buf_int(out, s->at->number);
    } else {
        length_in_words(s->at->length, text);
        buf_text(out, text);
    }
}

static bool slot_can_shrink(const struct slot *s)
{
    return s->number ? s->at->number > 0 : s->at->length.n > 0;
}

/* The value as it is and as the nudge makes it. */
static void change_say(struct listing *l, const struct nudge *n, const struct slot *s,
                       struct buf *out)
{
    value_say(out, s);
    nudge_do(l->c, n);
    buf_text(out, " becomes ");
    value_say(out, s);
    nudge_undo(l->c, n);
}

/* The base's tests have proved the rule at the base's number; an overlay's number has only its
 * range. */
static bool by_overlay(const struct rules *rules, const struct slot *s)
{
    for (uint32_t i = 0; s->at->parameter != NULL && i < rules->parameter_count; i++) {
        const struct parameter *p = &rules->parameters[i];

        if (p->rulebook == rules->rules[s->rule].rulebook &&
            strcmp(p->name, s->at->parameter) == 0) {
            return p->changed_by != NULL;
        }
    }
    return false;
}

static bool list_slots(struct listing *l, uint32_t rule, uint32_t *slot)
{
    for (; *slot < l->c->slot_count && l->c->slots[*slot].rule == rule; ++*slot) {
        const struct slot *s = &l->c->slots[*slot];

        for (int32_t by = -1; by <= 1; by += 2) {
            struct nudge n = of_rule(l, NUDGE_THRESHOLD, rule, s->cond);
            struct buf what = {0};

            if ((by < 0 && !slot_can_shrink(s)) || by_overlay(l->c->from, s)) {
                continue;
            }
            n.slot = *slot;
            n.by = by;
            buf_printf(&what, "%s ", s->label);
            change_say(l, &n, s, &what);
            if (s->at->parameter != NULL) {
                buf_printf(&what, " (the parameter %s)", s->at->parameter);
            }
            if (!listing_add(l, n, &what)) {
                return false;
            }
        }
    }
    return true;
}

/* The severities as they are written: one word for all moments, or one a moment. */
static bool list_severities(struct listing *l, uint32_t rule)
{
    const struct rule *r = &l->c->from->rules[rule];

    for (uint32_t m = PRECARE_BOOKING; m <= PRECARE_FOLLOW_UP; m++) {
        struct nudge n = of_rule(l, NUDGE_SEVERITY, rule, NONE);
        struct buf what = {0};

        if ((r->moments & (1u << m)) == 0 || r->severity[m] <= PRECARE_INFO) {
            continue;
        }
        n.item = r->severity_by_moment ? 1u << m : r->moments;
        buf_printf(&what, "severity %s weakened", plain_outcome(r->severity[m]));
        if (r->severity_by_moment) {
            buf_printf(&what, " at %s", plain_moment(m));
        }
        if (!listing_add(l, n, &what)) {
            return false;
        }
        if (!r->severity_by_moment) {
            return true;
        }
    }
    return true;
}

static bool site_can_widen(const struct rules *rules, const struct cond *c)
{
    if (c->sites.count == 0) {
        return c->site > SITE_ANYWHERE;
    }
    for (uint32_t i = 0; i < c->sites.count; i++) {
        if (site_region(rules->sites, c->sites.at[i]) != c->sites.at[i]) {
            return true;
        }
    }
    return false;
}

static bool list_cond(struct listing *l, uint32_t rule, uint32_t cond)
{
    static const char *const relations[] = {"", "anywhere", "treatment-area", "same-region",
                                            "adjacent"};
    const struct rules *rules = l->c->from;
    const struct cond *c = &rules->conds[cond];
    bool ok = true;
    struct buf what = {0};

    if (kind_is_group(c->kind)) {
        for (uint32_t i = 0; ok && i < c->count; i++) {
            ok = list_cond(l, rule, c->first + i);
        }
        return ok;
    }
    if (site_can_widen(rules, c)) {
        buf_printf(&what, "site %s becomes %s",
                   c->sites.count > 0 ? "of the appointment" : relations[c->site],
                   c->sites.count > 0 ? "its whole region" : "anywhere");
        ok = listing_add(l, of_rule(l, NUDGE_SITE, rule, cond), &what);
    }
    if (ok && cond_kinds[c->kind].by_status) {
        buf_printf(&what, "status %s becomes %s",
                   c->status == STATUS_ACTIVE ? "active"
                   : c->status == STATUS_EVER ? "ever"
                                              : "family",
                   c->status == STATUS_ACTIVE ? "ever" : "active");
        ok = listing_add(l, of_rule(l, NUDGE_STATUS, rule, cond), &what);
    }
    return ok;
}

/* To the rule's moment before and behind it, as far as it may be asked. */
static bool list_ask_from(struct listing *l, uint32_t rule)
{
    const struct rule *r = &l->c->from->rules[rule];
    uint32_t before = 0, after = 0;

    for (uint32_t m = PRECARE_BOOKING; r->ask_from != 0 && m <= r->answer_by; m++) {
        if ((r->moments >> m & 1) != 0) {
            before = m < r->ask_from ? m : before;
            after = m > r->ask_from && after == 0 ? m : after;
        }
    }
    for (int i = 0; i < 2; i++) {
        struct nudge n = of_rule(l, NUDGE_ASK_FROM, rule, NONE);
        struct buf what = {0};

        n.item = i == 0 ? before : after;
        if (n.item == 0) {
            continue;
        }
        buf_printf(&what, "ask-from %s becomes %s", plain_moment(r->ask_from),
                   plain_moment(n.item));
        if (!listing_add(l, n, &what)) {
            return false;
        }
    }
    return true;
}

static bool list_others(struct listing *l, uint32_t rule)
{
    const struct rule *r = &l->c->from->rules[rule];
    struct buf what = {0};
    bool ok = list_severities(l, rule) && list_ask_from(l, rule) &&
              list_cond(l, rule, r->condition) &&
              (r->unless == NONE || list_cond(l, rule, r->unless));

    if (ok && r->unless != NONE) {
        buf_text(&what, "`unless` removed");
        ok = listing_add(l, of_rule(l, NUDGE_UNLESS, rule, NONE), &what);
    }
    buf_text(&what, "the rule removed");
    return ok ? listing_add(l, of_rule(l, NUDGE_REMOVED, rule, NONE), &what)
              : (buf_end(&what), false);
}

static bool list_rules(struct listing *l)
{
    uint32_t slot = 0;

    for (uint32_t rule = 0; rule < l->c->from->rule_count; rule++) {
        if (!coverage_counts(l->c->from, rule)) {
            while (slot < l->c->slot_count && l->c->slots[slot].rule == rule) {
                slot++;
            }
        } else if (!list_slots(l, rule, &slot) || (!l->thresholds_only && !list_others(l, rule))) {
            return false;
        }
    }
    return true;
}

/* ---- numbers that belong to no single rule --------------------------------------------------- */

static bool list_parameters(struct listing *l)
{
    const struct rules *rules = l->c->from;

    for (uint32_t p = 0; p < rules->parameter_count; p++) {
        const struct parameter *parameter = &rules->parameters[p];
        const struct slot *first = NULL;
        uint32_t places = 0;

        for (uint32_t i = 0; i < l->c->slot_count; i++) {
            const struct slot *s = &l->c->slots[i];

            if (s->at->parameter == NULL || strcmp(s->at->parameter, parameter->name) != 0 ||
                rules->rules[s->rule].rulebook != parameter->rulebook ||
                !coverage_counts(rules, s->rule) || parameter->changed_by != NULL) {
                continue;
            }
            first = first != NULL ? first : s;
            places++;
        }
        for (int32_t by = -1; places > 1 && by <= 1; by += 2) {
            struct nudge n = {.kind = NUDGE_PARAMETER,
                              .rule = NONE,
                              .book = parameter->rulebook,
                              .cond = NONE,
                              .item = p,
                              .by = by,
                              .file = rules->books[parameter->rulebook].file};
            struct buf what = {0};

            if (by < 0 && !slot_can_shrink(first)) {
                continue;
            }
            buf_printf(&what, "the parameter %s, in all of its %u places, ", parameter->name,
                       places);
            change_say(l, &n, first, &what);
            if (!listing_add(l, n, &what)) {
                return false;
            }
        }
    }
    return true;
}

static bool cond_uses(const struct rules *rules, uint32_t cond, uint32_t chart)
{
    const struct cond *c = &rules->conds[cond];

    if (kind_is_group(c->kind)) {
        for (uint32_t i = 0; i < c->count; i++) {
            if (cond_uses(rules, c->first + i, chart)) {
                return true;
            }
        }
        return false;
    }
    return cond_kinds[c->kind].chart == chart + 1;
}

static bool book_uses(const struct rules *rules, uint32_t book, uint32_t chart)
{
    for (uint32_t i = 0; i < rules->rule_count; i++) {
        const struct rule *r = &rules->rules[i];

        if (r->rulebook == book && coverage_counts(rules, i) && rule_asks(r) &&
            (cond_uses(rules, r->condition, chart) ||
             (r->unless != NONE && cond_uses(rules, r->unless, chart)))) {
            return true;
        }
    }
    return false;
}

static bool list_stays_good(struct listing *l)
{
    const struct rules *rules = l->c->from;

    for (uint32_t book = 0; book < rules->book_count; book++) {
        const struct rulebook *b = &rules->books[book];

        for (uint32_t chart = 0; chart < CHART_ASKED; chart++) {
            struct nudge n = {.kind = NUDGE_STAYS_GOOD,
                              .rule = NONE,
                              .book = book,
                              .cond = NONE,
                              .item = chart,
                              .file = b->file};

            if (b->stays_good[chart].n > 0 && book_uses(rules, book, chart) &&
                !listing_add_length(l, n, b->stays_good[chart], "lists-stay-good of",
                                    plain_chart(chart))) {
                return false;
            }
        }
    }
    return true;
}

static bool list_holds(const struct rules *rules, uint32_t outer, uint32_t list)
{
    if (outer == list) {
        return true;
    }
    for (uint32_t i = 0; i < rules->lists[outer].includes.count; i++) {
        if (list_holds(rules, rules->lists[outer].includes.at[i], list)) {
            return true;
        }
    }
    return false;
}

/* Whether a condition judges active entries of this list. */
static bool cond_judges(const struct rules *rules, uint32_t cond, uint32_t list)
{
    const struct cond *c = &rules->conds[cond];

    if (kind_is_group(c->kind)) {
        for (uint32_t i = 0; i < c->count; i++) {
            if (cond_judges(rules, c->first + i, list)) {
                return true;
            }
        }
        return false;
    }
    return cond_kinds[c->kind].by_status && c->status == STATUS_ACTIVE &&
           list_holds(rules, c->list, list);
}

/* The rulebook of a rule that judges active entries of this list and can ask, else NONE. */
static uint32_t short_lived_book(const struct rules *rules, uint32_t list)
{
    for (uint32_t i = 0; i < rules->rule_count; i++) {
        const struct rule *r = &rules->rules[i];

        if (coverage_counts(rules, i) && rule_asks(r) &&
            (cond_judges(rules, r->condition, list) ||
             (r->unless != NONE && cond_judges(rules, r->unless, list)))) {
            return r->rulebook;
        }
    }
    return NONE;
}

static bool list_short_lived(struct listing *l)
{
    const struct rules *rules = l->c->from;

    for (uint32_t i = 0; i < rules->list_count; i++) {
        const struct list *list = &rules->lists[i];
        uint32_t book = list->short_lived.n > 0 ? short_lived_book(rules, i) : NONE;
        struct nudge n = {.kind = NUDGE_SHORT_LIVED,
                          .rule = NONE,
                          .book = book,
                          .cond = NONE,
                          .item = i,
                          .file = list->file,
                          .line = list->line};

        if (book != NONE &&
            !listing_add_length(l, n, list->short_lived, "short-lived of the list", list->id)) {
            return false;
        }
    }
    return true;
}

bool nudges_list(struct copy *c, bool thresholds_only, struct nudges *nudges)
{
    struct listing l = {.c = c, .all = nudges, .thresholds_only = thresholds_only};

    return list_rules(&l) && list_parameters(&l) && list_stays_good(&l) && list_short_lived(&l) &&
           nudges_of_answers(&l) && !nudges->arena.failed;
}
