/* SPDX-License-Identifier: MIT
 *
 * A secret that is typed at a terminal is not shown there. Single-threaded, of the command alone:
 * for that time it has handlers of signals, so that whoever interrupts it gets a terminal that
 * shows again.
 */
#ifndef PRECARE_CLI_HIDING_H
#define PRECARE_CLI_HIDING_H

#include <stdbool.h>

/* What is typed at standard input is not shown from here on; before the question stands there, so
 * that no quick hand is seen. What was typed ahead stays. False: it is no terminal. */
bool hiding_begin(void);
/* Only where it began. */
void hiding_end(void);

#endif
