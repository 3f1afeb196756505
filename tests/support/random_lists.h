/* SPDX-License-Identifier: MIT
 *
 * For tests of the vocabulary: lists that include and except one another, and texts of the same few
 * words, from a seed. Any thread.
 */
#ifndef TESTS_SUPPORT_RANDOM_LISTS_H
#define TESTS_SUPPORT_RANDOM_LISTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vocabulary/vocabulary_make.h"

#define RANDOM_POOL 31u
#define RANDOM_CODES 8u
#define RANDOM_LISTS 12u
#define RANDOM_NAMES 5u

extern const char *const random_pool[RANDOM_POOL];   /* names, and words of texts */
extern const char *const random_codes[RANDOM_CODES]; /* without their system */

struct random_lists {
    struct vocabulary_list at[RANDOM_LISTS];
    struct vocabulary_name items[RANDOM_LISTS][RANDOM_NAMES], also[RANDOM_LISTS][RANDOM_NAMES],
        except[RANDOM_LISTS][RANDOM_NAMES];
    struct vocabulary_code codes[RANDOM_LISTS][RANDOM_NAMES],
        except_codes[RANDOM_LISTS][RANDOM_NAMES];
    uint32_t includes[RANDOM_LISTS][RANDOM_NAMES];
    const char *routes[RANDOM_LISTS][1];
};

void random_lists_make(uint64_t *seed, struct random_lists *r);
/* Whether those that include none stand first, as a vocabulary wants them. */
bool random_lists_sorted(const struct random_lists *r);
void random_lists_text(uint64_t *seed, char *out, size_t room);

#endif
