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
    sqlite3_stmt *s;

    if (channel == CHANNEL_NONE || !visit_find_ref(store, m->ref, &row)) {
        return channel == CHANNEL_NONE; /* nobody there to be told */
    }
    w.prev = row.last;
    w.due = schedule_after_quiet(&config->channels[channel], config->zone, now);
    w.deadline = now + config->channels[channel].give_up_after_ms;
    w.flags = m->flags & MESSAGE_DEMONSTRATION;
    memcpy(w.target, m->target, sizeof w.target);
    if (!message_insert(store, &w, by)) {
        return false;
    }
    s = store_sql(store, SQL_VISIT_LAST);
    if (s == NULL) {
        return false;
    }
    (void)sqlite3_bind_int64(s, 1, m->ref);
    (void)sqlite3_bind_int64(s, 2, w.id);
    return store_run(store, s);
}

static bool keys_give_back(struct outbox *outbox, const uint8_t key[VISIT_KEY], const char *target,
                           const int64_t *message)
{
    uint8_t low[FINDING_KEY], high[FINDING_KEY];
    sqlite3_stmt *s = store_sql(outbox->store, SQL_TOLD_GIVE_BACK);

    if (s == NULL) {
        return false;
    }
    key_range(key, low, high);
    bind_text(s, 1, target);
    (void)sqlite3_bind_blob(s, 2, low, FINDING_KEY, SQLITE_STATIC);
    (void)sqlite3_bind_blob(s, 3, high, FINDING_KEY, SQLITE_STATIC);
    if (message != NULL) {
        (void)sqlite3_bind_int64(s, 4, *message);
    }
    return store_run(outbox->store, s);
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
        return message_set_state(outbox->store, m->id, MESSAGE_TAKEN_BACK, how->now, NULL);
    }
    if ((m->state == MESSAGE_SENT || m->state == MESSAGE_FOLDED) && *heard == HEARD_NOTHING) {
        *heard = HEARD_SOMETHING;
        return withdrawn_say(outbox->store, outbox->config, m, how->by, how->now);
    }
    return true;
}

bool visit_withdraw(struct outbox *outbox, const struct visit_row *row,
                    const struct withdrawal *how)
{
    const struct config *config = outbox->config;
    uint8_t *heard = mem_new(config->channel_count + 1);
    int64_t id = row->last;
    bool good = heard != NULL;

    while (good && id > 0) {
        struct message m;
        int found = message_load(outbox->store, id, &m);
        uint32_t channel = found == 1 ? config_channel(config, m.target) : CHANNEL_NONE;
        uint8_t *of = heard + (channel == CHANNEL_NONE ? config->channel_count : channel);

        good = found >= 0;
        if (found == 1 && m.ref == row->ref &&
            (how->event == NULL || memcmp(m.event, how->event, EVENT_KEY) == 0)) {
            good = message_withdraw(outbox, row, &m, how, of);
        }
        id = found == 1 && m.ref == row->ref && m.prev < id ? m.prev : 0;
        message_end(&m);
    }
    mem_drop(heard);
    return good;
}
