/* SPDX-License-Identifier: MIT
 *
 * The file of those who may approve rules (`approvals: {signers: FILE}`), as text: who reads it is
 * the rulebook. Read by the door and the commands each time rules are held against approvals.
 */
#ifndef PRECARE_CONFIG_SIGNERS_FILE_H
#define PRECARE_CONFIG_SIGNERS_FILE_H

#include "base/buf.h"
#include "config/config.h"

/* The text into `text_r`, which the caller ends in any case: never NULL in it, even where the file
 * is empty. false: A505, A507 is told. */
bool signers_file_read(const struct config *config, struct faults *faults, struct buf *text_r);

#endif
