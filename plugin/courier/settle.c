/* SPDX-License-Identifier: MIT
 *
 * What became of the messages that were answered: sent, again later, dead, or the target paused;
 * with the alarms that follow, in one transaction for all that came in together. On the thread that
 * delivers. When it cannot be written (a full disk releases the ballast first) the flights stay,
 * and are written later.
 */
#include <stdio.h>
#include <string.h>

#include "courier/heartbeat.h"
#include "outbox/schedule.h"
#include "base/seam.h"

/* ---- alarms ---- */

static bool alarm_once(struct courier *c, struct lane *t, uint32_t bit, const char *say,
                       int64_t now)
{
    if ((t->alarmed & bit) != 0) {
        return true;
    }
    t->alarmed |= bit;
    return lane_alarm(&c->lanes, t, MESSAGE_ALARM, say, now);
}

/* ---- one flight ---- */

/* The one that was refused before this one was taken: that was about the message. Its reference;
 * -1: there is none, or it is no more (sent, withdrawn, to be tried again by hand). */
static bool refused_dies(struct courier *c, struct flight *f, int64_t now, int64_t *lost_r)
{
    struct lane *t = f->lane;
    int64_t id = t->refused;
    bool good;

    *lost_r = -1;
    t->refused = 0;
    if (id == 0 || id == f->m.id) {
        return true;
    }
    good = store_do(c->lanes.store, SQL_REFUSED_DEAD, BIND_NUMBER(id), BIND_NUMBER(now));
    if (good && sqlite3_changes(store_db(c->lanes.store)) > 0) {
        *lost_r = t->refused_ref;
    }
    return good;
}

/* Once for each change, to operations. */
static bool unclear_tell(struct courier *c, struct flight *f, bool unclear, int64_t now)
{
    char say[ALARM_SAY];

    if (unclear == ((f->lane->alarmed & ALARMED_UNCLEAR) != 0)) {
        return true;
    }
    if (unclear) {
        unclear_words(f, say);
    } else {
        clear_words(f->lane, say);
    }
    return lane_word(&c->lanes, f->lane, unclear ? MESSAGE_ALARM : MESSAGE_OVER, say, now);
}

static bool lane_took(struct courier *c, struct flight *f, int64_t now)
{
    struct lane *t = f->lane;
    bool unclear = f->judgement.verdict == VERDICT_UNCLEAR;
    bool told = (t->alarmed & ~ALARMED_UNCLEAR) != 0;
    uint32_t state = unclear ? LANE_UNCLEAR : LANE_OK, alarmed = unclear ? ALARMED_UNCLEAR : 0;
    char say[ALARM_SAY];
    int64_t lost;

    t->down_since = t->not_before = 0;
    if (!refused_dies(c, f, now, &lost) || !unclear_tell(c, f, unclear, now)) {
        return false;
    }
    if (t->state == state && t->alarmed == alarmed) {
        return true;
    }
    t->state = state;
    t->alarmed = alarmed;
    well_words(t, lost, say);
    return lane_state_write(&c->lanes, t, f->judgement.words, now) &&
           (!told || lane_alarm(&c->lanes, t, MESSAGE_OVER, say, now));
}

static bool settle_done(struct courier *c, struct flight *f, int64_t now)
{
    bool failed_before = f->lane->down_since != 0;
    struct message m;
    int found;
    bool good;

    if (!heartbeat_sent(c, &f->m, now)) {
        return false;
    }
    if (!store_do(c->lanes.store, SQL_SENT, BIND_NUMBER(f->m.id), BIND_NUMBER(now),
                  BIND_NUMBER(f->status), BIND_NUMBER(flight_done_flags(f)))) {
        return false;
    }
    if (sqlite3_changes(store_db(c->lanes.store)) ==
        0) { /* withdrawn while it was on its way: say so */
        found = message_load(c->lanes.store, f->m.id, &m);
        good = found >= 0 && (found == 0 || m.state != MESSAGE_TAKEN_BACK || m.ref == 0 ||
                              withdrawn_say(c->lanes.store, c->lanes.config, &m, m.event, now));
        message_end(&m);
        if (!good) {
            return false;
        }
    }
    if (c->carrier != NULL) { /* whether the chat is well, only the one that posts knows */
        f->lane->down_since = 0;
        return !failed_before || lane_due_now(&c->lanes, f->lane, now);
    }
    return lane_took(c, f, now) && (!failed_before || lane_due_now(&c->lanes, f->lane, now));
}

static bool settle_dead(struct courier *c, struct flight *f, int64_t now)
{
    char say[ALARM_SAY];

    dead_words(f, say);
    return store_do(c->lanes.store, SQL_DEAD, BIND_NUMBER(f->m.id), BIND_NUMBER(now),
                    BIND_NUMBER(f->status)) &&
           alarm_once(c, f->lane, ALARMED_DEAD, say, now) &&
           (c->carrier != NULL || lane_state_write(&c->lanes, f->lane, f->judgement.words, now));
}

static bool settle_again(struct courier *c, struct flight *f, int64_t due, uint32_t flags)
{
    return store_do(c->lanes.store, SQL_AGAIN, BIND_NUMBER(f->m.id), BIND_NUMBER(due),
                    BIND_NUMBER((int64_t)f->m.tries + 1), BIND_NUMBER(flags),
                    BIND_NUMBER(f->status));
}

static bool down_alarm(struct courier *c, struct lane *t, const char *words, int64_t now,
                       int64_t steady)
{
    char say[ALARM_SAY];

    if (t->down_since == 0 || steady - t->down_since < DOWN_AFTER_MS ||
        (t->state != LANE_OK && t->state != LANE_UNCLEAR)) {
        return true;
    }
    t->state = LANE_DOWN;
    down_words(t, words, say);
    return alarm_once(c, t, ALARMED_STATE, say, now) && lane_state_write(&c->lanes, t, words, now);
}

