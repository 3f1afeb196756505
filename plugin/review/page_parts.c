/* SPDX-License-Identifier: MIT
 *
 * What the sections of the page share: how text becomes HTML, which rules and topics are theirs.
 * Called by page*.c; pure.
 */
#include "review/page_parts.h"

#include <stdarg.h>
#include <string.h>

#include "review/plain.h"

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

void html_heading(struct buf *out, unsigned level, const char *id, const char *text)
{
    html_print(out, "\n<h%u id=\"%s\">%s</h%u>\n", level, id, text, level);
}

void html_rule_link(struct page *p, uint32_t rule)
{
    const struct rule *r = &p->rules->rules[rule];

    html_print(p->out, "<a href=\"#rule-%s\">%s</a>", r->id, r->title);
}

void html_severity(struct buf *out, uint32_t outcome, const char *after)
{
    const char *word = plain_outcome(outcome);

    buf_printf(out, "<span class=\"sev %s\">", word);
    plain_name(out, word, true);
    if (after != NULL) {
        buf_printf(out, " <small>%s</small>", after);
    }
    buf_text(out, "</span>");
}

bool page_has(const struct page *p, uint32_t rule)
{
    const struct rule *r = &p->rules->rules[rule];

    return r->rulebook == p->index && r->status != RULE_RETIRED;
}

const char *page_topic(const struct rule *r)
{
    return r->topic != NULL ? r->topic : "other";
}

const char *page_basis(const char *basis)
{
    if (basis == NULL) {
        return "Basis not stated";
    }
    return strcmp(basis, "stated") == 0        ? "Stated by the source"
           : strcmp(basis, "interpreted") == 0 ? "Interpreted from the source"
                                               : "The clinic's decision";
}

struct texts page_topics(struct page *p)
{
    const char **at = arena_array(&p->arena, p->rules->rule_count + 1, sizeof *at);
    uint32_t count = 0;

    for (uint32_t i = 0; at != NULL && i < p->rules->rule_count; i++) {
        const char *topic = page_topic(&p->rules->rules[i]);
        bool seen = !page_has(p, i);

        for (uint32_t k = 0; k < count && !seen; k++) {
            seen = strcmp(at[k], topic) == 0;
        }
        if (!seen) {
            at[count++] = topic;
        }
    }
    return (struct texts){.at = at, .count = count};
}
