/* SPDX-License-Identifier: MIT
 *
 * What `precare courier` and the program that it hands over to where there is a relay share: the
 * same options, the same words, the same way to stop. Called by courier.c and relay_program.c.
 */
#ifndef PRECARE_CLI_COURIER_PARTS_H
#define PRECARE_CLI_COURIER_PARTS_H

#include "cli/clinic.h"
#include "courier/courier.h"

struct asked {
    const char *config;
    bool once, relay;
};
/* Of the command and of the program that it becomes: what each says of itself. */
#define COURIER_SUMMARY "deliver alerts from a separate process (`deliver: external`)"
#define COURIER_ABOUT                                                                              \
    "Deliver the alerts that wait in this machine's outbox until it is stopped (SIGTERM "          \
    "or SIGINT). One process delivers; others that are started wait, and one of them "             \
    "takes over when it ends.\nIf the configuration names a relay, messages go to the "            \
    "relay instead of the chat. `precare courier --relay` takes them from there and "              \
    "posts them; run as many of these as you like. Both need the program precare-relay."
#define COURIER_ROWS                                                                               \
    OPTION_SWITCH("relay", relay, "take messages from the relay and post them"),                   \
        OPTION_SWITCH("once", once, "stop as soon as nothing is due"), CLINIC_CONFIG_ROW
#define COURIER_EXITS                                                                              \
    {                                                                                              \
        {CLI_OK, "stopped as asked"},                                                              \
            {CLI_LOOK, "the outbox is damaged, and what could be read was delivered; with "        \
                       "--once: a channel is paused or cannot be used, and its messages "          \
                       "wait for a person"},                                                       \
            {CLI_UNREADABLE, "the configuration or the outbox cannot be used"},                    \
            {CLI_BUSY, "with --once: another process delivers already"},                           \
    }

/* How the messages of an outbox go on; as courier_run. */
typedef int (*courier_way)(struct outbox *outbox, const atomic_int *stop, bool once,
                           courier_log log, void *context, const char **error_r);

/* Delivers in this way until SIGTERM or SIGINT; returns the exit code. */
int courier_by(courier_way way, const struct asked *asked, const struct config *config);

#endif
