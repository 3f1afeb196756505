/* SPDX-License-Identifier: MIT
 *
 * What the command `precare` asks of the plugin beside the public header: an extension that no host
 * needs, of the same build. It may do what a reload by a host may not: take a procedure's last
 * active rulebook away, go back to a set of the history, and open where there are no rules to open
 * with. [control], all of it.
 */
#ifndef PRECARE_ABI_COMMAND_DOOR_H
#define PRECARE_ABI_COMMAND_DOOR_H

#include "precare/precare.h"

#define COMMAND_DOOR "precare.command/2"

struct reload_asked {
    const char *restore; /* a set of the history, by its name; NULL: the edited rules */
    const char *by;      /* who asked, for operations and the records; NULL: not known */
    uint32_t yes;        /* although a procedure loses its last active rulebook */
    uint32_t reserved;
};

struct command_door {
    /* As the table's, but where no rules can be used it opens without any, and the status is above
     * 0: for a reload, which is what mends it. `by`: who takes the first rules into use, where no
     * set was in use yet. */
    int32_t (*open)(const precare_params *params, const char *by, precare_instance **instance_r,
                    precare_error *err);
    /* As the table's. PRECARE_E_SCREENING without `yes`. */
    int32_t (*reload)(precare_instance *instance, const struct reload_asked *asked,
                      uint64_t *generation_r, precare_error *err);
    /* The sets that were in use last, newest first, as JSON: {"sets": [{"hash", "at" (seconds since
     * 1970), "current", "whole", "rulebooks": [{"say": a line, "hash": as in results}]}]}. buf, cap
     * and need_r as in lookup.
     */
    int32_t (*history)(precare_instance *instance, char *buf, uint64_t cap, uint64_t *need_r);
    /* The rule files of one of them as they were, one after the other; not its approvals. */
    int32_t (*show)(precare_instance *instance, const char *set, char *buf, uint64_t cap,
                    uint64_t *need_r, precare_error *err);
};

#endif
