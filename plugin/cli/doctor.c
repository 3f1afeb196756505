/* SPDX-License-Identifier: MIT
 *
 * `precare doctor`: goes down a table of checks of an installation, each OK, LOOK or WRONG, with
 * what was seen and one command or sentence to mend it (doctor.h). Called by main.c; nothing is
 * changed, and nothing is posted without --post. Single-threaded.
 */
#include "cli/doctor.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json_out.h"
#include "base/seam.h"
#include "base/zone.h"

enum doctor_format {
    DOCTOR_TEXT,
    DOCTOR_JSON
};

struct asked {
    const char *config, *plugin;
    uint32_t format;
    bool post;
};

/* In the order in which an installation stands on its parts. */
static const struct {
    const char *name;
    void (*look)(struct doctor *d);
} checks[] = {
    {"versions", doctor_versions},     {"configuration", doctor_configuration},
    {"rule files", doctor_rule_files}, {"secrets", doctor_secrets},
    {"state directory", doctor_state}, {"rules in use", doctor_rules_in_use},
    {"approval", doctor_approval},     {"review dates", doctor_review},
    {"overlays", doctor_overlays},     {"outbox", doctor_outbox},
    {"waiting", doctor_waiting},       {"log of the database", doctor_log},
    {"deliverer", doctor_deliverer},   {"channels", doctor_channels},
    {"clock", doctor_clock},           {"time zone", doctor_time_zone},
    {"processes", doctor_processes},   {"siblings", doctor_siblings},
    {"heartbeat", doctor_heartbeat},   {"drill", doctor_drill},
    {"space", doctor_space},
};

/* ---- what the checks look at ---- */

/* An outbox that is not there yet is not made by looking. */
static void outbox_look(struct doctor *d)
{
    struct faults faults;
    struct stat st;

    if (stat(d->config->state, &st) != 0) {
        d->no_state = true;
        buf_text(&d->outbox_why, "there is no state directory yet");
        buf_text(&d->outbox_mend, "the host makes it when it first opens the plugin");
        return;
    }
    d->owner = d->host = d->courier = st.st_uid;
    faults_begin(&faults);
    d->outbox = outbox_open(d->config, &faults);
    if (d->outbox == NULL) {
        buf_text(&d->outbox_why, faults.count > 0 ? faults.items[0].what : "there is no memory");
        buf_text(&d->outbox_mend, faults.count > 0 ? faults.items[0].fix : NULL);
    }
    faults_end(&faults);
    if (d->outbox == NULL) {
        return;
    }
    struct buf json = {0};
    if (outbox_stats(d->outbox, &json) >= 0 && !json.failed) {
        d->stats = json_loads(json.at, 0, NULL);
    }
    buf_end(&json);
    d->deliverer = doctor_deliverer_find(d->outbox);
}

static void deliverer_look(struct doctor *d)
{
    char path[32];
    struct stat st;

    (void)snprintf(path, sizeof path, "/proc/%ld", (long)d->deliverer);
    if (d->deliverer > 0 && stat(path, &st) == 0) {
        d->courier = st.st_uid;
        d->host = d->config->deliver == DELIVER_THREAD ? st.st_uid : d->host;
    }
}

static void doctor_begin(struct doctor *d)
{
    static const struct option_texts none; /* the configuration's */
    const struct rules_wanted wanted = {
        .paths = &none, .config = d->config_path, .today = DATE_NONE, .approval = APPROVAL_ACT};

    d->now = seam.wall_ms();
    d->today = zone_date(d->config->zone, d->now / 1000);
    d->owner = d->host = d->courier = geteuid();
    outbox_look(d);
    deliverer_look(d);
    d->rules_read = rules_given_read(&wanted, &d->given);
}

static void doctor_end(struct doctor *d)
{
    rules_given_end(&d->given);
    json_decref(d->stats);
    outbox_close(&d->outbox);
    buf_end(&d->outbox_why);
    buf_end(&d->outbox_mend);
}

