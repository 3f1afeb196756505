/* SPDX-License-Identifier: MIT
 *
 * Names and codes of lists: the sentences of rule-language.md#lists, one by one. reference_test.c
 * has many random ones.
 */
#include <stdio.h>

#include "base/words.h"
#include "vocabulary/entries.h"

static const struct vocabulary_name retinoid_items[] = {
    {"tretinoin", 0}, {"adapalene", 1}, {"retinol", 2}};
static const struct vocabulary_name retinoid_also[] = {{"Retin-A", 0}, {"vitamin A acid", 0}};
static const struct vocabulary_code retinoid_codes[] = {{CODE_ATC, "D10 AD"},
                                                        {CODE_RXNORM, "10753"}};
static const struct vocabulary_name thinner_items[] = {{"apixaban", 0}, {"warfarin", 1}};
static const struct vocabulary_name acid_items[] = {{"salicylic acid / BHA", 0}, {"acid", 1}};
static const struct vocabulary_name acid_except[] = {{"hyaluronic acid", 0}};
static const struct vocabulary_name acne_items[] = {{"acne", 0}};
static const char *const topical[] = {"topical"};
static const uint32_t included[] = {1, 0};
static const struct vocabulary_name also_except[] = {{"adapalene", 0}};

/* 0 retinoids (topical), 1 thinners, 2 acids, 3 acne (condition), 4 both (includes 1, then 0; never
 * adapalene) */
static const struct vocabulary_list lists[] = {
    {.kind = LIST_MEDICATION,
     .items = retinoid_items,
     .item_count = 3,
     .synonyms = retinoid_also,
     .synonym_count = 2,
     .codes = retinoid_codes,
     .code_count = 2,
     .routes = topical,
     .route_count = 1},
    {.kind = LIST_MEDICATION, .items = thinner_items, .item_count = 2},
    {.kind = LIST_MEDICATION,
     .items = acid_items,
     .item_count = 2,
     .except_items = acid_except,
     .except_item_count = 1},
    {.kind = LIST_CONDITION, .items = acne_items, .item_count = 1},
    {.kind = LIST_MEDICATION,
     .includes = included,
     .include_count = 2,
     .except_items = also_except,
     .except_item_count = 1},
};

static const struct vocabulary *vocabulary_small(void)
{
    return vocabulary_new(lists, 5, &keep, &scratch);
}

static const char *vocabulary_matched(uint32_t kinds, const char *text, const char *code,
                                      const char *route)
{
    struct hits h = vocabulary_match(vocabulary_small(), kinds, span_of(text), span_of(code),
                                     span_of(route), &scratch);

    CU_ASSERT_FALSE(h.failed);
    return hits_text(&h);
}

static const char *vocabulary_near(uint32_t kinds, const char *text)
{
    struct hits h = near_of(vocabulary_small(), kinds, text);

    CU_ASSERT_FALSE(h.failed);
    return hits_text(&h);
}

static void whole_words(void)
{
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(MED, "tretinoin 0.05% cream", NULL, NULL),
                           "0<0:0 4<0:0");
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(MED, "clindamycin-tretinoin", NULL, NULL),
                           "0<0:0 4<0:0");
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(MED, "TRETINOIN", NULL, NULL), "0<0:0 4<0:0");
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(MED, "isotretinoin", NULL, NULL), "");
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(MED, "tretinoin20mg", NULL, NULL), "0<0:0 4<0:0");
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(MED, "retin a gel", NULL, NULL), "0<0:0 4<0:0");
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(MED, "Vitamin\t A   acid", NULL, NULL),
                           "0<0:0 2<2:1 4<0:0");
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(MED, "Salicylic Acid / bha 2%", NULL, NULL), "2<2:0");
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(MED, "salicylic acid BHA", NULL, NULL), "2<2:1");
}

static const char *near_by(const char *text, const char *route)
{
    struct hits near_hits = recognise(vocabulary_small(), MED, text, route).near;

    return hits_text(&near_hits);
}

static void a_slip_given_another_way_is_no_question(void)
{
    char unknown[100], given[100];

    (void)snprintf(unknown, sizeof unknown, "%s", near_by("tretinion", NULL));
    (void)snprintf(given, sizeof given, "%s", near_by("tretinion", "topical"));
    CU_ASSERT_STRING_EQUAL(unknown, "0<0:0 4<0:0");
    CU_ASSERT_STRING_EQUAL(given, "0<0:0 4<0:0");
    CU_ASSERT_STRING_EQUAL(near_by("tretinion", "oral"), "");
}