static bool settle_retry(struct courier *c, struct flight *f, int64_t now, int64_t steady)
{
    const struct channel *channel = f->lane->channel;
    const struct judgement *j = &f->judgement;
    int64_t wait = lane_backoff(&c->lanes, f->lane, f->m.tries + 1);
    int64_t open = f->lane->open_until - steady, due;

    if (now >= f->m.deadline && (f->m.flags & MESSAGE_REVIVED) == 0) {
        return settle_dead(c, f, now);
    }
    /* A message that tries alone tries when its target is let try; so both clocks are one. */
    wait = f->m.tries + 1 == f->lane->failures ? open : wait;
    wait = j->wait_ms > wait ? j->wait_ms : wait;
    due = now + (wait > 0 ? wait : 0);
    due = f->m.rank != 0 ? schedule_after_quiet(channel, c->lanes.config->zone, due) : due;
    due = f->m.deadline > now && due > f->m.deadline ? f->m.deadline : due;
    return settle_again(c, f, due, f->m.flags & ~MESSAGE_REVIVED) &&
           (c->carrier != NULL || down_alarm(c, f->lane, j->words, now, steady));
}

static bool lane_pause(struct courier *c, struct flight *f, bool two, int64_t now)
{
    struct lane *t = f->lane;
    char say[ALARM_SAY];

    if (t->state != LANE_PAUSED) {
        t->state = LANE_PAUSED;
        t->alarmed &= ~ALARMED_STATE; /* that it was down was another alarm */
        paused_words(f, two, say);
        if (!alarm_once(c, t, ALARMED_STATE, say, now) ||
            !lane_state_write(&c->lanes, t, f->judgement.words, now)) {
            return false;
        }
    }
    return settle_again(c, f, now, f->m.flags);
}

/* As plain text too, and it is the first: told, and kept. Should no other message come that decides
 * why, it is tried once more at its deadline. */
static bool settle_keep(struct courier *c, struct flight *f, int64_t now)
{
    struct lane *t = f->lane;
    int64_t due = f->m.deadline > now ? f->m.deadline : now + t->channel->give_up_after_ms;
    char say[ALARM_SAY];

    t->refused = f->m.id;
    t->refused_ref = f->m.ref;
    refused_words(f, say);
    return alarm_once(c, t, ALARMED_REFUSED, say, now) &&
           lane_state_write(&c->lanes, t, f->judgement.words, now) &&
           settle_again(c, f, due, f->m.flags | MESSAGE_REFUSED);
}

static bool settle_refused(struct courier *c, struct flight *f, int64_t now)
{
    struct lane *t = f->lane;

    if (t->state == LANE_PAUSED) { /* by another that was on its way with this one */
        return settle_again(c, f, now, f->m.flags);
    }
    if ((f->m.flags & MESSAGE_MINIMAL) == 0) {
        return settle_again(c, f, now, f->m.flags | MESSAGE_MINIMAL);
    }
    if (t->refused != 0 && t->refused != f->m.id) {
        return lane_pause(c, f, true, now);
    }
    if ((f->m.flags & MESSAGE_REFUSED) != 0) {
        t->refused = 0;
        return settle_dead(c, f, now);
    }
    return settle_keep(c, f, now);
}

static bool flight_write(struct courier *c, struct flight *f, int64_t now, int64_t steady)
{
    switch (f->judgement.verdict) {
    case VERDICT_DONE:
    case VERDICT_UNCLEAR: return settle_done(c, f, now);
    case VERDICT_RETRY: return settle_retry(c, f, now, steady);
    case VERDICT_REFUSED: return settle_refused(c, f, now);
    case VERDICT_PAUSE: return lane_pause(c, f, false, now);
    }
    return false;
}

/* ---- all that were answered ---- */

static bool flights_write(struct courier *c, int64_t steady)
{
    int64_t now = courier_now(c);
    bool good = true;

    if (store_begin(c->lanes.store) != 0) {
        return false;
    }
    lanes_keep(&c->lanes);
    for (struct flight *f = c->lanes.flights; f != NULL && good; f = f->next) {
        good = !f->answered || flight_write(c, f, now, steady);
    }
    good = store_end(c->lanes.store, good) == 0;
    if (!good) { /* the alarms went back with the transaction: they are raised again */
        lanes_restore(&c->lanes);
    }
    return good;
}

bool courier_settle(struct courier *c, int64_t steady)
{
    bool good;

    if (c->lanes.answered == 0) {
        return true;
    }
    for (struct flight *f = c->lanes.flights; f != NULL; f = f->next) {
        if (f->answered) {
            flight_count(f, steady);
        }
    }
    damage_alarm_settle(c, steady);
    good = flights_write(c, steady);
    if (!good && outbox_state(c->outbox) != NULL &&
        no_room(outbox_state(c->outbox), store_error(c->lanes.store))) {
        ballast_release(outbox_state(c->outbox)); /* this is what it is for */
        good = flights_write(c, steady);
        if (!good) {
            store_checkpoint(c->lanes.store); /* makes room in the log that is there */
            good = flights_write(c, steady);
        }
    }
    if (!good) {
        damage_look_again(c, steady);
    }
    if (c->damage.there) {
        damage_settle(c, steady, good);
        return true;
    }
    if (!good && !c->failing) {
        lanes_say(&c->lanes, "the outbox cannot be written: what was delivered is marked later");
    }
    c->failing = !good;
    if (good) {
        flights_drop(&c->lanes);
        c->stirred = true;
        c->dirty_since = c->dirty_since == 0 ? steady : c->dirty_since;
    }
    return good;
}
