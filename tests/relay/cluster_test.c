/* SPDX-License-Identifier: MIT
 *
 * A cluster of three servers: the streams are kept on all three, and kill -9 of the one that leads
 * the stream, amid the publishing, loses nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/seam.h"
#include "support/chain.h"
#include "support/look.h"
#include "test.h"

#define FAST                                                                                       \
    "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", rate: none, digest-above: none, "      \
    "connections: 8}\n"
#define MESSAGES 600

static struct nats servers[3];
static struct alerts a;

/* The one that leads the stream, by what another says; -1: nobody knows yet. */
static int cluster_leader(void)
{
    for (int i = 0; i < 3; i++) {
        char answer[16384];
        const char *at;

        if (servers[i].pid == 0 ||
            !nats_ask(&servers[i], "$JS.API.STREAM.INFO.PRECARE", "", answer, sizeof answer) ||
            (at = strstr(answer, "\"leader\":\"")) == NULL) {
            continue;
        }
        for (int j = 0; j < 3; j++) {
            size_t len = strlen(servers[j].name);

            if (strncmp(at + 10, servers[j].name, len) == 0 && at[10 + len] == '"') {
                return j;
            }
        }
    }
    return -1;
}

/* The server that leads the stream, once the stream is whole on all three; a copy that is still
 * being made cannot lead. */
static int cluster_whole(void)
{
    int64_t until = seam.steady_ms() + TEST_PATIENCE_MS(10000);

    while (seam.steady_ms() < until) {
        char answer[16384];
        int led = cluster_leader();

        if (led >= 0 &&
            nats_ask(&servers[led], "$JS.API.STREAM.INFO.PRECARE", "", answer, sizeof answer) &&
            strstr(answer, "\"num_replicas\":3") != NULL &&
            strstr(answer, "\"current\":true") != NULL &&
            strstr(answer, "\"current\":false") == NULL) {
            return led;
        }
        pause_ms(50);
    }
    return -1;
}

/* What a failure needs to be understood: what the couriers said, and how the servers see it. */
static void cluster_explain(int killed)
{
    static const char *const asked[] = {"STREAM.INFO.PRECARE", "CONSUMER.INFO.PRECARE.main"};
    char answer[16384];

    (void)chain_said(&a, "how it went", 0);
    for (int i = 0; i < 3; i++) {
        for (size_t k = 0; i != killed && k < sizeof asked / sizeof *asked; k++) {
            char subject[64];

            (void)snprintf(subject, sizeof subject, "$JS.API.%s", asked[k]);
            answer[0] = '\0';
            (void)nats_ask(&servers[i], subject, "", answer, sizeof answer);
            printf("server %s of %s: %s\n", servers[i].name, asked[k], answer);
        }
    }
}

/* Different visits have different references: so many different ones came. */
static uint32_t cluster_different(uint32_t *all_r)
{
    static char refs[4 * MESSAGES][16];
    uint32_t all = receiver_count(a.receiver), count = 0;

    *all_r = all;
    for (uint32_t i = 0; i < all && count < 4 * MESSAGES; i++) {
        struct receiver_request q;
        const char *at;

        if (receiver_get(a.receiver, i, &q)) {
            at = strstr(q.body, "\"ref\":\"");
            (void)snprintf(refs[count], 16, "%.9s", at != NULL ? at + 7 : "");
            count += at != NULL;
            receiver_request_end(&q);
        }
    }
    qsort(refs, count, sizeof refs[0], (int (*)(const void *, const void *))strcmp);
    uint32_t kept = count > 0 ? 1 : 0;
    for (uint32_t i = 1; i < count; i++) {
        kept += strcmp(refs[i], refs[i - 1]) != 0;
    }
    return kept;
}

static void leader_killed(void)
{
    pid_t carries, posts;
    int64_t began, until;
    uint32_t came = 0, all = 0;
    int led;

    nats_cluster_make(servers);
    chain_machine(&a, servers, 3, FAST, NULL);
    carries = chain_start(&a, CHAIN_CARRIES);
    posts = chain_start(&a, CHAIN_POSTS);
    chain_hold(&a, 0, 50);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 50, 30000));
    led = cluster_whole();
    CU_ASSERT_TRUE_FATAL(led >= 0);
    chain_hold(&a, 50, MESSAGES / 2);
    pause_ms(20);
    began = seam.steady_ms();
    nats_kill(&servers[led]);
    chain_hold(&a, MESSAGES / 2, MESSAGES);
    until = began + TEST_PATIENCE_MS(20000);
    while (came < MESSAGES && seam.steady_ms() < until) {
        pause_ms(200);
        came = cluster_different(&all);
    }
    printf("the stream's leader killed amid %d messages: %u arrived, %u came twice, all after %lld "
           "ms\n",
           MESSAGES, came, all - came, (long long)(seam.steady_ms() - began));
    if (came < MESSAGES) {
        cluster_explain(led);
    }
    CU_ASSERT_EQUAL(came, MESSAGES);
    CU_ASSERT_TRUE(
        alerts_becomes(&a, "SELECT count(*) FROM message WHERE state = 1", MESSAGES, 10000));
    chain_stop(&carries);
    chain_stop(&posts);
    alerts_end(&a);
    for (int i = 0; i < 3; i++) {
        nats_stop(&servers[i]);
    }
}

static const struct test tests[] = {
    {"kill -9 of the stream's leader loses nothing", leader_killed},
    {0},
};

const struct test_suite test_suites[] = {{"cluster", NULL, NULL, tests}, {0}};
