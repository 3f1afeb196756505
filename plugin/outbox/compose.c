/* SPDX-License-Identifier: MIT
 *
 * From the findings of one event to the messages for each channel (outbox/compose.h): what was told
 * already is left out, the rest is one message a channel, worst first, with its escalation waiting
 * behind it. All in the caller's transaction: nothing is marked as told without the message that
 * tells it.
 */
#include "outbox/compose.h"

#include <string.h>

#include "outbox/schedule.h"
#include "base/seam.h"

#define WHO_BYTES 96

struct pick {                         /* what one channel is to hear */
    struct item items[MESSAGE_ITEMS]; /* the worst of them */
    char who[MESSAGE_ITEMS][WHO_BYTES];
    const uint8_t **keys; /* of all, as many as there are findings */
    uint32_t count, all, severe, worst;
};

const uint8_t *finding_key_of(struct recording *r, uint32_t index)
{
    static const uint8_t not_yet[FINDING_KEY];
    const precare_array *findings = &r->result->out.findings;
    const struct finding_facts *facts = r->result->facts != NULL ? &r->result->facts[index] : NULL;

    if (r->keys == NULL && (r->keys = mem_new(findings->count * sizeof *r->keys)) == NULL) {
        return NULL;
    }
    if (memcmp(r->keys[index], not_yet, FINDING_KEY) == 0) {
        finding_key(&r->outbox->keyed, r->row.key, r->visit->moment, item_at(findings, index),
                    facts, r->keys[index]);
    }
    return r->keys[index];
}

bool record_random(struct recording *r, void *out, uint32_t size)
{
    if (r->random_left < size) {
        if (seam.random(r->random, sizeof r->random) != 0) {
            return false;
        }
        r->random_left = sizeof r->random;
    }
    r->random_left -= size;
    memcpy(out, r->random + r->random_left, size);
    return true;
}

/* The roles that may decide, as the rule names them. */
static void who_write(const precare_finding *finding, char out[WHO_BYTES])
{
    size_t len = 0;

    out[0] = '\0';
    for (uint32_t i = 0; i < finding->override_by.count; i++) {
        const char *role = *(const char *const *)item_at(&finding->override_by, i);
        size_t n = strlen(role), comma = len > 0 ? 2 : 0;

        if (len + comma + n >= WHO_BYTES) {
            return;
        }
        memcpy(out + len, ", ", comma);
        memcpy(out + len + comma, role, n + 1);
        len += comma + n;
    }
    if (len == 0 && finding->outcome >= PRECARE_URGENT) {
        memcpy(out, "a clinician", sizeof "a clinician");
    }
}

static uint32_t by_when(uint32_t moment, uint32_t outcome)
{
    if (outcome >= PRECARE_URGENT) {
        return BY_NOW;
    }
    switch (moment) {
    case PRECARE_BOOKING: return BY_VISIT;
    case PRECARE_CHECK_IN: return BY_TREATMENT;
    case PRECARE_TREATMENT: return BY_NOW;
    case PRECARE_FOLLOW_UP: return BY_TODAY;
    default: return BY_NOTHING;
    }
}

static bool visit_told_before(struct recording *r, const char *target, bool *before_r)
{
    uint8_t low[FINDING_KEY], high[FINDING_KEY];

    key_range(r->row.key, low, high);
    int found = store_has(r->outbox->store, SQL_TOLD_ANY, BIND_TEXT(target),
                          BIND_BYTES(low, FINDING_KEY), BIND_BYTES(high, FINDING_KEY));
    *before_r = found == 1;
    return found >= 0;
}

static uint32_t channel_of(struct recording *r, const precare_alert *alert)
{
    const struct config *config = r->outbox->config;
    uint32_t channel = config_channel(config, alert->channel);

    if (channel == CHANNEL_NONE) {
        r->unknown_channel = true; /* an error at load; should it come so far, operations hear it */
        channel = config->operations;
    }
    return channel;
}

