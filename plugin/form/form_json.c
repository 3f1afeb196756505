/* SPDX-License-Identifier: MIT
 *
 * precare-form/1: the model as a document, for hosts that show it in screens of their own; by the
 * rows of form_keys.h, in their order. Called by the command and by the JSON door. Cannot fail but
 * for memory, which the buf tells.
 */
#include "form/form.h"

#include "base/json_out.h"
#include "form/form_keys.h"

static void form_table_print(struct buf *out, const struct table *table, const struct form *form,
                             const void *of);

static bool row_is_silent(const struct form_key *key, const void *at, const void *of)
{
    switch (key->json.shape) {
    case SHAPE_TEXT: return *(const char *const *)at == NULL;
    case SHAPE_TEXTS: return ((const struct texts *)at)->count == 0;
    case SHAPE_ANY: return !*(const bool *)at;
    case SHAPE_MAPS:
        return *(const uint32_t *)(const void *)((const unsigned char *)of + key->count) == 0;
    default: return false;
    }
}

static void row_texts(struct buf *out, const struct form_key *key, const struct texts *texts)
{
    json_open(out, key->json.name, '[');
    for (uint32_t i = 0; i < texts->count; i++) {
        json_text(out, NULL, texts->at[i]);
    }
    json_close(out, ']');
}

/* `each` 0: the list is of pointers to them. */
static void row_maps(struct buf *out, const struct form_key *key, const struct form *form,
                     const void *at, const void *of)
{
    uint32_t count = *(const uint32_t *)(const void *)((const unsigned char *)of + key->count);
    const unsigned char *const items = *(const unsigned char *const *)at;

    json_open(out, key->json.name, '[');
    for (uint32_t i = 0; i < count; i++) {
        json_next(out, NULL);
        form_table_print(out, key->json.table, form,
                         key->each > 0 ? items + i * key->each
                                       : ((const void *const *)(const void *)items)[i]);
    }
    json_close(out, ']');
}

static void row_print(struct buf *out, const struct form_key *key, const struct form *form,
                      const void *of)
{
    const void *at = (const unsigned char *)of + key->json.offset;

    if (key->print != NULL) {
        key->print(out, key, form, of);
        return;
    }
    if ((key->json.flags & KEY_REQUIRED) == 0 && row_is_silent(key, at, of)) {
        return;
    }
    switch (key->json.shape) {
    case SHAPE_ID: json_text(out, key->json.name, key->json.example); break;
    case SHAPE_CHOICE:
        json_text(out, key->json.name, word_of(key->json.words, *(const uint32_t *)at));
        break;
    case SHAPE_TEXTS: row_texts(out, key, at); break;
    case SHAPE_ANY: json_bool(out, key->json.name, *(const bool *)at); break;
    case SHAPE_MAPS: row_maps(out, key, form, at, of); break;
    case SHAPE_MAP:
        json_next(out, key->json.name);
        form_table_print(out, key->json.table, form, of);
        break;
    default: json_text(out, key->json.name, *(const char *const *)at); break;
    }
}

static void form_table_print(struct buf *out, const struct table *table, const struct form *form,
                             const void *of)
{
    buf_char(out, '{');
    for (uint32_t i = 0; i < table->count; i++) {
        /* json is the row's first member */
        row_print(out, (const struct form_key *)(const void *)table_key(table, i), form, of);
    }
    json_close(out, '}');
}

void form_json(const struct form *form, struct buf *out)
{
    form_table_print(out, &form_table, form, form);
}
