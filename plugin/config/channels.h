/* SPDX-License-Identifier: MIT
 *
 * The part of the configuration that names the team's channels. Called by config.c alone.
 */
#ifndef PRECARE_CONFIG_CHANNELS_H
#define PRECARE_CONFIG_CHANNELS_H

#include "config/config.h"
#include "config/keys.h"

/* Fills config->channels from the map (NULL: none); every fault is added to the reader's. */
void channels_read(struct reader *r, const struct node *map, struct config *config);
/* The index of the channel that `at` names; a fault and CHANNEL_NONE when there is none (or `at` is
 * NULL: no fault). */
uint32_t channel_named(struct reader *r, const struct node *at, const struct config *config);
/* "file:..." or "env:...", or a fault. */
void secret_place_read(struct reader *r, const struct node *at, struct secret_place *place_r);
/* A duration from `least` to `most` milliseconds into *ms_r, which holds the default; a fault
 * otherwise. */
void duration_key(struct reader *r, const struct node *at, int64_t least, int64_t most,
                  const char *example, int64_t *ms_r);
/* A whole path, or a fault; `at` NULL: nothing. */
void path_key(struct reader *r, const struct node *at, const char **path_r);
/* The texts of a text or list node, in the arena. */
const char *const *config_texts(struct reader *r, const struct node *at, uint32_t *count_r);

#endif
