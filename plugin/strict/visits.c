/* SPDX-License-Identifier: MIT
 *
 * The judgement of visits: the order of preview, settle and final, ids, and what people were shown
 * and did, over all processes of a site. One visit at a time: the journal is held while it is read,
 * judged and written. (A site is one state directory; of several in one process each call reads its
 * own journal, and the ledger is that of the one that called last.)
 */
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/json_out.h"
#include "base/words.h"
#include "strict/inside.h"
#include "strict/ledger.h"
#include "visit/event_out.h"

struct judging {
    struct strict *strict;
    const struct visit *visit;
    const char *call;
    struct deed now;
    struct buf lines;
};

/* whose journal the ledger is, and how far it was read */
static const struct strict *ledger_of;
static off_t ledger_seen;

/* ---- marks: keyed hashes of what a host calls things ---- */

static void mark_of(const struct strict *s, const struct buf *text, char mark_r[MARK_ROOM])
{
    uint8_t digest[32];

    if (text->failed || text->len == 0) {
        mark_r[0] = '\0';
        return;
    }
    hmac_sha256(s->state.site_key, sizeof s->state.site_key, text->at, text->len, digest);
    hex_of(digest, (MARK_ROOM - 1) / 2, mark_r);
}

static void visit_mark(const struct strict *s, struct span id, const struct when *occurrence,
                       char mark_r[MARK_ROOM])
{
    struct buf text = {0};

    if (id.len > 0) {
        buf_text(&text, "visit ");
        buf_add(&text, id.at, id.len);
        buf_printf(&text, " %d", occurrence->kind != WHEN_UNKNOWN ? occurrence->first : 0);
    }
    mark_of(s, &text, mark_r);
    buf_end(&text);
}

static void same_mark(const struct strict *s, const struct visit *v, char mark_r[MARK_ROOM])
{
    struct buf text = {0};

    if (v->subject.len > 0) {
        buf_text(&text, "same ");
        buf_json(&text, v->subject.at, v->subject.len);
        buf_printf(&text, " %d %lld ", v->start.first, (long long)v->start.utc);
        buf_json(&text, v->procedure.text.at, v->procedure.text.len);
        buf_json(&text, v->procedure.code.at, v->procedure.code.len);
    }
    mark_of(s, &text, mark_r);
    buf_end(&text);
}

/* Of an id, under the name of what it is an id of. */
static void id_mark(const struct strict *s, const char *of, struct span id, char mark_r[MARK_ROOM])
{
    struct buf text = {0};

    if (id.len > 0) {
        buf_printf(&text, "%s ", of);
        buf_add(&text, id.at, id.len);
    }
    mark_of(s, &text, mark_r);
    buf_end(&text);
}

/* What was judged, without what may differ between a preview and its settle. */
static void facts_mark(const struct strict *s, const struct visit *v, char mark_r[MARK_ROOM])
{
    struct visit facts = *v;
    struct buf text = {0};

    facts.phase = facts.disposition = facts.acknowledgement_count = facts.clearance_count = 0;
    facts.event_id = facts.appointment = (struct span){0};
    facts.now = (struct when){0};
    event_write(&facts, &text);
    mark_of(s, &text, mark_r);
    buf_end(&text);
}

/* ---- the journal's line ---- */

static void rules_put(struct buf *out, const char *key, const precare_array *findings)
{
    const char *item = findings->items;

    json_open(out, key, '[');
    for (uint32_t i = 0; i < findings->count; i++, item += findings->stride) {
        const precare_finding *finding = (const void *)item;

        json_text(out, NULL, finding->rule);
    }
    json_close(out, ']');
}

static void start_put(struct buf *out, const struct visit *v)
{
    char text[32];

    if (v->start.kind == WHEN_INSTANT) {
        instant_iso(v->start.utc, v->zone, text);
    } else {
        date_iso(v->reference, text);
    }
    json_text(out, "start", text);
}

