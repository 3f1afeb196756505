/* SPDX-License-Identifier: MIT
 *
 * Single values of the configuration: what the tables of keys.c cannot check of them. For
 * plugin/config/ alone; every fault is added to the reader's.
 */
#ifndef PRECARE_CONFIG_VALUES_H
#define PRECARE_CONFIG_VALUES_H

#include "config/config.h"
#include "config/keys.h"

bool choice_is(const struct node *at, const char *word); /* `at` NULL: no */
/* "file:..." or "env:...", or a fault. */
void secret_place_read(struct reader *r, const struct node *at, struct secret_place *place_r);
/* A duration within the limits of the table's row into *ms_r, which holds the default; a fault
 * otherwise. */
void duration_key(struct reader *r, const struct table *table, const char *name,
                  const struct node *at, int64_t *ms_r);
/* "20 a second" into the two, or a fault; `at` NULL: they stay. */
void rate_key(struct reader *r, const struct node *at, uint32_t *count_r, int64_t *ms_r);
/* "512 MB", "2 GB": between the key's least and most, in bytes. */
void size_key(struct reader *r, const struct table *table, const char *name, const struct node *at,
              int64_t *bytes_r);
/* A whole path, or a fault; `at` NULL: nothing. */
void path_key(struct reader *r, const struct node *at, const char **path_r);
/* The texts of a text or list node, in the arena. */
const char *const *config_texts(struct reader *r, const struct node *at, uint32_t *count_r);

#endif
