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
void paused_words(const struct flight *f, char say[ALARM_SAY]);
void down_words(const struct lane *t, const char *words, char say[ALARM_SAY]);
void unusable_words(const struct lane *t, char say[ALARM_SAY]);
void well_words(const struct lane *t, char say[ALARM_SAY]);

#endif
