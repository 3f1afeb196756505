/* SPDX-License-Identifier: MIT
 *
 * What the schemas of a form and of its answers say beside their tables (form_keys.h). Which items
 * a form has, and so what may be said to each, no schema of all forms can say. Pure.
 */
#include "form/form_schema.h"

#include "base/json_out.h"
#include "form/form_keys.h"
#include "review/schema_values.h"

/* Without a hash nothing is asked, and it says why. */
#define NO_FORM                                                                                    \
    "\"if\":{\"properties\":{\"form\":{\"type\":\"null\"}}},"                                      \
    "\"then\":{\"properties\":{\"because\":{\"type\":\"string\"},\"groups\":{\"maxItems\":0}}},"   \
    "\"else\":{\"properties\":{\"coverage\":{\"const\":\"complete\"}}}"

/* By the id of an item: a text, some texts, or nothing. */
static void said_value(struct buf *out)
{
    json_raw(out, "type", "\"object\"");
    json_int(out, "maxProperties", ANSWERS_ITEMS);
    json_open(out, "additionalProperties", '{');
    json_open(out, "anyOf", '[');
    json_open(out, NULL, '{');
    schema_text(out, EVENT_TEXT, 0, true);
    json_close(out, '}');
    json_open(out, NULL, '{');
    json_raw(out, "type", "\"array\"");
    json_int(out, "maxItems", ANSWERS_VALUES);
    json_open(out, "items", '{');
    schema_text(out, EVENT_TEXT, 0, false);
    json_close(out, '}');
    json_close(out, '}');
    json_close(out, ']');
    json_close(out, '}');
}

static void answers_value(struct buf *out, struct schema_tables *met, const struct key *key)
{
    (void)met;
    if (key->shape == SHAPE_ANY) {
        said_value(out);
    } else if (key->example != NULL) {
        json_text(out, "const", key->example);
    } else if (key->words != NULL) {
        schema_enum(out, key->words, 0, false);
    } else if (key->choices_of != NULL) {
        schema_pattern(out, false, SCHEMA_WHEN_WHOLE);
    } else {
        schema_string(out, false);
    }
}

const struct document document_form = {.name = "form",
                                       .title = "precare-form/1",
                                       .table = &form_table,
                                       .value = schema_printed_value,
                                       .beside = NO_FORM,
                                       .grows = true};
const struct document document_answers = {.name = "answers",
                                          .title = ANSWERS_FORMAT,
                                          .table = &answers_table,
                                          .value = answers_value,
                                          .host_own = true};
