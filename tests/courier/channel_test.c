/* SPDX-License-Identifier: MIT
 *
 * `precare channel test`: what is said of each answer of each kind of target, of each fault of the
 * network and of each secret that cannot be used, with its remedy; against a golden
 * (golden/channel-test.txt; PRECARE_GOLDEN=1 writes it anew).
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "courier/courier.h"
#include "courier/http.h"
#include "support/alerts.h"
#include "test.h"

#define GOLDEN PRECARE_SOURCE "/tests/courier/golden/channel-test.txt"
#define SECRET "hush-77aa"

static struct receiver *receiver;
static char dir[256];

static const char *channel_place(const char *name)
{
    static char text[400];

    (void)snprintf(text, sizeof text, "%s/%s", dir, name);
    return text;
}

/* The words of one test, with the directory as DIR. */
static void channel_tried(struct buf *all, const char *what, const char *channel, const char *more)
{
    char line[600];
    struct config *config;
    struct buf words = {0};
    const char *at, *found;
    int code;

    (void)snprintf(line, sizeof line, "  main: {%s}\n", channel);
    config = alerts_config(dir, receiver_port(receiver), NULL, NULL);
    config_free(&config);
    config = alerts_config(dir, 1, line, more);
    CU_ASSERT_PTR_NOT_NULL_FATAL(config);
    code = courier_test(config, 0, &words);
    CU_ASSERT_PTR_NULL(strstr(words.at, SECRET));
    CU_ASSERT_EQUAL(code == 0, strstr(words.at, "main: delivered") == words.at);
    CU_ASSERT_EQUAL(code == 0 && strstr(words.at, "not understood") == NULL,
                    strstr(words.at, "what to do: ") == NULL);
    buf_printf(all, "== %s: exit %d\n", what, code);
    for (at = words.at; (found = strstr(at, dir)) != NULL; at = found + strlen(dir)) {
        buf_add(all, at, (size_t)(found - at));
        buf_text(all, "DIR");
    }
    buf_text(all, at);
    buf_end(&words);
    config_free(&config);
}

static void url_set(const char *text)
{
    (void)setenv("CHANNEL_URL", text, 1);
}

static void url_of_receiver(void)
{
    char url[128];

    (void)snprintf(url, sizeof url, "http://127.0.0.1:%u/%s", (unsigned)receiver_port(receiver),
                   SECRET);
    url_set(url);
}

static void channel_answers(struct buf *all)
{
    static const struct {
        const char *name;
        struct receiver_answer answer;
    } rows[] = {
        {"200 ok", {.body = "ok"}},
        {"202", {.status = 202, .body = ""}},
        {"204", {.status = 204, .body = ""}},
        {"200 with no_service", {.body = "no_service"}},
        {"200 with success:false", {.body = "{\"success\":false}"}},
        {"200 with an error", {.body = "{\"error\":{\"code\":400}}"}},
        {"200 with a failure in words",
         {.body = "Webhook message delivery failed with error: Microsoft Teams endpoint returned "
                  "HTTP error 404"}},
        {"200 with a page", {.body = "<html>Sign in</html>"}},
        {"301", {.status = 301, .headers = "Location: https://elsewhere.example/\r\n"}},
        {"307", {.status = 307, .headers = "Location: https://elsewhere.example/\r\n"}},
        {"400", {.status = 400, .body = "invalid_payload"}},
        {"401", {.status = 401}},
        {"403", {.status = 403, .body = "action_prohibited"}},
        {"404", {.status = 404, .body = "no_team"}},
        {"408", {.status = 408}},
        {"410", {.status = 410, .body = "channel_is_archived"}},
        {"413", {.status = 413}},
        {"418", {.status = 418}},
        {"425", {.status = 425}},
        {"429", {.status = 429, .headers = "Retry-After: 7\r\n"}},
        {"429 with a float", {.status = 429, .body = "{\"retry_after\": 1.65}"}},
        {"500", {.status = 500}},
        {"503", {.status = 503, .headers = "Retry-After: 30\r\n"}},
    };
    char channel[100], what[200];

    url_of_receiver();
    for (uint32_t k = 1; k < CHANNEL_KINDS; k++) {
        const char *kind = channel_kind_row(k)->word;

        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            receiver_script(receiver, &rows[i].answer, 1);
            (void)snprintf(channel, sizeof channel, "kind: %s, url-from: \"env:CHANNEL_URL\"",
                           kind);
            (void)snprintf(what, sizeof what, "%s, %s", kind, rows[i].name);
            channel_tried(all, what, channel, NULL);
        }
    }
}

