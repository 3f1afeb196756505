/* SPDX-License-Identifier: MIT
 *
 * What operations read when a target is in trouble, and when it is well again. Pure; no address and
 * no text of a message stands in it.
 */
#include "courier/alarms.h"

#include <stdio.h>

void dead_words(const struct flight *f, char say[ALARM_SAY])
{
    char ref[REF_TEXT] = "-";

    if (f->m.ref != 0) {
        ref_write(f->m.ref, ref);
    }
    (void)snprintf(say, ALARM_SAY,
                   "A message for channel %s could not be delivered: %s (HTTP %d). Reference %s. "
                   "Tell the people concerned; see: precare outbox list.",
                   f->lane->channel->name, f->judgement.words, f->status > 0 ? f->status : 0, ref);
}

void paused_words(const struct flight *f, char say[ALARM_SAY])
{
    (void)snprintf(say, ALARM_SAY,
                   "Channel %s is paused: %s (HTTP %d). Nothing is lost, its messages wait. To "
                   "mend it: %s. Then run: precare outbox retry %s.",
                   f->lane->channel->name, f->judgement.words, f->status, f->judgement.remedy,
                   f->lane->channel->name);
}

void down_words(const struct lane *t, const char *words, char say[ALARM_SAY])
{
    (void)snprintf(
        say, ALARM_SAY,
        "Channel %s takes no messages: %s. They wait, and are tried again by themselves.",
        t->channel->name, words);
}

void unusable_words(const struct lane *t, char say[ALARM_SAY])
{
    (void)snprintf(say, ALARM_SAY, "Channel %s cannot be used: %s: %s. Its messages wait.",
                   t->channel->name, t->unusable_key, t->unusable);
}

void well_words(const struct lane *t, char say[ALARM_SAY])
{
    (void)snprintf(say, ALARM_SAY, "Channel %s takes messages again.", t->channel->name);
}
