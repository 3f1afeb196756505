/* SPDX-License-Identifier: MIT
 *
 * The one call of the hooks: what was judged and what must be told, in one transaction
 * (outbox/outbox.h). Any thread. When it fails, nothing of it is there, the result says so in a
 * note, and evaluation has long been done.
 */
#include <stdio.h>
#include <string.h>

#include "outbox/compose.h"
#include "outbox/notice.h"
#include "base/hash.h"
#include "base/json_out.h"
#include "base/seam.h"
#include "base/words.h"

static const void *item_at(const precare_array *a, uint32_t i)
{
    return (const char *)a->items + (size_t)i * a->stride;
}

/* ---- the evaluation's own row ---- */

static void findings_write(struct recording *r, const precare_array *findings, bool keys,
                           struct buf *out)
{
    char hex[2 * FINDING_KEY + 1];

    buf_char(out, '[');
    for (uint32_t i = 0; i < findings->count; i++) {
        const precare_finding *finding = item_at(findings, i);

        json_open(out, NULL, '{');
        json_said(out, "rule", finding->rule);
        json_said(out, "fingerprint", finding->fingerprint);
        json_said(out, "outcome", word_of(&words_outcome, finding->outcome));
        json_said(out, "cleared_by", finding->cleared_by);
        json_said(out, "changed_by", finding->changed_by);
        if (keys && finding->alerts.count > 0) { /* to match what was told of it */
            const uint8_t *key = finding_key_of(r, i);

            if (key == NULL) {
                out->failed = true;
                return;
            }
            hex_of(key + VISIT_PREFIX, 8, hex);
            json_said(out, "key", hex);
        }
        buf_char(out, '}');
    }
    buf_char(out, ']');
}

static void books_write(const precare_array *books, struct buf *out)
{
    buf_char(out, '[');
    for (uint32_t i = 0; i < books->count; i++) {
        const precare_rulebook *book = item_at(books, i);

        json_open(out, NULL, '{');
        json_said(out, "id", book->id);
        json_said(out, "version", book->version);
        json_said(out, "status", book->status);
        json_said(out, "hash", book->hash);
        buf_char(out, '}');
    }
    buf_char(out, ']');
}

static void bind_visit(sqlite3_stmt *s, const struct visit *visit)
{
    static const struct visit nothing;
    const struct visit *v = visit != NULL ? visit : &nothing;

    (void)sqlite3_bind_int64(s, 4, v->moment);
    (void)sqlite3_bind_int64(s, 5, v->action);
    (void)sqlite3_bind_int64(s, 6, v->phase);
    (void)sqlite3_bind_int64(s, 7, v->disposition);
    bind_span(s, 8, v->subject);
    bind_span(s, 9, v->appointment);
}

static bool evaluation_add(struct recording *r)
{
    const precare_result *out = &r->result->out;
    sqlite3_stmt *s = store_sql(r->outbox->store, SQL_EVALUATION_ADD);
    struct buf books = {.limit = 1 << 20}, findings = {.limit = 1 << 20},
               shadow = {.limit = 1 << 20};
    bool good;

    if (s == NULL) {
        return false;
    }
    books_write(&out->rulebooks, &books);
    findings_write(r, &out->findings, r->visit != NULL, &findings);
    (void)sqlite3_bind_int64(s, 1, r->now);
    bind_text(s, 2, out->evaluation_id);
    bind_text(s, 3, out->event_id);
    bind_visit(s, r->visit);
    bind_text(s, 10, out->reference_date);
    (void)sqlite3_bind_int64(s, 11, out->overall);
    (void)sqlite3_bind_int64(s, 12, out->coverage);
    if (r->row.there) {
        (void)sqlite3_bind_int64(s, 13, r->row.ref);
    }
    bind_buf(s, 14, &books);
    bind_buf(s, 15, &findings);
    if (out->shadow.count > 0) {
        findings_write(r, &out->shadow, false, &shadow);
        bind_buf(s, 16, &shadow);
    }
    if (r->messages > 0) {
        (void)sqlite3_bind_int64(s, 17, r->first_message);
    }
    (void)sqlite3_bind_int64(s, 18, r->messages);
    good = !books.failed && !findings.failed && !shadow.failed && store_run(r->outbox->store, s);
    buf_end(&books);
    buf_end(&findings);
    buf_end(&shadow);
    return good;
}

