/* SPDX-License-Identifier: MIT
 *
 * `precare evaluate`: events in, results out, nothing recorded and nobody told. One event, or with
 * --lines a stream of one document a line (a filter without state: any engine that can pipe lines
 * can spread it over machines). A document that cannot be read is answered too, and the others are
 * judged all the same. Called by main.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/front_desk.h"
#include "cli/ruleset.h"
#include "config/config.h"
#include "engine/engine.h"
#include "engine/refused.h"
#include "rulebook/load.h"
#include "visit/event_json.h"
#include "visit/map.h"

#define PATHS 64
#define NOT_ALL 1 /* exit: an event was not evaluated */
#define SCRATCH 65536
#define OUT_ENOUGH 65536 /* written out when so much has gathered */

struct asked {
    const char *paths[PATHS];
    uint32_t path_count;
    const char *config, *event, *zone;
    bool draft, lines, text;
};

struct evaluating {
    const struct asked *asked;
    struct config *config; /* NULL: none */
    struct zone *zone_opened;
    const struct zone *zone;
    struct rules *rules;
    struct engine_options options;
    struct buf out;
    bool not_all, broken;
};

/* ---- arguments ---- */

static bool value_take(int argc, char **argv, int *i, const char *name, const char **value_r)
{
    size_t len = strlen(name);

    if (strncmp(argv[*i], name, len) == 0 && argv[*i][len] == '=') {
        *value_r = argv[*i] + len + 1;
        return true;
    }
    if (strcmp(argv[*i], name) != 0 || *i + 1 >= argc) {
        return false;
    }
    *value_r = argv[++*i];
    return true;
}

static int format_take(const char *word, struct asked *a)
{
    a->text = strcmp(word, "text") == 0;
    return a->text || strcmp(word, "json") == 0
               ? CLI_OK
               : cli_usage(&evaluate_command, "--format is json or text");
}

static int argument_take(int argc, char **argv, int *i, struct asked *a)
{
    const char *value = NULL;

    if (strcmp(argv[*i], "--draft") == 0) {
        a->draft = true;
    } else if (strcmp(argv[*i], "--lines") == 0) {
        a->lines = true;
    } else if (value_take(argc, argv, i, "--rules", &value)) {
        if (a->path_count == PATHS) {
            return cli_usage(&evaluate_command, "at most %d times --rules", PATHS);
        }
        a->paths[a->path_count++] = value;
    } else if (value_take(argc, argv, i, "--format", &value)) {
        return format_take(value, a);
    } else if (!value_take(argc, argv, i, "--event", &a->event) &&
               !value_take(argc, argv, i, "--zone", &a->zone) &&
               !value_take(argc, argv, i, "--config", &a->config)) {
        return cli_usage(&evaluate_command, "'%s' is not an option, or lacks its value", argv[*i]);
    }
    return CLI_OK;
}

/* ---- what is needed ---- */

static const char *config_path(const struct asked *a)
{
    const char *path = a->config != NULL ? a->config : getenv("PRECARE_CONFIG");

    return path != NULL && path[0] != '\0' ? path : "/etc/precare/precare.yaml";
}

static bool rules_take(struct evaluating *e, struct faults *faults)
{
    const struct asked *a = e->asked;
    struct load_options options = {.today = DATE_NONE};
    const char *const *paths = a->paths;
    uint32_t count = a->path_count;
    struct rule_files files;

    if (a->config != NULL || count == 0) {
        e->config = config_read(config_path(a), faults);
        if (e->config == NULL) {
            return false;
        }
        options.channels = count == 0 ? e->config->channel_names : NULL;
        options.channel_count = count == 0 ? e->config->channel_count : 0;
        paths = count == 0 ? e->config->rules : paths;
        count = count == 0 ? e->config->rules_count : count;
    }
    if (files_read(paths, count, faults, &files) != 0) {
        return false;
    }
    e->rules = rules_load(&files, &options, faults);
    files_end(&files);
    return e->rules != NULL;
}

