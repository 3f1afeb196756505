/* SPDX-License-Identifier: MIT
 *
 * See json_door.h.
 */
#include "support/json_door.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "support/clinic.h"

struct json_door json_door(void)
{
    struct json_door door = {0};
    const struct {
        const char *name;
        void *to; /* a pointer to a function, which no void * may hold but by its bytes */
    } rows[] = {{"precare_json_open", &door.open},
                {"precare_json_call", &door.call},
                {"precare_json_free", &door.free},
                {"precare_json_close", &door.close}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        void *symbol = clinic_symbol(rows[i].name);

        if (symbol == NULL) {
            (void)fprintf(stderr, "json_door: the plugin has no %s\n", rows[i].name);
            _exit(1);
        }
        memcpy(rows[i].to, &symbol, sizeof symbol);
    }
    return door;
}
