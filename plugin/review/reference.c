/* SPDX-License-Identifier: MIT
 *
 * The parts of the reference (reference.h): which tables each begins with, and the limits that
 * no table holds. Called by the command; pure.
 */
#include "review/reference.h"

#include <string.h>

#include "base/outcomes.h"
#include "config/keys.h"
#include "engine/result_keys.h"
#include "review/reference_parts.h"
#include "rulebook/load.h"
#include "rulebook/tables.h"
#include "visit/event_keys.h"
#include "visit/visit.h"

static void reference_rules(struct buf *out)
{
    struct reference_page page = {.out = out, .kind = REFERENCE_YAML};

    buf_text(out, "## Every key of a file of rules\n\n");
    buf_printf(
        out,
        "A file has at most %u KiB and is at most %u deep, a text in it has at most %u KiB, a "
        "directory at most %u rules.\n",
        FILE_BYTES / 1024, FILE_DEPTH, FILE_TEXT / 1024, RULES_MOST);
    reference_section(&page, &table_file);
    buf_text(out, "\n## Every key of an overlay\n");
    reference_section(&page, &table_overlay_file);
}

static void reference_event(struct buf *out)
{
    struct reference_page page = {.out = out, .kind = REFERENCE_EVENT};

    buf_text(out, "## Every key of an event\n\n");
    buf_printf(out,
               "A document has at most %u KiB and is at most %u deep; a list has at most %u "
               "entries, a text %u bytes, an id %u. None of them holds a control character. `null` "
               "reads as left out wherever a key may be left out, and a key that begins with `x-` "
               "is the host's own: it is not read.\n",
               EVENT_BYTES / 1024, EVENT_DEPTH, EVENT_ENTRIES, EVENT_TEXT, EVENT_ID);
    reference_section(&page, &event_table.table);
}

static void column_print(struct buf *out, const struct fhir_from *from)
{
    const char *between = "";

    for (; from->type != NULL; from++) {
        buf_printf(out, "%s`%s.%s`", between, from->type, from->element);
        between = ", ";
    }
    buf_text(out, from->by);
}

/* What leads to keys of its own is said by them. */
static void fhir_row(void *of, const char *path, const struct event_key *key)
{
    struct buf *out = of;

    if (key->fhir == NULL || key->fhir == fhir_group || key->fhir->never) {
        return;
    }
    buf_printf(out, "| `%s` | ", path);
    column_print(out, key->fhir);
    buf_text(out, " |\n");
}

static void never_row(void *of, const char *path, const struct event_key *key)
{
    struct buf *out = of;

    if (key->fhir != NULL && key->fhir->never) {
        buf_printf(out, "%s`%s`", out->at[out->len - 1] == '\n' ? "" : ", ", path);
    }
}

static void reference_fhir(struct buf *out)
{
    buf_text(out, "## Where each fact comes from\n\n| event | FHIR R4 |\n|---|---|\n");
    event_keys_each(fhir_row, out);
    buf_text(out, "\nNever known by this door, since FHIR has no place for it that is understood "
                  "here:\n");
    event_keys_each(never_row, out);
    buf_text(out, ".\n");
}

/* The worst last, as the table has them. */
static void outcomes_section(struct buf *out)
{
    buf_text(out,
             "\n### How an outcome looks\n\n"
             "A sign means one outcome wherever it stands, and a colour never stands alone.\n\n"
             "| word | in a terminal | in a chat | on the page |\n|---|---|---|---|\n");
    for (uint32_t i = 0; i < OUTCOMES; i++) {
        const struct outcome *o = &outcomes[i];

        buf_printf(out, "| `%s` | `%s` | %s %s | `%s` |\n", word_of(&words_overall, o->number),
                   o->sign, o->picture, o->head, o->colour);
    }
}

static void reference_result(struct buf *out)
{
    struct reference_page page = {.out = out, .kind = REFERENCE_RESULT};

    buf_text(out, "## Every key of a result\n");
    reference_section(&page, &result_table);
    outcomes_section(out);
}

static void reference_config(struct buf *out)
{
    struct reference_page page = {.out = out, .kind = REFERENCE_YAML};

    buf_printf(out, "## Every key of the configuration\n\nThe file has at most %u KiB.\n",
               FILE_BYTES / 1024);
    reference_section(&page, &config_table);
}

const struct reference references[] = {
    {"rules", "the keys of rule files and overlays", reference_rules},
    {"event", "the keys of precare-event/1", reference_event},
    {"fhir", "where FHIR R4 has the facts of an event", reference_fhir},
    {"result", "the keys of precare-result/1", reference_result},
    {"config", "the keys of the configuration", reference_config},
};
const uint32_t reference_count = sizeof references / sizeof *references;

const struct reference *reference_named(const char *name)
{
    for (uint32_t i = 0; i < reference_count; i++) {
        if (strcmp(references[i].name, name) == 0) {
            return &references[i];
        }
    }
    return NULL;
}
