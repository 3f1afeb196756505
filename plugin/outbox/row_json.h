/* SPDX-License-Identifier: MIT
 *
 * Times and references of the outbox's rows as JSON. For plugin/outbox/ alone.
 */
#ifndef PRECARE_OUTBOX_ROW_JSON_H
#define PRECARE_OUTBOX_ROW_JSON_H

#include <stdint.h>

#include "base/buf.h"

void row_time(struct buf *out, const char *key, int64_t ms); /* 0: null */
void row_ref(struct buf *out, int64_t ref);                  /* as "ref"; 0: null */

#endif
