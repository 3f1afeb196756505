/* SPDX-License-Identifier: MIT
 *
 * The workloads as text: our YAML, precare-event/1, and plain facts for other engines. See
 * workload.h.
 */
#include <stdlib.h>
#include <string.h>

#include "bench/workload.h"

#define RULES_A_FILE 1500 /* of at most 1 MiB */

static FILE *file_new(const char *dir, const char *name)
{
    char path[512];

    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *out = fopen(path, "we");
    if (out == NULL) {
        perror(path);
        exit(1);
    }
    (void)fputs("# SPDX-License-Identifier: MIT\nformat: precare-rules/1\n", out);
    return out;
}

static uint64_t file_end(FILE *out)
{
    long bytes = ftell(out);

    if (bytes < 0 || fclose(out) != 0) {
        perror("workload");
        exit(1);
    }
    return (uint64_t)bytes;
}

/* ---- lists ---- */

#define CHECKED ""

static void write_list(FILE *out, const struct work_members *l)
{
    static const char *const kinds[] = {"condition", "medication", "procedure", "allergy"};

    (void)fprintf(out, "  %s:\n    kind: %s\n    plain: \"%s\"\n    items: [", l->id,
                  kinds[l->kind], l->plain);
    for (uint32_t i = 0; i < l->count; i++) {
        (void)fprintf(out, "%s\"%s\"", i ? ", " : "", l->name[i]);
    }
    const char *colon = strchr(l->code[0], ':');
    (void)fprintf(out, "]\n    codes: {%.*s: [", (int)(colon - l->code[0]), l->code[0]);
    for (uint32_t i = 0; i < l->count; i++) {
        (void)fprintf(out, "%s\"%s\"", i ? ", " : "", l->code[i] + (colon + 1 - l->code[0]));
    }
    (void)fputs("]}\n" CHECKED, out);
}

static uint32_t clones_of(const struct work_size *size)
{
    return (size->rules + TEMPLATES - 1) / TEMPLATES;
}

/* The lists that only clones ask for: other procedures, or other condition codes. */
static void write_clone_lists(FILE *out, const struct work_size *size, uint32_t first,
                              uint32_t last)
{
    for (uint32_t clone = first; clone < last; clone++) {
        if (size->variant == WORK_A) {
            (void)fprintf(out,
                          "  needling-%u: {kind: procedure, plain: \"treatment %u\", codes: {cpt: "
                          "[\"2%04u\"]}}\n",
                          clone, clone, clone);
            continue;
        }
        for (uint32_t list = ACNE; list <= DIABETES; list++) {
            (void)fprintf(out,
                          "  %s-%u: {kind: condition, plain: \"%s %u\",\n    codes: {icd-10: "
                          "[\"%c%02u.%03uA\", "
                          "\"%c%02u.%03uB\"]}}\n",
                          work_lists[list].id, clone, work_lists[list].plain, clone,
                          (char)('B' + list), 40 + list, clone, (char)('B' + list), 60 + list,
                          clone);
        }
    }
}

/* ---- rules ---- */

static void write_test(FILE *out, const struct work_rule *r, const char *suffix)
{
    static const char *const severities[] = {"", "mild", "moderate", "severe"};
    const char *list = work_lists[r->list].id, *site = r->area ? "treatment-area" : "anywhere";

    switch (r->test) {
    case TEST_AGE_BELOW: (void)fprintf(out, "patient.age: {below: %d years}", r->number); return;
    case TEST_AGE_AT_LEAST:
        (void)fprintf(out, "patient.age: {at-least: %d years}", r->number);
        return;
    case TEST_PREGNANCY:
        (void)fputs("patient.pregnancy: {is: [pregnant, breastfeeding]}", out);
        return;
    case TEST_TRAINING: (void)fputs("provider.training: {lacks: microneedling}", out); return;
    case TEST_ALLERGY: (void)fprintf(out, "allergy: {in: %s}", list); return;
    case TEST_ONGOING: (void)fprintf(out, "medication: {in: %s, use: ongoing}", list); return;
    case TEST_ON_FILE: (void)fprintf(out, "medication: {in: %s, on-file: any}", list); return;
    case TEST_TAKEN_WITHIN:
        (void)fprintf(out, "medication: {in: %s, taken-within: %d days before appointment}", list,
                      r->number);
        return;
    case TEST_HISTORY:
        (void)fprintf(out,
                      "procedure.history: {in: %s, within: %d days before appointment, site: %s}",
                      list, r->number, site);
        return;
    case TEST_CONDITION: break;
    }
    (void)fprintf(out, "condition: {in: %s%s, status: %s, site: %s", list, suffix,
                  r->active ? "active" : "ever", site);
    if (r->severity) {
        (void)fprintf(out, ", at-least: %s", severities[r->severity]);
    }
    if (r->number) {
        (void)fprintf(out, ", onset-within: %d days before appointment", r->number);
    }
    (void)fputs("}", out);
}

