/* SPDX-License-Identifier: MIT
 *
 * The JSON door's `discovery`, `cds-hooks` and `cds-feedback`: CDS Hooks 2.0 as a function, for
 * whoever puts it on HTTP. A hook's request is judged as an event is, by the rules in force; a
 * preview records no evaluation. Which cards were shown is kept, to check feedback by. Called by
 * json_door.c, on any thread.
 */
#ifndef PRECARE_ABI_JSON_CDS_H
#define PRECARE_ABI_JSON_CDS_H

#include "abi/door.h"

int32_t json_discovery(struct door *door, struct buf *out, precare_error *err);
/* {"cards": [...]}; of a request that cannot be read an OperationOutcome, and PRECARE_E_DOCUMENT.
 */
int32_t json_cds_hooks(struct door *door, const char *in, size_t len, struct buf *out,
                       precare_error *err);

/* {"recorded": n, ...}, once all of it is committed; of a body that cannot be read an
 * OperationOutcome, and PRECARE_E_DOCUMENT; PRECARE_E_DISK: send it again. */
int32_t json_cds_feedback(struct door *door, const char *in, size_t len, struct buf *out,
                          precare_error *err);

#endif
