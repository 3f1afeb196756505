/* SPDX-License-Identifier: MIT
 *
 * Tokens that were taken (serve/seen.h).
 */
#include "serve/seen.h"

#include <pthread.h>
#include <string.h>

#include "base/hash.h"
#include "base/seam.h"

#define SLOTS (1u << 19)
#define MOST (SLOTS / 2)
#define MARK 16u

struct seen_table {
    uint8_t (*slots)[MARK]; /* zeros: free */
    uint32_t count;
};
struct seen {
    pthread_mutex_t mutex;
    int64_t since;               /* when the first table was begun */
    struct seen_table tables[2]; /* the one that is filled, and the one before */
};

struct seen *seen_open(int64_t now)
{
    struct seen *seen = mem_new(sizeof *seen);

    if (seen == NULL) {
        return NULL;
    }
    (void)pthread_mutex_init(&seen->mutex, NULL);
    seen->since = now;
    for (uint32_t i = 0; i < 2; i++) {
        seen->tables[i].slots = mem_new(sizeof *seen->tables[i].slots * SLOTS);
    }
    if (seen->tables[0].slots == NULL || seen->tables[1].slots == NULL) {
        seen_close(&seen);
    }
    return seen;
}

void seen_close(struct seen **seen)
{
    if (*seen != NULL) {
        mem_drop((*seen)->tables[0].slots);
        mem_drop((*seen)->tables[1].slots);
        (void)pthread_mutex_destroy(&(*seen)->mutex);
        mem_drop(*seen);
        *seen = NULL;
    }
}

static void table_empty(struct seen_table *table)
{
    if (table->count > 0) {
        memset(table->slots, 0, sizeof *table->slots * SLOTS);
        table->count = 0;
    }
}

/* A token of the table before has ended when the next one is begun. */
static void tables_turn(struct seen *seen, int64_t now)
{
    if (now - seen->since < SEEN_SECONDS) {
        return;
    }
    struct seen_table before = seen->tables[1];

    seen->tables[1] = seen->tables[0];
    seen->tables[0] = before;
    table_empty(&seen->tables[0]);
    if (now - seen->since >= INT64_C(2) * SEEN_SECONDS) {
        table_empty(&seen->tables[1]);
    }
    seen->since = now;
}

/* Its slot, or the free one where it belongs. */
static uint8_t *slot_find(const struct seen_table *table, const uint8_t mark[MARK])
{
    static const uint8_t none[MARK];
    uint32_t at;

    memcpy(&at, mark, sizeof at);
    while (memcmp(table->slots[at % SLOTS], mark, MARK) != 0 &&
           memcmp(table->slots[at % SLOTS], none, MARK) != 0) {
        at++;
    }
    return table->slots[at % SLOTS];
}

bool seen_take(struct seen *seen, const void *of, size_t len, int64_t now)
{
    uint8_t digest[32];
    struct sha256 hash;

    sha256_begin(&hash);
    sha256_add(&hash, of, len);
    sha256_end(&hash, digest);
    (void)pthread_mutex_lock(&seen->mutex);
    tables_turn(seen, now);
    uint8_t *slot = slot_find(&seen->tables[0], digest);
    bool taken = memcmp(slot, digest, MARK) != 0 &&
                 memcmp(slot_find(&seen->tables[1], digest), digest, MARK) != 0 &&
                 seen->tables[0].count < MOST;
    if (taken) {
        memcpy(slot, digest, MARK);
        seen->tables[0].count++;
    }
    (void)pthread_mutex_unlock(&seen->mutex);
    return taken;
}
