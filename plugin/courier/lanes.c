/* SPDX-License-Identifier: MIT
 *
 * The courier's view of its channels: their secrets, their state in the database, their rate, and
 * the alarm that is raised once for each change of a state. On the thread that delivers.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "courier/courier_inside.h"
#include "chat/sign.h"
#include "base/seam.h"

#define SECRETS_AGAIN_MS 30000

void courier_say(struct courier *c, const char *format, ...)
{
    va_list args;

    if (c->log != NULL && c->said_count < SAID_LINES) {
        va_start(args, format);
        (void)vsnprintf(c->said[c->said_count++], SAID_BYTES, format, args);
        va_end(args);
    }
}

void courier_said(struct courier *c)
{
    for (uint32_t i = 0; i < c->said_count; i++) {
        c->log(c->log_context, c->said[i]);
    }
    c->said_count = 0;
}

/* ---- secrets ---- */

void target_secrets_drop(struct target_run *t)
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

static const char *keys_open(struct target_run *t)
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

static const char *secrets_open(struct courier *c, struct target_run *t)
{
    const char *why = secret_again(&t->channel->url_from, &t->url);

    t->unusable_key = "url-from";
    t->unusable_place = t->channel->url_from.text;
    why = why == NULL ? http_address_check(t->url.at, c->config) : why;
    if (why != NULL) {
        return why;
    }
    t->unusable_key = "sign-with";
    return keys_open(t);
}

void target_secrets_read(struct courier *c, struct target_run *t, int64_t steady)
{
    t->unusable = secrets_open(c, t);
    t->secrets_again = steady + SECRETS_AGAIN_MS;
    if (t->unusable != NULL) {
        target_secrets_drop(t);
    }
}

bool target_due_now(struct courier *c, struct target_run *t, int64_t now)
{
    sqlite3_stmt *s = store_sql(c->store, SQL_TARGET_DUE_NOW);

    if (s == NULL) {
        return false;
    }
    bind_text(s, 1, t->channel->name);
    (void)sqlite3_bind_int64(s, 2, now);
    return store_run(c->store, s);
}

bool targets_make(struct courier *c)
{
    int64_t steady = seam.steady_ms();

    c->targets = mem_new((c->config->channel_count + 1) * sizeof *c->targets);
    if (c->targets == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < c->config->channel_count; i++) {
        struct target_run *t = &c->targets[i];

        t->channel = &c->config->channels[i];
        t->index = i;
        t->tokens = t->channel->burst;
        t->tokens_at = steady;
        if (c->carrier == NULL) {
            target_secrets_read(c, t, steady);
        }
    }
    return true;
}

void targets_drop(struct courier *c)
{
    for (uint32_t i = 0; c->targets != NULL && i < c->config->channel_count; i++) {
        target_secrets_drop(&c->targets[i]);
    }
    mem_drop(c->targets);
    c->targets = NULL;
}

/* ---- state ---- */

void target_states_read(struct courier *c)
{
    if (c->carrier != NULL) { /* they are of those that post */
        return;
    }
    for (uint32_t i = 0; i < c->config->channel_count; i++) {
        struct target_run *t = &c->targets[i];
        sqlite3_stmt *s = store_sql(c->store, SQL_TARGET_GET);
        uint32_t before = t->state;

        if (s == NULL) {
            return;
        }
        bind_text(s, 1, t->channel->name);
        if (sqlite3_step(s) == SQLITE_ROW) {
            t->state = (uint32_t)sqlite3_column_int(s, 0);
            t->since = sqlite3_column_int64(s, 2);
            t->alarmed = (uint32_t)sqlite3_column_int(s, 3);
        }
        (void)sqlite3_reset(s);
        /* by hand: from the start again */
        if (before == TARGET_PAUSED && t->state != TARGET_PAUSED) {
            t->failures = 0;
            t->open_until = t->not_before = t->down_since = 0;
            target_secrets_read(c, t, seam.steady_ms());
        }
    }
}

bool target_state_write(struct courier *c, struct target_run *t, const char *reason, int64_t now)
{
    sqlite3_stmt *s = store_sql(c->store, SQL_TARGET_SET);

    if (s == NULL) {
        return false;
    }
    bind_text(s, 1, t->channel->name);
    (void)sqlite3_bind_int64(s, 2, t->state);
    bind_text(s, 3, reason);
    (void)sqlite3_bind_int64(s, 4, now);
    (void)sqlite3_bind_int64(s, 5, t->alarmed);
    t->since = now;
    return store_run(c->store, s);
}

void targets_keep(struct courier *c)
{
    for (uint32_t i = 0; i < c->config->channel_count; i++) {
        c->targets[i].kept_state = c->targets[i].state;
        c->targets[i].kept_alarmed = c->targets[i].alarmed;
    }
}

void targets_restore(struct courier *c)
{
    for (uint32_t i = 0; i < c->config->channel_count; i++) {
        c->targets[i].state = c->targets[i].kept_state;
        c->targets[i].alarmed = c->targets[i].kept_alarmed;
    }
}

bool target_alarm(struct courier *c, struct target_run *t, uint32_t kind, const char *say,
                  int64_t now)
{
    uint32_t to =
        t->channel->fallback != CHANNEL_NONE ? t->channel->fallback : c->config->operations;

    courier_say(c, "%s", say);
    return to == CHANNEL_NONE || to == t->index ||
           message_about(c->store, c->config, to, kind, say, now);
}

/* ---- rate ---- */

double target_tokens(struct target_run *t, int64_t steady)
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

int64_t target_token_wait(const struct target_run *t)
{
    double missing = 1.0 - t->tokens;

    if (t->channel->rate_count == 0 || missing <= 0) {
        return 0;
    }
    return (int64_t)(missing * (double)t->channel->rate_ms / t->channel->rate_count) + 1;
}
