/* SPDX-License-Identifier: MIT
 *
 * A set of rules as one text (a pack), known by its SHA-256: what is kept of the rules in use, and
 * what an approval was of.
 */
#ifndef PRECARE_RULEBOOK_PACK_H
#define PRECARE_RULEBOOK_PACK_H

#include "rulebook/load.h"

#define SET_HASH 65 /* hexadecimal digits and a NUL */

struct rule_pack {
    char *bytes; /* owned */
    size_t len;
    char hash[SET_HASH];
};

/* All files in one text, the approvals beside them too. -1: no memory. */
int pack_make(const struct rule_files *files, struct rule_pack *pack_r);
/* A text that was stored: takes `bytes`. -1: it is not a pack (then nothing is taken). */
int pack_of(char *bytes, size_t len, struct rule_pack *pack_r);
/* The files of a pack, which must outlive them; end them. -1: no memory, or it is no pack. */
int pack_files(const struct rule_pack *pack, struct rule_files *files_r);
void pack_end(struct rule_pack *pack);

#endif
