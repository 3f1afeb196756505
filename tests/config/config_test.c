/* SPDX-License-Identifier: MIT
 *
 * The configuration: every default, every key, the mapping tables; and mistakes against goldens,
 * text and place. A golden is golden/NAME.yaml with golden/NAME.txt; PRECARE_GOLDEN=1 writes the
 * texts anew, to be read before they are kept.
 */
#include "config/config.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "config/duration.h"
#include "config/keys.h"
#include "test.h"

#define GOLDEN PRECARE_SOURCE "/tests/config/golden"

static char *file_text(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = calloc(1, 65536);

    if (file == NULL || text == NULL) {
        free(text);
        return NULL;
    }
    (void)!fread(text, 1, 65535, file);
    (void)fclose(file);
    return text;
}

static struct config *config_loaded(const char *yaml)
{
    struct faults faults;
    struct config *config;
    struct buf text = {0};

    faults_begin(&faults);
    config = config_load(yaml, strlen(yaml), "precare.yaml", &faults);
    if (config == NULL) {
        faults_print(&faults, FAULTS_TEXT, &text);
        printf("%s\n", text.at != NULL ? text.at : "");
        buf_end(&text);
    }
    faults_end(&faults);
    return config;
}

#define LEAST                                                                                      \
    "format: precare-config/1\nclinic: {time-zone: America/New_York}\nrules: /etc/precare/rules\n" \
    "state: /var/lib/precare\n"

static void test_defaults(void)
{
    struct config *c =
        config_loaded(LEAST "channels:\n  ops: {kind: slack, url-from: \"env:OPS\"}\n");

    CU_ASSERT_PTR_NOT_NULL_FATAL(c);
    CU_ASSERT_EQUAL(c->rules_count, 1);
    CU_ASSERT_STRING_EQUAL(c->rules[0], "/etc/precare/rules");
    CU_ASSERT_EQUAL(c->deliver, DELIVER_THREAD);
    CU_ASSERT_EQUAL(c->durability, DURABILITY_PROCESS);
    CU_ASSERT_EQUAL(c->act_on, ACT_ON_ACTIVE);
    CU_ASSERT_FALSE(c->plain_http_loopback);
    CU_ASSERT_PTR_NULL(c->ca_file);
    CU_ASSERT_PTR_NULL(c->proxy);
    CU_ASSERT_EQUAL(c->wait_for_disk_us, 250000);
    CU_ASSERT_EQUAL(c->wal_limit, INT64_C(512) << 20);
    CU_ASSERT_EQUAL(c->late_after_ms, 120000);
    CU_ASSERT_EQUAL(c->keep_records.n, 7);
    CU_ASSERT_EQUAL(c->keep_messages.n, 30);
    CU_ASSERT_EQUAL(c->operations, CHANNEL_NONE);
    CU_ASSERT_EQUAL(c->heartbeat_minute, -1);
    CU_ASSERT_EQUAL(c->heartbeat_too, CHANNEL_NONE);
    const struct channel *ops = &c->channels[0];
    CU_ASSERT_EQUAL(ops->kind, CHANNEL_SLACK);
    CU_ASSERT_EQUAL(ops->rate_count, 1);
    CU_ASSERT_EQUAL(ops->rate_ms, 1000);
    CU_ASSERT_EQUAL(ops->burst, 5);
    CU_ASSERT_EQUAL(ops->connections, 4);
    CU_ASSERT_EQUAL(ops->give_up_after_ms, 24 * 3600 * 1000);
    CU_ASSERT_EQUAL(ops->digest_above, 10);
    CU_ASSERT_EQUAL(ops->digest_above_ms, 60000);
    CU_ASSERT_EQUAL(ops->digest_minute, -1);
    CU_ASSERT_EQUAL(ops->quiet_from, -1);
    CU_ASSERT_EQUAL(ops->fallback, CHANNEL_NONE);
    CU_ASSERT_FALSE(ops->clinical);
    CU_ASSERT_FALSE(ops->private_too);
    config_free(&c);
}

