/* SPDX-License-Identifier: MIT
 *
 * What the commands of a running site share: the configuration that --config names, and its outbox.
 * Single-threaded; faults are printed here, to stderr.
 */
#ifndef PRECARE_CLI_SITE_H
#define PRECARE_CLI_SITE_H

#include "outbox/outbox.h"
#include "cli/cli.h"
#include "config/config.h"

enum {
    SITE_BROKEN = 2
}; /* the exit code: the configuration or the outbox cannot be used */

struct site_words_of {  /* the words of a command line without its options */
    const char *config; /* --config FILE; NULL: $PRECARE_CONFIG, else /etc/precare/precare.yaml */
    const char *words[8];
    int word_count;
};

/* Takes --config FILE and up to eight words; another option goes to `option`, which may be NULL and
 * returns how many arguments it took, 0: unknown. CLI_OK or CLI_USAGE. */
int site_words(const struct cli_command *command, int argc, char **argv, struct site_words_of *p,
               int (*option)(int argc, char **argv, void *context), void *context);
struct config *site_config(const struct site_words_of *p); /* NULL: told */
struct outbox *site_outbox(const struct config *config);   /* NULL: told */

#endif
