/* SPDX-License-Identifier: MIT
 *
 * The languages that the plugin speaks to patients in, and their days. A rulebook says its own
 * (`language:`); a table of fixed words has a column for each language here and is whole in every
 * one, so that nothing a patient reads is a mix. Pure, any thread.
 */
#ifndef PRECARE_BASE_LANGUAGE_H
#define PRECARE_BASE_LANGUAGE_H

#include <stdbool.h>
#include <stdint.h>

enum language {
    LANGUAGE_EN,
    LANGUAGE_ES,
    LANGUAGES
};

/* "es", "es-MX", in upper or lower case; NULL is English. false: one that is not spoken, and then
 * it is English too. */
bool language_read(const char *tag, enum language *language_r);
const char *language_tag(enum language language); /* "es" */
/* "Tue 5 Jan 2027", "mar 5 ene 2027" */
void language_day(enum language language, int32_t date, char out[32]);
/* "Tuesday 5 January 2027", "martes 5 de enero de 2027" */
void language_day_long(enum language language, int32_t date, char out[48]);
/* "5 January 2027", "5 de enero de 2027" */
void language_date(enum language language, int32_t date, char out[32]);
const char *language_month(enum language language, int32_t month); /* 1: "January" */

#endif
