/* SPDX-License-Identifier: MIT
 *
 * The life of a courier's process (courier_parts.h): its lines on stderr, its exit code. Called by
 * courier.c and relay_program.c.
 */
#include <stdio.h>

#include "cli/courier_parts.h"
#include "cli/lasting.h"

static bool demonstration; /* act-on: said in every line */

static void courier_say(void *context, const char *line)
{
    (void)context;
    (void)fprintf(stderr, "precare courier: %s%s\n", demonstration ? "demonstration: " : "", line);
}

static int courier_code(int status, const char *error)
{
    return status == COURIER_OK        ? CLI_OK
           : status == COURIER_DAMAGED ? cli_fail(CLI_LOOK, "%s", error)
           : status == COURIER_LOOK
               ? cli_fail(CLI_LOOK, "a channel is paused or cannot be used, and "
                                    "its messages wait: precare outbox stats")
           : status == COURIER_ELSEWHERE ? cli_fail(CLI_BUSY, "another process delivers already")
                                         : cli_fault("%s", error);
}

int courier_by(courier_way way, const struct asked *asked, const struct config *config)
{
    struct outbox *outbox = clinic_outbox(config);
    const char *error = NULL;
    int code = CLI_UNREADABLE;

    if (outbox != NULL) {
        const atomic_int *stop = lasting_begin();

        demonstration = config->act_on == ACT_ON_DEMONSTRATION;
        int status = way(outbox, stop, asked->once, courier_say, NULL, &error);

        code = courier_code(status, error);
    }
    outbox_close(&outbox);
    return code;
}
