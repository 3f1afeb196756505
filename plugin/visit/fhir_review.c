/* SPDX-License-Identifier: MIT
 *
 * What is known of a list's silence: it was reviewed on the day of a List of it whose entries are
 * all there, or on the day on which a code said that there are none. What has no day says nothing,
 * for nobody could tell how old it is. Called by fhir_facts.c.
 */
#include <string.h>

#include "base/json_out.h"
#include "visit/fhir_parts.h"

#define LIST_CODES "http://terminology.hl7.org/CodeSystem/list-example-use-codes"
#define IPS "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"

/* What a List is of. */
static const struct {
    uint32_t chart;
    const char *system, *code;
} list_codes[] = {
    {CHART_CONDITIONS, LOINC, "11450-4"},  {CHART_CONDITIONS, LIST_CODES, "problems"},
    {CHART_MEDICATIONS, LOINC, "10160-0"}, {CHART_MEDICATIONS, LIST_CODES, "medications"},
    {CHART_ALLERGIES, LOINC, "48765-2"},   {CHART_ALLERGIES, LIST_CODES, "allergies"},
    {CHART_PROCEDURES, LOINC, "47519-4"},
};

/* What is no entry: that this list has none ("no known allergy" often stands among the problems,
 * and says nothing of them); CHART_COUNT: none of a kind, or nothing known. */
static const struct {
    const char *system, *code;
    uint32_t chart;
} none_codes[] = {
    {SNOMED, "716186003", CHART_ALLERGIES},
    {SNOMED, "160244002", CHART_ALLERGIES},
    {SNOMED, "160245001", CHART_CONDITIONS},
    {IPS, "no-known-allergies", CHART_ALLERGIES},
    {IPS, "no-known-problems", CHART_CONDITIONS},
    {IPS, "no-known-medications", CHART_MEDICATIONS},
    {IPS, "no-known-procedures", CHART_PROCEDURES},
    {SNOMED, "409137002", CHART_COUNT},
    {SNOMED, "428607008", CHART_COUNT},
    {SNOMED, "429625007", CHART_COUNT},
    {IPS, "no-known-medication-allergies", CHART_COUNT},
    {IPS, "no-known-environmental-allergies", CHART_COUNT},
    {IPS, "no-known-food-allergies", CHART_COUNT},
    {IPS, "no-allergy-info", CHART_COUNT},
    {IPS, "no-problem-info", CHART_COUNT},
    {IPS, "no-medication-info", CHART_COUNT},
    {IPS, "no-procedure-info", CHART_COUNT},
};

/* Where each type has its code, the day on which that was written, and the one status with which it
 * holds today (NULL: its statuses are concepts). */
static const struct {
    uint32_t type;
    const char *concept, *day, *status;
} none_places[] = {
    {FHIR_CONDITION, "code", "recordedDate", NULL},
    {FHIR_ALLERGY, "code", "recordedDate", NULL},
    {FHIR_STATEMENT, "medicationCodeableConcept", "dateAsserted", "active"},
    {FHIR_PROCEDURE, "code", "performedDateTime", "completed"},
};

struct review { /* the latest day */
    struct span text;
    struct when when;
};

static void review_take(struct review *r, struct span text, const struct when *when)
{
    if (when->kind >= WHEN_DAY && (r->text.at == NULL || when->first > r->when.first)) {
        *r = (struct review){text, *when};
    }
}

/* ---- codes of "none" ---- */

static size_t place_of(uint32_t type)
{
    size_t i = 0;

    while (i < sizeof none_places / sizeof *none_places && none_places[i].type != type) {
        i++;
    }
    return i;
}

/* The row of none_codes; its count: it says no such thing. */
static size_t none_row(struct fhir *f, const struct fhir_resource *resource)
{
    size_t place = place_of(resource->type), count = sizeof none_codes / sizeof *none_codes, i = 0;
    const struct node *concept =
        place < sizeof none_places / sizeof *none_places
            ? fhir_one(f, resource->at, none_places[place].concept, NODE_MAP)
            : NULL;

    while (i < count && (concept == NULL ||
                         !fhir_has_code(f, concept, none_codes[i].system, none_codes[i].code))) {
        i++;
    }
    return i;
}

bool fhir_says_none(struct fhir *f, const struct fhir_resource *resource)
{
    return none_row(f, resource) < sizeof none_codes / sizeof *none_codes;
}

