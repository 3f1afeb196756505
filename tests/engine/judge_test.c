/* SPDX-License-Identifier: MIT
 *
 * What becomes of a rule: the table of rule-language.md#what-is-not-known, the worked example of
 * rule-language.md#windows day by day, excuses,
 * answer-by and otherwise, covers, clearances, questions, due dates, coverage.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/seam.h"
#include "support/judge.h"
#include "test.h"

#define BOOK(id, more)                                                                             \
    "rulebook:\n"                                                                                  \
    "  id: " id "\n"                                                                               \
    "  title: \"Test\"\n"                                                                          \
    "  version: \"1.0.0\"\n"                                                                       \
    "  owner: {name: \"Lead\", role: clinical-lead}\n"                                             \
    "  sources: {article: {title: \"A\", kind: consumer-article}}\n" more

#define LISTS                                                                                      \
    "lists:\n"                                                                                     \
    "  needling: {kind: procedure, plain: \"needling\", items: [microneedling]}\n"                 \
    "  retinoids: {kind: medication, plain: \"retinoid\", items: [tretinoin, retinol]}\n"          \
    "  keloids: {kind: condition, plain: \"keloid\", items: [keloid]}\n"                           \
    "  toxin: {kind: procedure, plain: \"toxin\", items: [botox]}\n"                               \
    "body-sites:\n"                                                                                \
    "  face: {parts: [forehead, cheek]}\n"                                                         \
    "  forehead: {}\n"                                                                             \
    "  cheek: {}\n"                                                                                \
    "override-reasons:\n"                                                                          \
    "  cleared-by-specialist: {say: \"Cleared\", points-to: clinical-judgement}\n"                 \
    "  record-is-wrong: {say: \"Wrong\", points-to: data-problem}\n"

#define HEAD                                                                                       \
    "format: precare-rules/1\n" BOOK("book", "  status: draft\n  review-by: \"2030-01-01\"\n")     \
        LISTS "answers: {waived: {ask: \"Is it waived?\", of: staff, words: [\"yes\", \"no\"]}}\n" \
              "rules:\n"

#define RULE(id, at)                                                                               \
    "  - id: " id "\n"                                                                             \
    "    title: \"Title\"\n"                                                                       \
    "    source: {ref: article, statements: [S1], basis: stated}\n"                                \
    "    when: {at: " at ", procedure: needling}\n"

static const char retinoid[] = HEAD RULE(
    "stop",
    "[booking, check-in]") "    if:\n"
                           "      medication: {in: retinoids, taken-within: 7 days before "
                           "appointment, site: treatment-area}\n"
                           "    if-still-time:\n"
                           "      instruct:\n"
                           "        - {do: stop-retinoid, for: patient, tell-patient: \"Last day "
                           "of use: {due}.\", due: 7 days before "
                           "appointment}\n"
                           "    then:\n"
                           "      severity: {booking: hold, check-in: block}\n"
                           "      because: \"Skin is thin.\"\n"
                           "      say: \"{matched} used on the {treatment-area}. Earliest: "
                           "{move-to}.\"\n"
                           "      suggest: {move-to: 7 days after match}\n"
                           "      alert: {channel: lead, say: \"A pre-care stop was missed.\"}\n"
                           "    if-unknown: {ask: \"A retinoid?\", of: patient, answer-by: "
                           "booking, otherwise: warn}\n";

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text != NULL ? text : "(none)";
}

static json_t *judge_patched(const struct rules *rules, const char *patch)
{
    json_t *event = judge_event(patch);
    json_t *result = judge_result(rules, event);

    json_decref(event);
    return result;
}

static void ongoing_use_is_a_dated_task_until_the_window_opens(void)
{
    static const struct {
        const char *today, *outcome, *date, *overall;
    } days[] = {{"2026-12-01", "task", "2027-01-05", "tasks"},
                {"2027-01-05", "task", "2027-01-05", "tasks"},
                {"2027-01-06", "hold", "2027-01-13", "hold"},
                {"2027-01-12", "hold", "2027-01-19", "hold"}};
    struct rules *rules = judge_rules(retinoid);

    for (size_t i = 0; rules != NULL && i < sizeof days / sizeof days[0]; i++) {
        char patch[400];

        snprintf(patch, sizeof patch,
                 "{\"now\":\"%sT10:00:00-05:00\",\"medications\":{\"reviewed\":\"%s\",\"entries\":["
                 "{\"text\":"
                 "\"tretinoin 0.05%%\",\"use\":\"ongoing\",\"sites\":[\"face\"]}]}}",
                 days[i].today, days[i].today);
        json_t *result = judge_patched(rules, patch);
        json_t *f = judge_finding(result, "stop", days[i].outcome);
        CU_ASSERT_PTR_NOT_NULL(f);
        const char *date = i < 2 ? judge_texts(json_object_get(f, "due")) : text_of(f, "move_to");
        CU_ASSERT_STRING_EQUAL(date, days[i].date);
        CU_ASSERT_STRING_EQUAL(text_of(result, "overall"), days[i].overall);
        CU_ASSERT(i >= 2 || json_array_size(json_object_get(f, "alert")) == 0);
        CU_ASSERT(i < 2 || json_array_size(json_object_get(f, "alert")) == 1);
        json_decref(result);
    }
    rules_free(&rules);
}

static void the_last_use_decides_once_it_is_known(void)
{
    struct rules *rules = judge_rules(retinoid);
    json_t *used = judge_patched(
        rules,
        "{\"now\":\"2027-01-11T10:00:00-05:00\",\"medications\":{\"entries\":[{\"text\":"
        "\"Tretinoin\",\"use\":\"stopped\",\"last_used\":\"2027-01-10\",\"sites\":[\"face\"]}]}}");
    json_t *f = judge_finding(used, "stop", "hold");

    CU_ASSERT_STRING_EQUAL(text_of(f, "move_to"), "2027-01-17");
    CU_ASSERT_STRING_EQUAL(text_of(f, "say"),
                           "tretinoin used on the cheek. Earliest: Sun 17 Jan 2027.");
    json_t *stopped =
        judge_patched(rules, "{\"now\":\"2027-01-11T10:00:00-05:00\",\"medications\":{\"entries\":["
                             "{\"text\":\"Tretinoin\",\"use\":\"stopped\","
                             "\"last_used\":\"2027-01-05\",\"sites\":[\"face\"]}]}}");
    CU_ASSERT_STRING_EQUAL(text_of(stopped, "overall"), "clear");
    json_decref(used);
    json_decref(stopped);
    rules_free(&rules);
}

static void a_question_becomes_otherwise_once_its_moment_is_past(void)
{
    struct rules *rules = judge_rules(retinoid);
    json_t *booking = judge_patched(rules, "{\"medications\":null}");
    json_t *check_in = judge_patched(rules, "{\"moment\":\"check-in\",\"medications\":null}");
    json_t *asked = judge_finding(booking, "stop", "ask"),
           *otherwise = judge_finding(check_in, "stop", "warn");

    CU_ASSERT_STRING_EQUAL(text_of(booking, "overall"), "ask");
    CU_ASSERT_STRING_EQUAL(text_of(asked, "ask"), "A retinoid?");
    CU_ASSERT_STRING_EQUAL(text_of(otherwise, "ask"), "A retinoid?");
    CU_ASSERT(json_array_size(json_object_get(otherwise, "alert")) == 0);
    CU_ASSERT_STRING_EQUAL(text_of(otherwise, "move_to"), "(none)");
    json_t *question = json_array_get(json_object_get(booking, "questions"), 0);
    CU_ASSERT_STRING_EQUAL(text_of(question, "about"), "medications");
    CU_ASSERT_STRING_EQUAL(text_of(question, "answer_by"), "booking");
    json_decref(booking);
    json_decref(check_in);
    rules_free(&rules);
}

static void an_unknown_excuse_never_disarms_a_rule(void)
{
    struct rules *rules =
        judge_rules(HEAD RULE("k", "booking") "    if: {condition: {in: keloids, site: anywhere}}\n"
                                              "    unless: {answer: {to: waived, is: \"yes\"}}\n"
                                              "    then: {severity: hold, say: \"Keloid.\"}\n"
                                              "    if-unknown: {ask: \"Waived?\", of: staff}\n");
    static const char keloid[] =
        "\"conditions\":{\"entries\":[{\"text\":\"keloid\",\"status\":\"history\"}]}";
    char patch[300];

    snprintf(patch, sizeof patch, "{%s}", keloid);
    json_t *unknown = judge_patched(rules, patch);
    CU_ASSERT_PTR_NOT_NULL(judge_finding(unknown, "k", "hold"));
    json_t *ask = judge_finding(unknown, "k", "ask");
    CU_ASSERT_STRING_EQUAL(judge_texts(json_object_get(ask, "missing")), "answers.waived");
    snprintf(patch, sizeof patch, "{%s,\"answers\":{\"waived\":\"yes\"}}", keloid);
    json_t *excused = judge_patched(rules, patch);
    CU_ASSERT_STRING_EQUAL(text_of(excused, "overall"), "clear");
    json_t *both = judge_patched(rules, "{\"conditions\":null}");
    CU_ASSERT_STRING_EQUAL(judge_texts(json_object_get(judge_finding(both, "k", "ask"), "missing")),
                           "conditions.reviewed");
    json_t *moot = judge_patched(rules, "{\"conditions\":null,\"answers\":{\"waived\":\"yes\"}}");
    CU_ASSERT_STRING_EQUAL(text_of(moot, "overall"), "clear");
    json_decref(unknown);
    json_decref(excused);
    json_decref(both);
    json_decref(moot);
    rules_free(&rules);
}

static const char covering[] = HEAD RULE(
    "weak",
    "booking") "    if: {patient.age: {below: 30 years}}\n"
               "    then: {severity: warn, say: \"Young.\"}\n"
               "    if-unknown: {ask: \"How old?\", of: patient}\n" RULE(
                   "strong",
                   "booking") "    if: {patient.age: {below: 22 years}}\n"
                              "    covers: [weak]\n"
                              "    then: {severity: hold, say: \"Too young.\"}\n"
                              "    if-unknown: {ask: \"How old?\", of: patient}\n"
                              "    override: {by: [physician], reasons: [cleared-by-specialist]}\n";

static void a_stronger_finding_hides_those_it_covers_until_it_is_cleared(void)
{
    struct rules *rules = judge_rules(covering);
    json_t *young = judge_patched(rules, "{\"patient\":{\"birth_date\":\"2007-01-01\"}}");

    CU_ASSERT_PTR_NOT_NULL(judge_finding(young, "strong", "hold"));
    CU_ASSERT_PTR_NULL(judge_finding(young, "weak", NULL));
    json_t *cleared = judge_patched(
        rules, "{\"patient\":{\"birth_date\":\"2007-01-01\"},\"clearances\":[{\"rule\":\"strong\","
               "\"role\":\"physician\",\"reason\":\"cleared-by-specialist\"}]}");
    CU_ASSERT(judge_finding(cleared, "strong", "info") && judge_finding(cleared, "weak", "warn"));
    json_t *unknown = judge_patched(rules, "{\"patient\":{\"birth_date\":null}}");
    CU_ASSERT(judge_finding(unknown, "strong", "ask") && judge_finding(unknown, "weak", "ask"));
    CU_ASSERT(json_array_size(json_object_get(unknown, "questions")) == 1);
    json_decref(young);
    json_decref(cleared);
    json_decref(unknown);
    rules_free(&rules);
}

static void a_clearance_fits_its_role_reason_statement_and_appointment_or_is_reported(void)
{
    static const struct {
        const char *clearance;
        int fits, noted;
    } rows[] = {
        {"\"rule\":\"strong\",\"role\":\"physician\",\"reason\":\"cleared-by-specialist\","
         "\"appointment\":\"a1\"",
         1, 0},
        {"\"statement\":\"S1\",\"role\":\"physician\",\"reason\":\"cleared-by-specialist\"", 1, 0},
        {"\"rule\":\"strong\",\"statement\":\"S1\",\"role\":\"physician\",\"reason\":\"cleared-by-"
         "specialist\"",
         1, 0},
        {"\"rule\":\"strong\",\"statement\":\"S2\",\"role\":\"physician\",\"reason\":\"cleared-by-"
         "specialist\"",
         0, 1},
        {"\"rule\":\"strong\",\"role\":\"nurse\",\"reason\":\"cleared-by-specialist\"", 0, 1},
        {"\"rule\":\"strong\",\"role\":\"physician\",\"reason\":\"record-is-wrong\"", 0, 1},
        /* of another appointment: passed over */
        {"\"rule\":\"strong\",\"role\":\"physician\",\"reason\":\"cleared-by-specialist\","
         "\"appointment\":\"a2\"",
         0, 0},
        {"\"rule\":\"other\",\"role\":\"physician\",\"reason\":\"cleared-by-specialist\"", 0, 1},
    };
    struct rules *rules = judge_rules(covering);

    for (size_t i = 0; rules != NULL && i < sizeof rows / sizeof rows[0]; i++) {
        char patch[400];

        snprintf(patch, sizeof patch,
                 "{\"patient\":{\"birth_date\":\"2007-01-01\"},\"clearances\":[{%s}]}",
                 rows[i].clearance);
        json_t *result = judge_patched(rules, patch);
        json_t *f = judge_finding(result, "strong", rows[i].fits ? "info" : "hold");
        json_t *notes = json_object_get(result, "notes");
        CU_ASSERT_PTR_NOT_NULL(f);
        CU_ASSERT_EQUAL((int)json_array_size(notes), rows[i].noted);
        if (rows[i].fits) {
            CU_ASSERT_STRING_EQUAL(text_of(json_object_get(f, "cleared"), "role"), "physician");
        }
        if (rows[i].noted) {
            CU_ASSERT_STRING_EQUAL(text_of(json_array_get(notes, 0), "code"),
                                   "clearance-not-applied");
        }
        json_decref(result);
    }
    rules_free(&rules);
}