/* ---- what the tables say of a key that is left out ---- */

static void channel_tell(const struct channel *c, struct buf *out)
{
    buf_printf(out, "%u in %lld, %u, %u; up %lld; %d %d %d %u\n", c->rate_count,
               (long long)c->rate_ms, c->burst, c->connections, (long long)c->give_up_after_ms,
               c->private_too, c->clinical, c->baa_signed, c->schedule);
    buf_printf(out, "%d, %u in %lld, %d %d\n", c->digest_minute, c->digest_above,
               (long long)c->digest_above_ms, c->quiet_from, c->quiet_until);
}

/* All that `yaml` decides, as text; owned by the caller. */
static char *config_told(const char *yaml)
{
    struct config *c = config_loaded(yaml);
    struct buf out = {0};

    CU_ASSERT_PTR_NOT_NULL_FATAL(c);
    buf_printf(&out, "%u %u %u %d %s %s %lld %lld\n", c->deliver, c->durability, c->act_on,
               c->plain_http_loopback, c->ca_file, c->proxy, (long long)c->wait_for_disk_us,
               (long long)c->late_after_ms);
    buf_printf(&out, "%d %d %d %d\n", (int)c->keep_records.n, (int)c->keep_records.unit,
               (int)c->keep_messages.n, (int)c->keep_messages.unit);
    for (uint32_t i = 0; i < c->channel_count; i++) {
        channel_tell(&c->channels[i], &out);
    }
    config_free(&c);
    return buf_take(&out);
}

/* `before` KEY: VALUE `after`, with each value that the table says holds without its key, decides
 * what `before` and `after` alone do (LEAST, where they would be an empty map). */
static uint32_t written_as_left_out(const struct table *table, const char *kind, const char *before,
                                    const char *after)
{
    char plain[512], written[512];
    uint32_t tried = 0;

    bool first = before[strlen(before) - 1] == '{';

    (void)snprintf(plain, sizeof plain, "%s%s", first ? LEAST : before, first ? "" : after);
    char *left_out = config_told(plain);
    for (uint32_t i = 0; i < table->count; i++) {
        const char *unset = table->keys[i].unset, *other;

        if (unset == NULL || unset[0] == '(') {
            continue;
        }
        other = strstr(unset, "; webhook: ");
        size_t len = other != NULL ? (size_t)(other - unset) : strlen(unset);
        if (other != NULL && strcmp(kind, "webhook") == 0) {
            unset = other + strlen("; webhook: ");
            len = strlen(unset);
        }
        (void)snprintf(written, sizeof written, "%s%s%s: %.*s%s", before,
                       after[0] == '}' && !first ? ", " : "", table->keys[i].name, (int)len, unset,
                       after);
        char *told = config_told(written);
        CU_ASSERT_STRING_EQUAL(told, left_out);
        free(told);
        tried++;
    }
    free(left_out);
    return tried;
}

static void what_is_left_out_is_as_if_written(void)
{
    CU_ASSERT(written_as_left_out(&config_table, "", LEAST, "\n") >= 7);
    CU_ASSERT(written_as_left_out(&keep_table, "", LEAST "keep: {", "}\n") == 2);
    CU_ASSERT(written_as_left_out(&channel_table, "slack",
                                  LEAST "channels:\n  a: {kind: slack, url-from: \"env:A\"",
                                  "}\n") >= 9);
    CU_ASSERT(written_as_left_out(&channel_table, "webhook",
                                  LEAST "channels:\n  a: {kind: webhook, url-from: \"env:A\"",
                                  "}\n") >= 9);
}

