/* SPDX-License-Identifier: MIT
 *
 * The schema of a document, table by table: each becomes a definition, met first where some key
 * needs it (document_schema.h). A result may grow by keys, so a reader of results must pass over
 * those that it does not know; an event and a configuration take no key but these.
 */
#include "review/document_schema.h"

#include "base/json_out.h"
#include "base/schema_out.h"
#include "config/keys.h"
#include "engine/result_keys.h"
#include "review/schema_values.h"
#include "visit/event_keys.h"

struct document_printing {
    const struct document *document;
    struct buf *out;
    struct schema_tables met;
};

/* A settle says how it ended. */
#define SETTLE_ENDS                                                                                \
    "\"if\":{\"properties\":{\"phase\":{\"const\":\"settle\"}},\"required\":[\"phase\"]},"         \
    "\"then\":{\"properties\":{\"disposition\":{\"type\":\"string\"}},"                            \
    "\"required\":[\"disposition\"]}"

const struct document document_event = {.name = "event",
                                        .title = "precare-event/1",
                                        .table = &event_table.table,
                                        .beside = SETTLE_ENDS,
                                        .host_own = true};
const struct document document_result = {.name = "result",
                                         .title = "precare-result/1",
                                         .table = &result_table,
                                         .value = schema_printed_value,
                                         .grows = true};
const struct document document_config = {.name = "config",
                                         .title = "precare-config/1",
                                         .table = &config_table,
                                         .value = schema_config_value};

/* Row `i` of a table. All of an event are the first member of an event_table, whose rows say more
 * than a key does. */
static void property_print(struct document_printing *p, const struct table *table, uint32_t i)
{
    const struct key *key = table_key(table, i);
    const struct event_table *of = (const void *)table;

    if (key->name == NULL) {
        return;
    }
    json_open(p->out, key->name, '{');
    json_said(p->out, "description", key->doc);
    if (p->document->value != NULL) {
        p->document->value(p->out, &p->met, key);
    } else {
        schema_event_value(p->out, &p->met, event_table_key(of, i));
    }
    json_close(p->out, '}');
}

static void definition_print(struct document_printing *p, const struct table *table)
{
    json_raw(p->out, "type", "\"object\"");
    json_said(p->out, "description", table->doc);
    json_open(p->out, "properties", '{');
    for (uint32_t i = 0; i < table_count(table); i++) {
        property_print(p, table, i);
    }
    json_close(p->out, '}');
    schema_required(p->out, table);
    if (p->document->host_own) {
        json_raw(p->out, "patternProperties", "{\"^x-\":true}");
    }
    if (!p->document->grows) {
        json_raw(p->out, "additionalProperties", "false");
    }
}

void document_schema_print(const struct document *document, struct buf *out)
{
    struct document_printing *p = &(struct document_printing){.document = document, .out = out};
    struct buf id = {0};

    buf_printf(&id, "urn:precare:%s:1", document->name);
    json_open(out, NULL, '{');
    json_text(out, "$schema", "https://json-schema.org/draft/2020-12/schema");
    json_text(out, "$id", id.failed ? "" : id.at);
    buf_end(&id);
    json_text(out, "title", document->title);
    (void)schema_meet(&p->met, document->table);
    definition_print(p, document->table);
    if (document->beside != NULL) {
        json_members(out, document->beside);
    }
    json_open(out, "$defs", '{');
    for (uint32_t i = 1; i < p->met.count; i++) { /* more are met on the way */
        json_next_line(out);
        json_open(out, p->met.names[i], '{');
        definition_print(p, p->met.at[i]);
        json_close(out, '}');
    }
    json_close(out, '}');
    json_close(out, '}');
    buf_char(out, '\n');
}
