/* SPDX-License-Identifier: MIT
 *
 * What becomes of a message of the relay that was posted (relay/post.h): the same verdicts as in
 * the outbox's own courier, written as acknowledgements of the relay. A dead one goes back to the
 * outbox that made it, as a notice; what cannot be read goes aside. Nothing is acknowledged before
 * what must follow is kept.
 */
#include <stdio.h>
#include <string.h>

#include "outbox/expiry.h"
#include "outbox/schedule.h"
#include "outbox/notice.h"
#include "base/hash.h"
#include "base/seam.h"
#include "precare/precare.h"
#include "relay/envelope.h"
#include "relay/post.h"

void taken_give_back(struct taken *t, int64_t ms)
{
    (void)natsMsg_NakWithDelay(t->message, ms > 0 ? ms : 1, NULL);
    t->given_back = true;
}

static void outcome_acknowledge(struct taken *t)
{
    (void)natsMsg_Ack(t->message, NULL);
    t->given_back = true;
}

/* `why`: what is told beside the message; NULL. */
static bool outcome_publish(struct post *p, const struct posting *posting, const char *why)
{
    natsMsg *message = link_message(outbox_site_key(p->outbox), posting);
    bool good = message != NULL &&
                (why == NULL || natsMsgHeader_Set(message, LINK_WHY, why) == NATS_OK) &&
                link_publish(&p->link, message, posting->id, NULL);

    natsMsg_Destroy(message);
    return good;
}

/* ---- alarms ---- */

bool alarm_send(struct post *p, const struct lane *t, uint32_t kind, const char *say,
                const char *cause)
{
    const struct config *config = p->lanes.config;
    uint32_t to = t != NULL && t->channel->fallback != CHANNEL_NONE ? t->channel->fallback
                                                                    : config->operations;
    int64_t now = seam.wall_ms();
    struct item item = {.say = say};
    struct message m = {.kind = kind, .rank = 1, .created = now, .items = &item, .item_count = 1};
    char subject[LINK_SUBJECT], minute[24], word[12], id[2 * ACK_KEY + 1];
    const char *texts[] = {word, t != NULL ? t->channel->name : "", cause, minute};
    uint8_t key[ACK_KEY];
    struct buf body = {0};

    lanes_say(&p->lanes, "%s", say);
    if (to == CHANNEL_NONE || (t != NULL && to == t->index)) {
        return true;
    }
    m.done_at = now;
    m.expires = expiry_of_day(zone_date(config->zone, now / 1000));
    m.flags = config->act_on == ACT_ON_DEMONSTRATION ? MESSAGE_DEMONSTRATION : 0;
    memcpy(m.target, config->channels[to].name, strlen(config->channels[to].name) + 1);
    if (seam.random(m.webhook_id, sizeof m.webhook_id) != 0) {
        return false;
    }
    (void)snprintf(minute, sizeof minute, "%lld", (long long)(now / 60000));
    (void)snprintf(word, sizeof word, "%u", kind);
    outbox_texts_key(p->outbox, "relay alarm", texts, sizeof texts / sizeof texts[0], key);
    hex_of(key, sizeof key, id);
    link_subject(&p->link, "send", m.target, subject);
    bool good = envelope_write(&m, &body) &&
                outcome_publish(p, &(struct posting){subject, id, body.at, body.len}, NULL);
    buf_end(&body);
    return good;
}

static void cause_of(const struct taken *t, char out[2 * WEBHOOK_ID_BYTES + 1])
{
    hex_of(t->f.m.webhook_id, WEBHOOK_ID_BYTES, out);
}

static bool alarm_once(struct post *p, struct taken *t, uint32_t bit, const char *say)
{
    struct lane *target = t->f.lane;
    char cause[2 * WEBHOOK_ID_BYTES + 1];

    if ((target->alarmed & bit) != 0) {
        return true;
    }
    cause_of(t, cause);
    if (!alarm_send(p, target, MESSAGE_ALARM, say, cause)) {
        return false;
    }
    target->alarmed |= bit;
    return true;
}

/* The state of a channel is kept where this courier runs; `precare outbox retry` there resumes it.
 */
static void state_write(struct post *p, struct lane *target, const char *reason)
{
    if (store_begin(p->lanes.store) == 0) {
        (void)store_end(p->lanes.store,
                        lane_state_write(&p->lanes, target, reason, seam.wall_ms()));
    }
}

