/* SPDX-License-Identifier: MIT
 *
 * Lists as the rules keep them, and the vocabulary that is made of all of them. Called by the
 * loader when all lists are read, and again when overlays have changed some; one thread. Without
 * memory there is no vocabulary.
 */
#include <string.h>

#include "rulebook/loading.h"
#include "vocabulary/vocabulary_make.h"

static uint32_t lists_points(const char *text)
{
    return text != NULL ? (uint32_t)utf8_count(text, strlen(text)) : 0;
}

static void longest_set(struct loading *ld, struct list_def *def)
{
    uint32_t longest = lists_points("an entry");
    const struct node *plain = def->read.plain;

    if (plain != NULL && def->codes.count > 0 &&
        utf8_count(plain->text.at, plain->text.len) > longest) {
        longest = lists_points(plain->text.at);
    }
    for (uint32_t i = 0; i < def->items.count; i++) {
        longest =
            lists_points(def->items.at[i]) > longest ? lists_points(def->items.at[i]) : longest;
    }
    for (uint32_t i = 0; i < def->include_count; i++) {
        const struct list_def *included = &ld->lists.at[def->includes[i]];

        longest = included->longest > longest ? included->longest : longest;
    }
    def->longest = longest;
}

static void list_compile(struct loading *ld, struct list_def *def, struct list *list)
{
    const char **items = arena_array(ld->keep, (size_t)def->items.count + 1, sizeof *items);
    uint32_t *includes = arena_array(ld->keep, (size_t)def->include_count + 1, sizeof *includes);

    if (items == NULL || includes == NULL) {
        return;
    }
    if (def->items.count > 0) {
        memcpy(items, def->items.at, def->items.count * sizeof *items);
    }
    for (uint32_t i = 0; i < def->include_count; i++) {
        includes[i] = list_number(ld, def->includes[i]);
    }
    *list = (struct list){.id = text_of(ld, def->key),
                          .plain = text_of(ld, def->read.plain),
                          .kind = def->kind,
                          .items = {items, def->items.count, 0},
                          .short_lived = def->short_lived,
                          .includes = {includes, def->include_count, 0},
                          .routes = def->routes,
                          .file = ld->files[def->file].kept,
                          .line = def->node->line,
                          .written = ld->options->for_review ? list_written(ld, def) : NULL};
    longest_set(ld, def);
}

static struct vocabulary_name *names_plan(struct loading *ld, const struct texts_vector *from)
{
    struct vocabulary_name *at = arena_array(&ld->scratch, (size_t)from->count + 1, sizeof *at);

    for (uint32_t i = 0; at != NULL && i < from->count; i++) {
        at[i] = (struct vocabulary_name){from->at[i], i};
    }
    return at;
}

static struct vocabulary_code *codes_plan(struct loading *ld, const struct codes_vector *from)
{
    struct vocabulary_code *at = arena_array(&ld->scratch, (size_t)from->count + 1, sizeof *at);

    for (uint32_t i = 0; at != NULL && i < from->count; i++) {
        at[i] = (struct vocabulary_code){from->at[i].system, from->at[i].text};
    }
    return at;
}

static void list_plan(struct loading *ld, const struct list_def *def, const struct list *list,
                      struct vocabulary_list *plan)
{
    struct vocabulary_name *synonyms =
        arena_array(&ld->scratch, (size_t)def->also.count + 1, sizeof *synonyms);

    for (uint32_t i = 0; synonyms != NULL && i < def->also.count; i++) {
        synonyms[i] = (struct vocabulary_name){def->also.at[i].text, def->also.at[i].item};
    }
    *plan = (struct vocabulary_list){.kind = def->kind,
                                     .items = names_plan(ld, &def->items),
                                     .synonyms = synonyms,
                                     .except_items = names_plan(ld, &def->except_items),
                                     .codes = codes_plan(ld, &def->codes),
                                     .except_codes = codes_plan(ld, &def->except_codes),
                                     .item_count = def->items.count,
                                     .synonym_count = def->also.count,
                                     .except_item_count = def->except_items.count,
                                     .code_count = def->codes.count,
                                     .except_code_count = def->except_codes.count,
                                     .routes = list->routes.at,
                                     .route_count = list->routes.count,
                                     .includes = list->includes.at,
                                     .include_count = list->includes.count};
}

/* After overlays have changed what they change. */
void lists_finish(struct loading *ld)
{
    uint32_t count = ld->lists.count;
    struct vocabulary_list *plan = arena_array(&ld->scratch, (size_t)count + 1, sizeof *plan);

    ld->compiled_lists = arena_array(ld->keep, (size_t)count + 1, sizeof *ld->compiled_lists);
    if (plan == NULL || ld->compiled_lists == NULL) {
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        list_compile(ld, &ld->lists.at[ld->list_order[i]], &ld->compiled_lists[i]);
        list_plan(ld, &ld->lists.at[ld->list_order[i]], &ld->compiled_lists[i], &plan[i]);
    }
    ld->silence_lasts = lists_silence(ld->compiled_lists, count);
    if (!ld->scratch.failed && !ld->keep->failed) {
        ld->vocabulary = vocabulary_new(plan, count, ld->keep, &ld->scratch);
    }
}
