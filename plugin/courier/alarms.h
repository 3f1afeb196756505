/* SPDX-License-Identifier: MIT
 *
 * What operations read when a lane is in trouble, and when it is well again. Pure; no address and
 * no text of a message stands in it.
 */
#ifndef PRECARE_COURIER_ALARMS_H
#define PRECARE_COURIER_ALARMS_H

#include "courier/flight.h"

#define ALARM_SAY 768
void dead_words(const struct flight *f, char say[ALARM_SAY]);
/* The first that it refused: it is kept. */
void refused_words(const struct flight *f, char say[ALARM_SAY]);
/* Of the second of two that were refused in a row (`two`), or of an address that is wrong. */
void paused_words(const struct flight *f, bool two, char say[ALARM_SAY]);
void down_words(const struct lane *t, const char *words, char say[ALARM_SAY]);
void unusable_words(const struct lane *t, char say[ALARM_SAY]);
/* `lost`: the reference of the one that was refused and is dead; 0: of no visit; -1: none is. */
void well_words(const struct lane *t, int64_t lost, char say[ALARM_SAY]);
void unclear_words(const struct flight *f, char say[ALARM_SAY]);
void clear_words(const struct lane *t, char say[ALARM_SAY]);

#endif
