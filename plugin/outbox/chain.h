/* SPDX-License-Identifier: MIT
 *
 * The records and their chain. A record is a row of the table `record`: its sequence is its id, its
 * content the columns of RECORD_COLUMNS. `content` is the SHA-256 of them, `head` that of the
 * record before, the sequence, the time and the content: so no record can be changed, taken out,
 * put in or moved without every later head being another. What was erased keeps its sequence, time,
 * content and head, and the chain stays whole. The salt goes with it: the content's hash tells
 * nothing then. Inside a transaction of the caller's; false: the store's error is set.
 */
#ifndef PRECARE_OUTBOX_CHAIN_H
#define PRECARE_OUTBOX_CHAIN_H

#include "outbox/store.h"

#define CHAIN_HASH 32
#define CHAIN_SALT 16

/* What is a record: written by us and never changed. Messages, what was told and the state of
 * channels change as they are delivered, and are none. */
enum record_kind {
    RECORD_EVALUATION = 1,
    RECORD_ACKNOWLEDGEMENT,
    RECORD_RELOAD,    /* rules were taken into use, restored or refused: who, which, the diff */
    RECORD_ERASURE,   /* of a patient, by request: which records */
    RECORD_RETENTION, /* what is older than `keep` was cut: which records */
    RECORD_KINDS
};

/* The columns of a record's content, in their order: only at the end may more be added. */
#define RECORD_COLUMNS(_)                                                                          \
    _(KIND, kind)                                                                                  \
    _(SALT, salt)                                                                                  \
    _(VISIT, visit) /* the first bytes of its key */                                               \
    _(REF, ref)                                                                                    \
    _(SUBJECT, subject)                                                                            \
    _(APPOINTMENT, appointment)                                                                    \
    _(OCCURRENCE, occurrence)                                                                      \
    _(EVALUATION_ID, evaluation_id)                                                                \
    _(EVENT_ID, event_id)                                                                          \
    _(MOMENT, moment)                                                                              \
    _(ACTION, action) /* of the booking, or of who acknowledged */                                 \
    _(PHASE, phase)                                                                                \
    _(DISPOSITION, disposition)                                                                    \
    _(DATE, date)                                                                                  \
    _(OVERALL, overall)                                                                            \
    _(COVERAGE, coverage)                                                                          \
    _(BOOKS, books)                                                                                \
    _(FINDINGS, findings)                                                                          \
    _(SHADOW, shadow)                                                                              \
    _(FIRST_MESSAGE, first_message)                                                                \
    _(MESSAGES, messages)                                                                          \
    _(SAID, said)                                                                                  \
    _(DRILL, drill) /* 1: it was a drill, and counts in nothing */                                 \
    _(RULE, rule)                                                                                  \
    _(ACTOR, actor)                                                                                \
    _(ROLE, role)                                                                                  \
    _(REASON, reason)                                                                              \
    _(NOTE, note)                                                                                  \
    _(DONE_AT, done_at)                                                                            \
    _(HASH, hash)           /* of the set of rules */                                              \
    _(SEQUENCES, sequences) /* which records were erased or cut: "12,15-17" */

enum record_column {
#define RECORD_COLUMN(big, small) RECORD_##big,
    RECORD_COLUMNS(RECORD_COLUMN)
#undef RECORD_COLUMN
    RECORD_COUNT
};

/* Columns of SQL_RECORDS, which reads whole records: these, then those of the content. */
enum record_lead {
    RECORD_SEQUENCE,
    RECORD_AT,
    RECORD_CONTENT,
    RECORD_HEAD,
    RECORD_ERASED, /* when; null: it is there */
    RECORD_LEAD
};

/* Adds a record at the chain's end. `columns` are RECORD_COUNT; an absent salt is drawn here. */
bool chain_add(struct store *store, int64_t at, struct bound columns[RECORD_COUNT], int64_t *id_r);

/* The hash of the content of a row of SQL_RECORDS, or of all of the table's columns: later
 * versions' too. */
void chain_row_hash(sqlite3_stmt *row, uint8_t hash_r[CHAIN_HASH]);
struct records_head;
/* The sequence and the head of the last record; 0 and zeros: there is none. */
bool chain_end(struct store *store, int64_t *sequence_r, uint8_t head_r[CHAIN_HASH]);
bool chain_look(struct store *store, struct records_head *head_r); /* the same, with the origin */
void chain_head_hash(const uint8_t before[CHAIN_HASH], int64_t sequence, int64_t at,
                     const uint8_t content[CHAIN_HASH], uint8_t head_r[CHAIN_HASH]);

#endif
