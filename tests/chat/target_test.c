/* SPDX-License-Identifier: MIT
 *
 * What each target is sent for each kind of message: against goldens, within every limit of the
 * target, with hostile text in every field that can reach it. A golden is golden/TARGET.txt;
 * PRECARE_GOLDEN=1 writes them anew, to be read.
 */
#include "chat/target.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chat/sign.h"
#include "base/hash.h"
#include "base/seam.h"
#include "base/text.h"
#include "base/outcomes.h"
#include "precare/precare.h"
#include "support/chat_answers.h"
#include "test.h"

#define GOLDEN PRECARE_SOURCE "/tests/chat/golden"
#define HOLD "A pre-care stop was missed. Open the review list."

static struct config config = {.link = "https://pm.example/visit/{ref}"};

static const struct item one[] = {{.rule = "mn-stop-retinoid",
                                   .say = HOLD,
                                   .who = "physician, lead-nurse",
                                   .severity = PRECARE_HOLD,
                                   .by = BY_VISIT}};
static const struct item many[] = {
    {.say = "Signs of a reaction were charted. Call the patient.",
     .who = "a clinician",
     .severity = PRECARE_URGENT,
     .by = BY_NOW},
    {.say = HOLD, .who = "physician", .severity = PRECARE_HOLD, .by = BY_VISIT},
    {.say = "Read the note of this visit once.", .severity = PRECARE_WARN, .by = BY_TODAY},
};
static const struct item lines[] = {
    {.say = HOLD, .ref = "7K3M-9QXT", .severity = PRECARE_WARN},
    {.say = "A form is missing.", .ref = "0000-0001", .severity = PRECARE_TASK},
};
static const struct item alarm[] = {
    {.say = "Channel clinical-lead is paused: there is no such address (HTTP 404). Nothing is "
            "lost, its messages wait."}};
