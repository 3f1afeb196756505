/* SPDX-License-Identifier: MIT
 *
 * The way of an alert through a real nats-server: outbox, courier, JetStream, courier --relay, a
 * real HTTP receiver. What arrives, what stands in the relay's own files, what happens while it is
 * down, and a rate that holds across couriers.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "precare/precare.h"
#include "support/chain.h"
#include "support/look.h"
#include "test.h"

#define FAST                                                                                       \
    "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", rate: none, digest-above: none}\n"

static struct nats nats;
static struct alerts a, b;
static pid_t carries, posts, posts_too;

static int server_up(void)
{
    nats_make(&nats, "relay", NULL);
    return 0;
}

static int server_down(void)
{
    nats_stop(&nats);
    return 0;
}

/* Each test begins with an empty relay. */
static void machine_make(const char *channels, const char *more)
{
    char answer[4096];

    (void)nats_ask(&nats, "$JS.API.STREAM.DELETE.PRECARE", "", answer, sizeof answer);
    (void)nats_ask(&nats, "$JS.API.STREAM.DELETE.PRECARE_BACK", "", answer, sizeof answer);
    chain_machine(&a, &nats, 1, channels, more);
}

static void machine_end(void)
{
    chain_stop(&carries);
    chain_stop(&posts);
    chain_stop(&posts_too);
    alerts_end(&a);
}

/* `make check` has two minutes for all its rooms. */
static bool relay_whole(void)
{
    if (getenv("PRECARE_RELAY") == NULL) {
        test_elsewhere("make check-relay shows it");
        return false;
    }
    return true;
}

static void arrives_once(void)
{
    struct happened h = {.appointment = "apt-MARKER-9",
                         .event = "event-MARKER-9",
                         .told = {{.rule = "rule-MARKER-9", .title = "title-MARKER-9"}},
                         .told_count = 1};
    struct receiver_request q;
    char id[80] = "", info[8192];

    machine_make(FAST, NULL);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    carries = chain_start(&a, CHAIN_CARRIES);
    CU_ASSERT_TRUE(alerts_becomes(
        &a, "SELECT count(*) FROM message WHERE state = 1 AND items IS NULL", 1, 5000));
    CU_ASSERT_TRUE(nats_stores(&nats, "precare-relay/1"));
    CU_ASSERT_TRUE(nats_stores(&nats, "A pre-care stop was missed"));
    CU_ASSERT_FALSE(nats_stores(&nats, "MARKER-9")); /* ids, rules and titles stay in the house */
    CU_ASSERT_FALSE(nats_stores(&nats, "pt-88"));
    CU_ASSERT_FALSE(nats_stores(&nats, "127.0.0.1")); /* no address of a chat */
    CU_ASSERT_TRUE(nats_ask(&nats, "$JS.API.STREAM.INFO.PRECARE", "", info, sizeof info));
    CU_ASSERT_PTR_NOT_NULL(strstr(info, "\"retention\":\"workqueue\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(info, "\"storage\":\"file\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(info, "\"duplicate_window\":86400000000000"));
    CU_ASSERT_PTR_NOT_NULL(strstr(info, "\"messages\":1,"));
    posts = chain_start(&a, CHAIN_POSTS);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 1, 5000));
    pause_ms(300);
    CU_ASSERT_EQUAL(receiver_count(a.receiver), 1);
    CU_ASSERT_TRUE_FATAL(receiver_get(a.receiver, 0, &q));
    CU_ASSERT_PTR_NOT_NULL(strstr(q.body, h.ref));
    CU_ASSERT_PTR_NOT_NULL(strstr(q.body, "A pre-care stop was missed"));
    CU_ASSERT_PTR_NULL(strstr(q.body, "MARKER-9"));
    CU_ASSERT_TRUE(receiver_header(&q, "webhook-id", id, sizeof id));
    CU_ASSERT_EQUAL(strncmp(id, "msg_", 4), 0);
    receiver_request_end(&q);
    CU_ASSERT_TRUE(nats_ask(&nats, "$JS.API.STREAM.INFO.PRECARE", "", info, sizeof info));
    CU_ASSERT_PTR_NOT_NULL(strstr(info, "\"messages\":0,"));
    machine_end();
}

