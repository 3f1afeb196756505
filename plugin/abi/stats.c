/* SPDX-License-Identifier: MIT
 *
 * The plugin's own figures as JSON: counts, latencies, rules in force, the queue. Any thread; no
 * patient data. Latencies are those of one call in sixteen, told as upper bounds of their power of
 * two.
 */
#include "abi/door.h"
#include "base/json_out.h"
#include "base/words.h"
#include "review/standing.h"

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

static void count_add(struct buf *out, const char *name, uint64_t n)
{
    json_int(out, name, (int64_t)(n & INT64_MAX));
}

static void evaluations_add(const struct door *door, struct buf *out)
{
    static const char *const phases[] = {"unreadable", "preview", "final", "settle"};
    static const char *const overall[] = {"not-evaluated", "clear", "info",  "tasks", "ask",
                                          "warn",          "hold",  "block", "urgent"};

    json_open(out, "calls", '{');
    for (size_t i = 0; i <= PRECARE_SETTLE; i++) {
        count_add(out, phases[i],
                  sum_of(door, offsetof(struct tally, calls) + i * sizeof(uint64_t)));
    }
    json_close(out, '}');
    json_open(out, "overall", '{');
    for (size_t i = 0; i < sizeof overall / sizeof *overall; i++) {
        count_add(out, overall[i],
                  sum_of(door, offsetof(struct tally, overall) + i * sizeof(uint64_t)));
    }
    json_close(out, '}');
}

static void feedback_add(const struct door *door, struct buf *out)
{
    json_open(out, "feedback", '{');
    for (uint32_t i = 0; i < HEARD_COUNT; i++) {
        count_add(out, outbox_heard_words[i],
                  atomic_load_explicit(&door->heard[i], memory_order_relaxed));
    }
    json_close(out, '}');
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
    json_open(out, "latency_ns", '{');
    count_add(out, "sampled", total);
    count_add(out, "p50_below", total > 0 ? latency_of(steps, total, 500) : 0);
    count_add(out, "p99_below", total > 0 ? latency_of(steps, total, 990) : 0);
    count_add(out, "p999_below", total > 0 ? latency_of(steps, total, 999) : 0);
    json_close(out, '}');
}

void standings_add(struct door *door, struct buf *out)
{
    uint32_t slot = snapshot_slot();
    struct snapshot *held = snapshot_enter(&door->snapshots, slot);
    struct buf line = {0};

    json_open(out, "rulebooks", '[');
    for (uint32_t i = 0; held != NULL && i < held->set->rules->book_count; i++) {
        line.len = 0;
        standing_write(held->set->rules, i, door->config->act_on == ACT_ON_DEMONSTRATION, &line);
        json_text(out, NULL, line.at);
        out->failed = out->failed || line.failed;
    }
    json_close(out, ']');
    buf_end(&line);
    if (held != NULL) {
        snapshot_leave(held, slot);
    }
}

static void rules_add(struct door *door, struct buf *out)
{
    uint32_t slot = snapshot_slot();
    struct snapshot *held = snapshot_enter(&door->snapshots, slot);

    json_open(out, "rules", '{');
    json_text(out, "set", held != NULL ? held->set->hash : NULL);
    json_bool(out, "last_good", atomic_load(&door->last_good));
    count_add(out, "generation", atomic_load(&door->seen));
    json_open(out, "rulebooks", '[');
    for (uint32_t i = 0; held != NULL && i < held->set->rules->book_count; i++) {
        const struct rulebook *book = &held->set->rules->books[i];

        json_open(out, NULL, '{');
        json_text(out, "id", book->id);
        json_text(out, "version", book->version);
        json_text(out, "status", word_of(&words_rulebook_status, book->status));
        json_text(out, "hash", book->hash);
        json_close(out, '}');
    }
    json_close(out, ']');
    json_close(out, '}');
    if (held != NULL) {
        snapshot_leave(held, slot);
    }
}

bool stats_write(struct door *door, struct buf *out)
{
    struct buf queue = {0};

    json_open(out, NULL, '{');
    json_text(out, "version", PRECARE_VERSION);
    json_bool(out, "demonstration", door->config->act_on == ACT_ON_DEMONSTRATION);
    evaluations_add(door, out);
    latencies_add(door, out);
    feedback_add(door, out);
    rules_add(door, out);
    count_add(out, "instances", instances_kept());
    json_bool(out, "delivers", courier_running(door->outbox));
    bool known = outbox_stats(door->outbox, &queue) >= 0 && !queue.failed && queue.len > 0;
    json_raw(out, "queue", known ? queue.at : NULL);
    buf_end(&queue);
    standings_add(door, out);
    json_close(out, '}');
    return !out->failed;
}

int32_t door_stats(precare_instance *instance, char *buf, uint64_t cap, uint64_t *need_r)
{
    struct door *door = door_of(instance);
    struct buf out = {0};

    if (door == NULL) {
        return PRECARE_E_INSTANCE;
    }
    door_keep_up(door);
    (void)stats_write(door, &out);
    int32_t status = text_hand_over(&out, buf, cap, need_r);
    buf_end(&out);
    return status;
}
