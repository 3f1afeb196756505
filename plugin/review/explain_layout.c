/* SPDX-License-Identifier: MIT
 *
 * How explain lays out its words: headings, labels, lines wrapped at a width. Pure.
 */
#include "review/explain_parts.h"

#include <string.h>

#define LABEL 21
#define WIDTH 96

void explain_wrapped(struct buf *out, const char *text, size_t indent)
{
    size_t column = indent;

    while (text != NULL && *text != '\0') {
        size_t word = strcspn(text, " \n");
        size_t seen = utf8_count(text, word);

        if (column > indent && column + 1 + seen > WIDTH) {
            buf_char(out, '\n');
            for (size_t i = 0; i < indent; i++) {
                buf_char(out, ' ');
            }
            column = indent;
        }
        if (column > indent) {
            buf_char(out, ' ');
            column++;
        }
        buf_add(out, text, word);
        column += seen;
        text += word;
        text += strspn(text, " \n");
    }
    buf_char(out, '\n');
}

void explain_labelled(struct buf *out, const char *label, const char *text)
{
    buf_printf(out, "  %-*s", LABEL, label);
    explain_wrapped(out, text, LABEL + 2);
}

void explain_heading(struct buf *out, const char *text)
{
    buf_printf(out, "\n%s\n", text);
}