static void systems_by_any_name(void)
{
    static const struct {
        const char *chart;
        uint32_t system;
        const char *rest;
    } codes_said[] = {
        {"icd-10:B20", CODE_ICD_10, "B20"},
        {"ICD-10-CM:B20", CODE_ICD_10, "B20"},
        {"icd10:B20", CODE_ICD_10, "B20"},
        {"icd10cm:B20", CODE_ICD_10, "B20"},
        {"http://hl7.org/fhir/sid/icd-10:L40", CODE_ICD_10, "L40"},
        {"http://hl7.org/fhir/sid/icd-10-cm:L40.5", CODE_ICD_10, "L40.5"},
        {"urn:oid:2.16.840.1.113883.6.90:L40", CODE_ICD_10, "L40"},
        {"URN:OID:2.16.840.1.113883.6.3:L40", CODE_ICD_10, "L40"},
        {"rxnorm:11289", CODE_RXNORM, "11289"},
        {"rxcui:11289", CODE_RXNORM, "11289"},
        {"http://www.nlm.nih.gov/research/umls/rxnorm:11289", CODE_RXNORM, "11289"},
        {"sct:9014002", CODE_SNOMED, "9014002"},
        {"http://snomed.info/sct:9014002", CODE_SNOMED, "9014002"},
        {"http://www.whocc.no/atc:D10AD", CODE_ATC, "D10AD"},
        {"http://www.ama-assn.org/go/cpt:17110", CODE_CPT, "17110"},
        {"LOCAL:MN1", CODE_LOCAL, "MN1"},
        {"local:a:b", CODE_LOCAL, "a:b"},
        {"loinc:1234-5", 0, ""},
        {"icd-10", 0, ""},
        {"icd-101:B20", 0, ""},
        {"http://snomed.info/scts:9014002", 0, ""},
        {":x", 0, ""},
        {"", 0, ""},
    };

    for (size_t i = 0; i < sizeof codes_said / sizeof *codes_said; i++) {
        struct span rest = {"", 0};

        CU_ASSERT_EQUAL(code_system_of(span_of(codes_said[i].chart), &rest), codes_said[i].system);
        CU_ASSERT_TRUE(span_same(rest, span_of(codes_said[i].rest)));
    }
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(MED, NULL, "http://www.whocc.no/ATC:d10ad01", NULL),
                           vocabulary_matched(MED, NULL, "atc:D10AD01", NULL));
}

static void test_negated(void)
{
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(MED, "retinol-free", NULL, NULL), "");
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(MED, "retinol free serum", NULL, NULL), "");
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(MED, "retinol. Free sample", NULL, NULL),
                           "0<0:2 4<0:2");
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(ALL_KINDS, "non-acne cleanser", NULL, NULL), "");
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(ALL_KINDS, "non-acnegenic", NULL, NULL), "");
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(MED, "retinol freebie", NULL, NULL), "0<0:2 4<0:2");
    CU_ASSERT_STRING_EQUAL(vocabulary_near(MED, "retinol-free"), "");
    struct recognised r = recognise(vocabulary_small(), MED, "warfarin; retinol free serum", NULL);
    CU_ASSERT_STRING_EQUAL(hits_text(&r.hits), "1<1:1 4<1:1");
    CU_ASSERT_STRING_EQUAL(hits_text(&r.free), "0<0:2 4<0:2");
    CU_ASSERT_EQUAL(r.near.count, 0);
    r = recognise(vocabulary_small(), MED, "retinol-free serum", NULL);
    CU_ASSERT_EQUAL(r.free.count, 0);
    r = recognise(vocabulary_small(), MED, "retinol free serum", "oral");
    CU_ASSERT_EQUAL(r.free.count, 0); /* its routes shut it out */
    r = recognise(vocabulary_small(), MED, "adapalene free serum", NULL);
    CU_ASSERT_STRING_EQUAL(hits_text(&r.free), "0<0:1"); /* the other one excepts it */
}

static void by_code(void)
{
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(MED, NULL, "atc:D10AD01", NULL), "0<0:code 4<0:code");
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(MED, NULL, "ATC:d10.ad 01", NULL),
                           "0<0:code 4<0:code");
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(MED, NULL, "atc:D10A", NULL), "");
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(MED, NULL, "icd-10:D10AD01", NULL), "");
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(MED, NULL, "RxNorm:10753", NULL),
                           "0<0:code 4<0:code");
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(MED, NULL, "rxnorm:107531", NULL), "");
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(MED, NULL, "other:10753", NULL), "");
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(MED, NULL, "10753", NULL), "");
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(MED, "adapalene gel", "atc:D10AD01", NULL), "0<0:1");
}

