/* SPDX-License-Identifier: MIT
 *
 * For tests of alerts: a configuration with channels at a receiver, an outbox in a directory of its
 * own, and visits with findings to record, without rules or engine. What cannot be set up ends the
 * test binary with a message.
 */
#ifndef TESTS_SUPPORT_ALERTS_H
#define TESTS_SUPPORT_ALERTS_H

#include <stdbool.h>
#include <stdint.h>

#include "courier/courier.h"
#include "outbox/outbox.h"
#include "support/receiver.h"

struct alerts {
    char dir[256], state[288];
    struct config *config;
    struct outbox *outbox;
    struct receiver *receiver;
    char log[8192]; /* what the courier said, a line each */
};

/* `channels`: lines of YAML under channels:, with %p for the receiver's port (env: variables
 * ALERTS_<NAME> are set for each channel to http://127.0.0.1:PORT/<name>); `more`: lines at the
 * top. Both may be NULL. Opens the outbox and starts the receiver. */
void alerts_make(struct alerts *a, const char *channels, const char *more);
void alerts_end(struct alerts *a);
void alerts_reopen(struct alerts *a); /* closes and opens the outbox */
/* The configuration alone: NULL with its faults printed. */
struct config *alerts_config(const char *dir, uint16_t port, const char *channels,
                             const char *more);
void alerts_start(struct alerts *a); /* the worker thread */
void alerts_stop(struct alerts *a);
int alerts_run_once(struct alerts *a); /* the courier in the foreground, until nothing is due */

struct told { /* one finding */
    const char *rule, *channel, *say;
    uint32_t outcome;
    uint64_t facts; /* another number: another fact */
    const char *title;
    const char *matter;
    const char *const *reasons; /* for which it may be overridden; NULL: two */
    uint32_t reason_count;
};

struct happened {            /* one event; zero is the default */
    const char *appointment; /* "apt-1" */
    const char *event;       /* "event-1" */
    uint32_t moment, action, phase, disposition, state;
    int64_t start_s; /* of the appointment, UTC; 0: in ten days */
    struct when occurrence;
    struct told told[4];
    uint32_t told_count;
    struct acknowledgement ack[2];
    uint32_t ack_count;
    char ref[24], note[64]; /* out: the reference, the first note's code */
};

/* outbox_record of such an event: its status. */
int alerts_record(struct outbox *outbox, struct happened *h);
/* A hold for the channel: the usual event. */
int alerts_hold(struct outbox *outbox, const char *appointment, const char *channel);
/* A number from the outbox's database, by SQL (support/look.h); whether it becomes n. */
int64_t alerts_number(const struct alerts *a, const char *sql);
bool alerts_becomes(const struct alerts *a, const char *sql, int64_t n, int64_t ms);

#endif
