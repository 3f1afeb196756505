/* SPDX-License-Identifier: MIT
 *
 * What `precare serve` and the program that it becomes share: the same options. Called by serve.c
 * and serve_program.c.
 */
#ifndef PRECARE_CLI_SERVE_PARTS_H
#define PRECARE_CLI_SERVE_PARTS_H

#include "cli/clinic.h"

struct asked {
    const char *config;
};
#define SERVE_SUMMARY "answer CDS Hooks over HTTP, on this machine"
#define SERVE_ROWS CLINIC_CONFIG_ROW

#endif
