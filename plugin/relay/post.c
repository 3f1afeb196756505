/* SPDX-License-Identifier: MIT
 *
 * `precare courier --relay` (relay/relay.h): takes messages from the relay and posts them by the
 * same code as the outbox's own courier. A message is acknowledged no sooner than burst / rate
 * after it was taken, so that what may be in flight (max_ack_pending = burst) is also the rate,
 * across however many couriers. One that dies leaves its messages to the others. Everything but the
 * asking (pull.c) is done on the calling thread.
 */
#include "relay/post.h"

#include <string.h>

#include "base/seam.h"
#include "outbox/expiry.h"
#include "relay/envelope.h"
#include "relay/relay.h"

#define STOP_MS 5000
#define ONCE_IDLE_MS 2500
#define SIGN_PART 3 /* a sign of life in every third of the time after which it is thought dead */

static struct taken *taken_of(struct flight *f)
{
    return (struct taken *)f; /* its first member */
}

static int64_t hold_ms(const struct channel *channel)
{
    return channel->rate_count == 0
               ? 0
               : (int64_t)channel->burst * channel->rate_ms / channel->rate_count;
}

static void taken_free(struct taken *t)
{
    natsMsg_Destroy(t->message);
    binding_release(t->binding);
    message_end(&t->f.m);
    mem_drop(t);
}

/* ---- one that arrived ---- */

static void numbers_read(struct taken *t)
{
    jsMsgMetaData *about = NULL;

    t->delivered = 1;
    if (natsMsg_GetMetaData(&about, t->message) == NATS_OK) {
        t->number = about->Sequence.Stream;
        t->delivered = about->NumDelivered;
        t->stored = about->Timestamp / 1000000;
    }
    jsMsgMetaData_Destroy(about);
}

/* Believed, read, and for the channel it came for; NULL, or why not. */
static const char *post_checked(const struct post *p, struct taken *t)
{
    const struct channel *channel = t->from->target->channel;
    struct posting posting;
    const char *mac, *why;

    link_posting(t->message, &posting, &mac);
    if (posting.len > ENVELOPE_BYTES) {
        return "it is too large";
    }
    if (!envelope_mac_good(outbox_site_key(p->outbox), &posting, mac)) {
        return "it does not bear our site key's mark";
    }
    if ((why = envelope_read(posting.bytes, posting.len, &t->f.m)) != NULL) {
        return why;
    }
    if (t->stored > t->f.m.done_at + LINK_LATE_MS || t->f.m.done_at > t->stored + LINK_LATE_MS) {
        return "it came into the relay at another time than it was sent: it is sent again, or a "
               "clock is wrong";
    }
    if (strcmp(t->f.m.target, channel->name) != 0) {
        return "it is for another channel than its subject says";
    }
    for (uint32_t i = 0; i < t->f.m.item_count && !(channel->clinical && channel->baa_signed);
         i++) {
        t->f.m.items[i].title = NULL;
    }
    return NULL;
}

/* The deadline is where the message was made; here its day, and what the channel always grants,
 * stand for it. */
static void deadline_set(const struct post *p, struct taken *t)
{
    struct message *m = &t->f.m;
    int64_t given = m->created + t->from->target->channel->give_up_after_ms;

    m->deadline = given > m->expires ? given : m->expires;
    m->visit_by = expiry_by_when(m->expires, p->lanes.config->zone, seam.wall_ms());
}

/* False: it is nobody's any more, and what had to be done is done. */
static bool post_fresh(struct post *p, struct taken *t)
{
    enum seen seen = taken_seen(p, t);
    bool over = seam.wall_ms() > t->f.m.deadline && (t->f.m.flags & MESSAGE_REVIVED) == 0;

    if (seen == SEEN_UNKNOWN) {
        taken_give_back(t, BACK_SOON_MS);
    } else if (seen == SEEN_BEFORE) {
        lanes_say(&p->lanes,
                  "message %llu of the relay, for %s, came before under the same id: it is dropped",
                  (unsigned long long)t->number, t->f.m.target);
        (void)natsMsg_Ack(t->message, NULL);
    } else if (over) {
        t->f.judgement = (struct judgement){VERDICT_RETRY, -1, "its time was over", ""};
        taken_dead(p, t);
    }
    return seen == SEEN_FIRST && !over;
}

static void post_begin(struct post *p, struct taken *t)
{
    struct lane *target = t->from->target;
    const char *why;

    numbers_read(t);
    t->f.lanes = &p->lanes;
    t->f.lane = target;
    if ((why = post_checked(p, t)) != NULL) {
        taken_aside(p, t, why);
        taken_free(t);
        return;
    }
    deadline_set(p, t);
    if (!post_fresh(p, t)) {
        taken_free(t);
        return;
    }
    if (target->unusable != NULL || target->state == LANE_PAUSED) {
        taken_give_back(t, BACK_PAUSED_MS);
        taken_free(t);
        return;
    }
    t->f.next = p->lanes.flights;
    p->lanes.flights = &t->f;
    target->in_flight++;
    flight_post(&t->f, p->http);
}

