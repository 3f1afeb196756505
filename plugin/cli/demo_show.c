/* SPDX-License-Identifier: MIT
 *
 * Two columns: what the front desk sees of a visit, and what the team chat received.
 * Single-threaded; prints to stdout.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/outcomes.h"
#include "base/overall.h"
#include "base/words.h"
#include "cli/demo.h"
#include "cli/desk_questions.h"

#define LEFT 54
#define RIGHT 54
#define LINES 60

struct column {
    char lines[LINES][LEFT * 4 + 1];
    uint32_t count;
};

/* Breaks a text into the column's lines at spaces; further lines of it begin with the indent. */
static void demo_show_add(struct column *column, size_t width, const char *indent, const char *text)
{
    size_t len = strlen(text), at = 0;

    while (at < len && column->count < LINES) {
        const char *before = at ? indent : "";
        size_t room = width - utf8_count(before, strlen(before));
        size_t end = at + utf8_cut(text + at, len - at, room);

        if (end < len) {
            size_t space = end;

            while (space > at && text[space] != ' ') {
                space--;
            }
            end = space > at ? space : end;
        }
        (void)snprintf(column->lines[column->count++], sizeof column->lines[0], "%s%.*s", before,
                       (int)(end - at), text + at);
        for (at = end; text[at] == ' ';) {
            at++;
        }
    }
}

static void add_finding(struct column *desk, const precare_finding *f)
{
    char line[512];

    (void)snprintf(line, sizeof line, "%s %s: %s", outcome_row(f->outcome)->sign,
                   word_of(&words_outcome, f->outcome), f->say);
    demo_show_add(desk, LEFT, "   ", line);
    for (uint32_t i = 0; i < f->tasks.count; i++) {
        const precare_task *task =
            (const void *)((const char *)f->tasks.items + (size_t)i * f->tasks.stride);

        (void)snprintf(line, sizeof line, "   %s %s: %s", task->until != NULL ? "until" : "due",
                       task->until != NULL ? task->until
                       : task->due != NULL ? task->due
                                           : "as agreed",
                       task->what);
        demo_show_add(desk, LEFT, "   ", line);
    }
    if (f->move_to != NULL) {
        (void)snprintf(line, sizeof line, "   earliest suggested date: %s", f->move_to);
        demo_show_add(desk, LEFT, "   ", line);
    }
}

static struct desk_question demo_question(const precare_question *q)
{
    return (struct desk_question){.about = q->about,
                                  .of = word_of(&words_asked_of, q->of),
                                  .state = word_of(&words_open_state, q->state),
                                  .since = q->since,
                                  .from = word_of(&words_moment, q->from),
                                  .again_from = q->again_from,
                                  .answer_by = word_of(&words_moment, q->answer_by),
                                  .first = q->first,
                                  .asks = q->ask.count};
}

#define TOGETHER 40 /* groups of one line: ten parts, four to ask */

static void add_questions(struct column *desk, const precare_result *result)
{
    const unsigned char *items = result->questions.items;

    for (uint32_t at = 0; at < result->questions.count;) {
        struct desk_question run[TOGETHER];
        struct buf line = {0};
        size_t n = 0;

        for (; n < TOGETHER && at + n < result->questions.count; n++) {
            run[n] = demo_question((const void *)(items + (at + n) * result->questions.stride));
        }
        n = desk_together(run, n);
        buf_text(&line, "? ");
        desk_say(run, n, &line);
        demo_show_add(desk, LEFT, "  ", line.at != NULL ? line.at : "");
        buf_end(&line);
        at += (uint32_t)n;
    }
}

#define FINDINGS_SHOWN 6

