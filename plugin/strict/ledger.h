/* SPDX-License-Identifier: MIT
 *
 * For plugin/strict/ alone: what was done for which visit, as the journal has it, of all processes
 * of the site. Filled from its lines alone, the own ones too. By the lock of instances.c.
 */
#ifndef PRECARE_STRICT_LEDGER_H
#define PRECARE_STRICT_LEDGER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

#define MARK_ROOM 17u /* sixteen hexadecimal digits; "": none */

struct deed {              /* one event of a visit */
    char visit[MARK_ROOM]; /* the appointment's id and occurrence */
    char same[MARK_ROOM];  /* patient, start, procedure: where the id did not exist yet */
    char event[MARK_ROOM]; /* its event_id */
    char facts[MARK_ROOM]; /* what was judged */
    char ref[24], day[11]; /* the day of the appointment */
    uint32_t moment, action, phase, disposition, overall;
};

/* The lines of the journal that came since; a line that is no deed is passed over. */
void ledger_take(const struct buf *lines);
void ledger_forget(void); /* the journal began anew */

/* The newest deed that fits, before number `*at_r` (which becomes its own), or NULL: for (uint32_t
 * at = LEDGER_NEWEST; (deed = ledger_next(&at)) != NULL;) */
#define LEDGER_NEWEST UINT32_MAX
const struct deed *ledger_next(uint32_t *at_r);

#endif
