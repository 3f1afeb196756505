/* SPDX-License-Identifier: MIT
 *
 * Answers as they come: a precare-answers/1 document, or what a page posts. Both become the same
 * lines; what an item may hold is looked at later. For answers_parts.h. Everything here is a
 * stranger's: sizes are bounded, and no fault tells a value.
 */
#include <string.h>

#include "base/hash.h"
#include "base/words.h"
#include "form/answers_parts.h"
#include "form/form_keys.h"

/* Cut where no item can have such an id: a fault is no place for a stranger's megabyte. */
static const char *answer_path(struct taking *t, const char *id)
{
    struct buf path = {0};

    buf_printf(&path, "answers.%s", strlen(id) <= EVENT_ID ? id : "...");
    const char *kept = path.failed ? NULL : arena_text(t->arena, path.at, path.len);
    buf_end(&path);
    return kept;
}

/* ---- who and when ---- */

static void said_by(struct taking *t, const char *by)
{
    t->said.by = word_number(&words_asked_of, by);
    if (t->said.by == 0) {
        taking_fault(t, FAULT_E413, "by", "patient, staff, prescriber or provider is required");
    }
}

static void said_on(struct taking *t, const char *on)
{
    if (when_read(on, strlen(on), t->setting->zone, &t->said.on) != 0 ||
        t->said.on.first != t->said.on.last) {
        t->said.on = (struct when){0};
        taking_fault(t, FAULT_E413, "on", "a day such as 2026-11-23 is required");
        return;
    }
    t->said.on_text = on;
}

/* ---- precare-answers/1 ---- */

static const char *json_said_text(struct taking *t, const struct node *n, const char *path)
{
    if (n->kind != NODE_TEXT) {
        taking_fault(t, FAULT_E413, path, "a text is required here, and this is %s",
                     node_kind_name(n));
        return NULL;
    }
    return n->text.at;
}

static void json_said_values(struct taking *t, const struct node *n, struct said_item *to)
{
    const char *path = answer_path(t, to->id);
    uint32_t count = n->kind == NODE_LIST ? n->count : 1;
    const char **values = arena_array(t->arena, (size_t)count + 1, sizeof *values);

    to->list = n->kind == NODE_LIST;
    if (n->kind == NODE_NULL || values == NULL) {
        return;
    }
    if (count > ANSWERS_VALUES) {
        taking_fault(t, FAULT_E414, path, "more than %u values", ANSWERS_VALUES);
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        const char *text = json_said_text(t, to->list ? n->items[i] : n, path);

        if (text != NULL && *text != '\0') {
            values[to->count++] = text;
        }
    }
    to->values = values;
}

static void json_said_items(struct taking *t, const struct node *map)
{
    t->said.items = arena_array(t->arena, (size_t)map->count + 1, sizeof *t->said.items);
    for (uint32_t i = 0; t->said.items != NULL && i < map->count; i++) {
        struct said_item *to = &t->said.items[t->said.count++];

        to->id = map->keys[i]->text.at;
        json_said_values(t, map->items[i], to);
    }
}

bool answers_read_json(struct taking *t)
{
    struct node_limits limits = {.bytes = ANSWERS_BYTES, .depth = 8, .text = ANSWERS_BYTES};
    struct span in = t->given->answers;
    struct node *root = json_read(in.at, in.len, &limits, t->arena, t->faults);
    struct reader reader = {.faults = t->faults, .arena = t->arena, .json = true};
    struct answers_document read;

    if (root == NULL || faults_any(t->faults) ||
        !reader_read(&reader, &answers_table, root, &read)) {
        return false;
    }
    if (strcmp(read.format->text.at, ANSWERS_FORMAT) != 0) {
        taking_fault(t, FAULT_E413, "format", ANSWERS_FORMAT " is required");
    }
    if (read.answers->kind != NODE_MAP || read.answers->count > ANSWERS_ITEMS) {
        taking_fault(t, FAULT_E413, "answers", "a map of at most %u items is required",
                     ANSWERS_ITEMS);
        return false;
    }
    t->said.form = read.form->text.at;
    said_by(t, read.by->text.at);
    if (read.on != NULL) {
        said_on(t, read.on->text.at);
    }
    json_said_items(t, read.answers);
    return !faults_any(t->faults);
}

/* ---- application/x-www-form-urlencoded ---- */

