/* SPDX-License-Identifier: MIT
 *
 * `precare form`: the intake form of a booked procedure, or what is still open of an event. Called
 * by main.c.
 */
#include <stdio.h>
#include <string.h>

#include "base/words.h"
#include "cli/clinic.h"
#include "cli/input.h"
#include "cli/rules_given.h"
#include "form/form_fhir.h"
#include "form/form_page.h"
#include "visit/event_json.h"
#include "visit/map.h"

#define DAYS_AHEAD 14 /* of a booking, where no date is told */

/* In the order of the choices below. */
enum form_format {
    FORMAT_JSON,
    FORMAT_TEXT,
    FORMAT_HTML,
    FORMAT_FHIR,
};

struct asked {
    struct option_texts rules, procedures, sites;
    const char *config, *zone, *event, *action;
    int32_t date, today; /* DATE_NONE: not told */
    uint32_t moment;     /* of option_moments, or OPTION_NONE */
    uint32_t format;
    uint32_t of; /* of form_people, or OPTION_NONE */
};

static const char *const form_formats[] = {[FORMAT_JSON] = "json",
                                           [FORMAT_TEXT] = "text",
                                           [FORMAT_HTML] = "html",
                                           [FORMAT_FHIR] = "fhir",
                                           NULL};
/* With the numbers of the public header, but that the first is 0. */
static const char *const form_people[] = {"patient", "staff", "prescriber", "provider", NULL};

struct forming {
    const struct asked *asked;
    const struct rules_given *set;
    const struct zone *zone;
    struct visit visit;
    struct arena arena;
};

/* ---- the visit ---- */

static struct when day_when(int32_t day)
{
    return (struct when){.first = day, .last = day, .kind = WHEN_DAY};
}

/* A visit of which nothing is known but what is booked. */
static int visit_bare(struct forming *f)
{
    const struct asked *a = f->asked;
    struct visit *v = &f->visit;
    struct booked *booked = arena_array(&f->arena, a->procedures.count, sizeof *booked);
    struct span *sites = arena_array(&f->arena, (size_t)a->sites.count + 1, sizeof *sites);

    if (booked == NULL || sites == NULL) {
        return cli_memory();
    }
    for (uint32_t i = 0; i < a->procedures.count; i++) {
        booked[i].text = span_of(a->procedures.at[i]);
    }
    for (uint32_t i = 0; i < a->sites.count; i++) {
        sites[i] = span_of(a->sites.at[i]);
    }
    *v = (struct visit){.zone = f->zone,
                        .procedure = booked[0],
                        .also = booked + 1,
                        .also_count = a->procedures.count - 1,
                        .sites = sites,
                        .site_count = a->sites.count,
                        .moment = a->moment != OPTION_NONE ? a->moment + 1 : PRECARE_BOOKING};
    v->today = a->today != DATE_NONE ? a->today : rules_today();
    v->now = day_when(v->today);
    v->reference = a->date != DATE_NONE           ? a->date
                   : v->moment == PRECARE_BOOKING ? v->today + DAYS_AHEAD
                                                  : v->today;
    v->start = day_when(v->reference);
    return CLI_OK;
}

static int visit_of_event(struct forming *f)
{
    struct buf bytes = {0};
    struct faults faults;

    if (!input_read(f->asked->event, EVENT_BYTES, &bytes)) {
        return cli_unreadable(f->asked->event);
    }
    faults_begin(&faults);
    int code = event_from_json(bytes.at != NULL ? bytes.at : "", bytes.len, f->zone, &f->arena,
                               &faults, &f->visit) == 0
                   ? CLI_OK
                   : CLI_UNREADABLE;
    cli_faults(&faults);
    faults_end(&faults);
    buf_end(&bytes);
    return code;
}

/* ---- the form, as a person at a terminal reads it ---- */

