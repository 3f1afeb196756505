/* SPDX-License-Identifier: MIT
 *
 * The statistics of the outbox in the text format of Prometheus (metrics.c).
 */
#ifndef PRECARE_CLI_METRICS_H
#define PRECARE_CLI_METRICS_H

#include <stdbool.h>

#include "base/buf.h"

/* From the JSON of outbox_stats; false: no memory, or no JSON. */
bool metrics_write(const char *json, struct buf *out);
/* The text in a file, whole: who collects never reads half of it. CLI_OK, or told. */
int metrics_put(const struct buf *text, const char *path);

#endif
