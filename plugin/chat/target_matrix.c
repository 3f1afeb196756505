/* SPDX-License-Identifier: MIT
 *
 * Matrix through matrix-hookshot's generic webhooks: `html`, escaped, and `text`. The bridge stores
 * the whole body in the room: so nothing else stands in it.
 */
#include "chat/target.h"

static void target_matrix_post(const struct wording *wording, bool rich, struct buf *out)
{
    static const struct text_style plain = {escape_at, "", "\n", OPEN_WORDS ": @", 8000};
    static const struct text_style html = {escape_html, "", "<br>",
                                           "<a href=\"@\">" OPEN_WORDS "</a>", 16000};

    json_open(out, NULL, '{');
    json_layout(out, "text", wording, &plain);
    if (rich) {
        json_layout(out, "html", wording, &html);
    }
    json_close(out, '}');
}

static void matrix_render(const struct message *m, const struct wording *wording, struct buf *out)
{
    (void)m;
    target_matrix_post(wording, true, out);
}

static void matrix_plain(const struct message *m, const struct wording *wording, struct buf *out)
{
    (void)m;
    target_matrix_post(wording, false, out);
}

const struct target target_matrix = {
    .render = matrix_render,
    .render_plain = matrix_plain,
    .limit = 60000,
    .reads_no = true,
};
