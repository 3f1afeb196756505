/* SPDX-License-Identifier: MIT
 *
 * See phrases.h. A language is here only where it has every phrase: the rows of phrases.def see to
 * it, for a row without one does not compile. Pure data.
 */
#include "form/phrases.h"

#include <string.h>

#define LANGUAGES 2

static const char *const names[LANGUAGES] = {"en", "es"};
static const char *const phrases[PHRASES][LANGUAGES] = {
#define PHRASE(id, english, spanish) [PHRASE_##id] = {english, spanish},
#include "form/phrases.def"
};

static int phrase_column(const char *language)
{
    for (int i = 0; language != NULL && i < LANGUAGES; i++) {
        size_t len = strlen(names[i]);

        if (strncmp(language, names[i], len) == 0 &&
            (language[len] == '\0' || language[len] == '-')) {
            return i;
        }
    }
    return 0;
}

const char *phrase_language(const char *language)
{
    return names[phrase_column(language)];
}

const char *phrase_of(const char *language, enum phrase phrase)
{
    return phrases[phrase][phrase_column(language)];
}