static const struct item heartbeat[] = {
    {.say =
         "Rules a93b024f31b6 (microneedling 1.0.0: ACTIVE, 149 rules, approved by Dr. A.). Since "
         "yesterday: 42 evaluations, 5 alerts. Waiting: nothing. Paused: no channel. Yesterday 2 "
         "processes made 40 calls (mean of 10 working days: 2.1 and 38.4). Records "
         "precare/outbox/0123456789abcdef 1234 "
         "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}};
static const struct item changes[] = {
    {.say =
         "Rules a93b024f31b6 are in use, reloaded by ann: microneedling 1.0.0 approved by Dr. A."},
    {.say = "mn-keloid: hold became info (looser)"}};
static const struct item clinical[] = {{.say = HOLD,
                                        .title = "Topical retinoid used too close to the session",
                                        .severity = PRECARE_HOLD,
                                        .by = BY_VISIT}};

#define ITEMS(list)                                                                                \
    .items = (struct item *)(uintptr_t)(list), .item_count = sizeof(list) / sizeof(list)[0]
#define VISIT                                                                                      \
    .ref = 0x39C7A5BE1A, .created = INT64_C(1795446000000),                                        \
    .webhook_id = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}

static const struct {
    const char *name;
    struct message m;
} cases[] = {
    {"one finding", {.kind = MESSAGE_ALERT, .severity = PRECARE_HOLD, VISIT, ITEMS(one)}},
    {"many findings, urgent",
     {.kind = MESSAGE_ALERT, .severity = PRECARE_URGENT, VISIT, ITEMS(many)}},
    {"update", {.kind = MESSAGE_UPDATE, .severity = PRECARE_HOLD, VISIT, ITEMS(one)}},
    {"withdrawn", {.kind = MESSAGE_WITHDRAWN, VISIT}},
    {"escalation", {.kind = MESSAGE_ESCALATION, .severity = PRECARE_HOLD, VISIT, ITEMS(one)}},
    {"digest",
     {.kind = MESSAGE_DIGEST,
      .severity = PRECARE_WARN,
      .created = INT64_C(1795446000000),
      .count = 2,
      ITEMS(lines)}},
    {"flood",
     {.kind = MESSAGE_FLOOD,
      .severity = PRECARE_WARN,
      .created = INT64_C(1795446000000),
      .count = 57,
      ITEMS(lines)}},
    {"alarm", {.kind = MESSAGE_ALARM, .created = INT64_C(1795446000000), ITEMS(alarm)}},
    {"over", {.kind = MESSAGE_OVER, .created = INT64_C(1795446000000), ITEMS(alarm)}},
    {"test message", {.kind = MESSAGE_TEST, .created = INT64_C(1795446000000), ITEMS(alarm)}},
    {"heartbeat", {.kind = MESSAGE_HEARTBEAT, .created = INT64_C(1795446000000), ITEMS(heartbeat)}},
    {"rules",
     {.kind = MESSAGE_RULES, .created = INT64_C(1795446000000), .count = 3, ITEMS(changes)}},
    {"demonstration",
     {.kind = MESSAGE_ALERT,
      .severity = PRECARE_HOLD,
      .flags = MESSAGE_DEMONSTRATION,
      VISIT,
      ITEMS(one)}},
    {"drill",
     {.kind = MESSAGE_ALERT, .severity = PRECARE_HOLD, .flags = MESSAGE_DRILL, VISIT, ITEMS(one)}},
    {"clinical detail", {.kind = MESSAGE_ALERT, .severity = PRECARE_HOLD, VISIT, ITEMS(clinical)}},
    {"once more as plain text",
     {.kind = MESSAGE_ALERT,
      .severity = PRECARE_URGENT,
      .flags = MESSAGE_MINIMAL,
      VISIT,
      ITEMS(many)}},
};
#define CASES (sizeof cases / sizeof cases[0])

static char *file_text(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = calloc(1, 1 << 20);

    if (file == NULL || text == NULL) {
        free(text);
        return NULL;
    }
    (void)!fread(text, 1, (1 << 20) - 1, file);
    (void)fclose(file);
    return text;
}

static void golden_of(uint32_t kind)
{
    struct buf text = {0};
    char path[512];
    char *wanted;

    for (size_t i = 0; i < CASES; i++) {
        struct outgoing out;
        json_t *json;
        char *pretty;

        CU_ASSERT_EQUAL_FATAL(target_render(&config, kind, &cases[i].m, &out), 0);
        json = json_loadb(out.body.at, out.body.len, JSON_REJECT_DUPLICATES, NULL);
        CU_ASSERT_PTR_NOT_NULL_FATAL(json);
        pretty = json_dumps(json, JSON_INDENT(2));
        buf_printf(&text, "== %s\n%s%s%s\n", cases[i].name, out.query.at != NULL ? "? " : "",
                   out.query.at != NULL ? out.query.at : "", out.query.at != NULL ? "\n" : "");
        if (out.query.at == NULL) {
            text.len--;
        }
        buf_printf(&text, "%s\n", pretty);
        free(pretty);
        json_decref(json);
        outgoing_end(&out);
    }
    (void)snprintf(path, sizeof path, "%s/%s.txt", GOLDEN, channel_kind_row(kind)->word);
    if (getenv("PRECARE_GOLDEN") != NULL) {
        FILE *file = fopen(path, "w");

        (void)fputs(text.at, file);
        (void)fclose(file);
    }
    wanted = file_text(path);
    if (wanted == NULL || strcmp(wanted, text.at) != 0) {
        printf("%s differs from its golden: it is now\n%s", path, text.at);
        CU_FAIL("the golden text");
    }
    free(wanted);
    buf_end(&text);
}

static void test_goldens(void)
{
    for (uint32_t kind = 1; kind < CHANNEL_KINDS; kind++) {
        golden_of(kind);
    }
}

static void names_do_not_read_as_links(void)
{
    static const struct {
        const char *text, *clean;
    } texts[] = {
        {"See www.evil.example now.", "See www. evil. example now."},
        {"evil.example/path?x=1", "evil. example/path?x=1"},
        {"WWW.x", "WWW. x"},
        {"http://a.example:80/b", "http: //a. example:80/b"},
        {"to me@evil.example.", "to me@evil. example."},
        {"evil.xn--p1ai", "evil. xn--p1ai"},
        /* What is no address stays as it was written: doses, hours, abbreviations, ends of
           sentences. */
        {"0.5ml of 2.5% at 7.30 p.m., e.g. today.", "0.5ml of 2.5% at 7.30 p.m., e.g. today."},
        {"Stop... Call. Version 1.2.3 of 10.0.0.1", "Stop... Call. Version 1.2.3 of 10.0.0.1"},
        {".hidden and end.", ".hidden and end."},
    };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct buf once = {0}, twice = {0};

        buf_text(&once, "a"); /* what stands before is not touched */
        clean_add(&once, texts[i].text, 100);
        CU_ASSERT_STRING_EQUAL(once.at + 1, texts[i].clean);
        clean_add(&twice, once.at + 1, 100);
        CU_ASSERT_STRING_EQUAL(twice.at, texts[i].clean);
        buf_end(&once);
        buf_end(&twice);
    }
}

