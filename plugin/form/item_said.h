/* SPDX-License-Identifier: MIT
 *
 * How sections and items are said, the same in a document, on the page and in a Questionnaire. For
 * plugin/form/ alone.
 */
#ifndef PRECARE_FORM_ITEM_SAID_H
#define PRECARE_FORM_ITEM_SAID_H

#include "base/words.h"
#include "form/form.h"
#include "form/phrases.h"

#define WORDS_MOST 250 /* characters of a typed answer */

extern const struct words words_form_section;           /* by enum form_section */
extern const enum phrase section_titles[FORM_SECTIONS]; /* above its questions */

/* Its question, with a capital: a list's `plain` is written without. */
void item_asks(const struct form_item *item, struct buf *out);
/* The next name for "such as ...", from *at on, which begins at 0; NULL: enough. What is asked
 * itself is no example of it. */
const char *item_example(const struct form_item *item, uint32_t *at);

#endif
