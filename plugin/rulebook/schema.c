/* SPDX-License-Identifier: MIT
 *
 * The schema, table by table: each becomes a definition, met first where some key needs it. What
 * only the loader can know (which of two keys excludes which, what is past) is left to `precare
 * check`: a schema that cries wolf is switched off. Called by the command; one thread. Without
 * memory the buf stays failed.
 */
#include "rulebook/schema.h"

#include "base/json_out.h"
#include "rulebook/schema_parts.h"
#include "rulebook/tables.h"

static void schema_describe(struct printing *p, const char *doc, const char *example)
{
    struct buf b = {0};

    buf_text(&b, doc);
    if (example != NULL) {
        buf_printf(&b, ". Example: %s", example);
    }
    json_text(p->out, "description", b.failed || b.at == NULL ? "" : b.at);
    if (p->editor && example != NULL) {
        buf_end(&b);
        buf_printf(&b, "%s\n\n```yaml\n%s\n```", doc, example);
        json_text(p->out, "markdownDescription", b.failed ? "" : b.at);
    }
    buf_end(&b);
}

/* Draft-07 reads nothing beside $ref, so a strict reader loses the description of such a key;
 * editors take both, and with a detour through allOf they offer nothing on an empty line. */
static void schema_property(struct printing *p, const struct key *key)
{
    json_open(p->out, key->name, '{');
    schema_describe(p, key->doc, key->example);
    schema_shape(p, key);
    json_close(p->out, '}');
}

static void table_body(struct printing *p, const struct table *table)
{
    json_raw(p->out, "type", "\"object\"");
    schema_describe(p, table->doc, NULL);
    json_raw(p->out, "additionalProperties", "false");
    json_open(p->out, "properties", '{');
    for (uint32_t i = 0; i < table_count(table); i++) {
        const struct key *key = table_key(table, i);

        if (key->name != NULL) {
            schema_property(p, key);
        }
    }
    json_close(p->out, '}');
    schema_declared(p, table);
    schema_required(p->out, table);
}

static void condition_property(struct printing *p, const struct kind *kind)
{
    json_open(p->out, kind->table.name, '{');
    schema_describe(p, kind->table.doc, kind->example);
    if (kind->sort == SORT_FACT) {
        schema_reference(p, &kind->table);
    } else if (kind->sort == SORT_ALWAYS) {
        json_raw(p->out, "type", "\"string\"");
        json_raw(p->out, "minLength", "1");
    } else {
        json_raw(p->out, "type", "\"array\"");
        json_raw(p->out, "minItems", "1");
        json_raw(p->out, "items", "{\"$ref\":\"#/definitions/a-condition\"}");
    }
    json_close(p->out, '}');
}

static void condition_body(struct printing *p)
{
    const struct kind *kind;

    json_raw(p->out, "type", "\"object\"");
    schema_describe(p, "One condition; several stand below all, any or none", NULL);
    /* Beside `properties` yaml-language-server would count the keys of the map above, and offer
     * nothing. */
    json_raw(p->out, "allOf", "[{\"minProperties\":1,\"maxProperties\":1}]");
    json_raw(p->out, "additionalProperties", "false");
    json_open(p->out, "properties", '{');
    for (uint32_t i = 0; (kind = kind_listed(i)) != NULL; i++) {
        condition_property(p, kind);
    }
    json_close(p->out, '}');
}

void schema_print(const struct rules *rules, bool editor, struct buf *out)
{
    struct printing *p = &(struct printing){.rules = rules, .out = out, .editor = editor};

    json_open(p->out, NULL, '{');
    json_raw(p->out, "$schema", "\"http://json-schema.org/draft-07/schema#\"");
    json_raw(p->out, "title", "\"Rules for precare\"");
    json_raw(p->out, "if",
             "{\"properties\":{\"format\":{\"const\":\"precare-overlay/"
             "1\"}},\"required\":[\"format\"]}");
    json_open(p->out, "then", '{');
    schema_reference(p, &table_overlay_file);
    json_close(p->out, '}');
    json_open(p->out, "else", '{');
    schema_reference(p, &table_file);
    json_close(p->out, '}');
    json_open(p->out, "definitions", '{');
    json_next_line(p->out);
    json_open(p->out, "a-condition", '{');
    condition_body(p);
    json_close(p->out, '}');
    for (uint32_t i = 0; i < p->met.count; i++) { /* more are met on the way */
        json_next_line(p->out);
        json_open(p->out, p->met.names[i], '{');
        table_body(p, p->met.at[i]);
        json_close(p->out, '}');
    }
    json_close(p->out, '}');
    json_close(p->out, '}');
    buf_char(out, '\n');
}