static void item_text(const struct form_item *item, int depth, struct buf *out)
{
    buf_printf(out, "%*s%s (%s)", depth * 4, "", item->asks, item->id);
    for (uint32_t i = 0; i < item->choice_count && i < 8; i++) {
        buf_printf(out, "%s %s", i == 0 ? ":" : ",", item->choices[i].says);
    }
    buf_char(out, '\n');
    for (uint32_t i = 0; i < item->follow_count; i++) {
        item_text(&item->follow[i], depth + 1, out);
    }
}

static void part_text(const struct form *form, uint32_t of, struct buf *out)
{
    struct form_count count = form_counted(form, of);

    buf_printf(out, "\nOf the %s: questions: %u; ticks in them: %u\n", word_of(&words_asked_of, of),
               count.questions, count.ticks);
    for (uint32_t i = 0; i < form->group_count; i++) {
        const struct form_group *g = &form->groups[i];

        if (g->of != of) {
            continue;
        }
        buf_printf(out, "\n%s\n", g->asks != NULL ? g->asks : "");
        for (uint32_t k = 0; k < g->item_count; k++) {
            item_text(&g->items[k], 1, out);
        }
    }
}

/* Whose questions a page holds: the patient's, where nobody is told. As in the public header. */
static uint32_t form_person(const struct asked *a)
{
    return (a->of != OPTION_NONE ? a->of : 0) + 1;
}

/* All of them, or one person's. */
static void form_text_write(const struct asked *a, const struct form *form, struct buf *out)
{
    if (form->as_active) {
        buf_text(out, RULES_AS_ACTIVE "\n");
    }
    buf_printf(out, "%s, %s: %s\n", form->procedure != NULL ? form->procedure : "?",
               word_of(&words_moment, form->moment), form->hash);
    for (uint32_t of = 0; of < words_asked_of.count; of++) {
        if (word_of(&words_asked_of, of) != NULL &&
            (a->of == OPTION_NONE || of == form_person(a))) {
            part_text(form, of, out);
        }
    }
}

static void form_html_write(const struct forming *f, const struct form *form, struct buf *out)
{
    const struct config *config = f->set->config;
    struct form_page page = {.form = form,
                             .of = form_person(f->asked),
                             .clinic = config != NULL ? config->clinic : NULL,
                             .action = f->asked->action};

    form_page(&page, out);
}

/* In the format that is asked for. */
static void form_write(const struct forming *f, const struct form *form, struct buf *out)
{
    switch ((enum form_format)f->asked->format) {
    case FORMAT_JSON:
        form_json(form, out);
        buf_char(out, '\n');
        break;
    case FORMAT_TEXT: form_text_write(f->asked, form, out); break;
    case FORMAT_HTML: form_html_write(f, form, out); break;
    case FORMAT_FHIR:
        form_fhir(form, form_person(f->asked), out);
        buf_text(out, out->len > 0 ? "\n" : "");
        break;
    }
}

static int form_show(struct forming *f)
{
    bool as_active = rules_as_active(&f->asked->rules, f->set->config);
    struct form form;
    struct buf out = {0};

    if (!form_make(f->set->rules, &f->visit, as_active, &f->arena, &form)) {
        return cli_memory();
    }
    if (form.coverage != PRECARE_COMPLETE) {
        return cli_fail(CLI_LOOK, "there is no form: %s", form.because);
    }
    if (form.language_note != NULL) {
        (void)fprintf(stderr, "precare form: %s\n", form.language_note);
    }
    form_write(f, &form, &out);
    int code = out.len > 0 || out.failed ? cli_print(&out)
                                         : cli_fail(CLI_LOOK, "nothing is asked of the %s here",
                                                    form_people[form_person(f->asked) - 1]);
    buf_end(&out);
    return code;
}

static int form_in(const void *asked, const struct rules_given *set)
{
    const struct asked *a = asked;
    struct zone *opened = NULL;
    struct forming f = {.asked = a, .set = set, .zone = clinic_zone(set->config, a->zone, &opened)};

    if (f.zone == NULL) {
        return CLI_USAGE;
    }
    arena_begin(&f.arena, NULL, 0, 0);
    int code = a->event != NULL ? visit_of_event(&f) : visit_bare(&f);
    if (code == CLI_OK && set->config != NULL && !visit_map(&f.visit, set->config, &f.arena)) {
        code = cli_memory();
    }
    if (code == CLI_OK) {
        code = form_show(&f);
    }
    arena_end(&f.arena);
    zone_close(&opened);
    return code;
}

