/* SPDX-License-Identifier: MIT
 *
 * Which rules an opened plugin uses, and which it is given by an edit. Called by open, reload and
 * follow.
 */
#ifndef PRECARE_ABI_RULES_IN_USE_H
#define PRECARE_ABI_RULES_IN_USE_H

#include "abi/door.h"

/* The rules as they are edited (`rules:` of the configuration): read and put together. -1 with
 * faults. */
int edited_pack(const struct config *config, struct rule_pack *pack_r, struct faults *faults);

/* Says in the log what of `faults`, from this one on, is of one code: W507, rules that are another
 * user's; W411 of what was compiled, changes that are left out. */
void warnings_log(struct door *door, const struct faults *faults, enum fault_code code,
                  uint32_t from);

/* For open: the installation's current set, or where that cannot be read the newest set before it
 * that is whole; the edited rules only where no set was ever in use, which a record keeps (`by`:
 * who took them; NULL: the host). NULL with err. *last_good_r: these are not the rules that should
 * be in use, or the edited ones cannot be read. */
struct ruleset *rules_for_open(struct door *door, const char *by, bool *last_good_r,
                               precare_error *err);

/* The clinic-local day, for rules whose meaning depends on it. */
int32_t clinic_today(const struct config *config);

#endif
