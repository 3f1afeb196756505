/* SPDX-License-Identifier: MIT
 *
 * The rules of an installation in its state directory: rules/HASH (packs), rules/current (the hash
 * of the one in use) and `generation`, 8 bytes that tell every process of a reload. What is
 * here was checked when it came. Any thread, but installation_keep: one at a time across processes
 * (a lock that the kernel frees on death).
 */
#ifndef PRECARE_ABI_INSTALLATION_H
#define PRECARE_ABI_INSTALLATION_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "abi/ruleset.h"
#include "outbox/state.h"

struct installation {
    struct state rules; /* as the state directory, with the descriptor of rules/ */
    int generation;     /* a descriptor: to map it would be SIGBUS when somebody cuts the file */
    _Atomic uint64_t generation_inode; /* that of the descriptor */
};

/* NULL with a plain reason in *error_r (static text). Borrows the state. */
struct installation *installation_open(const struct state *state, const char **error_r);
void installation_close(struct installation **installation);

/* One look at its name and one pread. False: it cannot be read, is cut short, or is another file
 * by now. */
bool installation_generation(const struct installation *installation, uint64_t *generation_r);

/* Where the file was removed or another was put in its place: goes on with the one that is there.
 * False: there is none. One thread at a time. */
bool installation_generation_again(struct installation *installation);

/* 0; 1: none yet; -1: it cannot be read. */
int installation_current(const struct installation *installation, char hash_r[SET_HASH]);
/* 0, or -1 with a reason: not there, or not what its name says. */
int installation_read(const struct installation *installation, const char *hash,
                      struct rule_pack *pack_r, const char **error_r);
/* Whether a set was ever in use here: then edited files are no rules until a reload says so. */
bool installation_had_set(const struct installation *installation);

#define SETS_KEPT 5   /* the current one among them */
#define SETS_LISTED 8 /* the last few, and what their removal may have left */

struct set_list { /* those that were current last, first */
    struct set_kept {
        char hash[SET_HASH];
        struct timespec used;
    } at[SETS_LISTED];
    uint32_t count;
};

/* By their names alone: whether a set is whole is installation_read's to say. -1: they cannot be
 * listed. */
int installation_sets(const struct installation *installation, struct set_list *list_r);

/* Writes the pack (synced), makes it current by one rename, and tells every process; *generation_r
 * is the new one. Sets that were current before the last few are removed: who found a name and then
 * not the set asks again for the current. Only where `after` is what is current (NULL: whatever is;
 * "": nothing that can be read), else 1 and nothing is done. -1 with a reason: everything is as
 * before; -2, the same: another holds the lock. */
int installation_keep(struct installation *installation, const struct rule_pack *pack,
                      const char *after, uint64_t *generation_r, const char **error_r);

#endif