static void due_dates_count_from_what_they_name(void)
{
    static const struct {
        const char *due, *patch, *expected;
    } rows[] = {
        {"7 days before appointment", "{}", "2027-01-05"},
        {"6 months before appointment",
         "{\"appointment\":{\"start\":\"2027-02-28T10:00:00-05:00\"}}", "2026-08-28"},
        {"1 month after appointment", "{\"appointment\":{\"start\":\"2027-01-31T10:00:00-05:00\"}}",
         "2027-02-28"},
        {"24 hours before appointment", "{}", "2027-01-11T14:00:00-05:00"},
        {"24 hours before appointment", "{\"appointment\":{\"start\":\"2027-01-12\"}}",
         "2027-01-11"},
        {"2 days after today", "{}", "2026-12-03"},
        {"36 hours after today", "{}", "2026-12-03"},
        {"24 hours after procedure", "{}", "2027-01-13"},
        {"24 hours after procedure",
         "{\"chart\":{\"procedure_ended\":\"2027-03-13T15:00:00-05:00\"}}",
         "2027-03-14T16:00:00-04:00"},
        {"1 week after procedure",
         "{\"chart\":{\"procedure_ended\":\"2027-01-12T15:00:00-05:00\"}}", "2027-01-19"},
        {"1 day after match", "{}", ""},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[4096];

        snprintf(text, sizeof text,
                 HEAD RULE("r", "booking") "    if: {always: \"Everybody.\"}\n"
                                           "    then:\n"
                                           "      severity: info\n"
                                           "      say: \"Said.\"\n"
                                           "      instruct: [{do: thing, for: staff, due: %s}]\n",
                 rows[i].due);
        struct rules *rules = judge_rules(text);
        json_t *result = rules != NULL ? judge_patched(rules, rows[i].patch) : NULL;
        json_t *f = judge_finding(result, "r", rows[i].expected[0] ? "task" : "info");
        CU_ASSERT_PTR_NOT_NULL(f);
        CU_ASSERT_STRING_EQUAL(judge_texts(json_object_get(f, "due")), rows[i].expected);
        json_decref(result);
        rules_free(&rules);
    }
}

