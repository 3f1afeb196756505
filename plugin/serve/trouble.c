/* SPDX-License-Identifier: MIT
 *
 * What the door says of itself, for whoever runs it (serve_parts.h): counted where a call is
 * answered, told by the thread that watches, each kind at most every ten seconds. The words are
 * those of the table of statuses, so nothing of a request is in them. What is wrong with a request
 * is told to its caller alone.
 */
#include <stdio.h>

#include "base/seam.h"
#include "serve/serve_parts.h"

#define TELL_MS 10000

static const struct {
    int32_t status;
    const char *meaning, *help;
} statuses[] = {
#define STATUS(name, meaning, host) {PRECARE_##name, meaning, host},
#include "abi/statuses.def"
#undef STATUS
};
_Static_assert(sizeof statuses / sizeof *statuses <= TROUBLES_MOST, "a count for each status");

/* The caller's own doing, or no trouble. */
static bool status_silent(int32_t status)
{
    return status == PRECARE_OK || status == PRECARE_NOTED || status == PRECARE_E_EVENT ||
           status == PRECARE_E_DOCUMENT;
}

void trouble_note(struct troubles *troubles, int32_t status)
{
    for (uint32_t i = 0; !status_silent(status) && i < sizeof statuses / sizeof *statuses; i++) {
        if (statuses[i].status == status) {
            (void)atomic_fetch_add(&troubles->counts[i], 1);
        }
    }
}

void trouble_tell(struct troubles *troubles, bool now, serve_log log, void *context)
{
    int64_t at = seam.steady_ms();
    char line[512];

    for (uint32_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        uint32_t count = atomic_load(&troubles->counts[i]) - troubles->told[i];

        if (count > 0 && (now || troubles->at[i] == 0 || at - troubles->at[i] >= TELL_MS)) {
            (void)snprintf(line, sizeof line, "of %u calls: %s (%s)", count, statuses[i].meaning,
                           statuses[i].help);
            log(context, line);
            troubles->told[i] += count;
            troubles->at[i] = at;
        }
    }
}
