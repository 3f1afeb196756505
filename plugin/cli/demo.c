/* SPDX-License-Identifier: MIT
 *
 * `precare demo`: the main job, end to end, on invented patients. Loads the plugin with dlopen as a
 * stranger would, plays seven visits, shows what the front desk sees beside what the chat receiver
 * got, and checks that it was right: the outcomes, exactly the expected messages, no detail of a
 * patient, a valid signature.
 */
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/seam.h"
#include "cli/cli.h"
#include "cli/demo.h"
#include "cli/places.h"
#include "cli/plugin.h"
#include "cli/rules_given.h"

#define PATH_ROOM 512
#define SECRET "whsec_cHJlY2FyZS1kZW1vLXNpZ25pbmcta2V5LTMyYnl0ZXM="

static const char *const channels[] = {"clinical-lead", "front-desk", "physician-on-call", "ops"};

struct asked {
    struct option_texts rules;
    const char *plugin;
};

struct demo {
    char directory[PATH_ROOM / 4];
    char config[PATH_ROOM];
    const char *plugin;
    const struct option_texts *rules;
    struct demo_receiver *receiver;
    uint16_t port;
    bool unreadable; /* the plugin or the rules: whoever asked can mend it */
    uint32_t wrong;  /* how many things were not as expected */
};

static int demo_complain(const char *what, const char *detail)
{
    (void)fprintf(stderr, "precare demo: %s%s%s\n", what, detail != NULL ? ": " : "",
                  detail != NULL ? detail : "");
    return -1;
}

static int demo_refused(const precare_error *err, const char *what)
{
    (void)fputs("precare demo: ", stderr);
    plugin_complain(err, what);
    return -1;
}

/* ---- the clinic: a configuration and its secrets in a directory of its own ---- */

static int write_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    size_t len = strlen(text);

    if (fd < 0) {
        return demo_complain("cannot write", path);
    }
    int failed = write(fd, text, len) != (ssize_t)len;
    failed |= close(fd) != 0;
    return failed ? demo_complain("cannot write", path) : 0;
}

static int write_secrets(const struct demo *d)
{
    char path[PATH_ROOM], url[PATH_ROOM];

    for (size_t i = 0; i < sizeof channels / sizeof channels[0]; i++) {
        (void)snprintf(path, sizeof path, "%s/%s.url", d->directory, channels[i]);
        (void)snprintf(url, sizeof url, "http://127.0.0.1:%u/%s\n", d->port, channels[i]);
        if (write_file(path, url)) {
            return -1;
        }
    }
    (void)snprintf(path, sizeof path, "%s/signing.key", d->directory);
    return write_file(path, SECRET "\n");
}

static int write_config(struct demo *d)
{
    static const char form[] =
        "format: precare-config/1\n"
        "clinic: {name: \"Elm Street Dermatology\", time-zone: UTC}\n"
        "rules: [%s]\n"
        "state: \"%s/state\"\n"
        "act-on: demonstration\n"
        "allow-plain-http: loopback\n"
        "link: \"https://pm.example/visit/{ref}\"\n"
        "operations: ops\n"
        "channels:\n"
        "  clinical-lead: {kind: slack, url-from: \"file:%s/clinical-lead.url\", fallback: ops}\n"
        "  front-desk: {kind: slack, url-from: \"file:%s/front-desk.url\", fallback: ops}\n"
        "  physician-on-call: {kind: webhook, url-from: \"file:%s/physician-on-call.url\", "
        "sign-with: "
        "\"file:%s/signing.key\", fallback: ops}\n"
        "  ops: {kind: webhook, url-from: \"file:%s/ops.url\", sign-with: "
        "\"file:%s/signing.key\"}\n";
    const char *dir = d->directory;
    struct buf rules = {0}, text = {0};
    int failed;

    for (uint32_t i = 0; i < d->rules->count; i++) {
        buf_text(&rules, i > 0 ? ", " : "");
        buf_json(&rules, d->rules->at[i], strlen(d->rules->at[i]));
    }
    buf_printf(&text, form, rules.at, dir, dir, dir, dir, dir, dir, dir);
    (void)snprintf(d->config, sizeof d->config, "%s/precare.yaml", dir);
    failed = rules.failed || text.failed ? demo_complain("there is not enough memory", NULL)
                                         : write_file(d->config, text.at);
    buf_end(&rules);
    buf_end(&text);
    return failed;
}

