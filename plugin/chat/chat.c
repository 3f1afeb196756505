/* SPDX-License-Identifier: MIT
 *
 * What is the same for all targets: falling back to plain text, and what an answer means
 * (chat/chat.h). All that one target does otherwise is a column of its row. Pure.
 */
#include "chat/chat.h"

#include <string.h>

#include "base/node.h"
#include "chat/target.h"

/* ---- rendering ---- */

void outgoing_end(struct outgoing *out)
{
    buf_end(&out->body);
    buf_end(&out->query);
}

static void body_write(const struct target *target, const struct message *m,
                       const struct wording *wording, bool plain, struct buf *out)
{
    void (*render)(const struct message *, const struct wording *, struct buf *) =
        plain ? target->render_plain : target->render;
    const struct post *post = plain ? &target->plain : &target->rich;

    if (render != NULL) {
        render(m, wording, out);
        return;
    }
    json_open(out, NULL, '{');
    json_members(out, post->members);
    json_layout(out, post->key, wording, &post->style);
    json_close(out, '}');
}

int target_render(const struct config *config, uint32_t kind, const struct message *m,
                  struct outgoing *out)
{
    const struct target *target = target_of(kind);
    struct wording wording;
    bool good = target != NULL && wording_make(config, m, &wording);

    memset(out, 0, sizeof *out);
    if (good && target->query != NULL) {
        target->query(m, &wording, &out->query);
    }
    if (good && (m->flags & MESSAGE_MINIMAL) == 0) {
        body_write(target, m, &wording, false, &out->body);
        if (!out->body.failed && out->body.len > target->limit) {
            buf_end(&out->body);
        }
    }
    if (good && out->body.len == 0) {
        body_write(target, m, &wording, true, &out->body);
    }
    if (target != NULL) {
        wording_end(&wording);
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

/* The body is an object with an `error`, or `ok` or `success` false; or a page of HTML (of a login,
 * of a proxy). */
static bool body_says_no(const char *body)
{
    struct faults faults;
    struct arena arena;
    const struct node *top;
    bool no;

    body += strspn(body, " \t\r\n");
    no = *body == '<';
    if (*body == '{') {
        faults_begin(&faults);
        arena_begin(&arena, NULL, 0, 1 << 20);
        top = json_read(body, strlen(body), NULL, &arena, &faults);
        no = top != NULL && top->kind == NODE_MAP && says_no(top);
        arena_end(&arena);
        faults_end(&faults);
    }
    return no;
}

static bool body_is(const char *body, const char *word)
{
    size_t len = strlen(word);

    return strncmp(body, word, len) == 0 && body[len + strspn(body + len, "\r\n")] == '\0';
}

/* What the body of a 2xx says. */
static enum verdict body_verdict(const struct target *target, const struct reply *answer)
{
    if (target->yes != NULL) {
        return answer->status == 200 && body_is(answer->body, target->yes) ? VERDICT_DONE
                                                                           : VERDICT_RETRY;
    }
    for (const struct body_part *no = target->no; no != NULL && no->part != NULL; no++) {
        if (strstr(answer->body, no->part) != NULL) {
            return no->verdict;
        }
    }
    return target->reads_no && body_says_no(answer->body) ? VERDICT_RETRY : VERDICT_DONE;
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

/* The number that this key of the body has, as milliseconds; -1: it has none. */
static int64_t body_wait(const char *body, const char *key)
{
    struct faults faults;
    struct arena arena;
    const struct node *top, *at;
    double seconds = -1;

    faults_begin(&faults);
    arena_begin(&arena, NULL, 0, 1 << 20);
    top = json_read(body, strlen(body), NULL, &arena, &faults);
    at = top != NULL && top->kind == NODE_MAP ? node_get(top, key) : NULL;
    if (at != NULL && at->kind == NODE_REAL) {
        seconds = at->real;
    } else if (at != NULL && at->kind == NODE_INTEGER) {
        seconds = (double)at->integer;
    }
    arena_end(&arena);
    faults_end(&faults);
    return !(seconds >= 0)                 ? -1
           : seconds < TARGET_WAIT_MOST_MS ? (int64_t)(seconds * 1000)
                                           : TARGET_WAIT_MOST_MS;
}

static int64_t wait_asked(const struct target *target, const struct reply *answer)
{
    int64_t wait = answer->wait_ms;

    if (target != NULL && target->wait_key != NULL) {
        int64_t body = body_wait(answer->body, target->wait_key);

        wait = body > wait ? body : wait;
    }
    return wait < TARGET_WAIT_MOST_MS ? wait : TARGET_WAIT_MOST_MS;
}

void target_judge(uint32_t kind, const struct reply *answer, struct judgement *judgement_r)
{
    const struct target *target = target_of(kind);
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
    j->wait_ms = j->verdict == VERDICT_RETRY ? wait_asked(target, answer) : -1;
    if (j->verdict == VERDICT_DONE && answer->cut) {
        j->verdict = VERDICT_RETRY;
        j->words = "the connection closed in the middle of the answer";
        j->remedy = AGAIN_REMEDY;
    } else if (j->verdict == VERDICT_DONE && target != NULL) {
        j->verdict = body_verdict(target, answer);
        if (j->verdict != VERDICT_DONE) {
            j->words = "the chat answered as if all were well, with an error in the body";
            j->remedy =
                "check that `kind` is what is at the other end, and that the webhook still exists";
        }
    }
}
