/* SPDX-License-Identifier: MIT
 *
 * Loading: what the compiled rules hold, hashes that comments and spacing do not touch, overlays in
 * effect, limits, and memory that runs out at any moment.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/seam.h"
#include "base/words.h"
#include "rulebook/load.h"
#include "test.h"

static const char book[] =
    "format: precare-rules/1\n"
    "rulebook:\n"
    "  id: demo\n"
    "  title: \"Demo\"\n"
    "  version: \"1.0.0\"\n"
    "  status: shadow\n"
    "  owner: {name: \"Lead\", role: clinical-lead}\n"
    "  review-by: \"2027-06-01\"\n"
    "  sources:\n"
    "    article: {title: \"An article\", kind: consumer-article}\n"
    "parameters:\n"
    "  stop: {value: 7 days, allowed: 0 days to 14 days}\n"
    "  youngest: {value: 22 years}\n"
    "lists-stay-good: {conditions: 180 days, medications: stop}\n"
    "lists:\n"
    "  mn: {kind: procedure, plain: \"microneedling\", items: [microneedling]}\n"
    "  all-retinoids: {kind: medication, plain: \"retinoid\", includes: [retinoids]}\n"
    "  retinoids: {kind: medication, plain: \"retinoid\", items: [tretinoin, adapalene], codes: "
    "{atc: [D10AD]}}\n"
    "  cold-sores: {kind: condition, plain: \"cold sore\", items: [cold sore], short-lived: 21 "
    "days}\n"
    "body-sites: {face: {parts: [cheek]}}\n"
    "answers:\n"
    "  consent: {ask: \"Signed?\", of: staff, words: {signed: [], \"no\": []}, good-for: 6 "
    "months}\n"
    "override-reasons:\n"
    "  wrong: {say: \"Wrong\", points-to: data-problem}\n"
    "rules:\n"
    "  - id: r1\n"
    "    title: \"One\"\n"
    "    source: {ref: article, statements: [S1, S2], basis: stated}\n"
    "    when: {at: [booking, check-in], procedure: mn, state: planned}\n"
    "    if:\n"
    "      all:\n"
    "        - medication: {in: all-retinoids, taken-within: stop before appointment, site: "
    "treatment-area}\n"
    "        - patient.age: {below: youngest}\n"
    "    then:\n"
    "      severity: {booking: hold, check-in: block}\n"
    "      because: \"Thin skin.\"\n"
    "      say: \"{matched} too late: {{.\"\n"
    "      suggest: {move-to: stop after match}\n"
    "    if-unknown: {ask: \"When?\", of: patient, answer-by: booking, otherwise: warn}\n"
    "    override: {by: physician, reasons: wrong}\n"
    "    covers: r2\n"
    "  - id: r2\n"
    "    title: \"Two\"\n"
    "    source: {ref: article, basis: stated}\n"
    "    when: {at: booking, procedure: mn}\n"
    "    if: {appointment.price: {below: 199.50 USD}}\n"
    "    then: {severity: info, say: \"Cheap.\", instruct: [{do: pay, tell-patient: \"Pay.\"}]}\n";

static struct rules *load_all(const char *const *texts, uint32_t count, struct faults *faults)
{
    struct rule_file at[4];
    struct rule_files files = {.at = at, .count = count};
    static const char *const names[] = {"a.yaml", "b.yaml", "c.yaml", "d.yaml"};
    struct load_options options = {.for_review = false};
    int32_t last;

    (void)date_read("2027-01-15", 10, &options.today, &last);
    for (uint32_t i = 0; i < count; i++) {
        at[i] = (struct rule_file){names[i], texts[i], strlen(texts[i])};
    }
    return rules_load(&files, &options, faults);
}

static struct rules *load_sole(const char *text)
{
    struct faults faults;

    faults_begin(&faults);
    struct rules *r = load_all(&text, 1, &faults);
    for (uint32_t i = 0; r == NULL && i < faults.count; i++) {
        printf("%u:%u %s %s\n", faults.items[i].at.line, faults.items[i].at.column,
               fault_code_name(faults.items[i].code), faults.items[i].what);
    }
    faults_end(&faults);
    return r;
}

/* `book` with one piece of text put for another; owned by the caller. */
static char *load_changed(const char *from, const char *to)
{
    const char *at = strstr(book, from);
    char *text = calloc(1, sizeof book + strlen(to) + 1);

    if (at == NULL || text == NULL) {
        CU_FAIL("the text is not there");
        return text;
    }
    memcpy(text, book, (size_t)(at - book));
    (void)strcat(text, to);
    (void)strcat(text, at + strlen(from));
    return text;
}

