/* SPDX-License-Identifier: MIT
 *
 * Which facts the rules in force look at: gathering facts costs a host far more than the rules do.
 * Asked on the host's threads before it fetches. Errs on the side of more: a rule outside its dates
 * counts too.
 */
#include <string.h>

#include "abi/door.h"
#include "abi/event_struct.h"
#include "base/words.h"
#include "visit/map.h"

#define SCRATCH 8192

static uint64_t fact_needs(const struct cond *c)
{
    bool area = c->site != 0 && c->site != SITE_ANYWHERE;

    return cond_kinds[c->kind].needs | (area ? PRECARE_NEEDS_SITES : 0);
}

/* A condition and all below it: children stand after their parent, so one pass over a span of them
 * is enough. */
static uint64_t cond_needs(const struct rules *rules, uint32_t root)
{
    uint64_t mask = 0;

    if (root == NONE) {
        return 0;
    }
    const struct cond *c = &rules->conds[root];
    mask |= fact_needs(c);
    if (kind_is_group(c->kind)) {
        for (uint32_t i = 0; i < c->count; i++) {
            mask |= cond_needs(rules, c->first + i);
        }
    }
    return mask;
}

static bool due_needs_end(const struct instructions *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->at[i].due.anchor == ANCHOR_AFTER_PROCEDURE) {
            return true;
        }
    }
    return false;
}

static bool procedure_fits(const struct rule *rule, const struct hits *hits)
{
    for (uint32_t i = 0; hits != NULL && i < rule->procedures.count; i++) {
        for (uint32_t h = 0; h < hits->count; h++) {
            if (hits->at[h].list == rule->procedures.at[i]) {
                return true;
            }
        }
    }
    return hits == NULL;
}

static uint64_t rule_needs(const struct rules *rules, const struct rule *rule)
{
    uint64_t mask = cond_needs(rules, rule->condition) | cond_needs(rules, rule->unless);

    if (rule->move_to.anchor == ANCHOR_AFTER_PROCEDURE || due_needs_end(&rule->instruct) ||
        due_needs_end(&rule->if_still_time)) {
        mask |= PRECARE_NEEDS_PROCEDURE_ENDED;
    }
    return mask;
}

static bool in_force(const struct rules *rules, const struct rule *rule, uint32_t moment,
                     bool draft)
{
    uint32_t status = rules->books[rule->rulebook].status;
    bool book = status == BOOK_ACTIVE || status == BOOK_SHADOW || (draft && status == BOOK_DRAFT);

    return book && rule->status != RULE_RETIRED && (rule->moments & (1u << moment)) != 0;
}

static uint64_t needs_of(const struct door *door, const struct rules *rules, uint32_t moment,
                         struct hits *hits)
{
    bool draft = door->config->act_on == ACT_ON_DEMONSTRATION;
    uint64_t mask = 0;

    for (uint32_t i = 0; i < rules->rule_count; i++) {
        const struct rule *rule = &rules->rules[i];

        if (in_force(rules, rule, moment, draft) && procedure_fits(rule, hits)) {
            mask |= rule_needs(rules, rule);
        }
    }
    return mask;
}

/* The lists of the procedure, by its text or its code, through the mapping tables. */
static struct hits procedure_hits(const struct door *door, const struct rules *rules,
                                  struct span name, struct arena *arena)
{
    struct visit visit = {.procedure = {.text = name, .code = name}};
    struct span none = {0};
    uint32_t kind = KIND_BIT(word_number(&words_list_kind, "procedure"));

    if (!visit_map(&visit, door->config, arena)) {
        return (struct hits){.failed = true};
    }
    return vocabulary_match(rules->vocabulary, kind, visit.procedure.text, visit.procedure.code,
                            none, arena);
}

int32_t door_needs(precare_instance *instance, uint32_t moment, const char *procedure,
                   uint64_t *mask_r)
{
    _Alignas(16) unsigned char scratch[SCRATCH];
    struct door *door = door_of(instance);
    uint32_t slot = snapshot_slot();
    struct arena arena;
    struct hits hits = {0};
    struct span name;

    if (mask_r == NULL || moment < PRECARE_BOOKING || moment > PRECARE_FOLLOW_UP ||
        !host_text(procedure, EVENT_TEXT, &name)) {
        return PRECARE_E_ARGUMENT;
    }
    *mask_r = ~UINT64_C(0); /* on any error: fetch all */
    if (door == NULL) {
        return PRECARE_E_INSTANCE;
    }
    if (door->installation != NULL &&
        installation_generation(door->installation) != atomic_load(&door->seen)) {
        door_follow(door);
    }
    struct snapshot *held = snapshot_enter(&door->snapshots, slot);
    if (held == NULL) {
        return PRECARE_E_RULES;
    }
    const struct rules *rules = held->set->rules;
    arena_begin(&arena, scratch, sizeof scratch, 0);
    if (name.at != NULL) {
        hits = procedure_hits(door, rules, name, &arena);
    }
    bool failed = name.at != NULL && hits.failed;
    if (!failed) {
        *mask_r = needs_of(door, rules, moment, name.at != NULL ? &hits : NULL);
    }
    arena_end(&arena);
    snapshot_leave(held, slot);
    return failed ? PRECARE_E_MEMORY : PRECARE_OK;
}