static void not_checked_never_looks_like_clear(void)
{
    struct rules *rules = judge_rules(covering);
    json_t *other =
        judge_patched(rules, "{\"appointment\":{\"procedure\":{\"text\":\"haircut\"}}}");

    CU_ASSERT_STRING_EQUAL(text_of(other, "overall"), "no-rules");
    CU_ASSERT_STRING_EQUAL(text_of(other, "coverage"), "no-rules");
    json_t *late = judge_patched(rules, "{\"moment\":\"follow-up\"}");
    CU_ASSERT_STRING_EQUAL(text_of(late, "overall"), "no-rules");
    json_t *cancelled =
        judge_patched(rules, "{\"action\":\"cancel\",\"patient\":{\"birth_date\":\"2007-01-01\"}}");
    CU_ASSERT_STRING_EQUAL(text_of(cancelled, "overall"), "clear");
    CU_ASSERT(json_array_size(json_object_get(cancelled, "findings")) == 0);
    json_t *old = judge_patched(
        rules,
        "{\"now\":\"2030-01-02T10:00:00-05:00\",\"appointment\":{\"start\":\"2030-01-03\"}}");
    CU_ASSERT_STRING_EQUAL(text_of(old, "overall"), "out-of-review");
    json_t *last = judge_patched(
        rules,
        "{\"now\":\"2030-01-01T10:00:00-05:00\",\"appointment\":{\"start\":\"2030-01-03\"}}");
    CU_ASSERT_STRING_EQUAL(text_of(last, "overall"), "clear");
    json_decref(other);
    json_decref(late);
    json_decref(cancelled);
    json_decref(old);
    json_decref(last);
    rules_free(&rules);
}

