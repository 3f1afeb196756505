/* SPDX-License-Identifier: MIT
 *
 * Notices between the outboxes of a chain (outbox/notice.h): what is written here to be passed on,
 * and what those of others do here. The number of the last one is kept in the same transaction as
 * what it did.
 */
#include "outbox/outbox_inside.h"

#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/seam.h"

void notice_end(struct notice *notice)
{
    message_end(&notice->letter);
}

void notice_rule_key(const struct outbox *outbox, const char *rule, uint8_t key_r[NOTICE_KEY])
{
    texts_key(&outbox->keyed, "rule", &rule, 1, key_r);
}

/* ---- those of this machine ---- */

static bool notice_add(struct outbox *outbox, const struct notice *w)
{
    return store_do(outbox->store, SQL_NOTICE_ADD, BIND_NUMBER(w->kind),
                    BIND_BYTES(w->hash, NOTICE_KEY), BIND_NUMBER(w->at),
                    BIND_BYTES(w->visit_known ? w->visit : NULL, VISIT_KEY), BIND_NUMBER(w->ref),
                    BIND_BYTES(w->kind == NOTICE_CANCELLED ? w->event : NULL, EVENT_KEY),
                    BIND_NUMBER(w->one_event), BIND_BYTES(w->one_rule ? w->rule : NULL, NOTICE_KEY),
                    BIND_NUMBER(w->action), BIND_BYTES(w->day_known ? w->of_day : NULL, VISIT_KEY));
}

bool notice_of_ack(struct outbox *outbox, const struct ack_row *row, const uint8_t hash[ACK_KEY],
                   int64_t now)
{
    struct notice w = {.kind = NOTICE_ACKNOWLEDGED, .at = now, .action = row->ack->action};

    if (!outbox->config->relay.nats) {
        return true;
    }
    memcpy(w.hash, hash, NOTICE_KEY);
    w.ref = row->visit != NULL && row->visit->there ? row->visit->ref : row->stranger;
    w.visit_known = row->stranger == 0;
    memcpy(w.visit, row->key, VISIT_KEY);
    w.one_rule = row->ack->rule != NULL;
    if (w.one_rule) {
        notice_rule_key(outbox, row->ack->rule, w.rule);
    }
    return notice_add(outbox, &w);
}

bool notice_of_visit(struct outbox *outbox, const struct notice *notice,
                     const uint8_t visit[VISIT_KEY])
{
    struct notice w = *notice;

    w.visit_known = true;
    memcpy(w.visit, visit, VISIT_KEY);
    return notice_add(outbox, &w);
}

bool notice_of_cancel(struct outbox *outbox, const struct visit_cancelled *visit,
                      const uint8_t event[EVENT_KEY], int64_t now)
{
    struct notice w = {.kind = NOTICE_CANCELLED,
                       .at = now,
                       .visit_known = true,
                       .one_event = visit->one_event,
                       .day_known = visit->of_day != NULL};
    char visit_hex[2 * VISIT_KEY + 1], event_hex[2 * EVENT_KEY + 1], at[24];
    const char *texts[] = {visit_hex, event_hex, at};

    if (!outbox->config->relay.nats) {
        return true;
    }
    memcpy(w.visit, visit->key, VISIT_KEY);
    if (w.day_known) {
        memcpy(w.of_day, visit->of_day, VISIT_KEY);
    }
    memcpy(w.event, event, EVENT_KEY);
    hex_of(w.day_known ? w.of_day : w.visit, VISIT_KEY, visit_hex);
    hex_of(event, EVENT_KEY, event_hex);
    (void)snprintf(at, sizeof at, "%lld", (long long)now);
    texts_key(&outbox->keyed, "cancel", texts, sizeof texts / sizeof texts[0], w.hash);
    return notice_add(outbox, &w);
}

static bool column_key(sqlite3_stmt *s, int at, uint8_t *key_r, int len)
{
    if (sqlite3_column_bytes(s, at) != len) {
        return false;
    }
    memcpy(key_r, sqlite3_column_blob(s, at), (size_t)len);
    return true;
}

int notice_next(struct outbox *outbox, struct notice *notice_r)
{
    int status = store_enter(outbox->store);

    memset(notice_r, 0, sizeof *notice_r);
    if (status != 0) {
        return status;
    }
    sqlite3_stmt *s = store_sql(outbox->store, SQL_NOTICE_NEXT);
    int found = store_step(outbox->store, s);
    if (found == 1) {
        notice_r->id = sqlite3_column_int64(s, 0);
        notice_r->kind = (uint32_t)sqlite3_column_int(s, 1);
        (void)column_key(s, 2, notice_r->hash, NOTICE_KEY);
        notice_r->at = sqlite3_column_int64(s, 3);
        notice_r->visit_known = column_key(s, 4, notice_r->visit, VISIT_KEY);
        notice_r->ref = sqlite3_column_int64(s, 5);
        (void)column_key(s, 6, notice_r->event, EVENT_KEY);
        notice_r->one_event = sqlite3_column_int(s, 7) != 0;
        notice_r->one_rule = column_key(s, 8, notice_r->rule, NOTICE_KEY);
        notice_r->action = (uint32_t)sqlite3_column_int(s, 9);
        notice_r->day_known = column_key(s, 10, notice_r->of_day, VISIT_KEY);
    }
    (void)sqlite3_reset(s);
    status = store_leave(outbox->store);
    return status != 0 ? status : found;
}

int notice_passed(struct outbox *outbox, int64_t id)
{
    int status = store_begin(outbox->store);

    return status != 0 ? status
                       : store_end(outbox->store,
                                   store_do(outbox->store, SQL_NOTICE_GONE, BIND_NUMBER(id)));
}

/* ---- those of others ---- */

int notice_last(struct outbox *outbox, int64_t stream, int64_t *number_r)
{
    int status = store_begin(outbox->store);
    bool good = true;

    *number_r = 0;
    if (status != 0) {
        return status;
    }
    if (meta_read(outbox->store, META_STREAM) == stream) {
        *number_r = meta_read(outbox->store, META_NUMBER);
    } else { /* another stream counts from its own beginning */
        good = meta_write(outbox->store, META_STREAM, stream) &&
               meta_write(outbox->store, META_NUMBER, 0);
    }
    return store_end(outbox->store, good);
}
