/* SPDX-License-Identifier: MIT
 *
 * The 24 rules written by hand in C, as somebody would who has no rule engine: codes as strings,
 * one hashed set that says which lists a code is in, two-valued. What any engine is to be compared
 * with.
 */
#ifndef TESTS_BENCH_BASELINE_H
#define TESTS_BENCH_BASELINE_H

#include <stdint.h>

#include "precare/precare.h"

void baseline_begin(void);                       /* fills the sets */
uint32_t baseline_judge(const precare_event *e); /* bits of the rules that fire */

#endif
