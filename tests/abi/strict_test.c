/* SPDX-License-Identifier: MIT
 *
 * Strict mode: a wrong host for each code, which is told of that code and of no other, and right
 * hosts, which are told of nothing. A row without its wrong host fails. Each plays in a process of
 * its own; what was found stands in the journal of its state directory.
 */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "strict/strict.h"
#include "support/child.h"
#include "support/clinic.h"
#include "support/json_door.h"
#include "support/look.h"
#include "test.h"

#define STRICT_ON "strict: yes-for-testing\n"

static struct clinic clinic;
static precare_instance *instance;
static struct clinic_event e;

/* ---- what hosts do ---- */

static void host_begin(void)
{
    instance = clinic_open_started(&clinic);
    clinic_event(&e, 2010, 1);
}

static void host_end(void)
{
    MUST(clinic_plugin()->close(instance) == PRECARE_OK);
}

static void host_raise(uint32_t phase, uint32_t disposition)
{
    e.event.phase = phase;
    e.event.disposition = disposition;
    (void)clinic_raise(instance, &e, NULL);
}

static const precare_result *host_result(void)
{
    const precare_result *r = NULL;

    (void)clinic_plugin()->booking(instance, &e.event, &r, NULL);
    MUST(r != NULL);
    return r;
}

/* ---- wrong hosts: threads and the life of an instance ---- */

static void *host_reloads(void *unused)
{
    (void)unused;
    for (int i = 0; i < 60; i++) {
        (void)clinic_plugin()->reload(instance, NULL, NULL);
    }
    return NULL;
}

static void two_reload_at_once(void)
{
    pthread_t thread;

    host_begin();
    MUST(pthread_create(&thread, NULL, host_reloads, NULL) == 0);
    (void)host_reloads(NULL);
    (void)pthread_join(thread, NULL);
    host_end();
}

static atomic_bool host_inside;

static void *host_previews(void *unused)
{
    (void)unused;
    atomic_store(&host_inside, true);
    host_raise(PRECARE_PREVIEW, 0);
    return NULL;
}

static void *host_closes(void *unused)
{
    (void)unused;
    host_end();
    return NULL;
}

static void *host_changes(void *unused)
{
    (void)unused;
    e.patient.birth_date.year = 1981;
    return NULL;
}

/* Another thread does it while one is inside a call, which cannot end: the journal is held. */
static void host_meanwhile(void *(*other)(void *))
{
    char path[512];
    pthread_t calling, meanwhile;

    host_begin();
    (void)snprintf(path, sizeof path, "%s/" STRICT_JOURNAL, clinic.state);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    MUST(fd >= 0 && flock(fd, LOCK_EX) == 0);
    MUST(pthread_create(&calling, NULL, host_previews, NULL) == 0);
    while (!atomic_load(&host_inside)) {
        pause_ms(1);
    }
    pause_ms(500);
    MUST(pthread_create(&meanwhile, NULL, other, NULL) == 0);
    pause_ms(500);
    (void)close(fd);
    (void)pthread_join(calling, NULL);
    (void)pthread_join(meanwhile, NULL);
}

static void closes_in_a_call(void)
{
    host_meanwhile(host_closes);
}

static void calls_after_close(void)
{
    host_begin();
    host_end();
    (void)clinic_raise(instance, &e, NULL);
}

static void calls_with_nothing(void)
{
    host_begin();
    (void)clinic_raise(NULL, &e, NULL);
    host_end();
}

static void never_starts(void)
{
    instance = clinic_open(&clinic);
    clinic_event(&e, 2010, 1);
    host_raise(PRECARE_FINAL, 0);
    host_end();
}

static void child_of_host(void)
{
    host_raise(PRECARE_PREVIEW, 0);
}

static void forks_without_start(void)
{
    host_begin();
    MUST(child_end(child_begin(child_of_host)) == 0);
    host_end();
}

