/* SPDX-License-Identifier: MIT
 *
 * What an event costs: the hook through the plugin's public table (C structs in, findings out, a
 * preview), the engine alone, and the hand-written baseline, in one run. Fired rules are compared
 * for every event first. Usage: speed_bench [--rounds N]      the tables speed_bench --count SIZE
 * EVENTS WHAT   runs the events once, for a counter of instructions: WHAT is hook, engine or
 * baseline; EVENTS base, unknown or named speed_bench --beside SIZE              one line a
 * subject, as the peers print theirs speed_bench --facts SIZE SYNTAX        lists, rules and events
 * for other engines: json, lua or clips
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi/event_struct.h"
#include "base/zone.h"
#include "bench/baseline.h"
#include "bench/measure.h"
#include "bench/workload.h"
#include "engine/engine.h"
#include "rulebook/load.h"

static const char *const kind_names[] = {"base", "unknown", "named"};

struct run { /* of one subject */
    const struct work_event *events;
    const struct visit *visits;
    const struct rules *rules;
    precare_instance *instance;
    uint64_t seen; /* so that nothing is optimised away */
};

/* ---- the subjects ---- */

__attribute__((noinline)) static void counted_hook(void *of)
{
    struct run *r = of;
    const precare_api *plugin = bench_plugin();

    for (uint32_t i = 0; i < EVENTS; i++) {
        const precare_result *result = NULL;

        if (plugin->booking(r->instance, &r->events[i].event, &result, NULL) == PRECARE_OK) {
            r->seen += result->overall;
        }
        (void)plugin->result_free(r->instance, result);
    }
}

__attribute__((noinline)) static void counted_engine(void *of)
{
    struct run *r = of;

    for (uint32_t i = 0; i < EVENTS; i++) {
        struct result *result = engine_evaluate(r->rules, &r->visits[i], NULL, NULL);

        r->seen += result->out.overall;
        result_drop(&result);
    }
}

__attribute__((noinline)) static void counted_baseline(void *of)
{
    struct run *r = of;

    for (uint32_t i = 0; i < EVENTS; i++) {
        r->seen += baseline_judge(&r->events[i].event);
    }
}

/* ---- what they work on ---- */

static void speed_stop(const char *why)
{
    (void)fprintf(stderr, "speed_bench: %s\n", why);
    exit(1);
}

static struct rules *rules_of(const char *dir)
{
    struct faults faults;
    struct rule_files files;
    struct load_options options = {.today = DATE_NONE};

    faults_begin(&faults);
    struct rules *rules =
        files_read(&dir, 1, &faults, &files) == 0 ? rules_load(&files, &options, &faults) : NULL;
    if (rules == NULL) {
        speed_stop("the rules do not load: `precare check` says why");
    }
    files_end(&files);
    faults_end(&faults);
    return rules;
}

static const struct visit *visits_of(const struct work_event *events)
{
    static struct arena arena;
    struct event_fault fault;
    struct visit *visits = calloc(EVENTS, sizeof *visits);

    arena_begin(&arena, NULL, 0, 0); /* never freed */
    for (uint32_t i = 0; visits != NULL && i < EVENTS; i++) {
        if (event_from_struct(&events[i].event, zone_utc(), &arena, &visits[i], &fault) !=
            PRECARE_OK) {
            speed_stop(fault.where);
        }
    }
    if (visits == NULL) {
        speed_stop("no memory");
    }
    return visits;
}

static uint32_t fired_of(const precare_result *result)
{
    const precare_finding *f = result->findings.items;
    uint32_t fired = 0;

    for (uint32_t i = 0; i < result->findings.count; i++) {
        if (f[i].outcome != PRECARE_ASK) {
            fired |= 1u << strtoul(f[i].rule + strlen("rule-"), NULL, 10) % 32;
        }
    }
    return fired;
}

