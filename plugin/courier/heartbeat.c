/* SPDX-License-Identifier: MIT
 *
 * Writing and remembering the heartbeat (heartbeat.h). Counts, words of the last reload, names of
 * channels, the head of the chain of records; nothing of a patient. Read first, without a lock on
 * the database; then the message and its day in one transaction, so that it is sent once.
 */
#include "courier/heartbeat.h"

#include <string.h>

#include "base/seam.h"
#include "base/zone.h"
#include "outbox/chain.h"
#include "outbox/pulse.h"

#define HEAD_MOST 8
#define WORDS_MOST 390

/* ---- words ---- */

static const char *plural_s(int64_t n)
{
    return n == 1 ? "" : "s";
}

static void tenths_say(struct buf *out, int64_t tenths)
{
    buf_printf(out, "%lld.%lld", (long long)(tenths / 10), (long long)(tenths % 10));
}

static void oldest_say(const struct pulse *p, int64_t now, struct buf *out)
{
    int64_t minutes = (now - p->oldest) / 60000;

    if (p->oldest == 0 || minutes < 1) {
        buf_text(out, "nothing");
    } else if (minutes < 120) {
        buf_printf(out, "oldest for %lld minute%s", (long long)minutes, plural_s(minutes));
    } else {
        buf_printf(out, "oldest for %lld hours", (long long)(minutes / 60));
    }
}

static void paused_say(const struct lanes *lanes, struct buf *out)
{
    bool any = false;

    for (uint32_t i = 0; i < lanes->config->channel_count; i++) {
        const struct lane *t = &lanes->at[i];

        if (t->state == LANE_PAUSED || t->state == LANE_UNUSABLE) {
            buf_printf(out, "%s%s", any ? ", " : "", t->channel->name);
            any = true;
        }
    }
    buf_text(out, any ? "" : "no channel");
}

static void hosts_say(const struct pulse *p, struct buf *out)
{
    buf_printf(out, "%lld process%s made %lld call%s", (long long)p->processes,
               p->processes == 1 ? "" : "es", (long long)p->calls, plural_s(p->calls));
    if (p->days > 0) {
        buf_printf(out, " (mean of %u working day%s: ", p->days, plural_s(p->days));
        tenths_say(out, p->mean_processes);
        buf_text(out, " and ");
        tenths_say(out, p->mean_calls);
        buf_char(out, ')');
    }
}

/* To what a line has room for, between two characters. */
static void line_cut(struct buf *out)
{
    if (out->failed || out->len <= WORDS_MOST) {
        return;
    }
    out->len = WORDS_MOST;
    while (out->len > 0 && ((unsigned char)out->at[out->len] & 0xc0) == 0x80) {
        out->len--;
    }
    buf_text(out, "...");
}

static void heartbeat_say(const struct courier *c, const struct pulse *p, int64_t now,
                          struct buf *out)
{
    buf_printf(out, "Rules %s. Since yesterday: %lld evaluation%s, %lld alert%s. Waiting: ",
               p->rules[0] != '\0' ? p->rules : "not known", (long long)p->evaluations,
               plural_s(p->evaluations), (long long)p->alerts, plural_s(p->alerts));
    oldest_say(p, now, out);
    buf_text(out, ". Paused: ");
    paused_say(&c->lanes, out);
    buf_text(out, ". Yesterday ");
    hosts_say(p, out);
    buf_char(out, '.');
    line_cut(out); /* a chat's line is not endless, and the head must stand in it */
    buf_text(out, " Records ");
    records_head_text(&p->head, out);
}

/* ---- sending ---- */

/* The clinic's day, once its heartbeat is due; 0: not yet. Of a day that is over nothing is sent:
 * it is its absence that tells. */
static int32_t heartbeat_day(const struct config *config, int64_t now)
{
    int32_t today = zone_date(config->zone, now / 1000);

    return now / 1000 >= config_heartbeat(config, today) ? today : 0;
}

static bool heartbeat_add(struct courier *c, const char *say, int32_t day, int64_t now)
{
    const struct config *config = c->lanes.config;
    struct store *store = c->lanes.store;
    bool good = message_about(store, config, config->operations, MESSAGE_HEARTBEAT, say, now);

    if (good && config->heartbeat_too != CHANNEL_NONE &&
        config->heartbeat_too != config->operations) {
        good = message_about(store, config, config->heartbeat_too, MESSAGE_HEARTBEAT, say, now);
    }
    return good && meta_write(store, META_HEARTBEAT, day);
}

/* Whether this day's is still to be sent; and what it says. */
static bool heartbeat_wanted(struct courier *c, int32_t day, int64_t now, struct buf *say)
{
    struct pulse pulse;
    bool wanted = false;

    if (store_enter(c->lanes.store) != 0) {
        return false;
    }
    wanted = meta_read(c->lanes.store, META_HEARTBEAT) < day &&
             pulse_read(c->lanes.store, c->lanes.config, now, &pulse);
    wanted = store_leave(c->lanes.store) == 0 && wanted; /* damaged: its absence tells */
    if (wanted) {
        heartbeat_say(c, &pulse, now, say);
    }
    return wanted && !say->failed;
}

void heartbeat_beat(struct courier *c)
{
    const struct config *config = c->lanes.config;
    int64_t now = seam.wall_ms();
    struct buf say = {0};

    if (config->heartbeat_minute < 0 || config->operations == CHANNEL_NONE) {
        return;
    }
    int32_t day = heartbeat_day(config, now);
    if (heartbeat_wanted(c, day, now, &say) && store_begin(c->lanes.store) == 0) {
        (void)store_end(c->lanes.store, heartbeat_add(c, say.at, day, now));
    }
    buf_end(&say);
}

bool heartbeat_sent(struct courier *c, const struct message *m, int64_t now)
{
    const char *say = m->kind == MESSAGE_HEARTBEAT && m->item_count > 0 ? m->items[0].say : NULL;
    struct records_head *heads = NULL;
    struct arena arena;
    uint32_t none = 0;
    bool good = true;

    if (say == NULL) {
        return true;
    }
    arena_begin(&arena, NULL, 0, 65536);
    uint32_t count = records_heads_read(say, strlen(say), &arena, &heads, &none);
    for (uint32_t i = 0; heads != NULL && i < count && i < HEAD_MOST && good; i++) {
        good = heads[i].count == 0 ||
               store_do(c->lanes.store, SQL_ANCHOR_ADD, BIND_NUMBER(heads[i].count),
                        BIND_BYTES(heads[i].head, CHAIN_HASH), BIND_NUMBER(now));
    }
    arena_end(&arena);
    return good;
}
