/* SPDX-License-Identifier: MIT
 *
 * `precare records report`: what the rules did in a time, counted from the records that `export`
 * prints and from nothing else, so that whoever recounts them comes to the same. Drills count in
 * nothing. It proposes in words, and changes no rule. Called by records.c; single-threaded.
 */
#include "cli/records_report.h"

#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/zone.h"
#include "cli/clinic.h"
#include "cli/records.h"
#include "cli/rules_given.h"
#include "outbox/check.h"
#include "rulebook/needs.h"
#include "visit/event_keys.h"

struct counting {
    const struct rules *rules; /* NULL: they cannot be read */
    json_t *report;
    json_t *by_rule; /* rule: its row */
    json_t *times;   /* rule: seconds until it was acknowledged */
    json_t *told;    /* keys of findings that were told */
    json_t *refs;    /* reference: {rule: when it was first found, seconds since 1970} */
    bool unread;     /* a record could not be read, and counting ended there */
};

/* ---- figures ---- */

static int64_t report_percent(int64_t part, int64_t whole)
{
    return whole > 0 ? (100 * part + whole / 2) / whole : 0;
}

static void figure_add(json_t *object, const char *key)
{
    (void)json_object_set_new(object, key, json_integer(report_number(object, key) + 1));
}

static json_t *rule_row(struct counting *c, const char *rule)
{
    json_t *row = json_object_get(c->by_rule, rule);

    if (row == NULL) {
        row = json_pack("{s:s, s:i, s:i, s:i, s:i, s:i, s:n, s:n, s:i, s:{}}", "rule", rule,
                        "fired", 0, "asked", 0, "shadow", 0, "told", 0, "acknowledged", 0,
                        "acknowledged_after", "acknowledged_longest", "overridden", 0, "reasons");
        (void)json_object_set_new(c->by_rule, rule, row);
    }
    return row;
}

/* ---- evaluations ---- */

static bool alert_went_out(const json_t *record)
{
    size_t i;
    json_t *message;

    json_array_foreach(json_object_get(record, "told"), i, message)
    {
        const char *kind = report_string(message, "kind");

        if (strcmp(kind, "alert") == 0 || strcmp(kind, "update") == 0) {
            return true;
        }
    }
    return false;
}

static int64_t seconds_of(const json_t *record, const char *key)
{
    const char *text = report_string(record, key);
    struct when when;

    return when_read(text, strlen(text), zone_utc(), &when) == 0 ? when.utc : 0;
}

/* When it was first found behind the reference. */
static void reference_keep(struct counting *c, const char *ref, const char *rule, int64_t at)
{
    json_t *rules = json_object_get(c->refs, ref);

    if (rules == NULL) {
        rules = json_object();
        (void)json_object_set_new(c->refs, ref, rules);
    }
    if (json_object_get(rules, rule) == NULL) {
        (void)json_object_set_new(rules, rule, json_integer(at));
    }
}

static void finding_count(struct counting *c, const json_t *record, const json_t *finding)
{
    const char *rule = report_string(finding, "rule"), *key = report_string(finding, "key");
    const char *ref = report_string(record, "ref");
    json_t *row = rule_row(c, rule);

    if (strcmp(report_string(finding, "outcome"), "ask") == 0) {
        figure_add(row, "asked");
    } else {
        figure_add(row, "fired");
    }
    if (ref[0] != '\0') {
        reference_keep(c, ref, rule, seconds_of(record, "at"));
    }
    if (key[0] != '\0' && alert_went_out(record) && json_object_get(c->told, key) == NULL) {
        (void)json_object_set_new(c->told, key, json_true());
        figure_add(row, "told");
    }
}

static void evaluation_count(struct counting *c, const json_t *record)
{
    size_t i;
    json_t *finding;

    if (json_is_true(json_object_get(record, "drill"))) {
        figure_add(c->report, "drills");
        return;
    }
    figure_add(c->report, "evaluations");
    json_array_foreach(json_object_get(record, "findings"), i, finding)
    {
        finding_count(c, record, finding);
    }
    json_array_foreach(json_object_get(record, "shadow"), i, finding)
    {
        figure_add(rule_row(c, report_string(finding, "rule")), "shadow");
    }
}

/* ---- acknowledgements ---- */

static const char *reason_points_to(const struct counting *c, const char *reason)
{
    for (uint32_t i = 0; c->rules != NULL && i < c->rules->reason_count; i++) {
        if (strcmp(c->rules->reasons[i].id, reason) == 0) {
            return c->rules->reasons[i].points_to;
        }
    }
    return "";
}

/* The parts of the record that the rule looks at: one of them was wrong. */
static void wrong_count(struct counting *c, const char *rule)
{
    json_t *wrong = json_object_get(c->report, "record_is_wrong");

    for (uint32_t i = 0; i < c->rules->rule_count; i++) {
        if (strcmp(c->rules->rules[i].id, rule) != 0) {
            continue;
        }
        uint64_t needs = rule_needs(c->rules, &c->rules->rules[i]);

        for (uint64_t bit = 1; bit != 0; bit <<= 1) {
            const struct event_key *key = (needs & bit) != 0 ? event_key_needed(bit) : NULL;

            if (key != NULL) {
                figure_add(wrong, key->json.name);
            }
        }
    }
}