static void nobody_posts(void)
{
    struct buf stats = {0};

    if (!relay_whole()) {
        return;
    }
    machine_make(FAST, "late-after: 1 second\n");
    carries = chain_start(&a, CHAIN_CARRIES);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    CU_ASSERT_TRUE(chain_said(&a, "messages wait in the relay and nobody posts them", 12000));
    CU_ASSERT_EQUAL(outbox_stats(a.outbox, &stats), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(stats.at, "\"relay\":{\"state\":\"late\",\"waiting\":1"));
    buf_end(&stats);
    posts = chain_start(&a, CHAIN_POSTS);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 1, 5000));
    CU_ASSERT_TRUE(chain_said(&a, "what waited in the relay was posted", 7000));
    machine_end();
}

static void down_and_back(void)
{
    struct buf stats = {0};

    machine_make(FAST, NULL);
    posts = chain_start(&a, CHAIN_POSTS);
    CU_ASSERT_TRUE(chain_said(&a, "the relay is reachable", 5000));
    nats_stop(&nats);
    carries = chain_start(&a, CHAIN_CARRIES);
    CU_ASSERT_TRUE(chain_said(&a, "the relay is not reachable: alerts wait in the outbox", 5000));
    for (int i = 0; i < 20; i++) {
        char id[16];

        (void)snprintf(id, sizeof id, "apt-%d", i);
        CU_ASSERT_EQUAL(alerts_hold(a.outbox, id, "main"), 0);
    }
    pause_ms(500);
    CU_ASSERT_EQUAL(alerts_number(&a, "SELECT count(*) FROM message WHERE state = 0 AND tries = 0"),
                    20);
    CU_ASSERT_EQUAL(receiver_count(a.receiver), 0);
    CU_ASSERT_EQUAL(outbox_stats(a.outbox, &stats), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(stats.at, "\"relay\":{\"state\":\"unreachable\""));
    buf_end(&stats);
    nats_start(&nats);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 20, 8000));
    CU_ASSERT_TRUE(alerts_becomes(&a, "SELECT count(*) FROM message WHERE state = 1", 20, 2000));
    CU_ASSERT_EQUAL(receiver_count(a.receiver), 20);
    CU_ASSERT_EQUAL(outbox_stats(a.outbox, &stats), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(stats.at, "\"relay\":{\"state\":\"reachable\""));
    buf_end(&stats);
    machine_end();
}

/* A server that holds the connection and says nothing: no acknowledgement, so nothing counts as
 * sent. */
static void test_hangs(void)
{
    if (!relay_whole()) {
        return;
    }
    machine_make(FAST, "late-after: 1 second\n");
    carries = chain_start(&a, CHAIN_CARRIES);
    CU_ASSERT_TRUE(chain_said(&a, "the relay is reachable", 5000));
    nats_freeze(&nats, true);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    pause_ms(2200);
    CU_ASSERT_EQUAL(alerts_number(&a, "SELECT count(*) FROM message WHERE state = 0"), 1);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-2", "main"), OUTBOX_LATE);
    nats_freeze(&nats, false);
    CU_ASSERT_TRUE(alerts_becomes(&a, "SELECT count(*) FROM message WHERE state = 1", 2, 9000));
    posts = chain_start(&a, CHAIN_POSTS);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 2, 5000));
    pause_ms(300);
    /* the first was published twice, and kept once */
    CU_ASSERT_EQUAL(receiver_count(a.receiver), 2);
    machine_end();
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

    if (!relay_whole()) {
        return;
    }
    machine_make("  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", rate: none, digest-above: "
                 "none, schedule: standard-webhooks, give-up-after: 4 days}\n",
                 NULL);
    CU_ASSERT_TRUE(nats_ask(&nats, "$JS.API.STREAM.CREATE.PRECARE", full, answer, sizeof answer));
    carries = chain_start(&a, CHAIN_CARRIES);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    CU_ASSERT_TRUE(alerts_becomes(&a, "SELECT count(*) FROM message WHERE state = 1", 1, 5000));
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-2", "main"), 0);
    CU_ASSERT_TRUE(alerts_becomes(&a, "SELECT count(*) FROM message WHERE tries = 2", 1, 5000));
    posts = chain_start(&a, CHAIN_POSTS);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 2, 10000));
    machine_end();
}

