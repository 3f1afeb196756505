/* SPDX-License-Identifier: MIT
 *
 * `precare host`: the reference host. Loads the plugin with dlopen through the public header alone,
 * as a stranger would, raises the events of a file, and prints what a front desk would see. An
 * example for those who write a host: every call of the plugin's table stands here once. Called by
 * main.c; single-threaded.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/event_build.h"
#include "cli/front_desk.h"
#include "precare/precare.h"

#define EVENTS_MOST (64u << 20)
#define STOP_MS 5000
#define NOT_ALL 1 /* exit: an event was not evaluated */
#define NOT_OPEN 2

struct asked {
    const char *plugin, *config, *event;
};

struct host {
    const precare_api *precare;
    precare_instance *instance;
    precare_hook *hooks[PRECARE_HOOK_CHARTING + 1]; /* what the plugin registered */
    int code;
};

/* ---- what this host offers ---- */

static void log_line(void *ctx, uint32_t level, const char *component, const char *message)
{
    static const char *const levels[] = {"", "error", "warning", "info"};

    (void)ctx;
    (void)fprintf(stderr, "%s: %s: %s\n", component, level <= PRECARE_LOG_INFO ? levels[level] : "",
                  message);
}

static int32_t hook_register(void *ctx, uint32_t which, precare_hook *hook,
                             precare_instance *instance)
{
    struct host *host = ctx;

    (void)instance; /* open() returns it too */
    if (which <= PRECARE_HOOK_CHARTING) {
        /* cppcheck-suppress AssignmentAddressToInteger ; both are pointers to functions */
        host->hooks[which] = hook;
    }
    return 0;
}

/* ---- raising events ---- */

static void host_complain(const precare_error *err)
{
    (void)fprintf(stderr, "precare host: %s%s%s (%d)\n", err->where,
                  err->where[0] != '\0' ? ": " : "", err->message, err->code);
}

static void event_raise(struct host *host, const char *json, size_t len)
{
    char why[256];
    precare_error err = {.struct_size = sizeof err};
    const precare_result *result = NULL;
    struct event_build *built = event_build_new(json, len, why);

    if (built == NULL) {
        (void)fprintf(stderr, "precare host: %s\n", why);
        host->code = NOT_ALL;
        return;
    }
    const precare_event *event = event_build_event(built);
    uint32_t which =
        event->moment == PRECARE_BOOKING ? PRECARE_HOOK_BOOKING : PRECARE_HOOK_CHARTING;
    int32_t status = host->hooks[which](host->instance, event, &result, &err);
    if (status != PRECARE_OK && err.message[0] != '\0') {
        host_complain(&err);
    }
    if (status < 0) {
        host->code = NOT_ALL;
    }
    if (result != NULL) {
        front_desk_show(result, stdout);
        (void)putchar('\n');
    }
    (void)host->precare->result_free(host->instance, result);
    event_build_free(&built);
}

/* A document, or one a line. */
static void events_raise(struct host *host, const char *text)
{
    const char *first = strchr(text, '\n');

    /* the second line does not begin with an object */
    if (first == NULL || strspn(first, "\n{") < 2) {
        event_raise(host, text, strlen(text));
        return;
    }
    for (const char *line = text; *line != '\0';) {
        size_t len = strcspn(line, "\n");

        if (len > 0) {
            event_raise(host, line, len);
        }
        line += len + (line[len] == '\n');
    }
}

static char *file_read(const char *path)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    char *text = NULL;
    size_t len = 0, room = 0;

    while (file != NULL && len < EVENTS_MOST) {
        if (room - len < 65536) {
            room = room * 2 + 131072;
            char *more = realloc(text, room);
            if (more == NULL) {
                free(text);
                text = NULL;
                break;
            }
            text = more;
        }
        size_t got = fread(text + len, 1, room - len - 1, file);
        len += got;
        text[len] = '\0';
        if (got == 0) {
            break;
        }
    }
    if (file != NULL && file != stdin) {
        (void)fclose(file);
    }
    return text;
}

/* ---- the life of a plugin ---- */

static void needs_show(struct host *host)
{
    uint64_t mask = 0;

    if (host->precare->needs(host->instance, PRECARE_BOOKING, NULL, &mask) == PRECARE_OK) {
        (void)printf("At booking the rules look at %d groups of facts (0x%llx).\n\n",
                     __builtin_popcountll(mask), (unsigned long long)mask);
    }
}

