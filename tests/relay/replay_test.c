/* SPDX-License-Identifier: MIT
 *
 * Who may publish to the relay has old messages, signed as they should be. They are not posted once
 * more: not under their own id, not under another, not years later; and what is late is never said
 * to be before a visit.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "outbox/expiry.h"
#include "outbox/outbox_inside.h"
#include "base/seam.h"
#include "precare/precare.h"
#include "relay/envelope.h"
#include "support/chain.h"
#include "support/look.h"
#include "test.h"

#define TWO                                                                                        \
    "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", rate: none, digest-above: none, "      \
    "fallback: ops}\n"                                                                             \
    "  ops: {kind: webhook, url-from: \"env:ALERTS_OPS\", rate: none, digest-above: none}\n"
#define HOUR_MS INT64_C(3600000)

static struct nats nats;
static struct alerts a;
static pid_t posts;

static int server_up(void)
{
    nats_make(&nats, "replay", NULL);
    return 0;
}

static int server_down(void)
{
    nats_stop(&nats);
    return 0;
}

static void replay_begin(void)
{
    chain_empty(&nats);
    chain_machine(&a, &nats, 1, TWO, "operations: ops\n");
    posts = chain_start(&a, CHAIN_POSTS);
    CU_ASSERT_TRUE(chain_said(&a, "the relay is reachable", 5000));
}

static void replay_end(void)
{
    chain_stop(&posts);
    alerts_end(&a);
}

struct signed_message { /* one that a machine of the chain made */
    const char *say, *id;
    int64_t created, sent, expires;
    bool revived;
};

/* Publishes it; `id` on the outside: what the relay is told. */
static void message_put(const struct signed_message *s, const char *id)
{
    static const char subject[] = "precare.PRECARE.send.main";
    struct item item = {.say = s->say, .severity = PRECARE_HOLD, .by = BY_VISIT};
    struct message m = {.kind = MESSAGE_ALERT,
                        .severity = PRECARE_HOLD,
                        .rank = 1,
                        .id = 1,
                        .created = s->created,
                        .done_at = s->sent,
                        .expires = s->expires,
                        .flags = s->revived ? MESSAGE_REVIVED : 0,
                        .target = "main",
                        .items = &item,
                        .item_count = 1};
    char mac[ENVELOPE_MAC], headers[200];
    struct buf body = {0};

    memset(m.webhook_id, s->id[0], sizeof m.webhook_id);
    CU_ASSERT_TRUE(envelope_write(&m, &body));
    envelope_mac(a.outbox->site_key, &(struct posting){subject, s->id, body.at, body.len}, mac);
    (void)snprintf(headers, sizeof headers, "Nats-Msg-Id: %s\r\nPrecare-Mac: %s\r\n", id, mac);
    nats_publish(&nats, subject, headers, body.at, body.len);
    buf_end(&body);
}

/* One for a visit in so many days, sent now. */
static struct signed_message message_of(const char *say, const char *id, int32_t days)
{
    int64_t now = seam.wall_ms();

    return (struct signed_message){.say = say,
                                   .id = id,
                                   .created = now,
                                   .sent = now,
                                   .expires =
                                       expiry_of_day(zone_date(a.config->zone, now / 1000) + days)};
}

static bool told_with(const char *say, const char *words)
{
    uint32_t count = receiver_count(a.receiver);
    bool with = false;

    for (uint32_t i = 0; i < count && !with; i++) {
        struct receiver_request q;

        if (receiver_get(a.receiver, i, &q)) {
            with = strstr(q.body, say) != NULL && strstr(q.body, words) != NULL;
            receiver_request_end(&q);
        }
    }
    return with;
}

static bool told_within(const char *say, int64_t ms)
{
    int64_t until = now_ms() + TEST_PATIENCE_MS(ms);

    while (chain_told(&a, say) == 0 && now_ms() < until) {
        pause_ms(30);
    }
    return chain_told(&a, say) > 0;
}

static void same_id_again_is_refused(void)
{
    struct signed_message s;

    replay_begin();
    s = message_of("say-once", "A-1", 3);
    message_put(&s, s.id);
    CU_ASSERT_TRUE(told_within("say-once", 5000));
    message_put(&s, s.id);  /* the relay itself keeps one of an id */
    message_put(&s, "A-2"); /* ... so it is given another: the mark is not of that */
    CU_ASSERT_TRUE(chain_said(&a, "it does not bear our site key's mark", 5000));
    nats_stop(&nats); /* a relay that starts anew has forgotten the ids of what was taken */
    nats_start(&nats);
    CU_ASSERT_TRUE(chain_said(&a, "the relay is not reachable", 5000));
    pause_ms(1500);
    message_put(&s, s.id);
    CU_ASSERT_TRUE(chain_said(&a, "came before under the same id: it is dropped", 8000));
    CU_ASSERT_EQUAL(chain_told(&a, "say-once"), 1);
    replay_end();
}

