/* SPDX-License-Identifier: MIT
 *
 * From an outbox to the relay (relay/relay.h): a carrier for the courier. Messages are published
 * without waiting; the relay's acknowledgement comes on a thread of libnats, is noted under a lock,
 * and is taken by the courier's own thread. Notices go the same way (exchange.c).
 */
#include "relay/forward.h"

#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/seam.h"
#include "relay/envelope.h"
#include "relay/relay.h"

#define LOOK_MS 5000 /* how much waits in the relay */

/* ---- the carrier ---- */

static bool carrier_ready(void *self, int64_t steady)
{
    struct forward *f = self;

    link_wake_taken(&f->link);
    if (link_is_over(&f->link)) {
        exchange_end(f);
        sent_give_up(f);
        link_renew(&f->link, steady);
    }
    if (!link_ready(&f->link, steady, publish_answered, f)) {
        return false;
    }
    exchange_round(f, steady);
    return true;
}

static const char *carrier_send(void *self, const struct message *m, const uint8_t *key,
                                void *owner)
{
    struct forward *f = self;
    char subject[LINK_SUBJECT], id[2 * 16 + 1];
    struct buf body = {0};
    const char *why = "the message is larger than the relay takes";

    struct message given = *m; /* borrows its items */

    hex_of(key, 16, id);
    given.done_at = seam.wall_ms();
    link_subject(&f->link, m->rank == 0 ? "urgent" : "send", m->target, subject);
    if (envelope_write(&given, &body)) {
        why = forward_publish(f, subject, &body, id, owner);
    }
    buf_end(&body);
    return why;
}

static void *carrier_answer(void *self, const char **why_r)
{
    struct forward *f = self;
    struct sent *s;

    while ((s = sent_take(f)) != NULL) {
        void *owner = s->owner;

        *why_r = s->why;
        mem_drop(s);
        if (*why_r != NULL) {
            link_trouble(&f->link, "%s%s%s", *why_r, f->refusal[0] != '\0' ? ": " : "", f->refusal);
            link_doubt(&f->link);
        }
        if (owner == &f->notice) {
            exchange_answered(f, *why_r == NULL);
        } else if (owner != NULL) {
            return owner;
        }
    }
    return NULL;
}

static void carrier_forget(void *self, const void *owner)
{
    struct forward *f = self;

    (void)pthread_mutex_lock(&f->lock);
    for (struct sent *s = f->sent; s != NULL; s = s->next) {
        s->owner = s->owner == owner ? NULL : s->owner;
    }
    (void)pthread_mutex_unlock(&f->lock);
}

static int64_t carrier_waiting(void *self, int64_t *oldest_r)
{
    struct forward *f = self;
    int64_t steady = seam.steady_ms(), waiting = -1;
    jsStreamInfo *info = NULL;

    if (steady < f->look_again || f->link.js == NULL) {
        return -1;
    }
    f->look_again = steady + LOOK_MS;
    if (js_GetStreamInfo(&info, f->link.js, f->link.stream, NULL, NULL) == NATS_OK) {
        waiting = (int64_t)info->State.Msgs;
        *oldest_r = waiting > 0 ? info->State.FirstTime / 1000000 : 0;
    } else {
        link_doubt(&f->link);
    }
    jsStreamInfo_Destroy(info);
    return waiting;
}

int relay_carry(struct outbox *outbox, const atomic_int *stop, bool once, courier_log log,
                void *context, const char **error_r)
{
    static struct forward f; /* of the process: a late thread of libnats may still look at it */
    struct carrier carrier = {.self = &f,
                              .ready = carrier_ready,
                              .send = carrier_send,
                              .answer = carrier_answer,
                              .forget = carrier_forget,
                              .waiting = carrier_waiting};
    int status = COURIER_FAILED;

    memset(&f, 0, sizeof f);
    f.outbox = outbox;
    (void)pthread_mutex_init(&f.lock, NULL);
    if (!link_open(&f.link, outbox_config(outbox), log, context)) {
        *error_r = "no descriptor is left";
    } else {
        carrier.fd = f.link.wake_fd;
        status = courier_carry(outbox, &carrier, stop, once, log, context, error_r);
    }
    exchange_end(&f);
    link_close(&f.link);
    while (f.sent != NULL) {
        sent_drop(&f, f.sent);
    }
    return status;
}
