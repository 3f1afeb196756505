/* SPDX-License-Identifier: MIT
 *
 * Acknowledgements: what somebody did about a finding, recorded once, and with it the end of its
 * escalation. An escalation waits in the outbox from the first day; what is acknowledged is struck
 * from it. Committed before it returns.
 */
#include <stdio.h>
#include <string.h>

#include "outbox/chain.h"
#include "outbox/outbox_inside.h"
#include "outbox/notice.h"
#include "base/hash.h"
#include "base/seam.h"
#include "precare/precare.h"

struct strike {              /* what was acknowledged */
    const char *rule;        /* this rule, */
    const uint8_t *rule_key; /* or that of this keyed hash; both NULL: all */
    int64_t until;           /* only what was made before; 0: whenever */
    int64_t now;
};

static bool acknowledge_strikes(const struct outbox *outbox, const struct strike *strike,
                                const struct item *item)
{
    uint8_t key[NOTICE_KEY];

    if (item->rule == NULL) {
        return strike->rule == NULL && strike->rule_key == NULL;
    }
    if (strike->rule_key != NULL) {
        notice_rule_key(outbox, item->rule, key);
        return memcmp(key, strike->rule_key, NOTICE_KEY) == 0;
    }
    return strike->rule == NULL || strcmp(item->rule, strike->rule) == 0;
}

/* Strikes what was acknowledged from an escalation that waits; drops it when nothing urgent or hold
 * is left. */
static bool escalation_strike(struct outbox *outbox, struct message *m, const struct strike *strike)
{
    uint32_t kept = 0;
    struct buf items = {.limit = 256 * 1024};

    for (uint32_t i = 0; i < m->item_count; i++) {
        if (!acknowledge_strikes(outbox, strike, &m->items[i])) {
            m->items[kept++] = m->items[i];
        }
    }
    if (kept == 0) {
        return message_set_state(outbox->store, m->id, MESSAGE_DROPPED, strike->now);
    }
    if (kept == m->item_count) {
        return true;
    }
    items_write(m->items, kept, &items);
    bool good = !items.failed &&
                store_do(outbox->store, SQL_MESSAGE_ITEMS, BIND_NUMBER(m->id), BIND_BUF(items));
    buf_end(&items);
    return good;
}

static bool escalations_strike(struct outbox *outbox, const struct visit_row *row,
                               const struct strike *strike)
{
    struct trail t = {.store = outbox->store, .ref = row->ref, .next = row->last};
    bool good = true;

    while (good && trail_next(&t)) {
        if (t.m.kind == MESSAGE_ESCALATION && t.m.state == MESSAGE_WAITING &&
            (strike->until == 0 || t.m.created <= strike->until)) {
            good = escalation_strike(outbox, &t.m, strike);
        }
    }
    return trail_end(&t) && good;
}

/* Once: *new_r says whether it was not there before. */
static bool ack_write(struct outbox *outbox, const struct ack_row *row, const uint8_t hash[ACK_KEY],
                      int64_t now, bool *new_r)
{
    const struct outbox_ack *ack = row->ack;
    bool visit = row->visit != NULL && row->visit->there;
    int64_t ref = row->stranger != 0 ? row->stranger : visit ? row->visit->ref : 0, sequence;
    int known = store_has(outbox->store, SQL_ACKED_FIND, BIND_BYTES(hash, ACK_KEY));
    struct bound record[RECORD_COUNT] = {
        [RECORD_KIND] = BIND_NUMBER(RECORD_ACKNOWLEDGEMENT),
        [RECORD_VISIT] = BIND_BYTES(row->key, VISIT_PREFIX),
        [RECORD_REF] = BIND_NUMBER_IF(ref != 0, ref),
        [RECORD_SUBJECT] = BIND_TEXT(ack->subject),
        [RECORD_APPOINTMENT] = BIND_TEXT(ack->appointment),
        [RECORD_RULE] = BIND_TEXT(ack->rule),
        [RECORD_ACTION] = BIND_NUMBER(ack->action),
        [RECORD_ACTOR] = BIND_TEXT(ack->actor),
        [RECORD_ROLE] = BIND_TEXT(ack->role),
        [RECORD_REASON] = BIND_TEXT(ack->reason),
        [RECORD_NOTE] = BIND_TEXT(ack->note),
        [RECORD_DONE_AT] = BIND_NUMBER(ack->at != 0 ? ack->at * 1000 : now),
    };

    *new_r = known == 0;
    return known >= 0 && (!*new_r || (chain_add(outbox->store, now, record, &sequence) &&
                                      store_do(outbox->store, SQL_ACKED_ADD,
                                               BIND_BYTES(hash, ACK_KEY), BIND_NUMBER(sequence))));
}

