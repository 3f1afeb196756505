/* SPDX-License-Identifier: MIT
 *
 * What stands behind a precare_instance, shared by the files of the door. The instance itself is a
 * small header that is never freed, so that a stale one is an error code; the door behind it goes
 * with close. Threads: hooks read `current` and `seen` without a lock; `mutex` guards what reload
 * and follow change.
 */
#ifndef PRECARE_ABI_DOOR_H
#define PRECARE_ABI_DOOR_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "abi/command_door.h"
#include "abi/error.h"
#include "abi/ruleset.h"
#include "abi/installation.h"
#include "abi/snapshot.h"
#include "courier/courier.h"
#include "outbox/outbox.h"
#include "config/config.h"
#include "precare/precare.h"

#define LOG_LINES 8
#define LOG_BYTES 256
#define DOOR_FORKED "this process was cloned without a fork: nothing is written"
#define LATENCY_STEPS 32 /* powers of two, in nanoseconds */

/* one for each of the snapshot's slots, so that threads do not meet in a cache line */
struct tally {
    /* by phase; 0: events that could not be read */
    _Alignas(64) _Atomic uint64_t calls[PRECARE_SETTLE + 1];
    _Atomic uint64_t overall[9];             /* by tens: PRECARE_CLEAR / 10 .. */
    _Atomic uint64_t latency[LATENCY_STEPS]; /* of one call in sixteen */
};

struct strict;

struct door {
    precare_host host; /* a copy: zeros without one */
    struct config *config;
    struct outbox *outbox;
    char *config_path;
    struct strict *strict; /* who judges the host; NULL: nobody does. Never freed */
    struct snapshots snapshots;
    struct installation
        *installation;      /* the state directory's part of the rules; NULL: it has none */
    _Atomic uint64_t seen;  /* the generation of `current` */
    _Atomic bool last_good; /* the rules in use are not those that should be */
    _Atomic bool started;   /* between start and stop */
    _Atomic bool muted;     /* closed: nothing more to the host's log */
    _Atomic bool delivers;  /* the worker of this process serves us, as far as we know */
    /* steady ms: when a failed follow may be tried again; 0: nothing failed */
    _Atomic int64_t follow_again;
    pthread_mutex_t mutex; /* reload, follow */
    struct tally tallies[SNAPSHOT_SLOTS];
    _Atomic uint64_t heard[HEARD_COUNT]; /* feedback to cards */
    pthread_mutex_t log_mutex;           /* the courier's lines, kept for a thread of the host's */
    _Atomic uint32_t log_count;
    char log_lines[LOG_LINES][LOG_BYTES];
    struct door *next; /* among those whose worker would not end in time */
};

struct precare_instance {
    _Atomic uint32_t magic;
    uint32_t number;
    struct door *_Atomic door; /* NULL: closed */
    struct precare_instance *next;
};

/* instances.c */
struct door *door_of(precare_instance *instance); /* NULL: not an open one */
/* What a call asks first: an err of a size that is known, an open instance. PRECARE_OK, or told;
 * door_asked clears `err` too, for which a hook takes no time. */
int32_t door_usable(const struct door *door, precare_error *err);
int32_t door_asked(const struct door *door, precare_error *err);
precare_instance *instance_new(struct door *door); /* NULL: no memory */
uint64_t instances_kept(void);                     /* headers, open or stale */
/* in the child of a fork, its one thread: every open door gets fresh locks */
void doors_forked(void);

/* instance.c */
int32_t door_open(const precare_host *host, const precare_params *params,
                  precare_instance **instance_r, precare_error *err);
int32_t door_open_bare(const precare_params *params, const char *by, precare_instance **instance_r,
                       precare_error *err); /* command_door.h */
int32_t door_close(precare_instance *instance);

/* deliver.c */
int32_t door_start(precare_instance *instance, precare_error *err);
/* The worker of this process, where it is to deliver. Cheap once it runs. */
int32_t door_deliver(struct door *door, precare_error *err);
int32_t door_stop(precare_instance *instance, uint32_t deadline_ms, precare_error *err);

/* hooks.c */
int32_t door_booking(precare_instance *instance, const precare_event *event,
                     const precare_result **result_r, precare_error *err);
int32_t door_charting(precare_instance *instance, const precare_event *event,
                      const precare_result **result_r, precare_error *err);
int32_t door_result_free(precare_instance *instance, const precare_result *result);
/* The way of a visit that was read: maps, judges, records. *result_r is NULL only without memory.
 */
int32_t door_judge(struct door *door, struct visit *visit, struct arena *arena,
                   struct result **result_r, precare_error *err);
/* Counts an event that could not be read. */
void door_unread(struct door *door, uint32_t slot);

/* reload.c */
int32_t door_reload(precare_instance *instance, uint64_t *generation_r, precare_error *err);
int32_t door_reload_as(precare_instance *instance, const struct reload_asked *asked,
                       uint64_t *generation_r, precare_error *err); /* command_door.h */
/* history.c: command_door.h */
int32_t door_history(precare_instance *instance, char *buf, uint64_t cap, uint64_t *need_r);
int32_t door_show(precare_instance *instance, const char *set, char *buf, uint64_t cap,
                  uint64_t *need_r, precare_error *err);
/* Follows a reload of another process, where there was one. Any thread; cheap. */
void door_follow(struct door *door);
__attribute__((unused)) static inline void door_keep_up(struct door *door)
{
    uint64_t now;

    if (door->installation != NULL &&
        (!installation_generation(door->installation, &now) ||
         now != atomic_load_explicit(&door->seen, memory_order_relaxed) ||
         atomic_load_explicit(&door->follow_again, memory_order_relaxed) != 0)) {
        door_follow(door);
    }
}

/* needs.c, lookup.c, stats.c */
int32_t door_needs(precare_instance *instance, uint32_t moment, const char *procedure,
                   uint64_t *mask_r);
int32_t door_lookup(precare_instance *instance, const char *ref, char *buf, uint64_t cap,
                    uint64_t *need_r, precare_error *err);
int32_t door_told(precare_instance *instance, const char *ref, const char *appointment,
                  const char *occurrence, struct buf *out, precare_error *err);
int32_t door_acknowledge(precare_instance *instance, const precare_acknowledgement *ack,
                         precare_error *err);
/* shown.c: PRECARE_SHOWN */
int32_t door_shown(struct door *door, const precare_acknowledgement *ack, precare_error *err);
int32_t door_stats(precare_instance *instance, char *buf, uint64_t cap, uint64_t *need_r);
bool stats_write(struct door *door, struct buf *out);
/* "rulebooks": a line for each, who is told anything by it. */
void standings_add(struct door *door, struct buf *out);
bool describe_write(struct door *door, struct buf *out); /* describe.c */

/* log.c: one finished line to the host, on this thread; what the courier said is kept until then.
 */
void door_log(struct door *door, uint32_t level, const char *component, const char *message);
void door_log_kept(struct door *door);
void door_courier_log(void *door, const char *line);

/* fork.c */
void forks_watch(void); /* once a process: registers the handlers */
/* this process was cloned without them: no lock of ours is to be waited for */
bool forks_missed(void);

#endif
