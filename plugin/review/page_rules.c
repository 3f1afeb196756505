/* SPDX-License-Identifier: MIT
 *
 * Every rule of the rulebook as a card: what it says and when, in sentences, with source, basis,
 * what an unknown does and how many tests have seen it. Called by page.c; pure.
 */
#include "review/page_parts.h"

#include <string.h>

#include "review/plain.h"
#include "review/sentence.h"

static void page_rules_condition(struct page *p, uint32_t cond)
{
    const struct cond *c = &p->rules->conds[cond];
    const char *group = sentence_group(c);
    struct buf text = {0};

    if (group == NULL) {
        sentence_condition(p->rules, cond, &text);
        html_text(p->out, text.at);
        part_end(p->out, &text);
        return;
    }
    html_print(p->out, "%s:<ul>", group);
    for (uint32_t i = 0; i < c->count; i++) {
        buf_text(p->out, "<li>");
        page_rules_condition(p, c->first + i);
        buf_text(p->out, "</li>");
    }
    buf_text(p->out, "</ul>");
}

static void page_rules_severities(struct page *p, const struct rule *r)
{
    buf_text(p->out, "<p>");
    for (uint32_t m = PRECARE_BOOKING; m <= PRECARE_FOLLOW_UP; m++) {
        if (((r->moments >> m) & 1u) != 0) {
            struct buf at = {0};

            buf_printf(&at, "at %s", plain_moment(m));
            html_severity(p->out, sentence_outcome(r, m), at.at);
            part_end(p->out, &at);
        }
    }
    if (r->status == RULE_SHADOW) {
        buf_text(p->out, "<span class=\"sev info\">in shadow: shown to nobody</span>");
    }
    buf_text(p->out, "</p>\n");
}

static void page_rules_hides(struct page *p, const struct rule *r)
{
    for (uint32_t i = 0; i < r->covers.count; i++) {
        buf_text(p->out, i > 0 ? ", " : "");
        html_rule_link(p, r->covers.at[i]);
    }
    buf_text(p->out, ", where no stronger");
}

static void to_do(struct page *p, const struct instructions *list)
{
    buf_text(p->out, "<ul>");
    for (uint32_t i = 0; i < list->count; i++) {
        struct buf text = {0};

        sentence_instruction(p->rules, &list->at[i], &text);
        html_element(p->out, "li", text.at);
        part_end(p->out, &text);
    }
    buf_text(p->out, "</ul>");
}

/* The severity stands in the badges above: here only the words. */
static void page_rules_then(struct page *p, const struct rule *r)
{
    struct buf text = {0};

    sentence_quote(r->say, &text);
    if (r->because != NULL) {
        buf_printf(&text, " It blocks because: %s", r->because);
    }
    html_text(p->out, text.at);
    part_end(p->out, &text);
}

static void page_rules_part(struct page *p, const struct rule *r, uint32_t kind, const char *text)
{
    html_element(p->out, "dt", kind == PART_THEN ? "Says" : part_labels[kind]);
    buf_text(p->out, "<dd>");
    switch (kind) {
    case PART_IF: page_rules_condition(p, r->condition); break;
    case PART_UNLESS: page_rules_condition(p, r->unless); break;
    case PART_HIDES: page_rules_hides(p, r); break;
    case PART_THEN: page_rules_then(p, r); break;
    case PART_INSTRUCT: to_do(p, &r->instruct); break;
    case PART_STILL_TIME:
        buf_text(p->out, "only a task:");
        to_do(p, &r->if_still_time);
        break;
    default: html_text(p->out, text);
    }
    buf_text(p->out, "</dd>\n");
}

static void page_rules_parts(struct page *p, uint32_t rule)
{
    struct sentence s;

    sentence_of(p->rules, rule, &p->arena, &s);
    buf_text(p->out, "<dl>");
    for (uint32_t kind = 0; kind < PART_KINDS; kind++) {
        if (s.part[kind] != NULL && (kind != PART_WHEN || !p->one_procedure)) {
            page_rules_part(p, &p->rules->rules[rule], kind, s.part[kind]);
        }
    }
    buf_text(p->out, "</dl>\n");
}

static void page_rules_sources(struct page *p, const struct rule *r)
{
    bool any = false;

    for (uint32_t i = 0; i < r->refs.count; i++) {
        for (uint32_t k = 0; k < p->book->source_count; k++) {
            if (strcmp(p->book->sources[k].id, r->refs.at[i]) == 0) {
                buf_text(p->out, any ? "; " : "Source: ");
                html_text(p->out, p->book->sources[k].title);
                any = true;
            }
        }
    }
}

static void page_rules_from(struct page *p, uint32_t rule)
{
    const struct rule *r = &p->rules->rules[rule];
    const struct coverage *c = &p->coverage[rule];
    struct buf *out = p->out, statements = {0};

    buf_text(out, "<p class=\"from\">");
    page_rules_sources(p, r);
    if (r->statements.count > 0) {
        plain_list(&statements, r->statements, ", ");
        html_print(out, " (%s)", statements.at);
        part_end(p->out, &statements);
    }
    buf_printf(out, ". %s", page_basis(r->basis));
    buf_text(out, r->confirmed_by == NULL ? ", <strong>to be confirmed</strong>. " : ". ");
    if (r->note != NULL) {
        html_print(out, "%s ", r->note);
    }
    buf_printf(out, "Seen in tests: fired %u, stayed quiet %u", c->fired, c->quiet);
    if (rule_asks(r)) {
        buf_printf(out, ", asked %u", c->asked);
    }
    if (r->still_time) {
        buf_printf(out, ", with time left %u", c->still_time);
    }
    html_print(out, ". <code>%s</code> <code>%s</code>", r->id, r->fingerprint);
    if (r->changed_by != NULL) {
        html_print(out, " <strong>Changed by %s.</strong>", r->changed_by);
    }
    buf_text(out, "</p>\n");
}

static void page_rules_card(struct page *p, uint32_t rule)
{
    const struct rule *r = &p->rules->rules[rule];

    html_print(p->out,
               "<article class=\"rule\" aria-labelledby=\"rule-%s\"><h4 id=\"rule-%s\">%s</h4>\n",
               r->id, r->id, r->title);
    page_rules_severities(p, r);
    page_rules_parts(p, rule);
    page_rules_from(p, rule);
    buf_text(p->out, "</article>\n");
}

void page_rules(struct page *p)
{
    struct texts topics = page_topics(p);

    html_heading(p->out, 2, "rules", "The rules");
    buf_text(p->out, "<p>Words in “quotation marks” are <a href=\"#lists\">lists</a>. A rule never "
                     "takes an unknown answer for “no”: it asks.</p>\n");
    for (uint32_t t = 0; t < topics.count; t++) {
        struct buf id = {0}, title = {0};

        buf_printf(&id, "topic-%s", topics.at[t]);
        plain_name(&title, topics.at[t], true);
        html_heading(p->out, 3, id.at, title.at);
        part_end(p->out, &id);
        part_end(p->out, &title);
        for (uint32_t i = 0; i < p->rules->rule_count; i++) {
            if (page_has(p, i) && strcmp(page_topic(&p->rules->rules[i]), topics.at[t]) == 0) {
                page_rules_card(p, i);
            }
        }
        buf_text(p->out, "<p class=\"up\"><a href=\"#contents\">Contents</a></p>\n");
    }
}
