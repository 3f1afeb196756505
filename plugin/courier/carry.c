/* SPDX-License-Identifier: MIT
 *
 * The courier of a machine whose messages go on through a relay (struct carrier of
 * courier/courier.h): a message counts as sent once the relay has it for good; while the relay
 * cannot be reached nothing is tried, and all stays due. On the thread that delivers.
 */
#include <string.h>

#include "courier/courier_inside.h"
#include "outbox/expiry.h"
#include "outbox/message_key.h"
#include "base/seam.h"

#define ACCEPTED 202 /* the row's answer: taken, and not yet in the chat */

/* What waited for its next try need not wait on: it was the relay's fault. */
static bool targets_begin(struct courier *c, int64_t now)
{
    bool good = true;

    for (uint32_t i = 0; i < c->lanes.config->channel_count && good; i++) {
        struct lane *t = &c->lanes.at[i];

        t->failures = 0;
        t->open_until = t->not_before = t->down_since = 0;
        good = lane_due_now(&c->lanes, t, now);
    }
    return good;
}

bool carry_ready(struct courier *c, int64_t steady)
{
    bool ready = c->carrier->ready(c->carrier->self, steady), good;
    int64_t now = seam.wall_ms();

    if (c->carrier_told && ready == c->carrying) {
        return ready;
    }
    if (ready != c->carrying || !c->carrier_told) {
        lanes_say(&c->lanes, ready ? "the relay is reachable"
                                   : "the relay is not reachable: alerts wait in the outbox");
    }
    c->carrying = ready;
    if (store_begin(c->lanes.store) != 0) {
        return ready;
    }
    good = meta_write(c->lanes.store, META_RELAY, ready ? now : -now) &&
           (!ready || targets_begin(c, now));
    c->carrier_told = store_end(c->lanes.store, good) == 0;
    return ready;
}

void carry_send(struct courier *c, struct flight *f)
{
    const char *why = "the outbox cannot be read";
    uint8_t key[MESSAGE_KEY];

    if (store_enter(c->lanes.store) == 0) {
        bool good = message_key(c->outbox, c->lanes.store, &f->m, key) &&
                    expiry_of_message(c->lanes.store, c->lanes.config->zone, &f->m, &f->m.expires);

        good = store_leave(c->lanes.store) == 0 && good;
        why = good ? c->carrier->send(c->carrier->self, &f->m, key, f) : why;
    }
    if (why != NULL) {
        flight_fail(f, why);
    }
}

void carry_answers_take(struct courier *c)
{
    const char *why = NULL;
    struct flight *f;

    while ((f = c->carrier->answer(c->carrier->self, &why)) != NULL) {
        f->answered = true;
        f->status = why == NULL ? ACCEPTED : -1;
        f->judgement = (struct judgement){why == NULL ? VERDICT_DONE : VERDICT_RETRY, -1,
                                          why != NULL ? why : "the relay has it",
                                          "look at the relay's own log"};
        c->lanes.answered++;
    }
}

bool carry_notices_wait(struct courier *c)
{
    return store_has_row(c->lanes.store, store_sql(c->lanes.store, SQL_NOTICE_NEXT)) == 1;
}

/* A relay that nobody takes from is as silent as an outbox that nobody delivers from. */
void carry_every_second(struct courier *c)
{
    int64_t oldest = 0, now = seam.wall_ms();
    int64_t waiting = c->carrying ? c->carrier->waiting(c->carrier->self, &oldest) : -1;
    bool late;

    if (waiting < 0) {
        return;
    }
    late = waiting > 0 && now - oldest > c->lanes.config->late_after_ms;
    if (late != c->carrier_late) {
        lanes_say(&c->lanes,
                  late ? "messages wait in the relay and nobody posts them: does `precare courier "
                         "--relay` run, does the chat answer?"
                       : "what waited in the relay was posted");
        c->carrier_late = late;
    }
    if ((waiting != c->carrier_waiting || oldest != c->carrier_oldest) &&
        store_begin(c->lanes.store) == 0) {
        bool good = meta_write(c->lanes.store, META_RELAY_WAITING, waiting) &&
                    meta_write(c->lanes.store, META_RELAY_OLDEST, oldest);

        if (store_end(c->lanes.store, good) == 0) {
            c->carrier_waiting = waiting;
            c->carrier_oldest = oldest;
        }
    }
}
