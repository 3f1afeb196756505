/* SPDX-License-Identifier: MIT
 *
 * The table of targets, and what is the same for all: laying out as text, falling back to plain
 * text, and what an answer's status means (chat/target.h). Pure.
 */
#include "chat/target.h"

#include <string.h>

#include "outbox/schedule.h"
#include "base/node.h"
#include "base/text.h"

static const struct target_kind *const kinds[CHANNEL_KINDS] = {
    [CHANNEL_SLACK] = &target_slack,
    [CHANNEL_TEAMS] = &target_teams,
    [CHANNEL_GOOGLE_CHAT] = &target_google_chat,
    [CHANNEL_MATTERMOST] = &target_mattermost,
    [CHANNEL_DISCORD] = &target_discord,
    [CHANNEL_ROCKET_CHAT] = &target_rocket_chat,
    [CHANNEL_MATRIX] = &target_matrix,
    [CHANNEL_WEBHOOK] = &target_webhook,
};

/* By enum channel_kind. */
static const struct target_kind *target_of(uint32_t kind)
{
    return kind < CHANNEL_KINDS ? kinds[kind] : NULL;
}

void json_text_of(struct buf *out, const char *text)
{
    buf_json(out, text, strlen(text));
}

void json_escaped(struct buf *out, escape_fn how, const char *text)
{
    struct buf escaped = {0};

    how(&escaped, text);
    buf_json(out, escaped.at != NULL ? escaped.at : "", escaped.len);
    out->failed |= escaped.failed;
    buf_end(&escaped);
}

/* ---- a message as lines of text ---- */

static void bold_line(const struct text_style *style, const char *text, struct buf *out)
{
    if (text[0] != '\0') {
        buf_text(out, style->bold);
        style->escape(out, text);
        buf_text(out, style->bold);
        buf_text(out, style->end);
    }
}

static void plain_line(const struct text_style *style, const char *text, struct buf *out)
{
    if (text[0] != '\0') {
        style->escape(out, text);
        buf_text(out, style->end);
    }
}

static void finding_lines(const struct text_style *style, const struct line *line, struct buf *out)
{
    bold_line(style, line->head, out);
    plain_line(style, line->say, out);
    plain_line(style, line->facts, out);
}

static void tail_lines(const struct view *view, const struct text_style *style, struct buf *out)
{
    plain_line(style, view->foot, out);
    plain_line(style, view->note, out);
    if (view->link != NULL && style->link != NULL) {
        for (const char *at = style->link; *at != '\0'; at++) {
            if (*at == '@') {
                buf_text(out, view->link);
            } else {
                buf_char(out, *at);
            }
        }
    }
}

void text_layout(const struct view *view, const struct text_style *style, struct buf *out)
{
    struct buf tail = {0}, line = {0};
    size_t used, room;
    uint32_t told = 0;

    tail_lines(view, style, &tail);
    bold_line(style, view->title, out);
    used = utf8_count(out->at != NULL ? out->at : "", out->len) +
           utf8_count(tail.at != NULL ? tail.at : "", tail.len) + 40;
    for (; told < view->line_count; told++) {
        line.len = 0;
        finding_lines(style, &view->lines[told], &line);
        room = utf8_count(line.at != NULL ? line.at : "", line.len);
        if (used + room > style->most) {
            break;
        }
        used += room;
        buf_add(out, line.at != NULL ? line.at : "", line.len);
    }
    if (told < view->line_count) {
        buf_printf(out, "and %u more%s", view->line_count - told, style->end);
    } else {
        plain_line(style, view->more, out);
    }
    buf_add(out, tail.at != NULL ? tail.at : "", tail.len);
    out->failed |= tail.failed || line.failed;
    buf_end(&tail);
    buf_end(&line);
}

/* ---- rendering ---- */

void outgoing_end(struct outgoing *out)
{
    buf_end(&out->body);
    buf_end(&out->query);
}

int target_render(const struct config *config, uint32_t kind, const struct message *m,
                  struct outgoing *out)
{
    const struct target_kind *target = target_of(kind);
    struct view view;
    bool good = target != NULL && view_make(config, m, &view);

    memset(out, 0, sizeof *out);
    if (good && (m->flags & MESSAGE_MINIMAL) == 0) {
        target->render(m, &view, out);
        if (!out->body.failed && out->body.len > target->limit) {
            outgoing_end(out);
        }
    }
    if (good && out->body.len == 0) {
        target->render_plain(m, &view, out);
    }
    if (target != NULL) {
        view_end(&view);
    }
    if (!good || out->body.failed || out->query.failed) {
        outgoing_end(out);
        return -1;
    }
    return 0;
}

/* ---- judging ---- */

static bool says_no(const struct node *top)
{
    static const char *const no[] = {"ok", "success"};
    const struct node *error = node_get(top, "error");
    bool failed = error != NULL && error->kind != NODE_NULL && error->kind != NODE_FALSE &&
                  !(error->kind == NODE_TEXT && error->text.len == 0);

    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++) {
        const struct node *at = node_get(top, no[i]);

        failed |= at != NULL && at->kind == NODE_FALSE;
    }
    return failed;
}