static void test_compiled(void)
{
    struct rules *r = load_sole(book);

    CU_ASSERT_PTR_NOT_NULL_FATAL(r);
    const struct rule *one = &r->rules[rules_find(r, "r1")];
    const struct cond *root = &r->conds[one->condition];
    CU_ASSERT_EQUAL(r->rule_count, 2);
    CU_ASSERT_EQUAL(root->kind, COND_ALL);
    CU_ASSERT_EQUAL(r->conds[root->first].kind, COND_STATE);
    CU_ASSERT_EQUAL(r->conds[root->first].status, PRECARE_PLANNED);
    const struct cond *both = &r->conds[root->first + 1];
    CU_ASSERT_EQUAL(both->count, 2);
    CU_ASSERT_TRUE(both->first > root->first + 1);
    const struct cond *medication = &r->conds[both->first], *age = &r->conds[both->first + 1];
    CU_ASSERT_EQUAL(medication->status, USE_TAKEN_WITHIN);
    CU_ASSERT_EQUAL(medication->site, SITE_TREATMENT_AREA);
    CU_ASSERT_EQUAL(medication->within.length.n, 7);
    CU_ASSERT_STRING_EQUAL(medication->within.parameter, "stop");
    CU_ASSERT_STRING_EQUAL(r->lists[medication->list].id, "all-retinoids");
    CU_ASSERT_TRUE(rules_list(r, "retinoids") < rules_list(r, "all-retinoids"));
    CU_ASSERT_EQUAL(age->below.number, 22);
    CU_ASSERT_EQUAL(one->severity[PRECARE_CHECK_IN], PRECARE_BLOCK);
    CU_ASSERT_EQUAL(one->severity[PRECARE_TREATMENT], 0);
    CU_ASSERT_EQUAL(one->otherwise, PRECARE_WARN);
    CU_ASSERT_EQUAL(one->answer_by, PRECARE_BOOKING);
    CU_ASSERT_EQUAL(one->move_to.anchor, ANCHOR_AFTER_MATCH);
    CU_ASSERT_EQUAL(one->covers.at[0], rules_find(r, "r2"));
    CU_ASSERT_EQUAL(r->books[0].stays_good[CHART_MEDICATIONS].n, 7);
    CU_ASSERT_EQUAL(r->books[0].stays_good[CHART_ALLERGIES].n, 0);
    const struct cond *price = &r->conds[r->rules[1].condition];
    CU_ASSERT_EQUAL(price->below.number, 199500000);
    CU_ASSERT_STRING_EQUAL(price->name, "USD");
    CU_ASSERT_PTR_NOT_NULL(r->triggers);
    rules_free(&r);
    CU_ASSERT_PTR_NULL(r);
}

/* ---- hashes ---- */

struct prints {
    char hash[72], one[16], two[16];
};

static struct prints prints_of(const char *text)
{
    struct prints p = {.hash = ""};
    struct rules *r = load_sole(text);

    CU_ASSERT_PTR_NOT_NULL(r);
    if (r == NULL) {
        return p;
    }
    memcpy(p.hash, r->books[0].hash, sizeof p.hash);
    memcpy(p.one, r->rules[0].fingerprint, sizeof p.one);
    memcpy(p.two, r->rules[1].fingerprint, sizeof p.two);
    rules_free(&r);
    return p;
}

/* hash, first rule, second rule: which of them may differ from the base's. A rule's fingerprint is
 * that of its item in an approval. */
static void load_differ(const char *from, const char *to, bool hash, bool one, bool two)
{
    char *text = load_changed(from, to);
    struct prints a = prints_of(book), b = prints_of(text);

    CU_ASSERT_EQUAL(strcmp(a.hash, b.hash) != 0, hash);
    CU_ASSERT_EQUAL(strcmp(a.one, b.one) != 0, one);
    CU_ASSERT_EQUAL(strcmp(a.two, b.two) != 0, two);
    if ((strcmp(a.hash, b.hash) != 0) != hash || (strcmp(a.one, b.one) != 0) != one) {
        printf("%s -> %s\n", from, to);
    }
    free(text);
}

