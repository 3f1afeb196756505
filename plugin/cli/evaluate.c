/* SPDX-License-Identifier: MIT
 *
 * `precare evaluate`: events in, results out, nothing recorded and nobody told. One event, or with
 * --lines a stream of one document a line (a filter without state: any engine that can pipe lines
 * can spread it over machines). A document that cannot be read is answered too, and the others are
 * judged all the same. Called by main.c.
 */
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "cli/clinic.h"
#include "cli/evaluate_cds.h"
#include "cli/front_desk.h"
#include "cli/rules_given.h"
#include "engine/engine.h"
#include "engine/refused.h"
#include "visit/event_json.h"
#include "visit/map.h"

#define SCRATCH 65536
#define OUT_ENOUGH 65536 /* written out when so much has gathered */

/* In the order of the choices below. */
enum evaluate_format {
    FORMAT_JSON,
    FORMAT_TEXT,
    FORMAT_CDS_HOOKS,
};

struct asked {
    struct option_texts rules;
    const char *config, *event, *zone, *now;
    bool draft, lines, details;
    uint32_t format; /* enum evaluate_format */
};

struct evaluating {
    const struct asked *asked;
    struct rules_given set;
    struct zone *zone_opened;
    const struct zone *zone;
    struct engine_options options;
    struct buf out;
    bool not_all, broken;
};

/* ---- what is needed ---- */

static int evaluating_begin(const struct asked *a, struct evaluating *e)
{
    struct rules_wanted wanted = {.paths = &a->rules, .config = a->config, .today = DATE_NONE};
    int code;

    *e = (struct evaluating){.asked = a};
    wanted.approval = a->draft ? APPROVAL_LOOK : APPROVAL_ACT;
    code = rules_given_open(&wanted, &e->set);
    if (code != CLI_OK) {
        return code;
    }
    cli_faults(&e->set.faults);
    const struct config *config = e->set.config;
    e->options.draft = a->draft || (config != NULL && config->act_on == ACT_ON_DEMONSTRATION);
    e->zone = clinic_zone(config, a->zone, &e->zone_opened);
    if (e->zone != NULL && !evaluate_now(a->now, e->zone, &(struct when){0})) {
        return cli_usage("--now takes an instant such as 2026-11-23T10:00:00-05:00, not '%s'",
                         a->now);
    }
    return e->zone != NULL ? CLI_OK : CLI_USAGE;
}

static void evaluating_end(struct evaluating *e)
{
    buf_end(&e->out);
    rules_given_end(&e->set);
    zone_close(&e->zone_opened);
}

/* ---- events ---- */

static void out_write(struct evaluating *e)
{
    if (e->out.failed ||
        (e->out.len > 0 && fwrite(e->out.at, 1, e->out.len, stdout) != e->out.len)) {
        e->broken = true;
    }
    e->out.len = 0;
}

static struct result *document_judge(struct evaluating *e, const char *bytes, size_t len)
{
    _Alignas(16) unsigned char scratch[SCRATCH];
    struct arena arena;
    struct faults faults;
    struct visit visit;
    struct result *result = NULL;

    arena_begin(&arena, scratch, sizeof scratch, 0);
    faults_begin(&faults);
    if (event_from_json(bytes, len, e->zone, &arena, &faults, &visit) != 0) {
        e->not_all = true;
        result = result_refused(&visit, &faults);
    } else if (e->set.config == NULL || visit_map(&visit, e->set.config, &arena)) {
        result = engine_evaluate(e->set.rules, &visit, &e->options, NULL);
    }
    faults_end(&faults);
    arena_end(&arena);
    return result;
}

/* A hook's request: its cards, or an OperationOutcome. */
static void request_answer(struct evaluating *e, const char *bytes, size_t len)
{
    struct cds_setting setting = {.rules = e->set.rules,
                                  .config = e->set.config,
                                  .zone = e->zone,
                                  .as_active = e->options.draft};
    bool read = false;

    (void)evaluate_now(e->asked->now, e->zone, &setting.now);
    e->broken = !evaluate_request(&setting, &e->options, (struct span){bytes, (uint32_t)len},
                                  &e->out, &read) ||
                e->broken;
    e->not_all = e->not_all || !read;
    if (!e->asked->lines || e->out.len >= OUT_ENOUGH) {
        out_write(e);
    }
}

static void document_answer(struct evaluating *e, const char *bytes, size_t len, uint32_t line)
{
    if (e->asked->format == FORMAT_CDS_HOOKS) {
        request_answer(e, bytes, len);
        return;
    }
    struct result *result = document_judge(e, bytes, len);

    if (result == NULL) {
        e->broken = true;
        return;
    }
    result_json(&result->out, line, &e->out);
    if (e->asked->format == FORMAT_TEXT) {
        e->broken = e->out.failed ||
                    !front_desk_show(e->out.at, e->out.len, e->asked->details, stdout) || e->broken;
        e->out.len = 0;
    } else {
        buf_char(&e->out, '\n');
        if (!e->asked->lines || e->out.len >= OUT_ENOUGH) {
            out_write(e);
        }
    }
    result_drop(&result);
}

