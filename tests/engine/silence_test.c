/* SPDX-License-Identifier: MIT
 *
 * When no entry of a value set is a "no", and when it is a question (rule-language.md#lists,
 * #what-is-not-known): names before "free", exceptions, slips of the pen, entries that nobody can
 * read, what was asked of one value set, and which of them beats which.
 */
#include <stdio.h>
#include <string.h>

#include "support/book.h"
#include "support/judge.h"
#include "test.h"

static const char preamble[] = BOOK_HEAD
    "lists-stay-good: {medications: 30 days}\n"
    "lists:\n"
    "  needling: {kind: procedure, plain: \"needling\", items: [microneedling]}\n"
    "  peels: {kind: procedure, plain: \"peel\", items: [chemical peel, jessner]}\n"
    "  thinners:\n"
    "    kind: medication\n"
    "    plain: \"blood thinner\"\n"
    "    items: [warfarin, apixaban, heparin]\n"
    "    codes: {atc: [\"B01AA\"]}\n"
    "    except: {codes: {rxnorm: [\"99\"]}, items: [\"heparin gel\"]}\n"
    "  retinoids: {kind: medication, plain: \"retinoid\", items: [tretinoin, retinol], routes: "
    "[topical]}\n"
    "  all: {kind: medication, plain: \"medicine\", includes: [thinners, retinoids], except: "
    "{items: [\"retinol oil\"]}}\n"
    "  painkillers: {kind: medication, plain: \"painkiller\", items: [ibuprofen], codes: {rxnorm: "
    "[\"5640\"]}}\n"
    "  sores: {kind: condition, plain: \"cold sore\", items: [cold sore], short-lived: 21 days}\n"
    "  hives: {kind: reaction, plain: \"reaction\", items: [urticaria, redness]}\n"
    "  screens: {kind: product, plain: \"sunscreen\", items: [sunscreen]}\n" BOOK_RULE;

static const char ending[] = BOOK_RULE_ENDS("");

#define THINNERS "{medication: {in: thinners, use: ongoing}}"
#define RETINOIDS "{medication: {in: retinoids, use: ongoing}}"
#define ALL "{medication: {in: all, use: ongoing}}"
#define LIST(more) "{\"medications\":{" more "}}"
#define ENTRIES(entries) LIST("\"entries\":[" entries "]")
#define TEXT(text) "{\"text\":\"" text "\",\"use\":\"ongoing\"}"
#define CODE(code) "{\"code\":\"" code "\",\"use\":\"ongoing\"}"
#define NOT_ASKED "\"reviewed\":null,"
#define ASKED "\"asked\":{\"thinners\":\"2026-12-01\"},"

/* ---- what beats what ---- */

enum reason {
    BY_LIST,
    BY_EXCEPT,
    BY_NEGATION,
    BY_MATCH,
    BY_NEAR,
    BY_NEVER,
    BY_ASKED,
    BY_UNREAD,
    BY_REVIEW,
    REASONS
};

