/* SPDX-License-Identifier: MIT
 *
 * `precare records`: what was judged, who was told, what was overridden: the site's record, read
 * from its outbox. `list` is for people, `export` one JSON object a line for machines. Reads alone.
 * Called by main.c; single-threaded.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "outbox/outbox.h"
#include "base/calendar.h"
#include "cli/cli.h"
#include "cli/front_desk.h"
#include "cli/ruleset.h"

#define NOT_READ 2 /* exit: the configuration or the state directory */

struct asked {
    bool export;
    const char *config, *from, *until, *appointment;
    int64_t from_ms, until_ms;
    uint64_t count;
};

/* ---- for people ---- */

static const char *records_text(const json_t *object, const char *key)
{
    const char *s = json_string_value(json_object_get(object, key));

    return s != NULL ? s : "";
}

/* A word, or the number of an overall word. */
static const char *records_overall(const json_t *row)
{
    const json_t *value = json_object_get(row, "overall");

    return json_is_integer(value) ? overall_word((uint32_t)json_integer_value(value))
                                  : records_text(row, "overall");
}

/* "hold too-young, warn retinoid" */
static void pairs_print(const char *label, const json_t *list, const char *first,
                        const char *second)
{
    size_t i;
    json_t *item;

    json_array_foreach(list, i, item)
    {
        (void)printf("%s%s %s", i == 0 ? label : ", ", records_text(item, first),
                     records_text(item, second));
    }
    if (json_array_size(list) > 0) {
        (void)putchar('\n');
    }
}

static void evaluation_print(const json_t *row)
{
    (void)printf("%s  %-10s %-13s %s%s%s%s\n", records_text(row, "at"), records_text(row, "moment"),
                 records_overall(row), records_text(row, "appointment"),
                 records_text(row, "ref")[0] != '\0' ? ", " : "", records_text(row, "ref"),
                 strcmp(records_text(row, "disposition"), "abandoned") == 0 ? " (abandoned)" : "");
    pairs_print("    found: ", json_object_get(row, "findings"), "outcome", "rule");
    pairs_print("    told: ", json_object_get(row, "told"), "channel", "state");
}

static void acknowledgement_print(const json_t *row)
{
    (void)printf("%s  %s %s by %s %s: %s%s%s\n", records_text(row, "recorded"),
                 records_text(row, "rule"), records_text(row, "action"), records_text(row, "role"),
                 records_text(row, "actor"), records_text(row, "reason"),
                 records_text(row, "ref")[0] != '\0' ? ", " : "", records_text(row, "ref"));
}

static int line_print(void *context, const char *json, size_t len)
{
    struct asked *a = context;
    json_t *row = json_loadb(json, len, 0, NULL);

    if (a->appointment == NULL || strcmp(records_text(row, "appointment"), a->appointment) == 0) {
        a->count++;
        if (strcmp(records_text(row, "record"), "acknowledgement") == 0) {
            acknowledgement_print(row);
        } else {
            evaluation_print(row);
        }
    }
    json_decref(row);
    return ferror(stdout);
}

/* ---- for machines ---- */

static int line_export(void *context, const char *json, size_t len)
{
    struct asked *a = context;

    if (a->appointment != NULL) {
        json_t *row = json_loadb(json, len, 0, NULL);
        bool other = strcmp(records_text(row, "appointment"), a->appointment) != 0;

        json_decref(row);
        if (other) {
            return 0;
        }
    }
    a->count++;
    return fwrite(json, 1, len, stdout) != len || putchar('\n') == EOF;
}

/* ---- the command ---- */

/* The clinic's midnight at the beginning of a day, or after its end. */
static bool day_take(const char *day, const struct zone *zone, bool end, int64_t *ms_r)
{
    int32_t first = 0, last = 0;

    if (day == NULL) {
        *ms_r = 0;
        return true;
    }
    if (!date_read(day, strlen(day), &first, &last)) {
        return false;
    }
    *ms_r = zone_instant(zone, (int64_t)(end ? last + 1 : first) * 86400) * 1000;
    return true;
}

static int records_print(struct asked *a, const struct config *config, struct faults *faults)
{
    if (!day_take(a->from, config->zone, false, &a->from_ms) ||
        !day_take(a->until, config->zone, true, &a->until_ms)) {
        return cli_usage(&records_command,
                         "--from and --until take a date: 2026-11-23, 2026-11 or 2026");
    }
    struct outbox *outbox = outbox_open(config, faults);
    if (outbox == NULL) {
        ruleset_complain(faults);
        return NOT_READ;
    }
    int status =
        outbox_records(outbox, a->from_ms, a->until_ms, a->export ? line_export : line_print, a);
    outbox_close(&outbox);
    if (status < 0) {
        return cli_fault(&records_command, "the records cannot be read");
    }
    if (!a->export && a->count == 0) {
        (void)puts("No records.");
    }
    return CLI_OK;
}

static const char *config_path(const struct asked *a)
{
    const char *path = a->config != NULL ? a->config : getenv("PRECARE_CONFIG");

    return path != NULL && path[0] != '\0' ? path : "/etc/precare/precare.yaml";
}

static int records_run(int argc, char **argv)
{
    struct asked a = {0};
    struct faults faults;
    int code = NOT_READ;

    if (argc < 2 || (strcmp(argv[1], "list") != 0 && strcmp(argv[1], "export") != 0)) {
        return cli_usage(&records_command, "list, or export?");
    }
    a.export = strcmp(argv[1], "export") == 0;
    for (int i = 2; i < argc; i++) {
        const char **value = strcmp(argv[i], "--config") == 0        ? &a.config
                             : strcmp(argv[i], "--from") == 0        ? &a.from
                             : strcmp(argv[i], "--until") == 0       ? &a.until
                             : strcmp(argv[i], "--appointment") == 0 ? &a.appointment
                                                                     : NULL;

        if (value == NULL || i + 1 == argc) {
            return cli_usage(&records_command, "'%s' is not an option, or lacks its value",
                             argv[i]);
        }
        *value = argv[++i];
    }
    faults_begin(&faults);
    struct config *config = config_read(config_path(&a), &faults);
    if (config == NULL) {
        ruleset_complain(&faults);
    } else {
        code = records_print(&a, config, &faults);
        config_free(&config);
    }
    faults_end(&faults);
    return code;
}

const struct cli_command records_command = {
    "records", records_run, "what was judged, who was told, what was overridden",
    "Usage: precare records list|export [--from DATE] [--until DATE] [--appointment ID] [--config "
    "FILE]\n\n"
    "  list             for people\n"
    "  export           one JSON object a line, oldest first\n"
    "  --from, --until  days of the clinic, both included: 2026-11-23, 2026-11 or 2026\n"
    "  --appointment    the host's own id\n"
    "  --config FILE    default: $PRECARE_CONFIG, else /etc/precare/precare.yaml\n\n"
    "Records hold the host's ids, outcomes and rules, and no text of a chart.\n\n"
    "Exit: 0; 2 the configuration or the state directory cannot be read; 64 wrong usage; 70 a "
    "fault.\n"};
