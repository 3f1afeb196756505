/* SPDX-License-Identifier: MIT
 *
 * Questions a desk can live with (events.md#what-comes-back): groups by part of the event,
 * addressee and time, with their state, and what is asked in which words.
 */
#include <stdio.h>
#include <string.h>

#include "base/seam.h"
#include "support/book.h"
#include "support/judge.h"
#include "test.h"

#define RULE(id, at, condition, more, unknown)                                                     \
    "  - id: " id "\n"                                                                             \
    "    title: \"Title\"\n"                                                                       \
    "    source: {ref: article, basis: stated}\n"                                                  \
    "    when: {at: " at ", procedure: needling}\n"                                                \
    "    if: {" condition "}\n" more "    then: {severity: hold, say: \"Said.\"}\n"                \
    "    if-unknown: {" unknown "}\n"

static const char book[] = BOOK_HEAD
    "lists-stay-good: {conditions: 60 days, medications: 30 days}\n"
    "lists:\n"
    "  needling: {kind: procedure, plain: \"needling\", items: [microneedling]}\n"
    "  toxin: {kind: procedure, plain: \"toxin\", items: [botox]}\n"
    "  fevers: {kind: condition, plain: \"fever\", items: [fever], short-lived: 7 days}\n"
    "  keloids: {kind: condition, plain: \"keloid\", items: [keloid]}\n"
    "  thinners: {kind: medication, plain: \"blood thinner\", items: [apixaban]}\n"
    "  aspirins: {kind: medication, plain: \"aspirin\", items: [aspirin]}\n"
    "body-sites: {face: {parts: [cheek]}, cheek: {}}\n"
    "rules:\n" RULE("thinner", "[booking, check-in]", "medication: {in: thinners, use: ongoing}",
                    "",
                    "ask: \"A blood thinner?\", of: patient, answer-by: booking, otherwise: warn")
        RULE("aspirin", "[booking, check-in]",
             "medication: {in: aspirins, taken-within: 7 days before appointment}", "",
             "ask: \"Aspirin?\", of: patient") RULE("again", "[booking, check-in]",
                                                    "medication: {in: aspirins, use: ongoing}", "",
                                                    "ask: \"Aspirin?\", of: patient")
            RULE("plan", "[booking, check-in]", "medication: {in: aspirins, on-file: any}", "",
                 "ask: \"Why aspirin?\", of: prescriber")
                RULE("keloid", "[booking, check-in]", "condition: {in: keloids, site: anywhere}",
                     "", "ask: \"A keloid?\", of: patient")
                    RULE("fever", "[booking, check-in]",
                         "condition: {in: fevers, status: active, site: anywhere}", "",
                         "ask: \"A fever?\", of: patient")
                        RULE("toxin", "[booking, check-in]",
                             "procedure.history: {in: toxin, site: same-region, within: 14 days "
                             "before appointment}",
                             "", "ask: \"Botox?\", of: patient");

static struct rules *rules;

static int questions_load(void)
{
    rules = judge_rules(book);
    return rules != NULL ? 0 : 1;
}

static int questions_unload(void)
{
    rules_free(&rules);
    return 0;
}

/* "PART WHOM STATE SINCE FROM AGAIN BY FIRST | ask | rules | missing" of each group, a line each.
 */
static const char *const group_keys[] = {"about",      "of",        "state", "since", "from",
                                         "again_from", "answer_by", "first", NULL};

static void questions_expect(const char *patch, const char *overall, const char *expected)
{
    judge_groups(rules, patch, group_keys, overall, expected);
}

#define FEVER_LATER                                                                                \
    "conditions patient stale 2026-12-01 check-in - check-in Anything new in the conditions "      \
    "since "                                                                                       \
    "1 December 2026? | A fever? | fever | conditions.reviewed\n"

/* Appointment on 12 January; the medicines are good for 30 days. */
#define MEDICINES_AGAIN                                                                            \
    "medications patient stale 2026-12-01 - 2027-01-01 booking Anything new in the medicines "     \
    "since 1 December 2026? | A blood thinner?, Aspirin? | thinner, aspirin, again | "             \
    "medications.reviewed\n"                                                                       \
    "medications prescriber stale 2026-12-01 - 2027-01-01 check-in Anything new in the "           \
    "medicines since 1 December 2026? | Why aspirin? | plan | medications.reviewed\n"

static void what_is_known_today_says_when_it_is_asked_again(void)
{
    questions_expect("{}", "clear", FEVER_LATER MEDICINES_AGAIN);
}

