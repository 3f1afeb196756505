/* SPDX-License-Identifier: MIT
 *
 * The pages of the codes (precare explain-code). Pure data, any thread.
 */
#include <string.h>

#include "base/fault.h"

static const struct fault_page pages[] = {
    {"Y001", "a tab in the indentation", "..."},
};

const struct fault_page *fault_pages(size_t *count_r)
{
    *count_r = sizeof pages / sizeof pages[0];
    return pages;
}

const struct fault_page *fault_page_of(const char *code)
{
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        if (strcmp(pages[i].code, code) == 0)
            return &pages[i];
    }
    return NULL;
}
