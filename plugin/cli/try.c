/* SPDX-License-Identifier: MIT
 *
 * `precare try`: what the rules say of a visit that is told in a few options, without a file. What
 * is not told is not known, as at a desk; with --persona the patient is one of the rules' own
 * tests. Called by main.c.
 */
#include <stdio.h>
#include <string.h>

#include "base/words.h"
#include "cli/clinic.h"
#include "cli/front_desk.h"
#include "cli/rules_given.h"
#include "engine/engine.h"
#include "rulebook/scenario.h"
#include "visit/days.h"
#include "visit/map.h"

#define DAYS_AHEAD 14 /* of a booking, where no date is told */

/* In the order of the choices below. */
enum try_format {
    FORMAT_TEXT,
    FORMAT_JSON,
};

struct asked {
    struct option_texts rules, procedures, sites, medicines, conditions, allergies, answers;
    const char *config, *zone, *persona, *born;
    int32_t date, today; /* DATE_NONE: not told */
    uint32_t moment, sex, pregnancy, format;
    bool details;
};

/* With the numbers of the public header, but that the first is 0. */
static const char *const try_sexes[] = {"female", "male", "other", "unknown", NULL};
static const char *const try_pregnancies[] = {"pregnant",     "breastfeeding",  "trying",
                                              "not-pregnant", "not-applicable", NULL};
static const char *const try_formats[] = {[FORMAT_TEXT] = "text", [FORMAT_JSON] = "json", NULL};

struct trying {
    const struct asked *asked;
    const struct rules *rules;
    struct visit visit;
    struct arena arena;
};

/* ---- the patient ---- */

static int try_persona(struct trying *t, struct when *reviewed_r)
{
    const struct rules *rules = t->rules;
    const struct persona *persona = scenario_persona(rules, t->asked->persona);

    if (persona == NULL) {
        return rules_persona_unknown(rules, t->asked->persona);
    }
    t->visit = persona->visit;
    *reviewed_r = persona->reviewed;
    return CLI_OK;
}

static int try_patient(struct trying *t, const struct zone *zone)
{
    const struct asked *a = t->asked;
    struct visit *v = &t->visit;

    if (a->sex != OPTION_NONE) {
        v->sex = word_number(&words_sex, try_sexes[a->sex]);
        v->sex_said = true;
    }
    if (a->pregnancy != OPTION_NONE) {
        v->pregnancy = word_number(&words_pregnancy, try_pregnancies[a->pregnancy]);
    }
    if (a->born != NULL && (when_read(a->born, strlen(a->born), zone, &v->birth) != 0 ||
                            v->birth.kind == WHEN_INSTANT)) {
        return cli_usage("--born takes a date such as 1990-05-04, or a year, not '%s'", a->born);
    }
    return CLI_OK;
}

/* ---- the chart ---- */

/* Entries behind those that a persona has; each is there on the day of the visit. */
static bool try_entries(struct trying *t, enum chart chart, const struct option_texts *texts,
                        uint32_t status)
{
    struct entries *to = &t->visit.chart[chart];
    struct entry *all = arena_array(&t->arena, to->count + texts->count, sizeof *all);

    if (texts->count == 0 || all == NULL) {
        return texts->count == 0;
    }
    if (to->count > 0) {
        memcpy(all, to->at, to->count * sizeof *all);
    }
    for (uint32_t i = 0; i < texts->count; i++) {
        all[to->count + i] = (struct entry){.text = span_of(texts->at[i]), .status = status};
    }
    to->at = all;
    to->count += texts->count;
    return true;
}

static int answer_unknown(const struct rules *rules, const char *name)
{
    const char *names[OPTION_TEXTS_MOST * 4];
    uint32_t count = 0;

    for (; count < rules->answer_count && count < sizeof names / sizeof *names; count++) {
        names[count] = rules->answers[count].name;
    }
    return cli_unknown("answer", name, names, count);
}

static bool answer_declared(const struct rules *rules, struct span name)
{
    for (uint32_t i = 0; i < rules->answer_count; i++) {
        if (span_same(span_of(rules->answers[i].name), name)) {
            return true;
        }
    }
    return false;
}

/* NAME=WORD, given today; one that the persona has is said anew. */
static int try_answer(struct trying *t, const char *said, struct answer *all, uint32_t *count)
{
    const char *is = strchr(said, '=');
    struct answer answer = {.on = t->visit.now};
    uint32_t i = 0;

    if (is == NULL || is == said || is[1] == '\0') {
        return cli_usage("--answer takes NAME=WORD such as consent=signed, not '%s'", said);
    }
    answer.name = (struct span){said, (uint32_t)(is - said)};
    answer.value = span_of(is + 1);
    if (!answer_declared(t->rules, answer.name)) {
        char *name = arena_text(&t->arena, said, answer.name.len);

        return name != NULL ? answer_unknown(t->rules, name) : cli_memory();
    }
    while (i < *count && !span_same(all[i].name, answer.name)) {
        i++;
    }
    *count += i == *count;
    all[i] = answer;
    return CLI_OK;
}

