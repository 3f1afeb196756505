/* SPDX-License-Identifier: MIT
 *
 * Taking messages from the relay: two durable pull consumers a channel, one of them for what is
 * urgent, shared by all couriers of the chain; and here a thread for each that asks for one message
 * at a time, when the loop wants one. `max_ack_pending` is the channel's burst: with what post.c
 * holds back, that is the chat's rate across all couriers. The two share it: others are not asked
 * for while anything urgent waits, and what is urgent has one place beyond the burst.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/seam.h"
#include "relay/post.h"
#include "relay/relay.h"

#define FETCH_MS 1000
#define AGAIN_MS 250
#define NO_RATE_PENDING 256
#define THREAD_BYTES (256 * 1024)
#define PLACE_AGAIN_MS 50

struct relay_limits relay_limits = {30000, 60000};

static void thread_sleep(int64_t ms)
{
    struct timespec t = {ms / 1000, (ms % 1000) * 1000000};

    (void)nanosleep(&t, NULL);
}

/* ---- the consumer ---- */

static bool consumer_make(struct puller *u)
{
    const struct channel *channel = u->target->channel;
    struct link *link = &u->post->link;
    jsConsumerInfo *info = NULL;
    jsConsumerConfig config;
    natsStatus s;

    (void)jsConsumerConfig_Init(&config);
    config.Durable = u->name;
    config.AckPolicy = js_AckExplicit;
    config.AckWait = relay_limits.ack_wait_ms * 1000000;
    config.MaxDeliver = -1;
    config.FilterSubject = u->subject;
    config.MaxAckPending = channel->rate_count != 0 ? channel->burst : NO_RATE_PENDING;
    s = js_AddConsumer(&info, link->js, link->stream, &config, NULL, NULL);
    jsConsumerInfo_Destroy(info);
    if (s != NATS_OK) { /* one of another burst: the configuration's is the one that holds */
        info = NULL;
        s = js_UpdateConsumer(&info, link->js, link->stream, &config, NULL, NULL);
        jsConsumerInfo_Destroy(info);
    }
    return s == NATS_OK;
}

void binding_release(struct binding *binding)
{
    if (binding != NULL && atomic_fetch_sub(&binding->holders, 1) == 1) {
        natsSubscription_Destroy(binding->sub);
        mem_drop(binding);
    }
}

static struct binding *consumer_bind(struct puller *u)
{
    struct link *link = &u->post->link;
    struct binding *binding = NULL;
    jsSubOptions options;

    if (!consumer_make(u) || (binding = mem_new(sizeof *binding)) == NULL) {
        return NULL;
    }
    atomic_init(&binding->holders, 1);
    (void)jsSubOptions_Init(&options);
    options.Stream = link->stream;
    options.Consumer = u->name;
    if (js_PullSubscribe(&binding->sub, link->js, u->subject, u->name, NULL, &options, NULL) !=
        NATS_OK) {
        binding->sub = NULL;
        binding_release(binding);
        return NULL;
    }
    return binding;
}

/* ---- places ---- */

/* How many of a consumer's messages are in hand, anywhere in the chain, and whether more wait. */
static bool consumer_look(const struct puller *u, int64_t *in_hand_r, bool *more_r)
{
    struct link *link = &u->post->link;
    jsConsumerInfo *info = NULL;
    bool good = js_GetConsumerInfo(&info, link->js, link->stream, u->name, NULL, NULL) == NATS_OK;

    *in_hand_r = good ? info->NumAckPending : 0;
    *more_r = good && info->NumPending > 0;
    jsConsumerInfo_Destroy(info);
    return good;
}

/* Whether one more may be asked for. What another courier asks for in the same moment is not seen:
 * so each of them may be one beyond. */
static bool place_free(const struct puller *u)
{
    const struct channel *channel = u->target->channel;
    int64_t most = (int64_t)channel->burst + (u->urgent ? 1 : 0), mine, others;
    bool more, more_others;

    if (u->urgent && channel->rate_count == 0) {
        return true;
    }
    if (!consumer_look(u->other, &others, &more_others) || (!u->urgent && more_others)) {
        return false;
    }
    return channel->rate_count == 0 || (consumer_look(u, &mine, &more) && mine + others < most);
}

/* ---- one thread for each ---- */

static void arrived_add(struct puller *u, struct binding *binding, natsMsg *message)
{
    struct post *p = u->post;
    struct taken *t = mem_new(sizeof *t);

    if (t == NULL) { /* not acknowledged: it comes again */
        natsMsg_Destroy(message);
        return;
    }
    atomic_fetch_add(&binding->holders, 1);
    t->binding = binding;
    t->from = u;
    t->message = message;
    t->at = t->sign_at = seam.steady_ms();
    (void)pthread_mutex_lock(&p->lock);
    *p->arrived_end = t;
    p->arrived_end = &t->later;
    (void)pthread_mutex_unlock(&p->lock);
    link_wake(&p->link);
}

