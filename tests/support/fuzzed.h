/* SPDX-License-Identifier: MIT
 *
 * For fuzzers: what must hold, whatever the bytes are. What does not hold aborts, which the fuzzer
 * reports with its input. Any thread.
 */
#ifndef TESTS_SUPPORT_FUZZED_H
#define TESTS_SUPPORT_FUZZED_H

#include <stdbool.h>

#include "base/fault.h"

void fuzz_demand(bool holds);
/* What was refused has its faults, and is told as an OperationOutcome with an issue. */
void fuzz_refused(const struct faults *faults);

#endif