/* What lies just outside a row's limits is refused, and the limits themselves are not. */
static void limits_hold(const struct table *table, const char *before, const char *after,
                        const char *left_out)
{
    uint32_t limits = 0;

    for (uint32_t i = 0; i < table->count; i++) {
        const struct key *key = &table->keys[i];

        if (key->least == NULL || strcmp(key->name, left_out) == 0) {
            continue;
        }
        bool count = strcmp(key->choices_of, "count") == 0;
        char yaml[4][512];
        (void)snprintf(yaml[0], 512, "%s%s: %s%s", before, key->name, key->least, after);
        (void)snprintf(yaml[1], 512, "%s%s: %s%s", before, key->name, key->most, after);
        (void)snprintf(yaml[2], 512, "%s%s: 0%s%s", before, key->name, count ? "" : " seconds",
                       after);
        (void)snprintf(yaml[3], 512, "%s%s: %d%s%s", before, key->name, atoi(key->most) + 1,
                       count ? "" : strchr(key->most, ' '), after);
        for (int k = 0; k < 4; k++) {
            struct faults faults;
            struct config *c;

            faults_begin(&faults);
            c = config_load(yaml[k], strlen(yaml[k]), "precare.yaml", &faults);
            CU_ASSERT_EQUAL(c != NULL, k < 2);
            config_free(&c);
            faults_end(&faults);
        }
        limits++;
    }
    CU_ASSERT(limits >= 2);
}

static void limits_are_those_of_the_rows(void)
{
#define CHANNELS                                                                                   \
    LEAST "channels:\n  b: {kind: slack, url-from: \"env:B\"}\n  a: {kind: slack, url-from: "      \
          "\"env:A\", "
    limits_hold(&config_table, LEAST, "\n", "");
    limits_hold(&channel_table, CHANNELS, "}\n", "escalate-after");
}

/* What a row gives as an example is taken, beside what it needs. */
static void examples_hold(const struct table *table, const char *before, const char *after,
                          const char *left_out)
{
    uint32_t tried = 0;

    for (uint32_t i = 0; i < table->count; i++) {
        const struct key *key = &table->keys[i];
        char name[64], yaml[1024];

        (void)snprintf(name, sizeof name, " %s ", key->name);
        if (key->example == NULL || strstr(left_out, name) != NULL) {
            continue;
        }
        (void)snprintf(yaml, sizeof yaml, "%s%s: %s%s", before, key->name, key->example, after);
        struct config *c = config_loaded(yaml);
        CU_ASSERT_PTR_NOT_NULL(c);
        config_free(&c);
        tried++;
    }
    CU_ASSERT(tried > 0);
}

static void examples_of_the_rows_are_taken(void)
{
#define OPS "channels:\n  ops: {kind: slack, url-from: \"env:OPS_URL\"}\n"
#define ANY_CHANNEL                                                                                \
    OPS "  physician-on-call: {kind: slack, url-from: \"env:B\"}\n  a: {kind: webhook, "
    examples_hold(&config_table, LEAST OPS, "\n",
                  " format clinic rules state channels relay heartbeat urgent-heartbeat-to ");
    /* relay: see whole.yaml */
    examples_hold(&config_table,
                  LEAST "operations: switch\nchannels:\n  switch: {kind: slack, url-from: "
                        "\"env:OPS_URL\"}\nheartbeat: daily 06:00\n",
                  "\n",
                  " format clinic rules state deliver durability act-on link operations heartbeat "
                  "channels map allow-plain-http ca-file proxy wait-for-disk late-after keep "
                  "site-key-from relay ");
    examples_hold(&channel_table, LEAST ANY_CHANNEL "url-from: \"env:A\", ", "}\n",
                  " kind url-from escalate-after escalate-to ");
    examples_hold(&serve_table, LEAST "serve: {url: \"https://cds.example\", ", "}\n", " url ");
    examples_hold(&serve_client_table,
                  LEAST "serve: {url: \"https://cds.example\", clients: [{iss: i, jwks: "
                        "\"file:/a\", ",
                  "}]}\n", " iss jwks ");
    examples_hold(&keep_table, LEAST "keep: {", "}\n", "");
    examples_hold(&map_table, LEAST "map: {", "}\n", "");
    examples_hold(&provider_table, LEAST "map: {providers: {p1: {", "}}}\n", "");
    examples_hold(&procedure_table, LEAST "map: {procedures: {P1: {procedure: needling, ", "}}}\n",
                  " procedure ");
}

