/* SPDX-License-Identifier: MIT
 *
 * The schema of a document, table by table: each becomes a definition, met first where some key
 * needs it (document_schema.h). A result may grow by keys, so a reader of results must pass over
 * those that it does not know; an event and a configuration take no key but these.
 */
#include "review/document_schema.h"

#include <string.h>

#include "base/json_out.h"
#include "config/keys.h"
#include "engine/result_keys.h"
#include "review/schema_values.h"

#define DEFINITIONS_MOST 48u

struct definition {
    const struct table *table;
    const struct event_table *of; /* of an event: its rows; else NULL */
};

struct document_printing {
    const struct document *document;
    struct buf *out;
    struct definition all[DEFINITIONS_MOST];
    uint32_t count;
};

struct document {
    const char *name, *title;
    const struct table *table;
    const struct event_table *of;
    void (*value)(struct buf *out, const struct key *key); /* NULL: of an event */
    bool grows;    /* keys that are not known are passed over */
    bool host_own; /* keys that begin with x- are ignored */
};

static const struct document documents[] = {
    {"event", "precare-event/1", &event_table.table, &event_table, NULL, false, true},
    {"result", "precare-result/1", &result_table, NULL, schema_result_value, true, false},
    {"config", "precare-config/1", &config_table, NULL, schema_config_value, false, false},
};

static void definition_meet(struct document_printing *p, const struct table *table,
                            const struct event_table *of)
{
    for (uint32_t i = 0; i < p->count; i++) {
        if (p->all[i].table == table) {
            return;
        }
    }
    if (p->count < DEFINITIONS_MOST) {
        p->all[p->count++] = (struct definition){table, of};
    } else {
        p->out->failed = true;
    }
}

static void property_print(struct document_printing *p, const struct key *key,
                           const struct event_key *row)
{
    json_open(p->out, key->name, '{');
    json_said(p->out, "description", key->doc);
    if (row != NULL) {
        schema_event_value(p->out, row);
        if (row->of != NULL) {
            definition_meet(p, &row->of->table, row->of);
        }
    } else {
        p->document->value(p->out, key);
        if (key->table != NULL) {
            definition_meet(p, key->table, NULL);
        }
    }
    json_close(p->out, '}');
}

/* What is said of an event beside its keys. */
static void beside_print(struct buf *out, const struct event_table *of)
{
    if (of == &event_table) {
        json_raw(out, "if",
                 "{\"properties\":{\"phase\":{\"const\":\"settle\"}},\"required\":[\"phase\"]}");
        json_raw(out, "then",
                 "{\"properties\":{\"disposition\":{\"type\":\"string\"}},\"required\":["
                 "\"disposition\"]}");
    }
}

static void required_print(struct buf *out, const struct table *table)
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

static void definition_print(struct document_printing *p, const struct definition *d)
{
    json_raw(p->out, "type", "\"object\"");
    json_said(p->out, "description", d->table->doc);
    json_open(p->out, "properties", '{');
    for (uint32_t i = 0; i < table_count(d->table); i++) {
        const struct key *key = table_key(d->table, i);

        if (key->name != NULL) {
            property_print(p, key, d->of != NULL ? &d->of->keys[i] : NULL);
        }
    }
    json_close(p->out, '}');
    required_print(p->out, d->table);
    beside_print(p->out, d->of);
    if (p->document->host_own) {
        json_raw(p->out, "patternProperties", "{\"^x-\":true}");
    }
    if (!p->document->grows) {
        json_raw(p->out, "additionalProperties", "false");
    }
}

static void document_print(const struct document *document, struct buf *out)
{
    struct document_printing *p = &(struct document_printing){.document = document, .out = out};
    struct buf id = {0};

    buf_printf(&id, "urn:precare:schema:%s:1", document->name);
    json_open(out, NULL, '{');
    json_text(out, "$schema", "https://json-schema.org/draft/2020-12/schema");
    json_text(out, "$id", id.failed ? "" : id.at);
    buf_end(&id);
    json_text(out, "title", document->title);
    definition_meet(p, document->table, document->of);
    definition_print(p, &(struct definition){document->table, document->of});
    json_open(out, "$defs", '{');
    for (uint32_t i = 1; i < p->count; i++) { /* more are met on the way */
        struct definition d = p->all[i];
        char name[64];

        schema_name(d.table, name);
        json_next_line(out);
        json_open(out, name, '{');
        definition_print(p, &d);
        json_close(out, '}');
    }
    json_close(out, '}');
    json_close(out, '}');
    buf_char(out, '\n');
}

bool document_schema_print(const char *name, struct buf *out)
{
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        if (strcmp(documents[i].name, name) == 0) {
            document_print(&documents[i], out);
            return true;
        }
    }
    return false;
}
