/* SPDX-License-Identifier: MIT
 *
 * What operations read when a target is in trouble, and when it is well again. Pure; no address and
 * no text of a message stands in it.
 */
#include "courier/alarms.h"

#include <stdio.h>

static void ref_words(int64_t ref, char out[REF_TEXT])
{
    (void)snprintf(out, REF_TEXT, "-");
    if (ref > 0) {
        ref_write(ref, out);
    }
}

void dead_words(const struct flight *f, char say[ALARM_SAY])
{
    char ref[REF_TEXT], answer[24] = ""; /* nobody answered */

    ref_words(f->m.ref, ref);
    if (f->status > 0) {
        (void)snprintf(answer, sizeof answer, " (HTTP %d)", f->status);
    }
    (void)snprintf(say, ALARM_SAY,
                   "A message for channel %s could not be delivered: %s%s. Reference %s. "
                   "Tell the people concerned; see: precare outbox list.",
                   f->lane->channel->name, f->judgement.words, answer, ref);
}

void refused_words(const struct flight *f, char say[ALARM_SAY])
{
    char ref[REF_TEXT];

    ref_words(f->m.ref, ref);
    (void)snprintf(say, ALARM_SAY,
                   "Channel %s refused a message, as plain text too: %s (HTTP %d). Reference %s. "
                   "Tell the people concerned. If it refuses the next one too, it is paused.",
                   f->lane->channel->name, f->judgement.words, f->status, ref);
}

void paused_words(const struct flight *f, bool two, char say[ALARM_SAY])
{
    (void)snprintf(say, ALARM_SAY,
                   "Channel %s is paused: %s%s (HTTP %d). Nothing is lost, its messages wait. To "
                   "mend it: %s. Then run: precare outbox retry %s.",
                   f->lane->channel->name, two ? "it refused two messages in a row: " : "",
                   f->judgement.words, f->status, f->judgement.remedy, f->lane->channel->name);
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

void well_words(const struct lane *t, int64_t lost, char say[ALARM_SAY])
{
    char ref[REF_TEXT];

    if (lost < 0) {
        (void)snprintf(say, ALARM_SAY, "Channel %s takes messages again.", t->channel->name);
        return;
    }
    ref_words(lost, ref);
    (void)snprintf(say, ALARM_SAY,
                   "Channel %s takes messages. The one that it refused is not delivered: reference "
                   "%s; see: precare outbox list.",
                   t->channel->name, ref);
}

void unclear_words(const struct flight *f, char say[ALARM_SAY])
{
    (void)snprintf(say, ALARM_SAY,
                   "Channel %s takes messages, but its answer is not understood (HTTP %d). They "
                   "count as delivered, and are not sent again. Please %s.",
                   f->lane->channel->name, f->status, f->judgement.remedy);
}

void clear_words(const struct lane *t, char say[ALARM_SAY])
{
    (void)snprintf(say, ALARM_SAY, "Channel %s answers as it should again.", t->channel->name);
}
