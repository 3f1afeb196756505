/* SPDX-License-Identifier: MIT
 *
 * `precare conform`: the conformance kit for hosts. Starts the host's adapter once, has it do
 * thirty things in its own host under strict mode, and says what of it was right. Called by main.c;
 * single-threaded. The pieces: conform.h.
 */
#include "cli/conform.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/json_out.h"
#include "base/zone.h"
#include "cli/cli.h"
#include "cli/places.h"
#include "cli/plugin.h"
#include "strict/codes.h"

#define WAIT_S 60
#define WAIT_MOST 3600

enum format {
    FORMAT_TEXT,
    FORMAT_JSON
};

struct asked {
    const char *adapter, *url, *plugin, *in, *wait;
    uint32_t format; /* enum format */
    bool codes, scenarios, today;
};

struct kit {
    const struct asked *asked;
    struct conform_clinic clinic;
    struct conform_run run;
    struct conform_adapter *adapter;
    struct buf out; /* the report as JSON */
    int64_t wait_ms;
    uint32_t counts[VERDICT_CANNOT + 1];
};

static const char *const verdicts[] = {"passed", "failed", "cannot"};

/* ---- the report ---- */

static void json_add(struct kit *kit, uint32_t n, const struct judgement *j)
{
    struct buf *out = &kit->out;

    json_open(out, NULL, '{');
    if (n > 0) {
        json_int(out, "n", n);
    }
    json_text(out, "do", n > 0 ? conform_scenarios[n - 1].verb : "end");
    json_text(out, "verdict", verdicts[j->verdict]);
    json_open(out, "why", '[');
    for (uint32_t i = 0; i < j->why_count; i++) {
        json_open(out, NULL, '{');
        json_text(out, "text", j->whys[i].text);
        json_text(out, "page", j->whys[i].page);
        json_close(out, '}');
    }
    json_close(out, ']');
    json_close(out, '}');
}

static void verdict_report(struct kit *kit, uint32_t n, const struct judgement *j)
{
    kit->counts[j->verdict]++;
    if (kit->asked->format == FORMAT_JSON) {
        json_add(kit, n, j);
        return;
    }
    if (n > 0) {
        (void)printf("%s %2u %s\n", verdicts[j->verdict], n, conform_scenarios[n - 1].verb);
    } else {
        (void)printf("%s    the end\n", verdicts[j->verdict]);
    }
    for (uint32_t i = 0; i < j->why_count; i++) {
        (void)printf("           %s\n           see %s/%s\n", j->whys[i].text, places_manual(),
                     j->whys[i].page);
    }
    (void)fflush(stdout);
}

static void counts_report(struct kit *kit)
{
    if (kit->asked->format == FORMAT_TEXT) {
        (void)printf("%u passed, %u failed, %u cannot\n", kit->counts[VERDICT_PASSED],
                     kit->counts[VERDICT_FAILED], kit->counts[VERDICT_CANNOT]);
        return;
    }
    json_close(&kit->out, ']');
    for (uint32_t i = 0; i <= VERDICT_CANNOT; i++) {
        json_int(&kit->out, verdicts[i], kit->counts[i]);
    }
    json_close(&kit->out, '}');
    (void)cli_print(&kit->out);
}

/* ---- the run ---- */

static bool scenario_run(struct kit *kit, uint32_t n)
{
    struct judgement j = {VERDICT_PASSED, {{"", ""}}, 0};
    struct buf line = {0}, why = {0};

    scenario_write(n, &kit->run.days, &line);
    buf_char(&line, '\n');
    json_t *answer = adapter_ask(kit->adapter, &line, kit->wait_ms, &why);
    if (answer == NULL) {
        judge_say(&j, CONFORM_PAGE "#what-it-answers", "%s",
                  why.at != NULL ? why.at : "the adapter did not answer");
    }
    conform_judge(&kit->run, n, answer, &j);
    verdict_report(kit, n, &j);
    json_decref(answer);
    buf_end(&line);
    buf_end(&why);
    return !adapter_gone(kit->adapter);
}

/* Those that nobody was asked for, since the adapter is gone. */
static void rest_report(struct kit *kit, uint32_t from)
{
    for (uint32_t n = from; n <= conform_scenario_count; n++) {
        struct judgement j = {VERDICT_PASSED, {{"", ""}}, 0};

        judge_say(&j, CONFORM_PAGE "#what-it-answers",
                  "not asked: the adapter is gone since scenario %u", from - 1);
        verdict_report(kit, n, &j);
    }
}

static void end_run(struct kit *kit)
{
    struct judgement j = {VERDICT_PASSED, {{"", ""}}, 0};
    struct buf why = {0};

    if (!adapter_end(&kit->adapter, kit->wait_ms, &why)) {
        judge_say(&j, CONFORM_PAGE "#what-it-answers", "%s", why.at != NULL ? why.at : "");
    }
    conform_judge_end(&kit->run, &j);
    if (j.verdict != VERDICT_PASSED) {
        verdict_report(kit, 0, &j);
    }
    buf_end(&why);
}

static int kit_play(struct kit *kit)
{
    uint32_t n = 1;

    if (kit->asked->format == FORMAT_JSON) {
        json_open(&kit->out, NULL, '{');
        json_text(&kit->out, "format", "precare-conformance/1");
        json_open(&kit->out, "scenarios", '[');
    }
    while (n <= conform_scenario_count && scenario_run(kit, n)) {
        n++;
    }
    rest_report(kit, n + 1);
    end_run(kit);
    counts_report(kit);
    return kit->counts[VERDICT_FAILED] == 0 && kit->counts[VERDICT_PASSED] > 0 ? CLI_OK : CLI_FALSE;
}