static int host_play(struct host *host, const struct asked *a)
{
    precare_host table = {.struct_size = sizeof table,
                          .abi_minor = PRECARE_ABI_MINOR,
                          .flags = PRECARE_HOST_AFTER_SAVE,
                          .ctx = host,
                          .name = "precare host",
                          .version = PRECARE_VERSION,
                          .log = log_line,
                          .register_hook = hook_register};
    precare_params params = {.struct_size = sizeof params, .config = a->config};
    precare_error err = {.struct_size = sizeof err};
    char *text = a->event != NULL ? file_read(a->event) : NULL;

    if (a->event != NULL && text == NULL) {
        return cli_usage(&host_command, "%s cannot be read", a->event);
    }
    int32_t status = host->precare->open(&table, &params, &host->instance, &err);
    if (status != PRECARE_OK) {
        host_complain(&err);
    }
    if (status < 0) {
        free(text);
        return NOT_OPEN;
    }
    if (host->precare->start(host->instance, &err) != PRECARE_OK) {
        host_complain(&err);
    }
    if (text != NULL) {
        events_raise(host, text);
    } else {
        needs_show(host);
    }
    if (host->precare->stop(host->instance, STOP_MS, &err) != PRECARE_OK) {
        host_complain(&err);
    }
    (void)host->precare->close(host->instance);
    free(text);
    return host->code;
}

/* The library is never unloaded: it stays in the process anyway. */
static const precare_api *plugin_load(const char *path)
{
    static void *so;

    so = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    precare_entry_fn *entry = NULL;
    void *symbol = so != NULL ? dlsym(so, PRECARE_ENTRY) : NULL;

    if (symbol == NULL) {
        (void)fprintf(stderr, "precare host: %s\n", dlerror());
        return NULL;
    }
    memcpy(&entry, &symbol, sizeof entry);
    const precare_api *api = entry(PRECARE_ABI_MINOR);
    if (api == NULL || api->magic != PRECARE_MAGIC || api->abi_major != PRECARE_ABI_MAJOR) {
        (void)fprintf(stderr, "precare host: %s is not such a plugin\n", path);
        return NULL;
    }
    (void)fprintf(stderr, "%s %s, ABI %u.%u\n", api->name, api->version, api->abi_major,
                  api->abi_minor);
    return api;
}

static int host_run(int argc, char **argv)
{
    struct asked a = {0};
    struct host host = {0};

    for (int i = 1; i < argc; i++) {
        const char **value = strcmp(argv[i], "--plugin") == 0   ? &a.plugin
                             : strcmp(argv[i], "--config") == 0 ? &a.config
                             : strcmp(argv[i], "--event") == 0  ? &a.event
                                                                : NULL;

        if (value == NULL || i + 1 == argc) {
            return cli_usage(&host_command, "'%s' is not an option, or lacks its value", argv[i]);
        }
        *value = argv[++i];
    }
    if (a.plugin == NULL || a.config == NULL) {
        return cli_usage(&host_command, "--plugin and --config are required");
    }
    /* a bare name would be looked for among the system's libraries */
    char *path = realpath(a.plugin, NULL);
    host.precare = plugin_load(path != NULL ? path : a.plugin);
    free(path);
    return host.precare != NULL ? host_play(&host, &a) : NOT_OPEN;
}

const struct cli_command host_command = {
    "host", host_run, "the reference host: loads the plugin and raises events",
    "Usage: precare host --plugin FILE.so --config FILE [--event FILE]\n\n"
    "  --plugin FILE.so  the plugin, loaded with dlopen through its public header alone\n"
    "  --config FILE     the configuration it is opened with\n"
    "  --event FILE      a precare-event/1 document, or one a line; - is standard input.\n"
    "                    Without it, the host says which facts the rules need\n\n"
    "What a front desk would see goes to standard output, the plugin's log to standard error.\n"
    "Events are real to the plugin: phase `final` is recorded, and alerts go out.\n\n"
    "Exit: 0 all evaluated; 1 an event was not; 2 the plugin cannot be loaded or opened; 64, "
    "70.\n"};
