/* SPDX-License-Identifier: MIT
 *
 * Files that a command is given to read. Called by the commands; single-threaded.
 */
#ifndef PRECARE_CLI_INPUT_H
#define PRECARE_CLI_INPUT_H

#include "base/buf.h"

/* A whole file, or standard input for "-", up to `most` bytes and one more: what is longer can be
 * told from what just fits. false: it cannot be read, or there is no memory: errno says
 * which, and nothing is printed. */
bool input_read(const char *path, size_t most, struct buf *out);

#endif
