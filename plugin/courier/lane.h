/* SPDX-License-Identifier: MIT
 *
 * Lanes: what a deliverer keeps of each channel while it runs. Its secrets, its state in the
 * database, its rate, its breaker, the alarms that were raised. For the outbox's own courier and
 * for the relay's (plugin/relay/). All of it belongs to the thread that delivers; what a function
 * here cannot write is false or told, and is written again later.
 */
#ifndef PRECARE_COURIER_LANE_H
#define PRECARE_COURIER_LANE_H

#include <stdbool.h>
#include <stdint.h>

#include "config/config.h"
#include "config/secret.h"
#include "courier/courier.h"
#include "outbox/store.h"

enum lane_state { /* in the database: append only */
    LANE_OK,
    LANE_DOWN,
    LANE_PAUSED,
    LANE_UNUSABLE, /* its secret cannot be read */
    LANE_UNCLEAR   /* it takes messages, and its answers are not understood */
};

#define ALARMED_STATE 1u    /* operations know that it is down or paused */
#define ALARMED_DEAD 2u     /* ... that messages die */
#define ALARMED_SECRET 4u   /* ... that its secret cannot be read */
#define ALARMED_UNCLEAR 8u  /* ... that its answers are not understood */
#define ALARMED_REFUSED 16u /* ... that it refused a message, which is kept */

#define DOWN_AFTER_MS 60000 /* then it is an alarm */

struct lane { /* of one channel */
    const struct channel *channel;
    uint32_t index;
    struct secret url;
    struct secret *keys;
    uint32_t key_count;
    const char *unusable;                      /* why it has no address; NULL: it has */
    const char *unusable_key, *unusable_place; /* "url-from", "file:/..." */
    const char *unusable_told;                 /* the reason that its state in the database has */
    int64_t secrets_again;                     /* steady: when to read them again */
    uint32_t state, alarmed;
    int64_t since; /* wall */
    /* The message that it refused, as plain text too, since it took one (0: none). The next that it
     * takes or refuses decides whether that was about the message or about the address. */
    int64_t refused;
    int64_t refused_ref;
    uint32_t kept_state, kept_alarmed; /* before the transaction under way */
    int64_t kept_refused;
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

#define SAID_LINES 8
#define SAID_BYTES 512

struct lanes {
    const struct config *config; /* borrowed */
    struct store *store;         /* borrowed: where states are kept */
    bool carried;                /* a relay takes the messages: addresses and states are not ours */
    struct lane *at;             /* owned; by the channel's index */
    struct flight *flights;      /* owned; under way (courier/flight.h) */
    uint32_t answered;           /* ... and answered, not yet settled */
    courier_log log;             /* NULL: nobody listens */
    void *log_context;
    char said[SAID_LINES][SAID_BYTES]; /* for the log, told when the round is over */
    uint32_t said_count;
};

/* One a channel of the configuration, each with its secrets read. False: no memory. */
bool lanes_make(struct lanes *l);
void lanes_drop(struct lanes *l);
/* Keeps a line for the log until lanes_said, which is called outside the store and every
 * transaction: the log is the host's, and may take its time or call back. A line that finds no room
 * is dropped. */
void lanes_say(struct lanes *l, const char *format, ...) __attribute__((format(printf, 2, 3)));
void lanes_said(struct lanes *l);

/* Reads them anew; `unusable` says why one cannot be had. lanes_drop drops them, too. */
void lane_secrets_read(const struct config *config, struct lane *t, int64_t steady);
void lane_secrets_drop(struct lane *t);

/* Between store_enter and store_leave. */
void lane_states_read(struct lanes *l);
/* Which message each refused last, from the database; once. */
void lanes_refused_read(struct lanes *l);
/* Inside a transaction; false: the store's error is set. A channel that is well has no reason. */
bool lane_state_write(struct lanes *l, struct lane *t, const char *reason, int64_t now);
/* Whether `unusable` and the state in the database disagree; a pause is told first. */
bool lane_usable_differs(const struct lane *t);
/* Writes what is: the state with its reason, or that the secret can be read again. As above. */
bool lane_usable_write(struct lanes *l, struct lane *t, int64_t now);
/* What was tried before is tried now. */
bool lane_due_now(struct lanes *l, struct lane *t, int64_t now);
/* An alarm, or its end, to the fallback; a word to operations. */
bool lane_alarm(struct lanes *l, struct lane *t, uint32_t kind, const char *say, int64_t now);
bool lane_word(struct lanes *l, struct lane *t, uint32_t kind, const char *say, int64_t now);
/* State and alarms of all lanes as they are; and as they were, when a transaction that changed them
 * failed. */
void lanes_keep(struct lanes *l);
void lanes_restore(struct lanes *l);

/* Milliseconds until the next try, after so many in a row. The channel's schedule is for its chat:
 * a relay that does not take a message is asked again soon. */
int64_t lane_backoff(const struct lanes *l, const struct lane *t, uint32_t tries);
/* How many messages the rate lets go now, and in how many milliseconds the next. */
double lane_tokens(struct lane *t, int64_t steady);
int64_t lane_token_wait(const struct lane *t);

#endif
