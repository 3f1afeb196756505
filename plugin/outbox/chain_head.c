/* SPDX-License-Identifier: MIT
 *
 * How far the chain of records has come, and that its head was given away (outbox/outbox.h);
 * reloads as records. Any thread; on failure nothing is written.
 */
#include <stdio.h>
#include <string.h>

#include "outbox/chain.h"
#include "outbox/outbox_inside.h"
#include "base/hash.h"
#include "base/seam.h"

#define HEAD_ORIGIN "precare/outbox/"
#define HEAD_ORIGIN_DIGITS 16
#define HEAD_BASE64 44 /* characters of a hash */

static const char *head_find(const char *at, const char *end)
{
    return memmem(at, (size_t)(end - at), HEAD_ORIGIN, sizeof HEAD_ORIGIN - 1);
}

/* A space, a new line, or what a chat puts around one. */
static const char *head_space(const char *at, const char *end)
{
    while (at < end && strchr(" \t\r\n", *at) != NULL && *at != '\0') {
        at++;
    }
    return at;
}

bool chain_look(struct store *store, struct records_head *head_r)
{
    sqlite3_stmt *s = store_ask(store, SQL_META_GET, BIND_TEXT("origin"));
    const char *origin = store_step(store, s) == 1 ? (const char *)sqlite3_column_text(s, 0) : NULL;

    (void)snprintf(head_r->origin, sizeof head_r->origin, HEAD_ORIGIN "%.16s",
                   origin != NULL ? origin : "unknown");
    (void)sqlite3_reset(s);
    return chain_end(store, &head_r->count, head_r->head);
}

int outbox_records_head(struct outbox *outbox, struct records_head *head_r)
{
    int status;

    if (outbox->store == NULL) {
        return OUTBOX_NOTHING;
    }
    if ((status = store_enter(outbox->store)) != 0) {
        return status;
    }
    bool good = chain_look(outbox->store, head_r);
    status = store_leave(outbox->store);
    return status != 0 ? status : good ? 0 : OUTBOX_NOT_RECORDED;
}

void records_head_text(const struct records_head *head, struct buf *out)
{
    char text[48];

    (void)base64_of(head->head, sizeof head->head, text, sizeof text);
    buf_printf(out, "%s %lld %s", head->origin, (long long)head->count, text);
}

/* One head at the begin of a text; its length, or 0. */
static size_t head_read(const char *at, const char *end, struct records_head *head_r)
{
    const char *c = at + sizeof HEAD_ORIGIN - 1;
    size_t len = 0;

    for (int i = 0; i < HEAD_ORIGIN_DIGITS; i++, c++) {
        if (c >= end || strchr("0123456789abcdef", *c) == NULL || *c == '\0') {
            return 0;
        }
    }
    memcpy(head_r->origin, at, (size_t)(c - at));
    head_r->origin[c - at] = '\0';
    c = head_space(c, end);
    head_r->count = 0;
    for (; c < end && *c >= '0' && *c <= '9' && head_r->count < INT64_MAX / 16; c++) {
        head_r->count = 10 * head_r->count + (*c - '0');
    }
    c = head_space(c, end);
    if (head_r->count == 0 || end - c < HEAD_BASE64 ||
        base64_read(c, HEAD_BASE64, head_r->head, sizeof head_r->head, &len) != 0 ||
        len != sizeof head_r->head) {
        return 0;
    }
    return (size_t)(c + HEAD_BASE64 - at);
}

uint32_t records_heads_read(const char *text, size_t len, struct arena *arena,
                            struct records_head **list_r, uint32_t *none_r)
{
    const char *end = text + len, *at = text;
    uint32_t most = 0, count = 0;
    size_t taken;

    for (const char *c = text; (c = head_find(c, end)) != NULL; c++) {
        most++;
    }
    *none_r = 0;
    *list_r = arena_array(arena, most > 0 ? most : 1, sizeof **list_r);
    while (*list_r != NULL && (at = head_find(at, end)) != NULL) {
        taken = head_read(at, end, &(*list_r)[count]);
        count += taken > 0 ? 1 : 0;
        *none_r += taken > 0 ? 0 : 1;
        at += taken > 0 ? taken : 1;
    }
    return count;
}

int outbox_records_anchored(struct outbox *outbox, const struct records_head *head)
{
    int status;

    if (outbox->store == NULL || head->count == 0) {
        return OUTBOX_NOTHING;
    }
    if ((status = store_begin(outbox->store)) != 0) {
        return status;
    }
    return store_end(outbox->store,
                     store_do(outbox->store, SQL_ANCHOR_ADD, BIND_NUMBER(head->count),
                              BIND_BYTES(head->head, CHAIN_HASH), BIND_NUMBER(seam.wall_ms())));
}

int outbox_reloaded(struct outbox *outbox, const struct outbox_reload *reload)
{
    struct bound record[RECORD_COUNT] = {
        [RECORD_KIND] = BIND_NUMBER(RECORD_RELOAD), [RECORD_REASON] = BIND_TEXT(reload->what),
        [RECORD_ACTOR] = BIND_TEXT(reload->by),     [RECORD_HASH] = BIND_TEXT(reload->hash),
        [RECORD_BOOKS] = BIND_TEXT(reload->books),  [RECORD_NOTE] = BIND_TEXT(reload->diff),
    };
    int64_t sequence;
    int status;

    if (outbox->store == NULL) {
        return OUTBOX_NOTHING;
    }
    bool was_open = store_open(outbox->store);
    if ((status = store_begin(outbox->store)) == 0) {
        status =
            store_end(outbox->store, chain_add(outbox->store, seam.wall_ms(), record, &sequence));
    }
    if (!was_open) {
        store_close(outbox->store); /* the first open of a process leaves none */
    }
    return status;
}
