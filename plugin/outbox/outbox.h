/* SPDX-License-Identifier: MIT
 *
 * The outbox: the record of what was judged and of what must be told, in SQLite under the state
 * directory. A hook calls outbox_record before it returns; the courier (courier.h) delivers from
 * it. One database connection a process and state directory, closed before a fork and reopened at
 * the next use, kept after outbox_close (hosts that load the plugin at each request). Any thread,
 * unless said otherwise. Status of every function: 0 done, > 0 done with a note (OUTBOX_LATE, ...),
 * < 0 an error (OUTBOX_NOT_RECORDED, ...).
 */
#ifndef PRECARE_OUTBOX_OUTBOX_H
#define PRECARE_OUTBOX_OUTBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "outbox/state.h"
#include "base/buf.h"
#include "config/config.h"
#include "engine/result.h"
#include "visit/visit.h"

#define OUTBOX_LATE 1          /* recorded, but nobody seems to deliver */
#define OUTBOX_NOTHING 2       /* nothing to do: already acknowledged, already withdrawn */
#define OUTBOX_PASSED_ON 3     /* not known here: the other machines of the chain hear it */
#define OUTBOX_LOG_HELD 4      /* done, and the database's log still has what was */
#define OUTBOX_NOT_RECORDED -1 /* disk full, busy, broken: evaluation goes on, nobody was told */
#define OUTBOX_FORKED -2       /* the process was cloned behind our back: nothing is written */
#define OUTBOX_UNKNOWN -3      /* no such reference */
#define OUTBOX_WRONG -4        /* it may not be */
#define OUTBOX_UNREADABLE -5   /* the database is damaged, or its disk fails (outbox_trouble) */

struct outbox;

/* [control] Opens the state directory and makes sure that the database can be written (a failure is
 * visible here); no database handle stays open unless an earlier one left it. NULL with faults.
 * Borrows config until outbox_close. */
struct outbox *outbox_open(const struct config *config, struct faults *faults);
/* The same without a disk: everything in memory, for tests and demonstrations; null: records
 * nothing, tells nobody (hosts that only validate). */
struct outbox *outbox_open_memory(const struct config *config, struct faults *faults);
struct outbox *outbox_open_null(const struct config *config);
void outbox_close(struct outbox **outbox);
const struct state *outbox_state(const struct outbox *outbox); /* NULL: it has none */

/* The one call of the hooks, for phases final and settle (a preview writes nothing:
 * OUTBOX_NOTHING). One transaction holds the evaluation, the messages, what was told, the
 * acknowledgements of the visit; a cancel (or a cancelled appointment) withdraws. Fills the
 * result's `ref` and its notes (`not-recorded`, `late`, `unknown-channel`,
 * `series-without-occurrence`, `acknowledgement-refused`). log_line_r (may be
 * NULL) gets a static last-resort line, without patient data, where something went wrong. */
int outbox_record(struct outbox *outbox, const struct visit *visit, struct result *result,
                  const char **log_line_r);

/* The host's own ids behind a reference, as JSON: {"ref","subject","appointment",
 * "occurrence","start"}. 0, or
 * OUTBOX_UNKNOWN. */
int outbox_lookup(struct outbox *outbox, const char *ref, struct buf *json);

/* Who was told of a visit, by its reference or the appointment's id. OUTBOX_UNKNOWN: nobody was. */
struct told_wanted {
    const char *ref, *appointment;
    struct when occurrence; /* of the appointment, where its id names a series */
};
int outbox_told(struct outbox *outbox, const struct told_wanted *wanted, struct buf *json);

struct outbox_ack {
    uint32_t action; /* PRECARE_ACCEPTED.. */
    const char *ref; /* or, NULL: subject and appointment */
    const char *subject, *appointment;
    struct when occurrence; /* of the appointment, where its id names a series */
    const char *rule;       /* NULL: all findings of the visit */
    const char *actor, *role, *reason, *note;
    int64_t at; /* seconds since 1970 UTC; 0: now */
};
/* OK only once committed; idempotent (OUTBOX_NOTHING the second time). With a relay, a reference
 * that is not known here is passed on to the machines of the chain (OUTBOX_PASSED_ON). Stops
 * escalation of what is acknowledged. OUTBOX_WRONG: it may not be recorded, and why_r (may be NULL)
 * says why: somebody is named, the rule was found for that visit; an override names its rule, its
 * role and reason are of that rule. */
