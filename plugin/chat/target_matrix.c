/* SPDX-License-Identifier: MIT
 *
 * Matrix through matrix-hookshot's generic webhooks: `html`, escaped, and `text`. The bridge stores
 * the whole body in the room: so nothing else stands in it.
 */
#include "chat/target.h"

#define PLAIN                                                                                      \
    {                                                                                              \
        escape_at, "", "\n", OPEN_WORDS ": @", 8000                                                \
    }

static void matrix_render(const struct message *m, const struct wording *wording, struct buf *out)
{
    static const struct text_style plain = PLAIN;
    static const struct text_style html = {escape_html, "", "<br>",
                                           "<a href=\"@\">" OPEN_WORDS "</a>", 16000};

    (void)m;
    json_open(out, NULL, '{');
    json_layout(out, "text", wording, &plain);
    json_layout(out, "html", wording, &html);
    json_close(out, '}');
}

static const struct answer_row matrix_answers[] = {
    {SAYS_TRUE, "ok", NULL, VERDICT_DONE, NULL, NULL},
    {SAYS_VALUE, "error", "Webhook not found", VERDICT_PAUSE, "the webhook was removed",
     "make a new one in the room and put its address in url-from"},
    {SAYS_NOTHING, NULL, NULL, VERDICT_DONE, NULL, NULL},
};

const struct target target_matrix = {
    .render = matrix_render,
    .plain = {NULL, "text", PLAIN},
    .limit = 60000,
    .answers = matrix_answers,
};
