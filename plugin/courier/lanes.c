/* SPDX-License-Identifier: MIT
 *
 * The lanes of a deliverer, one a channel (courier/lane.h): their secrets, their state in
 * the database, their rate, and the alarm that is raised once for each change of a state.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "courier/http.h"
#include "courier/lane.h"
#include "outbox/rows.h"
#include "outbox/schedule.h"
#include "chat/sign.h"
#include "base/seam.h"

#define SECRETS_AGAIN_MS 30000

void lanes_say(struct lanes *l, const char *format, ...)
{
    va_list args;

    if (l->log != NULL && l->said_count < SAID_LINES) {
        va_start(args, format);
        (void)vsnprintf(l->said[l->said_count++], SAID_BYTES, format, args);
        va_end(args);
    }
}

void lanes_said(struct lanes *l)
{
    for (uint32_t i = 0; i < l->said_count; i++) {
        l->log(l->log_context, l->said[i]);
    }
    l->said_count = 0;
}

/* ---- secrets ---- */

void lane_secrets_drop(struct lane *t)
{
    secret_drop(&t->url);
    for (uint32_t i = 0; i < t->key_count; i++) {
        secret_drop(&t->keys[i]);
    }
    mem_drop(t->keys);
    t->keys = NULL;
    t->key_count = 0;
}

/* A file is read anew, so that an address or a key can be changed under a deliverer that runs; the
 * environment of a process that runs does not change for us (and to read it is not safe where a
 * host writes it). */
static const char *secret_again(const struct secret_place *place, struct secret *secret)
{
    const char *why = NULL;

    if (secret->at != NULL && strncmp(place->text, "file:", 5) != 0) {
        return NULL;
    }
    secret_drop(secret);
    return secret_read(place, secret, &why) == 0 ? NULL : why;
}

static const char *keys_open(struct lane *t)
{
    const struct channel *channel = t->channel;

    if (channel->sign_count > 0 && t->keys == NULL) {
        t->keys = mem_new(channel->sign_count * sizeof *t->keys);
        if (t->keys == NULL) {
            return "there is no memory";
        }
        t->key_count = channel->sign_count;
    }
    for (uint32_t i = 0; i < channel->sign_count; i++) {
        const char *why = secret_again(&channel->sign_with[i], &t->keys[i]);
        struct buf probe = {0};

        t->unusable_place = channel->sign_with[i].text;
        if (why == NULL && sign_add(t->keys[i].at, "", 0, "", 0, &probe) != 0) {
            why = "it is no signing key: whsec_ and base64 of 16 bytes or more";
        }
        buf_end(&probe);
        if (why != NULL) {
            return why;
        }
    }
    return NULL;
}

static const char *secrets_open(const struct config *config, struct lane *t)
{
    const char *why = secret_again(&t->channel->url_from, &t->url);

    t->unusable_key = "url-from";
    t->unusable_place = t->channel->url_from.text;
    why = why == NULL ? http_address_check(t->url.at, config) : why;
    if (why != NULL) {
        return why;
    }
    t->unusable_key = "sign-with";
    return keys_open(t);
}

void lane_secrets_read(const struct config *config, struct lane *t, int64_t steady)
{
    t->unusable = secrets_open(config, t);
    t->secrets_again = steady + SECRETS_AGAIN_MS;
    if (t->unusable != NULL) {
        lane_secrets_drop(t);
    }
}

bool lane_due_now(struct lanes *l, struct lane *t, int64_t now)
{
    return store_do(l->store, SQL_TARGET_DUE_NOW, BIND_TEXT(t->channel->name), BIND_NUMBER(now));
}

bool lanes_make(struct lanes *l)
{
    int64_t steady = seam.steady_ms();

    l->at = mem_new((l->config->channel_count + 1) * sizeof *l->at);
    if (l->at == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < l->config->channel_count; i++) {
        struct lane *t = &l->at[i];

        t->channel = &l->config->channels[i];
        t->index = i;
        t->tokens = t->channel->burst;
        t->tokens_at = steady;
        if (!l->carried) {
            lane_secrets_read(l->config, t, steady);
        }
    }
    return true;
}

void lanes_drop(struct lanes *l)
{
    for (uint32_t i = 0; l->at != NULL && i < l->config->channel_count; i++) {
        lane_secrets_drop(&l->at[i]);
    }
    mem_drop(l->at);
    l->at = NULL;
}

/* ---- state ---- */

/* Nothing is sent to it. */
static bool lane_closed(uint32_t state)
{
    return state == LANE_PAUSED || state == LANE_UNUSABLE;
}

