/* SPDX-License-Identifier: MIT
 *
 * The exported functions of the JSON door, and what strict mode looks at around them (judged.c).
 * Without it each is one look at a flag, and the door's own function.
 */
#include <string.h>

#include "abi/json_door.h"
#include "base/hash.h"
#include "base/seam.h"
#include "strict/strict.h"

#define EXPORT __attribute__((visibility("default")))

static const struct {
    const char *method;
    enum strict_function function;
} functions[] = {
    {"evaluate", STRICT_CALL_EVALUATE}, {"acknowledge", STRICT_CALL_ACKNOWLEDGE},
    {"lookup", STRICT_CALL_LOOKUP},     {"needs", STRICT_CALL_NEEDS},
    {"reload", STRICT_CALL_RELOAD},     {"stats", STRICT_CALL_STATS},
};

static enum strict_function function_of(const char *method)
{
    for (size_t i = 0; method != NULL && i < sizeof functions / sizeof *functions; i++) {
        if (strcmp(functions[i].method, method) == 0) {
            return functions[i].function;
        }
    }
    return STRICT_CALL_METHOD;
}

static uint64_t text_digest(const char *in, uint64_t len)
{
    return in != NULL ? hash_bytes(1, in, (size_t)len) : 0;
}

EXPORT int32_t precare_json_open(const char *config, precare_json **handle_r, precare_error *err)
{
    int32_t status = json_door_open(config, handle_r, err);

    if (status >= 0 && strict_watches()) {
        strict_handle(json_door_instance(*handle_r), *handle_r);
    }
    return status;
}

static int32_t call_judged(precare_json *handle, const char *method, const char *in,
                           uint64_t in_len, char **out_r, uint64_t *out_len_r, precare_error *err)
{
    precare_error own = {.struct_size = sizeof own};
    precare_error *told = err != NULL ? err : &own;
    struct strict_call call;
    uint64_t len = 0, digest = text_digest(in, in_len);
    uint64_t *len_r = out_len_r != NULL ? out_len_r : &len;

    strict_enter(&call, handle, function_of(method));
    strict_look_at(&call, in);
    int32_t status = json_door_call(handle, method, in, in_len, out_r, len_r, told);
    if (digest != text_digest(in, in_len)) {
        strict_tell(&call, STRICT_EVENT_CHANGED);
    }
    if (out_r != NULL && *out_r != NULL) {
        strict_lend(&call, *out_r, *out_r, (size_t)*len_r + 1, mem_drop);
    }
    strict_leave(&call, status, status < 0 && status != PRECARE_E_SIZE ? told->where : NULL);
    return status;
}

EXPORT int32_t precare_json_call(precare_json *handle, const char *method, const char *in,
                                 uint64_t in_len, char **out_r, uint64_t *out_len_r,
                                 precare_error *err)
{
    return strict_watches() ? call_judged(handle, method, in, in_len, out_r, out_len_r, err)
                            : json_door_call(handle, method, in, in_len, out_r, out_len_r, err);
}

EXPORT void precare_json_free(char *out)
{
    const struct strict_call call = {NULL, STRICT_CALL_RESULT_FREE};

    if (!strict_watches() || !strict_give_back(&call, out)) {
        json_door_free(out);
    }
}

EXPORT int32_t precare_json_close(precare_json *handle)
{
    struct strict_call call;

    if (!strict_watches()) {
        return json_door_close(handle);
    }
    strict_enter(&call, handle, STRICT_CALL_CLOSE);
    int32_t status = json_door_close(handle);
    strict_leave(&call, status, NULL);
    return status;
}