static void clones_itself(void)
{
    int status = 0;

    host_begin();
    long child = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (child == 0) {
        _exit(clinic_plugin()->start(instance, NULL) == PRECARE_E_FORKED ? 0 : 1);
    }
    MUST(waitpid((pid_t)child, &status, 0) == child && status == 0);
    host_end();
}

static void opens_twice(void)
{
    host_begin();
    MUST(clinic_plugin()->close(clinic_open(&clinic)) == PRECARE_OK);
    host_end();
}

/* ---- wrong hosts: memory ---- */

static void changes_the_event(void)
{
    host_meanwhile(host_changes);
    host_end();
}

static void writes_into_a_result(void)
{
    host_begin();
    const precare_result *r = host_result();
    ((precare_result *)(uintptr_t)r)->overall = PRECARE_CLEAR;
    (void)clinic_plugin()->result_free(instance, r);
    host_end();
}

static void frees_twice(void)
{
    host_begin();
    const precare_result *r = host_result();
    (void)clinic_plugin()->result_free(instance, r);
    (void)clinic_plugin()->result_free(instance, r);
    host_end();
}

static void keeps_a_rule_of_what_was_freed(void)
{
    precare_acknowledgement ack = {.struct_size = sizeof ack,
                                   .action = PRECARE_ACCEPTED,
                                   .actor = "u12",
                                   .subject = "pt-88",
                                   .appointment = "apt-1"};

    host_begin();
    const precare_result *r = host_result();
    const precare_finding *f = clinic_item(r->findings, 0);
    ack.rule = f->rule;
    (void)clinic_plugin()->result_free(instance, r);
    MUST(clinic_plugin()->acknowledge(instance, &ack, NULL) == PRECARE_OK);
    host_end();
}

static void frees_nothing(void)
{
    host_begin();
    e.event.phase = PRECARE_PREVIEW;
    for (int i = 0; i < 1001; i++) {
        (void)host_result();
    }
    host_end();
}

/* ---- wrong hosts: arguments ---- */

static void passes_null(void)
{
    host_begin();
    (void)clinic_plugin()->booking(instance, &e.event, NULL, NULL);
    host_end();
}

static void passes_a_wrong_size(void)
{
    host_begin();
    e.event.struct_size = 8;
    host_raise(PRECARE_PREVIEW, 0);
    host_end();
}

static void passes_no_event(void)
{
    host_begin();
    e.event.moment = 77;
    host_raise(PRECARE_PREVIEW, 0);
    host_end();
}

static void calls_what_is_not_there(void)
{
    const struct json_door door = json_door();
    precare_json *handle;
    char *out;
    uint64_t len;

    MUST(door.open(clinic.config, &handle, NULL) >= 0);
    MUST(door.call(handle, "evalute", "{}", 2, &out, &len, NULL) == PRECARE_E_METHOD);
    MUST(door.close(handle) == PRECARE_OK);
}

/* ---- wrong hosts: the order of a visit's calls ---- */

static void previews_and_says_final(void)
{
    host_begin();
    host_raise(PRECARE_PREVIEW, 0);
    host_raise(PRECARE_FINAL, 0);
    host_end();
}

static void settles_what_nobody_previewed(void)
{
    host_begin();
    host_raise(PRECARE_SETTLE, PRECARE_SAVED);
    host_end();
}

static void settles_as_saved_and_as_abandoned(void)
{
    host_begin();
    host_raise(PRECARE_PREVIEW, 0);
    host_raise(PRECARE_SETTLE, PRECARE_SAVED);
    host_raise(PRECARE_SETTLE, PRECARE_ABANDONED);
    host_end();
}

static void settles_something_else(void)
{
    host_begin();
    host_raise(PRECARE_PREVIEW, 0);
    e.patient.birth_date.year = 1980;
    host_raise(PRECARE_SETTLE, PRECARE_SAVED);
    host_end();
}

static void overrides_without_a_word(void)
{
    host_begin();
    host_raise(PRECARE_PREVIEW, 0);
    host_raise(PRECARE_SETTLE, PRECARE_OVERRIDDEN);
    host_end();
}

