/* SPDX-License-Identifier: MIT
 *
 * The fixed words of forms and sheets: a language has all of them, or none is shown.
 */
#include "form/phrases.h"

#include <string.h>

#include "test.h"

static void every_phrase_stands_in_every_language(void)
{
    for (int i = 0; i < PHRASES; i++) {
        CU_ASSERT_TRUE(phrase_of("en", (enum phrase)i)[0] != '\0');
        CU_ASSERT_TRUE(phrase_of("es", (enum phrase)i)[0] != '\0');
    }
    CU_ASSERT_STRING_EQUAL(phrase_of("es", PHRASE_YES), "Sí");
}

static void a_region_of_a_language_is_that_language_and_another_is_english(void)
{
    CU_ASSERT_STRING_EQUAL(phrase_language("es-MX"), "es");
    CU_ASSERT_STRING_EQUAL(phrase_language("en-GB"), "en");
    CU_ASSERT_STRING_EQUAL(phrase_language("est"), "en");
    CU_ASSERT_STRING_EQUAL(phrase_language("de"), "en");
    CU_ASSERT_STRING_EQUAL(phrase_language(NULL), "en");
}

static const struct test phrases[] = {
    {"every phrase stands in every language", every_phrase_stands_in_every_language},
    {"a region of a language is that language, and another language is English",
     a_region_of_a_language_is_that_language_and_another_is_english},
    {0},
};

const struct test_suite test_suites[] = {
    {.name = "phrases", .tests = phrases},
    {0},
};
