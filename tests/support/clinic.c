/* SPDX-License-Identifier: MIT
 *
 * See clinic.h. The database is looked at by a child process that knows nothing of the plugin: a
 * second opening in this process would drop the locks of the first.
 */
#include "support/clinic.h"

#include "support/approve.h"
#include "support/look.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test.h"

static void *library;

static void give_up(const char *what)
{
    (void)fprintf(stderr, "clinic: %s: %s\n", what, strerror(errno));
    _exit(1);
}

void clinic_write(const char *path, const char *text)
{
    char fresh[512];
    const char *in_rules = strstr(path, "/rules/");

    if (in_rules != NULL && strstr(in_rules, ".yaml") != NULL) {
        char folder[512];

        (void)snprintf(folder, sizeof folder, "%.*s", (int)(in_rules + 6 - path), path);
        approve_rules(folder, path, text);
    }
    (void)snprintf(fresh, sizeof fresh, "%s.fresh", path);
    FILE *file = fopen(fresh, "we");
    if (file == NULL || fputs(text, file) < 0 || fchmod(fileno(file), 0600) != 0 ||
        fclose(file) != 0 || rename(fresh, path) != 0) {
        give_up(path);
    }
}

void clinic_write_rules(const struct clinic *c, uint32_t version)
{
    char path[512], text[8192];

    (void)snprintf(
        text, sizeof text,
        "format: precare-rules/1\n"
        "rulebook:\n"
        "  id: clinic\n"
        "  title: \"Rules of a test\"\n"
        "  version: \"1.0.%u\"\n"
        "  status: active\n"
        "  owner: {name: \"Lead\", role: clinical-lead}\n"
        "  review-by: \"2099-01-01\"\n"
        "  sources:\n"
        "    house: {title: \"House rules\", kind: clinic-policy}\n"
        "lists:\n"
        "  needling: {kind: procedure, plain: \"needling\", items: [microneedling], codes: {local: "
        "[MN]}}\n"
        "  retinoids: {kind: medication, plain: \"retinoid\", items: [tretinoin, adapalene], "
        "codes: {atc: [D10AD]}}\n"
        "body-sites:\n"
        "  face: {parts: [cheek]}\n"
        "  scalp: {}\n"
        "override-reasons:\n"
        "  benefit-outweighs: {say: \"The benefit outweighs.\", points-to: clinical-judgement}\n"
        "rules:\n"
        "  - id: too-young\n"
        "    title: \"Under 22\"\n"
        "    source: {ref: house, basis: clinic-decision}\n"
        "    when: {at: [booking, check-in], procedure: needling}\n"
        "    if: {patient.age: {below: 22 years}}\n"
        "    then:\n"
        "      severity: hold\n"
        "      say: \"Under 22, v%u.\"\n"
        "      alert: {channel: lead, say: \"A visit waits for a decision.\"}\n"
        "    if-unknown: {ask: \"When was the patient born?\", of: staff}\n"
        "    override: {by: [physician], reasons: [benefit-outweighs]}\n"
        "  - id: retinoid\n"
        "    title: \"Uses a retinoid\"\n"
        "    source: {ref: house, basis: clinic-decision}\n"
        "    when: {at: [booking, check-in], procedure: needling}\n"
        "    if: {medication: {in: retinoids, use: ongoing, site: treatment-area}}\n"
        "    then: {severity: warn, say: \"{matched} in use, v%u.\"}\n"
        "    if-unknown: {ask: \"Does the patient use a retinoid?\", of: patient}\n"
        "    override: {by: [physician], reasons: [benefit-outweighs]}\n"
        "tests:\n"
        "  - name: \"Nineteen: held\"\n"
        "    at: booking\n"
        "    today: \"2026-12-01\"\n"
        "    patient: {born: \"2007-05-04\", reviewed: \"2026-12-01\", medications: none-known}\n"
        "    appointment: {procedure: microneedling, date: \"2027-01-12\", site: cheek, minutes: "
        "60}\n"
        "    expect: {overall: hold, findings: [{rule: too-young, outcome: hold, alert: lead}]}\n",
        version, version, version);
    (void)snprintf(path, sizeof path, "%s/clinic.yaml", c->rules);
    clinic_write(path, text);
}

