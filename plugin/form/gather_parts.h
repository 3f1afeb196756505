/* SPDX-License-Identifier: MIT
 *
 * What the files share that find out which items there are. For plugin/form/ alone.
 */
#ifndef PRECARE_FORM_GATHER_PARTS_H
#define PRECARE_FORM_GATHER_PARTS_H

#include "form/making_parts.h"

struct sighting { /* of an open condition */
    uint32_t rule, cond;
    const struct gates *gates; /* NULL: it is wanted always */
};

/* ---- wanted.c ---- */

struct wanted *wanted_find(const struct making *m, const char *id); /* NULL: not yet */
/* Once each: seen again, it is joined. NULL: no memory. */
struct wanted *wanted_add(struct making *m, const struct sighting *s, const struct form_item *item,
                          uint32_t section);
uint32_t chart_section(enum chart chart);
/* An item of nothing yet, for whom the rule asks. */
struct form_item item_sighted(const struct making *m, const struct sighting *s);
const struct entry *event_entry(const struct making *m, enum chart chart, uint32_t entry);
void list_wanted(struct making *m, const struct sighting *s);
/* `path`: "conditions[0].sites", of which `field` is the end; `called`: what the list calls it. */
void entry_wanted(struct making *m, const struct sighting *s, const char *path, const char *field,
                  const char *called);
void medicine_wanted(struct making *m, const struct sighting *s, const char *path,
                     const char *field, const char *called);

/* ---- meant.c ---- */

bool cond_hours(const struct cond *c);             /* it counts in hours */
bool sites_known(const struct entry_sites *sites); /* all of them */
void whole_entry_wanted(struct making *m, const struct sighting *s, const char *path);

/* ---- sighting.c ---- */

void sighting_take(struct making *m, const struct sighting *s);

#endif
