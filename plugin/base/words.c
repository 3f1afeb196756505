/* SPDX-License-Identifier: MIT
 *
 * The closed vocabularies, each with the numbers of the public header. Read by every room. Pure
 * data, any thread. A word that is not known is 0, a number without a word NULL.
 */
#include "base/words.h"

#include <precare/precare.h>
#include <string.h>

#define VOCABULARY(name, ...) WORDS(name, __VA_ARGS__);
#include "base/words.def"
#undef VOCABULARY

uint32_t word_number(const struct words *w, const char *word)
{
    if (word == NULL) {
        return 0;
    }
    for (uint32_t i = 0; i < w->count; i++) {
        if (w->at[i] != NULL && w->at[i][0] == word[0] && strcmp(w->at[i], word) == 0) {
            return i;
        }
    }
    return 0;
}

const char *word_of(const struct words *w, uint32_t number)
{
    return number < w->count ? w->at[number] : NULL;
}
