/* SPDX-License-Identifier: MIT
 *
 * A drill: a test of the rules that goes the way of a real visit, hook to chat (cli/drill.c). The
 * id of its appointment says what it is, so that every process on the way knows: no host has ids
 * that begin so. It is marked in each message, counts in no report, heartbeat or digest, and its
 * deadline counts from now, whatever day the test was written for. Pure, any thread.
 */
#ifndef PRECARE_OUTBOX_DRILL_H
#define PRECARE_OUTBOX_DRILL_H

#include <string.h>

#include "visit/visit.h"

#define DRILL_ID "drill-"
#define DRILL_AHEAD_MS (INT64_C(24) * 3600 * 1000) /* so long before its visit it plays */

static inline bool visit_is_drill(const struct visit *visit)
{
    size_t len = sizeof DRILL_ID - 1;

    return visit->appointment.len > len && memcmp(visit->appointment.at, DRILL_ID, len) == 0;
}

#endif
