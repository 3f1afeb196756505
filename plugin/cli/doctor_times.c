/* SPDX-License-Identifier: MIT
 *
 * Checks of `precare doctor`: this machine's clock against what was written before, and its time
 * zone against the clinic's (doctor.h).
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

#include "base/zone.h"
#include "cli/doctor.h"
#include "outbox/state.h"

#define CLOCK_SLACK_S 60

/* The newest time at which anything of the outbox was written; 0: nothing was. */
static int64_t newest_written(const struct state *state)
{
    static const char *const names[] = {"outbox.db", "outbox.db-wal", "rules/current"};
    int64_t newest = 0;
    struct stat st;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (fstatat(state->fd, names[i], &st, AT_SYMLINK_NOFOLLOW) == 0) {
            newest = st.st_mtim.tv_sec > newest ? st.st_mtim.tv_sec : newest;
        }
    }
    return newest;
}

void doctor_clock(struct doctor *d)
{
    const struct state *state = d->outbox != NULL ? outbox_state(d->outbox) : NULL;
    int64_t now = d->now / 1000, newest = state != NULL ? newest_written(state) : 0;
    char at[32];

    instant_iso(now, d->config->zone, at);
    if (newest > now + CLOCK_SLACK_S) {
        doctor_say(d, DOCTOR_WRONG, "set it by a time server, such as systemd-timesyncd or chrony",
                   "it is %.10s %.5s, and the outbox was written %lld minutes later: it was set "
                   "back, or was wrong before",
                   at, at + 11, (long long)(newest - now) / 60);
        return;
    }
    doctor_say(d, DOCTOR_OK, NULL, "it is %.10s %.5s at the clinic", at, at + 11);
}

/* The machine's own; hosts that write times without an offset mean the clinic's. */
void doctor_time_zone(struct doctor *d)
{
    time_t now = (time_t)(d->now / 1000);
    int32_t ours = zone_offset(d->config->zone, now);
    struct tm local;

    if (localtime_r(&now, &local) == NULL) {
        doctor_say(d, DOCTOR_LOOK, NULL, "it was not looked at: the machine does not say");
    } else if (local.tm_gmtoff != 0 && local.tm_gmtoff != ours) {
        doctor_say(d, DOCTOR_LOOK,
                   "set the machine's to the clinic's or to UTC, or see that the host writes its "
                   "times with their offset",
                   "the clinic's is %s; the machine's is another, %s", zone_name(d->config->zone),
                   local.tm_zone);
    } else {
        doctor_say(d, DOCTOR_OK, NULL, "the clinic's is %s; the machine's is %s",
                   zone_name(d->config->zone), local.tm_gmtoff == ours ? "the same" : "UTC");
    }
}