static void a_shadow_rule_is_told_apart_and_counts_for_nothing(void)
{
    static const char text[] =
        "format: precare-rules/1\n" BOOK("book", "  status: active\n  review-by: "
                                                 "\"2030-01-01\"\n") LISTS
        "rules:\n" RULE("quiet",
                        "booking") "    if: {patient.age: {below: 22 years}}\n"
                                   "    then: {severity: hold, say: \"Too young.\"}\n"
                                   "    if-unknown: {ask: \"How old?\", of: patient}\n"
                                   "    status: shadow\n" RULE(
                                       "loud",
                                       "booking") "    if: {patient.age: {below: 18 years}}\n"
                                                  "    then: {severity: info, say: \"Minor.\"}\n";
    struct rules *rules = judge_rules(text);
    const char *reason = NULL;
    struct zone *zone = zone_open("America/New_York", &reason);
    struct when day = {.kind = WHEN_DAY};

    day.first = day.last = date_of(2027, 1, 12);
    struct when born = {.kind = WHEN_DAY};
    born.first = born.last = date_of(2007, 1, 1);
    struct visit visit = {
        .zone = zone, .moment = PRECARE_BOOKING, .today = day.first - 30, .reference = day.first};
    visit.start = day;
    visit.now = day;
    visit.birth = born;
    visit.procedure.text = SPAN("microneedling");
    struct result *result = rules != NULL ? engine_evaluate(rules, &visit, NULL, NULL) : NULL;
    CU_ASSERT_PTR_NOT_NULL(result);
    if (result != NULL) {
        CU_ASSERT_EQUAL(result->out.overall, PRECARE_CLEAR);
        CU_ASSERT_EQUAL(result->out.findings.count, 0);
        CU_ASSERT_EQUAL(result->out.shadow.count, 1);
        CU_ASSERT(result->size <= 4096);
    }
    result_drop(&result);
    zone_close(&zone);
    rules_free(&rules);
}

