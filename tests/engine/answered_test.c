/* SPDX-License-Identifier: MIT
 *
 * What is asked of a declared answer, in which words, and when it is asked again; and which words
 * of an event nobody understood (rule-language.md#answers-and-words).
 */
#include <stdio.h>
#include <string.h>

#include "support/book.h"
#include "support/judge.h"
#include "test.h"

#define RULE(id, at, severity, condition)                                                          \
    "  - id: " id "\n"                                                                             \
    "    title: \"Title\"\n"                                                                       \
    "    source: {ref: article, basis: stated}\n"                                                  \
    "    when: {at: " at ", procedure: needling}\n"                                                \
    "    if: " condition "\n"                                                                      \
    "    then: {severity: " severity ", say: \"Said.\"}\n"

static const char book[] = BOOK_HEAD
    "lists:\n"
    "  needling: {kind: procedure, plain: \"needling\", items: [microneedling]}\n"
    "body-sites: {face: {parts: [cheek]}, cheek: {}}\n"
    "answers:\n"
    "  consent: {ask: \"Signed?\", of: staff, words: {signed: [on file], refused: [], pending: "
    "[]}}\n"
    "  sores: {ask: \"Cold sores?\", of: patient, words: {\"yes\": [\"y\"], \"no\": []}, "
    "good-for: 30 days}\n"
    "  platelets: {ask: \"How many?\", of: provider, number: \"1000/uL\"}\n"
    "  event: {ask: \"When?\", of: patient, date: planned}\n"
    "words:\n"
    "  modality: {mechanical: [pen]}\n"
    "  training: {microneedling: []}\n"
    "  indication: {acne-scar: []}\n"
    "  fields: {pain: {number: \"of 10\"}}\n"
    "roles: {nurse: [needle nurse]}\n"
    "rules:\n" RULE("consent", "[booking, check-in]", "hold", "{answer: {to: consent, is: signed}}")
        RULE("sores", "[booking, check-in]", "hold", "{answer: {to: sores, is: \"yes\"}}") RULE(
            "sores-booking", "[booking]", "hold", "{answer: {to: sores, is: \"yes\"}}")
            RULE("platelets", "[booking]", "hold", "{answer: {to: platelets, below: 100}}") RULE(
                "event", "[booking]", "hold",
                "{answer: {to: event, date-within: 14 days after appointment}}")
                RULE(
                    "words", "[booking], modality: mechanical", "info",
                    "{all: [{appointment.indication: {in: [acne-scar]}}, "
                    "{provider.role: {in: [nurse]}}, {provider.training: {lacks: microneedling}}]}")
                    RULE("pain", "[treatment]", "info", "{charted.field: {name: pain, above: 5}}");

static struct rules *rules;

static int answered_load(void)
{
    rules = judge_rules(book);
    return rules != NULL ? 0 : 1;
}

static int answered_unload(void)
{
    rules_free(&rules);
    return 0;
}

/* All answers given, of which nothing follows; of two to one question the last counts. */
#define ANSWERED_ALL                                                                               \
    "\"answers\":{\"consent\":{\"value\":\"refused\"},\"sores\":{\"value\":\"no\",\"on\":"         \
    "\"2026-12-01\"},\"platelets\":{\"value\":\"250\"},\"event\":{\"value\":\"none\"}"
#define ANSWERED(more) ANSWERED_ALL more "}}"
#define ALL(more) "{" ANSWERED(more)
#define SAID(name, value) ",\"" name "\":{\"value\":\"" value "\"}"
#define SAID_ON(name, value, day) ",\"" name "\":{\"value\":\"" value "\",\"on\":\"" day "\"}"

/* "WHOM STATE SINCE AGAIN BY | ask | rules | missing" of each group, a line each. */
static void answered_expect(const char *patch, const char *overall, const char *expected)
{
    static const char *const keys[] = {"of", "state", "since", "again_from", "answer_by", NULL};

    judge_groups(rules, patch, keys, overall, expected);
}

/* Each in its own `ask`, of its own `of`, by the last moment of the rules that wait for it. */
static void an_answer_is_asked_in_its_own_words(void)
{
    answered_expect(
        "{}", "ask",
        "patient not-asked - - booking | Cold sores?, When? | sores, sores-booking, event | "
        "answers.sores, answers.event\n"
        "staff not-asked - - check-in | Signed? | consent | answers.consent\n"
        "provider not-asked - - booking | How many? | platelets | answers.platelets\n");
}

/* Good for 30 days: the last of them is the 31st, and the appointment is on 12 January. */
#define SORES_AGAIN(day, again)                                                                    \
    "patient stale " day " " again " booking | Cold sores? | sores, sores-booking | "              \
    "answers.sores\n"

static void an_answer_that_grows_old_says_when_it_is_asked_again(void)
{
    answered_expect(ALL(""), "clear", SORES_AGAIN("2026-12-01", "2027-01-01"));
    answered_expect(ALL(SAID_ON("sores", "no", "2026-11-01")), "clear",
                    SORES_AGAIN("2026-11-01", "2026-12-02"));
    answered_expect(ALL(SAID_ON("sores", "no", "2026-10-31")), "ask",
                    SORES_AGAIN("2026-10-31", "-"));
    /* still fresh on the day, no longer on the day, and of an age that nobody can tell */
    answered_expect("{\"appointment\":{\"start\":\"2026-12-31T14:00:00-05:00\"}," ANSWERED(""),
                    "clear", "");
    answered_expect("{\"appointment\":{\"start\":\"2027-01-01T14:00:00-05:00\"}," ANSWERED(""),
                    "clear", SORES_AGAIN("2026-12-01", "2027-01-01"));
    answered_expect(
        ALL(SAID("sores", "no")), "ask",
        "patient incomplete - - booking | Cold sores? | sores, sores-booking | answers.sores\n");
}

