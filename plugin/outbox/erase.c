/* SPDX-License-Identifier: MIT
 *
 * Erases what is kept of one patient, because they asked (outbox/outbox.h): the records' content,
 * the visits, their messages and keys. A record stays as a number, a time and two hashes, whose
 * salt is gone too, so that the chain stays whole; a further record says which, by whom and why.
 * All in one transaction, or nothing. For the command.
 */
#include <stdio.h>

#include "outbox/chain.h"
#include "outbox/outbox_inside.h"
#include "base/seam.h"

struct erasing {
    struct store *store;
    const struct outbox_erasure *erasure;
    int64_t now;
    struct buf sequences;
    int64_t first, last; /* a run of neighbours; 0: none yet */
    uint32_t count;
    int64_t *ids;
};

static void run_write(struct erasing *e)
{
    if (e->first != 0) {
        buf_printf(&e->sequences, e->first == e->last ? "%s%lld" : "%s%lld-%lld",
                   e->sequences.len > 0 ? "," : "", (long long)e->first, (long long)e->last);
    }
}

static void sequence_take(struct erasing *e, int64_t id)
{
    if (e->first == 0 || id != e->last + 1) {
        run_write(e);
        e->first = id;
    }
    e->last = id;
}

static bool sequences_find(struct erasing *e)
{
    sqlite3_stmt *s = store_ask(e->store, SQL_SUBJECT_SEQUENCES, BIND_TEXT(e->erasure->subject));
    struct buf ids = {.limit = (size_t)64 * 1024 * 1024};
    int found;

    while ((found = store_step(e->store, s)) == 1) {
        int64_t id = sqlite3_column_int64(s, 0);

        buf_add(&ids, (const char *)&id, sizeof id);
        sequence_take(e, id);
        e->count++;
    }
    (void)sqlite3_reset(s);
    run_write(e);
    bool good = found == 0 && !ids.failed && !e->sequences.failed;
    e->ids = good ? (int64_t *)(void *)buf_take(&ids) : NULL;
    buf_end(&ids);
    return good;
}

static bool records_empty(struct erasing *e)
{
    for (uint32_t i = 0; i < e->count; i++) {
        if (!store_do(e->store, SQL_ERASE_RECORD, BIND_NUMBER(e->ids[i]), BIND_NUMBER(e->now)) ||
            !store_do(e->store, SQL_ERASE_ACKED, BIND_NUMBER(e->ids[i]))) {
            return false;
        }
    }
    return store_do(e->store, SQL_ERASE_TOLD, BIND_TEXT(e->erasure->subject)) &&
           store_do(e->store, SQL_ERASE_MESSAGES, BIND_TEXT(e->erasure->subject)) &&
           store_do(e->store, SQL_ERASE_VISITS, BIND_TEXT(e->erasure->subject)) &&
           store_do(e->store, SQL_ERASE_CARDS, BIND_TEXT(e->erasure->subject));
}

static bool erasure_record(struct erasing *e)
{
    int64_t sequence;
    struct bound record[RECORD_COUNT] = {
        [RECORD_KIND] = BIND_NUMBER(RECORD_ERASURE),
        [RECORD_ACTOR] = BIND_TEXT(e->erasure->by),
        [RECORD_NOTE] = BIND_TEXT(e->erasure->because),
        [RECORD_SEQUENCES] = BIND_BUF(e->sequences),
    };

    return chain_add(e->store, e->now, record, &sequence);
}

static bool operations_hear(const struct outbox *outbox, const struct erasing *e)
{
    char say[96];

    if (outbox->config->operations == CHANNEL_NONE) {
        return true;
    }
    (void)snprintf(say, sizeof say, "Erased by request of one patient: %u record%s.", e->count,
                   e->count == 1 ? "" : "s");
    return message_about(e->store, outbox->config, outbox->config->operations, MESSAGE_ALARM, say,
                         e->now);
}

static int erasure_make(const struct outbox *outbox, struct erasing *e)
{
    int64_t open = store_number(e->store, -1, SQL_SUBJECT_OPEN, BIND_TEXT(e->erasure->subject));

    if (open != 0) {
        return open > 0 ? OUTBOX_WRONG : OUTBOX_NOT_RECORDED;
    }
    if (!sequences_find(e)) {
        return OUTBOX_NOT_RECORDED;
    }
    int64_t cards = store_number(e->store, -1, SQL_SUBJECT_CARDS, BIND_TEXT(e->erasure->subject));
    if (cards < 0) {
        return OUTBOX_NOT_RECORDED;
    }
    if (e->count == 0 && cards == 0) {
        return OUTBOX_UNKNOWN;
    }
    return records_empty(e) && erasure_record(e) && operations_hear(outbox, e)
               ? 0
               : OUTBOX_NOT_RECORDED;
}

int outbox_erase(struct outbox *outbox, const struct outbox_erasure *erasure, uint32_t *count_r)
{
    struct erasing e = {.store = outbox->store,
                        .erasure = erasure,
                        .now = seam.wall_ms(),
                        .sequences = {.limit = (size_t)16 * 1024 * 1024}};
    int status, ended;
    bool emptied;

    *count_r = 0;
    if (outbox->store == NULL) {
        return OUTBOX_NOTHING;
    }
    if ((status = store_begin(outbox->store)) != 0) {
        return status;
    }
    status = erasure_make(outbox, &e);
    ended = store_end(outbox->store, status == 0);
    buf_end(&e.sequences);
    mem_drop(e.ids);
    if (status != OUTBOX_UNKNOWN && (status != 0 || ended != 0)) {
        return status != 0 ? status : ended;
    }
    *count_r = e.count;
    emptied = store_empty_log(outbox->store); /* of what an earlier run left in it, too */
    if (status == 0) {
        outbox_wake(outbox);
    }
    return emptied ? status : OUTBOX_LOG_HELD;
}
