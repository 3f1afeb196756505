/* SPDX-License-Identifier: MIT
 *
 * The body-sites section: every site once, its parts below it, no circle; then made into the tree.
 * Steps of the loader; one thread. A name that stands among somebody's parts is a site, also where
 * it has no entry of its own.
 */
#include <string.h>

#include "rulebook/loading.h"
#include "vocabulary/sites_make.h"
#include "vocabulary/vocabulary_make.h"

static struct site_def *site_add(struct loading *ld, uint32_t file, const struct node *key,
                                 const struct node *node)
{
    uint32_t number = ld->sites.count;

    if (names_add(&ld->site_names, key->text, number) != number) {
        return NULL;
    }
    struct site_def *def = PUSH(ld, ld->sites);
    if (def != NULL) {
        *def = (struct site_def){
            .file = file, .key = key, .node = node, .parent = SITE_UNKNOWN, .above = SITE_UNKNOWN};
    }
    return def;
}

static uint32_t words_in(const struct node *n)
{
    return n == NULL ? 0 : n->kind == NODE_LIST ? n->count : 1;
}

/* At most as many sites as the section has names in it. */
static uint32_t sites_at_most(const struct node *section)
{
    uint32_t count = section->count;

    for (uint32_t i = 0; i < section->count; i++) {
        count += words_in(node_get(section->items[i], "parts"));
    }
    return count;
}

static void section_declare(struct loading *ld, uint32_t file, const struct node *section)
{
    RESERVE(ld, ld->sites, sites_at_most(section));
    names_room(&ld->site_names, sites_at_most(section));
    for (uint32_t i = 0; i < section->count; i++) {
        struct site_def *def = site_add(ld, file, section->keys[i], section->items[i]);

        if (def != NULL) {
            (void)map_read(ld, &table_site, def->node, &def->read);
            continue;
        }
        uint32_t first = names_find(&ld->site_names, section->keys[i]->text);
        if (first != NAMES_NOT) {
            tell_twice(ld, section->keys[i], "body site", ld->sites.at[first].file,
                       ld->sites.at[first].key);
        }
    }
}

static const struct node *word_at(const struct node *n, uint32_t i)
{
    return n->kind == NODE_LIST ? n->items[i] : n;
}

/* The top of its tree, as it is so far; the way there gets shorter with every question. */
static uint32_t top_of(struct loading *ld, uint32_t site)
{
    struct site_def *at = ld->sites.at;

    while (at[site].above != SITE_UNKNOWN) {
        if (at[at[site].above].above != SITE_UNKNOWN) {
            at[site].above = at[at[site].above].above;
        }
        site = at[site].above;
    }
    return site;
}

static void part_add(struct loading *ld, uint32_t whole, const struct node *n)
{
    if (n->told || n->kind != NODE_TEXT || n->text.len == 0) {
        return;
    }
    uint32_t part = names_find(&ld->site_names, n->text);
    if (part == NAMES_NOT) {
        if (!reader_is_id(n->text)) {
            struct fault *f = tell(
                ld, FAULT_S205, n,
                "\"%.*s\" is not a name of lower-case letters, digits and dashes", TEXT_SHOWN(n));

            fault_fix(ld->faults, f, "Write for example: upper-lip");
            return;
        }
        part = ld->sites.count;
        if (site_add(ld, ld->sites.at[whole].file, n, NULL) == NULL) {
            return;
        }
    }
    struct site_def *def = &ld->sites.at[part];
    if (def->parent != SITE_UNKNOWN) {
        struct fault *f = tell(ld, FAULT_X301, n, "\"%.*s\" is already a part of \"%.*s\"",
                               TEXT_SHOWN(n), TEXT_SHOWN(ld->sites.at[def->parent].key));

        fault_why(ld->faults, f, "A body site can be a part of only one other.");
        fault_fix(ld->faults, f, "Delete it in one of the two places.");
    } else if (top_of(ld, whole) == part) {
        struct fault *f =
            tell(ld, FAULT_X304, n,
                 "the body sites go round in a circle: \"%.*s\" would be a part of itself",
                 TEXT_SHOWN(n));

        fault_why(ld->faults, f, "A site cannot be a part of itself, not even through others.");
        fault_fix(ld->faults, f, "Delete it here.");
    } else {
        def->parent = def->above = whole;
    }
}

