/* SPDX-License-Identifier: MIT
 *
 * `precare explain RULE`: the rule in words, and how it judges an event or a persona. Called by
 * main.c.
 */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/seam.h"
#include "base/text.h"
#include "base/words.h"
#include "cli/ruleset.h"
#include "review/explain.h"
#include "review/scenario.h"
#include "visit/event_json.h"

#define EVENT_BROKEN 1
#define PATHS 64

struct asked {
    const char *rule, *event, *persona, *at, *date, *today, *site, *procedure, *zone;
    const char *paths[PATHS];
    struct ruleset_wanted wanted;
};

static const char **option_of(struct asked *a, const char *name)
{
    const struct {
        const char *name;
        const char **at;
    } options[] = {
        {"--event", &a->event}, {"--persona", &a->persona},     {"--at", &a->at},
        {"--date", &a->date},   {"--today", &a->today},         {"--site", &a->site},
        {"--zone", &a->zone},   {"--procedure", &a->procedure}, {"--config", &a->wanted.config}};

    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        if (strcmp(options[i].name, name) == 0) {
            return options[i].at;
        }
    }
    return NULL;
}

static int explain_arguments(int argc, char **argv, struct asked *a)
{
    for (int i = 1; i < argc; i++) {
        const char **at = option_of(a, argv[i]);
        bool rules = strcmp(argv[i], "--rules") == 0;

        if ((at != NULL || rules) && i + 1 >= argc) {
            return cli_usage(&explain_command, "%s needs a value", argv[i]);
        }
        if (rules && a->wanted.path_count < PATHS) {
            a->paths[a->wanted.path_count++] = argv[++i];
        } else if (at != NULL) {
            *at = argv[++i];
        } else if (argv[i][0] == '-' || a->rule != NULL) {
            return cli_usage(&explain_command, "there is no use for '%s'", argv[i]);
        } else {
            a->rule = argv[i];
        }
    }
    if (a->rule == NULL) {
        return cli_usage(&explain_command, "which rule?");
    }
    return a->event != NULL && a->persona != NULL
               ? cli_usage(&explain_command, "either --event or --persona, not both")
               : CLI_OK;
}

/* A whole file, or standard input for "-"; at most one byte more than an event may have. */
static bool read_all(const char *path, struct buf *out)
{
    char block[16384];
    bool stdin_asked = strcmp(path, "-") == 0;
    FILE *file = stdin_asked ? stdin : fopen(path, "rbe");

    out->limit = EVENT_BYTES + 2;
    if (file == NULL) {
        return false;
    }
    for (size_t n; (n = fread(block, 1, sizeof block, file)) > 0 && out->len <= EVENT_BYTES;) {
        size_t left = EVENT_BYTES + 1 - out->len;

        buf_add(out, block, n < left ? n : left);
    }
    bool ok = !ferror(file) && !out->failed;
    if (!stdin_asked) {
        (void)fclose(file);
    }
    return ok;
}

struct seen { /* what the rule is explained with */
    struct visit visit;
    struct zone *zone;
    struct arena arena;
    struct faults faults;
};

static int visit_from_event(const struct asked *a, const struct zone *zone, struct seen *s)
{
    struct buf text = {0};
    int code = CLI_OK;

    if (!read_all(a->event, &text)) {
        code = cli_fault(&explain_command, "%s cannot be read", a->event);
    } else if (event_from_json(text.at != NULL ? text.at : "", text.len, zone, &s->arena,
                               &s->faults, &s->visit) != 0) {
        ruleset_complain(&s->faults);
        code = EVENT_BROKEN;
    }
    buf_end(&text);
    return code;
}

static const char *first_procedure(const struct rules *rules, uint32_t rule)
{
    const struct rule *r = &rules->rules[rule];

    for (uint32_t i = 0; i < r->procedures.count; i++) {
        const struct list *list = &rules->lists[r->procedures.at[i]];

        if (list->items.count > 0) {
            return list->items.at[0];
        }
    }
    return "microneedling";
}

static uint32_t moment_of(const struct asked *a, const struct rule *r)
{
    if (a->at != NULL) {
        return word_number(&words_moment, a->at);
    }
    for (uint32_t m = PRECARE_BOOKING; m <= PRECARE_FOLLOW_UP; m++) {
        if (((r->moments >> m) & 1u) != 0) {
            return m;
        }
    }
    return 0;
}

static bool when_asked(const char *text, const struct zone *zone, int32_t otherwise,
                       struct when *when_r)
{
    *when_r = (struct when){.first = otherwise, .last = otherwise, .kind = WHEN_DAY};
    return text == NULL ||
           (when_read(text, strlen(text), zone, when_r) == 0 && when_r->kind != WHEN_PARTIAL);
}

/* A persona has no appointment: the one asked for, else six weeks after the day its lists were gone
 * through. */
