/* SPDX-License-Identifier: MIT
 *
 * The libraries that this process has for the plugin: each one library, and the right one. Called
 * by open before anything of them is used. Any thread.
 */
#ifndef PRECARE_ABI_LIBRARY_H
#define PRECARE_ABI_LIBRARY_H

#include "abi/error.h"

/* PRECARE_OK, or PRECARE_E_LIBRARY with the names of both files. */
int32_t library_check(precare_error *err);

#endif
