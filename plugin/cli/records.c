/* SPDX-License-Identifier: MIT
 *
 * `precare records`: what was evaluated, who was told, what was overridden: the clinic's record,
 * read from its outbox. `list` is for people, `export` one JSON object a line for machines. Reads
 * alone. Called by main.c; single-threaded.
 */
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "outbox/outbox.h"
#include "base/calendar.h"
#include "base/zone.h"
#include "cli/clinic.h"
#include "cli/front_desk.h"

/* In the order of the rows below. */
enum records_verb {
    VERB_LIST,
    VERB_EXPORT,
};

struct asked {
    struct option_verb verb;
    const char *config, *from, *until, *appointment;
    const struct zone *zone; /* the clinic's */
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
    const char *said = records_text(row, "said");

    if (said[0] != '\0') {
        return said;
    }

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

/* The clinic's date and time of an instant in a record: "2026-11-23 14:05:09". */
static const char *records_time(const struct asked *a, const json_t *row, const char *key,
                                char out[32])
{
    const char *iso = records_text(row, key);
    struct when when;

    out[0] = '\0';
    if (when_read(iso, strlen(iso), zone_utc(), &when) == 0) {
        instant_iso(when.utc, a->zone, out);
        out[10] = ' ';
        out[19] = '\0';
    }
    return out;
}

static void evaluation_print(const struct asked *a, const json_t *row)
{
    char at[32];

    (void)printf("%s  %-10s %-13s %s%s%s%s\n", records_time(a, row, "at", at),
                 records_text(row, "moment"), records_overall(row),
                 records_text(row, "appointment"), records_text(row, "ref")[0] != '\0' ? ", " : "",
                 records_text(row, "ref"),
                 strcmp(records_text(row, "disposition"), "abandoned") == 0 ? " (abandoned)" : "");
    pairs_print("    found: ", json_object_get(row, "findings"), "outcome", "rule");
    pairs_print("    told: ", json_object_get(row, "told"), "channel", "state");
}

static void acknowledgement_print(const struct asked *a, const json_t *row)
{
    char at[32];

    (void)printf("%s  %s %s by %s %s: %s%s%s\n", records_time(a, row, "at", at),
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
            acknowledgement_print(a, row);
        } else {
            evaluation_print(a, row);
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

static int records_print(struct asked *a, const struct config *config)
{
    bool export = a->verb.number == VERB_EXPORT;

    a->zone = config->zone != NULL ? config->zone : zone_utc();
    if (!day_take(a->from, config->zone, false, &a->from_ms) ||
        !day_take(a->until, config->zone, true, &a->until_ms)) {
        return cli_usage("--from and --until take a date: 2026-11-23, 2026-11 or 2026");
    }
    struct outbox *outbox = clinic_outbox(config);
    if (outbox == NULL) {
        return CLI_UNREADABLE;
    }
    int status =
        outbox_records(outbox, a->from_ms, a->until_ms, export ? line_export : line_print, a);
    outbox_close(&outbox);
    if (status < 0) {
        return cli_fault("the records cannot be read");
    }
    if (!export && a->count == 0) {
        (void)puts("No records.");
    }
    return CLI_OK;
}

static int records_run(void *of)
{
    struct asked *a = of;
    struct config *config = clinic_config(a->config);
    int code = config != NULL ? records_print(a, config) : CLI_UNREADABLE;

    config_free(&config);
    return code;
}

static const struct option_row records_options[] = {
    OPTION_VERB("list", verb, NULL, "print the records for people to read, in the clinic's time"),
    OPTION_VERB("export", verb, NULL,
                "print the records for programs: one JSON object a line, oldest first"),
    OPTION_TEXT("from", from, "DATE",
                "begin with this day, month or year of the clinic: 2026-11-23, 2026-11 or 2026",
                .fallback = "the first record"),
    OPTION_TEXT("until", until, "DATE", "end with this day, month or year, which is included",
                .fallback = "the last record"),
    OPTION_TEXT("appointment", appointment, "ID",
                "only the records of this appointment, by the host's own id"),
    CLINIC_CONFIG_ROW,
};

static const struct cli_exit records_exits[] = {
    {CLI_UNREADABLE, "the configuration or the state directory cannot be read"},
};

const struct cli_command records_command = {
    .name = "records",
    .run = records_run,
    .summary = "show what was evaluated, who was told, and what was overridden",
    .about = "Records hold the host's ids, outcomes and rules, and no text from a chart.",
    .options = OPTION_SET(records_options),
    CLI_EXITS_OF(records_exits),
};