/* libcurl calls the first of these a lack of memory. */
static void headers_without_end(struct buf *all, const char *channel)
{
    struct buf one = {0}, many = {0};

    buf_text(&one, "X-Long: ");
    while (one.len < 300000) {
        buf_text(&one, "0123456789abcdef");
        buf_printf(&many, "X-Header-%zu: and so on\r\n", many.len);
    }
    buf_text(&one, "\r\n");
    const struct receiver_answer answers[] = {{.headers = one.at}, {.headers = many.at}};

    url_of_receiver();
    for (size_t i = 0; i < 2; i++) {
        receiver_script(receiver, &answers[i], 1);
        channel_tried(all, i == 0 ? "a header without end" : "headers without end", channel, NULL);
    }
    RECEIVER_SCRIPT(receiver, {.body = "ok"});
    buf_end(&one);
    buf_end(&many);
}

static void channel_networks(struct buf *all)
{
    static const struct {
        const char *name;
        struct receiver_answer answer;
    } rows[] = {
        {"says nothing", {.fault = RECEIVER_HANGS}},
        {"a byte a second", {.fault = RECEIVER_DRIPS}},
        {"breaks off", {.fault = RECEIVER_BREAKS_OFF}},
        {"closes", {.fault = RECEIVER_CLOSES}},
    };
    struct http_limits before = http_limits;
    const char *channel = "kind: webhook, url-from: \"env:CHANNEL_URL\"";
    char url[128];

    headers_without_end(all, channel);
    http_limits = (struct http_limits){400, 400};
    url_of_receiver();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        receiver_script(receiver, &rows[i].answer, 1);
        channel_tried(all, rows[i].name, channel, NULL);
    }
    (void)snprintf(url, sizeof url, "https://127.0.0.1:%u/%s", (unsigned)receiver_port(receiver),
                   SECRET);
    url_set(url);
    receiver_script(receiver, &rows[3].answer, 1);
    channel_tried(all, "TLS to what speaks none", channel, NULL);
    http_limits = before;
    url_set("http://127.0.0.1:1/" SECRET);
    channel_tried(all, "nobody there", channel, NULL);
    url_set("https://127.0.0.1:1/" SECRET);
    channel_tried(all, "a private address", channel, "allow-plain-http: none\n");
    url_set("http://127.0.0.1:1/" SECRET);
    channel_tried(all, "plain http", channel, "allow-plain-http: none\n");
    url_set("http://192.0.2.1/" SECRET);
    channel_tried(all, "plain http to elsewhere", channel, NULL);
    url_set("https://[fd00::1]/" SECRET);
    channel_tried(all, "a private address of IPv6", channel, NULL);
    url_set("https:///" SECRET);
    channel_tried(all, "no host", channel, NULL);
    url_set("https://chat.example/" SECRET "#x");
    channel_tried(all, "a fragment", channel, NULL);
    url_set("slack.com/" SECRET);
    channel_tried(all, "no scheme", channel, NULL);
}

