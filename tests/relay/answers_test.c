/* SPDX-License-Identifier: MIT
 *
 * What a chat answers behind a real nats-server: later, never, no such address, what nobody
 * understands. It is told in the outbox where the message was made, and to operations.
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

static struct chain_stage stage;
static struct receiver *ops; /* where a fallback posts */

static int server_up(void)
{
    nats_make(&stage.nats, "answers", NULL);
    return 0;
}

static int server_down(void)
{
    nats_stop(&stage.nats);
    return 0;
}

static void tried_again(void)
{
    static const struct receiver_answer script[] = {
        {.status = 503}, {.status = 429, .headers = "Retry-After: 2\r\n"}, {.status = 200}};
    struct receiver_request q[3];
    char id[3][80];

    if (!chain_whole()) {
        return;
    }
    stage_begin(&stage, CHAIN_FAST, NULL);
    receiver_script(stage.a.receiver, script, 3);
    CU_ASSERT_EQUAL(alerts_hold(stage.a.outbox, "apt-1", "main"), 0);
    stage.carries = chain_start(&stage.a, CHAIN_CARRIES);
    stage.posts = chain_start(&stage.a, CHAIN_POSTS);
    CU_ASSERT_TRUE(receiver_wait(stage.a.receiver, 3, 9000));
    for (uint32_t i = 0; i < 3; i++) {
        CU_ASSERT_TRUE_FATAL(receiver_get(stage.a.receiver, i, &q[i]));
        (void)receiver_header(&q[i], "webhook-id", id[i], sizeof id[i]);
        CU_ASSERT_STRING_EQUAL(id[i], id[0]);
    }
    CU_ASSERT_TRUE(q[1].at_ms - q[0].at_ms >= 750); /* 1 s, 20 % either way */
    CU_ASSERT_TRUE(q[2].at_ms - q[1].at_ms >= 1950);
    for (uint32_t i = 0; i < 3; i++) {
        receiver_request_end(&q[i]);
    }
    stage_end(&stage);
}

#define TWO                                                                                        \
    "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", fallback: ops, give-up-after: 2 "      \
    "seconds}\n"                                                                                   \
    "  ops: {kind: webhook, url-from: \"env:CHAIN_OPS\"}\n"

static void ops_begin(const char *channels, const char *more)
{
    char url[64];

    ops = receiver_start(0);
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%u/ops", (unsigned)receiver_port(ops));
    (void)setenv("CHAIN_OPS", url, 1);
    stage_begin(&stage, channels, more);
}

static void ops_end(void)
{
    stage_end(&stage);
    receiver_stop(&ops);
}

static void test_paused(void)
{
    static const struct receiver_answer gone[] = {{.status = 404}}, well[] = {{.status = 200}};
    uint32_t count = 0;

    if (!chain_whole()) {
        return;
    }
    ops_begin(TWO, NULL);
    receiver_script(stage.a.receiver, gone, 1);
    CU_ASSERT_EQUAL(alerts_hold(stage.a.outbox, "apt-1", "main"), 0);
    stage.carries = chain_start(&stage.a, CHAIN_CARRIES);
    stage.posts = chain_start(&stage.a, CHAIN_POSTS);
    CU_ASSERT_TRUE(receiver_wait(ops, 1, 6000));
    CU_ASSERT_TRUE(chain_said(&stage.a, "Channel main is paused", 1000));
    CU_ASSERT_TRUE(
        alerts_becomes(&stage.a, "SELECT state FROM target WHERE name = 'main'", 2, 2000));
    receiver_script(stage.a.receiver, well, 1);
    CU_ASSERT_EQUAL(outbox_retry(stage.a.outbox, "main", &count), 0);
    CU_ASSERT_TRUE(receiver_wait(stage.a.receiver, 2, 9000)); /* given back for five seconds */
    ops_end();
}

static bool ops_hears(const char *words, int64_t ms)
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

    if (!chain_whole()) {
        return;
    }
    ops_begin(TWO, NULL);
    receiver_script(stage.a.receiver, gone, 1);
    CU_ASSERT_EQUAL(alerts_hold(stage.a.outbox, "apt-1", "main"), 0);
    stage.carries = chain_start(&stage.a, CHAIN_CARRIES);
    stage.posts = chain_start(&stage.a, CHAIN_POSTS);
    CU_ASSERT_TRUE(receiver_wait(stage.a.receiver, 1, 6000));
    nats_stop(&stage.nats);
    pause_ms(9000);
    nats_start(&stage.nats);
    CU_ASSERT_TRUE(ops_hears("Channel main is paused", 25000));
    ops_end();
}

