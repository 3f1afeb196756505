/* SPDX-License-Identifier: MIT
 *
 * What a load hands out at its end: the loader's compiled pieces as `struct rules`, with hashes,
 * approvals and triggers. Called by load.c. Without memory an arena's `failed` tells.
 */
#include <string.h>

#include "rulebook/approval/approval.h"
#include "rulebook/loading.h"
#include "rulebook/overlay/overlay.h"
#include "rulebook/triggers.h"

static void reasons_compile(struct loading *ld, struct rules *r)
{
    struct override_reason *at = arena_array(ld->keep, (size_t)ld->reasons.count + 1, sizeof *at);

    for (uint32_t i = 0; at != NULL && i < ld->reasons.count; i++) {
        struct reason_read read;

        file_enter(ld, ld->reasons.at[i].file);
        (void)map_read(ld, &table_reason, ld->reasons.at[i].node, &read);
        at[i] = (struct override_reason){.id = text_of(ld, ld->reasons.at[i].key),
                                         .say = text_of(ld, read.say),
                                         .points_to = text_of(ld, read.points_to)};
    }
    r->reasons = at;
    r->reason_count = ld->reasons.count;
}

static void parameters_out(struct loading *ld, struct rules *r)
{
    struct parameter *at = arena_array(ld->keep, (size_t)ld->parameters.count + 1, sizeof *at);

    for (uint32_t i = 0; at != NULL && i < ld->parameters.count; i++) {
        const struct parameter_def *def = &ld->parameters.at[i];
        const struct node *allowed = def->read.allowed;

        file_enter(ld, def->file);
        at[i] = (struct parameter){.name = text_of(ld, def->key),
                                   .means = text_of(ld, def->read.means),
                                   .basis = text_of(ld, def->read.basis),
                                   .note = text_of(ld, def->read.note),
                                   .value = text_of(ld, def->read.value),
                                   .rulebook = def->book,
                                   .changed_by = def->changed_by,
                                   .base_value = def->base_value};
        const char *to = allowed != NULL ? strstr(allowed->text.at, " to ") : NULL;
        if (to != NULL) {
            at[i].lowest =
                text_keep(ld, (struct span){allowed->text.at, (uint32_t)(to - allowed->text.at)});
            at[i].highest = text_keep(ld, span_of(to + 4));
        }
    }
    r->parameters = ld->compiled_parameters = at;
    r->parameter_count = ld->parameters.count;
}

/* Where they are to be run: for review. */
static void scenarios_out(struct loading *ld, struct rules *r)
{
    struct scenarios *all = ld->options->for_review ? arena_new(ld->keep, sizeof *all) : NULL;

    if (all != NULL) {
        *all = ld->scenarios;
    }
    r->scenarios = all;
}

static void hashes_out(struct loading *ld, struct rules *r)
{
    uint8_t(*digests)[32] = arena_array(&ld->scratch, (size_t)ld->rules.count + 1, 32);

    lists_mean(ld, r);
    for (uint32_t i = 0; digests != NULL && i < ld->rules.count; i++) {
        rule_meaning(r, &ld->compiled[i], digests[i]);
        fingerprint_text(ld->rules.at[i].digest, ld->compiled[i].fingerprint);
    }
    for (uint32_t i = 0; digests != NULL && i < ld->books.count; i++) {
        book_hash(ld, r, i, (const uint8_t(*)[32])digests, ld->compiled_books[i].hash);
    }
}

/* What is confirmed says by whom, in the rules too: for page and diff. */
static void confirmed_out(struct loading *ld, uint32_t book, const struct item *item)
{
    const char *by = item->state == ITEM_CONFIRMED ? item->by->by : NULL;
    const struct names *names = item->kind == ITEM_RULE        ? &ld->rule_names
                                : item->kind == ITEM_PARAMETER ? &ld->books.at[book].parameters
                                : item->kind == ITEM_LIST      ? &ld->list_names
                                                               : NULL;
    uint32_t number = names != NULL && by != NULL ? names_find(names, item->name) : NAMES_NOT;

    if (number == NAMES_NOT) {
        return;
    }
    if (item->kind == ITEM_RULE) {
        ld->compiled[number].confirmed_by = by;
    } else if (item->kind == ITEM_PARAMETER) {
        ld->compiled_parameters[number].confirmed = by;
    } else {
        ld->compiled_lists[ld->lists.at[number].number].confirmed_by = by;
    }
}

static void approvals_out(struct loading *ld)
{
    for (uint32_t i = 0; i < ld->books.count; i++) {
        const struct approved_text *t = &ld->approved->at[i];

        if (approved_whole(t)) {
            struct buf by = {.at = NULL};

            approved_people(ld->approved, i, &by);
            ld->compiled_books[i].approved_by =
                text_keep(ld, (struct span){by.at, (uint32_t)by.len});
            ld->scratch.failed = ld->scratch.failed || by.failed;
            buf_end(&by);
            ld->compiled_books[i].approved_on = text_keep(ld, (struct span){t->last->at, 10});
        }
        for (uint32_t k = 0; t->last != NULL && k < t->count; k++) {
            confirmed_out(ld, i, &t->items[k]);
        }
    }
}

static const struct cond *conds_out(struct loading *ld)
{
    if (ld->conds.at == ld->conds_kept) {
        return ld->conds.at;
    }
    struct cond *at = arena_array(ld->keep, (size_t)ld->conds.count + 1, sizeof *at);
    if (at != NULL) {
        memcpy(at, ld->conds.at, ld->conds.count * sizeof *at);
    }
    return at;
}

/* Without memory the arena's `failed` tells. */
static void list_names_out(struct loading *ld, struct rules *r)
{
    names_begin(&r->list_names, ld->keep);
    names_room(&r->list_names, r->list_count);
    for (uint32_t i = 0; i < r->list_count; i++) {
        (void)names_add(&r->list_names, span_of(r->lists[i].id), i);
    }
}

void rules_out(struct loading *ld, struct rules *r)
{
    r->books = ld->compiled_books;
    r->book_count = ld->books.count;
    r->rules = ld->compiled;
    r->rule_count = ld->rules.count;
    r->conds = conds_out(ld);
    r->cond_count = ld->conds.count;
    r->lists = ld->compiled_lists;
    r->list_count = ld->lists.count;
    r->silence_lasts = ld->silence_lasts;
    r->working = ld->working;
    r->approved = ld->approved;
    r->answers = ld->compiled_answers;
    r->answer_count = ld->answers.count;
    r->fields = ld->compiled_fields;
    r->field_count = ld->fields.count;
    r->answer_names = ld->compiled_answer_names;
    r->field_names = ld->compiled_field_names;
    memcpy(r->words, ld->compiled_words, sizeof r->words);
    r->vocabulary = ld->vocabulary;
    r->sites = ld->site_tree;
    r->arena = ld->keep;
    parameters_out(ld, r);
    reasons_compile(ld, r);
    scenarios_out(ld, r);
    if (ld->keep->failed || ld->scratch.failed || faults_any(ld->faults) ||
        ld->vocabulary == NULL) {
        return;
    }
    approvals_out(ld);
    overlays_ends_out(ld, r);
    hashes_out(ld, r);
    list_names_out(ld, r);
    unread_note(r);
    r->triggers = triggers_new(r, ld->keep);
}