static void a_list_that_was_never_asked_is_one_group_for_each_addressee(void)
{
    questions_expect("{\"medications\":null}", "ask",
                     "medications patient not-asked - - - booking - | A blood thinner?, Aspirin? | "
                     "thinner, aspirin, again | medications.reviewed\n"
                     "medications prescriber not-asked - - - check-in - | Why aspirin? | plan | "
                     "medications.reviewed\n" FEVER_LATER);
}

static void a_stale_list_is_asked_one_question_first(void)
{
    questions_expect(
        "{\"medications\":{\"reviewed\":\"2026-03-20\"}}", "ask",
        "medications patient stale 2026-03-20 - - booking Anything new in the medicines since 20 "
        "March 2026? | A blood thinner?, Aspirin? | thinner, aspirin, again | "
        "medications.reviewed\n"
        "medications prescriber stale 2026-03-20 - - check-in Anything new in the medicines since "
        "20 March 2026? | Why aspirin? | plan | medications.reviewed\n" FEVER_LATER);
}

/* The same entry is asked once in the same words, whatever the number of rules. */
static void an_incomplete_entry_is_asked_for_what_it_lacks(void)
{
    questions_expect(
        "{\"medications\":{\"entries\":[{\"text\":\"aspirin\",\"use\":\"as-needed\"}]},"
        "\"procedures\":{\"entries\":[{\"text\":\"Botox\",\"state\":\"done\",\"date\":\"2027-01-"
        "02\""
        "}]}}",
        "hold",
        "medications patient incomplete - - - check-in - | aspirin (medications[0]): on which date "
        "was it last used? | aspirin | medications[0].last_used\n"
        "procedures patient incomplete - - - check-in - | botox (procedures[0]): at which site? | "
        "toxin | procedures[0].sites\n" FEVER_LATER
        "medications patient stale 2026-12-01 - 2027-01-01 booking Anything new in the medicines "
        "since 1 December 2026? | A blood thinner?, Aspirin? | thinner, again | "
        "medications.reviewed\n");
}

static void a_word_that_may_mean_something_is_not_understood(void)
{
    questions_expect("{\"conditions\":{\"entries\":[{\"text\":\"keloidd\"}]},\"medications\":{"
                     "\"reviewed\":\"2026-12-20\"},\"now\":\"2026-12-20T10:00:00-05:00\"}",
                     "ask",
                     "conditions patient not-understood - - - check-in - | conditions[0]: Is "
                     "this keloid? | keloid | conditions[0]\n"
                     "conditions patient stale 2026-12-01 check-in - check-in Anything new in the "
                     "conditions since 1 December 2026? | A fever? | fever | "
                     "conditions.reviewed\n");
}

static void entries_that_nobody_can_read_are_one_question_of_their_list(void)
{
    questions_expect(
        "{\"medications\":{\"entries\":[{\"code\":\"rxnorm:11289\"},{\"code\":\"rxnorm:1\"}]}}",
        "ask",
        "medications patient not-understood - - - booking - | 2 entries of the medicines are codes "
        "that nobody here can read. What are they? | thinner, aspirin, again | medications[0], "
        "medications[1]\n"
        "medications prescriber not-understood - - - check-in - | 2 entries of the medicines are "
        "codes that nobody here can read. What are they? | plan | medications[0], "
        "medications[1]\n" FEVER_LATER);
}

/* A value set that was asked by itself is as good as its own day. */
static void a_value_set_that_was_asked_by_itself_comes_back_by_itself(void)
{
    questions_expect(
        "{\"medications\":{\"reviewed\":\"2026-12-20\",\"asked\":{\"thinners\":\"2026-12-22\"}},"
        "\"now\":\"2026-12-23T10:00:00-05:00\"}",
        "clear", FEVER_LATER);
    questions_expect(
        "{\"medications\":{\"reviewed\":null,\"asked\":{\"thinners\":\"2026-12-01\",\"aspirins\":"
        "\"2026-12-20\"}},\"now\":\"2026-12-23T10:00:00-05:00\"}",
        "clear",
        FEVER_LATER "medications patient stale 2026-12-01 - 2027-01-01 booking Anything new in the "
                    "medicines since 1 December 2026? | A blood thinner? | thinner | "
                    "medications.reviewed\n");
}

