/* SPDX-License-Identifier: MIT
 *
 * `precare outbox`: the outbox by hand. Answers are JSON, one object a line, without patient data
 * (show alone tells the host's own ids behind a reference). Called by main.c; single-threaded.
 */
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/clinic.h"
#include "cli/input.h"
#include "cli/metrics.h"
#include "outbox/check.h"
#include "precare/precare.h"

#define NOTE_MOST 1024u

/* In the order of the rows below. */
enum outbox_verb {
    VERB_LIST,
    VERB_SHOW,
    VERB_ACK,
    VERB_RETRY,
    VERB_DROP,
    VERB_STATS,
};

struct asked {
    const char *config, *rule, *actor, *role, *reason, *note, *output;
    bool metrics;
    struct option_verb verb;
};

static int print_line(void *context, const char *json, size_t len)
{
    (void)context;
    (void)fwrite(json, 1, len, stdout);
    (void)putchar('\n');
    return 0;
}

/* An answer was given; it is all there is only where the tables that it is made of are whole. */
static int outbox_answered(struct outbox *outbox, int status, int code)
{
    int damaged;

    if (status < 0) {
        return clinic_outbox_failed(outbox, status);
    }
    damaged = clinic_outbox_check(outbox, CHECK_DELIVERY | CHECK_RECORDS); /* both are counted */
    return damaged != CLI_OK ? damaged : code;
}

static int outbox_list(struct outbox *outbox)
{
    return outbox_answered(outbox, outbox_messages(outbox, NULL, print_line, NULL), CLI_OK);
}

static int outbox_show(struct outbox *outbox, const char *ref)
{
    struct buf json = {0};
    int status = outbox_lookup(outbox, ref, &json);

    if (status == 0) {
        (void)print_line(NULL, json.at, json.len);
        status = outbox_messages(outbox, ref, print_line, NULL);
    }
    buf_end(&json);
    return outbox_answered(outbox, status, CLI_OK);
}

/* The note, or what stands on standard input for "-": a list of processes shows arguments. NULL
 * with `code_r` where it cannot be used. */
static const char *note_given(const struct asked *a, struct buf *room, int *code_r)
{
    *code_r = CLI_OK;
    if (a->note == NULL || strcmp(a->note, "-") != 0) {
        return a->note;
    }
    if (!input_read("-", NOTE_MOST, room)) {
        *code_r = cli_fail(CLI_UNREADABLE, "the note cannot be read from standard input");
        return NULL;
    }
    while (room->len > 0 && strchr("\r\n", room->at[room->len - 1]) != NULL) {
        room->at[--room->len] = '\0';
    }
    if (room->len == 0 || room->len > NOTE_MOST || memchr(room->at, '\0', room->len) != NULL) {
        *code_r = cli_fail(CLI_UNREADABLE, "the note on standard input is %s",
                           room->len == 0          ? "empty"
                           : room->len > NOTE_MOST ? "longer than 1 KiB"
                                                   : "no text");
        return NULL;
    }
    return room->at;
}

static int outbox_command_ack(struct outbox *outbox, const char *ref, const struct asked *a,
                              const char *note)
{
    const struct passwd *of = getpwuid(getuid());
    const char *user = getenv("USER") != NULL ? getenv("USER") : of != NULL ? of->pw_name : NULL;
    struct outbox_ack ack = {.action = PRECARE_ACCEPTED,
                             .ref = ref,
                             .rule = a->rule,
                             .actor = a->actor != NULL ? a->actor : user,
                             .role = a->role,
                             .reason = a->reason,
                             .note = note};
    struct buf why = {.limit = 1024};
    int status = outbox_acknowledge(outbox, &ack, &why);

    if (status == OUTBOX_WRONG && why.at != NULL) {
        (void)cli_fail(CLI_LOOK, "%s: %s\nNothing was acknowledged.", ref, why.at);
        buf_end(&why);
        return CLI_LOOK;
    }
    buf_end(&why);
    if (status < 0) {
        return clinic_outbox_failed(outbox, status);
    }
    (void)puts(
        status == OUTBOX_NOTHING ? "already acknowledged"
        : status == OUTBOX_PASSED_ON
            ? "passed on: this machine does not know the reference; the other machines are told"
            : "acknowledged");
    return CLI_OK;
}

static int outbox_ack(struct outbox *outbox, const struct asked *a)
{
    struct buf room = {0};
    int code;
    const char *note = note_given(a, &room, &code);

    code = code == CLI_OK ? outbox_command_ack(outbox, a->verb.object, a, note) : code;
    buf_end(&room);
    return code;
}

static int outbox_counted(struct outbox *outbox, int status, uint32_t count, const char *what)
{
    if (status >= 0) {
        (void)printf("%u message%s %s\n", count, count == 1 ? "" : "s", what);
    }
    return outbox_answered(outbox, status, CLI_OK);
}

