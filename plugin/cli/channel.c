/* SPDX-License-Identifier: MIT
 *
 * `precare channel`: `test NAME` sends a real test message and tells the target's answer in plain
 * words, `plan` says who would be told of each rule's alert (plan.h). Called by main.c;
 * single-threaded.
 */
#include <signal.h>
#include <stdio.h>

#include "base/seam.h"
#include "cli/clinic.h"
#include "cli/plan.h"
#include "cli/user.h"
#include "courier/courier.h"

/* In the order of the rows below. */
enum channel_verb {
    VERB_TEST,
    VERB_PLAN,
};

struct asked {
    const char *config;
    struct option_verb verb;
};

static int channel_unknown(const struct config *config, const char *name)
{
    return cli_unknown("channel", name, config->channel_names, config->channel_count);
}

static int channel_test(const struct config *config, const char *name)
{
    uint32_t channel = config_channel(config, name);
    struct buf words = {0};
    int code;

    if (channel == CHANNEL_NONE) {
        return channel_unknown(config, name);
    }
    (void)signal(SIGPIPE, SIG_IGN);
    code = courier_test(config, channel, &words);
    (void)fputs(words.at != NULL ? words.at : "", code == 0 ? stdout : stderr);
    buf_end(&words);
    return code;
}

static int channel_plan(const struct asked *a)
{
    static const struct option_texts none; /* the configuration's */
    const struct rules_wanted wanted = {.paths = &none,
                                        .config = clinic_config_path(a->config),
                                        .approval = rules_demand(&none),
                                        .today = DATE_NONE};
    struct rules_given r;
    struct buf out = {0};
    int code = rules_given_open(&wanted, &r);

    if (code == CLI_OK) {
        uint32_t missing = plan_write(r.rules, r.config, &out);

        code = cli_print(&out);
        code = code == CLI_OK && missing > 0 ? CLI_LOOK : code;
    }
    buf_end(&out);
    rules_given_end(&r);
    return code;
}

static int channel_run(void *of)
{
    const struct asked *a = of;

    if (a->verb.number == VERB_PLAN) {
        return channel_plan(a);
    }
    struct config *config = clinic_config(a->config);
    int code = CLI_UNREADABLE;

    if (config != NULL) {
        (void)user_stand_in_owner(config->state); /* the addresses are theirs alone who deliver */
        code = channel_test(config, a->verb.object);
        user_root_again();
    }
    config_free(&config);
    return code;
}

static const struct option_row channel_options[] = {
    OPTION_VERB("test", verb, "NAME", "send a real test message to the channel of this name"),
    OPTION_VERB("plan", verb, NULL,
                "say of each rule's alert who would be told, when, and what happens if nobody "
                "answers; nothing is sent"),
    CLINIC_CONFIG_ROW,
};

static const struct cli_exit channel_exits[] = {
    {CLI_OK, "the message was delivered, or the plan is printed"},
    {CLI_LOOK, "it was not; the reason and what to do are printed; with plan: a rule alerts a "
               "channel that the configuration has not"},
    {CLI_UNREADABLE, "the configuration or the rules cannot be used"},
};

const struct cli_command channel_command = {
    .name = "channel",
    .run = channel_run,
    .summary = "test a chat channel; say who would be told of each rule's alert",
    .options = OPTION_SET(channel_options),
    CLI_EXITS_OF(channel_exits),
};
