/* SPDX-License-Identifier: MIT
 *
 * The plugin as a host gets it: loaded with dlopen, asked through the public header alone. Called
 * by the commands that are hosts (demo, host, reload). Never unloaded: it stays in a process
 * anyway.
 */
#ifndef PRECARE_CLI_PLUGIN_H
#define PRECARE_CLI_PLUGIN_H

#include <stdbool.h>

#include "precare/precare.h"

/* A row for the field `plugin`, const char *. */
#define PLUGIN_ROW                                                                                 \
    OPTION_TEXT("plugin", plugin, "FILE.so", "load this plugin",                                   \
                .fallback = "the one that belongs to this command")

/* `given`, or where it is NULL the one that belongs to this command. NULL: it cannot be loaded, and
 * it was told why. */
const precare_api *plugin_load(const char *given);
/* The JSON door of the loaded plugin. false: a function is not there, and that was told. */
struct plugin_door {
    int32_t (*open)(const char *config, precare_json **handle_r, precare_error *err);
    int32_t (*call)(precare_json *handle, const char *method, const char *in, uint64_t in_len,
                    char **out_r, uint64_t *out_len_r, precare_error *err);
    void (*free)(char *out);
    int32_t (*close)(precare_json *handle);
    precare_json *handle; /* the caller's */
};
bool plugin_door_find(struct plugin_door *door_r);
/* Writes what the plugin complained of to stderr, a line:
 * `WHERE:LINE:COLUMN: message`; `nowhere` stands for the place of an error that has none. */
void plugin_complain(const precare_error *err, const char *nowhere);

#endif