/* ---- the command ---- */

static enum doctor_verdict doctor_worst(const struct doctor *d)
{
    return d->counts[DOCTOR_WRONG] > 0  ? DOCTOR_WRONG
           : d->counts[DOCTOR_LOOK] > 0 ? DOCTOR_LOOK
                                        : DOCTOR_OK;
}

static void report_open(struct doctor *d)
{
    if (d->json) {
        json_open(d->out, NULL, '{');
        json_text(d->out, "format", "precare-doctor/1");
        json_open(d->out, "checks", '[');
    }
}

static void report_close(struct doctor *d)
{
    if (d->json) {
        json_close(d->out, ']');
        json_text(d->out, "overall", doctor_verdicts[doctor_worst(d)]);
        json_close(d->out, '}');
        buf_char(d->out, '\n');
        return;
    }
    buf_printf(d->out, "%u OK, %u to look at, %u wrong\n", d->counts[DOCTOR_OK],
               d->counts[DOCTOR_LOOK], d->counts[DOCTOR_WRONG]);
}

static int doctor_go(struct doctor *d)
{
    struct buf out = {0};

    d->out = &out;
    doctor_begin(d);
    report_open(d);
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        d->check = checks[i].name;
        checks[i].look(d);
    }
    report_close(d);
    doctor_end(d);
    int code = cli_print(&out);
    buf_end(&out);
    return code != CLI_OK ? code : doctor_worst(d) == DOCTOR_OK ? CLI_OK : CLI_LOOK;
}

/* The state directory is its owner's alone: root stands in for them, and not the other way round.
 * Whose the files are is judged by that, too. */
static struct config *configuration_read(const char *path, struct faults *faults)
{
    struct config *config = config_read(path, faults);

    if (config == NULL || !user_stand_in_owner(config->state)) {
        return config;
    }
    struct faults theirs;
    faults_begin(&theirs);
    struct config *again = config_read(path, &theirs);
    if (again == NULL) {
        faults_end(&theirs);
        return config;
    }
    config_free(&config);
    faults_end(faults);
    *faults = theirs;
    return again;
}

static int doctor_run(void *of)
{
    const struct asked *a = of;
    struct doctor d = {.config_path = clinic_config_path(a->config),
                       .plugin = a->plugin,
                       .post = a->post,
                       .json = a->format == DOCTOR_JSON};
    struct faults faults;
    int code = CLI_UNREADABLE;

    faults_begin(&faults);
    struct config *config = configuration_read(d.config_path, &faults);
    d.config = config;
    d.config_faults = &faults;
    if (config == NULL) {
        cli_faults(&faults);
    } else {
        code = doctor_go(&d);
    }
    config_free(&config);
    faults_end(&faults);
    return code;
}

static const char *const format_words[] = {"text", "json", NULL};

static const struct option_row doctor_options[] = {
    OPTION_CHOICE("format", format, "FORMAT", format_words, "print what was seen in this format",
                  .fallback = "text"),
    OPTION_SWITCH("post", post, "send a real test message to each channel"),
    CLINIC_CONFIG_ROW,
    PLUGIN_ROW,
};

static const struct cli_exit doctor_exits[] = {
    {CLI_OK, "every check is OK"},
    {CLI_LOOK, "a check is LOOK or WRONG"},
    {CLI_UNREADABLE, "the configuration cannot be read"},
};

const struct cli_command doctor_command = {
    .name = "doctor",
    .run = doctor_run,
    .summary = "check an installation, part by part, and say how to mend it",
    .about = "Go down a table of checks: each says OK, LOOK or WRONG, what was seen, and one "
             "command or sentence to mend it. Nothing is changed, and nothing is sent without "
             "--post.\nAs root, it asks what the courier's and the host's user may read and "
             "write; as anybody else, what that user may.",
    .options = OPTION_SET(doctor_options),
    CLI_EXITS_OF(doctor_exits),
};
