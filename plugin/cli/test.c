/* SPDX-License-Identifier: MIT
 *
 * `precare test`: runs the tests that stand beside the rules, and on request shows which rules they
 * have seen at work and which small changes of the rules they would not notice. Called by main.c.
 * See the help below for exit codes.
 */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/seam.h"
#include "cli/ruleset.h"
#include "review/report.h"

#define TEST_FAILED 3
#define PATHS 64

struct asked {
    const char *paths[PATHS];
    struct ruleset_wanted wanted;
    bool coverage, nudge;
    enum report_format format;
};

static bool format_of(const char *word, enum report_format *format_r)
{
    static const char *const words[] = {"text", "json", "junit"};

    for (size_t i = 0; word != NULL && i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(word, words[i]) == 0) {
            *format_r = (enum report_format)i;
            return true;
        }
    }
    return false;
}

static int test_arguments(int argc, char **argv, struct asked *a)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--coverage") == 0) {
            a->coverage = true;
        } else if (strcmp(argv[i], "--nudge") == 0) {
            a->nudge = true;
        } else if (strcmp(argv[i], "--format") == 0) {
            if (!format_of(i + 1 < argc ? argv[++i] : NULL, &a->format)) {
                return cli_usage(&test_command, "--format is text, json or junit");
            }
        } else if (strcmp(argv[i], "--config") == 0 && i + 1 < argc) {
            a->wanted.config = argv[++i];
        } else if (argv[i][0] == '-') {
            return cli_usage(&test_command, "there is no option '%s'", argv[i]);
        } else if (a->wanted.path_count == PATHS) {
            return cli_usage(&test_command, "at most %d paths", PATHS);
        } else {
            a->paths[a->wanted.path_count++] = argv[i];
        }
    }
    return CLI_OK;
}

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

    report_print(r, a->format, &out);
    if (out.failed || out.at == NULL) {
        buf_end(&out);
        return cli_fault(&test_command, "there is not enough memory");
    }
    (void)fwrite(out.at, 1, out.len, stdout);
    buf_end(&out);
    return report_is_good(r) ? CLI_OK : TEST_FAILED;
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
    code = nudges.lost || arena.failed ? cli_fault(&test_command, "there is not enough memory")
                                       : test_report(a, &r);
    nudges_end(&nudges);
    arena_end(&arena);
    return code;
}

static int run_all(const struct asked *a, const struct rules *rules)
{
    struct faults faults;
    struct scenarios scenarios;
    struct run run;
    int code;

    faults_begin(&faults);
    scenarios_begin(rules, &faults, &scenarios);
    run_tests(rules, &scenarios, &faults, &run);
    if (run.lost) {
        code = cli_fault(&test_command, "there is not enough memory");
    } else {
        code = test_review(a, &run);
    }
    if (code != CLI_FAULT && faults_any(&faults)) { /* a test that proves nothing is no test */
        ruleset_complain(&faults);
        code = RULESET_BROKEN;
    }
    run_end(&run);
    scenarios_end(&scenarios);
    faults_end(&faults);
    return code;
}

static int test_run(int argc, char **argv)
{
    struct asked a = {.wanted = {.keep_nodes = true, .today = DATE_NONE}};
    struct ruleset set;
    int code = test_arguments(argc, argv, &a);

    if (code != CLI_OK) {
        return code;
    }
    a.wanted.paths = a.paths;
    code = ruleset_open(&a.wanted, &set);
    if (code == 0) {
        code = run_all(&a, set.rules);
    }
    ruleset_end(&set);
    return code;
}

const struct cli_command test_command = {
    .name = "test",
    .run = test_run,
    .summary = "run the tests beside the rules",
    .help =
        "Usage: precare test [RULES...] [--coverage] [--nudge] [--format text|json|junit]\n"
        "                    [--config FILE]\n\n"
        "Runs every test in the rules and says, for each that fails, what was expected and what\n"
        "came instead. RULES are directories or files; without them, those of the "
        "configuration.\n"
        "Tests in a directory that holds an overlay are judged on the rules as overlays changed\n"
        "them; all others, and those in a file with rules, on the rules as their author wrote "
        "them.\n\n"
        "  --coverage   in how many tests each rule fired, stayed quiet, asked, had still time\n"
        "  --nudge      changes the rules a little, one change at a time, and lists the changes\n"
        "               that no test notices\n"
        "  --format     text (the last line is \"N passed, N failed\"), json, junit\n\n"
        "Exit: 0 all is well; 3 a test failed, or with --coverage a rule was never seen to fire\n"
        "or to ask, or with --nudge a change went unnoticed; 2 the rules do not load, or a test\n"
        "names nothing or evaluates no rule; 64 wrong usage.\n",
};
