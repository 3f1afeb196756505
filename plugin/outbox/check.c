/* SPDX-License-Identifier: MIT
 *
 * Looks whether the database is whole (outbox/check.h). A row a table: SQLite's own check of its
 * pages and indexes, and what no row of it can be. Nothing is changed.
 */
#include "outbox/check.h"

#include <stdio.h>
#include <string.h>

#include "outbox/outbox_inside.h"
#include "outbox/store_inside.h"

#define NO_ZEROS(text) "instr(" text ", char(0)) > 0"
#define ALL2(a, b) "coalesce(" a ", '') || coalesce(" b ", '')"
#define ALL4(a, b, c, d) ALL2(a, b) " || " ALL2(c, d)

struct check_row {
    const char *table;
    int part;
    const char *odd; /* a row that cannot be; NULL: nothing is known of it */
};

static const struct check_row check_rows[] = {
    {"message", CHECK_DELIVERY,
     "SELECT 1 FROM message AS m WHERE due <= 0 OR created <= 0 OR deadline <= 0"
     " OR kind NOT BETWEEN 1 AND 30 OR state NOT BETWEEN 0 AND 300 OR rank NOT BETWEEN 0 AND 1"
     " OR length(webhook_id) <> 16 OR webhook_id = zeroblob(16) OR target = ''"
     " OR " NO_ZEROS(
         ALL2("target", "items")) " OR (items IS NOT NULL AND NOT json_valid(items))"
                                  " OR (items IS NULL AND state = 0)"
                                  " OR (kind IN (1, 2, 4) AND (severity = 0 OR ref IS NULL))"
                                  " OR (ref IS NOT NULL AND NOT EXISTS (SELECT 1 FROM visit WHERE "
                                  "visit.ref = m.ref)) LIMIT 1"},
    {"visit", CHECK_DELIVERY,
     "SELECT 1 FROM visit WHERE ref <= 0 OR length(key) <> 16 OR key = zeroblob(16)"
     " OR created <= 0 OR " NO_ZEROS(
         ALL4("subject", "appointment", "occurrence",
              "''")) " OR last > (SELECT max(id) FROM message) LIMIT 1"},
    {"told", CHECK_DELIVERY,
     "SELECT 1 FROM told WHERE length(key) <> 24 OR target = '' OR " NO_ZEROS(
         "target") " OR NOT EXISTS (SELECT 1 FROM message WHERE id = told.message) LIMIT 1"},
    {"target", CHECK_DELIVERY,
     "SELECT 1 FROM target WHERE state NOT BETWEEN 0 AND 30 OR since <= 0"
     " OR " NO_ZEROS(ALL2("name", "reason")) " LIMIT 1"},
    {"meta", CHECK_DELIVERY, "SELECT 1 FROM meta WHERE key = '' OR " NO_ZEROS("key") " LIMIT 1"},
    {"notice", CHECK_DELIVERY, "SELECT 1 FROM notice WHERE at <= 0 LIMIT 1"},
    {"record", CHECK_RECORDS,
     "SELECT 1 FROM record WHERE at <= 0 OR length(head) <> 32"
     " OR " NO_ZEROS(ALL4("evaluation_id", "event_id", "subject", "appointment")) " OR " NO_ZEROS(
         ALL4(
             "date", "books", "findings",
             "shadow")) " OR " NO_ZEROS(ALL4("rule", "actor", "role",
                                             "reason")) " OR " NO_ZEROS(ALL4("occurrence", "said",
                                                                             "note",
                                                                             "sequences")) " OR "
                                                                                           "NOT "
                                                                                           "json_"
                                                                                           "valid("
                                                                                           "coalesc"
                                                                                           "e("
                                                                                           "books, "
                                                                                           "'[]')) "
                                                                                           "OR NOT "
                                                                                           "json_"
                                                                                           "valid("
                                                                                           "coalesc"
                                                                                           "e("
                                                                                           "finding"
                                                                                           "s, "
                                                                                           "'[]'))"
                                                                                           " OR "
                                                                                           "NOT "
                                                                                           "json_"
                                                                                           "valid("
                                                                                           "coalesc"
                                                                                           "e("
                                                                                           "shadow,"
                                                                                           " '[]'))"
                                                                                           " LIMIT "
                                                                                           "1"},
    {"acked", CHECK_RECORDS,
     "SELECT 1 FROM acked WHERE length(hash) <> 16 OR hash = zeroblob(16) LIMIT 1"},
    {"anchor", CHECK_RECORDS, "SELECT 1 FROM anchor WHERE length(head) <> 32 OR at <= 0 LIMIT 1"},
};

