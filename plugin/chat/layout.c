/* SPDX-License-Identifier: MIT
 *
 * A message as lines of text, escaped as a target asks, and cut so that its end always fits
 * (chat/target.h). For the targets' own files. Pure.
 */
#include <string.h>

#include "base/text.h"
#include "chat/target.h"

/* What was made ready, as a JSON text; ends the buf. */
static void json_made(struct buf *out, const char *key, struct buf *text)
{
    json_next(out, key);
    buf_json(out, text->at != NULL ? text->at : "", text->len);
    out->failed |= text->failed;
    buf_end(text);
}

void json_escaped(struct buf *out, const char *key, escape_fn how, const char *text)
{
    struct buf escaped = {0};

    how(&escaped, text);
    json_made(out, key, &escaped);
}

void json_clean(struct buf *out, const char *key, const char *text, size_t most)
{
    struct buf clean = {0};

    clean_add(&clean, text, most);
    json_made(out, key, &clean);
}

void json_layout(struct buf *out, const char *key, const struct wording *wording,
                 const struct text_style *style)
{
    struct buf text = {0};

    text_layout(wording, style, &text);
    json_made(out, key, &text);
}

/* ---- a message as lines of text ---- */

static void bold_line(const struct text_style *style, const char *text, struct buf *out)
{
    if (text[0] != '\0') {
        buf_text(out, style->bold);
        style->escape(out, text);
        buf_text(out, style->bold);
        buf_text(out, style->end);
    }
}

static void plain_line(const struct text_style *style, const char *text, struct buf *out)
{
    if (text[0] != '\0') {
        style->escape(out, text);
        buf_text(out, style->end);
    }
}

static void finding_lines(const struct text_style *style, const struct line *line, struct buf *out)
{
    bold_line(style, line->head, out);
    plain_line(style, line->say, out);
    plain_line(style, line->facts, out);
}

static void tail_lines(const struct wording *wording, const struct text_style *style,
                       struct buf *out)
{
    plain_line(style, wording->foot, out);
    plain_line(style, wording->note, out);
    if (wording->link != NULL && style->link != NULL) {
        for (const char *at = style->link; *at != '\0'; at++) {
            if (*at == '@') {
                buf_text(out, wording->link);
            } else {
                buf_char(out, *at);
            }
        }
    }
}

void text_layout(const struct wording *wording, const struct text_style *style, struct buf *out)
{
    struct buf tail = {0}, line = {0};
    size_t used, room;
    uint32_t told = 0;

    tail_lines(wording, style, &tail);
    bold_line(style, wording->title, out);
    used = utf8_count(out->at != NULL ? out->at : "", out->len) +
           utf8_count(tail.at != NULL ? tail.at : "", tail.len) + 40;
    for (; told < wording->line_count; told++) {
        line.len = 0;
        finding_lines(style, &wording->lines[told], &line);
        room = utf8_count(line.at != NULL ? line.at : "", line.len);
        if (used + room > style->most) {
            break;
        }
        used += room;
        buf_add(out, line.at != NULL ? line.at : "", line.len);
    }
    if (told < wording->line_count) {
        buf_printf(out, "and %u more%s", wording->line_count - told, style->end);
    } else {
        plain_line(style, wording->more, out);
    }
    buf_add(out, tail.at != NULL ? tail.at : "", tail.len);
    out->failed |= tail.failed || line.failed;
    buf_end(&tail);
    buf_end(&line);
}
