/* SPDX-License-Identifier: MIT
 *
 * From files to rules: the steps of loading in their order, and the editions of what overlays
 * change. Called by whoever needs rules; each load is its own and any number may go on in different
 * threads. No clock, no disk. On failure NULL, with every fault of the files in `faults`; without
 * memory also `faults->lost`.
 */
#include "rulebook/load.h"

#include <string.h>
#include <sys/mman.h>

#include "base/seam.h"
#include "rulebook/approval/approval.h"
#include "rulebook/overlay/overlay.h"
#include "rulebook/triggers.h"

struct rules_owned { /* what `struct rules` stands in */
    struct rules rules;
    struct arena keep;
    struct zone *const *zones; /* that tests name */
    uint32_t zone_count;
    bool overlaid; /* an overlay is among the files */
};

static void load_declare(struct loading *ld, const struct rule_files *files)
{
    static void (*const steps[])(struct loading *) = {
        books_declare,   working_declare,    reasons_declare, words_declare,
        answers_declare, parameters_declare, lists_declare,   sites_declare,
        rules_declare,   overlays_declare,   tests_declare};

    files_parse(ld, files);
    for (size_t i = 0; i < sizeof steps / sizeof *steps && !ld->scratch.failed; i++) {
        steps[i](ld);
    }
    if (!ld->scratch.failed) {
        approval_judge(ld, files);
    }
}

static void load_compile(struct loading *ld)
{
    static void (*const steps[])(struct loading *) = {
        parameters_compile, books_compile, lists_compile, lists_finish,
        answers_finish,     sites_compile, rules_compile};

    for (size_t i = 0; i < sizeof steps / sizeof *steps && !ld->scratch.failed && !ld->keep->failed;
         i++) {
        steps[i](ld);
    }
}

static void base_facts_check(struct loading *ld)
{
    facts_check(ld, false);
}

static void load_check(struct loading *ld)
{
    static void (*const steps[])(struct loading *) = {tests_compile, base_facts_check, advice_check,
                                                      timely_check};

    for (size_t i = 0; i < sizeof steps / sizeof *steps && !ld->scratch.failed && !ld->keep->failed;
         i++) {
        steps[i](ld);
    }
}

static void load_overlays(struct loading *ld)
{
    if (ld->overlays.count == 0 || ld->scratch.failed || ld->keep->failed) {
        return;
    }
    overlays_check(ld);
    if (!faults_any(ld->faults) && !ld->scratch.failed) {
        overlays_apply(ld);
    }
}

/* Room for the documents of many rules, in one piece: in small blocks the system would hand it
 * out page by page, which took a third of the time. NULL is fine: then arenas find their own. */
static void *room_new(size_t size)
{
    const uintptr_t huge = 2u * 1024u * 1024u;
    void *room = size >= 2 * huge ? mem_grow(NULL, size) : NULL;

    if (room != NULL) {
        uintptr_t from = ((uintptr_t)room + huge - 1) & ~(huge - 1),
                  to = ((uintptr_t)room + size) & ~(huge - 1);

        if (to > from) {
            (void)madvise((void *)from, to - from, MADV_HUGEPAGE);
        }
    }
    return room;
}

/* Measured on rule files: nodes take ten times their bytes, the loader's own pieces four times. */
#define NODE_SHARE 10u
#define SCRATCH_SHARE 4u
#define ROOM_MOST (256u * 1024u * 1024u)

static size_t room_size(const struct rule_files *files, size_t share)
{
    size_t bytes = 0;

    for (uint32_t i = 0; i < files->count && bytes < ROOM_MOST; i++) {
        bytes += files->at[i].len;
    }
    return bytes * share < ROOM_MOST ? bytes * share : ROOM_MOST;
}

static void loading_begin(struct loading *ld, struct rules_owned *owned,
                          const struct rule_files *files, struct faults *faults)
{
    size_t nodes = room_size(files, NODE_SHARE), scratch = room_size(files, SCRATCH_SHARE);

    *ld = (struct loading){.keep = &owned->keep, .faults = faults};
    ld->scratch_room = room_new(scratch);
    ld->node_room = room_new(nodes);
    arena_begin(&ld->scratch, ld->scratch_room, ld->scratch_room != NULL ? scratch : 0, 0);
    arena_begin(ld->keep, NULL, 0, 0);
    arena_begin(&ld->nodes, ld->node_room, ld->node_room != NULL ? nodes : 0, 0);
    ld->reader = (struct reader){.faults = faults, .arena = &ld->scratch};
    struct names *all[] = {
        &ld->texts,      &ld->book_names,    &ld->list_names,   &ld->site_names,  &ld->reason_names,
        &ld->rule_names, &ld->persona_names, &ld->answer_names, &ld->field_names, &ld->field_folds};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        names_begin(all[i], &ld->scratch);
    }
    size_t texts = room_size(files, 1) / 16;
    names_room(&ld->texts, texts < 65536 ? (uint32_t)texts : 65536);
}

/* No node of a document outlives its loading. */
static void loading_end(struct loading *ld)
{
    arena_end(&ld->nodes);
    mem_drop(ld->node_room);
    arena_end(&ld->scratch);
    mem_drop(ld->scratch_room);
}

/* The rules as they stand from a day on (DATE_NONE: with every change), or without any change. */
static struct rules *rules_load_for(const struct rule_files *files,
                                    const struct load_options *options, int32_t as_of, bool bare,
                                    struct faults *faults)
{
    static const struct load_options none = {.today = DATE_NONE};
    struct loading ld;
    struct rules_owned *owned = mem_new(sizeof *owned);

