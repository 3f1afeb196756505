/* SPDX-License-Identifier: MIT
 *
 * `precare check`: every fault of the rules in one run, as text, JSON or SARIF. Called by main.c;
 * single-threaded. It also runs the tests beside the rules of an active rulebook, since that is
 * what stands between it and being active.
 */
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "cli/rules_given.h"
#include "cli/clinic.h"
#include "cli/rules_current.h"
#include "cli/since.h"
#include "review/ready.h"
#include "review/standing.h"

struct asked {
    struct option_texts rules;
    const char *config;
    int32_t today;
    bool for_active, strict;
    uint32_t format; /* enum fault_format */
};

/* The review room has no source text; here it is at hand. */
static void lines_add(struct rules_given *c)
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
static void check_ready(const struct asked *a, struct rules_given *c)
{
    const struct ready_options options = {.for_active = a->for_active};

    rules_look_again(c);
    if (c->rules != NULL) {
        (void)ready_check(c->rules, &options, &c->faults);
    }
    lines_add(c);
}

static const char *check_plural(uint32_t count)
{
    return count == 1 ? "" : "s";
}

/* Names of channels are looked up only where the configuration has some: with none at all it is
 * told once. */
static void channels_missed(struct rules_given *c)
{
    const char *first = NULL;
    uint32_t count = 0;

    if (c->config == NULL || c->config->channel_count > 0 || c->rules == NULL) {
        return;
    }
    for (uint32_t i = 0; i < c->rules->rule_count; i++) {
        const char *channel = c->rules->rules[i].alert_channel;

        first = first == NULL ? channel : first;
        count += channel != NULL;
    }
    if (count == 0) {
        return;
    }
    struct fault *f = fault_add(&c->faults, FAULT_W506, (struct place){.file = c->config->file},
                                "%u rule%s alert%s a channel, and the configuration has none",
                                count, check_plural(count), count == 1 ? "s" : "");
    fault_why(&c->faults, f, "Nobody would be told of what these rules find.");
    fault_fix(&c->faults, f, "Add it: channels: {%s: {kind: slack, url-from: \"file:/...\"}}",
              first);
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

static bool check_demonstrates(const struct rules_given *c)
{
    return c->config != NULL && c->config->act_on == ACT_ON_DEMONSTRATION;
}

static bool check_acts(const struct rules *r)
{
    for (uint32_t i = 0; i < r->book_count; i++) {
        if (r->books[i].status == BOOK_ACTIVE) {
            return true;
        }
    }
    return false;
}

/* "ACTIVE" is of the files: rules that are approved and not taken into use hold nobody. Of what
 * has errors, a reload says that it stays as it is. */
static void check_in_use(const struct rules_given *c, struct buf *out)
{
    char hash[SET_HASH];

    if (c->rules == NULL || c->config == NULL || c->paths != c->config->rules ||
        c->faults.errors > 0) {
        return;
    }
    enum rules_current use = rules_current(c, hash);
    if (use == RULES_EDITED) {
        buf_text(out, "NOT IN USE YET: the practice goes on with what was in use before, until "
                      "precare reload.\n");
    } else if (use == RULES_HIDDEN && check_acts(c->rules)) {
        buf_text(out, "Whether they are in use: sudo precare doctor.\n");
    }
}

static void check_summary(const struct rules_given *c, struct buf *out)
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
    for (uint32_t i = 0; c->rules != NULL && i < c->rules->book_count; i++) {
        bool refused =
            c->rules->books[i].status == BOOK_ACTIVE && !approved_with_overlays(c->rules, i);

        standing_write(c->rules, i, check_demonstrates(c), out);
        buf_text(out, refused ? "; not approved as it stands: a reload refuses it\n" : "\n");
    }
    check_in_use(c, out);
}

static int check_report(const struct asked *a, struct rules_given *c)
{
    struct buf out = {0};

    faults_sort(&c->faults);
    faults_print(&c->faults, (enum fault_format)a->format, &out);
    if (a->format == FAULTS_TEXT) {
        since_say_all(c, &out);
        check_summary(c, &out);
    }
    int code = c->faults.lost ? cli_memory() : cli_print(&out);
    buf_end(&out);
    if (code == CLI_OK && faults_any(&c->faults)) {
        return CLI_UNREADABLE;
    }
    return code == CLI_OK && a->strict && c->faults.warnings > 0 ? CLI_LOOK : code;
}

static int check_run(void *of)
{
    struct asked *a = of;
    struct rules_given c;
    int code;
    int64_t now = a->today != DATE_NONE ? (int64_t)a->today * 86400 + 86399 : 0;

    a->today = a->today != DATE_NONE ? a->today : rules_today();
    const struct rules_wanted wanted = {.paths = &a->rules,
                                        .config = a->config,
                                        .for_review = true,
                                        .for_active = a->for_active,
                                        .approval = APPROVAL_CHECK,
                                        .now = now,
                                        .today = a->today};
    (void)rules_given_read(&wanted, &c);
    check_ready(a, &c);
    channels_missed(&c);
    code = check_report(a, &c);
    rules_given_end(&c);
    return code;
}

static const char *const check_formats[] = {
    [FAULTS_TEXT] = "text", [FAULTS_JSON] = "json", [FAULTS_SARIF] = "sarif", NULL};

static const struct option_row check_options[] = {
    RULES_WORDS_ROW,
    CLINIC_CONFIG_ROW,
    OPTION_DAY("today", today, "DATE", "evaluate date-dependent checks as of this date",
               .fallback = "today"),
    OPTION_SWITCH("for-active", for_active,
                  "also list what each rulebook still needs before it can become active"),
    OPTION_SWITCH("strict", strict, "exit with code 1 if there are warnings"),
    OPTION_CHOICE("format", format, "FORMAT", check_formats, "print what was found in this format"),
};

static const struct cli_exit check_exits[] = {
    {CLI_OK, "no errors (there may be warnings)"},
    {CLI_LOOK, "warnings, with --strict"},
    {CLI_UNREADABLE, "errors"},
};

const struct cli_command check_command = {
    .name = "check",
    .run = check_run,
    .summary = "find every error in the rules and say where it is",
    .about = "In a directory, every *.yaml file is read. With --config, the channels that rules "
             "name are looked up in that configuration.",
    .options = OPTION_SET(check_options),
    CLI_EXITS_OF(check_exits),
};
