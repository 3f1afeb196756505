/* SPDX-License-Identifier: MIT
 *
 * The part of the configuration that joins the machines of a chain. Called by config.c alone.
 */
#ifndef PRECARE_CONFIG_RELAY_H
#define PRECARE_CONFIG_RELAY_H

#include "config/config.h"
#include "config/keys.h"

/* Fills config->relay from the map (NULL: none); every fault is added to the reader's. */
void relay_read(struct reader *r, const struct node *map, struct config *config);
/* What a relay needs of the rest of the file. */
void relay_fits(struct reader *r, const struct config_keys *keys, const struct config *config);

#endif
