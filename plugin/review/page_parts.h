/* SPDX-License-Identifier: MIT
 *
 * The sections of the page, one file each, and what they share. For page*.c alone.
 */
#ifndef PRECARE_REVIEW_PAGE_PARTS_H
#define PRECARE_REVIEW_PAGE_PARTS_H

#include "base/html.h"
#include "review/coverage.h"
#include "review/nudge_copy.h"
#include "review/page.h"
#include "review/statements.h"

struct page {
    const struct run *run;
    const struct rules *rules;
    const struct rulebook *book;
    uint32_t index; /* of the rulebook */
    const struct coverage *coverage;
    struct copy copy;   /* for its slots: which rule takes which number from which parameter */
    bool one_procedure; /* all rules are for the same: told once, at the head */
    struct arena arena;
    struct buf *out;
};

/* A heading with an id, level 2 to 4. */
void html_heading(struct buf *out, unsigned level, const char *id, const char *text);
/* A link to a rule's place on the page. */
void html_rule_link(struct page *p, uint32_t rule);
/* "<span class="sev hold">Hold</span>" */
void html_severity(struct buf *out, uint32_t outcome, const char *after);
bool page_has(const struct page *p, uint32_t rule); /* of this rulebook and not retired */

void page_glance(struct page *p);  /* page_glance.c */
void page_strip(struct page *p);   /* page_strip.c: the picture */
void page_numbers(struct page *p); /* page_numbers.c: the sheet to sign */
void page_rules(struct page *p);   /* page_rules.c */
void page_sources(struct page *p); /* page_sources.c: article coverage, what is not covered */
void page_answers(struct page *p); /* page_answers.c: what is asked, and the words */
void page_lists(struct page *p);   /* page_lists.c */

/* The topics of the rulebook in the order of its rules. */
struct texts page_topics(struct page *p);
const char *page_topic(const struct rule *r); /* "other" where none is said */

const char *page_basis(const char *basis); /* "The clinic's decision" */

extern const char *const page_style[]; /* ends with NULL */

#endif
