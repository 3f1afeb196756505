/* SPDX-License-Identifier: MIT
 *
 * What the files of the courier share: one courier an outbox, one target a channel, one flight a
 * message under way. All of it belongs to the thread that delivers. For plugin/courier/, and for
 * the relay's own courier (plugin/relay/).
 */
#ifndef PRECARE_COURIER_COURIER_INSIDE_H
#define PRECARE_COURIER_COURIER_INSIDE_H

#include "courier/courier.h"
#include "courier/http.h"
#include "outbox/outbox_inside.h"
#include "config/secret.h"

enum target_state {
    TARGET_OK,
    TARGET_DOWN,
    TARGET_PAUSED
}; /* in the database: append only */

#define ALARMED_STATE 1u  /* operations know that it is down or paused */
#define ALARMED_DEAD 2u   /* ... that messages die */
#define ALARMED_SECRET 4u /* ... that its secret cannot be read */

struct target_run {
    const struct channel *channel;
    uint32_t index;
    struct secret url;
    struct secret *keys;
    uint32_t key_count;
    const char *unusable;                      /* why it has no address; NULL: it has */
    const char *unusable_key, *unusable_place; /* "url-from", "file:/..." */
    int64_t secrets_again;                     /* steady: when to read them again */
    uint32_t state, alarmed;
    int64_t since;                     /* wall */
    uint32_t kept_state, kept_alarmed; /* before the transaction under way */
    uint32_t in_flight;
    double tokens;
    int64_t tokens_at;    /* steady */
    uint32_t failures;    /* in a row; > 0: the breaker is open, one message at a time tries */
    int64_t open_until;   /* steady */
    int64_t down_since;   /* steady; 0: it is not */
    int64_t not_before;   /* steady: asked for by the target */
    int64_t window_until; /* steady: of the flood's minute */
    uint32_t window_count;
    bool flooded;
};

struct flight {
    struct flight *next;
    struct courier *courier;
    struct target_run *target;
    struct message m;
    bool answered, counted;
    int status;
    struct judgement judgement;
};

#define SAID_LINES 8
#define SAID_BYTES 512

struct courier {
    struct courier *next;
    struct outbox *outbox;
    const struct config *config;
    struct store *store;           /* a connection of its own */
    const struct carrier *carrier; /* NULL: the courier posts by itself */
    bool carrying;                 /* the carrier was ready at the last look */
    bool carrier_told;             /* ... and what it was is in the database */
    bool carrier_late;             /* nobody posts what it has */
    int64_t carrier_waiting, carrier_oldest;
    courier_log log;
    void *log_context;
    char said[SAID_LINES][SAID_BYTES]; /* for the log, told when the round is over */
    uint32_t said_count;
    int lock_fd;
    bool active;  /* has the lock, targets are ready */
    bool failing; /* the last transaction failed */
    struct target_run *targets;
    struct flight *flights;
    uint32_t answered;
    atomic_int stopping;
    _Atomic int64_t stop_by; /* steady */
    bool ended;
    int64_t next_lock, dirty_since, next_second, next_minute, next_hour; /* steady */
    int64_t last_wall, last_steady;
    bool stirred;     /* something was written since the last look at the log's length */
    int64_t sweep_at; /* a visit's reference: where the next sweep goes on */
};

/* ---- courier_targets.c ---- */
bool targets_make(struct courier *c);
void targets_drop(struct courier *c);
void target_secrets_read(struct courier *c, struct target_run *t, int64_t steady);
void target_secrets_drop(struct target_run *t);
void target_states_read(struct courier *c); /* inside the store */
bool target_state_write(struct courier *c, struct target_run *t, const char *reason, int64_t now);
/* State and alarms of all targets as they are; and as they were, when a transaction that changed
 * them failed. */
void targets_keep(struct courier *c);
void targets_restore(struct courier *c);
double target_tokens(struct target_run *t, int64_t steady);
int64_t target_token_wait(const struct target_run *t);
/* What was tried before is tried now. */
bool target_due_now(struct courier *c, struct target_run *t, int64_t now);
/* An alarm, or its end, to the fallback; inside a transaction. */
bool target_alarm(struct courier *c, struct target_run *t, uint32_t kind, const char *say,
                  int64_t now);
/* Keeps a line for the log until courier_said, which is called outside the store and every
 * transaction: the log is the host's, and may take its time or call back. A line that finds no room
 * is dropped. */
void courier_say(struct courier *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
void courier_said(struct courier *c);

/* ---- dispatch.c ---- */
/* Sends what is due and may go; milliseconds until something more may. */
int64_t courier_dispatch(struct courier *c, struct http *http, int64_t steady);
const char *message_send(struct courier *c, struct http *http, struct target_run *t,
                         const struct message *m, void *owner);

/* ---- settle.c ---- */
/* Writes what became of the flights that were answered, in one transaction; false: later again. */
bool courier_settle(struct courier *c, int64_t steady);
void flight_answer(struct flight *f, const struct reply *answer);
/* What the answer means for the target: its breaker, the wait it asks for. Once a flight. */
void flight_count(struct flight *f, int64_t steady);
uint32_t flight_chance(void); /* for a jitter */
#define DOWN_AFTER_MS 60000   /* then it is an alarm */

/* ---- alarms.c ---- */
#define ALARM_SAY 768
void dead_words(const struct flight *f, char say[ALARM_SAY]);
void paused_words(const struct flight *f, char say[ALARM_SAY]);
void down_words(const struct target_run *t, const char *words, char say[ALARM_SAY]);
void unusable_words(const struct target_run *t, char say[ALARM_SAY]);
void well_words(const struct target_run *t, char say[ALARM_SAY]);

/* ---- housekeeping.c ---- */
void courier_clock_check(struct courier *c, int64_t steady);
/* The time of this round, by the clock as it was last checked: one that jumps meanwhile is seen at
 * the next check, which moves what was written by this time, and by no other. */
int64_t courier_now(const struct courier *c);
void courier_every_second(struct courier *c);
void courier_every_minute(struct courier *c);
void courier_sweep(struct courier *c);

/* ---- courier_step.c ---- */
struct courier *courier_make(struct outbox *outbox, courier_log log, void *context);
void courier_free(struct courier **c, struct http *http);
/* One round; milliseconds until the next is wanted. *http_r is opened when it is first needed. */
int64_t courier_step(struct courier *c, struct http **http_r, int64_t steady);
/* Gives the answers that came in to the flights of whatever courier. */
void courier_answers_take(struct http *http);

/* ---- carry.c ---- */
/* Looks after the carrier; true: messages can be given to it. */
bool carry_ready(struct courier *c, int64_t steady);
const char *carry_send(struct courier *c, struct flight *f);
void carry_answers_take(struct courier *c);
void carry_every_second(struct courier *c);
bool carry_words_wait(struct courier *c);   /* something is to be passed on; inside the store */
bool courier_idle(const struct courier *c); /* nothing due, nothing under way */

#endif
