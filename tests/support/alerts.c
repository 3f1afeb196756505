/* SPDX-License-Identifier: MIT
 *
 * Set-up for tests of alerts (alerts.h).
 */
#include "support/alerts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/seam.h"
#include "support/look.h"
#include "test.h"

#define EVERY "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\"}\n"

static void alerts_die(const char *what)
{
    printf("alerts: %s\n", what);
    (void)fflush(stdout);
    _exit(1);
}

static void print_faults(const struct faults *faults)
{
    struct buf text = {0};

    faults_print(faults, FAULTS_TEXT, &text);
    printf("%s\n", text.at != NULL ? text.at : "");
    buf_end(&text);
}

/* ALERTS_CLINICAL_LEAD=http://127.0.0.1:PORT/clinical-lead for every "  name: {" line. */
static void urls_set(const char *channels, uint16_t port)
{
    for (const char *line = channels; line != NULL && *line != '\0';
         line = strchr(line, '\n') != NULL ? strchr(line, '\n') + 1 : NULL) {
        size_t n = strspn(line, " "), len = strcspn(line + n, ":");
        char name[64], key[80] = "ALERTS_", url[128];

        if (n != 2 || len >= sizeof name) {
            continue;
        }
        (void)snprintf(name, sizeof name, "%.*s", (int)len, line + n);
        for (size_t i = 0; i <= len; i++) {
            key[7 + i] = name[i] == '-'
                             ? '_'
                             : (char)(name[i] >= 'a' && name[i] <= 'z' ? name[i] - 32 : name[i]);
        }
        (void)snprintf(url, sizeof url, "http://127.0.0.1:%u/%s", (unsigned)port, name);
        (void)setenv(key, url, 1);
    }
}

struct config *alerts_config(const char *dir, uint16_t port, const char *channels, const char *more)
{
    char *text = malloc(65536);
    struct faults faults;
    struct config *config;

    channels = channels != NULL ? channels : EVERY;
    if (text == NULL) {
        alerts_die("no memory");
    }
    urls_set(channels, port);
    (void)snprintf(text, 65536,
                   "format: precare-config/1\n"
                   "clinic: {name: Test, time-zone: America/New_York}\n"
                   "rules: [%s/rules]\n"
                   "state: %s/state\n"
                   "link: \"https://pm.example/visit/{ref}\"\n"
                   "%s%s%schannels:\n%s",
                   dir, dir, more != NULL && strstr(more, "wait-for-disk") != NULL ? "" : TEST_DISK,
                   more != NULL && strstr(more, "allow-plain-http") != NULL
                       ? ""
                       : "allow-plain-http: loopback\n",
                   more != NULL ? more : "", channels);
    faults_begin(&faults);
    config = config_load(text, strlen(text), "precare.yaml", &faults);
    if (config == NULL) {
        print_faults(&faults);
    }
    faults_end(&faults);
    free(text);
    return config;
}

static void outbox_make(struct alerts *a)
{
    struct faults faults;

    faults_begin(&faults);
    a->outbox = outbox_open(a->config, &faults);
    if (a->outbox == NULL) {
        print_faults(&faults);
        alerts_die("the outbox does not open");
    }
    faults_end(&faults);
}

void alerts_make(struct alerts *a, const char *channels, const char *more)
{
    static unsigned number;

    memset(a, 0, sizeof *a);
    (void)snprintf(a->dir, sizeof a->dir, "%s/a%u-%ld", test_directory(), ++number, (long)getpid());
    (void)snprintf(a->state, sizeof a->state, "%s/state", a->dir);
    if (mkdir(a->dir, 0700) != 0) {
        alerts_die("no directory");
    }
    a->receiver = receiver_start(0);
    a->config = alerts_config(a->dir, receiver_port(a->receiver), channels, more);
    if (a->config == NULL) {
        alerts_die("the configuration does not load");
    }
    outbox_make(a);
}

void alerts_reopen(struct alerts *a)
{
    outbox_close(&a->outbox);
    outbox_make(a);
}

void alerts_end(struct alerts *a)
{
    (void)courier_stop(a->outbox, 1000);
    receiver_stop(&a->receiver);
    outbox_close(&a->outbox);
    config_free(&a->config);
}

static void log_take(void *context, const char *line)
{
    struct alerts *a = context;
    size_t len = strlen(a->log);

    (void)snprintf(a->log + len, sizeof a->log - len, "%s\n", line);
}