/* ---- hostile text ---- */

static const char *const hostile[] = {
    "<!channel> <!here> <@U1> <https://evil.example|click>",
    "@everyone @here @channel @all @user",
    "[x](javascript:alert(1)) ![i](https://evil.example/i.png) <img src=x onerror=alert(1)>",
    "<users/all> *bold* _it_ ~s~ `c` > q # h | t",
    "line\none\r\ntwo\x0bthree\x1b[31mred\x07",
    "\xE2\x80\xAE right to left \xE2\x80\xAC \xE2\x81\xA6isolate\xE2\x81\xA9 \xD8\x9C",
    "c1 \xC2\x85 \xC2\x9B zero\xE2\x80\x8Bwidth \xEF\xBB\xBF",
    "bad \xED\xA0\x80 \xC0\xAF \xFF\xFE utf",
    "https://evil.example/phish http://evil.example",
    "www.evil.example evil.example/path WWW.e.example mail@evil.example evil.\xD1\x80\xD1\x84/x",
    "www.\xE2\x80\x8B"
    "evil.\xE2\x81\xA0"
    "example",
    "\"}], \"text\": \"<!channel>\" \\",
    "<script>alert(1)</script>&amp;&lt;",
};
#define HOSTILE (sizeof hostile / sizeof hostile[0])

typedef void (*text_check)(const char *text, void *context);

static void texts_each(const json_t *json, text_check check, void *context)
{
    const char *key;
    json_t *value;
    size_t i;

    if (json_is_string(json)) {
        check(json_string_value(json), context);
    }
    json_object_foreach((json_t *)(uintptr_t)json, key, value)
    {
        texts_each(value, check, context);
    }
    json_array_foreach(json, i, value)
    {
        texts_each(value, check, context);
    }
}

static uint32_t checked_kind;

