/* SPDX-License-Identifier: MIT
 *
 * A small host in C with its adapter for `precare conform`: to copy from. It has one hook, after
 * the save, so it says `final`, and a user cannot give up. Through the plugin's own table, as
 * minimal_host.c. Built and run by tests/cli/conform_test.sh:
 *
 *     cc -I include -o conform_host tests/hosts/conform_host.c -ljansson -ldl
 *     precare conform --adapter ./conform_host
 */
#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <jansson.h>

#include "precare/precare.h"

#define APPOINTMENTS 200

/* What the host knows of an appointment: the line that made it, and what has changed since. */
struct booked {
    json_t *line;
    char id[32];
    precare_time start;
};

static const precare_api *precare;
static precare_instance *instance;
static struct booked booked[APPOINTMENTS];
static int made[64][2]; /* of a scenario: its first appointment, and how many */
static int count, requests;

static precare_time time_read(const char *s)
{
    precare_time t = {.precision = s != NULL ? PRECARE_TIME_DAY : 0};

    if (s != NULL &&
        sscanf(s, "%d-%d-%dT%d:%d", &t.year, &t.month, &t.day, &t.hour, &t.minute) > 3) {
        t.precision = PRECARE_TIME_LOCAL;
    }
    return t;
}

static precare_time now(void)
{
    time_t seconds = time(NULL);
    struct tm tm;

    (void)gmtime_r(&seconds, &tm);
    return (precare_time){PRECARE_TIME_INSTANT, tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
                          tm.tm_hour,           tm.tm_min,         tm.tm_sec,     0};
}

static const char *text_of(const json_t *o, const char *key)
{
    return json_string_value(json_object_get(o, key));
}

/* ---- an event of a booking ---- */

struct facts { /* what the event points at */
    precare_event event;
    precare_patient patient;
    precare_appointment appointment;
    precare_medication medications[4];
    precare_product products[4];
    precare_reaction reactions[4];
    const char *sites[1];
    char event_id[64];
};

static void facts_fill(struct facts *f, const struct booked *b, const json_t *line)
{
    const json_t *patient = json_object_get(b->line, "patient"), *item;
    precare_list asked = {0};
    size_t i;

    *f = (struct facts){.sites = {"face"}};
    if (json_is_true(json_object_get(b->line, "asked"))) {
        asked.reviewed = now();
    }
    f->patient = (precare_patient){.struct_size = sizeof f->patient,
                                   .birth_date = time_read(text_of(patient, "born"))};
    f->appointment = (precare_appointment){.struct_size = sizeof f->appointment,
                                           .id = b->id,
                                           .start = b->start,
                                           .minutes = 60,
                                           .procedure_text = text_of(b->line, "procedure"),
                                           .sites = {f->sites, 1, sizeof f->sites[0]}};
    f->event = (precare_event){.struct_size = sizeof f->event,
                               .phase = PRECARE_FINAL,
                               .subject = text_of(patient, "id"),
                               .now = now(),
                               .patient = &f->patient,
                               .appointment = &f->appointment,
                               .conditions = asked,
                               .medications = asked,
                               .allergies = asked,
                               .procedures = asked};
    json_array_foreach(json_object_get(b->line, "medications"), i, item)
    {
        f->medications[i] =
            (precare_medication){.text = text_of(item, "text"), .use = PRECARE_USE_ONGOING};
        f->event.medications.entries =
            (precare_array){f->medications, (uint32_t)i + 1, sizeof f->medications[0]};
    }
    json_array_foreach(json_object_get(line, "products"), i, item)
    {
        f->products[i] = (precare_product){.text = text_of(item, "text")};
        f->event.products = (precare_array){f->products, (uint32_t)i + 1, sizeof f->products[0]};
    }
    json_array_foreach(json_object_get(line, "reactions"), i, item)
    {
        f->reactions[i] = (precare_reaction){.text = text_of(item, "text")};
        f->event.reactions = (precare_array){f->reactions, (uint32_t)i + 1, sizeof f->reactions[0]};
    }
}

/* ---- what the user sees ---- */

static const char *overall_word(uint32_t overall)
{
    static const struct {
        uint32_t number;
        const char *word;
    } words[] = {{PRECARE_CLEAR, "clear"}, {PRECARE_INFO, "info"},    {PRECARE_TASK, "tasks"},
                 {PRECARE_ASK, "ask"},     {PRECARE_WARN, "warn"},    {PRECARE_HOLD, "hold"},
                 {PRECARE_BLOCK, "block"}, {PRECARE_URGENT, "urgent"}};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (words[i].number == overall) {
            return words[i].word;
        }
    }
    return "not-evaluated";
}

static void screen_add(char *screen, size_t room, const char *text)
{
    size_t len = strlen(screen);

    (void)snprintf(screen + len, room - len, "%s\n", text);
}

static void result_show(const precare_result *r, const struct facts *f, char *screen, size_t room)
{
    const char *word = overall_word(r->overall), *items = r->findings.items;
    precare_acknowledgement shown = {.struct_size = sizeof shown, .action = PRECARE_SHOWN};

    screen_add(screen, room, r->overall < PRECARE_CLEAR ? "NOT CHECKED" : word);
    for (uint32_t i = 0; i < r->findings.count; i++, items += r->findings.stride) {
        const precare_finding *finding = (const void *)items;

        screen_add(screen, room, finding->say != NULL ? finding->say : finding->ask);
    }
    shown.appointment = f->appointment.id;
    shown.subject = f->event.subject;
    shown.reason = word;
    (void)precare->acknowledge(instance, &shown, NULL);
}

/* ---- requests ---- */

