/* SPDX-License-Identifier: MIT
 *
 * The descriptors of the conditions, from their rows in kinds.def, and the few questions that are
 * answered from them. Pure data, any thread; cannot fail.
 */
#include "rulebook/kinds.h"

#include <string.h>

#include "rulebook/compiling.h"

/* ---- keys that several conditions have alike ---- */

#define LIST(of, text, typed)                                                                      \
    KEY(cond_read, in, "in", TEXT, KEY_REQUIRED, .choices_of = "lists/" of, .doc = text,           \
        .example = typed)
#define LIMIT(field, key_name, shape, text, typed)                                                 \
    KEY(cond_read, field, key_name, shape, KEY_PARAMETER, .choices_of = "parameters", .doc = text, \
        .example = typed)
#define WINDOW(field, key_name, from, text, typed)                                                 \
    KEY(cond_read, field, key_name, SPAN, KEY_PARAMETER, .words = &words_##from,                   \
        .choices_of = "parameters", .doc = text, .example = typed)
#define SITE(flags)                                                                                \
    KEY(cond_read, site, "site", CHOICE, flags, .words = &words_site_relation,                     \
        .doc = "Where it is, compared with the treatment area", .example = "treatment-area")
#define SEVERITY                                                                                   \
    KEY(cond_read, at_least, "at-least", CHOICE, 0, .words = &words_severity,                      \
        .doc = "The least severity", .example = "moderate")

#define KEYS(...)                                                                                  \
    .table.keys = (const struct key[]){__VA_ARGS__},                                               \
    .table.count = sizeof((const struct key[]){__VA_ARGS__}) / sizeof(struct key)

#define OTHERS(...)                                                                                \
    .others = (const struct kind_window[]){__VA_ARGS__},                                           \
    .other_count = sizeof((const struct kind_window[]){__VA_ARGS__}) / sizeof(struct kind_window)

#define KIND(id, kind_name, kind_sort, kind_compile, kind_needs, text, ...)                        \
    [COND_##id] = {.table.name = kind_name,                                                        \
                   .table.of_key = true,                                                           \
                   .table.doc = text,                                                              \
                   .table.size = sizeof(struct cond_read),                                         \
                   .sort = SORT_##kind_sort,                                                       \
                   .compile = compile_##kind_compile,                                              \
                   .needs = kind_needs,                                                            \
                   .example = __VA_ARGS__},

const struct kind cond_kinds[] = {
#include "rulebook/kinds.def"
};
_Static_assert(sizeof cond_kinds / sizeof *cond_kinds == COND_KINDS,
               "a descriptor for every condition");

/* ---- questions ---- */

const struct kind *kind_named(struct span name)
{
    for (uint32_t i = 0; i < COND_KINDS; i++) {
        const char *known = cond_kinds[i].table.name;

        if (cond_kinds[i].sort != SORT_WHEN && name.len > 0 && known[0] == name.at[0] &&
            strncmp(known, name.at, name.len) == 0 && known[name.len] == '\0') {
            return &cond_kinds[i];
        }
    }
    return NULL;
}

const struct kind *kind_listed(uint32_t i)
{
    static const uint8_t order[] = {SORT_FACT, SORT_GROUP, SORT_ALWAYS};

    for (uint32_t at = 0; at < sizeof order; at++) {
        for (uint32_t kind = 0; kind < COND_KINDS; kind++) {
            if (cond_kinds[kind].sort == order[at] && i-- == 0) {
                return &cond_kinds[kind];
            }
        }
    }
    return NULL;
}

uint32_t kind_anchor(const struct cond *cond, const struct kind_window *window)
{
    const struct key *key =
        window->key != NULL ? table_find(&cond_kinds[cond->kind].table, window->key) : NULL;

    if (key == NULL || key->words == NULL) {
        return ANCHOR_NONE;
    }
    /* where the author may choose, the condition knows */
    return key->words->count > 2 ? cond->status : word_number(&words_anchor, key->words->at[1]);
}

const struct kind_window *kind_within(const struct cond *cond)
{
    const struct kind *kind = &cond_kinds[cond->kind];

    return cond->window > 0 ? &kind->others[cond->window - 1] : &kind->within;
}

/* 1: more of `within` finds more; -1: less. */
static int kind_within_sense(const struct cond *cond)
{
    return kind_within(cond)->later || cond->wants_missing || cond->times_below ? -1 : 1;
}

uint32_t kind_numbers(const struct cond *cond, struct cond_number numbers_r[COND_NUMBERS])
{
    const struct kind *kind = &cond_kinds[cond->kind];
    bool field =
        table_find(&kind->table, "field") != NULL; /* the numbers are of an entry's field */
    const struct {
        const struct threshold *t;
        struct cond_number number;
    } all[COND_NUMBERS] = {
        {&cond->within,
         {offsetof(struct cond, within), kind_within(cond)->key, kind_within_sense(cond),
          FORM_LENGTH}},
        {&cond->until,
         {offsetof(struct cond, until), kind->until.key, kind_list_sense(cond), FORM_LENGTH}},
        {&cond->at_least,
         {offsetof(struct cond, at_least),
          field         ? "field above"
          : kind->above ? "above"
                        : "at-least",
          field ? -kind_list_sense(cond) : -1, kind->form}},
        {&cond->below,
         {offsetof(struct cond, below), field ? "field below" : "below",
          field ? kind_list_sense(cond) : 1, kind->form}},
        {&cond->times,
         {offsetof(struct cond, times), cond->times_below ? "times below" : "times at-least",
          cond->times_below ? 1 : -1, FORM_NUMBER}}};
    uint32_t count = 0;

    for (uint32_t i = 0; i < COND_NUMBERS; i++) {
        if (all[i].t->set) {
            numbers_r[count++] = all[i].number;
        }
    }
    return count;
}

int kind_list_sense(const struct cond *cond)
{
    return cond->times_below ? -1 : 1;
}
