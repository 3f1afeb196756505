/* SPDX-License-Identifier: MIT
 *
 * `precare records erase`: erases what is kept of one patient. Called by records.c;
 * single-threaded.
 */
#include <stdio.h>

#include "cli/clinic.h"
#include "cli/records.h"
#include "outbox/check.h"

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
        return cli_fail(CLI_LOOK, "no record is of this patient. Nothing was erased");
    }
    if (status < 0) {
        return cli_fail(clinic_outbox_failed(outbox, status), "nothing was erased");
    }
    (void)printf("Erased: the content of %u record%s. Copies of the outbox are yours to erase.\n",
                 count, count == 1 ? "" : "s");
    return CLI_OK;
}