static void books_a_series_by_one_id(void)
{
    host_begin();
    host_raise(PRECARE_FINAL, 0);
    e.appointment.start.day = 19;
    e.event.event_id = "apt-1/2";
    host_raise(PRECARE_FINAL, 0);
    host_end();
}

static void moves_and_tells_nobody(void)
{
    host_begin();
    host_raise(PRECARE_FINAL, 0);
    e.appointment.start.day = 19;
    e.event.action = PRECARE_CONFIRM;
    host_raise(PRECARE_FINAL, 0);
    host_end();
}

static void counts_events_by_one(void)
{
    host_begin();
    host_raise(PRECARE_FINAL, 0);
    clinic_event(&e, 2010, 2);
    e.event.event_id = "apt-1/1";
    e.event.subject = "pt-89";
    host_raise(PRECARE_FINAL, 0);
    host_end();
}

static void says_nobody_whose(void)
{
    host_begin();
    e.event.subject = NULL;
    host_raise(PRECARE_FINAL, 0);
    host_end();
}

/* ---- wrong hosts: what people did and saw ---- */

static int32_t host_acknowledge(uint32_t action, const char *appointment, const char *rule,
                                const char *reason)
{
    precare_acknowledgement ack = {.struct_size = sizeof ack,
                                   .action = action,
                                   .actor = "u12",
                                   .role = "nurse",
                                   .rule = rule,
                                   .reason = reason,
                                   .subject = "pt-88",
                                   .appointment = appointment};

    return clinic_plugin()->acknowledge(instance, &ack, NULL);
}

static void acknowledges_what_is_not_there(void)
{
    host_begin();
    MUST(host_acknowledge(PRECARE_ACCEPTED, "apt-9", "too-young", NULL) < 0);
    host_end();
}

static void overrides_as_a_nurse(void)
{
    host_begin();
    host_raise(PRECARE_FINAL, 0);
    MUST(host_acknowledge(PRECARE_OVERRODE, "apt-1", "too-young", "benefit-outweighs") < 0);
    host_end();
}

static void saves_what_is_blocked(void)
{
    char path[512];

    (void)snprintf(path, sizeof path, "%s/block.yaml", clinic.rules);
    clinic_write(path,
                 "format: precare-rules/1\n"
                 "rulebook:\n"
                 "  id: blocks\n"
                 "  title: \"A rule that blocks\"\n"
                 "  version: \"1.0.0\"\n"
                 "  status: active\n"
                 "  owner: {name: \"Lead\", role: clinical-lead}\n"
                 "  review-by: \"2099-01-01\"\n"
                 "  sources:\n"
                 "    house: {title: \"House rules\", kind: clinic-policy}\n"
                 "lists:\n"
                 "  needling-too: {kind: procedure, plain: \"needling\", items: [microneedling]}\n"
                 "rules:\n"
                 "  - id: never\n"
                 "    title: \"Never under 22\"\n"
                 "    source: {ref: house, basis: clinic-decision}\n"
                 "    when: {at: booking, procedure: needling-too}\n"
                 "    if: {patient.age: {below: 22 years}}\n"
                 "    then: {severity: block, because: \"A test.\", say: \"Not under 22.\"}\n"
                 "    if-unknown: {ask: \"When was the patient born?\", of: staff}\n");
    host_begin();
    host_raise(PRECARE_PREVIEW, 0);
    host_raise(PRECARE_SETTLE, PRECARE_SAVED);
    host_end();
}

static void shows_clear(void)
{
    host_begin();
    host_raise(PRECARE_FINAL, 0);
    MUST(host_acknowledge(PRECARE_SHOWN, "apt-1", NULL, "clear") == PRECARE_OK);
    host_end();
}

static void shows_less(void)
{
    host_begin();
    host_raise(PRECARE_FINAL, 0);
    MUST(host_acknowledge(PRECARE_SHOWN, "apt-1", NULL, "tasks") == PRECARE_OK);
    host_end();
}

