/* SPDX-License-Identifier: MIT
 *
 * Rules that can never fire (X309): only what is certain, such as two ages that nobody can have at
 * once, or an excuse that always holds. Called by check_rule.c for rules that are compiled whole;
 * one thread.
 */
#include <string.h>

#include "base/words.h"
#include "rulebook/loading.h"

#define PARTS_MOST 128u /* of one `all`; what is longer is not compared part by part */

static bool texts_same(const struct texts *a, const struct texts *b)
{
    if (a->count != b->count) {
        return false;
    }
    for (uint32_t i = 0; i < a->count; i++) {
        if (strcmp(a->at[i], b->at[i]) != 0) {
            return false;
        }
    }
    return true;
}

static bool threshold_same(const struct threshold *a, const struct threshold *b)
{
    if (!a->set || !b->set) {
        return a->set == b->set;
    }
    return a->number == b->number && a->length.n == b->length.n && a->length.unit == b->length.unit;
}

static bool cond_same(const struct cond *conds, uint32_t x, uint32_t y)
{
    const struct cond *a = &conds[x], *b = &conds[y];
    bool same =
        a->kind == b->kind && a->count == b->count && a->list == b->list &&
        a->status == b->status && a->severity == b->severity && a->site == b->site &&
        a->done_only == b->done_only && a->window == b->window && a->negated == b->negated &&
        a->wants_recorded == b->wants_recorded && a->wants_missing == b->wants_missing &&
        a->choices == b->choices && a->name == b->name && threshold_same(&a->within, &b->within) &&
        threshold_same(&a->until, &b->until) && threshold_same(&a->at_least, &b->at_least) &&
        threshold_same(&a->below, &b->below) && a->times_below == b->times_below &&
        threshold_same(&a->times, &b->times) && texts_same(&a->words, &b->words) &&
        a->wants_unsure == b->wants_unsure && a->wants_none == b->wants_none &&
        a->sites.count == b->sites.count && a->lists.count == b->lists.count;

    for (uint32_t i = 0; same && i < a->sites.count; i++) {
        same = a->sites.at[i] == b->sites.at[i];
    }
    for (uint32_t i = 0; same && i < a->lists.count; i++) {
        same = a->lists.at[i] == b->lists.at[i];
    }
    for (uint32_t i = 0; same && i < a->count; i++) {
        same = cond_same(conds, a->first + i, b->first + i);
    }
    return same;
}

/* The parts of an `all`, also of those inside it. */
struct parts {
    uint32_t at[PARTS_MOST];
    uint32_t count;
    bool lost;
};

static void parts_of(const struct cond *conds, uint32_t number, struct parts *p)
{
    if (conds[number].kind == COND_ALL) {
        for (uint32_t i = 0; i < conds[number].count; i++) {
            parts_of(conds, conds[number].first + i, p);
        }
    } else if (p->count < PARTS_MOST) {
        p->at[p->count++] = number;
    } else {
        p->lost = true;
    }
}

/* ---- what contradicts itself ---- */

/* Limits of one quantity over all parts: nothing is at least so much and below so little. Each
 * entry of a chart has its own. */
static bool limits_empty(const struct cond *conds, const struct parts *p, const struct cond *of)
{
    int64_t least = INT64_MIN, below = INT64_MAX;

    for (uint32_t i = 0; i < p->count; i++) {
        const struct cond *c = &conds[p->at[i]];

        if (c != of &&
            (c->kind != of->kind || c->name != of->name || cond_kinds[c->kind].chart != 0)) {
            continue;
        }
        if (c->at_least.set && c->at_least.number > least) {
            least = c->at_least.number;
        }
        if (c->below.set && c->below.number < below) {
            below = c->below.number;
        }
    }
    return least != INT64_MIN && below != INT64_MAX && below <= least;
}

static bool window_empty(const struct cond *c)
{
    return kind_within(c)->later && c->within.set && c->until.set &&
           c->within.length.unit == c->until.length.unit && c->until.length.n <= c->within.length.n;
}

/* Of closed words, one holds: two lists of them must share one. */
static bool choices_empty(const struct cond *conds, const struct parts *p, uint32_t kind)
{
    uint32_t left = UINT32_MAX;

    for (uint32_t i = 0; i < p->count; i++) {
        if (conds[p->at[i]].kind == kind) {
            left &= conds[p->at[i]].choices;
        }
    }
    return left == 0;
}

static bool has_word(const struct texts *t, const char *word)
{
    for (uint32_t i = 0; i < t->count; i++) {
        if (strcmp(t->at[i], word) == 0) {
            return true;
        }
    }
    return false;
}

static bool word_allowed(const struct cond *conds, const struct parts *p, uint32_t kind,
                         const char *word)
{
    for (uint32_t i = 0; i < p->count; i++) {
        const struct cond *c = &conds[p->at[i]];

        if (c->kind == kind && has_word(&c->words, word) == c->negated) {
            return false;
        }
    }
    return true;
}