static int visit_from_persona(const struct asked *a, const struct zone *zone,
                              const struct rules *rules, uint32_t rule, struct seen *s)
{
    struct when reviewed;
    struct visit *v = &s->visit;
    const char *procedure = a->procedure != NULL ? a->procedure : first_procedure(rules, rule);
    struct span *site = arena_new(&s->arena, sizeof *site);

    if (!scenario_persona(rules, a->persona, zone, &s->arena, &s->faults, v, &reviewed)) {
        ruleset_complain(&s->faults);
        return cli_usage(&explain_command, "there is no persona '%s'", a->persona);
    }
    v->moment = moment_of(a, &rules->rules[rule]);
    if (v->moment == 0) {
        return cli_usage(&explain_command, "--at is booking, check-in, treatment or follow-up");
    }
    if (!when_asked(a->today, zone,
                    reviewed.kind != WHEN_UNKNOWN ? reviewed.first : ruleset_today(), &v->now) ||
        !when_asked(a->date, zone, v->moment == PRECARE_BOOKING ? v->now.first + 42 : v->now.first,
                    &v->start)) {
        return cli_usage(&explain_command, "a date is written 2026-12-01");
    }
    v->today = v->now.first;
    v->reference = v->start.first;
    v->procedure_text = span_of(procedure);
    if (a->site != NULL && site != NULL) {
        *site = span_of(a->site);
        v->sites = site;
        v->site_count = 1;
    }
    return CLI_OK;
}

static int explain_print(const struct rules *rules, uint32_t rule, const struct visit *visit)
{
    struct buf out = {0};
    int code = CLI_OK;

    if (explain_rule(rules, rule, visit, &out)) {
        (void)fwrite(out.at, 1, out.len, stdout);
    } else {
        code = cli_fault(&explain_command, "there is not enough memory");
    }
    buf_end(&out);
    return code;
}

static int rule_unknown(const struct asked *a, const struct rules *rules)
{
    const char **ids = mem_new((rules->rule_count + 1) * sizeof *ids);
    const char *near = NULL;

    for (uint32_t i = 0; ids != NULL && i < rules->rule_count; i++) {
        ids[i] = rules->rules[i].id;
    }
    if (ids != NULL) {
        near = text_nearest(a->rule, ids, rules->rule_count);
    }
    mem_drop(ids);
    return near != NULL ? cli_usage(&explain_command, "there is no rule '%s'; did you mean '%s'?",
                                    a->rule, near)
                        : cli_usage(&explain_command, "there is no rule '%s'", a->rule);
}

static int explain_in(const struct asked *a, const struct ruleset *set)
{
    uint32_t rule = rules_find(set->rules, a->rule);
    const struct zone *zone =
        set->config != NULL && set->config->zone != NULL ? set->config->zone : zone_utc();
    struct seen s = {0};
    const char *why = NULL;
    int code = CLI_OK;

    if (rule == NONE) {
        return rule_unknown(a, set->rules);
    }
    if (a->zone != NULL) {
        s.zone = zone_open(a->zone, &why);
        if (s.zone == NULL) {
            return cli_usage(&explain_command, "--zone %s: %s", a->zone, why);
        }
        zone = s.zone;
    }
    arena_begin(&s.arena, NULL, 0, 0);
    faults_begin(&s.faults);
    if (a->event != NULL) {
        code = visit_from_event(a, zone, &s);
    } else if (a->persona != NULL) {
        code = visit_from_persona(a, zone, set->rules, rule, &s);
    }
    if (code == CLI_OK) {
        bool visit = a->event != NULL || a->persona != NULL;

        code = explain_print(set->rules, rule, visit ? &s.visit : NULL);
    }
    faults_end(&s.faults);
    arena_end(&s.arena);
    zone_close(&s.zone);
    return code;
}

static int explain_run(int argc, char **argv)
{
    struct asked a = {.wanted = {.keep_nodes = true, .today = DATE_NONE}};
    struct ruleset set;
    int code = explain_arguments(argc, argv, &a);

    if (code != CLI_OK) {
        return code;
    }
    a.wanted.paths = a.paths;
    code = ruleset_open(&a.wanted, &set);
    if (code == 0) {
        code = explain_in(&a, &set);
    }
    ruleset_end(&set);
    return code;
}

const struct cli_command explain_command = {
    .name = "explain",
    .run = explain_run,
    .summary = "one rule in words, and how it judges a visit",
    .help =
        "Usage: precare explain RULE [--rules RULES] --event FILE [--zone NAME]\n"
        "       precare explain RULE [--rules RULES] --persona NAME [--at MOMENT] [--today DATE]\n"
        "                       [--date DATE] [--procedure NAME] [--site NAME] [--zone NAME]\n"
        "       precare explain RULE [--rules RULES]\n\n"
        "Tells the rule as a sentence; then, for the event (\"-\": standard input) or the "
        "persona,\n"
        "every condition with T, F or U and why, what follows, the days that matter, source and\n"
        "basis, and what the rulebook does not cover. Draft and shadow rules count as active.\n\n"
        "A persona has no appointment: --date gives its day (else 42 days after today at a "
        "booking,\n"
        "today otherwise), --today the day of the look (else the day its lists were gone "
        "through).\n"
        "Without --rules, the rules of the configuration (--config FILE). The zone is --zone, "
        "else\n"
        "the configuration's, else UTC.\n\n"
        "Exit: 0 explained; 1 the event cannot be read; 2 the rules do not load; 64 wrong usage.\n",
};
