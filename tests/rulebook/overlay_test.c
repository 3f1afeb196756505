/* SPDX-License-Identifier: MIT
 *
 * Overlays at work, on the event's own day: what is silenced stays in shadow whatever acts, and
 * what is looser ends.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/words.h"
#include "engine/engine.h"
#include "rulebook/load.h"
#include "test.h"

#define DAY(year, month, day) date_of(year, month, day)

static const char base[] =
    "format: precare-rules/1\n"
    "rulebook:\n"
    "  id: book\n"
    "  title: \"Test\"\n"
    "  version: \"1.0.0\"\n"
    "  status: active\n"
    "  owner: {name: \"Lead\", role: clinical-lead}\n"
    "  review-by: \"2030-01-01\"\n"
    "  sources: {article: {title: \"A\", kind: consumer-article}}\n"
    "parameters:\n"
    "  slot: {value: 45 minutes}\n"
    "lists:\n"
    "  needling: {kind: procedure, plain: \"needling\", items: [microneedling, dermapen]}\n"
    "rules:\n"
#define RULE(id, condition, severity)                                                              \
    "  - id: " id "\n    title: \"T\"\n"                                                           \
    "    source: {ref: article, statements: [S1], basis: stated}\n"                                \
    "    when: {at: booking, procedure: needling}\n"                                               \
    "    if: {" condition "}\n"                                                                    \
    "    then: {severity: " severity ", say: \"Look.\"}\n"                                         \
    "    if-unknown: {ignore: \"Nothing to ask.\"}\n"
    RULE("silent", "always: \"For all.\"", "warn") RULE("weaker", "always: \"For all.\"", "hold")
        RULE("short", "appointment.length: {below: slot}", "info");

#define SIGNED "    because: \"B\"\n"
static const char overlay[] =
    "format: precare-overlay/1\n"
    "overlay: {id: elm, version: \"1.0.0\", owner: {name: \"A\", role: clinical-lead}}\n"
    "base: {rulebook: book, version: \">=1.0.0 <2.0.0\"}\n"
    "changes:\n"
    "  - silence: {rule: silent}\n    until: \"2027-01-31\"\n" SIGNED
    "  - reseverity: {rule: weaker, severity: warn, direction: looser}\n    until: "
    "\"2027-02-28\"\n" SIGNED
    "  - set-parameter: {name: slot, value: 30 minutes}\n    until: \"2027-02-28\"\n" SIGNED
    "  - add-rule:\n      id: elm-own\n      title: \"T\"\n"
    "      source: {ref: article, statements: [S1], basis: stated}\n"
    "      when: {at: booking, procedure: needling}\n"
    "      if: {always: \"For all.\"}\n"
    "      then: {severity: info, say: \"Own.\"}\n"
    "    until: \"2027-03-31\"\n";

static struct rules *overlay_load(int32_t today)
{
    struct rule_file at[] = {{"a/overlay.yaml", overlay, sizeof overlay - 1},
                             {"base.yaml", base, sizeof base - 1}};
    struct rule_files files = {.at = at, .count = 2};
    struct load_options options = {.today = today};
    struct faults faults;

    faults_begin(&faults);
    struct rules *rules = rules_load(&files, &options, &faults);
    for (uint32_t i = 0; rules == NULL && i < faults.count; i++) {
        fprintf(stderr, "%s: %s\n", fault_code_name(faults.items[i].code), faults.items[i].what);
    }
    faults_end(&faults);
    CU_ASSERT_PTR_NOT_NULL(rules);
    return rules;
}

static const char *overlay_judged(const struct rules *rules, int32_t today, bool draft)
{
    static char line[512];
    struct visit v = {.zone = zone_utc(),
                      .moment = PRECARE_BOOKING,
                      .phase = PRECARE_FINAL,
                      .today = today,
                      .reference = today + 7,
                      .procedure.text = SPAN("microneedling"),
                      .minutes = 40};
    struct engine_options options = {.draft = draft};

    v.start = (struct when){.first = today + 7, .last = today + 7, .kind = WHEN_DAY};
    v.now = (struct when){.first = today, .last = today, .kind = WHEN_DAY};
    struct result *r = rules != NULL ? engine_evaluate(rules, &v, &options, NULL) : NULL;
    line[0] = '\0';
    for (uint32_t s = 0; r != NULL && s < 2; s++) {
        precare_array all = s ? r->out.shadow : r->out.findings;

        for (uint32_t i = 0; i < all.count; i++) {
            const precare_finding *f =
                (const precare_finding *)((const char *)all.items + i * all.stride);

            snprintf(line + strlen(line), sizeof line - strlen(line), "%s%s %s%s;",
                     s ? "shadow " : "", f->rule, word_of(&words_outcome, f->outcome),
                     f->changed_by != NULL ? " changed" : "");
        }
    }
    if (r != NULL) {
        result_drop(&r);
    }
    return line;
}

static void what_is_silenced_stays_in_shadow_though_drafts_act(void)
{
    struct rules *rules = overlay_load(DATE_NONE);

    CU_ASSERT_STRING_EQUAL(overlay_judged(rules, DAY(2026, 12, 1), false),
                           "weaker warn changed;elm-own info changed;shadow silent warn changed;");
    CU_ASSERT_STRING_EQUAL(overlay_judged(rules, DAY(2026, 12, 1), true),
                           "weaker warn changed;elm-own info changed;shadow silent warn changed;");
    rules_free(&rules);
}

static void changes_end_after_their_last_day_and_the_base_stands_again(void)
{
    struct rules *rules = overlay_load(DATE_NONE);

    CU_ASSERT_STRING_EQUAL(overlay_judged(rules, DAY(2027, 1, 31), false),
                           "weaker warn changed;elm-own info changed;shadow silent warn changed;");
    CU_ASSERT_STRING_EQUAL(overlay_judged(rules, DAY(2027, 2, 1), false),
                           "silent warn;weaker warn changed;elm-own info changed;");
    CU_ASSERT_STRING_EQUAL(overlay_judged(rules, DAY(2027, 3, 1), false),
                           "weaker hold;silent warn;short info;elm-own info changed;");
    CU_ASSERT_STRING_EQUAL(overlay_judged(rules, DAY(2027, 4, 1), false),
                           "weaker hold;silent warn;short info;");
    rules_free(&rules);
}

static const struct test tests[] = {
    {"What is silenced stays in shadow though drafts act",
     what_is_silenced_stays_in_shadow_though_drafts_act},
    {"Changes end after their last day, and the base stands again",
     changes_end_after_their_last_day_and_the_base_stands_again},
    {0},
};

const struct test_suite test_suites[] = {{"overlays", NULL, NULL, tests}, {0}};
