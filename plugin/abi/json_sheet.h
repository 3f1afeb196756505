/* SPDX-License-Identifier: MIT
 *
 * The JSON door's `sheet`: {"event": a precare-event/1 document, "format": "text", "html" or "ics"}
 * becomes {"format", "text", "why"}. It records nothing and tells nobody.
 */
#ifndef PRECARE_ABI_JSON_SHEET_H
#define PRECARE_ABI_JSON_SHEET_H

#include <jansson.h>

#include "abi/door.h"

/* `text` null: there is none, and `why` says why; PRECARE_NOTED where there is a `why`. */
int32_t json_sheet(struct door *door, const json_t *asked, struct buf *out, precare_error *err);

#endif
