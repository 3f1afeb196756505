/* SPDX-License-Identifier: MIT
 *
 * A whole run through the built plugin with a patient whose every value is a marker: no payload,
 * header, statistic, error or file of the state directory holds one (the host's own ids alone are
 * in the database, and in lookup).
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "config/config.h"
#include "precare/precare.h"
#include "support/json_door.h"
#include "support/receiver.h"
#include "test.h"

#define KINDS (CHANNEL_KINDS - 1u) /* every kind of chat */

/* Every value of the event that is the patient's or the visit's; of days that are not today. */
static const char *const values[] = {
    "1991-02-13", "1991",        "zzcondition", "B00.1",      "zzmedicine",        "D10AD01",
    "zzallergy",  "zzprocedure", "2076-11-18",  "2076-11-30", "zzreaction",        "zzproduct",
    "zzanswer",   "zzvalue",     "2077-01-12",  "14:35:07",   "zzindication",      "zzmodality",
    "437 USD",    "zzrole",      "zztraining",  "forehead",   "A sensitive title",
};
static const char *const ids[] = {"zzsubject", "zzappointment", "zzprovider", "zzevent"};

static const char event[] =
    "{\"format\":\"precare-event/"
    "1\",\"event_id\":\"zzevent\",\"moment\":\"%s\",\"now\":\"2076-12-01T10:00:00-05:00\","
    "\"subject\":\"zzsubject\",\"action\":%s,\"patient\":{\"birth_date\":\"1991-02-13\",\"sex\":"
    "\"zzsex\",\"pregnancy\":\"pregnant\"},"
    "\"appointment\":{\"id\":\"zzappointment\",\"start\":\"2077-01-12T14:35:07-05:00\",\"minutes\":"
    "60,\"procedure\":{\"text\":\"microneedling\"},"
    "\"modality\":\"zzmodality\",\"sites\":[\"forehead\"],\"indication\":\"zzindication\","
    "\"price\":\"437 USD\"},"
    "\"provider\":{\"id\":\"zzprovider\",\"role\":\"zzrole\",\"training\":[\"zztraining\"]},"
    "\"conditions\":{\"reviewed\":\"2076-11-20\",\"entries\":[{\"text\":\"zzcondition\",\"code\":"
    "\"icd-10:B00.1\",\"status\":\"active\",\"sites\":[\"forehead\"],\"onset\":\"2076-11-18\"}]},"
    "\"medications\":{\"reviewed\":\"2076-11-20\",\"entries\":[{\"text\":\"zzmedicine\",\"code\":"
    "\"atc:D10AD01\",\"use\":\"ongoing\"}]},"
    "\"allergies\":{\"reviewed\":\"2076-11-20\",\"entries\":[{\"text\":\"zzallergy\"}]},"
    "\"procedures\":{\"reviewed\":\"2076-11-20\",\"entries\":[{\"text\":\"zzprocedure\",\"date\":"
    "\"2076-11-30\",\"state\":\"planned\"}]},"
    "\"answers\":{\"zzanswer\":{\"value\":\"zzvalue\",\"on\":\"2076-11-20\"}}%s}";

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0 || chmod(path, 0600) != 0) {
        perror(path);
        _exit(1);
    }
}

static void rules_write(const char *dir)
{
    struct buf text = {0};
    char path[512];

    buf_text(&text,
             "format: precare-rules/1\nrulebook:\n  id: b\n  title: \"T\"\n  version: \"1.0.0\"\n  "
             "status: draft\n"
             "  owner: {name: \"L\", role: clinical-lead}\n  review-by: "
             "\"2099-01-01\"\n  sources:\n    h: {title: \"H\", kind: clinic-policy}\n"
             "lists:\n  needling: {kind: procedure, plain: \"needling\", items: [microneedling]}\n"
             "  herpes: {kind: condition, plain: \"herpes\", items: [zzcondition]}\n"
             "  retinoid: {kind: medication, plain: \"retinoid\", items: [zzmedicine]}\n"
             "body-sites:\n  face: {parts: [forehead]}\nrules:\n");
    for (uint32_t i = 0; i < KINDS; i++) {
        buf_printf(&text,
                   "  - id: rule-%u\n    title: \"A sensitive title\"\n    source: {ref: h, "
                   "basis: clinic-decision}\n"
                   "    when: {at: [booking, check-in], procedure: needling}\n"
                   "    if: {%s}\n"
                   "    then: {severity: hold, say: \"{matched} on the {treatment-area}.\", alert: "
                   "{channel: c-%s, say: \"A visit waits for a decision.\"}}\n"
                   "    if-unknown: {ignore: \"A test.\"}\n",
                   i,
                   i % 2 == 0 ? "condition: {in: herpes, status: active, site: treatment-area}"
                              : "medication: {in: retinoid, use: ongoing}",
                   channel_kind_row(i + 1)->word);
    }
    (void)snprintf(path, sizeof path, "%s/rules/rules.yaml", dir);
    write_file(path, text.at);
    buf_end(&text);
}