static void findings_come_worst_first_and_then_in_the_order_of_the_rules(void)
{
    struct rules *rules = judge_rules(HEAD RULE(
        "one", "booking") "    if: {always: \"All.\"}\n"
                          "    then: {severity: info, say: \"1.\"}\n" RULE(
                              "two",
                              "booking") "    if: {always: \"All.\"}\n"
                                         "    then: {severity: warn, "
                                         "say: \"2.\"}\n"
                                         "    if-unknown: {ignore: "
                                         "\"Cannot be.\"}\n" RULE(
                                             "three",
                                             "bookin"
                                             "g") "    if: {always: \"All.\"}\n"
                                                  "    then: {severity: info, say: \"3.\"}\n");
    json_t *result = judge_patched(rules, "{}");
    static const char *const order[] = {"two", "one", "three"};

    for (size_t i = 0; i < 3; i++) {
        CU_ASSERT_STRING_EQUAL(
            text_of(json_array_get(json_object_get(result, "findings"), i), "rule"), order[i]);
    }
    json_decref(result);
    rules_free(&rules);
}

static void the_question_names_what_a_misspelt_entry_may_be(void)
{
    struct rules *rules = judge_rules(retinoid);
    json_t *result = judge_patched(
        rules,
        "{\"medications\":{\"entries\":[{\"text\":\"tretinoyn gel\",\"use\":\"ongoing\"}]}}");
    json_t *ask = judge_finding(result, "stop", "ask");

    CU_ASSERT_STRING_EQUAL(text_of(ask, "ask"), "medications[0]: Is this tretinoin?");
    CU_ASSERT_STRING_EQUAL(judge_texts(json_object_get(ask, "missing")), "medications[0]");
    CU_ASSERT_STRING_EQUAL(judge_texts(json_object_get(result, "unmatched")), "medications[0]");
    json_decref(result);
    rules_free(&rules);
}