/* 4 at once, 10 a second: 24 messages need at least two seconds, however many couriers post. */
static void rate_across_couriers(void)
{
    struct receiver_request first, last;
    int64_t taken;

    machine_make("  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", rate: 10 a second, burst: "
                 "4, digest-above: none}\n",
                 NULL);
    carries = chain_start(&a, CHAIN_CARRIES);
    for (int i = 0; i < 24; i++) {
        char id[16];

        (void)snprintf(id, sizeof id, "apt-%d", i);
        CU_ASSERT_EQUAL(alerts_hold(a.outbox, id, "main"), 0);
    }
    CU_ASSERT_TRUE(alerts_becomes(&a, "SELECT count(*) FROM message WHERE state = 1", 24, 5000));
    posts = chain_start(&a, CHAIN_POSTS);
    posts_too = chain_start(&a, CHAIN_POSTS);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 24, 12000));
    pause_ms(300);
    CU_ASSERT_EQUAL(receiver_count(a.receiver), 24);
    CU_ASSERT_TRUE_FATAL(receiver_get(a.receiver, 0, &first) &&
                         receiver_get(a.receiver, 23, &last));
    taken = last.at_ms - first.at_ms;
    printf("24 messages at 10 a second, burst 4, two couriers: %lld ms\n", (long long)taken);
    /* 2,000; two couriers with a rate of their own each: 800 */
    CU_ASSERT_TRUE(taken >= 1500 && taken < TEST_PATIENCE_MS(5000));
    receiver_request_end(&first);
    receiver_request_end(&last);
    /* never five within the time in which the rate gives four, 400 ms; else there are eight at
     * once. A busy machine hands on one late and the next in time. */
    for (uint32_t i = 4; i < 24; i++) {
        struct receiver_request one, five;

        CU_ASSERT_TRUE_FATAL(receiver_get(a.receiver, i - 4, &one) &&
                             receiver_get(a.receiver, i, &five));
        CU_ASSERT_TRUE(five.at_ms - one.at_ms >= 150);
        receiver_request_end(&one);
        receiver_request_end(&five);
    }
    machine_end();
}

/* 30 holds wait in the relay, and the chat takes four a second: an urgent one is among the first.
 */
static void urgent_goes_before_the_others(void)
{
    struct happened h = {.appointment = "apt-urgent",
                         .told = {{.outcome = PRECARE_URGENT, .say = "urgent-say"}},
                         .told_count = 1};
    uint32_t before = 0;

    machine_make("  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", rate: 4 a second, burst: "
                 "2, digest-above: none}\n",
                 NULL);
    carries = chain_start(&a, CHAIN_CARRIES);
    for (int i = 0; i < 30; i++) {
        char id[16];

        (void)snprintf(id, sizeof id, "apt-%d", i);
        CU_ASSERT_EQUAL(alerts_hold(a.outbox, id, "main"), 0);
    }
    CU_ASSERT_TRUE(alerts_becomes(&a, "SELECT count(*) FROM message WHERE state = 1", 30, 5000));
    posts = chain_start(&a, CHAIN_POSTS);
    posts_too = chain_start(&a, CHAIN_POSTS);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 2, 5000));
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_TRUE(alerts_becomes(&a, "SELECT count(*) FROM message WHERE state = 1", 31, 5000));
    before = receiver_count(a.receiver);
    for (int i = 0; i < 200 && chain_told(&a, "urgent-say") == 0; i++) {
        pause_ms(20);
    }
    CU_ASSERT_EQUAL(chain_told(&a, "urgent-say"), 1);
    /* a place beyond the burst, and what two couriers had asked for already */
    CU_ASSERT_TRUE(receiver_count(a.receiver) <= before + 8);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 31, 12000));
    pause_ms(300);
    CU_ASSERT_EQUAL(receiver_count(a.receiver), 31);
    machine_end();
}

/* ---- what the chat answers ---- */