static int demo_begin(struct demo *d)
{
    (void)snprintf(d->directory, sizeof d->directory, "/tmp/precare-demo-XXXXXX");
    if (mkdtemp(d->directory) == NULL) {
        return demo_complain("cannot make a directory in /tmp", NULL);
    }
    d->receiver = demo_receiver_start(&d->port);
    if (d->receiver == NULL) {
        return demo_complain("cannot start the chat receiver", NULL);
    }
    return write_secrets(d) || write_config(d) ? -1 : 0;
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st, (void)flag, (void)ftw;
    return remove(path);
}

static void demo_end(struct demo *d)
{
    demo_receiver_stop(&d->receiver);
    if (d->directory[0]) {
        (void)nftw(d->directory, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    }
}

/* ---- checks ---- */

static void demo_expect(struct demo *d, bool right, const char *what, const char *detail)
{
    if (right) {
        return;
    }
    d->wrong++;
    (void)printf("   NOT AS EXPECTED: %s%s%s\n", what, detail != NULL ? " " : "",
                 detail != NULL ? detail : "");
}

static void check_private(struct demo *d, const struct demo_message *m)
{
    for (const char *const *detail = demo_patient_details(); *detail; detail++) {
        demo_expect(d, m->body == NULL || strstr(m->body, *detail) == NULL,
                    "a message contains a detail of a patient:", *detail);
    }
}

/* Standard Webhooks: v1, and the HMAC of id, time and body. */
static void check_signature(struct demo *d, const struct demo_message *m)
{
    uint8_t key[64], digest[32];
    size_t key_len = 0;
    char expected[64];
    struct buf text = {0};

    buf_printf(&text, "%s.%s.%s", m->id, m->timestamp, m->body != NULL ? m->body : "");
    (void)base64_read(&SECRET[6], strlen(SECRET) - 6, key, sizeof key, &key_len);
    hmac_sha256(key, key_len, text.at, text.len, digest);
    (void)base64_of(digest, sizeof digest, expected, sizeof expected);
    demo_expect(d, strncmp(m->signature, "v1,", 3) == 0 && strcmp(m->signature + 3, expected) == 0,
                "the webhook's signature is not valid", NULL);
    buf_end(&text);
}

static void check_messages(struct demo *d, uint32_t first, uint32_t count)
{
    for (uint32_t i = first; i < first + count; i++) {
        const struct demo_message *m = demo_receiver_message(d->receiver, i);

        check_private(d, m);
        if (strcmp(m->path, "/physician-on-call") == 0) {
            check_signature(d, m);
        }
    }
}

/* ---- the visits ---- */

static uint32_t messages_after(struct demo *d, uint32_t before, uint32_t wanted)
{
    if (!wanted) {
        return 0; /* what should not come is counted at the end, when it has had its time */
    }
    return demo_receiver_wait(d->receiver, before + wanted, 5000) - before;
}

static int play_visit(struct demo *d, const precare_api *api, precare_instance *instance,
                      uint32_t number, const struct demo_visit *visit, uint32_t *seen)
{
    const precare_result *result = NULL;
    precare_error err = {.struct_size = sizeof err};
    int32_t status = visit->charting ? api->charting(instance, visit->event, &result, &err)
                                     : api->booking(instance, visit->event, &result, &err);

    if (status < 0 || result == NULL) {
        return demo_refused(&err, "the hook failed");
    }
    uint32_t came = messages_after(d, *seen, visit->alerts);
    demo_show(number, visit, result, d->receiver, *seen, came);
    bool past_review = result->overall == PRECARE_OUT_OF_REVIEW && visit->overall == PRECARE_CLEAR;
    demo_expect(d, result->overall == visit->overall || past_review, "the outcome", NULL);
    demo_expect(d, came == visit->alerts, "the number of messages", NULL);
    check_messages(d, *seen, came);
    *seen += came;
    (void)api->result_free(instance, result);
    return 0;
}

static int play_all(struct demo *d, const precare_api *api, precare_instance *instance)
{
    const struct demo_visit *visits = demo_visits(time(NULL));
    uint32_t seen = 0, expected = 0;
    precare_error err = {.struct_size = sizeof err};

    if (api->start(instance, &err) < 0) {
        return demo_complain("start", err.message);
    }
    for (uint32_t i = 0; i < DEMO_VISITS; i++) {
        if (play_visit(d, api, instance, i + 1, &visits[i], &seen)) {
            return -1;
        }
        expected += visits[i].alerts;
    }
    enum demo_form_end form = demo_form(DEMO_VISITS + 1, d->config, time(NULL));
    if (form == DEMO_FORM_FAILED) {
        return -1;
    }
    demo_expect(d, form == DEMO_FORM_WELL, "the visit with a form", NULL);
    uint32_t all = demo_receiver_wait(d->receiver, expected + 1, 700);
    demo_expect(d, all == expected, "more messages came than expected", NULL);
    (void)printf("\n%u visits, %u messages in the chat, none with a patient's details; the generic "
                 "webhook's "
                 "signature %s.\n",
                 (unsigned)DEMO_VISITS + 1, all, d->wrong ? "was checked" : "is valid");
    return 0;
}

static int demo_play(struct demo *d)
{
    const precare_api *api = plugin_load(d->plugin);

    if (api == NULL) {
        d->unreadable = true;
        return -1;
    }
    precare_host host = {
        .struct_size = sizeof host, .name = "precare demo", .flags = PRECARE_HOST_AFTER_SAVE};
    precare_params params = {.struct_size = sizeof params, .config = d->config};
    precare_error err = {.struct_size = sizeof err};
    precare_instance *instance = NULL;
    if (api->open(&host, &params, &instance, &err) < 0) {
        d->unreadable = err.code == PRECARE_E_RULES;
        return demo_refused(&err, "open");
    }
    (void)printf("precare %s, loaded from %s\n"
                 "Rules from %s, not approved by anybody (act-on: demonstration).\n"
                 "Every patient here is invented.\n",
                 api->version, d->plugin, d->rules->at[0]);
    int failed = play_all(d, api, instance);
    (void)api->stop(instance, 1000, &err);
    (void)api->close(instance);
    return failed;
}

static int demo_run(void *of)
{
    struct asked *a = of;
    struct demo d = {.plugin = a->plugin != NULL ? a->plugin : places_plugin(), .rules = &a->rules};

    if (a->rules.count == 0) {
        a->rules.at[a->rules.count++] = places_rules();
    }
    int failed = demo_begin(&d) || demo_play(&d);
    demo_end(&d);
    if (!failed && d.wrong) {
        return cli_fail(CLI_FALSE, "%u checks failed", d.wrong);
    }
    if (failed) {
        return d.unreadable ? CLI_UNREADABLE : CLI_FAULT;
    }
    return CLI_OK;
}

static const struct option_row demo_options[] = {
    OPTION_TEXTS("rules", rules, "RULES", RULES_WHAT, .words = true,
                 .fallback = "the rules that come with this command"),
    PLUGIN_ROW,
};

static const struct cli_exit demo_exits[] = {
    {CLI_OK, "everything was as expected"},
    {CLI_FALSE, "something was not as expected"},
    {CLI_UNREADABLE, "the plugin or the rules cannot be read"},
};

const struct cli_command demo_command = {
    .name = "demo",
    .run = demo_run,
    .summary = "play seven invented visits, from booking to chat message",
    .about = "The demo has a chat receiver of its own, on loopback, and a temporary directory. "
             "Nothing leaves this machine.",
    .options = OPTION_SET(demo_options),
    CLI_EXITS_OF(demo_exits),
};
