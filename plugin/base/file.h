/* SPDX-License-Identifier: MIT
 *
 * Reading what is open. Any thread.
 */
#ifndef PRECARE_BASE_FILE_H
#define PRECARE_BASE_FILE_H

#include <stddef.h>
#include <sys/types.h>

/* What is left to read, at most `room` bytes, whatever signals come; how many, or -1 with errno. */
ssize_t file_bytes(int fd, void *out, size_t room);

#endif
