/* SPDX-License-Identifier: MIT
 *
 * cases DAY: prints the acceptance cases as requests of CDS Hooks, a line each: the tests that
 * stand beside the rules, and the kept events of tests/form, moved so that their present is DAY,
 * for `precare serve` has a clock. {"case": its name, "request": ..., "answers": its form as it
 * came back}; of a case whose moment has no hook {"case": ...} alone. Called by cds_cases_test.sh.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "base/calendar.h"
#include "rulebook/load.h"
#include "rulebook/scenario.h"
#include "support/case_event.h"
#include "support/fhir_event.h"
#include "support/form_answered.h"

#define ANSWERED 20780 /* the day around which form_answered answers */

struct printing {
    const struct rules *rules;
    const struct zone *zone;
    int32_t today;
    uint64_t seed;
};

static void request_put(struct printing *p, const json_t *event, json_t *line)
{
    json_t *answers = form_answered(p->rules, p->zone, event, &p->seed);

    (void)json_object_set_new(line, "request", fhir_event_request(event, p->zone));
    if (answers != NULL) {
        days_shift(answers, p->today - ANSWERED);
        (void)json_object_set_new(line, "answers", answers);
    }
}

/* R4 has no start without an end. */
static void length_put(json_t *booked)
{
    if (json_object_get(booked, "minutes") == NULL) {
        (void)json_object_set_new(booked, "minutes", json_integer(60));
    }
}

static void case_print(struct printing *p, const char *name, json_t *event) /* takes it */
{
    json_t *line = json_pack("{s:s}", "case", name);
    const char *now = fhir_event_said(event, "now");
    struct when when;

    if (when_read(now, strlen(now), p->zone, &when) == 0) {
        days_shift(event, p->today - when.first);
    }
    length_put(json_object_get(event, "appointment"));
    if (fhir_event_carry(event)) {
        request_put(p, event, line);
    }
    (void)json_dumpf(line, stdout, JSON_COMPACT);
    (void)putchar('\n');
    json_decref(line);
    json_decref(event);
}

static void events_print(struct printing *p)
{
    FILE *file = fopen(PRECARE_SOURCE "/tests/form/events.jsonl", "re");
    char line[65536], name[64];

    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        json_t *event = json_loads(line, 0, NULL);

        (void)snprintf(name, sizeof name, "event %s", fhir_event_said(event, "event_id"));
        (void)json_object_set_new(json_object_get(event, "appointment"), "id",
                                  json_string("apt-1"));
        case_print(p, name, event);
    }
    if (file != NULL) {
        (void)fclose(file);
    }
}

static struct rules *rules_read(void)
{
    const char *const paths[] = {PRECARE_SOURCE "/rules"};
    struct load_options options = {.today = DATE_NONE, .for_review = true};
    struct rules *rules = NULL;
    struct rule_files files;
    struct faults faults;

    faults_begin(&faults);
    if (files_read(paths, 1, &faults, &files) == 0) {
        rules = rules_load(&files, &options, &faults);
        files_end(&files);
    }
    faults_end(&faults);
    return rules;
}

int main(int argc, char **argv)
{
    const char *error;
    int32_t last;
    struct rules *rules = rules_read();
    struct zone *zone = zone_open("America/New_York", &error);
    struct printing p = {.rules = rules, .zone = zone, .seed = 1};
    bool good = argc == 2 && date_read(argv[1], strlen(argv[1]), &p.today, &last) &&
                rules != NULL && rules->scenarios != NULL && zone != NULL;

    for (uint32_t i = 0; good && i < rules->scenarios->count; i++) {
        const struct scenario *one = &rules->scenarios->at[i];

        case_print(&p, one->name, case_event(&one->visit));
    }
    if (good) {
        events_print(&p);
    }
    rules_free(&rules);
    zone_close(&zone);
    return good ? 0 : 1;
}
