/* SPDX-License-Identifier: MIT
 *
 * Rocket.Chat, incoming webhooks: text of at most 5,000 characters, no previews of links. 200 with
 * success:false is a failure.
 */
#include "chat/target.h"

static void target_rocket_chat_post(const struct view *view, const struct text_style *style,
                                    struct buf *out)
{
    struct buf text = {0};

    text_layout(view, style, &text);
    buf_text(out, "{\"parseUrls\":false,\"text\":");
    buf_json(out, text.at != NULL ? text.at : "", text.len);
    buf_char(out, '}');
    out->failed |= text.failed;
    buf_end(&text);
}

static void rocket_chat_render(const struct message *m, const struct view *view,
                               struct outgoing *out)
{
    static const struct text_style style = {escape_markdown, "*", "\n", "[" OPEN_WORDS "](@)",
                                            5000};

    (void)m;
    target_rocket_chat_post(view, &style, &out->body);
}

static void rocket_chat_plain(const struct message *m, const struct view *view,
                              struct outgoing *out)
{
    static const struct text_style style = {escape_markdown, "", "\n", "@", 2000};

    (void)m;
    target_rocket_chat_post(view, &style, &out->body);
}

const struct target_kind target_rocket_chat = {rocket_chat_render, rocket_chat_plain,
                                               body_check_plain, 32000};
