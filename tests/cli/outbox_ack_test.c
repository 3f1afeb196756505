/* SPDX-License-Identifier: MIT
 *
 * `precare outbox ack REF --rule RULE`, the command itself on an outbox with a visit in it: what is
 * acknowledged ends its escalation, and a slip of the pen is told and records nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/alerts.h"
#include "test.h"

#define CHANNELS                                                                                   \
    "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", escalate-after: 15 minutes, "          \
    "escalate-to: call}\n"                                                                         \
    "  call: {kind: webhook, url-from: \"env:ALERTS_CALL\"}\n"
#define COUNT(what) alerts_number(&a, "SELECT count(*) FROM " what)

static struct alerts a;
static char said[1024];

/* Its exit code; what it says on both outputs is in `said`. */
static int outbox_ack_code(const char *ref, const char *rule)
{
    char command[1500];
    FILE *pipe;
    size_t len;
    int status;

    (void)snprintf(
        command, sizeof command,
        "\"$PRECARE_COMMAND\" outbox ack '%s' --rule '%s' --config '%s/precare.yaml' 2>&1", ref,
        rule, a.dir);
    pipe = popen(command, "re");
    len = pipe != NULL ? fread(said, 1, sizeof said - 1, pipe) : 0;
    said[len] = '\0';
    status = pipe != NULL ? pclose(pipe) : -1;
    return status >= 0 ? status >> 8 : -1;
}

static void config_write(void)
{
    char path[400];
    FILE *file;

    (void)snprintf(path, sizeof path, "%s/precare.yaml", a.dir);
    file = fopen(path, "we");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    (void)fprintf(file,
                  "format: precare-config/1\nclinic: {time-zone: America/New_York}\n"
                  "rules: [%s/rules]\nstate: %s\nallow-plain-http: loopback\nchannels:\n" CHANNELS,
                  a.dir, a.state);
    (void)fclose(file);
}

static void slip_of_the_pen_is_told(void)
{
    struct happened h = {.told = {{.rule = "mn-age"}, {.rule = "mn-isotretinoin"}},
                         .told_count = 2};

    alerts_make(&a, CHANNELS, NULL);
    config_write();
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(outbox_ack_code(h.ref, "mn-isotretinion"), 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, h.ref));
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "did you mean 'mn-isotretinoin'?"));
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "Nothing was acknowledged."));
    CU_ASSERT_EQUAL(outbox_ack_code(h.ref, "something-else"), 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "no finding of this visit is of that rule"));
    CU_ASSERT_PTR_NULL(strstr(said, "did you mean"));
    CU_ASSERT_EQUAL(COUNT("record WHERE kind = 2"), 0);
    CU_ASSERT_EQUAL(COUNT("message WHERE kind = 4 AND state = 0"), 1);
    CU_ASSERT_EQUAL(outbox_ack_code("7K3M-9QXT", "mn-age"), 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "no such reference"));
    alerts_end(&a);
}

static void rules_one_by_one_end_the_escalation(void)
{
    struct happened h = {.told = {{.rule = "mn-age"}, {.rule = "mn-isotretinoin"}},
                         .told_count = 2};

    alerts_make(&a, CHANNELS, NULL);
    config_write();
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(outbox_ack_code(h.ref, "mn-age"), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "acknowledged"));
    CU_ASSERT_EQUAL(COUNT("message WHERE kind = 4 AND state = 0"), 1);
    CU_ASSERT_EQUAL(outbox_ack_code(h.ref, "mn-isotretinoin"), 0);
    CU_ASSERT_EQUAL(COUNT("message WHERE kind = 4 AND state = 0"), 0);
    CU_ASSERT_EQUAL(COUNT("record WHERE kind = 2"), 2);
    alerts_end(&a);
}

/* Its exit code, with `input` on standard input. */
static int ack_with_note(const char *ref, const char *input)
{
    char command[3000];
    int status;

    (void)snprintf(command, sizeof command,
                   "printf '%s' | \"$PRECARE_COMMAND\" outbox ack '%s' --note - --config "
                   "'%s/precare.yaml' >'%s/said' 2>&1",
                   input, ref, a.dir, a.dir);
    status = system(command);
    return status >= 0 ? status >> 8 : -1;
}

static void a_note_from_standard_input_is_recorded(void)
{
    struct happened h = {.told = {{.rule = "mn-age"}}, .told_count = 1};
    char long_note[1100];

    alerts_make(&a, CHANNELS, NULL);
    config_write();
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(ack_with_note(h.ref, ""), 2);
    CU_ASSERT_EQUAL(ack_with_note(h.ref, "\\n"), 2);
    memset(long_note, 'n', sizeof long_note);
    long_note[1025] = '\0';
    CU_ASSERT_EQUAL(ack_with_note(h.ref, long_note), 2);
    CU_ASSERT_EQUAL(COUNT("record WHERE kind = 2"), 0);
    CU_ASSERT_EQUAL(ack_with_note(h.ref, "called the patient\\nat noon\\n"), 0);
    CU_ASSERT_EQUAL(
        COUNT("record WHERE kind = 2 AND note = 'called the patient' || char(10) || 'at noon'"), 1);
    alerts_end(&a);
}

static const struct test tests[] = {
    {"a rule that no finding of the visit has is told, with the one that may be meant",
     slip_of_the_pen_is_told},
    {"rules acknowledged one by one end the escalation", rules_one_by_one_end_the_escalation},
    {"a note comes from standard input, where no list of processes shows it",
     a_note_from_standard_input_is_recorded},
    {NULL, NULL},
};

const struct test_suite test_suites[] = {{"outbox ack", NULL, NULL, tests}, {0}};