/* What SQLite found is one line of its own words: places, never what stands there. */
static void found_write(struct buf *words, const char *table, const char *what)
{
    if (table != NULL) {
        buf_printf(words, "table %s: ", table);
    }
    for (; *what != '\0'; what++) {
        buf_char(words, *what == '\n' ? ' ' : *what);
    }
}

/* A check of SQLite's: one row, "ok". */
static bool sqlite_finds(struct store *store, const char *sql, const char *table, struct buf *words)
{
    sqlite3_stmt *s = NULL;
    bool well =
        sqlite3_prepare_v2(store->db, sql, -1, &s, NULL) == SQLITE_OK && store_step(store, s) == 1;
    const char *said = well ? (const char *)sqlite3_column_text(s, 0) : NULL;

    if (!well) {
        store_failed(store, SQL_COUNT);
        found_write(words, table, sqlite3_errstr(store->error));
    } else if (said == NULL || strcmp(said, "ok") != 0) {
        found_write(words, table, said != NULL ? said : "it cannot be checked");
        well = false;
    }
    (void)sqlite3_finalize(s);
    return !well;
}

static bool odd_found(struct store *store, const struct check_row *row, struct buf *words)
{
    sqlite3_stmt *s = NULL;
    int found = sqlite3_prepare_v2(store->db, row->odd, -1, &s, NULL) == SQLITE_OK
                    ? store_step(store, s)
                    : -1;

    if (found < 0) {
        store_failed(store, SQL_COUNT);
    }
    if (found != 0) {
        found_write(words, row->table,
                    found > 0 ? "a row was overwritten" : sqlite3_errstr(store->error));
    }
    (void)sqlite3_finalize(s);
    return found != 0;
}

static bool damage_found(struct store *store, int parts, struct buf *words)
{
    char sql[64];

    /* A read makes sure that the log's index is there. */
    (void)store_has_row(store, store_sql(store, SQL_WAITING_ANY));
    if (log_has_gap(store)) {
        found_write(words, NULL, "its log was damaged: what was written after that is lost");
        return true;
    }
    if ((parts & CHECK_WHOLE) != 0 && sqlite_finds(store, "PRAGMA quick_check(1)", NULL, words)) {
        return true;
    }
    for (size_t i = 0; i < sizeof check_rows / sizeof check_rows[0]; i++) {
        const struct check_row *row = &check_rows[i];

        (void)snprintf(sql, sizeof sql, "PRAGMA integrity_check('%s')", row->table);
        if ((parts & row->part) != 0 &&
            (sqlite_finds(store, sql, row->table, words) || odd_found(store, row, words))) {
            return true;
        }
    }
    return false;
}

int store_check(struct store *store, int parts, struct buf *words)
{
    int status = store_enter(store);

    if (status != 0) {
        return store_told(store, status, words);
    }
    bool damaged = damage_found(store, parts, words);
    status = store_leave(store);
    return store_told(store, status != 0 ? status : damaged ? OUTBOX_UNREADABLE : 0, words);
}

int outbox_check(struct outbox *outbox, int parts, struct buf *words)
{
    int status = outbox->store != NULL ? store_check(outbox->store, parts, words) : 0;

    return status == 0 && outbox->store != NULL
               ? last_record_check(outbox->state, outbox->store, words)
               : status;
}