static void tried_again(void)
{
    static const struct receiver_answer script[] = {
        {.status = 503}, {.status = 429, .headers = "Retry-After: 2\r\n"}, {.status = 200}};
    struct receiver_request q[3];
    char id[3][80];

    if (!relay_whole()) {
        return;
    }
    machine_make(FAST, NULL);
    receiver_script(a.receiver, script, 3);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    carries = chain_start(&a, CHAIN_CARRIES);
    posts = chain_start(&a, CHAIN_POSTS);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 3, 9000));
    for (uint32_t i = 0; i < 3; i++) {
        CU_ASSERT_TRUE_FATAL(receiver_get(a.receiver, i, &q[i]));
        (void)receiver_header(&q[i], "webhook-id", id[i], sizeof id[i]);
        CU_ASSERT_STRING_EQUAL(id[i], id[0]);
    }
    CU_ASSERT_TRUE(q[1].at_ms - q[0].at_ms >= 750); /* 1 s, 20 % either way */
    CU_ASSERT_TRUE(q[2].at_ms - q[1].at_ms >= 1950);
    for (uint32_t i = 0; i < 3; i++) {
        receiver_request_end(&q[i]);
    }
    machine_end();
}

#define TWO                                                                                        \
    "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", fallback: ops, give-up-after: 2 "      \
    "seconds}\n"                                                                                   \
    "  ops: {kind: webhook, url-from: \"env:CHAIN_OPS\"}\n"

static struct receiver *ops_make(void)
{
    struct receiver *ops = receiver_start(0);
    char url[64];

    (void)snprintf(url, sizeof url, "http://127.0.0.1:%u/ops", (unsigned)receiver_port(ops));
    (void)setenv("CHAIN_OPS", url, 1);
    return ops;
}

static void test_paused(void)
{
    static const struct receiver_answer gone[] = {{.status = 404}}, well[] = {{.status = 200}};
    struct receiver *ops;
    uint32_t count = 0;

    if (!relay_whole()) {
        return;
    }
    ops = ops_make();
    machine_make(TWO, NULL);
    receiver_script(a.receiver, gone, 1);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    carries = chain_start(&a, CHAIN_CARRIES);
    posts = chain_start(&a, CHAIN_POSTS);
    CU_ASSERT_TRUE(receiver_wait(ops, 1, 6000));
    CU_ASSERT_TRUE(chain_said(&a, "Channel main is paused", 1000));
    CU_ASSERT_TRUE(alerts_becomes(&a, "SELECT state FROM target WHERE name = 'main'", 2, 2000));
    receiver_script(a.receiver, well, 1);
    CU_ASSERT_EQUAL(outbox_retry(a.outbox, "main", &count), 0);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 2, 9000)); /* given back for five seconds */
    machine_end();
    receiver_stop(&ops);
}

static bool ops_hears(struct receiver *ops, const char *words, int64_t ms)
{
    int64_t until = now_ms() + TEST_PATIENCE_MS(ms);
    struct receiver_request request;
    bool heard = false;

    while (!heard && now_ms() < until) {
        for (uint32_t i = 0; !heard && receiver_get(ops, i, &request); i++) {
            heard = strstr(request.body, words) != NULL;
            receiver_request_end(&request);
        }
        pause_ms(50);
    }
    return heard;
}

/* The relay is away when the chat says that its address is gone: it is told once it is back. */
static void paused_without_the_relay(void)
{
    static const struct receiver_answer gone[] = {{.status = 404, .delay_ms = 1500}};
    struct receiver *ops;

    if (!relay_whole()) {
        return;
    }
    ops = ops_make();
    machine_make(TWO, NULL);
    receiver_script(a.receiver, gone, 1);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    carries = chain_start(&a, CHAIN_CARRIES);
    posts = chain_start(&a, CHAIN_POSTS);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 1, 6000));
    nats_stop(&nats);
    pause_ms(9000);
    nats_start(&nats);
    CU_ASSERT_TRUE(ops_hears(ops, "Channel main is paused", 25000));
    machine_end();
    receiver_stop(&ops);
}

