/* SPDX-License-Identifier: MIT
 *
 * Checks of `precare doctor`: who owns, may read and may write the configuration, the rules, the
 * secrets and the state directory (doctor.h).
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/doctor.h"
#include "config/secret.h"

/* What somebody would do with a file, and what is said where they may not. */
struct asking {
    uid_t user;
    const char *who; /* "the courier" */
    const char *(*ask)(const char *path);
    const char *doing; /* "read" */
};

/* true: they may; else it was said. */
static bool may_do(struct doctor *d, const struct asking *a, const char *path)
{
    char answer[USER_ANSWER], name[64];
    struct doctor_mend mend;

    (void)user_called(a->user, name);
    if (!user_ask(a->user, a->ask, path, answer)) {
        doctor_say(d, DOCTOR_LOOK, "run precare doctor as root",
                   "it was not asked whether %s (%s) may %s %s", a->who, name, a->doing, path);
        return false;
    }
    if (answer[0] != '\0') {
        doctor_say(
            d, DOCTOR_WRONG,
            doctor_mend(&mend, "let %s %s it: chown, chgrp and chmod are the ways", name, a->doing),
            "%s (%s) cannot %s %s: %s", a->who, name, a->doing, path, answer);
        return false;
    }
    return true;
}

/* Both of those who need it; true: both may. */
static bool both_may(struct doctor *d, const char *path, const char *(*ask)(const char *path),
                     const char *doing)
{
    const struct asking host = {d->host, "the host's user", ask, doing};
    const struct asking courier = {d->courier, "the courier's user", ask, doing};
    bool good = may_do(d, &host, path);

    return d->courier != d->host ? may_do(d, &courier, path) && good : good;
}

/* "root, mode 0644"; "" where it cannot be looked at. */
static const char *owner_of(const char *path, char room[96])
{
    struct stat st;
    char name[64];

    room[0] = '\0';
    if (stat(path, &st) == 0) {
        (void)snprintf(room, 96, "belongs to %s, mode %04o", user_called(st.st_uid, name),
                       (unsigned)(st.st_mode & 07777));
    }
    return room;
}

/* Warnings of a reading, as they are. */
static uint32_t faults_say(struct doctor *d, const struct faults *faults, bool trust_alone)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < faults->count; i++) {
        const struct fault *f = &faults->items[i];

        if (!trust_alone || f->code == FAULT_A507 || f->code == FAULT_W507) {
            doctor_say(d, f->warning ? DOCTOR_LOOK : DOCTOR_WRONG, f->fix, "%s%s%s",
                       f->at.file != NULL ? f->at.file : "", f->at.file != NULL ? ": " : "",
                       f->what);
            count++;
        }
    }
    return count;
}

void doctor_configuration(struct doctor *d)
{
    char owner[96];
    uint32_t told = faults_say(d, d->config_faults, false);

    if (d->config->strict) {
        doctor_say(d, DOCTOR_LOOK, "delete the line `strict:`: it is for tests, never for a clinic",
                   "strict mode is on: each call of the host writes and reads a file");
        told++;
    }
    if (both_may(d, d->config_path, ask_read, "read") && told == 0) {
        doctor_say(d, DOCTOR_OK, NULL, "%s %s", d->config_path, owner_of(d->config_path, owner));
    }
}

void doctor_rule_files(struct doctor *d)
{
    bool good = faults_say(d, &d->given.faults, true) == 0;
    struct stat st;
    char owner[96];

    for (uint32_t i = 0; i < d->config->rules_count; i++) {
        const char *path = d->config->rules[i];
        bool file = stat(path, &st) == 0 && S_ISREG(st.st_mode);

        if (both_may(d, path, file ? ask_read : ask_enter, "read") && good) {
            doctor_say(d, DOCTOR_OK, NULL, "%s %s", path, owner_of(path, owner));
        }
    }
}

/* ---- secrets ---- */

/* Not by a look at its mode alone: another way in may have been left. */
static bool host_kept_out(struct doctor *d, const char *channel, const char *path)
{
    char answer[USER_ANSWER], name[64];

    if (d->host == d->courier || !user_ask(d->host, ask_read, path, answer) || answer[0] != '\0') {
        return true;
    }
    struct doctor_mend mend;
    doctor_say(d, DOCTOR_WRONG, doctor_mend(&mend, "chmod 0600 %s", path),
               "channel %s: the host's user (%s) can read its secret in %s", channel,
               user_called(d->host, name), path);
    return false;
}

static bool secret_look(struct doctor *d, const struct channel *c, const struct secret_place *from)
{
    const char *text = from->text != NULL ? from->text : "", *why = NULL;
    struct doctor_mend mend;
    char answer[USER_ANSWER] = "", name[64];
    struct secret secret;

    (void)user_called(d->courier, name);
    if (strncmp(text, "file:", 5) == 0) {
        if (!user_ask(d->courier, secret_file_check, text + 5, answer)) {
            doctor_say(d, DOCTOR_LOOK, "run precare doctor as root",
                       "channel %s: it was not asked whether the courier's user (%s) can read %s",
                       c->name, name, text);
            return false;
        }
        why = answer[0] != '\0' ? answer : NULL;
    } else if (secret_read(from, &secret, &why) == 0) {
        secret_drop(&secret);
        why = NULL;
    }
    if (why == NULL) {
        return strncmp(text, "file:", 5) != 0 || host_kept_out(d, c->name, text + 5);
    }
    /* where a relay takes the messages, another machine's courier may read it */
    doctor_say(d,
               d->config->relay.nats || strncmp(text, "env:", 4) == 0 ? DOCTOR_LOOK : DOCTOR_WRONG,
               strncmp(text, "env:", 4) == 0
                   ? "run precare doctor with the environment of the process that delivers"
                   : doctor_mend(&mend,
                                 "put it there in one line; the file belongs to %s, mode "
                                 "0600",
                                 name),
               "channel %s: %s: %s", c->name, from->text, why);
    return false;
}

void doctor_secrets(struct doctor *d)
{
    uint32_t good = 0, count = 0;

    for (uint32_t i = 0; i < d->config->channel_count; i++) {
        const struct channel *c = &d->config->channels[i];

        good += secret_look(d, c, &c->url_from);
        count++;
        for (uint32_t k = 0; k < c->sign_count; k++, count++) {
            good += secret_look(d, c, &c->sign_with[k]);
        }
    }
    if (count == 0) {
        doctor_say(d, DOCTOR_LOOK, "name one under `channels:` in the configuration",
                   "there is no channel: nobody is told of anything");
    } else if (good == count) {
        doctor_say(d, DOCTOR_OK, NULL, "%u, each can be read by the courier's user alone", count);
    }
}

void doctor_state(struct doctor *d)
{
    char owner[96];

    if (d->outbox == NULL) {
        doctor_say(d, d->no_state ? DOCTOR_LOOK : DOCTOR_WRONG,
                   d->outbox_mend.len > 0 ? d->outbox_mend.at : NULL, "%s", d->outbox_why.at);
        return;
    }
    if (both_may(d, d->config->state, ask_write, "write")) {
        doctor_say(d, DOCTOR_OK, NULL, "%s %s", d->config->state,
                   owner_of(d->config->state, owner));
    }
}
