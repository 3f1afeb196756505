/* SPDX-License-Identifier: MIT
 *
 * The end of the chain of records, where each new one is tied on (outbox/chain.h). Called by the
 * hooks inside their transaction, on any thread: so it is one look at the last row and one insert.
 */
#include "outbox/chain.h"

#include <string.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/seam.h"

#define CHAIN_MOST 128  /* columns of a content, a later version's too */
#define CHAIN_COLUMNS 4 /* id, at, content, head: before those of the content */

static void number_put(uint8_t out[8], uint64_t n)
{
    for (int i = 0; i < 8; i++) {
        out[i] = (uint8_t)(n >> (56 - 8 * i));
    }
}

/* The bytes of a value, behind its column's number, its type and, but for a number, its length. */
static void value_add(struct sha256 *h, uint8_t column, const struct bound *b)
{
    static const char types[] = {
        [BOUND_NUMBER] = 'i', [BOUND_TEXT] = 't', [BOUND_BYTES] = 'b', [BOUND_OTHER] = '?'};
    size_t len;
    uint8_t lead[10] = {column, (uint8_t)types[b->kind]};

    if (b->kind == BOUND_NUMBER) {
        number_put(lead + 2, (uint64_t)b->number);
        sha256_add(h, lead, sizeof lead);
        return;
    }
    len = b->number < 0 ? strlen(b->at) : (size_t)b->number;
    for (int i = 0; i < 4; i++) {
        lead[2 + i] = (uint8_t)(len >> (24 - 8 * i));
    }
    sha256_add(h, lead, 6);
    if (len > 0) {
        sha256_add(h, b->at, len);
    }
}

static void content_hash(const struct bound *columns, uint32_t count, uint8_t hash_r[CHAIN_HASH])
{
    struct sha256 h;

    sha256_begin(&h);
    for (uint32_t i = 0; i < count; i++) {
        const struct bound *b = &columns[i];

        if (b->kind != BOUND_NULL && (b->kind == BOUND_NUMBER || b->at != NULL)) {
            value_add(&h, (uint8_t)i, b);
        }
    }
    sha256_end(&h, hash_r);
}

void chain_row_hash(sqlite3_stmt *row, uint8_t hash_r[CHAIN_HASH])
{
    struct bound columns[CHAIN_MOST] = {{0}};
    int count = sqlite3_column_count(row) - RECORD_LEAD;

    count = count > CHAIN_MOST ? CHAIN_MOST : count;
    for (int i = 0; i < count; i++) {
        int at = RECORD_LEAD + i, type = sqlite3_column_type(row, at);
        struct bound *b = &columns[i];

        if (type == SQLITE_INTEGER) {
            *b = (struct bound)BIND_NUMBER(sqlite3_column_int64(row, at));
        } else if (type != SQLITE_NULL) { /* what we never write is not what was written */
            b->kind = type == SQLITE_TEXT   ? BOUND_TEXT
                      : type == SQLITE_BLOB ? BOUND_BYTES
                                            : BOUND_OTHER;
            b->at = sqlite3_column_blob(row, at);
            b->at = b->at != NULL ? b->at : "";
            b->number = sqlite3_column_bytes(row, at);
        }
    }
    content_hash(columns, (uint32_t)count, hash_r);
}

void chain_head_hash(const uint8_t before[CHAIN_HASH], int64_t sequence, int64_t at,
                     const uint8_t content[CHAIN_HASH], uint8_t head_r[CHAIN_HASH])
{
    uint8_t all[CHAIN_HASH + 16 + CHAIN_HASH];
    struct sha256 h;

    memcpy(all, before, CHAIN_HASH);
    number_put(all + CHAIN_HASH, (uint64_t)sequence);
    number_put(all + CHAIN_HASH + 8, (uint64_t)at);
    memcpy(all + CHAIN_HASH + 16, content, CHAIN_HASH);
    sha256_begin(&h);
    sha256_add(&h, all, sizeof all);
    sha256_end(&h, head_r);
}

bool chain_end(struct store *store, int64_t *sequence_r, uint8_t head_r[CHAIN_HASH])
{
    sqlite3_stmt *s = store_sql(store, SQL_RECORD_LAST);
    int found = store_step(store, s);

    *sequence_r = 0;
    memset(head_r, 0, CHAIN_HASH);
    if (found == 1) {
        *sequence_r = sqlite3_column_int64(s, 0);
        if (sqlite3_column_bytes(s, 1) == CHAIN_HASH) {
            memcpy(head_r, sqlite3_column_blob(s, 1), CHAIN_HASH);
        } else { /* not a beginning: a chain tied to it would hide that it was changed */
            store_distrust(store, s);
            found = -1;
        }
    }
    (void)sqlite3_reset(s);
    return found >= 0;
}

bool chain_add(struct store *store, int64_t at, struct bound columns[RECORD_COUNT], int64_t *id_r)
{
    uint8_t before[CHAIN_HASH], content[CHAIN_HASH], head[CHAIN_HASH], salt[CHAIN_SALT];
    struct bound row[CHAIN_COLUMNS + RECORD_COUNT];

    if (columns[RECORD_SALT].kind == BOUND_NULL) {
        if (seam.random(salt, sizeof salt) != 0) {
            return false;
        }
        columns[RECORD_SALT] = (struct bound)BIND_BYTES(salt, sizeof salt);
    }
    if (!chain_end(store, id_r, before)) {
        return false;
    }
    ++*id_r;
    content_hash(columns, RECORD_COUNT, content);
    chain_head_hash(before, *id_r, at, content, head);
    row[0] = (struct bound)BIND_NUMBER(*id_r);
    row[1] = (struct bound)BIND_NUMBER(at);
    row[2] = (struct bound)BIND_BYTES(content, CHAIN_HASH);
    row[3] = (struct bound)BIND_BYTES(head, CHAIN_HASH);
    memcpy(row + CHAIN_COLUMNS, columns, RECORD_COUNT * sizeof *columns);
    return store_run(store,
                     store_ask_row(store, SQL_RECORD_ADD, row, CHAIN_COLUMNS + RECORD_COUNT));
}