static void dies_and_is_revived(void)
{
    static const struct receiver_answer refused[] = {{.status = 400}}, well[] = {{.status = 200}};
    struct receiver *ops;
    struct happened h = {.told = {{.channel = "main"}}, .told_count = 1};
    uint32_t count = 0;

    if (!relay_whole()) {
        return;
    }
    ops = ops_make();
    machine_make(TWO, NULL);
    receiver_script(a.receiver, refused, 1);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    carries = chain_start(&a, CHAIN_CARRIES);
    posts = chain_start(&a, CHAIN_POSTS);
    CU_ASSERT_TRUE(receiver_wait(ops, 1, 6000));
    CU_ASSERT_EQUAL(receiver_count(a.receiver), 2); /* once more as plain text */
    /* It is dead where it was made, with its text, and can be tried again from there. */
    CU_ASSERT_TRUE(alerts_becomes(
        &a, "SELECT count(*) FROM message WHERE state = 2 AND answer = 400 AND items IS NOT NULL",
        1, 4000));
    receiver_script(a.receiver, well, 1);
    receiver_forget(a.receiver);
    CU_ASSERT_EQUAL(outbox_retry(a.outbox, "main", &count), 0);
    CU_ASSERT_EQUAL(count, 1);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 1, 4000));
    CU_ASSERT_EQUAL(chain_told(&a, "A pre-care stop was missed"), 1);
    CU_ASSERT_EQUAL(chain_told(&a, h.ref), 1);
    machine_end();
    receiver_stop(&ops);
}

/* What `precare outbox stats` prints of the channel `main` on the machine that posts. */
static bool stats_say(const char *what)
{
    struct buf json = {0};
    bool said;

    (void)outbox_stats(a.outbox, &json);
    const char *main_at = json.at != NULL ? strstr(json.at, "\"main\":{") : NULL;
    const char *found = main_at != NULL ? strstr(main_at, what) : NULL;
    said = found != NULL && found < strchr(main_at, '}');
    buf_end(&json);
    return said;
}

static bool stats_come_to_say(const char *what)
{
    bool said = false;

    for (int i = 0; i < 400 && !said; i++) {
        said = stats_say(what);
        pause_ms(said ? 0 : 25);
    }
    return said;
}

static void file_write(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    CU_ASSERT_TRUE(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    (void)close(fd);
}

/* A secret that is not there: the channel is unusable at once, what is for it waits in the relay,
 * and comes when it is there. */
static void unusable_waits(void)
{
    char channels[600], path[300], url[64];
    uint32_t count = 0;

    (void)snprintf(path, sizeof path, "%s/main.url", test_directory());
    (void)unlink(path);
    (void)snprintf(channels, sizeof channels, "  main: {kind: webhook, url-from: \"file:%s\"}\n",
                   path);
    machine_make(channels, NULL);
    carries = chain_start(&a, CHAIN_CARRIES);
    posts = chain_start(&a, CHAIN_POSTS);
    CU_ASSERT_TRUE(
        chain_said(&a, "Channel main cannot be used: url-from: there is no such file", 5000));
    CU_ASSERT_TRUE(stats_come_to_say("\"state\":\"unusable\""));
    CU_ASSERT_TRUE(stats_say("\"reason\":\"there is no such file\""));
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    CU_ASSERT_TRUE(alerts_becomes(&a, "SELECT count(*) FROM message WHERE state = 1", 1, 5000));
    pause_ms(500);
    CU_ASSERT_EQUAL(receiver_count(a.receiver), 0);
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%u/main\n",
                   (unsigned)receiver_port(a.receiver));
    file_write(path, url);
    CU_ASSERT_EQUAL(outbox_retry(a.outbox, "main", &count), 0); /* not in half a minute: now */
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 1, 5000));
    CU_ASSERT_TRUE(stats_come_to_say("\"state\":\"ok\""));
    machine_end();
}

