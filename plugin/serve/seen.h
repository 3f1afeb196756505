/* SPDX-License-Identifier: MIT
 *
 * Tokens that were taken, so that each is taken once: a hash of each, in two tables of a fixed size
 * that follow each other every SEEN_SECONDS, so none is forgotten before it ends, and memory does
 * not grow. Where a table is full no token is taken. Any thread. For plugin/serve/ alone.
 */
#ifndef PRECARE_SERVE_SEEN_H
#define PRECARE_SERVE_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SEEN_SECONDS 3600 /* no token may last for longer */

struct seen;

struct seen *seen_open(int64_t now); /* NULL: no memory */
void seen_close(struct seen **seen);
/* false: it was taken before, or there is no room. `of` is hashed as it is. */
bool seen_take(struct seen *seen, const void *of, size_t len, int64_t now);

#endif
