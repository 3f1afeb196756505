/* SPDX-License-Identifier: MIT
 *
 * A result as a front desk would see it, in plain text: the overall word, what to do, what to ask.
 * Made from the public record alone, so that the reference host can use it. Called by evaluate and
 * host.
 */
#ifndef PRECARE_CLI_FRONT_DESK_H
#define PRECARE_CLI_FRONT_DESK_H

#include <stdio.h>

#include "precare/precare.h"

void front_desk_show(const precare_result *result, FILE *out);
const char *overall_word(uint32_t overall); /* "clear", "tasks", "not-evaluated" */

#endif