/* A visit has one indication, and its provider one role. */
static bool words_empty(const struct cond *conds, const struct parts *p, uint32_t kind)
{
    const struct cond *first = NULL;

    for (uint32_t i = 0; i < p->count && first == NULL; i++) {
        if (conds[p->at[i]].kind == kind && !conds[p->at[i]].negated) {
            first = &conds[p->at[i]];
        }
    }
    for (uint32_t i = 0; first != NULL && i < first->words.count; i++) {
        if (word_allowed(conds, p, kind, first->words.at[i])) {
            return false;
        }
    }
    return first != NULL;
}

/* Nothing but `is`: what it names is all that it holds for. */
static bool says_is_alone(const struct cond *c)
{
    return !c->below.set && !c->at_least.set && !c->until.set && c->lists.count == 0;
}

/* Whether a value that the one names holds for the other, too. */
static bool values_share(const struct cond *a, const struct cond *b)
{
    bool there = b->words.count > 0 || b->wants_unsure || b->wants_none || b->wants_recorded;

    if ((a->wants_missing && b->wants_missing) || (a->wants_unsure && b->wants_unsure) ||
        (a->wants_none && b->wants_none) || (a->wants_recorded && there)) {
        return true;
    }
    for (uint32_t i = 0; i < a->words.count; i++) {
        if (has_word(&b->words, a->words.at[i])) {
            return true;
        }
    }
    return false;
}

/* An answer or a field has one value, or none at all. */
static bool values_exclude(const struct cond *a, const struct cond *b)
{
    bool same_time = threshold_same(&a->within, &b->within) || !a->within.set;

    if (!says_is_alone(a) || (a->wants_missing && !same_time)) {
        return false;
    }
    if (says_is_alone(b)) {
        return !values_share(a, b) && !values_share(b, a) &&
               (!b->wants_missing || threshold_same(&a->within, &b->within) || !b->within.set);
    }
    /* a number, a date or a name is neither missing, unsure nor none */
    return !a->wants_recorded && a->words.count == 0;
}

static bool values_empty(const struct cond *conds, const struct parts *p, const struct cond *a)
{
    for (uint32_t k = 0; k < p->count; k++) {
        const struct cond *b = &conds[p->at[k]];

        if (b != a && a->kind == b->kind && a->name == b->name && values_exclude(a, b)) {
            return true;
        }
    }
    return false;
}

/* Trained for a thing, and not trained for it. */
static bool lacks_and_has(const struct cond *conds, const struct parts *p, const struct cond *a)
{
    for (uint32_t k = 0; k < p->count && !a->negated; k++) {
        const struct cond *b = &conds[p->at[k]];

        if (b->kind == a->kind && b->negated && texts_same(&a->words, &b->words)) {
            return true;
        }
    }
    return false;
}

/* Whether the parts of one kind exclude each other, by what a visit has of it. */
static bool kind_empty(const struct cond *conds, const struct parts *p, const struct cond *c)
{
    switch ((enum kind_holds)cond_kinds[c->kind].holds) {
    case HOLDS_CHOICE: return choices_empty(conds, p, c->kind);
    case HOLDS_WORD: return words_empty(conds, p, c->kind);
    case HOLDS_WORDS: return lacks_and_has(conds, p, c);
    case HOLDS_VALUE: return values_empty(conds, p, c);
    case HOLDS_NUMBER:
    case HOLDS_MANY: break;
    }
    return false;
}

/* The same entries on at least so many days, and on fewer. */
static bool times_exclude(const struct cond *a, const struct cond *b)
{
    bool same = a->list == b->list && a->site == b->site && a->done_only == b->done_only &&
                a->asked == b->asked && a->asked == NONE &&
                threshold_same(&a->within, &b->within) && threshold_same(&a->until, &b->until);

    return same && a->times.set && !a->times_below && b->times_below &&
           b->times.number <= a->times.number;
}

static bool times_empty(const struct cond *conds, const struct parts *p, const struct cond *a)
{
    for (uint32_t k = 0; k < p->count; k++) {
        const struct cond *b = &conds[p->at[k]];

        if (a->kind == b->kind && times_exclude(a, b)) {
            return true;
        }
    }
    return false;
}

/* A part, and `none` of it. */
static bool check_never_denied(const struct cond *conds, const struct parts *p)
{
    for (uint32_t i = 0; i < p->count; i++) {
        const struct cond *none = &conds[p->at[i]];

        if (none->kind != COND_NOT_ANY || none->count > 16) {
            continue;
        }
        for (uint32_t k = 0; k < none->count; k++) {
            for (uint32_t j = 0; j < p->count; j++) {
                if (cond_same(conds, none->first + k, p->at[j])) {
                    return true;
                }
            }
        }
    }
    return false;
}

static bool check_never_never(const struct cond *conds, uint32_t number);

