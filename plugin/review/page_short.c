/* SPDX-License-Identifier: MIT
 *
 * The short edition: what holds, blocks, or calls a clinician, a few lines each, to be read in one
 * sitting and printed on a few sheets. Called by page.c; pure.
 */
#include "review/page_parts.h"

#include "review/plain.h"
#include "review/sentence.h"

static void short_severities(struct page *p, const struct rule *r)
{
    struct buf text = {0};

    sentence_severity(r, &text);
    html_print(p->out, " <span class=\"when\">%s</span>", text.at);
    part_end(p->out, &text);
}

/* "For radiofrequency microneedling: ", where the rules are not all for the same. */
static void short_procedures(struct page *p, const struct rule *r)
{
    for (uint32_t i = 0; !p->one_procedure && i < r->procedures.count; i++) {
        html_print(p->out, "%s%s%s", i == 0 ? "For " : "",
                   p->rules->lists[r->procedures.at[i]].plain,
                   plain_between(i, r->procedures.count, " and "));
        buf_text(p->out, i + 1 == r->procedures.count ? ": " : "");
    }
}

static void short_rule(struct page *p, uint32_t rule)
{
    const struct {
        uint32_t kind;
        const char *label;
    } parts[] = {{PART_IF, p->one_procedure ? "If " : "if "}, {PART_UNLESS, "; unless "}};
    const struct rule *r = &p->rules->rules[rule];
    struct sentence s;

    sentence_of(p->rules, rule, &p->arena, &s);
    html_print(p->out, "<li id=\"rule-%s\"><strong>%s</strong>", r->id, r->title);
    short_severities(p, r);
    buf_text(p->out, "<br>");
    short_procedures(p, r);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (s.part[parts[i].kind] != NULL) {
            html_print(p->out, "%s%s", parts[i].label, s.part[parts[i].kind]);
        }
    }
    buf_text(p->out, ".<br>");
    page_tick(p, ITEM_RULE, r->id);
    buf_text(p->out, "</li>\n");
}

static const struct short_group {
    uint32_t worst;
    const char *id, *title;
} short_groups[] = {{PRECARE_BLOCK, "block", "What must not happen"},
                    {PRECARE_HOLD, "hold", "A clinician decides first"},
                    {PRECARE_URGENT, "urgent", "A clinician now"}};

static uint32_t short_worst(const struct page *p, uint32_t rule)
{
    return page_has(p, rule)
               ? rule_worst(&p->rules->rules[rule], PRECARE_BOOKING, PRECARE_FOLLOW_UP)
               : 0;
}

/* In the order of a visit: by the first moment at which each acts. */
static void short_group(struct page *p, const struct short_group *group)
{
    bool any = false;

    for (uint32_t m = PRECARE_BOOKING; m <= PRECARE_FOLLOW_UP; m++) {
        uint32_t earlier = (1u << m) - 1u;

        for (uint32_t i = 0; i < p->rules->rule_count; i++) {
            uint32_t moments = p->rules->rules[i].moments;

            if (short_worst(p, i) != group->worst || ((moments >> m) & 1u) == 0 ||
                (moments & earlier) != 0) {
                continue;
            }
            if (!any) {
                html_heading(p->out, 2, group->id, group->title);
                buf_text(p->out, "<ul class=\"short\">\n");
                any = true;
            }
            short_rule(p, i);
        }
    }
    buf_text(p->out, any ? "</ul>\n" : "");
}

void page_short(struct page *p)
{
    uint32_t all = 0, told = 0;

    for (uint32_t i = 0; i < p->rules->rule_count; i++) {
        all += page_has(p, i);
        told += short_worst(p, i) >= PRECARE_HOLD;
    }
    page_notice(p);
    buf_printf(p->out,
               "<p>%u of the %u rules: those that block, hold, or call a clinician. Warnings, "
               "information, numbers, lists and sources stand in the whole page. Words in "
               "“quotation marks” are lists. An unknown answer is never taken for “no”.</p>\n",
               told, all);
    if (p->text != NULL && p->text->last != NULL && !approved_whole(p->text)) {
        page_since(p); /* what no longer holds is not in the list below */
    }
    page_overlays(p, true);
    for (size_t i = 0; i < sizeof short_groups / sizeof *short_groups; i++) {
        short_group(p, &short_groups[i]);
    }
    page_not_covered(p);
}
