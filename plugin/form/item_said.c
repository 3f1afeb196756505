/* SPDX-License-Identifier: MIT
 *
 * See item_said.h. Called by form_page_item.c and form_fhir.c; pure.
 */
#include "form/item_said.h"

#include <strings.h>

#define EXAMPLES_MOST 5 /* are enough to know what is meant */

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
        example = strcasecmp(example, item->asks) != 0 ? example : NULL;
    }
    return example;
}
