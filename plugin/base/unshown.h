/* SPDX-License-Identifier: MIT
 *
 * What may be a secret in a text that is about to be shown: the part of an address behind its host,
 * if it is more than words and numbers (a chat's webhook is known by nothing else), a user and
 * password before it, a signing key. Used by faults of every file, since an address can be pasted
 * into any line. Pure, any thread.
 */
#ifndef PRECARE_BASE_UNSHOWN_H
#define PRECARE_BASE_UNSHOWN_H

#include <stddef.h>

/* Puts an asterisk for each character of it, so that columns stay. Hosts that end with .example are
 * nobody's: what we tell people to type is left alone. */
void unshown_mask(char *text, size_t len);
/* Where the word begins that `at` stands in, at most so far back that an address would begin: what
 * is cut from a line there must be masked from here on. */
size_t unshown_begin(const char *text, size_t at);

#endif
