/* SPDX-License-Identifier: MIT
 *
 * Reading the outbox: references, statistics, records, messages; and the few things done by hand
 * (retry, drop). For the door and the commands. Answers are JSON; nothing here says more of a
 * patient than the host's own ids.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "outbox/outbox_inside.h"
#include "base/json_out.h"
#include "base/seam.h"
#include "base/outcomes.h"
#include "base/words.h"

static void json_time(struct buf *out, const char *key, int64_t ms)
{
    char text[32];

    if (ms == 0) {
        json_text(out, key, NULL);
        return;
    }
    instant_iso(ms / 1000, zone_utc(), text);
    json_text(out, key, text);
}

static void json_ref(struct buf *out, int64_t ref)
{
    char text[REF_TEXT];

    if (ref != 0) {
        ref_write(ref, text);
    }
    json_text(out, "ref", ref != 0 ? text : NULL);
}

static const char *reading_column(sqlite3_stmt *s, int at)
{
    return (const char *)sqlite3_column_text(s, at);
}

int outbox_lookup(struct outbox *outbox, const char *ref, struct buf *json)
{
    int64_t number = ref_read(ref);
    int status;

    if (outbox->store == NULL || number == 0) {
        return OUTBOX_UNKNOWN;
    }
    if ((status = store_enter(outbox->store)) != 0) {
        return status;
    }
    status = OUTBOX_UNKNOWN;
    sqlite3_stmt *s = store_ask(outbox->store, SQL_VISIT_BY_REF, BIND_NUMBER(number));
    if (store_step(outbox->store, s) == 1) {
        json_open(json, NULL, '{');
        json_ref(json, number);
        json_text(json, "subject", reading_column(s, VISIT_SUBJECT));
        json_text(json, "appointment", reading_column(s, VISIT_APPOINTMENT));
        json_text(json, "occurrence", reading_column(s, VISIT_OCCURRENCE));
        json_time(json, "start", sqlite3_column_int64(s, 2));
        json_close(json, '}');
        status = 0;
    }
    (void)sqlite3_reset(s);
    store_leave(outbox->store);
    return status;
}

/* ---- statistics ---- */

static bool somebody_delivers(const struct outbox *outbox)
{
    bool taken;
    int fd;

    if (outbox->state == NULL) {
        return false;
    }
    fd = state_file(outbox->state, "deliver.lock", O_RDWR);
    if (fd < 0) {
        return false;
    }
    taken = flock(fd, LOCK_SH | LOCK_NB) != 0; /* let go by the close */
    (void)close(fd);
    return taken;
}

static void target_stats(struct outbox *outbox, const char *name, struct buf *json)
{
    static const char *const words[] = {"ok", "down", "paused", "unusable"};
    struct store *store = outbox->store;
    sqlite3_stmt *s = store_ask(store, SQL_TARGET_GET, BIND_TEXT(name));
    const char *reason = NULL;
    int64_t state = 0;

    if (store_step(store, s) == 1) {
        state = sqlite3_column_int64(s, 0);
        reason = reading_column(s, 1);
    }
    json_open(json, name, '{');
    json_text(json, "state", words[state < 0 || state > 3 ? 0 : state]);
    json_int(json, "waiting", store_number(store, 0, SQL_WAITING_OF, BIND_TEXT(name)));
    json_int(json, "dead", store_number(store, 0, SQL_DEAD_OF, BIND_TEXT(name)));
    json_text(json, "reason", reason);
    json_close(json, '}');
    (void)sqlite3_reset(s);
}

/* How it is with the relay, as the one that delivers last saw it. */
static void relay_stats(struct outbox *outbox, bool delivers, int64_t now, struct buf *json)
{
    int64_t since = meta_read(outbox->store, META_RELAY),
            oldest = meta_read(outbox->store, META_RELAY_OLDEST);
    const char *state = !delivers || since == 0 ? "unknown"
                        : since < 0             ? "unreachable"
                                                : "reachable";

    if (!outbox->config->relay.nats) {
        return;
    }
    if (delivers && since > 0 && oldest != 0 && now - oldest > outbox->config->late_after_ms) {
        state = "late";
    }
    json_open(json, "relay", '{');
    json_text(json, "state", state);
    json_int(json, "waiting", meta_read(outbox->store, META_RELAY_WAITING));
    json_time(json, "since", since < 0 ? -since : since);
    json_close(json, '}');
}

