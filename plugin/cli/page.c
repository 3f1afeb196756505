/* SPDX-License-Identifier: MIT
 *
 * `precare page RULES -o FILE.html`: the rulebook as one page to read and sign. Called by main.c.
 * With --statements the coverage of the sources alone, as a Markdown table.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "cli/clinic.h"
#include "cli/rules_given.h"
#include "cli/sitting.h"
#include "review/coverage.h"
#include "review/page.h"
#include "review/statements.h"

struct asked {
    struct option_texts rules;
    const char *config, *output, *rulebook;
    bool statements, brief;
};

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

static int book_unknown(const struct asked *a, const struct rules *rules)
{
    const char *ids[OPTION_TEXTS_MOST];
    uint32_t count = 0;

    for (; count < rules->book_count && count < OPTION_TEXTS_MOST; count++) {
        ids[count] = rules->books[count].id;
    }
    return a->rulebook != NULL ? cli_unknown("rulebook", a->rulebook, ids, count)
                               : cli_usage("these files hold no rulebook that is in use");
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
              : cli_fault("%s cannot be written: %s", a->output != NULL ? a->output : "the page",
                          strerror(errno));
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

/* The text of the approval since which changes are told; NULL: there is none, or it is not at hand.
 */
static struct rules *text_before(const struct rules_given *set, uint32_t book)
{
    const struct approved_text *text = approved_text_find(set->rules, set->rules->books[book].id);
    struct buf folder = {.at = NULL};
    struct rules *before = NULL;

    if (text != NULL && text->last != NULL &&
        approvals_folder(set->paths, set->path_count, &folder)) {
        before = sitting_text(folder.at, approved_since(text));
    }
    buf_end(&folder);
    return before;
}

static int page_make(const void *asked, const struct rules_given *set)
{
    const struct asked *a = asked;
    const struct rules *rules = set->rules;
    uint32_t book = book_asked(a, rules);
    struct buf out = {0};
    struct faults faults;
    struct run tests;
    int code;

    if (book == NONE) {
        return book_unknown(a, rules);
    }
    struct rules *before = text_before(set, book);
    const struct page_wanted page = {
        .run = &tests, .book = book, .before = before, .brief = a->brief};

    faults_begin(&faults);
    run_tests(rules, &faults, &tests);
    cli_faults(&faults);
    if (!tests.lost &&
        (a->statements ? statements_print(&tests, book, &out) : page_print(&page, &out))) {
        code = write_out(a, &out);
    } else {
        code = cli_memory();
    }
    buf_end(&out);
    run_end(&tests);
    rules_free(&before);
    faults_end(&faults);
    return code;
}

static int page_run(void *of)
{
    const struct asked *a = of;
    struct rules_wanted wanted = {
        .paths = &a->rules, .config = a->config, .for_review = true, .today = DATE_NONE};

    return rules_given_run(&wanted, page_make, a);
}

static const struct option_row page_options[] = {
    RULES_WORDS_ROW,
    CLINIC_CONFIG_ROW,
    OPTION_TEXT("output", output, "FILE", "write the page to this file", .letter = 'o',
                .fallback = "standard output"),
    OPTION_TEXT("rulebook", rulebook, "ID", "which rulebook, where there are several",
                .fallback = "the first"),
    OPTION_SWITCH("short", brief,
                  "write the short edition: only what holds, blocks or is urgent, on a few sheets"),
    OPTION_SWITCH("statements", statements,
                  "write only the sources, statement by statement, as a Markdown table"),
};

static const struct cli_exit page_exits[] = {
    {CLI_UNREADABLE, "the rules do not load"},
};

const struct cli_command page_command = {
    .name = "page",
    .run = page_run,
    .summary = "write the rules as one page to read and sign",
    .about = "The page is one HTML file that needs no network: every rule as a sentence, "
             "contraindications first, the numbers, the calendar around an appointment, the "
             "sources statement by statement, the lists, and what the rules do not cover. Each "
             "item has a tick box, and says who confirmed it and when, or that it changed since.",
    .options = OPTION_SET(page_options),
    CLI_EXITS_OF(page_exits),
};
