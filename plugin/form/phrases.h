/* SPDX-License-Identifier: MIT
 *
 * The fixed words of forms and sheets, in each language that has them all: phrases.def, a row each.
 * What a rulebook says itself (`plain`, `ask`, `tell-patient`) is not here. Pure data, any thread.
 */
#ifndef PRECARE_FORM_PHRASES_H
#define PRECARE_FORM_PHRASES_H

enum phrase {
#define PHRASE(id, ...) PHRASE_##id,
#include "form/phrases.def"
    PHRASES
};

/* "en" for a language (by its first letters: en-GB) without words here; never NULL. */
const char *phrase_language(const char *language);
/* In a language that phrase_language gave. */
const char *phrase_of(const char *language, enum phrase phrase);

#endif
