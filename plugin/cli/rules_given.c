/* SPDX-License-Identifier: MIT
 *
 * The rules a command works on (rules_given.h): loaded, with every fault printed once, here.
 */
#include "cli/rules_given.h"

#include "base/calendar.h"
#include "base/seam.h"
#include "config/signers_file.h"
#include "rulebook/scenario.h"
#include "cli/clinic.h"

int32_t rules_today(void)
{
    return date_utc(seam.wall_ms() / 1000);
}

static uint32_t demand_of(uint32_t wanted, const struct config *config)
{
    bool tried = config != NULL && config->act_on == ACT_ON_DEMONSTRATION;

    return wanted == APPROVAL_ACT && tried ? (uint32_t)APPROVAL_LOOK : wanted;
}

/* Where approvals are not asked for, a file of signers that cannot be read stops nothing: then
 * nobody has signed. */
static bool signers_take(const struct rules_wanted *wanted, struct rules_given *r)
{
    struct approval_options *o = &r->approval;
    struct faults aside;

    o->demand = demand_of(wanted->approval, r->config);
    o->now = wanted->now != 0 ? wanted->now : seam.wall_ms() / 1000;
    if (r->config == NULL || r->config->signers == NULL) {
        return true;
    }
    bool asked = o->demand != APPROVAL_LOOK;
    faults_begin(&aside);
    bool good = signers_file_read(r->config, asked ? &r->faults : &aside, &r->signers);
    faults_end(&aside);
    o->signature_required = r->config->signature_required;
    o->signers = good ? r->signers.at : "";
    o->signers_len = good ? r->signers.len : 0;
    o->signers_file = r->config->signers;
    return good || !asked;
}

bool rules_given_read(const struct rules_wanted *wanted, struct rules_given *r)
{
    struct load_options options = {
        .today = wanted->today, .for_review = wanted->for_review, .for_active = wanted->for_active};
    bool configured = wanted->config != NULL || wanted->paths->count == 0;

    *r = (struct rules_given){.paths = wanted->paths->at, .path_count = wanted->paths->count};
    faults_begin(&r->faults);
    if (configured) {
        r->config = config_read(clinic_config_path(wanted->config), &r->faults);
    }
    options.zone = wanted->zone;
    bool judged = signers_take(wanted, r);
    options.approval = r->approval;
    if (r->config != NULL) {
        options.zone = options.zone != NULL ? options.zone : r->config->zone;
        options.channels = r->config->channel_names;
        options.channel_count = r->config->channel_count;
    }
    if (r->config != NULL && r->path_count == 0) {
        r->paths = r->config->rules;
        r->path_count = r->config->rules_count;
    }
    if (r->path_count > 0 && files_read(r->paths, r->path_count, &r->faults, &r->files) == 0) {
        if (r->config != NULL && r->paths == r->config->rules) {
            (void)files_trusted(&r->files, &r->faults);
        }
        r->rules = rules_load(&r->files, &options, &r->faults);
    }
    return r->rules != NULL && judged && (!configured || r->config != NULL);
}

int rules_given_open(const struct rules_wanted *wanted, struct rules_given *r)
{
    if (rules_given_read(wanted, r)) {
        return CLI_OK;
    }
    faults_sort(&r->faults);
    cli_faults(&r->faults);
    return CLI_UNREADABLE;
}

int rules_given_run(const struct rules_wanted *wanted,
                    int (*with)(const void *asked, const struct rules_given *set),
                    const void *asked)
{
    struct rules_given set;
    int code = rules_given_open(wanted, &set);

    code = code == CLI_OK ? with(asked, &set) : code;
    rules_given_end(&set);
    return code;
}

void rules_given_end(struct rules_given *r)
{
    rules_free(&r->rules);
    files_end(&r->files);
    buf_end(&r->signers);
    config_free(&r->config);
    faults_end(&r->faults);
}

uint32_t rules_demand(const struct option_texts *paths)
{
    return paths->count > 0 ? APPROVAL_LOOK : APPROVAL_ACT;
}

bool rules_as_active(const struct option_texts *paths, const struct config *config)
{
    return paths->count > 0 || (config != NULL && config->act_on == ACT_ON_DEMONSTRATION);
}

int rules_persona_unknown(const struct rules *rules, const char *name)
{
    uint32_t count = rules->scenarios != NULL ? rules->scenarios->persona_count : 0;
    const char **names = mem_new((count + 1) * sizeof *names);

    if (names == NULL) {
        return cli_fault("there is not enough memory");
    }
    for (uint32_t i = 0; i < count; i++) {
        names[i] = rules->scenarios->personas[i].name;
    }
    int code = cli_unknown("persona", name, names, count);
    mem_drop(names);
    return code;
}
