/* SPDX-License-Identifier: MIT
 *
 * What the notices of other machines of a chain do here (outbox/notice.h). The number of the last
 * one is kept in the same transaction as what it did.
 */
#include "outbox/outbox_inside.h"

#include "base/seam.h"

/* A message that was given to the relay and died at the chat: it is dead here too, its text with
 * it. */
static bool dead_apply(struct outbox *outbox, const struct notice *w, int64_t now)
{
    struct buf items = {.limit = 256 * 1024};

    items_write(w->letter.items, w->letter.item_count, &items);
    bool good = !items.failed && store_do(outbox->store, SQL_NOTICE_DEAD, BIND_NUMBER(w->row),
                                          BIND_BYTES(w->letter.webhook_id, WEBHOOK_ID_BYTES),
                                          BIND_BUF(items), BIND_NUMBER(now), BIND_NUMBER(w->answer),
                                          BIND_NUMBER(INT64_C(1) << MESSAGE_ROUND_SHIFT));
    buf_end(&items);
    return good;
}

static bool cancel_apply(struct outbox *outbox, const struct notice *w, int64_t now)
{
    struct withdrawal how = {.event = w->one_event ? w->event : NULL,
                             .by = w->event,
                             .until = w->at < now ? w->at : now,
                             .now = now};
    struct visit_row row = {.there = false};

    if (w->day_known && !visit_find(outbox->store, w->of_day, &row)) {
        return false;
    }
    if (!row.there && !visit_find(outbox->store, w->visit, &row)) {
        return false;
    }
    return !row.there || visit_withdraw(outbox, &row, &how);
}

int notice_apply(struct outbox *outbox, const struct notice *notice, int64_t number)
{
    int64_t now = seam.wall_ms();
    int status = store_begin(outbox->store);
    bool good = true;

    if (status != 0) {
        return status;
    }
    switch (notice->kind) {
    case NOTICE_ACKNOWLEDGED: good = ack_apply(outbox, notice, now); break;
    case NOTICE_CANCELLED: good = cancel_apply(outbox, notice, now); break;
    case NOTICE_DEAD: good = dead_apply(outbox, notice, now); break;
    default: break; /* of a later version: not for us */
    }
    good = good && (number == 0 || meta_write(outbox->store, META_NUMBER, number));
    status = store_end(outbox->store, good);
    if (status == 0) {
        outbox_wake(outbox);
    }
    return status;
}
