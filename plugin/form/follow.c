/* SPDX-License-Identifier: MIT
 *
 * What a yes leads to: the facts of an entry that some condition decides on, and when each is
 * wanted. It follows the conditions (engine/fit.c): what they may find missing of an entry of the
 * value set is asked here, and nothing else. For making_parts.h.
 */
#include <string.h>

#include "base/words.h"
#include "engine/window.h"
#include "form/making_parts.h"

#define STATUS_BIT(status) (1u << (status))
#define EVER_BITS (STATUS_BIT(PRECARE_STATUS_ACTIVE) | STATUS_BIT(PRECARE_STATUS_RESOLVED))

static void needs_add(struct entry_needs *needs, enum entry_fact fact, bool always)
{
    needs->facts |= FACT_BIT(fact);
    needs->always |= always ? FACT_BIT(fact) : 0;
}

static void needs_condition(const struct cond *c, struct entry_needs *needs)
{
    static const uint32_t statuses[] = {[STATUS_EVER] = EVER_BITS,
                                        [STATUS_ACTIVE] = STATUS_BIT(PRECARE_STATUS_ACTIVE),
                                        [STATUS_FAMILY] = STATUS_BIT(PRECARE_STATUS_FAMILY)};
    uint32_t gated = (c->severity != 0 ? FACT_BIT(FACT_SEVERITY) : 0) |
                     (c->site > SITE_ANYWHERE ? FACT_BIT(FACT_SITES) : 0) |
                     (c->within.set ? FACT_BIT(FACT_ONSET) : 0);

    needs_add(needs, FACT_STATUS, true);
    needs->facts |= gated;
    if (gated != 0) {
        needs->status |= statuses[c->status];
    }
}

static void needs_started(struct entry_needs *needs, uint32_t uses)
{
    needs->facts |= FACT_BIT(FACT_STARTED);
    needs->started_uses |= uses;
}

static void needs_medication(const struct cond *c, struct entry_needs *needs)
{
    uint32_t prescribed = 1u << PRECARE_USE_PRESCRIBED, ongoing = 1u << PRECARE_USE_ONGOING;

    switch ((enum cond_use)c->status) {
    case USE_ONGOING:
        needs_add(needs, FACT_USE, true);
        needs_started(needs, prescribed);
        break;
    case USE_TAKEN_WITHIN:
        if (c->within.length.n > 0) {
            needs_add(needs, FACT_USE, true);
            needs_add(needs, FACT_LAST_USED, false);
            needs_started(needs, prescribed);
        }
        break;
    case USE_STARTED_WITHIN: needs_add(needs, FACT_STARTED, true); break;
    case USE_FOR:
        needs_add(needs, FACT_USE, true);
        needs_started(needs, prescribed | ongoing);
        break;
    case USE_ON_FILE: needs_add(needs, FACT_USE, true); break;
    case USE_EVER:
    case USE_NOT_SAID: break;
    }
    if (c->site > SITE_ANYWHERE) {
        needs_add(needs, FACT_SITES, true);
    }
}

static void needs_field(const struct making *m, struct entry_needs *needs, uint32_t field)
{
    struct fact_fields *fields = &needs->fields;

    for (uint32_t i = 0; i < fields->count; i++) {
        if (fields->at[i] == field) {
            return;
        }
    }
    if (fields->count == fields->room) {
        fields->at =
            arena_more(m->arena, fields->at, fields->count, &fields->room, sizeof *fields->at);
    }
    if (fields->at == NULL || fields->count == fields->room) {
        fields->count = 0; /* the arena failed, and so does the form */
        return;
    }
    fields->at[fields->count++] = field;
}

/* Without a date an entry of what is booked may be the visit itself. */
static bool is_booked_list(const struct making *m, uint32_t list)
{
    const struct hits *booked = &m->q.judge.view.procedure;

    for (uint32_t i = 0; i < booked->count; i++) {
        if (booked->at[i].list == list) {
            return true;
        }
    }
    return false;
}

static void needs_history(const struct making *m, const struct cond *c, struct entry_needs *needs)
{
    if (c->within.set || c->until.set || is_booked_list(m, c->list)) {
        needs_add(needs, FACT_DATE, true);
    }
    if (c->done_only) {
        needs_add(needs, FACT_STATE, true);
    }
    if (c->site > SITE_ANYWHERE) {
        needs_add(needs, FACT_SITES, true);
    }
    if (c->asked != NONE) {
        needs_field(m, needs, c->asked);
    }
}