void sites_declare(struct loading *ld)
{
    const struct node *first = NULL;
    uint32_t first_file = 0;

    for (uint32_t i = 0; i < ld->file_count; i++) {
        const struct node *section = ld->files[i].read.body_sites;

        if (section == NULL) {
            continue;
        }
        file_enter(ld, i);
        if (first != NULL) {
            struct fault *f =
                tell_at_key(ld, FAULT_X301, section,
                            "the body sites are defined twice: first at %s:%u:%u, and again here",
                            ld->files[first_file].name, first->line, first->column);

            fault_why(ld->faults, f, "All body sites form one tree.");
            fault_fix(ld->faults, f, "Put all body sites into one file.");
            continue;
        }
        first = section->up->keys[section->index];
        first_file = i;
        section_declare(ld, i, section);
    }
    uint32_t written = ld->sites.count;
    for (uint32_t i = 0; i < written; i++) {
        file_enter(ld, ld->sites.at[i].file);
        for (uint32_t j = 0; j < words_in(ld->sites.at[i].read.parts); j++) {
            part_add(ld, i, word_at(ld->sites.at[i].read.parts, j));
        }
    }
}

/* ---- making the tree ---- */

static void also_plan(struct loading *ld, const struct site_def *def, struct names *all,
                      uint32_t number, struct site_plan *plan)
{
    struct texts also = texts_of(ld, def->read.also);

    plan->also = also.at;
    plan->also_count = also.count;
    for (uint32_t i = 0; i < words_in(def->read.also); i++) {
        const struct node *n = word_at(def->read.also, i);
        struct span folded = n->kind == NODE_TEXT && !n->told ? text_folded(n->text, &ld->scratch)
                                                              : (struct span){0};

        if (folded.at == NULL) {
            continue;
        }
        uint32_t first = names_add(all, folded, number);
        if (first == number || first == NAMES_NOT) {
            continue;
        }
        struct fault *f = tell(ld, FAULT_X301, n, "\"%.*s\" is already a name of \"%.*s\"",
                               TEXT_SHOWN(n), TEXT_SHOWN(ld->sites.at[first].key));
        fault_why(ld->faults, f, "In a chart it could mean either of the two.");
        fault_fix(ld->faults, f, "Delete it in one of the two places.");
    }
}

static void adjacent_plan(struct loading *ld, const struct site_def *def, struct site_plan *plan)
{
    uint32_t count = words_in(def->read.adjacent);
    uint32_t *adjacent = arena_array(&ld->scratch, (size_t)count + 1, sizeof *adjacent);

    if (adjacent == NULL) {
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct node *n = word_at(def->read.adjacent, i);

        if (n->kind != NODE_TEXT || n->told) {
            continue;
        }
        uint32_t other = names_find(&ld->site_names, n->text);
        if (other == NAMES_NOT) {
            tell_unknown(ld, n, "body site", &ld->site_names);
        } else {
            adjacent[plan->adjacent_count++] = other;
        }
    }
    plan->adjacent = adjacent;
}

void sites_compile(struct loading *ld)
{
    uint32_t count = ld->sites.count;
    struct site_plan *plan = arena_array(&ld->scratch, (size_t)count + 1, sizeof *plan);
    struct names all;

    if (plan == NULL) {
        return;
    }
    names_begin(&all, &ld->scratch);
    names_room(&all, count);
    for (uint32_t i = 0; i < count; i++) {
        (void)names_add(&all, text_folded(ld->sites.at[i].key->text, &ld->scratch), i);
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct site_def *def = &ld->sites.at[i];

        file_enter(ld, def->file);
        plan[i] = (struct site_plan){.name = text_of(ld, def->key), .parent = def->parent};
        also_plan(ld, def, &all, i, &plan[i]);
        adjacent_plan(ld, def, &plan[i]);
        uint32_t points = (uint32_t)utf8_count(def->key->text.at, def->key->text.len);
        if (points > ld->site_longest) {
            ld->site_longest = points;
        }
        if (def->parent == SITE_UNKNOWN && points > ld->region_longest) {
            ld->region_longest = points;
        }
    }
    if (!ld->scratch.failed && !ld->keep->failed) {
        ld->site_tree = sites_new(plan, count, ld->keep, &ld->scratch);
    }
}
