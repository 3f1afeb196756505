/* SPDX-License-Identifier: MIT
 *
 * A hook's request of CDS Hooks, for `precare evaluate`: its cards, or an OperationOutcome.
 */
#ifndef PRECARE_CLI_EVALUATE_CDS_H
#define PRECARE_CLI_EVALUATE_CDS_H

#include "cds/cds.h"
#include "engine/engine.h"

/* A request has no present of its own: an instant as it was said, NULL: the clock. false: it is
 * none. */
bool evaluate_now(const char *said, const struct zone *zone, struct when *now_r);
/* false: no memory; *read_r: whether it could be read. */
bool evaluate_request(const struct cds_setting *setting, const struct engine_options *options,
                      struct span request, struct buf *out, bool *read_r);

#endif
