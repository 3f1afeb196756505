/* SPDX-License-Identifier: MIT
 *
 * The hooks and their results, judged (judged.h): the event's memory, before and after; the
 * result's, until it is freed. The visit itself is looked at where both doors meet (door_judge).
 */
#include "abi/door.h"
#include "abi/event_struct.h"
#include "abi/judged.h"
#include "base/hash.h"
#include "strict/strict.h"
#include "visit/event_out.h"

#define DIGEST_MOST (64u << 20)

/* All that the event says; 0: it cannot be read. */
static uint64_t event_digest(precare_instance *instance, const precare_event *event)
{
    const struct door *door = door_of(instance);
    struct arena arena;
    struct visit visit;
    struct event_fault fault;
    struct buf text = {0};
    uint64_t digest = 0;

    if (door == NULL || event == NULL) {
        return 0;
    }
    arena_begin(&arena, NULL, 0, DIGEST_MOST);
    if (event_from_struct(event, door->config->zone, &arena, &visit, &fault) == PRECARE_OK) {
        event_write(&visit, &text);
        digest = text.failed ? 0 : hash_bytes(1, text.at, text.len);
    }
    buf_end(&text);
    arena_end(&arena);
    return digest;
}

static void result_drop_block(void *block)
{
    struct result *result = block;

    result_drop(&result);
}

/* ---- the hooks ---- */

static int32_t hook_judged(enum strict_function function, precare_instance *instance,
                           const precare_event *event, const precare_result **result_r,
                           precare_error *err)
{
    precare_hook *hook = function == STRICT_CALL_BOOKING ? door_booking : door_charting;
    precare_error own = {.struct_size = sizeof own};
    precare_error *told = err != NULL ? err : &own;
    struct strict_call call;

    strict_enter(&call, instance, function);
    uint64_t before = event_digest(instance, event);
    int32_t status = hook(instance, event, result_r, told);
    const struct result *whole = result_r != NULL ? result_of(*result_r) : NULL;
    if (before != event_digest(instance, event)) {
        strict_tell(&call, STRICT_EVENT_CHANGED);
    }
    if (whole != NULL) {
        strict_lend(&call, *result_r, whole, whole->size, result_drop_block);
    }
    strict_leave(&call, status, status == PRECARE_E_EVENT ? told->where : NULL);
    return status;
}

int32_t judged_booking(precare_instance *instance, const precare_event *event,
                       const precare_result **result_r, precare_error *err)
{
    return strict_watches() ? hook_judged(STRICT_CALL_BOOKING, instance, event, result_r, err)
                            : door_booking(instance, event, result_r, err);
}

int32_t judged_charting(precare_instance *instance, const precare_event *event,
                        const precare_result **result_r, precare_error *err)
{
    return strict_watches() ? hook_judged(STRICT_CALL_CHARTING, instance, event, result_r, err)
                            : door_charting(instance, event, result_r, err);
}

int32_t judged_result_free(precare_instance *instance, const precare_result *result)
{
    struct strict_call call;

    if (!strict_watches()) {
        return door_result_free(instance, result);
    }
    strict_enter(&call, instance, STRICT_CALL_RESULT_FREE);
    int32_t status =
        strict_give_back(&call, result) ? PRECARE_OK : door_result_free(instance, result);
    strict_leave(&call, status, NULL);
    return status;
}