/* Words of an option that would be told and not heard: NULL where there is none. */
static const char *option_unheard(const struct asked *a)
{
    const struct unheard {
        bool told;
        const char *why;
    } all[] = {
        {a->event != NULL && a->sites.count > 0, "--site: the event says what is treated"},
        {a->event != NULL && a->moment != OPTION_NONE, "--moment: the event says its moment"},
        {a->event != NULL && a->date != DATE_NONE, "--date: the event says when it begins"},
        {a->event != NULL && a->today != DATE_NONE, "--today: the event says when it happened"},
        {a->of != OPTION_NONE && a->format == FORMAT_JSON,
         "--of goes with the other formats: json holds the questions of all, each with its \"of\""},
        {a->action != NULL && a->format != FORMAT_HTML, "--action goes with --format html alone"},
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i].told) {
            return all[i].why;
        }
    }
    return NULL;
}

static int form_run(void *of)
{
    const struct asked *a = of;
    struct rules_wanted wanted = {.paths = &a->rules,
                                  .config = a->config,
                                  .approval = rules_demand(&a->rules),
                                  .today = DATE_NONE};

    if ((a->procedures.count == 0) == (a->event == NULL)) {
        return cli_usage("--procedure or --event is needed, and not both: what the form is for");
    }
    const char *unheard = option_unheard(a);
    if (unheard != NULL) {
        return cli_usage("%s", unheard);
    }
    if (a->action != NULL && !form_page_action(a->action)) {
        return cli_usage("--action takes an address that begins with https://, http:// or /");
    }
    return rules_given_run(&wanted, form_in, a);
}

static const struct option_row form_options[] = {
    RULES_WORDS_ROW,
    CLINIC_CONFIG_ROW,
    OPTION_TEXTS("procedure", procedures, "NAME",
                 "the procedure; given again, what else is done at the same visit"),
    OPTION_TEXTS("site", sites, "NAME", "a body site that is treated"),
    OPTION_CHOICE("moment", moment, "MOMENT", option_moments, "ask what is open at this moment",
                  .fallback = "booking"),
    OPTION_DAY("date", date, "DATE", "the date of the appointment",
               .fallback = "at booking 14 days after today, else today"),
    OPTION_DAY("today", today, "DATE", "make the form as of this date", .fallback = "today"),
    OPTION_TEXT("event", event, "FILE",
                "ask only what this precare-event/1 document leaves open; - is standard input",
                .fallback = "nothing is known of the patient"),
    CLINIC_ZONE_ROW,
    OPTION_CHOICE("format", format, "FORMAT", form_formats, "print the form in this format"),
    OPTION_CHOICE("of", of, "WHO", form_people, "the questions of this person alone",
                  .fallback = "as text all, as html or fhir the patient's"),
    OPTION_TEXT("action", action, "URL", "as html: the address that takes the answers by POST",
                .fallback = "they are saved as a file, or printed"),
};

static const struct cli_exit form_exits[] = {
    {CLI_LOOK, "there is no form, because the result would not be complete: it says why"},
    {CLI_UNREADABLE, "the rules, the configuration or the event cannot be read"},
};

const struct cli_command form_command = {
    .name = "form",
    .run = form_run,
    .summary = "make the intake form of a procedure from the rules",
    .about =
        "Print every question that the rules may ask before this visit, once each: those of the "
        "patient apart from those of staff, prescriber and provider, ticks in groups, and "
        "follow-ups with when they apply. With --event only what the event leaves open. What "
        "comes back is read by `precare answers`. Where RULES are given, draft and shadow rules "
        "are treated as active; else the configuration's act-on decides.",
    .options = OPTION_SET(form_options),
    CLI_EXITS_OF(form_exits),
};
