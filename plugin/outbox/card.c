/* SPDX-License-Identifier: MIT
 *
 * Cards of CDS Hooks, and the feedback to them (outbox/outbox.h). A preview is no evaluation that
 * is kept, and yet somebody may say days later what they did about a card of it: so a row a card
 * stays for 30 days, with what that is judged by. Called by the JSON door; each call is one
 * transaction, whole or not at all.
 */
#include <string.h>

#include "outbox/outbox_inside.h"
#include "base/json_out.h"
#include "base/seam.h"
#include "precare/precare.h"

const char *const outbox_heard_words[HEARD_COUNT] = {
    [HEARD_RECORDED] = "recorded", [HEARD_DISMISSED] = "dismissed",   [HEARD_REPEATED] = "repeated",
    [HEARD_UNKNOWN] = "unknown",   [HEARD_OF_NOTHING] = "no_finding",
};

/* ---- cards that are shown ---- */

static void found_list(const struct outbox *outbox, const precare_finding *finding, struct buf *out)
{
    json_open(out, NULL, '[');
    json_open(out, NULL, '{');
    finding_kept(&outbox->keyed, finding, out);
    json_close(out, '}');
    json_close(out, ']');
}

static bool card_keep(struct outbox *outbox, const struct outbox_card *card,
                      const struct outbox_user *user, const uint8_t key[VISIT_KEY], int64_t now)
{
    struct buf found = {.limit = 1 << 18};

    if (card->finding != NULL) {
        found_list(outbox, card->finding, &found);
    }
    bool good =
        !found.failed &&
        store_do(outbox->store, SQL_CARD_ADD, BIND_TEXT(card->uuid), BIND_NUMBER(now),
                 BIND_BYTES(key, VISIT_KEY), BIND_SPAN(card->visit->subject),
                 BIND_TEXT(card->finding != NULL ? card->finding->rule : NULL), BIND_TEXT(found.at),
                 BIND_TEXT(user->id), BIND_TEXT(user->role), BIND_NUMBER(user->staff));
    buf_end(&found);
    return good;
}

static bool cards_add(struct outbox *outbox, const struct outbox_card *cards,
                      const struct outbox_user *user)
{
    struct visit_row row = {.there = false};
    const struct visit *of = NULL;
    int64_t now = seam.wall_ms();
    bool good = true, series;

    for (const struct outbox_card *card = cards; good && card != NULL; card = card->next) {
        if (of == NULL || card->visit != of) {
            of = card->visit;
            row = (struct visit_row){.there = false};
            good = visit_find_event(outbox, of, of->action == PRECARE_CREATE, &row, &series);
        }
        good = good && card_keep(outbox, card, user, row.key, now);
    }
    return good;
}

int outbox_cards_keep(struct outbox *outbox, const struct outbox_card *cards,
                      const struct outbox_user *user)
{
    if (outbox->store == NULL || cards == NULL) {
        return OUTBOX_NOTHING;
    }
    if ((outbox->state != NULL && !ballast_there(outbox->state)) || outbox_log_is_full(outbox)) {
        return OUTBOX_NOT_RECORDED;
    }
    int status = store_begin(outbox->store);

    if (status == 0) {
        status = store_end(outbox->store, cards_add(outbox, cards, user));
    }
    if (status == 0) {
        outbox_wake(outbox); /* the deliverer syncs the log, and keeps it short */
    }
    return status;
}

/* ---- what became of them ---- */

struct heard { /* one, with the row of its card: borrowed until the statement is reset */
    struct outbox_ack ack;
    struct visit_row visit;
    const char *found;
    bool staff;
};

static bool heard_read(struct store *store, sqlite3_stmt *s, const struct outbox_feedback *feedback,
                       struct heard *h)
{
    uint8_t key[VISIT_KEY];

