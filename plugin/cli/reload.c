/* SPDX-License-Identifier: MIT
 *
 * `precare reload`: takes the edited rules into use for the clinic, all or nothing
 * (cli/rules_taken.h). Called by main.c.
 */
#include "cli/clinic.h"
#include "cli/plugin.h"
#include "cli/rules_taken.h"

struct asked {
    const char *config, *plugin;
    bool yes;
};

static int reload_run(void *of)
{
    const struct asked *a = of;
    const struct rules_taking taking = {
        .plugin = a->plugin, .config = clinic_config_path(a->config), .yes = a->yes};

    return rules_take_into_use(&taking);
}

static const struct option_row reload_options[] = {
    OPTION_SWITCH("yes", yes, RULES_YES),
    CLINIC_CONFIG_ROW,
    PLUGIN_ROW,
};

static const struct cli_exit reload_exits[] = {
    {CLI_OK, "the edited rules are in use"},
    {CLI_LOOK, "they are not: a procedure would lose its last active rulebook"},
    {CLI_BUSY, "they are not: another reload is under way"},
    {CLI_UNREADABLE, "they are not: something is wrong with them; nothing has changed"},
};

const struct cli_command reload_command = {
    .name = "reload",
    .run = reload_run,
    .summary = "take edited rules into use",
    .about = "Read and check the rules, and run the tests of active rulebooks. If all is well, "
             "every process that has the plugin open uses the new rules from its next call on. If "
             "anything is wrong, the rules in use stay, every error is printed, and the "
             "operations channel is told. The last lines say of each rulebook whether it acts.",
    .options = OPTION_SET(reload_options),
    CLI_EXITS_OF(reload_exits),
};