static bool check_never_always(const struct cond *conds, uint32_t number)
{
    const struct cond *c = &conds[number];
    bool all = true, any = false;

    if (c->kind == COND_ALWAYS) {
        return true;
    }
    for (uint32_t i = 0; i < c->count; i++) {
        bool yes = c->kind == COND_NOT_ANY ? check_never_never(conds, c->first + i)
                                           : check_never_always(conds, c->first + i);

        all = all && yes;
        any = any || yes;
    }
    return c->count > 0 && (c->kind == COND_ANY ? any : all);
}

static bool parts_never(const struct cond *conds, const struct parts *p)
{
    for (uint32_t i = 0; i < p->count; i++) {
        const struct cond *c = &conds[p->at[i]];

        if (window_empty(c) || limits_empty(conds, p, c) || kind_empty(conds, p, c) ||
            times_empty(conds, p, c)) {
            return true;
        }
        if (c->kind > COND_ALL && c->kind <= COND_NOT_ANY && check_never_never(conds, p->at[i])) {
            return true;
        }
    }
    return check_never_denied(conds, p);
}

#define CHOICES_MOST 16u

/* A choice of which every alternative contradicts the other parts. */
static bool choices_never(const struct cond *conds, const struct parts *p)
{
    for (uint32_t i = 0; i < p->count && p->count <= CHOICES_MOST; i++) {
        const struct cond *any = &conds[p->at[i]];
        bool never = any->kind == COND_ANY && any->count <= CHOICES_MOST;

        for (uint32_t k = 0; never && k < any->count; k++) {
            struct parts with = *p;

            with.at[i] = p->at[p->count - 1];
            with.count--;
            parts_of(conds, any->first + k, &with);
            never = !with.lost && parts_never(conds, &with);
        }
        if (never) {
            return true;
        }
    }
    return false;
}

static bool check_never_never(const struct cond *conds, uint32_t number)
{
    const struct cond *c = &conds[number];

    if (c->kind == COND_NOT_ANY || c->kind == COND_ANY) {
        bool all = c->count > 0, any = false;

        for (uint32_t i = 0; i < c->count; i++) {
            bool no = c->kind == COND_ANY ? check_never_never(conds, c->first + i)
                                          : check_never_always(conds, c->first + i);

            all = all && no;
            any = any || no;
        }
        return c->kind == COND_ANY ? all : any;
    }
    struct parts p = {.count = 0};
    parts_of(conds, number, &p);
    return !p.lost && (parts_never(conds, &p) || choices_never(conds, &p));
}

/* ---- the excuse ---- */

/* Whether the one cannot hold without the other: it is the same, or its limits are narrower. */
static bool check_never_implies(const struct cond *conds, uint32_t x, uint32_t y)
{
    const struct cond *a = &conds[x], *b = &conds[y];
    bool limited =
        cond_kinds[a->kind].holds == HOLDS_NUMBER && a->kind == b->kind && a->name == b->name;

    if (!limited) {
        return cond_same(conds, x, y);
    }
    return (!b->below.set || (a->below.set && a->below.number <= b->below.number)) &&
           (!b->at_least.set || (a->at_least.set && a->at_least.number >= b->at_least.number));
}

/* Whether `if` cannot hold without it. */
static bool excuse_follows(const struct cond *conds, uint32_t condition, uint32_t unless)
{
    struct parts p = {.count = 0};

    parts_of(conds, condition, &p);
    uint32_t count = conds[unless].kind == COND_ANY ? conds[unless].count : 1;
    if (check_never_implies(conds, condition, unless)) {
        return true;
    }
    for (uint32_t i = 0; !p.lost && i < p.count && count <= 16; i++) {
        for (uint32_t k = 0; k < count; k++) {
            if (check_never_implies(conds, p.at[i],
                                    conds[unless].kind == COND_ANY ? conds[unless].first + k
                                                                   : unless)) {
                return true;
            }
        }
    }
    return false;
}

void never_check(struct loading *ld, const struct rule_def *def, const struct rule *rule)
{
    const struct cond *conds = ld->conds.at;
    const struct node *at = def->id != NULL ? def->id : def->node;

    if (check_never_never(conds, rule->condition)) {
        struct fault *f =
            tell(ld, FAULT_X309, at, "this rule can never fire: its condition can never be true");

        fault_why(
            ld->faults, f,
            "Two of its parts exclude each other, so the rule would stay quiet for every patient.");
        fault_fix(ld->faults, f,
                  "Correct the limits, or join the parts by `any:` instead of `all:`.");
    } else if (rule->unless != NONE && (check_never_always(conds, rule->unless) ||
                                        excuse_follows(conds, rule->condition, rule->unless))) {
        struct fault *f =
            tell(ld, FAULT_X309, at,
                 "this rule can never fire: whenever `if` is true, `unless` is true as well");

        fault_why(ld->faults, f,
                  "An exception that always applies keeps the rule quiet for every patient.");
        fault_fix(ld->faults, f, "Correct `unless`, or delete it.");
    }
}
