/* SPDX-License-Identifier: MIT
 *
 * Loading the plugin (plugin.h).
 */
#include "cli/plugin.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/places.h"

static void *plugin_so; /* never closed */

const precare_api *plugin_load(const char *given)
{
    const char *named = given != NULL ? given : places_plugin();
    /* a bare name would be looked for among the system's libraries */
    char *path = realpath(named, NULL);
    precare_entry_fn *entry = NULL;

    plugin_so = dlopen(path != NULL ? path : named, RTLD_NOW | RTLD_LOCAL);
    free(path);
    void *symbol = plugin_so != NULL ? dlsym(plugin_so, PRECARE_ENTRY) : NULL;
    if (symbol == NULL) {
        (void)cli_fault("the plugin cannot be loaded: %s", dlerror());
        return NULL;
    }
    memcpy(&entry, &symbol, sizeof entry);
    const precare_api *api = entry(PRECARE_ABI_MINOR);
    if (api == NULL || api->magic != PRECARE_MAGIC || api->abi_major != PRECARE_ABI_MAJOR) {
        (void)cli_fault("%s is not a precare plugin, or is one of another version of the interface",
                        named);
        return NULL;
    }
    return api;
}

void plugin_complain(const precare_error *err, const char *nowhere)
{
    (void)fputs(err->where[0] != '\0' ? err->where : nowhere, stderr);
    if (err->line > 0) {
        (void)fprintf(stderr, ":%u:%u", err->line, err->column);
    }
    (void)fprintf(stderr, ": %s\n", err->message);
}

static bool plugin_symbol(const char *name, void *function_r)
{
    void *symbol = dlsym(plugin_so, name);

    if (symbol == NULL) {
        (void)cli_fault("the plugin has no %s", name);
        return false;
    }
    memcpy(function_r, &symbol, sizeof symbol);
    return true;
}

bool plugin_door_find(struct plugin_door *door_r)
{
    return plugin_symbol("precare_json_open", &door_r->open) &&
           plugin_symbol("precare_json_call", &door_r->call) &&
           plugin_symbol("precare_json_free", &door_r->free) &&
           plugin_symbol("precare_json_close", &door_r->close);
}
