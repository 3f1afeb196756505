/* SPDX-License-Identifier: MIT
 *
 * What the sections of the page share: headings, links, which rules and topics are theirs.
 * Called by page*.c; pure.
 */
#include "review/page_parts.h"

#include <string.h>

#include "review/plain.h"

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
