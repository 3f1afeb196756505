/* SPDX-License-Identifier: MIT
 *
 * `precare drill`: one alert by the real way, hook, outbox, courier, chat, marked as a test in
 * every message (outbox/drill.h). What is judged is the first test beside the rules that expects
 * the rule's alert. The plugin is loaded with dlopen, as a host does. Called by main.c;
 * single-threaded.
 */
#include <jansson.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/overall.h"
#include "base/seam.h"
#include "cli/clinic.h"
#include "cli/plugin.h"
#include "cli/rules_given.h"
#include "outbox/drill.h"
#include "outbox/message.h"
#include "outbox/outbox.h"
#include "review/standing.h"
#include "rulebook/scenario.h"
#include "visit/event_keys.h"
#include "visit/event_out.h"

#define LOOK_MS 20
#define STEP_MOST 64u

struct asked {
    const char *rule, *config, *plugin, *wait;
    bool escalation;
};

struct drill {
    const struct asked *asked;
    const struct rules_given *set;
    uint32_t rule;
    const struct scenario *test;
    char id[sizeof DRILL_ID + 16];
    char ref[REF_TEXT];
    int64_t raised;          /* by the steady clock, ms: when the hook answered */
    int64_t told[STEP_MOST]; /* messages whose end was printed */
    uint32_t told_count;
    uint32_t waiting, arrived, lost;
};

/* ---- what is played ---- */

static bool test_alerts(const struct scenario *test, uint32_t rule)
{
    for (uint32_t i = 0; i < test->finding_count; i++) {
        if (test->findings[i].rule == rule && test->findings[i].outcome > PRECARE_TASK) {
            return true;
        }
    }
    return false;
}

static const struct scenario *test_of(const struct rules *rules, uint32_t rule)
{
    for (uint32_t i = 0; i < rules->scenarios->count; i++) {
        if (test_alerts(&rules->scenarios->at[i], rule)) {
            return &rules->scenarios->at[i];
        }
    }
    return NULL;
}

static int drill_unknown(const struct rules *rules, const char *id)
{
    const char **ids = mem_new((size_t)(rules->rule_count + 1) * sizeof *ids);
    int code;

    for (uint32_t i = 0; ids != NULL && i < rules->rule_count; i++) {
        ids[i] = rules->rules[i].id;
    }
    code = ids != NULL ? cli_unknown("rule", id, ids, rules->rule_count) : cli_memory();
    mem_drop(ids);
    return code;
}

/* Why there is nothing to play; NULL: there is. */
static const char *drill_refusal(const struct drill *d)
{
    const struct rules *rules = d->set->rules;
    const struct rule *rule = &rules->rules[d->rule];
    const struct rulebook *book = &rules->books[rule->rulebook];
    bool tried = d->set->config->act_on == ACT_ON_DEMONSTRATION;
    bool acts = standing_rule_acts(rules, rule, tried);

    if (rule->alert_channel == NULL) {
        return "it alerts nobody: it has no `alert`";
    }
    if (!acts && !tried && book->status != BOOK_ACTIVE) {
        return "its rulebook is not active, so it alerts nobody yet";
    }
    if (!acts && !tried && !book->approved) {
        return "its rulebook is not approved, so it alerts nobody yet: see `precare approve`";
    }
    if (!acts) {
        return "it is not active, so it alerts nobody";
    }
    if (d->test == NULL) {
        return "no test beside the rules expects its alert: add one, for what is played is that "
               "test";
    }
    return NULL;
}

static int drill_choose(struct drill *d)
{
    const struct rules *rules = d->set->rules;
    const char *why;

    for (d->rule = 0; d->rule < rules->rule_count; d->rule++) {
        if (strcmp(rules->rules[d->rule].id, d->asked->rule) == 0) {
            d->test = test_of(rules, d->rule);
            why = drill_refusal(d);
            return why == NULL
                       ? CLI_OK
                       : cli_fail(CLI_LOOK, "there is no drill of %s: %s", d->asked->rule, why);
        }
    }
    return drill_unknown(rules, d->asked->rule);
}

/* The test's visit under the drill's own id; what belonged to its appointment belongs to this. */
static bool drill_event(const struct drill *d, struct buf *out)
{
    struct visit v = d->test->visit;
    const struct span id = {d->id, (uint32_t)strlen(d->id)};
    struct clearance *clearances = mem_new((v.clearance_count + 1) * sizeof *clearances);
    struct entries *done = &v.chart[CHART_PROCEDURES];
    struct entry *entries = mem_new((done->count + 1) * sizeof *entries);
    bool good = clearances != NULL && entries != NULL;

    for (uint32_t i = 0; good && i < v.clearance_count; i++) {
        clearances[i] = v.clearances[i];
        if (span_same(clearances[i].appointment, APPOINTMENT_SAID)) {
            clearances[i].appointment = id;
        }
    }
    for (uint32_t i = 0; good && i < done->count; i++) {
        entries[i] = done->at[i];
        if (span_same(entries[i].appointment, APPOINTMENT_SAID)) {
            entries[i].appointment = id;
        }
    }
    v.clearances = clearances;
    done->at = entries;
    v.appointment = v.event_id = v.subject = id;
    v.phase = PRECARE_FINAL;
    v.occurrence = (struct when){0};
    if (good) {
        event_write(&v, out);
    }
    mem_drop(clearances);
    mem_drop(entries);
    return good && !out->failed;
}