    if (sqlite3_column_bytes(s, 0) != VISIT_KEY) {
        store_distrust(store, s);
        return false;
    }
    memcpy(key, sqlite3_column_blob(s, 0), VISIT_KEY);
    h->ack = (struct outbox_ack){
        .action = feedback->accepted ? PRECARE_ACCEPTED : PRECARE_OVERRODE,
        .subject = store_text(store, s, 1),
        .rule = store_text(store, s, 2),
        .actor = store_text(store, s, 4),
        .role = store_text(store, s, 5),
        .reason = feedback->reason,
        .note = feedback->note,
        .at = feedback->at,
    };
    h->found = store_text(store, s, 3);
    h->staff = sqlite3_column_int(s, 6) != 0;
    return visit_find(store, key, &h->visit);
}

/* Whoever may not override has looked at it and gone on: that is said of them, and no more. */
static int heard_judge(struct heard *h, enum outbox_heard *heard_r)
{
    struct buf why = {.limit = 1024};
    int status = ack_check_findings(&h->ack, h->found, strlen(h->found), &why);

    buf_end(&why);
    *heard_r = HEARD_RECORDED;
    if (status == OUTBOX_WRONG && h->ack.action == PRECARE_OVERRODE) {
        h->ack.action = PRECARE_DISMISSED;
        *heard_r = HEARD_DISMISSED;
        status = 0;
    }
    return status;
}

static bool heard_record(struct outbox *outbox, struct heard *h, const char *card,
                         enum outbox_heard *heard_r)
{
    bool new = false;

    if (h->ack.rule == NULL || h->found == NULL) {
        *heard_r = HEARD_OF_NOTHING;
        return store_status(outbox->store) == 0;
    }
    if (heard_judge(h, heard_r) != 0) {
        return false;
    }
    struct ack_row row = {.visit = &h->visit,
                          .key = h->visit.key,
                          .ack = &h->ack,
                          .card = card,
                          .ends_nothing = !h->staff || *heard_r == HEARD_DISMISSED};
    bool good = ack_insert(outbox, &row, seam.wall_ms(), &new);

    *heard_r = new ? *heard_r : HEARD_REPEATED;
    return good;
}

static bool feedback_hear(struct outbox *outbox, const struct outbox_feedback *feedback,
                          enum outbox_heard *heard_r)
{
    struct heard h = {.found = NULL};
    sqlite3_stmt *s = store_ask(outbox->store, SQL_CARD_FIND, BIND_TEXT(feedback->card));
    int there = store_step(outbox->store, s);
    bool good = there == 0;

    *heard_r = HEARD_UNKNOWN;
    if (there == 1) {
        good = heard_read(outbox->store, s, feedback, &h) &&
               heard_record(outbox, &h, feedback->card, heard_r);
    }
    (void)sqlite3_reset(s);
    return good;
}

static bool feedback_all(struct outbox *outbox, const struct outbox_feedback *feedback,
                         uint32_t count, uint32_t counts_r[HEARD_COUNT])
{
    for (uint32_t i = 0; i < count; i++) {
        enum outbox_heard heard;

        if (!feedback_hear(outbox, &feedback[i], &heard)) {
            return false;
        }
        counts_r[heard]++;
    }
    return true;
}

int outbox_feedback(struct outbox *outbox, const struct outbox_feedback *feedback, uint32_t count,
                    uint32_t counts_r[HEARD_COUNT])
{
    memset(counts_r, 0, HEARD_COUNT * sizeof *counts_r);
    if (outbox->store == NULL || count == 0) {
        counts_r[HEARD_UNKNOWN] = count;
        return OUTBOX_NOTHING;
    }
    int status = store_begin(outbox->store);

    if (status == 0) {
        status = store_end(outbox->store, feedback_all(outbox, feedback, count, counts_r));
    }
    if (status != 0) {
        memset(counts_r, 0, HEARD_COUNT * sizeof *counts_r);
        return status;
    }
    outbox_wake(outbox);
    return 0;
}
