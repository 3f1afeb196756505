/* SPDX-License-Identifier: MIT
 *
 * How a check of `precare doctor` says what it saw (doctor.h): a line and its remedy, as text or as
 * JSON. Cut where it is too long.
 */
#include <stdarg.h>
#include <stdio.h>

#include "base/json_out.h"
#include "cli/doctor.h"

#define SEEN_MOST 1024

const char *const doctor_verdicts[DOCTOR_VERDICTS] = {"OK", "LOOK", "WRONG"};

static void found_text(struct doctor *d, enum doctor_verdict verdict, const char *seen,
                       const char *mend)
{
    buf_printf(d->out, "%-5s  %s: %s\n", doctor_verdicts[verdict], d->check, seen);
    if (mend != NULL) {
        buf_printf(d->out, "       to mend it: %s\n", mend);
    }
}

static void found_json(struct doctor *d, enum doctor_verdict verdict, const char *seen,
                       const char *mend)
{
    json_next_line(d->out);
    json_open(d->out, NULL, '{');
    json_text(d->out, "check", d->check);
    json_text(d->out, "verdict", doctor_verdicts[verdict]);
    json_text(d->out, "seen", seen);
    json_text(d->out, "mend", mend);
    json_close(d->out, '}');
}

void doctor_say(struct doctor *d, enum doctor_verdict verdict, const char *mend, const char *format,
                ...)
{
    char seen[SEEN_MOST];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(seen, sizeof seen, format, arguments);
    va_end(arguments);
    d->counts[verdict]++;
    (d->json ? found_json : found_text)(d, verdict, seen, mend);
}

const char *doctor_mend(struct doctor_mend *room, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(room->text, sizeof room->text, format, arguments);
    va_end(arguments);
    return room->text;
}

bool doctor_needs_outbox(struct doctor *d)
{
    if (d->outbox == NULL) {
        doctor_say(d, DOCTOR_LOOK, "see \"state directory\"", "it was not looked at: %s",
                   d->no_state ? d->outbox_why.at : "it cannot be opened");
    }
    return d->outbox != NULL;
}
