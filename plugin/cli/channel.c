/* SPDX-License-Identifier: MIT
 *
 * `precare channel test NAME`: a real test message, and the target's answer in plain words. Called
 * by main.c; single-threaded.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "courier/courier.h"
#include "cli/site.h"

static int channel_test(const struct config *config, const char *name)
{
    uint32_t channel = config_channel(config, name);
    struct buf words = {0};
    int code;

    if (channel == CHANNEL_NONE) {
        (void)fprintf(stderr, "precare channel: the configuration has no channel '%s'\n", name);
        return 1;
    }
    (void)signal(SIGPIPE, SIG_IGN);
    code = courier_test(config, channel, &words);
    (void)fputs(words.at != NULL ? words.at : "", code == 0 ? stdout : stderr);
    buf_end(&words);
    return code;
}

static int channel_run(int argc, char **argv)
{
    struct site_words_of p;
    struct config *config;
    int code = site_words(&channel_command, argc, argv, &p, NULL, NULL);

    if (code != CLI_OK) {
        return code;
    }
    if (p.word_count != 2 || strcmp(p.words[0], "test") != 0) {
        return cli_usage(&channel_command, "test NAME");
    }
    if ((config = site_config(&p)) == NULL) {
        return SITE_BROKEN;
    }
    code = channel_test(config, p.words[1]);
    config_free(&config);
    return code;
}

const struct cli_command channel_command = {
    .name = "channel",
    .run = channel_run,
    .summary = "sends a real test message to a channel and says what it answered",
    .help =
        "Usage: precare channel test NAME [--config FILE]\n\n"
        "  --config FILE    default: $PRECARE_CONFIG, else /etc/precare/precare.yaml\n\n"
        "Exit: 0 delivered, 1 not delivered (it says why, and what to do), 2 the configuration\n"
        "cannot be used.\n",
};
