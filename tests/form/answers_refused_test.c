/* SPDX-License-Identifier: MIT
 *
 * What comes back of a form and is refused: with a path, and nothing is taken.
 */
#include <stdlib.h>

#include "form/taken.h"

#define LETTERS                                                                                    \
    "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee" /* 50: of an id too long to tell */

static const struct {
    const char *by, *items;
    const char *said; /* code, path */
} refusals[] = {
    {"patient", "\"no-such-item\":\"yes\"", "E412 answers.no-such-item"},
    {"patient", "\"consent\":\"signed\"", "E412 answers.consent"},
    {"patient", "\"blood-thinners.severity\":\"mild\"", "E412 answers.blood-thinners.severity"},
    {"patient", "\"blood-thinners\":true", "E413 answers.blood-thinners"},
    {"patient", "\"blood-thinners\":{\"yes\":1}", "E413 answers.blood-thinners"},
    {"patient", "\"blood-thinners\":[\"yes\",\"no\"]", "E413 answers.blood-thinners"},
    {"patient", "\"blood-thinners\":\"perhaps\"", "E413 answers.blood-thinners"},
    {"patient", "\"blood-thinners\":\"yes\",\"blood-thinners\":\"no\"",
     "E410 answers.blood-thinners"},
    {"patient", "\"blood-thinners.last_used\":\"2026-13-01\"",
     "E413 answers.blood-thinners.last_used"},
    {"patient", "\"blood-thinners.last_used\":\"2026-02-30\"",
     "E413 answers.blood-thinners.last_used"},
    {"patient", "\"active-acne.sites\":[\"face\",\"moon\"]", "E413 answers.active-acne.sites"},
    {"patient", "\"blood-thinners.text\":\"a\\u0007b\"", "E413 answers.blood-thinners.text"},
    {"staff", "\"appointment.minutes\":\"sixty\"", "E413 answers.appointment.minutes"},
    {"staff", "\"patient.birth_date\":\"2026-02-30\"", "E413 answers.patient.birth_date"},
    {"nobody", "", "E413 by"},
    {"patient", "\"blood-thinners\":[\"yes\"]", "E413 answers.blood-thinners"},
    {"patient", "\"blood-thinners\":[\"unsure\"]", "E413 answers.blood-thinners"},
    {"patient", "\"" LETTERS LETTERS LETTERS "\":1", "E413 answers...."},
    {"staff", "\"appointment.minutes.text\":\"an hour\"", "E412 answers.appointment.minutes.text"},
    {"patient", "\"blood-thinners\":\"yes\",\"blood-thinners.text\":[\"a\",\"b\"]",
     "E413 answers.blood-thinners.text"},
};

static struct buf refused; /* every refusal as it is printed, in the order of the tests */

static void check_refused(const struct taken *t, const char *said)
{
    char is[256] = "nothing";

    if (t->faults.count > 0) {
        const struct fault *f = &t->faults.items[0];

        (void)snprintf(is, sizeof is, "%s %s", fault_code_name(f->code),
                       f->at.path != NULL ? f->at.path : "-");
    }
    faults_print(&t->faults, FAULTS_TEXT, &refused);
    CU_ASSERT_EQUAL(t->status, -1);
    CU_ASSERT_EQUAL(t->event.len, 0);
    CU_ASSERT_STRING_EQUAL(is, said);
    if (strcmp(is, said) != 0) {
        printf("is: %s, wanted: %s\n", is, said);
    }
}

static void what_is_hostile_is_refused_with_its_path_and_nothing_is_taken(void)
{
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        char items[512];
        struct taken t;

        (void)snprintf(items, sizeof items, "\"diabetes\":\"no\"%s%s",
                       refusals[i].items[0] != '\0' ? "," : "", refusals[i].items);
        bool patients = strcmp(refusals[i].by, "patient") == 0; /* diabetes is not asked of staff */
        take_bare(&t, refusals[i].by, patients ? items : refusals[i].items);
        check_refused(&t, refusals[i].said);
        taken_end(&t);
    }
}

static void who_and_when_are_posted_once(void)
{
    static const char *const posted[][2] = {{"by=patient&by=staff", "E413 by"},
                                            {"on=2026-11-20&on=2026-11-21", "E413 on"},
                                            {"form=sha256:00", "E413 form"}};

    for (size_t i = 0; i < sizeof posted / sizeof *posted; i++) {
        char body[512];
        struct taken t;

        (void)snprintf(body, sizeof body, "form=%s&diabetes=no&%s", hash_of(bare), posted[i][0]);
        take_posted(&t, body);
        check_refused(&t, posted[i][1]);
        taken_end(&t);
    }
}

