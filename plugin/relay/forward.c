/* SPDX-License-Identifier: MIT
 *
 * From an outbox to the relay (relay/relay.h): a carrier for the courier. Messages are published
 * without waiting; the relay's acknowledgement comes on a thread of libnats, is noted under a lock,
 * and is taken by the courier's own thread. Words go the same way (exchange.c).
 */
#include "relay/forward.h"

#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/seam.h"
#include "relay/envelope.h"
#include "relay/relay.h"

#define ANSWER_MS 5000
#define LOOK_MS 5000 /* how much waits in the relay */

/* ---- answers ---- */

static const char *why_of(const jsPubAckErr *error)
{
    return error->Err == NATS_TIMEOUT || error->ErrText == NULL
               ? "the relay did not say in time that it has the message"
               : "the relay refused the message";
}

static void forward_answered(jsCtx *js, natsMsg *message, jsPubAck *kept, jsPubAckErr *error,
                             void *closure)
{
    struct forward *f = closure;

    (void)js;
    (void)pthread_mutex_lock(&f->lock);
    for (struct sent *s = f->sent; s != NULL; s = s->next) {
        if (s->message == message) {
            s->message = NULL;
            s->done = true;
            s->why = kept != NULL ? NULL : error != NULL ? why_of(error) : "the relay said nothing";
            if (kept == NULL && error != NULL && error->ErrText != NULL) {
                (void)snprintf(f->refusal, sizeof f->refusal, "%s", error->ErrText);
            }
            break;
        }
    }
    (void)pthread_mutex_unlock(&f->lock);
    natsMsg_Destroy(message);
    link_wake(&f->link);
}

static void sent_drop(struct forward *f, struct sent *gone)
{
    struct sent **at = &f->sent;

    (void)pthread_mutex_lock(&f->lock);
    while (*at != NULL && *at != gone) {
        at = &(*at)->next;
    }
    if (*at != NULL) {
        *at = gone->next;
    }
    (void)pthread_mutex_unlock(&f->lock);
    mem_drop(gone);
}

/* One that was answered, taken out; NULL: none. */
static struct sent *done_take(struct forward *f)
{
    struct sent *found = NULL;

    (void)pthread_mutex_lock(&f->lock);
    for (struct sent **at = &f->sent; *at != NULL; at = &(*at)->next) {
        if ((*at)->done) {
            found = *at;
            *at = found->next;
            break;
        }
    }
    (void)pthread_mutex_unlock(&f->lock);
    return found;
}

const char *forward_publish(struct forward *f, const char *subject, const struct buf *body,
                            const char *id, void *owner)
{
    struct sent *s = mem_new(sizeof *s);
    natsMsg *message = link_message(f->outbox->site_key, subject, body->at, body->len);
    jsPubOptions options;
    natsStatus status;

    if (s == NULL || message == NULL) {
        natsMsg_Destroy(message);
        mem_drop(s);
        return "there is no memory";
    }
    s->message = message;
    s->owner = owner;
    (void)pthread_mutex_lock(&f->lock);
    s->next = f->sent;
    f->sent = s;
    (void)pthread_mutex_unlock(&f->lock);
    (void)jsPubOptions_Init(&options);
    options.MsgId = id;
    options.MaxWait = ANSWER_MS;
    status = js_PublishMsgAsync(f->link.js, &message, &options);
    if (status != NATS_OK) {
        sent_drop(f, s);
        natsMsg_Destroy(message);
        return "the relay cannot be reached";
    }
    return NULL;
}

/* ---- the carrier ---- */

static bool carrier_ready(void *self, int64_t steady)
{
    struct forward *f = self;

    link_wake_taken(&f->link);
    if (!link_ready(&f->link, steady, forward_answered, f)) {
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

    hex_of(key, 16, id);
    link_subject(&f->link, "send", m->target, subject);
    if (envelope_write(m, &body)) {
        why = forward_publish(f, subject, &body, id, owner);
    }
    buf_end(&body);
    return why;
}

static void *carrier_answer(void *self, const char **why_r)
{
    struct forward *f = self;
    struct sent *s;

    while ((s = done_take(f)) != NULL) {
        void *owner = s->owner;

        *why_r = s->why;
        mem_drop(s);
        if (*why_r != NULL) {
            link_trouble(&f->link, "%s%s%s", *why_r, f->refusal[0] != '\0' ? ": " : "", f->refusal);
            link_doubt(&f->link);
        }
        if (owner == &f->word) {
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
    if (!link_open(&f.link, outbox->config, log, context)) {
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
