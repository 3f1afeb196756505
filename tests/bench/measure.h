/* SPDX-License-Identifier: MIT
 *
 * Measuring: rounds in which every subject runs once, so that a machine that drifts drifts for all;
 * then min, median and max, and ratios of medians. A directory and a clinic of its own for the
 * benchmark. One thread but where said.
 */
#ifndef TESTS_BENCH_MEASURE_H
#define TESTS_BENCH_MEASURE_H

#include <stdint.h>
#include <sys/types.h>

#include "precare/precare.h"

#define MOST_ROUNDS 31

struct subject {
    const char *name;
    void (*run)(void *of); /* once over all of its events */
    void *of;
    uint32_t events;        /* in one run */
    double ns[MOST_ROUNDS]; /* an event, sorted after measuring */
    double min, median, max;
};

uint64_t now_ns(void);
void measure(struct subject *subjects, uint32_t count, uint32_t rounds);
/* A table with a column of ratios to the subject `against`. */
void measure_print(const char *title, const struct subject *subjects, uint32_t count,
                   uint32_t against);

const char *bench_directory(void); /* a fresh one, removed at the end */
const char *bench_subdirectory(const char *name);

/* A clinic whose rules are below `rules`, opened through the plugin with dlopen. Ends the program
 * when it cannot. */
precare_instance *bench_open(const char *name, const char *rules);
const char *bench_config(const char *name); /* its configuration's path */
const precare_api *bench_plugin(void);
void *bench_symbol(const char *name); /* of the plugin */

uint64_t kept_bytes(void); /* in use by malloc */
long bench_resident_kb(pid_t pid);

#endif
