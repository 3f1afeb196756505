/* SPDX-License-Identifier: MIT
 *
 * See item_said.h. Called by form_page_item.c and form_fhir.c; pure.
 */
#include "form/item_said.h"

#define EXAMPLES_MOST 5 /* are enough to know what is meant */

/* Whether two names are the same in ASCII, whatever the host's locale. */
static bool names_alike(const char *a, const char *b)
{
    for (; *a != '\0' && *b != '\0'; a++, b++) {
        bool letter = (*a | 0x20) >= 'a' && (*a | 0x20) <= 'z';

        if (*a != *b && !(letter && (*a ^ *b) == 0x20)) {
            return false;
        }
    }
    return *a == *b;
}

void item_asks(const struct form_item *item, struct buf *out)
{
    char first = item->asks[0];
    bool small = first >= 'a' && first <= 'z';

    if (small) {
        buf_char(out, (char)(first - 'a' + 'A'));
    }
    buf_text(out, item->asks + small);
}

const char *item_example(const struct form_item *item, uint32_t *at)
{
    const char *example = NULL;

    while (example == NULL && *at < item->examples.count && *at < EXAMPLES_MOST) {
        example = item->examples.at[(*at)++];
        example = names_alike(example, item->asks) ? NULL : example;
    }
    return example;
}
