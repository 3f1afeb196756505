/* SPDX-License-Identifier: MIT
 *
 * What the visit is: which rules are in force where it has several procedures, or one that is only
 * nearly known or that nobody can read (rule-language.md#a-rule).
 */
#include <stdio.h>
#include <string.h>

#include "support/book.h"
#include "support/judge.h"
#include "test.h"

static const char book[] = BOOK_HEAD
    "lists:\n"
    "  needling:\n"
    "    kind: procedure\n"
    "    plain: \"needling\"\n"
    "    items: [microneedling, skin pen]\n"
    "    also: {microneedling: [\"collagen induction\"]}\n"
    "    codes: {local: [\"MN1\"]}\n"
    "  toxin: {kind: procedure, plain: \"toxin\", items: [dysport]}\n"
    "  peels: {kind: procedure, plain: \"peel\", items: [jessner]}\n"
    "rules:\n"
    "  - {id: n1, title: \"N\", source: {ref: article, basis: stated}, when: {at: booking, "
    "procedure: needling},\n"
    "     if: {always: \"For all.\"}, then: {severity: info, say: \"For {procedure}.\"}}\n"
    "  - {id: n2, title: \"N\", source: {ref: article, basis: stated}, when: {at: follow-up, "
    "procedure: [toxin, needling]},\n"
    "     if: {always: \"For all.\"}, then: {severity: info, say: \"For {procedure}.\"}}\n"
    "  - {id: t1, title: \"T\", source: {ref: article, basis: stated}, when: {at: booking, "
    "procedure: [needling, toxin]},\n"
    "     if: {always: \"For all.\"}, then: {severity: info, say: \"For {procedure}.\"}}\n";

static struct rules *rules;

static int booked_load(void)
{
    rules = judge_rules(book);
    return rules != NULL ? 0 : 1;
}

static int booked_unload(void)
{
    rules_free(&rules);
    return 0;
}

/* "overall coverage: rule say; ... | code: note; ... | unread" */
static const char *booked_result(const char *appointment)
{
    static char out[2048];
    char patch[1024];
    size_t i, len;
    json_t *one;

    (void)snprintf(patch, sizeof patch, "{\"appointment\":{%s}}", appointment);
    json_t *event = judge_event(patch), *result = judge_result(rules, event);
    len = (size_t)snprintf(out, sizeof out,
                           "%s %s:", json_string_value(json_object_get(result, "overall")),
                           json_string_value(json_object_get(result, "coverage")));
    json_array_foreach(json_object_get(result, "findings"), i, one)
    {
        len += (size_t)snprintf(out + len, sizeof out - len, " %s %s",
                                json_string_value(json_object_get(one, "rule")),
                                json_string_value(json_object_get(one, "say")));
    }
    json_array_foreach(json_object_get(result, "notes"), i, one)
    {
        len += (size_t)snprintf(out + len, sizeof out - len, " | %s: %s",
                                json_string_value(json_object_get(one, "code")),
                                json_string_value(json_object_get(one, "text")));
    }
    (void)snprintf(out + len, sizeof out - len, " | %s",
                   judge_texts(json_object_get(result, "unread")));
    json_decref(result);
    json_decref(event);
    return out;
}

static void expect_booked(const char *appointment, const char *expected)
{
    const char *is = booked_result(appointment);

    if (strcmp(is, expected) != 0) {
        fprintf(stderr, "%s\n  expected %s\n  but is   %s\n", appointment, expected, is);
    }
    CU_ASSERT_STRING_EQUAL(is, expected);
}

#define PROCEDURE(procedure) "\"procedure\":{" procedure "}"
#define ALSO(also) ",\"also\":[" also "]"

