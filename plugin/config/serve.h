/* SPDX-License-Identifier: MIT
 *
 * The part of the configuration that `precare serve` goes by. Called by config.c alone.
 */
#ifndef PRECARE_CONFIG_SERVE_H
#define PRECARE_CONFIG_SERVE_H

#include "config/config.h"
#include "config/keys.h"

/* Fills config->serve from the map (NULL: what holds without one); every fault is added to the
 * reader's. */
void serve_read(struct reader *r, const struct node *map, struct config *config);

#endif
