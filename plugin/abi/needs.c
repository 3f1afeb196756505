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
#include "rulebook/triggers.h"
#include "visit/map.h"

#define SCRATCH 8192

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
    door_keep_up(door);
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
        bool draft = door->config->act_on == ACT_ON_DEMONSTRATION;

        *mask_r = triggers_needs(rules->triggers, moment, name.at != NULL ? &hits : NULL, draft);
    }
    arena_end(&arena);
    snapshot_leave(held, slot);
    return failed ? PRECARE_E_MEMORY : PRECARE_OK;
}
