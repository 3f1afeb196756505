/* SPDX-License-Identifier: MIT
 *
 * What the files of the courier share: one courier an outbox, with its lanes and flights. All of it
 * belongs to the thread that delivers. For plugin/courier/ alone.
 */
#ifndef PRECARE_COURIER_COURIER_INSIDE_H
#define PRECARE_COURIER_COURIER_INSIDE_H

#include "courier/alarms.h"
#include "courier/courier.h"
#include "courier/flight.h"
#include "courier/http.h"
#include "courier/lane.h"
#include "outbox/delivery.h"
#include "outbox/rows.h"

struct spared { /* a message whose row cannot be written: what became of it */
    int64_t id, not_before;
    uint32_t tries, flags; /* of its row, once it is delivered */
    int status;            /* ... and the answer */
    bool gone, written;    /* it is delivered; and its row says so */
};

struct damage {       /* of the outbox's database */
    bool there, idle; /* nothing is due that can be read */
    bool alarming, alarmed;
    uint32_t alarm_flags;  /* of the alarm without a row: as plain text, once it was refused */
    char what[320];        /* where, for those who are told */
    struct spared *spared; /* owned */
    uint32_t count, room;
    uint32_t unreadables;                        /* of the store, at the last look */
    int64_t look_again, walk_again, alarm_again; /* steady */
};

struct courier {
    struct courier *next;
    struct outbox *outbox;
    struct lanes lanes;            /* with a connection of their own, and the flights */
    const struct carrier *carrier; /* NULL: the courier posts by itself */
    bool carrying;                 /* the carrier was ready at the last look */
    bool carrier_told;             /* ... and what it was is in the database */
    bool carrier_late;             /* nobody posts what it has */
    int64_t carrier_waiting, carrier_oldest;
    int lock_fd;
    bool elsewhere;              /* another process has the lock */
    bool active;                 /* has the lock, targets are ready */
    bool shut;                   /* ... but the database does not open */
    uint32_t log_told, log_said; /* how long its log is (housekeeping.c): to operations; logged */
    bool failing;                /* the last transaction failed */
    atomic_int stopping;
    _Atomic int64_t stop_by; /* steady */
    bool ended;
    int64_t next_lock, dirty_since, next_second, next_minute, next_hour; /* steady */
    int64_t last_wall, last_steady;
    struct damage damage;
    bool stirred;     /* something was written since the last look at the log's length */
    int64_t sweep_at; /* a visit's reference: where the next sweep goes on */
};

/* ---- dispatch.c ---- */
/* Sends what is due and may go; milliseconds until something more may. */
int64_t courier_dispatch(struct courier *c, struct http *http, int64_t steady);

/* How many more the lane may be given now, by all that holds it back. */
uint32_t lane_allowed(const struct courier *c, struct lane *t, int64_t steady);
/* Takes the message over, and sends it. */
void flight_begin(struct courier *c, struct http *http, struct lane *t, struct message *m);
bool in_flight(const struct courier *c, int64_t id);

/* ---- damage.c: a database that is damaged ---- */
/* Looks whether it is, at the begin and wherever something could not be read; told once. */
void damage_look(struct courier *c, int64_t steady);
void damage_look_again(struct courier *c, int64_t steady);
/* The database cannot be opened at all. */
void damage_say_shut(struct courier *c);
/* Sends what can be read, by the rows themselves; milliseconds until something more may be. */
int64_t damage_dispatch(struct courier *c, struct http *http, int64_t steady);
/* What was answered is kept in memory, whether it could be `written` or not. */
void damage_settle(struct courier *c, int64_t steady, bool written);
/* The alarm that no row could hold, and its answer. */
void damage_alarm_settle(struct courier *c, int64_t steady);
void damage_alarm_send(struct courier *c, struct http *http, int64_t steady);
void damage_end(struct courier *c);

/* ---- settle.c ---- */
/* Writes what became of the flights that were answered, in one transaction; false: later again. */
bool courier_settle(struct courier *c, int64_t steady);

/* ---- housekeeping.c ---- */
void courier_clock_check(struct courier *c, int64_t steady);
/* The time of this round, by the clock as it was last checked: one that jumps meanwhile is seen at
 * the next check, which moves what was written by this time, and by no other. */
int64_t courier_now(const struct courier *c);
void courier_every_second(struct courier *c);
void courier_every_minute(struct courier *c);

/* ---- courier_step.c ---- */
struct courier *courier_make(struct outbox *outbox, courier_log log, void *context);
void courier_free(struct courier **c, struct http *http);
/* One round; milliseconds until the next is wanted. *http_r is opened when it is first needed. */
int64_t courier_step(struct courier *c, struct http **http_r, int64_t steady);

/* ---- carry.c ---- */
/* Looks after the carrier; true: messages can be given to it. */
bool carry_ready(struct courier *c, int64_t steady);
void carry_send(struct courier *c, struct flight *f);
void carry_answers_take(struct courier *c);
void carry_every_second(struct courier *c);
bool carry_notices_wait(struct courier *c); /* something is to be passed on; inside the store */
bool courier_idle(const struct courier *c); /* nothing due, nothing under way */

#endif
