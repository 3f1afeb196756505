/* SPDX-License-Identifier: MIT
 *
 * `precare channel test NAME`, and what `precare doctor` sees of a channel without posting: one
 * real test message past the queue, and what the target answered in plain words with the remedy. On
 * the caller's thread; never prints the address.
 */
#include <stdio.h>
#include <string.h>

#include "courier/courier.h"
#include "courier/flight.h"
#include "base/seam.h"

static void probe_say(struct buf *words, const char *name, const struct reply *reply,
                      const struct judgement *j)
{
    switch (j->verdict) {
    case VERDICT_UNCLEAR:
        buf_printf(words,
                   "%s: delivered (HTTP %d), but the answer is not understood.\n  what to do: %s\n",
                   name, reply->status, j->remedy);
        return;
    case VERDICT_DONE:
        buf_printf(
            words, "%s: delivered (HTTP %d%s). Check that the test message is in the chat.\n", name,
            reply->status, reply->status == 202 ? ": accepted, and posted a little later" : "");
        return;
    case VERDICT_RETRY:
    case VERDICT_REFUSED:
    case VERDICT_PAUSE: break;
    }
    buf_printf(words, "%s: not delivered: %s", name, j->words);
    if (reply->status > 0) {
        buf_printf(words, " (HTTP %d)", reply->status);
    }
    buf_text(words, ".\n");
    if (j->wait_ms > 0) {
        buf_printf(words, "  it asks to wait %lld seconds\n",
                   (long long)((j->wait_ms + 999) / 1000));
    }
    buf_printf(words, "  what to do: %s\n", j->remedy);
}

static int probe_ask(const struct config *config, struct http *http, struct lane *t,
                     struct buf *words)
{
    static struct item item = {
        .say = "This is a test of the alerts of the practice. There is nothing to do."};
    struct message m = {
        .kind = MESSAGE_TEST, .created = seam.wall_ms(), .items = &item, .item_count = 1};
    struct judgement judgement;
    struct reply reply;
    const char *why;

    (void)seam.random(m.webhook_id, sizeof m.webhook_id);
    why = flight_send(config, http, t, &m, t);
    if (why != NULL) {
        buf_printf(words, "%s: not sent: %s\n", t->channel->name, why);
        return 1;
    }
    while (http_answer(http, &reply) == NULL) {
        http_wait(http, NULL, 0, 1000);
    }
    target_judge(t->channel->kind, &reply, &judgement);
    probe_say(words, t->channel->name, &reply, &judgement);
    return judgement.verdict == VERDICT_DONE || judgement.verdict == VERDICT_UNCLEAR ? 0 : 1;
}

#define SECRET_FILE                                                                                \
    "there, in one line; a file has mode 0600 and belongs to the user who delivers. Then type "    \
    "this "                                                                                        \
    "with sudo, or as that user"

static const char *secret_remedy(const struct lane *t)
{
    return strcmp(t->unusable_key, "sign-with") == 0
               ? "put the key that the receiver gave " SECRET_FILE
               : "put the webhook's address, https://..., " SECRET_FILE;
}

int courier_test(const struct config *config, uint32_t channel, struct buf *words)
{
    struct lane t = {.channel = &config->channels[channel], .index = channel};
    const char *error = NULL;
    struct http *http;
    int status = 1;

    lane_secrets_read(config, &t, 0);
    if (t.unusable != NULL) {
        buf_printf(words, "%s: not sent: %s, %s: %s\n  what to do: %s\n", t.channel->name,
                   t.unusable_key, t.unusable_place, t.unusable, secret_remedy(&t));
    } else if ((http = http_open(&error)) == NULL) {
        buf_printf(words, "%s: not sent: %s\n", t.channel->name, error);
    } else {
        status = probe_ask(config, http, &t, words);
        http_close(&http);
    }
    lane_secrets_drop(&t);
    return status;
}

static void look_ask(struct http *http, const struct http_request *request,
                     struct courier_seen *seen_r)
{
    struct reply reply;

    seen_r->why = http_send(http, request);
    if (seen_r->why != NULL) {
        return;
    }
    while (http_answer(http, &reply) == NULL) {
        http_wait(http, NULL, 0, 1000);
    }
    seen_r->why = reply.why;
    seen_r->remedy = reply.remedy;
    seen_r->certificate = http_certificate_ends(http);
}

void courier_look(const struct config *config, uint32_t channel, struct courier_seen *seen_r)
{
    struct lane t = {.channel = &config->channels[channel], .index = channel};
    struct http *http;

    *seen_r = (struct courier_seen){.why = NULL};
    lane_secrets_read(config, &t, 0);
    if (t.unusable != NULL) {
        seen_r->unreadable = true;
        seen_r->why = t.unusable;
    } else if ((http = http_open(&seen_r->why)) != NULL) {
        const struct http_request request = {.url = t.url.at,
                                             .query = "",
                                             .private_too = t.channel->private_too,
                                             .look = true,
                                             .config = config,
                                             .owner = &t};

        look_ask(http, &request, seen_r);
        http_close(&http);
    }
    lane_secrets_drop(&t);
}
