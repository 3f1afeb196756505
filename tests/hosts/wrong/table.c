/* SPDX-License-Identifier: MIT
 * A small host in C, by the plugin's own table, and what one can do wrong there: table MISTAKE as
 * the adapter of `precare conform`; `table right` does none. It books, and cannot do anything else.
 * Written from precare.h and the manual alone. */
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "precare/precare.h"

static const struct {
    const char *name, *named, *what;
} hosts[] = {
    {"right", "", "It previews, settles and frees."},
    {"calls-what-did-not-open", "unknown-instance", "The status of open is not looked at."},
    {"its-own-moments", "wrong-argument", "Its own enumeration of moments has a fifth."},
    {"reloads-from-two-threads", "control-overlap", "Two administrators press the button."},
    {"opens-a-second-time", "opened-twice", "Each form opens the plugin for itself."},
    {"uses-a-copy-after-close", "after-close", "A copy of the instance outlives it."},
    {"forks-for-each", "fork-without-start", "Loaded before the fork, used after it."},
    {"clones-for-each", "cloned", "A sandbox makes its processes by the bare system call."},
    {"writes-into-the-result", "result-changed", "The result is made to fit the screen, in place."},
    {"leaks-results", "never-freed", "A garbage collector will see to it."},
    {"frees-twice", "freed-twice", "Once at the end of the form, once in its destructor."},
    {"keeps-a-freed-text", "used-after-free",
     "The pointer of the reference is kept, not its text."},
    {"forgets-a-size", "wrong-size", "A struct without its struct_size."},
    {"forgets-a-stride", "wrong-size", "An array without its stride."},
    {"reuses-a-buffer", "event-changed", "One buffer for all texts, and another thread fills it."},
    {"books-by-charting", "wrong-event moment", "One of the two hooks for everything."},
    {"validates-only", "scenario 1", "PRECARE_HOST_VALIDATE was left on after the first tries."},
    {"never-starts", "not-started",
     "open is enough, says its author; the clinic says deliver: thread."},
    {"closes-under-a-thread", "close-during-call", "Closed while a thread still asks."},
};

static const precare_api *precare;
static precare_instance *instance;
static const char *mistake;
static precare_error err = {.struct_size = sizeof err};
static precare_time day_now;

static int hosts_list(void)
{
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        printf("%s|%s|%s\n", hosts[i].name, hosts[i].named, hosts[i].what);
    }
    return 0;
}

static int host_does(const char *what)
{
    return strcmp(mistake, what) == 0;
}

/* The text of a key in a line of the kit, "" for null. */
static const char *text_of(const char *line, const char *key, char *room, size_t size)
{
    char wanted[32];
    const char *at;

    snprintf(wanted, sizeof wanted, "\"%s\":\"", key);
    at = strstr(line, wanted);
    room[0] = '\0';
    if (at != NULL) {
        at += strlen(wanted);
        snprintf(room, size, "%.*s", (int)strcspn(at, "\""), at);
    }
    return room;
}

static precare_time time_of(const char *text)
{
    precare_time t = {0};
    int n =
        sscanf(text, "%d-%d-%dT%d:%d:%d", &t.year, &t.month, &t.day, &t.hour, &t.minute, &t.second);

    t.precision = n == 3 ? PRECARE_TIME_DAY : n == 6 ? PRECARE_TIME_LOCAL : 0;
    return t;
}

static precare_time day_today(void)
{
    time_t seconds = time(NULL);
    struct tm tm;

    gmtime_r(&seconds, &tm);
    return (precare_time){
        PRECARE_TIME_DAY, tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, 0, 0, 0, 0};
}

/* ---- what the mistakes need ---- */

static atomic_int stopping;
static char reused[] = "microneedling 0";

static void *reuse_buffer(void *unused)
{
    for (unsigned n = 0; !atomic_load(&stopping); n++) {
        reused[sizeof reused - 2] = (char)('0' + n % 10);
    }
    return unused;
}

/* Whoever reloads stays in the call for a second: the log, which it calls, takes its time. So the
 * others come while it is in there, on a busy machine too. */
static _Thread_local int lingers;
static atomic_int lingering;

static void log_slowly(void *ctx, uint32_t level, const char *component, const char *message)
{
    (void)ctx, (void)level, (void)component, (void)message;
    if (lingers) {
        atomic_fetch_add(&lingering, 1);
        sleep(1);
    }
}

