/* SPDX-License-Identifier: MIT
 *
 * The way back of event_json.c: each row of the table says where its value lies in the visit, and
 * how it is written (event_out.h). Called by the command; pure.
 */
#include "visit/event_out.h"

#include <string.h>

#include "base/json_out.h"
#include "base/zone.h"
#include "visit/event_keys.h"

struct event_writing {
    struct buf *out;
    const struct zone *zone;
};

static void rows_put(const struct event_writing *w, const struct event_table *table,
                     const void *from);

static void span_put(struct buf *out, const char *key, struct span text)
{
    json_next(out, key);
    buf_json(out, text.at, text.len);
}

/* "2026", "2026-11": of a part of a date the year, and the month where it is one. */
static void when_put(const struct event_writing *w, const char *key, const struct when *when)
{
    char text[32];

    if (when->kind == WHEN_UNKNOWN) {
        return;
    }
    if (when->kind == WHEN_INSTANT) {
        instant_iso(when->utc, w->zone, text);
    } else {
        date_iso(when->first, text);
        if (when->kind == WHEN_PARTIAL) {
            text[when->last - when->first > 31 ? 4 : 7] = '\0';
        }
    }
    json_text(w->out, key, text);
}

static void texts_put(struct buf *out, const char *key, const struct span *at, uint32_t count)
{
    json_open(out, key, '[');
    for (uint32_t i = 0; i < count; i++) {
        span_put(out, NULL, at[i]);
    }
    json_close(out, ']');
}

static void list_put(const struct event_writing *w, const struct event_key *key, const char *items,
                     uint32_t count)
{
    json_open(w->out, key->json.name, '[');
    for (uint32_t i = 0; i < count; i++) {
        json_open(w->out, NULL, '{');
        rows_put(w, key->of, items + i * key->each);
        json_close(w->out, '}');
    }
    json_close(w->out, ']');
}

static void answers_put(const struct event_writing *w, const struct event_key *key,
                        const struct answer *answers, uint32_t count)
{
    json_open(w->out, key->json.name, '{');
    for (uint32_t i = 0; i < count; i++) {
        bool missing = key->value == VALUE_ANSWERS && answer_is_missing(answers[i].value);

        if (answers[i].value.len == 0 || missing) {
            continue; /* it is not there */
        }
        json_next(w->out, NULL);
        buf_json(w->out, answers[i].name.at, answers[i].name.len);
        buf_char(w->out, ':');
        if (key->value == VALUE_FIELDS) {
            buf_json(w->out, answers[i].value.at, answers[i].value.len);
            continue;
        }
        buf_char(w->out, '{');
        span_put(w->out, "value", answers[i].value);
        when_put(w, "on", &answers[i].on);
        buf_char(w->out, '}');
    }
    json_close(w->out, '}');
}

static void asked_put(const struct event_writing *w, const struct event_key *key,
                      const struct asked_set *sets, uint32_t count)
{
    json_open(w->out, key->json.name, '{');
    for (uint32_t i = 0; i < count; i++) {
        char text[32];

        json_next(w->out, NULL);
        buf_json(w->out, sets[i].list.at, sets[i].list.len);
        buf_char(w->out, ':');
        if (sets[i].on.kind == WHEN_INSTANT) {
            instant_iso(sets[i].on.utc, w->zone, text);
        } else {
            date_iso(sets[i].on.first, text);
        }
        buf_json(w->out, text, strlen(text));
    }
    json_close(w->out, '}');
}

/* Several of something: the pointer to the first stands at the value's place. */
static void several_put(const struct event_writing *w, const struct event_key *key,
                        const char *from)
{
    const void *items = *(const void *const *)(from + key->to);
    uint32_t count = items != NULL ? *(const uint32_t *)(const void *)(from + key->count) : 0;
    bool known = key->known != 0 && *(const bool *)(from + key->known);

    if (count == 0 && !known) {
        return;
    }
    switch (key->value) {
    case VALUE_TEXTS: texts_put(w->out, key->json.name, items, count); break;
    case VALUE_ANSWERS:
    case VALUE_FIELDS: answers_put(w, key, items, count); break;
    case VALUE_ASKED: asked_put(w, key, items, count); break;
    default: list_put(w, key, items, count); break;
    }
}

static void group_put(const struct event_writing *w, const struct event_key *key, const char *from)
{
    size_t before = w->out->len;

    json_open(w->out, key->json.name, '{');
    size_t empty = w->out->len;
    rows_put(w, key->of, from + key->to);
    json_close(w->out, '}');
    if (w->out->len == empty + 1 && !w->out->failed) { /* nothing is known of it */
        w->out->len = before;
        w->out->at[before] = '\0';
    }
}

static void one_put(const struct event_writing *w, const struct event_key *key, const char *from)
{
    const void *at = from + key->to;

    switch (key->value) {
    case VALUE_FORMAT: json_text(w->out, key->json.name, "precare-event/1"); break;
    case VALUE_TEXT:
    case VALUE_ID:
        if (((const struct span *)at)->len > 0) {
            span_put(w->out, key->json.name, *(const struct span *)at);
        }
        break;
    case VALUE_WORD:
    case VALUE_OPEN_WORD:
        json_said(w->out, key->json.name, word_of(key->json.words, *(const uint32_t *)at));
        break;
    case VALUE_TIME:
    case VALUE_WHOLE:
    case VALUE_BIRTH: when_put(w, key->json.name, at); break;
    case VALUE_MINUTES:
        if (*(const int32_t *)at > 0) {
            json_int(w->out, key->json.name, *(const int32_t *)at);
        }
        break;
    case VALUE_GROUP: group_put(w, key, from); break;
    case VALUE_NONE: break;
    default: several_put(w, key, from); break;
    }
}

static void rows_put(const struct event_writing *w, const struct event_table *table,
                     const void *from)
{
    for (uint32_t i = 0; i < table->table.count; i++) {
        const struct event_key *key = &table->keys[i];

        if (key->json.name != NULL && !key->carried) {
            one_put(w, key, from);
        }
    }
}

void event_write(const struct visit *visit, struct buf *out)
{
    struct event_writing w = {out, visit->zone};

    json_open(out, NULL, '{');
    rows_put(&w, &event_table, visit);
    json_close(out, '}');
}
