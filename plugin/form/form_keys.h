/* SPDX-License-Identifier: MIT
 *
 * The keys of precare-form/1 and precare-answers/1 as tables. form_json.c prints a form by its
 * rows, in their order, and the schema is printed from them too, so that no key is told by one and
 * forgotten by the other; the reader of answers goes by theirs. Of a form an offset leads to the
 * field of the model: SHAPE_TEXT to a text, SHAPE_CHOICE to a number of `words`, SHAPE_TEXTS to
 * struct texts, SHAPE_MAPS to the first of `count`; SHAPE_ANY is true or false, SHAPE_ID the word
 * of its example; rows with a `print` of their own may look elsewhere. KEY_REQUIRED: always there,
 * and never null without KEY_NULL. For plugin/form/ alone. Pure data.
 */
#ifndef PRECARE_FORM_FORM_KEYS_H
#define PRECARE_FORM_FORM_KEYS_H

#include "base/reader.h"
#include "form/form.h"

struct form_key {
    struct key json;
    size_t count; /* MAPS: of the number of them */
    size_t each;  /* and the size of one */
    void (*print)(struct buf *out, const struct form_key *key, const struct form *form,
                  const void *of);
};

extern const struct table form_table; /* its rows, and those of all below it, are form_keys */
extern const struct table answers_table;
struct answers_document {
    const struct node *format, *form, *by, *on, *answers;
};

#define ANSWERS_FORMAT "precare-answers/1"
#define ANSWERS_ITEMS 4096u /* at most, of one document */
#define ANSWERS_VALUES 64u  /* at most, of one item */

#endif
