/* SPDX-License-Identifier: MIT
 *
 * The outbox's tables and statements, as text. The schema grows by tables and columns at the end
 * only, so that an old and a new version of the plugin can share a database during an upgrade.
 * Times are milliseconds since 1970 UTC.
 *
 * visit: one row an appointment that was told of, its reference and its keyed hash. The first half
 *   of a reference is of the hash, the second is random: so one tree serves both to find it by, and
 *   all that the host calls by one id stand side by side. `day`: its local date; `closed`: 1 once
 *   it was cancelled.
 * message: what is to be told to one target; `prev` chains the messages of one visit.
 * told: which finding (keyed hash; the first 8 bytes are the visit's) was told to which target, by
 *   which message.
 * record: what was judged, acknowledged, reloaded, erased, chained (outbox/chain.h); the messages
 * of an evaluation are [first_message, first_message + messages). acked: which acknowledgements
 * were recorded (keyed hash), so that each is once. anchor: how far the chain had come when its
 * head was given away: there, old records may be cut. target: the state of a channel. notice: what
 * the other machines of a chain are to hear, until the relay has it. seen: which processes recorded
 * something on which of the clinic's days, for two months. card: what was shown by CDS Hooks, for a
 * month: whose visit it is, what of the finding an acknowledgement is judged by, to whom.
 */
#include "outbox/chain.h"
#include "outbox/store.h"

#define RECORD_NAME(big, small) ", " #small
#define RECORD_NULL(big, small) ", " #small " = NULL"
#define RECORD_MARK(big, small) ", ?"

const char store_schema[] =
    "CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS visit(ref INTEGER PRIMARY KEY, key BLOB NOT NULL, subject TEXT,"
    " appointment TEXT, start INTEGER NOT NULL, last INTEGER, created INTEGER NOT NULL,"
    " occurrence TEXT, day INTEGER, closed INTEGER NOT NULL DEFAULT 0);"
    "CREATE TABLE IF NOT EXISTS message(id INTEGER PRIMARY KEY, target TEXT NOT NULL,"
    " rank INTEGER NOT NULL, due INTEGER NOT NULL, state INTEGER NOT NULL DEFAULT 0,"
    " kind INTEGER NOT NULL, severity INTEGER NOT NULL, ref INTEGER, prev INTEGER,"
    " created INTEGER NOT NULL, deadline INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0,"
    " webhook_id BLOB NOT NULL, flags INTEGER NOT NULL DEFAULT 0, items TEXT, event BLOB,"
    " done_at INTEGER, answer INTEGER, folded INTEGER, count INTEGER NOT NULL DEFAULT 0);"
    "CREATE TABLE IF NOT EXISTS told(target TEXT NOT NULL, key BLOB NOT NULL,"
    " message INTEGER NOT NULL REFERENCES message, PRIMARY KEY(target, key)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS record(id INTEGER PRIMARY KEY, at INTEGER NOT NULL,"
    " content BLOB NOT NULL, head BLOB NOT NULL, erased INTEGER" RECORD_COLUMNS(
        RECORD_NAME) ");"
                     "CREATE TABLE IF NOT EXISTS acked(hash BLOB PRIMARY KEY, record INTEGER NOT "
                     "NULL)"
                     " WITHOUT ROWID;"
                     "CREATE TABLE IF NOT EXISTS anchor(sequence INTEGER PRIMARY KEY, head BLOB "
                     "NOT NULL,"
                     " at INTEGER NOT NULL);"
                     "CREATE TABLE IF NOT EXISTS target(name TEXT PRIMARY KEY, state INTEGER NOT "
                     "NULL, reason TEXT,"
                     " since INTEGER NOT NULL, alarmed INTEGER NOT NULL) WITHOUT ROWID;"
                     "CREATE TABLE IF NOT EXISTS notice(id INTEGER PRIMARY KEY, kind INTEGER NOT "
                     "NULL,"
                     " hash BLOB NOT NULL, at INTEGER NOT NULL, visit BLOB, ref INTEGER, event "
                     "BLOB,"
                     " one_event INTEGER NOT NULL, rule BLOB, action INTEGER, of_day BLOB);"
                     "CREATE TABLE IF NOT EXISTS seen(day INTEGER, process INTEGER,"
                     " PRIMARY KEY(day, process)) WITHOUT ROWID;"
                     "CREATE TABLE IF NOT EXISTS card(id INTEGER PRIMARY KEY, uuid TEXT NOT NULL"
                     " UNIQUE, at INTEGER NOT NULL, visit BLOB NOT NULL, subject TEXT, rule TEXT,"
                     " found TEXT, user TEXT, role TEXT, staff INTEGER NOT NULL DEFAULT 0);"
                     "INSERT OR IGNORE INTO meta VALUES('touch', 0);"
                     "INSERT OR IGNORE INTO meta VALUES('origin', lower(hex(randomblob(8))));";

