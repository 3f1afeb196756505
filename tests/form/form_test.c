/* SPDX-License-Identifier: MIT
 *
 * The form of the shipped rules: how long it is, what stands together, what it leaves out, and when
 * there is none.
 */
#include "form/shipped.h"
#include "support/book.h"
#include "support/judge.h"

static void the_patients_part_for_needling_a_face_is_short(void)
{
    struct arena arena;

    arena_begin(&arena, NULL, 0, 0);
    struct form form = form_of(shipped, BARE_BOOKING("microneedling", ""), &arena);
    struct form_count patient = form_counted(&form, PRECARE_ASK_PATIENT);

    CU_ASSERT_EQUAL(form.coverage, PRECARE_COMPLETE);
    CU_ASSERT_TRUE(patient.questions >= 5 && patient.questions <= 25);
    CU_ASSERT_TRUE(patient.ticks >= 30);
    for (uint32_t i = 0; i < form.group_count; i++) {
        CU_ASSERT_TRUE(form.groups[i].item_count <= 10);
        CU_ASSERT_TRUE(form.groups[i].none != NULL || form.groups[i].item_count == 1);
    }
    arena_end(&arena);
}

static const struct form_item *item_named(const struct form *form, const char *id)
{
    return form_find(form, span_of(id));
}

static void a_list_that_another_includes_is_asked_behind_its_yes(void)
{
    struct arena arena;

    arena_begin(&arena, NULL, 0, 0);
    struct form form = form_of(shipped, BARE_BOOKING("microneedling", ""), &arena);
    const struct form_item *above = item_named(&form, "bleeding-disorders");

    CU_ASSERT_PTR_NOT_NULL_FATAL(above);
    bool found = false;
    for (uint32_t i = 0; i < above->follow_count; i++) {
        found |= strcmp(above->follow[i].id, "lifelong-bleeding-disorders") == 0;
    }
    CU_ASSERT_TRUE(found);
    const struct form_item *last_used = item_named(&form, "blood-thinners.last_used");
    CU_ASSERT_PTR_NOT_NULL_FATAL(last_used);
    CU_ASSERT_EQUAL_FATAL(last_used->when_count, 1);
    CU_ASSERT_STRING_EQUAL(last_used->when[0].item, "blood-thinners.use");
    CU_ASSERT_STRING_EQUAL(last_used->when[0].value, "stopped");
    CU_ASSERT_PTR_NULL(item_named(&form, "immunosuppressants.last_used"));
    arena_end(&arena);
}

static void each_is_asked_the_person_whom_the_rules_ask(void)
{
    static const struct {
        const char *id;
        uint32_t of;
    } rows[] = {
        {"blood-thinners", PRECARE_ASK_PATIENT},  {"consent", PRECARE_ASK_STAFF},
        {"provider.role", PRECARE_ASK_STAFF},     {"patient.birth_date", PRECARE_ASK_STAFF},
        {"treatment-plan", PRECARE_ASK_PROVIDER}, {"antiviral-decision", PRECARE_ASK_PRESCRIBER},
        {"cardiac-devices", PRECARE_ASK_STAFF}};
    struct arena arena;

    arena_begin(&arena, NULL, 0, 0);
    struct form form = form_of(shipped, BARE_BOOKING("microneedling", ""), &arena);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct form_item *item = item_named(&form, rows[i].id);

        CU_ASSERT_PTR_NOT_NULL_FATAL(item);
        CU_ASSERT_EQUAL(item->of, rows[i].of);
    }
    arena_end(&arena);
}