static void routes_and_exceptions(void)
{
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(MED, "tretinoin", NULL, "oral"), "");
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(MED, "tretinoin", NULL, "Topical"), "0<0:0 4<0:0");
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(MED, "warfarin", NULL, "oral"), "1<1:1 4<1:1");
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(MED, "hyaluronic acid", NULL, NULL), "");
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(MED, "adapalene", NULL, NULL), "0<0:1");
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(MED, "adapalene and warfarin", NULL, NULL),
                           "0<0:1 1<1:1 4<1:1");
    CU_ASSERT_STRING_EQUAL(vocabulary_matched(MED, "tretinoin and warfarin", NULL, NULL),
                           "0<0:0 1<1:1 4<1:1");
    CU_ASSERT_STRING_EQUAL(
        vocabulary_matched(KIND_BIT(LIST_CONDITION), "tretinoin acne", NULL, NULL), "3<3:0");
}

static void one_slip(void)
{
    CU_ASSERT_STRING_EQUAL(vocabulary_near(MED, "apixiban"), "1<1:0 4<1:0");
    CU_ASSERT_STRING_EQUAL(vocabulary_near(MED, "apixban 5 mg"), "1<1:0 4<1:0");
    CU_ASSERT_STRING_EQUAL(vocabulary_near(MED, "apixabann"), "1<1:0 4<1:0");
    CU_ASSERT_STRING_EQUAL(vocabulary_near(MED, "apxiaban"), "1<1:0 4<1:0");
    CU_ASSERT_STRING_EQUAL(vocabulary_near(MED, "apxibaan"), "");
    CU_ASSERT_STRING_EQUAL(vocabulary_near(KIND_BIT(LIST_CONDITION), "apixiban"), "");
    CU_ASSERT_STRING_EQUAL(vocabulary_near(MED, "adapalen"), "0<0:1");
    CU_ASSERT_STRING_EQUAL(vocabulary_near(MED, "retino"), "0<0:2 4<0:2");
    CU_ASSERT_STRING_EQUAL(vocabulary_near(MED, "acids"), "");
    CU_ASSERT_STRING_EQUAL(vocabulary_near(MED, "warfarin"), "");
    CU_ASSERT_STRING_EQUAL(vocabulary_near(MED, "apixiban free"), "");
    CU_ASSERT_STRING_EQUAL(vocabulary_near(MED, "apixiban-free sample"), "");
    CU_ASSERT_STRING_EQUAL(vocabulary_near(MED, "apixiban free sample"), "1<1:0 4<1:0");
    CU_ASSERT_STRING_EQUAL(vocabulary_near(MED, "hyaluronic acid apixiban"), "1<1:0 4<1:0");
}

static void many_lists(void)
{
    enum {
        MANY = 5000
    };
    static struct vocabulary_list at[MANY];
    static uint32_t before[MANY];
    static const struct vocabulary_name one[] = {{"tretinoin", 0}};

    for (uint32_t i = 0; i < MANY; i++) {
        before[i] = i - 1;
        at[i] = (struct vocabulary_list){.kind = LIST_MEDICATION};
        if (i == 0) {
            at[i].items = one;
            at[i].item_count = 1;
        } else {
            at[i].includes = &before[i];
            at[i].include_count = 1;
        }
    }
    const struct vocabulary *v = vocabulary_new(at, MANY, &keep, &scratch);
    CU_ASSERT_PTR_NOT_NULL_FATAL(v);
    struct hits h =
        vocabulary_match(v, MED, SPAN("tretinoin"), (struct span){0}, (struct span){0}, &scratch);
    CU_ASSERT_EQUAL(h.count, MANY);
    CU_ASSERT_EQUAL(h.at[MANY - 1].origin, 0);
}

static const struct test tests[] = {
    {"a name counts on whole words, folded", whole_words},
    {"\"free\" after a name and \"non\" before it negate it", test_negated},
    {"a slip in a name that is given another way is no question",
     a_slip_given_another_way_is_no_question},
    {"a code's system has the names that interfaces give it", systems_by_any_name},
    {"icd-10 and atc match by prefix, the others whole", by_code},
    {"routes hold for own names, exceptions win over everything", routes_and_exceptions},
    {"one slip of the pen in a word of six or more is near, two are not", one_slip},
    {"a chain of thousands of lists is followed to its end", many_lists},
    {0},
};

const struct test_suite test_suites[] = {{"vocabulary", vocabulary_begin, vocabulary_end, tests},
                                         {0}};
