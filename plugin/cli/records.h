/* SPDX-License-Identifier: MIT
 *
 * The parts of `precare records`, a file each. Called by records.c; single-threaded. Each returns
 * the exit code, and says itself what went wrong.
 */
#ifndef PRECARE_CLI_RECORDS_H
#define PRECARE_CLI_RECORDS_H

#include "cli/cli.h"
#include "outbox/outbox.h"

/* Whether the records are what was written; `anchors`: a file of heads that were given away, "-"
 * for standard input, NULL: none. */
int records_verify(struct outbox *outbox, const char *anchors);

struct records_reported {
    struct records_wanted records;
    const char *config, *clinic;
    const char *from, *to; /* as they were given; NULL: all */
    uint32_t format;       /* enum report_format */
};
int records_report(struct outbox *outbox, const struct records_reported *wanted);
/* Erases what is kept of a patient. */
int records_erase(struct outbox *outbox, const struct outbox_erasure *erasure);

#endif