static void write_config(const struct clinic *c)
{
    char path[512], text[4096], url[128];

    (void)snprintf(url, sizeof url, "http://127.0.0.1:%u/hook\n",
                   (unsigned)(c->port != 0 ? c->port : 9));
    (void)snprintf(path, sizeof path, "%s/lead.url", c->dir);
    clinic_write(path, url);
    (void)snprintf(path, sizeof path, "%s/lead.key", c->dir);
    clinic_write(path, "whsec_cHJlY2FyZS10ZXN0LXNpZ25pbmcta2V5LTMyYnl0ZXM=\n");
    (void)snprintf(
        text, sizeof text,
        "format: precare-config/1\n"
        "clinic: {name: \"Test\", time-zone: America/New_York}\n"
        "rules: [\"%s\"]\n"
        "state: \"%s\"\n"
        "deliver: %s\n"
        "act-on: %s\n" TEST_DISK "allow-plain-http: loopback\n"
        "operations: ops\n"
        "channels:\n"
        "  lead: {kind: webhook, url-from: \"file:%s/lead.url\", sign-with: \"file:%s/lead.key\", "
        "rate: "
        "10000 a second, burst: 10000, digest-above: 100000 a minute, addresses: private-too, "
        "fallback: ops}\n"
        "  ops: {kind: webhook, url-from: \"file:%s/lead.url\", sign-with: \"file:%s/lead.key\"}\n"
        "%s",
        c->rules, c->state, c->deliver, c->act_on, c->dir, c->dir, c->dir, c->dir, c->more);
    clinic_write(c->config, text);
}

void clinic_make(struct clinic *c, struct clinic wanted)
{
    static unsigned count;

    *c = wanted;
    c->deliver = wanted.deliver != NULL ? wanted.deliver : "external";
    c->act_on = wanted.act_on != NULL ? wanted.act_on : "active";
    c->more = wanted.more != NULL ? wanted.more : "";
    (void)snprintf(c->dir, sizeof c->dir, "%s/clinic-%u", test_directory(), count++);
    (void)snprintf(c->config, sizeof c->config, "%s/precare.yaml", c->dir);
    (void)snprintf(c->rules, sizeof c->rules, "%s/rules", c->dir);
    (void)snprintf(c->state, sizeof c->state, "%s/state", c->dir);
    if (mkdir(c->dir, 0700) != 0 || mkdir(c->rules, 0700) != 0) {
        give_up(c->dir);
    }
    write_config(c);
    clinic_write_rules(c, 1);
}

/* ---- the plugin ---- */

static void library_load(void)
{
    const char *path = getenv("PRECARE_PLUGIN_OTHER");

    if (library == NULL) {
        library = dlopen(path != NULL ? path : PRECARE_PLUGIN, RTLD_NOW | RTLD_LOCAL);
    }
    if (library == NULL) {
        (void)fprintf(stderr, "clinic: %s\n", dlerror());
        _exit(1);
    }
}

void *clinic_symbol(const char *name)
{
    library_load();
    return dlsym(library, name);
}

const precare_api *clinic_plugin(void)
{
    static const precare_api *api; /* asked once: dlsym takes a lock of the C library's */

    if (api == NULL) {
        precare_entry_fn *entry = NULL;
        void *symbol = clinic_symbol(PRECARE_ENTRY);

        memcpy(&entry, &symbol, sizeof entry);
        api = entry != NULL ? entry(PRECARE_ABI_MINOR) : NULL;
    }
    return api;
}

precare_instance *clinic_open(const struct clinic *c)
{
    precare_params params = {.struct_size = sizeof params, .config = c->config};
    precare_error err = {.struct_size = sizeof err};
    precare_instance *instance = NULL;

    if (clinic_plugin()->open(NULL, &params, &instance, &err) < 0) {
        (void)fprintf(stderr, "clinic: open: %s:%u: %s\n", err.where, err.line, err.message);
        _exit(1);
    }
    return instance;
}

precare_instance *clinic_open_started(const struct clinic *c)
{
    precare_instance *instance = clinic_open(c);

    if (clinic_plugin()->start(instance, NULL) < 0) {
        give_up("start");
    }
    return instance;
}

/* ---- events ---- */

