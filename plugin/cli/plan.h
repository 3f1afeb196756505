/* SPDX-License-Identifier: MIT
 *
 * `precare channel plan`: of each rule's alert, who would be told, when, and what happens if nobody
 * answers; from the rules and the configuration alone, nothing is sent. For channel.c.
 */
#ifndef PRECARE_CLI_PLAN_H
#define PRECARE_CLI_PLAN_H

#include "cli/rules_given.h"

/* How many rules would alert a channel that the configuration has not. */
uint32_t plan_write(const struct rules *rules, const struct config *config, struct buf *out);

#endif