static void override_count(struct counting *c, json_t *row, const json_t *record)
{
    const char *reason = report_string(record, "reason");

    figure_add(row, "overridden");
    figure_add(json_object_get(row, "reasons"), reason[0] != '\0' ? reason : "no reason");
    if (c->rules != NULL && strcmp(reason_points_to(c, reason), "data-problem") == 0) {
        wrong_count(c, report_string(record, "rule"));
    }
}

static void rule_acknowledged(struct counting *c, const char *rule, const json_t *record)
{
    json_t *row = rule_row(c, rule);
    json_t *found = json_object_get(json_object_get(c->refs, report_string(record, "ref")), rule);
    json_t *times = json_object_get(c->times, rule);

    figure_add(row, "acknowledged");
    if (strcmp(report_string(record, "action"), "overridden") == 0) {
        override_count(c, row, record);
    }
    if (times == NULL) {
        times = json_array();
        (void)json_object_set_new(c->times, rule, times);
    }
    if (found != NULL) {
        int64_t after = seconds_of(record, "done") - json_integer_value(found);

        (void)json_array_append_new(times, json_integer(after > 0 ? after : 0));
    }
}

/* Of one rule, or of all that were found behind the reference. */
static void ack_count(struct counting *c, const json_t *record)
{
    const char *rule = report_string(record, "rule"), *each;
    json_t *rules = json_object_get(c->refs, report_string(record, "ref")), *at;

    figure_add(c->report, "acknowledgements");
    if (rule[0] != '\0') {
        rule_acknowledged(c, rule, record);
        return;
    }
    json_object_foreach(rules, each, at)
    {
        rule_acknowledged(c, each, record);
    }
}

static int record_count(void *context, const char *text, size_t len)
{
    struct counting *c = context;
    json_t *record = json_loadb(text, len, 0, NULL);
    const char *kind = report_string(record, "record");

    if (strcmp(kind, "evaluation") == 0) {
        evaluation_count(c, record);
    } else if (strcmp(kind, "acknowledgement") == 0) {
        ack_count(c, record);
    } else if (strcmp(kind, "erased") == 0) {
        figure_add(c->report, "erased");
    }
    json_decref(record);
    c->unread = record == NULL;
    return c->unread ? -1 : 0;
}

/* ---- what follows from them ---- */

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* The one in the middle, of an even number the later, and the longest. */
static bool times_write(const json_t *times, json_t *row)
{
    size_t count = json_array_size(times);
    int64_t *all = count > 0 ? malloc(count * sizeof *all) : NULL;

    for (size_t i = 0; all != NULL && i < count; i++) {
        all[i] = json_integer_value(json_array_get(times, i));
    }
    if (all != NULL) {
        qsort(all, count, sizeof *all, by_number);
        (void)json_object_set_new(row, "acknowledged_after", json_integer(all[count / 2]));
        (void)json_object_set_new(row, "acknowledged_longest", json_integer(all[count - 1]));
    }
    free(all);
    return count == 0 || all != NULL;
}

static int by_fired(const void *a, const void *b)
{
    const json_t *x = *(json_t *const *)a, *y = *(json_t *const *)b;
    int64_t more = report_number(y, "fired") - report_number(x, "fired");

    return more != 0 ? (more > 0 ? 1 : -1)
                     : strcmp(report_string(x, "rule"), report_string(y, "rule"));
}

static bool rules_write(struct counting *c)
{
    size_t count = json_object_size(c->by_rule), i = 0;
    json_t **rows = malloc((count + 1) * sizeof *rows), *row;
    json_t *list = json_object_get(c->report, "rules");
    const char *rule;
    bool good = rows != NULL;

    if (!good) {
        return false;
    }
    json_object_foreach(c->by_rule, rule, row)
    {
        good = times_write(json_object_get(c->times, rule), row) && good;
        rows[i++] = row;
    }
    qsort(rows, count, sizeof *rows, by_fired);
    for (i = 0; i < count; i++) {
        (void)json_array_append(list, rows[i]);
    }
    free(rows);
    return good;
}

/* Of rules in force and in shadow: retired ones are to find nothing. */
static void never_write(struct counting *c)
{
    json_t *list = json_array();

    for (uint32_t i = 0; c->rules != NULL && i < c->rules->rule_count; i++) {
        const struct rule *rule = &c->rules->rules[i];
        json_t *row = json_object_get(c->by_rule, rule->id);

        if (rule->replaced_by == NULL && report_number(row, "fired") == 0 &&
            report_number(row, "asked") == 0 && report_number(row, "shadow") == 0) {
            (void)json_array_append_new(list, json_string(rule->id));
        }
    }
    (void)json_object_set_new(c->report, "never_fired",
                              c->rules != NULL ? list : (json_decref(list), json_null()));
}