static void same_meaning_same_hash(void)
{
    load_differ("rules:\n", "# a comment\nrules: # another\n\n", false, false, false);
    load_differ("title: \"One\"", "title: One", false, false, false);
    load_differ("title: \"One\"", "title:    'One'", false, false, false);
    load_differ("{ref: article, basis: stated}", "{basis: stated, ref: article}", false, false,
                false);
    /* the same meaning, written otherwise: who approved a rule approved what is written there */
    load_differ("{ref: article, basis: stated}", "{basis: stated, ref: [article]}", false, false,
                true);
    load_differ("procedure: mn}", "\n      procedure: [mn]}", false, false, true);
    load_differ("    covers: r2\n", "    covers:\n      - r2\n", false, true, false);
    load_differ(
        "  stop: {value: 7 days, allowed: 0 days to 14 days}\n  youngest: {value: 22 years}\n",
        "  youngest: {value: 22 years}\n  stop: {allowed: 0 days to 14 days, value: 7 days}\n",
        false, false, false);
    load_differ(
        "  cold-sores: {kind: condition, plain: \"cold sore\", items: [cold sore], short-lived: "
        "21 days}\n",
        "", false, false, false); /* no rule uses it */
}

static void another_meaning_another_hash(void)
{
    load_differ("value: 7 days", "value: 8 days", true, false, false); /* a rule has its name */
    load_differ("title: \"Two\"", "title: \"Too\"", true, false, true);
    load_differ("items: [tretinoin, adapalene]", "items: [tretinoin]", true, false, false);
    load_differ("[D10AD]", "[D10AF]", true, false, false);
    load_differ("version: \"1.0.0\"", "version: \"1.0.1\"", true, false, false);
    load_differ("{face: {parts: [cheek]}}", "{face: {parts: [cheek, lip]}}", true, false, false);
    load_differ("site: treatment-area", "site: adjacent", true, true, false);
    load_differ("of: patient", "of: staff", true, true, false);
    load_differ("say: \"Cheap.\"", "say: \"Cheap!\"", true, false, true);
    load_differ("conditions: 180 days", "conditions: 181 days", true, false, false);
}

static void texts_do_not_run_together(void)
{
    load_differ("statements: [S1, S2]", "statements: [S1S2]", true, true, false);
    load_differ("statements: [S1, S2]", "statements: [S2, S1]", true, false, false); /* sorted */
}

/* ---- overlays ---- */

static const char overlay_head[] =
    "format: precare-overlay/1\n"
    "overlay: {id: elm, version: \"1.2.0\", owner: {name: \"Dr. A.\", role: clinical-lead}}\n"
    "base: {rulebook: demo, version: \">=1.0.0 <2.0.0\"}\n"
    "changes:\n";
#define SIGNED "    because: \"So.\"\n    until: \"2027-06-30\"\n"

static struct rules *with_overlay(const char *changes)
{
    char text[4096];
    const char *const both[] = {book, text};
    struct faults faults;

    (void)snprintf(text, sizeof text, "%s%s", overlay_head, changes);
    faults_begin(&faults);
    struct rules *r = load_all(both, 2, &faults);
    for (uint32_t i = 0; r == NULL && i < faults.count; i++) {
        printf("%s:%u:%u %s %s\n", faults.items[i].at.file, faults.items[i].at.line,
               faults.items[i].at.column, fault_code_name(faults.items[i].code),
               faults.items[i].what);
    }
    faults_end(&faults);
    return r;
}

static void overlay_in_effect(void)
{
    struct prints before = prints_of(book);
    struct rules *r = with_overlay("  - set-parameter: {name: stop, value: 10 days}\n" SIGNED
                                   "  - silence: {rule: r2}\n" SIGNED
                                   "  - reword: {rule: r2, say: \"Too cheap.\"}\n"
                                   "  - add-to-list: {list: retinoids, items: [tazarotene]}\n"
                                   "  - add-rule:\n"
                                   "      id: elm-own\n"
                                   "      title: \"Own\"\n"
                                   "      source: {ref: article, basis: clinic-decision}\n"
                                   "      when: {at: booking, procedure: mn}\n"
                                   "      if: {patient.age: {below: 18 years}}\n"
                                   "      then: {severity: info, say: \"Young.\"}\n");

    CU_ASSERT_PTR_NOT_NULL_FATAL(r);
    CU_ASSERT_EQUAL(r->rule_count, 3);
    CU_ASSERT_STRING_EQUAL(r->rules[0].changed_by, "elm 1.2.0");
    CU_ASSERT_EQUAL(r->rules[0].move_to.by.length.n, 10);
    CU_ASSERT_EQUAL(r->rules[1].status, RULE_SHADOW);
    CU_ASSERT_STRING_EQUAL(r->rules[1].say, "Too cheap.");
    CU_ASSERT_STRING_EQUAL(r->rules[2].id, "elm-own");
    CU_ASSERT_STRING_EQUAL(r->rules[2].changed_by, "elm 1.2.0");
    CU_ASSERT_STRING_EQUAL(r->parameters[0].value, "10 days");
    CU_ASSERT_STRING_EQUAL(r->parameters[0].base_value, "7 days");
    CU_ASSERT_STRING_NOT_EQUAL(r->books[0].hash, before.hash);
    const struct list *l = &r->lists[rules_list(r, "retinoids")];
    CU_ASSERT_EQUAL(l->items.count, 3);
    struct arena arena;
    arena_begin(&arena, NULL, 0, 0);
    struct hits h = vocabulary_match(r->vocabulary, KIND_BIT(LIST_MEDICATION), SPAN("tazarotene"),
                                     (struct span){0}, (struct span){0}, &arena);
    CU_ASSERT_EQUAL(h.count, 2);
    arena_end(&arena);
    rules_free(&r);
}