static void *reload_rules(void *unused)
{
    precare_error own = {.struct_size = sizeof own};

    lingers = 1;
    precare->reload(instance, NULL, &own);
    return unused;
}

static void reload_begins(pthread_t *thread)
{
    pthread_create(thread, NULL, reload_rules, NULL);
    while (atomic_load(&lingering) == 0) {
        nanosleep(&(struct timespec){0, 1000000}, NULL);
    }
}

static void reload_from_two(void)
{
    pthread_t first;
    precare_error own = {.struct_size = sizeof own};

    reload_begins(&first);
    precare->reload(instance, NULL, &own);
    pthread_join(first, NULL);
}

/* ---- a booking ---- */

static const precare_result *host_judge(const precare_event *event)
{
    const precare_result *result = NULL;
    precare_hook *hook = host_does("books-by-charting") ? precare->charting : precare->booking;

    hook(instance, event, &result, &err);
    return result;
}

static const char *word_of(uint32_t overall)
{
    switch (overall) {
    case PRECARE_CLEAR: return "clear";
    case PRECARE_ASK: return "ask";
    case PRECARE_WARN: return "warn";
    case PRECARE_HOLD: return "hold";
    default: return "NOT CHECKED";
    }
}

/* What the user sees, as it goes into a JSON text: the kit's sentences have nothing to escape. */
static void host_show(const precare_result *result, char *room, size_t size)
{
    const char *items = result->findings.items;
    size_t used = (size_t)snprintf(room, size, "%s", word_of(result->overall));

    for (uint32_t i = 0; i < result->findings.count; i++, items += result->findings.stride) {
        const precare_finding *f = (const void *)items;

        used +=
            (size_t)snprintf(room + used, size - used, "; %s", f->say != NULL ? f->say : f->ask);
    }
}

static void call_before(const precare_event *event)
{
    uint64_t mask;

    if (host_does("calls-what-did-not-open")) {
        precare_params other = {.struct_size = sizeof other, .config = "/nowhere/precare.yaml"};
        precare_instance *second;

        precare->open(NULL, &other, &second, &err); /* and does not look at the status */
        precare->needs(second, PRECARE_BOOKING, NULL, &mask);
    } else if (host_does("its-own-moments")) {
        precare->needs(instance, 5, NULL, &mask);
    } else if (host_does("reloads-from-two-threads") && atomic_load(&lingering) == 0) {
        reload_from_two();
    } else if (host_does("opens-a-second-time")) {
        precare_params params = {.struct_size = sizeof params, .config = getenv("PRECARE_CONFIG")};
        precare_instance *second;

        precare->open(NULL, &params, &second, &err);
        precare->close(second);
    } else if (host_does("uses-a-copy-after-close")) {
        precare_params params = {.struct_size = sizeof params, .config = getenv("PRECARE_CONFIG")};
        precare_instance *old = instance;

        precare->close(instance);
        precare->open(NULL, &params, &instance, &err);
        precare->start(instance, &err);
        precare->needs(old, PRECARE_BOOKING, NULL, &mask);
    } else if (host_does("forks-for-each") || host_does("clones-for-each")) {
        long child = host_does("forks-for-each") ? fork() : syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);

        if (child == 0) {
            precare->result_free(instance, host_judge(event));
            _exit(0);
        }
        waitpid((pid_t)child, NULL, 0);
    }
}

static void call_after(const precare_result *result)
{
    precare_acknowledgement ack = {.struct_size = sizeof ack, .action = PRECARE_SHOWN};

    if (host_does("writes-into-the-result")) {
        ((precare_result *)result)->coverage = 1;
    }
    if (!host_does("leaks-results")) {
        precare->result_free(instance, result);
    }
    if (host_does("frees-twice")) {
        precare->result_free(instance, result);
    } else if (host_does("keeps-a-freed-text") && result->ref != NULL) {
        ack.ref = result->ref;
        ack.reason = "hold";
        precare->acknowledge(instance, &ack, &err);
    }
}

