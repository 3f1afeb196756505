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
/* A function of the loaded plugin's JSON door, into a pointer to such a function. false: it is not
 * there, and that was told. */
bool plugin_symbol(const char *name, void *function_r);
/* Writes what the plugin complained of to stderr, without an end of line:
 * `WHERE:LINE:COLUMN: message`; `nowhere` stands for the place of an error that has none. */
void plugin_complain(const precare_error *err, const char *nowhere);

#endif
