/* SPDX-License-Identifier: MIT
 *
 * Names and codes of lists: the sentences of rule-language.md#lists, one by one, and many
 * random lists and texts against a reference that looks at every name of every list in turn.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

#include "base/words.h"
#include "vocabulary/vocabulary_make.h"
#include "test.h"

static struct arena keep, scratch;

static int vocabulary_begin(void)
{
    arena_begin(&keep, NULL, 0, 0);
    arena_begin(&scratch, NULL, 0, 0);
    return 0;
}

static int vocabulary_end(void)
{
    arena_end(&keep);
    arena_end(&scratch);
    return 0;
}

#define MED KIND_BIT(LIST_MEDICATION)
#define ALL_KINDS 0xffu

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

/* "list:item list:item", of a code "list:code". */
static const char *hits_text(const struct hits *h)
{
    static char out[400];
    size_t len = 0;

    out[0] = '\0';
    for (uint32_t i = 0; i < h->count; i++) {
        len += (size_t)snprintf(out + len, sizeof out - len, "%s%u<%u:", i > 0 ? " " : "",
                                h->at[i].list, h->at[i].origin);
        if (h->at[i].item == HIT_BY_CODE) {
            len += (size_t)snprintf(out + len, sizeof out - len, "code");
        } else {
            len += (size_t)snprintf(out + len, sizeof out - len, "%u", h->at[i].item);
        }
    }
    return out;
}

static const char *vocabulary_matched(uint32_t kinds, const char *text, const char *code,
                                      const char *route)
{
    struct hits h = vocabulary_match(vocabulary_small(), kinds, span_of(text), span_of(code),
                                     span_of(route), &scratch);

    CU_ASSERT_FALSE(h.failed);
    return hits_text(&h);
}

static struct recognised recognise(const struct vocabulary *v, uint32_t kinds, const char *text,
                                   const char *route)
{
    struct entry_names e = {.text = span_of(text), .route = span_of(route)};
    struct recognised r;

    vocabulary_recognise(v, kinds, &e, &scratch, &r);
    CU_ASSERT_FALSE(r.failed);
    return r;
}

static struct hits near_of(const struct vocabulary *v, uint32_t kinds, const char *text)
{
    return recognise(v, kinds, text, NULL).near;
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

/* ---- against the reference ---- */

/* One call a statement: which argument of a call comes first is the compiler's to choose, and each
 * had texts of its own. */
static uint64_t seed = 42;
static uint32_t vocabulary_chance(uint32_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 33) % below;
}

static const char *const pool[] = {"aspirin",   "aspirine",   "acid",           "hyaluronic acid",
                                   "free",      "non",        "retinol",        "retino",
                                   "cold sore", "sore",       "cold",           "a/b cream",
                                   "cream",     "straße",     "STRASSE",        "ß-blocker",
                                   "Ibuprofen", "ibuproffen", "vitamin c",      "(x) y",
                                   "naïve",     "ascorbic",   "apixaban",       "apixiban",
                                   "hsv1",      "5 fu",       "co2 laser",      "b12",
                                   "free gel",  "acid cream", "cold sore cream"};
static const char *const codes[] = {"D10", "D10AD", "L40.5", "L4", "L40", "X", "10", "D10A"};
#define POOL (sizeof pool / sizeof *pool)
#define LISTS 12u
#define NAMES 5u

struct random_lists {
    struct vocabulary_list at[LISTS];
    struct vocabulary_name items[LISTS][NAMES], also[LISTS][NAMES], except[LISTS][NAMES];
    struct vocabulary_code codes[LISTS][NAMES], except_codes[LISTS][NAMES];
    uint32_t includes[LISTS][NAMES];
    const char *routes[LISTS][1];
};

static uint32_t names_random(struct vocabulary_name *at, uint32_t items)
{
    uint32_t count = vocabulary_chance(NAMES);

    for (uint32_t i = 0; i < count; i++) {
        const char *text = pool[vocabulary_chance(POOL)];

        at[i] = (struct vocabulary_name){text, items > 0 ? vocabulary_chance(items) : i};
    }
    return count;
}

static uint32_t codes_random(struct vocabulary_code *at)
{
    uint32_t count = vocabulary_chance(3);

    for (uint32_t i = 0; i < count; i++) {
        uint32_t system = CODE_ICD_10 + vocabulary_chance(3);

        at[i] = (struct vocabulary_code){system, codes[vocabulary_chance(8)]};
    }
    return count;
}

