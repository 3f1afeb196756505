/* SPDX-License-Identifier: MIT
 *
 * `precare reload`: takes the edited rules into use for the clinic, all or nothing. Goes through
 * the plugin itself, as a host would, so that there is one way to do it; where it fails, every
 * fault of the rules is told, not the first alone. Every process that has the plugin open follows
 * at its next call. Called by main.c.
 */
#include <stdio.h>

#include "cli/clinic.h"
#include "cli/plugin.h"
#include "cli/rules_given.h"

struct asked {
    const char *config, *plugin;
};

/* All faults, where it is the rules; false: it is something else. */
static bool reload_faults(const char *config)
{
    static const struct option_texts none;
    struct rules_wanted wanted = {.paths = &none, .config = config, .today = rules_today()};
    struct rules_given rules;
    int code = rules_given_open(&wanted, &rules);

    rules_given_end(&rules);
    return code != CLI_OK;
}

static int reload_complain(const precare_error *err, const char *config)
{
    if (err->code != PRECARE_E_RULES || !reload_faults(config)) {
        plugin_complain(err, "precare reload");
        (void)fputc('\n', stderr);
    }
    (void)fputs("The rules in use stay as they are.\n", stderr);
    return CLI_UNREADABLE;
}

static int reload_take(const precare_api *precare, const char *config)
{
    precare_params params = {.struct_size = sizeof params, .config = config};
    precare_error err = {.struct_size = sizeof err};
    precare_instance *instance = NULL;
    uint64_t generation = 0;

    if (precare->open(NULL, &params, &instance, &err) < 0) {
        return reload_complain(&err, config);
    }
    int32_t status = precare->reload(instance, &generation, &err);
    (void)precare->close(instance);
    if (status < 0) {
        return reload_complain(&err, config);
    }
    (void)printf("The edited rules are in use (generation %llu).\n",
                 (unsigned long long)generation);
    return CLI_OK;
}

static int reload_run(void *of)
{
    const struct asked *a = of;
    const precare_api *precare = plugin_load(a->plugin);

    return precare != NULL ? reload_take(precare, clinic_config_path(a->config)) : CLI_FAULT;
}

static const struct option_row reload_options[] = {
    CLINIC_CONFIG_ROW,
    PLUGIN_ROW,
};

static const struct cli_exit reload_exits[] = {
    {CLI_OK, "the edited rules are in use"},
    {CLI_UNREADABLE, "they are not; nothing has changed"},
};

const struct cli_command reload_command = {
    .name = "reload",
    .run = reload_run,
    .summary = "take edited rules into use",
    .about = "Read and check the rules, and run the tests of active rulebooks. If all is well, "
             "every process that has the plugin open uses the new rules from its next call on. If "
             "anything is wrong, the rules in use stay, every error is printed, and the "
             "operations channel is told.",
    .options = OPTION_SET(reload_options),
    CLI_EXITS_OF(reload_exits),
};
