/* SPDX-License-Identifier: MIT
 *
 * `precare answers`: what came back of a form, as facts of the event. Called by main.c.
 */
#include <stdio.h>
#include <string.h>

#include "cli/clinic.h"
#include "cli/input.h"
#include "cli/rules_given.h"
#include "form/answers.h"
#include "form/form_fhir.h"

/* In the order of the choices below. */
enum answers_format {
    FORMAT_JSON,
    FORMAT_URLENCODED,
    FORMAT_FHIR,
};

struct asked {
    struct option_texts rules;
    const char *config, *zone, *form, *event, *answers;
    uint32_t format;
};

static const char *const answers_formats[] = {
    [FORMAT_JSON] = "json", [FORMAT_URLENCODED] = "urlencoded", [FORMAT_FHIR] = "fhir", NULL};

struct documents {
    struct buf form, event, answers;
};

static struct span span_in(const struct buf *b)
{
    return (struct span){b->at != NULL ? b->at : "", (uint32_t)b->len};
}

static int document_read(const char *path, size_t most, struct buf *out)
{
    return path == NULL || input_read(path, most, out) ? CLI_OK : cli_unreadable(path);
}

static int documents_read(const struct asked *a, struct documents *d)
{
    int code = document_read(a->form, ANSWERS_FORM_BYTES, &d->form);

    if (code == CLI_OK) {
        code = document_read(a->event, EVENT_BYTES, &d->event);
    }
    return code != CLI_OK ? code : document_read(a->answers, ANSWERS_BYTES, &d->answers);
}

static void documents_end(struct documents *d)
{
    buf_end(&d->form);
    buf_end(&d->event);
    buf_end(&d->answers);
}

static int answers_show(const struct answers_taken *taken, struct buf *out)
{
    for (uint32_t i = 0; i < taken->left_count; i++) {
        (void)fprintf(stderr, "precare answers: %s is missing: %s\n", taken->left[i].item,
                      taken->left[i].why);
    }
    buf_char(out, '\n');
    int code = cli_print(out);
    return code == CLI_OK && taken->left_count > 0 ? CLI_LOOK : code;
}

/* A QuestionnaireResponse becomes the plugin's own document first. false: told. */
static bool response_read(const struct asked *a, struct documents *d, struct faults *faults)
{
    struct buf own = {0};

    if (a->format != FORMAT_FHIR) {
        return true;
    }
    bool read = answers_of_response(d->answers.at != NULL ? d->answers.at : "", d->answers.len,
                                    faults, &own);
    buf_end(&d->answers);
    d->answers = own;
    return read;
}

static int answers_of(const struct asked *a, const struct answers_setting *setting,
                      struct documents *d)
{
    struct answers_given given = {.urlencoded = a->format == FORMAT_URLENCODED};
    struct answers_taken taken;
    struct arena arena;
    struct faults faults;
    struct buf out = {0};

    if (a->form != NULL) {
        given.form = span_in(&d->form);
    }
    if (a->event != NULL) {
        given.event = span_in(&d->event);
    }
    arena_begin(&arena, NULL, 0, 0);
    faults_begin(&faults);
    int code = CLI_UNREADABLE;
    if (response_read(a, d, &faults)) {
        given.answers = span_in(&d->answers);
        if (answers_into_event(setting, &given, &arena, &faults, &out, &taken) == 0) {
            code = answers_show(&taken, &out);
        }
    }
    cli_faults(&faults);
    faults_end(&faults);
    arena_end(&arena);
    buf_end(&out);
    return code;
}

static int answers_in(const void *asked, const struct rules_given *set)
{
    const struct asked *a = asked;
    struct zone *opened = NULL;
    struct documents d = {0};
    struct answers_setting setting = {.rules = set->rules,
                                      .config = set->config,
                                      .zone = clinic_zone(set->config, a->zone, &opened),
                                      .as_active = rules_as_active(&a->rules, set->config),
                                      .today = rules_today()};

    if (setting.zone == NULL) {
        return CLI_USAGE;
    }
    int code = documents_read(a, &d);
    if (code == CLI_OK) {
        code = answers_of(a, &setting, &d);
    }
    documents_end(&d);
    zone_close(&opened);
    return code;
}

static int answers_run(void *of)
{
    const struct asked *a = of;
    struct rules_wanted wanted = {.paths = &a->rules,
                                  .config = a->config,
                                  .approval = rules_demand(&a->rules),
                                  .today = DATE_NONE};

    if (a->form == NULL && a->event == NULL) {
        return cli_usage("--form or --event is needed: what the answers are to");
    }
    return rules_given_run(&wanted, answers_in, a);
}

static const struct option_row answers_options[] = {
    RULES_WORDS_ROW,
    CLINIC_CONFIG_ROW,
    OPTION_TEXT("form", form, "FILE", "the form that was filled in, as `precare form` printed it",
                .fallback = "the form that the event gives today"),
    OPTION_TEXT("event", event, "FILE", "put the facts into this precare-event/1 document",
                .fallback = "print the facts alone"),
    OPTION_TEXT("answers", answers, "FILE", "read the answers from this file; - is standard input",
                .fallback = "-"),
    CLINIC_ZONE_ROW,
    OPTION_CHOICE("format", format, "FORMAT", answers_formats,
                  "read answers of this format: precare-answers/1, what a page posts, or a FHIR "
                  "QuestionnaireResponse"),
};

static const struct cli_exit answers_exits[] = {
    {CLI_LOOK, "printed, but an answer was left out: the rules mean something else by its "
               "question since, or its words are not understood; it is missing"},
    {CLI_UNREADABLE, "the rules, the form, the event or the answers cannot be read, or do not "
                     "belong together; nothing was taken"},
};

const struct cli_command answers_command = {
    .name = "answers",
    .run = answers_run,
    .summary = "put what came back of a form into an event",
    .about =
        "Print the event with the answered facts in it, for `precare evaluate`: a yes is an entry "
        "that carries its value set, a no the day on which it was asked, and nothing is guessed "
        "from words. An answer to a form whose rules have changed since is taken where its "
        "question still means the same. Where RULES are given, draft and shadow rules are treated "
        "as active; else the configuration's act-on decides.",
    .options = OPTION_SET(answers_options),
    CLI_EXITS_OF(answers_exits),
};