static void a_rule_is_in_force_for_any_of_the_procedures(void)
{
    expect_booked(PROCEDURE("\"text\":\"collagen induction\""),
                  "info complete: n1 For microneedling. t1 For microneedling. | ");
    expect_booked(PROCEDURE("\"text\":\"dysport\"") ALSO("{\"text\":\"skin pen\"}"),
                  "info complete: n1 For skin pen. t1 For dysport. | ");
    expect_booked(PROCEDURE("\"text\":\"skin pen\"") ALSO("{\"text\":\"dysport\"}"),
                  "info complete: n1 For skin pen. t1 For skin pen. | ");
    expect_booked(PROCEDURE("\"text\":\"facial\"")
                      ALSO("{\"text\":\"LED mask\"},{\"code\":\"local:MN1\"}"),
                  "info complete: n1 For needling. t1 For needling. | ");
    expect_booked(PROCEDURE("\"text\":\"dysport and microneedling\""),
                  "info complete: n1 For microneedling. t1 For microneedling. | ");
    expect_booked(PROCEDURE("\"text\":\"facial\"") ALSO("{\"text\":\"LED mask\"}"),
                  "no-rules no-rules: | ");
}

static void a_procedure_that_is_nearly_known_is_never_complete(void)
{
    expect_booked(PROCEDURE("\"text\":\"microneedlng\""),
                  "no-rules no-rules: | procedure-near: appointment.procedure may mean "
                  "\"microneedling\": 3 rules wait for it. | ");
    expect_booked(PROCEDURE("\"text\":\"3xmicroneedling\""),
                  "no-rules no-rules: | procedure-near: appointment.procedure may mean "
                  "\"microneedling\": 3 rules wait for it. | ");
    expect_booked(PROCEDURE("\"text\":\"microneedling free consultation\""),
                  "no-rules no-rules: | procedure-near: appointment.procedure may mean "
                  "\"microneedling\": 3 rules wait for it. | ");
    expect_booked(PROCEDURE("\"text\":\"dysport\"") ALSO("{\"text\":\"microneedlng\"}"),
                  "info partial: t1 For dysport. | procedure-near: appointment.also[0] may mean "
                  "\"microneedling\": 1 rule waits for it. | ");
    expect_booked(PROCEDURE("\"text\":\"microneedlng\",\"checked\":\"as-written\""),
                  "no-rules no-rules: | ");
    expect_booked(PROCEDURE("\"text\":\"skin pen\"") ALSO("{\"text\":\"microneedlng\"}"),
                  "info complete: n1 For skin pen. t1 For skin pen. | ");
    /* no rule waits for a peel */
    expect_booked(PROCEDURE("\"text\":\"skin pen\"") ALSO("{\"text\":\"jesner\"}"),
                  "info complete: n1 For skin pen. t1 For skin pen. | ");
}

static void a_procedure_that_nobody_can_read_is_never_complete(void)
{
    expect_booked(PROCEDURE("\"text\":null,\"code\":\"zzz:1\""),
                  "no-rules no-rules: | appointment.procedure");
    expect_booked(PROCEDURE("\"text\":\"skin pen\"") ALSO("{\"code\":\"cpt:1\"}"),
                  "info complete: n1 For skin pen. t1 For skin pen. | ");
    expect_booked(PROCEDURE("\"text\":\"dysport\"") ALSO("{\"code\":\"cpt:1\"}"),
                  "info partial: t1 For dysport. | appointment.also[0]");
    expect_booked(PROCEDURE("\"text\":null,\"code\":\"local:X\""),
                  "no-rules no-rules: | appointment.procedure");
    expect_booked(PROCEDURE("\"text\":\"dysport\"") ALSO("{\"code\":\"local:X\"}"),
                  "info complete: t1 For dysport. | ");
    expect_booked(PROCEDURE("\"text\":null,\"code\":\"zzz:1\",\"checked\":\"as-written\""),
                  "no-rules no-rules: | ");
}

static const struct test tests[] = {
    {"A rule is in force for any of the visit's procedures, and names the first",
     a_rule_is_in_force_for_any_of_the_procedures},
    {"A procedure that is nearly known is never complete: a note says how many rules wait",
     a_procedure_that_is_nearly_known_is_never_complete},
    {"A procedure that nobody can read is never complete, and stands by its path",
     a_procedure_that_nobody_can_read_is_never_complete},
    {0},
};

const struct test_suite test_suites[] = {{"booked", booked_load, booked_unload, tests}, {0}};