static void dies_and_is_revived(void)
{
    static const struct receiver_answer refused[] = {{.status = 400}}, well[] = {{.status = 200}};
    struct happened h = {.told = {{.channel = "main"}}, .told_count = 1};
    uint32_t count = 0;

    if (!chain_whole()) {
        return;
    }
    ops_begin(TWO, NULL);
    receiver_script(stage.a.receiver, refused, 1);
    CU_ASSERT_EQUAL(alerts_record(stage.a.outbox, &h), 0);
    stage.carries = chain_start(&stage.a, CHAIN_CARRIES);
    stage.posts = chain_start(&stage.a, CHAIN_POSTS);
    CU_ASSERT_TRUE(receiver_wait(ops, 1, 6000));
    CU_ASSERT_EQUAL(receiver_count(stage.a.receiver), 2); /* once more as plain text */
    /* It is dead where it was made, with its text, and can be tried again from there. */
    CU_ASSERT_TRUE(alerts_becomes(
        &stage.a,
        "SELECT count(*) FROM message WHERE state = 2 AND answer = 400 AND items IS NOT NULL", 1,
        4000));
    receiver_script(stage.a.receiver, well, 1);
    receiver_forget(stage.a.receiver);
    CU_ASSERT_EQUAL(outbox_retry(stage.a.outbox, "main", &count), 0);
    CU_ASSERT_EQUAL(count, 1);
    CU_ASSERT_TRUE(receiver_wait(stage.a.receiver, 1, 4000));
    CU_ASSERT_EQUAL(chain_told(&stage.a, "A pre-care stop was missed"), 1);
    CU_ASSERT_EQUAL(chain_told(&stage.a, h.ref), 1);
    ops_end();
}

/* What `precare outbox stats` prints of the channel `main` on the machine that posts. */
static bool stats_say(const char *what)
{
    struct buf json = {0};
    bool said;

    (void)outbox_stats(stage.a.outbox, &json);
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
    stage_begin(&stage, channels, NULL);
    stage.carries = chain_start(&stage.a, CHAIN_CARRIES);
    stage.posts = chain_start(&stage.a, CHAIN_POSTS);
    CU_ASSERT_TRUE(
        chain_said(&stage.a, "Channel main cannot be used: url-from: there is no such file", 5000));
    CU_ASSERT_TRUE(stats_come_to_say("\"state\":\"unusable\""));
    CU_ASSERT_TRUE(stats_say("\"reason\":\"there is no such file\""));
    CU_ASSERT_EQUAL(alerts_hold(stage.a.outbox, "apt-1", "main"), 0);
    CU_ASSERT_TRUE(
        alerts_becomes(&stage.a, "SELECT count(*) FROM message WHERE state = 1", 1, 5000));
    pause_ms(500);
    CU_ASSERT_EQUAL(receiver_count(stage.a.receiver), 0);
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%u/main\n",
                   (unsigned)receiver_port(stage.a.receiver));
    file_write(path, url);
    CU_ASSERT_EQUAL(outbox_retry(stage.a.outbox, "main", &count),
                    0); /* not in half a minute: now */
    CU_ASSERT_TRUE(receiver_wait(stage.a.receiver, 1, 5000));
    CU_ASSERT_TRUE(stats_come_to_say("\"state\":\"ok\""));
    stage_end(&stage);
}

