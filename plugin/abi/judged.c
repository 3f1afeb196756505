/* SPDX-License-Identifier: MIT
 *
 * See judged.h; the hooks are in judged_hooks.c. What a call answers is never changed.
 */
#include "abi/judged.h"

#include "abi/door.h"
#include "strict/strict.h"

/* The place of an error, of an `err` that the call can have written. */
static const char *where_of(const precare_error *err, int32_t status)
{
    return status < 0 && status != PRECARE_E_SIZE && err != NULL ? err->where : NULL;
}

static int32_t acknowledge_judged(precare_instance *instance, const precare_acknowledgement *ack,
                                  precare_error *err)
{
    precare_error own = {.struct_size = sizeof own};
    precare_error *told = err != NULL ? err : &own;
    struct strict_call call;

    strict_enter(&call, instance, STRICT_CALL_ACKNOWLEDGE);
    int32_t status = door_acknowledge(instance, ack, told);
    if (status >= 0) {
        strict_look_at(&call, ack->ref);
        strict_look_at(&call, ack->rule);
        strict_look_at(&call, ack->reason);
    }
    strict_leave(&call, status, where_of(told, status));
    return status;
}

int32_t judged_acknowledge(precare_instance *instance, const precare_acknowledgement *ack,
                           precare_error *err)
{
    return strict_watches() ? acknowledge_judged(instance, ack, err)
                            : door_acknowledge(instance, ack, err);
}

/* ---- the others: looked at before and after ---- */

/* NAME(parameters) becomes judged_NAME around door_NAME(arguments). */
#define JUDGED(constant, name, parameters, arguments)                                              \
    int32_t judged_##name parameters                                                               \
    {                                                                                              \
        struct strict_call call;                                                                   \
                                                                                                   \
        if (!strict_watches()) {                                                                   \
            return door_##name arguments;                                                          \
        }                                                                                          \
        strict_enter(&call, instance, STRICT_CALL_##constant);                                     \
        int32_t status = door_##name arguments;                                                    \
        strict_leave(&call, status, NULL);                                                         \
        return status;                                                                             \
    }

JUDGED(START, start, (precare_instance * instance, precare_error *err), (instance, err))
JUDGED(NEEDS, needs,
       (precare_instance * instance, uint32_t moment, const char *procedure, uint64_t *mask_r),
       (instance, moment, procedure, mask_r))
JUDGED(LOOKUP, lookup,
       (precare_instance * instance, const char *ref, char *buf, uint64_t cap, uint64_t *need_r,
        precare_error *err),
       (instance, ref, buf, cap, need_r, err))
JUDGED(RELOAD, reload, (precare_instance * instance, uint64_t *generation_r, precare_error *err),
       (instance, generation_r, err))
JUDGED(STOP, stop, (precare_instance * instance, uint32_t deadline_ms, precare_error *err),
       (instance, deadline_ms, err))
JUDGED(CLOSE, close, (precare_instance * instance), (instance))
JUDGED(STATS, stats, (precare_instance * instance, char *buf, uint64_t cap, uint64_t *need_r),
       (instance, buf, cap, need_r))
