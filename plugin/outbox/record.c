/* SPDX-License-Identifier: MIT
 *
 * The one call of the hooks: what was judged and what must be told, in one transaction
 * (outbox/outbox.h). Any thread. When it fails, nothing of it is there, the result says so in a
 * note, and evaluation has long been done.
 */
#include <stdio.h>
#include <string.h>

#include "outbox/chain.h"
#include "outbox/compose.h"
#include "outbox/drill.h"
#include "outbox/notice.h"
#include "outbox/wal.h"
#include "base/hash.h"
#include "base/json_out.h"
#include "base/overall.h"
#include "base/seam.h"

#define WAL_AGAIN_MS 1000
#define WHY_ROOM 256 /* for why it may not be: the notes of a result share 512 bytes */

/* ---- the evaluation's own row ---- */

static void findings_write(struct recording *r, const precare_array *findings, bool keys,
                           struct buf *out)
{
    char hex[2 * FINDING_KEY + 1];

    buf_char(out, '[');
    for (uint32_t i = 0; i < findings->count; i++) {
        const precare_finding *finding = item_at(findings, i);

        json_open(out, NULL, '{');
        finding_kept(&r->outbox->keyed, finding, out);
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

/* "Clear" is not kept as the word alone where questions wait; else nothing is. */
static void clear_so_far(const precare_result *out, struct buf *said)
{
    struct waiting waiting = waiting_of(out);

    for (uint32_t m = PRECARE_BOOKING; m <= PRECARE_FOLLOW_UP; m++) {
        if (out->overall == PRECARE_CLEAR && waiting.at[m] > 0) {
            overall_say(out->overall, &waiting, said);
            return;
        }
    }
}

static bool evaluation_add(struct recording *r)
{
    static const struct visit nothing;
    const struct visit *v = r->visit != NULL ? r->visit : &nothing;
    const precare_result *out = &r->result->out;
    struct buf books = {.limit = 1 << 20}, findings = {.limit = 1 << 20},
               shadow = {.limit = 1 << 20};
    char occurrence[32];
    struct buf said = {.limit = 1024};
    uint8_t salt[CHAIN_SALT];
    int64_t sequence;

    clear_so_far(out, &said);
    books_write(&out->rulebooks, &books);
    findings_write(r, &out->findings, r->visit != NULL, &findings);
    if (out->shadow.count > 0) {
        findings_write(r, &out->shadow, false, &shadow);
    }
    struct bound row[RECORD_COUNT] = {
        [RECORD_KIND] = BIND_NUMBER(RECORD_EVALUATION),
        [RECORD_SALT] = BIND_BYTES(salt, sizeof salt),
        [RECORD_VISIT] = BIND_BYTES(r->visit != NULL ? r->row.key : NULL, VISIT_PREFIX),
        [RECORD_REF] = BIND_NUMBER_IF(r->row.there, r->row.ref),
        [RECORD_SUBJECT] = BIND_SPAN(v->subject),
        [RECORD_APPOINTMENT] = BIND_SPAN(v->appointment),
        [RECORD_OCCURRENCE] = BIND_TEXT(occurrence_text(&v->occurrence, v->zone, occurrence)),
        [RECORD_EVALUATION_ID] = BIND_TEXT(out->evaluation_id),
        [RECORD_EVENT_ID] = BIND_TEXT(out->event_id),
        [RECORD_MOMENT] = BIND_NUMBER(v->moment),
        [RECORD_ACTION] = BIND_NUMBER(v->action),
        [RECORD_PHASE] = BIND_NUMBER(v->phase),
        [RECORD_DISPOSITION] = BIND_NUMBER(v->disposition),
        [RECORD_DATE] = BIND_TEXT(out->reference_date),
        [RECORD_OVERALL] = BIND_NUMBER(out->overall),
        [RECORD_COVERAGE] = BIND_NUMBER(out->coverage),
        [RECORD_BOOKS] = BIND_BUF(books),
        [RECORD_FINDINGS] = BIND_BUF(findings),
        [RECORD_SHADOW] = BIND_BUF(shadow),
        [RECORD_FIRST_MESSAGE] = BIND_NUMBER_IF(r->messages > 0, r->first_message),
        [RECORD_MESSAGES] = BIND_NUMBER(r->messages),
        [RECORD_SAID] = BIND_TEXT(said.at),
        [RECORD_DRILL] = BIND_NUMBER_IF(r->drill, 1),
    };
    bool good = !books.failed && !findings.failed && !shadow.failed &&
                record_random(r, salt, sizeof salt) &&
                chain_add(r->outbox->store, r->now, row, &sequence);
    buf_end(&said);
    buf_end(&books);
    buf_end(&findings);
    buf_end(&shadow);
    return good;
}

/* ---- what else an event changes ---- */

/* A reschedule: what waits may wait until the new day. What was cancelled is open again. */
static bool visit_move(struct recording *r)
{
    const struct config *config = r->outbox->config;
    struct store *store = r->outbox->store;
    struct trail t = {.store = store, .ref = r->row.ref, .next = r->row.last};
    bool stays = r->row.start == r->start && r->row.day == r->visit->reference, good = true;

    if (!r->row.there || (stays && !r->row.closed)) {
        return true;
    }
    if (!store_do(store, SQL_VISIT_MOVE, BIND_NUMBER(r->row.ref), BIND_NUMBER(r->start),
                  BIND_NUMBER(r->visit->reference))) {
        return false;
    }
    while (good && trail_next(&t)) {
        uint32_t channel = config_channel(config, t.m.target);

        if (t.m.state == MESSAGE_WAITING && channel != CHANNEL_NONE) {
            good = store_do(store, SQL_MESSAGE_DEADLINE, BIND_NUMBER(t.m.id), BIND_NUMBER(r->start),
                            BIND_NUMBER(config->channels[channel].give_up_after_ms));
        }
    }
    return trail_end(&t) && good;
}

/* In short where the result's notes have no room for why: an alert is not lost for a note. */
static void acknowledgement_refused(struct recording *r, const struct buf *why)
{
    static const char code[] = "acknowledgement-refused";
    struct buf text = {.limit = 2 * WHY_ROOM};

    buf_printf(&text, "An acknowledgement was not recorded: %s.",
               why->at != NULL ? why->at : "it may not be");
    if (text.failed || !result_note(r->result, code, text.at)) {
        (void)result_note(r->result, code, "An acknowledgement was not recorded.");
    }
    buf_end(&text);
}

/* One of the visit's, by what was found of it just now. What may not be is left out, and the result
 * says so. */
static bool acknowledgement_add(struct recording *r, const struct outbox_ack *ack,
                                const struct buf *findings)
{
    struct ack_row row = {.visit = &r->row, .key = r->row.key, .ack = ack};
    struct buf why = {.limit = WHY_ROOM};
    int status = ack_check_findings(ack, findings->at, findings->len, &why);
    bool good = status == OUTBOX_WRONG, new;

    if (status == 0) {
        good = ack_insert(r->outbox, &row, r->now, &new);
    } else if (good) {
        acknowledgement_refused(r, &why);
    }
    buf_end(&why);
    return good;
}

static bool acknowledgements_add(struct recording *r)
{
    unsigned char room[2048];
    struct arena arena;
    struct buf findings = {.limit = 1 << 20};
    bool good = true;

    if (r->visit->acknowledgement_count == 0) {
        return true;
    }
    arena_begin(&arena, room, sizeof room, 1 << 20);
    findings_write(r, &r->result->out.findings, false, &findings);
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

        good = !arena.failed && !findings.failed && acknowledgement_add(r, &ack, &findings);
    }
    buf_end(&findings);
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
static bool record_withdrawal(struct recording *r, bool abandoned)
{
    const struct visit *v = r->visit;
    struct withdrawal how = {.event = abandoned ? r->event : NULL, .by = r->event, .now = r->now};
    struct visit_cancelled visit = {.key = r->row.key, .one_event = abandoned};
    struct when day = {.first = v->reference, .last = v->reference, .kind = WHEN_DAY};
    uint8_t of_day[VISIT_KEY];

    if (abandoned && v->event_id.len == 0) {
        return true;
    }
    event_key(&r->outbox->keyed, v->event_id, r->event);
    if (!r->row.there && v->appointment.len > 0 && v->occurrence.kind == WHEN_UNKNOWN) {
        visit_key_of_occurrence(&r->outbox->keyed, v->appointment, &day, of_day);
        visit.of_day = of_day; /* another machine may know it as one of a series */
    }
    return (!r->row.there || visit_withdraw(r->outbox, &r->row, &how)) &&
           notice_of_cancel(r->outbox, &visit, r->event, r->now);
}

static bool record_visit(struct recording *r)
{
    const struct visit *v = r->visit;
    bool abandoned = v->phase == PRECARE_SETTLE && v->disposition == PRECARE_ABANDONED;
    bool cancelled = v->action == PRECARE_CANCEL || v->state == PRECARE_CANCELLED;
    bool good;

    r->drill = visit_is_drill(v);
    r->start = r->drill ? r->now + DRILL_AHEAD_MS : start_of(v, r->now);
    if (!visit_find_event(r->outbox, v, v->action == PRECARE_CREATE && !(abandoned || cancelled),
                          &r->row, &r->series)) {
        return false;
    }
    if (abandoned || cancelled) {
        return record_withdrawal(r, abandoned);
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
    if (r->series) {
        (void)result_note(r->result, "series-without-occurrence",
                          "The appointment's id is that of a visit on another day: this one was "
                          "taken for a visit of its own. Send the occurrence with it.");
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

/* The log is as long as it may become: it is written back if nobody holds it any more. */
bool outbox_log_is_full(struct outbox *outbox)
{
    int64_t most = outbox->config->wal_limit, steady = seam.steady_ms();

    if (wal_bytes(outbox->state) < most) {
        return false;
    }
    if (steady - atomic_load(&outbox->wal_looked) >= WAL_AGAIN_MS) {
        atomic_store(&outbox->wal_looked, steady);
        store_checkpoint(outbox->store);
    }
    return wal_bytes(outbox->state) >= most;
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
    if (outbox_log_is_full(outbox)) {
        status = notes_add(&r, OUTBOX_NOT_RECORDED, false, log_line_r);
        if (log_line_r != NULL) {
            *log_line_r = "an event's alerts were not stored, and nobody was told by chat: the "
                          "database's log has reached wal-limit, since a process that reads it "
                          "has not ended (see precare outbox stats)";
        }
        return status;
    }
    status = store_begin(outbox->store);
    if (status == 0) {
        good =
            (visit == NULL || record_visit(&r)) && evaluation_add(&r) && outbox_seen(outbox, r.now);
        late = good && outbox_is_late(outbox, r.now);
        status = store_end(outbox->store, good);
        mem_drop(r.keys);
    }
    if (status == OUTBOX_UNREADABLE) {
        status = OUTBOX_NOT_RECORDED;
    }
    if (status == 0) { /* for every record: the deliverer syncs the log, and keeps it short */
        outbox_seen_keep(outbox, r.now);
        outbox_wake(outbox);
    }
    return notes_add(&r, status, late, log_line_r);
}

int outbox_announce(struct outbox *outbox, uint32_t kind, const char *const *lines, uint32_t count,
                    uint32_t all)
{
    const struct announcement a = {kind, lines, count, all, outbox->config->operations};
    struct store *store = outbox->store;

    if (store == NULL || a.channel == CHANNEL_NONE) {
        return OUTBOX_NOTHING;
    }
    int status = store_begin(store);
    if (status == 0) {
        status = store_end(store, message_announce(store, outbox->config, &a, seam.wall_ms()));
    }
    if (status == 0) {
        outbox_wake(outbox);
    }
    return status;
}

static int operations_tell(struct outbox *outbox, const char *what, const char *say, bool over)
{
    const struct config *config = outbox->config;
    struct store *store = outbox->store;
    char key[96];
    int status;

    if (store == NULL || config->operations == CHANNEL_NONE) {
        return OUTBOX_NOTHING;
    }
    (void)snprintf(key, sizeof key, "operations %s", what);
    if ((status = store_begin(store)) != 0) {
        return status;
    }
    int known = store_has(store, SQL_META_GET, BIND_TEXT(key));
    if (known < 0 || (known == 1) != over) { /* told already, or nothing to be over */
        status = store_end(store, known >= 0);
        return status != 0 ? status : OUTBOX_NOTHING;
    }
    bool kept = over ? store_do(store, SQL_META_DROP, BIND_TEXT(key)) : meta_write(store, key, 1);
    status = store_end(store, kept && message_about(store, config, config->operations,
                                                    over ? MESSAGE_OVER : MESSAGE_ALARM, say,
                                                    seam.wall_ms()));
    if (status == 0) {
        outbox_wake(outbox);
    }
    return status;
}

int outbox_operations(struct outbox *outbox, const char *what, const char *say)
{
    return operations_tell(outbox, what, say, false);
}

int outbox_operations_over(struct outbox *outbox, const char *what, const char *say)
{
    return operations_tell(outbox, what, say, true);
}