static const struct wrong {
    enum strict_code code;
    void (*play)(void);
    const char *deliver;
    bool races, clones; /* sanitizers would tell of it, too; they follow no clone */
} wrongs[] = {
    {STRICT_CONTROL_OVERLAP, two_reload_at_once, NULL, false, false},
    {STRICT_CLOSE_DURING_CALL, closes_in_a_call, NULL, false, false},
    {STRICT_AFTER_CLOSE, calls_after_close, NULL, false, false},
    {STRICT_UNKNOWN_INSTANCE, calls_with_nothing, NULL, false, false},
    {STRICT_NOT_STARTED, never_starts, "thread", false, false},
    {STRICT_FORK_WITHOUT_START, forks_without_start, NULL, false, false},
    {STRICT_CLONED, clones_itself, NULL, false, true},
    {STRICT_OPENED_TWICE, opens_twice, NULL, false, false},
    {STRICT_EVENT_CHANGED, changes_the_event, NULL, true, false},
    {STRICT_RESULT_CHANGED, writes_into_a_result, NULL, false, false},
    {STRICT_FREED_TWICE, frees_twice, NULL, false, false},
    {STRICT_USED_AFTER_FREE, keeps_a_rule_of_what_was_freed, NULL, false, false},
    {STRICT_NEVER_FREED, frees_nothing, NULL, false, false},
    {STRICT_WRONG_ARGUMENT, passes_null, NULL, false, false},
    {STRICT_WRONG_SIZE, passes_a_wrong_size, NULL, false, false},
    {STRICT_WRONG_EVENT, passes_no_event, NULL, false, false},
    {STRICT_WRONG_METHOD, calls_what_is_not_there, NULL, false, false},
    {STRICT_FINAL_AFTER_PREVIEW, previews_and_says_final, NULL, false, false},
    {STRICT_SETTLE_WITHOUT_PREVIEW, settles_what_nobody_previewed, NULL, false, false},
    {STRICT_SETTLED_OTHERWISE, settles_as_saved_and_as_abandoned, NULL, false, false},
    {STRICT_SETTLE_DIFFERS, settles_something_else, NULL, false, false},
    {STRICT_OVERRIDDEN_WITHOUT_REASON, overrides_without_a_word, NULL, false, false},
    {STRICT_SAVED_THOUGH_BLOCKED, saves_what_is_blocked, NULL, false, false},
    {STRICT_SERIES_WITHOUT_OCCURRENCE, books_a_series_by_one_id, NULL, false, false},
    {STRICT_MOVED_SILENTLY, moves_and_tells_nobody, NULL, false, false},
    {STRICT_EVENT_ID_REUSED, counts_events_by_one, NULL, false, false},
    {STRICT_NO_IDENTITY, says_nobody_whose, NULL, false, false},
    {STRICT_ACKNOWLEDGED_NOTHING, acknowledges_what_is_not_there, NULL, false, false},
    {STRICT_ACKNOWLEDGEMENT_REFUSED, overrides_as_a_nurse, NULL, false, false},
    {STRICT_SHOWN_AS_CLEAR, shows_clear, NULL, false, false},
    {STRICT_SHOWN_OTHERWISE, shows_less, NULL, false, false},
};
_Static_assert(sizeof wrongs / sizeof *wrongs == STRICT_CODE_COUNT, "one for each code");

/* ---- right hosts ---- */

static void says_final_alone(void)
{
    host_begin();
    host_raise(PRECARE_FINAL, 0);
    host_raise(PRECARE_FINAL, 0); /* a request that is tried again */
    MUST(host_acknowledge(PRECARE_SHOWN, "apt-1", NULL, "hold") == PRECARE_OK);
    e.event.action = PRECARE_RESCHEDULE;
    e.appointment.start.day = 19;
    e.event.event_id = "apt-1/2";
    host_raise(PRECARE_FINAL, 0);
    e.event.moment = PRECARE_CHECK_IN;
    e.event.action = 0;
    host_raise(PRECARE_FINAL, 0);
    e.event.moment = PRECARE_BOOKING;
    e.event.action = PRECARE_CANCEL;
    host_raise(PRECARE_FINAL, 0);
    host_end();
}

