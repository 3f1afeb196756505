/* SPDX-License-Identifier: MIT
 *
 * The configuration and the outbox of a site, for the commands that work on them (cli/site.h).
 */
#include "cli/site.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int site_words(const struct cli_command *command, int argc, char **argv, struct site_words_of *p,
               int (*option)(int argc, char **argv, void *context), void *context)
{
    memset(p, 0, sizeof *p);
    for (int i = 1; i < argc; i++) {
        int taken;

        if (argv[i][0] != '-') {
            if (p->word_count == 8) {
                return cli_usage(command, "too many words");
            }
            p->words[p->word_count++] = argv[i];
        } else if (strcmp(argv[i], "--config") == 0 && i + 1 < argc) {
            p->config = argv[++i];
        } else if (option != NULL && (taken = option(argc - i, argv + i, context)) > 0) {
            i += taken - 1;
        } else {
            return cli_usage(command, "there is no option '%s'", argv[i]);
        }
    }
    return CLI_OK;
}

static void faults_tell(const struct faults *faults)
{
    struct buf text = {0};

    faults_print(faults, FAULTS_TEXT, &text);
    if (text.len > 0) {
        (void)fputs(text.at, stderr);
    }
    buf_end(&text);
}

struct config *site_config(const struct site_words_of *p)
{
    const char *path = p->config != NULL ? p->config : getenv("PRECARE_CONFIG");
    struct faults faults;
    struct config *config;

    if (path == NULL || path[0] == '\0') {
        path = "/etc/precare/precare.yaml";
    }
    faults_begin(&faults);
    config = config_read(path, &faults);
    faults_tell(&faults);
    faults_end(&faults);
    return config;
}

struct outbox *site_outbox(const struct config *config)
{
    struct faults faults;
    struct outbox *outbox;

    faults_begin(&faults);
    outbox = outbox_open(config, &faults);
    faults_tell(&faults);
    faults_end(&faults);
    return outbox;
}
