/* SPDX-License-Identifier: MIT
 *
 * Sets of rules: what was checked and taken into use, as one text (a pack) and compiled. A set is
 * known by the SHA-256 of its pack. Compiled sets stay in the process when their instance closes (a
 * host behind php-fpm opens the plugin at each request). Any thread.
 */
#ifndef PRECARE_ABI_RULESET_H
#define PRECARE_ABI_RULESET_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/fault.h"
#include "config/config.h"
#include "rulebook/pack.h"

struct ruleset {
    _Atomic uint32_t users;
    char hash[SET_HASH];
    uint64_t asked; /* what the configuration asked of it: ruleset_asked */
    struct rules *rules;
    struct ruleset *next; /* in the cache */
};

/* What a configuration asks of rules, mixed: whether approvals, whose signatures, which channels.
 */
uint64_t ruleset_asked(const struct config *config);
/* The compiled set with one more user, or NULL when this process has it not. */
struct ruleset *ruleset_find(const char *hash, const struct config *config);
/* Found, or else checked and compiled, and kept for the next open. NULL with faults. One user, the
 * caller. */
struct ruleset *ruleset_of(const struct rule_pack *pack, const struct config *config, int32_t today,
                           struct faults *faults);
/* Runs the tests of the active rulebooks. false, with a fault: one fails. */
bool ruleset_tests_pass(const struct rule_pack *pack, const struct config *config,
                        struct faults *faults);
/* What acts of the pack, or, with `as_written`, all of it, whoever approved what, for review: with
 * its tests, and lists as they are written. NULL with faults; rules_free. */
struct rules *ruleset_review(const struct rule_pack *pack, const struct config *config,
                             bool as_written, struct faults *faults);
struct ruleset *ruleset_hold(struct ruleset *set); /* one more user; NULL: nothing to hold */
void ruleset_drop(struct ruleset **set);
void rulesets_forked(void); /* in a child: the lock may be held by a thread that is not there */
void rulesets_forget(void); /* drops the cache (tests) */

#endif
