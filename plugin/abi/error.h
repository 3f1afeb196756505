/* SPDX-License-Identifier: MIT
 *
 * The caller's precare_error: filled once, at the boundary, from where the fault was seen. Only as
 * much of it is written as the caller's struct_size says. Any thread.
 */
#ifndef PRECARE_ABI_ERROR_H
#define PRECARE_ABI_ERROR_H

#include "base/buf.h"
#include "base/fault.h"
#include "precare/precare.h"

/* All of them return `code`. err may be NULL. */
int32_t error_tell(precare_error *err, int32_t code, const char *where, const char *message);
/* the first error of them */
int32_t error_fault(precare_error *err, int32_t code, const struct faults *faults);
int32_t error_clear(precare_error *err); /* PRECARE_OK */
/* Whether err may be used at all: NULL or of the size of 1.0. */
bool error_usable(const precare_error *err);

/* Hands a text with its NUL to the caller's buffer: PRECARE_E_ROOM where it does not fit. */
int32_t text_hand_over(const struct buf *text, char *buf, uint64_t cap, uint64_t *need_r);

#endif
