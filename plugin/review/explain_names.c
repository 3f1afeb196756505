/* SPDX-License-Identifier: MIT
 *
 * The names of a rule's numbers and lists (explain_names.h). A number or list that stands in it
 * twice is named once, where it stands first.
 */
#include "review/explain_names.h"

#include <string.h>

#include "review/nudge_copy.h"
#include "review/sentence.h"

#define MOST 16 /* of one rule; what it has beyond them is not named */

struct seen { /* what was named already */
    const char *at[MOST];
    uint32_t count;
};

static bool seen_new(struct seen *seen, const char *name)
{
    for (uint32_t i = 0; i < seen->count; i++) {
        if (strcmp(seen->at[i], name) == 0) {
            return false;
        }
    }
    if (seen->count == MOST) {
        return false;
    }
    seen->at[seen->count++] = name;
    return true;
}

static void number_named(const struct rules *rules, uint32_t book, const char *name, bool first,
                         struct buf *out)
{
    for (uint32_t i = 0; i < rules->parameter_count; i++) {
        const struct parameter *p = &rules->parameters[i];

        if (p->rulebook == book && strcmp(p->name, name) == 0) {
            buf_printf(out, "%s%s: %s", first ? "" : "; ", name, p->value);
            if (p->lowest != NULL) {
                buf_printf(out, " (may be %s to %s)", p->lowest, p->highest);
            }
        }
    }
}

bool numbers_named(const struct rules *rules, uint32_t rule, struct arena *arena, struct buf *out)
{
    struct copy copy;
    struct seen seen = {.count = 0};

    if (!copy_begin(&copy, rules, arena)) {
        return false;
    }
    for (uint32_t i = 0; i < copy.slot_count; i++) {
        const char *name = copy.slots[i].was.parameter;

        if (copy.slots[i].rule == rule && name != NULL && seen_new(&seen, name)) {
            number_named(rules, rules->rules[rule].rulebook, name, seen.count == 1, out);
        }
    }
    return true;
}

static void list_named(const struct rules *rules, uint32_t list, struct seen *seen, struct buf *out)
{
    if (list < rules->list_count && seen_new(seen, rules->lists[list].id)) {
        buf_printf(out, "%s%s", seen->count == 1 ? "" : ", ", rules->lists[list].id);
    }
}

static void cond_named(const struct rules *rules, uint32_t cond, struct seen *seen, struct buf *out)
{
    const struct cond *c = &rules->conds[cond];

    for (uint32_t i = 0; sentence_group(c) != NULL && i < c->count; i++) {
        cond_named(rules, c->first + i, seen, out);
    }
    list_named(rules, c->list, seen, out);
    for (uint32_t i = 0; i < c->lists.count; i++) {
        list_named(rules, c->lists.at[i], seen, out);
    }
}

void lists_named(const struct rules *rules, uint32_t rule, struct buf *out)
{
    struct seen seen = {.count = 0};

    cond_named(rules, rules->rules[rule].condition, &seen, out);
    if (rules->rules[rule].unless != NONE) {
        cond_named(rules, rules->rules[rule].unless, &seen, out);
    }
}
