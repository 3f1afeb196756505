/* SPDX-License-Identifier: MIT
 *
 * What the tests still owe before a rulebook may be `active`. Called by `precare check` and by the
 * reload; pure. Every gap is one X306 fault at the rulebook's status, so that one run tells them
 * all.
 */
#include "review/ready.h"

#include "review/coverage.h"
#include "review/nudge.h"

struct readiness {
    const struct rules *rules;
    const struct ready_options *options;
    struct faults *faults;
    struct run run;
    struct arena arena;
};

static bool is_asked(const struct readiness *r, uint32_t book)
{
    uint32_t status = r->rules->books[book].status;

    return status == BOOK_ACTIVE || (r->options->for_active && status != BOOK_RETIRED);
}

static bool any_asked(const struct readiness *r)
{
    for (uint32_t i = 0; i < r->rules->book_count; i++) {
        if (is_asked(r, i)) {
            return true;
        }
    }
    return false;
}

static struct place place_of(const struct rulebook *book)
{
    return (struct place){book->status_file, NULL, book->status_line, book->status_column};
}

static void tests_told(struct readiness *r, uint32_t book)
{
    const struct rulebook *b = &r->rules->books[book];
    uint32_t count = 0;

    for (uint32_t i = 0; i < r->run.scenarios->count; i++) {
        const struct scenario *s = &r->run.scenarios->at[i];

        count += s->book == book;
        if (s->book != book || r->run.at[i].passed) {
            continue;
        }
        struct fault *f = fault_add(r->faults, FAULT_X306, place_of(b),
                                    "not ready for active: the test \"%s\" (%s:%u) fails", s->name,
                                    s->file, s->line);
        fault_fix(r->faults, f, "`precare test` shows what was expected and what came out.");
    }
    if (count == 0 && !r->options->tests_alone) {
        fault_add(r->faults, FAULT_X306, place_of(b),
                  "not ready for active: the rulebook %s has no tests", b->id);
    }
}

static void coverage_told(struct readiness *r, uint32_t book, const struct coverage *coverage)
{
    for (uint32_t i = 0; i < r->rules->rule_count; i++) {
        const struct rule *rule = &r->rules->rules[i];
        const char *gap = coverage_gap(rule, &coverage[i]);

        if (rule->rulebook == book && coverage_counts(r->rules, i) && gap != NULL) {
            struct fault *f = fault_add(r->faults, FAULT_X306, place_of(&r->rules->books[book]),
                                        "not ready for active: %s: %s", rule->id, gap);

            fault_fix(r->faults, f,
                      "Add a test that expects it. `precare test --coverage` lists all gaps.");
        }
    }
}

static void nudges_told(struct readiness *r, const struct nudges *nudges)
{
    for (uint32_t i = 0; i < nudges->count; i++) {
        const struct nudge *n = &nudges->at[i];

        if (!n->noticed && is_asked(r, n->book)) {
            const char *id =
                n->rule != NONE ? r->rules->rules[n->rule].id : r->rules->books[n->book].id;
            struct fault *f =
                fault_add(r->faults, FAULT_X306, place_of(&r->rules->books[n->book]),
                          "not ready for active: %s: no test notices when %s", id, n->what);

            fault_why(r->faults, f,
                      "A number is only tested if there is a test on each side of it.");
            fault_fix(
                r->faults, f,
                "Add a test at the limit. `precare test --nudge` lists all that are missing.");
        }
    }
}

static bool ready_tell(struct readiness *r)
{
    struct nudge_options options = {.thresholds_only = true};
    struct nudges nudges;
    struct coverage *coverage = coverage_of(&r->run, &r->arena);
    bool told;

    for (uint32_t i = 0; i < r->rules->book_count; i++) {
        if (is_asked(r, i)) {
            tests_told(r, i);
        }
    }
    if (r->options->tests_alone) {
        return true;
    }
    for (uint32_t i = 0; coverage != NULL && i < r->rules->book_count; i++) {
        if (is_asked(r, i)) {
            coverage_told(r, i, coverage);
        }
    }
    nudges_run(&r->run, &options, &nudges);
    nudges_told(r, &nudges);
    told = !nudges.lost && (coverage != NULL || r->rules->rule_count == 0);
    nudges_end(&nudges);
    return told;
}

bool ready_check(const struct rules *rules, const struct ready_options *options,
                 struct faults *faults)
{
    struct readiness r = {.rules = rules, .options = options, .faults = faults};
    uint32_t before = faults->errors;
    bool ok;

    if (!any_asked(&r)) {
        return true;
    }
    arena_begin(&r.arena, NULL, 0, 0);
    run_tests(rules, faults, &r.run);
    ok = !r.run.lost && ready_tell(&r);
    run_end(&r.run);
    arena_end(&r.arena);
    return ok && faults->errors == before && !faults->lost;
}
