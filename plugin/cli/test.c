/* SPDX-License-Identifier: MIT
 *
 * `precare test`: runs the tests that stand beside the rules, and on request shows which rules they
 * have seen at work and which small changes of the rules they would not notice. Called by main.c.
 * See the help below for exit codes.
 */
#include <stdio.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/seam.h"
#include "cli/clinic.h"
#include "cli/rules_given.h"
#include "review/report.h"

struct asked {
    struct option_texts rules;
    const char *config;
    bool coverage, nudge;
    uint32_t format; /* enum report_format */
};

/* A line that counts, on a terminal and only when it takes more than a second. */
static void test_progress(void *of, uint32_t done, uint32_t count)
{
    int64_t *since = of;

    if (*since == 0) {
        *since = seam.steady_ms();
    }
    if (seam.steady_ms() - *since > 1000 && (done % 32 == 0 || done == count)) {
        (void)fprintf(stderr, "\rnudge: %u of %u changes%s", done, count,
                      done == count ? "\n" : "");
    }
}

static int test_report(const struct asked *a, const struct report *r)
{
    struct buf out = {0};

    report_print(r, (enum report_format)a->format, &out);
    int code = cli_print(&out);
    buf_end(&out);
    return code == CLI_OK && !report_is_good(r) ? CLI_FALSE : code;
}

static int test_review(const struct asked *a, const struct run *run)
{
    int64_t since = 0;
    struct nudge_options options = {.progress = isatty(STDERR_FILENO) ? test_progress : NULL,
                                    .of = &since};
    struct report r = {.run = run};
    struct nudges nudges = {0};
    struct arena arena;
    int code;

    arena_begin(&arena, NULL, 0, 0);
    r.coverage = a->coverage ? coverage_of(run, &arena) : NULL;
    if (a->nudge) {
        nudges_run(run, &options, &nudges);
        r.nudges = &nudges;
    }
    code = nudges.lost || arena.failed ? cli_memory() : test_report(a, &r);
    nudges_end(&nudges);
    arena_end(&arena);
    return code;
}

static int test_all(const void *asked, const struct rules_given *set)
{
    struct faults faults;
    struct run run;

    faults_begin(&faults);
    run_tests(set->rules, &faults, &run);
    int code = run.lost ? cli_memory() : test_review(asked, &run);
    if (code == CLI_OK && run.passed + run.failed == 0) {
        code = cli_fail(CLI_FALSE, "no test ran: nothing was shown");
    }
    if (code != CLI_FAULT && faults_any(&faults)) { /* a test that proves nothing is no test */
        cli_faults(&faults);
        code = CLI_UNREADABLE;
    }
    run_end(&run);
    faults_end(&faults);
    return code;
}

static int test_run(void *of)
{
    const struct asked *a = of;
    struct rules_wanted wanted = {
        .paths = &a->rules, .config = a->config, .for_review = true, .today = DATE_NONE};

    return rules_given_run(&wanted, test_all, a);
}

static const char *const test_formats[] = {"text", "json", "junit", NULL};

static const struct option_row test_options[] = {
    RULES_WORDS_ROW,
    CLINIC_CONFIG_ROW,
    OPTION_SWITCH(
        "coverage", coverage,
        "count in how many tests each rule fired, stayed quiet, asked, or still had time"),
    OPTION_SWITCH(
        "nudge", nudge,
        "make small changes to the rules, one at a time, and list those that no test notices"),
    OPTION_CHOICE("format", format, "FORMAT", test_formats, "print the report in this format"),
};

static const struct cli_exit test_exits[] = {
    {CLI_OK, "every test passed"},
    {CLI_UNREADABLE,
     "the rules do not load, or a test names something unknown or evaluates no rule"},
    {CLI_FALSE, "a test failed, or none ran; with --coverage, a rule never fired or never asked; "
                "with --nudge, "
                "no test noticed a change"},
};

const struct cli_command test_command = {
    .name = "test",
    .run = test_run,
    .summary = "run the tests beside the rules",
    .about = "Run every test in the rules. For each test that fails, say what was expected and "
             "what was found instead. The last line of the text is \"N passed, N failed\".\nTests "
             "in a directory with an overlay are run on the rules as overlays changed them. All "
             "other tests, and those in the same file as rules, are run on the rules as their "
             "author wrote them.",
    .options = OPTION_SET(test_options),
    CLI_EXITS_OF(test_exits),
};
