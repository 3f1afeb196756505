/* SPDX-License-Identifier: MIT
 *
 * Arrays of texts in a result's block (engine/block.h). Called by build.c. What does not fit leaves
 * an empty array, and the block says that it is full.
 */
#include "engine/block.h"

precare_array block_texts_here(struct block *b, const char *const *at, uint32_t count)
{
    const char **to = block_array(b, count, sizeof *to);

    for (uint32_t i = 0; to != NULL && i < count; i++) {
        to[i] = at[i];
    }
    return (precare_array){to, to != NULL ? count : 0, sizeof *to};
}

precare_array block_texts_copy(struct block *b, const char *const *at, uint32_t count)
{
    const char **to = block_array(b, count, sizeof *to);

    for (uint32_t i = 0; to != NULL && i < count; i++) {
        to[i] = block_text(b, at[i]);
    }
    return (precare_array){to, to != NULL ? count : 0, sizeof *to};
}