static precare_time clinic_day(int32_t y, int32_t m, int32_t d)
{
    return (precare_time){.precision = PRECARE_TIME_DAY, .year = y, .month = m, .day = d};
}

void clinic_event(struct clinic_event *e, int32_t born, uint32_t number)
{
    precare_list reviewed = {.reviewed = clinic_day(2026, 12, 1)};

    *e = (struct clinic_event){0};
    (void)snprintf(e->id, sizeof e->id, "apt-%u", number);
    (void)snprintf(e->event_id, sizeof e->event_id, "apt-%u/1", number);
    e->sites[0] = "cheek";
    e->patient =
        (precare_patient){.struct_size = sizeof e->patient, .pregnancy = PRECARE_NOT_APPLICABLE};
    e->patient.birth_date = clinic_day(born, 5, 4);
    e->appointment = (precare_appointment){.struct_size = sizeof e->appointment,
                                           .id = e->id,
                                           .minutes = 60,
                                           .procedure_text = "microneedling",
                                           .state = PRECARE_PLANNED};
    e->appointment.sites = (precare_array){e->sites, 1, sizeof e->sites[0]};
    e->appointment.start = (precare_time){PRECARE_TIME_LOCAL, 2027, 1, 12, 14, 0, 0, 0};
    e->provider =
        (precare_provider){.struct_size = sizeof e->provider, .id = "p7", .role = "physician"};
    e->medication[0] =
        (precare_medication){.text = "tretinoin 0.05% cream", .use = PRECARE_USE_ONGOING};
    e->medication[0].sites = e->appointment.sites;
    e->event = (precare_event){.struct_size = sizeof e->event,
                               .moment = PRECARE_BOOKING,
                               .action = PRECARE_CREATE,
                               .phase = PRECARE_FINAL,
                               .event_id = e->event_id,
                               .subject = "pt-88",
                               .patient = &e->patient,
                               .appointment = &e->appointment,
                               .provider = &e->provider,
                               .conditions = reviewed,
                               .medications = reviewed,
                               .allergies = reviewed,
                               .procedures = reviewed};
    e->event.now = (precare_time){PRECARE_TIME_INSTANT, 2026, 12, 1, 10, 0, 0, -300};
    e->event.medications.entries = (precare_array){e->medication, 0, sizeof e->medication[0]};
}

uint32_t clinic_raise(precare_instance *instance, struct clinic_event *e, int32_t *status_r)
{
    const precare_api *precare = clinic_plugin();
    const precare_result *result = NULL;
    precare_hook *hook = e->event.moment == PRECARE_BOOKING ? precare->booking : precare->charting;
    int32_t status = hook(instance, &e->event, &result, NULL);
    uint32_t overall = result != NULL ? result->overall : UINT32_MAX;

    if (status_r != NULL) {
        *status_r = status;
    }
    (void)precare->result_free(instance, result);
    return overall;
}

const void *clinic_item(precare_array a, uint32_t i)
{
    return (const char *)a.items + (size_t)i * a.stride;
}

bool clinic_noted(const precare_result *r, const char *code)
{
    for (uint32_t i = 0; i < r->notes.count; i++) {
        const precare_note *note = clinic_item(r->notes, i);

        if (strcmp(note->code, code) == 0) {
            return true;
        }
    }
    return false;
}

/* ---- looking at what is there ---- */

uint64_t clinic_rows(const struct clinic *c, const char *sql)
{
    char path[512];

    (void)snprintf(path, sizeof path, "%s/outbox.db", c->state);
    return (uint64_t)database_number(path, sql);
}

bool clinic_threads_within(uint32_t most)
{
    for (int i = 0; i < TEST_PATIENCE_MS(500); i++) {
        if (clinic_threads() <= most) {
            return true;
        }
        pause_ms(1);
    }
    return false;
}

uint32_t clinic_threads(void)
{
    DIR *dir = opendir("/proc/self/task");
    uint32_t count = 0;

    for (struct dirent *e = dir != NULL ? readdir(dir) : NULL; e != NULL; e = readdir(dir)) {
        count += e->d_name[0] != '.' ? 1 : 0;
    }
    if (dir != NULL) {
        (void)closedir(dir);
    }
    return count;
}
