/* SPDX-License-Identifier: MIT
 *
 * Until when a message is worth sending beyond a relay, and how its visit is called on the day
 * itself. What leaves the house says the day of an appointment alone, never its hour: midnight UTC
 * after that day, wherever on the earth the clinic is. Pure, any thread, but for the one that asks
 * a store.
 */
#ifndef PRECARE_OUTBOX_EXPIRY_H
#define PRECARE_OUTBOX_EXPIRY_H

#include "outbox/message.h"
#include "outbox/store.h"

int64_t expiry_of_day(int32_t day); /* milliseconds since 1970 */
/* Of a message's appointment; of no visit, of its deadline's day. Between store_enter and
 * store_leave; false: the store's error is set. */
bool expiry_of_message(struct store *store, const struct zone *zone, const struct message *m,
                       int64_t *expires_r);
/* What stands for BY_VISIT at this time: itself, BY_DAY, or BY_OVER. */
uint32_t expiry_by_when(int64_t expires, const struct zone *zone, int64_t now);

#endif
