/* SPDX-License-Identifier: MIT
 *
 * Whether an approval is signed, and by a key that may (signature.c), with the readers of SSH's
 * signatures (sshsig.c) and of its list of signers (signers.c). For the files of this room
 * and `precare approve`.
 */
#ifndef PRECARE_RULEBOOK_APPROVAL_SIGNATURE_H
#define PRECARE_RULEBOOK_APPROVAL_SIGNATURE_H

#include "rulebook/approval/approval.h"

#define SIGNATURE_NAMESPACE "precare-rules"
#define CLOCKS_DIFFER_S 300 /* the clocks of two machines may differ so much */

/* Of the approval in files->approvals[number]; false: A505 is told. */
bool signature_good(const struct approval_options *options, const struct rule_files *files,
                    uint32_t number, const struct approval *approval, struct faults *faults);

#endif