static void overlay_of_freshness(void)
{
    struct prints before = prints_of(book);
    struct rules *r = with_overlay(
        "  - set-freshness: {list: conditions, value: 60 days, direction: stricter}\n"
        "  - set-freshness: {list: medications, value: 8 days, direction: looser}\n" SIGNED
        "  - set-freshness: {list: allergies, value: 200 days, direction: stricter}\n");

    CU_ASSERT_PTR_NOT_NULL_FATAL(r);
    CU_ASSERT_EQUAL(r->books[0].stays_good[CHART_CONDITIONS].n, 60);
    CU_ASSERT_EQUAL(r->books[0].stays_good[CHART_MEDICATIONS].n, 8);
    CU_ASSERT_EQUAL(r->books[0].stays_good[CHART_ALLERGIES].n, 200);
    CU_ASSERT_EQUAL(r->books[0].stays_good[CHART_PROCEDURES].n, 0);
    CU_ASSERT_STRING_EQUAL(r->rules[0].changed_by, "elm 1.2.0");
    CU_ASSERT_PTR_NULL(r->rules[1].changed_by); /* it judges a price */
    CU_ASSERT_STRING_NOT_EQUAL(r->books[0].hash, before.hash);
    rules_free(&r);
}

static void overlay_of_answers(void)
{
    struct prints before = prints_of(book);
    struct rules *r =
        with_overlay("  - set-freshness: {answer: consent, value: 3 months, direction: stricter}\n"
                     "  - add-words: {answer: consent, word: signed, also: [\"docusign\"]}\n");

    CU_ASSERT_PTR_NOT_NULL_FATAL(r);
    const struct declared *consent = &r->answers[0];
    CU_ASSERT_EQUAL(consent->good_for.n, 3);
    CU_ASSERT_EQUAL(word_set_find(&consent->words, SPAN("DocuSign")), 0);
    CU_ASSERT_EQUAL(word_set_find(&consent->words, SPAN("no")), 1);
    CU_ASSERT_EQUAL(word_set_find(&consent->words, SPAN("sign")), WORD_NONE);
    CU_ASSERT_STRING_EQUAL(consent->changed_by, "elm 1.2.0");
    CU_ASSERT_STRING_NOT_EQUAL(r->books[0].hash, before.hash);
    rules_free(&r);
}

static void overlay_of_sentences(void)
{
    struct rules *r =
        with_overlay("  - reword: {rule: r1, ask: \"When was it?\"}\n"
                     "  - reword: {rule: r2, say: \"Too cheap.\"}\n"
                     "  - reword: {rule: r2, do: pay, tell-patient: \"Please pay.\"}\n");

    CU_ASSERT_PTR_NOT_NULL_FATAL(r);
    CU_ASSERT_STRING_EQUAL(r->rules[0].ask, "When was it?");
    CU_ASSERT_STRING_EQUAL(r->rules[1].say, "Too cheap.");
    CU_ASSERT_STRING_EQUAL(r->rules[1].instruct.at[0].tell_patient, "Please pay.");
    CU_ASSERT_STRING_EQUAL(r->rules[1].changed_by, "elm 1.2.0");
    rules_free(&r);
}

