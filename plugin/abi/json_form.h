/* SPDX-License-Identifier: MIT
 *
 * The JSON door's `form` ({"event"} becomes precare-form/1) and `answers` ({"event", "form",
 * "answers"} becomes {"event", "missing"}), by the rules in force and the configuration's act-on.
 * They record nothing and tell nobody. Called by json_door.c, on any thread.
 */
#ifndef PRECARE_ABI_JSON_FORM_H
#define PRECARE_ABI_JSON_FORM_H

#include <jansson.h>

#include "abi/door.h"

/* PRECARE_NOTED where there is no form (`form` null), and `because` says why. */
int32_t json_form(struct door *door, const json_t *asked, struct buf *out, precare_error *err);
/* PRECARE_NOTED where an answer was left out, as `missing` says. A fault has its path in the
 * answers, in the form or in the event, and nothing was taken. */
int32_t json_answers(struct door *door, const json_t *asked, struct buf *out, precare_error *err);

#endif