    if (owned == NULL) {
        faults->lost = true;
        return NULL;
    }
    loading_begin(&ld, owned, files, faults);
    ld.options = options != NULL ? options : &none;
    ld.as_of = as_of;
    ld.bare = bare;
    ld.last_day = DATE_NONE;
    load_declare(&ld, files);
    load_compile(&ld);
    load_check(&ld);
    load_overlays(&ld);
    if (!ld.scratch.failed && !ld.keep->failed) {
        if (!faults_any(faults)) {
            facts_check(&ld, true);
        }
        names_advice(&ld);
    }
    if (!ld.scratch.failed && !ld.keep->failed) {
        rules_out(&ld, &owned->rules);
    }
    if (ld.scratch.failed || ld.keep->failed || ld.nodes.failed ||
        (!faults_any(faults) &&
         (owned->rules.triggers == NULL || owned->rules.vocabulary == NULL))) {
        faults->lost = true;
    }
    owned->overlaid = ld.overlays.count > 0;
    owned->zones = ld.zones;
    owned->zone_count = ld.zone_count;
    loading_end(&ld);
    struct rules *rules = &owned->rules;
    rules->last_day = ld.last_day;
    if (faults_any(faults)) {
        rules_free(&rules);
    }
    return rules;
}

#define EDITIONS_MOST 16u /* different last days of overlays */

static void edition_fault(struct faults *faults, const struct faults *of_edition, uint32_t editions)
{
    struct fault *f = NULL;

    faults->lost = faults->lost || of_edition->lost;
    if (editions == EDITIONS_MOST) {
        f = fault_add(faults, FAULT_Y011, (struct place){0},
                      "the changes of overlays have more than %u different last days",
                      EDITIONS_MOST);
        fault_fix(faults, f, "Let changes that belong together end on the same day.");
    } else if (!of_edition->lost) {
        f = fault_add(faults, FAULT_X308, (struct place){0},
                      "once a change of an overlay ends, the rules no longer fit together");
        fault_why(faults, f, "%s", of_edition->count > 0 ? of_edition->items[0].what : "");
        fault_fix(faults, f, "Let changes that depend on each other end on the same day.");
    }
}

/* The rules after the last day of a change, and so on: told from the event's own day which of
 * them count. */
static bool later_load(const struct rule_files *files, const struct load_options *options,
                       struct rules *rules, struct faults *faults)
{
    struct load_options then = options != NULL ? *options : (struct load_options){0};
    bool good = true;

    then.today = DATE_NONE; /* of what is past only the first load speaks */
    then.for_active = false;
    then.approval.demand = then.approval.demand == APPROVAL_DEMAND  ? (uint32_t)APPROVAL_ACT
                           : then.approval.demand == APPROVAL_CHECK ? (uint32_t)APPROVAL_LOOK
                                                                    : then.approval.demand;
    then.for_review = false; /* the tests are those of the first */
    for (uint32_t editions = 1; good && rules->last_day != DATE_NONE; editions++) {
        struct faults own;

        faults_begin(&own);
        if (editions < EDITIONS_MOST) {
            rules->later = rules_load_for(files, &then, rules->last_day + 1, false, &own);
        }
        good = rules->later != NULL;
        if (!good) {
            edition_fault(faults, &own, editions);
        }
        faults_end(&own);
        rules = good ? rules->later : rules;
    }
    return good;
}

/* What the tests beside the base are judged on: they speak of the rules as their author wrote them.
 */
static bool bare_load(const struct rule_files *files, const struct load_options *options,
                      struct rules *rules, struct faults *faults)
{
    struct faults own;

    if (options == NULL || !options->for_review ||
        !((const struct rules_owned *)(const void *)rules)->overlaid) {
        return true;
    }
    struct load_options bare = *options;
    bare.today = DATE_NONE;
    bare.for_active = false;
    bare.approval.demand = APPROVAL_LOOK;
    bare.for_review = false; /* the tests are at hand already */
    faults_begin(&own);
    rules->bare = rules_load_for(files, &bare, DATE_NONE, true, &own);
    faults->lost = faults->lost || rules->bare == NULL; /* the base has been found good before */
    faults_end(&own);
    return rules->bare != NULL;
}

struct rules *rules_load(const struct rule_files *files, const struct load_options *options,
                         struct faults *faults)
{
    struct rules *rules = rules_load_for(files, options, DATE_NONE, false, faults);

    if (rules != NULL &&
        (!later_load(files, options, rules, faults) || !bare_load(files, options, rules, faults))) {
        rules_free(&rules);
    }
    return rules;
}

const struct rules *rules_on(const struct rules *r, int32_t today)
{
    while (r->later != NULL && today > r->last_day) {
        r = r->later;
    }
    return r;
}

void rules_free(struct rules **rules)
{
    struct rules *next = rules != NULL ? *rules : NULL;

    while (next != NULL) {
        struct rules_owned *owned = (struct rules_owned *)(void *)next;

        next = next->later;
        rules_free(&owned->rules.bare);
        for (uint32_t i = 0; i < owned->zone_count; i++) {
            struct zone *zone = owned->zones[i];

            zone_close(&zone);
        }
        arena_end(&owned->keep);
        mem_drop(owned);
    }
    if (rules != NULL) {
        *rules = NULL;
    }
}

uint32_t rules_find(const struct rules *r, const char *rule_id)
{
    for (uint32_t i = 0; i < r->rule_count; i++) {
        if (strcmp(r->rules[i].id, rule_id) == 0) {
            return i;
        }
    }
    return NONE;
}

uint32_t rules_list_named(const struct rules *r, struct span list_id)
{
    return names_find(&r->list_names, list_id); /* NAMES_NOT is NONE */
}

uint32_t rules_list(const struct rules *r, const char *list_id)
{
    return rules_list_named(r, span_of(list_id));
}
