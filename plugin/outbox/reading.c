/* SPDX-License-Identifier: MIT
 *
 * Reading the outbox: references, statistics, messages; and the few things done by hand
 * (retry, drop). For the door and the commands. Answers are JSON; nothing here says more of a
 * patient than the host's own ids.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "outbox/outbox_inside.h"
#include "outbox/row_json.h"
#include "outbox/wal.h"
#include "base/calendar.h"
#include "base/json_out.h"
#include "base/seam.h"
#include "base/outcomes.h"
#include "base/words.h"

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
        row_ref(json, number);
        json_text(json, "subject", store_text(outbox->store, s, VISIT_SUBJECT));
        json_text(json, "appointment", store_text(outbox->store, s, VISIT_APPOINTMENT));
        json_text(json, "occurrence", store_text(outbox->store, s, VISIT_OCCURRENCE));
        row_time(json, "start", sqlite3_column_int64(s, 2));
        json_close(json, '}');
        status = 0;
    }
    (void)sqlite3_reset(s);
    int read = store_leave(outbox->store);
    return read != 0 ? read : status;
}

void outbox_trouble(const struct outbox *outbox, struct buf *words)
{
    if (outbox->store != NULL) {
        store_trouble(outbox->store, words);
    }
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
    static const char *const words[] = {"ok", "down", "paused", "unusable", "unclear"};
    const int64_t most = sizeof words / sizeof words[0] - 1;
    struct store *store = outbox->store;
    sqlite3_stmt *s = store_ask(store, SQL_TARGET_GET, BIND_TEXT(name));
    const char *reason = NULL;
    int64_t state = 0;

    if (store_step(store, s) == 1) {
        state = sqlite3_column_int64(s, 0);
        reason = store_text(store, s, 1);
    }
    json_open(json, name, '{');
    json_text(json, "state", words[state < 0 || state > most ? 0 : state]);
    json_int(json, "waiting", store_number(store, 0, SQL_WAITING_OF, BIND_TEXT(name)));
    json_int(json, "dead", store_number(store, 0, SQL_DEAD_OF, BIND_TEXT(name)));
    json_int(json, "unclear", store_number(store, 0, SQL_UNCLEAR_OF, BIND_TEXT(name)));
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
    row_time(json, "since", since < 0 ? -since : since);
    json_close(json, '}');
}

/* Who holds the log is told where it is long. */
static void wal_stats(const struct outbox *outbox, struct buf *json)
{
    int64_t bytes = wal_bytes(outbox->state);
    struct buf holders = {.limit = 1024};

    if (bytes >= WAL_LONG) {
        wal_holders(outbox->state, &holders);
    }
    json_int(json, "wal_bytes", bytes);
    json_text(json, "wal_held_by", holders.at);
    buf_end(&holders);
}

/* Last, so that it is seen: whether the rules in use act, in words; and when it was told last that
 * all works. */
static void rules_stats(struct outbox *outbox, struct buf *json)
{
    int64_t day = meta_read(outbox->store, META_HEARTBEAT);
    sqlite3_stmt *s = store_ask(outbox->store, SQL_META_GET, BIND_TEXT(META_RULES));
    bool known = s != NULL && store_step(outbox->store, s) == 1;
    char text[16];

    date_iso((int32_t)day, text);
    json_text(json, "heartbeat", day > 0 ? text : NULL);
    json_text(json, "rules", known ? (const char *)sqlite3_column_text(s, 0) : NULL);
    (void)sqlite3_reset(s);
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
#define NUMBER(which) store_number_row(outbox->store, store_sql(outbox->store, which), 0)
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
    json_int(json, "unclear", NUMBER(SQL_UNCLEAR_ALL));
    json_int(json, "evaluations", NUMBER(SQL_RECORDS_ALL));
#undef NUMBER
    json_bool(json, "ballast", outbox->state == NULL || ballast_there(outbox->state));
    wal_stats(outbox, json);
    relay_stats(outbox, delivers, now, json);
    json_open(json, "targets", '{');
    for (uint32_t i = 0; i < outbox->config->channel_count; i++) {
        target_stats(outbox, outbox->config->channels[i].name, json);
    }
    json_close(json, '}');
    rules_stats(outbox, json);
    json_close(json, '}');
    status = store_leave(outbox->store); /* a number that could not be read is none */
    return status != 0 ? status : late ? OUTBOX_LATE : 0;
}

/* ---- messages ---- */

/* What its state does not say; NULL: nothing. */
static const char *message_note(const struct message *m)
{
    if (m->state == MESSAGE_SENT && (m->flags & MESSAGE_UNCLEAR) != 0) {
        return "delivered, answer not understood";
    }
    return m->state == MESSAGE_WAITING && (m->flags & MESSAGE_REFUSED) != 0
               ? "refused: kept until the channel takes or refuses another"
               : NULL;
}

static void message_json(const struct message *m, struct buf *json)
{
    json_open(json, NULL, '{');
    json_int(json, "message", m->id);
    json_text(json, "channel", m->target);
    json_text(json, "kind", message_kind_word(m->kind));
    json_text(json, "state", message_state_word(m->state));
    json_text(json, "severity", m->severity != 0 ? outcome_row(m->severity)->head : NULL);
    row_ref(json, m->ref);
    row_time(json, "created", m->created);
    row_time(json, "due", m->state == MESSAGE_WAITING ? m->due : 0);
    row_time(json, "deadline", m->deadline);
    row_time(json, "done", m->done_at);
    json_int(json, "tries", m->tries);
    json_int(json, "answer", m->answer);
    json_said(json, "note", message_note(m));
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
    status = ref != NULL ? OUTBOX_UNKNOWN : 0;
    while (store_step(outbox->store, s) == 1) {
        struct buf json = {.limit = 64 * 1024};
        struct message m;

        if (!message_of_row(s, &m)) {
            store_distrust(outbox->store, s);
        }
        message_json(&m, &json);
        status = 0;
        if (json.failed || each(context, json.at, json.len) != 0) {
            buf_end(&json);
            break;
        }
        buf_end(&json);
    }
    (void)sqlite3_reset(s);
    int read = store_leave(outbox->store);
    return read != 0 ? read : status;
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
