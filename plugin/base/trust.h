/* SPDX-License-Identifier: MIT
 *
 * Who may change a file that decides about alerts, as far as owners and modes tell: the
 * configuration, the rules. Nothing is opened. Any thread.
 */
#ifndef PRECARE_BASE_TRUST_H
#define PRECARE_BASE_TRUST_H

#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h>

bool trust_anybody(
    const struct stat *st); /* every user may write it (or in it: not where sticky) */
bool trust_stranger(const struct stat *st); /* it belongs neither to root nor to us */
/* The first directory above the path, up to the root, in which every user may write, and where
 * links lead above what they lead to; false: none. */
bool trust_above(const char *path, char above_r[PATH_MAX]);

#endif