static void unclear_once(void)
{

    if (!chain_whole()) {
        return;
    }
    ops_begin("  main: {kind: slack, url-from: \"env:ALERTS_MAIN\", rate: none}\n"
              "  ops: {kind: webhook, url-from: \"env:CHAIN_OPS\"}\n",
              "operations: ops\n");
    RECEIVER_SCRIPT(stage.a.receiver, {.body = "{\"ok\":true}"});
    stage.carries = chain_start(&stage.a, CHAIN_CARRIES);
    stage.posts = chain_start(&stage.a, CHAIN_POSTS);
    CU_ASSERT_EQUAL(alerts_hold(stage.a.outbox, "apt-1", "main"), 0);
    CU_ASSERT_TRUE(receiver_wait(ops, 1, 6000));
    CU_ASSERT_EQUAL(alerts_hold(stage.a.outbox, "apt-2", "main"), 0);
    CU_ASSERT_TRUE(receiver_wait(stage.a.receiver, 2, 6000));
    pause_ms(2500);
    CU_ASSERT_EQUAL(receiver_count(stage.a.receiver), 2);
    CU_ASSERT_EQUAL(receiver_count(ops), 1);
    CU_ASSERT_TRUE(stats_say("\"state\":\"unclear\""));
    ops_end();
}

static void two_refused_pause(void)
{
    uint32_t count = 0;

    if (!chain_whole()) {
        return;
    }
    ops_begin("  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", fallback: ops}\n"
              "  ops: {kind: webhook, url-from: \"env:CHAIN_OPS\"}\n",
              NULL);
    RECEIVER_SCRIPT(stage.a.receiver, {.status = 422}, {.status = 422}, {.status = 422},
                    {.status = 422}, {.status = 200});
    stage.carries = chain_start(&stage.a, CHAIN_CARRIES);
    stage.posts = chain_start(&stage.a, CHAIN_POSTS);
    CU_ASSERT_EQUAL(alerts_hold(stage.a.outbox, "apt-1", "main"), 0);
    CU_ASSERT_TRUE(receiver_wait(ops, 1, 6000)); /* at once */
    CU_ASSERT_EQUAL(alerts_hold(stage.a.outbox, "apt-2", "main"), 0);
    CU_ASSERT_TRUE(receiver_wait(ops, 2, 6000));
    CU_ASSERT_TRUE(chain_said(&stage.a, "is paused: it refused two messages in a row", 3000));
    CU_ASSERT_TRUE(stats_come_to_say("\"state\":\"paused\""));
    CU_ASSERT_EQUAL(receiver_count(stage.a.receiver), 4);
    CU_ASSERT_EQUAL(outbox_retry(stage.a.outbox, "main", &count), 0);
    CU_ASSERT_TRUE(receiver_wait(stage.a.receiver, 6, 12000)); /* both */
    ops_end();
}

static void deadline_over(void)
{
    static const struct receiver_answer down[] = {{.status = 503}};
    struct happened h = {.told = {{.channel = "main"}}, .told_count = 1, .start_s = 1000};

    if (!chain_whole()) {
        return;
    }
    ops_begin(TWO, NULL);
    receiver_script(stage.a.receiver, down, 1);
    CU_ASSERT_EQUAL(alerts_record(stage.a.outbox, &h), 0);
    stage.carries = chain_start(&stage.a, CHAIN_CARRIES);
    stage.posts = chain_start(&stage.a, CHAIN_POSTS);
    CU_ASSERT_TRUE(
        alerts_becomes(&stage.a, "SELECT count(*) FROM message WHERE state = 2", 1, 8000));
    CU_ASSERT_TRUE(receiver_wait(ops, 1, 3000));
    ops_end();
}

static const struct test tests[] = {
    {"what the chat refuses for now is tried again, Retry-After is honoured", tried_again},
    {"a chat whose address is gone is paused, the fallback hears it, retry resumes", test_paused},
    {"a channel that is paused while the relay is away is told once it is back",
     paused_without_the_relay},
    {"a message that dies at the chat is dead in its outbox too, and can be revived",
     dies_and_is_revived},
    {"a channel without its secret is unusable at once; what is for it waits, and comes",
     unusable_waits},
    {"a yes that is not understood is posted once and told once", unclear_once},
    {"two messages refused in a row pause the channel, and both come after retry",
     two_refused_pause},
    {"past its deadline a message is dead, and the fallback hears it", deadline_over},
    {0},
};

const struct test_suite test_suites[] = {{"answers", server_up, server_down, tests}, {0}};
