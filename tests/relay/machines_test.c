/* SPDX-License-Identifier: MIT
 *
 * Two machines of a chain behind one real nats-server: the same event on both, and what is
 * acknowledged on the other.
 */

#include "precare/precare.h"
#include "support/chain.h"
#include "support/look.h"
#include "test.h"

static struct chain_stage stage;
static struct alerts b; /* the other machine */

static int server_up(void)
{
    nats_make(&stage.nats, "machines", NULL);
    return 0;
}

static int server_down(void)
{
    nats_stop(&stage.nats);
    return 0;
}

static void same_event_on_two_machines(void)
{
    struct happened h = {.appointment = "apt-7", .event = "event-7", .told_count = 1};
    struct happened again = {.appointment = "apt-7", .event = "event-9", .told_count = 1};
    struct happened cancel = {.appointment = "apt-7", .event = "event-8", .action = PRECARE_CANCEL};
    pid_t other;

    stage_begin(&stage, CHAIN_FAST, NULL);
    b = stage.a;
    chain_machine(&stage.a, &stage.nats, 1, CHAIN_FAST, NULL);
    CU_ASSERT_EQUAL(alerts_record(stage.a.outbox, &h), 0);
    CU_ASSERT_EQUAL(alerts_record(b.outbox, &h), 0);
    stage.carries = chain_start(&stage.a, CHAIN_CARRIES);
    other = chain_start(&b, CHAIN_CARRIES);
    stage.posts = chain_start(&stage.a, CHAIN_POSTS);
    CU_ASSERT_TRUE(
        alerts_becomes(&stage.a, "SELECT count(*) FROM message WHERE state = 1", 1, 5000));
    CU_ASSERT_TRUE(alerts_becomes(&b, "SELECT count(*) FROM message WHERE state = 1", 1, 5000));
    chain_gets(&stage.a, 1, 5000);
    /* The cancel, on one of them, is heard by both, and told once; what is raised again after it is
     * told. */
    CU_ASSERT_EQUAL(alerts_record(b.outbox, &cancel), 0);
    CU_ASSERT_TRUE(alerts_becomes(
        &stage.a, "SELECT count(*) FROM message WHERE kind = 3 AND state = 1", 1, 8000));
    CU_ASSERT_TRUE(
        alerts_becomes(&b, "SELECT count(*) FROM message WHERE kind = 3 AND state = 1", 1, 5000));
    CU_ASSERT_EQUAL(alerts_number(&stage.a, "SELECT count(*) FROM told"), 0);
    CU_ASSERT_TRUE(receiver_wait(stage.a.receiver, 2, 5000));
    CU_ASSERT_EQUAL(alerts_record(stage.a.outbox, &again), 0);
    chain_gets(&stage.a, 3, 5000);
    CU_ASSERT_EQUAL(chain_told(&stage.a, "precare.alert.withdrawn"), 1);
    CU_ASSERT_EQUAL(
        alerts_number(&stage.a, "SELECT count(*) FROM message WHERE kind IN (1, 2) AND state = 1"),
        2);
    chain_stop(&other);
    stage_end(&stage);
    alerts_end(&b);
}

#define ESCALATES                                                                                  \
    "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", escalate-after: 20 seconds, "          \
    "escalate-to: boss}\n"                                                                         \
    "  boss: {kind: webhook, url-from: \"env:ALERTS_BOSS\"}\n"

static void acknowledged_elsewhere(void)
{
    struct happened h = {.appointment = "apt-3", .told_count = 1},
                    other = {.appointment = "apt-4", .told_count = 1};
    struct outbox_ack ack = {.action = PRECARE_ACCEPTED,
                             .ref = h.ref,
                             .actor = "nurse-MARKER-5",
                             .note = "note-MARKER-5"};
    pid_t other_carries;

    stage_begin(&stage, ESCALATES, NULL);
    b = stage.a;
    chain_machine(&stage.a, &stage.nats, 1, ESCALATES, NULL);
    CU_ASSERT_EQUAL(alerts_record(stage.a.outbox, &h), 0);
    CU_ASSERT_EQUAL(alerts_record(stage.a.outbox, &other), 0);
    stage.carries = chain_start(&stage.a, CHAIN_CARRIES);
    other_carries = chain_start(&b, CHAIN_CARRIES);
    stage.posts = chain_start(&stage.a, CHAIN_POSTS);
    CU_ASSERT_TRUE(receiver_wait(stage.a.receiver, 2, 5000));
    CU_ASSERT_EQUAL(
        alerts_number(&stage.a, "SELECT count(*) FROM message WHERE kind = 4 AND state = 0"), 2);
    CU_ASSERT_EQUAL(outbox_acknowledge(b.outbox, &ack, NULL), OUTBOX_PASSED_ON);
    CU_ASSERT_EQUAL(outbox_acknowledge(b.outbox, &ack, NULL), OUTBOX_NOTHING);
    CU_ASSERT_TRUE(alerts_becomes(
        &stage.a, "SELECT count(*) FROM message WHERE kind = 4 AND state = 5", 1, 3000));
    CU_ASSERT_EQUAL(alerts_number(&stage.a, "SELECT count(*) FROM record WHERE kind = 2"), 1);
    CU_ASSERT_FALSE(nats_stores(&stage.nats, "MARKER-5"));
    /* the other visit's escalation goes its way */
    CU_ASSERT_TRUE(receiver_wait(stage.a.receiver, 3, 6000));
    pause_ms(800);
    CU_ASSERT_EQUAL(chain_told(&stage.a, "precare.alert.escalated"), 1);
    CU_ASSERT_EQUAL(chain_told(&stage.a, other.ref), 2);
    CU_ASSERT_EQUAL(alerts_number(&b, "SELECT count(*) FROM notice"), 0);
    chain_stop(&other_carries);
    stage_end(&stage);
    alerts_end(&b);
}

static const struct test tests[] = {
    {"the same event on two machines is one message; raised again it is another",
     same_event_on_two_machines},
    {"an acknowledgement on one machine ends the escalation of another", acknowledged_elsewhere},
    {0},
};

const struct test_suite test_suites[] = {{"machines", server_up, server_down, tests}, {0}};