/* Adds a finding's alert to what the channel hears, unless it was told. */
static bool pick_add(struct recording *r, struct pick *pick, const struct channel *to,
                     uint32_t index, const precare_finding *finding, const char *say)
{
    const uint8_t *key = finding_key_of(r, index);
    int found;

    if (key == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < pick->all; i++) {
        if (memcmp(pick->keys[i], key, FINDING_KEY) == 0) {
            return true;
        }
    }
    found = r->row.there ? store_has(r->outbox->store, SQL_TOLD_FIND, BIND_TEXT(to->name),
                                     BIND_BYTES(key, FINDING_KEY))
                         : 0;
    if (found != 0) {
        return found > 0;
    }
    pick->keys[pick->all++] = key;
    pick->severe += finding->outcome >= PRECARE_HOLD ? 1 : 0;
    pick->worst = finding->outcome > pick->worst ? finding->outcome : pick->worst;
    if (pick->count == MESSAGE_ITEMS) { /* told as "and 12 more" */
        return true;
    }
    who_write(finding, pick->who[pick->count]);
    pick->items[pick->count] =
        (struct item){.rule = finding->rule,
                      .say = say,
                      .who = pick->who[pick->count],
                      .title = to->clinical && to->baa_signed ? finding->title : NULL,
                      .severity = finding->outcome,
                      .by = by_when(r->visit->moment, finding->outcome)};
    pick->count++;
    return true;
}

static bool channel_pick(struct recording *r, uint32_t channel, struct pick *pick)
{
    const precare_array *findings = &r->result->out.findings;
    bool good = true;

    pick->count = pick->all = pick->severe = pick->worst = 0;
    for (uint32_t i = 0; good && i < findings->count; i++) {
        const precare_finding *finding = item_at(findings, i);
        /* a finding is told once, however often it names the channel */
        uint32_t before = pick->all;

        for (uint32_t a = 0; good && a < finding->alerts.count && finding->outcome > PRECARE_INFO;
             a++) {
            const precare_alert *alert = item_at(&finding->alerts, a);

            if (channel_of(r, alert) == channel && pick->all == before) {
                good = pick_add(r, pick, &r->outbox->config->channels[channel], i, finding,
                                alert->say);
            }
        }
    }
    return good;
}

/* The random reference, chosen when an appointment is first told of. Nobody else writes now: what
 * is free stays so. */
static bool ref_choose(struct recording *r)
{
    for (int tries = 0; tries < 8; tries++) {
        struct visit_row other;
        uint32_t random;
        int64_t ref;

        if (!record_random(r, &random, sizeof random)) {
            return false;
        }
        ref = ref_first(r->row.key) + (int64_t)(random & REF_RANDOM);
        if (!visit_find_ref(r->outbox->store, ref, &other)) {
            return false;
        }
        if (ref != 0 && !other.there) {
            r->row.ref = ref;
            return true;
        }
    }
    return false;
}

/* Once a record, when the last of its messages is known. */
static bool visit_write(struct recording *r)
{
    struct store *store = r->outbox->store;
    char occurrence[32];

    if (r->row.there) {
        return store_do(store, SQL_VISIT_LAST, BIND_NUMBER(r->row.ref), BIND_NUMBER(r->row.last));
    }
    r->row.start = r->start;
    r->row.day = r->visit->reference;
    r->row.there =
        store_do(store, SQL_VISIT_ADD, BIND_NUMBER(r->row.ref), BIND_NUMBER(r->row.last),
                 BIND_BYTES(r->row.key, VISIT_KEY), BIND_SPAN(r->visit->subject),
                 BIND_SPAN(r->visit->appointment), BIND_NUMBER(r->start), BIND_NUMBER(r->now),
                 BIND_TEXT(occurrence_text(&r->visit->occurrence, r->visit->zone, occurrence)),
                 BIND_NUMBER(r->visit->reference));
    return r->row.there;
}

/* When it goes out: at once, after the quiet hours, or with the digest where it can wait so long.
 */
static void message_when(const struct recording *r, const struct channel *to, struct message *m)
{
    const struct zone *zone = r->outbox->config->zone;
    int64_t digest = schedule_digest(to, zone, r->now);

    m->rank = m->severity >= PRECARE_URGENT ? 0 : 1;
    m->due = m->rank == 0 ? r->now : schedule_after_quiet(to, zone, r->now);
    if (digest != 0 && m->severity <= PRECARE_WARN && digest <= r->start &&
        m->kind != MESSAGE_ESCALATION && !r->drill) {
        m->due = schedule_after_quiet(to, zone, digest);
        m->flags |= MESSAGE_CAN_WAIT;
    }
    m->deadline = r->now + to->give_up_after_ms;
    m->deadline = r->start > m->deadline ? r->start : m->deadline;
    m->deadline = m->due > m->deadline ? m->due : m->deadline;
}