/* ---- what else an event changes ---- */

/* A reschedule: what waits may wait until the new day. */
static bool visit_move(struct recording *r)
{
    struct store *store = r->outbox->store;
    int64_t id = r->row.last;
    sqlite3_stmt *s;

    if (!r->row.there || r->row.start == r->start ||
        (s = store_sql(store, SQL_VISIT_MOVE)) == NULL) {
        return !r->row.there || r->row.start == r->start;
    }
    (void)sqlite3_bind_int64(s, 1, r->row.ref);
    (void)sqlite3_bind_int64(s, 2, r->start);
    if (!store_run(store, s)) {
        return false;
    }
    while (id > 0) {
        struct message m;
        int found = message_load(store, id, &m);
        uint32_t channel = found == 1 ? config_channel(r->outbox->config, m.target) : CHANNEL_NONE;
        bool waits = found == 1 && m.state == MESSAGE_WAITING && channel != CHANNEL_NONE;

        id = found == 1 && m.prev < id ? m.prev : 0;
        if (waits && (s = store_sql(store, SQL_MESSAGE_DEADLINE)) != NULL) {
            (void)sqlite3_bind_int64(s, 1, m.id);
            (void)sqlite3_bind_int64(s, 2, r->start);
            (void)sqlite3_bind_int64(s, 3, r->outbox->config->channels[channel].give_up_after_ms);
            (void)store_run(store, s); /* a failure shows when the transaction ends */
        }
        message_end(&m);
        if (found < 0 || s == NULL) {
            return false;
        }
    }
    return true;
}

static bool acknowledgements_add(struct recording *r)
{
    unsigned char room[2048];
    struct arena arena;
    bool good = true, new;

    arena_begin(&arena, room, sizeof room, 1 << 20);
    for (uint32_t i = 0; good && i < r->visit->acknowledgement_count; i++) {
        const struct acknowledgement *a = &r->visit->acknowledgements[i];
#define TEXT(field) (a->field.len > 0 ? arena_text(&arena, a->field.at, a->field.len) : NULL)
        struct outbox_ack ack = {.action = a->action,
                                 .rule = TEXT(rule),
                                 .actor = TEXT(actor),
                                 .role = TEXT(role),
                                 .reason = TEXT(reason),
                                 .note = TEXT(note),
                                 .at = a->at.kind == WHEN_INSTANT ? a->at.utc : 0};
#undef TEXT
        struct ack_row row = {&r->row, r->row.key, &ack, 0};

        good = !arena.failed && ack_insert(r->outbox, &row, r->now, &new);
    }
    arena_end(&arena);
    return good;
}

/* ---- the call ---- */

static int64_t start_of(const struct visit *visit, int64_t now)
{
    if (visit->start.kind == WHEN_INSTANT) {
        return visit->start.utc * 1000;
    }
    /* the hour is not known: the day's end */
    if (visit->start.kind == WHEN_DAY && visit->zone != NULL) {
        return zone_instant(visit->zone, ((int64_t)visit->start.last + 1) * 86400) * 1000;
    }
    return now;
}

/* Of an abandoned event: what it told, and nothing else. The other machines of a chain hear of it.
 */
static bool record_withdrawal(struct recording *r, const uint8_t key[VISIT_KEY], bool abandoned)
{
    struct withdrawal how = {.event = abandoned ? r->event : NULL, .by = r->event, .now = r->now};

    if (abandoned && r->visit->event_id.len == 0) {
        return true;
    }
    event_key(&r->outbox->keyed, r->visit->event_id, r->event);
    return (!r->row.there || visit_withdraw(r->outbox, &r->row, &how)) &&
           notice_of_cancel(r->outbox, key, r->event, abandoned, r->now);
}

