/* SPDX-License-Identifier: MIT
 *
 * What the hooks see of the deliverer: they wake it, look whether it is late, and ask whether it
 * has anything to do (outbox/outbox.h). Any thread. A database that does not answer says nothing.
 */
#include <stdio.h>
#include <unistd.h>

#include "outbox/outbox_inside.h"
#include "base/seam.h"

#define LATE_LOOK_MS 1000
#define TARGET_ROOM 256
#define TARGETS_LOOKED 300u

void outbox_wake(const struct outbox *outbox)
{
    if (outbox->wake_fd >= 0) {
        ssize_t n = write(outbox->wake_fd, "!", 1); /* full: the deliverer has been woken */

        (void)n;
    }
}

/* ---- late ---- */

int64_t due_first(struct store *store, const char *target)
{
    int64_t first = INT64_MAX;

    for (int rank = 0; rank < 2; rank++) {
        int64_t due =
            store_number(store, INT64_MAX, SQL_OLDEST_DUE, BIND_TEXT(target), BIND_NUMBER(rank));

        first = due < first ? due : first;
    }
    return first;
}

/* The next target by name that something waits for, of the configuration or not; false: none. */
static bool target_after(struct store *store, char target[TARGET_ROOM])
{
    sqlite3_stmt *s = store_ask(store, SQL_TARGET_AFTER, BIND_TEXT(target));
    const char *next = store_step(store, s) == 1 ? (const char *)sqlite3_column_text(s, 0) : NULL;

    if (next != NULL) {
        (void)snprintf(target, TARGET_ROOM, "%s", next);
    }
    (void)sqlite3_reset(s);
    return next != NULL;
}

bool outbox_is_late(struct outbox *outbox, int64_t now)
{
    const struct config *config = outbox->config;
    int64_t steady = seam.steady_ms();
    char target[TARGET_ROOM] = "";
    bool late = false;

    if (steady - atomic_load(&outbox->late_looked) < LATE_LOOK_MS) {
        return atomic_load(&outbox->late) != 0;
    }
    /* Bounded: what else writes the file cannot hold a hook here. */
    for (uint32_t i = 0; i < TARGETS_LOOKED && !late && target_after(outbox->store, target); i++) {
        late = due_first(outbox->store, target) < now - config->late_after_ms;
    }
    atomic_store(&outbox->late, late ? 1 : 0);
    atomic_store(&outbox->late_looked, steady);
    return late;
}

/* Asked by the door at its start, so that what an earlier process left behind is delivered without
 * waiting for the next alert. */
int outbox_pending(struct outbox *outbox)
{
    int status;

    if (outbox->store == NULL) {
        return 0;
    }
    if ((status = store_enter(outbox->store)) != 0) {
        return status;
    }
    int any = store_has_row(outbox->store, store_sql(outbox->store, SQL_WAITING_ANY));
    status = store_leave(outbox->store);
    return status != 0 ? status : any;
}

/* ---- for the deliverer (outbox/delivery.h) ---- */

const struct config *outbox_config(const struct outbox *outbox)
{
    return outbox->config;
}

bool outbox_is_null(const struct outbox *outbox)
{
    return outbox->store == NULL;
}

struct store *outbox_store(const struct outbox *outbox)
{
    const struct store_options options = options_of(outbox->config);

    return outbox->memory != NULL ? outbox->memory
                                  : store_get(outbox->state, STORE_COURIER, &options);
}

void outbox_store_done(const struct outbox *outbox, struct store *store)
{
    if (outbox->memory == NULL) {
        store_close(store);
    }
}

int outbox_bell(const struct outbox *outbox)
{
    return outbox->wake_fd;
}

const uint8_t *outbox_site_key(const struct outbox *outbox)
{
    return outbox->site_key;
}

void outbox_texts_key(const struct outbox *outbox, const char *kind, const char *const *texts,
                      uint32_t count, uint8_t key_r[ACK_KEY])
{
    texts_key(&outbox->keyed, kind, texts, count, key_r);
}
