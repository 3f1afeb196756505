/* SPDX-License-Identifier: MIT
 *
 * `precare host`: the reference host. Loads the plugin with dlopen through the public header alone,
 * as a stranger would, raises the events of a file through the JSON door, and prints what a front
 * desk would see. (A host that fills the structs: tests/hosts/minimal_host.c.) Called by main.c;
 * single-threaded.
 */
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/clinic.h"
#include "cli/front_desk.h"
#include "cli/input.h"
#include "cli/plugin.h"

#define EVENTS_MOST (64u << 20)

struct asked {
    const char *plugin, *config, *event;
    bool details;
};

struct host {
    struct plugin_door door;
    bool details;
    int code;
};

/* ---- raising events ---- */

/* Above 0 it is a note, and no failure. */
static void host_complain(const precare_error *err)
{
    if (err->code < 0) {
        (void)fprintf(stderr, "precare host: error %d: ", err->code);
    } else {
        (void)fputs("precare host: note: ", stderr);
    }
    plugin_complain(err, "the plugin");
}

/* What the plugin answers, owned by the caller (free); NULL where it answers nothing. */
static char *host_ask(struct host *host, const char *method, const char *in, size_t len,
                      uint64_t *len_r)
{
    precare_error err = {.struct_size = sizeof err};
    char *out = NULL;
    int32_t status = host->door.call(host->door.handle, method, in, len, &out, len_r, &err);

    /* that the result carries notes is seen in it */
    if (status != PRECARE_OK && strcmp(err.where, "notes") != 0) {
        host_complain(&err);
    }
    if (status < 0) {
        host->code = CLI_LOOK;
    }
    return out;
}

static void event_raise(struct host *host, const char *json, size_t len)
{
    uint64_t answered = 0;
    char *result = host_ask(host, "evaluate", json, len, &answered);

    if (result != NULL && front_desk_show(result, (size_t)answered, host->details, stdout)) {
        (void)putchar('\n');
    }
    host->door.free(result);
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

/* ---- the life of a plugin ---- */

static void needs_show(struct host *host)
{
    static const char question[] = "{\"moment\":\"booking\"}";
    uint64_t len = 0;
    char *answer = host_ask(host, "needs", question, sizeof question - 1, &len);
    json_t *needs = answer != NULL ? json_loadb(answer, (size_t)len, 0, NULL) : NULL;
    json_int_t mask = json_integer_value(json_object_get(needs, "mask"));

    if (needs != NULL) {
        (void)printf("At booking the rules need %d groups of facts (mask 0x%llx).\n\n",
                     __builtin_popcountll((unsigned long long)mask), (unsigned long long)mask);
    }
    json_decref(needs);
    host->door.free(answer);
}

/* `text`: the events; NULL: there are none. */
static int host_play(struct host *host, const struct asked *a, const char *text)
{
    precare_error err = {.struct_size = sizeof err};
    int32_t status = host->door.open(clinic_config_path(a->config), &host->door.handle, &err);

    if (status != PRECARE_OK) {
        host_complain(&err);
    }
    if (status < 0) {
        return CLI_UNREADABLE;
    }
    if (text != NULL) {
        events_raise(host, text);
    } else {
        needs_show(host);
    }
    (void)host->door.close(host->door.handle);
    return host->code;
}

static int host_events(struct host *host, const struct asked *a)
{
    struct buf text = {0};
    int code;

    if (a->event != NULL && !input_read(a->event, EVENTS_MOST, &text)) {
        code = cli_unreadable(a->event);
    } else {
        buf_text(&text, ""); /* no event is not an empty file */
        code = host_play(host, a, a->event != NULL ? text.at : NULL);
    }
    buf_end(&text);
    return code;
}

static int host_run(void *of)
{
    const struct asked *a = of;
    const precare_api *precare = plugin_load(a->plugin);
    struct host host = {.details = a->details};

    if (precare == NULL || !plugin_door_find(&host.door)) {
        return CLI_UNREADABLE;
    }
    (void)fprintf(stderr, "%s %s, ABI %u.%u\n", precare->name, precare->version, precare->abi_major,
                  precare->abi_minor);
    return host_events(&host, a);
}

static const struct option_row host_options[] = {
    PLUGIN_ROW,
    CLINIC_CONFIG_ROW,
    OPTION_TEXT(
        "event", event, "FILE",
        "raise the event in this file, a precare-event/1 document or one a line; - is standard "
        "input",
        .fallback = "raise none, and say which facts the rules need"),
    OPTION_SWITCH("details", details, "print the words of every question, and who may go on"),
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
    .about = "Print what a front desk would see on standard output, and what went wrong on "
             "standard error.\nThe plugin takes these events for real: those of phase `final` are "
             "recorded, and alerts are sent.",
    .options = OPTION_SET(host_options),
    CLI_EXITS_OF(host_exits),
};
