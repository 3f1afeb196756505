/* SPDX-License-Identifier: MIT
 *
 * What an answer means (chat/chat.h): by its status, and by what the chat says in its own words, a
 * table of each target's (chat/target.h). A refusal is about the message, or about the address; a
 * 2xx that is neither a known yes nor a known no is a yes that is not understood. Pure.
 */
#include <stdio.h>
#include <string.h>

#include "base/node.h"
#include "chat/chat.h"
#include "chat/target.h"

#define AGAIN_REMEDY                                                                               \
    "alerts wait and are tried again by themselves; if it lasts, ask whoever runs the chat"
#define KIND_REMEDY "check that `kind` is what is at the other end"
#define NEW_REMEDY "make a new webhook in the chat and put its address in the channel's url-from"

static const struct {
    int first, last;
    enum verdict verdict;
    const char *words, *remedy;
} statuses[] = {
    {200, 299, VERDICT_DONE, "delivered", "nothing to do"},
    {300, 399, VERDICT_RETRY, "the address answers with a redirect, which is not followed",
     "if the chat has moved, put the address it moved to where url-from points"},
    {400, 400, VERDICT_REFUSED, "the chat did not understand the message", KIND_REMEDY},
    {401, 401, VERDICT_PAUSE, "the address or its secret is wrong",
     "check the secret in url-from and sign-with"},
    {403, 403, VERDICT_PAUSE, "the chat forbids it: the webhook's right was taken away",
     "ask the chat's administrator, or make a new webhook"},
    {404, 404, VERDICT_PAUSE, "there is no such address: the webhook is wrong or was deleted",
     NEW_REMEDY},
    {405, 405, VERDICT_PAUSE, "the address takes no messages: it is not a webhook's",
     "check the address in url-from: is it the whole of the webhook's own?"},
    {407, 407, VERDICT_PAUSE, "the proxy asks for a login", "check `proxy`, or ask who runs it"},
    {408, 408, VERDICT_RETRY, "the chat waited too long for the request", AGAIN_REMEDY},
    {410, 410, VERDICT_PAUSE, "the webhook was retired", NEW_REMEDY},
    {413, 413, VERDICT_REFUSED, "the message is too long for the chat",
     "alerts are sent once more as plain text; a test message is short: is there a proxy with a "
     "limit of its own?"},
    {425, 425, VERDICT_RETRY, "the chat asks to come again later", AGAIN_REMEDY},
    {429, 429, VERDICT_RETRY, "the chat limits the rate",
     "alerts wait and are tried again by themselves; lower `rate` if it comes often"},
    {400, 499, VERDICT_REFUSED, "the chat refused the message", KIND_REMEDY},
    {500, 599, VERDICT_RETRY, "the chat has trouble of its own", AGAIN_REMEDY},
};

/* ---- a body ---- */

struct body {
    const char *line;       /* without the white space around it */
    size_t len;             /* of the line */
    const struct node *top; /* JSON: an object; NULL: it is none */
    struct arena arena;
};

static void body_read(const char *text, struct body *b)
{
    struct faults faults;

    text += strspn(text, " \t\r\n");
    b->line = text;
    b->len = strlen(text);
    while (b->len > 0 && strchr(" \t\r\n", text[b->len - 1]) != NULL) {
        b->len--;
    }
    arena_begin(&b->arena, NULL, 0, 1 << 20);
    faults_begin(&faults);
    b->top = *text == '{' ? json_read(text, b->len, NULL, &b->arena, &faults) : NULL;
    b->top = b->top != NULL && b->top->kind == NODE_MAP ? b->top : NULL;
    faults_end(&faults);
}

static void body_end(struct body *b)
{
    arena_end(&b->arena);
}

static bool value_is(const struct node *at, const char *word)
{
    char number[24];

    if (at->kind == NODE_INTEGER) {
        (void)snprintf(number, sizeof number, "%lld", (long long)at->integer);
        return strcmp(number, word) == 0;
    }
    return at->kind == NODE_TEXT && strcmp(at->text.at, word) == 0;
}

/* As deep as a JSON text may be: 16. */
static bool value_anywhere(const struct node *at, const char *key, const char *word)
{
    bool found = false;

    for (uint32_t i = 0; i < at->count && !found; i++) {
        bool named = key != NULL && at->kind == NODE_MAP && strcmp(at->keys[i]->text.at, key) == 0;

        found = (named && value_is(at->items[i], word)) || value_anywhere(at->items[i], key, word);
    }
    return found;
}

static bool row_fits(const struct answer_row *row, const struct body *b)
{
    const struct node *at = b->top != NULL && row->key != NULL ? node_get(b->top, row->key) : NULL;
    const char *part;

    switch (row->says) {
    case SAYS_NOTHING: return false;
    case SAYS_LINE:
        return b->top == NULL && b->len == strlen(row->word) &&
               memcmp(b->line, row->word, b->len) == 0;
    case SAYS_PART: part = b->top == NULL ? strstr(b->line, row->word) : NULL; return part != NULL;
    case SAYS_VALUE: return b->top != NULL && value_anywhere(b->top, row->key, row->word);
    case SAYS_KEY: return at != NULL && at->kind == NODE_TEXT && at->text.len > 0;
    case SAYS_TRUE: return at != NULL && at->kind == NODE_TRUE;
    }
    return false;
}

/* The first row that fits and says yes, or says no; NULL: there is none. */
static const struct answer_row *row_find(const struct target *target, const struct body *b,
                                         bool yes)
{
    const struct answer_row *row = target->answers;

    while (row != NULL && row->says != SAYS_NOTHING &&
           ((row->verdict == VERDICT_DONE) != yes || !row_fits(row, b))) {
        row++;
    }
    return row != NULL && row->says != SAYS_NOTHING ? row : NULL;
}