void lanes_refused_read(struct lanes *l)
{
    for (uint32_t i = 0; i < l->config->channel_count; i++) {
        struct lane *t = &l->at[i];
        sqlite3_stmt *s = store_ask(l->store, SQL_REFUSED, BIND_TEXT(t->channel->name));

        if (store_step(l->store, s) == 1) {
            t->refused = sqlite3_column_int64(s, 0);
            t->refused_ref = sqlite3_column_int64(s, 1);
        }
        (void)sqlite3_reset(s);
    }
}

void lane_states_read(struct lanes *l)
{
    if (l->carried) { /* they are of those that post */
        return;
    }
    for (uint32_t i = 0; i < l->config->channel_count; i++) {
        struct lane *t = &l->at[i];
        sqlite3_stmt *s = store_ask(l->store, SQL_TARGET_GET, BIND_TEXT(t->channel->name));
        uint32_t before = t->state;

        if (store_step(l->store, s) == 1) {
            t->state = (uint32_t)sqlite3_column_int(s, 0);
            t->since = sqlite3_column_int64(s, 2);
            t->alarmed = (uint32_t)sqlite3_column_int(s, 3);
        }
        (void)sqlite3_reset(s);
        /* by hand: from the start again */
        if (lane_closed(before) && !lane_closed(t->state)) {
            t->failures = 0;
            t->refused = 0;
            t->open_until = t->not_before = t->down_since = 0;
            lane_secrets_read(l->config, t, seam.steady_ms());
        }
    }
}

bool lane_state_write(struct lanes *l, struct lane *t, const char *reason, int64_t now)
{
    t->since = now;
    return store_do(l->store, SQL_TARGET_SET, BIND_TEXT(t->channel->name), BIND_NUMBER(t->state),
                    BIND_TEXT(t->state != LANE_OK ? reason : NULL), BIND_NUMBER(now),
                    BIND_NUMBER(t->alarmed));
}

bool lane_usable_differs(const struct lane *t)
{
    if (t->unusable == NULL) {
        return t->state == LANE_UNUSABLE;
    }
    return t->state != LANE_PAUSED &&
           (t->state != LANE_UNUSABLE || t->unusable_told != t->unusable);
}

bool lane_usable_write(struct lanes *l, struct lane *t, int64_t now)
{
    t->state = t->unusable != NULL ? LANE_UNUSABLE : LANE_OK;
    t->unusable_told = t->unusable;
    return lane_state_write(l, t, t->unusable, now);
}

void lanes_keep(struct lanes *l)
{
    for (uint32_t i = 0; i < l->config->channel_count; i++) {
        l->at[i].kept_state = l->at[i].state;
        l->at[i].kept_alarmed = l->at[i].alarmed;
        l->at[i].kept_refused = l->at[i].refused;
    }
}

void lanes_restore(struct lanes *l)
{
    for (uint32_t i = 0; i < l->config->channel_count; i++) {
        l->at[i].state = l->at[i].kept_state;
        l->at[i].alarmed = l->at[i].kept_alarmed;
        l->at[i].refused = l->at[i].kept_refused;
        l->at[i].unusable_told = NULL;
    }
}

bool lane_word(struct lanes *l, struct lane *t, uint32_t kind, const char *say, int64_t now)
{
    uint32_t to = l->config->operations;

    lanes_say(l, "%s", say);
    return to == CHANNEL_NONE || to == t->index ||
           message_about(l->store, l->config, to, kind, say, now);
}

bool lane_alarm(struct lanes *l, struct lane *t, uint32_t kind, const char *say, int64_t now)
{
    uint32_t to = t->channel->fallback;

    if (to == CHANNEL_NONE) {
        return lane_word(l, t, kind, say, now);
    }
    lanes_say(l, "%s", say);
    return to == t->index || message_about(l->store, l->config, to, kind, say, now);
}

/* ---- when ---- */

int64_t lane_backoff(const struct lanes *l, const struct lane *t, uint32_t tries)
{
    uint32_t chance = 500;

    (void)seam.random(&chance, sizeof chance);
    return schedule_backoff(l->carried ? SCHEDULE_CLINIC : t->channel->schedule, tries, chance);
}

double lane_tokens(struct lane *t, int64_t steady)
{
    const struct channel *channel = t->channel;
    double more = (double)(steady - t->tokens_at) * channel->rate_count / (double)channel->rate_ms;

    if (channel->rate_count == 0) {
        return channel->connections;
    }
    if (more > 0) {
        t->tokens = t->tokens + more > channel->burst ? channel->burst : t->tokens + more;
        t->tokens_at = steady;
    }
    return t->tokens;
}

int64_t lane_token_wait(const struct lane *t)
{
    double missing = 1.0 - t->tokens;

    if (t->channel->rate_count == 0 || missing <= 0) {
        return 0;
    }
    return (int64_t)(missing * (double)t->channel->rate_ms / t->channel->rate_count) + 1;
}
