/* SPDX-License-Identifier: MIT
 *
 * Asking the database (outbox/store.h): statements, their parameters, their steps. A step has three
 * meanings, a row, the end, an error; the first error of a use stays in the store until store_leave
 * or store_end tells it, so that none is taken for the end. With the store's turn.
 */
#include <stdio.h>
#include <string.h>

#include "outbox/outbox.h"
#include "outbox/store_inside.h"

void store_failed(struct store *store, enum sql which)
{
    if (store->error == SQLITE_OK) {
        int code = sqlite3_extended_errcode(store->db);

        store->error_at = (int)which;
        store->error = code != SQLITE_OK ? code : SQLITE_ERROR;
    }
}

/* Which statement it is, to be told: found only where one failed. */
static enum sql statement_place(const struct store *store, const sqlite3_stmt *statement)
{
    int at = 0;

    while (at < SQL_COUNT && (statement == NULL || store->statements[at] != statement)) {
        at++;
    }
    return (enum sql)at;
}

sqlite3_stmt *store_sql(struct store *store, enum sql which)
{
    sqlite3_stmt **statement = &store->statements[which];

    if (*statement == NULL) {
        if (sqlite3_prepare_v3(store->db, store_statements[which], -1, SQLITE_PREPARE_PERSISTENT,
                               statement, NULL) != SQLITE_OK) {
            store_failed(store, which);
            return NULL;
        }
        return *statement;
    }
    (void)sqlite3_reset(*statement);
    (void)sqlite3_clear_bindings(*statement);
    return *statement;
}

sqlite3_stmt *store_ask_row(struct store *store, enum sql which, const struct bound *row,
                            size_t count)
{
    sqlite3_stmt *s = store_sql(store, which);

    for (int i = 0; s != NULL && i < (int)count; i++) {
        const struct bound *b = &row[i];

        switch (b->kind) {
        case BOUND_NULL:
        case BOUND_OTHER: break;
        case BOUND_NUMBER: (void)sqlite3_bind_int64(s, i + 1, b->number); break;
        case BOUND_TEXT:
            (void)sqlite3_bind_text(s, i + 1, b->at, (int)b->number, SQLITE_STATIC);
            break;
        case BOUND_BYTES:
            (void)sqlite3_bind_blob(s, i + 1, b->at, (int)b->number, SQLITE_STATIC);
            break;
        }
    }
    return s;
}

int store_step(struct store *store, sqlite3_stmt *statement)
{
    int code = statement != NULL ? sqlite3_step(statement) : SQLITE_ERROR;

    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        store_failed(store, statement_place(store, statement));
    }
    return code == SQLITE_ROW ? 1 : code == SQLITE_DONE ? 0 : -1;
}

void store_distrust(struct store *store, sqlite3_stmt *statement)
{
    if (store->error == SQLITE_OK) {
        store->error_at = (int)statement_place(store, statement);
        store->error = SQLITE_CORRUPT;
    }
}

const char *store_text(struct store *store, sqlite3_stmt *row, int column)
{
    const char *text = (const char *)sqlite3_column_text(row, column);

    if (text != NULL && strlen(text) != (size_t)sqlite3_column_bytes(row, column)) {
        store_distrust(store, row);
    }
    return text;
}

int store_has_row(struct store *store, sqlite3_stmt *statement)
{
    int found = store_step(store, statement);

    (void)sqlite3_reset(statement);
    return found;
}

int64_t store_number_row(struct store *store, sqlite3_stmt *statement, int64_t otherwise)
{
    bool there = store_step(store, statement) == 1;
    int64_t number = there ? sqlite3_column_int64(statement, 0) : otherwise;

    (void)sqlite3_reset(statement);
    return number;
}

bool store_run(struct store *store, sqlite3_stmt *statement)
{
    bool done = store_step(store, statement) == 0;

    if (!done && store->error == SQLITE_OK) { /* a row, of a statement that has none */
        store_failed(store, statement_place(store, statement));
    }
    (void)sqlite3_reset(statement);
    return done;
}

/* ---- what failed, in words ---- */

/* "message" of "UPDATE message SET ...": the table that a statement is about; NULL: none. */
static const char *statement_table(const char *sql, size_t *len_r)
{
    static const char *const before[] = {" FROM ", "INTO ", "UPDATE "};
    const char *at = NULL;

    for (size_t i = 0; i < sizeof before / sizeof before[0] && at == NULL; i++) {
        at = strstr(sql, before[i]);
        at = at != NULL ? at + strlen(before[i]) : NULL;
    }
    *len_r = at != NULL ? strspn(at, "abcdefghijklmnopqrstuvwxyz_") : 0;
    return *len_r > 0 ? at : NULL;
}

void store_trouble(const struct store *store, struct buf *words)
{
    int at = store->last_error_at, code = store->last_error;
    size_t len = 0;
    const char *table = at < SQL_COUNT ? statement_table(store_statements[at], &len) : NULL;

    if (table != NULL) {
        buf_text(words, "table ");
        buf_add(words, table, len);
        buf_text(words, ": ");
    }
    buf_printf(words, "%s (SQLite %d)", sqlite3_errstr(code), code);
}

int store_told(const struct store *store, int status, struct buf *words)
{
    if (status == OUTBOX_UNREADABLE && words->len == 0) {
        store_trouble(store, words);
    }
    return status;
}