static void acknowledged_put(struct buf *out, const struct visit *v)
{
    json_open(out, "acknowledged", '[');
    for (uint32_t i = 0; i < v->acknowledgement_count; i++) {
        json_next(out, NULL);
        buf_json(out, v->acknowledgements[i].rule.at, v->acknowledgements[i].rule.len);
    }
    json_close(out, ']');
}

static void deed_put(struct judging *j, const precare_result *result, int32_t status)
{
    struct buf *out = &j->lines;
    const struct deed *d = &j->now;
    char subject[MARK_ROOM];

    id_mark(j->strict, "subject", j->visit->subject, subject);
    journal_begin(out, j->call);
    json_int(out, "status", status);
    json_text(out, "visit", d->visit);
    json_text(out, "subject", subject);
    json_text(out, "same", d->same);
    json_text(out, "event", d->event);
    json_text(out, "facts", d->facts);
    json_text(out, "ref", result->ref);
    json_text(out, "moment", word_of(&words_moment, d->moment));
    json_text(out, "action", word_of(&words_action, d->action));
    json_text(out, "phase", word_of(&words_phase, d->phase));
    json_text(out, "disposition", word_of(&words_disposition, d->disposition));
    json_bool(out, "occurrence", j->visit->occurrence.kind != WHEN_UNKNOWN);
    json_text(out, "day", d->day);
    start_put(out, j->visit);
    json_text(out, "today", result->today);
    json_text(out, "overall", word_of(&words_overall, d->overall));
    rules_put(out, "findings", &result->findings);
    json_int(out, "questions", result->questions.count);
    acknowledged_put(out, j->visit);
    journal_end(out);
}

/* A line of the same write, behind the one that it is about. */
static void finding_put(struct judging *j, enum strict_code code)
{
    journal_finding(&j->lines, code, j->call, j->now.visit[0] != '\0' ? j->now.visit : NULL, NULL);
}

/* ---- what is looked at ---- */

static bool mark_same(const char *a, const char *b)
{
    return a[0] != '\0' && strcmp(a, b) == 0;
}

/* The newest event of this visit, moment and action. */
static const struct deed *deed_find(const struct deed *now, bool by_id)
{
    const struct deed *d;

    for (uint32_t at = LEDGER_NEWEST; (d = ledger_next(&at)) != NULL;) {
        if (d->moment == now->moment && d->action == now->action &&
            (by_id ? mark_same(d->visit, now->visit) : mark_same(d->same, now->same))) {
            return d;
        }
    }
    return NULL;
}

/* NULL: there was none, by its id or, where that did not exist yet, as the same visit. */
static const struct deed *deed_before(const struct deed *now)
{
    const struct deed *d = deed_find(now, true);

    return d != NULL ? d : deed_find(now, false);
}

static bool deed_saved(const struct deed *d)
{
    return d->phase == PRECARE_FINAL ||
           (d->phase == PRECARE_SETTLE && d->disposition != PRECARE_ABANDONED);
}

static void phase_judge(struct judging *j)
{
    const struct deed *now = &j->now, *before = deed_before(now);
    bool previewed = before != NULL && before->phase == PRECARE_PREVIEW;

    if (now->phase == PRECARE_FINAL && previewed) {
        finding_put(j, STRICT_FINAL_AFTER_PREVIEW);
    }
    if (now->phase != PRECARE_SETTLE) {
        return;
    }
    if (before == NULL || before->phase == PRECARE_FINAL) {
        finding_put(j, STRICT_SETTLE_WITHOUT_PREVIEW);
    } else if (previewed && !mark_same(before->facts, now->facts)) {
        finding_put(j, STRICT_SETTLE_DIFFERS);
    } else if (!previewed && before->disposition != now->disposition) {
        finding_put(j, STRICT_SETTLED_OTHERWISE);
    }
    if (now->disposition == PRECARE_OVERRIDDEN && j->visit->acknowledgement_count == 0) {
        finding_put(j, STRICT_OVERRIDDEN_WITHOUT_REASON);
    }
}