/* That it was so once says nothing of today. */
static bool is_past(struct fhir *f, const struct node *resource)
{
    static const char *const over[] = {"inactive", "resolved", "remission"};
    const struct node *status = fhir_one(f, resource, "clinicalStatus", NODE_MAP);
    bool past = false;

    for (size_t i = 0; status != NULL && i < sizeof over / sizeof *over; i++) {
        past = past || fhir_has_code(f, status, NULL, over[i]);
    }
    return past;
}

/* What is unconfirmed, or was stopped, or is only intended, vouches for nothing. */
static bool none_stands(struct fhir *f, const struct fhir_resource *resource)
{
    const char *status = none_places[place_of(resource->type)].status;
    const struct node *verified = fhir_one(f, resource->at, "verificationStatus", NODE_MAP);

    return !fhir_modified(resource->at) && !is_past(f, resource->at) &&
           (verified == NULL || fhir_has_code(f, verified, NULL, "confirmed")) &&
           (status == NULL || strcmp(fhir_code(f, resource->at, "status"), status) == 0);
}

static void none_look(struct fhir *f, const struct fhir_resource *resource, struct review *r)
{
    size_t row = none_row(f, resource);
    struct span text;
    struct when when;

    if (row < sizeof none_codes / sizeof *none_codes &&
        none_codes[row].chart == fhir_types[resource->type].chart && none_stands(f, resource) &&
        fhir_time(f, resource->at, none_places[place_of(resource->type)].day, &text, &when)) {
        review_take(r, text, &when);
    }
}

/* ---- Lists ---- */

static bool list_is_of(struct fhir *f, const struct node *list, enum chart chart)
{
    const struct node *code = fhir_one(f, list, "code", NODE_MAP);

    for (size_t i = 0; code != NULL && i < sizeof list_codes / sizeof *list_codes; i++) {
        if (list_codes[i].chart == (uint32_t)chart &&
            fhir_has_code(f, code, list_codes[i].system, list_codes[i].code)) {
            return true;
        }
    }
    return false;
}

static bool list_is_current(struct fhir *f, const struct node *list)
{
    const char *mode = fhir_code(f, list, "mode");

    return strcmp(fhir_code(f, list, "status"), "current") == 0 && !fhir_modified(list) &&
           (strcmp(mode, "working") == 0 || strcmp(mode, "snapshot") == 0);
}

/* What it names is among what was read. */
static bool is_there(struct fhir *f, const struct node *item)
{
    const struct node *reference =
        item->kind == NODE_MAP ? fhir_one(f, item, "item.reference", NODE_TEXT) : NULL;
    struct span type, id;

    if (reference == NULL || !fhir_reference(reference->text, &type, &id)) {
        return false;
    }
    for (uint32_t i = 0; i < FHIR_TYPES; i++) {
        if (span_same(type, span_of(fhir_types[i].name))) {
            return fhir_by_id(f, (enum fhir_type)i, id) != NULL;
        }
    }
    return false;
}

/* Whether its day is one of the chart's: it is empty because there is none, or all is there. */
static bool list_is_whole(struct fhir *f, const struct node *list, bool any)
{
    const struct node *entries = fhir_list(f, list, "entry");
    const struct node *empty = fhir_one(f, list, "emptyReason", NODE_MAP);

    if (entries == NULL || entries->count == 0) {
        return !any && empty != NULL &&
               fhir_has_code(f, empty, "http://terminology.hl7.org/CodeSystem/list-empty-reason",
                             "nilknown");
    }
    if (entries->count > EVENT_ENTRIES) {
        return false;
    }
    for (uint32_t i = 0; i < entries->count; i++) {
        if (!is_there(f, entries->items[i])) {
            return false;
        }
    }
    return true;
}

static void list_look(struct fhir *f, const struct node *list, enum chart chart, bool any,
                      struct review *r)
{
    struct span text;
    struct when when;

    if (list_is_of(f, list, chart) && list_is_current(f, list) && list_is_whole(f, list, any) &&
        fhir_time(f, list, "date", &text, &when)) {
        review_take(r, text, &when);
    }
}

/* ---- */

void fhir_review_write(struct fhir *f, enum chart chart, bool any, struct buf *out)
{
    struct review r = {{NULL, 0}, {0}};

    for (uint32_t i = 0; i < f->count; i++) {
        const struct fhir_resource *one = &f->items[i];

        if (one->type == FHIR_LIST) {
            list_look(f, one->at, chart, any, &r);
        } else if (!any && fhir_types[one->type].chart == (uint32_t)chart) {
            none_look(f, one, &r);
        }
    }
    if (r.text.at != NULL && !f->more[chart]) {
        json_next(out, "reviewed");
        buf_json(out, r.text.at, r.text.len);
    }
}