/* ---- verdicts ---- */

/* Once for each change, to operations; false: not now. */
static bool unclear_tell(struct post *p, struct taken *t, bool unclear)
{
    struct lane *target = t->f.lane;
    char say[ALARM_SAY], cause[2 * WEBHOOK_ID_BYTES + 1];

    if (unclear == ((target->alarmed & ALARMED_UNCLEAR) != 0) ||
        target->index == p->lanes.config->operations) {
        return true;
    }
    if (unclear) {
        unclear_words(&t->f, say);
    } else {
        clear_words(target, say);
    }
    cause_of(t, cause);
    return alarm_send(p, NULL, unclear ? MESSAGE_ALARM : MESSAGE_OVER, say, cause);
}

static void outcome_done(struct post *p, struct taken *t)
{
    struct lane *target = t->f.lane;
    bool unclear = t->f.judgement.verdict == VERDICT_UNCLEAR;
    uint32_t state = unclear ? LANE_UNCLEAR : LANE_OK, alarmed = unclear ? ALARMED_UNCLEAR : 0;
    char say[ALARM_SAY], cause[2 * WEBHOOK_ID_BYTES + 1];

    t->held = true; /* post.c acknowledges it when the rate allows */
    target->refused = 0;
    target->down_since = target->not_before = 0;
    if (!unclear_tell(p, t, unclear)) {
        alarmed = target->alarmed & ALARMED_UNCLEAR; /* with the next */
    }
    if (target->state == state && target->alarmed == alarmed) {
        return;
    }
    if ((target->alarmed & ~ALARMED_UNCLEAR) != 0) {
        well_words(target, -1, say);
        cause_of(t, cause);
        (void)alarm_send(p, target, MESSAGE_OVER, say, cause);
    }
    target->state = state;
    target->alarmed = alarmed;
    state_write(p, target, t->f.judgement.words);
}

/* To the outbox that made it: it is dead there too. */
static bool dead_notice(struct post *p, const struct taken *t)
{
    struct notice w = {
        .kind = NOTICE_DEAD, .at = seam.wall_ms(), .row = t->f.m.id, .answer = t->f.status};
    char subject[LINK_SUBJECT], id[96], number[24], hex[2 * NOTICE_KEY + 1],
        cause[2 * WEBHOOK_ID_BYTES + 1];
    const char *texts[] = {cause, number};
    struct buf body = {0};

    if (t->f.m.id == 0) { /* an alarm of a courier: in no outbox */
        return true;
    }
    cause_of(t, cause);
    (void)snprintf(number, sizeof number, "%llu", (unsigned long long)t->number);
    outbox_texts_key(p->outbox, "dead", texts, 2, w.hash);
    hex_of(w.hash, NOTICE_KEY, hex);
    (void)snprintf(id, sizeof id, "%s-dead", hex);
    w.letter = t->f.m; /* borrowed */
    link_subject(&p->link, "back", "dead", subject);
    bool good = envelope_notice_write(&w, &body) &&
                outcome_publish(p, &(struct posting){subject, id, body.at, body.len}, NULL);
    buf_end(&body);
    return good;
}

void taken_dead(struct post *p, struct taken *t)
{
    char say[ALARM_SAY];

    dead_words(&t->f, say);
    if (!dead_notice(p, t) || !alarm_once(p, t, ALARMED_DEAD, say)) {
        taken_give_back(t, BACK_SOON_MS);
        return;
    }
    state_write(p, t->f.lane, t->f.judgement.words);
    outcome_acknowledge(t);
}

static void down_alarm(struct post *p, struct taken *t, int64_t steady)
{
    struct lane *target = t->f.lane;
    char say[ALARM_SAY];

    if (target->down_since == 0 || steady - target->down_since < DOWN_AFTER_MS ||
        (target->state != LANE_OK && target->state != LANE_UNCLEAR)) {
        return;
    }
    down_words(target, t->f.judgement.words, say);
    if (alarm_once(p, t, ALARMED_STATE, say)) {
        target->state = LANE_DOWN;
        state_write(p, target, t->f.judgement.words);
    }
}

