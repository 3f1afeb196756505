/* SPDX-License-Identifier: MIT
 *
 * Strict mode: a wrong host for each code, which is told of that code and of no other, and right
 * hosts, which are told of nothing (support/strict_host.h). A row without its wrong host fails.
 * Each plays in a process of its own; what was found stands in the journal of its state directory.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/strict_host.h"
#include "test.h"

#define STRICT_ON "strict: yes-for-testing\n"

static struct strict_host host;

static char *journal_take(void)
{
    char path[512];
    size_t len = 0, room = 8u << 20;
    char *text = calloc(1, room);

    (void)snprintf(path, sizeof path, "%s/" STRICT_JOURNAL, host.clinic.state);
    FILE *file = fopen(path, "re");
    if (file != NULL) {
        len = fread(text, 1, room - 1, file);
        (void)fclose(file);
    }
    text[len] = '\0';
    return text;
}

/* How many findings there are of this code; of all where it is NULL. */
static uint32_t findings_count(const char *journal, const char *code)
{
    char wanted[128];
    uint32_t count = 0;

    (void)snprintf(wanted, sizeof wanted, "\"finding\":\"%s%s", code != NULL ? code : "",
                   code != NULL ? "\"" : "");
    for (const char *at = strstr(journal, wanted); at != NULL; at = strstr(at + 1, wanted)) {
        count++;
    }
    return count;
}

/* It plays in a process of its own; what was found. */
static char *host_play(void (*play)(struct strict_host *h), const char *deliver)
{
    clinic_make(&host.clinic, (struct clinic){.deliver = deliver, .more = STRICT_ON});
    CU_ASSERT_EQUAL(host_forks(&host, play), 0);
    return journal_take();
}

static void each_code_is_told_of_a_host_that_does_it_and_no_other(void)
{
    for (size_t i = 0; i < STRICT_CODE_COUNT; i++) {
        const struct strict_wrong *w = &strict_wrongs[i];
        const char *word = strict_code(w->code)->word;

        CU_ASSERT_EQUAL(w->code, i);
        if ((w->races && test_watched(NULL)) || (w->clones && test_watched(NULL))) {
            continue;
        }
        char *journal = host_play(w->play, w->deliver);
        uint32_t told = findings_count(journal, word), all = findings_count(journal, NULL);
        if (told == 0 || told != all) {
            printf("    %s: %u of %u findings\n%.3000s\n", word, told, all, journal);
        }
        CU_ASSERT(told > 0);
        CU_ASSERT_EQUAL(told, all);
        free(journal);
    }
}

static void a_wrong_event_is_told_with_its_field(void)
{
    char *journal = host_play(strict_wrongs[STRICT_WRONG_EVENT].play, NULL);

    CU_ASSERT_PTR_NOT_NULL(strstr(journal, "\"where\":\"moment\""));
    free(journal);
}

static void right_hosts_are_told_of_nothing(void)
{
    for (size_t i = 0; i < strict_right_count; i++) {
        char *journal = host_play(strict_rights[i], NULL);

        if (findings_count(journal, NULL) != 0) {
            printf("    right host %zu\n%s\n", i, journal);
        }
        CU_ASSERT_EQUAL(findings_count(journal, NULL), 0);
        CU_ASSERT_PTR_NOT_NULL(strstr(journal, "\"call\":"));
        free(journal);
    }
}

static void sixty_four_threads_are_each_seen(void)
{
    char *journal = host_play(right_books_on_threads, NULL);
    uint32_t lines = 0;

    for (const char *at = strstr(journal, "\"facts\""); at != NULL;
         at = strstr(at + 1, "\"facts\"")) {
        lines++;
    }
    CU_ASSERT_EQUAL(lines, 2 * STRICT_THREADS * STRICT_BOOKINGS);
    CU_ASSERT_EQUAL(findings_count(journal, NULL), 0);
    free(journal);
}

static void no_word_of_the_patient_is_in_the_journal(void)
{
    static const char *const words[] = {"pt-88", "apt-1", "tretinoin", "2010-05", "u12"};
    char *journal = host_play(right_previews_and_settles, NULL);

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        CU_ASSERT_PTR_NULL(strstr(journal, words[i]));
    }
    free(journal);
}

static void without_it_nothing_is_written(void)
{
    clinic_make(&host.clinic, (struct clinic){0});
    CU_ASSERT_EQUAL(host_forks(&host, strict_wrongs[STRICT_FINAL_AFTER_PREVIEW].play), 0);
    char *journal = journal_take();
    CU_ASSERT_STRING_EQUAL(journal, "");
    free(journal);
}

static void what_was_shown_is_an_overall_word_of_a_visit_that_was_judged(void)
{
    clinic_make(&host.clinic, (struct clinic){0});
    host_begin(&host);
    CU_ASSERT_EQUAL(host_acknowledge(&host, PRECARE_SHOWN, "apt-1", NULL, "clear"), PRECARE_OK);
    CU_ASSERT_EQUAL(host_acknowledge(&host, PRECARE_SHOWN, "apt-1", NULL, "fine"),
                    PRECARE_E_ARGUMENT);
    CU_ASSERT_EQUAL(host_acknowledge(&host, PRECARE_SHOWN, "apt-1", NULL, NULL),
                    PRECARE_E_ARGUMENT);
    CU_ASSERT_EQUAL(host_acknowledge(&host, PRECARE_SHOWN, NULL, NULL, "clear"),
                    PRECARE_E_ARGUMENT);
    CU_ASSERT_EQUAL(
        clinic_rows(&host.clinic, "SELECT count(*) FROM sqlite_master WHERE name='none'"), 0);
    CU_ASSERT_EQUAL(clinic_plugin()->close(host.instance), PRECARE_OK);
}

static const struct test tests[] = {
    {"each code is told of a host that does it, and no other",
     each_code_is_told_of_a_host_that_does_it_and_no_other},
    {"a wrong event is told with its field", a_wrong_event_is_told_with_its_field},
    {"right hosts are told of nothing", right_hosts_are_told_of_nothing},
    {"sixty-four threads are each seen", sixty_four_threads_are_each_seen},
    {"no word of the patient is in the journal", no_word_of_the_patient_is_in_the_journal},
    {"without it nothing is written", without_it_nothing_is_written},
    {"what was shown is an overall word of a visit that was judged",
     what_was_shown_is_an_overall_word_of_a_visit_that_was_judged},
    {0}};

const struct test_suite test_suites[] = {{"strict mode", NULL, NULL, tests}, {0}};
