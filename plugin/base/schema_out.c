/* SPDX-License-Identifier: MIT
 *
 * See schema_out.h. Pure.
 */
#include "base/schema_out.h"

#include <stdio.h>
#include <string.h>

#include "base/json_out.h"

const char *schema_meet(struct schema_tables *met, const struct table *table)
{
    uint32_t same = 0;

    for (uint32_t i = 0; i < met->count; i++) {
        if (met->at[i] == table) {
            return met->names[i];
        }
        same += strcmp(met->at[i]->name, table->name) == 0;
    }
    if (met->count == SCHEMA_TABLES) {
        return NULL;
    }
    char *name = met->names[met->count];
    (void)snprintf(name, sizeof met->names[0], same > 0 ? "%.40s-%u" : "%.40s", table->name,
                   same + 1);
    for (char *at = name; *at != '\0'; at++) {
        *at = *at == ' ' ? '-' : *at;
    }
    met->at[met->count++] = table;
    return name;
}

void schema_required(struct buf *out, const struct table *table)
{
    bool any = false;

    for (uint32_t i = 0; i < table_count(table); i++) {
        const struct key *key = table_key(table, i);

        if (key->name == NULL || (key->flags & KEY_REQUIRED) == 0) {
            continue;
        }
        if (!any) {
            json_open(out, "required", '[');
        }
        any = true;
        json_text(out, NULL, key->name);
    }
    if (any) {
        json_close(out, ']');
    }
}

void schema_string(struct buf *out, bool or_null)
{
    json_raw(out, "type", or_null ? "[\"string\",\"null\"]" : "\"string\"");
}

void schema_pattern(struct buf *out, bool or_null, const char *pattern)
{
    schema_string(out, or_null);
    json_text(out, "pattern", pattern);
}

void schema_enum(struct buf *out, const struct words *words, uint32_t from, bool or_null)
{
    json_open(out, "enum", '[');
    for (uint32_t i = from; i < words->count; i++) {
        if (words->at[i] != NULL) {
            json_text(out, NULL, words->at[i]);
        }
    }
    if (or_null) {
        json_raw(out, NULL, "null");
    }
    json_close(out, ']');
}
