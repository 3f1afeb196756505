/* SPDX-License-Identifier: MIT
 *
 * What changed since rules were approved, in the words of `precare diff`. Called by approve, check
 * and reload. Single-threaded.
 */
#ifndef PRECARE_CLI_SINCE_H
#define PRECARE_CLI_SINCE_H

#include "cli/rules_given.h"
#include "rulebook/approval/approval.h"

/* Of one rulebook or overlay: since approved_since(text), whose text lies in `folder`. `rules`: as
 * they are written, for review. */
void since_say(const struct approved_text *text, const struct rules *rules, const char *folder,
               struct buf *out);
/* Of each rulebook that is active and each overlay that is not as it was approved; where the rules
 * do not load for that reason alone, they are read once more to say it. */
void since_say_all(struct rules_given *set, struct buf *out);
/* Rules that lack only what `active` needs (X306) are loaded for review, with nothing asked of
 * approvals: set->rules. */
void rules_look_again(struct rules_given *set);

#endif