static bool message_add(struct recording *r, struct message *m)
{
    m->ref = r->row.ref;
    m->prev = r->row.last;
    m->created = r->now;
    if (!record_random(r, m->webhook_id, sizeof m->webhook_id) ||
        !message_insert(r->outbox->store, m, r->event)) {
        return false;
    }
    r->row.last = m->id;
    r->first_message = r->messages == 0 ? m->id : r->first_message;
    r->messages++;
    return true;
}

/* An escalation waits from the first day, so that it needs no text of a message that was sent. */
static bool escalations_add(struct recording *r, uint32_t channel, struct pick *pick,
                            uint32_t flags)
{
    const struct config *config = r->outbox->config;
    int64_t due = r->now, first_deadline = 0;
    uint32_t severe = 0;

    while (severe < pick->count && pick->items[severe].severity >= PRECARE_HOLD) {
        severe++; /* worst first */
    }
    for (int step = 0; step < ESCALATION_STEPS && severe > 0; step++) {
        const struct channel *from = &config->channels[channel];
        const struct channel *to;
        struct message m = {.kind = MESSAGE_ESCALATION,
                            .severity = pick->worst,
                            .items = pick->items,
                            .item_count = severe,
                            .count = pick->severe > severe ? pick->severe : 0,
                            .flags = flags};

        if (from->escalate_to == CHANNEL_NONE || from->escalate_after_ms == 0) {
            return true;
        }
        to = &config->channels[from->escalate_to];
        memcpy(m.target, to->name, strlen(to->name) + 1);
        message_when(r, to, &m);
        due += from->escalate_after_ms;
        m.due = m.rank == 0 ? due : schedule_after_quiet(to, config->zone, due);
        first_deadline = step == 0 ? m.deadline : first_deadline;
        m.deadline = first_deadline;
        if (m.due >= m.deadline) {
            return true;
        }
        if (!message_add(r, &m)) {
            return false;
        }
        channel = from->escalate_to;
    }
    return true;
}

static bool channel_tell(struct recording *r, uint32_t channel, struct pick *pick)
{
    const struct channel *to = &r->outbox->config->channels[channel];
    struct message m = {.kind = MESSAGE_ALERT,
                        .severity = pick->worst,
                        .items = pick->items,
                        .item_count = pick->count,
                        .count = pick->all > pick->count ? pick->all : 0};
    bool before = false, good;

    if (r->row.there ? !visit_told_before(r, to->name, &before)
                     : r->row.ref == 0 && !ref_choose(r)) {
        return false;
    }
    m.kind = before ? MESSAGE_UPDATE : MESSAGE_ALERT;
    m.flags = (r->outbox->config->act_on == ACT_ON_DEMONSTRATION ? MESSAGE_DEMONSTRATION : 0) |
              (r->drill ? MESSAGE_DRILL : 0);
    memcpy(m.target, to->name, strlen(to->name) + 1);
    message_when(r, to, &m);
    good = message_add(r, &m);
    for (uint32_t i = 0; good && i < pick->all; i++) {
        good = store_do(r->outbox->store, SQL_TOLD_ADD, BIND_TEXT(to->name),
                        BIND_BYTES(pick->keys[i], FINDING_KEY), BIND_NUMBER(m.id));
    }
    return good && escalations_add(r, channel, pick, m.flags);
}

static bool anything_to_tell(const precare_array *findings)
{
    for (uint32_t i = 0; i < findings->count; i++) {
        const precare_finding *finding = item_at(findings, i);

        if (finding->alerts.count > 0 && finding->outcome > PRECARE_INFO) {
            return true;
        }
    }
    return false;
}

bool messages_compose(struct recording *r)
{
    struct pick *pick;
    bool good = true;

    if (!anything_to_tell(&r->result->out.findings)) {
        return true;
    }
    pick = mem_new(sizeof *pick);
    if (pick == NULL ||
        (pick->keys = mem_new(r->result->out.findings.count * sizeof *pick->keys)) == NULL) {
        mem_drop(pick);
        return false;
    }
    event_key(&r->outbox->keyed, r->visit->event_id, r->event);
    for (uint32_t i = 0; good && i < r->outbox->config->channel_count; i++) {
        good = channel_pick(r, i, pick);
        good = good && (pick->count == 0 || channel_tell(r, i, pick));
    }
    mem_drop(pick->keys);
    mem_drop(pick);
    return good && (r->messages == 0 || visit_write(r));
}
