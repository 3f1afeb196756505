/* SPDX-License-Identifier: MIT
 *
 * A visit as a precare-event/1 document, by the rows of visit/event_keys.h: what the tests beside
 * the rules know of a visit, said as a host would send it (cli/drill.c). What a visit does not keep
 * (`carried` keys, the host's own word for a sex that is none) is not there. Pure, any thread; when
 * memory ends, `out->failed` tells.
 */
#ifndef PRECARE_VISIT_EVENT_OUT_H
#define PRECARE_VISIT_EVENT_OUT_H

#include "base/buf.h"
#include "visit/visit.h"

void event_write(const struct visit *visit, struct buf *out);

#endif