/* What a stronger finding hides takes its question with it. */
static void a_hidden_finding_takes_its_question_with_it(void)
{
    char text[8192];
    size_t len = strlen(book);
    static const char covers[] = "    covers: [aspirin, again, plan, thinner, toxin, fever]\n";

    snprintf(text, sizeof text, "%s%s%s", book,
             RULE("strong", "booking", "patient.age: {at-least: 18 years}", "", "ask: \"Age?\""),
             covers);
    CU_ASSERT(strlen(text) > len);
    struct rules *own = judge_rules(text);
    json_t *event = judge_event("{\"medications\":null,\"conditions\":null}");
    json_t *result = own != NULL ? judge_result(own, event) : NULL;
    char said[4096];

    judge_groups_say(result, group_keys, said, sizeof said);
    CU_ASSERT_STRING_EQUAL(said, "conditions patient not-asked - - - check-in - | A keloid? | "
                                 "keloid | conditions.reviewed\n");
    json_decref(result);
    json_decref(event);
    rules_free(&own);
}

static void a_day_stands_with_what_is_stale_alone(void)
{
    char text[8192];

    snprintf(
        text, sizeof text, "%s%s%s%s", book,
        RULE("consent", "[booking, check-in]", "answer: {to: consent, is: refused}", "",
             "ask: \"Consent?\", of: patient"),
        RULE("event", "[booking, check-in]",
             "answer: {to: event, date-within: 2 weeks after appointment}", "",
             "ask: \"An event?\", of: patient"),
        "answers:\n"
        "  consent: {ask: \"Signed?\", of: patient, words: [signed, refused], good-for: 9 days}\n"
        "  event: {ask: \"An event?\", of: patient, date: planned}\n");
    struct rules *own = judge_rules(text);
    json_t *event = judge_event("{\"answers\":{\"consent\":{\"value\":\"signed\",\"on\":"
                                "\"2026-10-01\"}}}");
    json_t *result = own != NULL ? judge_result(own, event) : NULL;
    char said[4096];

    judge_groups_say(result, group_keys, said, sizeof said);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "answers patient not-asked - - - check-in - | "));
    CU_ASSERT_PTR_NULL(strstr(said, "2026-10-01"));
    json_decref(result);
    json_decref(event);
    rules_free(&own);
}

/* A rule that misses facts of two parts is asked in one of them, and waits in both. */
static void nobody_hears_the_same_words_twice(void)
{
    char text[8192];

    snprintf(text, sizeof text, "%s%s", book,
             RULE("both", "[booking, check-in]",
                  "all: [{medication: {in: aspirins, on-file: any}}, {condition: {in: keloids, "
                  "site: anywhere}}]",
                  "", "ask: \"Aspirin and a keloid?\", of: patient"));
    struct rules *own = judge_rules(text);
    json_t *event = judge_event("{\"medications\":null,\"conditions\":null}");
    json_t *result = own != NULL ? judge_result(own, event) : NULL;
    char said[4096];

    judge_groups_say(result, group_keys, said, sizeof said);
    CU_ASSERT_STRING_EQUAL(
        said,
        "conditions patient not-asked - - - check-in - | A keloid?, Aspirin and a keloid? | "
        "keloid, both | conditions.reviewed\n"
        "medications patient not-asked - - - booking - | A blood thinner?, Aspirin? | thinner, "
        "aspirin, again, both | medications.reviewed\n"
        "medications prescriber not-asked - - - check-in - | Why aspirin? | plan | "
        "medications.reviewed\n"
        "conditions patient not-asked - check-in - check-in - | A fever? | fever | "
        "conditions.reviewed\n");
    json_decref(result);
    json_decref(event);
    rules_free(&own);
}

static const struct test tests[] = {
    {"A day stands with what is stale alone", a_day_stands_with_what_is_stale_alone},
    {"Nobody hears the same words twice", nobody_hears_the_same_words_twice},
    {"Entries that nobody can read are one question of their list",
     entries_that_nobody_can_read_are_one_question_of_their_list},
    {"A value set that was asked by itself comes back by itself",
     a_value_set_that_was_asked_by_itself_comes_back_by_itself},
    {"A hidden finding takes its question with it", a_hidden_finding_takes_its_question_with_it},
    {"What is known today says when it is asked again",
     what_is_known_today_says_when_it_is_asked_again},
    {"A list that was never asked is one group for each addressee",
     a_list_that_was_never_asked_is_one_group_for_each_addressee},
    {"A stale list is asked one question first", a_stale_list_is_asked_one_question_first},
    {"An incomplete entry is asked for what it lacks",
     an_incomplete_entry_is_asked_for_what_it_lacks},
    {"A word that may mean something is not understood",
     a_word_that_may_mean_something_is_not_understood},
    {0},
};

const struct test_suite test_suites[] = {{"questions", questions_load, questions_unload, tests},
                                         {0}};
