/* SPDX-License-Identifier: MIT
 *
 * What the files of the outbox share: the outbox itself, rows in and out of the store, the small
 * steps of its transactions. For plugin/outbox/ alone: what
 * the courier needs is in rows.h and delivery.h.
 */
#ifndef PRECARE_OUTBOX_OUTBOX_INSIDE_H
#define PRECARE_OUTBOX_OUTBOX_INSIDE_H

#include <stdatomic.h>

#include "outbox/finding_key.h"
#include "outbox/delivery.h"
#include "outbox/message.h"
#include "outbox/notice.h"
#include "outbox/outbox.h"
#include "outbox/rows.h"
#include "outbox/store.h"

struct outbox {
    const struct config *config;
    struct state *state;  /* NULL: in memory, or null */
    struct store *store;  /* NULL: the null outbox */
    struct store *memory; /* the same, owned, in memory */
    uint8_t site_key[32];
    struct hmac keyed; /* the same, made ready */
    int wake_fd;
    _Atomic int64_t seen;        /* the day and process that were left for the heartbeat last */
    _Atomic int64_t late_looked; /* steady ms of the last look */
    atomic_int late;
    _Atomic int64_t wal_looked; /* steady ms of the last try to shorten the log */
};

/* ---- rows.c: visits; each between store_enter and store_leave; false: the store's error is set */
struct visit_row {
    int64_t ref, start, last;
    int32_t day; /* its local date */
    uint8_t key[VISIT_KEY];
    bool there, closed; /* closed: it was cancelled */
};
#define VISIT_SUBJECT 6 /* columns of SQL_VISIT_BY_REF, behind those of the row */
#define VISIT_APPOINTMENT 7
#define VISIT_OCCURRENCE 8

/* The least reference a visit of this key can have; it is this and up to REF_RANDOM more, at
 * random. */
int64_t ref_first(const uint8_t key[VISIT_KEY]);
#define REF_RANDOM 0xfffff
bool visit_find(struct store *store, const uint8_t key[VISIT_KEY], struct visit_row *row_r);
bool visit_find_ref(struct store *store, int64_t ref, struct visit_row *row_r);
/* The row that a statement of visits stands at. */
void visit_of_columns(sqlite3_stmt *s, struct visit_row *row_r);
void key_range(const uint8_t key[VISIT_KEY], uint8_t low_r[FINDING_KEY],
               uint8_t high_r[FINDING_KEY]);

/* The messages of a visit, newest first: begin with its row's `ref` and `last`. */
struct trail {
    struct store *store;
    int64_t ref, next;
    struct message m; /* this one */
    bool failed;
};
bool trail_next(struct trail *t); /* false: there is no more, or an error */
bool trail_end(struct trail *t);  /* whether all could be read */

/* ---- identity.c: which visit is meant; the same ---- */

struct visit_meant {
    struct span appointment; /* its id */
    const struct when *occurrence;
    int32_t day; /* DATE_NONE: nobody says */
    bool create; /* it is booked anew */
};
/* Of an id that names a series without an occurrence: the visit of that day, else the one opened
 * last; what is booked anew on another day than all of them is a visit of its own (series_r). */
bool visit_find_meant(struct outbox *outbox, const struct visit_meant *meant,
                      struct visit_row *row_r, bool *series_r);
/* The visit of an event: by its appointment's id, else by subject, procedure and day. */
bool visit_find_event(struct outbox *outbox, const struct visit *visit, bool create,
                      struct visit_row *row_r, bool *series_r);
/* The occurrence as a text; NULL: there is none. */
const char *occurrence_text(const struct when *occurrence, const struct zone *zone, char room[32]);

/* ---- finding_kept.c ---- */
/* What is kept of a finding, as members of an object: no word of a chart. */
void finding_kept(const struct hmac *keyed, const precare_finding *finding, struct buf *out);

/* ---- record.c ---- */
/* The database's log is as long as it may become, and cannot be shortened now. */
bool outbox_log_is_full(struct outbox *outbox);

/* ---- pulse.c ---- */
/* This process called today: once a day a row; inside the transaction. */
bool outbox_seen(struct outbox *outbox, int64_t now);
void outbox_seen_keep(struct outbox *outbox, int64_t now); /* once that is committed */

/* ---- withdraw.c ---- */
struct withdrawal {
    const uint8_t *event; /* what this one told, and no more; NULL: all */
    const uint8_t *by;    /* the event that withdraws */
    int64_t
        until; /* what was made later stays: a notice of another machine may come late; 0: all */
    int64_t now;
};
/* Unsent messages are taken back, what was told is given back, "withdrawn" goes where something was
 * sent; of which nothing is left, that visit is open no more. */
bool visit_withdraw(struct outbox *outbox, const struct visit_row *row,
                    const struct withdrawal *how);

/* ---- acknowledge.c ---- */
struct ack_row {
    const struct visit_row *visit;
    const uint8_t *key; /* of the visit */
    const struct outbox_ack *ack;
    int64_t stranger;  /* a reference of another machine: `key` is of it; else 0 */
    const char *card;  /* of CDS Hooks: each is acknowledged by itself; NULL: none */
    bool ends_nothing; /* recorded, and escalations go on */
};
bool ack_insert(struct outbox *outbox, const struct ack_row *row, int64_t now, bool *new_r);
/* What was acknowledged on another machine of the chain (outbox/notice.h). */
bool ack_apply(struct outbox *outbox, const struct notice *notice, int64_t now);

/* ---- ack_check.c: 0, or OUTBOX_WRONG, and why_r says why; or OUTBOX_NOT_RECORDED ---- */
int ack_check_alone(const struct outbox_ack *ack, struct buf *why_r); /* whatever was found */
/* By the findings of one evaluation, as its record has them; by those of the visit's records. */
int ack_check_findings(const struct outbox_ack *ack, const char *json, size_t len,
                       struct buf *why_r);
int ack_check_visit(struct outbox *outbox, const struct ack_row *row, struct buf *why_r);

/* ---- notice.c ---- */
#define META_STREAM "relay stream" /* its notices were applied here, */
#define META_NUMBER "relay number" /* up to this one */

/* The keyed hash of a rule's name. */
void notice_rule_key(const struct outbox *outbox, const char *rule, uint8_t key_r[NOTICE_KEY]);

/* Inside a transaction; nothing without a relay. */
bool notice_of_ack(struct outbox *outbox, const struct ack_row *row, const uint8_t hash[ACK_KEY],
                   int64_t now);
/* An acknowledgement that came by reference alone goes on with its visit. */
bool notice_of_visit(struct outbox *outbox, const struct notice *notice,
                     const uint8_t visit[VISIT_KEY]);
struct visit_cancelled {
    const uint8_t *key, *of_day; /* of_day: which of a series, if there is one; or NULL */
    bool one_event;              /* what one event told, and no more */
};
bool notice_of_cancel(struct outbox *outbox, const struct visit_cancelled *visit,
                      const uint8_t event[EVENT_KEY], int64_t now);

/* ---- outbox.c ---- */
struct store_options options_of(const struct config *config);

/* ---- deliverer.c ---- */
void outbox_wake(const struct outbox *outbox);
bool outbox_is_late(struct outbox *outbox, int64_t now); /* looks; between enter and leave */

#endif