/* What came of it. */
static uint32_t raise_final(const struct booked *b, const json_t *line, uint32_t moment,
                            uint32_t action, char *screen, size_t room)
{
    precare_hook *hook = moment == PRECARE_BOOKING ? precare->booking : precare->charting;
    const precare_result *result = NULL;
    uint32_t overall = PRECARE_NOT_EVALUATED;
    struct facts facts;

    facts_fill(&facts, b, line);
    facts.event.moment = moment;
    facts.event.action = action;
    (void)snprintf(facts.event_id, sizeof facts.event_id, "%s/%d", b->id, requests);
    facts.event.event_id = facts.event_id;
    int32_t status = hook(instance, &facts.event, &result, NULL);
    if (status < 0 || result == NULL) {
        screen_add(screen, room, "NOT CHECKED");
    } else {
        result_show(result, &facts, screen, room);
        overall = result->overall;
    }
    (void)precare->result_free(instance, result);
    return overall;
}

static uint32_t moment_of(const char *verb)
{
    return strcmp(verb, "check in") == 0 ? PRECARE_CHECK_IN
           : strcmp(verb, "chart") == 0  ? PRECARE_TREATMENT
           : strcmp(verb, "react") == 0  ? PRECARE_FOLLOW_UP
                                         : PRECARE_BOOKING;
}

static uint32_t action_of(const char *verb)
{
    return strcmp(verb, "confirm") == 0      ? PRECARE_CONFIRM
           : strcmp(verb, "reschedule") == 0 ? PRECARE_RESCHEDULE
           : strcmp(verb, "cancel") == 0     ? PRECARE_CANCEL
                                             : PRECARE_CREATE;
}

static void days_add(precare_time *t, int days)
{
    struct tm tm = {
        .tm_year = t->year - 1900, .tm_mon = t->month - 1, .tm_mday = t->day + days, .tm_hour = 12};

    (void)timegm(&tm);
    t->year = tm.tm_year + 1900;
    t->month = tm.tm_mon + 1;
    t->day = tm.tm_mday;
}

/* New appointments, or the one that is meant; how many. */
static int visits_take(const json_t *line, int n, struct booked **first_r)
{
    int of = (int)json_integer_value(json_object_get(line, "of"));
    int which = (int)json_integer_value(json_object_get(line, "which"));
    int times = (int)json_integer_value(json_object_get(json_object_get(line, "series"), "count"));

    if (of != 0) {
        *first_r = &booked[made[of][0] + (which > 0 ? which - 1 : 0)];
        if (text_of(line, "start") != NULL) {
            (*first_r)->start = time_read(text_of(line, "start"));
        }
        return 1;
    }
    times = times > 0 ? times : 1;
    made[n][0] = count;
    *first_r = &booked[count];
    for (int i = 0; i < times; i++, count++) {
        struct booked *b = &booked[count];

        b->line = json_incref((json_t *)(size_t)line);
        b->start = time_read(text_of(line, "start"));
        days_add(&b->start, 7 * i);
        (void)snprintf(b->id, sizeof b->id, "apt-%d", count + 1);
    }
    return times;
}

static json_t *line_do(const json_t *line)
{
    const char *verb = text_of(line, "do"), *user = text_of(line, "user");
    int n = (int)json_integer_value(json_object_get(line, "n"));
    struct booked *first;
    char screen[8192] = "";
    bool blocked = false;

    if (user != NULL && strcmp(user, "goes on") != 0) {
        return json_pack("{s:i, s:s}", "n", n, "cannot",
                         "this host asks after the save: nobody decides before it");
    }
    if (strcmp(verb, "roll back") == 0) { /* the hook comes after the save, so it does not come */
        return json_pack("{s:i, s:b, s:s}", "n", n, "saved", 0, "shown", "It could not be saved.");
    }
    requests++;
    int visits = visits_take(line, n, &first);
    for (int times = strcmp(verb, "retry") == 0 ? 2 : 1; times > 0; times--) {
        for (int i = 0; i < visits; i++) {
            uint32_t action = moment_of(verb) == PRECARE_BOOKING ? action_of(verb) : 0;

            blocked |= raise_final(&first[i], line, moment_of(verb), action, screen,
                                   sizeof screen) == PRECARE_BLOCK;
        }
    }
    if (blocked) {
        return json_pack("{s:i, s:s}", "n", n, "cannot",
                         "this host asks after the save: what is blocked is saved by then");
    }
    return json_pack("{s:i, s:b, s:s}", "n", n, "saved", 1, "shown", screen);
}

static int host_open(void)
{
    void *so = dlopen(getenv("PRECARE_PLUGIN"), RTLD_NOW | RTLD_LOCAL);
    void *symbol = so != NULL ? dlsym(so, PRECARE_ENTRY) : NULL;
    precare_params params = {.struct_size = sizeof params, .config = getenv("PRECARE_CONFIG")};
    precare_error err = {.struct_size = sizeof err};
    precare_entry_fn *entry;

    if (symbol == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        return -1;
    }
    memcpy(&entry, &symbol, sizeof entry);
    precare = entry(PRECARE_ABI_MINOR);
    if (precare->open(NULL, &params, &instance, &err) < 0) {
        fprintf(stderr, "%s: %s\n", err.where, err.message);
        return -1;
    }
    return precare->start(instance, &err) < 0 ? -1 : 0;
}

int main(void)
{
    char text[65536];

    if (host_open() != 0) {
        return 1;
    }
    while (fgets(text, sizeof text, stdin) != NULL) {
        json_t *line = json_loads(text, 0, NULL);
        json_t *answer = line_do(line);
        char *said = json_dumps(answer, JSON_COMPACT);

        puts(said);
        fflush(stdout);
        free(said);
        json_decref(answer);
        json_decref(line);
    }
    (void)precare->stop(instance, 2000, NULL);
    return precare->close(instance) == PRECARE_OK ? 0 : 1;
}