static void lists_random(struct random_lists *r)
{
    uint32_t plain = LISTS / 2 + vocabulary_chance(LISTS / 2);

    for (uint32_t i = 0; i < LISTS; i++) {
        struct vocabulary_list *l = &r->at[i];

        *l = (struct vocabulary_list){.kind = 1 + vocabulary_chance(2),
                                      .items = r->items[i],
                                      .synonyms = r->also[i],
                                      .except_items = r->except[i],
                                      .codes = r->codes[i],
                                      .except_codes = r->except_codes[i],
                                      .includes = r->includes[i],
                                      .routes = r->routes[i]};
        l->item_count = names_random(r->items[i], 0);
        l->synonym_count = l->item_count > 0 ? names_random(r->also[i], l->item_count) : 0;
        l->except_item_count = vocabulary_chance(3) == 0 ? names_random(r->except[i], 0) : 0;
        l->code_count = codes_random(r->codes[i]);
        l->except_code_count = vocabulary_chance(3) == 0 ? codes_random(r->except_codes[i]) : 0;
        r->routes[i][0] = "topical";
        l->route_count = vocabulary_chance(4) == 0;
        for (uint32_t k = 0; i >= plain && k < 3; k++) {
            uint32_t other = vocabulary_chance(i);

            if (r->at[other].kind == l->kind) {
                r->includes[i][l->include_count++] = other;
            }
        }
        if (i >= plain && l->include_count == 0) {
            plain = i + 1; /* those that include none stand first; here one more does not */
        }
    }
}

/* 'a' a letter, '1' a digit, '~' a mark, ' ' none of them; a mark before `at` is what it belongs
 * to. */
static char sort_at(struct span text, int64_t at, bool before)
{
    char sort = '~';

    for (bool first = true; sort == '~' && (first || before); first = false) {
        uint32_t step;

        at -= before;
        while (before && at > 0 && ((unsigned char)text.at[at] & 0xc0) == 0x80) {
            at--;
        }
        if (at < 0 || at >= text.len) {
            return first ? ' ' : 'a';
        }
        utf8proc_category_t c = utf8proc_category(
            (utf8proc_int32_t)utf8_next(text.at + at, text.len - (uint32_t)at, &step));
        sort = c == 0 || c > UTF8PROC_CATEGORY_NO ? ' '
               : c >= UTF8PROC_CATEGORY_ND        ? '1'
               : c >= UTF8PROC_CATEGORY_MN        ? '~'
                                                  : 'a';
        sort = sort == ' ' && !first ? 'a' : sort;
    }
    return sort;
}

static bool edge_at(struct span text, uint32_t at, bool long_name)
{
    char before = sort_at(text, at, true), after = sort_at(text, at, false);

    return before == ' ' || after == ' ' ||
           (long_name && ((before == 'a' && after == '1') || (before == '1' && after == 'a')));
}

struct reading_text {
    struct span folded, gaps;
};

/* Where a name stands next as whole words, from `at` on; false: nowhere. */
static bool name_next(struct span name, struct span folded, uint32_t *at)
{
    bool long_name = utf8_count(name.at, name.len) >= 4;

    for (; name.len > 0 && *at + name.len <= folded.len; (*at)++) {
        if (memcmp(folded.at + *at, name.at, name.len) == 0 && edge_at(folded, *at, long_name) &&
            edge_at(folded, *at + name.len, long_name)) {
            return true;
        }
    }
    return false;
}

/* Whether an item that the list excepts stands over all of [start, end). */
static bool covers(const struct vocabulary_list *l, struct span folded, uint32_t start,
                   uint32_t end)
{
    for (uint32_t i = 0; i < l->except_item_count; i++) {
        struct span n = text_folded(span_of(l->except_items[i].text), &scratch);

        for (uint32_t at = 0; name_next(n, folded, &at); at++) {
            if (at <= start && end <= at + n.len) {
                return true;
            }
        }
    }
    return false;
}

#define PATH_MOST (LISTS + 1)
struct path { /* of lists, each including the next */
    const struct vocabulary_list *at[PATH_MOST];
    uint32_t count;
};

/* What the language says of names, as slowly as they can be read: it counts where it is not
 * negated, and no list on the way excepts what covers it. */
