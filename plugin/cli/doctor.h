/* SPDX-License-Identifier: MIT
 *
 * What the checks of `precare doctor` share: the installation that is looked at, and how a check
 * says what it saw. For doctor.c and doctor_*.c; a check is one function in a row of doctor.c's
 * table. A check that cannot be made says so, and the others go on; none changes anything, and none
 * says a secret or anything of a patient. Single-threaded.
 */
#ifndef PRECARE_CLI_DOCTOR_H
#define PRECARE_CLI_DOCTOR_H

#include <jansson.h>
#include <sys/types.h>

#include "cli/clinic.h"
#include "cli/plugin.h"
#include "cli/rules_given.h"
#include "cli/user.h"

enum doctor_verdict {
    DOCTOR_OK,
    DOCTOR_LOOK,
    DOCTOR_WRONG,
    DOCTOR_VERDICTS
};
extern const char *const doctor_verdicts[DOCTOR_VERDICTS];

struct doctor {
    const char *config_path, *plugin; /* plugin NULL: the one that belongs to this command */
    const struct config *config;
    const struct faults *config_faults; /* warnings alone */
    struct outbox *outbox; /* NULL: these say why it cannot be opened, and what to do */
    struct buf outbox_why, outbox_mend;
    bool no_state; /* there is no state directory */
    json_t *stats; /* of the outbox; NULL: they cannot be read */
    struct rules_given given;
    bool rules_read;
    bool post;
    int64_t now; /* milliseconds */
    int32_t today;
    uid_t owner;         /* of the state directory, where there is one */
    uid_t courier, host; /* who delivers, and who calls, as far as this can be seen */
    pid_t deliverer;     /* the process that delivers; 0: none, or it cannot be seen */
    const char *check;   /* the row of the table that is being gone through */
    bool json;
    struct buf *out;
    uint32_t counts[DOCTOR_VERDICTS];
};

/* ---- doctor_say.c ---- */

/* What a check saw: one line. `mend`: one command or sentence; NULL: nothing to do. */
void doctor_say(struct doctor *d, enum doctor_verdict verdict, const char *mend, const char *format,
                ...) __attribute__((format(printf, 4, 5)));
/* The same, with a remedy that is put together. */
struct doctor_mend {
    char text[400];
};
const char *doctor_mend(struct doctor_mend *room, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Of a check that needs the outbox: true, or it was said that it cannot be opened. */
bool doctor_needs_outbox(struct doctor *d);

/* ---- the checks ---- */

void doctor_versions(struct doctor *d);      /* doctor_build.c */
void doctor_configuration(struct doctor *d); /* doctor_owners.c */
void doctor_rule_files(struct doctor *d);
void doctor_secrets(struct doctor *d);
void doctor_state(struct doctor *d);
void doctor_rules_in_use(struct doctor *d); /* doctor_rules.c */
void doctor_approval(struct doctor *d);
void doctor_review(struct doctor *d);
void doctor_overlays(struct doctor *d);
void doctor_outbox(struct doctor *d); /* doctor_outbox.c */
void doctor_waiting(struct doctor *d);
void doctor_log(struct doctor *d);
void doctor_deliverer(struct doctor *d);
void doctor_heartbeat(struct doctor *d);
void doctor_space(struct doctor *d);
void doctor_channels(struct doctor *d); /* doctor_channels.c */

void doctor_drill(struct doctor *d);
void doctor_clock(struct doctor *d); /* doctor_times.c */
void doctor_time_zone(struct doctor *d);
void doctor_processes(struct doctor *d); /* doctor_processes.c */
void doctor_siblings(struct doctor *d);

/* Who delivers: from the kernel's list of locks; 0: nobody, or it cannot be told. */
pid_t doctor_deliverer_find(const struct outbox *outbox);

#endif
