/* SPDX-License-Identifier: MIT
 *
 * `precare reload`: takes the edited rules into use for the site, all or nothing. Goes through the
 * plugin itself, as a host would, so that there is one way to do it; where it fails, every fault of
 * the rules is told, not the first alone. Every process that has the plugin open follows at its
 * next call. Called by main.c.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/places.h"
#include "cli/ruleset.h"
#include "precare/precare.h"

#define NOT_TAKEN 2 /* exit: the rules in use stay as they are */

static const char *config_path(const char *given)
{
    const char *path = given != NULL ? given : getenv("PRECARE_CONFIG");

    return path != NULL && path[0] != '\0' ? path : "/etc/precare/precare.yaml";
}

/* The library is never unloaded: it stays in the process anyway. */
static const precare_api *plugin_load(const char *path)
{
    static void *so;

    so = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    void *symbol = so != NULL ? dlsym(so, PRECARE_ENTRY) : NULL;
    precare_entry_fn *entry = NULL;

    if (symbol == NULL) {
        (void)fprintf(stderr, "precare reload: %s\n", dlerror());
        return NULL;
    }
    memcpy(&entry, &symbol, sizeof entry);
    return entry(PRECARE_ABI_MINOR);
}

/* All faults, where it is the rules; false: it is something else. */
static bool rules_complain(const char *config)
{
    struct ruleset_wanted wanted = {.config = config, .today = ruleset_today()};
    struct ruleset rules;
    int broken = ruleset_open(&wanted, &rules);

    ruleset_end(&rules);
    return broken != 0;
}

static int reload_complain(const precare_error *err, const char *config)
{
    if (err->code != PRECARE_E_RULES || !rules_complain(config)) {
        (void)fprintf(stderr, "%s", err->where[0] != '\0' ? err->where : "precare reload");
        if (err->line > 0) {
            (void)fprintf(stderr, ":%u:%u", err->line, err->column);
        }
        (void)fprintf(stderr, ": %s\n", err->message);
    }
    (void)fputs("The rules in use stay as they are.\n", stderr);
    return NOT_TAKEN;
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

static int reload_run(int argc, char **argv)
{
    const char *config = NULL, *plugin = NULL;

    for (int i = 1; i < argc; i++) {
        const char **value = strcmp(argv[i], "--config") == 0   ? &config
                             : strcmp(argv[i], "--plugin") == 0 ? &plugin
                                                                : NULL;

        if (value == NULL || i + 1 == argc) {
            return cli_usage(&reload_command, "'%s' is not an option, or lacks its value", argv[i]);
        }
        *value = argv[++i];
    }
    const precare_api *precare = plugin_load(plugin != NULL ? plugin : places_plugin());
    return precare != NULL ? reload_take(precare, config_path(config)) : CLI_FAULT;
}

const struct cli_command reload_command = {
    "reload", reload_run, "takes edited rules into use for the site",
    "Usage: precare reload [--config FILE] [--plugin FILE.so]\n\n"
    "  --config FILE     default: $PRECARE_CONFIG, else /etc/precare/precare.yaml\n"
    "  --plugin FILE.so  default: the one that belongs to this command\n\n"
    "Reads, checks and compiles the rules, runs the tests of active rulebooks, and then, in one\n"
    "step, every process that has the plugin open follows at its next call. On any fault the "
    "rules\n"
    "in use stay, every fault is told, and so is the operations channel.\n\n"
    "Exit: 0 in use; 2 not (nothing has changed); 64 wrong usage; 70 a fault.\n"};