/* Once the tables have all of their columns. */
const char store_indexes[] =
    "CREATE INDEX IF NOT EXISTS message_due ON message(target, rank, due) WHERE state = 0;";

#define MESSAGE_COLUMNS_WITH(items)                                                                \
    "id, target, rank, due, state, kind, severity, ref, prev, created, deadline, tries, "          \
    "webhook_id, flags, " items ", done_at, answer, count, event"
#define MESSAGE_COLUMNS MESSAGE_COLUMNS_WITH("items")

/* Evaluations of a patient, and what was acknowledged of their visits. */
#define OF_SUBJECT                                                                                 \
    "kind IN (1, 2) AND (subject = ?1 OR ref IN (SELECT ref FROM visit WHERE subject = ?1)"        \
    " OR visit IN (SELECT visit FROM record WHERE kind = 1 AND subject = ?1))"

const char *const store_statements[SQL_COUNT] = {
    [SQL_BEGIN] = "BEGIN IMMEDIATE",
    [SQL_COMMIT] = "COMMIT",
    [SQL_ROLLBACK] = "ROLLBACK",
#define VISIT_COLUMNS "ref, key, start, last, day, closed"
    [SQL_VISIT_BY_KEY] = "SELECT " VISIT_COLUMNS " FROM visit WHERE ref BETWEEN ?2 AND ?3"
                         " AND key = ?1",
    [SQL_VISITS_OF_ID] = "SELECT " VISIT_COLUMNS " FROM visit WHERE ref BETWEEN ?2 AND ?3"
                         " AND appointment = ?1 ORDER BY created, ref",
    [SQL_VISIT_BY_REF] = "SELECT " VISIT_COLUMNS ", subject, appointment, occurrence FROM visit"
                         " WHERE ref = ?1",
    [SQL_VISIT_ADD] = "INSERT INTO visit(ref, last, key, subject, appointment, start, created,"
                      " occurrence, day) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    [SQL_VISIT_MOVE] = "UPDATE visit SET start = ?2, day = ?3, closed = 0 WHERE ref = ?1",
    [SQL_VISIT_CLOSE] = "UPDATE visit SET closed = 1 WHERE ref = ?1",
    [SQL_VISIT_LAST] = "UPDATE visit SET last = ?2 WHERE ref = ?1",
    [SQL_TOLD_FIND] = "SELECT 1 FROM told WHERE target = ?1 AND key = ?2",
    [SQL_TOLD_ADD] = "INSERT INTO told(target, key, message) VALUES(?1, ?2, ?3)",
    [SQL_TOLD_ANY] = "SELECT 1 FROM told WHERE target = ?1 AND key BETWEEN ?2 AND ?3 LIMIT 1",
    [SQL_TOLD_OF] =
        "SELECT key FROM told WHERE target = ?1 AND key BETWEEN ?2 AND ?3 AND message = ?4",
    [SQL_TOLD_GIVE_BACK] = "DELETE FROM told WHERE target = ?1 AND key BETWEEN ?2 AND ?3"
                           " AND (?4 IS NULL OR message = ?4)",
    [SQL_MESSAGE_ADD] =
        "INSERT INTO message(target, rank, due, kind, severity, ref, prev, created, deadline,"
        " webhook_id, flags, items, event, count)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    [SQL_MESSAGE_GET] = "SELECT " MESSAGE_COLUMNS " FROM message WHERE id = ?1",
    [SQL_MESSAGE_STATE] = "UPDATE message SET state = ?2, items = NULL, done_at = ?3"
                          " WHERE id = ?1 AND state = 0",
    [SQL_MESSAGE_ITEMS] = "UPDATE message SET items = ?2 WHERE id = ?1",
    [SQL_MESSAGE_DEADLINE] = "UPDATE message SET deadline = max(?2, created + ?3)"
                             " WHERE id = ?1 AND state = 0",
    [SQL_RECORD_LAST] = "SELECT id, head FROM record ORDER BY id DESC LIMIT 1",
    [SQL_RECORD_ADD] = "INSERT INTO record(id, at, content, head" RECORD_COLUMNS(
        RECORD_NAME) ")"
                     " VALUES(?, ?, ?, ?" RECORD_COLUMNS(RECORD_MARK) ")",
    [SQL_ACKED_FIND] = "SELECT 1 FROM acked WHERE hash = ?1",
    [SQL_ACKED_ADD] = "INSERT INTO acked(hash, record) VALUES(?1, ?2)",
    [SQL_ANCHOR_ADD] = "INSERT OR IGNORE INTO anchor(sequence, head, at) VALUES(?1, ?2, ?3)",
    [SQL_TARGET_AFTER] = "SELECT target FROM message WHERE state = 0 AND target > ?1"
                         " ORDER BY target LIMIT 1",
    [SQL_OLDEST_DUE] = "SELECT due FROM message WHERE state = 0 AND target = ?1 AND rank = ?2"
                       " ORDER BY due LIMIT 1",
    [SQL_DUE] =
        "SELECT " MESSAGE_COLUMNS " FROM message"
        " WHERE state = 0 AND target = ?1 AND rank = ?2 AND due <= ?3 ORDER BY due LIMIT ?4",
    [SQL_SENT] = "UPDATE message SET state = 1, items = NULL, done_at = ?2, answer = ?3,"
                 " tries = tries + 1, flags = flags | ?4 WHERE id = ?1 AND state = 0",
    [SQL_AGAIN] = "UPDATE message SET due = ?2, tries = ?3, flags = ?4, answer = ?5"
                  " WHERE id = ?1 AND state = 0",
    [SQL_DEAD] = "UPDATE message SET state = 2, done_at = ?2, answer = ?3, tries = tries + 1"
                 " WHERE id = ?1 AND state = 0",
    [SQL_REFUSED] = "SELECT id, ref FROM message WHERE state = 0 AND target = ?1 AND flags & 16"
                    " LIMIT 1",
    [SQL_REFUSED_DEAD] = "UPDATE message SET state = 2, done_at = ?2"
                         " WHERE id = ?1 AND state = 0 AND flags & 16",
    [SQL_FOLD_DUE] =
        "SELECT id, severity, ref, flags, items FROM message"
        " WHERE state = 0 AND target = ?1 AND rank = 1 AND due <= ?2"
        " AND kind IN (1, 2, 3, 4) AND (flags & ?3) = ?3 AND NOT flags & 64 ORDER BY due",
    [SQL_FOLD] = "UPDATE message SET state = 4, items = NULL, folded = ?2, done_at = ?3"
                 " WHERE id = ?1 AND state = 0",
    [SQL_POSTPONE] = "UPDATE message SET due = ?2 WHERE state = 0 AND target = ?1 AND rank = 1"
                     " AND due <= ?3 AND kind IN (1, 2, 3, 4)",
    [SQL_TARGET_GET] = "SELECT state, reason, since, alarmed FROM target WHERE name = ?1",
    [SQL_TARGET_SET] = "INSERT INTO target(name, state, reason, since, alarmed)"
                       " VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT(name) DO UPDATE SET"
                       " state = excluded.state, reason = excluded.reason, since = excluded.since,"
                       " alarmed = excluded.alarmed",
    [SQL_TARGET_DUE_NOW] = "UPDATE message SET due = ?2 WHERE state = 0 AND target = ?1"
                           " AND due > ?2 AND tries > 0",
    [SQL_CLOCK_BACK] = "UPDATE message SET due = due - (created - ?1),"
                       " deadline = deadline - (created - ?1), created = ?1"
                       " WHERE state = 0 AND created > ?1 + 2000",
    [SQL_CLOCK_BACK_TRIES] = "UPDATE message SET due = due + ?1"
                             " WHERE state = 0 AND (tries > 0 OR kind = 4) AND due > ?2",
    [SQL_CLOCK_FORWARD] = "UPDATE message SET deadline = deadline + ?1, created = created + ?1,"
                          " due = CASE WHEN tries > 0 OR kind = 4 THEN due + ?1 ELSE due END"
                          " WHERE state = 0 AND created <= ?2",
    [SQL_TOUCH] = "UPDATE meta SET value = value + 1 WHERE key = 'touch'",
    [SQL_TARGETS_WAITING] = "SELECT target, count(*) FROM message WHERE state = 0 GROUP BY target",
    [SQL_MOVE_TO] = "UPDATE message SET target = ?2, flags = flags & ~18,"
                    " due = CASE WHEN flags & 16 THEN created ELSE due END"
                    " WHERE state = 0 AND target = ?1",
    [SQL_MESSAGE_DELETE] = "DELETE FROM message WHERE id = ?1",
    [SQL_VISITS_OLD] = "SELECT ref, key, last FROM visit WHERE ref > ?1 AND last > 0 AND start < ?2"
                       " AND created < ?2 ORDER BY ref LIMIT ?3",
    [SQL_META_GET] = "SELECT value FROM meta WHERE key = ?1",
    [SQL_META_SET] = "INSERT INTO meta(key, value) VALUES(?1, ?2)"
                     " ON CONFLICT(key) DO UPDATE SET value = excluded.value",
    [SQL_META_DROP] = "DELETE FROM meta WHERE key = ?1",
    [SQL_NOTICE_ADD] =
        "INSERT INTO notice(kind, hash, at, visit, ref, event, one_event, rule, action, of_day)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    [SQL_NOTICE_NEXT] =
        "SELECT id, kind, hash, at, visit, ref, event, one_event, rule, action, of_day"
        " FROM notice ORDER BY id LIMIT 1",
    [SQL_NOTICE_GONE] = "DELETE FROM notice WHERE id = ?1",
    [SQL_NOTICE_DEAD] = "UPDATE message SET state = 2, items = ?3, done_at = ?4, answer = ?5,"
                        " flags = flags + ?6 WHERE id = ?1 AND webhook_id = ?2 AND state = 1",
    [SQL_MESSAGE_AFTER] = "SELECT " MESSAGE_COLUMNS " FROM message NOT INDEXED WHERE id > ?1"
                          " ORDER BY id LIMIT 1",
    [SQL_MESSAGE_BEFORE] = "SELECT " MESSAGE_COLUMNS " FROM message NOT INDEXED WHERE id < ?1"
                           " ORDER BY id DESC LIMIT 1",
    [SQL_SENT_UNMARKED] = "UPDATE message SET done_at = ?2, answer = ?3, flags = flags | ?4"
                          " WHERE id = ?1",
    [SQL_SENT_MARK] = "UPDATE message SET state = 1, items = NULL"
                      " WHERE state = 0 AND done_at IS NOT NULL",
    [SQL_WAITING_ANY] = "SELECT 1 FROM message WHERE state = 0 LIMIT 1",
    [SQL_WAITING_ALL] = "SELECT count(*) FROM message WHERE state = 0",
    [SQL_SENT_ALL] = "SELECT count(*) FROM message WHERE state = 1",
    [SQL_DEAD_ALL] = "SELECT count(*) FROM message WHERE state = 2",
    [SQL_RECORDS_ALL] = "SELECT count(*) FROM record WHERE kind = 1",
    [SQL_DUE_FIRST] = "SELECT min(due) FROM message WHERE state = 0",
    [SQL_UNCLEAR_ALL] = "SELECT count(*) FROM message WHERE state = 1 AND flags & 32",
    [SQL_UNCLEAR_OF] = "SELECT count(*) FROM message WHERE state = 1 AND flags & 32"
                       " AND target = ?1",
    [SQL_WAITING_OF] = "SELECT count(*) FROM message WHERE state = 0 AND target = ?1",
    [SQL_DEAD_OF] = "SELECT count(*) FROM message WHERE state = 2 AND target = ?1",
    [SQL_MESSAGES_OF] = "SELECT " MESSAGE_COLUMNS_WITH("NULL") " FROM message WHERE ref = ?1"
                                                               " ORDER BY id DESC",
    [SQL_ACKNOWLEDGED_OF] = "SELECT rule, action, actor, role, coalesce(nullif(done_at, 0), at)"
                            " FROM record WHERE ref = ?1 AND kind = 2 ORDER BY id",
    [SQL_MESSAGES_OPEN] = "SELECT " MESSAGE_COLUMNS_WITH("NULL") " FROM message"
                                                                 " WHERE state IN (0, 2)"
                                                                 " ORDER BY id DESC",
    [SQL_MESSAGES_TOLD] = "SELECT target, kind, state, done_at FROM message"
                          " WHERE id >= ?1 AND id < ?2 AND kind <> 4",
    [SQL_RECORDS] = "SELECT id, at, content, head, erased" RECORD_COLUMNS(
        RECORD_NAME) " FROM record WHERE at >= ?1 AND at < ?2 ORDER BY id",
    [SQL_RECORDS_OF_SUBJECT] = "SELECT id, at, content, head, erased" RECORD_COLUMNS(
        RECORD_NAME) " FROM record WHERE at >= ?2 AND at < ?3 AND " OF_SUBJECT " ORDER BY id",
    [SQL_SUBJECT_OPEN] = "SELECT count(*) FROM message WHERE state IN (0, 2) AND ref IN (SELECT "
                         "ref FROM visit WHERE subject = ?1)",
    [SQL_SUBJECT_SEQUENCES] = "SELECT id FROM record WHERE " OF_SUBJECT " ORDER BY id",
    [SQL_ERASE_RECORD] =
        "UPDATE record SET erased = ?2" RECORD_COLUMNS(RECORD_NULL) " WHERE id = ?1",
    [SQL_ERASE_ACKED] = "DELETE FROM acked WHERE record = ?1",
    [SQL_ERASE_TOLD] = "DELETE FROM told WHERE message IN (SELECT id FROM message WHERE ref IN"
                       " (SELECT ref FROM visit WHERE subject = ?1))",
    [SQL_ERASE_MESSAGES] = "DELETE FROM message WHERE ref IN"
                           " (SELECT ref FROM visit WHERE subject = ?1)",
    [SQL_ERASE_VISITS] = "DELETE FROM visit WHERE subject = ?1",
    [SQL_RECORDS_WHOLE] = "SELECT * FROM record ORDER BY id",
    [SQL_RECORDS_GONE] = "SELECT id, kind, sequences FROM record WHERE kind IN (4, 5) ORDER BY id",
    [SQL_ANCHORS] = "SELECT sequence, head FROM anchor",
    [SQL_ANCHORS_ALL] = "SELECT count(*) FROM anchor",
    [SQL_BEGIN_READ] = "BEGIN",
    [SQL_FINDINGS_OF] = "SELECT findings FROM record WHERE id > (SELECT max(id) FROM record) - ?2"
                        " AND kind = 1 AND visit = ?1 ORDER BY id DESC",
    [SQL_RETRY_TARGETS] = "UPDATE target SET state = 0, reason = NULL, since = ?2, alarmed = 0"
                          " WHERE ?1 IS NULL OR name = ?1",
    [SQL_RETRY_WAITING] = "UPDATE message SET due = ?2, flags = flags & ~18 WHERE state = 0"
                          " AND (tries > 0 OR due < ?2) AND (?1 IS NULL OR target = ?1)",
    [SQL_RETRY_DEAD] = "UPDATE message SET state = 0, due = ?2, done_at = NULL,"
                       " flags = (flags & ~18) | 8 WHERE state = 2 AND (?1 IS NULL OR target = ?1)",
    [SQL_DROP] = "UPDATE message SET state = 5, items = NULL WHERE ref = ?1 AND state IN (0, 2)",
    [SQL_SWEEP_MESSAGES] = "DELETE FROM message WHERE id IN (SELECT id FROM (SELECT * FROM message"
                           " ORDER BY id LIMIT 500)"
                           " WHERE ref IS NULL AND state <> 0 AND created < ?1)",
    [SQL_SWEEP_VISITS] = "DELETE FROM visit WHERE ref IN (SELECT ref FROM visit WHERE last = 0"
                         " AND created < ?1 AND start < ?1 LIMIT 200)",
    [SQL_RECORDS_OLD] = "SELECT max(a.sequence) FROM anchor AS a, record AS r"
                        " WHERE r.id = a.sequence AND r.at < ?1"
                        " AND r.id < (SELECT max(id) FROM record)",
    [SQL_SWEEP_RECORDS] = "DELETE FROM record WHERE id IN (SELECT id FROM record WHERE id <= ?1"
                          " ORDER BY id LIMIT 500)",
    [SQL_SWEEP_ANCHORS] = "DELETE FROM anchor WHERE sequence < ?1",
    [SQL_SEEN_ADD] = "INSERT OR IGNORE INTO seen VALUES(?1, ?2)",
    /* times are nearly in the order of the ids: what is older is looked for from the end */
    [SQL_PULSE_EVALUATIONS] = "SELECT at FROM record WHERE kind = 1 AND coalesce(drill, 0) = 0"
                              " AND id > coalesce((SELECT id FROM record WHERE at < ?1"
                              " ORDER BY id DESC LIMIT 1), 0)",
    [SQL_PULSE_ALERTS] = "SELECT count(*) FROM message WHERE kind IN (1, 2) AND created >= ?1"
                         " AND NOT flags & 64",
    [SQL_PULSE_OLDEST] = "SELECT min(due) FROM message WHERE state = 0 AND due <= ?1",
    [SQL_SEEN_OF] = "SELECT count(*) FROM seen WHERE day = ?1",
    [SQL_SEEN_DAYS] = "SELECT day, count(*) FROM seen WHERE day < ?1 GROUP BY day"
                      " ORDER BY day DESC LIMIT ?2",
    [SQL_SEEN_SINCE] = "SELECT DISTINCT process FROM seen WHERE day >= ?1",
    [SQL_DRILL_LAST] = "SELECT coalesce(max(at), 0) FROM record WHERE kind = 1 AND drill = 1",
    [SQL_SEEN_OLD] = "DELETE FROM seen WHERE day < ?1",
    [SQL_CARD_ADD] = "INSERT INTO card(uuid, at, visit, subject, rule, found, user, role, staff)"
                     " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT(uuid) DO UPDATE SET"
                     " at = excluded.at, visit = excluded.visit, subject = excluded.subject,"
                     " rule = excluded.rule, found = excluded.found, user = excluded.user,"
                     " role = excluded.role, staff = excluded.staff",
    [SQL_CARD_FIND] = "SELECT visit, subject, rule, found, user, role, staff FROM card"
                      " WHERE uuid = ?1",
    [SQL_ERASE_CARDS] = "DELETE FROM card WHERE subject = ?1",
    [SQL_SUBJECT_CARDS] = "SELECT count(*) FROM card WHERE subject = ?1",
    [SQL_SWEEP_CARDS] = "DELETE FROM card WHERE id IN (SELECT id FROM (SELECT id, at FROM card"
                        " ORDER BY id LIMIT 2000) WHERE at < ?1)",
    [SQL_SWEEP_ACKED] = "DELETE FROM acked WHERE record < (SELECT min(id) FROM record)",
};