static void previews_and_settles(void)
{
    precare_acknowledgement ack = {.struct_size = sizeof ack,
                                   .action = PRECARE_OVERRODE,
                                   .actor = "u12",
                                   .role = "physician",
                                   .rule = "too-young",
                                   .reason = "benefit-outweighs"};

    host_begin();
    for (int i = 0; i < 4; i++) {
        host_raise(PRECARE_PREVIEW, 0);
    }
    host_raise(PRECARE_SETTLE, PRECARE_ABANDONED);
    host_raise(PRECARE_PREVIEW, 0);
    e.event.acknowledgements = (precare_array){&ack, 1, sizeof ack};
    host_raise(PRECARE_SETTLE, PRECARE_OVERRIDDEN);
    host_raise(PRECARE_SETTLE, PRECARE_OVERRIDDEN);
    host_end();
}

/* Before the save there is no id; the settle has it. */
static void learns_the_id_when_it_saves(void)
{
    host_begin();
    e.appointment.id = "new";
    host_raise(PRECARE_PREVIEW, 0);
    e.appointment.id = "apt-1";
    host_raise(PRECARE_SETTLE, PRECARE_SAVED);
    host_end();
}

static void starts_in_each_child(void)
{
    instance = clinic_open(&clinic);
    clinic_event(&e, 2010, 1);
    pid_t child = fork();
    if (child == 0) {
        MUST(clinic_plugin()->start(instance, NULL) == PRECARE_OK);
        host_raise(PRECARE_FINAL, 0);
        host_end();
        _exit(0);
    }
    MUST(child_end(child) == 0);
    host_end();
}

/* The preview in one process, the settle in another, as under php-fpm. */
static void previews_here(void)
{
    host_begin();
    host_raise(PRECARE_PREVIEW, 0);
    host_end();
}

static void settles_there(void)
{
    host_begin();
    host_raise(PRECARE_SETTLE, PRECARE_SAVED);
    host_end();
}

static void settles_in_another_process(void)
{
    MUST(child_end(child_begin(previews_here)) == 0);
    MUST(child_end(child_begin(settles_there)) == 0);
}

static void frees_after_close(void)
{
    host_begin();
    const precare_result *r = host_result();
    host_end();
    MUST(clinic_plugin()->result_free(instance, r) == PRECARE_OK);
    MUST(clinic_plugin()->result_free(NULL, NULL) == PRECARE_OK);
}

static void books_a_series_by_occurrence(void)
{
    host_begin();
    for (int32_t day = 12; day < 28; day += 7) {
        e.appointment.start.day = day;
        (void)snprintf(e.event_id, sizeof e.event_id, "apt-1/%d", day);
        e.appointment.occurrence = (precare_time){PRECARE_TIME_DAY, 2027, 1, day, 0, 0, 0, 0};
        host_raise(PRECARE_FINAL, 0);
    }
    host_end();
}

#define THREADS 64
#define BOOKINGS 6

static void *host_books(void *of)
{
    uint32_t number = *(uint32_t *)of;

    for (uint32_t i = 0; i < BOOKINGS; i++) {
        struct clinic_event own;

        clinic_event(&own, i % 2 == 0 ? 2010 : 1980, number * BOOKINGS + i);
        own.event.phase = PRECARE_PREVIEW;
        MUST(clinic_raise(instance, &own, NULL) != UINT32_MAX);
        own.event.phase = PRECARE_SETTLE;
        own.event.disposition = PRECARE_SAVED;
        MUST(clinic_raise(instance, &own, NULL) != UINT32_MAX);
    }
    return NULL;
}

