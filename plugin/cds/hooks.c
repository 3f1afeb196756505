/* SPDX-License-Identifier: MIT
 *
 * The table of hooks, and the discovery that is made from it: what a service is called, at which
 * moment its visits are judged, and what the client is asked to prefetch, by the rules in force.
 * Called by the door and by readers of requests. Pure.
 */
#include <string.h>

#include "base/json_out.h"
#include "cds/cds.h"
#include "rulebook/triggers.h"
#include "visit/fhir.h"

static const struct cds_hook cds_hooks[CDS_HOOKS] = {
    {"appointment-book", "precare-booking", "Screening of a booking",
     "Screens a booking before the visit: what holds it, whom to ask what, what to do by which day",
     "appointments", PRECARE_BOOKING, PRECARE_PREVIEW, false},
    {"encounter-start", "precare-check-in", "Screening at check-in",
     "Screens a visit as the patient arrives, records it and tells the team what it must",
     "encounterId", PRECARE_CHECK_IN, PRECARE_FINAL, true},
    {"order-sign", "precare-charting", "Screening of an order",
     "Screens the procedures that are about to be ordered", "draftOrders", PRECARE_TREATMENT,
     PRECARE_PREVIEW, false},
    {"encounter-discharge", "precare-charting", "Screening before discharge",
     "Screens a visit before the patient leaves, records it and tells the team what it must",
     "encounterId", PRECARE_TREATMENT, PRECARE_FINAL, true},
};

const struct cds_hook *cds_hook_named(const char *name)
{
    for (uint32_t i = 0; i < CDS_HOOKS; i++) {
        if (strcmp(cds_hooks[i].name, name) == 0) {
            return &cds_hooks[i];
        }
    }
    return NULL;
}

bool cds_service_known(const char *id)
{
    for (uint32_t i = 0; i < CDS_HOOKS; i++) {
        if (strcmp(cds_hooks[i].service, id) == 0) {
            return true;
        }
    }
    return false;
}

static void prefetch_write(const struct cds_hook *hook, uint64_t needs, struct buf *out)
{
    bool any = false;

    for (uint32_t i = 0; i < FHIR_TYPES; i++) {
        const struct fhir_type_row *type = &fhir_types[i];
        bool wanted = type->needs != 0 ? (type->needs & needs) != 0 : hook->encounter;

        if (type->key != NULL && wanted) {
            if (!any) { /* an empty object would be none */
                json_open(out, "prefetch", '{');
            }
            any = true;
            json_text(out, type->key, type->search);
        }
    }
    if (any) {
        json_close(out, '}');
    }
}

void cds_discovery(const struct rules *rules, bool draft, struct buf *out)
{
    json_open(out, NULL, '{');
    json_open(out, "services", '[');
    for (uint32_t i = 0; rules != NULL && i < CDS_HOOKS; i++) {
        const struct cds_hook *hook = &cds_hooks[i];

        json_open(out, NULL, '{');
        json_text(out, "hook", hook->name);
        json_text(out, "id", hook->service);
        json_text(out, "title", hook->title);
        json_text(out, "description", hook->description);
        prefetch_write(hook, triggers_needs(rules->triggers, hook->moment, NULL, draft), out);
        json_text(
            out, "usageRequirements",
            "Nothing is required: what is not prefetched becomes a question. It advises, and a "
            "clinician decides.");
        json_close(out, '}');
    }
    json_close(out, ']');
    json_close(out, '}');
}
