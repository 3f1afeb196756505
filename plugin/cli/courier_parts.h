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
#define COURIER_ROWS                                                                               \
    OPTION_SWITCH("relay", relay, "take messages from the relay and post them"),                   \
        OPTION_SWITCH("once", once, "stop as soon as nothing is due"), CLINIC_CONFIG_ROW

/* How the messages of an outbox go on; as courier_run. */
typedef int (*courier_way)(struct outbox *outbox, const atomic_int *stop, bool once,
                           courier_log log, void *context, const char **error_r);

/* Delivers in this way until SIGTERM or SIGINT; returns the exit code. */
int courier_by(courier_way way, const struct asked *asked, const struct config *config);

#endif
