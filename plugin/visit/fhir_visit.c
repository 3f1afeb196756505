/* SPDX-License-Identifier: MIT
 *
 * The visit itself as the members of an event: what is booked, when, and by whom, from an
 * Appointment, an order and an Encounter, whichever of them there are. Called once a visit. Faults
 * as fhir.h says.
 */
#include <string.h>

#include "base/json_out.h"
#include "visit/fhir_parts.h"

struct source {
    const char *type;
    const struct node *at;
};
#define SOURCES 3u

static void sources_of(const struct fhir_visit *visit, struct source all[SOURCES])
{
    all[0] = (struct source){fhir_types[FHIR_SERVICE].name, visit->order};
    all[1] = (struct source){fhir_types[FHIR_APPOINTMENT].name, visit->appointment};
    all[2] = (struct source){fhir_types[FHIR_ENCOUNTER].name, visit->encounter};
}

/* The first source that says it, in the order of the row's own. */
static bool row_of_any(struct fhir *f, const struct event_key *key, const struct source *all,
                       struct buf *out)
{
    for (const struct fhir_from *from = key->fhir; from->type != NULL; from++) {
        for (uint32_t i = 0; i < SOURCES; i++) {
            struct fhir_reading r = {.at = all[i].at,
                                     .type = all[i].type,
                                     .doubted = all[i].at != NULL && fhir_modified(all[i].at)};

            if (all[i].at != NULL && strcmp(from->type, all[i].type) == 0 &&
                fhir_row_write(f, key, &r, out)) {
                return true;
            }
        }
    }
    return false;
}

/* ---- what is booked ---- */

/* The code that the clinic mapped, else the first. */
static struct span service_code(const struct fhir *f, const struct fhir_said *said)
{
    for (uint32_t i = 0; f->setting.config != NULL && i < said->codes_count; i++) {
        if (config_procedure(f->setting.config, said->codes[i]) != NULL) {
            return said->codes[i];
        }
    }
    return said->codes_count > 0 ? said->codes[0] : (struct span){NULL, 0};
}

static void service_write(struct fhir *f, const char *key, const struct node *concept,
                          struct buf *out)
{
    struct fhir_said said;

    fhir_concept(f, concept, &said);
    struct span code = service_code(f, &said);
    if (fhir_said_count(&said) == 0) {
        return;
    }
    json_open(out, key, '{');
    if (said.names_count > 0) {
        json_next(out, "text");
        buf_json(out, said.names[0].at, said.names[0].len);
    }
    if (code.at != NULL) {
        json_next(out, "code");
        buf_json(out, code.at, code.len);
    }
    json_close(out, '}');
}

/* The first is the procedure, more are `also`. */
static void services_write(struct fhir *f, const struct source *all, struct buf *out)
{
    static const char *const elements[SOURCES] = {"code", "serviceType", "serviceType"};
    struct fhir_elements found = {.count = 0};

    for (uint32_t i = 0; i < SOURCES && found.count == 0; i++) {
        if (all[i].at != NULL) {
            fhir_collect(f, all[i].at, elements[i], &found);
        }
    }
    if (found.count > 0) {
        service_write(f, "procedure", found.at[0], out);
    }
    if (found.count > 1) {
        json_open(out, "also", '[');
        for (uint32_t i = 1; i < found.count; i++) {
            service_write(f, NULL, found.at[i], out);
        }
        json_close(out, ']');
    }
}

/* ---- the appointment ---- */

static void start_write(const struct fhir *f, struct buf *out)
{
    char now[32];

    instant_iso(f->setting.now.utc, f->setting.zone, now);
    json_text(out, "start", now);
}

/* Whoever is treated has not been cancelled. */
static bool is_over(const struct fhir_visit *visit)
{
    const struct node *status =
        visit->appointment != NULL ? node_get(visit->appointment, "status") : NULL;

    return visit->begun && status != NULL && status->kind == NODE_TEXT &&
           (strcmp(status->text.at, "cancelled") == 0 || strcmp(status->text.at, "noshow") == 0);
}

static bool appointment_write(struct fhir *f, const struct fhir_visit *visit,
                              const struct source *all, struct buf *out)
{
    const struct event_table *table = &event_appointment_table;
    bool dated = true;

    json_open(out, "appointment", '{');
    services_write(f, all, out);
    for (uint32_t i = 0; i < table->table.count; i++) {
        const struct event_key *key = &table->keys[i];

        if (key->json.name == NULL || (strcmp(key->json.name, "state") == 0 && is_over(visit))) {
            continue;
        }
        if (!row_of_any(f, key, all, out) && strcmp(key->json.name, "start") == 0) {
            start_write(f, out);
            dated = false;
        }
    }
    json_close(out, '}');
    return dated;
}

bool fhir_visit_write(struct fhir *f, const struct fhir_visit *visit, struct buf *out)
{
    struct source all[SOURCES];

    sources_of(visit, all);
    bool dated = appointment_write(f, visit, all, out);
    json_open(out, "provider", '{');
    for (uint32_t i = 0; i < event_provider_table.table.count; i++) {
        const struct event_key *key = &event_provider_table.keys[i];

        if (key->json.name != NULL && key->fhir != NULL) {
            (void)row_of_any(f, key, all, out);
        }
    }
    json_close(out, '}');
    return dated;
}
