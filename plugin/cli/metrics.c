/* SPDX-License-Identifier: MIT
 *
 * `precare outbox stats --metrics`: the same figures for Prometheus, as a textfile that its node
 * exporter collects. One table of what is told; nothing of a patient, no secret, no reason of a
 * chat is in it. Called by outbox.c; single-threaded.
 */
#include "cli/metrics.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/seam.h"
#include "cli/cli.h"

/* Of the whole outbox: a number or a yes of the statistics; null is left out. */
static const struct {
    const char *key, *name, *help;
    bool thousandth; /* milliseconds there, seconds here */
} figures[] = {
    {"deliverer", "precare_deliverer", "Whether a process delivers (1) or nobody does (0).", false},
    {"late", "precare_late", "Whether a message is due for longer than late-after.", false},
    {"waiting", "precare_messages_waiting", "Messages that wait to be delivered.", false},
    {"oldest_due_ms", "precare_oldest_due_seconds", "For how long the oldest message is due.",
     true},
    {"sent", "precare_messages_sent", "Messages that were delivered and are still kept.", false},
    {"dead", "precare_messages_dead", "Messages that nobody will be sent any more.", false},
    {"unclear", "precare_messages_unclear",
     "Messages that a chat took, with an answer that is not understood.", false},
    {"evaluations", "precare_evaluations", "Evaluations of visits on record.", false},
    {"ballast", "precare_ballast", "Whether the space put aside for a full disk is there.", false},
    {"wal_bytes", "precare_log_bytes", "Size of the database's log.", false},
};

/* Of each channel. */
static const struct {
    const char *key, *name, *help;
} of_channel[] = {
    {"waiting", "precare_channel_messages_waiting", "Messages of a channel that wait."},
    {"dead", "precare_channel_messages_dead", "Messages of a channel that are dead."},
    {"unclear", "precare_channel_messages_unclear", "Of a channel: answered, not understood."},
};

/* What a channel may be. */
static const char *const states[] = {"ok", "down", "paused", "unusable", "unclear"};

static void head_write(struct buf *out, const char *name, const char *help)
{
    buf_printf(out, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

/* A label's value: backslash, quote and line end are written as the format has them. */
static void label_write(struct buf *out, const char *label, const char *value)
{
    buf_printf(out, "%s=\"", label);
    for (const char *c = value; *c != '\0'; c++) {
        if (*c == '\n') {
            buf_text(out, "\\n");
        } else {
            buf_text(out, *c == '"' || *c == '\\' ? "\\" : "");
            buf_char(out, *c);
        }
    }
    buf_char(out, '"');
}

static int64_t number_of(const json_t *value)
{
    return json_is_boolean(value) ? json_is_true(value) : json_integer_value(value);
}

static void figures_write(struct buf *out, const json_t *stats)
{
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        const json_t *value = json_object_get(stats, figures[i].key);
        int64_t number = number_of(value);

        if (value == NULL || json_is_null(value)) {
            continue;
        }
        head_write(out, figures[i].name, figures[i].help);
        buf_printf(out, "%s ", figures[i].name);
        buf_int(out, figures[i].thousandth ? number / 1000 : number);
        if (figures[i].thousandth) {
            buf_printf(out, ".%03d", (int)(number % 1000));
        }
        buf_char(out, '\n');
    }
}

static void channels_write(struct buf *out, json_t *targets)
{
    const char *name;
    json_t *target;

    for (size_t i = 0; i < sizeof of_channel / sizeof *of_channel; i++) {
        head_write(out, of_channel[i].name, of_channel[i].help);
        json_object_foreach(targets, name, target)
        {
            buf_printf(out, "%s{", of_channel[i].name);
            label_write(out, "channel", name);
            buf_text(out, "} ");
            buf_int(out, number_of(json_object_get(target, of_channel[i].key)));
            buf_char(out, '\n');
        }
    }
    head_write(out, "precare_channel_state", "1 for the state that a channel is in.");
    json_object_foreach(targets, name, target)
    {
        const char *is = json_string_value(json_object_get(target, "state"));

        for (size_t i = 0; is != NULL && i < sizeof states / sizeof *states; i++) {
            buf_text(out, "precare_channel_state{");
            label_write(out, "channel", name);
            buf_char(out, ',');
            label_write(out, "state", states[i]);
            buf_printf(out, "} %d\n", strcmp(is, states[i]) == 0);
        }
    }
}

/* Words that are no number: 1, with the words as a label; what is not there is left out. */
static void word_write(struct buf *out, const char *name, const char *help, const char *label,
                       const char *word)
{
    if (word != NULL) {
        head_write(out, name, help);
        buf_printf(out, "%s{", name);
        label_write(out, label, word);
        buf_text(out, "} 1\n");
    }
}

bool metrics_write(const char *json, struct buf *out)
{
    json_t *stats = json_loads(json, 0, NULL);

    if (stats == NULL) {
        return false;
    }
    figures_write(out, stats);
    channels_write(out, json_object_get(stats, "targets"));
    word_write(out, "precare_relay_state", "The state of the relay.", "state",
               json_string_value(json_object_get(json_object_get(stats, "relay"), "state")));
    word_write(out, "precare_rules", "The rules in use, by hash and standing.", "rules",
               json_string_value(json_object_get(stats, "rules")));
    word_write(out, "precare_build", "The version of this command.", "version", PRECARE_VERSION);
    head_write(out, "precare_written_seconds", "When this was written.");
    buf_text(out, "precare_written_seconds ");
    buf_int(out, seam.wall_ms() / 1000);
    buf_char(out, '\n');
    json_decref(stats);
    return !out->failed;
}

int metrics_put(const struct buf *text, const char *path)
{
    struct buf new = {0};

    buf_printf(&new, "%s.new", path);
    FILE *file = new.failed ? NULL : fopen(new.at, "wbe");
    bool good = file != NULL && fwrite(text->at, 1, text->len, file) == text->len &&
                fchmod(fileno(file), 0644) == 0;
    good = (file == NULL || fclose(file) == 0) && good && rename(new.at, path) == 0;
    int code = good ? CLI_OK : cli_fault("%s cannot be written: %s", path, strerror(errno));
    buf_end(&new);
    return code;
}
