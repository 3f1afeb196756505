/* SPDX-License-Identifier: MIT
 *
 * Taking rules into use for the clinic, all or nothing: what `precare reload` does. Goes through
 * the plugin itself, so that there is one way to do it; every process that has the plugin open
 * follows at its next call. Everything is printed here. Single-threaded.
 */
#ifndef PRECARE_CLI_RULES_TAKEN_H
#define PRECARE_CLI_RULES_TAKEN_H

#include <stdbool.h>

struct rules_taking {
    const char *plugin; /* NULL: the one that belongs to this command */
    const char *config;
    bool yes; /* although a procedure loses its last active rulebook: else a terminal is asked */
};

/* CLI_OK: in use. CLI_LOOK: refused, for want of a yes. CLI_UNREADABLE: nothing has changed. */
int rules_take_into_use(const struct rules_taking *taking);

#endif