static int try_answers(struct trying *t)
{
    const struct option_texts *said = &t->asked->answers;
    struct visit *v = &t->visit;
    uint32_t count = v->answer_count;
    struct answer *all = arena_array(&t->arena, count + said->count, sizeof *all);
    int code = CLI_OK;

    if (said->count == 0 || all == NULL) {
        return said->count == 0 ? CLI_OK : cli_memory();
    }
    if (count > 0) {
        memcpy(all, v->answers, count * sizeof *all);
    }
    for (uint32_t i = 0; i < said->count && code == CLI_OK; i++) {
        code = try_answer(t, said->at[i], all, &count);
    }
    v->answers = all;
    v->answer_count = count;
    return code;
}

/* ---- the appointment ---- */

static struct when day_of(int32_t day)
{
    return (struct when){.first = day, .last = day, .kind = WHEN_DAY};
}

static void try_days(struct trying *t, const struct when *reviewed)
{
    const struct asked *a = t->asked;
    struct visit *v = &t->visit;
    int32_t today = a->today != DATE_NONE            ? a->today
                    : reviewed->kind != WHEN_UNKNOWN ? reviewed->first
                                                     : rules_today();

    v->moment = word_number(&words_moment, option_moments[a->moment]);
    v->now = day_of(today);
    v->today = today;
    v->reference = a->date != DATE_NONE           ? a->date
                   : v->moment == PRECARE_BOOKING ? today + DAYS_AHEAD
                                                  : today;
    v->start = day_of(v->reference);
}

/* A site that nobody knows would be a question about a site that was given. */
static int try_sites(struct trying *t)
{
    const struct option_texts *said = &t->asked->sites;
    const struct sites *sites = t->rules->sites;
    uint32_t count = sites != NULL ? sites_count(sites) : 0;
    const char **names = arena_array(&t->arena, (size_t)count + 1, sizeof *names);

    for (uint32_t i = 0; names != NULL && i < count; i++) {
        names[i] = site_name(sites, i);
    }
    for (uint32_t i = 0; names != NULL && count > 0 && i < said->count; i++) {
        if (site_find(sites, span_of(said->at[i])).site == SITE_UNKNOWN) {
            return cli_unknown("body site", said->at[i], names, count);
        }
    }
    return names != NULL ? CLI_OK : cli_memory();
}

static bool try_appointment(struct trying *t)
{
    const struct option_texts *procedures = &t->asked->procedures, *sites = &t->asked->sites;
    struct visit *v = &t->visit;
    struct booked *all = arena_array(&t->arena, procedures->count, sizeof *all);
    struct span *areas = arena_array(&t->arena, sites->count, sizeof *areas);

    if (all == NULL || (areas == NULL && sites->count > 0)) {
        return false;
    }
    for (uint32_t i = 0; i < procedures->count; i++) {
        all[i] = (struct booked){.text = span_of(procedures->at[i])};
    }
    for (uint32_t i = 0; i < sites->count; i++) {
        areas[i] = span_of(sites->at[i]);
    }
    v->procedure = all[0];
    v->also = all + 1;
    v->also_count = procedures->count - 1;
    v->sites = areas;
    v->site_count = sites->count;
    return true;
}

/* ---- the visit ---- */

static int try_visit(struct trying *t, const struct config *config, const struct zone *zone)
{
    const struct asked *a = t->asked;
    struct when reviewed = {0};
    int code = a->persona != NULL ? try_persona(t, &reviewed) : CLI_OK;

    if (code == CLI_OK) {
        t->visit.zone = zone;
        t->visit.event_id = span_of("this visit");
        try_days(t, &reviewed);
        code = try_patient(t, zone);
    }
    if (code == CLI_OK) {
        code = try_answers(t);
    }
    if (code == CLI_OK) {
        code = try_sites(t);
    }
    if (code != CLI_OK) {
        return code;
    }
    if (!try_appointment(t) ||
        !try_entries(t, CHART_CONDITIONS, &a->conditions, PRECARE_STATUS_ACTIVE) ||
        !try_entries(t, CHART_MEDICATIONS, &a->medicines, PRECARE_USE_ONGOING) ||
        !try_entries(t, CHART_ALLERGIES, &a->allergies, 0)) {
        return cli_memory();
    }
    visit_days(&t->visit, &t->arena);
    return t->arena.failed || (config != NULL && !visit_map(&t->visit, config, &t->arena))
               ? cli_memory()
               : CLI_OK;
}