/* ---- reading ---- */

struct reading {
    FILE *from;
    struct buf line;
    size_t at, len; /* what is left of `block` */
    char block[65536];
};

/* Up to `len` bytes more of the line, of which at most a byte more than an event may have is kept.
 */
static void line_add(struct reading *r, size_t len)
{
    size_t room = EVENT_BYTES + 1 - r->line.len;

    buf_add(&r->line, r->block + r->at, len < room ? len : room);
    r->at += len;
}

/* The next line, or the whole of the input; false: there is no more. */
static bool piece_read(struct reading *r, bool lines)
{
    bool any = false;

    r->line.len = 0;
    for (;;) {
        if (r->at == r->len) {
            r->at = 0;
            r->len = fread(r->block, 1, sizeof r->block, r->from);
        }
        if (r->len == 0) {
            return any;
        }
        any = true;
        const char *end = lines ? memchr(r->block + r->at, '\n', r->len - r->at) : NULL;
        if (end != NULL) {
            line_add(r, (size_t)(end - (r->block + r->at)));
            r->at++;
            return true;
        }
        line_add(r, r->len - r->at);
    }
}

static bool is_blank(const struct buf *line)
{
    return line->len == 0 || strspn(line->at, " \t\r") == line->len;
}

static void events_answer(struct evaluating *e, FILE *from)
{
    static struct reading r; /* single-threaded, and large */
    uint32_t line = 0;

    r = (struct reading){.from = from};

    while (!e->broken && piece_read(&r, e->asked->lines)) {
        line++;
        if (e->asked->lines && is_blank(&r.line)) {
            continue;
        }
        document_answer(e, r.line.at != NULL ? r.line.at : "", r.line.len,
                        e->asked->lines ? line : 0);
        e->broken = e->broken || r.line.failed;
    }
    if (line == 0 && !e->asked->lines) { /* an empty document is one that cannot be read */
        document_answer(e, "", 0, 0);
    }
    e->broken = e->broken || ferror(from);
    out_write(e);
    buf_end(&r.line);
}

static int evaluate_run(void *of)
{
    const struct asked *a = of;
    struct evaluating e;
    int code = evaluating_begin(a, &e);
    bool given = a->event != NULL && strcmp(a->event, "-") != 0;
    FILE *from = code == CLI_OK && given ? fopen(a->event, "re") : stdin;

    if (code == CLI_OK && from == NULL) {
        code = cli_unreadable(a->event);
    }
    if (code == CLI_OK) {
        events_answer(&e, from);
        code = e.broken
                   ? cli_fault("there is not enough memory, or a file cannot be read or written")
               : e.not_all ? CLI_LOOK
                           : CLI_OK;
    }
    if (from != NULL && from != stdin) {
        (void)fclose(from);
    }
    evaluating_end(&e);
    return code;
}

static const char *const evaluate_formats[] = {
    [FORMAT_JSON] = "json", [FORMAT_TEXT] = "text", [FORMAT_CDS_HOOKS] = "cds-hooks", NULL};

static const struct option_row evaluate_options[] = {
    RULES_WORDS_ROW,
    CLINIC_CONFIG_ROW,
    OPTION_TEXT("event", event, "FILE",
                "read a precare-event/1 document from this file; - is standard input",
                .fallback = "-"),
    OPTION_SWITCH("lines", lines,
                  "read one document a line and print one result a line; skip blank lines"),
    CLINIC_ZONE_ROW,
    OPTION_SWITCH("draft", draft, "treat draft and shadow rules as if they were active"),
    OPTION_CHOICE("format", format, "FORMAT", evaluate_formats,
                  "print results in this format; cds-hooks reads a hook's request, and prints its "
                  "cards"),
    OPTION_TEXT("now", now, "INSTANT", "the present, for a hook's request, which has none",
                .fallback = "the clock"),
    OPTION_SWITCH("details", details,
                  "print, as text, the words of every question, and who may go on"),
};

static const struct cli_exit evaluate_exits[] = {
    {CLI_OK, "every event was evaluated"},
    {CLI_LOOK, "an event could not be evaluated; its result says where and why, and all other "
               "events were evaluated"},
    {CLI_UNREADABLE, "the rules do not load, or the file with the event cannot be read; nothing "
                     "was evaluated"},
};

const struct cli_command evaluate_command = {
    .name = "evaluate",
    .run = evaluate_run,
    .summary = "evaluate events without storing or sending anything",
    .about = "Print each result as JSON (precare-result/1), or as text for a front desk to "
             "read.\nWhen RULES are given without --config, no configuration is read.",
    .options = OPTION_SET(evaluate_options),
    CLI_EXITS_OF(evaluate_exits),
};