static void what_the_event_answers_is_not_asked(void)
{
    struct arena arena;

    arena_begin(&arena, NULL, 0, 0);
    struct form form = form_of(
        shipped,
        BARE_BOOKING("microneedling",
                     ",\"patient\":{\"birth_date\":\"1990-01-01\",\"sex\":\"male\"},"
                     "\"medications\":{\"asked\":{\"blood-thinners\":\"2026-11-20\"}},"
                     "\"conditions\":{\"reviewed\":\"2026-11-20\"},"
                     "\"answers\":{\"consent\":{\"value\":\"signed\",\"on\":\"2026-11-20\"}}"),
        &arena);

    CU_ASSERT_PTR_NULL(item_named(&form, "blood-thinners"));
    CU_ASSERT_PTR_NULL(item_named(&form, "diabetes"));
    CU_ASSERT_PTR_NULL(item_named(&form, "consent"));
    CU_ASSERT_PTR_NULL(item_named(&form, "patient.birth_date"));
    CU_ASSERT_PTR_NULL(item_named(&form, "patient.pregnancy"));
    CU_ASSERT_PTR_NOT_NULL(item_named(&form, "low-dose-aspirin"));
    arena_end(&arena);
}

static void an_entry_that_lacks_a_fact_or_may_mean_another_word_is_asked_about(void)
{
    struct arena arena;

    arena_begin(&arena, NULL, 0, 0);
    struct form form = form_of(
        shipped,
        BARE_BOOKING("microneedling",
                     ",\"conditions\":{\"reviewed\":\"2026-11-20\",\"entries\":[{\"text\":\"acne\","
                     "\"status\":\"active\",\"recorded\":\"2026-11-20\"}]},"
                     "\"medications\":{\"reviewed\":\"2026-11-20\",\"entries\":[{\"text\":"
                     "\"apixiban\",\"use\":\"ongoing\"},{\"text\":\"warfarin\"}]}"),
        &arena);
    const struct form_item *meant = item_named(&form, "medications[0]");

    CU_ASSERT_PTR_NOT_NULL(item_named(&form, "conditions[0].sites"));
    CU_ASSERT_PTR_NULL(item_named(&form, "conditions[0].status"));
    CU_ASSERT_PTR_NOT_NULL(item_named(&form, "medications[1].use"));
    CU_ASSERT_PTR_NOT_NULL(item_named(&form, "medications[1].last_used"));
    CU_ASSERT_PTR_NOT_NULL_FATAL(meant);
    CU_ASSERT_EQUAL_FATAL(meant->choice_count, 2);
    CU_ASSERT_STRING_EQUAL(meant->choices[0].value, "anticoagulants");
    CU_ASSERT_STRING_EQUAL(meant->choices[0].says, "apixaban");
    arena_end(&arena);
}

static void there_is_none_where_a_result_would_not_be_complete(void)
{
    static const char *const procedures[] = {BARE_BOOKING("haircut", ""),
                                             BARE_BOOKING("micronedling", "")};
    struct arena arena;

    arena_begin(&arena, NULL, 0, 0);
    for (size_t i = 0; i < sizeof procedures / sizeof *procedures; i++) {
        struct form form = form_of(shipped, procedures[i], &arena);

        CU_ASSERT_NOT_EQUAL(form.coverage, PRECARE_COMPLETE);
        CU_ASSERT_PTR_NOT_NULL(form.because);
        CU_ASSERT_EQUAL(form.group_count, 0);
        CU_ASSERT_EQUAL(form.hash[0], '\0');
    }
    arena_end(&arena);
}

static void the_same_visit_has_the_same_form_to_the_byte(void)
{
    struct buf out[2] = {{0}, {0}};

    for (int i = 0; i < 2; i++) {
        struct arena arena;

        arena_begin(&arena, NULL, 0, 0);
        struct form form = form_of(shipped, BARE_BOOKING("microneedling", ""), &arena);
        form_json(&form, &out[i]);
        arena_end(&arena);
    }
    CU_ASSERT_FALSE(out[0].failed);
    CU_ASSERT_STRING_EQUAL(out[0].at, out[1].at);
    CU_ASSERT_PTR_NOT_NULL(strstr(out[0].at, "\"format\":\"precare-form/1\""));
    buf_end(&out[0]);
    buf_end(&out[1]);
}

