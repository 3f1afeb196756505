/* SPDX-License-Identifier: MIT
 *
 * What commands share that work on a running installation: its configuration, its outbox, its time
 * zone, and the options that name them. Single-threaded; faults are printed here, to stderr.
 */
#ifndef PRECARE_CLI_CLINIC_H
#define PRECARE_CLI_CLINIC_H

#include "cli/cli.h"
#include "config/config.h"
#include "outbox/outbox.h"

/* Rows for the fields `config` and `zone`, both const char *. */
#define CLINIC_CONFIG_ROW                                                                          \
    OPTION_TEXT("config", config, "FILE", "read this configuration",                               \
                .fallback = "$PRECARE_CONFIG, else " CLI_CONFIG)
#define CLINIC_ZONE_ROW                                                                            \
    OPTION_TEXT("zone", zone, "NAME", "use this time zone, such as Europe/Berlin",                 \
                .fallback = "the configuration's, else UTC")

/* The file that is meant: `given`, or where it is NULL $PRECARE_CONFIG, else CLI_CONFIG. */
const char *clinic_config_path(const char *given);
struct config *clinic_config(const char *given);           /* NULL: told */
struct outbox *clinic_outbox(const struct config *config); /* NULL: told */
/* An answer from the outbox below 0, in words; returns the exit code. */
int clinic_outbox_failed(const struct outbox *outbox, int status);
/* Looks at what an answer is made of (`parts` of outbox/check.h): CLI_OK, or told. For a command
 * that answers with what there is, and says that it is not all. */
int clinic_outbox_check(struct outbox *outbox, int parts);

/* The zone called `name`, else the configuration's (which may be NULL), else UTC. `opened_r` is to
 * be closed in any case. NULL: there is no such zone, and it was told as wrong usage. */
const struct zone *clinic_zone(const struct config *config, const char *name,
                               struct zone **opened_r);

#endif
