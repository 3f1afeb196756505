/* SPDX-License-Identifier: MIT
 *
 * Characters that are not what they seem: controls, those that turn the direction of a line, white
 * space that looks like a space and is none, and those nobody sees. Rules refuse them; whatever is
 * printed shows them as escapes. Pure, any thread.
 */
#ifndef PRECARE_BASE_HIDDEN_H
#define PRECARE_BASE_HIDDEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HIDDEN_NOT_UTF8 UINT32_MAX

/* What a person would call it ("a no-break space"), or NULL for an ordinary character. Line feed is
 * ordinary. */
const char *hidden_name(uint32_t code_point);
bool hidden_is_space(uint32_t code_point); /* it looks like a space or a line break */
/* One step through text that may be anything: the code point at s, or HIDDEN_NOT_UTF8 (one byte).
 * len is not 0. */
uint32_t hidden_step(const char *s, size_t len, uint32_t *bytes_r);

#endif
