/* SPDX-License-Identifier: MIT
 *
 * `precare page RULES -o FILE.html`: the rulebook as one page to read and sign. Called by main.c.
 * With --statements the coverage of the sources alone, as a Markdown table.
 */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

#include "cli/ruleset.h"
#include "review/coverage.h"
#include "review/page.h"
#include "review/statements.h"

#define PATHS 64

struct asked {
    const char *paths[PATHS];
    struct ruleset_wanted wanted;
    const char *output, *rulebook;
    bool statements;
};

static int page_arguments(int argc, char **argv, struct asked *a)
{
    for (int i = 1; i < argc; i++) {
        const char **at = strcmp(argv[i], "-o") == 0           ? &a->output
                          : strcmp(argv[i], "--rulebook") == 0 ? &a->rulebook
                          : strcmp(argv[i], "--config") == 0   ? &a->wanted.config
                                                               : NULL;

        if (at != NULL && i + 1 >= argc) {
            return cli_usage(&page_command, "%s needs a value", argv[i]);
        }
        if (at != NULL) {
            *at = argv[++i];
        } else if (strcmp(argv[i], "--statements") == 0) {
            a->statements = true;
        } else if (argv[i][0] == '-') {
            return cli_usage(&page_command, "there is no option '%s'", argv[i]);
        } else if (a->wanted.path_count == PATHS) {
            return cli_usage(&page_command, "at most %d paths", PATHS);
        } else {
            a->paths[a->wanted.path_count++] = argv[i];
        }
    }
    return CLI_OK;
}

static uint32_t book_asked(const struct asked *a, const struct rules *rules)
{
    for (uint32_t i = 0; i < rules->book_count; i++) {
        bool named = a->rulebook != NULL && strcmp(rules->books[i].id, a->rulebook) == 0;

        if (named || (a->rulebook == NULL && rules->books[i].status != BOOK_RETIRED)) {
            return i;
        }
    }
    return NONE;
}

static int write_out(const struct asked *a, const struct buf *text)
{
    FILE *file =
        a->output == NULL || strcmp(a->output, "-") == 0 ? stdout : fopen(a->output, "wbe");
    bool ok = file != NULL && fwrite(text->at, 1, text->len, file) == text->len;

    if (file != NULL && file != stdout) {
        ok = fclose(file) == 0 && ok;
    }
    return ok ? CLI_OK
              : cli_fault(&page_command, "%s cannot be written",
                          a->output != NULL ? a->output : "the page");
}

static bool statements_print(const struct run *run, uint32_t book, struct buf *out)
{
    struct statements all;
    struct arena arena;
    bool ok;

    arena_begin(&arena, NULL, 0, 0);
    ok = statements_of(run, book, &arena, &all);
    if (ok) {
        statements_markdown(run->rules, &all, out);
    }
    arena_end(&arena);
    return ok && !out->failed;
}

static int page_make(const struct asked *a, const struct rules *rules)
{
    uint32_t book = book_asked(a, rules);
    struct buf out = {0};
    struct faults faults;
    struct scenarios scenarios;
    struct run tests;
    int code;

    if (book == NONE) {
        return a->rulebook != NULL
                   ? cli_usage(&page_command, "there is no rulebook '%s'", a->rulebook)
                   : cli_usage(&page_command, "there is no rulebook in these files");
    }
    faults_begin(&faults);
    scenarios_begin(rules, &faults, &scenarios);
    run_tests(rules, &scenarios, &faults, &tests);
    if (faults.count > 0) {
        ruleset_complain(&faults);
    }
    if (!tests.lost &&
        (a->statements ? statements_print(&tests, book, &out) : page_print(&tests, book, &out))) {
        code = write_out(a, &out);
    } else {
        code = cli_fault(&page_command, "there is not enough memory");
    }
    buf_end(&out);
    run_end(&tests);
    scenarios_end(&scenarios);
    faults_end(&faults);
    return code;
}

static int page_run(int argc, char **argv)
{
    struct asked a = {.wanted = {.keep_nodes = true, .today = DATE_NONE}};
    struct ruleset set;
    int code = page_arguments(argc, argv, &a);

    if (code != CLI_OK) {
        return code;
    }
    a.wanted.paths = a.paths;
    code = ruleset_open(&a.wanted, &set);
    if (code == 0) {
        code = page_make(&a, set.rules);
    }
    ruleset_end(&set);
    return code;
}

const struct cli_command page_command = {
    .name = "page",
    .run = page_run,
    .summary = "the rulebook as one page to read and sign",
    .help = "Usage: precare page [RULES...] [-o FILE.html] [--rulebook ID] [--config FILE]\n"
            "       precare page [RULES...] --statements\n\n"
            "Writes the rulebook as one self-contained HTML page (to standard output without -o): "
            "every\n"
            "rule as a sentence, the numbers as a sheet to sign, the calendar around an "
            "appointment, the\n"
            "sources statement by statement, the lists, what is not covered. The page needs no "
            "network.\n\n"
            "  -o FILE         where to write it\n"
            "  --rulebook ID   which one, where there are several (else the first)\n"
            "  --statements    only the sources, statement by statement, as a Markdown table\n\n"
            "Exit: 0 written; 2 the rules do not load; 64 wrong usage; 70 it cannot be written.\n",
};