/* ---- the hook ---- */

/* Whether the result has the rule's finding, and where it is told of. */
static int result_take(struct drill *d, const json_t *result, int64_t ms)
{
    const json_t *findings = json_object_get(result, "findings");
    const char *overall = json_string_value(json_object_get(result, "overall"));
    const char *ref = json_string_value(json_object_get(result, "ref"));
    const char *outcome = NULL;

    for (size_t i = 0; i < json_array_size(findings); i++) {
        const json_t *one = json_array_get(findings, i);
        const char *rule = json_string_value(json_object_get(one, "rule"));

        if (rule != NULL && strcmp(rule, d->asked->rule) == 0) {
            outcome = json_string_value(json_object_get(one, "outcome"));
        }
    }
    if (outcome == NULL) {
        return cli_fail(CLI_FALSE,
                        "the rules in use did not find it (%s): are the edited rules in use? See "
                        "`precare reload`",
                        overall != NULL ? overall : "no result");
    }
    (void)printf("hook: %s, answered in %lld ms\n", outcome, (long long)ms);
    if (ref == NULL) {
        return cli_fail(CLI_FALSE, "the outbox took no alert of it: see `precare outbox stats`");
    }
    (void)snprintf(d->ref, sizeof d->ref, "%s", ref);
    (void)printf("outbox: recorded under the reference %s\n", d->ref);
    return CLI_OK;
}

static int hook_raise(struct drill *d, const struct plugin_door *host)
{
    struct buf event = {0};
    precare_error err = {.struct_size = sizeof err};
    char *answer = NULL;
    uint64_t len = 0;
    int code = CLI_FAULT;

    if (!drill_event(d, &event)) {
        buf_end(&event);
        return cli_memory();
    }
    int64_t began = seam.steady_ms();
    int32_t status = host->call(host->handle, "evaluate", event.at, event.len, &answer, &len, &err);
    d->raised = seam.steady_ms();
    buf_end(&event);
    json_t *result =
        status >= 0 && answer != NULL ? json_loadb(answer, (size_t)len, 0, NULL) : NULL;
    if (result != NULL) {
        code = result_take(d, result, d->raised - began);
    } else {
        plugin_complain(&err, "precare drill");
    }
    json_decref(result);
    host->free(answer);
    return code;
}

/* ---- the courier and the chat ---- */

static bool was_told(const struct drill *d, int64_t message)
{
    for (uint32_t i = 0; i < d->told_count; i++) {
        if (d->told[i] == message) {
            return true;
        }
    }
    return false;
}

static void message_told(struct drill *d, const json_t *m, const char *kind, const char *state)
{
    int64_t id = json_integer_value(json_object_get(m, "message"));
    int64_t answer = json_integer_value(json_object_get(m, "answer"));
    double seconds = (double)(seam.steady_ms() - d->raised) / 1000;
    bool sent = strcmp(state, "sent") == 0;

    if (was_told(d, id) || d->told_count == STEP_MOST) {
        return;
    }
    d->told[d->told_count++] = id;
    d->arrived += sent;
    d->lost += !sent;
    (void)printf("%s: %s, %s after %.2f s", json_string_value(json_object_get(m, "channel")), kind,
                 sent ? "taken by the chat" : state, seconds);
    (void)printf(answer > 0 ? " (it answered %lld)\n" : "\n", (long long)answer);
    (void)fflush(stdout);
}

/* What is still to come: all of it, or without the escalations where nobody waits for them. */
static int message_look(void *context, const char *json, size_t len)
{
    struct drill *d = context;
    json_t *m = json_loadb(json, len, 0, NULL);
    const char *state = json_string_value(json_object_get(m, "state"));
    const char *kind = json_string_value(json_object_get(m, "kind"));

    if (state != NULL && kind != NULL) {
        bool waits = strcmp(state, "waiting") == 0;
        bool escalates = strcmp(kind, "escalation") == 0;

        if (waits) {
            d->waiting += !escalates || d->asked->escalation;
        } else {
            message_told(d, m, kind, state);
        }
    }
    json_decref(m);
    return 0;
}

