/* SPDX-License-Identifier: MIT
 *
 * `precare outbox`: the outbox by hand. Answers are JSON, one object a line, without patient data
 * (show alone tells the host's own ids behind a reference). Called by main.c; single-threaded.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/site.h"
#include "precare/precare.h"

enum {
    NOT_FOUND = 1,
    LATE = 1
};

struct ack_words {
    const char *rule, *actor, *role, *reason, *note;
};

static int ack_option(int argc, char **argv, void *context)
{
    struct ack_words *words = context;
    const struct {
        const char *name;
        const char **to;
    } options[] = {{"--rule", &words->rule},
                   {"--actor", &words->actor},
                   {"--role", &words->role},
                   {"--reason", &words->reason},
                   {"--note", &words->note}};

    for (size_t i = 0; argc > 1 && i < sizeof options / sizeof options[0]; i++) {
        if (strcmp(argv[0], options[i].name) == 0) {
            *options[i].to = argv[1];
            return 2;
        }
    }
    return 0;
}

static int print_line(void *context, const char *json, size_t len)
{
    (void)context;
    (void)fwrite(json, 1, len, stdout);
    (void)putchar('\n');
    return 0;
}

static int outbox_failed(int status)
{
    if (status == OUTBOX_UNKNOWN) {
        (void)fputs("precare outbox: there is no such reference or channel\n", stderr);
        return NOT_FOUND;
    }
    return cli_fault(&outbox_command, "the outbox cannot be read or written now");
}

static int outbox_list(struct outbox *outbox)
{
    int status = outbox_messages(outbox, NULL, print_line, NULL);

    return status < 0 ? outbox_failed(status) : CLI_OK;
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
    return status < 0 ? outbox_failed(status) : CLI_OK;
}

/* A rule that no finding of the reference has would be acknowledged, and end nothing. */
static bool rule_wrong(struct outbox *outbox, const char *ref, const char *rule)
{
    struct buf near = {0};
    bool wrong = rule != NULL && outbox_rule_known(outbox, ref, rule, &near) == OUTBOX_WRONG;

    if (wrong) {
        (void)fprintf(stderr, "precare outbox: no finding of %s is of the rule '%s'", ref, rule);
        if (near.len > 0) {
            (void)fprintf(stderr, "; did you mean '%s'?", near.at);
        }
        (void)fputs("\nNothing was acknowledged.\n", stderr);
    }
    buf_end(&near);
    return wrong;
}

static int outbox_command_ack(struct outbox *outbox, const char *ref, const struct ack_words *words)
{
    const char *user = getenv("USER");
    struct outbox_ack ack = {.action = PRECARE_ACCEPTED,
                             .ref = ref,
                             .rule = words->rule,
                             .actor = words->actor != NULL ? words->actor : user,
                             .role = words->role,
                             .reason = words->reason,
                             .note = words->note};
    int status;

    if (rule_wrong(outbox, ref, words->rule)) {
        return NOT_FOUND;
    }
    status = outbox_acknowledge(outbox, &ack);
    if (status < 0) {
        return outbox_failed(status);
    }
    (void)puts(status == OUTBOX_NOTHING ? "acknowledged already"
               : status == OUTBOX_PASSED_ON
                   ? "passed on: it is not known here, the other machines of the chain hear it"
                   : "acknowledged");
    return CLI_OK;
}

static int outbox_counted(int status, uint32_t count, const char *what)
{
    if (status < 0) {
        return outbox_failed(status);
    }
    (void)printf("%u %s\n", count, what);
    return CLI_OK;
}

/* A state of a channel, or of the relay, that somebody must look after. */
static bool outbox_troubled(const char *json)
{
    static const char *const states[] = {"paused", "unreachable", "late"};
    char text[32];
    bool any = false;

    for (size_t i = 0; json != NULL && i < sizeof states / sizeof states[0]; i++) {
        (void)snprintf(text, sizeof text, "\"state\":\"%s\"", states[i]);
        any |= strstr(json, text) != NULL;
    }
    return any;
}

static int outbox_command_stats(struct outbox *outbox)
{
    struct buf json = {0};
    int status = outbox_stats(outbox, &json);
    bool trouble = outbox_troubled(json.at);

    if (status >= 0) {
        (void)print_line(NULL, json.at, json.len);
    }
    buf_end(&json);
    return status < 0 ? outbox_failed(status) : status == OUTBOX_LATE || trouble ? LATE : CLI_OK;
}

static int outbox_act(struct outbox *outbox, const struct site_words_of *p,
                      const struct ack_words *words)
{
    const char *verb = p->words[0], *object = p->words[1];
    uint32_t count = 0;
    int status;

    if (strcmp(verb, "list") == 0 && object == NULL) {
        return outbox_list(outbox);
    }
    if (strcmp(verb, "stats") == 0 && object == NULL) {
        return outbox_command_stats(outbox);
    }
    if (strcmp(verb, "show") == 0 && object != NULL) {
        return outbox_show(outbox, object);
    }
    if (strcmp(verb, "ack") == 0 && object != NULL) {
        return outbox_command_ack(outbox, object, words);
    }
    if (strcmp(verb, "retry") == 0) {
        status = outbox_retry(outbox, object, &count);
        return outbox_counted(status, count, "messages are tried again");
    }
    if (strcmp(verb, "drop") == 0 && object != NULL) {
        status = outbox_drop(outbox, object, &count);
        return outbox_counted(status, count, "messages dropped");
    }
    return cli_usage(&outbox_command,
                     "list, show REF, ack REF, retry [CHANNEL], drop REF or stats");
}

static int outbox_run(int argc, char **argv)
{
    struct ack_words words = {0};
    struct site_words_of p;
    struct config *config;
    struct outbox *outbox;
    int code = site_words(&outbox_command, argc, argv, &p, ack_option, &words);

    if (code != CLI_OK) {
        return code;
    }
    if (p.word_count == 0 || p.word_count > 2) {
        return cli_usage(&outbox_command,
                         "list, show REF, ack REF, retry [CHANNEL], drop REF or stats");
    }
    if ((config = site_config(&p)) == NULL) {
        return SITE_BROKEN;
    }
    outbox = site_outbox(config);
    code = outbox != NULL ? outbox_act(outbox, &p, &words) : SITE_BROKEN;
    outbox_close(&outbox);
    config_free(&config);
    return code;
}

const struct cli_command outbox_command = {
    .name = "outbox",
    .run = outbox_run,
    .summary = "the alerts that wait: list, show, ack, retry, drop, stats",
    .help =
        "Usage: precare outbox list | show REF | ack REF | retry [CHANNEL] | drop REF | stats\n"
        "                      [--config FILE]\n\n"
        "  list             messages that are not sent, newest first, a JSON object a line\n"
        "  show REF         the host's own ids behind a reference of the chat, and its messages\n"
        "  ack REF          somebody has seen to it: ends its escalation\n"
        "                   [--rule RULE] [--actor WHO] [--role ROLE] [--reason WORD] [--note "
        "TEXT]\n"
        "  retry [CHANNEL]  resumes what is paused and tries dead letters once more\n"
        "  drop REF         unsent messages of a visit are never sent\n"
        "  stats            the queue as JSON\n"
        "  --config FILE    default: $PRECARE_CONFIG, else /etc/precare/precare.yaml\n\n"
        "Exit: 0 done, 1 no such reference or rule, or (stats) something is late, paused or\n"
        "unreachable (the relay),\n"
        "2 the configuration or the outbox cannot be used.\n",
};
