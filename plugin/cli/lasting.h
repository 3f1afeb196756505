/* SPDX-License-Identifier: MIT
 *
 * A process that goes on until it is told to stop, and holds secrets: the courier, the relay,
 * serve. Called once, before threads.
 */
#ifndef PRECARE_CLI_LASTING_H
#define PRECARE_CLI_LASTING_H

#include <stdatomic.h>

/* What becomes 1 with SIGTERM or SIGINT. A reader that goes away and a log that is full end nobody;
 * nothing of this process is ever dumped, nor read by another of its user. */
const atomic_int *lasting_begin(void);

#endif
