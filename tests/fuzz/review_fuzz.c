/* SPDX-License-Identifier: MIT
 *
 * Rule files with their tests, as a stranger might write them, through everything that reads rules
 * by running them: the tests, coverage, explanations, the page, and the difference to the first two
 * rules. What loads must never crash there.
 */
#include <stdint.h>
#include <string.h>

#include "review/diff.h"
#include "review/explain.h"
#include "review/page.h"
#include "review/report.h"
#include "review/statements.h"
#include "rulebook/load.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void review_look(const struct rules *rules, const struct run *run, struct arena *arena,
                        struct buf *out)
{
    struct report report = {.run = run, .coverage = coverage_of(run, arena)};
    struct rules fewer = *rules;
    struct statements statements;
    uint32_t changes;

    report_print(&report, REPORT_JSON, out);
    for (uint32_t i = 0; i < rules->rule_count && i < 4; i++) {
        (void)explain_rule(rules, i, NULL, true, out);
        if (run->scenarios->count > 0) {
            (void)explain_rule(rules, i, &run->scenarios->at[i % run->scenarios->count].visit, true,
                               out);
        }
    }
    for (uint32_t i = 0; i < rules->book_count && i < 2; i++) {
        const struct page_wanted whole = {.run = run, .book = i, .before = rules};
        const struct page_wanted brief = {.run = run, .book = i, .brief = true};

        (void)page_print(&whole, out);
        (void)page_print(&brief, out);
        if (statements_of(run, i, arena, &statements)) {
            statements_markdown(rules, &statements, out);
        }
    }
    fewer.rule_count = fewer.rule_count > 2 ? 2 : fewer.rule_count;
    (void)diff_rules(rules, &fewer, out, &changes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rule_file file = {"a.yaml", (const char *)data, size};
    struct rule_files files = {.at = &file, .count = 1};
    struct load_options options = {.today = 20833, .for_review = true};
    struct faults faults;
    struct run run;
    struct arena arena;
    struct buf out = {.limit = 1u << 24};

    faults_begin(&faults);
    struct rules *rules = rules_load(&files, &options, &faults);
    if (rules != NULL) {
        arena_begin(&arena, NULL, 0, 0);
        run_tests(rules, &faults, &run);
        if (!run.lost) {
            review_look(rules, &run, &arena, &out);
        }
        run_end(&run);
        arena_end(&arena);
    }
    buf_end(&out);
    rules_free(&rules);
    faults_end(&faults);
    return 0;
}
