/* SPDX-License-Identifier: MIT
 *
 * One message on its way to a chat (courier/flight.h): rendered, signed, posted, and what its
 * answer means for the lane. Used by the outbox's courier and by the relay's. On the thread that
 * delivers.
 */
#include <stdio.h>
#include <string.h>

#include "courier/flight.h"
#include "outbox/schedule.h"
#include "chat/sign.h"
#include "base/hash.h"
#include "base/seam.h"

struct signing {
    char id[64], stamp[64];
    struct buf signature;
    const char *headers[4];
};

static bool flight_sign(const struct lane *t, const struct message *m, const struct outgoing *out,
                        struct signing *signing)
{
    int64_t seconds = seam.wall_ms() / 1000;
    char hex[2 * WEBHOOK_ID_BYTES + 1];
    bool good = true;

    hex_of(m->webhook_id, WEBHOOK_ID_BYTES, hex);
    (void)snprintf(signing->id, sizeof signing->id, "webhook-id: msg_%s", hex);
    (void)snprintf(signing->stamp, sizeof signing->stamp, "webhook-timestamp: %lld",
                   (long long)seconds);
    signing->headers[0] = signing->id;
    signing->headers[1] = signing->stamp;
    for (uint32_t i = 0; good && i < t->key_count; i++) {
        good = sign_add(t->keys[i].at, signing->id + strlen("webhook-id: "), seconds, out->body.at,
                        out->body.len, &signing->signature) == 0;
    }
    if (t->key_count > 0 && good) {
        struct buf header = {0};

        buf_printf(&header, "webhook-signature: %s", signing->signature.at);
        buf_end(&signing->signature);
        signing->signature = header;
        signing->headers[2] = header.at;
    }
    return good && !signing->signature.failed;
}

const char *flight_send(const struct config *config, struct http *http, struct lane *t,
                        const struct message *m, void *owner)
{
    struct outgoing out;
    struct signing signing = {.id = ""};
    const char *why;

    if (target_render(config, t->channel->kind, m, &out) != 0 ||
        (channel_kind_row(t->channel->kind)->signs && !flight_sign(t, m, &out, &signing))) {
        outgoing_end(&out);
        buf_end(&signing.signature);
        return "there is no memory";
    }
    struct http_request request = {
        .url = t->url.at,
        .query = out.query.at != NULL ? out.query.at : "",
        .body = out.body.at,
        .body_len = out.body.len,
        .headers = signing.headers,
        .private_too = t->channel->private_too,
        .config = config,
        .owner = owner,
    };
    why = http_send(http, &request);
    outgoing_end(&out);
    buf_end(&signing.signature);
    return why;
}

static void flight_answer(struct flight *f, const struct reply *answer)
{
    f->answered = true;
    f->status = answer->status != 0 ? answer->status : -1;
    target_judge(f->lane->channel->kind, answer, &f->judgement);
    f->lanes->answered++;
}

void flight_fail(struct flight *f, const char *why)
{
    struct reply none = {.status = 0, .why = why, .body = "", .wait_ms = -1};

    flight_answer(f, &none);
}

void flight_post(struct flight *f, struct http *http)
{
    /* what is past its deadline is said as it is: the visit is not ahead any more */
    if (f->m.visit_by == 0 && f->m.deadline != 0 && seam.wall_ms() > f->m.deadline) {
        f->m.visit_by = BY_OVER;
    }
    const char *why = flight_send(f->lanes->config, http, f->lane, &f->m, f);

    if (why != NULL) {
        flight_fail(f, why);
    }
}

bool flight_done(const struct flight *f)
{
    return f->judgement.verdict == VERDICT_DONE || f->judgement.verdict == VERDICT_UNCLEAR;
}

uint32_t flight_done_flags(const struct flight *f)
{
    return f->judgement.verdict == VERDICT_UNCLEAR ? MESSAGE_UNCLEAR : 0;
}

void flight_count(struct flight *f, int64_t steady)
{
    struct lane *t = f->lane;
    const struct judgement *j = &f->judgement;
    bool retry = j->verdict == VERDICT_RETRY;
    int64_t wait;

    if (f->counted) {
        return;
    }
    f->counted = true;
    if (!retry) { /* it answers: what it says of one message is no fault of the line */
        t->failures = j->verdict == VERDICT_PAUSE ? t->failures : 0;
        t->open_until = t->failures == 0 ? 0 : t->open_until;
        return;
    }
    t->down_since = t->down_since == 0 ? steady : t->down_since;
    if (t->failures == 0 || steady >= t->open_until) { /* the first, or the one that was let try */
        t->failures++;
        wait = lane_backoff(f->lanes, t, t->failures);
        wait = j->wait_ms > wait ? j->wait_ms : wait;
        t->open_until = steady + wait;
    }
    if (j->wait_ms >= 0) {
        int64_t until = steady + j->wait_ms;

        t->not_before = until > t->not_before ? until : t->not_before;
        t->tokens = 0;
    }
}

void flights_answer(struct http *http)
{
    struct reply reply;
    struct flight *f;

    while ((f = http_answer(http, &reply)) != NULL) {
        flight_answer(f, &reply);
    }
}

void flights_drop(struct lanes *l)
{
    struct flight **at = &l->flights;

    while (*at != NULL) {
        struct flight *f = *at;

        if (f->answered) {
            *at = f->next;
            f->lane->in_flight--;
            message_end(&f->m);
            mem_drop(f);
        } else {
            at = &f->next;
        }
    }
    l->answered = 0;
}