static void a_text_of_a_mebibyte_is_refused(void)
{
    size_t len = 1048576;
    char *text = malloc(len + 4096);
    struct taken t;

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    for (int pass = 0; pass < 2; pass++) {
        size_t letters = pass == 0 ? len : 1025;
        int head = snprintf(text, 2048,
                            "{\"format\":\"precare-answers/1\",\"form\":\"%s\",\"by\":\"patient\","
                            "\"answers\":{\"blood-thinners\":\"yes\",\"blood-thinners.text\":\"",
                            hash_of(bare));

        memset(text + head, 'a', letters);
        memcpy(text + head + letters, "\"}}", 4);
        take_with(&t, shipped, NULL, bare, text, false);
        CU_ASSERT_EQUAL(t.status, -1);
        CU_ASSERT_EQUAL(t.event.len, 0);
        if (pass == 1) {
            check_refused(&t, "E414 answers.blood-thinners.text");
        }
        taken_end(&t);
    }
    free(text);
}

#define EMPTIES_MIB 32u /* of memory, at most, for a mebibyte of "a=&" */

static void a_mebibyte_of_empty_answers_takes_little_memory(void)
{
    struct buf body = {0};
    struct taken t;

    buf_printf(&body, "form=%s", hash_of(bare));
    while (body.len + 3 <= ANSWERS_BYTES) {
        buf_text(&body, "&a=");
    }
    CU_ASSERT_FALSE_FATAL(body.failed);
    take_posted(&t, body.at);
    CU_ASSERT_EQUAL(t.status, -1); /* "a" is no item */
    CU_ASSERT(t.arena.taken < EMPTIES_MIB << 20);
    taken_end(&t);
    buf_end(&body);
}

static void a_form_of_another_procedure_or_another_form_is_refused(void)
{
    struct buf form = {0};
    struct arena arena;
    struct taken t;
    char answers[512];

    arena_begin(&arena, NULL, 0, 0);
    struct form other = form_of(shipped, BARE_BOOKING("radiofrequency microneedling", ""), &arena);
    form_json(&other, &form);
    (void)snprintf(answers, sizeof answers,
                   "{\"format\":\"precare-answers/1\",\"form\":\"%s\",\"by\":\"patient\","
                   "\"answers\":{\"diabetes\":\"no\"}}",
                   other.hash);
    take_with(&t, shipped, form.at, bare, answers, false);
    check_refused(&t, "E415 form");
    taken_end(&t);
    take_with(&t, shipped, NULL, bare, answers, false);
    check_refused(&t, "E411 form");
    taken_end(&t);
    take_with(&t, shipped, form.at, NULL, answers_document(bare, "patient", ""), false);
    check_refused(&t, "E415 form");
    taken_end(&t);
    buf_end(&form);
    arena_end(&arena);
}

#define GOLDEN PRECARE_SOURCE "/tests/form/golden/refused.txt"

static void every_refusal_reads_as_its_golden_says(void)
{
    char kept[16384] = "";
    FILE *file = fopen(GOLDEN, getenv("PRECARE_GOLDEN") != NULL ? "w" : "r");

    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    CU_ASSERT_PTR_NOT_NULL_FATAL(refused.at);
    if (getenv("PRECARE_GOLDEN") != NULL) {
        (void)fwrite(refused.at, 1, refused.len, file);
        memcpy(kept, refused.at, refused.len + 1);
    } else {
        kept[fread(kept, 1, sizeof kept - 1, file)] = '\0';
    }
    (void)fclose(file);
    CU_ASSERT_STRING_EQUAL(refused.at, kept);
    buf_end(&refused);
}

static const struct test tests[] = {
    {"what is hostile is refused with its path, and nothing is taken",
     what_is_hostile_is_refused_with_its_path_and_nothing_is_taken},
    {"who answered, when, and to which form are posted once", who_and_when_are_posted_once},
    {"a text of a mebibyte is refused", a_text_of_a_mebibyte_is_refused},
    {"a mebibyte of empty answers takes little memory",
     a_mebibyte_of_empty_answers_takes_little_memory},
    {"a form of another procedure, and the answers to another form, are refused",
     a_form_of_another_procedure_or_another_form_is_refused},
    {"every refusal reads as its golden says", every_refusal_reads_as_its_golden_says},
    {0},
};

const struct test_suite test_suites[] = {
    {.name = "refused answers", .setup = shipped_begin, .teardown = shipped_end, .tests = tests},
    {0},
};