/* ---- proposals ---- */

#define FEW 5 /* of which nothing follows */

static void proposal_add(struct counting *c, struct buf *words)
{
    (void)json_array_append_new(json_object_get(c->report, "proposals"),
                                json_string(words->at != NULL ? words->at : ""));
    buf_end(words);
}

static void override_propose(struct counting *c, const json_t *row)
{
    int64_t fired = report_number(row, "fired"), overridden = report_number(row, "overridden");
    const char *reason, *most = NULL;
    json_t *count;
    int64_t often = 0;
    struct buf words = {.limit = 1024};

    if (overridden < FEW || 2 * overridden < fired) {
        return;
    }
    json_object_foreach(json_object_get(row, "reasons"), reason, count)
    {
        if (json_integer_value(count) > often) {
            often = json_integer_value(count);
            most = reason;
        }
    }
    buf_printf(&words,
               "%s: overridden %lld %% (%lld of %lld), most often with %s (%lld). Read the rule "
               "again with those who override it.",
               report_string(row, "rule"), (long long)report_percent(overridden, fired),
               (long long)overridden, (long long)fired, most != NULL ? most : "no reason",
               (long long)often);
    proposal_add(c, &words);
}

static void silence_propose(struct counting *c, const json_t *row)
{
    int64_t told = report_number(row, "told");
    struct buf words = {.limit = 1024};

    if (told >= FEW && report_number(row, "acknowledged") == 0) {
        buf_printf(&words,
                   "%s: told %lld times and never acknowledged. Ask who reads its channel, and "
                   "whether the host can acknowledge.",
                   report_string(row, "rule"), (long long)told);
        proposal_add(c, &words);
    }
}

static void question_propose(struct counting *c, const json_t *row)
{
    int64_t asked = report_number(row, "asked"), all = report_number(c->report, "evaluations");
    struct buf words = {.limit = 1024};

    if (asked >= FEW && 2 * asked >= all) {
        buf_printf(&words,
                   "%s: asked in %lld %% of all evaluations (%lld of %lld). Ask it in the intake "
                   "form, or send the fact with the event.",
                   report_string(row, "rule"), (long long)report_percent(asked, all),
                   (long long)asked, (long long)all);
        proposal_add(c, &words);
    }
}

static void proposals_write(struct counting *c)
{
    size_t i;
    json_t *row;

    json_array_foreach(json_object_get(c->report, "rules"), i, row)
    {
        override_propose(c, row);
        silence_propose(c, row);
        question_propose(c, row);
    }
}

/* ---- the command ---- */

static int report_print(const struct counting *c, uint32_t format)
{
    struct buf out = {.limit = (size_t)64 * 1024 * 1024};
    int code;

    if (format == REPORT_JSON) {
        char *text = json_dumps(c->report, JSON_INDENT(2));

        buf_text(&out, text);
        buf_char(&out, '\n');
        free(text);
    } else if (format == REPORT_HTML) {
        report_html(c->report, &out);
    } else {
        report_text(c->report, &out);
    }
    code = cli_print(&out);
    buf_end(&out);
    return code;
}

static int report_make(struct counting *c, struct outbox *outbox,
                       const struct records_reported *wanted)
{
    int status = outbox_records(outbox, &wanted->records, record_count, c);

    if (c->unread) {
        return cli_fail(CLI_UNREADABLE, "a record cannot be read, so nothing was counted: see "
                                        "`precare records verify`");
    }
    int code = status < 0 ? clinic_outbox_failed(outbox, status)
                          : clinic_outbox_check(outbox, CHECK_DELIVERY | CHECK_RECORDS);
    if (code != CLI_OK) {
        return code;
    }
    if (!rules_write(c)) {
        return cli_memory();
    }
    never_write(c);
    proposals_write(c);
    return report_print(c, wanted->format);
}

int records_report(struct outbox *outbox, const struct records_reported *wanted)
{
    const struct rules_wanted rules = {
        .paths = &(struct option_texts){.count = 0}, .config = wanted->config, .today = DATE_NONE};
    struct rules_given given;
    struct counting c = {.by_rule = json_object(),
                         .times = json_object(),
                         .told = json_object(),
                         .refs = json_object()};
    int code;

    c.report =
        json_pack("{s:s, s:s?, s:s?, s:s?, s:i, s:i, s:i, s:i, s:[], s:n, s:{}, s:[]}", "format",
                  "precare-report/1", "clinic", wanted->clinic, "from", wanted->from, "to",
                  wanted->to, "evaluations", 0, "acknowledgements", 0, "drills", 0, "erased", 0,
                  "rules", "never_fired", "record_is_wrong", "proposals");
    c.rules = rules_given_read(&rules, &given) ? given.rules : NULL;
    code = c.report != NULL ? report_make(&c, outbox, wanted) : cli_memory();
    rules_given_end(&given);
    json_decref(c.by_rule);
    json_decref(c.times);
    json_decref(c.told);
    json_decref(c.refs);
    json_decref(c.report);
    return code;
}