/* Two reasons that say different things of one value set, mostly in one entry; the first wins. */
static const struct pair {
    enum reason first, second;
    const char *patch, *expected;
} pairs[] = {
    {BY_LIST, BY_EXCEPT,
     ENTRIES("{\"list\":\"thinners\",\"text\":\"heparin gel\",\"code\":\"rxnorm:99\",\"use\":"
             "\"ongoing\"}"),
     "T"},
    {BY_LIST, BY_NEGATION,
     ENTRIES("{\"list\":\"thinners\",\"text\":\"warfarin-free\",\"use\":\"ongoing\"}"), "T"},
    {BY_LIST, BY_MATCH,
     ENTRIES("{\"list\":\"thinners\",\"text\":\"ibuprofen\",\"use\":\"ongoing\"}"), "T"},
    {BY_LIST, BY_NEAR,
     ENTRIES("{\"list\":\"thinners\",\"text\":\"warfarine\",\"use\":\"stopped\"}"), "F"},
    {BY_LIST, BY_NEVER,
     LIST(NOT_ASKED "\"entries\":[{\"list\":\"thinners\",\"text\":\"yes\",\"use\":\"never\"}]"),
     "F"},
    {BY_LIST, BY_ASKED,
     LIST(ASKED "\"entries\":[{\"list\":\"thinners\",\"text\":\"yes\",\"use\":\"ongoing\"}]"), "T"},
    {BY_LIST, BY_UNREAD, ENTRIES("{\"list\":\"thinners\",\"code\":\"zzz:1\",\"use\":\"stopped\"}"),
     "F"},
    {BY_LIST, BY_REVIEW, ENTRIES("{\"list\":\"thinners\",\"text\":\"yes\",\"use\":\"ongoing\"}"),
     "T"},
    {BY_EXCEPT, BY_NEGATION,
     ENTRIES("{\"text\":\"heparin gel-free\",\"code\":\"atc:B01AA03\",\"use\":\"ongoing\"}"), "F"},
    {BY_EXCEPT, BY_MATCH,
     ENTRIES("{\"text\":\"warfarin\",\"code\":\"rxnorm:99\",\"use\":\"ongoing\"}"), "F"},
    {BY_EXCEPT, BY_NEAR,
     ENTRIES("{\"text\":\"warfarine\",\"code\":\"rxnorm:99\",\"use\":\"ongoing\"}"), "F"},
    {BY_EXCEPT, BY_NEVER,
     LIST(NOT_ASKED "\"entries\":[{\"text\":\"heparin gel\",\"use\":\"never\"}]"),
     "U medications.reviewed"},
    {BY_EXCEPT, BY_ASKED, LIST(NOT_ASKED ASKED "\"entries\":[" TEXT("heparin gel") "]"), "F"},
    {BY_EXCEPT, BY_UNREAD, ENTRIES(CODE("rxnorm:99")), "F"},
    {BY_EXCEPT, BY_REVIEW, ENTRIES(TEXT("heparin gel")), "F"},
    {BY_NEGATION, BY_MATCH, ENTRIES(TEXT("warfarin-free")), "F"},
    {BY_NEGATION, BY_NEAR, ENTRIES(TEXT("warfarine-free cream")), "F"},
    {BY_NEGATION, BY_NEVER,
     LIST(NOT_ASKED "\"entries\":[{\"text\":\"non-warfarin\",\"use\":\"never\"}]"),
     "U medications.reviewed"},
    {BY_NEGATION, BY_ASKED, LIST(NOT_ASKED ASKED "\"entries\":[" TEXT("warfarin free.") "]"), "F"},
    {BY_NEGATION, BY_UNREAD,
     ENTRIES("{\"text\":\"warfarin-free\",\"code\":\"zzz:1\",\"use\":\"ongoing\"}"), "F"},
    {BY_NEGATION, BY_REVIEW, ENTRIES(TEXT("warfarin free")), "F"},
    {BY_MATCH, BY_NEAR, ENTRIES(TEXT("apixaban") "," TEXT("warfarine")), "T"},
    {BY_MATCH, BY_NEVER, ENTRIES(TEXT("apixaban") ",{\"text\":\"warfarin\",\"use\":\"never\"}"),
     "T"},
    {BY_MATCH, BY_ASKED, LIST(ASKED "\"entries\":[" TEXT("apixaban") "]"), "T"},
    {BY_MATCH, BY_UNREAD, ENTRIES(TEXT("apixaban") "," CODE("zzz:1")), "T"},
    {BY_MATCH, BY_REVIEW, LIST(NOT_ASKED "\"entries\":[" TEXT("apixaban") "]"), "T"},
    {BY_NEAR, BY_NEVER, ENTRIES(TEXT("warfarine") ",{\"text\":\"heparin\",\"use\":\"never\"}"),
     "U medications[0]"},
    {BY_NEAR, BY_ASKED, LIST(ASKED "\"entries\":[" TEXT("warfarine") "]"), "U medications[0]"},
    {BY_NEAR, BY_UNREAD, LIST(ASKED "\"entries\":[" CODE("zzz:1") "," TEXT("warfarine") "]"),
     "U medications[1]"},
    {BY_NEAR, BY_REVIEW, ENTRIES(TEXT("warfarine")), "U medications[0]"},
    {BY_NEVER, BY_ASKED, LIST(ASKED "\"entries\":[{\"text\":\"heparin\",\"use\":\"never\"}]"), "F"},
    {BY_NEVER, BY_UNREAD, ENTRIES(CODE("zzz:1") ",{\"text\":\"heparin\",\"use\":\"never\"}"), "F"},
    {BY_NEVER, BY_REVIEW, LIST(NOT_ASKED "\"entries\":[{\"text\":\"heparin\",\"use\":\"never\"}]"),
     "F"},
    {BY_ASKED, BY_UNREAD, LIST(NOT_ASKED ASKED "\"entries\":[" CODE("zzz:1") "]"), "F"},
    {BY_ASKED, BY_REVIEW, LIST("\"reviewed\":\"2026-01-01\"," ASKED "\"entries\":[]"), "F"},
    {BY_UNREAD, BY_REVIEW, ENTRIES(CODE("zzz:1")), "U medications[0]"},
};

