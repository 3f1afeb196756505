/* SPDX-License-Identifier: MIT
 *
 * When a message is due (outbox/schedule.h). Wall-clock hours are the clinic's; at a change of the
 * clocks the hour that does not exist is read with the offset before it.
 */
#include "outbox/schedule.h"

#include <string.h>

#include "base/calendar.h"

#define DAY_SECONDS 86400

static const int32_t clinic_seconds[] = {1, 2, 5, 10, 30, 60};
/* Standard Webhooks: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h: about 75 hours in all.
 */
static const int32_t standard_seconds[] = {5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400};

int64_t schedule_backoff(uint32_t schedule, uint32_t tries, uint32_t random)
{
    bool standard = schedule == SCHEDULE_STANDARD_WEBHOOKS;
    const int32_t *steps = standard ? standard_seconds : clinic_seconds;
    uint32_t count = standard ? sizeof standard_seconds / sizeof steps[0]
                              : sizeof clinic_seconds / sizeof steps[0];
    uint32_t step = tries == 0 ? 0 : tries - 1 < count ? tries - 1 : count - 1;
    int64_t ms = (int64_t)steps[step] * 1000;

    return ms * 4 / 5 + ms * 2 / 5 * (int64_t)(random % 1001) / 1000;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* The instant, in ms, of a minute of the local day that `days` after the local day of `at_s`. */
static int64_t local_minute(const struct zone *zone, int64_t at_s, int32_t days, int32_t minute)
{
    int64_t local = at_s + zone_offset(zone, at_s);
    int64_t day = floor_div(local, DAY_SECONDS) + days;

    return zone_instant(zone, day * DAY_SECONDS + (int64_t)minute * 60) * 1000;
}

int64_t schedule_after_quiet(const struct channel *channel, const struct zone *zone, int64_t at)
{
    int64_t s = floor_div(at, 1000);

    if (channel->quiet_from < 0) {
        return at;
    }
    /* Yesterday's, today's: the one that holds `at`, if any. */
    for (int32_t day = -1; day <= 0; day++) {
        int32_t next = channel->quiet_until <= channel->quiet_from ? 1 : 0;
        int64_t from = local_minute(zone, s, day, channel->quiet_from);
        int64_t until = local_minute(zone, s, day + next, channel->quiet_until);

        if (at >= from && at < until) {
            return until;
        }
    }
    return at;
}

int64_t schedule_digest(const struct channel *channel, const struct zone *zone, int64_t at)
{
    int64_t s = floor_div(at, 1000);

    if (channel->digest_minute < 0) {
        return 0;
    }
    for (int32_t day = 0; day <= 2; day++) {
        int64_t due = local_minute(zone, s, day, channel->digest_minute);

        if (due > at) {
            return due;
        }
    }
    return at + DAY_SECONDS * 1000;
}
