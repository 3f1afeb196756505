/* SPDX-License-Identifier: MIT
 *
 * `precare channel test NAME`: a real test message, and the target's answer in plain words. Called
 * by main.c; single-threaded.
 */
#include <signal.h>
#include <stdio.h>

#include "base/seam.h"
#include "cli/clinic.h"
#include "courier/courier.h"

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

static int channel_run(void *of)
{
    const struct asked *a = of;
    struct config *config = clinic_config(a->config);
    int code = config != NULL ? channel_test(config, a->verb.object) : CLI_UNREADABLE;

    config_free(&config);
    return code;
}

static const struct option_row channel_options[] = {
    OPTION_VERB("test", verb, "NAME", "send a real test message to the channel of this name"),
    CLINIC_CONFIG_ROW,
};

static const struct cli_exit channel_exits[] = {
    {CLI_OK, "the message was delivered"},
    {CLI_LOOK, "it was not; the reason and what to do are printed"},
    {CLI_UNREADABLE, "the configuration cannot be used"},
};

const struct cli_command channel_command = {
    .name = "channel",
    .run = channel_run,
    .summary = "send a test message to a chat channel and report the answer",
    .options = OPTION_SET(channel_options),
    CLI_EXITS_OF(channel_exits),
};
