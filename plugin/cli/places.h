/* SPDX-License-Identifier: MIT
 *
 * Where the command finds the plugin and the shipped rules when it is not told: beside itself in a
 * build tree, else where they were installed. Absolute paths in static buffers; single-threaded.
 */
#ifndef PRECARE_CLI_PLACES_H
#define PRECARE_CLI_PLACES_H

const char *places_plugin(void);
const char *places_rules(void);

#endif