/* What was booked before may be blocked by now: only who makes or moves it saves what is blocked.
 */
static void block_judge(struct judging *j)
{
    const struct deed *now = &j->now;
    bool made = now->action == PRECARE_CREATE || now->action == PRECARE_RESCHEDULE;

    if (now->moment == PRECARE_BOOKING && made && now->phase == PRECARE_SETTLE &&
        now->disposition == PRECARE_SAVED && now->overall == PRECARE_BLOCK) {
        finding_put(j, STRICT_SAVED_THOUGH_BLOCKED);
    }
}

/* An appointment that is on another day than its last event said, and was not moved. */
static void day_judge(struct judging *j)
{
    const struct deed *d, *now = &j->now;
    bool booking = now->moment == PRECARE_BOOKING;
    bool made = booking && now->action == PRECARE_CREATE;
    bool met = (booking && now->action == PRECARE_CONFIRM) || now->moment == PRECARE_CHECK_IN;

    if ((!made && !met) || !deed_saved(now)) {
        return;
    }
    for (uint32_t at = LEDGER_NEWEST; (d = ledger_next(&at)) != NULL;) {
        if (mark_same(d->visit, now->visit) && deed_saved(d)) {
            if (strcmp(d->day, now->day) != 0 && d->action != PRECARE_CANCEL) {
                finding_put(j, made ? STRICT_SERIES_WITHOUT_OCCURRENCE : STRICT_MOVED_SILENTLY);
            }
            return;
        }
    }
}

static void ids_judge(struct judging *j)
{
    const struct deed *d, *now = &j->now;

    if (now->phase != PRECARE_PREVIEW && (now->visit[0] == '\0' || now->same[0] == '\0')) {
        finding_put(j, STRICT_NO_IDENTITY);
    }
    for (uint32_t at = LEDGER_NEWEST; (d = ledger_next(&at)) != NULL;) {
        if (mark_same(d->event, now->event)) {
            if (!mark_same(d->visit, now->visit) && !mark_same(d->same, now->same)) {
                finding_put(j, STRICT_EVENT_ID_REUSED);
            }
            return;
        }
    }
}

/* What the outbox found when it recorded the visit. */
static void notes_judge(struct judging *j, const precare_result *result)
{
    const char *item = result->notes.items;

    for (uint32_t i = 0; i < result->notes.count; i++, item += result->notes.stride) {
        const precare_note *note = (const void *)item;

        if (strcmp(note->code, "acknowledgement-refused") == 0) {
            finding_put(j, STRICT_ACKNOWLEDGEMENT_REFUSED);
        }
    }
}

static void memory_judge(const struct judging *j)
{
    const struct strict_call call = {j->strict, j->visit->moment == PRECARE_BOOKING
                                                    ? STRICT_CALL_BOOKING
                                                    : STRICT_CALL_CHARTING};
    const struct visit *v = j->visit;

    strict_look_at(&call, v->event_id.at);
    strict_look_at(&call, v->subject.at);
    strict_look_at(&call, v->appointment.at);
    for (uint32_t i = 0; i < v->acknowledgement_count; i++) {
        strict_look_at(&call, v->acknowledgements[i].rule.at);
        strict_look_at(&call, v->acknowledgements[i].reason.at);
    }
    for (uint32_t i = 0; i < v->clearance_count; i++) {
        strict_look_at(&call, v->clearances[i].rule.at);
        strict_look_at(&call, v->clearances[i].matter.at);
    }
}

/* ---- a visit ---- */

/* Holds the journal and brings the ledger up to it. The descriptor, or -1. */
static int ledger_hold(const struct strict *s)
{
    struct buf fresh = {0};

    if (ledger_of != s) {
        ledger_of = s;
        ledger_seen = 0;
        ledger_forget();
    }
    off_t before = ledger_seen;
    int fd = journal_hold(s, &ledger_seen, &fresh);
    if (fd >= 0 && ledger_seen < before) {
        ledger_forget();
    }
    ledger_take(&fresh);
    buf_end(&fresh);
    return fd;
}

