/* SPDX-License-Identifier: MIT
 *
 * Called by the JSON door and by `precare evaluate`. Any thread. Fails only without memory, with
 * NULL.
 */
#include "engine/refused.h"

#include <stdio.h>
#include <string.h>

struct result *result_refused(const struct visit *visit, const struct faults *faults)
{
    char id[EVENT_ID + 1] = "", message[512] = "the event could not be read";
    const char *path = NULL;

    if (visit->event_id.at != NULL && visit->event_id.len <= EVENT_ID) {
        memcpy(id, visit->event_id.at, visit->event_id.len);
    }
    for (uint32_t i = 0; i < faults->count; i++) {
        const struct fault *f = &faults->items[i];

        if (!f->warning) {
            const char *fix = f->fix != NULL ? f->fix : "";

            path = f->at.path;
            (void)snprintf(message, sizeof message, "%s: %s%s%s", fault_code_name(f->code), f->what,
                           fix[0] != '\0' ? ". " : "", fix);
            break;
        }
    }
    return result_not_evaluated(id[0] != '\0' ? id : NULL, NULL, path, message);
}
