/* SPDX-License-Identifier: MIT
 *
 * The chain of records: each record is tied to all before it, and what was written is what is read.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "outbox/chain.h"
#include "outbox/check.h"
#include "support/alerts.h"
#include "test.h"

static struct alerts a;

/* The records whose content and head are what their rows say, from the first on; below 0: one is
 * not. The last head is head_r's. */
static int64_t chain_walk(uint8_t head_r[CHAIN_HASH])
{
    uint8_t content[CHAIN_HASH], head[CHAIN_HASH] = {0};
    char path[320];
    sqlite3 *db = NULL;
    sqlite3_stmt *s = NULL;
    int64_t count = 0;

    (void)snprintf(path, sizeof path, "%s/outbox.db", a.state);
    CU_ASSERT_EQUAL_FATAL(sqlite3_open(path, &db), SQLITE_OK);
    CU_ASSERT_EQUAL_FATAL(sqlite3_prepare_v2(db, "SELECT * FROM record ORDER BY id", -1, &s, NULL),
                          SQLITE_OK);
    while (count >= 0 && sqlite3_step(s) == SQLITE_ROW) {
        chain_row_hash(s, content);
        chain_head_hash(head, sqlite3_column_int64(s, RECORD_SEQUENCE),
                        sqlite3_column_int64(s, RECORD_AT), content, head);
        bool same = sqlite3_column_int64(s, RECORD_SEQUENCE) == count + 1 &&
                    memcmp(content, sqlite3_column_blob(s, RECORD_CONTENT), CHAIN_HASH) == 0 &&
                    memcmp(head, sqlite3_column_blob(s, RECORD_HEAD), CHAIN_HASH) == 0;
        count = same ? count + 1 : -1 - count;
    }
    (void)sqlite3_finalize(s);
    (void)sqlite3_close(db);
    memcpy(head_r, head, CHAIN_HASH);
    return count;
}

static void each_record_is_tied_to_all_before(void)
{
    struct happened h = {.told_count = 2};
    struct outbox_ack ack = {
        .action = PRECARE_ACCEPTED, .appointment = "apt-1", .actor = "u12", .role = "physician"};
    struct outbox_reload reload = {"reload", "lead", "sha256:00", "[]",
                                   "mn-keloid: hold, was info"};
    struct records_head head;
    uint8_t last[CHAIN_HASH];

    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-2", "main"), 0);
    CU_ASSERT_EQUAL(outbox_acknowledge(a.outbox, &ack, NULL), 0);
    CU_ASSERT_EQUAL(outbox_reloaded(a.outbox, &reload), 0);
    CU_ASSERT_EQUAL(chain_walk(last), 4);
    CU_ASSERT_EQUAL(outbox_records_head(a.outbox, &head), 0);
    CU_ASSERT_EQUAL(head.count, 4);
    CU_ASSERT_EQUAL(memcmp(head.head, last, CHAIN_HASH), 0);
    CU_ASSERT_EQUAL(alerts_number(&a, "UPDATE record SET actor = 'u13' WHERE kind = 2"), -1);
    CU_ASSERT_EQUAL(chain_walk(last), -3);
    alerts_end(&a);
}

static void head_is_a_line_of_three_parts(void)
{
    struct buf text = {0};
    struct records_head head;
    char origin[64], hash[64];
    long long count;

    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(outbox_records_head(a.outbox, &head), 0);
    CU_ASSERT_EQUAL(head.count, 0);
    CU_ASSERT_EQUAL(outbox_records_anchored(a.outbox, &head), OUTBOX_NOTHING);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    CU_ASSERT_EQUAL(outbox_records_head(a.outbox, &head), 0);
    records_head_text(&head, &text);
    CU_ASSERT_EQUAL(sscanf(text.at, "%63s %lld %63s", origin, &count, hash), 3);
    CU_ASSERT_EQUAL(strlen(origin), strlen("precare/outbox/0123456789abcdef"));
    CU_ASSERT_EQUAL(strncmp(origin, "precare/outbox/", 15), 0);
    CU_ASSERT_EQUAL(count, 1);
    CU_ASSERT_EQUAL(strlen(hash), 44);
    buf_end(&text);
    CU_ASSERT_EQUAL(outbox_records_anchored(a.outbox, &head), 0);
    CU_ASSERT_EQUAL(alerts_number(&a, "SELECT count(*) FROM anchor WHERE sequence = 1"), 1);
    alerts_end(&a);
}

/* Of a head that is damaged nothing goes on, and whoever asks is told where. */
static void damaged_head_is_no_beginning(void)
{
    struct buf words = {0};

    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-2", "main"), 0);
    alerts_reopen(&a); /* keeps the last record's number */
    (void)alerts_number(&a, "UPDATE record SET head = x'00' WHERE id = 2");
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-3", "main"), OUTBOX_NOT_RECORDED);
    CU_ASSERT_EQUAL(alerts_number(&a, "SELECT count(*) FROM record"), 2);
    CU_ASSERT_EQUAL(outbox_check(a.outbox, CHECK_DELIVERY, &words), OUTBOX_UNREADABLE);
    CU_ASSERT_PTR_NOT_NULL(strstr(words.at != NULL ? words.at : "", "table record: "));
    buf_end(&words);
    alerts_end(&a);
}

static const struct test tests[] = {
    {"each record, of whatever kind, is tied to all before it", each_record_is_tied_to_all_before},
    {"a head is given away as origin, count and hash", head_is_a_line_of_three_parts},
    {"a head that is damaged is no beginning of a chain", damaged_head_is_no_beginning},
    {0},
};

const struct test_suite test_suites[] = {{"chain", NULL, NULL, tests}, {0}};
