/* SPDX-License-Identifier: MIT
 *
 * Makes the tables of a database, and lets those of an older version grow: what a file lacks is
 * found by comparing it with a new one in memory, so that a column is added by writing it at its
 * table's end in store_sql.c and raising STORE_MINOR. Called when a connection is opened (store.c);
 * on failure the file is as it was.
 */
#include <stdio.h>

#include "outbox/store.h"

static int version_read(sqlite3 *db)
{
    sqlite3_stmt *s = NULL;
    int version = -1;

    if (sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &s, NULL) == SQLITE_OK &&
        sqlite3_step(s) == SQLITE_ROW) {
        version = sqlite3_column_int(s, 0);
    }
    (void)sqlite3_finalize(s);
    return version;
}

/* Runs a statement of one or two names; for_r is NULL, or gets whether it has a row. */
static bool schema_run(sqlite3 *db, const char *sql, bool *row_r)
{
    sqlite3_stmt *s = NULL;
    int code = sql != NULL ? sqlite3_prepare_v2(db, sql, -1, &s, NULL) : SQLITE_NOMEM;

    code = code == SQLITE_OK ? sqlite3_step(s) : code;
    if (row_r != NULL) {
        *row_r = code == SQLITE_ROW;
    }
    (void)sqlite3_finalize(s);
    return code == SQLITE_ROW || code == SQLITE_DONE;
}

/* `column` is a row of: table, name, type, whether it must have a value, its default. */
static bool column_grow(sqlite3 *db, sqlite3_stmt *column)
{
    const char *table = (const char *)sqlite3_column_text(column, 0);
    const char *name = (const char *)sqlite3_column_text(column, 1);
    const char *otherwise = (const char *)sqlite3_column_text(column, 4);
    char *look =
        sqlite3_mprintf("SELECT 1 FROM pragma_table_info(%Q) WHERE name = %Q", table, name);
    char *grow =
        sqlite3_mprintf("ALTER TABLE \"%w\" ADD COLUMN \"%w\" %s%s%s%s", table, name,
                        (const char *)sqlite3_column_text(column, 2),
                        sqlite3_column_int(column, 3) != 0 ? " NOT NULL" : "",
                        otherwise != NULL ? " DEFAULT " : "", otherwise != NULL ? otherwise : "");
    bool there = false;
    bool good = schema_run(db, look, &there) && (there || schema_run(db, grow, NULL));

    sqlite3_free(look);
    sqlite3_free(grow);
    return good;
}

static bool columns_grow(sqlite3 *db)
{
    static const char all[] = "SELECT t.name, c.name, c.type, c.\"notnull\", c.dflt_value"
                              " FROM sqlite_schema AS t, pragma_table_info(t.name) AS c"
                              " WHERE t.type = 'table' ORDER BY t.name, c.cid";
    sqlite3 *new = NULL;
    sqlite3_stmt *columns = NULL;
    bool good = sqlite3_open(":memory:", &new) == SQLITE_OK &&
                sqlite3_exec(new, store_schema, NULL, NULL, NULL) == SQLITE_OK &&
                sqlite3_prepare_v2(new, all, -1, &columns, NULL) == SQLITE_OK;
    int code = SQLITE_DONE;

    while (good && (code = sqlite3_step(columns)) == SQLITE_ROW) {
        good = column_grow(db, columns);
    }
    (void)sqlite3_finalize(columns);
    (void)sqlite3_close(new);
    return good && code == SQLITE_DONE;
}

/* Under the lock: another process may have been first. */
static bool schema_grow(sqlite3 *db)
{
    char set[64];
    int version = version_read(db), ours = STORE_MAJOR * 1000 + STORE_MINOR;

    (void)snprintf(set, sizeof set, "PRAGMA user_version = %d", version > ours ? version : ours);
    return version >= 0 && sqlite3_exec(db, store_schema, NULL, NULL, NULL) == SQLITE_OK &&
           (version == 0 || version >= ours || columns_grow(db)) &&
           sqlite3_exec(db, store_indexes, NULL, NULL, NULL) == SQLITE_OK &&
           sqlite3_exec(db, set, NULL, NULL, NULL) == SQLITE_OK;
}

bool store_schema_make(sqlite3 *db, bool on_disk)
{
    int version = version_read(db);

    if (version < 0 || version / 1000 > STORE_MAJOR) {
        return false; /* a later version's: it may mean other things by the same words */
    }
    if (version >= STORE_MAJOR * 1000 + STORE_MINOR && on_disk) {
        return true;
    }
    /* What failed goes back when the caller closes the connection; its error stays to be read. */
    return sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK && schema_grow(db) &&
           sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
}
