/* SPDX-License-Identifier: MIT
 *
 * Notices between the outboxes of a chain (outbox/notice.h) over the relay's second stream: those
 * of this outbox are published one after the other, those of all are read in order, from a number
 * that is kept with what they did. A plain subscription wakes; what counts is read from the stream.
 * On the courier's thread.
 */
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/seam.h"
#include "relay/envelope.h"
#include "relay/forward.h"

#define READ_AGAIN_MS 5000
#define NOTICE_AGAIN_MS 2000
#define READ_MOST 32

/* ---- ours ---- */

static void notice_send(struct forward *f, int64_t steady)
{
    char subject[LINK_SUBJECT], id[2 * NOTICE_KEY + 8];
    struct buf body = {0};

    if (f->notice.id != 0 || steady < f->notice_again || notice_next(f->outbox, &f->notice) != 1) {
        return;
    }
    hex_of(f->notice.hash, NOTICE_KEY, id);
    if (f->notice.visit_known) { /* the same notice by its visit is another than by its reference */
        (void)snprintf(id + 2 * NOTICE_KEY, 8, "-visit");
    }
    link_subject(&f->link, "back", notice_word(f->notice.kind), subject);
    if (!envelope_notice_write(&f->notice, &body) ||
        forward_publish(f, subject, &body, id, &f->notice) != NULL) {
        exchange_answered(f, false);
    }
    buf_end(&body);
}

void exchange_answered(struct forward *f, bool kept)
{
    if (!kept || notice_passed(f->outbox, f->notice.id) != 0) {
        f->notice_again = seam.steady_ms() + NOTICE_AGAIN_MS;
    }
    f->notice.id = 0;
}

/* ---- those of all ---- */

static void exchange_came(natsConnection *nc, natsSubscription *sub, natsMsg *message,
                          void *closure)
{
    struct forward *f = closure;

    (void)nc;
    (void)sub;
    natsMsg_Destroy(message);
    atomic_store(&f->heard, 1);
    link_wake(&f->link);
}

static void exchange_hear(struct forward *f)
{
    char subject[LINK_SUBJECT];

    if (f->hears == NULL) {
        link_subject(&f->link, "back", "*", subject);
        if (natsConnection_Subscribe(&f->hears, f->link.nc, subject, exchange_came, f) != NATS_OK) {
            f->hears = NULL; /* then it is looked at every few seconds */
        }
    }
}

/* False: it cannot be written now. */
static bool notice_take(struct forward *f, natsMsg *message, int64_t number)
{
    const char *mac, *why;
    struct posting posting;
    struct notice notice;
    bool good;

    link_posting(message, &posting, &mac);
    if (!envelope_mac_good(outbox_site_key(f->outbox), &posting, mac)) {
        memset(&notice, 0, sizeof notice);
        why = "it does not bear our site key's mark";
    } else {
        why = envelope_notice_read(posting.bytes, posting.len, &notice);
    }
    if (why != NULL) {
        link_say(&f->link, "a notice of another machine is refused: %s (number %lld of stream %s)",
                 why, (long long)number, f->link.back);
        notice.kind = 0;
    }
    good = notice_apply(f->outbox, &notice, number) == 0;
    notice_end(&notice);
    return good;
}

/* 1: one was applied, 0: there is none, -1: not now. */
static int notice_read(struct forward *f)
{
    jsDirectGetMsgOptions which;
    char subject[LINK_SUBJECT];
    natsMsg *message = NULL;
    int64_t number;
    natsStatus s;
    bool good;

    link_subject(&f->link, "back", "*", subject);
    (void)jsDirectGetMsgOptions_Init(&which);
    which.Sequence = (uint64_t)f->number + 1;
    which.NextBySubject = subject;
    s = js_DirectGetMsg(&message, f->link.js, f->link.back, NULL, &which);
    if (s != NATS_OK) {
        natsMsg_Destroy(message);
        return s == NATS_NOT_FOUND ? 0 : -1;
    }
    number = (int64_t)natsMsg_GetSequence(message);
    good = number > f->number && notice_take(f, message, number);
    f->number = good ? number : f->number;
    natsMsg_Destroy(message);
    return good ? 1 : -1;
}

static void notices_read(struct forward *f, int64_t steady)
{
    int got = 1;

    if (atomic_exchange(&f->heard, 0) == 0 && steady < f->read_again) {
        return;
    }
    if (f->positioned != f->link.looked) {
        if (notice_last(f->outbox, f->link.back_created, &f->number) != 0) {
            return;
        }
        f->positioned = f->link.looked;
    }
    for (int i = 0; i < READ_MOST && got == 1; i++) {
        got = notice_read(f);
    }
    f->read_again = got == 1 ? steady : steady + READ_AGAIN_MS;
    if (got < 0) {
        link_doubt(&f->link);
    }
}

void exchange_round(struct forward *f, int64_t steady)
{
    exchange_hear(f);
    notices_read(f, steady);
    notice_send(f, steady);
}

void exchange_end(struct forward *f)
{
    natsSubscription_Destroy(f->hears);
    f->hears = NULL;
}
