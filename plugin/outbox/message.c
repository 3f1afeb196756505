/* SPDX-License-Identifier: MIT
 *
 * The fields of a message (outbox/message.h): words and signs, references, and the text its items
 * have in the database. Pure; a row that does not read is a refusal, never a guess.
 */
#include "outbox/message.h"

#include <string.h>

#include "base/json_out.h"
#include "base/node.h"
#include "precare/precare.h"

#define REF_LETTERS "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#define REF_DIGITS 8

static const char *const kind_words[] = {
    NULL,    "alert", "update", "withdrawn", "escalation", "digest",
    "flood", "alarm", "over",   "test",      "rules",      "heartbeat",
};
_Static_assert(sizeof kind_words / sizeof kind_words[0] == MESSAGE_KINDS, "a word for each kind");

static const char *const state_words[] = {
    "waiting", "sent", "dead", "withdrawn", "in-digest", "dropped",
};
_Static_assert(sizeof state_words / sizeof state_words[0] == MESSAGE_STATES,
               "a word for each state");

static const char *const by_words[] = {
    "", "now", "before the visit", "before the treatment", "today", "today's visit", ""};

const char *message_kind_word(uint32_t kind)
{
    return kind < MESSAGE_KINDS && kind_words[kind] != NULL ? kind_words[kind] : "unknown";
}

const char *message_state_word(uint32_t state)
{
    return state < MESSAGE_STATES ? state_words[state] : "unknown";
}

const char *item_by_words(const struct message *m, const struct item *item)
{
    uint32_t by = item->by == BY_VISIT && m->visit_by != 0 ? m->visit_by : item->by;

    return by < sizeof by_words / sizeof by_words[0] ? by_words[by] : "";
}

void ref_write(int64_t ref, char out[REF_TEXT])
{
    uint64_t n = (uint64_t)ref;
    char *at = out + REF_DIGITS + 1;

    *at = '\0';
    for (int i = 0; i < REF_DIGITS; i++) {
        if (i == REF_DIGITS / 2) {
            *--at = '-';
        }
        *--at = REF_LETTERS[n & 31];
        n >>= 5;
    }
}

int64_t ref_read(const char *text)
{
    uint64_t n = 0;
    int digits = 0;

    for (; text != NULL && *text != '\0'; text++) {
        char c = *text >= 'a' && *text <= 'z' ? (char)(*text - 'a' + 'A') : *text;
        const char *at;

        if (c == '-' || c == ' ') {
            continue;
        }
        c = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
        at = strchr(REF_LETTERS, c);
        if (at == NULL || ++digits > REF_DIGITS) {
            return 0;
        }
        n = n << 5 | (uint64_t)(at - REF_LETTERS);
    }
    return digits == REF_DIGITS ? (int64_t)n : 0;
}

/* https://host of the link, without its path. */
static size_t link_host_len(const char *link)
{
    const char *at = strstr(link, "://");
    const char *slash = at != NULL ? strchr(at + 3, '/') : NULL;

    return slash != NULL ? (size_t)(slash - link) + 1 : strlen(link);
}

void link_write(const struct config *config, int64_t ref, struct buf *out)
{
    const char *at = config->link != NULL ? strstr(config->link, "{ref}") : NULL;
    char text[REF_TEXT];

    if (config->link == NULL) {
        return;
    }
    if (ref == 0 || at == NULL) {
        buf_add(out, config->link, at == NULL ? strlen(config->link) : link_host_len(config->link));
        return;
    }
    ref_write(ref, text);
    buf_add(out, config->link, (size_t)(at - config->link));
    buf_text(out, text);
    buf_text(out, at + 5);
}

/* What is empty is left out. */
static void item_text(struct buf *out, const char *key, const char *text)
{
    json_said(out, key, text != NULL && text[0] != '\0' ? text : NULL);
}

void items_write(const struct item *items, uint32_t count, struct buf *out)
{
    buf_char(out, '[');
    for (uint32_t i = 0; i < count; i++) {
        json_open(out, NULL, '{');
        json_int(out, "severity", items[i].severity);
        json_int(out, "by", items[i].by);
        item_text(out, "rule", items[i].rule);
        item_text(out, "say", items[i].say);
        item_text(out, "who", items[i].who);
        item_text(out, "title", items[i].title);
        item_text(out, "ref", items[i].ref);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static const char *text_key(const struct node *map, const char *key)
{
    const struct node *at = node_get(map, key);

    return at != NULL && at->kind == NODE_TEXT ? at->text.at : NULL;
}

static uint32_t number_key(const struct node *map, const char *key, uint32_t most)
{
    const struct node *at = node_get(map, key);

    return at != NULL && at->kind == NODE_INTEGER && at->integer >= 0 && at->integer <= most
               ? (uint32_t)at->integer
               : 0;
}

static void item_read(const struct node *map, struct item *item)
{
    item->rule = text_key(map, "rule");
    item->say = text_key(map, "say");
    item->who = text_key(map, "who");
    item->title = text_key(map, "title");
    item->ref = text_key(map, "ref");
    item->severity = number_key(map, "severity", PRECARE_URGENT);
    item->by = number_key(map, "by", BY_TODAY);
}

int items_read(const char *text, size_t len, struct message *m)
{
    struct faults faults;
    struct node *top;
    int status = -1;

    faults_begin(&faults);
    top = json_read(text, len, NULL, &m->arena, &faults);
    if (top != NULL && top->kind == NODE_LIST) {
        uint32_t count = top->count < MESSAGE_ITEMS ? top->count : MESSAGE_ITEMS;

        m->items = arena_array(&m->arena, count == 0 ? 1 : count, sizeof *m->items);
        for (uint32_t i = 0; m->items != NULL && i < count; i++) {
            if (top->items[i]->kind == NODE_MAP) {
                item_read(top->items[i], &m->items[m->item_count++]);
            }
        }
        status = m->items != NULL ? 0 : -1;
    }
    faults_end(&faults);
    return status;
}

void message_end(struct message *m)
{
    arena_end(&m->arena);
    m->items = NULL;
    m->item_count = 0;
}