static void everything_said(void)
{
    char *yaml = file_text(GOLDEN "/../whole.yaml");
    struct config *c;

    CU_ASSERT_PTR_NOT_NULL_FATAL(yaml);
    c = config_loaded(yaml);
    CU_ASSERT_PTR_NOT_NULL_FATAL(c);
    CU_ASSERT_EQUAL(c->deliver, DELIVER_EXTERNAL);
    CU_ASSERT_EQUAL(c->durability, DURABILITY_POWER);
    CU_ASSERT_EQUAL(c->act_on, ACT_ON_DEMONSTRATION);
    CU_ASSERT_EQUAL(c->channel_count, 3);
    const struct channel *lead = &c->channels[config_channel(c, "clinical-lead")];
    CU_ASSERT_EQUAL(lead->escalate_after_ms, 15 * 60 * 1000);
    CU_ASSERT_STRING_EQUAL(c->channels[lead->escalate_to].name, "physician-on-call");
    CU_ASSERT_STRING_EQUAL(c->channels[lead->fallback].name, "ops");
    CU_ASSERT_EQUAL(lead->quiet_from, 20 * 60);
    CU_ASSERT_EQUAL(lead->quiet_until, 7 * 60);
    CU_ASSERT_EQUAL(lead->digest_minute, 450);
    CU_ASSERT_TRUE(lead->clinical && lead->baa_signed && lead->private_too);
    CU_ASSERT_EQUAL(c->heartbeat_minute, 420);
    CU_ASSERT_STRING_EQUAL(c->channels[c->heartbeat_too].name, "clinical-lead");
    CU_ASSERT_EQUAL(c->channels[c->operations].sign_count, 2);
    CU_ASSERT_EQUAL(c->channels[c->operations].schedule, SCHEDULE_STANDARD_WEBHOOKS);
    CU_ASSERT_EQUAL(c->channels[c->operations].give_up_after_ms, 76 * 3600 * 1000);
    CU_ASSERT_EQUAL(c->wait_for_disk_us, 100000);
    CU_ASSERT_EQUAL(c->wal_limit, INT64_C(2) << 30);
    CU_ASSERT_TRUE(c->signature_required);
    CU_ASSERT_STRING_EQUAL(c->signers, "/etc/precare/signers");
    CU_ASSERT_TRUE(c->relay.nats);
    CU_ASSERT_EQUAL(c->relay.server_count, 2);
    CU_ASSERT_PTR_NULL(c->serve.socket);
    CU_ASSERT_STRING_EQUAL(c->serve.address, "127.0.0.1");
    CU_ASSERT_EQUAL(c->serve.port, 8443);
    CU_ASSERT_STRING_EQUAL(c->serve.clients[0].jwks, "/etc/precare/ehr.jwks");
    CU_ASSERT_EQUAL(c->serve.rate_count, 50);
    CU_ASSERT_EQUAL(c->serve.tell, TELL_AT_BOOKING);
    config_free(&c);
    free(yaml);
}

static void codes_are_mapped(void)
{
    struct config *c = config_loaded(
        LEAST "map:\n  procedures: {MN1: {procedure: microneedling, sites: [face]}}\n"
              "  providers: {p7: {role: dermatologist, training: [microneedling]}, p8: "
              "{training: []}}\n");
    const struct mapped_procedure *procedure;
    const struct mapped_provider *provider;

    CU_ASSERT_PTR_NOT_NULL_FATAL(c);
    procedure = config_procedure(c, span_of("local:MN1"));
    CU_ASSERT_PTR_NOT_NULL_FATAL(procedure);
    CU_ASSERT_STRING_EQUAL(procedure->procedure, "microneedling");
    CU_ASSERT_STRING_EQUAL(procedure->sites[0], "face");
    CU_ASSERT_PTR_EQUAL(config_procedure(c, span_of("MN1")), procedure);
    CU_ASSERT_PTR_NULL(config_procedure(c, span_of("MN")));
    CU_ASSERT_PTR_NULL(config_procedure(c, (struct span){0}));
    provider = config_provider(c, span_of("p8"));
    CU_ASSERT_PTR_NOT_NULL_FATAL(provider);
    CU_ASSERT_TRUE(provider->training_recorded);
    CU_ASSERT_EQUAL(provider->training_count, 0);
    config_free(&c);
}

