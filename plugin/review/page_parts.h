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
#include "rulebook/approval/approval.h"

struct page {
    const struct run *run;
    const struct rules *rules;
    const struct rulebook *book;
    uint32_t index;                   /* of the rulebook */
    const struct rules *before;       /* the text of approved_since(); NULL: not at hand */
    const struct approved_text *text; /* who confirmed what of it; NULL: nobody could */
    const struct coverage *coverage;
    struct copy copy;   /* for its slots: which rule takes which number from which parameter */
    bool brief;         /* the short edition */
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

/* The tick box of an item of the rulebook's text: who confirmed it and when, or an empty box. */
void page_tick(struct page *p, uint32_t kind, const char *name);
/* The item of the rulebook's text; NULL: it has none of this name. */
const struct item *page_item_find(const struct page *p, uint32_t kind, const char *name);
enum item_state page_state(const struct page *p, uint32_t kind, const char *name);

void page_notice(struct page *p);   /* page_glance.c: whether it acts, and is approved */
void page_glance(struct page *p);   /* page_glance.c */
void page_approval(struct page *p); /* page_approval.c: what is confirmed, and what changed since */
/* of each overlay of the rulebook, or of those alone that are not as they were approved */
void page_overlays(struct page *p, bool stale);
void page_since(struct page *p);   /* page_approval.c: the changes alone */
void page_sign(struct page *p);    /* page_approval.c: the rest of the text, and the signature */
void page_strip(struct page *p);   /* page_strip.c: the picture */
void page_numbers(struct page *p); /* page_numbers.c */
void page_rules(struct page *p);   /* page_rules.c */
void page_view(struct page *p);    /* page_view.c: links that leave some of the rules */
uint32_t page_views_of(const struct page *p, uint32_t rule); /* which of them leave it: bits */
void page_views_print(struct page *p, uint32_t views_set);   /* as classes: " at-booking is-hold" */
void page_view_style(struct buf *out);
void page_short(struct page *p);   /* page_short.c: the short edition's rules */
void page_sources(struct page *p); /* page_sources.c: article coverage */
void page_not_covered(struct page *p);
void page_answers(struct page *p); /* page_answers.c: what is asked, and the words */
void page_lists(struct page *p);   /* page_lists.c */

/* The rules in the order of the page: what speaks against treating, then the order of a visit. */
enum {
    PAGE_GROUPS = 6
};
struct page_group {
    const char *id, *title;
};
extern const struct page_group page_groups[PAGE_GROUPS];
uint32_t page_group_of(const struct rule *r);

/* The topics of the rulebook in the order of its rules. */
struct texts page_topics(struct page *p);
const char *page_topic(const struct rule *r); /* "other" where none is said */

const char *page_basis(const char *basis); /* "The clinic's decision" */

extern const char *const page_style[]; /* ends with NULL */

#endif