int outbox_stats(struct outbox *outbox, struct buf *json)
{
    int64_t now = seam.wall_ms();
    bool late, delivers;
    int status;

    if (outbox->store == NULL) {
        buf_text(json, "{\"deliverer\":false,\"late\":false,\"waiting\":0,\"sent\":0,\"dead\":0,"
                       "\"targets\":{}}");
        return 0;
    }
    if ((status = store_enter(outbox->store)) != 0) {
        return status;
    }
#define NUMBER(which) store_number_row(store_sql(outbox->store, which), 0)
    int64_t due = NUMBER(SQL_DUE_FIRST);
    atomic_store(&outbox->late_looked, INT64_MIN / 2);
    late = outbox_is_late(outbox, now);
    delivers = somebody_delivers(outbox);
    json_open(json, NULL, '{');
    json_bool(json, "deliverer", delivers);
    json_bool(json, "late", late);
    json_int(json, "waiting", NUMBER(SQL_WAITING_ALL));
    json_int(json, "oldest_due_ms", due != 0 && now > due ? now - due : 0);
    json_int(json, "sent", NUMBER(SQL_SENT_ALL));
    json_int(json, "dead", NUMBER(SQL_DEAD_ALL));
    json_int(json, "evaluations", NUMBER(SQL_EVALUATIONS_ALL));
#undef NUMBER
    json_bool(json, "ballast", outbox->state == NULL || ballast_there(outbox->state));
    relay_stats(outbox, delivers, now, json);
    json_open(json, "targets", '{');
    for (uint32_t i = 0; i < outbox->config->channel_count; i++) {
        target_stats(outbox, outbox->config->channels[i].name, json);
    }
    json_close(json, '}');
    json_close(json, '}');
    store_leave(outbox->store);
    return late ? OUTBOX_LATE : 0;
}

/* ---- messages ---- */

static void message_json(const struct message *m, struct buf *json)
{
    json_open(json, NULL, '{');
    json_int(json, "message", m->id);
    json_text(json, "channel", m->target);
    json_text(json, "kind", message_kind_word(m->kind));
    json_text(json, "state", message_state_word(m->state));
    json_text(json, "severity", m->severity != 0 ? outcome_row(m->severity)->head : NULL);
    json_ref(json, m->ref);
    json_time(json, "created", m->created);
    json_time(json, "due", m->state == MESSAGE_WAITING ? m->due : 0);
    json_time(json, "deadline", m->deadline);
    json_time(json, "done", m->done_at);
    json_int(json, "tries", m->tries);
    json_int(json, "answer", m->answer);
    json_close(json, '}');
}

int outbox_messages(struct outbox *outbox, const char *ref,
                    int (*each)(void *context, const char *json, size_t len), void *context)
{
    int64_t number = ref != NULL ? ref_read(ref) : 0;
    int status;

    if (outbox->store == NULL || (ref != NULL && number == 0)) {
        return ref != NULL ? OUTBOX_UNKNOWN : 0;
    }
    if ((status = store_enter(outbox->store)) != 0) {
        return status;
    }
    sqlite3_stmt *s = ref != NULL ? store_ask(outbox->store, SQL_MESSAGES_OF, BIND_NUMBER(number))
                                  : store_sql(outbox->store, SQL_MESSAGES_OPEN);
    status = s == NULL ? OUTBOX_NOT_RECORDED : ref != NULL ? OUTBOX_UNKNOWN : 0;
    while (s != NULL && sqlite3_step(s) == SQLITE_ROW) {
        struct buf json = {.limit = 64 * 1024};
        struct message m;

        (void)message_of_row(s, &m);
        message_json(&m, &json);
        status = 0;
        if (json.failed || each(context, json.at, json.len) != 0) {
            buf_end(&json);
            break;
        }
        buf_end(&json);
    }
    (void)sqlite3_reset(s);
    store_leave(outbox->store);
    return status;
}

/* ---- records ---- */

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
        json_text(json, "channel", reading_column(s, 0));
        json_text(json, "kind", message_kind_word((uint32_t)sqlite3_column_int(s, 1)));
        json_text(json, "state", message_state_word((uint32_t)sqlite3_column_int(s, 2)));
        json_time(json, "done", sqlite3_column_int64(s, 3));
        json_close(json, '}');
    }
    json_close(json, ']');
    (void)sqlite3_reset(s);
}

static void evaluation_json(struct store *store, sqlite3_stmt *s, struct buf *json)
{
    json_open(json, NULL, '{');
    json_text(json, "record", "evaluation");
    json_time(json, "at", sqlite3_column_int64(s, 0));
    json_text(json, "evaluation_id", reading_column(s, 1));
    json_text(json, "event_id", reading_column(s, 2));
    json_text(json, "moment", word_of(&words_moment, (uint32_t)sqlite3_column_int(s, 3)));
    json_text(json, "action", word_of(&words_action, (uint32_t)sqlite3_column_int(s, 4)));
    json_text(json, "phase", word_of(&words_phase, (uint32_t)sqlite3_column_int(s, 5)));
    json_text(json, "disposition", word_of(&words_disposition, (uint32_t)sqlite3_column_int(s, 6)));
    json_text(json, "subject", reading_column(s, 7));
    json_text(json, "appointment", reading_column(s, 8));
    json_text(json, "occurrence", reading_column(s, 18));
    json_text(json, "reference_date", reading_column(s, 9));
    json_int(json, "overall", sqlite3_column_int(s, 10));
    json_text(json, "said", reading_column(s, 19)); /* null: the overall's own word */
    json_int(json, "coverage", sqlite3_column_int(s, 11));
    json_ref(json, sqlite3_column_int64(s, 12));
    list_json(json, "rulebooks", reading_column(s, 13));
    list_json(json, "findings", reading_column(s, 14));
    list_json(json, "shadow", reading_column(s, 15));
    told_json(store, sqlite3_column_int64(s, 16), sqlite3_column_int64(s, 17), json);
    json_close(json, '}');
}

