/* SPDX-License-Identifier: MIT
 *
 * Who was told of a visit, as JSON: each message by channel, when and what became of it, and each
 * acknowledgement by rule, by whom and when. No text of a message: a sent one keeps none.
 */
#include "outbox/outbox_inside.h"
#include "outbox/rows.h"
#include "outbox/row_json.h"
#include "base/json_out.h"
#include "base/words.h"

static void messages_json(struct store *store, int64_t ref, struct buf *json)
{
    sqlite3_stmt *s = store_ask(store, SQL_MESSAGES_OF, BIND_NUMBER(ref));

    json_open(json, "told", '[');
    while (store_step(store, s) == 1) {
        struct message m;

        if (!message_of_row(s, &m)) {
            store_distrust(store, s);
        }
        json_open(json, NULL, '{');
        json_text(json, "channel", m.target);
        json_text(json, "kind", message_kind_word(m.kind));
        json_text(json, "state", message_state_word(m.state));
        row_time(json, "at", m.created);
        row_time(json, "done", m.done_at);
        json_close(json, '}');
    }
    json_close(json, ']');
    (void)sqlite3_reset(s);
}

static void acknowledgements_json(struct store *store, int64_t ref, struct buf *json)
{
    sqlite3_stmt *s = store_ask(store, SQL_ACKNOWLEDGED_OF, BIND_NUMBER(ref));

    json_open(json, "acknowledged", '[');
    while (store_step(store, s) == 1) {
        json_open(json, NULL, '{');
        json_text(json, "rule", store_text(store, s, 0));
        json_text(json, "action",
                  word_of(&words_acknowledgement, (uint32_t)sqlite3_column_int(s, 1)));
        json_text(json, "by", store_text(store, s, 2));
        json_text(json, "role", store_text(store, s, 3));
        row_time(json, "at", sqlite3_column_int64(s, 4));
        json_close(json, '}');
    }
    json_close(json, ']');
    (void)sqlite3_reset(s);
}

static int told_find(struct outbox *outbox, const struct told_wanted *wanted,
                     struct visit_row *visit)
{
    struct visit_meant meant = {span_of(wanted->appointment), &wanted->occurrence, DATE_NONE,
                                false};
    bool series;
    bool good = wanted->ref != NULL ? visit_find_ref(outbox->store, ref_read(wanted->ref), visit)
                                    : visit_find_meant(outbox, &meant, visit, &series);

    if (!good) {
        return OUTBOX_NOT_RECORDED;
    }
    return visit->there ? 0 : OUTBOX_UNKNOWN;
}

int outbox_told(struct outbox *outbox, const struct told_wanted *wanted, struct buf *json)
{
    struct visit_row visit = {.ref = 0};
    int status;

    if (outbox->store == NULL) {
        return OUTBOX_UNKNOWN;
    }
    if ((status = store_enter(outbox->store)) != 0) {
        return status;
    }
    status = told_find(outbox, wanted, &visit);
    if (status == 0) {
        json_open(json, NULL, '{');
        row_ref(json, visit.ref);
        messages_json(outbox->store, visit.ref, json);
        acknowledgements_json(outbox->store, visit.ref, json);
        json_close(json, '}');
    }
    int read = store_leave(outbox->store);
    return read != 0 ? read : status;
}
