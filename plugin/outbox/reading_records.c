/* SPDX-License-Identifier: MIT
 *
 * The records as JSON, oldest first: what was evaluated and who was told, acknowledgements,
 * reloads, erasures. For `precare records`. What cannot be read to the end is an error.
 */
#include "outbox/chain.h"
#include "outbox/outbox_inside.h"
#include "outbox/row_json.h"
#include "base/json_out.h"
#include "base/words.h"

static void list_json(struct buf *out, const char *key, const char *json)
{
    json_raw(out, key, json != NULL ? json : "[]");
}

static void told_json(struct store *store, int64_t first, int64_t count, struct buf *json)
{
    sqlite3_stmt *s =
        store_ask(store, SQL_MESSAGES_TOLD, BIND_NUMBER(first), BIND_NUMBER(first + count));

    json_open(json, "told", '[');
    while (store_step(store, s) == 1) {
        json_open(json, NULL, '{');
        json_text(json, "channel", store_text(store, s, 0));
        json_text(json, "kind", message_kind_word((uint32_t)sqlite3_column_int(s, 1)));
        json_text(json, "state", message_state_word((uint32_t)sqlite3_column_int(s, 2)));
        row_time(json, "done", sqlite3_column_int64(s, 3));
        json_close(json, '}');
    }
    json_close(json, ']');
    (void)sqlite3_reset(s);
}

#define RECORD_TEXT(s, column) store_text(store, s, RECORD_LEAD + (int)(column))
#define RECORD_NUMBER(s, column) sqlite3_column_int64(s, RECORD_LEAD + (int)(column))
#define RECORD_WORD(s, words, column) word_of(words, (uint32_t)RECORD_NUMBER(s, column))

static void evaluation_json(struct store *store, sqlite3_stmt *s, struct buf *json)
{
    json_text(json, "evaluation_id", RECORD_TEXT(s, RECORD_EVALUATION_ID));
    json_text(json, "event_id", RECORD_TEXT(s, RECORD_EVENT_ID));
    json_text(json, "moment", RECORD_WORD(s, &words_moment, RECORD_MOMENT));
    json_text(json, "action", RECORD_WORD(s, &words_action, RECORD_ACTION));
    json_text(json, "phase", RECORD_WORD(s, &words_phase, RECORD_PHASE));
    json_text(json, "disposition", RECORD_WORD(s, &words_disposition, RECORD_DISPOSITION));
    json_text(json, "subject", RECORD_TEXT(s, RECORD_SUBJECT));
    json_text(json, "appointment", RECORD_TEXT(s, RECORD_APPOINTMENT));
    json_text(json, "occurrence", RECORD_TEXT(s, RECORD_OCCURRENCE));
    json_text(json, "reference_date", RECORD_TEXT(s, RECORD_DATE));
    json_int(json, "overall", RECORD_NUMBER(s, RECORD_OVERALL));
    json_text(json, "said", RECORD_TEXT(s, RECORD_SAID)); /* null: the overall's own word */
    json_int(json, "coverage", RECORD_NUMBER(s, RECORD_COVERAGE));
    row_ref(json, RECORD_NUMBER(s, RECORD_REF));
    list_json(json, "rulebooks", RECORD_TEXT(s, RECORD_BOOKS));
    list_json(json, "findings", RECORD_TEXT(s, RECORD_FINDINGS));
    list_json(json, "shadow", RECORD_TEXT(s, RECORD_SHADOW));
    told_json(store, RECORD_NUMBER(s, RECORD_FIRST_MESSAGE), RECORD_NUMBER(s, RECORD_MESSAGES),
              json);
    json_bool(json, "drill", RECORD_NUMBER(s, RECORD_DRILL) != 0);
}

static void ack_json(struct store *store, sqlite3_stmt *s, struct buf *json)
{
    row_ref(json, RECORD_NUMBER(s, RECORD_REF));
    json_text(json, "rule", RECORD_TEXT(s, RECORD_RULE));
    json_text(json, "action", RECORD_WORD(s, &words_acknowledgement, RECORD_ACTION));
    json_text(json, "actor", RECORD_TEXT(s, RECORD_ACTOR));
    json_text(json, "role", RECORD_TEXT(s, RECORD_ROLE));
    json_text(json, "reason", RECORD_TEXT(s, RECORD_REASON));
    json_text(json, "note", RECORD_TEXT(s, RECORD_NOTE));
    row_time(json, "done", RECORD_NUMBER(s, RECORD_DONE_AT));
}

