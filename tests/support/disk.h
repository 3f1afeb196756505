/* SPDX-License-Identifier: MIT
 *
 * A disk that fails when it is told to: SQLite's own file system with a fault in its writes, syncs
 * and truncations. For the whole process, from disk_install on.
 */
#ifndef TESTS_SUPPORT_DISK_H
#define TESTS_SUPPORT_DISK_H

#include <stdbool.h>
#include <stdint.h>

void disk_install(void);
/* The n-th write, sync or truncation from now on fails with this code of SQLite's, once (n 0:
 * none). */
void disk_fail(uint32_t n, int code);
bool disk_failed(void); /* since disk_fail */
/* Full: no file may grow while `ballast` (a path) has bytes in it; NULL: there is room. */
void disk_full(const char *ballast);
void disk_slow(uint32_t sync_ms); /* every sync takes so long */
uint32_t disk_syncs(void);        /* so far */
uint32_t disk_syncs_here(void);   /* by this thread */

#endif
