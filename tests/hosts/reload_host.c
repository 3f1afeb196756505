/* SPDX-License-Identifier: MIT
 * The minimal host's sister: takes edited rules into use while it is open. Usage: reload_host
 * PLUGIN.so CONFIG RULES EDITED..., where each EDITED becomes RULES, is approved (PRECARE_APPROVE),
 * reloaded and judges one visit; a set that is not good is refused, and the last good one goes on
 * judging. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "precare/precare.h"

static precare_time day_of(int32_t year, int32_t month, int32_t d)
{
    return (precare_time){.precision = PRECARE_TIME_DAY, .year = year, .month = month, .day = d};
}

static void visit_judge(const precare_api *precare, precare_instance *instance)
{
    precare_patient patient = {.struct_size = sizeof patient, .birth_date = day_of(2007, 5, 4)};
    precare_appointment appointment = {.struct_size = sizeof appointment,
                                       .id = "apt-1042",
                                       .start = day_of(2027, 1, 12),
                                       .procedure_text = "microneedling"};
    precare_event event = {.struct_size = sizeof event,
                           .moment = PRECARE_BOOKING,
                           .phase = PRECARE_PREVIEW,
                           .event_id = "apt-1042/1",
                           .subject = "pt-88",
                           .now = day_of(2026, 12, 1),
                           .patient = &patient,
                           .appointment = &appointment};
    precare_error err = {.struct_size = sizeof err};
    const precare_result *result = NULL;
    int32_t status = precare->booking(instance, &event, &result, &err);

    if (status < 0 || result == NULL || result->findings.count == 0) {
        printf("not judged: %s %s (%d)\n", err.where, err.message, status);
    } else {
        const precare_finding *worst = result->findings.items;

        printf("overall %u, %s\n", result->overall, worst->say);
    }
    (void)precare->result_free(instance, result);
}

static void rules_reload(const precare_api *precare, precare_instance *instance)
{
    precare_error err = {.struct_size = sizeof err};
    uint64_t generation = 0;
    int32_t status = precare->reload(instance, &generation, &err);

    if (status < 0) {
        const char *file = strrchr(err.where, '/');

        printf("refused (%d) at %s:%u: ", status, file != NULL ? file + 1 : err.where, err.line);
    } else {
        printf("generation %u: ", (unsigned)generation);
    }
}

int main(int argc, char **argv)
{
    void *so = argc > 4 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : NULL;
    void *symbol = so != NULL ? dlsym(so, PRECARE_ENTRY) : NULL;
    precare_entry_fn *entry;

    if (symbol == NULL) {
        fprintf(stderr, "usage: reload_host PLUGIN.so CONFIG RULES EDITED...\n");
        return 64;
    }
    memcpy(&entry, &symbol, sizeof entry);
    const precare_api *precare = entry(PRECARE_ABI_MINOR);
    precare_params params = {.struct_size = sizeof params, .config = argv[2]};
    precare_error err = {.struct_size = sizeof err};
    precare_instance *instance;
    if (precare->open(NULL, &params, &instance, &err) < 0) {
        fprintf(stderr, "%s:%u: %s\n", err.where, err.line, err.message);
        return 1;
    }
    visit_judge(precare, instance);
    for (int i = 4; i < argc; i++) {
        if (rename(argv[i], argv[3]) != 0) { /* as an editor saves: whole */
            perror(argv[i]);
            return 1;
        }
        if (system(getenv("PRECARE_APPROVE")) == -1) { /* may say no, to what it cannot read */
            perror("PRECARE_APPROVE");
            return 1;
        }
        rules_reload(precare, instance);
        visit_judge(precare, instance);
    }
    return precare->close(instance) == PRECARE_OK ? 0 : 1;
}