static bool may_take(const struct puller *u)
{
    return atomic_load(&u->post->ready) != 0 && atomic_load(&u->wanted) > 0;
}

static void wait_wanted(struct puller *u)
{
    struct timespec until;

    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += 1;
    (void)pthread_mutex_lock(&u->post->lock);
    while (!may_take(u) && atomic_load(&u->post->ending) == 0 &&
           pthread_cond_clockwait(&u->post->more, &u->post->lock, CLOCK_MONOTONIC, &until) == 0) {
    }
    (void)pthread_mutex_unlock(&u->post->lock);
}

static void *pull_run(void *context)
{
    struct puller *u = context;
    struct binding *binding = NULL;

    while (atomic_load(&u->post->ending) == 0) {
        natsMsgList list = {NULL, 0};
        natsStatus s;

        if (!may_take(u)) {
            wait_wanted(u);
            continue;
        }
        if (binding == NULL && (binding = consumer_bind(u)) == NULL) {
            thread_sleep(AGAIN_MS);
            continue;
        }
        if (!place_free(u)) {
            thread_sleep(PLACE_AGAIN_MS);
            continue;
        }
        s = natsSubscription_Fetch(&list, binding->sub, 1, FETCH_MS, NULL);
        if (s == NATS_OK && list.Count > 0) {
            atomic_fetch_sub(&u->wanted, 1);
            arrived_add(u, binding, list.Msgs[0]);
            list.Msgs[0] = NULL;
        } else if (s != NATS_TIMEOUT) {
            /* the connection, or the consumer is gone: it is made anew */
            binding_release(binding);
            binding = NULL;
            thread_sleep(AGAIN_MS);
        }
        natsMsgList_Destroy(&list);
    }
    binding_release(binding);
    nats_ReleaseThreadMemory();
    return NULL;
}

struct taken *arrived_take(struct post *p)
{
    struct taken *t;

    (void)pthread_mutex_lock(&p->lock);
    t = p->arrived;
    if (t != NULL) {
        p->arrived = t->later;
        if (p->arrived == NULL) {
            p->arrived_end = &p->arrived;
        }
    }
    (void)pthread_mutex_unlock(&p->lock);
    return t;
}

static void puller_set(struct post *p, uint32_t channel, bool urgent)
{
    struct puller *u = &p->pullers[2 * channel + (urgent ? 0 : 1)];
    const char *name = p->lanes.at[channel].channel->name;

    u->post = p;
    u->target = &p->lanes.at[channel];
    u->other = &p->pullers[2 * channel + (urgent ? 1 : 0)];
    u->urgent = urgent;
    atomic_init(&u->wanted, 0);
    link_subject(&p->link, urgent ? "urgent" : "send", name, u->subject);
    /* no channel's name has capital letters */
    (void)snprintf(u->name, sizeof u->name, "%s%s", urgent ? "URGENT-" : "", name);
}

bool pullers_start(struct post *p)
{
    pthread_attr_t attributes;
    bool good = true;

    if (p->pullers == NULL) {
        p->pullers = mem_new((2 * p->lanes.config->channel_count + 1) * sizeof *p->pullers);
        if (p->pullers == NULL) {
            return false;
        }
        for (uint32_t i = 0; i < p->lanes.config->channel_count; i++) {
            puller_set(p, i, true);
            puller_set(p, i, false);
        }
    }
    atomic_store(&p->ending, 0);
    (void)pthread_attr_init(&attributes);
    (void)pthread_attr_setstacksize(&attributes, THREAD_BYTES);
    for (uint32_t i = 0; i < 2 * p->lanes.config->channel_count && good; i++) {
        struct puller *u = &p->pullers[i];

        good = u->started = pthread_create(&u->thread, &attributes, pull_run, u) == 0;
    }
    (void)pthread_attr_destroy(&attributes);
    return good;
}

void pullers_stop(struct post *p)
{
    atomic_store(&p->ending, 1);
    (void)pthread_mutex_lock(&p->lock);
    (void)pthread_cond_broadcast(&p->more);
    (void)pthread_mutex_unlock(&p->lock);
    for (uint32_t i = 0; p->pullers != NULL && i < 2 * p->lanes.config->channel_count; i++) {
        if (p->pullers[i].started) {
            (void)pthread_join(p->pullers[i].thread, NULL);
            p->pullers[i].started = false;
        }
    }
}