void alerts_start(struct alerts *a)
{
    const char *error = NULL;

    if (courier_start(a->outbox, log_take, a, &error) != COURIER_OK) {
        alerts_die(error);
    }
}

void alerts_stop(struct alerts *a)
{
    (void)courier_stop(a->outbox, 2000);
}

int alerts_run_once(struct alerts *a)
{
    static atomic_int stop;
    const char *error = NULL;

    return courier_run(a->outbox, &stop, true, log_take, a, &error);
}

int alerts_record(struct outbox *outbox, struct happened *h)
{
    precare_alert alerts[4];
    precare_finding findings[4];
    struct finding_facts facts[4];
    static const char *const roles[] = {"physician", "lead-nurse"};
    static const char *const reasons[] = {"benefit-outweighs", "record-is-wrong"};
    /* room for notes, and nothing else */
    struct result *result = result_not_evaluated(NULL, NULL, NULL, NULL);
    struct visit visit = {.zone = zone_utc()};
    int status;

    if (result == NULL) {
        alerts_die("no memory");
    }
    for (uint32_t i = 0; i < h->told_count; i++) {
        const struct told *t = &h->told[i];

        alerts[i] = (precare_alert){
            t->channel != NULL ? t->channel : "main",
            t->say != NULL ? t->say : "A pre-care stop was missed. Open the review list."};
        findings[i] = (precare_finding){.rule = t->rule != NULL ? t->rule : "mn-age",
                                        .fingerprint = "r-00000001",
                                        .rulebook = "microneedling",
                                        .title = t->title != NULL ? t->title : "A sensitive title",
                                        .outcome = t->outcome != 0 ? t->outcome : PRECARE_HOLD,
                                        .alerts = {&alerts[i], 1, sizeof alerts[i]},
                                        .matter = t->matter,
                                        .override_by = {roles, 2, sizeof roles[0]},
                                        .override_reasons = {reasons, 2, sizeof reasons[0]}};
        if (t->reasons != NULL) {
            findings[i].override_reasons =
                (precare_array){t->reasons, t->reason_count, sizeof t->reasons[0]};
        }
        facts[i] = (struct finding_facts){{t->facts, 7}};
    }
    visit.moment = h->moment != 0 ? h->moment : PRECARE_BOOKING;
    visit.action = h->action;
    visit.phase = h->phase != 0 ? h->phase : PRECARE_FINAL;
    visit.disposition = h->disposition;
    visit.state = h->state;
    visit.event_id = span_of(h->event != NULL ? h->event : "event-1");
    visit.subject = span_of("pt-88");
    visit.appointment = span_of(h->appointment != NULL ? h->appointment : "apt-1");
    visit.start =
        (struct when){.kind = WHEN_INSTANT,
                      .utc = h->start_s != 0 ? h->start_s : seam.wall_ms() / 1000 + 10 * 86400};
    visit.reference = zone_date(zone_utc(), visit.start.utc);
    visit.occurrence = h->occurrence;
    visit.acknowledgements = h->ack;
    visit.acknowledgement_count = h->ack_count;
    result->facts = facts;
    result->out.findings = (precare_array){findings, h->told_count, sizeof findings[0]};
    result->out.overall = h->told_count > 0 ? PRECARE_HOLD : PRECARE_CLEAR;
    result->out.coverage = PRECARE_COMPLETE;
    result->out.evaluation_id = "evaluation-1";
    result->out.event_id = h->event != NULL ? h->event : "event-1";
    result->out.reference_date = "2027-01-12";
    status = outbox_record(outbox, &visit, result, NULL);
    (void)snprintf(h->ref, sizeof h->ref, "%s", result->out.ref != NULL ? result->out.ref : "");
    (void)snprintf(h->note, sizeof h->note, "%s",
                   result->out.notes.count > 0 ? result->notes[0].code : "");
    result_drop(&result);
    return status;
}

int alerts_hold(struct outbox *outbox, const char *appointment, const char *channel)
{
    struct happened h = {
        .appointment = appointment, .told = {{.channel = channel}}, .told_count = 1};

    return alerts_record(outbox, &h);
}

int64_t alerts_number(const struct alerts *a, const char *sql)
{
    char path[320];

    (void)snprintf(path, sizeof path, "%s/outbox.db", a->state);
    return database_number(path, sql);
}

bool alerts_becomes(const struct alerts *a, const char *sql, int64_t n, int64_t ms)
{
    char path[320];

    (void)snprintf(path, sizeof path, "%s/outbox.db", a->state);
    return database_becomes(path, sql, n, ms);
}
