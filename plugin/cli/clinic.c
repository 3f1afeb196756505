/* SPDX-License-Identifier: MIT
 *
 * The configuration, the outbox and the zone of an installation, for the commands that work on them
 * (cli/clinic.h).
 */
#include "cli/clinic.h"

#include <stdlib.h>
#include <string.h>

#include "base/zone.h"
#include "outbox/check.h"

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

static int outbox_damaged(const struct buf *words)
{
    struct faults faults;

    faults_begin(&faults);
    struct fault *f =
        fault_add(&faults, FAULT_A506, (struct place){.file = "outbox.db"},
                  "the outbox is damaged: %s", words->at != NULL ? words->at : "it cannot be read");
    fault_why(&faults, f, "What is said here is not all.");
    fault_fix(&faults, f, "See: precare explain-code A506");
    cli_faults(&faults);
    faults_end(&faults);
    return CLI_UNREADABLE;
}

int clinic_outbox_failed(const struct outbox *outbox, int status)
{
    struct buf words = {0};
    int code;

    if (status == OUTBOX_UNKNOWN) {
        return cli_fail(CLI_LOOK, "there is no such reference or channel");
    }
    if (status != OUTBOX_UNREADABLE) {
        return cli_fault("the outbox cannot be read or written now");
    }
    outbox_trouble(outbox, &words);
    code = outbox_damaged(&words);
    buf_end(&words);
    return code;
}

int clinic_outbox_check(struct outbox *outbox, int parts)
{
    struct buf words = {0};
    int status = outbox_check(outbox, parts, &words), code = CLI_OK;

    if (status == OUTBOX_UNREADABLE) {
        code = outbox_damaged(&words);
    } else if (status < 0) {
        code = clinic_outbox_failed(outbox, status);
    }
    buf_end(&words);
    return code;
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