static void each_reason_beats_those_behind_it(void)
{
    struct value_row rows[sizeof pairs / sizeof *pairs + 1] = {0};
    bool walked[REASONS][REASONS] = {0};

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        rows[i] = (struct value_row){i == 0 ? THINNERS : NULL, pairs[i].patch, pairs[i].expected};
        walked[pairs[i].first][pairs[i].second] = true;
    }
    judge_conditions(preamble, ending, rows);
    for (uint32_t first = 0; first < REASONS; first++) {
        for (uint32_t second = first + 1; second < REASONS; second++) {
            CU_ASSERT_TRUE(walked[first][second]);
        }
    }
}

/* ---- one by one ---- */

static void a_name_before_free_is_no_match_and_may_be_a_question(void)
{
    static const struct value_row rows[] = {
        {RETINOIDS, ENTRIES(TEXT("retinol-free cream")), "F"},
        {NULL, ENTRIES(TEXT("retinol free. Cream")), "F"},
        {NULL, ENTRIES(TEXT("non retinol cream")), "F"},
        {NULL, ENTRIES(TEXT("retinol free cream")), "U medications[0]"},
        {NULL, ENTRIES(TEXT("tretinoin free sample")), "U medications[0]"},
        {NULL, ENTRIES(TEXT("tretinoin. Free sample")), "T"},
        {NULL, ENTRIES(TEXT("tretinion free sample")), "U medications[0]"},
        {NULL, ENTRIES(TEXT("tretinoin free sample, ibuprofen")), "U medications[0]"},
        {NULL, ENTRIES(TEXT("tretinoin free sample, retinol")), "T"},
        {NULL, ENTRIES("{\"text\":\"tretinoin free sample\",\"use\":\"never\"}"), "F"},
        {NULL,
         ENTRIES("{\"text\":\"tretinoin free sample\",\"use\":\"ongoing\",\"route\":\"oral\"}"),
         "F"},
        {NULL,
         ENTRIES("{\"text\":\"tretinoin free sample\",\"use\":\"ongoing\",\"checked\":\"as-"
                 "written\"}"),
         "F"},
        {NULL, ENTRIES("{\"text\":\"retinol\",\"use\":\"never\"}," TEXT("tretinoin free sample")),
         "U medications[1]"},
        {NULL,
         ENTRIES("{\"text\":\"tretinoin free sample\",\"use\":\"stopped\",\"list\":\"retinoids\"}"),
         "F"},
        {ALL, ENTRIES(TEXT("tretinoin free sample")), "U medications[0]"},
        {THINNERS, ENTRIES(TEXT("tretinoin free sample")), "F"},
        {0},
    };

    judge_conditions(preamble, ending, rows);
}

