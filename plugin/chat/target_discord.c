/* SPDX-License-Identifier: MIT
 *
 * Discord webhooks: one embed. Nobody is ever mentioned (allowed_mentions), and ?wait=true makes
 * the answer tell whether it was posted. 404 means stop; retry_after is a float.
 */
#include "chat/target.h"

#define TITLE_MOST 256
#define DESCRIPTION_MOST 4000
#define CONTENT_MOST 2000

static void discord_render(const struct message *m, const struct wording *wording, struct buf *out)
{
    static const struct text_style style = {escape_markdown, "", "\n", "[" OPEN_WORDS "](@)",
                                            DESCRIPTION_MOST};
    struct wording rest = *wording;
    struct buf text = {0}, title = {0};

    (void)m;
    rest.title = "";
    text_layout(&rest, &style, &text);
    clean_add(&title, wording->title, TITLE_MOST / 2);
    buf_text(out, "{\"allowed_mentions\":{\"parse\":[]},\"embeds\":[{\"title\":");
    json_escaped(out, escape_markdown, title.at != NULL ? title.at : "");
    buf_text(out, ",\"description\":");
    buf_json(out, text.at != NULL ? text.at : "", text.len);
    buf_text(out, "}]}");
    out->failed |= text.failed || title.failed;
    buf_end(&text);
    buf_end(&title);
}

static void discord_plain(const struct message *m, const struct wording *wording, struct buf *out)
{
    static const struct text_style style = {escape_markdown, "", "\n", "@", CONTENT_MOST};
    struct buf text = {0};

    (void)m;
    text_layout(wording, &style, &text);
    buf_text(out, "{\"allowed_mentions\":{\"parse\":[]},\"content\":");
    buf_json(out, text.at != NULL ? text.at : "", text.len);
    buf_char(out, '}');
    buf_end(&text);
}

static void discord_query(const struct message *m, const struct wording *wording, struct buf *out)
{
    (void)m;
    (void)wording;
    buf_text(out, "wait=true");
}

const struct target target_discord = {
    .render = discord_render,
    .render_plain = discord_plain,
    .limit = 32000,
    .reads_no = true,
    .query = discord_query,
    .wait_key = "retry_after",
};
