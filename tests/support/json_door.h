/* SPDX-License-Identifier: MIT
 *
 * For tests of the JSON door: its four functions, found by name in the plugin that clinic.h loads,
 * as a host behind an FFI finds them. Pointers alone; any thread, once they are found.
 */
#ifndef TESTS_SUPPORT_JSON_DOOR_H
#define TESTS_SUPPORT_JSON_DOOR_H

#include <stdint.h>

#include "precare/precare.h"

struct json_door {
    int32_t (*open)(const char *config, precare_json **handle_r, precare_error *err);
    int32_t (*call)(precare_json *handle, const char *method, const char *in, uint64_t in_len,
                    char **out_r, uint64_t *out_len_r, precare_error *err);
    void (*free)(char *out);
    int32_t (*close)(precare_json *handle);
};

/* One that is not there ends the test binary with a message. */
struct json_door json_door(void);

#endif
