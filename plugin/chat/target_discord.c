/* SPDX-License-Identifier: MIT
 *
 * Discord webhooks: one embed. Nobody is ever mentioned (allowed_mentions), and ?wait=true makes
 * the answer tell whether it was posted. 404 means stop; retry_after is a float (read in target.c).
 */
#include "chat/target.h"

#define TITLE_MOST 256
#define DESCRIPTION_MOST 4000
#define CONTENT_MOST 2000

static void discord_render(const struct message *m, const struct view *view, struct outgoing *out)
{
    static const struct text_style style = {escape_markdown, "", "\n", "[" OPEN_WORDS "](@)",
                                            DESCRIPTION_MOST};
    struct view rest = *view;
    struct buf text = {0}, title = {0};

    (void)m;
    rest.title = "";
    text_layout(&rest, &style, &text);
    clean_add(&title, view->title, TITLE_MOST / 2);
    buf_text(&out->query, "wait=true");
    buf_text(&out->body, "{\"allowed_mentions\":{\"parse\":[]},\"embeds\":[{\"title\":");
    json_escaped(&out->body, escape_markdown, title.at != NULL ? title.at : "");
    buf_text(&out->body, ",\"description\":");
    buf_json(&out->body, text.at != NULL ? text.at : "", text.len);
    buf_text(&out->body, "}]}");
    out->body.failed |= text.failed || title.failed;
    buf_end(&text);
    buf_end(&title);
}

static void discord_plain(const struct message *m, const struct view *view, struct outgoing *out)
{
    static const struct text_style style = {escape_markdown, "", "\n", "@", CONTENT_MOST};
    struct buf text = {0};

    (void)m;
    text_layout(view, &style, &text);
    buf_text(&out->query, "wait=true");
    buf_text(&out->body, "{\"allowed_mentions\":{\"parse\":[]},\"content\":");
    buf_json(&out->body, text.at != NULL ? text.at : "", text.len);
    buf_char(&out->body, '}');
    buf_end(&text);
}

const struct target_kind target_discord = {discord_render, discord_plain, body_check_plain, 32000};
