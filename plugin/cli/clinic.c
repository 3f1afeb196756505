/* SPDX-License-Identifier: MIT
 *
 * The configuration, the outbox and the zone of an installation, for the commands that work on them
 * (cli/clinic.h).
 */
#include "cli/clinic.h"

#include <stdlib.h>

#include "base/zone.h"

const char *clinic_config_path(const char *given)
{
    const char *path = given != NULL ? given : getenv("PRECARE_CONFIG");

    return path != NULL && path[0] != '\0' ? path : CLI_CONFIG;
}

struct config *clinic_config(const char *given)
{
    struct faults faults;
    struct config *config;

    faults_begin(&faults);
    config = config_read(clinic_config_path(given), &faults);
    cli_faults(&faults);
    faults_end(&faults);
    return config;
}

struct outbox *clinic_outbox(const struct config *config)
{
    struct faults faults;
    struct outbox *outbox;

    faults_begin(&faults);
    outbox = outbox_open(config, &faults);
    cli_faults(&faults);
    faults_end(&faults);
    return outbox;
}

const struct zone *clinic_zone(const struct config *config, const char *name,
                               struct zone **opened_r)
{
    const char *why = NULL;

    *opened_r = NULL;
    if (name == NULL) {
        return config != NULL && config->zone != NULL ? config->zone : zone_utc();
    }
    *opened_r = zone_open(name, &why);
    if (*opened_r == NULL) {
        (void)cli_usage("--zone %s: %s", name, why);
    }
    return *opened_r;
}