static int chat_await(struct drill *d, struct outbox *outbox, int64_t seconds)
{
    int64_t until = d->raised + seconds * 1000;
    int status;

    do {
        d->waiting = 0;
        status = outbox_messages(outbox, d->ref, message_look, d);
        if (status < 0) {
            return cli_fail(CLI_UNREADABLE,
                            "the outbox cannot be read: see `precare outbox stats`");
        }
        if (d->waiting > 0) {
            (void)poll(NULL, 0, LOOK_MS);
        }
    } while (d->waiting > 0 && seam.steady_ms() < until);
    if (d->waiting > 0) {
        return cli_fail(
            CLI_FALSE,
            "%u message%s did not arrive within %lld second%s: is a courier running, and "
            "what does `precare outbox show %s` say? Quiet hours hold a drill back, too",
            d->waiting, d->waiting == 1 ? "" : "s", (long long)seconds, seconds == 1 ? "" : "s",
            d->ref);
    }
    return d->lost > 0 || d->arrived == 0 ? cli_fail(CLI_FALSE, "it did not arrive") : CLI_OK;
}

/* What nobody waits for any more is not sent. */
static void drill_clear(const struct drill *d, struct outbox *outbox)
{
    uint32_t count = 0;

    if (outbox_drop(outbox, d->ref, &count) == 0 && count > 0) {
        (void)printf("%u message%s of the drill %s dropped\n", count, count == 1 ? "" : "s",
                     count == 1 ? "was" : "were");
    }
}

/* ---- the command ---- */

static int drill_play(struct drill *d, struct plugin_door *host, int64_t seconds)
{
    struct outbox *outbox = clinic_outbox(d->set->config);
    precare_error err = {.struct_size = sizeof err};
    int code;

    if (outbox == NULL) {
        return CLI_UNREADABLE;
    }
    if (host->open(clinic_config_path(d->asked->config), &host->handle, &err) < 0) {
        plugin_complain(&err, "precare drill");
        outbox_close(&outbox);
        return CLI_UNREADABLE;
    }
    code = hook_raise(d, host);
    if (code == CLI_OK) {
        code = chat_await(d, outbox, seconds);
        drill_clear(d, outbox);
    }
    (void)host->close(host->handle);
    outbox_close(&outbox);
    return code;
}

static int drill_of(const void *asked, const struct rules_given *set)
{
    struct drill d = {.asked = asked, .set = set};
    struct plugin_door host = {0};
    uint8_t random[8];
    char *end = NULL;
    long seconds = d.asked->wait != NULL ? strtol(d.asked->wait, &end, 10) : 30;
    int code = drill_choose(&d);

    if (code != CLI_OK) {
        return code;
    }
    if (seconds < 1 || seconds > 86400 || (end != NULL && *end != '\0')) {
        return cli_usage("--wait is a number of seconds, from 1 to 86400");
    }
    if (plugin_load(d.asked->plugin) == NULL || !plugin_door_find(&host)) {
        return CLI_UNREADABLE;
    }
    if (seam.random(random, sizeof random) != 0) {
        return cli_fault("the system gave no random number");
    }
    memcpy(d.id, DRILL_ID, sizeof DRILL_ID);
    hex_of(random, sizeof random, d.id + sizeof DRILL_ID - 1);
    (void)printf("drill of %s: plays the test \"%s\" (%s:%u)\n", d.asked->rule, d.test->name,
                 d.test->file, d.test->line);
    return drill_play(&d, &host, seconds);
}

static int drill_run(void *of)
{
    static const struct option_texts none;
    const struct asked *a = of;
    struct rules_wanted wanted = {.paths = &none,
                                  .config = a->config,
                                  .for_review = true,
                                  .approval = rules_demand(&none),
                                  .today = rules_today()};

    return rules_given_run(&wanted, drill_of, a);
}

static const struct option_row drill_options[] = {
    OPTION_WORD("RULE", rule, "the rule whose alert is tried"),
    CLINIC_CONFIG_ROW,
    PLUGIN_ROW,
    OPTION_SWITCH("escalation", escalation, "wait until what nobody acknowledges has gone on, too"),
    OPTION_TEXT("wait", wait, "SECONDS", "wait so long for the chat", .fallback = "30"),
};

static const struct cli_exit drill_exits[] = {
    {CLI_LOOK, "there is no drill of this rule: it says why"},
    {CLI_UNREADABLE, "the configuration, the rules or the plugin cannot be used"},
    {CLI_FALSE, "it did not arrive"},
};

const struct cli_command drill_command = {
    .name = "drill",
    .run = drill_run,
    .summary = "send the alert of a rule by the real way, marked as a test",
    .about = "Raise the first test beside the rules that expects this rule's alert, and follow it "
             "through hook, outbox and courier to the chat; say how long each step took. Every "
             "message says that it is a test. A drill counts in no report, heartbeat or digest; "
             "messages that nobody waits for any more are dropped.",
    .options = OPTION_SET(drill_options),
    CLI_EXITS_OF(drill_exits),
};
