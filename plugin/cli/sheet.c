/* SPDX-License-Identifier: MIT
 *
 * `precare sheet`: what the patient is to do for a visit, by date, to hand over. It stores and
 * sends nothing. What staff must know of it goes to stderr. Called by main.c.
 */
#include "form/sheet.h"

#include <string.h>

#include "cli/clinic.h"
#include "cli/input.h"
#include "cli/rules_given.h"
#include "visit/event_json.h"
#include "visit/map.h"

struct asked {
    struct option_texts rules;
    const char *config, *event, *zone;
    uint32_t format; /* enum sheet_format */
};

static const char *const sheet_format_words[] = {
    [SHEET_TEXT] = "text", [SHEET_HTML] = "html", [SHEET_ICS] = "ics", NULL};

struct seen { /* the visit that the sheet is for */
    struct visit visit;
    struct arena arena;
    struct faults faults;
};

static int visit_read(const struct asked *a, const struct config *config, const struct zone *zone,
                      struct seen *s)
{
    const char *path = a->event != NULL ? a->event : "-";
    struct buf text = {0};
    int code = CLI_OK;

    if (!input_read(path, EVENT_BYTES, &text)) {
        code = cli_unreadable(path);
    } else if (event_from_json(text.at != NULL ? text.at : "", text.len, zone, &s->arena,
                               &s->faults, &s->visit) != 0) {
        cli_faults(&s->faults);
        code = CLI_LOOK;
    } else if (config != NULL && !visit_map(&s->visit, config, &s->arena)) {
        code = cli_memory();
    }
    buf_end(&text);
    return code;
}

/* A line of its own for each sentence. */
static void why_print(const struct buf *why)
{
    const char *line = why->at;

    for (const char *end; line != NULL && (end = strchr(line, '\n')) != NULL; line = end + 1) {
        (void)cli_fail(CLI_LOOK, "%.*s", (int)(end - line), line);
    }
}

static int sheet_print(const struct sheet_order *order)
{
    static const int codes[] = {
        [SHEET_WHOLE] = CLI_OK, [SHEET_LOOK] = CLI_LOOK, [SHEET_NONE] = CLI_LOOK};
    struct buf out = {0}, why = {0};
    enum sheet_outcome outcome = sheet_write(order, &out, &why);
    int code = outcome != SHEET_LOST ? codes[outcome] : cli_memory();

    if (outcome != SHEET_LOST && out.len > 0 && cli_print(&out) != CLI_OK) {
        code = CLI_FAULT;
    }
    if (outcome != SHEET_LOST) {
        why_print(&why);
    }
    buf_end(&out);
    buf_end(&why);
    return code;
}

static int sheet_in(const void *asked, const struct rules_given *set)
{
    const struct asked *a = asked;
    struct zone *opened = NULL;
    const struct zone *zone = clinic_zone(set->config, a->zone, &opened);
    struct seen s = {0};

    if (zone == NULL) {
        return CLI_USAGE;
    }
    if (a->zone == NULL && (set->config == NULL || set->config->zone == NULL)) {
        (void)cli_fail(CLI_LOOK,
                       "no time zone is told, so days and times of the sheet are those of "
                       "UTC: add --zone, or --config with the clinic's");
    }
    arena_begin(&s.arena, NULL, 0, 0);
    faults_begin(&s.faults);
    int code = visit_read(a, set->config, zone, &s);
    if (code == CLI_OK) {
        struct sheet_order order = {.rules = set->rules,
                                    .visit = &s.visit,
                                    .clinic = set->config != NULL ? set->config->clinic : NULL,
                                    .draft = rules_as_active(&a->rules, set->config),
                                    .format = (enum sheet_format)a->format};

        code = sheet_print(&order);
    }
    faults_end(&s.faults);
    arena_end(&s.arena);
    zone_close(&opened);
    return code;
}

static int sheet_run(void *of)
{
    const struct asked *a = of;
    struct rules_wanted wanted = {.paths = &a->rules,
                                  .config = a->config,
                                  .approval = rules_demand(&a->rules),
                                  .today = DATE_NONE};

    return rules_given_run(&wanted, sheet_in, a);
}

static const struct option_row sheet_options[] = {
    RULES_WORDS_ROW,
    CLINIC_CONFIG_ROW,
    OPTION_TEXT("event", event, "FILE",
                "read a precare-event/1 document from this file; - is standard input",
                .fallback = "-"),
    CLINIC_ZONE_ROW,
    OPTION_CHOICE("format", format, "FORMAT", sheet_format_words,
                  "write plain text, a page, or a calendar that a phone takes (iCalendar)"),
};

static const struct cli_exit sheet_exits[] = {
    {CLI_LOOK, "a person must look before the sheet is handed out, or there is none; standard "
               "error says why"},
    {CLI_UNREADABLE, "the rules do not load, or the file with the event cannot be read"},
};

const struct cli_command sheet_command = {
    .name = "sheet",
    .run = sheet_run,
    .summary = "write what the patient is to do for a visit, by date",
    .about = "Print the patient's instructions of all findings in the words of tell-patient: each "
             "day once, and what it is too late for apart. No diagnosis and nothing that is "
             "said to staff is on it. Nothing is stored or sent: hand it over yourself. Where "
             "RULES are given, draft and shadow rules are treated as active, and the sheet says "
             "so first; else the configuration's act-on decides.",
    .options = OPTION_SET(sheet_options),
    CLI_EXITS_OF(sheet_exits),
};