/* NULL: not such a text. */
static const char *url_decoded(struct taking *t, const char *s, size_t len)
{
    char *to = arena_new(t->arena, len + 1);
    size_t at = 0;

    for (size_t i = 0; to != NULL && i < len; i++) {
        if (s[i] != '%') {
            to[at++] = s[i] == '+' ? ' ' : s[i];
            continue;
        }
        uint8_t byte;
        if (i + 2 >= len || hex_read(s + i + 1, 2, &byte) != 0 || byte == 0) {
            return NULL;
        }
        to[at++] = (char)byte;
        i += 2;
    }
    return to != NULL && utf8_valid(to, at, NULL) ? to : NULL;
}

static struct said_item *url_item(struct taking *t, const char *id, uint32_t *room)
{
    for (uint32_t i = 0; i < t->said.count; i++) {
        if (strcmp(t->said.items[i].id, id) == 0) {
            return &t->said.items[i];
        }
    }
    if (t->said.count == *room) {
        t->said.items =
            arena_more(t->arena, t->said.items, t->said.count, room, sizeof *t->said.items);
    }
    if (t->said.items == NULL || t->said.count == *room) {
        return NULL;
    }
    t->said.items[t->said.count] = (struct said_item){.id = id};
    return &t->said.items[t->said.count++];
}

static void url_value(struct taking *t, struct said_item *item, const char *value)
{
    if (*value == '\0') {
        return; /* before there is room for it: a stranger may send half a million of them */
    }
    const char **values = item->count == 0 ? arena_array(t->arena, ANSWERS_VALUES, sizeof *values)
                                           : (const char **)(uintptr_t)item->values;
    if (values == NULL) {
        return;
    }
    if (item->count == ANSWERS_VALUES) {
        taking_fault(t, FAULT_E414, answer_path(t, item->id), "more than %u values",
                     ANSWERS_VALUES);
        return;
    }
    values[item->count++] = value;
    item->values = values;
    item->list = item->count > 1;
}

struct url_pairs { /* how often each key that is no item was there, and the room for items */
    uint32_t form, by, on, room;
};

static void url_once(struct taking *t, uint32_t before, const char *name)
{
    if (before > 0) {
        taking_fault(t, FAULT_E413, name, "this key appears twice");
    }
}

static void url_pair(struct taking *t, const char *name, const char *value, struct url_pairs *pairs)
{
    if (strcmp(name, "form") == 0) {
        url_once(t, pairs->form++, name);
        t->said.form = value;
    } else if (strcmp(name, "by") == 0) {
        url_once(t, pairs->by++, name);
        said_by(t, value);
    } else if (strcmp(name, "on") == 0) {
        url_once(t, pairs->on++, name);
        said_on(t, value);
    } else if (t->said.count < ANSWERS_ITEMS) {
        struct said_item *item = url_item(t, name, &pairs->room);

        if (item != NULL) {
            url_value(t, item, value);
        }
    } else {
        taking_fault(t, FAULT_E414, "answers", "more than %u items", ANSWERS_ITEMS);
    }
}

bool answers_read_urlencoded(struct taking *t)
{
    struct span in = t->given->answers;
    struct url_pairs pairs = {0};

    t->said.by = PRECARE_ASK_PATIENT;
    if (in.len > ANSWERS_BYTES) {
        taking_fault(t, FAULT_E414, NULL, "more than 1 MiB");
    }
    for (uint32_t at = 0; at < in.len && !faults_any(t->faults);) {
        const char *begin = in.at + at, *end = memchr(begin, '&', in.len - at);
        size_t len = end != NULL ? (size_t)(end - begin) : in.len - at;
        const char *is = memchr(begin, '=', len);
        size_t named = is != NULL ? (size_t)(is - begin) : len;
        const char *name = url_decoded(t, begin, named);
        const char *value = is != NULL ? url_decoded(t, is + 1, len - named - 1) : "";

        if (name == NULL || value == NULL) {
            taking_fault(t, FAULT_E413, "answers", "a pair is not URL-encoded UTF-8");
        } else if (*name != '\0') {
            url_pair(t, name, value, &pairs);
        }
        at += (uint32_t)len + 1;
    }
    if (t->said.form == NULL) {
        taking_fault(t, FAULT_E411, "form", "the form's hash is missing");
    }
    return !faults_any(t->faults);
}
