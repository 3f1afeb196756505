/* SPDX-License-Identifier: MIT
 *
 * Matrix through matrix-hookshot's generic webhooks: `html`, escaped, and `text`. The bridge stores
 * the whole body in the room: so nothing else stands in it.
 */
#include "chat/target.h"

static void target_matrix_post(const struct view *view, bool rich, struct buf *out)
{
    static const struct text_style plain = {escape_at, "", "\n", OPEN_WORDS ": @", 8000};
    static const struct text_style html = {escape_html, "", "<br>",
                                           "<a href=\"@\">" OPEN_WORDS "</a>", 16000};
    struct buf text = {0}, markup = {0};

    text_layout(view, &plain, &text);
    buf_text(out, "{\"text\":");
    buf_json(out, text.at != NULL ? text.at : "", text.len);
    if (rich) {
        text_layout(view, &html, &markup);
        buf_text(out, ",\"html\":");
        buf_json(out, markup.at != NULL ? markup.at : "", markup.len);
    }
    buf_char(out, '}');
    out->failed |= text.failed || markup.failed;
    buf_end(&text);
    buf_end(&markup);
}

static void matrix_render(const struct message *m, const struct view *view, struct outgoing *out)
{
    (void)m;
    target_matrix_post(view, true, &out->body);
}

static void matrix_plain(const struct message *m, const struct view *view, struct outgoing *out)
{
    (void)m;
    target_matrix_post(view, false, &out->body);
}

const struct target_kind target_matrix = {matrix_render, matrix_plain, body_check_plain, 60000};
