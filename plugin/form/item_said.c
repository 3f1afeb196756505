/* SPDX-License-Identifier: MIT
 *
 * See item_said.h. Called by form_json.c, the page's files and form_fhir.c; pure.
 */
#include "form/item_said.h"

#define EXAMPLES_MOST 5 /* are enough to know what is meant */

WORDS(form_section, [FORM_ABOUT_YOU] = "about-you", [FORM_CONDITIONS] = "conditions",
      [FORM_MEDICINES] = "medications", [FORM_ALLERGIES] = "allergies",
      [FORM_TREATMENTS] = "procedures", [FORM_THIS_VISIT] = "this-visit");
const enum phrase section_titles[FORM_SECTIONS] = {
    [FORM_ABOUT_YOU] = PHRASE_ABOUT_YOU,   [FORM_CONDITIONS] = PHRASE_CONDITIONS,
    [FORM_MEDICINES] = PHRASE_MEDICINES,   [FORM_ALLERGIES] = PHRASE_ALLERGIES,
    [FORM_TREATMENTS] = PHRASE_TREATMENTS, [FORM_THIS_VISIT] = PHRASE_THIS_VISIT};

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
        example = span_same_letters(span_of(example), span_of(item->asks)) ? NULL : example;
    }
    return example;
}
