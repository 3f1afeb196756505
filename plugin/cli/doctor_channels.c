/* SPDX-License-Identifier: MIT
 *
 * Checks of `precare doctor`: each channel of the team chat as the one that delivers knows it, and
 * as it can be reached from here (doctor.h). Nothing is posted without --post.
 */
#include <signal.h>
#include <string.h>

#include "base/calendar.h"
#include "cli/doctor.h"
#include "courier/courier.h"

#define CERTIFICATE_DAYS 14

/* As the one that delivers last saw it; true: well. */
static bool channel_state(struct doctor *d, const struct channel *c)
{
    const json_t *target = json_object_get(json_object_get(d->stats, "targets"), c->name);
    const char *state = json_string_value(json_object_get(target, "state"));
    const char *reason = json_string_value(json_object_get(target, "reason"));
    struct doctor_mend mend;

    if (state == NULL || strcmp(state, "ok") == 0) {
        return true;
    }
    bool unclear = strcmp(state, "unclear") == 0;
    doctor_say(d, unclear ? DOCTOR_LOOK : DOCTOR_WRONG,
               unclear ? "look in the chat whether the messages are there"
                       : doctor_mend(&mend, "mend it, then: precare outbox retry %s", c->name),
               "%s is %s%s%s", c->name,
               unclear ? "answered in words that are not understood" : state,
               reason != NULL ? ": " : "", reason != NULL ? reason : "");
    return false;
}

/* The words of a test, in a line: what happened, and what to do. */
static void channel_post(struct doctor *d, uint32_t channel)
{
    static const char *const to_do = "\n  what to do: ";
    struct buf words = {0};
    int status = courier_test(d->config, channel, &words);
    char *mend = words.at != NULL ? strstr(words.at, to_do) : NULL;

    if (mend != NULL) {
        *mend = '\0';
        mend += strlen(to_do);
        mend[strcspn(mend, "\n")] = '\0';
    }
    if (words.at != NULL) {
        words.at[strcspn(words.at, "\n")] = '\0';
    }
    doctor_say(d, status == 0 ? DOCTOR_OK : DOCTOR_WRONG, status == 0 ? NULL : mend, "%s",
               words.at != NULL ? words.at : "there is not enough memory");
    buf_end(&words);
}

/* Its host as it can be reached from here: name, connection, certificate. */
static void channel_reach(struct doctor *d, uint32_t channel)
{
    const char *name = d->config->channels[channel].name;
    struct courier_seen seen;
    char day[11];

    courier_look(d->config, channel, &seen);
    int32_t last = date_utc(seen.certificate);
    date_iso(last, day);
    if (seen.unreadable) {
        doctor_say(d, DOCTOR_LOOK, "see \"secrets\"; or run precare doctor as the courier's user",
                   "the host of %s was not looked at: its secret cannot be read", name);
    } else if (seen.why != NULL) {
        doctor_say(d, DOCTOR_WRONG, seen.remedy, "%s cannot be reached: %s", name, seen.why);
    } else if (seen.certificate == 0) {
        doctor_say(d, DOCTOR_OK, NULL, "the host of %s can be reached, without a certificate",
                   name);
    } else {
        bool soon = last - d->today <= CERTIFICATE_DAYS;

        doctor_say(
            d, soon ? DOCTOR_LOOK : DOCTOR_OK, soon ? "have those who run the chat renew it" : NULL,
            "the host of %s can be reached; the last day of its certificate is %s", name, day);
    }
}

void doctor_channels(struct doctor *d)
{
    (void)signal(SIGPIPE, SIG_IGN);
    for (uint32_t i = 0; i < d->config->channel_count; i++) {
        const struct channel *c = &d->config->channels[i];
        bool well = channel_state(d, c);

        channel_reach(d, i);
        if (d->post) {
            channel_post(d, i);
        } else if (well && d->stats != NULL) {
            doctor_say(d, DOCTOR_OK, NULL, "%s takes messages, as far as the last ones showed",
                       c->name);
        } else if (well) {
            doctor_say(d, DOCTOR_LOOK, "precare doctor --post", "%s was never posted to", c->name);
        }
    }
    if (d->config->channel_count == 0) {
        doctor_say(d, DOCTOR_LOOK, "name one under `channels:` in the configuration",
                   "there is none: nobody is told of anything");
    }
}