static void secret_file(const char *name, const char *text, mode_t mode)
{
    int fd = open(channel_place(name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

    CU_ASSERT_TRUE(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    (void)fchmod(fd, mode);
    (void)close(fd);
}

static void channel_tries_secrets(struct buf *all)
{
    char channel[500];

    (void)unsetenv("CHANNEL_URL");
    channel_tried(all, "a variable that is not there", "kind: slack, url-from: \"env:CHANNEL_URL\"",
                  NULL);
    (void)snprintf(channel, sizeof channel, "kind: slack, url-from: \"file:%s\"",
                   channel_place("url"));
    channel_tried(all, "a file that is not there", channel, NULL);
    secret_file("url", "https://chat.example/" SECRET "\n", 0644);
    channel_tried(all, "a file that others may read", channel, NULL);
    secret_file("url", "https://chat.example/" SECRET "\n", 0660);
    channel_tried(all, "a file that its group may write", channel, NULL);
    secret_file("url", "", 0600);
    channel_tried(all, "an empty file", channel, NULL);
    secret_file("url", "https://chat.example/" SECRET "\nhttps://second.example/\n", 0600);
    channel_tried(all, "two lines", channel, NULL);
    CU_ASSERT_EQUAL(unlink(channel_place("url")), 0);
    CU_ASSERT_EQUAL(symlink("/etc/hostname", channel_place("url")), 0);
    channel_tried(all, "a link", channel, NULL);
    secret_file("key", "not-a-key", 0600);
    url_of_receiver();
    (void)snprintf(channel, sizeof channel,
                   "kind: webhook, url-from: \"env:CHANNEL_URL\", sign-with: \"file:%s\"",
                   channel_place("key"));
    channel_tried(all, "no signing key", channel, NULL);
    secret_file("key", "whsec_c2hvcnQ=\n", 0600);
    channel_tried(all, "a short signing key", channel, NULL);
    CU_ASSERT_EQUAL(unlink(channel_place("key")), 0);
    channel_tried(all, "a signing key that is not there", channel, NULL);
}

static void said_with_its_remedy(void)
{
    struct buf all = {0};
    char *wanted = calloc(1, 1 << 20);
    FILE *file;

    (void)snprintf(dir, sizeof dir, "%s/channel", test_directory());
    (void)mkdir(dir, 0700);
    receiver = receiver_start(0);
    channel_answers(&all);
    channel_networks(&all);
    channel_tries_secrets(&all);
    receiver_stop(&receiver);
    if (getenv("PRECARE_GOLDEN") != NULL) {
        file = fopen(GOLDEN, "w");
        (void)fputs(all.at, file);
        (void)fclose(file);
    }
    file = fopen(GOLDEN, "r");
    if (file != NULL) {
        (void)!fread(wanted, 1, (1 << 20) - 1, file);
        (void)fclose(file);
    }
    if (strcmp(wanted, all.at) != 0) {
        printf("differs from its golden: it is now\n%s", all.at);
        CU_FAIL("the golden text");
    }
    free(wanted);
    buf_end(&all);
}

static void names_that_are_none(void)
{
    struct buf words = {0};
    struct config *config;

    receiver = receiver_start(0);
    (void)snprintf(dir, sizeof dir, "%s/channel", test_directory());
    url_set("https://no-such-host.invalid/" SECRET);
    config = alerts_config(dir, 1, "  main: {kind: slack, url-from: \"env:CHANNEL_URL\"}\n", NULL);
    CU_ASSERT_EQUAL(courier_test(config, 0, &words), 1);
    /* Which of the two depends on this machine's name servers. */
    CU_ASSERT_TRUE(strstr(words.at, "the name of the chat's host cannot be found") != NULL ||
                   strstr(words.at, "the name servers did not answer in time") != NULL);
    CU_ASSERT_PTR_NOT_NULL(strstr(words.at, "what to do: check the host in url-from"));
    CU_ASSERT_PTR_NULL(strstr(words.at, SECRET));
    buf_end(&words);
    config_free(&config);
    receiver_stop(&receiver);
}

static const struct test tests[] = {
    {"each answer, fault of the network and secret is told in plain words with its remedy",
     said_with_its_remedy},
    {"a name that nobody has is told", names_that_are_none},
    {0},
};

const struct test_suite test_suites[] = {{"channel test", NULL, NULL, tests}, {0}};
