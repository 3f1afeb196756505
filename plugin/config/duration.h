/* SPDX-License-Identifier: MIT
 *
 * Lengths of time and rates as the configuration writes them. Pure, any thread. (duration_read:
 * config.h.)
 */
#ifndef PRECARE_CONFIG_DURATION_H
#define PRECARE_CONFIG_DURATION_H

#include <stddef.h>
#include <stdint.h>

/* The digits at *s, which moves behind them; -1: none, or more than `most`. */
int64_t number_read(const char **s, const char *end, int64_t most);
/* "1 a second", "10 a minute", "60 an hour"; "none" gives a count of 0. 0, or -1. */
int rate_read(const char *s, size_t len, uint32_t *count_r, int64_t *ms_r);
int32_t minute_read(const char *s, size_t len); /* "07:30": minutes of the day, or -1 */
int32_t daily_read(const char *s, size_t len);  /* "daily 07:30": the same */
int hours_read(const char *s, size_t len, int32_t *from_r, int32_t *until_r); /* "20:00 to 07:00" */

#endif
