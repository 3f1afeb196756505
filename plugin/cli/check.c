/* SPDX-License-Identifier: MIT
 *
 * `precare check`: every fault of the rules in one run, as text, JSON or SARIF. Called by main.c;
 * single-threaded. It also runs the tests beside the rules of an active rulebook, since that is
 * what stands between it and being active.
 */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/ruleset.h"
#include "review/ready.h"

#define WARNED 1
#define PATHS 64

struct asked {
    const char *paths[PATHS];
    uint32_t path_count;
    const char *config;
    int32_t today;
    bool for_active, strict;
    enum fault_format format;
};

static bool format_of(const char *word, enum fault_format *format_r)
{
    static const char *const words[] = {
        [FAULTS_TEXT] = "text", [FAULTS_JSON] = "json", [FAULTS_SARIF] = "sarif"};

    for (size_t i = 0; word != NULL && i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(word, words[i]) == 0) {
            *format_r = (enum fault_format)i;
            return true;
        }
    }
    return false;
}

static bool day_of(const char *word, int32_t *day_r)
{
    int32_t last;

    return word != NULL && date_read(word, strlen(word), day_r, &last) && *day_r == last;
}

static int check_option(int argc, char **argv, int *i, struct asked *a)
{
    const char *name = argv[*i], *next = *i + 1 < argc ? argv[*i + 1] : NULL;

    if (strcmp(name, "--for-active") == 0) {
        a->for_active = true;
    } else if (strcmp(name, "--strict") == 0) {
        a->strict = true;
    } else if (strcmp(name, "--format") == 0) {
        (*i)++;
        return format_of(next, &a->format)
                   ? CLI_OK
                   : cli_usage(&check_command, "--format is text, json or sarif");
    } else if (strcmp(name, "--today") == 0) {
        (*i)++;
        return day_of(next, &a->today) ? CLI_OK
                                       : cli_usage(&check_command, "--today is a day: 2027-01-12");
    } else if (strcmp(name, "--config") == 0 && next != NULL) {
        a->config = argv[++*i];
    } else {
        return cli_usage(&check_command, "there is no option '%s'", name);
    }
    return CLI_OK;
}

static int check_arguments(int argc, char **argv, struct asked *a)
{
    for (int i = 1; i < argc; i++) {
        int code = CLI_OK;

        if (argv[i][0] == '-' && argv[i][1] != '\0') {
            code = check_option(argc, argv, &i, a);
        } else if (a->path_count == PATHS) {
            code = cli_usage(&check_command, "at most %d paths", PATHS);
        } else {
            a->paths[a->path_count++] = argv[i];
        }
        if (code != CLI_OK) {
            return code;
        }
    }
    return CLI_OK;
}

static const char *config_path(const struct asked *a)
{
    const char *path = a->config != NULL ? a->config : getenv("PRECARE_CONFIG");

    return path != NULL && path[0] != '\0' ? path : "/etc/precare/precare.yaml";
}

struct checking {
    struct config *config;
    struct rule_files files;
    struct rules *rules;
    struct faults faults;
};

static void check_load(const struct asked *a, struct checking *c)
{
    struct load_options options = {
        .today = a->today, .keep_nodes = true, .for_active = a->for_active};
    const char *const *paths = a->paths;
    uint32_t count = a->path_count;

    if (a->config != NULL || count == 0) {
        c->config = config_read(config_path(a), &c->faults);
    }
    if (c->config != NULL) {
        options.channels = c->config->channel_names;
        options.channel_count = c->config->channel_count;
    }
    if (count == 0 && c->config != NULL) {
        paths = c->config->rules;
        count = c->config->rules_count;
    }
    if (count > 0 && files_read(paths, count, &c->faults, &c->files) == 0) {
        c->rules = rules_load(&c->files, &options, &c->faults);
    }
}

/* Whether nothing is wrong but what `active` still needs. */
static bool only_not_ready(const struct faults *f)
{
    for (uint32_t i = 0; i < f->count; i++) {
        if (!f->items[i].warning && f->items[i].code != FAULT_X306) {
            return false;
        }
    }
    return f->errors > 0 && f->dropped == 0 && !f->lost;
}