/* ---- those under way ---- */

/* Milliseconds until the next wants something. `at_once`: nothing is held any more. */
static int64_t flights_look(struct post *p, int64_t steady, bool at_once)
{
    struct flight **at = &p->lanes.flights;
    int64_t wait = 1000;

    while (*at != NULL) {
        struct taken *t = taken_of(*at);
        int64_t left = hold_ms(t->from->target->channel) - (steady - t->at);

        if (t->f.answered && !t->held && !t->given_back) {
            taken_settle(p, t, steady);
        }
        if (t->held && (left <= 0 || at_once)) {
            (void)natsMsg_Ack(t->message, NULL);
            t->given_back = true;
        }
        if (t->given_back) {
            *at = t->f.next;
            taken_free(t);
            continue;
        }
        if (steady - t->sign_at > relay_limits.ack_wait_ms / SIGN_PART) {
            (void)natsMsg_InProgress(t->message, NULL);
            t->sign_at = steady;
        }
        wait = t->held && left < wait ? left : wait;
        at = &(*at)->next;
    }
    p->lanes.answered = 0;
    return wait;
}

/* How many more each puller may ask for. */
static void wants_set(struct post *p, int64_t steady)
{
    bool any = false;

    for (uint32_t i = 0; i < 2 * p->lanes.config->channel_count; i++) {
        struct puller *u = &p->pullers[i];
        const struct lane *t = u->target;
        /* what is urgent waits for no connection of the others */
        uint32_t most = (t->failures > 0 ? 1 : t->channel->connections) + (u->urgent ? 1 : 0);
        bool closed = t->unusable != NULL || t->state == LANE_PAUSED || steady < t->open_until ||
                      steady < t->not_before;
        int more = closed || t->in_flight >= most ? 0 : (int)(most - t->in_flight);

        any |= more > 0 && atomic_load(&u->wanted) == 0;
        atomic_store(&u->wanted, more);
    }
    if (any) {
        (void)pthread_mutex_lock(&p->lock);
        (void)pthread_cond_broadcast(&p->more);
        (void)pthread_mutex_unlock(&p->lock);
    }
}

/* Secrets are read anew now and then, so that they can be changed under a courier that runs. One
 * that cannot be read is an alarm when it has not come by then. */
static void secret_look(struct post *p, struct lane *t, int64_t steady)
{
    char say[ALARM_SAY];

    if (steady < t->secrets_again) {
        return;
    }
    lane_secrets_read(p->lanes.config, t, steady);
    if (t->unusable != NULL && (t->alarmed & ALARMED_SECRET) == 0 && p->was_ready) {
        unusable_words(t, say);
        t->alarmed |= alarm_send(p, t, MESSAGE_ALARM, say, t->unusable) ? ALARMED_SECRET : 0;
    }
}

/* Its state, kept where this courier runs, from the first moment. */
static void usable_write(struct post *p, struct lane *t)
{
    if (!lane_usable_differs(t) || store_begin(p->lanes.store) != 0) {
        return;
    }
    uint32_t before = t->state;
    if (store_end(p->lanes.store, lane_usable_write(&p->lanes, t, seam.wall_ms())) != 0) {
        t->state = before;
        t->unusable_told = NULL;
    }
}

static void secrets_say(struct post *p)
{
    char say[ALARM_SAY];

    for (uint32_t i = 0; i < p->lanes.config->channel_count; i++) {
        if (p->lanes.at[i].unusable != NULL) {
            unusable_words(&p->lanes.at[i], say);
            lanes_say(&p->lanes, "%s", say);
        }
    }
}

static void every_second(struct post *p, int64_t steady)
{
    if (steady < p->next_second) {
        return;
    }
    p->next_second = steady + 1000;
    if (store_enter(p->lanes.store) == 0) {
        lane_states_read(&p->lanes);
        (void)store_leave(p->lanes.store); /* they stay what they were */
    }
    for (uint32_t i = 0; i < p->lanes.config->channel_count; i++) {
        secret_look(p, &p->lanes.at[i], steady);
        usable_write(p, &p->lanes.at[i]);
    }
}

/* Nobody else uses the connection meanwhile. What is in hand comes again, under the same id. */
static void connection_renew(struct post *p, int64_t steady)
{
    atomic_store(&p->ready, 0);
    pullers_stop(p);
    link_renew(&p->link, steady);
    (void)pullers_start(p); /* where there is no thread: with the next connection */
}

