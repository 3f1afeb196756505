/* SPDX-License-Identifier: MIT
 *
 * Text as HTML: five signs are escaped, and a format knows %s and %u alone. Called by whatever
 * writes a page. Fails only as its buf does.
 */
#include "base/html.h"

#include <stdarg.h>
#include <string.h>

static void html_span(struct buf *out, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        switch (text[i]) {
        case '&': buf_text(out, "&amp;"); break;
        case '<': buf_text(out, "&lt;"); break;
        case '>': buf_text(out, "&gt;"); break;
        case '"': buf_text(out, "&quot;"); break;
        case '\'': buf_text(out, "&#39;"); break;
        default: buf_char(out, text[i]);
        }
    }
}

void html_text(struct buf *out, const char *text)
{
    if (text != NULL) {
        html_span(out, text, strlen(text));
    }
}

void html_print(struct buf *out, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    for (const char *s = format; *s != '\0'; s++) {
        if (s[0] == '%' && s[1] == 's') {
            html_text(out, va_arg(args, const char *));
            s++;
        } else if (s[0] == '%' && s[1] == 'u') {
            buf_int(out, va_arg(args, unsigned));
            s++;
        } else {
            buf_char(out, *s);
        }
    }
    va_end(args);
}

void html_element(struct buf *out, const char *tag, const char *text)
{
    html_print(out, "<%s>%s</%s>", tag, text, tag);
}
