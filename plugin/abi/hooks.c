/* SPDX-License-Identifier: MIT
 *
 * The two hooks: from the host's event to its result. Any thread, any number at once; no lock is
 * taken on the way but the outbox's own, and none at all for a preview. An event that cannot be
 * read gets a result too: not evaluated, with the path. Nothing of the event goes into an error's
 * text or a log.
 */
#include <string.h>
#include <time.h>

#include "abi/door.h"
#include "abi/event_struct.h"
#include "engine/engine.h"
#include "strict/strict.h"
#include "visit/map.h"

#define SCRATCH 12288            /* bytes on the stack: about sixty entries */
#define SCRATCH_MOST (64u << 20) /* what the largest event may take */

/* ---- counting ---- */

static uint64_t steady_ns(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static uint64_t count_up(_Atomic uint64_t *counter)
{
    return atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
}

static void latency_keep(struct tally *tally, uint64_t ns)
{
    uint32_t step = ns > 1 ? 63u - (uint32_t)__builtin_clzll(ns) : 0;

    (void)count_up(&tally->latency[step < LATENCY_STEPS ? step : LATENCY_STEPS - 1]);
}

void door_unread(struct door *door, uint32_t slot)
{
    (void)count_up(&door->tallies[slot].calls[0]);
    (void)count_up(&door->tallies[slot].overall[PRECARE_NOT_EVALUATED / 10]);
}

/* ---- results of what could not be judged ---- */

static int32_t not_evaluated(const char *event_id, const char *path, const char *message,
                             struct result **result_r)
{
    *result_r = result_not_evaluated(event_id, NULL, path, message);
    return *result_r != NULL ? PRECARE_OK : PRECARE_E_MEMORY;
}

/* ---- the way of a visit ---- */

/* What every result of this door says beside its findings. */
struct remarks {
    bool demonstration, last_good;
};

/* The roles of acknowledgements, as those of clearances, are the words that the rules know. */
static bool roles_read(const struct rules *rules, struct visit *visit, struct arena *arena)
{
    uint32_t count = visit->acknowledgement_count;
    struct acknowledgement *acks = count > 0 ? arena_array(arena, count, sizeof *acks) : NULL;

    for (uint32_t i = 0; acks != NULL && i < count; i++) {
        const char *word = rules_role_word(rules, visit->acknowledgements[i].role);

        acks[i] = visit->acknowledgements[i];
        if (word != NULL) {
            const char *kept = arena_text(arena, word, strlen(word));

            acks[i].role = kept != NULL ? span_of(kept) : acks[i].role;
        }
    }
    visit->acknowledgements = acks != NULL ? acks : visit->acknowledgements;
    return !arena->failed;
}

static struct result *visit_evaluate(struct door *door, struct visit *visit,
                                     const struct remarks *remarks, struct arena *arena,
                                     uint32_t slot)
{
    bool plain = !remarks->demonstration && !remarks->last_good;
    struct engine_options options = {.draft = remarks->demonstration,
                                     .no_notes = plain && visit->phase == PRECARE_PREVIEW};
    struct snapshot *held = snapshot_enter(&door->snapshots, slot);

    if (held == NULL) {
        return result_not_evaluated(NULL, NULL, NULL, "there are no rules");
    }
    struct result *result = roles_read(held->set->rules, visit, arena)
                                ? engine_evaluate(held->set->rules, visit, &options, NULL)
                                : NULL;
    snapshot_leave(held, slot);
    return result;
}

/* Records and queues; the status that the host gets. */
static int32_t visit_record(struct door *door, const struct visit *visit, struct result *result,
                            precare_error *err)
{
    const char *line = NULL;
    int status = outbox_record(door->outbox, visit, result, &line);

    if (line != NULL) {
        door_log(door, PRECARE_LOG_ERROR, "outbox", line);
    }
    bool told = result->out.ref != NULL || status == OUTBOX_LATE;
    if (told && !atomic_load_explicit(&door->delivers, memory_order_relaxed)) {
        (void)door_deliver(door, NULL);
    }
    if (status == OUTBOX_LATE) {
        return error_tell(err, PRECARE_LATE, "outbox",
                          "an alert has been waiting for too long: is nobody delivering?");
    }
    if (status < 0) {
        return error_tell(err, PRECARE_NOT_RECORDED, "outbox",
                          status == OUTBOX_FORKED ? DOOR_FORKED : "neither recorded nor told");
    }
    return PRECARE_OK;
}

static int32_t remarks_add(const struct remarks *remarks, struct result *result, precare_error *err)
{
    if (remarks->demonstration) {
        (void)result_note(result, "demonstration",
                          "Demonstration: draft and shadow rules act as if they were active.");
    }
    if (!remarks->last_good) {
        return PRECARE_OK;
    }
    (void)result_note(result, "last-good-rules",
                      "The rules that should be in use cannot be read: the last good ones are.");
    return error_tell(err, PRECARE_LAST_GOOD, "rules",
                      "the rules that should be in use cannot be read: the last good ones are");
}

int32_t door_judge(struct door *door, struct visit *visit, struct arena *arena,
                   struct result **result_r, precare_error *err)
{
    uint32_t slot = snapshot_slot();
    struct tally *tally = &door->tallies[slot];
    bool timed = count_up(&tally->calls[visit->phase]) % 16 == 0;
    uint64_t began = timed ? steady_ns() : 0;

    *result_r = NULL;
    door_keep_up(door);
    struct remarks remarks = {door->config->act_on == ACT_ON_DEMONSTRATION,
                              atomic_load_explicit(&door->last_good, memory_order_relaxed)};
    if (visit_map(visit, door->config, arena)) {
        *result_r = visit_evaluate(door, visit, &remarks, arena, slot);
    }
    if (*result_r == NULL) {
        return error_tell(err, PRECARE_E_MEMORY, NULL, "no memory");
    }
    int32_t status = remarks_add(&remarks, *result_r, err);
    if (visit->phase != PRECARE_PREVIEW) {
        int32_t recorded = visit_record(door, visit, *result_r, err);

        status = recorded != PRECARE_OK ? recorded : status;
    }
    (void)count_up(&tally->overall[(*result_r)->out.overall / 10 % 9]);
    if (timed) {
        latency_keep(tally, steady_ns() - began);
    }
    if (status == PRECARE_OK && (*result_r)->out.notes.count > 0) {
        status = error_tell(err, PRECARE_NOTED, "notes", "the result carries notes");
    }
    if (door->strict != NULL) {
        strict_visit(door->strict, visit, &(*result_r)->out, status);
    }
    return status;
}

/* ---- the door ---- */

/* A short copy with its NUL, for the result of an event that could not be read. */
static const char *id_copy(struct span id, char room[EVENT_ID + 1])
{
    if (id.at == NULL || id.len > EVENT_ID) {
        return NULL;
    }
    memcpy(room, id.at, id.len);
    room[id.len] = '\0';
    return room;
}

static int32_t event_refuse(struct door *door, const struct visit *visit,
                            const struct event_fault *fault, struct result **result_r,
                            precare_error *err)
{
    char id[EVENT_ID + 1];

    door_unread(door, snapshot_slot());
    if (not_evaluated(id_copy(visit->event_id, id), fault->where, fault->message, result_r) !=
        PRECARE_OK) {
        return error_tell(err, PRECARE_E_MEMORY, NULL, "no memory");
    }
    return error_tell(err, fault->code, fault->where, fault->message);
}

/* Whether this hook takes the moment: what else was read is right already. */
static bool moment_fits(const struct visit *visit, bool booking, struct event_fault *fault)
{
    if ((visit->moment == PRECARE_BOOKING) == booking) {
        return true;
    }
    *fault =
        (struct event_fault){PRECARE_E_EVENT,
                             booking ? "the booking hook takes the moment of booking alone"
                                     : "the charting hook takes every moment but that of booking",
                             "moment"};
    return false;
}

static int32_t event_judge(struct door *door, const precare_event *event, bool booking,
                           struct result **result_r, precare_error *err)
{
    _Alignas(16) unsigned char scratch[SCRATCH];
    struct arena arena;
    struct visit visit; /* made whole by event_from_struct */
    struct event_fault fault = {PRECARE_E_ARGUMENT, "an event is required", "event"};
    int32_t status = fault.code;

    arena_begin(&arena, scratch, sizeof scratch, SCRATCH_MOST);
    if (event != NULL) {
        status = event_from_struct(event, door->config->zone, &arena, &visit, &fault);
    } else {
        visit = (struct visit){0};
    }
    if (status == PRECARE_OK && !moment_fits(&visit, booking, &fault)) {
        status = fault.code;
    }
    status = status == PRECARE_OK ? door_judge(door, &visit, &arena, result_r, err)
                                  : event_refuse(door, &visit, &fault, result_r, err);
    arena_end(&arena);
    return status;
}

static int32_t hook_call(precare_instance *instance, const precare_event *event, bool booking,
                         const precare_result **result_r, precare_error *err)
{
    struct door *door = door_of(instance);
    struct result *result = NULL;

    if (result_r == NULL) {
        return error_tell(err, PRECARE_E_ARGUMENT, "result_r", "NULL");
    }
    *result_r = NULL;
    int32_t status = door_usable(door, err);
    if (status != PRECARE_OK) {
        return status;
    }
    status = event_judge(door, event, booking, &result, err);
    if (status == PRECARE_OK && err != NULL) {
        err->code = PRECARE_OK;
    }
    door_log_kept(door);
    *result_r = result != NULL ? &result->out : NULL;
    return status;
}

int32_t door_booking(precare_instance *instance, const precare_event *event,
                     const precare_result **result_r, precare_error *err)
{
    return hook_call(instance, event, true, result_r, err);
}

int32_t door_charting(precare_instance *instance, const precare_event *event,
                      const precare_result **result_r, precare_error *err)
{
    return hook_call(instance, event, false, result_r, err);
}

int32_t door_result_free(precare_instance *instance, const precare_result *result)
{
    struct result *whole = result != NULL ? result_of(result) : NULL;

    (void)instance; /* stale or NULL: a result points at nothing of it */
    if (whole == NULL) {
        return result == NULL ? PRECARE_OK : PRECARE_E_ARGUMENT;
    }
    result_drop(&whole);
    return PRECARE_OK;
}
