/* SPDX-License-Identifier: MIT
 *
 * For reference.c: the parts of the reference that are about the door, from the tables of
 * plugin/abi and plugin/base. When memory ends, `out->failed` tells.
 */
#ifndef PRECARE_CLI_REFERENCE_DOOR_H
#define PRECARE_CLI_REFERENCE_DOOR_H

#include "base/buf.h"

void reference_door(struct buf *out);     /* the methods of the JSON door */
void reference_statuses(struct buf *out); /* what a call may return */
void reference_codes(struct buf *out);    /* the error codes */

#endif