/* The review room has no source text; here it is at hand. */
static void lines_add(struct checking *c)
{
    for (uint32_t i = 0; i < c->faults.count; i++) {
        struct fault *f = &c->faults.items[i];

        for (uint32_t k = 0;
             f->line == NULL && f->at.file != NULL && f->at.line > 0 && k < c->files.count; k++) {
            if (strcmp(c->files.at[k].name, f->at.file) == 0) {
                fault_line(&c->faults, f, c->files.at[k].bytes, c->files.at[k].len, f->at.line);
            }
        }
    }
}

/* What the tests owe is told beside what signatures are missing: rules that lack only these are
 * loaded once more. */
static void check_ready(const struct asked *a, struct checking *c)
{
    const struct ready_options options = {.for_active = a->for_active};
    struct load_options again = {.today = a->today, .keep_nodes = true};
    struct faults told_already;

    if (c->rules == NULL && a->for_active && only_not_ready(&c->faults)) {
        faults_begin(&told_already);
        c->rules = rules_load(&c->files, &again, &told_already);
        faults_end(&told_already);
    }
    if (c->rules != NULL) {
        (void)ready_check(c->rules, &options, &c->faults);
    }
    lines_add(c);
}

static uint32_t check_blocks(const struct rules *r)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < r->rule_count; i++) {
        bool block = false;

        for (uint32_t m = PRECARE_BOOKING; m <= PRECARE_FOLLOW_UP; m++) {
            block |= r->rules[i].severity[m] == PRECARE_BLOCK;
        }
        count += block;
    }
    return count;
}

static const char *check_plural(uint32_t count)
{
    return count == 1 ? "" : "s";
}

static void check_summary(const struct checking *c, struct buf *out)
{
    const struct faults *f = &c->faults;

    if (f->count > 0) {
        buf_char(out, '\n');
    }
    buf_printf(out, "%u file%s", c->files.count, check_plural(c->files.count));
    if (c->rules != NULL) {
        buf_printf(out, ", %u rule%s (%u can block), %u list%s", c->rules->rule_count,
                   check_plural(c->rules->rule_count), check_blocks(c->rules), c->rules->list_count,
                   check_plural(c->rules->list_count));
    }
    buf_printf(out, ": %u error%s, %u warning%s\n", f->errors, check_plural(f->errors), f->warnings,
               check_plural(f->warnings));
}

static int check_report(const struct asked *a, struct checking *c)
{
    struct buf out = {0};

    faults_sort(&c->faults);
    faults_print(&c->faults, a->format, &out);
    if (a->format == FAULTS_TEXT) {
        check_summary(c, &out);
    }
    if (out.failed || c->faults.lost) {
        buf_end(&out);
        return cli_fault(&check_command, "there is not enough memory");
    }
    if (out.at != NULL) {
        (void)fwrite(out.at, 1, out.len, stdout);
    }
    buf_end(&out);
    if (faults_any(&c->faults)) {
        return RULESET_BROKEN;
    }
    return a->strict && c->faults.warnings > 0 ? WARNED : CLI_OK;
}

static int check_run(int argc, char **argv)
{
    struct asked a = {.today = ruleset_today()};
    struct checking c = {0};
    int code = check_arguments(argc, argv, &a);

    if (code != CLI_OK) {
        return code;
    }
    faults_begin(&c.faults);
    check_load(&a, &c);
    check_ready(&a, &c);
    code = check_report(&a, &c);
    rules_free(&c.rules);
    files_end(&c.files);
    config_free(&c.config);
    faults_end(&c.faults);
    return code;
}

const struct cli_command check_command = {
    .name = "check",
    .run = check_run,
    .summary = "every error in the rules, and where",
    .help = "Usage: precare check [RULES...] [--config FILE] [--today DATE] [--for-active]\n"
            "                     [--format text|json|sarif] [--strict]\n\n"
            "RULES are files and directories (every *.yaml below); without them the rules of the\n"
            "configuration are checked, and with --config also the channels that rules name.\n\n"
            "  --today DATE   what depends on the day is judged on this one\n"
            "  --for-active   also what stands between each rulebook and `status: active`\n"
            "  --strict       warnings count\n\n"
            "Exit: 0 no error (warnings allowed), 1 warnings with --strict, 2 errors.\n",
};