/* Every event's fired rules, ours against the baseline's. */
static void results_compare(const struct run *r, bool tell)
{
    const precare_api *plugin = bench_plugin();
    uint64_t firing = 0, findings = 0, entries = 0, bytes = 0;

    for (uint32_t i = 0; i < EVENTS; i++) {
        const precare_result *result = NULL;
        const precare_event *e = &r->events[i].event;
        int32_t status = plugin->booking(r->instance, e, &result, NULL);
        uint32_t ours = fired_of(result), theirs = baseline_judge(e);

        if (status != PRECARE_OK || ours != theirs) {
            (void)fprintf(stderr, "event %u: status %d, fired %06x, by hand %06x %s\n", (unsigned)i,
                          (int)status, (unsigned)ours, (unsigned)theirs,
                          result->error_message != NULL ? result->error_message : "");
            speed_stop("the results differ");
        }
        firing += theirs != 0;
        findings += result->findings.count;
        entries += e->conditions.entries.count + e->medications.entries.count +
                   e->procedures.entries.count + e->allergies.entries.count;
        bytes += ((const struct result *)(const void *)((const char *)result -
                                                        offsetof(struct result, out)))
                     ->size;
        (void)plugin->result_free(r->instance, result);
    }
    if (tell) {
        printf("  %.1f entries an event; %.1f %% of the events fire a rule; %.2f findings and a "
               "result of %.0f bytes an "
               "event\n",
               (double)entries / EVENTS, (double)firing * 100 / EVENTS, (double)findings / EVENTS,
               (double)bytes / EVENTS);
    }
}

struct prepared {
    struct run hook, engine, baseline;
};

static void speed_prepare(struct prepared *p, const struct work_size *size,
                          const struct work_event *events)
{
    const char *rules = bench_subdirectory(size->name);

    (void)work_write_rules(size, rules);
    p->hook = (struct run){.events = events, .instance = bench_open(size->name, rules)};
    p->engine =
        (struct run){.events = events, .visits = visits_of(events), .rules = rules_of(rules)};
    p->baseline = (struct run){.events = events};
}

/* ---- the tables ---- */

static void bench_sizes(const struct work_event *events, uint32_t rounds)
{
    static char names[16][64];
    struct subject subjects[16];
    uint32_t count = 0;

    for (const struct work_size *s = work_sizes; s->name != NULL; s++) {
        struct prepared *p = calloc(1, sizeof *p);

        if (p == NULL) {
            speed_stop("no memory");
        }
        speed_prepare(p, s, events);
        results_compare(&p->hook, count == 0);
        if (count == 0) {
            subjects[count++] = (struct subject){.name = "by hand in C (strings), no result",
                                                 .run = counted_baseline,
                                                 .of = &p->baseline,
                                                 .events = EVENTS};
        }
        (void)snprintf(names[count], sizeof names[0], "%s: engine alone", s->name);
        subjects[count] = (struct subject){
            .name = names[count], .run = counted_engine, .of = &p->engine, .events = EVENTS};
        count++;
        (void)snprintf(names[count], sizeof names[0], "%s: hook", s->name);
        subjects[count] = (struct subject){
            .name = names[count], .run = counted_hook, .of = &p->hook, .events = EVENTS};
        count++;
    }
    measure(subjects, count, rounds);
    measure_print("ns an event, ratio to the code by hand", subjects, count, 0);
    for (uint32_t i = 3; i < count; i++) {
        printf("  %-30s %.2f x base24\n", subjects[i].name,
               subjects[i].median / subjects[i % 2 == 0 ? 2 : 1].median);
    }
}

static void bench_kinds(uint32_t rounds)
{
    struct subject subjects[3];
    const char *rules = bench_subdirectory("kinds");

    (void)work_write_rules(&work_sizes[0], rules);
    precare_instance *instance = bench_open("kinds", rules);
    static struct run runs[3];
    for (uint32_t kind = 0; kind < 3; kind++) {
        runs[kind] =
            (struct run){.events = work_events((enum work_events)kind), .instance = instance};
        printf("\n%s\n", kind_names[kind]);
        results_compare(&runs[kind], true);
        subjects[kind] = (struct subject){
            .name = kind_names[kind], .run = counted_hook, .of = &runs[kind], .events = EVENTS};
    }
    measure(subjects, 3, rounds);
    measure_print("hook, ns an event, ratio to base24", subjects, 3, 0);
    printf("  named costs %.0f ns more than base24\n", subjects[2].median - subjects[0].median);
}

