/* SPDX-License-Identifier: MIT
 *
 * The languages that patients are spoken to in: tags as people write them, and days.
 */
#include <stdio.h>

#include "base/calendar.h"
#include "base/language.h"
#include "test.h"

static void a_language_is_read_from_its_tag(void)
{
    enum language language;

    CU_ASSERT_TRUE(language_read("es", &language) && language == LANGUAGE_ES);
    CU_ASSERT_TRUE(language_read("ES-mx", &language) && language == LANGUAGE_ES);
    CU_ASSERT_TRUE(language_read("en_US", &language) && language == LANGUAGE_EN);
    CU_ASSERT_TRUE(language_read(NULL, &language) && language == LANGUAGE_EN);
}

static void one_that_is_not_spoken_is_english_and_said(void)
{
    static const char *const none[] = {"de", "", "est", "e", "-es"};
    enum language language = LANGUAGE_ES;

    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        CU_ASSERT_FALSE(language_read(none[i], &language));
        CU_ASSERT_EQUAL(language, LANGUAGE_EN);
    }
}

static void each_language_says_days_in_its_own_way(void)
{
    char day[32], whole[48];
    int32_t date = date_of(2027, 1, 5), wednesday = date_of(2026, 9, 30);

    language_day(LANGUAGE_EN, date, day);
    language_day_long(LANGUAGE_EN, date, whole);
    CU_ASSERT_STRING_EQUAL(day, "Tue 5 Jan 2027");
    CU_ASSERT_STRING_EQUAL(whole, "Tuesday 5 January 2027");
    language_day(LANGUAGE_ES, date, day);
    language_day_long(LANGUAGE_ES, date, whole);
    CU_ASSERT_STRING_EQUAL(day, "mar 5 ene 2027");
    CU_ASSERT_STRING_EQUAL(whole, "martes 5 de enero de 2027");
    language_day(LANGUAGE_ES, wednesday, day);
    language_day_long(LANGUAGE_ES, wednesday, whole);
    CU_ASSERT_STRING_EQUAL(day, "mié 30 sep 2026");
    CU_ASSERT_STRING_EQUAL(whole, "miércoles 30 de septiembre de 2026");
    CU_ASSERT_STRING_EQUAL(language_tag(LANGUAGE_ES), "es");
    CU_ASSERT_STRING_EQUAL(language_month(LANGUAGE_ES, 12), "diciembre");
}

static const struct test tests[] = {
    {"a language is read from its tag", a_language_is_read_from_its_tag},
    {"one that is not spoken is English, and said", one_that_is_not_spoken_is_english_and_said},
    {"each language says days in its own way", each_language_says_days_in_its_own_way},
    {0}};

const struct test_suite test_suites[] = {{"language", NULL, NULL, tests}, {0}};
