/* SPDX-License-Identifier: MIT
 *
 * The plugin's own figures as JSON: counts, latencies, rules in force, the queue. Any thread; no
 * patient data. Latencies are those of one call in sixteen, told as upper bounds of their power of
 * two.
 */
#include "abi/door.h"
#include "base/words.h"

#include <stddef.h>
#include <string.h>

static uint64_t sum_of(const struct door *door, size_t offset)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < SNAPSHOT_SLOTS; i++) {
        const unsigned char *at = (const unsigned char *)&door->tallies[i] + offset;

        sum +=
            atomic_load_explicit((const _Atomic uint64_t *)(const void *)at, memory_order_relaxed);
    }
    return sum;
}

/* A failed text may have lost its bytes. */
static bool ends_in(const struct buf *out, char c)
{
    return out->at != NULL && out->len > 0 && out->at[out->len - 1] == c;
}

static void count_add(struct buf *out, const char *name, uint64_t n)
{
    buf_printf(out, "%s\"%s\":", ends_in(out, '{') ? "" : ",", name);
    buf_int(out, (int64_t)(n & INT64_MAX));
}

static void evaluations_add(const struct door *door, struct buf *out)
{
    static const char *const phases[] = {"unreadable", "preview", "final", "settle"};
    static const char *const overall[] = {"not-evaluated", "clear", "info",  "tasks", "ask",
                                          "warn",          "hold",  "block", "urgent"};

    buf_text(out, "\"calls\":{");
    for (size_t i = 0; i <= PRECARE_SETTLE; i++) {
        count_add(out, phases[i],
                  sum_of(door, offsetof(struct tally, calls) + i * sizeof(uint64_t)));
    }
    buf_text(out, "},\"overall\":{");
    for (size_t i = 0; i < sizeof overall / sizeof *overall; i++) {
        count_add(out, overall[i],
                  sum_of(door, offsetof(struct tally, overall) + i * sizeof(uint64_t)));
    }
    buf_char(out, '}');
}

/* The least power of two that so many thousandths of the calls stay below. */
static uint64_t latency_of(const uint64_t steps[LATENCY_STEPS], uint64_t total,
                           uint64_t thousandths)
{
    uint64_t below = 0;

    for (uint32_t i = 0; i < LATENCY_STEPS; i++) {
        below += steps[i];
        if (below * 1000 >= total * thousandths) {
            return UINT64_C(2) << i;
        }
    }
    return UINT64_C(2) << LATENCY_STEPS;
}

static void latencies_add(const struct door *door, struct buf *out)
{
    uint64_t steps[LATENCY_STEPS], total = 0;

    for (size_t i = 0; i < LATENCY_STEPS; i++) {
        steps[i] = sum_of(door, offsetof(struct tally, latency) + i * sizeof(uint64_t));
        total += steps[i];
    }
    buf_text(out, ",\"latency_ns\":{");
    count_add(out, "sampled", total);
    count_add(out, "p50_below", total > 0 ? latency_of(steps, total, 500) : 0);
    count_add(out, "p99_below", total > 0 ? latency_of(steps, total, 990) : 0);
    count_add(out, "p999_below", total > 0 ? latency_of(steps, total, 999) : 0);
    buf_char(out, '}');
}

static void text_add(struct buf *out, const char *before, const char *text)
{
    buf_text(out, before);
    if (text == NULL) {
        buf_text(out, "null");
    } else {
        buf_json(out, text, strlen(text));
    }
}

static void rules_add(struct door *door, struct buf *out)
{
    uint32_t slot = snapshot_slot();
    struct snapshot *held = snapshot_enter(&door->snapshots, slot);

    text_add(out, ",\"rules\":{\"set\":", held != NULL ? held->set->hash : NULL);
    buf_printf(out, ",\"last_good\":%s", atomic_load(&door->last_good) ? "true" : "false");
    count_add(out, "generation", atomic_load(&door->seen));
    buf_text(out, ",\"rulebooks\":[");
    for (uint32_t i = 0; held != NULL && i < held->set->rules->book_count; i++) {
        const struct rulebook *book = &held->set->rules->books[i];

        text_add(out, i > 0 ? ",{\"id\":" : "{\"id\":", book->id);
        text_add(out, ",\"version\":", book->version);
        text_add(out, ",\"status\":", word_of(&words_rulebook_status, book->status));
        text_add(out, ",\"hash\":", book->hash);
        buf_char(out, '}');
    }
    buf_text(out, "]}");
    if (held != NULL) {
        snapshot_leave(held, slot);
    }
}

bool stats_write(struct door *door, struct buf *out)
{
    struct buf queue = {0};

    text_add(out, "{\"version\":", PRECARE_VERSION);
    buf_printf(out, ",\"demonstration\":%s,",
               door->config->act_on == ACT_ON_DEMONSTRATION ? "true" : "false");
    evaluations_add(door, out);
    latencies_add(door, out);
    rules_add(door, out);
    count_add(out, "instances", instances_kept());
    buf_printf(out, ",\"delivers\":%s", courier_running(door->outbox) ? "true" : "false");
    buf_text(out, ",\"queue\":");
    if (outbox_stats(door->outbox, &queue) >= 0 && !queue.failed && queue.len > 0) {
        buf_add(out, queue.at, queue.len);
    } else {
        buf_text(out, "null");
    }
    buf_end(&queue);
    buf_char(out, '}');
    return !out->failed;
}

int32_t door_stats(precare_instance *instance, char *buf, uint64_t cap, uint64_t *need_r)
{
    struct door *door = door_of(instance);
    struct buf out = {0};

    if (door == NULL) {
        return PRECARE_E_INSTANCE;
    }
    if (door->site != NULL && site_generation(door->site) != atomic_load(&door->seen)) {
        door_follow(door);
    }
    (void)stats_write(door, &out);
    int32_t status = text_hand_over(&out, buf, cap, need_r);
    buf_end(&out);
    return status;
}
