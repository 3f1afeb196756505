/* SPDX-License-Identifier: MIT
 *
 * Where the command finds the plugin, the shipped rules, the shipped configuration and its programs
 * when it is not told: beside itself in a build tree, else where they were installed. Absolute
 * paths in static buffers; single-threaded.
 */
#ifndef PRECARE_CLI_PLACES_H
#define PRECARE_CLI_PLACES_H

const char *places_plugin(void);
const char *places_rules(void);
const char *places_config(void); /* the configuration as the package brings it */
const char *places_manual(void); /* the directory of its pages */
const char *places_relay(void);  /* the program that knows NATS */
const char *places_serve(void);  /* the program that knows tokens */

#endif
