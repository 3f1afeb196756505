/* SPDX-License-Identifier: MIT
 *
 * The number of the last record, kept beside the database (outbox/check.h): a log whose end was cut
 * off, or an old copy that was put in place, looks whole, and is shorter than it was. Kept by who
 * closes the outbox and by the one that delivers; it only grows. What cannot be kept tells less.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "outbox/chain.h"
#include "outbox/check.h"
#include "outbox/outbox_inside.h"

#define LAST_RECORD "last-record"

static int64_t last_read(int fd)
{
    int64_t last = 0;

    return pread(fd, &last, sizeof last, 0) == (ssize_t)sizeof last && last > 0 ? last : 0;
}

void last_record_keep(const struct state *state, struct store *store)
{
    uint8_t head[CHAIN_HASH];
    int64_t last = 0;

    if (state == NULL || store_enter(store) != 0) {
        return;
    }
    bool known = chain_end(store, &last, head);
    int fd = known ? state_file(state, LAST_RECORD, O_RDWR | O_CREAT) : -1;
    if (fd >= 0 && last > last_read(fd)) {
        ssize_t put = pwrite(fd, &last, sizeof last, 0);

        (void)put;
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    (void)store_leave(store);
}

int last_record_check(const struct state *state, struct store *store, struct buf *words)
{
    uint8_t head[CHAIN_HASH];
    int64_t last = 0;
    int fd = state != NULL ? state_file(state, LAST_RECORD, O_RDONLY) : -1, status;

    if (fd < 0) {
        return 0;
    }
    int64_t kept = last_read(fd);
    (void)close(fd);
    if ((status = store_enter(store)) != 0) {
        return store_told(store, status, words);
    }
    bool known = chain_end(store, &last, head);
    status = store_leave(store);
    if (status != 0 || !known || last >= kept) {
        return store_told(store, status, words);
    }
    buf_printf(words,
               "the last record is %lld, and there were %lld: the newest are gone, and "
               "their messages with them",
               (long long)last, (long long)kept);
    return OUTBOX_UNREADABLE;
}
