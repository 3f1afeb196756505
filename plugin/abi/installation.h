/* SPDX-License-Identifier: MIT
 *
 * The rules of an installation in its state directory: rules/HASH (packs), rules/current (the hash
 * of the one in use) and `generation`, 8 bytes that tell every process of a reload. What is
 * here was checked when it came. Any thread, but installation_keep: one at a time across processes
 * (a lock that the kernel frees on death).
 */
#ifndef PRECARE_ABI_INSTALLATION_H
#define PRECARE_ABI_INSTALLATION_H

#include <stdbool.h>
#include <stdint.h>

#include "abi/ruleset.h"
#include "outbox/state.h"

struct installation {
    struct state rules; /* as the state directory, with the descriptor of rules/ */
    int generation;     /* a descriptor: to map it would be SIGBUS when somebody cuts the file */
};

/* NULL with a plain reason in *error_r (static text). Borrows the state. */
struct installation *installation_open(const struct state *state, const char **error_r);
void installation_close(struct installation **installation);

/* One pread. False: it cannot be read, or is cut short. */
bool installation_generation(const struct installation *installation, uint64_t *generation_r);

/* 0; 1: none yet; -1: it cannot be read. */
int installation_current(const struct installation *installation, char hash_r[SET_HASH]);
/* 0, or -1 with a reason: not there, or not what its name says. */
int installation_read(const struct installation *installation, const char *hash,
                      struct rule_pack *pack_r, const char **error_r);
/* Writes the pack (synced), makes it current by one rename, and tells every process; *generation_r
 * is the new one. Sets that were current before the last few are removed: who found a name and then
 * not the set asks again for the current. With `first`, only where there is no current yet (1:
 * there was). -1 with a reason: everything is as before. */
int installation_keep(struct installation *installation, const struct rule_pack *pack, bool first,
                      uint64_t *generation_r, const char **error_r);

#endif