static void ack_json(struct store *store, sqlite3_stmt *s, struct buf *json)
{
    (void)store;
    json_open(json, NULL, '{');
    json_text(json, "record", "acknowledgement");
    json_time(json, "recorded", sqlite3_column_int64(s, 0));
    json_ref(json, sqlite3_column_int64(s, 1));
    json_text(json, "rule", reading_column(s, 2));
    json_text(json, "action", word_of(&words_acknowledgement, (uint32_t)sqlite3_column_int(s, 3)));
    json_text(json, "actor", reading_column(s, 4));
    json_text(json, "role", reading_column(s, 5));
    json_text(json, "reason", reading_column(s, 6));
    json_text(json, "note", reading_column(s, 7));
    json_time(json, "at", sqlite3_column_int64(s, 8));
    json_close(json, '}');
}

/* The kinds of records, one after the other. */
static const struct {
    enum sql which;
    void (*json)(struct store *store, sqlite3_stmt *s, struct buf *json);
} record_kinds[] = {{SQL_EVALUATIONS, evaluation_json}, {SQL_ACKS, ack_json}};

int outbox_records(struct outbox *outbox, int64_t from_ms, int64_t until_ms,
                   int (*each)(void *context, const char *json, size_t len), void *context)
{
    struct store *store = outbox->store;
    int status;

    if (store == NULL) {
        return 0;
    }
    if ((status = store_enter(store)) != 0) {
        return status;
    }
    for (size_t i = 0; status == 0 && i < sizeof record_kinds / sizeof record_kinds[0]; i++) {
        sqlite3_stmt *s = store_ask(store, record_kinds[i].which, BIND_NUMBER(from_ms),
                                    BIND_NUMBER(until_ms != 0 ? until_ms : INT64_MAX));

        status = s == NULL ? -1 : 0;
        while (status == 0 && sqlite3_step(s) == SQLITE_ROW) {
            struct buf json = {.limit = 4 * 1024 * 1024};

            record_kinds[i].json(store, s, &json);
            status = json.failed ? -1 : each(context, json.at, json.len);
            buf_end(&json);
        }
        (void)sqlite3_reset(s);
    }
    store_leave(store);
    return status < 0 ? OUTBOX_NOT_RECORDED : 0;
}

/* ---- by hand ---- */

/* How many rows it changed is added to *count_r. */
static bool reading_change(struct store *store, sqlite3_stmt *s, uint32_t *count_r)
{
    bool good = store_run(store, s);

    *count_r += good ? (uint32_t)sqlite3_changes(store_db(store)) : 0;
    return good;
}

int outbox_retry(struct outbox *outbox, const char *channel, uint32_t *count_r)
{
    struct store *store = outbox->store;
    int64_t now = seam.wall_ms();
    int status;

    *count_r = 0;
    if (store == NULL) {
        return OUTBOX_NOTHING;
    }
    if (channel != NULL && config_channel(outbox->config, channel) == CHANNEL_NONE) {
        return OUTBOX_UNKNOWN;
    }
    if ((status = store_begin(store)) != 0) {
        return status;
    }
#define RETRY(which) store_ask(store, which, BIND_TEXT(channel), BIND_NUMBER(now))
    bool good = store_run(store, RETRY(SQL_RETRY_TARGETS)) &&
                reading_change(store, RETRY(SQL_RETRY_WAITING), count_r) &&
                reading_change(store, RETRY(SQL_RETRY_DEAD), count_r);
#undef RETRY
    status = store_end(store, good);
    outbox_wake(outbox);
    return status;
}

int outbox_drop(struct outbox *outbox, const char *ref, uint32_t *count_r)
{
    int64_t number = ref_read(ref);
    struct visit_row row = {.there = false};
    bool good;
    int status;

    *count_r = 0;
    if (outbox->store == NULL || number == 0) {
        return OUTBOX_UNKNOWN;
    }
    if ((status = store_begin(outbox->store)) != 0) {
        return status;
    }
    good = visit_find_ref(outbox->store, number, &row) &&
           reading_change(outbox->store, store_ask(outbox->store, SQL_DROP, BIND_NUMBER(number)),
                          count_r);
    status = store_end(outbox->store, good);
    return status != 0 || row.there ? status : OUTBOX_UNKNOWN;
}
