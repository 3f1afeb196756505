/* SPDX-License-Identifier: MIT
 *
 * See visit_said.h. Walks the rows as the reader does, the other way round.
 */
#include "support/visit_said.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/words.h"

#define PATH_ROOM 256

/* ---- an event of examples ---- */

static json_t *value_of(const struct event_key *key);

static json_t *table_of(const struct event_table *table)
{
    json_t *object = json_object();

    for (uint32_t i = 0; i < table->table.count; i++) {
        if (table->keys[i].json.name != NULL) {
            json_object_set_new(object, table->keys[i].json.name, value_of(&table->keys[i]));
        }
    }
    return object;
}

static json_t *value_of(const struct event_key *key)
{
    if (key->value == VALUE_GROUP) {
        return table_of(key->of);
    }
    if (key->value == VALUE_LIST || key->value == VALUE_CHART) {
        return json_pack("[o]", table_of(key->of));
    }
    json_t *value =
        key->json.example != NULL ? json_loads(key->json.example, JSON_DECODE_ANY, NULL) : NULL;
    if (value == NULL) {
        (void)fprintf(stderr, "%s has no example, or none that is JSON\n", key->json.name);
    }
    return value;
}

json_t *event_of_examples(void)
{
    return table_of(&event_table);
}

/* ---- what a visit holds ---- */

static void rows_said(const struct event_table *table, const char *from, const char *path,
                      struct buf *out);

static void span_said(const struct span *span, const char *path, struct buf *out)
{
    if (span->at != NULL) {
        buf_printf(out, "%s: %.*s\n", path, (int)span->len, span->at);
    }
}

static void when_said(const struct when *when, const char *path, struct buf *out)
{
    if (when->kind != WHEN_UNKNOWN) {
        buf_printf(out, "%s: %d from %d to %d at %lld\n", path, (int)when->kind, when->first,
                   when->last, (long long)when->utc);
    }
}

__attribute__((format(printf, 2, 3))) static void path_below(char below[PATH_ROOM],
                                                             const char *form, ...)
{
    va_list args;

    va_start(args, form);
    (void)vsnprintf(below, PATH_ROOM, form, args);
    va_end(args);
}

static void list_said(const struct event_key *key, const char *from, const char *path,
                      struct buf *out)
{
    const char *items = *(const char *const *)(const void *)(from + key->to);
    uint32_t count = *(const uint32_t *)(const void *)(from + key->count);
    char below[PATH_ROOM];

    for (uint32_t i = 0; i < count; i++) {
        path_below(below, "%s[%u]", path, i);
        if (key->value == VALUE_TEXTS) {
            span_said((const void *)(items + i * sizeof(struct span)), below, out);
            continue;
        }
        if (key->value == VALUE_ANSWERS || key->value == VALUE_FIELDS) {
            const struct answer *answer = (const void *)(items + i * key->each);

            path_below(below, "%s.%.*s", path, (int)answer->name.len, answer->name.at);
            span_said(&answer->value, below, out);
            when_said(&answer->on, below, out);
            continue;
        }
        if (key->value == VALUE_ASKED) {
            const struct asked_set *asked = (const void *)(items + i * key->each);

            path_below(below, "%s.%.*s", path, (int)asked->list.len, asked->list.at);
            when_said(&asked->on, below, out);
            continue;
        }
        rows_said(key->of, items + i * key->each, below, out);
    }
}

static void value_said(const struct event_key *key, const char *from, const char *path,
                       struct buf *out)
{
    const void *at = from + key->to;

    switch (key->value) {
    case VALUE_TEXT:
    case VALUE_ID: span_said(at, path, out); break;
    case VALUE_TIME:
    case VALUE_WHOLE:
    case VALUE_BIRTH: when_said(at, path, out); break;
    case VALUE_OPEN_WORD:
    case VALUE_WORD:
        if (*(const uint32_t *)at != 0) {
            buf_printf(out, "%s: %s\n", path, word_of(key->json.words, *(const uint32_t *)at));
        }
        break;
    case VALUE_MINUTES: buf_printf(out, "%s: %d\n", path, *(const int32_t *)at); break;
    case VALUE_GROUP: rows_said(key->of, at, path, out); break;
    case VALUE_FORMAT: break;
    default: list_said(key, from, path, out); break;
    }
    if (key->known != 0) {
        buf_printf(out, "%s is known: %d\n", path,
                   *(const bool *)(const void *)(from + key->known));
    }
}

static void rows_said(const struct event_table *table, const char *from, const char *path,
                      struct buf *out)
{
    char below[PATH_ROOM];

    for (uint32_t i = 0; i < table->table.count; i++) {
        const struct event_key *key = &table->keys[i];

        if (key->json.name != NULL && !key->carried) {
            path_below(below, "%s%s%s", path, path[0] != '\0' ? "." : "", key->json.name);
            value_said(key, from, below, out);
        }
    }
}

void visit_said(const struct visit *visit, struct buf *out)
{
    rows_said(&event_table, (const char *)visit, "", out);
}