static bool says_something(const struct node *at)
{
    if (at == NULL || at->kind == NODE_NULL || at->kind == NODE_FALSE) {
        return false;
    }
    return at->kind == NODE_TEXT                           ? at->text.len > 0
           : at->kind == NODE_MAP || at->kind == NODE_LIST ? at->count > 0
           : at->kind == NODE_INTEGER                      ? at->integer != 0
           : at->kind == NODE_REAL                         ? at->real < 0 || at->real > 0
                                                           : true;
}

/* An object with an `error` that says something, or `ok` or `success` false; or a page of HTML (of
 * a login, of a proxy: it is no chat that speaks). */
static bool body_says_no(const struct body *b)
{
    static const char *const no[] = {"ok", "success"};
    bool failed = b->line[0] == '<';

    for (size_t i = 0; b->top != NULL && i < sizeof no / sizeof no[0]; i++) {
        const struct node *at = node_get(b->top, no[i]);

        failed |= at != NULL && at->kind == NODE_FALSE;
    }
    return failed || (b->top != NULL && says_something(node_get(b->top, "error")));
}

/* ---- a verdict ---- */

static void judge_row(const struct answer_row *row, struct judgement *j)
{
    j->verdict = row->verdict;
    j->words = row->words != NULL ? row->words : j->words;
    j->remedy = row->remedy != NULL ? row->remedy : j->remedy;
}

static void judge_no(const struct answer_row *row, struct judgement *j)
{
    j->verdict = VERDICT_RETRY;
    j->words = "the chat answered as if all were well, with an error in the body";
    j->remedy = KIND_REMEDY ", and that the webhook still exists";
    if (row != NULL) {
        judge_row(row, j);
    }
}

static void judge_success(const struct target *target, int status, const struct body *b,
                          struct judgement *j)
{
    if (target->any_yes) {
        return;
    }
    const struct answer_row *no = row_find(target, b, false);
    if (no != NULL || body_says_no(b)) {
        judge_no(no, j);
    } else if (status != target->yes_status && row_find(target, b, true) == NULL) {
        j->verdict = VERDICT_UNCLEAR;
        j->words = "delivered, answer not understood";
        j->remedy = "look whether the message is in the chat, and " KIND_REMEDY;
    }
}

/* A refusal about the address, in the chat's own words; or that the receiver has the message. */
static void judge_refusal(const struct target *target, int status, const struct body *b,
                          struct judgement *j)
{
    const struct answer_row *row = row_find(target, b, false);

    if (row != NULL && row->verdict == VERDICT_PAUSE) {
        judge_row(row, j);
    } else if (status == 409 && target->any_yes) {
        j->verdict = VERDICT_DONE;
        j->words = "delivered: the receiver has it already";
        j->remedy = "nothing to do";
    }
}

/* It is tried again all the same; but whoever reads the alarm wants the chat's own reason. */
static void judge_trouble(const struct target *target, const struct body *b, struct judgement *j)
{
    const struct answer_row *row = row_find(target, b, false);

    if (row != NULL) {
        judge_row(row, j);
        j->verdict = VERDICT_RETRY;
    }
}

/* The number that this key of the body has, as milliseconds; -1: it has none. */
static int64_t body_wait(const struct body *b, const char *key)
{
    const struct node *at = b->top != NULL ? node_get(b->top, key) : NULL;
    double seconds = -1;

    if (at != NULL && at->kind == NODE_REAL) {
        seconds = at->real;
    } else if (at != NULL && at->kind == NODE_INTEGER) {
        seconds = (double)at->integer;
    }
    return !(seconds >= 0)                 ? -1
           : seconds < TARGET_WAIT_MOST_MS ? (int64_t)(seconds * 1000)
                                           : TARGET_WAIT_MOST_MS;
}

static int64_t wait_asked(const struct target *target, const struct reply *answer,
                          const struct body *b)
{
    int64_t wait = answer->wait_ms;

    if (target->wait_key != NULL) {
        int64_t body = body_wait(b, target->wait_key);

        wait = body > wait ? body : wait;
    }
    return wait < TARGET_WAIT_MOST_MS ? wait : TARGET_WAIT_MOST_MS;
}

static void judge_status(int status, struct judgement *j)
{
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        if (status >= statuses[i].first && status <= statuses[i].last) {
            j->verdict = statuses[i].verdict;
            j->words = statuses[i].words;
            j->remedy = statuses[i].remedy;
            break;
        }
    }
}

void target_judge(uint32_t kind, const struct reply *answer, struct judgement *judgement_r)
{
    static const struct target none = {.any_yes = true};
    const struct target *target = target_of(kind) != NULL ? target_of(kind) : &none;
    struct judgement *j = judgement_r;
    struct body b;

    *j = (struct judgement){VERDICT_RETRY, -1, "the chat's answer makes no sense", KIND_REMEDY};
    if (answer->status == 0) {
        j->words = answer->why != NULL ? answer->why : "the network failed";
        j->remedy = answer->remedy != NULL ? answer->remedy : "check the address in url-from";
        return;
    }
    judge_status(answer->status, j);
    body_read(answer->body, &b);
    if (j->verdict == VERDICT_RETRY) {
        j->wait_ms = wait_asked(target, answer, &b);
        judge_trouble(target, &b, j);
    } else if (j->verdict != VERDICT_DONE) {
        judge_refusal(target, answer->status, &b, j);
    } else if (answer->cut) {
        j->verdict = VERDICT_RETRY;
        j->words = "the connection closed in the middle of the answer";
        j->remedy = AGAIN_REMEDY;
    } else {
        judge_success(target, answer->status, &b, j);
    }
    body_end(&b);
}