static void an_exception_takes_out_what_it_covers(void)
{
    static const struct value_row rows[] = {
        {THINNERS, ENTRIES(TEXT("heparin gel")), "F"},
        {NULL, ENTRIES(TEXT("warfarin; heparin gel")), "T"},
        {NULL, ENTRIES(TEXT("heparin and heparin gel")), "T"},
        {NULL, ENTRIES(TEXT("warfarine; heparin gel")), "U medications[0]"},
        {NULL, ENTRIES("{\"text\":\"heparin gel\",\"code\":\"atc:B01AA03\",\"use\":\"ongoing\"}"),
         "F"},
        {NULL,
         ENTRIES("{\"text\":\"warfarin, heparin gel\",\"code\":\"rxnorm:99\",\"use\":\"ongoing\"}"),
         "F"},
        {ALL, ENTRIES(TEXT("heparin gel")), "F"},
        {NULL, ENTRIES(TEXT("retinol oil")), "F"},
        {NULL, ENTRIES(TEXT("retinol oil, tretinoin")), "T"},
        {NULL, ENTRIES(TEXT("retinol oil, warfarin")), "T"},
        {NULL, ENTRIES("{\"text\":\"retinol oil\",\"code\":\"atc:B01AA03\",\"use\":\"ongoing\"}"),
         "F"},
        {NULL, ENTRIES("{\"text\":\"retinol oil\",\"list\":\"retinoids\",\"use\":\"ongoing\"}"),
         "F"},
        {NULL, ENTRIES("{\"text\":\"serum\",\"list\":\"retinoids\",\"use\":\"ongoing\"}"), "T"},
        {RETINOIDS, ENTRIES(TEXT("retinol oil")), "T"},
        {NULL,
         ENTRIES("{\"text\":\"retinol oil\",\"list\":\"retinoids\",\"route\":\"oral\",\"use\":"
                 "\"ongoing\"}"),
         "T"},
        {0},
    };

    judge_conditions(preamble, ending, rows);
}

static void an_entry_that_nobody_can_read_is_no_no(void)
{
    static const struct value_row rows[] = {
        {THINNERS, ENTRIES(CODE("zzz:1")), "U medications[0]"},
        {NULL, ENTRIES(CODE("11289")), "U medications[0]"},
        {NULL, ENTRIES(CODE("rxnorm:11289")), "U medications[0]"},
        {NULL, ENTRIES(CODE("rxnorm:5640")), "F"}, /* another list knows it */
        {NULL, ENTRIES(CODE("atc:N02BE01")), "F"}, /* its own system */
        {NULL, ENTRIES("{\"text\":\" - \",\"code\":\"zzz:1\",\"use\":\"ongoing\"}"),
         "U medications[0]"},
        {NULL, ENTRIES("{\"text\":\"paracetamol\",\"code\":\"zzz:1\",\"use\":\"ongoing\"}"), "F"},
        {NULL, ENTRIES("{\"code\":\"zzz:1\",\"use\":\"never\"}"), "F"},
        {NULL, ENTRIES("{\"code\":\"zzz:1\",\"checked\":\"as-written\"}"), "F"},
        {NULL, LIST(NOT_ASKED "\"entries\":[" CODE("zzz:1") "]"),
         "U medications.reviewed, medications[0]"},
        {NULL, ENTRIES(CODE("zzz:1") "," CODE("zzz:2")), "U medications[0], medications[1]"},
        {NULL, ENTRIES("{\"list\":\"blood-thiners\",\"text\":\"tea\",\"use\":\"ongoing\"}"), "F"},
        {RETINOIDS, ENTRIES("{\"code\":\"zzz:1\",\"route\":\"oral\"}"), "F"},
        {NULL, ENTRIES("{\"code\":\"zzz:1\",\"route\":\"topical\"}"), "U medications[0]"},
        {NULL, ENTRIES(CODE("atc:D10AD01")), "U medications[0]"}, /* it has no codes */
        {ALL, ENTRIES("{\"code\":\"zzz:1\",\"route\":\"oral\"}"), "U medications[0]"},
        {NULL, ENTRIES(CODE("atc:D10AD01")), "F"}, /* with what it includes */
        {"{procedure.history: {in: peels, site: anywhere}}",
         "{\"procedures\":{\"entries\":[{\"code\":\"cpt:17360\",\"state\":\"done\"}]}}",
         "U procedures[0]"},
        {NULL, "{\"procedures\":{\"entries\":[{\"code\":\"cpt:17360\",\"state\":\"cancelled\"}]}}",
         "F"},
        {"{charted.reaction: {in: hives}}",
         "{\"chart\":{\"reactions\":[{\"code\":\"snomed:271807003\"}]}}", "U chart.reactions[0]"},
        {0},
    };

    judge_conditions(preamble, ending, rows);
}

