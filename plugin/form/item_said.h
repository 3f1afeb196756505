/* SPDX-License-Identifier: MIT
 *
 * How an item is said to a person, the same on the page and in a Questionnaire. For plugin/form/
 * alone.
 */
#ifndef PRECARE_FORM_ITEM_SAID_H
#define PRECARE_FORM_ITEM_SAID_H

#include "form/form.h"

/* Its question, with a capital: a list's `plain` is written without. */
void item_asks(const struct form_item *item, struct buf *out);
/* The next name for "such as ...", from *at on, which begins at 0; NULL: enough. What is asked
 * itself is no example of it. */
const char *item_example(const struct form_item *item, uint32_t *at);

#endif
