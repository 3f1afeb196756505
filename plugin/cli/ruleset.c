/* SPDX-License-Identifier: MIT
 *
 * The rules a command works on: loaded, with every fault printed once, here. Called by test,
 * explain, diff and page.
 */
#include "cli/ruleset.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/seam.h"

void ruleset_complain(const struct faults *faults)
{
    struct buf text = {0};

    faults_print(faults, FAULTS_TEXT, &text);
    if (text.at != NULL) {
        (void)fwrite(text.at, 1, text.len, stderr);
    }
    buf_end(&text);
}

int32_t ruleset_today(void)
{
    int64_t ms = seam.wall_ms();

    return (int32_t)((ms >= 0 ? ms : ms - 86399999) / 86400000);
}

static const char *config_path(const struct ruleset_wanted *wanted)
{
    const char *path = wanted->config != NULL ? wanted->config : getenv("PRECARE_CONFIG");

    return path != NULL && path[0] != '\0' ? path : "/etc/precare/precare.yaml";
}

static bool ruleset_load(const struct ruleset_wanted *wanted, struct ruleset *r)
{
    struct load_options options = {.today = wanted->today, .keep_nodes = wanted->keep_nodes};
    const char *const *paths = wanted->paths;
    uint32_t count = wanted->path_count;

    if (count == 0) {
        r->config = config_read(config_path(wanted), &r->faults);
        if (r->config == NULL) {
            return false;
        }
        paths = r->config->rules;
        count = r->config->rules_count;
        options.channels = r->config->channel_names;
        options.channel_count = r->config->channel_count;
    }
    if (files_read(paths, count, &r->faults, &r->files) != 0) {
        return false;
    }
    r->rules = rules_load(&r->files, &options, &r->faults);
    return r->rules != NULL;
}

int ruleset_open(const struct ruleset_wanted *wanted, struct ruleset *r)
{
    *r = (struct ruleset){0};
    faults_begin(&r->faults);
    bool ok = ruleset_load(wanted, r);
    if (!ok) {
        faults_sort(&r->faults);
        ruleset_complain(&r->faults);
    }
    return ok ? 0 : RULESET_BROKEN;
}

void ruleset_end(struct ruleset *r)
{
    rules_free(&r->rules);
    files_end(&r->files);
    config_free(&r->config);
    faults_end(&r->faults);
}
