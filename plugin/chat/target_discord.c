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

const struct target target_discord = {
    .render = discord_render,
    .plain = {NOBODY_CALLED, "content", {escape_markdown, "", "\n", "@", CONTENT_MOST}},
    .limit = 32000,
    .reads_no = true,
    .query = discord_query,
    .wait_key = "retry_after",
};
