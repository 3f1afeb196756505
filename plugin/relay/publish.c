/* SPDX-License-Identifier: MIT
 *
 * Publishing without waiting (relay/forward.h): the relay's acknowledgement comes on a thread of
 * libnats, is noted under a lock, and is taken by the courier's own thread.
 */
#include <stdio.h>
#include <string.h>

#include "base/seam.h"
#include "relay/forward.h"

#define ANSWER_MS 5000

static const char *why_of(const jsPubAckErr *error)
{
    return error->Err == NATS_TIMEOUT || error->ErrText == NULL
               ? "the relay did not say in time that it has the message"
               : "the relay refused the message";
}

void publish_answered(jsCtx *js, natsMsg *message, jsPubAck *kept, jsPubAckErr *error,
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

void sent_drop(struct forward *f, struct sent *gone)
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

void sent_give_up(struct forward *f)
{
    (void)pthread_mutex_lock(&f->lock);
    for (struct sent *s = f->sent; s != NULL; s = s->next) {
        if (!s->done) {
            s->message = NULL;
            s->done = true;
            s->why = "the relay cannot be reached";
        }
    }
    (void)pthread_mutex_unlock(&f->lock);
}

struct sent *sent_take(struct forward *f)
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
    struct posting posting = {subject, id, body->at, body->len};
    natsMsg *message = link_message(outbox_site_key(f->outbox), &posting);
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
