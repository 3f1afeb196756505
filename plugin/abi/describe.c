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

static void text_add(struct buf *out, const char *before, const char *text)
{
    buf_text(out, before);
    if (text == NULL) {
        buf_text(out, "null");
    } else {
        buf_json(out, text, strlen(text));
    }
}

/* A failed text may have lost its bytes. */
static bool ends_in(const struct buf *out, char c)
{
    return out->at != NULL && out->len > 0 && out->at[out->len - 1] == c;
}

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
    text_add(out, ends_in(out, '[') ? "{\"name\":" : ",{\"name\":", name);
    text_add(out, ",\"version\":", version);
    text_add(out, ",\"file\":", file_of(function));
    buf_char(out, '}');
}

bool describe_write(struct door *door, struct buf *out)
{
    buf_printf(out, "{\"name\":\"precare\",\"version\":\"%s\",\"abi\":\"%d.%d\"", PRECARE_VERSION,
               PRECARE_ABI_MAJOR, PRECARE_ABI_MINOR);
    text_add(out, ",\"config\":", door->config_path);
    text_add(out, ",\"state\":", door->site != NULL ? door->config->state : NULL);
    text_add(out, ",\"deliver\":", door->config->deliver == DELIVER_THREAD ? "thread" : "external");
    text_add(out, ",\"act_on\":",
             door->config->act_on == ACT_ON_DEMONSTRATION ? "demonstration" : "active");
    text_add(out, ",\"zone\":", zone_name(door->config->zone));
    buf_text(out, ",\"libraries\":[");
    library_add(out, "sqlite3", sqlite3_libversion(), (void (*)(void))sqlite3_libversion);
    library_add(out, "yaml", yaml_get_version_string(), (void (*)(void))yaml_get_version_string);
    library_add(out, "jansson", jansson_version_str(), (void (*)(void))jansson_version_str);
    library_add(out, "utf8proc", utf8proc_version(), (void (*)(void))utf8proc_version);
    library_add(out, "nettle", NULL, (void (*)(void))nettle_version_major);
    buf_text(out, "]}");
    return !out->failed;
}