static void unclear_once(void)
{
    struct receiver *ops;

    if (!relay_whole()) {
        return;
    }
    ops = ops_make();
    machine_make("  main: {kind: slack, url-from: \"env:ALERTS_MAIN\", rate: none}\n"
                 "  ops: {kind: webhook, url-from: \"env:CHAIN_OPS\"}\n",
                 "operations: ops\n");
    RECEIVER_SCRIPT(a.receiver, {.body = "{\"ok\":true}"});
    carries = chain_start(&a, CHAIN_CARRIES);
    posts = chain_start(&a, CHAIN_POSTS);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    CU_ASSERT_TRUE(receiver_wait(ops, 1, 6000));
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-2", "main"), 0);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 2, 6000));
    pause_ms(2500);
    CU_ASSERT_EQUAL(receiver_count(a.receiver), 2);
    CU_ASSERT_EQUAL(receiver_count(ops), 1);
    CU_ASSERT_TRUE(stats_say("\"state\":\"unclear\""));
    machine_end();
    receiver_stop(&ops);
}

static void two_refused_pause(void)
{
    uint32_t count = 0;
    struct receiver *ops;

    if (!relay_whole()) {
        return;
    }
    ops = ops_make();
    machine_make("  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", fallback: ops}\n"
                 "  ops: {kind: webhook, url-from: \"env:CHAIN_OPS\"}\n",
                 NULL);
    RECEIVER_SCRIPT(a.receiver, {.status = 422}, {.status = 422}, {.status = 422}, {.status = 422},
                    {.status = 200});
    carries = chain_start(&a, CHAIN_CARRIES);
    posts = chain_start(&a, CHAIN_POSTS);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    CU_ASSERT_TRUE(receiver_wait(ops, 1, 6000)); /* at once */
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-2", "main"), 0);
    CU_ASSERT_TRUE(receiver_wait(ops, 2, 6000));
    CU_ASSERT_TRUE(chain_said(&a, "is paused: it refused two messages in a row", 3000));
    CU_ASSERT_TRUE(stats_come_to_say("\"state\":\"paused\""));
    CU_ASSERT_EQUAL(receiver_count(a.receiver), 4);
    CU_ASSERT_EQUAL(outbox_retry(a.outbox, "main", &count), 0);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 6, 12000)); /* both */
    machine_end();
    receiver_stop(&ops);
}

static void deadline_over(void)
{
    static const struct receiver_answer down[] = {{.status = 503}};
    struct happened h = {.told = {{.channel = "main"}}, .told_count = 1, .start_s = 1000};
    struct receiver *ops;

    if (!relay_whole()) {
        return;
    }
    ops = ops_make();
    machine_make(TWO, NULL);
    receiver_script(a.receiver, down, 1);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    carries = chain_start(&a, CHAIN_CARRIES);
    posts = chain_start(&a, CHAIN_POSTS);
    CU_ASSERT_TRUE(alerts_becomes(&a, "SELECT count(*) FROM message WHERE state = 2", 1, 8000));
    CU_ASSERT_TRUE(receiver_wait(ops, 1, 3000));
    machine_end();
    receiver_stop(&ops);
}

/* ---- two machines, one event ---- */

