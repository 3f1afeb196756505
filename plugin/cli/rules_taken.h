/* SPDX-License-Identifier: MIT
 *
 * Taking rules into use for the clinic, all or nothing: what `precare reload` and `precare rules
 * restore` do. Goes through the plugin itself, so that there is one way to do it; every process
 * that has the plugin open follows at its next call. Everything is printed here. Single-threaded.
 */
#ifndef PRECARE_CLI_RULES_TAKEN_H
#define PRECARE_CLI_RULES_TAKEN_H

#include <stdbool.h>

#include "abi/command_door.h"

/* What --yes does, in --help. */
#define RULES_YES                                                                                  \
    "go on although a procedure is left without an active rulebook, so that nobody is told of "    \
    "anything there; without it, you are asked at a terminal, and a script is refused"

struct rules_taking {
    const char *plugin; /* NULL: the one that belongs to this command */
    const char *config;
    const char *restore; /* a set of the history; NULL: the edited rules */
    bool yes; /* although a procedure loses its last active rulebook: else a terminal is asked */
};

/* The plugin, opened for the command: CLI_OK. CLI_UNREADABLE: it refused, `err` says why, and
 * nothing was told yet; any other code: it was told what is wrong. */
struct rules_door {
    const precare_api *precare;
    const struct command_door *door;
    precare_instance *instance;
    precare_error err;
};
int rules_door_open(const struct rules_taking *taking, struct rules_door *door_r);

/* CLI_OK: in use. CLI_LOOK: refused, for want of a yes. CLI_UNREADABLE: nothing has changed. */
int rules_take_into_use(const struct rules_taking *taking);

#endif