static void lengths_of_time(void)
{
    uint32_t count;
    int64_t ms;
    int32_t from, until;

    CU_ASSERT_EQUAL(duration_read("250 milliseconds", 16), 250);
    CU_ASSERT_EQUAL(duration_read("1 second", 8), 1000);
    CU_ASSERT_EQUAL(duration_read("24 hours", 8), 86400000);
    CU_ASSERT_EQUAL(duration_read("24hours", 7), -1);
    CU_ASSERT_EQUAL(duration_read("99999999999999999999 days", 25), -1);
    CU_ASSERT_EQUAL(duration_read("5 fortnights", 12), -1);
    CU_ASSERT_EQUAL(duration_read("", 0), -1);
    CU_ASSERT_EQUAL(rate_read("10 a minute", 11, &count, &ms), 0);
    CU_ASSERT_EQUAL(count, 10);
    CU_ASSERT_EQUAL(ms, 60000);
    CU_ASSERT_EQUAL(rate_read("60 an hour", 10, &count, &ms), 0);
    CU_ASSERT_EQUAL(rate_read("none", 4, &count, &ms), 0);
    CU_ASSERT_EQUAL(count, 0);
    CU_ASSERT_EQUAL(rate_read("0 a second", 10, &count, &ms), -1);
    CU_ASSERT_EQUAL(rate_read("1 a seconds", 11, &count, &ms), -1);
    CU_ASSERT_EQUAL(rate_read("1", 1, &count, &ms), -1);
    CU_ASSERT_EQUAL(hours_read("20:00 to 07:00", 14, &from, &until), 0);
    CU_ASSERT_EQUAL(hours_read("24:00 to 07:00", 14, &from, &until), -1);
    CU_ASSERT_EQUAL(hours_read("07:00 to 07:00", 14, &from, &until), -1);
    CU_ASSERT_EQUAL(minute_read("07:60", 5), -1);
}

static void golden_case(const char *name)
{
    char path[512];
    char *yaml, *wanted;
    struct faults faults;
    struct config *config;
    struct buf text = {0};

    (void)snprintf(path, sizeof path, "%s/%s.yaml", GOLDEN, name);
    yaml = file_text(path);
    CU_ASSERT_PTR_NOT_NULL_FATAL(yaml);
    faults_begin(&faults);
    config = config_load(yaml, strlen(yaml), "precare.yaml", &faults);
    faults_sort(&faults);
    faults_print(&faults, FAULTS_TEXT, &text);
    CU_ASSERT_PTR_NULL(config);
    (void)snprintf(path, sizeof path, "%s/%s.txt", GOLDEN, name);
    if (getenv("PRECARE_GOLDEN") != NULL) {
        FILE *file = fopen(path, "w");

        (void)fputs(text.at != NULL ? text.at : "", file);
        (void)fclose(file);
    }
    wanted = file_text(path);
    if (wanted == NULL || text.at == NULL || strcmp(wanted, text.at) != 0) {
        printf("%s: wanted\n%s\nbut it says\n%s\n", name, wanted != NULL ? wanted : "(no file)",
               text.at != NULL ? text.at : "");
        CU_FAIL("the golden text");
    }
    config_free(&config);
    faults_end(&faults);
    buf_end(&text);
    free(wanted);
    free(yaml);
}

