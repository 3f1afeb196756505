/* SPDX-License-Identifier: MIT
 *
 * Checks of `precare doctor`: the outbox, what waits in it, its log, who delivers and since when,
 * the last heartbeat, the last drill, and space (doctor.h).
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/zone.h"
#include "cli/doctor.h"
#include "cli/places.h"
#include "outbox/check.h"
#include "outbox/wal.h"

#define DRILL_DAYS 90 /* what was shown to work longer ago may not work now */
#define SPACE_LEAST (INT64_C(64) << 20)

static int64_t stat_number(const struct doctor *d, const char *key)
{
    return json_integer_value(json_object_get(d->stats, key));
}

static bool stats_there(struct doctor *d)
{
    if (doctor_needs_outbox(d) && d->stats == NULL) {
        doctor_say(d, DOCTOR_LOOK, "see \"outbox\"",
                   "it was not looked at: the outbox cannot be read");
    }
    return d->stats != NULL;
}

void doctor_outbox(struct doctor *d)
{
    struct buf words = {0};

    if (!doctor_needs_outbox(d)) {
        return;
    }
    int status = outbox_check(d->outbox, CHECK_DELIVERY | CHECK_RECORDS | CHECK_WHOLE, &words);
    if (status == OUTBOX_UNREADABLE) {
        struct doctor_mend room;

        doctor_say(d, DOCTOR_WRONG,
                   doctor_mend(&room, "see \"A damaged outbox\" in %s/alerts.md", places_manual()),
                   "it is damaged: %s", words.at != NULL ? words.at : "it cannot be read");
    } else if (status < 0) {
        doctor_say(d, DOCTOR_WRONG, "try again; does a process hold it? precare outbox stats",
                   "it cannot be read or written now");
    } else {
        doctor_say(d, DOCTOR_OK, NULL, "every page and row is whole; evaluations recorded: %lld",
                   (long long)stat_number(d, "evaluations"));
    }
    buf_end(&words);
}

void doctor_waiting(struct doctor *d)
{
    if (!stats_there(d)) {
        return;
    }
    long long waiting = (long long)stat_number(d, "waiting");
    long long minutes = (long long)stat_number(d, "oldest_due_ms") / 60000;
    long long dead = (long long)stat_number(d, "dead");

    if (json_is_true(json_object_get(d->stats, "late"))) {
        doctor_say(d, DOCTOR_WRONG, "is anything delivering? see \"deliverer\" and \"channels\"",
                   "late: %lld message%s, the oldest was due %lld minute%s ago", waiting,
                   waiting == 1 ? " waits" : "s wait", minutes, minutes == 1 ? "" : "s");
    } else {
        doctor_say(d, DOCTOR_OK, NULL, "%lld message%s, none is late", waiting,
                   waiting == 1 ? " waits" : "s wait");
    }
    if (dead > 0) {
        doctor_say(d, DOCTOR_LOOK, "precare outbox list; tell the people concerned",
                   "%lld message%s could not be delivered in time", dead, dead == 1 ? "" : "s");
    }
}

void doctor_log(struct doctor *d)
{
    if (!stats_there(d)) {
        return;
    }
    const char *holder = json_string_value(json_object_get(d->stats, "wal_held_by"));
    long long bytes = (long long)stat_number(d, "wal_bytes");
    struct doctor_mend mend;

    if (bytes < WAL_LONG) {
        doctor_say(d, DOCTOR_OK, NULL, "%lld KB", bytes >> 10);
        return;
    }
    doctor_say(d, bytes >= d->config->wal_limit ? DOCTOR_WRONG : DOCTOR_LOOK,
               doctor_mend(&mend, "end its reader: %s", holder != NULL ? holder : "not known"),
               "it is %lld MB long%s", bytes >> 20,
               bytes >= d->config->wal_limit ? ": nothing is accepted" : "");
}

/* ---- who delivers ---- */

/* "4: FLOCK  ADVISORY  WRITE 1234 08:01:5678 0 EOF" */
static pid_t flock_of(const char *line, uint64_t inode)
{
    char kind[16], how[16];
    unsigned long long file;
    long process;

    return sscanf(line, "%*s %15s %*s %15s %ld %*x:%*x:%llu", kind, how, &process, &file) == 4 &&
                   strcmp(kind, "FLOCK") == 0 && strcmp(how, "WRITE") == 0 && file == inode
               ? (pid_t)process
               : 0;
}

pid_t doctor_deliverer_find(const struct outbox *outbox)
{
    const struct state *state = outbox_state(outbox);
    FILE *locks = fopen("/proc/locks", "re");
    char line[160];
    struct stat st;
    pid_t found = 0;

    if (locks != NULL && fstatat(state->fd, "deliver.lock", &st, AT_SYMLINK_NOFOLLOW) == 0) {
        while (found <= 0 && fgets(line, sizeof line, locks) != NULL) {
            found = flock_of(line, (uint64_t)st.st_ino);
        }
    }
    if (locks != NULL) {
        (void)fclose(locks);
    }
    return found;
}

