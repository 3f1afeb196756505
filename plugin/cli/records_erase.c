/* SPDX-License-Identifier: MIT
 *
 * `precare records erase`: erases what is kept of one patient. Called by records.c;
 * single-threaded.
 */
#include <stdio.h>

#include "cli/clinic.h"
#include "cli/records.h"
#include "outbox/check.h"
#include "outbox/wal.h"

/* Erased, and not yet gone from the disk. */
static int log_held(const struct outbox *outbox, uint32_t count)
{
    struct buf holders = {.limit = 1024};

    wal_holders(outbox_state(outbox), &holders);
    (void)cli_fail(CLI_LOOK,
                   "%s, but what was erased may still stand in the database's log: %s reads it and "
                   "has not ended. End that process, then run this command again: it empties the "
                   "log",
                   count > 0 ? "the records' content was erased" : "no record is of this patient",
                   holders.at != NULL ? holders.at : "a process");
    buf_end(&holders);
    return CLI_LOOK;
}

int records_erase(struct outbox *outbox, const struct outbox_erasure *erasure)
{
    uint32_t count;
    int code = clinic_outbox_check(outbox, CHECK_DELIVERY | CHECK_RECORDS);

    if (code != CLI_OK) { /* of what is lost nobody could say whose it was */
        return cli_fail(code, "nothing was erased");
    }
    int status = outbox_erase(outbox, erasure, &count);
    if (status == OUTBOX_WRONG) {
        return cli_fail(CLI_LOOK, "an alert of this patient is open: acknowledge it, or drop it, "
                                  "then erase (see precare outbox list). Nothing was erased");
    }
    if (status == OUTBOX_UNKNOWN) {
        return cli_fail(CLI_LOOK, "no record is of this patient. Nothing was erased; the "
                                  "database's log was emptied");
    }
    if (status == OUTBOX_LOG_HELD) {
        return log_held(outbox, count);
    }
    if (status < 0) {
        return cli_fail(clinic_outbox_failed(outbox, status), "nothing was erased");
    }
    (void)printf("Erased: the content of %u record%s. Copies of the outbox are yours to erase.\n",
                 count, count == 1 ? "" : "s");
    return CLI_OK;
}
