/* SPDX-License-Identifier: MIT
 *
 * What of an address is shown: its host, and no more.
 */
#include "base/unshown.h"

#include <string.h>

#include "base/fault.h"
#include "test.h"

static void masked_is(const char *text, const char *wanted)
{
    char room[512];

    CU_ASSERT_TRUE_FATAL(strlen(text) < sizeof room);
    memcpy(room, text, strlen(text) + 1);
    unshown_mask(room, strlen(room));
    CU_ASSERT_STRING_EQUAL(room, wanted);
}

static void an_address_is_shown_up_to_its_host(void)
{
    masked_is("see https://hooks.slack.com/services/T0/B0/XX, then",
              "see https://hooks.slack.com/*****************, then");
    masked_is("\"https://h.test?token=abc\"", "\"https://h.test?*********\"");
    masked_is("https://h.test#abc", "https://h.test#***");
    masked_is("https://user:pass@h.test:443/P", "https://*********@h.test:443/*");
    masked_is("nats://token@h.test", "nats://*****@h.test");
    masked_is("https://h.test", "https://h.test");
    masked_is("https://h.test/", "https://h.test/");
    masked_is("two: http://a.test/B http://c.test/D", "two: http://a.test/* http://c.test/*");
    masked_is("https://h.test/\xc3\xa4"
              "b",
              "https://h.test/\xc3\xa4*");
    masked_is("https://mattermost.test/hooks/4c8x91kd7pbn3r5tqwzm6yhfua",
              "https://mattermost.test/********************************");
    masked_is("://", "://");
    masked_is("", "");
}

static void a_signing_key_is_not_shown(void)
{
    masked_is("key: whsec_MTIz+/==", "key: whsec_********");
    masked_is("whsec_", "whsec_");
}

static void what_we_tell_people_to_type_is_shown(void)
{
    masked_is("Write for example: \"https://pm.example/visit/{ref}\"",
              "Write for example: \"https://pm.example/visit/{ref}\"");
    masked_is("https://proxy.example:3128/x", "https://proxy.example:3128/x");
    masked_is("https://.example/X", "https://.example/*");
    masked_is("https://h.test/.example/X", "https://h.test/**********");
}

static void the_address_of_an_article_or_a_code_system_is_shown(void)
{
    static const char *const shown[] = {
        "http://hl7.org/fhir/sid/icd-10",
        "http://www.nlm.nih.gov/research/umls/rxnorm",
        "https://www.fda.gov/medical-devices/aesthetic-cosmetic-devices/microneedling-devices",
        "https://doi.org/10.1111/jocd.14027",
    };

    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
        masked_is(shown[i], shown[i]);
    }
}

/* Of a long line the part around the place is kept: it may begin inside an address. */
static void a_line_that_is_cut_inside_an_address_shows_nothing_of_it(void)
{
    char line[600];
    struct faults faults;
    size_t len;

    memset(line, 's', sizeof line);
    memcpy(line, "say: https://h.test/", 20);
    memcpy(line + 500, " later", 7);
    len = strlen(line);
    for (uint32_t column = 1; column <= len; column += 7) {
        faults_begin(&faults);
        struct place at = {.file = "a.yaml", .line = 1, .column = column};
        struct fault *fault = fault_add(&faults, FAULT_S205, at, "wrong");

        fault_source(&faults, fault, line, len);
        CU_ASSERT_PTR_NOT_NULL_FATAL(fault->line);
        CU_ASSERT_PTR_NULL(strstr(fault->line, "sss"));
        faults_end(&faults);
    }
}

static void a_list_that_is_hushed_keeps_no_line(void)
{
    char room[FAULT_WORD];
    struct faults faults;

    faults_begin(&faults);
    CU_ASSERT_STRING_EQUAL(fault_word(&faults, "word", 4, room), "\"word\"");
    faults.hush = true;
    CU_ASSERT_STRING_EQUAL(fault_word(&faults, "word", 4, room), "this");
    struct place at = {.file = "a.yaml", .line = 1, .column = 1};
    struct fault *fault = fault_add(&faults, FAULT_S205, at, "wrong");
    fault_source(&faults, fault, "word", 4);
    fault_line(&faults, fault, "word", 4, 1);
    CU_ASSERT_PTR_NULL(fault->line);
    faults_end(&faults);
}

static const struct test tests[] = {
    {"an address is shown up to its host", an_address_is_shown_up_to_its_host},
    {"a signing key is not shown", a_signing_key_is_not_shown},
    {"what we tell people to type is shown", what_we_tell_people_to_type_is_shown},
    {"the address of an article or a code system is shown",
     the_address_of_an_article_or_a_code_system_is_shown},
    {"a line that is cut inside an address shows nothing of it",
     a_line_that_is_cut_inside_an_address_shows_nothing_of_it},
    {"a list that is hushed keeps no line", a_list_that_is_hushed_keeps_no_line},
    {0},
};

const struct test_suite test_suites[] = {{"unshown", NULL, NULL, tests}, {0}};