static bool name_in(const char *name, const struct reading_text *t, const struct path *path)
{
    struct span n = text_folded(span_of(name), &scratch);

    for (uint32_t at = 0; name_next(n, t->folded, &at); at++) {
        bool counts = text_negated(t->gaps, at, at + n.len) == NEGATED_NOT;

        for (uint32_t i = 0; i < path->count; i++) {
            counts = counts && !covers(path->at[i], t->folded, at, at + n.len);
        }
        if (counts) {
            return true;
        }
    }
    return false;
}

static bool code_in(const struct vocabulary_code *code, struct span chart)
{
    char mine[32], theirs[64];
    const char *colon = chart.at != NULL ? memchr(chart.at, ':', chart.len) : NULL;

    if (colon == NULL || strncasecmp(words_code_system.at[code->system], chart.at,
                                     (size_t)(colon - chart.at)) != 0) {
        return false; /* "icd-10" and "atc" alone stand in these charts */
    }
    struct span rest = {colon + 1, chart.len - (uint32_t)(colon + 1 - chart.at)};
    uint32_t a = code_normal(code->system, span_of(code->text), mine, sizeof mine);
    uint32_t b = code_normal(code->system, rest, theirs, sizeof theirs);
    return memcmp(mine, theirs, a < b ? a : b) == 0 && (code->system <= CODE_ATC ? a <= b : a == b);
}

struct asked_entry {
    const struct random_lists *r;
    struct reading_text text;
    struct span code;
    bool routed;
    uint32_t listed; /* number and 1 */
};

static bool excepts_code(const struct vocabulary_list *l, const struct asked_entry *e)
{
    for (uint32_t i = 0; i < l->except_code_count; i++) {
        if (code_in(&l->except_codes[i], e->code)) {
            return true;
        }
    }
    return false;
}

static uint32_t best_name(const struct vocabulary_name *names, uint32_t count,
                          const struct asked_entry *e, const struct path *path)
{
    uint32_t best = UINT32_MAX - 1;

    for (uint32_t i = 0; i < count; i++) {
        if (names[i].item < best && name_in(names[i].text, &e->text, path)) {
            best = names[i].item;
        }
    }
    return best;
}

/* Whether some name of the list, or of those that it includes, counts. */
static bool any_name(const struct asked_entry *e, uint32_t number, struct path path)
{
    const struct vocabulary_list *l = &e->r->at[number];

    path.at[path.count++] = l;
    if (excepts_code(l, e) && e->listed != number + 1) {
        return false;
    }
    if ((!e->routed || l->route_count == 0 || e->listed == number + 1) &&
        (best_name(l->items, l->item_count, e, &path) != UINT32_MAX - 1 ||
         best_name(l->synonyms, l->synonym_count, e, &path) != UINT32_MAX - 1)) {
        return true;
    }
    for (uint32_t i = 0; i < l->include_count; i++) {
        if (any_name(e, l->includes[i], path)) {
            return true;
        }
    }
    return false;
}

/* Whether what is no name counts for all lists on the way: none of them excepts an item that stands
 * in the text, or a name is left outside. */
static bool codes_count(const struct asked_entry *e, const struct path *path)
{
    for (uint32_t i = 0; i < path->count; i++) {
        uint32_t number = (uint32_t)(path->at[i] - e->r->at);

        if (covers(path->at[i], e->text.folded, e->text.folded.len, 0) &&
            !any_name(e, number, (struct path){.count = 0})) {
            return false;
        }
    }
    return true;
}

static bool vocabulary_reference(const struct asked_entry *e, uint32_t number, struct path path,
                                 struct hit *hit_r)
{
    const struct vocabulary_list *l = &e->r->at[number];
    bool listed = e->listed == number + 1;
    struct path above = path;

    if (!listed && excepts_code(l, e)) {
        return false;
    }
    path.at[path.count++] = l;
    bool own = !e->routed || l->route_count == 0 || listed;
    *hit_r = (struct hit){number, number, UINT32_MAX - 1, 0};
    if (own) {
        hit_r->item = best_name(l->items, l->item_count, e, &path);
    }
    if (own && hit_r->item == UINT32_MAX - 1) {
        hit_r->item = best_name(l->synonyms, l->synonym_count, e, &path);
    }
    if (hit_r->item != UINT32_MAX - 1) {
        return true;
    }
    hit_r->item = HIT_BY_CODE;
    for (uint32_t i = 0; own && i < l->code_count; i++) {
        if (code_in(&l->codes[i], e->code) && codes_count(e, &path)) {
            return true;
        }
    }
    for (uint32_t i = 0; i < l->include_count; i++) {
        struct hit from;

        if (vocabulary_reference(e, l->includes[i], path, &from)) {
            *hit_r = (struct hit){number, from.origin, from.item, i + 1};
            return true;
        }
    }
    *hit_r = (struct hit){number, number, HIT_BY_CODE, 0};
    return listed && codes_count(e, &above);
}

