/* SPDX-License-Identifier: MIT
 *
 * Configurations that stay in the process when their instance closes: hosts behind php-fpm open at
 * each request, and reading the YAML again would take longer than all the rest. A file that was
 * changed is read anew. Any thread.
 */
#ifndef PRECARE_ABI_CONFIG_KEPT_H
#define PRECARE_ABI_CONFIG_KEPT_H

#include "base/fault.h"
#include "config/config.h"

/* As config_read, but shared: let go with config_let_go. NULL with faults. */
struct config *config_take(const char *path, struct faults *faults);
void config_let_go(struct config **config);
void configs_forget(void); /* those that nobody uses (tests) */
void configs_forked(void); /* in a child: the lock may be held by a thread that is not there */

#endif
