/* SPDX-License-Identifier: MIT
 *
 * Discord webhooks: one embed. Nobody is ever mentioned (allowed_mentions), and ?wait=true makes
 * the answer tell whether it was posted. 404 means stop; retry_after is a float.
 */
#include "chat/target.h"

#define TITLE_MOST 256
#define DESCRIPTION_MOST 4000
#define CONTENT_MOST 2000
#define NOBODY_CALLED "\"allowed_mentions\":{\"parse\":[]}"

static void discord_render(const struct message *m, const struct wording *wording, struct buf *out)
{
    static const struct text_style style = {escape_markdown, "", "\n", "[" OPEN_WORDS "](@)",
                                            DESCRIPTION_MOST};
    struct wording rest = *wording;
    struct buf title = {0};

    (void)m;
    rest.title = "";
    clean_add(&title, wording->title, TITLE_MOST / 2);
    json_open(out, NULL, '{');
    json_members(out, NOBODY_CALLED);
    json_open(out, "embeds", '[');
    json_open(out, NULL, '{');
    json_escaped(out, "title", escape_markdown, title.at != NULL ? title.at : "");
    json_layout(out, "description", &rest, &style);
    json_close(out, '}');
    json_close(out, ']');
    json_close(out, '}');
    out->failed |= title.failed;
    buf_end(&title);
}

static void discord_query(const struct message *m, const struct wording *wording, struct buf *out)
{
    (void)m;
    (void)wording;
    buf_text(out, "wait=true");
}

#define GONE(code, words, remedy)                                                                  \
    {                                                                                              \
        SAYS_VALUE, "code", code, VERDICT_PAUSE, words, remedy                                     \
    }
#define NEW_WEBHOOK "make a new webhook in a text channel and put its address in url-from"

/* A yes is the message that it made (?wait=true), or nothing at all (204). */
static const struct answer_row discord_answers[] = {
    GONE("10015", "the webhook was deleted", NEW_WEBHOOK),
    GONE("10003", "the channel is gone", NEW_WEBHOOK),
    GONE("50027", "the address's secret part is wrong", NEW_WEBHOOK),
    GONE("50013", "the webhook's right to post was taken away", "ask who runs the server"),
    GONE("50001", "the webhook may not see the channel", "ask who runs the server"),
    GONE("50024", "no webhook can post to this kind of channel", NEW_WEBHOOK),
    GONE("50083", "the thread was closed", NEW_WEBHOOK),
    GONE("220001", "the webhook is of a forum, where each message wants a thread", NEW_WEBHOOK),
    {SAYS_KEY, "id", NULL, VERDICT_DONE, NULL, NULL},
    {SAYS_NOTHING, NULL, NULL, VERDICT_DONE, NULL, NULL},
};

const struct target target_discord = {
    .render = discord_render,
    .plain = {NOBODY_CALLED, "content", {escape_markdown, "", "\n", "@", CONTENT_MOST}},
    .limit = 32000,
    .answers = discord_answers,
    .yes_status = 204,
    .query = discord_query,
    .wait_key = "retry_after",
};
