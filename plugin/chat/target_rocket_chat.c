/* SPDX-License-Identifier: MIT
 *
 * Rocket.Chat, incoming webhooks: text of at most 5,000 characters, no previews of links. 200 with
 * success:false is a failure.
 */
#include "chat/target.h"

static void target_rocket_chat_post(const struct wording *wording, const struct text_style *style,
                                    struct buf *out)
{
    json_open(out, NULL, '{');
    json_bool(out, "parseUrls", false);
    json_layout(out, "text", wording, style);
    json_close(out, '}');
}

static void rocket_chat_render(const struct message *m, const struct wording *wording,
                               struct buf *out)
{
    static const struct text_style style = {escape_markdown, "*", "\n", "[" OPEN_WORDS "](@)",
                                            5000};

    (void)m;
    target_rocket_chat_post(wording, &style, out);
}

static void rocket_chat_plain(const struct message *m, const struct wording *wording,
                              struct buf *out)
{
    static const struct text_style style = {escape_markdown, "", "\n", "@", 2000};

    (void)m;
    target_rocket_chat_post(wording, &style, out);
}

const struct target target_rocket_chat = {
    .render = rocket_chat_render,
    .render_plain = rocket_chat_plain,
    .limit = 32000,
    .reads_no = true,
};
