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

static bool head_look(struct store *store, struct records_head *head_r)
{
    sqlite3_stmt *s = store_ask(store, SQL_META_GET, BIND_TEXT("origin"));
    const char *origin = store_step(store, s) == 1 ? (const char *)sqlite3_column_text(s, 0) : NULL;

    (void)snprintf(head_r->origin, sizeof head_r->origin, "precare/outbox/%.16s",
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
    status = head_look(outbox->store, head_r) ? 0 : OUTBOX_NOT_RECORDED;
    store_leave(outbox->store);
    return status;
}

void records_head_text(const struct records_head *head, struct buf *out)
{
    char text[48];

    (void)base64_of(head->head, sizeof head->head, text, sizeof text);
    buf_printf(out, "%s %lld %s", head->origin, (long long)head->count, text);
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
    if ((status = store_begin(outbox->store)) != 0) {
        return status;
    }
    return store_end(outbox->store, chain_add(outbox->store, seam.wall_ms(), record, &sequence));
}