/* What no text of any target may hold. */
static void text_is_safe(const char *text, void *context)
{
    size_t len = strlen(text);
    const char *link;

    (void)context;
    CU_ASSERT_TRUE(utf8_valid(text, len, NULL));
    for (size_t at = 0; at < len;) {
        uint32_t n, c = utf8_next(text + at, len - at, &n);
        bool zero_width_of_ours = c == 0x200B && at > 0 && text[at - 1] == '@';
        bool hidden = (c < 0x20 && c != '\n') || (c >= 0x7f && c < 0xa0) ||
                      (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x61C ||
                      c == 0xFEFF || (c == 0x200B && !zero_width_of_ours);

        if (hidden) {
            printf("U+%04X in: %s\n", c, text);
            CU_FAIL("nothing hidden");
        }
        at += n;
    }
    for (link = strstr(text, "://"); link != NULL; link = strstr(link + 3, "://")) {
        bool ours = strncmp(link, "://pm.example/", 14) == 0 ||
                    strncmp(link, "://adaptivecards.io/", 20) == 0;

        CU_ASSERT_TRUE(ours);
    }
    CU_ASSERT_PTR_NULL(strstr(text, "evil.example"));
    CU_ASSERT_PTR_NULL(strstr(text, "evil.\xD1"));
    CU_ASSERT_PTR_NULL(strstr(text, "www.e"));
    CU_ASSERT_PTR_NULL(strstr(text, "WWW.e"));
    if (checked_kind == CHANNEL_SLACK) {
        CU_ASSERT_PTR_NULL(strchr(text, '<'));
        CU_ASSERT_PTR_NULL(strchr(text, '>'));
    }
    if (checked_kind == CHANNEL_MATTERMOST || checked_kind == CHANNEL_ROCKET_CHAT ||
        checked_kind == CHANNEL_DISCORD) {
        CU_ASSERT_PTR_NULL(strstr(text, "@here"));
        CU_ASSERT_PTR_NULL(strstr(text, "@everyone"));
        CU_ASSERT_PTR_NULL(strstr(text, "[x]("));
    }
    if (checked_kind == CHANNEL_GOOGLE_CHAT) {
        CU_ASSERT_PTR_NULL(strstr(text, "<users"));
        CU_ASSERT_PTR_NULL(strstr(text, "<script"));
    }
}

static void html_is_safe(const json_t *body)
{
    const char *html = json_string_value(json_object_get(body, "html"));

    for (const char *at = html != NULL ? strchr(html, '<') : NULL; at != NULL;
         at = strchr(at + 1, '<')) {
        CU_ASSERT_TRUE(strncmp(at, "<br>", 4) == 0 ||
                       strncmp(at, "<a href=\"https://pm.example/", 28) == 0 ||
                       strncmp(at, "</a>", 4) == 0);
    }
}

static void limits_hold(uint32_t kind, const struct outgoing *out, const json_t *body)
{
    const json_t *embed = json_array_get(json_object_get(body, "embeds"), 0);
    const json_t *blocks = json_object_get(body, "blocks");
    const char *text = json_string_value(json_object_get(body, "text"));
    const char *content = json_string_value(json_object_get(body, "content"));
    size_t i;
    json_t *block;

    switch (kind) {
    case CHANNEL_SLACK:
        CU_ASSERT_TRUE(json_array_size(blocks) <= 50);
        json_array_foreach(blocks, i, block)
        {
            const char *type = json_string_value(json_object_get(block, "type"));
            const char *say =
                json_string_value(json_object_get(json_object_get(block, "text"), "text"));

            if (say != NULL) {
                CU_ASSERT_TRUE(utf8_count(say, strlen(say)) <=
                               (strcmp(type, "header") == 0 ? 150 : 3000));
            }
        }
        CU_ASSERT_TRUE(json_is_false(json_object_get(body, "unfurl_links")));
        CU_ASSERT_TRUE(json_is_false(json_object_get(body, "unfurl_media")));
        break;
    case CHANNEL_TEAMS: CU_ASSERT_TRUE(out->body.len <= 20 * 1024); break;
    case CHANNEL_GOOGLE_CHAT:
        CU_ASSERT_TRUE(out->body.len <= 32000);
        CU_ASSERT_PTR_NOT_NULL(strstr(out->query.at, "requestId="));
        break;
    case CHANNEL_MATTERMOST: CU_ASSERT_TRUE(utf8_count(text, strlen(text)) <= 16383); break;
    case CHANNEL_ROCKET_CHAT:
        CU_ASSERT_TRUE(utf8_count(text, strlen(text)) <= 5000);
        CU_ASSERT_TRUE(json_is_false(json_object_get(body, "parseUrls")));
        break;
    case CHANNEL_DISCORD: {
        const char *title = json_string_value(json_object_get(embed, "title"));
        const char *description = json_string_value(json_object_get(embed, "description"));
        size_t all = (title != NULL ? utf8_count(title, strlen(title)) : 0) +
                     (description != NULL ? utf8_count(description, strlen(description)) : 0);

        CU_ASSERT_TRUE(all <= 6000);
        CU_ASSERT_TRUE(title == NULL || utf8_count(title, strlen(title)) <= 256);
        CU_ASSERT_TRUE(description == NULL || utf8_count(description, strlen(description)) <= 4096);
        CU_ASSERT_TRUE(content == NULL || utf8_count(content, strlen(content)) <= 2000);
        CU_ASSERT_EQUAL(
            json_array_size(json_object_get(json_object_get(body, "allowed_mentions"), "parse")),
            0);
        CU_ASSERT_TRUE(
            json_is_array(json_object_get(json_object_get(body, "allowed_mentions"), "parse")));
        CU_ASSERT_STRING_EQUAL(out->query.at, "wait=true");
        break;
    }
    case CHANNEL_MATRIX: html_is_safe(body); break;
    default: CU_ASSERT_TRUE(out->body.len <= 64 * 1024); break;
    }
}

static void check_message(uint32_t kind, const struct message *m)
{
    struct outgoing out;
    json_error_t error;
    json_t *body;

    CU_ASSERT_EQUAL_FATAL(target_render(&config, kind, m, &out), 0);
    body = json_loadb(out.body.at, out.body.len, JSON_REJECT_DUPLICATES, &error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(body);
    checked_kind = kind;
    texts_each(body, text_is_safe, NULL);
    limits_hold(kind, &out, body);
    json_decref(body);
    outgoing_end(&out);
}

static void hostile_text_is_harmless(void)
{
    for (uint32_t kind = 1; kind < CHANNEL_KINDS; kind++) {
        for (size_t h = 0; h < HOSTILE; h++) {
            for (uint32_t flags = 0; flags <= MESSAGE_MINIMAL; flags += MESSAGE_MINIMAL) {
                struct item items[] = {{.say = hostile[h],
                                        .who = hostile[h],
                                        .title = hostile[h],
                                        .severity = PRECARE_HOLD,
                                        .by = BY_NOW,
                                        .ref = hostile[h]}};
                struct message m = {.kind = MESSAGE_ALERT,
                                    .severity = PRECARE_HOLD,
                                    .flags = flags,
                                    VISIT,
                                    .items = items,
                                    .item_count = 1};

                check_message(kind, &m);
                m.kind = MESSAGE_FLOOD;
                m.count = 1000000;
                check_message(kind, &m);
            }
        }
    }
}

static void long_texts_stay_within_the_limits(void)
{
    static char say[10001], wide[12001];
    struct item items[MESSAGE_ITEMS];
    const char *texts[3] = {say, wide,
                            "**__``\\\\@@<<>>&&\"\"''[[]](())**__``\\\\@@<<>>&&\"\"''[[]](())"};

    memset(say, 'a', sizeof say - 1);
    for (size_t i = 0; i + 4 < sizeof wide; i += 4) {
        memcpy(wide + i, "\xF0\x9F\x9A\xA8", 4);
    }
    for (uint32_t kind = 1; kind < CHANNEL_KINDS; kind++) {
        for (size_t t = 0; t < 3; t++) {
            for (uint32_t flags = 0; flags <= MESSAGE_MINIMAL; flags += MESSAGE_MINIMAL) {
                for (uint32_t i = 0; i < MESSAGE_ITEMS; i++) {
                    items[i] = (struct item){.say = texts[t],
                                             .who = texts[t],
                                             .title = texts[t],
                                             .severity = PRECARE_HOLD,
                                             .by = BY_VISIT};
                }
                struct message m = {.kind = MESSAGE_ALERT,
                                    .severity = PRECARE_HOLD,
                                    .flags = flags,
                                    VISIT,
                                    .items = items,
                                    .item_count = MESSAGE_ITEMS};
                check_message(kind, &m);
            }
        }
    }
}

static void severity_is_a_word_and_a_sign(void)
{
    for (uint32_t kind = 1; kind < CHANNEL_KINDS; kind++) {
        struct outgoing out;

        CU_ASSERT_EQUAL(target_render(&config, kind, &cases[0].m, &out), 0);
        CU_ASSERT_PTR_NOT_NULL(strstr(out.body.at, "HOLD"));
        CU_ASSERT_PTR_NOT_NULL(strstr(out.body.at, outcome_row(PRECARE_HOLD)->picture));
        CU_ASSERT_PTR_NOT_NULL(strstr(out.body.at, "before the visit"));
        CU_ASSERT_PTR_NOT_NULL(strstr(out.body.at, "pm.example/visit/"));
        /* a rule's name may tell what is wrong */
        CU_ASSERT_PTR_NULL(strstr(out.body.at, "mn-stop-retinoid"));
        outgoing_end(&out);
    }
}

/* ---- answers ---- */

static const struct {
    uint32_t kind;
    struct reply reply;
    enum verdict verdict;
    int64_t wait_ms;
} answers[] = {
    {CHANNEL_SLACK, {.status = 200, .body = "ok"}, VERDICT_DONE, -1},
    {CHANNEL_SLACK, {.status = 200, .body = "ok\r\n"}, VERDICT_DONE, -1},
    /* An `error` that says nothing is none; one that says something is, whatever its kind. */
    {CHANNEL_TEAMS, {.status = 200, .body = "{\"error\":null}"}, VERDICT_UNCLEAR, -1},
    {CHANNEL_TEAMS, {.status = 200, .body = "{\"error\":false}"}, VERDICT_UNCLEAR, -1},
    {CHANNEL_TEAMS, {.status = 200, .body = "{\"error\":0}"}, VERDICT_UNCLEAR, -1},
    {CHANNEL_TEAMS, {.status = 200, .body = "{\"error\":0.0}"}, VERDICT_UNCLEAR, -1},
    {CHANNEL_TEAMS, {.status = 200, .body = "{\"error\":\"\"}"}, VERDICT_UNCLEAR, -1},
    {CHANNEL_TEAMS, {.status = 200, .body = " {\"error\": []}\n"}, VERDICT_UNCLEAR, -1},
    {CHANNEL_TEAMS, {.status = 200, .body = "{\"error\":{}}"}, VERDICT_UNCLEAR, -1},
    {CHANNEL_TEAMS, {.status = 200, .body = "{\"error\":[0]}"}, VERDICT_RETRY, -1},
    {CHANNEL_TEAMS, {.status = 200, .body = "{\"error\":true}"}, VERDICT_RETRY, -1},
    {CHANNEL_TEAMS, {.status = 200, .body = "{\"error\":1}"}, VERDICT_RETRY, -1},
    {CHANNEL_TEAMS, {.status = 200, .body = "{\"error\":\"x\"}"}, VERDICT_RETRY, -1},
    {CHANNEL_TEAMS, {.status = 200, .body = "{\"error\":{\"x\":null}}"}, VERDICT_RETRY, -1},
    {CHANNEL_MATRIX, {.status = 200, .body = "{\"ok\":false}"}, VERDICT_RETRY, -1},
    /* A word counts where the chat puts it, and nowhere else: what was posted may come back. */
    {CHANNEL_TEAMS,
     {.status = 400, .body = "{\"text\":\"WorkflowTriggerIsNotEnabled\"}"},
     VERDICT_REFUSED,
     -1},
    {CHANNEL_TEAMS,
     {.status = 400, .body = "{\"error\":{\"code\":\"WorkflowTriggerIsNotEnabled?\"}}"},
     VERDICT_REFUSED,
     -1},
    {CHANNEL_SLACK, {.status = 400, .body = "is no_service"}, VERDICT_REFUSED, -1},
    {CHANNEL_SLACK, {.status = 400, .body = "no_service\n"}, VERDICT_PAUSE, -1},
    {CHANNEL_WEBHOOK, {.status = 400, .body = "no_service"}, VERDICT_REFUSED, -1},
    /* No JSON after all. */
    {CHANNEL_DISCORD, {.status = 200, .body = "{\"id\": \"1\""}, VERDICT_UNCLEAR, -1},
    {CHANNEL_DISCORD, {.status = 200, .body = "[\"id\"]"}, VERDICT_UNCLEAR, -1},
    {CHANNEL_MATTERMOST, {.status = 200, .body = "<html>"}, VERDICT_RETRY, -1},
    {CHANNEL_WEBHOOK, {.status = 204, .body = "<html>"}, VERDICT_DONE, -1},
    /* What no page was needed for: the statuses alone. */
    {CHANNEL_SLACK, {.status = 402, .body = ""}, VERDICT_REFUSED, -1},
    {CHANNEL_SLACK, {.status = 405, .body = ""}, VERDICT_PAUSE, -1},
    {CHANNEL_SLACK, {.status = 407, .body = ""}, VERDICT_PAUSE, -1},
    {CHANNEL_SLACK, {.status = 408, .body = ""}, VERDICT_RETRY, -1},
    {CHANNEL_SLACK, {.status = 409, .body = ""}, VERDICT_REFUSED, -1},
    {CHANNEL_WEBHOOK, {.status = 409, .body = ""}, VERDICT_DONE, -1},
    {CHANNEL_WEBHOOK, {.status = 418, .body = ""}, VERDICT_REFUSED, -1},
    {CHANNEL_WEBHOOK, {.status = 425, .body = ""}, VERDICT_RETRY, -1},
    {CHANNEL_WEBHOOK, {.status = 599, .body = ""}, VERDICT_RETRY, -1},
    {CHANNEL_WEBHOOK, {.status = 150, .body = ""}, VERDICT_RETRY, -1},
    /* What an answer asks to wait: in its head, or in its body where the target says so. */
    {CHANNEL_SLACK, {.status = 429, .body = "", .wait_ms = 7000}, VERDICT_RETRY, 7000},
    {CHANNEL_SLACK, {.status = 429, .body = "{\"retry_after\": 3}"}, VERDICT_RETRY, -1},
    {CHANNEL_DISCORD, {.status = 429, .body = "{\"retry_after\": 0.65}"}, VERDICT_RETRY, 650},
    {CHANNEL_DISCORD, {.status = 429, .body = "{\"retry_after\": 2}"}, VERDICT_RETRY, 2000},
    {CHANNEL_DISCORD,
     {.status = 429, .body = "{\"retry_after\": 2}", .wait_ms = 3000},
     VERDICT_RETRY,
     3000},
    {CHANNEL_DISCORD, {.status = 429, .body = "{\"retry_after\": -2}"}, VERDICT_RETRY, -1},
    {CHANNEL_DISCORD, {.status = 429, .body = "{\"retry_after\": \"soon\"}"}, VERDICT_RETRY, -1},
    {CHANNEL_DISCORD, {.status = 429, .body = "{\"retry_after\": "}, VERDICT_RETRY, -1},
    {CHANNEL_DISCORD,
     {.status = 429, .body = "{\"retry_after\": 1e30}"},
     VERDICT_RETRY,
     TARGET_WAIT_MOST_MS},
};

static void an_answer_means_what_its_target_says(void)
{
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        struct reply reply = answers[i].reply;
        struct judgement j;

        reply.wait_ms = reply.wait_ms > 0 ? reply.wait_ms : -1;
        target_judge(answers[i].kind, &reply, &j);
        if (j.verdict != answers[i].verdict || j.wait_ms != answers[i].wait_ms) {
            printf("%s: %d %s: verdict %d, wait %lld\n", channel_kind_row(answers[i].kind)->word,
                   reply.status, reply.body, (int)j.verdict, (long long)j.wait_ms);
            CU_FAIL("the verdict or the wait");
        }
    }
}

/* Whatever comes back is judged: every answer of the table with bytes of it changed, cut short. */
static void any_answer_is_judged(void)
{
    uint32_t random = 11, seen[VERDICT_PAUSE + 1] = {0};

    for (int n = 0; n < 40000; n++) {
        const struct chat_answer *row = &chat_answers[(uint32_t)n % chat_answer_count];
        size_t len = strlen(row->body);
        char *body = mem_text(row->body, len);
        struct reply reply = {.status = 100 + n % 500, .body = body, .wait_ms = -1};
        struct judgement j;

        random = random * 1664525u + 1013904223u;
        reply.status = (random & 1) != 0 ? row->status : reply.status;
        for (uint32_t i = 0; len > 0 && i < (random >> 4) % 4; i++) {
            random = random * 1664525u + 1013904223u;
            body[(random >> 8) % len] = (char)(random >> 24);
        }
        if (len > 0 && (random & 6) == 6) {
            body[(random >> 12) % len] = '\0';
        }
        target_judge(1 + (uint32_t)n % (CHANNEL_KINDS - 1), &reply, &j);
        CU_ASSERT_TRUE_FATAL((uint32_t)j.verdict <= VERDICT_PAUSE);
        CU_ASSERT_TRUE(j.words != NULL && j.remedy != NULL && j.wait_ms <= TARGET_WAIT_MOST_MS);
        seen[j.verdict]++;
        mem_drop(body);
    }
    for (size_t v = 0; v <= VERDICT_PAUSE; v++) {
        CU_ASSERT_TRUE(seen[v] > 0);
    }
}

/* A row without its file does not link; this is what a row can leave out. */
static void each_kind_has_all_its_columns(void)
{
    for (uint32_t kind = 1; kind < CHANNEL_KINDS; kind++) {
        const struct channel_kind_row *row = channel_kind_row(kind);
        const struct target *target = target_of(kind);

        CU_ASSERT_PTR_NOT_NULL_FATAL(target);
        CU_ASSERT_TRUE((target->render != NULL) != (target->rich.key != NULL));
        CU_ASSERT_TRUE((target->render_plain != NULL) != (target->plain.key != NULL));
        CU_ASSERT_TRUE(target->limit > 0 && row->rate_count > 0 && row->burst > 0);
        CU_ASSERT_TRUE(row->word != NULL && strlen(row->word) > 0);
    }
    CU_ASSERT_PTR_NULL(target_of(CHANNEL_NO_KIND));
    CU_ASSERT_PTR_NULL(target_of(CHANNEL_KINDS));
    CU_ASSERT_PTR_NULL(channel_kind_row(CHANNEL_KINDS)->word);
}

static void cuts_on_code_points(void)
{
    struct buf out = {0};

    clean_add(&out, "abc\xF0\x9F\x9A\xA8", 4);
    CU_ASSERT_STRING_EQUAL(out.at, "abc\xF0\x9F\x9A\xA8");
    out.len = 0;
    clean_add(&out,
              "abc\xF0\x9F\x9A\xA8"
              "d",
              4);
    CU_ASSERT_STRING_EQUAL(out.at, "abc\xE2\x80\xA6");
    out.len = 0;
    clean_add(&out, "  a \n\t b  ", 10);
    CU_ASSERT_STRING_EQUAL(out.at, "a b");
    out.len = 0;
    clean_add(&out, "a\xED\xA0\x80z", 10);
    CU_ASSERT_STRING_EQUAL(out.at, "az");
    buf_end(&out);
}

/* ---- the signature ---- */

static void signature_of_the_standard(void)
{
    /* The example of the Standard Webhooks libraries. */
    static const char body[] = "{\"test\": 2432232314}";
    struct buf signature = {0};

    CU_ASSERT_EQUAL(sign_add("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                             "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body, strlen(body),
                             &signature),
                    0);
    CU_ASSERT_STRING_EQUAL(signature.at, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    CU_ASSERT_EQUAL(sign_add("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "id", 1, "x", 1, &signature),
                    0);
    CU_ASSERT_PTR_NOT_NULL(strstr(signature.at, "= v1,"));
    buf_end(&signature);
    CU_ASSERT_EQUAL(sign_add("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "id", 1, "x", 1, &signature), -1);
    CU_ASSERT_EQUAL(sign_add("whsec_!!", "id", 1, "x", 1, &signature), -1);
    CU_ASSERT_EQUAL(sign_add("whsec_AAAA", "id", 1, "x", 1, &signature), -1);
    buf_end(&signature);
}

static const struct test tests[] = {
    {"each target and kind of message is its golden", test_goldens},
    {"a name of a machine does not read as a link; a dose stays a dose",
     names_do_not_read_as_links},
    {"hostile text is harmless in every target", hostile_text_is_harmless},
    {"long texts stay within each target's limits", long_texts_stay_within_the_limits},
    {"severity is a word and a sign; by when is relative; the rule is not named",
     severity_is_a_word_and_a_sign},
    {"an answer means what its target's columns say", an_answer_means_what_its_target_says},
    {"whatever an answer holds, it is judged", any_answer_is_judged},
    {"each kind of channel has all its columns", each_kind_has_all_its_columns},
    {"text is cut on code points", cuts_on_code_points},
    {"the signature is that of Standard Webhooks", signature_of_the_standard},
    {0},
};

const struct test_suite test_suites[] = {{"target", NULL, NULL, tests}, {0}};