/* When a process began, in seconds since 1970; 0: not known. */
static int64_t process_began(pid_t process)
{
    char path[32], line[1024];
    unsigned long long ticks = 0;
    long long boot = 0;

    (void)snprintf(path, sizeof path, "/proc/%ld/stat", (long)process);
    FILE *file = fopen(path, "re");
    if (file != NULL && fgets(line, sizeof line, file) != NULL) {
        const char *name_end = strrchr(line, ')'); /* a name may hold anything */

        (void)sscanf(name_end != NULL ? name_end : "",
                     ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d "
                     "%*d %llu",
                     &ticks);
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    file = fopen("/proc/stat", "re");
    while (file != NULL && boot == 0 && fgets(line, sizeof line, file) != NULL) {
        (void)sscanf(line, "btime %lld", &boot);
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    return ticks > 0 && boot > 0
               ? boot + (int64_t)(ticks / (unsigned long long)sysconf(_SC_CLK_TCK))
               : 0;
}

void doctor_deliverer(struct doctor *d)
{
    bool thread = d->config->deliver == DELIVER_THREAD;
    char at[32];

    if (!stats_there(d)) {
        return;
    }
    if (!json_is_true(json_object_get(d->stats, "deliverer"))) {
        doctor_say(
            d, DOCTOR_WRONG,
            thread ? "start the host; with `deliver: thread` it delivers while it runs"
                   : "start it: systemctl start precare-courier (precare-courier@HOSTUSER where it "
                     "runs as the host's user), or precare courier",
            "nobody delivers");
        return;
    }
    int64_t began = d->deliverer > 0 ? process_began(d->deliverer) : 0;
    if (began == 0) {
        doctor_say(d, DOCTOR_OK, NULL,
                   "a process delivers; since when cannot be seen by this user");
        return;
    }
    instant_iso(began, d->config->zone, at);
    doctor_say(d, DOCTOR_OK, NULL, "process %ld delivers; it began on %.10s at %.5s",
               (long)d->deliverer, at, at + 11);
}

/* ---- heartbeat, drill, space ---- */

/* Of an installation that has sent none: the first is due at its hour, and the one that delivers
 * may be younger. */
static void first_heartbeat(struct doctor *d)
{
    int64_t due = config_heartbeat(d->config, d->today);
    int64_t began = d->deliverer > 0 ? process_began(d->deliverer) : 0;
    char at[32];

    if (d->now / 1000 < due && began > config_heartbeat(d->config, d->today - 1)) {
        instant_iso(due, d->config->zone, at);
        doctor_say(d, DOCTOR_OK, NULL, "the first will be sent on %.10s at %.5s", at, at + 11);
    } else {
        doctor_say(d, DOCTOR_LOOK, "it comes from the one that delivers: see \"deliverer\"",
                   "none was sent yet");
    }
}

void doctor_heartbeat(struct doctor *d)
{
    const char *day;
    char yesterday[11];

    if (d->config->heartbeat_minute < 0) {
        doctor_say(d, DOCTOR_LOOK, "write `heartbeat: daily 07:00` in the configuration",
                   "there is none: if alerts stop, nobody is told");
        return;
    }
    if (!stats_there(d)) {
        return;
    }
    day = json_string_value(json_object_get(d->stats, "heartbeat"));
    date_iso(d->today - 1, yesterday);
    if (day == NULL) {
        first_heartbeat(d);
    } else if (strcmp(day, yesterday) < 0) {
        doctor_say(d, DOCTOR_WRONG, "it comes from the one that delivers: see \"deliverer\"",
                   "the last was sent on %s", day);
    } else {
        doctor_say(d, DOCTOR_OK, NULL, "the last was sent on %s", day);
    }
}

void doctor_drill(struct doctor *d)
{
    int64_t at = 0;
    char day[11];

    if (!stats_there(d)) {
        return;
    }
    if (outbox_last_drill(d->outbox, &at) < 0) {
        doctor_say(d, DOCTOR_LOOK, "see \"outbox\"",
                   "it was not looked at: the records cannot be read");
        return;
    }
    int32_t last = zone_date(d->config->zone, at / 1000);
    date_iso(last, day);
    if (at == 0) {
        doctor_say(d, DOCTOR_LOOK, "precare drill RULE", "none was played yet");
    } else if (d->today - last > DRILL_DAYS) {
        doctor_say(d, DOCTOR_LOOK, "precare drill RULE", "the last was played on %s, %d days ago",
                   day, d->today - last);
    } else {
        doctor_say(d, DOCTOR_OK, NULL, "the last was played on %s", day);
    }
}

void doctor_space(struct doctor *d)
{
    const struct state *state = d->outbox != NULL ? outbox_state(d->outbox) : NULL;
    struct statvfs fs;

    if (!stats_there(d)) {
        return;
    }
    if (!json_is_true(json_object_get(d->stats, "ballast"))) {
        doctor_say(d, DOCTOR_WRONG, "make room: the one that delivers then takes it back",
                   "the reserve (ballast) was given up, as on a full disk: nothing is accepted");
    }
    if (state == NULL || fstatvfs(state->fd, &fs) != 0) {
        doctor_say(d, DOCTOR_LOOK, NULL, "it was not looked at: the disk does not say");
        return;
    }
    int64_t left = (int64_t)fs.f_bavail * (int64_t)fs.f_frsize;
    doctor_say(d, left < SPACE_LEAST ? DOCTOR_WRONG : DOCTOR_OK,
               left < SPACE_LEAST ? "make room on the disk of the state directory" : NULL,
               "%lld MB are free", (long long)(left >> 20));
}