static void a_value_set_is_asked_by_itself(void)
{
    static const struct value_row rows[] = {
        {THINNERS, LIST(NOT_ASKED ASKED "\"entries\":[]"), "F"},
        {NULL, LIST(NOT_ASKED "\"asked\":{\"retinoids\":\"2026-12-01\"},\"entries\":[]"),
         "U medications.reviewed"},
        {NULL, LIST(NOT_ASKED "\"asked\":{\"thinners\":\"2026-11-01\"},\"entries\":[]"), "F"},
        {NULL, LIST(NOT_ASKED "\"asked\":{\"thinners\":\"2026-10-31\"},\"entries\":[]"),
         "U medications.reviewed"},
        {NULL, LIST("\"asked\":{\"thinners\":\"2026-10-31\"},\"entries\":[]"), "F"},
        {ALL, LIST(NOT_ASKED ASKED "\"entries\":[]"), "U medications.reviewed"},
        {"{condition: {in: sores, status: active, site: anywhere}}",
         "{\"now\":\"2027-01-11T10:00:00-05:00\",\"conditions\":{\"reviewed\":null,\"asked\":{"
         "\"sores\":\"2026-12-22\"}}}",
         "F"},
        {NULL,
         "{\"now\":\"2027-01-11T10:00:00-05:00\",\"conditions\":{\"reviewed\":null,\"asked\":{"
         "\"sores\":\"2026-12-21\"}}}",
         "U conditions.reviewed"},
        {0},
    };

    judge_conditions(preamble, ending, rows);
}

static void what_is_charted_may_be_a_slip_too(void)
{
    static const struct value_row rows[] = {
        {"{charted.reaction: {in: hives}}", "{\"chart\":{\"reactions\":[{\"text\":\"urticria\"}]}}",
         "U chart.reactions[0]"},
        {NULL, "{\"chart\":{\"reactions\":[{\"text\":\"urticria\",\"checked\":\"as-written\"}]}}",
         "F"},
        {NULL, "{\"chart\":{\"reactions\":[{\"text\":\"itch\"}]}}", "F"},
        {"{charted.product: {in: screens}}", "{\"chart\":{\"products\":[{\"text\":\"sunscren\"}]}}",
         "U chart.products[0]"},
        {"{procedure.history: {in: peels, site: anywhere}}",
         "{\"procedures\":{\"entries\":[{\"text\":\"jesner\",\"state\":\"done\"}]}}",
         "U procedures[0]"},
        {NULL, "{\"procedures\":{\"entries\":[{\"text\":\"jesner\",\"state\":\"cancelled\"}]}}",
         "F"},
        {0},
    };

    judge_conditions(preamble, ending, rows);
}

/* ---- what the result says of them ---- */

static void expect_paths(const char *condition, const char *patch, const char *unread,
                         const char *unmatched)
{
    char text[8192];

    (void)snprintf(text, sizeof text, "%s%s%s", preamble, condition, ending);
    struct rules *rules = judge_rules(text);
    json_t *event = judge_event(patch);
    json_t *result = judge_result(rules, event);
    CU_ASSERT_STRING_EQUAL(judge_texts(json_object_get(result, "unread")), unread);
    CU_ASSERT_STRING_EQUAL(judge_texts(json_object_get(result, "unmatched")), unmatched);
    json_decref(result);
    json_decref(event);
    rules_free(&rules);
}

static void what_nobody_can_read_stands_by_its_path(void)
{
    expect_paths(
        THINNERS,
        ENTRIES(TEXT("tea") "," CODE("zzz:1") "," CODE("atc:N02BE01") "," TEXT("warfarin")),
        "medications[1]", "medications[0], medications[2]");
    expect_paths(THINNERS,
                 LIST("\"asked\":{\"thiners\":\"2026-12-01\",\"sores\":\"2026-12-01\"},\"entries\":"
                      "[{\"list\":\"thiners\",\"text\":\"warfarin\"},{\"list\":\"hives\",\"text\":"
                      "\"tea\"},{\"list\":\"thinners\",\"text\":\"yes\"}]"),
                 "medications[0].list, medications[1].list, medications.asked.thiners, "
                 "medications.asked.sores",
                 "medications[1]");
    expect_paths(THINNERS, ENTRIES("{\"code\":\"zzz:1\",\"use\":\"never\"}"), "", "medications[0]");
    /* all that is asked for there reads the system: a code of another thing */
    expect_paths("{medication: {in: painkillers, use: ongoing}}", ENTRIES(CODE("rxnorm:11289")), "",
                 "medications[0]");
}