/* What was done (`reason`), by whom, which set of rules it is, and what changed. */
static void reload_json(struct store *store, sqlite3_stmt *s, struct buf *json)
{
    json_text(json, "what", RECORD_TEXT(s, RECORD_REASON));
    json_text(json, "by", RECORD_TEXT(s, RECORD_ACTOR));
    json_text(json, "hash", RECORD_TEXT(s, RECORD_HASH));
    list_json(json, "rulebooks", RECORD_TEXT(s, RECORD_BOOKS));
    json_text(json, "changes", RECORD_TEXT(s, RECORD_NOTE));
}

/* Of a request of the patient's, or of retention: then nobody asked. */
static void erasure_json(struct store *store, sqlite3_stmt *s, struct buf *json)
{
    json_text(json, "by", RECORD_TEXT(s, RECORD_ACTOR));
    json_text(json, "because", RECORD_TEXT(s, RECORD_NOTE));
    json_text(json, "sequences", RECORD_TEXT(s, RECORD_SEQUENCES));
}

static const struct {
    const char *word;
    void (*json)(struct store *store, sqlite3_stmt *s, struct buf *json); /* NULL: nothing more */
} record_kinds[RECORD_KINDS] = {
    [0] = {"erased", NULL}, /* of which the kind is gone too */
    [RECORD_EVALUATION] = {"evaluation", evaluation_json},
    [RECORD_ACKNOWLEDGEMENT] = {"acknowledgement", ack_json},
    [RECORD_RELOAD] = {"reload", reload_json},
    [RECORD_ERASURE] = {"erasure", erasure_json},
    [RECORD_RETENTION] = {"retention", erasure_json},
};

static void record_json(struct store *store, sqlite3_stmt *s, struct buf *json)
{
    int64_t kind = RECORD_NUMBER(s, RECORD_KIND);

    if (kind < 0 || kind >= RECORD_KINDS) {
        return; /* a later version's */
    }
    json_open(json, NULL, '{');
    json_text(json, "record", record_kinds[kind].word);
    json_int(json, "sequence", sqlite3_column_int64(s, RECORD_SEQUENCE));
    row_time(json, "at", sqlite3_column_int64(s, RECORD_AT));
    if (record_kinds[kind].json != NULL) {
        record_kinds[kind].json(store, s, json);
    }
    json_close(json, '}');
}

static sqlite3_stmt *records_ask(struct store *store, const struct records_wanted *wanted)
{
    int64_t until = wanted->until_ms != 0 ? wanted->until_ms : INT64_MAX;

    return wanted->subject != NULL
               ? store_ask(store, SQL_RECORDS_OF_SUBJECT, BIND_TEXT(wanted->subject),
                           BIND_NUMBER(wanted->from_ms), BIND_NUMBER(until))
               : store_ask(store, SQL_RECORDS, BIND_NUMBER(wanted->from_ms), BIND_NUMBER(until));
}

int outbox_records(struct outbox *outbox, const struct records_wanted *wanted,
                   int (*each)(void *context, const char *json, size_t len), void *context)
{
    struct store *store = outbox->store;
    int status, found = 0;

    if (store == NULL) {
        return 0;
    }
    if ((status = store_enter(store)) != 0) {
        return status;
    }
    sqlite3_stmt *s = records_ask(store, wanted);
    while (status == 0 && (found = store_step(store, s)) == 1) {
        struct buf json = {.limit = 4 * 1024 * 1024};

        record_json(store, s, &json);
        status = json.failed ? -1 : json.len > 0 ? each(context, json.at, json.len) : 0;
        buf_end(&json);
    }
    (void)sqlite3_reset(s);
    int read = store_leave(store);
    return read != 0 ? read : status != 0 || found < 0 ? OUTBOX_NOT_RECORDED : 0;
}