static void same_event_on_two_machines(void)
{
    struct happened h = {.appointment = "apt-7", .event = "event-7", .told_count = 1};
    struct happened again = {.appointment = "apt-7", .event = "event-9", .told_count = 1};
    struct happened cancel = {.appointment = "apt-7", .event = "event-8", .action = PRECARE_CANCEL};
    pid_t other;

    machine_make(FAST, NULL);
    b = a;
    chain_machine(&a, &nats, 1, FAST, NULL);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(alerts_record(b.outbox, &h), 0);
    carries = chain_start(&a, CHAIN_CARRIES);
    other = chain_start(&b, CHAIN_CARRIES);
    posts = chain_start(&a, CHAIN_POSTS);
    CU_ASSERT_TRUE(alerts_becomes(&a, "SELECT count(*) FROM message WHERE state = 1", 1, 5000));
    CU_ASSERT_TRUE(alerts_becomes(&b, "SELECT count(*) FROM message WHERE state = 1", 1, 5000));
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 1, 5000));
    pause_ms(400);
    CU_ASSERT_EQUAL(receiver_count(a.receiver), 1);
    /* The cancel, on one of them, is heard by both, and told once; what is raised again after it is
     * told. */
    CU_ASSERT_EQUAL(alerts_record(b.outbox, &cancel), 0);
    CU_ASSERT_TRUE(
        alerts_becomes(&a, "SELECT count(*) FROM message WHERE kind = 3 AND state = 1", 1, 8000));
    CU_ASSERT_TRUE(
        alerts_becomes(&b, "SELECT count(*) FROM message WHERE kind = 3 AND state = 1", 1, 5000));
    CU_ASSERT_EQUAL(alerts_number(&a, "SELECT count(*) FROM told"), 0);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 2, 5000));
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &again), 0);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 3, 5000));
    pause_ms(400);
    CU_ASSERT_EQUAL(receiver_count(a.receiver), 3);
    CU_ASSERT_EQUAL(chain_told(&a, "precare.alert.withdrawn"), 1);
    CU_ASSERT_EQUAL(
        alerts_number(&a, "SELECT count(*) FROM message WHERE kind IN (1, 2) AND state = 1"), 2);
    chain_stop(&other);
    machine_end();
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

    machine_make(ESCALATES, NULL);
    b = a;
    chain_machine(&a, &nats, 1, ESCALATES, NULL);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &other), 0);
    carries = chain_start(&a, CHAIN_CARRIES);
    other_carries = chain_start(&b, CHAIN_CARRIES);
    posts = chain_start(&a, CHAIN_POSTS);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 2, 5000));
    CU_ASSERT_EQUAL(alerts_number(&a, "SELECT count(*) FROM message WHERE kind = 4 AND state = 0"),
                    2);
    CU_ASSERT_EQUAL(outbox_acknowledge(b.outbox, &ack, NULL), OUTBOX_PASSED_ON);
    CU_ASSERT_EQUAL(outbox_acknowledge(b.outbox, &ack, NULL), OUTBOX_NOTHING);
    CU_ASSERT_TRUE(
        alerts_becomes(&a, "SELECT count(*) FROM message WHERE kind = 4 AND state = 5", 1, 3000));
    CU_ASSERT_EQUAL(alerts_number(&a, "SELECT count(*) FROM record WHERE kind = 2"), 1);
    CU_ASSERT_FALSE(nats_stores(&nats, "MARKER-5"));
    /* the other visit's escalation goes its way */
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 3, 6000));
    pause_ms(800);
    CU_ASSERT_EQUAL(chain_told(&a, "precare.alert.escalated"), 1);
    CU_ASSERT_EQUAL(chain_told(&a, other.ref), 2);
    CU_ASSERT_EQUAL(alerts_number(&b, "SELECT count(*) FROM notice"), 0);
    chain_stop(&other_carries);
    machine_end();
    alerts_end(&b);
}

static const struct test tests[] = {
    {"an alert goes through the relay once, and nothing of a patient's stands in it", arrives_once},
    {"messages that nobody takes from the relay are seen", nobody_posts},
    {"while JetStream is down rows wait, untried; then all arrive", down_and_back},
    {"a relay that hangs acknowledges nothing: what waits is late, and is kept once", test_hangs},
    {"a relay that was full gets what waited soon after there is room", full_and_emptied},
    {"the chat's rate holds across two couriers", rate_across_couriers},
    {"what is urgent goes before the others of its channel", urgent_goes_before_the_others},
    {"what the chat refuses for now is tried again, Retry-After is honoured", tried_again},
    {"a chat whose address is gone is paused, the fallback hears it, retry resumes", test_paused},
    {"a channel that is paused while the relay is away is told once it is back",
     paused_without_the_relay},
    {"a message that dies at the chat is dead in its outbox too, and can be revived",
     dies_and_is_revived},
    {"past its deadline a message is dead, and the fallback hears it", deadline_over},
    {"a channel without its secret is unusable at once; what is for it waits, and comes",
     unusable_waits},
    {"a yes that is not understood is posted once and told once", unclear_once},
    {"two messages refused in a row pause the channel, and both come after retry",
     two_refused_pause},
    {"the same event on two machines is one message; raised again it is another",
     same_event_on_two_machines},
    {"an acknowledgement on one machine ends the escalation of another", acknowledged_elsewhere},
    {0},
};

const struct test_suite test_suites[] = {{"relay", server_up, server_down, tests}, {0}};
