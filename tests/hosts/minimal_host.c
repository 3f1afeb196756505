/* SPDX-License-Identifier: MIT
 * The smallest host that is a whole one: loads the plugin, books a visit, shows what was found,
 * settles the booking, charts the check-in, leaves. The manual prints this file. */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "precare/precare.h"

static precare_time day_of(int32_t year, int32_t month, int32_t d)
{
    return (precare_time){.precision = PRECARE_TIME_DAY, .year = year, .month = month, .day = d};
}

static void raise_event(const precare_api *precare, precare_instance *instance,
                        const precare_event *event, const char *what)
{
    precare_error err = {.struct_size = sizeof err};
    const precare_result *result;
    precare_hook *hook = event->moment == PRECARE_BOOKING ? precare->booking : precare->charting;
    int32_t status = hook(instance, event, &result, &err);

    if (result == NULL || status < 0) {
        printf("%s: not checked: %s %s (%d)\n", what, err.where, err.message, status);
    } else {
        const char *warning = result->overall < PRECARE_CLEAR ? ", NOT CHECKED" : "";
        const char *items = result->findings.items; /* always step by stride */

        printf("%s: overall %u%s\n", what, result->overall, warning);
        for (uint32_t i = 0; i < result->findings.count; i++, items += result->findings.stride) {
            const precare_finding *f = (const void *)items;

            printf("  %u %s: %s\n", f->outcome, f->rule, f->say != NULL ? f->say : f->ask);
        }
    }
    precare->result_free(instance, result);
}

int main(int argc, char **argv)
{
    void *so = argc == 3 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : NULL;
    void *symbol = so != NULL ? dlsym(so, PRECARE_ENTRY) : NULL;
    precare_entry_fn *entry;

    if (symbol == NULL) {
        fprintf(stderr, "usage: minimal_host PLUGIN.so CONFIG\n");
        return 64;
    }
    memcpy(&entry, &symbol, sizeof entry);
    const precare_api *precare = entry(PRECARE_ABI_MINOR);
    /* open and start: once a process */
    precare_params params = {.struct_size = sizeof params, .config = argv[2]};
    precare_error err = {.struct_size = sizeof err};
    precare_instance *instance;
    if (precare->open(NULL, &params, &instance, &err) < 0) {
        fprintf(stderr, "%s:%u: %s\n", err.where, err.line, err.message);
        return 1;
    }
    precare->start(instance, &err);

    /* what this host knows of the visit; what it leaves out becomes a question, never a "no" */
    const char *sites[] = {"cheek"};
    precare_medication cream = {.text = "tretinoin 0.05% cream", .use = PRECARE_USE_ONGOING};
    cream.sites = (precare_array){sites, 1, sizeof sites[0]};
    precare_patient patient = {.struct_size = sizeof patient, .birth_date = day_of(2007, 5, 4)};
    precare_appointment appointment = {.struct_size = sizeof appointment,
                                       .id = "apt-1042",
                                       .start = day_of(2027, 1, 12),
                                       .procedure_text = "microneedling",
                                       .sites = {sites, 1, sizeof sites[0]}};
    precare_list drugs = {.reviewed = day_of(2026, 12, 1), .entries = {&cream, 1, sizeof cream}};
    precare_event event = {.struct_size = sizeof event,
                           .moment = PRECARE_BOOKING,
                           .action = PRECARE_CREATE,
                           .phase = PRECARE_PREVIEW,
                           .event_id = "apt-1042/1",
                           .subject = "pt-88",
                           .now = day_of(2026, 12, 1),
                           .patient = &patient,
                           .appointment = &appointment,
                           .medications = drugs};
    /* before the host saves: what would be found? */
    raise_event(precare, instance, &event, "booking");
    /* the user went on, with a reason: the same event, settled; now the team is told */
    precare_acknowledgement ack = {.struct_size = sizeof ack, .action = PRECARE_OVERRODE};
    ack.rule = "too-young", ack.reason = "benefit-outweighs";
    ack.actor = "u12", ack.role = "physician"; /* who may, by the rule */
    event.phase = PRECARE_SETTLE;
    event.disposition = PRECARE_OVERRIDDEN;
    event.acknowledgements = (precare_array){&ack, 1, sizeof ack};
    raise_event(precare, instance, &event, "saved");
    /* the day of the visit: one call, which records and tells */
    event.moment = PRECARE_CHECK_IN;
    event.phase = PRECARE_FINAL;
    event.now = appointment.start;
    raise_event(precare, instance, &event, "check-in");
    precare->stop(instance, 2000, &err);
    return precare->close(instance) == PRECARE_OK ? 0 : 1;
}