static void test_mistakes(void)
{
    DIR *dir = opendir(GOLDEN);
    const struct dirent *entry;
    int count = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(dir);
    while ((entry = readdir(dir)) != NULL) {
        const char *dot = strstr(entry->d_name, ".yaml");
        char name[256];

        if (dot != NULL) {
            (void)snprintf(name, sizeof name, "%.*s", (int)(dot - entry->d_name), entry->d_name);
            golden_case(name);
            count++;
        }
    }
    (void)closedir(dir);
    CU_ASSERT_TRUE(count >= 12);
}

static void no_file(void)
{
    struct faults faults;

    faults_begin(&faults);
    CU_ASSERT_PTR_NULL(config_read("/no/such/file", &faults));
    CU_ASSERT_EQUAL(faults.errors, 1);
    CU_ASSERT_PTR_NULL(config_read("/", &faults));
    CU_ASSERT_PTR_NULL(config_read("/dev/zero", &faults));
    CU_ASSERT_EQUAL(faults.errors, 3);
    faults_end(&faults);
}

/* The faults of a file of this mode, with its directory as DIR. */
static void stranger_add(struct buf *all, const char *what, mode_t mode, mode_t above)
{
    char dir[400], path[420];
    struct faults faults;
    struct buf text = {0};

    (void)snprintf(dir, sizeof dir, "%s/strangers", test_directory());
    (void)snprintf(path, sizeof path, "%s/precare.yaml", dir);
    (void)mkdir(dir, 0755);
    FILE *file = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    (void)fputs(LEAST, file);
    (void)fclose(file);
    CU_ASSERT_EQUAL(chmod(path, mode), 0);
    CU_ASSERT_EQUAL(chmod(dir, above), 0);
    faults_begin(&faults);
    struct config *config = config_read(path, &faults);
    CU_ASSERT_EQUAL(config == NULL, faults_any(&faults));
    faults_print(&faults, FAULTS_TEXT, &text);
    buf_printf(all, "== %s\n", what);
    const char *at = text.at != NULL ? text.at : "it is used\n";
    for (const char *found; (found = strstr(at, dir)) != NULL; at = found + strlen(dir)) {
        buf_add(all, at, (size_t)(found - at));
        buf_text(all, "DIR");
    }
    buf_text(all, at);
    buf_end(&text);
    faults_end(&faults);
    config_free(&config);
}

static void a_file_that_others_may_write(void)
{
    struct buf all = {0};

    stranger_add(&all, "our own", 0644, 0755);
    stranger_add(&all, "a group's", 0664, 0755);
    stranger_add(&all, "anybody's", 0646, 0755);
    stranger_add(&all, "in anybody's directory", 0644, 0777);
    stranger_add(&all, "in a sticky directory", 0644, 01777);
    if (getenv("PRECARE_GOLDEN") != NULL) {
        FILE *file = fopen(GOLDEN "/strangers.txt", "w");

        (void)fputs(all.at, file);
        (void)fclose(file);
    }
    char *wanted = file_text(GOLDEN "/strangers.txt");
    CU_ASSERT_PTR_NOT_NULL_FATAL(wanted);
    CU_ASSERT_STRING_EQUAL(wanted, all.at);
    free(wanted);
    buf_end(&all);
}

static const struct test tests[] = {
    {"what is left out has its default", test_defaults},
    {"what the tables say of a key left out is as if it were written",
     what_is_left_out_is_as_if_written},
    {"limits are those of the rows", limits_are_those_of_the_rows},
    {"examples of the rows are taken", examples_of_the_rows_are_taken},
    {"every key is read", everything_said},
    {"the host's codes are mapped, with and without local:", codes_are_mapped},
    {"lengths of time, rates and hours", lengths_of_time},
    {"mistakes are told with place, reason and remedy", test_mistakes},
    {"a file that is not there, or is none", no_file},
    {"a file that others may write", a_file_that_others_may_write},
    {0},
};

const struct test_suite test_suites[] = {{"config", NULL, NULL, tests}, {0}};