static bool record_visit(struct recording *r)
{
    const struct visit *v = r->visit;
    bool abandoned = v->phase == PRECARE_SETTLE && v->disposition == PRECARE_ABANDONED;
    bool cancelled = v->action == PRECARE_CANCEL || v->state == PRECARE_CANCELLED;
    uint8_t key[VISIT_KEY];
    bool good;

    visit_key(&r->outbox->keyed, v, key);
    r->start = start_of(v, r->now);
    if (!visit_find(r->outbox->store, key, &r->row)) {
        return false;
    }
    if (abandoned || cancelled) {
        return record_withdrawal(r, key, abandoned);
    }
    good = visit_move(r) && messages_compose(r);
    return good && acknowledgements_add(r);
}

static int notes_add(const struct recording *r, int status, bool late, const char **log_line_r)
{
    char ref[REF_TEXT];

    if (status < 0) {
        (void)result_note(r->result, "not-recorded",
                          "The alerts of this event could not be stored: nobody was told by chat. "
                          "Tell the people concerned.");
        if (log_line_r != NULL) {
            *log_line_r = "an event's alerts could not be stored: nobody was told by chat (see "
                          "precare outbox stats)";
        }
        return status;
    }
    if (r->row.there) {
        ref_write(r->row.ref, ref);
        result_ref(r->result, ref);
    }
    if (r->unknown_channel) {
        (void)result_note(r->result, "unknown-channel",
                          "A rule alerts a channel that the configuration does not have; "
                          "operations hear it instead.");
    }
    if (late) {
        (void)result_note(
            r->result, "late",
            "Alerts wait and nobody delivers them: tell the people concerned, and operations.");
        if (log_line_r != NULL) {
            *log_line_r = "alerts wait and nobody delivers them (see precare outbox stats)";
        }
        return OUTBOX_LATE;
    }
    return 0;
}

int outbox_record(struct outbox *outbox, const struct visit *visit, struct result *result,
                  const char **log_line_r)
{
    struct recording r = {.outbox = outbox, .visit = visit, .result = result};
    bool late = false, good;
    int status;

    if (log_line_r != NULL) {
        *log_line_r = NULL;
    }
    if (outbox->store == NULL || (visit != NULL && visit->phase == PRECARE_PREVIEW)) {
        return OUTBOX_NOTHING;
    }
    r.now = seam.wall_ms();
    if (outbox->state != NULL && !ballast_there(outbox->state)) {
        return notes_add(&r, OUTBOX_NOT_RECORDED, false, log_line_r);
    }
    status = store_begin(outbox->store);
    if (status == 0) {
        good = (visit == NULL || record_visit(&r)) && evaluation_add(&r);
        late = good && outbox_is_late(outbox, r.now);
        status = store_end(outbox->store, good);
        if (!good) {
            r.row.there = false;
        }
        mem_drop(r.keys);
    }
    if (status == 0) { /* for every record: the deliverer syncs the log, and keeps it short */
        outbox_wake(outbox);
    }
    return notes_add(&r, status, late, log_line_r);
}

int outbox_operations(struct outbox *outbox, const char *what, const char *say)
{
    const struct config *config = outbox->config;
    char key[96];
    sqlite3_stmt *s;
    bool known, good = true;
    int status;

    if (outbox->store == NULL || config->operations == CHANNEL_NONE) {
        return OUTBOX_NOTHING;
    }
    (void)snprintf(key, sizeof key, "operations %s", what);
    if ((status = store_begin(outbox->store)) != 0) {
        return status;
    }
    s = store_sql(outbox->store, SQL_META_GET);
    bind_text(s, 1, key);
    known = s != NULL && sqlite3_step(s) == SQLITE_ROW;
    (void)sqlite3_reset(s);
    if (known == (say != NULL)) { /* told already, or nothing to be over */
        (void)store_end(outbox->store, s != NULL);
        return OUTBOX_NOTHING;
    }
    s = store_sql(outbox->store, say != NULL ? SQL_META_SET : SQL_META_DROP);
    bind_text(s, 1, key);
    if (s != NULL && say != NULL) {
        (void)sqlite3_bind_int(s, 2, 1);
    }
    good = s != NULL && store_run(outbox->store, s) &&
           message_about(outbox->store, config, config->operations,
                         say != NULL ? MESSAGE_ALARM : MESSAGE_OVER,
                         say != NULL ? say : "The last trouble is over.", seam.wall_ms());
    status = store_end(outbox->store, good);
    if (status == 0) {
        outbox_wake(outbox);
    }
    return status;
}