bool ack_insert(struct outbox *outbox, const struct ack_row *row, int64_t now, bool *new_r)
{
    const struct outbox_ack *ack = row->ack;
    const struct strike strike = {.rule = ack->rule, .now = now};
    uint8_t hash[ACK_KEY];
    char visit[2 * VISIT_KEY + 1], action[12], at[24];
    /* the last of a card alone: what was recorded before there were any stays the same */
    const char *texts[] = {visit,       ack->rule, action, ack->actor, ack->role,
                           ack->reason, ack->note, at,     row->card};
    uint32_t count = sizeof texts / sizeof texts[0] - (row->card == NULL);

    *new_r = false;
    hex_of(row->key, VISIT_KEY, visit);
    (void)snprintf(action, sizeof action, "%u", ack->action);
    (void)snprintf(at, sizeof at, "%lld", (long long)ack->at);
    texts_key(&outbox->keyed, "acknowledgement", texts, count, hash);
    if (!ack_write(outbox, row, hash, now, new_r)) {
        return false;
    }
    if (row->ends_nothing) {
        return true;
    }
    if (*new_r && !notice_of_ack(outbox, row, hash, now)) {
        return false;
    }
    return row->visit == NULL || !row->visit->there ||
           escalations_strike(outbox, row->visit, &strike);
}

bool ack_apply(struct outbox *outbox, const struct notice *w, int64_t now)
{
    const struct strike strike = {
        .rule_key = w->one_rule ? w->rule : NULL, .until = w->at < now ? w->at : now, .now = now};
    const struct outbox_ack ack = {.action = w->action, .at = w->at / 1000};
    struct visit_row visit = {.there = false};
    struct ack_row row = {.visit = &visit, .key = visit.key, .ack = &ack};
    bool new;

    if (!(w->visit_known ? visit_find(outbox->store, w->visit, &visit)
                         : visit_find_ref(outbox->store, w->ref, &visit))) {
        return false;
    }
    if (!visit.there) {
        return true;
    }
    if (!ack_write(outbox, &row, w->hash, now, &new)) {
        return false;
    }
    /* Who knew the reference alone knows no visit: the others hear which one it is from us. */
    if (!w->visit_known && new && !notice_of_visit(outbox, w, visit.key)) {
        return false;
    }
    return escalations_strike(outbox, &visit, &strike);
}

/* In place of the key of a visit that is not known here. */
static void stranger_key(const struct outbox *outbox, int64_t ref, uint8_t key_r[VISIT_KEY])
{
    char text[REF_TEXT];
    const char *texts[] = {text};

    ref_write(ref, text);
    texts_key(&outbox->keyed, "reference", texts, 1, key_r);
}

/* The visit that is meant; OUTBOX_UNKNOWN: there is no such reference. With a relay one may be of
 * another machine: `stranger` is its key then. */
static int ack_find(struct outbox *outbox, struct ack_row *row, struct visit_row *visit,
                    uint8_t stranger[VISIT_KEY])
{
    const struct outbox_ack *ack = row->ack;
    struct visit_meant meant = {span_of(ack->appointment), &ack->occurrence, DATE_NONE, false};
    int64_t ref = ack->ref != NULL ? ref_read(ack->ref) : 0;
    bool series;

    if (ack->ref == NULL) {
        return visit_find_meant(outbox, &meant, visit, &series) ? 0 : OUTBOX_NOT_RECORDED;
    }
    if (!visit_find_ref(outbox->store, ref, visit)) {
        return OUTBOX_NOT_RECORDED;
    }
    if (!visit->there) {
        if (!outbox->config->relay.nats) {
            return OUTBOX_UNKNOWN;
        }
        stranger_key(outbox, ref, stranger);
        row->key = stranger;
        row->stranger = ref;
    }
    return 0;
}

static int ack_record(struct outbox *outbox, struct ack_row *row, struct buf *why, bool *new_r)
{
    int status =
        row->stranger != 0 ? ack_check_alone(row->ack, why) : ack_check_visit(outbox, row, why);

    if (status != 0) {
        return status;
    }
    return ack_insert(outbox, row, seam.wall_ms(), new_r) ? 0 : OUTBOX_NOT_RECORDED;
}

int outbox_acknowledge(struct outbox *outbox, const struct outbox_ack *ack, struct buf *why_r)
{
    struct visit_row visit = {.ref = 0};
    struct ack_row row = {.visit = &visit, .key = visit.key, .ack = ack};
    bool by_id = ack->ref == NULL && ack->appointment != NULL && ack->appointment[0] != '\0';
    struct buf why = {.limit = 1024};
    uint8_t key[VISIT_KEY];
    bool new = false;
    int status, ended;

    if (outbox->store == NULL) {
        return OUTBOX_NOTHING;
    }
    if (!by_id && (ack->ref == NULL || ref_read(ack->ref) == 0)) {
        return ack->ref != NULL ? OUTBOX_UNKNOWN : OUTBOX_WRONG;
    }
    if ((status = store_begin(outbox->store)) != 0) {
        return status;
    }
    status = ack_find(outbox, &row, &visit, key);
    status = status == 0 ? ack_record(outbox, &row, &why, &new) : status;
    ended = store_end(outbox->store, status == 0);
    if (status == OUTBOX_WRONG && why_r != NULL) {
        buf_add(why_r, why.at, why.len);
    }
    buf_end(&why);
    if (status != 0 || ended != 0) {
        return status != 0 ? status : ended;
    }
    if (new) {
        outbox_wake(outbox);
    }
    return !new ? OUTBOX_NOTHING : row.stranger != 0 ? OUTBOX_PASSED_ON : 0;
}