static void overlay_by_fingerprint(void)
{
    struct prints before = prints_of(book);
    char changes[512];

    (void)snprintf(changes, sizeof changes, "  - silence: {rule: r2}\n    seen: %s\n" SIGNED,
                   before.two);
    struct rules *r = with_overlay(changes);
    CU_ASSERT_PTR_NOT_NULL(r);
    rules_free(&r);
    r = with_overlay(
        "  - remove-from-list: {list: retinoids, items: [Adapalene], direction: looser}\n" SIGNED);
    CU_ASSERT_PTR_NOT_NULL_FATAL(r);
    CU_ASSERT_EQUAL(r->lists[rules_list(r, "retinoids")].items.count, 1);
    CU_ASSERT_STRING_EQUAL(r->rules[0].changed_by, "elm 1.2.0");
    CU_ASSERT_PTR_NULL(r->rules[1].changed_by);
    rules_free(&r);
}

/* ---- limits, memory ---- */

static uint32_t errors_of(const char *text)
{
    struct faults faults;

    faults_begin(&faults);
    struct rules *r = load_all(&text, 1, &faults);
    uint32_t errors = faults.errors;
    CU_ASSERT_EQUAL(r == NULL, faults_any(&faults));
    rules_free(&r);
    faults_end(&faults);
    return errors;
}

static void broken_files(void)
{
    CU_ASSERT_TRUE(errors_of("") > 0);
    CU_ASSERT_TRUE(errors_of("- a\n") > 0);
    CU_ASSERT_TRUE(errors_of("a: [\n") > 0);
    CU_ASSERT_TRUE(errors_of("format: precare-rules/2\n") > 0);
    CU_ASSERT_TRUE(errors_of("format: precare-overlay/1\n") > 0);
    CU_ASSERT_EQUAL(errors_of("format: precare-rules/1\n"), 0);
    for (size_t cut = 1; cut < sizeof book - 1; cut += 3) { /* a file that ends anywhere */
        char *text = calloc(1, sizeof book);

        memcpy(text, book, cut);
        (void)errors_of(text);
        free(text);
    }
}

/* One wrong letter anywhere is never taken for something else without a word, where it touches a
 * name. */
static void no_noise(void)
{
    char *text = load_changed("id: r2", "id: r9"); /* covers names r2, which is no more */

    CU_ASSERT_EQUAL(errors_of(text), 1);
    free(text);
    text = load_changed("{value: 7 days, allowed: 0 days to 14 days}", "{value: seven days}");
    CU_ASSERT_EQUAL(errors_of(text), 1);
    free(text);
    text = load_changed("kind: medication, plain: \"retinoid\", items",
                        "kind: medicaton, plain: \"retinoid\", items");
    CU_ASSERT_EQUAL(errors_of(text), 1);
    free(text);
    text = load_changed("  id: demo\n", "");
    CU_ASSERT_EQUAL(errors_of(text), 1);
    free(text);
    text = load_changed("at: [booking, check-in]", "at: [bocking, check-in]");
    CU_ASSERT_EQUAL(errors_of(text), 1);
    free(text);
}

static long left;
static void *(*grow_really)(void *, size_t);
static void *grow_so_often(void *old, size_t size)
{
    return left-- > 0 ? grow_really(old, size) : NULL;
}

static void memory_runs_out(void)
{
    bool loaded = false;

    grow_really = seam.grow;
    for (long often = 0; often < 3000 && !loaded; often++) {
        const char *const text = book;
        struct faults faults;

        faults_begin(&faults);
        left = often;
        seam.grow = grow_so_often;
        struct rules *r = load_all(&text, 1, &faults);
        seam.grow = grow_really;
        CU_ASSERT_TRUE(r != NULL || faults_any(&faults));
        loaded = r != NULL;
        rules_free(&r);
        faults_end(&faults);
    }
    CU_ASSERT_TRUE(loaded);
}

static const struct test tests[] = {
    {"rules are compiled as they are written", test_compiled},
    {"comments, spacing, quotes and the order of keys change no hash", same_meaning_same_hash},
    {"what means something else has another hash, and so has its rule",
     another_meaning_another_hash},
    {"two texts are not one longer text", texts_do_not_run_together},
    {"an overlay changes what it names, and says so", overlay_in_effect},
    {"an overlay sets how long a reviewed list stays good", overlay_of_freshness},
    {"an overlay sets how long an answer is good, and gives it words", overlay_of_answers},
    {"an overlay changes what staff, the asked and the patient read", overlay_of_sentences},
    {"an overlay that has seen the rule as it is is taken", overlay_by_fingerprint},
    {"a file that is cut anywhere is an error, never a crash", broken_files},
    {"one fault is told once", no_noise},
    {"without memory there are no rules, and it is said", memory_runs_out},
    {0},
};
const struct test_suite test_suites[] = {{"load", NULL, NULL, tests}, {0}};
