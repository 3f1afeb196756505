/* SPDX-License-Identifier: MIT
 *
 * Looks up what the configuration names (config/config.h): a channel, and the host's own codes in
 * the mapping tables, which the door does for every event that has one. A few rows, so a plain
 * walk. Pure, any thread.
 */
#include <string.h>

#include "config/config.h"

static bool text_is(const char *text, struct span s)
{
    return s.at != NULL && strlen(text) == s.len && memcmp(text, s.at, s.len) == 0;
}

const struct mapped_procedure *config_procedure(const struct config *config, struct span code)
{
    struct span bare = code;

    if (code.len > 6 && memcmp(code.at, "local:", 6) == 0) {
        bare = (struct span){code.at + 6, code.len - 6};
    }
    for (uint32_t i = 0; i < config->procedure_count; i++) {
        if (text_is(config->procedures[i].code, bare) ||
            text_is(config->procedures[i].code, code)) {
            return &config->procedures[i];
        }
    }
    return NULL;
}

const struct mapped_provider *config_provider(const struct config *config, struct span id)
{
    for (uint32_t i = 0; i < config->provider_count; i++) {
        if (text_is(config->providers[i].id, id)) {
            return &config->providers[i];
        }
    }
    return NULL;
}

uint32_t config_channel(const struct config *config, const char *name)
{
    for (uint32_t i = 0; i < config->channel_count; i++) {
        if (strcmp(config->channel_names[i], name) == 0) {
            return i;
        }
    }
    return CHANNEL_NONE;
}

const struct channel_kind_row *channel_kind_row(uint32_t kind)
{
#define CHANNEL_KIND_ROW(constant, file, word, signs, standard, rate, burst)                       \
    [CHANNEL_##constant] = {word, signs, standard, rate, burst},
    static const struct channel_kind_row rows[CHANNEL_KINDS] = {
        CHANNEL_KIND_ROWS(CHANNEL_KIND_ROW)};

    return &rows[kind < CHANNEL_KINDS ? kind : CHANNEL_NO_KIND];
}
