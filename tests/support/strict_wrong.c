/* SPDX-License-Identifier: MIT
 *
 * See strict_host.h: a wrong host for each code, which does that and nothing else that is wrong.
 */
#include "support/strict_host.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/child.h"
#include "support/json_door.h"
#include "support/look.h"

/* ---- threads and the life of an instance ---- */

static void *host_reloads(void *of)
{
    struct strict_host *h = of;

    for (int i = 0; i < 60; i++) {
        (void)clinic_plugin()->reload(h->instance, NULL, NULL);
    }
    return NULL;
}

static void two_reload_at_once(struct strict_host *h)
{
    pthread_t thread;

    host_begin(h);
    MUST(pthread_create(&thread, NULL, host_reloads, h) == 0);
    (void)host_reloads(h);
    (void)pthread_join(thread, NULL);
    host_end(h);
}

static void *host_previews(void *of)
{
    struct strict_host *h = of;

    atomic_store(&h->inside, true);
    host_raise(h, PRECARE_PREVIEW, 0);
    return NULL;
}

static void *host_closes(void *of)
{
    struct strict_host *h = of;

    host_end(h);
    return NULL;
}

static void *host_changes(void *of)
{
    struct strict_host *h = of;

    h->e.patient.birth_date.year = 1981;
    return NULL;
}

/* Another thread does it while one is inside a call, which cannot end: the journal is held. */
static void host_meanwhile(struct strict_host *h, void *(*other)(void *))
{
    char path[512];
    pthread_t calling, meanwhile;

    host_begin(h);
    (void)snprintf(path, sizeof path, "%s/" STRICT_JOURNAL, h->clinic.state);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    MUST(fd >= 0 && flock(fd, LOCK_EX) == 0);
    MUST(pthread_create(&calling, NULL, host_previews, h) == 0);
    while (!atomic_load(&h->inside)) {
        pause_ms(1);
    }
    pause_ms(500);
    MUST(pthread_create(&meanwhile, NULL, other, h) == 0);
    pause_ms(500);
    (void)close(fd);
    (void)pthread_join(calling, NULL);
    (void)pthread_join(meanwhile, NULL);
}

static void closes_in_a_call(struct strict_host *h)
{
    host_meanwhile(h, host_closes);
}

static void calls_after_close(struct strict_host *h)
{
    host_begin(h);
    host_end(h);
    (void)clinic_raise(h->instance, &h->e, NULL);
}

static void calls_with_nothing(struct strict_host *h)
{
    host_begin(h);
    (void)clinic_raise(NULL, &h->e, NULL);
    host_end(h);
}

static void never_starts(struct strict_host *h)
{
    h->instance = clinic_open(&h->clinic);
    clinic_event(&h->e, 2010, 1);
    host_raise(h, PRECARE_FINAL, 0);
    host_end(h);
}

static void child_of_host(struct strict_host *h)
{
    host_raise(h, PRECARE_PREVIEW, 0);
}

static void forks_without_start(struct strict_host *h)
{
    host_begin(h);
    MUST(host_forks(h, child_of_host) == 0);
    host_end(h);
}

static void clones_itself(struct strict_host *h)
{
    int status = 0;

    host_begin(h);
    long child = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (child == 0) {
        _exit(clinic_plugin()->start(h->instance, NULL) == PRECARE_E_FORKED ? 0 : 1);
    }
    MUST(waitpid((pid_t)child, &status, 0) == child && status == 0);
    host_end(h);
}

static void opens_twice(struct strict_host *h)
{
    host_begin(h);
    MUST(clinic_plugin()->close(clinic_open(&h->clinic)) == PRECARE_OK);
    host_end(h);
}

/* ---- memory ---- */

static void changes_the_event(struct strict_host *h)
{
    host_meanwhile(h, host_changes);
    host_end(h);
}

static void writes_into_a_result(struct strict_host *h)
{
    host_begin(h);
    const precare_result *r = host_result(h);
    ((precare_result *)(uintptr_t)r)->overall = PRECARE_CLEAR;
    (void)clinic_plugin()->result_free(h->instance, r);
    host_end(h);
}

static void frees_twice(struct strict_host *h)
{
    host_begin(h);
    const precare_result *r = host_result(h);
    (void)clinic_plugin()->result_free(h->instance, r);
    (void)clinic_plugin()->result_free(h->instance, r);
    host_end(h);
}

static void keeps_a_rule_of_what_was_freed(struct strict_host *h)
{
    precare_acknowledgement ack = {.struct_size = sizeof ack,
                                   .action = PRECARE_ACCEPTED,
                                   .actor = "u12",
                                   .subject = "pt-88",
                                   .appointment = "apt-1"};

    host_begin(h);
    const precare_result *r = host_result(h);
    const precare_finding *f = clinic_item(r->findings, 0);
    ack.rule = f->rule;
    (void)clinic_plugin()->result_free(h->instance, r);
    MUST(clinic_plugin()->acknowledge(h->instance, &ack, NULL) == PRECARE_OK);
    host_end(h);
}

static void frees_nothing(struct strict_host *h)
{
    host_begin(h);
    h->e.event.phase = PRECARE_PREVIEW;
    for (int i = 0; i < 1001; i++) {
        (void)host_result(h);
    }
    host_end(h);
}

/* ---- arguments ---- */

