/* SPDX-License-Identifier: MIT
 *
 * See strict_host.h.
 */
#include "support/strict_host.h"

#include <unistd.h>

#include "support/child.h"

void host_begin(struct strict_host *h)
{
    h->instance = clinic_open_started(&h->clinic);
    clinic_event(&h->e, 2010, 1);
}

void host_end(struct strict_host *h)
{
    MUST(clinic_plugin()->close(h->instance) == PRECARE_OK);
}

void host_raise(struct strict_host *h, uint32_t phase, uint32_t disposition)
{
    h->e.event.phase = phase;
    h->e.event.disposition = disposition;
    (void)clinic_raise(h->instance, &h->e, NULL);
}

const precare_result *host_result(struct strict_host *h)
{
    const precare_result *r = NULL;

    (void)clinic_plugin()->booking(h->instance, &h->e.event, &r, NULL);
    MUST(r != NULL);
    return r;
}

int32_t host_acknowledge(struct strict_host *h, uint32_t action, const char *appointment,
                         const char *rule, const char *reason)
{
    precare_acknowledgement ack = {.struct_size = sizeof ack,
                                   .action = action,
                                   .actor = "u12",
                                   .role = "nurse",
                                   .rule = rule,
                                   .reason = reason,
                                   .subject = "pt-88",
                                   .appointment = appointment};

    return clinic_plugin()->acknowledge(h->instance, &ack, NULL);
}

int host_forks(struct strict_host *h, void (*play)(struct strict_host *h))
{
    (void)fflush(stdout);
    pid_t child = fork();

    if (child == 0) {
        play(h);
        _exit(0);
    }
    return child_end(child);
}