static void write_rule(FILE *out, const struct work_size *size, uint32_t number)
{
    uint32_t clone = number / TEMPLATES;
    const struct work_rule *r = &work_rules[number % TEMPLATES];
    bool guarded = size->variant == WORK_B && clone && r->test != TEST_CONDITION;
    char suffix[16] = "";

    if (clone) {
        (void)snprintf(suffix, sizeof suffix, "-%u", clone);
    }
    (void)fprintf(out,
                  "  - id: rule-%u\n"
                  "    title: \"Rule %u of the benchmark\"\n"
                  "    topic: benchmark\n"
                  "    source: {ref: house, basis: clinic-decision}\n"
                  "    when: {at: booking, procedure: needling%s}\n"
                  "    if:\n",
                  number, number, size->variant == WORK_A ? suffix : "");
    if (guarded) {
        (void)fprintf(out,
                      "      all:\n        - condition: {in: diabetes%s, status: active, site: "
                      "anywhere}\n        - ",
                      suffix);
    } else {
        (void)fputs("      ", out);
    }
    write_test(out, r, size->variant == WORK_B ? suffix : "");
    (void)fprintf(out,
                  "\n    then: {severity: %s, say: \"%s found. A clinician decides first.\"}\n"
                  "    if-unknown: {ask: \"What is known about rule %u?\", of: patient}\n",
                  r->outcome,
                  r->list || r->test == TEST_CONDITION ? "{matched}" : "A reason to wait", number);
}

static void write_head(FILE *out)
{
    (void)fputs("rulebook:\n"
                "  id: benchmark\n"
                "  title: \"Rules of the benchmark\"\n"
                "  version: \"1.0.0\"\n"
                "  status: active\n"
                "  owner: {name: \"Lead\", role: clinical-lead}\n"
                "  review-by: \"2099-01-01\"\n"
                "  sources:\n"
                "    house: {title: \"House rules\", kind: clinic-policy}\n"
                "body-sites:\n"
                "  face: {parts: [forehead, cheek, lip]}\n"
                "  neck: {}\n"
                "  scalp: {}\n"
                "  abdomen: {}\n"
                "  hand: {}\n"
                "words: {training: [microneedling, laser, injections]}\n",
                out);
}

uint64_t work_write_rules(const struct work_size *size, const char *dir)
{
    work_lists_make();
    uint64_t bytes = 0;
    uint32_t clones = clones_of(size), number = 0;
    FILE *out = file_new(dir, "00-lists.yaml");
    write_head(out);
    (void)fputs("lists:\n", out);
    for (uint32_t i = 0; i < WORK_LISTS; i++) {
        write_list(out, &work_lists[i]);
    }
    bytes += file_end(out);
    for (uint32_t first = 1; first < clones; first += 200) {
        char name[32];

        (void)snprintf(name, sizeof name, "10-lists-%04u.yaml", first);
        out = file_new(dir, name);
        (void)fputs("lists:\n", out);
        write_clone_lists(out, size, first, first + 200 < clones ? first + 200 : clones);
        bytes += file_end(out);
    }
    while (number < size->rules) {
        char name[32];

        (void)snprintf(name, sizeof name, "20-rules-%05u.yaml", number);
        out = file_new(dir, name);
        (void)fputs("rules-for: benchmark\nrules:\n", out);
        for (uint32_t end = number + RULES_A_FILE; number < end && number < size->rules; number++) {
            write_rule(out, size, number);
        }
        bytes += file_end(out);
    }
    return bytes;
}

/* ---- events as precare-event/1 ---- */

static void put_text(FILE *out, const char *key, const char *text)
{
    if (text != NULL) {
        (void)fprintf(out, "\"%s\": \"%s\", ", key, text);
    }
}

