/* SPDX-License-Identifier: MIT
 *
 * Whether a deliverer has anything to do, now or later: messages that wait, escalations among them.
 * Asked by the door at its start, so that what an earlier process left behind is delivered without
 * waiting for the next alert.
 */
#include "outbox/outbox.h"

#include "outbox/outbox_inside.h"

int outbox_pending(struct outbox *outbox)
{
    sqlite3_stmt *row = NULL;
    int status, any = OUTBOX_NOT_RECORDED;

    if (outbox->store == NULL) {
        return 0;
    }
    if ((status = store_enter(outbox->store)) != 0) {
        return status;
    }
    sqlite3 *db = store_db(outbox->store);
    if (sqlite3_prepare_v2(db, "SELECT 1 FROM message WHERE state = 0 LIMIT 1", -1, &row, NULL) ==
        SQLITE_OK) {
        int step = sqlite3_step(row);

        any = step == SQLITE_ROW ? 1 : step == SQLITE_DONE ? 0 : OUTBOX_NOT_RECORDED;
    }
    (void)sqlite3_finalize(row);
    store_leave(outbox->store);
    return any;
}