static void text_random(char *out, size_t room)
{
    static const char *const between[] = {" ", "-",  ", ",    "",   "  ", "/",
                                          "5", "3x", "20mg ", ". ", "; ", " - "};
    size_t len = 0;

    out[0] = '\0';
    for (uint32_t words = vocabulary_chance(5); words > 0; words--) {
        const char *word = pool[vocabulary_chance(POOL)];

        len +=
            (size_t)snprintf(out + len, room - len, "%s%s", word, between[vocabulary_chance(12)]);
    }
}

static bool sorted_right(const struct random_lists *r)
{
    bool including = false;

    for (uint32_t i = 0; i < LISTS; i++) {
        if (including && r->at[i].include_count == 0) {
            return false;
        }
        including = including || r->at[i].include_count > 0;
    }
    return true;
}

static uint32_t compare_one(const struct random_lists *r, const struct vocabulary *v)
{
    char text[256], code[32];
    uint32_t kinds = 1 + vocabulary_chance(7), wrong = 0, at = 0;
    bool routed = vocabulary_chance(3) == 0;

    text_random(text, sizeof text);
    const char *system = vocabulary_chance(2) ? "ICD-10" : "atc";
    const char *number = codes[vocabulary_chance(8)];
    (void)snprintf(code, sizeof code, "%s:%s%s", system, number, vocabulary_chance(2) ? "1" : "");
    struct asked_entry e = {.r = r, .routed = routed};
    e.text.folded = text_folded(span_of(text), &scratch);
    e.text.gaps = text_gaps(span_of(text), &scratch);
    e.code = vocabulary_chance(2) ? span_of(code) : (struct span){0};
    e.listed = vocabulary_chance(4) ? 0 : 1 + vocabulary_chance(LISTS);
    struct entry_names names = {.text = span_of(text),
                                .code = e.code,
                                .route = routed ? SPAN("oral") : (struct span){0},
                                .listed = e.listed};
    struct recognised found;
    vocabulary_recognise(v, kinds, &names, &scratch, &found);
    struct hits h = found.hits;
    wrong += found.failed;
    for (uint32_t i = 0; i < LISTS; i++) {
        struct hit hit;

        if ((KIND_BIT(r->at[i].kind) & kinds) == 0 ||
            !vocabulary_reference(&e, i, (struct path){.count = 0}, &hit)) {
            continue;
        }
        wrong += at >= h.count || memcmp(&h.at[at], &hit, sizeof hit) != 0;
        at++;
    }
    wrong += at != h.count;
    if (wrong > 0) {
        printf("\"%s\" %.*s %s\n", text, (int)e.code.len, e.code.at != NULL ? e.code.at : "",
               hits_text(&h));
    }
    return wrong;
}