static void books_on_sixty_four_threads(void)
{
    pthread_t threads[THREADS];
    uint32_t numbers[THREADS];

    host_begin();
    for (uint32_t i = 0; i < THREADS; i++) {
        numbers[i] = i;
        MUST(pthread_create(&threads[i], NULL, host_books, &numbers[i]) == 0);
    }
    for (uint32_t i = 0; i < THREADS; i++) {
        (void)pthread_join(threads[i], NULL);
    }
    host_end();
}

static void (*const rights[])(void) = {says_final_alone,
                                       previews_and_settles,
                                       learns_the_id_when_it_saves,
                                       starts_in_each_child,
                                       settles_in_another_process,
                                       frees_after_close,
                                       books_a_series_by_occurrence};

/* ---- what was found ---- */

static char *journal_take(void)
{
    char path[512];
    size_t len = 0, room = 8u << 20;
    char *text = calloc(1, room);

    (void)snprintf(path, sizeof path, "%s/" STRICT_JOURNAL, clinic.state);
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

static char *host_play(void (*play)(void), const char *deliver)
{
    clinic_make(&clinic, (struct clinic){.deliver = deliver, .more = STRICT_ON});
    CU_ASSERT_EQUAL(child_end(child_begin(play)), 0);
    return journal_take();
}

static void each_code_is_told_of_a_host_that_does_it_and_no_other(void)
{
    for (size_t i = 0; i < STRICT_CODE_COUNT; i++) {
        const struct wrong *w = &wrongs[i];
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
    char *journal = host_play(passes_no_event, NULL);

    CU_ASSERT_PTR_NOT_NULL(strstr(journal, "\"where\":\"moment\""));
    free(journal);
}

static void right_hosts_are_told_of_nothing(void)
{
    for (size_t i = 0; i < sizeof rights / sizeof *rights; i++) {
        char *journal = host_play(rights[i], NULL);

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
    char *journal = host_play(books_on_sixty_four_threads, NULL);
    uint32_t lines = 0;

    for (const char *at = strstr(journal, "\"facts\""); at != NULL;
         at = strstr(at + 1, "\"facts\"")) {
        lines++;
    }
    CU_ASSERT_EQUAL(lines, 2 * THREADS * BOOKINGS);
    CU_ASSERT_EQUAL(findings_count(journal, NULL), 0);
    free(journal);
}

static void no_word_of_the_patient_is_in_the_journal(void)
{
    static const char *const words[] = {"pt-88", "apt-1", "tretinoin", "2010-05", "u12"};
    char *journal = host_play(previews_and_settles, NULL);

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        CU_ASSERT_PTR_NULL(strstr(journal, words[i]));
    }
    free(journal);
}

static void without_it_nothing_is_written(void)
{
    clinic_make(&clinic, (struct clinic){0});
    CU_ASSERT_EQUAL(child_end(child_begin(previews_and_says_final)), 0);
    char *journal = journal_take();
    CU_ASSERT_STRING_EQUAL(journal, "");
    free(journal);
}

static void what_was_shown_is_an_overall_word_of_a_visit_that_was_judged(void)
{
    clinic_make(&clinic, (struct clinic){0});
    host_begin();
    CU_ASSERT_EQUAL(host_acknowledge(PRECARE_SHOWN, "apt-1", NULL, "clear"), PRECARE_OK);
    CU_ASSERT_EQUAL(host_acknowledge(PRECARE_SHOWN, "apt-1", NULL, "fine"), PRECARE_E_ARGUMENT);
    CU_ASSERT_EQUAL(host_acknowledge(PRECARE_SHOWN, "apt-1", NULL, NULL), PRECARE_E_ARGUMENT);
    CU_ASSERT_EQUAL(host_acknowledge(PRECARE_SHOWN, NULL, NULL, "clear"), PRECARE_E_ARGUMENT);
    CU_ASSERT_EQUAL(clinic_rows(&clinic, "SELECT count(*) FROM sqlite_master WHERE name='none'"),
                    0);
    CU_ASSERT_EQUAL(clinic_plugin()->close(instance), PRECARE_OK);
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