static int try_show(const struct trying *t, bool as_active)
{
    struct engine_options options = {.draft = as_active};
    struct result *result = engine_evaluate(t->rules, &t->visit, &options, NULL);
    struct buf out = {0};
    int code = CLI_OK;

    if (result == NULL) {
        return cli_memory();
    }
    result_json(&result->out, 0, &out);
    if (t->asked->format == FORMAT_JSON) {
        buf_char(&out, '\n');
        code = cli_print(&out);
    } else {
        if (as_active) {
            (void)puts(RULES_AS_ACTIVE);
        }
        code = !out.failed && front_desk_show(out.at, out.len, t->asked->details, stdout)
                   ? CLI_OK
                   : cli_memory();
    }
    buf_end(&out);
    result_drop(&result);
    return code;
}

static int try_in(const void *asked, const struct rules_given *set)
{
    const struct asked *a = asked;
    struct zone *opened = NULL;
    struct trying t = {.asked = a, .rules = set->rules};
    const struct zone *zone = clinic_zone(set->config, a->zone, &opened);
    bool as_active = rules_as_active(&a->rules, set->config);

    if (zone == NULL) {
        return CLI_USAGE;
    }
    arena_begin(&t.arena, NULL, 0, 0);
    int code = try_visit(&t, set->config, zone);
    if (code == CLI_OK) {
        code = try_show(&t, as_active);
    }
    arena_end(&t.arena);
    zone_close(&opened);
    return code;
}

static int try_run(void *of)
{
    const struct asked *a = of;
    struct rules_wanted wanted = {
        .paths = &a->rules, .config = a->config, .for_review = true, .today = DATE_NONE};
    struct zone *opened = NULL;

    if (a->procedures.count == 0) {
        return cli_usage("--procedure is needed: what the visit is for");
    }
    if (a->zone != NULL && (wanted.zone = clinic_zone(NULL, a->zone, &opened)) == NULL) {
        return CLI_USAGE;
    }
    int code = rules_given_run(&wanted, try_in, a);
    zone_close(&opened);
    return code;
}

static const struct option_row try_options[] = {
    RULES_WORDS_ROW,
    CLINIC_CONFIG_ROW,
    OPTION_TEXTS("procedure", procedures, "NAME",
                 "the procedure; given again, what else is done at the same visit"),
    OPTION_TEXTS("site", sites, "NAME", "a body site that is treated"),
    OPTION_DAY("date", date, "DATE", "the date of the appointment",
               .fallback = "at booking 14 days after today, else today"),
    OPTION_CHOICE("moment", moment, "MOMENT", option_moments, "judge the visit at this moment"),
    OPTION_DAY("today", today, "DATE", "judge the visit as of this date",
               .fallback = "the day on which the persona's lists were reviewed, else today"),
    OPTION_TEXT("persona", persona, "NAME", "begin with this persona of the rules' tests",
                .fallback = "a patient of whom nothing is known"),
    OPTION_TEXT("born", born, "DATE", "when the patient was born; a year will do"),
    OPTION_CHOICE("sex", sex, "WORD", try_sexes, "the patient's sex", .fallback = "not recorded"),
    OPTION_CHOICE("pregnancy", pregnancy, "WORD", try_pregnancies,
                  "whether the patient is pregnant", .fallback = "not asked"),
    OPTION_TEXTS("medicine", medicines, "TEXT", "a medicine in use, as a chart has it"),
    OPTION_TEXTS("condition", conditions, "TEXT", "an active condition, as a chart has it"),
    OPTION_TEXTS("allergy", allergies, "TEXT", "an allergy, as a chart has it"),
    OPTION_TEXTS("answer", answers, "NAME=WORD", "an answer, given today: consent=signed"),
    CLINIC_ZONE_ROW,
    OPTION_CHOICE("format", format, "FORMAT", try_formats, "print the result in this format"),
    OPTION_SWITCH("details", details,
                  "print, as text, the words of every question, and who may go on"),
};

static const struct cli_exit try_exits[] = {
    {CLI_UNREADABLE, "the rules or the configuration do not load"},
};

const struct cli_command try_command = {
    .name = "try",
    .run = try_run,
    .summary = "judge a visit that is told in a few options, without a file",
    .about =
        "Print what a front desk would see. What is not told is not known, and is asked; a "
        "persona brings a whole chart. Nothing is stored or sent. Where RULES are given, draft "
        "and shadow rules are treated as active; else the configuration's act-on decides.",
    .options = OPTION_SET(try_options),
    CLI_EXITS_OF(try_exits),
};
