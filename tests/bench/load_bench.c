/* SPDX-License-Identifier: MIT
 *
 * `make bench-load`: reading, checking, compiling and hashing 10,000 and 20,000 rules, against
 * libyaml's bare event loop on the same bytes in the same run, and how much memory is kept. Exit 1
 * when a goal is missed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <yaml.h>

#include "base/seam.h"
#include "rulebook/load.h"

#define RULES_A_FILE 2000u
#define RUNS 7
#define GOAL_RULES 10000u /* the goals are for so many; the others show how it grows */
#define GOAL_RATIO 2.0
#define GOAL_KEPT (12u * 1024u * 1024u)

static const char head[] =
    "format: precare-rules/1\n"
    "rulebook:\n  id: bench\n  title: \"Bench\"\n  version: \"1.0.0\"\n  status: shadow\n  "
    "  owner: {name: \"Lead\", role: clinical-lead}\n  review-by: \"2027-06-01\"\n"
    "  sources:\n    article: {title: \"An article\", kind: consumer-article}\n"
    "parameters:\n  stop: {value: 7 days, allowed: 1 day to 14 days}\n"
    "body-sites:\n  face: {parts: [cheek, lip]}\n"
    "lists:\n  mn: {kind: procedure, plain: \"microneedling\", items: [microneedling]}\n"
    "  retinoids: {kind: medication, plain: \"retinoid\", items: [tretinoin, adapalene], codes: "
    "{atc: [D10AD]}}\n";

static const char rule[] =
    "  - id: bench-%u\n    title: \"Condition %u near the treatment area\"\n    topic: skin\n"
    "    source: {ref: article, statements: [S31], basis: clinic-decision}\n"
    "    when: {at: [booking, check-in], procedure: mn}\n"
    "    if:\n      condition: {in: list-%u, status: active, site: treatment-area}\n"
    "    then:\n      severity: {booking: hold, check-in: hold}\n      say: \"{matched} on "
    "{treatment-area}.\"\n"
    "    if-unknown: {ask: \"Has it healed?\", of: patient}\n";

static void lists_write(struct buf *b, uint32_t count)
{
    buf_text(b, head);
    for (uint32_t i = 0; i < count; i++) {
        buf_printf(
            b, "  list-%u: {kind: condition, plain: \"condition\", codes: {icd-10: [\"L%u\"]}}\n",
            i, i + 100);
    }
}

static struct rule_files *files_make(uint32_t rules)
{
    static struct rule_files files;
    static struct rule_file at[64];
    static char names[64][16];

    files = (struct rule_files){.at = at};
    for (uint32_t done = 0; done < rules;) {
        struct buf b = {0};
        uint32_t stop = done + RULES_A_FILE < rules ? done + RULES_A_FILE : rules;

        if (done == 0) {
            lists_write(&b, 500);
        } else {
            buf_text(&b, "format: precare-rules/1\nrules-for: bench\n");
        }
        buf_text(&b, "rules:\n");
        for (; done < stop; done++) {
            buf_printf(&b, rule, done, done, done % 500);
        }
        (void)snprintf(names[files.count], sizeof names[0], "%02u.yaml", files.count);
        at[files.count] =
            (struct rule_file){.name = names[files.count], .bytes = b.at, .len = b.len};
        files.count++;
    }
    return &files;
}

static void load_events(const struct rule_files *files)
{
    for (uint32_t i = 0; i < files->count; i++) {
        yaml_parser_t parser;
        yaml_event_t event;
        bool more = yaml_parser_initialize(&parser) == 1;

        yaml_parser_set_input_string(&parser, (const unsigned char *)files->at[i].bytes,
                                     files->at[i].len);
        while (more && yaml_parser_parse(&parser, &event) == 1) {
            more = event.type != YAML_STREAM_END_EVENT;
            yaml_event_delete(&event);
        }
        yaml_parser_delete(&parser);
    }
}

static size_t load_whole(const struct rule_files *files)
{
    struct faults faults;
    size_t kept = 0;

    faults_begin(&faults);
    struct rules *rules = rules_load(files, NULL, &faults);
    if (rules != NULL) {
        kept = rules->arena->taken;
    } else {
        (void)fprintf(stderr, "load: %s\n", faults.count > 0 ? faults.items[0].what : "no memory");
    }
    rules_free(&rules);
    faults_end(&faults);
    return kept;
}

static double load_now(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int load_measure(uint32_t count)
{
    const struct rule_files *files = files_make(count);
    double bare = 1e9, whole = 1e9;
    size_t kept = 0, bytes = 0;

    for (uint32_t i = 0; i < files->count; i++) {
        bytes += files->at[i].len;
    }
    for (int i = 0; i < RUNS; i++) {
        double a = load_now();

        load_events(files);
        double b = load_now();
        kept = load_whole(files);
        double c = load_now();
        bare = b - a < bare ? b - a : bare;
        whole = c - b < whole ? c - b : whole;
    }
    (void)printf("%6u rules, %.1f MB: libyaml's events %.0f ms, loaded in %.0f ms (%.2f x, goal "
                 "%.1f), kept %.1f MB\n",
                 count, (double)bytes / 1e6, bare, whole, whole / bare, GOAL_RATIO,
                 (double)kept / 1e6);
    bool good =
        kept > 0 && (count != GOAL_RULES || (whole <= bare * GOAL_RATIO && kept <= GOAL_KEPT));
    for (uint32_t i = 0; i < files->count; i++) {
        mem_drop((void *)(uintptr_t)files->at[i].bytes);
    }
    return good ? 0 : 1;
}

int main(void)
{
    int missed = load_measure(1000) + load_measure(GOAL_RULES) + load_measure(20000);

    (void)printf("%s\n", missed == 0 ? "all goals met" : "a goal is missed");
    return missed == 0 ? 0 : 1;
}