/* The rule looks at medications: an allergy that no list knows is nobody's business. */
static void what_no_list_knows_is_told_of_the_parts_that_rules_look_at(void)
{
    struct rules *rules = judge_rules(retinoid);
    json_t *result = judge_patched(rules, "{\"medications\":{\"entries\":[{\"text\":\"water\"}]},"
                                          "\"allergies\":{\"entries\":[{\"text\":\"water\"}]},"
                                          "\"conditions\":{\"entries\":[{\"text\":\"water\"}]}}");

    CU_ASSERT_STRING_EQUAL(judge_texts(json_object_get(result, "unmatched")), "medications[0]");
    json_decref(result);
    rules_free(&rules);
}

static void a_sex_in_no_known_word_is_unread_where_a_rule_looks_at_it(void)
{
    static const char of_sex[] =
        HEAD RULE("sex", "booking") "    if: {patient.sex: {is: female}}\n"
                                    "    then: {severity: info, say: \"Sex.\"}\n";
    static const struct {
        const char *rules, *patch, *unread;
    } rows[] = {
        {of_sex, "{\"patient\":{\"sex\":\"F\"}}", "patient.sex"},
        {of_sex, "{\"patient\":{\"sex\":\"unknown\"}}", ""},
        {of_sex, "{\"patient\":{\"sex\":\"female\"}}", ""},
        {of_sex, "{\"patient\":{\"sex\":\"\"}}", ""},
        {of_sex, "{\"patient\":{\"sex\":null}}", ""},
        {retinoid, "{\"patient\":{\"sex\":\"F\"}}", ""},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rules *rules = judge_rules(rows[i].rules);
        json_t *result = judge_patched(rules, rows[i].patch);

        CU_ASSERT_STRING_EQUAL(judge_texts(json_object_get(result, "unread")), rows[i].unread);
        json_decref(result);
        rules_free(&rules);
    }
}

static void a_question_may_name_where_the_treatment_is(void)
{
    struct rules *rules = judge_rules(HEAD RULE(
        "r", "booking") "    if: {condition: {in: keloids, site: anywhere}}\n"
                        "    then: {severity: hold, say: \"Keloid.\"}\n"
                        "    if-unknown: {ask: \"Any scar on the {treatment-area} ({region})?\", "
                        "of: staff}\n");
    json_t *result = judge_patched(rules, "{\"conditions\":null}");
    json_t *ask = judge_finding(result, "r", "ask");

    CU_ASSERT_STRING_EQUAL(text_of(ask, "ask"), "Any scar on the cheek (face)?");
    CU_ASSERT_STRING_EQUAL(text_of(ask, "say"), "Any scar on the cheek (face)?");
    json_decref(result);
    rules_free(&rules);
}