/* ---- once, for the counter ---- */

static int count_once(const char *size_name, const char *kind_name, const char *what)
{
    const struct work_size *size = work_size_named(size_name);
    uint32_t kind = 0;

    while (kind < 3 && strcmp(kind_names[kind], kind_name) != 0) {
        kind++;
    }
    if (size == NULL || kind == 3) {
        return 64;
    }
    const struct work_event *events = work_events((enum work_events)kind);
    const char *rules = bench_subdirectory(size->name);
    (void)work_write_rules(size, rules);
    struct run r = {.events = events};
    if (strcmp(what, "hook") == 0) {
        r.instance = bench_open(size->name, rules);
        counted_hook(&r);
    } else if (strcmp(what, "engine") == 0) {
        r.rules = rules_of(rules);
        r.visits = visits_of(events);
        counted_engine(&r);
    } else {
        counted_baseline(&r);
    }
    printf("%llu\n", (unsigned long long)r.seen);
    return 0;
}

/* ---- for other engines ---- */

/* Ours and the code by hand as the peers tell theirs: NAME EVENTS MIN MEDIAN MAX WRONG. */
static int beside_peers(const char *size_name)
{
    const struct work_size *size = work_size_named(size_name);
    struct prepared p;

    if (size == NULL) {
        return 64;
    }
    speed_prepare(&p, size, work_events(EVENTS_BASE));
    results_compare(&p.hook, false);
    struct subject s[2] = {
        {.name = "C by hand", .run = counted_baseline, .of = &p.baseline, .events = EVENTS},
        {.name = "precare hook", .run = counted_hook, .of = &p.hook, .events = EVENTS}};
    measure(s, 2, 9);
    for (uint32_t i = 0; i < 2; i++) {
        printf("%s %u %.0f %.0f %.0f 0\n", s[i].name, EVENTS, s[i].min, s[i].median, s[i].max);
    }
    return 0;
}

static int write_facts(const char *size_name, const char *syntax_name)
{
    static const char *const syntaxes[] = {"json", "lua", "clips"};
    static uint32_t fired[EVENTS];
    const struct work_size *size = work_size_named(size_name);
    uint32_t syntax = 0;

    while (syntax < 3 && strcmp(syntaxes[syntax], syntax_name) != 0) {
        syntax++;
    }
    if (size == NULL || syntax == 3) {
        return 64;
    }
    const struct work_event *events = work_events(EVENTS_BASE);
    for (uint32_t i = 0; i < EVENTS; i++) {
        fired[i] = baseline_judge(&events[i].event);
    }
    work_write_facts(size, events, fired, (enum work_syntax)syntax, stdout);
    return 0;
}

int main(int argc, char **argv)
{
    uint32_t rounds = 9;

    baseline_begin();
    if (argc == 5 && strcmp(argv[1], "--count") == 0) {
        return count_once(argv[2], argv[3], argv[4]);
    }
    if (argc == 4 && strcmp(argv[1], "--facts") == 0) {
        return write_facts(argv[2], argv[3]);
    }
    if (argc == 3 && strcmp(argv[1], "--beside") == 0) {
        return beside_peers(argv[2]);
    }
    if (argc == 3 && strcmp(argv[1], "--rounds") == 0) {
        rounds = (uint32_t)strtoul(argv[2], NULL, 10) % MOST_ROUNDS;
    }
    bench_sizes(work_events(EVENTS_BASE), rounds ? rounds : 1);
    bench_kinds(rounds ? rounds : 1);
    return 0;
}