static void years_later_is_refused(void)
{
    struct signed_message s, future;

    replay_begin();
    s = message_of("say-old", "B-1", 300);
    s.created = s.sent -= 13 * HOUR_MS;
    message_put(&s, s.id);
    CU_ASSERT_TRUE(chain_said(&a, "it came into the relay at another time than it was sent", 5000));
    future = message_of("say-future", "B-2", 300);
    future.sent += 13 * HOUR_MS;
    message_put(&future, future.id);
    s = message_of("say-now", "B-3", 300);
    message_put(&s, s.id);
    CU_ASSERT_TRUE(told_within("say-now", 5000));
    CU_ASSERT_EQUAL(chain_told(&a, "say-old"), 0);
    CU_ASSERT_EQUAL(chain_told(&a, "say-future"), 0);
    replay_end();
}

static void past_its_time_is_dead(void)
{
    struct signed_message s;

    replay_begin();
    s = message_of("say-late", "C-1", -3);
    s.created -= 2 * DAY_MS; /* give-up-after: a day */
    message_put(&s, s.id);
    CU_ASSERT_TRUE(chain_said(&a, "could not be delivered: its time was over", 5000));
    CU_ASSERT_TRUE(told_within("its time was over", 5000)); /* the fallback */
    CU_ASSERT_EQUAL(chain_told(&a, "say-late"), 0);
    replay_end();
}

static void words_are_those_of_the_day(void)
{
    static const struct {
        const char *say, *id;
        int32_t days;
        const char *words, *not_words;
    } rows[] = {
        {"say-tomorrow", "D-1", 1, "before the visit", "today's visit"},
        {"say-today", "D-2", 0, "today's visit", "before the visit"},
        {"say-yesterday", "D-3", -1, "say-yesterday", "the visit\""}, /* give-up-after holds */
    };
    struct signed_message s;

    replay_begin();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        s = message_of(rows[i].say, rows[i].id, rows[i].days);
        message_put(&s, s.id);
        CU_ASSERT_TRUE(told_within(rows[i].say, 5000));
        CU_ASSERT_TRUE(told_with(rows[i].say, rows[i].words));
        CU_ASSERT_FALSE(told_with(rows[i].say, rows[i].not_words));
    }
    s = message_of("say-by-hand", "D-4", -9); /* sent once more by hand */
    s.created -= 9 * DAY_MS;
    s.revived = true;
    message_put(&s, s.id);
    CU_ASSERT_TRUE(told_within("say-by-hand", 5000));
    CU_ASSERT_FALSE(told_with("say-by-hand", "before the visit"));
    replay_end();
}

/* ---- the end of a day ---- */

static void end_is_past_the_day_in_every_zone(void)
{
    static const char *const names[] = {"America/New_York", "Pacific/Auckland",
                                        "Atlantic/Azores",  "Europe/Lisbon",
                                        "Etc/GMT+12",       "Pacific/Kiritimati"};

    for (size_t z = 0; z < sizeof names / sizeof names[0]; z++) {
        const char *error;
        struct zone *zone = zone_open(names[z], &error);

        CU_ASSERT_PTR_NOT_NULL_FATAL(zone);
        for (int32_t day = 20000; day < 20800; day++) {
            int64_t noon = zone_instant(zone, day * INT64_C(86400) + 43200) * 1000;
            int64_t end = zone_instant(zone, (day + 1) * INT64_C(86400)) * 1000;
            int64_t expires = expiry_of_day(day);

            CU_ASSERT_TRUE_FATAL(expires % DAY_MS == 0 && expires >= end);
            CU_ASSERT_EQUAL(expiry_by_when(expires, zone, noon - DAY_MS), BY_VISIT);
            CU_ASSERT_EQUAL(expiry_by_when(expires, zone, noon), BY_DAY);
            CU_ASSERT_EQUAL(expiry_by_when(expires, zone, noon + DAY_MS), BY_OVER);
        }
        zone_close(&zone);
    }
}

static const struct test tests[] = {
    {"a signed message that is sent again is refused: under its id, and under another",
     same_id_again_is_refused},
    {"one that was sent long before, or will be, is refused", years_later_is_refused},
    {"what is past its time is not posted: it is dead, and the fallback hears it",
     past_its_time_is_dead},
    {"on the day itself it is today's visit, and never before the visit",
     words_are_those_of_the_day},
    {"the end of a day tells it from every other, and is past it in every zone",
     end_is_past_the_day_in_every_zone},
    {0},
};

const struct test_suite test_suites[] = {{"replay", server_up, server_down, tests}, {0}};
