/* SPDX-License-Identifier: MIT
 *
 * Taking back what was told of a visit: a cancel, or an event that was abandoned after all. What is
 * unsent is dropped, the finding keys are given back, and each target that was sent something hears
 * "withdrawn REF", once. Called inside the transaction of a hook, and by the courier when a message
 * was withdrawn while it was being sent.
 */
#include <string.h>

#include "outbox/outbox_inside.h"
#include "outbox/schedule.h"
#include "base/seam.h"

bool withdrawn_say(struct store *store, const struct config *config, const struct message *m,
                   const uint8_t *by, int64_t now)
{
    uint32_t channel = config_channel(config, m->target);
    struct message w = {.kind = MESSAGE_WITHDRAWN, .rank = 1, .ref = m->ref, .created = now};
    struct visit_row row;

    if (channel == CHANNEL_NONE || !visit_find_ref(store, m->ref, &row)) {
        return channel == CHANNEL_NONE; /* nobody there to be told */
    }
    w.prev = row.last;
    w.due = schedule_after_quiet(&config->channels[channel], config->zone, now);
    w.deadline = now + config->channels[channel].give_up_after_ms;
    w.flags = m->flags & MESSAGE_MADE_AS;
    memcpy(w.target, m->target, sizeof w.target);
    if (!message_insert(store, &w, by)) {
        return false;
    }
    return store_do(store, SQL_VISIT_LAST, BIND_NUMBER(m->ref), BIND_NUMBER(w.id));
}

static bool keys_give_back(struct outbox *outbox, const uint8_t key[VISIT_KEY], const char *target,
                           const int64_t *message)
{
    uint8_t low[FINDING_KEY], high[FINDING_KEY];

    key_range(key, low, high);
    return store_do(outbox->store, SQL_TOLD_GIVE_BACK, BIND_TEXT(target),
                    BIND_BYTES(low, FINDING_KEY), BIND_BYTES(high, FINDING_KEY),
                    BIND_NUMBER_IF(message != NULL, message != NULL ? *message : 0));
}

enum heard {
    HEARD_NOTHING,
    HEARD_SOMETHING,
    HEARD_WITHDRAWAL
};

static bool tells_of_visit(uint32_t kind)
{
    return kind == MESSAGE_ALERT || kind == MESSAGE_UPDATE || kind == MESSAGE_ESCALATION;
}

/* One message of the visit, newest first. `heard` of its channel is settled by the first that says
 * something. */
static bool message_withdraw(struct outbox *outbox, const struct visit_row *row, struct message *m,
                             const struct withdrawal *how, uint8_t *heard)
{
    bool this_alone = how->event != NULL || how->until != 0;

    if (m->kind == MESSAGE_WITHDRAWN) {
        *heard = *heard == HEARD_NOTHING ? HEARD_WITHDRAWAL : *heard;
        return true;
    }
    if (!tells_of_visit(m->kind) || (how->until != 0 && m->created > how->until)) {
        return true;
    }
    if (!keys_give_back(outbox, row->key, m->target, this_alone ? &m->id : NULL)) {
        return false;
    }
    if (m->state == MESSAGE_WAITING) {
        return message_set_state(outbox->store, m->id, MESSAGE_TAKEN_BACK, how->now);
    }
    if ((m->state == MESSAGE_SENT || m->state == MESSAGE_FOLDED) && *heard == HEARD_NOTHING) {
        *heard = HEARD_SOMETHING;
        return withdrawn_say(outbox->store, outbox->config, m, how->by, how->now);
    }
    return true;
}

static bool visit_close(struct store *store, int64_t ref)
{
    return store_do(store, SQL_VISIT_CLOSE, BIND_NUMBER(ref));
}

bool visit_withdraw(struct outbox *outbox, const struct visit_row *row,
                    const struct withdrawal *how)
{
    const struct config *config = outbox->config;
    uint8_t *heard = mem_new(config->channel_count + 1);
    struct trail t = {.store = outbox->store, .ref = row->ref, .next = row->last};
    bool good = heard != NULL, whole = how->event == NULL;

    while (good && trail_next(&t)) {
        uint32_t channel = config_channel(config, t.m.target);
        uint8_t *of = heard + (channel == CHANNEL_NONE ? config->channel_count : channel);

        if (how->event == NULL || memcmp(t.m.event, how->event, EVENT_KEY) == 0) {
            good = message_withdraw(outbox, row, &t.m, how, of);
            whole = whole && (how->until == 0 || t.m.created <= how->until);
        }
    }
    mem_drop(heard);
    good = trail_end(&t) && good;
    return good && (!whole || visit_close(outbox->store, row->ref));
}
