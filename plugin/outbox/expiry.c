/* SPDX-License-Identifier: MIT
 *
 * The day of an appointment as an end (outbox/expiry.h). The second midnight UTC after the day
 * began is past its end in every zone, and tells one day from the next in each.
 */
#include "outbox/expiry.h"

#include "outbox/outbox_inside.h"
#include "base/calendar.h"
#include "base/zone.h"

#define DAYS_ON 2

int64_t expiry_of_day(int32_t day)
{
    return (day + DAYS_ON) * DAY_MS;
}

bool expiry_of_message(struct store *store, const struct zone *zone, const struct message *m,
                       int64_t *expires_r)
{
    struct visit_row visit = {.there = false};
    bool good = m->ref == 0 || visit_find_ref(store, m->ref, &visit);
    int32_t day = zone_date(zone, m->deadline / 1000);

    if (good && visit.there && visit.day != DATE_NONE) {
        day = visit.day;
    } else if (good && visit.there && visit.start > 0) {
        day = zone_date(zone, visit.start / 1000);
    }
    *expires_r = expiry_of_day(day);
    return good;
}

uint32_t expiry_by_when(int64_t expires, const struct zone *zone, int64_t now)
{
    int64_t day = expires / DAY_MS - DAYS_ON, today = zone_date(zone, now / 1000);

    return today < day ? BY_VISIT : today == day ? BY_DAY : BY_OVER;
}