void needs_join(const struct making *m, const struct cond *c, struct entry_needs *needs)
{
    if (c->kind == COND_CONDITION) {
        needs_condition(c, needs);
    } else if (c->kind == COND_MEDICATION) {
        needs_medication(c, needs);
    } else if (c->kind == COND_HISTORY) {
        needs_history(m, c, needs);
    } else if (c->kind == COND_REACTION || c->kind == COND_PRODUCT) {
        needs->facts |= (c->severity != 0 ? FACT_BIT(FACT_SEVERITY) : 0) |
                        (c->site > SITE_ANYWHERE ? FACT_BIT(FACT_SITES) : 0) |
                        (c->within.set || c->until.set ? FACT_BIT(FACT_AT) : 0);
        needs->always |= needs->facts;
    }
}

void needs_less(const struct making *m, struct entry_needs *needs, const struct entry_needs *known)
{
    uint32_t *at = arena_array(m->arena, (size_t)needs->fields.count + 1, sizeof *at);
    uint32_t kept = 0;

    needs->facts &= ~known->facts;
    for (uint32_t i = 0; at != NULL && i < needs->fields.count; i++) {
        bool there = false;

        for (uint32_t k = 0; k < known->fields.count; k++) {
            there |= known->fields.at[k] == needs->fields.at[i];
        }
        if (!there) {
            at[kept++] = needs->fields.at[i];
        }
    }
    needs->fields = (struct fact_fields){.at = at, .count = kept, .room = kept};
}

/* ---- when each is wanted ---- */

static void gate_words(const struct making *m, const char *gates, enum entry_fact by,
                       const struct words *words, uint32_t bits, struct form_item *item)
{
    struct form_when *when = arena_array(m->arena, words->count, sizeof *when);
    const char *id = form_text(m->arena, "%s.%s", gates, entry_fact_field(by));

    for (uint32_t i = 0; when != NULL && i < words->count; i++) {
        if ((bits >> i & 1) != 0 && word_of(words, i) != NULL) {
            when[item->when_count++] = (struct form_when){id, word_of(words, i)};
        }
    }
    item->when = when;
}

static void follow_gate(const struct making *m, const struct entry_needs *needs,
                        enum entry_fact fact, const char *gates, struct form_item *item)
{
    bool of_status = fact == FACT_SEVERITY || fact == FACT_SITES || fact == FACT_ONSET;

    if ((needs->always & FACT_BIT(fact)) != 0) {
        return;
    }
    if (of_status) {
        gate_words(m, gates, FACT_STATUS, &words_status, needs->status, item);
    } else if (fact == FACT_LAST_USED) {
        gate_words(m, gates, FACT_USE, &words_use, 1u << PRECARE_USE_STOPPED, item);
    } else if (fact == FACT_STARTED) {
        gate_words(m, gates, FACT_USE, &words_use, needs->started_uses, item);
    }
}

static void follow_kin(const struct form_item *of, struct form_item *item)
{
    item->of = of->of;
    item->rules = of->rules;
    item->chart = of->chart;
    item->entry = of->entry;
    item->list = of->list;
    item->goal = of->goal == GOAL_LIST ? GOAL_LIST_FIELD : GOAL_ENTRY;
}

void follow_items(const struct making *m, const struct form_item *of,
                  const struct entry_needs *needs, const char *gates, struct form_item **items_r,
                  uint32_t *count_r)
{
    struct form_item *items =
        arena_array(m->arena, (size_t)ENTRY_FACTS + needs->fields.count, sizeof *items);
    uint32_t count = 0;

    for (uint32_t fact = 0; items != NULL && fact < ENTRY_FACTS; fact++) {
        if ((needs->facts & FACT_BIT(fact)) == 0) {
            continue;
        }
        struct form_item *item = &items[count++];
        follow_kin(of, item);
        entry_fact_item(m, (enum entry_fact)fact, of->id, NULL, item);
        follow_gate(m, needs, (enum entry_fact)fact, gates, item);
    }
    for (uint32_t i = 0; items != NULL && i < needs->fields.count; i++) {
        struct form_item *item = &items[count++];
        const struct declared *field = &m->rules->fields[needs->fields.at[i]];

        follow_kin(of, item);
        declared_item(m, field, item);
        item->id = form_text(m->arena, "%s.fields.%s", of->id, field->name);
        item->field = form_text(m->arena, "fields.%s", field->name);
    }
    *items_r = items;
    *count_r = items != NULL ? count : 0;
}