/* What lasts has a last day, makes no task, and is gone the day after. */
static void what_lasts_is_there_up_to_its_last_day(void)
{
    static const char lasting[] =
        HEAD RULE("wait", "[treatment, follow-up]") "    if: {always: \"Everybody waits.\"}\n"
                                                    "    then:\n"
                                                    "      severity: info\n"
                                                    "      say: \"No makeup until {until}.\"\n"
                                                    "      instruct:\n"
                                                    "        - {do: wait, for: patient, "
                                                    "tell-patient: \"Until {until}, please.\", "
                                                    "until: 24 hours after procedure}\n";
    static const struct {
        const char *now, *overall;
    } days[] = {{"2027-01-12T16:00:00-05:00", "info"},
                {"2027-01-13T23:59:00-05:00", "info"}, /* that local day, whatever the hour */
                {"2027-01-14T00:01:00-05:00", "clear"}};
    struct rules *rules = judge_rules(lasting);

    for (size_t i = 0; rules != NULL && i < sizeof days / sizeof days[0]; i++) {
        char patch[300];

        (void)snprintf(patch, sizeof patch,
                       "{\"moment\":\"follow-up\",\"now\":\"%s\",\"chart\":"
                       "{\"procedure_ended\":\"2027-01-12T15:00:00-05:00\"}}",
                       days[i].now);
        json_t *result = judge_patched(rules, patch);
        const json_t *f = judge_finding(result, "wait", "info");
        CU_ASSERT_STRING_EQUAL(text_of(result, "overall"), days[i].overall);
        if (i < 2) {
            const json_t *task = json_array_get(json_object_get(f, "tasks"), 0);

            CU_ASSERT_STRING_EQUAL(text_of(f, "say"), "No makeup until Wed 13 Jan 2027, 15:00.");
            CU_ASSERT_STRING_EQUAL(text_of(task, "tell_patient"),
                                   "Until Wed 13 Jan 2027, 15:00, please.");
            CU_ASSERT_STRING_EQUAL(text_of(task, "until"), "2027-01-13T15:00:00-05:00");
            CU_ASSERT_STRING_EQUAL(text_of(task, "due"), "(none)");
            CU_ASSERT_EQUAL(json_array_size(json_object_get(f, "due")), 0);
        }
        json_decref(result);
    }
    rules_free(&rules);
}

static const struct test tests[] = {
    {"What lasts is there up to its last day, and makes no task",
     what_lasts_is_there_up_to_its_last_day},
    {"what no list knows is told of the parts that rules look at",
     what_no_list_knows_is_told_of_the_parts_that_rules_look_at},
    {"a sex in no known word is unread, where a rule looks at it",
     a_sex_in_no_known_word_is_unread_where_a_rule_looks_at_it},
    {"A question may name where the treatment is", a_question_may_name_where_the_treatment_is},
    {"Ongoing use is a dated task until the window opens",
     ongoing_use_is_a_dated_task_until_the_window_opens},
    {"The last use decides once it is known", the_last_use_decides_once_it_is_known},
    {"A question becomes `otherwise` once its moment is past",
     a_question_becomes_otherwise_once_its_moment_is_past},
    {"An unknown excuse never disarms a rule", an_unknown_excuse_never_disarms_a_rule},
    {"A stronger finding hides those it covers, until it is cleared",
     a_stronger_finding_hides_those_it_covers_until_it_is_cleared},
    {"A clearance of this appointment fits its role, reason and statement, or is reported",
     a_clearance_fits_its_role_reason_statement_and_appointment_or_is_reported},
    {"Due dates count from what they name", due_dates_count_from_what_they_name},
    {"Not checked never looks like clear", not_checked_never_looks_like_clear},
    {"A shadow rule is told apart and counts for nothing",
     a_shadow_rule_is_told_apart_and_counts_for_nothing},
    {"Findings come worst first, and then in the order of the rules",
     findings_come_worst_first_and_then_in_the_order_of_the_rules},
    {"The question names what a misspelt entry may be",
     the_question_names_what_a_misspelt_entry_may_be},
    {0},
};

const struct test_suite test_suites[] = {{"judging", NULL, NULL, tests}, {0}};
