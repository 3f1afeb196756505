/* SPDX-License-Identifier: MIT
 *
 * The rules a command works on: those it was given, else those of the configuration. Called by the
 * commands that read rules. Complaints go to stderr as text. Single-threaded.
 */
#ifndef PRECARE_CLI_RULESET_H
#define PRECARE_CLI_RULESET_H

#include "base/fault.h"
#include "config/config.h"
#include "rulebook/load.h"

#define RULESET_BROKEN 2 /* exit: the rules do not load */

struct ruleset_wanted {
    const char *const *paths; /* none: the configuration's */
    uint32_t path_count;
    /* NULL: $PRECARE_CONFIG, else /etc/precare/precare.yaml; read only without paths */
    const char *config;
    bool keep_nodes;
    int32_t today; /* DATE_NONE: what depends on the day is not checked */
};

struct ruleset {
    struct config *config; /* NULL: not needed */
    struct rule_files files;
    struct rules *rules;
    struct faults faults;
};

/* 0, or RULESET_BROKEN with the faults printed. Warnings alone are for `check` to tell. End it in
 * any case. */
int ruleset_open(const struct ruleset_wanted *wanted, struct ruleset *r);
void ruleset_end(struct ruleset *r);
/* The faults so far, to stderr. */
void ruleset_complain(const struct faults *faults);
int32_t ruleset_today(void); /* of this machine, in UTC */

#endif