static bool link_look(struct post *p, int64_t steady)
{
    if (link_is_over(&p->link)) {
        connection_renew(p, steady);
    }
    bool ready = link_ready(&p->link, steady, NULL, NULL);

    atomic_store(&p->ready, ready ? p->link.looked : 0);
    if (!p->told || ready != p->was_ready) {
        lanes_say(&p->lanes, ready ? "the relay is reachable" : "the relay is not reachable");
    }
    p->told = true;
    p->was_ready = ready;
    lanes_said(&p->lanes); /* here, and of what the rounds before had to say: nothing is locked */
    return ready;
}

/* One round; milliseconds until the next. */
static int64_t round_make(struct post *p, bool stopping)
{
    int64_t steady = seam.steady_ms(), wait;
    struct taken *t;

    link_wake_taken(&p->link);
    if (link_look(p, steady) && !stopping) {
        strangers_look(p, steady);
    }
    every_second(p, steady);
    while ((t = arrived_take(p)) != NULL) {
        p->idle_since = steady;
        if (stopping) {
            taken_give_back(t, 0);
            taken_free(t);
        } else {
            post_begin(p, t);
        }
    }
    http_push(p->http);
    flights_answer(p->http);
    wait = flights_look(p, seam.steady_ms(), false);
    if (!stopping) {
        wants_set(p, steady);
    }
    return p->lanes.answered > 0 ? 0 : wait;
}

static void post_run(struct post *p, const atomic_int *stop, bool once)
{
    p->idle_since = seam.steady_ms();
    while (atomic_load(stop) == 0) {
        int64_t wait = round_make(p, false);

        if (p->lanes.flights != NULL || !p->was_ready) {
            p->idle_since = seam.steady_ms();
        }
        if (once && seam.steady_ms() - p->idle_since > ONCE_IDLE_MS) {
            break;
        }
        http_wait(p->http, &p->link.wake_fd, 1, wait > 0 ? wait : 0);
        flights_answer(p->http);
    }
}

/* What was posted is acknowledged, if need be sooner than its rate allows: else it would come
 * twice. */
static void run_out(struct post *p)
{
    int64_t until = seam.steady_ms() + STOP_MS;

    pullers_stop(p);
    do {
        int64_t wait = round_make(p, true);

        if (p->lanes.flights == NULL) {
            break;
        }
        http_wait(p->http, &p->link.wake_fd, 1, wait < 100 ? wait : 100);
        flights_answer(p->http);
    } while (seam.steady_ms() < until);
    (void)flights_look(p, seam.steady_ms(), true);
    if (p->link.nc != NULL) {
        (void)natsConnection_FlushTimeout(p->link.nc, 1000);
    }
    while (p->lanes.flights != NULL) { /* not answered: it comes again, under the same id */
        struct taken *t = taken_of(p->lanes.flights);

        http_forget(p->http, &t->f);
        p->lanes.flights = t->f.next;
        taken_free(t);
    }
}

/* What comes for such a channel waits for a person. */
static bool look_wanted(const struct post *p)
{
    bool wanted = false;

    for (uint32_t i = 0; i < p->lanes.config->channel_count; i++) {
        wanted |= p->lanes.at[i].unusable != NULL || p->lanes.at[i].state == LANE_PAUSED;
    }
    return wanted;
}

int relay_post(struct outbox *outbox, const atomic_int *stop, bool once, courier_log log,
               void *context, const char **error_r)
{
    static struct post p; /* of the process: a late thread of libnats may still look at it */
    int status = COURIER_FAILED;

    memset(&p, 0, sizeof p);
    p.outbox = outbox;
    p.lanes.config = outbox_config(outbox);
    p.lanes.store = outbox_store(outbox);
    p.lanes.log = log;
    p.lanes.log_context = context;
    p.arrived_end = &p.arrived;
    p.next_strangers = seam.steady_ms() + relay_limits.strangers_ms;
    (void)pthread_mutex_init(&p.lock, NULL);
    (void)pthread_cond_init(&p.more, NULL);
    *error_r = "there is no memory";
    if (p.lanes.store != NULL && link_open(&p.link, outbox_config(outbox), log, context) &&
        lanes_make(&p.lanes) && (p.http = http_open(error_r)) != NULL) {
        secrets_say(&p);
        if (pullers_start(&p)) {
            post_run(&p, stop, once);
            status = once && look_wanted(&p) ? COURIER_LOOK : COURIER_OK;
        } else {
            *error_r = "no thread can be started";
        }
        run_out(&p);
    }
    link_close(&p.link);
    mem_drop(p.pullers);
    lanes_drop(&p.lanes);
    http_close(&p.http);
    if (p.lanes.store != NULL) {
        outbox_store_done(outbox, p.lanes.store);
    }
    return status;
}
