/* SPDX-License-Identifier: MIT
 *
 * See phrases.h. A language is here only where it has every phrase: the rows of phrases.def see to
 * it, for a row without one does not compile. Pure data.
 */
#include "form/phrases.h"

#include "base/language.h"

static const char *const phrases[PHRASES][LANGUAGES] = {
#define PHRASE(id, english, spanish)                                                               \
    [PHRASE_##id] = {[LANGUAGE_EN] = english, [LANGUAGE_ES] = spanish},
#include "form/phrases.def"
};

const char *phrase_language(const char *language)
{
    enum language read;

    (void)language_read(language, &read);
    return language_tag(read);
}

const char *phrase_of(const char *language, enum phrase phrase)
{
    enum language read;

    (void)language_read(language, &read);
    return phrases[phrase][read];
}
