/* SPDX-License-Identifier: MIT
 *
 * The workloads of the benchmarks: 24 rules of microneedling and their clones, and events with a
 * fixed seed. One model is written as our YAML, as precare-event/1, as facts for other engines, and
 * held as the host's structs. A program of its own each time; one thread. What cannot be made ends
 * the program with a message.
 */
#ifndef TESTS_BENCH_WORKLOAD_H
#define TESTS_BENCH_WORKLOAD_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "precare/precare.h"

#define TEMPLATES 24
#define EVENTS 10000
#define MOST_ENTRIES 8

/* ---- lists ---- */

enum work_kind { /* of a list */
    WORK_CONDITION,
    WORK_MEDICATION,
    WORK_PROCEDURE,
    WORK_ALLERGY
};

enum work_list {
    ACNE,
    PSORIASIS,
    ECZEMA,
    KELOID,
    INFECTION,
    HERPES,
    BLEEDING,
    IMMUNE,
    CANCER,
    DIABETES,
    RETINOIDS,
    ANTICOAGULANTS,
    IMMUNOSUPPRESSANTS,
    ORAL_RETINOIDS,
    PHOTOSENSITISERS,
    CANCER_MEDICINES,
    TOXIN,
    FILLER,
    PEEL,
    NEEDLING,
    ANAESTHETICS,
    WORK_LISTS
};

#define MOST_MEMBERS 40
struct work_members {
    const char *id, *plain;
    enum work_kind kind;
    uint32_t count;
    char code[MOST_MEMBERS][24]; /* "atc:D10AD01" */
    char name[MOST_MEMBERS][32];
    char text[MOST_MEMBERS][64]; /* as a chart has it: name, strength, form */
};
extern struct work_members work_lists[WORK_LISTS];
/* fills codes, names and texts; work_events and the writers do it by themselves */
void work_lists_make(void);

/* ---- rules ---- */

enum work_test {
    TEST_AGE_BELOW,
    TEST_AGE_AT_LEAST,
    TEST_PREGNANCY,
    TEST_CONDITION,
    TEST_TAKEN_WITHIN,
    TEST_ONGOING,
    TEST_ON_FILE,
    TEST_HISTORY,
    TEST_ALLERGY,
    TEST_TRAINING
};

struct work_rule {
    enum work_test test;
    uint32_t list;
    bool active;       /* a condition: else at any time */
    uint32_t severity; /* at least; 0: any */
    bool area;         /* in the treatment area; else anywhere */
    int32_t number;    /* years, or days of a window; 0: none */
    const char *outcome;
};
extern const struct work_rule work_rules[TEMPLATES];

enum work_variant {
    WORK_A, /* clones for other procedures */
    WORK_B  /* clones for the same procedure on other condition codes */
};

struct work_size {
    const char *name;
    enum work_variant variant;
    uint32_t rules;
};
/* base24, A1000, A10000, B1000, B10000; ends with {0} */
extern const struct work_size work_sizes[];
const struct work_size *work_size_named(const char *name); /* NULL */

/* Our YAML, in pieces of less than 1 MiB below `dir` (which is there). The bytes written. */
uint64_t work_write_rules(const struct work_size *size, const char *dir);

/* ---- events ---- */

enum work_events {
    EVENTS_BASE,
    EVENTS_UNKNOWN, /* in a third of them, lists were not asked */
    EVENTS_NAMED    /* 20 entries an event, with text beside the code */
};

struct work_event { /* with all that it points at */
    precare_event event;
    precare_patient patient;
    precare_appointment appointment;
    precare_provider provider;
    precare_condition conditions[MOST_ENTRIES];
    precare_medication medications[MOST_ENTRIES];
    precare_procedure procedures[4];
    precare_allergy allergies[2];
    const char *sites[2];
    const char *training[2];
    char id[24], event_id[24];
};

/* EVENTS of them, the same on each run; never freed. */
struct work_event *work_events(enum work_events kind);

/* One precare-event/1 document in one line, without its newline. */
void work_event_json(const struct work_event *e, FILE *out);
/* Lists, rules and events for other engines, a record a line: as JSON, as Lua tables, or as a CLIPS
 * program. `fired` has the bits of the rules that fire, one for each event. Ages, days and "in the
 * treatment area" are computed already: the others have less to do than we have. */
enum work_syntax {
    SYNTAX_JSON,
    SYNTAX_LUA,
    SYNTAX_CLIPS
};
void work_write_facts(const struct work_size *size, const struct work_event *events,
                      const uint32_t *fired, enum work_syntax syntax, FILE *out);
bool work_in_area(precare_array sites, precare_array area);
int32_t work_day(const precare_time *t); /* days since 1970 */

#endif
