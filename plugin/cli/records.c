/* SPDX-License-Identifier: MIT
 *
 * `precare records`: what was evaluated, who was told, what was overridden: the clinic's record,
 * read from its outbox. `list` is for people, `export` one JSON object a line for machines; whether
 * they are whole, and erasure, have files of their own. Called by main.c; single-threaded.
 */
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "outbox/check.h"
#include "outbox/outbox.h"
#include "base/calendar.h"
#include "base/zone.h"
#include "cli/clinic.h"
#include "cli/front_desk.h"
#include "cli/records.h"
#include "cli/records_report.h"

/* In the order of the rows below. */
enum records_verb {
    VERB_LIST,
    VERB_EXPORT,
    VERB_VERIFY,
    VERB_ERASE,
    VERB_REPORT,
};

static const char *const report_formats[] = {
    [REPORT_TEXT] = "text", [REPORT_JSON] = "json", [REPORT_HTML] = "html", NULL};

struct asked {
    struct option_verb verb;
    const char *config, *from, *to, *appointment, *subject, *anchors, *by, *because;
    const struct zone *zone; /* the clinic's */
    struct records_wanted wanted;
    uint64_t count;
    uint32_t format;
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

/* By the name that `precare rules history` has; a refusal of what could not be read has none. */
static void reload_print(const struct asked *a, const json_t *row)
{
    const char *what = records_text(row, "what"), *hash = records_text(row, "hash");
    char at[32];

    (void)printf(
        "%s  rules%s%.12s: %s by %s\n", records_time(a, row, "at", at), hash[0] != '\0' ? " " : "",
        hash, strcmp(what, "first") == 0 ? "first taken into use" : what, records_text(row, "by"));
}

static void erasure_print(const struct asked *a, const json_t *row)
{
    char at[32];

    (void)printf("%s  %s: records %s%s%s%s%s\n", records_time(a, row, "at", at),
                 records_text(row, "record"), records_text(row, "sequences"),
                 records_text(row, "by")[0] != '\0' ? " by " : "", records_text(row, "by"),
                 records_text(row, "because")[0] != '\0' ? ": " : "", records_text(row, "because"));
}

static void erased_print(const struct asked *a, const json_t *row)
{
    char at[32];

    (void)printf("%s  erased by request\n", records_time(a, row, "at", at));
}

static const struct {
    const char *word;
    void (*print)(const struct asked *a, const json_t *row);
} records_printed[] = {
    {"evaluation", evaluation_print}, {"acknowledgement", acknowledgement_print},
    {"reload", reload_print},         {"erasure", erasure_print},
    {"retention", erasure_print},     {"erased", erased_print},
};

static int line_print(void *context, const char *json, size_t len)
{
    struct asked *a = context;
    json_t *row = json_loadb(json, len, 0, NULL);
    const char *word = records_text(row, "record");

    if (a->appointment == NULL || strcmp(records_text(row, "appointment"), a->appointment) == 0) {
        a->count++;
        for (size_t i = 0; i < sizeof records_printed / sizeof records_printed[0]; i++) {
            if (strcmp(records_printed[i].word, word) == 0) {
                records_printed[i].print(a, row);
            }
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

static int records_print(struct asked *a, const struct config *config, struct outbox *outbox)
{
    bool export = a->verb.number == VERB_EXPORT;

    a->zone = config->zone != NULL ? config->zone : zone_utc();
    a->wanted.subject = a->subject;
    int status = outbox_records(outbox, &a->wanted, export ? line_export : line_print, a);
    if (ferror(stdout)) {
        return CLI_FAULT; /* told where it is for every command */
    }
    int code = status < 0 ? clinic_outbox_failed(outbox, status)
                          : clinic_outbox_check(outbox, CHECK_DELIVERY | CHECK_RECORDS);
    if (code == CLI_OK && !export && a->count == 0) {
        (void)puts("No records.");
    }
    return code;
}

static int records_act(struct asked *a, const struct config *config, struct outbox *outbox)
{
    struct outbox_erasure erasure = {a->subject, a->by, a->because};
    struct records_reported report = {a->wanted, a->config, config->clinic,
                                      a->from,   a->to,     a->format};

    switch ((enum records_verb)a->verb.number) {
    case VERB_VERIFY: return records_verify(outbox, a->anchors);
    case VERB_ERASE: return records_erase(outbox, &erasure);
    case VERB_REPORT: return records_report(outbox, &report);
    case VERB_LIST:
    case VERB_EXPORT: break;
    }
    return records_print(a, config, outbox);
}

static int records_check(struct asked *a, const struct config *config)
{
    bool erase = a->verb.number == VERB_ERASE;

    if (!day_take(a->from, config->zone, false, &a->wanted.from_ms) ||
        !day_take(a->to, config->zone, true, &a->wanted.until_ms)) {
        return cli_usage("--from and --to take a date: 2026-11-23, 2026-11 or 2026");
    }
    if (erase && (a->subject == NULL || a->by == NULL || a->because == NULL)) {
        return cli_usage("erase needs --subject ID, --by WHO and --because TEXT");
    }
    return CLI_OK;
}

static int records_run(void *of)
{
    struct asked *a = of;
    struct config *config = clinic_config(a->config);
    int code = config != NULL ? records_check(a, config) : CLI_UNREADABLE;

    if (code == CLI_OK) {
        struct outbox *outbox = clinic_outbox(config);

        code = outbox != NULL ? records_act(a, config, outbox) : CLI_UNREADABLE;
        outbox_close(&outbox);
    }
    config_free(&config);
    return code;
}

static const struct option_row records_options[] = {
    OPTION_VERB("list", verb, NULL, "print the records for people to read, in the clinic's time"),
    OPTION_VERB("export", verb, NULL,
                "print the records for programs: one JSON object a line, oldest first"),
    OPTION_VERB("verify", verb, NULL,
                "say whether the records are what was written: none changed, removed or cut"),
    OPTION_VERB("erase", verb, NULL,
                "erase what is kept of one patient, because they asked; a record says how much, by "
                "whom and why"),
    OPTION_VERB("report", verb, NULL,
                "say what the rules did: fired, asked, told, acknowledged, overridden, and what to "
                "think about"),
    OPTION_TEXT("from", from, "DATE",
                "begin with this day, month or year of the clinic: 2026-11-23, 2026-11 or 2026",
                .fallback = "the first record", .verb = "list export report"),
    OPTION_TEXT("to", to, "DATE", "end with this day, month or year, which is included",
                .fallback = "the last record", .verb = "list export report"),
    OPTION_TEXT("appointment", appointment, "ID",
                "only the records of this appointment, by the host's own id",
                .verb = "list export"),
    OPTION_TEXT("subject", subject, "ID",
                "only the records of this patient, by the host's own id, and what was acknowledged "
                "of their visits",
                .verb = "list export erase"),
    OPTION_CHOICE("format", format, "FORMAT", report_formats, "print the report so",
                  .verb = "report"),
    OPTION_TEXT("by", by, "WHO", "who erases", .verb = "erase"),
    OPTION_TEXT("because", because, "TEXT", "why, in words that do not name the patient: it stays",
                .verb = "erase"),
    OPTION_TEXT("anchors", anchors, "FILE",
                "compare with the heads that stand in this file (- for standard input), as the "
                "daily line to operations carries them: an export of the chat, a log",
                .verb = "verify"),
    CLINIC_CONFIG_ROW,
};

static const struct cli_exit records_exits[] = {
    {CLI_LOOK, "erase: nothing is kept of this patient, or an alert of theirs is open; verify: the "
               "records, or the newest of them, are anchored by nothing"},
    {CLI_FALSE, "verify: records were changed, removed, cut or swapped"},
    {CLI_UNREADABLE,
     "the configuration or the state directory cannot be read; or the outbox is damaged: not all "
     "records were printed, and nothing was reported or erased"},
};

const struct cli_command records_command = {
    .name = "records",
    .run = records_run,
    .summary = "show what was evaluated, who was told, and what was overridden",
    .about = "Records hold the host's ids, outcomes and rules, and no text from a chart.",
    .options = OPTION_SET(records_options),
    CLI_EXITS_OF(records_exits),
};
