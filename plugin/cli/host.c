/* SPDX-License-Identifier: MIT
 *
 * `precare host`: the reference host. Loads the plugin with dlopen through the public header alone,
 * as a stranger would, raises the events of a file, and prints what a front desk would see. An
 * example for those who write a host: every call of the plugin's table stands here once. Called by
 * main.c; single-threaded.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/clinic.h"
#include "cli/event_build.h"
#include "cli/front_desk.h"
#include "cli/plugin.h"

#define EVENTS_MOST (64u << 20)
#define STOP_MS 5000

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
        host->code = CLI_LOOK;
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
        host->code = CLI_LOOK;
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
    precare_params params = {.struct_size = sizeof params, .config = clinic_config_path(a->config)};
    precare_error err = {.struct_size = sizeof err};
    char *text = a->event != NULL ? file_read(a->event) : NULL;

    if (a->event != NULL && text == NULL) {
        return cli_fail(CLI_UNREADABLE, "%s cannot be read", a->event);
    }
    int32_t status = host->precare->open(&table, &params, &host->instance, &err);
    if (status != PRECARE_OK) {
        host_complain(&err);
    }
    if (status < 0) {
        free(text);
        return CLI_UNREADABLE;
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

static int host_run(void *of)
{
    const struct asked *a = of;
    struct host host = {.precare = plugin_load(a->plugin)};

    if (host.precare == NULL) {
        return CLI_UNREADABLE;
    }
    (void)fprintf(stderr, "%s %s, ABI %u.%u\n", host.precare->name, host.precare->version,
                  host.precare->abi_major, host.precare->abi_minor);
    return host_play(&host, a);
}

static const struct option_row host_options[] = {
    PLUGIN_ROW,
    CLINIC_CONFIG_ROW,
    {.name = "event",
     OPTION_TEXT_AT(event),
     .argument = "FILE",
     .what =
         "raise the event in this file, a precare-event/1 document or one a line; - is standard "
         "input",
     .fallback = "none: say which facts the rules need"},
};

static const struct cli_exit host_exits[] = {
    {CLI_OK, "every event was evaluated"},
    {CLI_LOOK, "an event was not evaluated"},
    {CLI_UNREADABLE, "the plugin cannot be loaded or opened, or the file cannot be read"},
};

const struct cli_command host_command = {
    .name = "host",
    .run = host_run,
    .summary = "load the plugin as a host would, and raise events",
    .about = "Prints what a front desk would see on standard output, and the plugin's log on "
             "standard error.\n"
             "The plugin takes these events for real: those of phase `final` are recorded, and "
             "alerts are sent.",
    .options = OPTION_SET(host_options),
    CLI_EXITS_OF(host_exits),
};
