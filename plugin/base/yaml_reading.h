/* SPDX-License-Identifier: MIT
 *
 * The state of one reading of a YAML file, shared by the events (yaml.c) and the scalars
 * (yaml_scalar.c). For these two alone.
 */
#ifndef PRECARE_BASE_YAML_READING_H
#define PRECARE_BASE_YAML_READING_H

#include <yaml.h>

#include "base/node.h"
#include "base/yaml_parts.h"

#define DEPTH_READ                                                                                 \
    64u /* deeper than this nothing is read any more: libyaml slows down with the square of it */

struct frame {
    struct node *node;
    uint32_t base; /* of its values in the stack */
};

struct yaml_reading {
    struct yaml_source *source;
    struct arena *arena;
    struct node_limits limits;
    struct node **stack; /* values whose collection is still open; of a map key, value, key, ... */
    uint32_t count, room;
    struct frame frames[DEPTH_READ];
    uint32_t depth;
    uint32_t skip; /* collections open inside one that is not kept */
    uint32_t nodes;
    struct node *root;
    struct yaml_extent quote; /* the last text in quotes of more than one line; line 0: none */
    bool stop, unusable, lost;
};

struct fault *yaml_tell(struct yaml_reading *r, enum fault_code code, const struct node *at,
                        const char *what);
/* A node, with room for its text behind it; NULL: no memory, and the reading ends. */
struct node *yaml_node_at(struct yaml_reading *r, uint32_t kind, const yaml_mark_t *mark,
                          size_t room);
bool yaml_key_is_next(const struct yaml_reading *r);
/* into the collection that is open, or as the root */
void yaml_put(struct yaml_reading *r, struct node *n);
/* Tells an anchor and a tag before the node, and moves the node's place behind them. */
void yaml_properties(struct yaml_reading *r, struct node *n, const yaml_char_t *anchor,
                     const yaml_char_t *tag);
void yaml_nothing_there(struct yaml_reading *r, struct node *n, bool is_key);
void yaml_alias(struct yaml_reading *r, const yaml_event_t *event);
void yaml_scalar(struct yaml_reading *r, const yaml_event_t *event);

#endif