#define TOPICLESS(id, list)                                                                        \
    "  - id: " id "\n    title: \"T\"\n    source: {ref: article, basis: stated}\n"                \
    "    when: {at: booking, procedure: needling}\n"                                               \
    "    if: {medication: {in: " list ", use: ongoing}}\n"                                         \
    "    then: {severity: info, say: \"S.\"}\n"                                                    \
    "    if-unknown: {ask: \"Which medicines?\", of: patient}\n"

/* A rule may go without a topic. */
static const char topicless[] =
    BOOK_HEAD "lists:\n"
              "  needling: {kind: procedure, plain: \"needling\", items: [microneedling]}\n"
              "  retinoids: {kind: medication, plain: \"retinoid\", items: [tretinoin]}\n"
              "  sleep-aids: {kind: medication, plain: \"sleeping pill\", items: [zolpidem]}\n"
              "rules:\n" TOPICLESS("first", "retinoids") TOPICLESS("second", "sleep-aids");

static void rules_without_a_topic_have_a_form(void)
{
    struct rules *rules = judge_rules(topicless);
    struct arena arena;

    CU_ASSERT_PTR_NOT_NULL_FATAL(rules);
    arena_begin(&arena, NULL, 0, 0);
    struct form form = form_of(rules, BARE_BOOKING("microneedling", ""), &arena);

    CU_ASSERT_EQUAL_FATAL(form.group_count, 1);
    CU_ASSERT_EQUAL_FATAL(form.groups[0].item_count, 2);
    CU_ASSERT_STRING_EQUAL(form.groups[0].items[0].id, "retinoids");
    CU_ASSERT_STRING_EQUAL(form.groups[0].items[1].id, "sleep-aids");
    arena_end(&arena);
    rules_free(&rules);
}

/* The fingerprint of the item that asks for the value set retinoids, which is written so; `base` is
 * what it includes. */
static const char *fingerprint_of(const char *retinoids, const char *base)
{
    static char kept[2][20];
    static int turn;
    char text[4096];
    struct arena arena;

    (void)snprintf(text, sizeof text,
                   BOOK_HEAD
                   "lists:\n"
                   "  needling: {kind: procedure, plain: \"needling\", items: [microneedling]}\n"
                   "  base: {kind: medication, plain: \"base\", items: [adapalene]%s}\n"
                   "  retinoids: {kind: medication, plain: \"retinoid\", items: [tretinoin], "
                   "includes: [base]%s}\n"
                   "rules:\n" TOPICLESS("first", "retinoids"),
                   base, retinoids);
    struct rules *rules = judge_rules(text);

    CU_ASSERT_PTR_NOT_NULL_FATAL(rules);
    arena_begin(&arena, NULL, 0, 0);
    struct form form = form_of(rules, BARE_BOOKING("microneedling", ""), &arena);
    const struct form_item *item = form_find(&form, SPAN("retinoids"));

    CU_ASSERT_PTR_NOT_NULL_FATAL(item);
    char *out = kept[turn++ % 2];
    (void)snprintf(out, sizeof kept[0], "%s", item->fingerprint);
    arena_end(&arena);
    rules_free(&rules);
    return out;
}

static void what_a_value_set_holds_is_what_its_item_asks(void)
{
    static const char *const others[][2] = {
        {", also: {tretinoin: [vesanoid]}", ""}, {", codes: {atc: [D10AD01]}", ""},
        {", except: {items: [adapalene]}", ""},  {"", ", also: {adapalene: [differin]}"},
        {"", ", codes: {atc: [D10AD03]}"},
    };

    CU_ASSERT_STRING_EQUAL(fingerprint_of("", ""), fingerprint_of("  ", " # no more\n   "));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        CU_ASSERT_STRING_NOT_EQUAL(fingerprint_of("", ""),
                                   fingerprint_of(others[i][0], others[i][1]));
    }
}