/* A state of a channel, or of the relay, that somebody must look after. */
static bool outbox_troubled(const char *json)
{
    static const char *const states[] = {"paused", "unusable", "unreachable", "late"};
    char text[32];
    bool any = json != NULL && strstr(json, "\"wal_held_by\":\"") != NULL;

    for (size_t i = 0; json != NULL && i < sizeof states / sizeof states[0]; i++) {
        (void)snprintf(text, sizeof text, "\"state\":\"%s\"", states[i]);
        any |= strstr(json, text) != NULL;
    }
    return any;
}

/* As they are, or as Prometheus reads them; in a file that is there whole, or on standard output.
 */
static int stats_say(const struct asked *a, const struct buf *json)
{
    struct buf text = {0};
    int code;

    if (!a->metrics) {
        return print_line(NULL, json->at, json->len);
    }
    code = !metrics_write(json->at, &text) ? cli_memory()
           : a->output == NULL             ? cli_print(&text)
                                           : metrics_put(&text, a->output);
    buf_end(&text);
    return code;
}

static int outbox_command_stats(struct outbox *outbox, const struct asked *a)
{
    struct buf json = {0};
    int status = outbox_stats(outbox, &json);
    bool trouble = outbox_troubled(json.at);
    int code = status == OUTBOX_LATE || trouble ? CLI_LOOK : CLI_OK;
    int said = status >= 0 ? stats_say(a, &json) : CLI_OK;

    buf_end(&json);
    return said != CLI_OK ? said : outbox_answered(outbox, status, code);
}

static int outbox_act(struct outbox *outbox, const struct asked *a)
{
    const char *object = a->verb.object;
    uint32_t count = 0;
    int status;

    switch ((enum outbox_verb)a->verb.number) {
    case VERB_LIST: return outbox_list(outbox);
    case VERB_SHOW: return outbox_show(outbox, object);
    case VERB_ACK: return outbox_ack(outbox, a);
    case VERB_RETRY:
        status = outbox_retry(outbox, object, &count);
        return outbox_counted(outbox, status, count, "will be tried again");
    case VERB_DROP:
        status = outbox_drop(outbox, object, &count);
        return outbox_counted(outbox, status, count, "dropped");
    case VERB_STATS: break;
    }
    return outbox_command_stats(outbox, a);
}

static int outbox_run(void *of)
{
    const struct asked *a = of;

    if (a->output != NULL && !a->metrics) {
        return cli_usage("--output is the file of --metrics");
    }
    struct config *config = clinic_config(a->config);
    struct outbox *outbox = config != NULL ? clinic_outbox(config) : NULL;
    int code = outbox != NULL ? outbox_act(outbox, a) : CLI_UNREADABLE;

    outbox_close(&outbox);
    config_free(&config);
    return code;
}

static const struct option_row outbox_options[] = {
    OPTION_VERB("list", verb, NULL,
                "list the messages that are not sent yet, newest first, one JSON object a line"),
    OPTION_VERB("show", verb, "REF",
                "show the host's ids and the messages behind a reference from the chat"),
    OPTION_VERB("ack", verb, "REF",
                "record that somebody is taking care of it; this ends its escalation"),
    OPTION_VERB("retry", verb, "CHANNEL",
                "resume paused channels (or this one) and try undeliverable messages once more",
                .optional = true),
    OPTION_VERB("drop", verb, "REF", "never send the messages of this visit that are not sent yet"),
    OPTION_VERB("stats", verb, NULL, "print the state of the queue as JSON"),
    OPTION_SWITCH("metrics", metrics, "print it as Prometheus reads it, a textfile of metrics",
                  .verb = "stats"),
    OPTION_TEXT("output", output, "FILE", "write the metrics to this file, whole or not at all",
                .letter = 'o', .fallback = "standard output", .verb = "stats"),
    OPTION_TEXT("rule", rule, "RULE", "acknowledge this rule alone", .verb = "ack",
                .fallback = "all rules of the reference"),
    OPTION_TEXT("actor", actor, "WHO", "who acknowledges", .verb = "ack",
                .fallback = "$USER, else the user's name"),
    OPTION_TEXT("role", role, "ROLE", "in which role they do so", .verb = "ack"),
    OPTION_TEXT("reason", reason, "WORD", "why: one of the reasons that the rule allows",
                .verb = "ack"),
    OPTION_TEXT(
        "note", note, "TEXT",
        "add a note; - reads it from standard input, since arguments are shown to every user "
        "of the machine",
        .verb = "ack"),
    CLINIC_CONFIG_ROW,
};

static const struct cli_exit outbox_exits[] = {
    {CLI_LOOK,
     "there is no such reference, rule or channel; with stats: something is late, paused, "
     "unusable, or (the relay) unreachable"},
    {CLI_UNREADABLE,
     "the configuration or the outbox cannot be used; or the outbox is damaged, and not all of it "
     "was said"},
};

const struct cli_command outbox_command = {
    .name = "outbox",
    .run = outbox_run,
    .summary = "list the alerts that wait; acknowledge, retry or drop them",
    .options = OPTION_SET(outbox_options),
    CLI_EXITS_OF(outbox_exits),
};