static void config_write(const char *dir, uint16_t port)
{
    struct buf text = {0};
    char path[512];

    buf_printf(&text,
               "format: precare-config/1\nclinic: {name: \"T\", time-zone: "
               "America/New_York}\nrules: [%s/rules]\nstate: %s/state\nact-on: demonstration\n"
               "allow-plain-http: loopback\nlink: \"https://pm.example/visit/{ref}\"\noperations: "
               "c-webhook\nchannels:\n",
               dir, dir);
    for (uint32_t i = 0; i < KINDS; i++) {
        buf_printf(
            &text,
            "  c-%s: {kind: %s, url-from: \"env:PRIVACY_URL\", rate: none, digest-above: none}\n",
            channel_kind_row(i + 1)->word, channel_kind_row(i + 1)->word);
    }
    (void)snprintf(path, sizeof path, "%s/precare.yaml", dir);
    write_file(path, text.at);
    buf_end(&text);
    char url[64];
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%u/hook", (unsigned)port);
    (void)setenv("PRIVACY_URL", url, 1);
}

/* A number as a word of its own: random ids, ports and times of sending ("T14:35:02") hold many a
 * number. */
static bool has_word(const char *text, const char *word)
{
    size_t len = strlen(word);

    for (const char *at = text; (at = strstr(at, word)) != NULL; at++) {
        if ((at == text || !isalnum((unsigned char)at[-1])) && !isalnum((unsigned char)at[len])) {
            return true;
        }
    }
    return false;
}

static bool privacy_holds(const char *text, const char *value)
{
    return isdigit((unsigned char)value[0]) ? has_word(text, value) : strstr(text, value) != NULL;
}

static void privacy_clean(const char *what, const char *text, bool host_ids_too)
{
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        if (privacy_holds(text, values[i])) {
            printf("%s holds %s: %s\n", what, values[i], text);
            CU_FAIL("no value of the patient's");
        }
    }
    for (size_t i = 0; host_ids_too && i < sizeof ids / sizeof ids[0]; i++) {
        if (strstr(text, ids[i]) != NULL) {
            printf("%s holds %s: %s\n", what, ids[i], text);
            CU_FAIL("no id of the host's");
        }
    }
}

static void raise_event(const struct json_door *door, precare_json *handle, const char *moment,
                        const char *action, const char *more, bool broken)
{
    precare_error error = {.struct_size = sizeof error};
    char text[4096], *out = NULL;
    uint64_t len = 0;

    (void)snprintf(text, sizeof text, event, moment, action, more);
    (void)door->call(handle, "evaluate", text, strlen(text), &out, &len, &error);
    privacy_clean("an error", error.message, true);
    privacy_clean("an error's place", error.where, true);
    if (broken && out != NULL) {
        const char *told = strstr(out, "\"error\":");

        privacy_clean("a result's error", told != NULL ? told : "", false);
    }
    if (out != NULL) {
        door->free(out);
    }
}

static void nothing_leaves(void)
{
    static struct receiver_answer ok = {.body = "ok"};
    struct receiver *receiver = receiver_start(0);
    precare_error error = {.struct_size = sizeof error};
    char dir[256], path[512], command[1200], *out = NULL;
    precare_json *handle = NULL;
    const struct json_door door = json_door();
    uint64_t len;

    (void)snprintf(dir, sizeof dir, "%s/privacy", test_directory());
    (void)snprintf(path, sizeof path, "%s/rules", dir);
    CU_ASSERT_TRUE_FATAL(mkdir(dir, 0700) == 0 && mkdir(path, 0700) == 0);
    receiver_script(receiver, &ok, 1);
    rules_write(dir);
    config_write(dir, receiver_port(receiver));
    (void)snprintf(path, sizeof path, "%s/precare.yaml", dir);
    if (door.open(path, &handle, &error) < 0) {
        printf("%s: %s\n", error.where, error.message);
        CU_FAIL_FATAL("the plugin opens");
    }
    raise_event(&door, handle, "booking", "\"create\"", "", false);
    CU_ASSERT_TRUE(receiver_wait(receiver, KINDS, 5000));
    raise_event(&door, handle, "check-in", "null", "", false);
    CU_ASSERT_TRUE(receiver_wait(receiver, 2 * KINDS, 5000)); /* updates */
    raise_event(&door, handle, "booking", "\"cancel\"", "", false);
    CU_ASSERT_TRUE(receiver_wait(receiver, 3 * KINDS, 5000)); /* withdrawn */
    raise_event(&door, handle, "booking", "\"create\"", ",\"zzunknown\":\"zzvalue\"", true);
    raise_event(&door, handle, "booking", "\"zzvalue\"", "", true);
    raise_event(&door, handle, "booking", "\"create\"", ",\"answers\":7", true);
    for (uint32_t i = 0; i < receiver_count(receiver); i++) {
        struct receiver_request q;

        if (receiver_get(receiver, i, &q)) {
            privacy_clean("a payload", q.body, true);
            privacy_clean("a head", q.head, true);
            receiver_request_end(&q);
        }
    }
    CU_ASSERT_TRUE(door.call(handle, "stats", NULL, 0, &out, &len, &error) >= 0);
    privacy_clean("stats", out != NULL ? out : "", true);
    door.free(out);
    CU_ASSERT_EQUAL(door.close(handle), 0);
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        (void)snprintf(
            command, sizeof command,
            "grep -rqaF --include='outbox*' --include=wake --include=site.key -e '%s' '%s/state'",
            values[i], dir);
        if (strcmp(values[i], "2077-01-12") != 0 && strcmp(values[i], "1991") != 0 &&
            system(command) == 0) {
            printf("the state directory holds %s\n", values[i]);
            CU_FAIL("no value of the patient's on the disk");
        }
    }
    receiver_stop(&receiver);
}

static const struct test tests[] = {
    {"of a whole run no payload, log, statistic, error or file holds a value of the patient's",
     nothing_leaves},
    {0},
};

const struct test_suite test_suites[] = {{"privacy", NULL, NULL, tests}, {0}};
