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
    buf_text(out, ". ");
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

    buf_text(p->out, "<article class=\"rule");
    page_views_print(p, page_views_of(p, rule));
    html_print(p->out, "\" aria-labelledby=\"rule-%s\"><h5 id=\"rule-%s\">%s</h5>\n", r->id, r->id,
               r->title);
    page_rules_severities(p, r);
    page_rules_parts(p, rule);
    page_rules_from(p, rule);
    buf_text(p->out, "<p class=\"confirm\">");
    page_tick(p, ITEM_RULE, r->id);
    buf_text(p->out, "</p>\n</article>\n");
}

/* Whether the rule stands in this group, under this topic or (NULL) under any. */
static bool rule_stands(const struct page *p, uint32_t rule, uint32_t group, const char *topic)
{
    const struct rule *r = &p->rules->rules[rule];

    return page_has(p, rule) && page_group_of(r) == group &&
           (topic == NULL || strcmp(page_topic(r), topic) == 0);
}

/* "<section class="topic at-booking is-hold">": the classes of all its rules; false: it has none.
 */
static bool page_rules_begin(struct page *p, const char *class, uint32_t group, const char *topic)
{
    uint32_t views = 0;

    for (uint32_t i = 0; i < p->rules->rule_count; i++) {
        views |= rule_stands(p, i, group, topic) ? page_views_of(p, i) : 0;
    }
    if (views != 0) {
        buf_printf(p->out, "<section class=\"%s", class);
        page_views_print(p, views);
        buf_text(p->out, "\">");
    }
    return views != 0;
}

/* The first moment of a visit at which a rule of this group and topic acts; 0: it has none. */
static uint32_t topic_begins(const struct page *p, uint32_t group, const char *topic)
{
    uint32_t moments = 0, m = PRECARE_BOOKING;

    for (uint32_t i = 0; i < p->rules->rule_count; i++) {
        moments |= rule_stands(p, i, group, topic) ? p->rules->rules[i].moments : 0;
    }
    while (m <= PRECARE_FOLLOW_UP && ((moments >> m) & 1u) == 0) {
        m++;
    }
    return m <= PRECARE_FOLLOW_UP ? m : 0;
}

static void page_rules_topic(struct page *p, uint32_t group, const char *topic)
{
    struct buf id = {0}, title = {0};

    (void)page_rules_begin(p, "topic", group, topic);
    buf_printf(&id, "%s-%s", page_groups[group].id, topic);
    plain_name(&title, topic, true);
    html_heading(p->out, 4, id.at, title.at);
    part_end(p->out, &id);
    part_end(p->out, &title);
    for (uint32_t i = 0; i < p->rules->rule_count; i++) {
        if (rule_stands(p, i, group, topic)) {
            page_rules_card(p, i);
        }
    }
    buf_text(p->out, "</section>\n");
}

/* What acts at the booking first: what a patient has, before what is charted. */
static void page_rules_group(struct page *p, uint32_t group, struct texts topics)
{
    for (uint32_t m = PRECARE_BOOKING; m <= PRECARE_FOLLOW_UP; m++) {
        for (uint32_t t = 0; t < topics.count; t++) {
            if (topic_begins(p, group, topics.at[t]) == m) {
                page_rules_topic(p, group, topics.at[t]);
            }
        }
    }
}

void page_rules(struct page *p)
{
    struct texts topics = page_topics(p);

    buf_text(p->out, "<section class=\"all\" aria-labelledby=\"rules\">");
    html_heading(p->out, 2, "rules", "The rules");
    buf_text(p->out, "<p>Words in “quotation marks” are <a href=\"#lists\">lists</a>. A rule never "
                     "takes an unknown answer for “no”: it asks.</p>\n");
    page_view(p);
    buf_text(p->out, "<div class=\"cards\">\n");
    for (uint32_t group = 0; group < PAGE_GROUPS; group++) {
        if (!page_rules_begin(p, "group", group, NULL)) {
            continue;
        }
        html_heading(p->out, 3, page_groups[group].id, page_groups[group].title);
        page_rules_group(p, group, topics);
        buf_text(p->out, "<p class=\"up\"><a href=\"#contents\">Contents</a></p>\n</section>\n");
    }
    buf_text(p->out, "</div></section>\n");
}