/* ---- the command ---- */

/* The clinic's day. */
static bool today_take(int32_t *today_r)
{
    const char *error = NULL;
    struct zone *zone = zone_open("Europe/Berlin", &error);

    if (zone == NULL) {
        return false;
    }
    *today_r = zone_date(zone, time(NULL));
    zone_close(&zone);
    return true;
}

static bool wait_read(const char *text, int64_t *ms_r)
{
    char *end = NULL;
    long s = text != NULL ? strtol(text, &end, 10) : WAIT_S;

    if (s < 1 || s > WAIT_MOST || (end != NULL && (end == text || *end != '\0'))) {
        return false;
    }
    *ms_r = (int64_t)s * 1000;
    return true;
}

static struct conform_adapter *adapter_of(const struct asked *a,
                                          const struct conform_clinic *clinic)
{
    const char *plugin = a->plugin != NULL ? a->plugin : places_plugin();

    return a->url != NULL ? adapter_at(a->url) : adapter_start(a->adapter, clinic, plugin);
}

/* The clinic alone, for a host that is started next. */
static int conform_make(const struct asked *a)
{
    struct conform_clinic clinic;
    int code = conform_clinic_make(a->in, &clinic);

    if (code == CLI_OK) {
        (void)printf("PRECARE_CONFIG=%s\n", clinic.config);
    }
    return code;
}

static int conform_play(const struct asked *a)
{
    struct kit kit = {.asked = a};

    if (!wait_read(a->wait, &kit.wait_ms)) {
        return cli_usage("--wait: a number of seconds from 1 to %d is required", WAIT_MOST);
    }
    if (!today_take(&kit.run.days.today)) {
        return cli_fail(CLI_UNREADABLE, "there is no time zone Europe/Berlin on this machine");
    }
    int code = conform_clinic_make(a->in, &kit.clinic);
    if (code != CLI_OK) {
        return code;
    }
    if (conform_was_used(&kit.clinic)) {
        return cli_fail(CLI_UNREADABLE,
                        "%s: visits were recorded here before, and this run would be judged by "
                        "them. Stop the host and delete %s/state, or name another directory",
                        kit.clinic.journal, kit.clinic.directory);
    }
    kit.run.clinic = &kit.clinic;
    kit.run.days.today_only = a->today;
    kit.adapter = adapter_of(a, &kit.clinic);
    code = kit.adapter != NULL ? kit_play(&kit) : CLI_UNREADABLE;
    if (code == CLI_FALSE && a->url == NULL) {
        adapter_log_show(&kit.clinic);
    }
    conform_clinic_end(&kit.clinic);
    buf_end(&kit.out);
    return code;
}

static int conform_print(void (*print)(struct buf *out))
{
    struct buf out = {0};

    print(&out);
    int code = cli_print(&out);
    buf_end(&out);
    return code;
}

static int conform_run(void *of)
{
    const struct asked *a = of;

    if (a->codes || a->scenarios) {
        return conform_print(a->codes ? strict_reference : scenarios_print);
    }
    if (a->adapter != NULL && a->url != NULL) {
        return cli_usage("--adapter or --url, not both");
    }
    if (a->url != NULL && a->in == NULL) {
        return cli_usage("--url: say with --in where the clinic is that the host has opened");
    }
    if (a->adapter == NULL && a->url == NULL) {
        return a->in != NULL
                   ? conform_make(a)
                   : cli_usage("say what is to be judged: --adapter COMMAND, or --url URL");
    }
    return conform_play(a);
}

static const char *const conform_formats[] = {"text", "json", NULL};

static const struct option_row conform_options[] = {
    OPTION_TEXT("adapter", adapter, "COMMAND", "start this adapter, and have it do the scenarios"),
    OPTION_TEXT("url", url, "URL", "POST the scenarios to a host that is running"),
    PLUGIN_ROW,
    OPTION_TEXT("in", in, "DIRECTORY", "make the clinic in this directory, and leave it there",
                .fallback = "one below $TMPDIR, which is removed"),
    OPTION_TEXT("wait", wait, "SECONDS", "wait so long for each answer", .fallback = "60"),
    OPTION_SWITCH("today", today,
                  "have every appointment today: for a host with a waiting list and no calendar"),
    OPTION_CHOICE("format", format, "FORMAT", conform_formats, "print the report in this format"),
    OPTION_SWITCH("scenarios", scenarios,
                  "print what an adapter is asked to do, as Markdown, and stop"),
    OPTION_SWITCH("codes", codes, "print what strict mode can find, as Markdown, and stop"),
};

static const struct cli_exit conform_exits[] = {
    {CLI_OK, "nothing failed, and something passed"},
    {CLI_UNREADABLE, "the clinic or the adapter cannot be made"},
    {CLI_FALSE, "something failed, or nothing passed"},
};

const struct cli_command conform_command = {
    .name = "conform",
    .run = conform_run,
    .summary = "judge a host's adapter by thirty things that it does",
    .about =
        "Start the adapter of a host once, by sh -c, and have it do thirty things in its own "
        "host: book, confirm, reschedule, cancel, roll back, chart. A JSON object a line goes "
        "in and comes out. What was saved, shown and told is held against what the rules "
        "say, and strict mode tells what the host did wrong on the way.\n"
        "With --in DIRECTORY alone the clinic is made and nothing is judged: start the host with "
        "its configuration, then judge it with --url.\n"
        "The adapter's environment has PRECARE_CONFIG, PRECARE_PLUGIN and PRECARE_STATE.",
    .options = OPTION_SET(conform_options),
    CLI_EXITS_OF(conform_exits),
};
