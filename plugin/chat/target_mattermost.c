/* SPDX-License-Identifier: MIT
 *
 * Mattermost, incoming webhooks: Markdown text. Markup is escaped and every @ disarmed, so that no
 * text calls a channel together.
 */
#include "chat/target.h"

static void target_mattermost_post(const struct wording *wording, const struct text_style *style,
                                   struct buf *out)
{
    json_open(out, NULL, '{');
    json_layout(out, "text", wording, style);
    json_close(out, '}');
}

static void mattermost_render(const struct message *m, const struct wording *wording,
                              struct buf *out)
{
    static const struct text_style style = {escape_markdown, "**", "  \n", "[" OPEN_WORDS "](@)",
                                            16383};

    (void)m;
    target_mattermost_post(wording, &style, out);
}

static void mattermost_plain(const struct message *m, const struct wording *wording,
                             struct buf *out)
{
    static const struct text_style style = {escape_markdown, "", "  \n", "@", 3500};

    (void)m;
    target_mattermost_post(wording, &style, out);
}

const struct target target_mattermost = {
    .render = mattermost_render,
    .render_plain = mattermost_plain,
    .limit = 65000,
    .reads_no = true,
};
