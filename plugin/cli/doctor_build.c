/* SPDX-License-Identifier: MIT
 *
 * Checks of `precare doctor`: the versions of the command, the plugin and the libraries, and the
 * file that each came from (doctor.h). The libraries are those of this process; a host may bring
 * others, which `open` refuses.
 */
#include <dlfcn.h>
#include <nettle/version.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>
#include <yaml.h>

#include "cli/doctor.h"
#include "cli/places.h"

/* The file that a function came from. */
static const char *file_of(void (*function)(void))
{
    Dl_info info;
    void *at;

    memcpy(&at, &function, sizeof at);
    return dladdr(at, &info) != 0 && info.dli_fname != NULL ? info.dli_fname : "a file not known";
}

static void library_say(struct doctor *d, const char *name, const char *version,
                        void (*function)(void))
{
    doctor_say(d, DOCTOR_OK, NULL, "%s %s (%s)", name, version, file_of(function));
}

static void plugin_say(struct doctor *d)
{
    const char *path = d->plugin != NULL ? d->plugin : places_plugin();
    void *plugin = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    void *symbol = plugin != NULL ? dlsym(plugin, PRECARE_ENTRY) : NULL;
    precare_entry_fn *entry = NULL;

    if (symbol == NULL) {
        doctor_say(d, DOCTOR_WRONG, "install the plugin of the same version as this command",
                   "the plugin cannot be loaded: %s", dlerror());
        return;
    }
    memcpy(&entry, &symbol, sizeof entry);
    const precare_api *api = entry(PRECARE_ABI_MINOR);
    if (api == NULL || api->magic != PRECARE_MAGIC) {
        doctor_say(d, DOCTOR_WRONG, "install the plugin of the same version as this command",
                   "%s is no plugin for this command (precare " PRECARE_VERSION ")", path);
        return;
    }
    bool same = strcmp(api->version, PRECARE_VERSION) == 0;
    doctor_say(d, same ? DOCTOR_OK : DOCTOR_LOOK,
               same ? NULL : "install the plugin of the same version as this command",
               "precare " PRECARE_VERSION ", plugin %s (%s)", api->version, path);
}

void doctor_versions(struct doctor *d)
{
    char nettle[32];

    plugin_say(d);
    (void)snprintf(nettle, sizeof nettle, "%d.%d", nettle_version_major(), nettle_version_minor());
    library_say(d, "sqlite", sqlite3_libversion(), (void (*)(void))sqlite3_libversion);
    library_say(d, "yaml", yaml_get_version_string(), (void (*)(void))yaml_get_version_string);
    library_say(d, "utf8proc", utf8proc_version(), (void (*)(void))utf8proc_version);
    library_say(d, "nettle", nettle, (void (*)(void))nettle_version_major);
    library_say(d, "jansson", JANSSON_VERSION, (void (*)(void))json_delete);
}
