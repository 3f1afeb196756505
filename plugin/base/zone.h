/* SPDX-License-Identifier: MIT
 *
 * IANA time zones, read from the system's TZif files (version 2 and later, with the footer's rule
 * for the years after the table): never TZ, setenv or localtime, so that the host's own idea of
 * time stays untouched. A zone is immutable once open; any thread may read it.
 */
#ifndef PRECARE_BASE_ZONE_H
#define PRECARE_BASE_ZONE_H

#include <stdbool.h>
#include <stdint.h>

struct zone;

/* Opens by name ("America/New_York"); names hold only [A-Za-z0-9_+/-], do not begin with / and are
 * at most 64 long. NULL with a plain-English reason in *error_r (static text). */
struct zone *zone_open(const char *name, const char **error_r);
void zone_close(struct zone **zone);
const char *zone_name(const struct zone *zone);
const struct zone *zone_utc(void); /* static, never closed */

int32_t zone_offset(const struct zone *zone, int64_t utc); /* seconds east of UTC at that instant */
int32_t zone_date(const struct zone *zone, int64_t utc);   /* the local date at that instant */
/* The instant of a local wall-clock time (seconds since local 1970-01-01T00:00:00); in a gap or an
 * overlap at a change of the clocks, with the offset before the change. */
int64_t zone_instant(const struct zone *zone, int64_t local_seconds);

#endif
