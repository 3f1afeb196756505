/* SPDX-License-Identifier: MIT
 *
 * `precare explain RULE`: the rule in words, and how it judges an event or a persona. Called by
 * main.c.
 */
#include <stdio.h>
#include <string.h>

#include "base/seam.h"
#include "base/words.h"
#include "cli/clinic.h"
#include "cli/input.h"
#include "cli/rules_given.h"
#include "review/explain.h"
#include "rulebook/scenario.h"
#include "visit/days.h"
#include "visit/event_json.h"

struct asked {
    struct option_texts rules;
    const char *rule, *config, *event, *persona, *date, *today, *site, *procedure, *zone;
    uint32_t moment; /* of option_moments, or OPTION_NONE */
};

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

    if (!input_read(a->event, EVENT_BYTES, &text)) {
        code = cli_unreadable(a->event);
    } else if (event_from_json(text.at != NULL ? text.at : "", text.len, zone, &s->arena,
                               &s->faults, &s->visit) != 0) {
        cli_faults(&s->faults);
        code = CLI_LOOK;
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
    if (a->moment != OPTION_NONE) {
        return word_number(&words_moment, option_moments[a->moment]);
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
    const struct persona *persona = scenario_persona(rules, a->persona);
    struct visit *v = &s->visit;
    const char *procedure = a->procedure != NULL ? a->procedure : first_procedure(rules, rule);
    struct span *site = arena_new(&s->arena, sizeof *site);

    if (persona == NULL) {
        return rules_persona_unknown(rules, a->persona);
    }
    *v = persona->visit;
    v->moment = moment_of(a, &rules->rules[rule]);
    if (!when_asked(a->today, zone,
                    persona->reviewed.kind != WHEN_UNKNOWN ? persona->reviewed.first
                                                           : rules_today(),
                    &v->now) ||
        !when_asked(a->date, zone, v->moment == PRECARE_BOOKING ? v->now.first + 42 : v->now.first,
                    &v->start)) {
        return cli_usage("--today and --date take a date: 2026-12-01");
    }
    v->today = v->now.first;
    v->reference = v->start.first;
    visit_days(v, &s->arena);
    v->procedure.text = span_of(procedure);
    if (a->site != NULL && site != NULL) {
        *site = span_of(a->site);
        v->sites = site;
        v->site_count = 1;
    }
    return CLI_OK;
}

static int explain_print(const struct rules *rules, uint32_t rule, const struct visit *visit,
                         bool as_active)
{
    struct buf out = {0};

    if (visit != NULL && as_active) {
        buf_text(&out, RULES_AS_ACTIVE "\n\n");
    }
    int code = explain_rule(rules, rule, visit, as_active, &out) ? cli_print(&out) : cli_memory();

    buf_end(&out);
    return code;
}

static int rule_unknown(const struct asked *a, const struct rules *rules)
{
    const char **ids = mem_new((rules->rule_count + 1) * sizeof *ids);
    int code;

    for (uint32_t i = 0; ids != NULL && i < rules->rule_count; i++) {
        ids[i] = rules->rules[i].id;
    }
    code = cli_unknown("rule", a->rule, ids, ids != NULL ? rules->rule_count : 0);
    mem_drop(ids);
    return code;
}

static int explain_in(const void *asked, const struct rules_given *set)
{
    const struct asked *a = asked;
    uint32_t rule = rules_find(set->rules, a->rule);
    const struct zone *zone;
    struct seen s = {0};
    int code = CLI_OK;

    if (rule == NONE) {
        return rule_unknown(a, set->rules);
    }
    zone = clinic_zone(set->config, a->zone, &s.zone);
    if (zone == NULL) {
        return CLI_USAGE;
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

        code = explain_print(set->rules, rule, visit ? &s.visit : NULL,
                             rules_as_active(&a->rules, set->config));
    }
    faults_end(&s.faults);
    arena_end(&s.arena);
    zone_close(&s.zone);
    return code;
}

static int explain_run(void *of)
{
    const struct asked *a = of;
    struct rules_wanted wanted = {
        .paths = &a->rules, .config = a->config, .for_review = true, .today = DATE_NONE};
    struct zone *zone = NULL;
    int code;

    if (a->event != NULL && a->persona != NULL) {
        return cli_usage("give either --event or --persona, not both");
    }
    if (a->zone != NULL && (wanted.zone = clinic_zone(NULL, a->zone, &zone)) == NULL) {
        return CLI_USAGE;
    }
    code = rules_given_run(&wanted, explain_in, a);
    zone_close(&zone);
    return code;
}

static const struct option_row explain_options[] = {
    OPTION_WORD("RULE", rule, "the id of the rule to explain"),
    RULES_WORDS_ROW,
    CLINIC_CONFIG_ROW,
    OPTION_TEXT("event", event, "FILE",
                "evaluate the rule for this precare-event/1 document; - is standard input"),
    OPTION_TEXT("persona", persona, "NAME",
                "evaluate the rule for this persona of the rules' tests"),
    OPTION_CHOICE("at", moment, "MOMENT", option_moments,
                  "evaluate the persona's visit at this moment", .fallback = "the rule's first"),
    OPTION_TEXT("date", date, "DATE", "the date of the persona's appointment",
                .fallback = "at booking 42 days after today, else today"),
    OPTION_TEXT("today", today, "DATE", "evaluate the persona's visit as of this date",
                .fallback = "the date on which its lists were reviewed"),
    OPTION_TEXT("procedure", procedure, "NAME", "the procedure of the persona's visit",
                .fallback = "the first that the rule names"),
    OPTION_TEXT("site", site, "NAME", "the body site of the persona's visit"),
    CLINIC_ZONE_ROW,
};

static const struct cli_exit explain_exits[] = {
    {CLI_LOOK, "the event could not be evaluated"},
    {CLI_UNREADABLE, "the rules do not load, or the file with the event cannot be read"},
};

const struct cli_command explain_command = {
    .name = "explain",
    .run = explain_run,
    .summary = "explain one rule in words, and how it decides for a visit",
    .about =
        "Print the rule as a sentence. With --event or --persona, also print each condition "
        "with T (true), F (false) or U (unknown) and why, what follows, the dates that "
        "matter, the source and its basis, and what the rulebook does not cover. Where RULES are "
        "given, draft and shadow rules are treated as active; else the configuration's act-on "
        "decides.",
    .options = OPTION_SET(explain_options),
    CLI_EXITS_OF(explain_exits),
};
