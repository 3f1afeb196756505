/* SPDX-License-Identifier: MIT
 *
 * What `precare serve` and the program that it becomes share: options, words. Called by serve.c
 * and serve_program.c.
 */
#ifndef PRECARE_CLI_SERVE_PARTS_H
#define PRECARE_CLI_SERVE_PARTS_H

#include "cli/clinic.h"

struct asked {
    const char *config;
};
#define SERVE_SUMMARY "answer CDS Hooks over HTTP, on this machine"
#define SERVE_ABOUT                                                                                \
    "Answer CDS Hooks 2.0 where the configuration says (`serve`; else at "                         \
    "unix:/run/precare/serve.sock), until it is stopped (SIGTERM or SIGINT); what was begun "      \
    "is answered.\nIt speaks plain HTTP, to this machine alone: beyond it a reverse proxy "        \
    "speaks TLS. It needs the program precare-serve."
#define SERVE_ROWS CLINIC_CONFIG_ROW
#define SERVE_EXITS                                                                                \
    {                                                                                              \
        {CLI_OK, "stopped as asked"},                                                              \
            {CLI_UNREADABLE, "the configuration, the rules, a token or a key cannot be used"},     \
            {CLI_BUSY, "another process listens there already"},                                   \
    }

#endif
