/* SPDX-License-Identifier: MIT
 *
 * Whether rules that are edited are those that judge visits. Called by `check` and `doctor`;
 * single-threaded.
 */
#ifndef PRECARE_CLI_RULES_CURRENT_H
#define PRECARE_CLI_RULES_CURRENT_H

#include "cli/rules_given.h"
#include "rulebook/pack.h"

enum rules_current {
    RULES_CURRENT,
    RULES_EDITED, /* others are in use */
    RULES_NONE,   /* none is in use: the first host that opens takes these */
    RULES_HIDDEN, /* this user may not look into the state directory */
    RULES_UNKNOWN,
};

/* Of rules that were read from their configuration; hash_r: the set in use, where one is seen. */
enum rules_current rules_current(const struct rules_given *given, char hash_r[SET_HASH]);

#endif
