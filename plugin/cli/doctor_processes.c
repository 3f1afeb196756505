/* SPDX-License-Identifier: MIT
 *
 * Checks of `precare doctor`: the processes that called the plugin since yesterday, and siblings of
 * those that run: of the same parent and the same program, without the plugin among what they have
 * mapped (doctor.h). A worker that did not load the plugin screens nothing, and nobody hears of it.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/seam.h"
#include "cli/doctor.h"

#define CALLERS_MOST 4096u
#define RUNNING_MOST 256u
#define NAMED_MOST 16u
#define PLUGIN_NAME "/precare.so"

enum mapped {
    MAPPED_NO,
    MAPPED_YES,
    MAPPED_UNKNOWN /* another user's: the kernel does not say */
};

struct process {
    long id, parent;
    char name[32];
    char program[512]; /* what it runs; "": the kernel does not say */
};

struct callers {
    int64_t *all;
    uint32_t count;
    struct process *running; /* those that run still, and have the plugin */
    uint32_t running_count, hidden;
};

/* The line "1234 (name) S 1 ...", cut behind the name. */
static bool process_line(char *line, struct process *r)
{
    char *name = strchr(line, '('), *end = strrchr(line, ')'); /* a name may hold anything */

    if (name == NULL || end == NULL || sscanf(end, ") %*c %ld", &r->parent) != 1) {
        return false;
    }
    *end = '\0';
    (void)snprintf(r->name, sizeof r->name, "%s", name + 1);
    return true;
}

static bool process_read(long id, struct process *r)
{
    char path[64], line[512];

    *r = (struct process){.id = id};
    (void)snprintf(path, sizeof path, "/proc/%ld/stat", id);
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return false;
    }
    bool read = fgets(line, sizeof line, file) != NULL && process_line(line, r);
    (void)fclose(file);
    (void)snprintf(path, sizeof path, "/proc/%ld/exe", id);
    ssize_t len = readlink(path, r->program, sizeof r->program - 1);
    r->program[len > 0 ? len : 0] = '\0';
    return read;
}

static bool line_is_plugin(const char *line)
{
    static const char *const deleted = " (deleted)"; /* an upgrade put another in its place */
    size_t len = strcspn(line, "\n"), name = strlen(PLUGIN_NAME), gone = strlen(deleted);

    if (len > gone && memcmp(line + len - gone, deleted, gone) == 0) {
        len -= gone;
    }
    return len > name && memcmp(line + len - name, PLUGIN_NAME, name) == 0;
}

static enum mapped plugin_mapped(long id)
{
    char path[64], line[1024];
    enum mapped found = MAPPED_NO;

    (void)snprintf(path, sizeof path, "/proc/%ld/maps", id);
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return errno == EACCES || errno == EPERM ? MAPPED_UNKNOWN : MAPPED_YES; /* it ended */
    }
    while (found == MAPPED_NO && fgets(line, sizeof line, file) != NULL) {
        found = line_is_plugin(line) ? MAPPED_YES : MAPPED_NO;
    }
    found = ferror(file) != 0 ? MAPPED_UNKNOWN : found;
    (void)fclose(file);
    return found;
}

/* A number may be another process's by now: only one that has the plugin is taken for the caller.
 */
static void callers_running(struct callers *c)
{
    for (uint32_t i = 0; i < c->count && c->running_count < RUNNING_MOST; i++) {
        struct process *p = &c->running[c->running_count];

        if (c->all[i] > 0 && process_read((long)c->all[i], p)) {
            enum mapped mapped = plugin_mapped(p->id);

            c->running_count += mapped == MAPPED_YES;
            c->hidden += mapped == MAPPED_UNKNOWN;
        }
    }
}