int outbox_acknowledge(struct outbox *outbox, const struct outbox_ack *ack, struct buf *why_r);

/* ---- cards of CDS Hooks ---- */

struct outbox_card {
    const struct outbox_card *next; /* those of one visit stand together */
    const char *uuid;
    const struct visit *visit;
    const precare_finding *finding; /* NULL: a question, a note */
};
struct outbox_user {       /* who is shown them */
    const char *id, *role; /* the role that the clinic gives them; NULL: not known */
    bool staff;            /* not the patient, nor somebody of theirs */
};
/* Keeps for 30 days what a feedback to a card is checked against; a uuid again: anew. One
 * transaction. No evaluation is recorded. */
int outbox_cards_keep(struct outbox *outbox, const struct outbox_card *cards,
                      const struct outbox_user *user);

struct outbox_feedback {
    const char *card; /* its uuid */
    bool accepted;    /* else overridden */
    const char *reason, *note;
    int64_t at; /* seconds since 1970 UTC; 0: now */
};
enum outbox_heard {
    HEARD_RECORDED,
    HEARD_DISMISSED,  /* an override by whoever may not: recorded as looked at, ends nothing */
    HEARD_REPEATED,   /* known already */
    HEARD_UNKNOWN,    /* no such card, or older than 30 days: nothing is recorded */
    HEARD_OF_NOTHING, /* of a card that tells no finding: nothing to record */
    HEARD_COUNT
};
extern const char *const outbox_heard_words[HEARD_COUNT];
/* Each becomes an acknowledgement by the user of its card, once. All in one transaction; what fails
 * was not heard at all, and may be sent again. */
int outbox_feedback(struct outbox *outbox, const struct outbox_feedback *feedback, uint32_t count,
                    uint32_t counts_r[HEARD_COUNT]);

/* A line to the operations channel: `what` is a word ("reload-failed"), `say` one plain sentence
 * without patient data. The same `what` is told once until it is over, which is told if it was:
 * `say` says what is well again. OUTBOX_NOTHING: no such channel, told already, or never. */
int outbox_operations(struct outbox *outbox, const char *what, const char *say);
int outbox_operations_over(struct outbox *outbox, const char *what, const char *say);

/* That rules were taken into use, restored or refused, as a record: once it is committed, 0. */
struct outbox_reload {
    const char *what;  /* "first", "reload", "restore", "refused" */
    const char *by;    /* who did it, where it is known */
    const char *hash;  /* of the set of rules */
    const char *books; /* the rulebooks as in a record of an evaluation: a JSON list; NULL: none */
    const char *diff;  /* what changed, looser first, in words that may leave the house */
};
int outbox_reloaded(struct outbox *outbox, const struct outbox_reload *reload);

/* Which rules are in use, in words that may leave the house: for the heartbeat. */
int outbox_rules_in_use(struct outbox *outbox, const char *words);

/* Lines to the operations channel, in one message of this kind (enum message_kind), each time;
 * `all`: how many there would be. OUTBOX_NOTHING: no such channel. */
int outbox_announce(struct outbox *outbox, uint32_t kind, const char *const *lines, uint32_t count,
                    uint32_t all);

/* The queue as JSON, no patient data:
 * {"deliverer":bool,"late":bool,"waiting":n,"oldest_due_ms":n,"sent":n,"dead":n,
 * "unclear":n,"targets":{"name":{"state":"ok|down|paused|unusable|unclear","waiting":n,"dead":n,
 * "unclear":n}},"heartbeat":"2027-01-12","rules":"..."}; unclear: delivered, answer not understood;
 * heartbeat: the day of the last (null: none); rules: those in use, and whether they act. 0 or
 * OUTBOX_LATE. */
int outbox_stats(struct outbox *outbox, struct buf *json);
/* For a look at the installation by hand: the processes that recorded anything on this day of the
 * clinic's or later, at most `room` of them; and when the last drill was played, in milliseconds
 * since 1970 (0: never). Both read whole tables. */
int outbox_callers(struct outbox *outbox, int32_t since, int64_t *processes_r, uint32_t room,
                   uint32_t *count_r);
