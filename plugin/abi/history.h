/* SPDX-License-Identifier: MIT
 *
 * The sets of rules that were in use last, by name. For `precare rules` and the reload that goes
 * back to one. [control]
 */
#ifndef PRECARE_ABI_HISTORY_H
#define PRECARE_ABI_HISTORY_H

#include "abi/door.h"

/* The set whose name is or begins with `name`, of eight digits at least. PRECARE_OK, or told: there
 * is none, there are several, it is not whole. */
int32_t history_pack(struct door *door, const char *name, struct rule_pack *pack_r,
                     precare_error *err);

#endif