static int zone_take(struct evaluating *e)
{
    const char *why = NULL;

    e->zone = e->config != NULL ? e->config->zone : zone_utc();
    if (e->asked->zone == NULL) {
        return CLI_OK;
    }
    e->zone_opened = zone_open(e->asked->zone, &why);
    e->zone = e->zone_opened;
    return e->zone != NULL ? CLI_OK
                           : cli_usage(&evaluate_command, "--zone %s: %s", e->asked->zone, why);
}

static int evaluating_begin(const struct asked *a, struct evaluating *e)
{
    struct faults faults;

    *e = (struct evaluating){.asked = a};
    faults_begin(&faults);
    bool good = rules_take(e, &faults);
    if (faults.count > 0 || faults.lost) {
        faults_sort(&faults);
        ruleset_complain(&faults);
    }
    faults_end(&faults);
    if (!good) {
        return RULESET_BROKEN;
    }
    e->options.draft = a->draft || (e->config != NULL && e->config->act_on == ACT_ON_DEMONSTRATION);
    return zone_take(e);
}

static void evaluating_end(struct evaluating *e)
{
    buf_end(&e->out);
    rules_free(&e->rules);
    if (e->config != NULL) {
        config_free(&e->config);
    }
    if (e->zone_opened != NULL) {
        zone_close(&e->zone_opened);
    }
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
    } else if (e->config == NULL || visit_map(&visit, e->config, &arena)) {
        result = engine_evaluate(e->rules, &visit, &e->options, NULL);
    }
    faults_end(&faults);
    arena_end(&arena);
    return result;
}

static void document_answer(struct evaluating *e, const char *bytes, size_t len, uint32_t line)
{
    struct result *result = document_judge(e, bytes, len);

    if (result == NULL) {
        e->broken = true;
        return;
    }
    if (e->asked->text) {
        front_desk_show(&result->out, stdout);
    } else {
        result_json(&result->out, line, &e->out);
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

static int evaluate_events(const struct asked *a)
{
    struct evaluating e;
    int code = evaluating_begin(a, &e);
    bool given = a->event != NULL && strcmp(a->event, "-") != 0;
    FILE *from = code == CLI_OK && given ? fopen(a->event, "re") : stdin;

    if (code == CLI_OK && from == NULL) {
        code = cli_usage(&evaluate_command, "%s cannot be read", a->event);
    }
    if (code == CLI_OK) {
        events_answer(&e, from);
        code = e.broken
                   ? cli_fault(&evaluate_command, "no memory, or what cannot be read or written")
               : e.not_all ? NOT_ALL
                           : CLI_OK;
    }
    if (from != NULL && from != stdin) {
        (void)fclose(from);
    }
    evaluating_end(&e);
    return code;
}

static int evaluate_run(int argc, char **argv)
{
    struct asked asked = {0};

    for (int i = 1; i < argc; i++) {
        int code = argument_take(argc, argv, &i, &asked);

        if (code != CLI_OK) {
            return code;
        }
    }
    return evaluate_events(&asked);
}

const struct cli_command evaluate_command = {
    "evaluate", evaluate_run, "judges events by the rules; records nothing, tells nobody",
    "Usage: precare evaluate [--rules RULES]... [--event FILE] [--lines] [--zone NAME] [--draft]\n"
    "                        [--format json|text] [--config FILE]\n\n"
    "  --rules RULES   a directory or file of rules; default: those of the configuration\n"
    "  --event FILE    a precare-event/1 document; default: - (standard input)\n"
    "  --lines         one document a line in, one result a line out; blank lines are passed over\n"
    "  --zone NAME     the clinic's time zone; default: the configuration's, else UTC\n"
    "  --draft         draft and shadow rules act as if they were active\n"
    "  --format WORD   json (precare-result/1, one line each; the default) or text\n"
    "  --config FILE   default: $PRECARE_CONFIG, else /etc/precare/precare.yaml;\n"
    "                  not read when --rules is given without it\n\n"
    "Exit: 0 every event was evaluated; 1 one was not (its result says where and why, the others\n"
    "are answered); 2 the rules do not load; 64 wrong usage; 70 a fault of the program or the "
    "machine.\n"};
