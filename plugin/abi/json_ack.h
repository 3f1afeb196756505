/* SPDX-License-Identifier: MIT
 *
 * The acknowledge method's document: the keys of an acknowledgement in packaging/manual/events.md,
 * and whose it is.
 */
#ifndef PRECARE_ABI_JSON_ACK_H
#define PRECARE_ABI_JSON_ACK_H

#include <jansson.h>
#include <stdbool.h>

#include "base/zone.h"
#include "precare/precare.h"

/* Borrows the texts from the object; `at` without an offset is local in `zone`. false: *path_r
 * names the key that is wrong. */
bool json_acknowledgement(const json_t *object, const struct zone *zone,
                          precare_acknowledgement *ack_r, const char **path_r);

#endif