/* The questions of the result, each group's behind one another. */
static void expect_asked(const char *patch, const char *questions)
{
    char text[8192], said[1024] = "";
    size_t i;
    json_t *group;

    (void)snprintf(text, sizeof text, "%s%s%s", preamble, THINNERS, ending);
    struct rules *rules = judge_rules(text);
    json_t *event = judge_event(patch), *result = judge_result(rules, event);
    json_array_foreach(json_object_get(result, "questions"), i, group)
    {
        size_t len = strlen(said);

        const char *again = json_string_value(json_object_get(group, "again_from"));

        (void)snprintf(said + len, sizeof said - len, "%s%s (%s%s%s): %s", len > 0 ? " | " : "",
                       json_string_value(json_object_get(group, "about")),
                       json_string_value(json_object_get(group, "state")),
                       again != NULL ? " from " : "", again != NULL ? again : "",
                       judge_texts(json_object_get(group, "ask")));
    }
    CU_ASSERT_STRING_EQUAL(said, questions);
    json_decref(result);
    json_decref(event);
    rules_free(&rules);
}

static void the_question_says_what_is_not_understood(void)
{
    expect_asked(
        ENTRIES(CODE("zzz:1")),
        "medications (not-understood): 1 entry of the medicines is a code that nobody here "
        "can read. What is it?");
    expect_asked(ENTRIES(CODE("zzz:1") "," TEXT("tea") "," CODE("rxnorm:1")),
                 "medications (not-understood): 2 entries of the medicines are codes that nobody "
                 "here can read. What are they?");
    expect_asked(ENTRIES(TEXT("apixiban")),
                 "medications (not-understood): medications[0]: Is this apixaban?");
    expect_asked(ENTRIES(TEXT("warfarin free sample")),
                 "medications (not-understood): medications[0]: Is this warfarin?");
    expect_asked(ENTRIES(TEXT("apixiban, tretinoin free sample")),
                 "medications (not-understood): medications[0]: Is this apixaban or tretinoin?");
    expect_asked(LIST(NOT_ASKED "\"entries\":[" TEXT("apixiban") "]"),
                 "medications (not-asked): What is it?, medications[0]: Is this apixaban?");
    expect_asked(LIST(NOT_ASKED "\"entries\":[" CODE("zzz:1") "]"),
                 "medications (not-asked): What is it?, 1 entry of the medicines is a code that "
                 "nobody here can read. What is it?");
    /* what was asked by itself goes stale, too, before the appointment */
    expect_asked(LIST(NOT_ASKED ASKED "\"entries\":[]"),
                 "medications (stale from 2027-01-01): What is it?");
    expect_asked(LIST(ASKED "\"reviewed\":\"2026-11-20\",\"entries\":[]"),
                 "medications (stale from 2027-01-01): What is it?");
    expect_asked("{\"medications\":{\"reviewed\":\"2026-12-01\",\"asked\":{\"thinners\":"
                 "\"2026-11-20\"}}}",
                 "medications (stale from 2027-01-01): What is it?");
}

static const struct test tests[] = {
    {"Each reason beats those behind it, pair by pair", each_reason_beats_those_behind_it},
    {"A name before \"free\" is no match, and a question where a further word follows",
     a_name_before_free_is_no_match_and_may_be_a_question},
    {"An exception takes out what it covers, of included lists too",
     an_exception_takes_out_what_it_covers},
    {"An entry that nobody can read is not a no", an_entry_that_nobody_can_read_is_no_no},
    {"A value set that was asked by itself is known, as long as its day is good",
     a_value_set_is_asked_by_itself},
    {"What is charted may be a slip of the pen, too", what_is_charted_may_be_a_slip_too},
    {"What nobody can read stands by its path, and is not unmatched",
     what_nobody_can_read_stands_by_its_path},
    {"The question says what is not understood, and how many entries",
     the_question_says_what_is_not_understood},
    {0},
};

const struct test_suite test_suites[] = {{"silence", NULL, NULL, tests}, {0}};
