/* SPDX-License-Identifier: MIT
 *
 * The way of an alert through a real nats-server: outbox, courier, JetStream, courier --relay, a
 * real HTTP receiver. What arrives, what stands in the relay's own files, and what happens while it
 * is down, hangs or is full.
 */
#include <stdio.h>
#include <string.h>

#include "precare/precare.h"
#include "support/chain.h"
#include "support/look.h"
#include "test.h"

static struct chain_stage stage;

static int server_up(void)
{
    nats_make(&stage.nats, "relay", NULL);
    return 0;
}

static int server_down(void)
{
    nats_stop(&stage.nats);
    return 0;
}

static void arrives_once(void)
{
    struct happened h = {.appointment = "apt-MARKER-9",
                         .event = "event-MARKER-9",
                         .told = {{.rule = "rule-MARKER-9", .title = "title-MARKER-9"}},
                         .told_count = 1};
    struct receiver_request q;
    char id[80] = "", info[8192];

    stage_begin(&stage, CHAIN_FAST, NULL);
    CU_ASSERT_EQUAL(alerts_record(stage.a.outbox, &h), 0);
    stage.carries = chain_start(&stage.a, CHAIN_CARRIES);
    CU_ASSERT_TRUE(alerts_becomes(
        &stage.a, "SELECT count(*) FROM message WHERE state = 1 AND items IS NULL", 1, 5000));
    CU_ASSERT_TRUE(nats_stores(&stage.nats, "precare-relay/1"));
    CU_ASSERT_TRUE(nats_stores(&stage.nats, "A pre-care stop was missed"));
    CU_ASSERT_FALSE(
        nats_stores(&stage.nats, "MARKER-9")); /* ids, rules and titles stay in the house */
    CU_ASSERT_FALSE(nats_stores(&stage.nats, "pt-88"));
    CU_ASSERT_FALSE(nats_stores(&stage.nats, "127.0.0.1")); /* no address of a chat */
    CU_ASSERT_TRUE(nats_ask(&stage.nats, "$JS.API.STREAM.INFO.PRECARE", "", info, sizeof info));
    CU_ASSERT_PTR_NOT_NULL(strstr(info, "\"retention\":\"workqueue\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(info, "\"storage\":\"file\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(info, "\"duplicate_window\":86400000000000"));
    CU_ASSERT_PTR_NOT_NULL(strstr(info, "\"messages\":1,"));
    stage.posts = chain_start(&stage.a, CHAIN_POSTS);
    chain_gets(&stage.a, 1, 5000);
    CU_ASSERT_TRUE_FATAL(receiver_get(stage.a.receiver, 0, &q));
    CU_ASSERT_PTR_NOT_NULL(strstr(q.body, h.ref));
    CU_ASSERT_PTR_NOT_NULL(strstr(q.body, "A pre-care stop was missed"));
    CU_ASSERT_PTR_NULL(strstr(q.body, "MARKER-9"));
    CU_ASSERT_TRUE(receiver_header(&q, "webhook-id", id, sizeof id));
    CU_ASSERT_EQUAL(strncmp(id, "msg_", 4), 0);
    receiver_request_end(&q);
    CU_ASSERT_TRUE(nats_ask(&stage.nats, "$JS.API.STREAM.INFO.PRECARE", "", info, sizeof info));
    CU_ASSERT_PTR_NOT_NULL(strstr(info, "\"messages\":0,"));
    stage_end(&stage);
}

static void nobody_posts(void)
{
    struct buf stats = {0};

    if (!chain_whole()) {
        return;
    }
    stage_begin(&stage, CHAIN_FAST, "late-after: 1 second\n");
    stage.carries = chain_start(&stage.a, CHAIN_CARRIES);
    CU_ASSERT_EQUAL(alerts_hold(stage.a.outbox, "apt-1", "main"), 0);
    CU_ASSERT_TRUE(chain_said(&stage.a, "messages wait in the relay and nobody posts them", 12000));
    CU_ASSERT_EQUAL(outbox_stats(stage.a.outbox, &stats), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(stats.at, "\"relay\":{\"state\":\"late\",\"waiting\":1"));
    buf_end(&stats);
    stage.posts = chain_start(&stage.a, CHAIN_POSTS);
    CU_ASSERT_TRUE(receiver_wait(stage.a.receiver, 1, 5000));
    CU_ASSERT_TRUE(chain_said(&stage.a, "what waited in the relay was posted", 7000));
    stage_end(&stage);
}