static void random_against_reference(void)
{
    uint32_t wrong = 0, made = 0;

    for (uint32_t round = 0; round < 3000 && wrong < 5; round++) {
        static struct random_lists r;

        lists_random(&r);
        if (!sorted_right(&r)) {
            continue;
        }
        made++;
        const struct vocabulary *v = vocabulary_new(r.at, LISTS, &keep, &scratch);
        CU_ASSERT_PTR_NOT_NULL_FATAL(v);
        for (uint32_t i = 0; i < 20; i++) {
            wrong += compare_one(&r, v);
        }
        (void)vocabulary_end();
        (void)vocabulary_begin();
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_TRUE(made > 500);
}

/* ---- near against every name ---- */

static void near_random(void)
{
    static struct random_lists r;
    uint32_t wrong = 0, found = 0;

    for (uint32_t round = 0; round < 3000; round++) {
        char word[64];

        lists_random(&r);
        for (uint32_t i = 0; i < LISTS; i++) {
            r.at[i].include_count = r.at[i].except_item_count = r.at[i].except_code_count = 0;
        }
        const struct vocabulary *v = vocabulary_new(r.at, LISTS, &keep, &scratch);
        (void)snprintf(word, sizeof word, "%s", pool[vocabulary_chance(POOL)]);
        if (strlen(word) > 3) {
            word[vocabulary_chance((uint32_t)strlen(word))] = (char)('a' + vocabulary_chance(26));
        }
        struct span folded = text_folded(span_of(word), &scratch);
        uint32_t start, stop;
        if (folded.at == NULL || !text_word(folded, 0, &start, &stop) ||
            stop - start != folded.len || utf8_count(folded.at, folded.len) < 6) {
            continue;
        }
        struct hits h = near_of(v, ALL_KINDS, word);
        bool is_name = false;
        for (uint32_t i = 0; i < LISTS; i++) {
            for (uint32_t k = 0; k < r.at[i].item_count + r.at[i].synonym_count; k++) {
                const char *name = k < r.at[i].item_count
                                       ? r.at[i].items[k].text
                                       : r.at[i].synonyms[k - r.at[i].item_count].text;

                is_name |= span_same(text_folded(span_of(name), &scratch), folded);
            }
        }
        for (uint32_t i = 0; i < LISTS; i++) {
            bool wanted = false, there = false;

            for (uint32_t k = 0; k < r.at[i].item_count + r.at[i].synonym_count; k++) {
                const char *name = k < r.at[i].item_count
                                       ? r.at[i].items[k].text
                                       : r.at[i].synonyms[k - r.at[i].item_count].text;
                struct span n = text_folded(span_of(name), &scratch);

                wanted |= !is_name && memchr(n.at, ' ', n.len) == NULL &&
                          memchr(n.at, '/', n.len) == NULL && text_near(n, folded);
            }
            for (uint32_t k = 0; k < h.count; k++) {
                there |= h.at[k].list == i;
            }
            wrong += wanted != there;
            found += there;
        }
        (void)vocabulary_end();
        (void)vocabulary_begin();
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_TRUE(found > 50);
}

/* Names that begin with one another, with other marks before them: enough of them to be looked up
 * in order. */
static void one_first_word(void)
{
    enum {
        COUNT = 60
    };
    static char names[COUNT][32];
    static struct vocabulary_name items[COUNT];
    static struct vocabulary_list at[COUNT];
    static const char *const words[] = {"a", "b", "ab", "a-b", "(a)"};
    uint32_t wrong = 0, found = 0;

    for (uint32_t round = 0; round < 200; round++) {
        for (uint32_t i = 0; i < COUNT; i++) {
            size_t len = (size_t)snprintf(names[i], sizeof names[i], "%sa",
                                          vocabulary_chance(8) == 0 ? "+" : "");

            for (uint32_t more = vocabulary_chance(4); more > 0; more--) {
                len +=
                    (size_t)snprintf(names[i] + len, sizeof names[i] - len, "%s%s",
                                     vocabulary_chance(4) ? " " : "/", words[vocabulary_chance(5)]);
            }
            items[i] = (struct vocabulary_name){names[i], 0};
            at[i] = (struct vocabulary_list){
                .kind = LIST_MEDICATION, .items = &items[i], .item_count = 1};
        }
        const struct vocabulary *v = vocabulary_new(at, COUNT, &keep, &scratch);
        CU_ASSERT_PTR_NOT_NULL_FATAL(v);
        for (uint32_t t = 0; t < 20; t++) {
            char text[128];
            size_t len = (size_t)snprintf(text, sizeof text, "%s", vocabulary_chance(3) ? "" : "+");

            for (uint32_t more = vocabulary_chance(7); more > 0; more--) {
                len +=
                    (size_t)snprintf(text + len, sizeof text - len, "%s%s",
                                     words[vocabulary_chance(5)], vocabulary_chance(4) ? " " : "/");
            }
            struct reading_text read = {text_folded(span_of(text), &scratch),
                                        text_gaps(span_of(text), &scratch)};
            struct hits h = vocabulary_match(v, MED, span_of(text), (struct span){0},
                                             (struct span){0}, &scratch);
            uint32_t next = 0;
            for (uint32_t i = 0; i < COUNT; i++) {
                if (!name_in(names[i], &read, &(struct path){.count = 0})) {
                    continue;
                }
                wrong += next >= h.count || h.at[next].list != i;
                next++;
            }
            wrong += next != h.count;
            found += next;
        }
        (void)vocabulary_end();
        (void)vocabulary_begin();
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_TRUE(found > 1000);
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
    {"random lists and entries: the same as looking at every name", random_against_reference},
    {"random slips: the same as comparing with every name", near_random},
    {"names with one first word: the same as looking at every name", one_first_word},
    {"a chain of thousands of lists is followed to its end", many_lists},
    {0},
};
const struct test_suite test_suites[] = {{"vocabulary", vocabulary_begin, vocabulary_end, tests},
                                         {0}};
