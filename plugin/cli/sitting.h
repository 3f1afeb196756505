/* SPDX-License-Identifier: MIT
 *
 * What `precare approve` leaves on disk: the copy of the text that was read, the approval, its
 * signature. For approve.c. Single-threaded; complaints go to stderr.
 */
#ifndef PRECARE_CLI_SITTING_H
#define PRECARE_CLI_SITTING_H

#include "rulebook/approval/approval_file.h"

struct sitting {
    const char *folder; /* `approvals`, which may not be there yet */
    const struct rule_files *files;
    struct approval approval;              /* all but number and text */
    const char *key;                       /* NULL: it is not signed */
    const struct approval_options *judged; /* what a signature is held against at once */
};

/* Whole or not at all; an exit code. The name of the approval in `name_r`. */
int sitting_keep(struct sitting *s, struct buf *name_r);
/* The text of a former approval, compiled; NULL: its copy is not at hand or no longer loads. */
struct rules *sitting_text(const char *folder, const struct approval *approval);

#endif
