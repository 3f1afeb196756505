/* SPDX-License-Identifier: MIT
 *
 * Our reader of JSON beside jansson's: any bytes are refused by both, or are the same tree to both.
 * Any thread.
 */
#ifndef TESTS_SUPPORT_JSON_BESIDE_H
#define TESTS_SUPPORT_JSON_BESIDE_H

#include <stddef.h>

/* NULL: they agree; else where they do not. *read_r: whether it was read (may be NULL). */
const char *json_beside_jansson(const char *bytes, size_t len, int *read_r);

#endif
