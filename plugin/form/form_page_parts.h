/* SPDX-License-Identifier: MIT
 *
 * The parts of the page of a form. For plugin/form/ alone.
 */
#ifndef PRECARE_FORM_FORM_PAGE_PARTS_H
#define PRECARE_FORM_FORM_PAGE_PARTS_H

#include "base/language.h"
#include "form/form_page.h"
#include "form/phrases.h"

struct paging {
    const struct form_page *page;
    enum language language;
    struct buf *out;
    uint32_t next; /* number of the next item, for ids on the page */
};

static inline const char *page_says(const struct paging *p, enum phrase phrase)
{
    return phrase_of(language_tag(p->language), phrase);
}
/* form_page_item.c: one item with its follow-ups; `tick`: a row of a group. */
void page_item(struct paging *p, const struct form_item *item, bool tick);
/* Which items are shown only where another one has a value, as rules of the style: in the order of
 * page_item, for the same items. */
void page_item_style(struct paging *p, const struct form_item *item);

extern const char *const form_page_style[]; /* end with NULL */
extern const char *const form_page_script[];

#endif