static void judging_end(struct judging *j, int fd)
{
    journal_let_go(fd, &j->lines);
    buf_end(&j->lines);
    strict_unlock();
}

void strict_visit(struct strict *s, const struct visit *visit, const precare_result *result,
                  int32_t status)
{
    struct judging j = {.strict = s, .visit = visit};

    j.call = visit->moment == PRECARE_BOOKING ? "booking" : "charting";
    if (!strict_lock()) {
        strict_say(s, STRICT_CLONED, j.call, NULL);
        return;
    }
    j.now = (struct deed){.moment = visit->moment,
                          .action = visit->action,
                          .phase = visit->phase,
                          .disposition = visit->disposition,
                          .overall = result->overall};
    visit_mark(s, visit->appointment, &visit->occurrence, j.now.visit);
    same_mark(s, visit, j.now.same);
    id_mark(s, "event", visit->event_id, j.now.event);
    facts_mark(s, visit, j.now.facts);
    date_iso(visit->reference, j.now.day);
    int fd = ledger_hold(s);
    deed_put(&j, result, status);
    phase_judge(&j);
    block_judge(&j);
    day_judge(&j);
    ids_judge(&j);
    notes_judge(&j, result);
    if (s->thread && visit->phase != PRECARE_PREVIEW && s->opened == getpid() &&
        atomic_load(&s->started) != getpid()) {
        finding_put(&j, STRICT_NOT_STARTED);
    }
    judging_end(&j, fd);
    memory_judge(&j);
}

/* ---- what was shown ---- */

static const struct deed *deed_shown(const struct strict *s, const struct strict_shown *shown)
{
    const struct deed *d;
    char visit[MARK_ROOM] = "";

    if (shown->appointment != NULL) {
        visit_mark(s, (struct span){shown->appointment, (uint32_t)strlen(shown->appointment)},
                   &shown->occurrence, visit);
    }
    for (uint32_t at = LEDGER_NEWEST; (d = ledger_next(&at)) != NULL;) {
        if (mark_same(d->visit, visit) ||
            (shown->ref != NULL && d->ref[0] != '\0' && strcmp(d->ref, shown->ref) == 0)) {
            return d;
        }
    }
    return NULL;
}

void strict_refused(struct strict *s, const struct strict_shown *whose)
{
    struct judging j = {.strict = s, .call = "acknowledge"};

    if (!strict_lock()) {
        return;
    }
    int fd = ledger_hold(s);
    finding_put(&j, deed_shown(s, whose) != NULL ? STRICT_ACKNOWLEDGEMENT_REFUSED
                                                 : STRICT_ACKNOWLEDGED_NOTHING);
    judging_end(&j, fd);
}

bool strict_shown(struct strict *s, const struct strict_shown *shown)
{
    struct judging j = {.strict = s, .call = "acknowledge"};

    if (!strict_lock()) {
        return true;
    }
    int fd = ledger_hold(s);
    const struct deed *d = deed_shown(s, shown);
    if (d != NULL) {
        j.now = *d;
        journal_begin(&j.lines, j.call);
        json_text(&j.lines, "visit", d->visit);
        json_text(&j.lines, "shown", word_of(&words_overall, shown->overall));
        journal_end(&j.lines);
    }
    if (d != NULL && shown->overall != d->overall) {
        finding_put(&j, shown->overall == PRECARE_CLEAR ? STRICT_SHOWN_AS_CLEAR
                                                        : STRICT_SHOWN_OTHERWISE);
    } else if (d == NULL) {
        finding_put(&j, STRICT_ACKNOWLEDGED_NOTHING);
    }
    judging_end(&j, fd);
    return d != NULL;
}
