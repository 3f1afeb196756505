/* SPDX-License-Identifier: MIT
 *
 * The file of one sitting, approvals/ID.N.approval: read by the house's reader, written in one form
 * alone, with a seal as its last line, so that no byte of it can change unseen. For the files of
 * this room and `precare approve`.
 */
#ifndef PRECARE_RULEBOOK_APPROVAL_APPROVAL_FILE_H
#define PRECARE_RULEBOOK_APPROVAL_APPROVAL_FILE_H

#include "base/fault.h"
#include "rulebook/approval/approval.h"

#define APPROVAL_BYTES (8u * 1024u * 1024u) /* 20,000 rules and their lists */

/* Reads one; false: A505 is told. `file` is its name, as the user gave it; what is read lives in
 * `arena`, which must outlive it, the bytes need not. */
bool approval_read(const struct rule_file *file, struct arena *arena, struct faults *faults,
                   struct approval *approval_r);
/* The file's text. `by` and the names hold nothing that would need a quotation (approval_by_good).
 */
void approval_write(const struct approval *approval, struct buf *out);
bool approval_by_good(const char *by);
/* "microneedling.3.approval" behind the last slash: its parts; false: not so. */
bool approval_name_read(const char *path, struct span *id_r, uint32_t *number_r);

#endif