static const char ten_fields[] = BOOK_HEAD
    "lists:\n"
    "  needling: {kind: procedure, plain: \"needling\", items: [microneedling]}\n"
    "  toxin: {kind: procedure, plain: \"toxin\", items: [botox]}\n"
    "words:\n"
    "  fields: {f1: {words: [a, b]}, f2: {words: [a, b]}, f3: {words: [a, b]}, f4: {words: [a, "
    "b]}, f5: {words: [a, b]},\n"
    "    f6: {words: [a, b]}, f7: {words: [a, b]}, f8: {words: [a, b]}, f9: {words: [a, b]}, f10: "
    "{words: [a, b]}}\n"
    "rules:\n"
    "  - id: toxin\n"
    "    title: \"Toxin\"\n"
    "    source: {ref: article, basis: stated}\n"
    "    when: {at: booking, procedure: needling}\n"
    "    if:\n"
    "      any:\n"
    "        - {procedure.history: {in: toxin, field: {name: f1, is: a}, site: anywhere}}\n"
    "        - {procedure.history: {in: toxin, field: {name: f2, is: a}, site: anywhere}}\n"
    "        - {procedure.history: {in: toxin, field: {name: f3, is: a}, site: anywhere}}\n"
    "        - {procedure.history: {in: toxin, field: {name: f4, is: a}, site: anywhere}}\n"
    "        - {procedure.history: {in: toxin, field: {name: f5, is: a}, site: anywhere}}\n"
    "        - {procedure.history: {in: toxin, field: {name: f6, is: a}, site: anywhere}}\n"
    "        - {procedure.history: {in: toxin, field: {name: f7, is: a}, site: anywhere}}\n"
    "        - {procedure.history: {in: toxin, field: {name: f8, is: a}, site: anywhere}}\n"
    "        - {procedure.history: {in: toxin, field: {name: f9, is: a}, site: anywhere}}\n"
    "        - {procedure.history: {in: toxin, field: {name: f10, is: a}, site: anywhere}}\n"
    "    then: {severity: info, say: \"Said.\"}\n"
    "    if-unknown: {ask: \"Toxin?\", of: patient, ask-from: booking}\n";

static void each_declared_field_of_a_value_set_is_asked(void)
{
    struct rules *rules = judge_rules(ten_fields);
    struct arena arena;
    uint32_t fields = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(rules);
    arena_begin(&arena, NULL, 0, 0);
    struct form form = form_of(rules, BARE_BOOKING("microneedling", ""), &arena);
    const struct form_item *tick = form_find(&form, SPAN("toxin"));

    CU_ASSERT_PTR_NOT_NULL_FATAL(tick);
    for (uint32_t i = 0; i < tick->follow_count; i++) {
        fields += strncmp(tick->follow[i].id, "toxin.fields.", 13) == 0;
    }
    CU_ASSERT_EQUAL(fields, 10);
    arena_end(&arena);
    rules_free(&rules);
}

static const struct test forms[] = {
    {"the patient's part for needling a face is at most 25 questions of at most 10 ticks",
     the_patients_part_for_needling_a_face_is_short},
    {"a list that another one includes is asked behind its yes, and a fact only where a rule "
     "decides on it",
     a_list_that_another_includes_is_asked_behind_its_yes},
    {"each item is for the person whom the rules ask", each_is_asked_the_person_whom_the_rules_ask},
    {"what the event answers already is not asked", what_the_event_answers_is_not_asked},
    {"an entry that lacks a fact, or may mean another word, is asked about by its path",
     an_entry_that_lacks_a_fact_or_may_mean_another_word_is_asked_about},
    {"where the result would not be complete there is no form, and it says why",
     there_is_none_where_a_result_would_not_be_complete},
    {"rules that go without a topic have a form too", rules_without_a_topic_have_a_form},
    {"each declared field of a value set is asked, however many",
     each_declared_field_of_a_value_set_is_asked},
    {"the same visit has the same form, to the byte", the_same_visit_has_the_same_form_to_the_byte},
    {"another synonym, code or exception of a value set makes another item of it",
     what_a_value_set_holds_is_what_its_item_asks},
    {0},
};

const struct test_suite test_suites[] = {
    {.name = "form", .setup = shipped_begin, .teardown = shipped_end, .tests = forms},
    {0},
};