/* false: it was said why not. */
static bool callers_find(struct doctor *d, struct callers *c)
{
    *c = (struct callers){.all = mem_new(CALLERS_MOST * sizeof *c->all),
                          .running = mem_new((RUNNING_MOST + 1) * sizeof *c->running)};
    if (!doctor_needs_outbox(d)) {
        return false;
    }
    if (c->all == NULL || c->running == NULL ||
        outbox_callers(d->outbox, d->today - 1, c->all, CALLERS_MOST, &c->count) < 0) {
        doctor_say(d, DOCTOR_LOOK, "see \"outbox\"",
                   "it was not looked at: the outbox cannot be read");
        return false;
    }
    user_root_again(); /* who else would be shown what others have mapped */
    callers_running(c);
    return true;
}

static void callers_end(const struct doctor *d, struct callers *c)
{
    (void)user_stand_in(d->owner);
    mem_drop(c->all);
    mem_drop(c->running);
}

void doctor_processes(struct doctor *d)
{
    struct callers c;

    if (callers_find(d, &c)) {
        if (c.count == 0) {
            doctor_say(d, DOCTOR_LOOK,
                       "see that the host has loaded the plugin: precare drill RULE",
                       "none recorded anything since yesterday");
        } else {
            doctor_say(d, DOCTOR_OK, NULL,
                       "%u recorded since yesterday; of them run and have the plugin: %u", c.count,
                       c.running_count);
        }
    }
    callers_end(d, &c);
}

/* ---- siblings ---- */

struct family {
    const struct callers *callers;
    uint32_t named, more, hidden;
};

/* Of what the system itself started, everything would be a sibling. */
static bool sibling_of_caller(const struct callers *c, const struct process *p)
{
    bool sibling = false;

    for (uint32_t i = 0; i < c->running_count; i++) {
        const struct process *caller = &c->running[i];

        if (caller->id == p->id) {
            return false;
        }
        sibling |= caller->parent == p->parent && p->parent > 1 && caller->program[0] != '\0' &&
                   strcmp(caller->program, p->program) == 0;
    }
    return sibling;
}

static void sibling_look(struct doctor *d, const struct process *p, struct family *f)
{
    enum mapped mapped = sibling_of_caller(f->callers, p) ? plugin_mapped(p->id) : MAPPED_YES;

    if (mapped == MAPPED_UNKNOWN) {
        f->hidden++;
    } else if (mapped == MAPPED_NO && f->named == NAMED_MOST) {
        f->more++;
    } else if (mapped == MAPPED_NO) {
        f->named++;
        doctor_say(d, DOCTOR_WRONG,
                   "have each worker of the host load the plugin, then restart the host",
                   "process %ld (%s) has not loaded the plugin; others of its parent, process %ld, "
                   "call it",
                   p->id, p->name, p->parent);
    }
}

static void family_look(struct doctor *d, struct family *f)
{
    DIR *all = opendir("/proc");
    const struct dirent *entry;
    struct process p;

    /* cppcheck-suppress readdirCalled ; a DIR of our own: glibc's readdir is fine */
    while (all != NULL && (entry = readdir(all)) != NULL) {
        if (isdigit((unsigned char)entry->d_name[0]) &&
            process_read(strtol(entry->d_name, NULL, 10), &p)) {
            sibling_look(d, &p, f);
        }
    }
    if (all != NULL) {
        (void)closedir(all);
    }
}

static void family_say(struct doctor *d, const struct family *f)
{
    uint32_t hidden = f->hidden + f->callers->hidden;

    if (f->more > 0) {
        doctor_say(d, DOCTOR_WRONG, "the same", "%u more have not loaded it", f->more);
    }
    if (hidden > 0) {
        doctor_say(d, DOCTOR_LOOK, "run precare doctor as root",
                   "%u of another user's processes cannot be looked at", hidden);
    }
    if (f->named == 0 && hidden == 0) {
        doctor_say(d, DOCTOR_OK, NULL,
                   f->callers->running_count > 0
                       ? "every one of a process that calls has loaded the plugin"
                       : "no process that called is running, so there is none to compare");
    }
}

void doctor_siblings(struct doctor *d)
{
    struct callers c;
    struct family f = {.callers = &c};

    if (callers_find(d, &c)) {
        family_look(d, &f);
        family_say(d, &f);
    }
    callers_end(d, &c);
}