static void outcome_retry(struct post *p, struct taken *t, int64_t steady)
{
    int64_t now = seam.wall_ms(), wait, asked = t->f.judgement.wait_ms;
    uint32_t tries = t->delivered < 1000 ? (uint32_t)t->delivered : 1000;

    if (now >= t->f.m.deadline) {
        taken_dead(p, t);
        return;
    }
    wait = lane_backoff(&p->lanes, t->f.lane, tries);
    wait = asked > wait ? asked : wait;
    wait = now + wait > t->f.m.deadline ? t->f.m.deadline - now : wait;
    taken_give_back(t, wait);
    down_alarm(p, t, steady);
}

static void lane_pause(struct post *p, struct taken *t, bool two)
{
    struct lane *target = t->f.lane;
    char say[ALARM_SAY];

    paused_words(&t->f, two, say);
    if (target->state != LANE_PAUSED) {
        target->alarmed &= ~ALARMED_STATE; /* that it was down was another alarm */
    }
    if (!alarm_once(p, t, ALARMED_STATE, say)) { /* paused it would never be told */
        taken_give_back(t, BACK_SOON_MS);
        return;
    }
    target->state = LANE_PAUSED;
    state_write(p, target, t->f.judgement.words);
    taken_give_back(t, BACK_PAUSED_MS);
}

/* As plain text too, and it is the first since one was taken. It would keep one of the `burst`
 * places here: so it is kept where it was made, as a dead letter that `precare outbox retry` there
 * sends again. */
static void outcome_returned(struct post *p, struct taken *t)
{
    char say[ALARM_SAY];

    refused_words(&t->f, say);
    if (!dead_notice(p, t) || !alarm_once(p, t, ALARMED_REFUSED, say)) {
        taken_give_back(t, BACK_SOON_MS);
        return;
    }
    t->f.lane->refused = (int64_t)t->number;
    state_write(p, t->f.lane, t->f.judgement.words);
    outcome_acknowledge(t);
}

/* Once more as plain text, at once. */
static void outcome_refused(struct post *p, struct taken *t)
{
    if ((t->f.m.flags & MESSAGE_MINIMAL) != 0) {
        if (t->f.lane->refused != 0) {
            lane_pause(p, t, true);
        } else {
            outcome_returned(p, t);
        }
        return;
    }
    t->f.m.flags |= MESSAGE_MINIMAL;
    t->f.answered = t->f.counted = false;
    t->f.lane->in_flight++;
    flight_post(&t->f, p->http);
}

void taken_settle(struct post *p, struct taken *t, int64_t steady)
{
    t->f.lane->in_flight--;
    flight_count(&t->f, steady);
    switch (t->f.judgement.verdict) {
    case VERDICT_DONE:
    case VERDICT_UNCLEAR: outcome_done(p, t); break;
    case VERDICT_RETRY: outcome_retry(p, t, steady); break;
    case VERDICT_REFUSED: outcome_refused(p, t); break;
    case VERDICT_PAUSE: lane_pause(p, t, false); break;
    }
}

/* ---- what is not ours ---- */

bool put_aside(struct post *p, const char *name, const natsMsg *message, uint64_t number,
               const char *why)
{
    char subject[LINK_SUBJECT], id[64], say[ALARM_SAY], hour[24];
    struct posting body = {subject, id, natsMsg_GetData(message),
                           (size_t)natsMsg_GetDataLength(message)};

    link_subject(&p->link, "aside", name, subject);
    (void)snprintf(id, sizeof id, "aside-%llu", (unsigned long long)number);
    if (!outcome_publish(p, &body, why)) {
        return false;
    }
    (void)snprintf(say, sizeof say,
                   "A message in the relay, number %llu for %.64s, is refused: %s. It was put "
                   "aside: subject %s.",
                   (unsigned long long)number, name, why, subject);
    (void)snprintf(hour, sizeof hour, "%lld", (long long)(seam.wall_ms() / 3600000));
    (void)alarm_send(p, NULL, MESSAGE_ALARM, say, hour);
    return true;
}

void taken_aside(struct post *p, struct taken *t, const char *why)
{
    if (put_aside(p, t->from->target->channel->name, t->message, t->number, why)) {
        outcome_acknowledge(t);
    } else {
        taken_give_back(t, BACK_SOON_MS);
    }
}