enum verdict body_check_plain(const struct reply *answer)
{
    const char *body = answer->body + strspn(answer->body, " \t\r\n");
    struct faults faults;
    struct arena arena;
    const struct node *top;
    bool no = *body == '<';

    if (*body == '{') {
        faults_begin(&faults);
        arena_begin(&arena, NULL, 0, 1 << 20);
        top = json_read(body, strlen(body), NULL, &arena, &faults);
        no = top != NULL && top->kind == NODE_MAP && says_no(top);
        arena_end(&arena);
        faults_end(&faults);
    }
    return no ? VERDICT_RETRY : VERDICT_DONE;
}

#define AGAIN_REMEDY                                                                               \
    "alerts wait and are tried again by themselves; if it lasts, ask whoever runs the chat"

static const struct {
    int first, last;
    enum verdict verdict;
    const char *words, *remedy;
} statuses[] = {
    {200, 299, VERDICT_DONE, "delivered", "nothing to do"},
    {300, 399, VERDICT_RETRY, "the address answers with a redirect, which is not followed",
     "if the chat has moved, put the address it moved to where url-from points"},
    {400, 400, VERDICT_REFUSED, "the chat did not understand the message",
     "check that `kind` is what is at the other end"},
    {401, 401, VERDICT_PAUSE, "the address or its secret is wrong",
     "check the secret in url-from and sign-with"},
    {403, 403, VERDICT_PAUSE, "the chat forbids it: the webhook's right was taken away",
     "ask the chat's administrator, or make a new webhook"},
    {404, 404, VERDICT_PAUSE, "there is no such address: the webhook is wrong or was deleted",
     "make a new webhook in the chat and put its address in the channel's url-from"},
    {408, 408, VERDICT_RETRY, "the chat waited too long for the request", AGAIN_REMEDY},
    {410, 410, VERDICT_PAUSE, "the webhook was retired",
     "make a new webhook in the chat and put its address in the channel's url-from"},
    {413, 413, VERDICT_REFUSED, "the message is too long for the chat",
     "alerts are sent once more as plain text; a test message is short: is there a proxy with a "
     "limit of its own?"},
    {425, 425, VERDICT_RETRY, "the chat asks to come again later", AGAIN_REMEDY},
    {429, 429, VERDICT_RETRY, "the chat limits the rate",
     "alerts wait and are tried again by themselves; lower `rate` if it comes often"},
    {400, 499, VERDICT_REFUSED, "the chat refused the message",
     "check that `kind` is what is at the other end"},
    {500, 599, VERDICT_RETRY, "the chat has trouble of its own", AGAIN_REMEDY},
};

static int64_t wait_asked(uint32_t kind, const struct reply *answer, int64_t now_ms)
{
    int64_t wait = -1, body = -1;
    const char *at;

    if (answer->retry_after[0] != '\0') {
        wait = schedule_retry_after(answer->retry_after, now_ms, TARGET_WAIT_MOST_MS);
    }
    if (kind == CHANNEL_DISCORD && (at = strstr(answer->body, "\"retry_after\"")) != NULL) {
        char number[32];
        size_t n = 0;

        at += strlen("\"retry_after\"");
        at += strspn(at, ": \t");
        while (n < sizeof number - 1 && ((at[n] >= '0' && at[n] <= '9') || at[n] == '.')) {
            number[n] = at[n];
            n++;
        }
        number[n] = '\0';
        body = schedule_retry_after(number, now_ms, TARGET_WAIT_MOST_MS);
    }
    return body > wait ? body : wait;
}

void target_judge(uint32_t kind, const struct reply *answer, int64_t now_ms,
                  struct judgement *judgement_r)
{
    const struct target_kind *target = target_of(kind);
    struct judgement *j = judgement_r;

    *j = (struct judgement){VERDICT_RETRY, -1, "the chat's answer makes no sense",
                            "check that `kind` is what is at the other end"};
    if (answer->status == 0) {
        j->words = answer->why != NULL ? answer->why : "the network failed";
        j->remedy = answer->remedy != NULL ? answer->remedy : "check the address in url-from";
        return;
    }
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        if (answer->status >= statuses[i].first && answer->status <= statuses[i].last) {
            j->verdict = statuses[i].verdict;
            j->words = statuses[i].words;
            j->remedy = statuses[i].remedy;
            break;
        }
    }
    j->wait_ms = j->verdict == VERDICT_RETRY ? wait_asked(kind, answer, now_ms) : -1;
    if (j->verdict == VERDICT_DONE && answer->cut) {
        j->verdict = VERDICT_RETRY;
        j->words = "the connection closed in the middle of the answer";
        j->remedy = AGAIN_REMEDY;
    } else if (j->verdict == VERDICT_DONE && target != NULL && target->body_check != NULL) {
        j->verdict = target->body_check(answer);
        if (j->verdict != VERDICT_DONE) {
            j->words = "the chat answered as if all were well, with an error in the body";
            j->remedy =
                "check that `kind` is what is at the other end, and that the webhook still exists";
        }
    }
}
