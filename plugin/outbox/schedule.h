/* SPDX-License-Identifier: MIT
 *
 * When a message is due: backoff between tries, quiet hours and the hour of the digest, in the
 * clinic's zone. Pure, any thread.
 */
#ifndef PRECARE_OUTBOX_SCHEDULE_H
#define PRECARE_OUTBOX_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

#include "config/config.h"

#define ESCALATION_STEPS 2 /* at most, of an alert that nobody acknowledges */

/* Milliseconds until the next try after `tries` failed ones (from 1), with a jitter of 20 % from
 * `random`. */
int64_t schedule_backoff(uint32_t schedule, uint32_t tries, uint32_t random);
/* `at`, or the end of the quiet hours it falls into. */
int64_t schedule_after_quiet(const struct channel *channel, const struct zone *zone, int64_t at);
/* The next digest after `at`; 0: the channel has none. */
int64_t schedule_digest(const struct channel *channel, const struct zone *zone, int64_t at);

#endif