static void put_day(FILE *out, const char *key, const precare_time *t)
{
    if (t->precision >= PRECARE_TIME_DAY) {
        (void)fprintf(out, "\"%s\": \"%04d-%02d-%02d\", ", key, t->year, t->month, t->day);
    }
}

static void put_sites(FILE *out, precare_array sites)
{
    const char *const *at = sites.items;

    (void)fputs("\"sites\": [", out);
    for (uint32_t i = 0; i < sites.count; i++) {
        (void)fprintf(out, "%s\"%s\"", i ? ", " : "", at[i]);
    }
    (void)fputs("]", out);
}

static const char *const severities[] = {NULL, "mild", "moderate", "severe"};
static const char *const statuses[] = {NULL, "active", "resolved", "history", "family", "never"};
static const char *const uses[] = {NULL, "ongoing", "as-needed", "prescribed", "stopped", "never"};
static const char *const states[] = {NULL, "done", "planned", "cancelled"};
static const char *const pregnancies[] = {NULL,     "pregnant",     "breastfeeding",
                                          "trying", "not-pregnant", "not-applicable"};

static void put_condition(FILE *out, const void *entry)
{
    const precare_condition *c = entry;

    put_text(out, "text", c->text);
    put_text(out, "code", c->code);
    put_text(out, "status", statuses[c->status]);
    put_text(out, "severity", severities[c->severity]);
    put_day(out, "onset", &c->onset);
    put_day(out, "recorded", &c->recorded);
    put_sites(out, c->sites);
}

static void put_medication(FILE *out, const void *entry)
{
    const precare_medication *m = entry;

    put_text(out, "text", m->text);
    put_text(out, "code", m->code);
    put_text(out, "use", uses[m->use]);
    put_day(out, "last_used", &m->last_used);
    put_sites(out, m->sites);
}

static void put_procedure(FILE *out, const void *entry)
{
    const precare_procedure *p = entry;

    put_text(out, "text", p->text);
    put_text(out, "code", p->code);
    put_text(out, "state", states[p->state]);
    put_day(out, "date", &p->date);
    put_sites(out, p->sites);
}

static void put_allergy(FILE *out, const void *entry)
{
    const precare_allergy *a = entry;

    put_text(out, "text", a->text);
    put_text(out, "code", a->code);
    (void)fprintf(out, "\"severity\": \"%s\"", severities[a->severity]);
}

static void put_list(FILE *out, const char *name, const precare_list *list,
                     void (*put)(FILE *, const void *))
{
    const unsigned char *at = list->entries.items;

    (void)fprintf(out, ", \"%s\": {", name);
    put_day(out, "reviewed", &list->reviewed);
    (void)fputs("\"entries\": [", out);
    for (uint32_t i = 0; i < list->entries.count; i++) {
        (void)fputs(i ? ", {" : "{", out);
        put(out, at + (size_t)i * list->entries.stride);
        (void)fputs("}", out);
    }
    (void)fputs("]}", out);
}

void work_event_json(const struct work_event *e, FILE *out)
{
    const precare_event *v = &e->event;

    (void)fprintf(out,
                  "{\"format\": \"precare-event/1\", \"event_id\": \"%s\", \"moment\": "
                  "\"booking\", \"action\": "
                  "\"create\", \"phase\": \"preview\", \"now\": \"2026-12-01T15:00:00Z\", "
                  "\"subject\": \"%s\", \"patient\": {",
                  v->event_id, v->subject);
    put_day(out, "birth_date", &e->patient.birth_date);
    (void)fprintf(out, "\"pregnancy\": \"%s\"}, \"appointment\": {\"id\": \"%s\", ",
                  pregnancies[e->patient.pregnancy], e->appointment.id);
    put_day(out, "start", &e->appointment.start);
    (void)fprintf(out,
                  "\"minutes\": 60, \"procedure\": {\"code\": \"%s\"}, \"state\": \"planned\", ",
                  e->appointment.procedure_code);
    put_sites(out, e->appointment.sites);
    (void)fprintf(
        out, "}, \"provider\": {\"id\": \"p7\", \"role\": \"%s\", \"training\": [\"%s\", \"%s\"]}",
        e->provider.role, e->training[0], e->training[1]);
    put_list(out, "conditions", &v->conditions, put_condition);
    put_list(out, "medications", &v->medications, put_medication);
    put_list(out, "allergies", &v->allergies, put_allergy);
    put_list(out, "procedures", &v->procedures, put_procedure);
    (void)fputs("}", out);
}
