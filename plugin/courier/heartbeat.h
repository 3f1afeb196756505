/* SPDX-License-Identifier: MIT
 *
 * The heartbeat: once a day, at the clinic's time, one line to operations that it works, and what
 * it did since yesterday. Its absence is what the other side watches for: a courier that is dead
 * sends none. For plugin/courier/ alone.
 */
#ifndef PRECARE_COURIER_HEARTBEAT_H
#define PRECARE_COURIER_HEARTBEAT_H

#include "courier/courier_inside.h"

/* Once a minute: what is due, and was not sent on this day of the clinic's. */
void heartbeat_beat(struct courier *c);
/* It was posted: the head of the records in it counts as given away. Inside the store. */
bool heartbeat_sent(struct courier *c, const struct message *m, int64_t now);

#endif
