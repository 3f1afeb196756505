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

#endif