static void down_and_back(void)
{
    struct buf stats = {0};

    stage_begin(&stage, CHAIN_FAST, NULL);
    stage.posts = chain_start(&stage.a, CHAIN_POSTS);
    CU_ASSERT_TRUE(chain_said(&stage.a, "the relay is reachable", 5000));
    nats_stop(&stage.nats);
    stage.carries = chain_start(&stage.a, CHAIN_CARRIES);
    CU_ASSERT_TRUE(
        chain_said(&stage.a, "the relay is not reachable: alerts wait in the outbox", 5000));
    chain_hold(&stage.a, 0, 20);
    pause_ms(500);
    CU_ASSERT_EQUAL(
        alerts_number(&stage.a, "SELECT count(*) FROM message WHERE state = 0 AND tries = 0"), 20);
    CU_ASSERT_EQUAL(receiver_count(stage.a.receiver), 0);
    CU_ASSERT_EQUAL(outbox_stats(stage.a.outbox, &stats), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(stats.at, "\"relay\":{\"state\":\"unreachable\""));
    buf_end(&stats);
    nats_start(&stage.nats);
    CU_ASSERT_TRUE(receiver_wait(stage.a.receiver, 20, 8000));
    CU_ASSERT_TRUE(
        alerts_becomes(&stage.a, "SELECT count(*) FROM message WHERE state = 1", 20, 2000));
    CU_ASSERT_EQUAL(receiver_count(stage.a.receiver), 20);
    CU_ASSERT_EQUAL(outbox_stats(stage.a.outbox, &stats), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(stats.at, "\"relay\":{\"state\":\"reachable\""));
    buf_end(&stats);
    stage_end(&stage);
}

/* A server that holds the connection and says nothing: no acknowledgement, so nothing counts as
 * sent. */
static void test_hangs(void)
{
    if (!chain_whole()) {
        return;
    }
    stage_begin(&stage, CHAIN_FAST, "late-after: 1 second\n");
    stage.carries = chain_start(&stage.a, CHAIN_CARRIES);
    CU_ASSERT_TRUE(chain_said(&stage.a, "the relay is reachable", 5000));
    nats_freeze(&stage.nats, true);
    CU_ASSERT_EQUAL(alerts_hold(stage.a.outbox, "apt-1", "main"), 0);
    pause_ms(2200);
    CU_ASSERT_EQUAL(alerts_number(&stage.a, "SELECT count(*) FROM message WHERE state = 0"), 1);
    CU_ASSERT_EQUAL(alerts_hold(stage.a.outbox, "apt-2", "main"), OUTBOX_LATE);
    nats_freeze(&stage.nats, false);
    CU_ASSERT_TRUE(
        alerts_becomes(&stage.a, "SELECT count(*) FROM message WHERE state = 1", 2, 9000));
    stage.posts = chain_start(&stage.a, CHAIN_POSTS);
    /* the first was published twice, and kept once */
    chain_gets(&stage.a, 2, 5000);
    stage_end(&stage);
}

/* A relay that refuses is asked again soon: the schedule is the one of a chat that does not answer.
 */
static void full_and_emptied(void)
{
    static const char full[] =
        "{\"name\":\"PRECARE\",\"subjects\":[\"precare.PRECARE.send.*\",\"precare.PRECARE.urgent.*"
        "\"],\"retention\":"
        "\"workqueue\","
        "\"storage\":\"file\",\"discard\":\"new\",\"max_msgs\":1,\"num_replicas\":1,"
        "\"duplicate_window\":86400000000000}";
    char answer[4096];

    if (!chain_whole()) {
        return;
    }
    stage_begin(&stage,
                "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", rate: none, digest-above: "
                "none, schedule: standard-webhooks, give-up-after: 4 days}\n",
                NULL);
    CU_ASSERT_TRUE(
        nats_ask(&stage.nats, "$JS.API.STREAM.CREATE.PRECARE", full, answer, sizeof answer));
    stage.carries = chain_start(&stage.a, CHAIN_CARRIES);
    CU_ASSERT_EQUAL(alerts_hold(stage.a.outbox, "apt-1", "main"), 0);
    CU_ASSERT_TRUE(
        alerts_becomes(&stage.a, "SELECT count(*) FROM message WHERE state = 1", 1, 5000));
    CU_ASSERT_EQUAL(alerts_hold(stage.a.outbox, "apt-2", "main"), 0);
    CU_ASSERT_TRUE(
        alerts_becomes(&stage.a, "SELECT count(*) FROM message WHERE tries = 2", 1, 5000));
    stage.posts = chain_start(&stage.a, CHAIN_POSTS);
    CU_ASSERT_TRUE(receiver_wait(stage.a.receiver, 2, 10000));
    stage_end(&stage);
}

static const struct test tests[] = {
    {"an alert goes through the relay once, and nothing of a patient's stands in it", arrives_once},
    {"messages that nobody takes from the relay are seen", nobody_posts},
    {"while JetStream is down rows wait, untried; then all arrive", down_and_back},
    {"a relay that hangs acknowledges nothing: what waits is late, and is kept once", test_hangs},
    {"a relay that was full gets what waited soon after there is room", full_and_emptied},
    {0},
};

const struct test_suite test_suites[] = {{"relay", server_up, server_down, tests}, {0}};