static void fill_desk(struct column *desk, const precare_result *result)
{
    char line[256];
    uint32_t told = 0;
    struct waiting waiting = waiting_of(result);
    struct buf overall = {0};

    overall_say(result->overall, &waiting, &overall);
    (void)snprintf(line, sizeof line, "== %s ==", overall.at != NULL ? overall.at : "");
    buf_end(&overall);
    demo_show_add(desk, LEFT, "", line);
    for (uint32_t i = 0; i < result->findings.count; i++) {
        const precare_finding *f = (const void *)((const char *)result->findings.items +
                                                  (size_t)i * result->findings.stride);

        if (f->outcome != PRECARE_ASK && told++ < FINDINGS_SHOWN) {
            add_finding(desk, f);
        }
    }
    if (told > FINDINGS_SHOWN) {
        (void)snprintf(line, sizeof line, "  and %u more", told - FINDINGS_SHOWN);
        demo_show_add(desk, LEFT, "", line);
    }
    add_questions(desk, result);
    if (!result->findings.count && !result->questions.count && result->overall == PRECARE_CLEAR) {
        demo_show_add(desk, LEFT, "", "Nothing found, and everything was asked.");
    }
}

/* A target's body shows its text under one of these keys, wherever it stands; ids and types are not
 * for reading. */
static bool is_for_reading(const char *key)
{
    static const char *const keys[] = {"text", "summary", "say", "who", "by_when", "link"};

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (strcmp(keys[i], key) == 0) {
            return true;
        }
    }
    return false;
}

static void read_aloud(const json_t *body, char *out, size_t room)
{
    const char *key;
    json_t *value;
    size_t i;

    json_object_foreach((json_t *)body, key, value)
    {
        size_t len = strlen(out);

        if (!json_is_string(value)) {
            read_aloud(value, out, room);
        } else if (is_for_reading(key) && strstr(out, json_string_value(value)) == NULL) {
            (void)snprintf(out + len, room - len, "%s%s", len ? "\n" : "",
                           json_string_value(value));
        }
    }
    json_array_foreach(body, i, value) read_aloud(value, out, room);
}

static const char *demo_message_text(const struct demo_message *message)
{
    static char out[4096];
    json_t *body = json_loads(message->body != NULL ? message->body : "", 0, NULL);

    out[0] = '\0';
    read_aloud(body, out, sizeof out);
    json_decref(body);
    if (!out[0]) {
        (void)snprintf(out, sizeof out, "%s", message->body != NULL ? message->body : "(empty)");
    }
    return out;
}

static void add_lines(struct column *chat, const char *text)
{
    char copy[4096];
    char *rest = copy;

    (void)snprintf(copy, sizeof copy, "%s", text);
    for (char *line = strsep(&rest, "\n"); line != NULL; line = strsep(&rest, "\n")) {
        demo_show_add(chat, RIGHT, "  ", line);
    }
}

static void fill_chat(struct column *chat, struct demo_receiver *receiver, uint32_t first,
                      uint32_t count)
{
    if (!count) {
        demo_show_add(chat, RIGHT, "", "(nothing)");
    }
    for (uint32_t i = first; i < first + count; i++) {
        const struct demo_message *m = demo_receiver_message(receiver, i);
        char line[160];

        (void)snprintf(line, sizeof line, "-> %s%s", m->path, m->signature[0] ? " (signed)" : "");
        demo_show_add(chat, RIGHT, "", line);
        add_lines(chat, demo_message_text(m));
    }
}

static void put_padded(const char *text, size_t width)
{
    size_t used = utf8_count(text, strlen(text));

    (void)fputs(text, stdout);
    for (; used < width; used++) {
        (void)fputc(' ', stdout);
    }
}

void demo_show(uint32_t number, const struct demo_visit *visit, const precare_result *result,
               struct demo_receiver *receiver, uint32_t first, uint32_t count)
{
    static struct column desk, chat;

    memset(&desk, 0, sizeof desk);
    memset(&chat, 0, sizeof chat);
    fill_desk(&desk, result);
    fill_chat(&chat, receiver, first, count);
    (void)printf("\n%u. %s\n", number, visit->title);
    put_padded("   FRONT DESK", LEFT + 3);
    (void)puts("  TEAM CHAT");
    for (uint32_t i = 0; i < desk.count || i < chat.count; i++) {
        (void)fputs("   ", stdout);
        put_padded(i < desk.count ? desk.lines[i] : "", LEFT);
        (void)printf(" |  %s\n", i < chat.count ? chat.lines[i] : "");
    }
}
