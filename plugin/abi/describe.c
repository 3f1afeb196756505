/* SPDX-License-Identifier: MIT
 *
 * What this plugin is, for the one who installs it: version, configuration, rules, and where each
 * library came from (two of them have no symbol versions, so that a host can bring another one
 * along). Any thread; no patient data.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <string.h>

#include <jansson.h>
#include <nettle/version.h>
#include <sqlite3.h>
#include <utf8proc.h>
#include <yaml.h>

#include "abi/door.h"
#include "base/json_out.h"

static const char *file_of(void (*function)(void))
{
    Dl_info info = {0};
    void *address;

    memcpy(&address, &function, sizeof address);
    return dladdr(address, &info) != 0 ? info.dli_fname : NULL;
}

static void library_add(struct buf *out, const char *name, const char *version,
                        void (*function)(void))
{
    json_open(out, NULL, '{');
    json_text(out, "name", name);
    json_text(out, "version", version);
    json_text(out, "file", file_of(function));
    json_close(out, '}');
}

static void methods_add(struct buf *out)
{
#define METHOD(name, run, in, example, out) name,
    static const char *const names[] = {
#include "abi/methods.def"
    };
#undef METHOD

    json_open(out, "methods", '[');
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        json_text(out, NULL, names[i]);
    }
    json_close(out, ']');
}

bool describe_write(struct door *door, struct buf *out)
{
    json_open(out, NULL, '{');
    json_text(out, "name", "precare");
    json_text(out, "version", PRECARE_VERSION);
    json_next(out, "abi");
    buf_printf(out, "\"%d.%d\"", PRECARE_ABI_MAJOR, PRECARE_ABI_MINOR);
    json_text(out, "config", door->config_path);
    json_text(out, "state", door->installation != NULL ? door->config->state : NULL);
    json_text(out, "deliver", door->config->deliver == DELIVER_THREAD ? "thread" : "external");
    json_text(out, "act_on",
              door->config->act_on == ACT_ON_DEMONSTRATION ? "demonstration" : "active");
    json_text(out, "zone", zone_name(door->config->zone));
    methods_add(out);
    json_open(out, "libraries", '[');
    library_add(out, "sqlite3", sqlite3_libversion(), (void (*)(void))sqlite3_libversion);
    library_add(out, "yaml", yaml_get_version_string(), (void (*)(void))yaml_get_version_string);
    library_add(out, "jansson", jansson_version_str(), (void (*)(void))jansson_version_str);
    library_add(out, "utf8proc", utf8proc_version(), (void (*)(void))utf8proc_version);
    library_add(out, "nettle", NULL, (void (*)(void))nettle_version_major);
    json_close(out, ']');
    standings_add(door, out);
    json_close(out, '}');
    return !out->failed;
}
