/* SPDX-License-Identifier: MIT
 *
 * kill -9 at random moments, of couriers that hand over and of couriers that post: nothing that was
 * accepted is lost, and what comes twice has the same webhook-id. PRECARE_LONG=1 kills far more
 * often.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/seam.h"
#include "relay/relay.h"
#include "support/chain.h"
#include "support/look.h"
#include "test.h"

#define MOST 20000

static struct nats nats;
static struct alerts a;

struct got {
    char ref[16], id[80];
};
static char accepted[MOST][16];
static struct got got[2 * MOST];
static uint32_t accepted_count, got_count;

static int by_ref(const void *x, const void *y)
{
    return strcmp(((const struct got *)x)->ref, ((const struct got *)y)->ref);
}

static void record_some(uint32_t round, uint32_t count)
{
    for (uint32_t i = 0; i < count && accepted_count < MOST; i++) {
        char id[40];
        struct happened h = {.appointment = id, .event = id, .told_count = 1};

        (void)snprintf(id, sizeof id, "apt-%u-%u", round, i);
        if (alerts_record(a.outbox, &h) >= 0) {
            (void)snprintf(accepted[accepted_count++], 16, "%.15s", h.ref);
        }
    }
}

static void got_read(void)
{
    uint32_t all = receiver_count(a.receiver);

    got_count = 0;
    for (uint32_t i = 0; i < all && got_count < 2 * MOST; i++) {
        struct receiver_request q;
        const char *at;

        if (receiver_get(a.receiver, i, &q)) {
            at = strstr(q.body, "\"ref\":\"");
            if (at != NULL) {
                (void)snprintf(got[got_count].ref, 16, "%.9s", at + 7);
                (void)receiver_header(&q, "webhook-id", got[got_count].id, 80);
                got_count++;
            }
            receiver_request_end(&q);
        }
    }
    qsort(got, got_count, sizeof got[0], by_ref);
}

static uint32_t kill_twins(void)
{
    uint32_t twice = 0;

    for (uint32_t i = 1; i < got_count; i++) {
        if (strcmp(got[i].ref, got[i - 1].ref) == 0) {
            twice++;
            CU_ASSERT_STRING_EQUAL(got[i].id, got[i - 1].id);
        }
    }
    return twice;
}

static uint32_t kill_missing(void)
{
    uint32_t lost = 0;

    for (uint32_t i = 0; i < accepted_count; i++) {
        struct got wanted = {.id = ""};

        (void)snprintf(wanted.ref, sizeof wanted.ref, "%.15s", accepted[i]);
        lost += bsearch(&wanted, got, got_count, sizeof got[0], by_ref) == NULL;
    }
    return lost;
}

static void killed_at_random(void)
{
    uint32_t kills = getenv("PRECARE_LONG") != NULL ? 300 : 30, lost = 1;
    pid_t carries = 0, posts = 0, others = 0;
    int64_t until;

    relay_limits.ack_wait_ms = 1500; /* a dead courier's messages are soon another's */
    nats_make(&nats, "kill", NULL);
    chain_machine(&a, &nats, 1, CHAIN_FAST, NULL);
    others = chain_start(&a, CHAIN_POSTS);
    for (uint32_t i = 0; i < kills; i++) {
        uint32_t us = 0;

        (void)seam.random(&us, sizeof us);
        if (carries == 0) {
            carries = chain_start(&a, CHAIN_CARRIES);
        }
        if (posts == 0) {
            posts = chain_start(&a, CHAIN_POSTS);
        }
        record_some(i, 20);
        pause_ms(10 + us % 120);
        if (us % 3 != 0) {
            chain_kill(&carries);
        }
        if (us % 3 != 1) {
            chain_kill(&posts);
        }
    }
    chain_kill(&posts);
    if (carries == 0) {
        carries = chain_start(&a, CHAIN_CARRIES);
    }
    until = seam.steady_ms() + TEST_PATIENCE_MS(10000);
    while (lost != 0 && seam.steady_ms() < until) {
        pause_ms(200);
        got_read();
        lost = kill_missing();
    }
    printf("killed %u times: %u accepted, %u arrived, %u lost, %u came twice\n", kills,
           accepted_count, got_count - kill_twins(), lost, kill_twins());
    CU_ASSERT_EQUAL(lost, 0);
    CU_ASSERT_EQUAL(accepted_count, kills * 20);
    CU_ASSERT_TRUE(alerts_becomes(&a, "SELECT count(*) FROM message WHERE state = 0", 0, 3000));
    chain_stop(&carries);
    chain_stop(&others);
    alerts_end(&a);
    nats_stop(&nats);
}

static const struct test tests[] = {
    {"kill -9 of couriers at random moments loses nothing, and twins have one webhook-id",
     killed_at_random},
    {0},
};

const struct test_suite test_suites[] = {{"kill", NULL, NULL, tests}, {0}};