#define CONSENT_UNCLEAR                                                                            \
    "staff not-understood - - check-in | Signed? Understood: signed, refused, pending. | consent " \
    "| answers.consent\n"
#define SORES_LATER SORES_AGAIN("2026-12-01", "2027-01-01")

static void what_is_not_understood_is_asked_with_the_words_that_are(void)
{
    answered_expect(
        ALL(SAID("consent", "n/a") SAID("platelets", "plenty") SAID("event", "soon")), "ask",
        "patient not-understood - - booking | When? | event | answers.event\n" CONSENT_UNCLEAR
        "provider not-understood - - booking | How many? | platelets | "
        "answers.platelets\n" SORES_LATER);
    answered_expect(ALL(SAID_ON("sores", "yes, as a teenager", "2026-12-01")), "ask",
                    "patient not-understood - - booking | Cold sores? Understood: yes, no. | "
                    "sores, sores-booking | answers.sores\n");
    answered_expect(ALL(SAID("consent", "unsure")), "ask", CONSENT_UNCLEAR SORES_LATER);
    answered_expect(ALL(SAID_ON("sores", "no", "2026-12-02")), "ask",
                    "patient not-asked - - booking | Cold sores? | sores, sores-booking | "
                    "answers.sores\n"); /* of tomorrow */
}

static void what_nobody_understands_is_told(void)
{
    static const struct {
        const char *patch, *unread;
    } rows[] = {
        {ALL(""), ""},
        {ALL(SAID("consent", "n/a")), "answers.consent"},
        {ALL(SAID("consent", "unsure") SAID("platelets", "none")), ""},
        {ALL(SAID("concent", "signed")), "answers.concent"},
        {"{\"appointment\":{\"modality\":\"plasma\"}}", "appointment.modality"},
        {"{\"appointment\":{\"modality\":\"Pen\",\"indication\":\"scar\"}}",
         "appointment.indication"},
        {"{\"provider\":{\"role\":\"reiki master\"}}", "provider.role"},
        {"{\"provider\":{\"role\":\"rn\",\"training\":[\"microneedling\",\"fillers\"]}}",
         "provider.training[1]"},
        {"{\"moment\":\"treatment\",\"chart\":{\"fields\":{\"pain\":\"7\",\"pane\":\"7\"}}}",
         "chart.fields.pane"},
        {"{\"moment\":\"treatment\",\"chart\":{\"fields\":{\"pain\":\"a lot\"}}}",
         "chart.fields.pain"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *event = judge_event(rows[i].patch), *result = judge_result(rules, event);
        const char *unread = judge_texts(json_object_get(result, "unread"));

        if (strcmp(unread, rows[i].unread) != 0) {
            fprintf(stderr, "with %s: %s\n", rows[i].patch, unread);
        }
        CU_ASSERT_STRING_EQUAL(unread, rows[i].unread);
        json_decref(result);
        json_decref(event);
    }
}

/* A computer wrote the day; in New York it would be the day before. */
static void an_answered_midnight_is_the_day_that_it_names(void)
{
    static const struct {
        const char *day, *overall, *note;
    } all[] = {
        {"2027-01-11T00:00:00Z", "clear",
         "Midnight UTC was read as the day that it names: answers.event."},
        {"2027-01-25T00:00:00Z", "hold",
         "Midnight UTC was read as the day that it names: answers.event."},
        {"2027-01-26T00:00:00Z", "clear",
         "Midnight UTC was read as the day that it names: answers.event."},
        {"2027-01-25T00:00:00-05:00", "hold", ""},
        {"2027-01-26", "clear", ""},
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        char patch[512];

        (void)snprintf(patch, sizeof patch, "%s%s%s", "{" ANSWERED_ALL ",\"event\":{\"value\":\"",
                       all[i].day, "\"}}}");
        json_t *event = judge_event(patch), *result = judge_result(rules, event);
        json_t *note = json_array_get(json_object_get(result, "notes"), 0);
        const char *text = json_string_value(json_object_get(note, "text"));

        CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(result, "overall")),
                               all[i].overall);
        CU_ASSERT_STRING_EQUAL(text != NULL ? text : "", all[i].note);
        json_decref(result);
        json_decref(event);
    }
}

static const struct test tests[] = {
    {"An answered midnight is the day that it names",
     an_answered_midnight_is_the_day_that_it_names},
    {"An answer is asked in its own words, of whom it names", an_answer_is_asked_in_its_own_words},
    {"An answer that grows old says when it is asked again",
     an_answer_that_grows_old_says_when_it_is_asked_again},
    {"What is not understood is asked with the words that are",
     what_is_not_understood_is_asked_with_the_words_that_are},
    {"What nobody understands is told", what_nobody_understands_is_told},
    {0},
};

const struct test_suite test_suites[] = {{"answered", answered_load, answered_unload, tests}, {0}};
