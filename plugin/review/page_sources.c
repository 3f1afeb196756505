/* SPDX-License-Identifier: MIT
 *
 * Where the rules come from: the sources, each statement of them with its rules and tests or the
 * reason why there is none, and what the rulebook does not cover at all. Called by page.c; pure.
 */
#include "review/page_parts.h"

#include <string.h>

#include "review/plain.h"
#include "review/sentence.h"

static void page_sources_sources(struct page *p)
{
    struct buf *out = p->out;

    buf_text(out, "<ul>\n");
    for (uint32_t i = 0; i < p->book->source_count; i++) {
        const struct source *s = &p->book->sources[i];

        html_print(out, "<li>%s (", s->title);
        plain_name(out, s->kind, false);
        if (s->read_on != NULL) {
            buf_text(out, ", read on ");
            plain_date_text(out, s->read_on);
        }
        buf_text(out, ")");
        if (s->link != NULL) {
            html_print(out, "<br><code>%s</code>", s->link);
        }
        buf_text(out, "</li>\n");
    }
    buf_text(out, "</ul>\n");
}

/* Why nothing more than a word: the rule's note, else what it says. */
static void page_sources_information(struct page *p, const struct rule *r)
{
    struct buf text = {0};

    buf_text(p->out, "<br>Information only: ");
    if (r->note != NULL) {
        buf_text(&text, r->note);
    } else {
        buf_text(&text, "it says ");
        sentence_quote(r->say, &text);
    }
    html_text(p->out, text.at);
    part_end(p->out, &text);
}

static void statement_row(struct page *p, const struct statement *s)
{
    struct buf *out = p->out;

    buf_printf(out, "<tr><th scope=\"row\">%s</th><td>", s->id);
    for (uint32_t i = 0; i < s->rules.count; i++) {
        buf_text(out, i > 0 ? "<br>" : "");
        html_rule_link(p, s->rules.at[i]);
    }
    if (s->rules.count == 0) {
        buf_text(out, s->reason != NULL ? "No rule: "
                                        : "<strong>No rule, and no reason given.</strong>");
        html_text(out, s->reason);
    } else if (s->information) {
        page_sources_information(p, &p->rules->rules[s->rules.at[0]]);
    }
    buf_text(out, "</td><td data-label=\"Basis\">");
    if (s->rules.count > 0) {
        plain_name(out, p->rules->rules[s->rules.at[0]].basis, false);
        buf_printf(out, "</td><td data-label=\"Tests\">%u</td></tr>\n", s->tests);
    } else {
        buf_text(out, "-</td><td data-label=\"Tests\">-</td></tr>\n");
    }
}

static void page_sources_statements(struct page *p)
{
    struct statements all;

    if (!statements_of(p->run, p->index, &p->arena, &all) || all.count == 0) {
        return;
    }
    buf_printf(p->out, "<p>%u statements; %s.</p>\n", all.count,
               all.open == 0 ? "each has a rule, or a reason why it has none"
                             : "those without rule and reason are marked");
    buf_text(p->out,
             "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Statements\">"
             "<table class=\"stack\"><caption>Each statement, the rules that rest on it, and in "
             "how many "
             "tests they did something</caption><thead><tr><th scope=\"col\">Statement</th>"
             "<th scope=\"col\">Rules</th><th scope=\"col\">Basis</th><th scope=\"col\">Tests</th>"
             "</tr></thead><tbody>\n");
    for (uint32_t i = 0; i < all.count; i++) {
        statement_row(p, &all.at[i]);
    }
    buf_text(p->out, "</tbody></table></div>\n");
}

void page_not_covered(struct page *p)
{
    const char *reason;

    html_heading(p->out, 2, "not-covered", "What is not covered");
    buf_text(p->out, "<p>Finding nothing is not the same as “safe”. These rules say nothing about:"
                     "</p>\n<ul>\n");
    for (uint32_t i = 0; i < p->book->not_covered.count; i++) {
        if (!statement_entry(p->book->not_covered.at[i], &reason)) {
            html_element(p->out, "li", p->book->not_covered.at[i]);
            buf_char(p->out, '\n');
        }
    }
    buf_text(p->out, "</ul>\n");
}

void page_sources(struct page *p)
{
    html_heading(p->out, 2, "statements", "The sources, statement by statement");
    page_sources_sources(p);
    page_sources_statements(p);
    page_not_covered(p);
}