int outbox_last_drill(struct outbox *outbox, int64_t *at_r);
/* Whether a deliverer has anything to do, now or later: 1, 0; below 0: it cannot be told. */
int outbox_pending(struct outbox *outbox);

/* Evaluations, who was told, acknowledgements, reloads, erasures, oldest first, for `precare
 * records`: one JSON object a call of `each` (its newline not included); `each` returns 0 to go on,
 * and where it does not the answer is OUTBOX_NOT_RECORDED. */
struct records_wanted {
    int64_t from_ms, until_ms; /* milliseconds since 1970, until exclusive (0: no end) */
    const char *subject; /* of this patient, what was acknowledged of them too; NULL: of all */
};
int outbox_records(struct outbox *outbox, const struct records_wanted *wanted,
                   int (*each)(void *context, const char *json, size_t len), void *context);

/* Erases what is kept of a patient; operations hear how many records. OUTBOX_WRONG: an alert of
 * theirs is open; OUTBOX_UNKNOWN: there is nothing of theirs. OUTBOX_LOG_HELD: erased, or
 * nothing of theirs, and the log could not be emptied: a process reads it (outbox/wal.h). */
struct outbox_erasure {
    const char *subject, *by, *because;
};
int outbox_erase(struct outbox *outbox, const struct outbox_erasure *erasure, uint32_t *count_r);

/* ---- the chain of records ---- */

/* How far it has come: the body of a checkpoint of C2SP's, without a signature. */
struct records_head {
    char origin[64]; /* of this outbox alone: "precare/outbox/0123456789abcdef" */
    int64_t count;
    uint8_t head[32];
};
int outbox_records_head(struct outbox *outbox, struct records_head *head_r);
/* Origin, count and head in base64, a space between them: what a message or a log carries, and
 * `precare records verify --anchors` reads. */
void records_head_text(const struct records_head *head, struct buf *out);
/* The heads that stand in a text, whatever stands between them: an export of a chat, a log. *list_r
 * is in the arena. How many; *none_r: how many begin like one and are none. */
uint32_t records_heads_read(const char *text, size_t len, struct arena *arena,
                            struct records_head **list_r, uint32_t *none_r);
/* Keeps that this head was given away: old records may be cut there. Once it was posted. */
int outbox_records_anchored(struct outbox *outbox, const struct records_head *head);

/* What of the records was shown false. */
enum records_fault {
    RECORDS_CHANGED,  /* a content, time or head is not what was written */
    RECORDS_REMOVED,  /* they are gone from between */
    RECORDS_ERASED,   /* their content is gone, and no record says by whom */
    RECORDS_CUT,      /* the oldest are gone, and no record says that retention cut them */
    RECORDS_TAIL_CUT, /* an anchor names more records than there are */
    RECORDS_OTHER,    /* since the anchor before, they are others than the anchor says */
    RECORDS_SWAPPED,  /* the anchors are of another outbox alone */
    RECORDS_FAULTS
};
struct records_check {
    const struct records_head *anchors;
    uint32_t anchor_count;
    /* Of records first to last; called in their order. */
    void (*wrong)(void *context, enum records_fault what, int64_t first, int64_t last);
    void *context;
};
struct records_verdict {
    struct records_head head;    /* of what is there */
    int64_t first;               /* the oldest that is there */
    int64_t cut;                 /* up to this one retention cut them; 0: none */
    int64_t erased;              /* how many were, by request */
    int64_t anchored;            /* up to this one they are as an anchor says; 0: none */
    uint32_t anchors, strangers; /* anchors of this outbox, and of others */
    uint64_t wrong;              /* how often `wrong` was called */
};
int outbox_records_verify(struct outbox *outbox, const struct records_check *check,
                          struct records_verdict *verdict_r);

/* What the last use of the database that failed met: a line, with its place. */
void outbox_trouble(const struct outbox *outbox, struct buf *words);

/* ---- by hand: `precare outbox` ---- */
/* Messages, newest first, one JSON object a call; ref NULL: those not sent. */
int outbox_messages(struct outbox *outbox, const char *ref,
                    int (*each)(void *context, const char *json, size_t len), void *context);
/* resumes and revives; NULL: all */
int outbox_retry(struct outbox *outbox, const char *channel, uint32_t *count_r);
/* unsent messages of a visit */
int outbox_drop(struct outbox *outbox, const char *ref, uint32_t *count_r);

#endif