static void host_book(const char *line, int n)
{
    char id[64], born[32], start[32], procedure[64], name[32], shown[2048];
    const char *sites[] = {"face"};
    precare_patient patient = {.struct_size = sizeof patient};
    precare_appointment appointment = {.struct_size = sizeof appointment, .minutes = 60};
    precare_medication cream = {.text = "tretinoin", .use = PRECARE_USE_ONGOING};
    precare_list asked = {.reviewed =
                              strstr(line, "\"asked\":true") != NULL ? day_now : (precare_time){0}};
    precare_event event = {.struct_size = sizeof event,
                           .moment = PRECARE_BOOKING,
                           .action = PRECARE_CREATE,
                           .phase = PRECARE_PREVIEW,
                           .now = day_now,
                           .patient = &patient,
                           .appointment = &appointment,
                           .conditions = asked,
                           .medications = asked,
                           .allergies = asked,
                           .procedures = asked};
    int gives_up = strstr(line, "gives up") != NULL;
    const precare_result *result;

    snprintf(name, sizeof name, "apt-%d", n);
    event.event_id = appointment.id = name;
    event.subject = text_of(line, "id", id, sizeof id);
    patient.birth_date = time_of(text_of(line, "born", born, sizeof born));
    appointment.start = time_of(text_of(line, "start", start, sizeof start));
    appointment.procedure_text = text_of(line, "procedure", procedure, sizeof procedure);
    appointment.sites = (precare_array){sites, 1, sizeof sites[0]};
    if (strstr(line, "isotretinoin") != NULL) {
        cream.text = "isotretinoin";
    }
    if (strstr(line, "tretinoin") != NULL) {
        event.medications.entries = (precare_array){&cream, 1, sizeof cream};
    }
    if (host_does("forgets-a-size")) {
        patient.struct_size = 0;
    } else if (host_does("forgets-a-stride")) {
        appointment.sites.stride = 0;
    } else if (host_does("reuses-a-buffer")) {
        appointment.indication = reused;
    }
    call_before(&event);
    for (int i = 0; host_does("reuses-a-buffer") && i < 1000; i++) { /* the form asks at each key */
        precare->result_free(instance, host_judge(&event));
    }
    result = host_judge(&event);
    host_show(result, shown, sizeof shown);
    gives_up |= result->overall == PRECARE_BLOCK;
    call_after(result);
    event.phase = PRECARE_SETTLE;
    event.disposition = gives_up ? PRECARE_ABANDONED : PRECARE_SAVED;
    call_after(host_judge(&event));
    printf("{\"n\":%d,\"saved\":%s,\"shown\":\"%s\"}\n", n, gives_up ? "false" : "true", shown);
}

int main(int argc, char **argv)
{
    const char *plugin = getenv("PRECARE_PLUGIN");
    void *so = plugin != NULL ? dlopen(plugin, RTLD_NOW | RTLD_LOCAL) : NULL;
    void *symbol = so != NULL ? dlsym(so, PRECARE_ENTRY) : NULL;
    precare_params params = {.struct_size = sizeof params, .config = getenv("PRECARE_CONFIG")};
    precare_host host = {.struct_size = sizeof host, .log = log_slowly};
    precare_entry_fn *entry;
    char line[4096];
    pthread_t thread;
    int32_t status;

    if (argc == 2 && strcmp(argv[1], "--list") == 0) {
        return hosts_list();
    }
    if (symbol == NULL || argc != 2) {
        return 64;
    }
    mistake = argv[1];
    host.flags = host_does("validates-only") ? PRECARE_HOST_VALIDATE : 0;
    memcpy(&entry, &symbol, sizeof entry);
    precare = entry(PRECARE_ABI_MINOR);
    if (precare->open(&host, &params, &instance, &err) < 0) {
        fprintf(stderr, "%s: %s\n", err.where, err.message);
        return 1;
    }
    if (!host_does("never-starts")) {
        precare->start(instance, &err);
    }
    if (host_does("reuses-a-buffer")) {
        pthread_create(&thread, NULL, reuse_buffer, NULL);
    }
    day_now = day_today();
    while (fgets(line, sizeof line, stdin) != NULL) {
        int n = 0;

        sscanf(line, "{\"n\":%d", &n);
        if (strstr(line, "\"do\":\"book\"") != NULL) {
            host_book(line, n);
        } else {
            printf("{\"n\":%d,\"cannot\":\"this host books, and no more\"}\n", n);
        }
        fflush(stdout);
    }
    atomic_store(&stopping, 1);
    if (host_does("closes-under-a-thread")) {
        reload_begins(&thread);
    }
    status = precare->close(instance);
    if (host_does("reuses-a-buffer") || host_does("closes-under-a-thread")) {
        pthread_join(thread, NULL);
    }
    return status == PRECARE_OK ? 0 : 1;
}
