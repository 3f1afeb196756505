/* SPDX-License-Identifier: MIT
 *
 * The form that was handed out, as far as its answers need it: which items it had, what each meant
 * (its fingerprint), and which stood under one "none of these". For answers_parts.h.
 */
#include <string.h>

#include "base/reader.h"
#include "base/words.h"
#include "form/answers_parts.h"

static void given_add(struct taking *t, const char *id, const char *fingerprint, const char *group)
{
    struct given_form *f = &t->form;

    if (f->count == f->room) {
        f->items = arena_more(t->arena, f->items, f->count, &f->room, sizeof *f->items);
    }
    if (f->items != NULL && f->count < f->room) {
        f->items[f->count++] = (struct given_item){id, fingerprint, group};
    }
}

const struct given_item *given_find(const struct given_form *form, const char *id)
{
    for (uint32_t i = 0; i < form->count; i++) {
        if (strcmp(form->items[i].id, id) == 0) {
            return &form->items[i];
        }
    }
    return NULL;
}

/* ---- from a document ---- */

/* NULL: it is not there, or no text. */
static const char *text_in(const struct node *map, const char *key)
{
    const struct node *n = map->kind == NODE_MAP ? node_get(map, key) : NULL;

    return n != NULL && n->kind == NODE_TEXT ? n->text.at : NULL;
}

static struct texts texts_in(struct taking *t, const struct node *map, const char *key)
{
    const struct node *n = node_get(map, key);
    uint32_t count = n != NULL && n->kind == NODE_LIST ? n->count : 0;
    const char **at = arena_array(t->arena, (size_t)count + 1, sizeof *at);
    struct texts texts = {at, 0, 0};

    for (uint32_t i = 0; at != NULL && i < count; i++) {
        if (n->items[i]->kind == NODE_TEXT) {
            at[texts.count++] = n->items[i]->text.at;
        }
    }
    return texts;
}

static void given_items(struct taking *t, const struct node *list, const char *group)
{
    for (uint32_t i = 0; list != NULL && list->kind == NODE_LIST && i < list->count; i++) {
        const struct node *item = list->items[i];
        const char *id = text_in(item, "id"), *fingerprint = text_in(item, "fingerprint");

        if (id == NULL || fingerprint == NULL) {
            taking_fault(t, FAULT_E411, node_path(item, t->arena),
                         "an item of the form lacks its id or its fingerprint");
            return;
        }
        given_add(t, id, fingerprint, group);
        given_items(t, node_get(item, "follow_ups"), NULL);
    }
}

static void given_groups(struct taking *t, const struct node *groups)
{
    for (uint32_t i = 0; groups != NULL && groups->kind == NODE_LIST && i < groups->count; i++) {
        const struct node *group = groups->items[i];

        if (group->kind == NODE_MAP) {
            given_items(t, node_get(group, "items"), text_in(group, "none"));
        }
    }
}

bool answers_form_read(struct taking *t)
{
    struct node_limits limits = {.bytes = ANSWERS_FORM_BYTES, .depth = 32, .text = FILE_TEXT};
    struct span in = t->given->form;
    struct node *root = json_read(in.at, in.len, &limits, t->arena, t->faults);
    const char *format = root != NULL ? text_in(root, "format") : NULL;

    if (root == NULL || faults_any(t->faults)) {
        return false;
    }
    t->form.hash = text_in(root, "form");
    if (format == NULL || strcmp(format, "precare-form/1") != 0 || t->form.hash == NULL) {
        taking_fault(t, FAULT_E411, "form", "this is no precare-form/1 with a hash");
        return false;
    }
    const char *moment = text_in(root, "moment");
    t->form.moment = moment != NULL ? word_number(&words_moment, moment) : 0;
    t->form.reference = text_in(root, "reference_date");
    t->form.lists = texts_in(t, root, "lists");
    t->form.booked = texts_in(t, root, "booked");
    t->form.codes = texts_in(t, root, "codes");
    t->form.sites = texts_in(t, root, "sites");
    given_groups(t, node_get(root, "groups"));
    return !faults_any(t->faults);
}

/* ---- from a form that was made here ---- */

static void given_items_of(struct taking *t, const struct form_item *items, uint32_t count,
                           const char *group)
{
    for (uint32_t i = 0; i < count; i++) {
        given_add(t, items[i].id, items[i].fingerprint, group);
        given_items_of(t, items[i].follow, items[i].follow_count, NULL);
    }
}

void answers_form_of(struct taking *t, const struct form *form)
{
    t->form.hash = form->hash;
    t->form.lists = form->lists;
    for (uint32_t i = 0; i < form->group_count; i++) {
        const struct form_group *g = &form->groups[i];

        given_items_of(t, g->items, g->item_count, g->none);
    }
}
