/* SPDX-License-Identifier: MIT
 *
 * A result as a front desk would see it, in plain text: the overall word, what to do, what to ask.
 * Made from precare-result/1 alone, so that the reference host can use it. Called by evaluate and
 * host.
 */
#ifndef PRECARE_CLI_FRONT_DESK_H
#define PRECARE_CLI_FRONT_DESK_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* A line for each group of questions; `details`: their texts too, and who may go on. false: no
 * memory. */
bool front_desk_show(const char *result, size_t len, bool details, FILE *out);
const char *overall_word(uint32_t overall); /* "clear", "tasks", "not-evaluated" */

#endif