static void passes_null(struct strict_host *h)
{
    host_begin(h);
    (void)clinic_plugin()->booking(h->instance, &h->e.event, NULL, NULL);
    host_end(h);
}

static void passes_a_wrong_size(struct strict_host *h)
{
    host_begin(h);
    h->e.event.struct_size = 8;
    host_raise(h, PRECARE_PREVIEW, 0);
    host_end(h);
}

static void passes_no_event(struct strict_host *h)
{
    host_begin(h);
    h->e.event.moment = 77;
    host_raise(h, PRECARE_PREVIEW, 0);
    host_end(h);
}

static void calls_what_is_not_there(struct strict_host *h)
{
    const struct json_door door = json_door();
    precare_json *handle;
    char *out;
    uint64_t len;

    MUST(door.open(h->clinic.config, &handle, NULL) >= 0);
    MUST(door.call(handle, "evalute", "{}", 2, &out, &len, NULL) == PRECARE_E_METHOD);
    MUST(door.close(handle) == PRECARE_OK);
}

/* ---- the order of a visit's calls ---- */

static void previews_and_says_final(struct strict_host *h)
{
    host_begin(h);
    host_raise(h, PRECARE_PREVIEW, 0);
    host_raise(h, PRECARE_FINAL, 0);
    host_end(h);
}

static void settles_what_nobody_previewed(struct strict_host *h)
{
    host_begin(h);
    host_raise(h, PRECARE_SETTLE, PRECARE_SAVED);
    host_end(h);
}

static void settles_as_saved_and_as_abandoned(struct strict_host *h)
{
    host_begin(h);
    host_raise(h, PRECARE_PREVIEW, 0);
    host_raise(h, PRECARE_SETTLE, PRECARE_SAVED);
    host_raise(h, PRECARE_SETTLE, PRECARE_ABANDONED);
    host_end(h);
}

static void settles_something_else(struct strict_host *h)
{
    host_begin(h);
    host_raise(h, PRECARE_PREVIEW, 0);
    h->e.patient.birth_date.year = 1980;
    host_raise(h, PRECARE_SETTLE, PRECARE_SAVED);
    host_end(h);
}

static void overrides_without_a_word(struct strict_host *h)
{
    host_begin(h);
    host_raise(h, PRECARE_PREVIEW, 0);
    host_raise(h, PRECARE_SETTLE, PRECARE_OVERRIDDEN);
    host_end(h);
}

static void books_a_series_by_one_id(struct strict_host *h)
{
    host_begin(h);
    host_raise(h, PRECARE_FINAL, 0);
    h->e.appointment.start.day = 19;
    h->e.event.event_id = "apt-1/2";
    host_raise(h, PRECARE_FINAL, 0);
    host_end(h);
}

static void moves_and_tells_nobody(struct strict_host *h)
{
    host_begin(h);
    host_raise(h, PRECARE_FINAL, 0);
    h->e.appointment.start.day = 19;
    h->e.event.action = PRECARE_CONFIRM;
    host_raise(h, PRECARE_FINAL, 0);
    host_end(h);
}

static void counts_events_by_one(struct strict_host *h)
{
    host_begin(h);
    host_raise(h, PRECARE_FINAL, 0);
    clinic_event(&h->e, 2010, 2);
    h->e.event.event_id = "apt-1/1";
    h->e.event.subject = "pt-89";
    host_raise(h, PRECARE_FINAL, 0);
    host_end(h);
}

static void says_nobody_whose(struct strict_host *h)
{
    host_begin(h);
    h->e.event.subject = NULL;
    host_raise(h, PRECARE_FINAL, 0);
    host_end(h);
}

/* ---- what people did and saw ---- */

static void acknowledges_what_is_not_there(struct strict_host *h)
{
    host_begin(h);
    MUST(host_acknowledge(h, PRECARE_ACCEPTED, "apt-9", "too-young", NULL) < 0);
    host_end(h);
}

static void overrides_as_a_nurse(struct strict_host *h)
{
    host_begin(h);
    host_raise(h, PRECARE_FINAL, 0);
    MUST(host_acknowledge(h, PRECARE_OVERRODE, "apt-1", "too-young", "benefit-outweighs") < 0);
    host_end(h);
}

static void saves_what_is_blocked(struct strict_host *h)
{
    char path[512];

    (void)snprintf(path, sizeof path, "%s/block.yaml", h->clinic.rules);
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
    host_begin(h);
    host_raise(h, PRECARE_PREVIEW, 0);
    host_raise(h, PRECARE_SETTLE, PRECARE_SAVED);
    host_end(h);
}

static void shows_clear(struct strict_host *h)
{
    host_begin(h);
    host_raise(h, PRECARE_FINAL, 0);
    MUST(host_acknowledge(h, PRECARE_SHOWN, "apt-1", NULL, "clear") == PRECARE_OK);
    host_end(h);
}

static void shows_less(struct strict_host *h)
{
    host_begin(h);
    host_raise(h, PRECARE_FINAL, 0);
    MUST(host_acknowledge(h, PRECARE_SHOWN, "apt-1", NULL, "tasks") == PRECARE_OK);
    host_end(h);
}

const struct strict_wrong strict_wrongs[] = {
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
_Static_assert(sizeof strict_wrongs / sizeof *strict_wrongs == STRICT_CODE_COUNT,
               "one for each code");
