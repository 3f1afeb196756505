/* SPDX-License-Identifier: MIT
 *
 * Overlays (overlays.md) while they are loaded: a clinic's own changes, read by
 * overlay.c, checked by overlay_check.c, put into effect by overlay_apply.c. For these, the files
 * beside them and load.c.
 */
#ifndef PRECARE_RULEBOOK_OVERLAY_OVERLAY_H
#define PRECARE_RULEBOOK_OVERLAY_OVERLAY_H

#include "rulebook/loading.h"

enum operation {
    OP_NONE,
    OP_SET_PARAMETER,
    OP_SET_FRESHNESS,
    OP_ADD_WORDS,
    OP_SILENCE,
    OP_RESEVERITY,
    OP_REWORD,
    OP_ADD_TO_LIST,
    OP_REMOVE_FROM_LIST,
    OP_ADD_RULE,
    OP_SET_STATUS,
    OPS
};

enum direction {
    DIRECTION_NEITHER,
    DIRECTION_STRICTER,
    DIRECTION_LOOSER
};

struct change_def {
    const struct node *node;
    struct change_read read;
    uint32_t op; /* enum operation */
    struct operation_read fields;
    /* definition of the parameter, rule or list, or the part of the chart; NONE: a fault was told
     */
    uint32_t target;
    uint32_t word; /* OP_ADD_WORDS: of the answer */
    struct value value;
    uint32_t direction; /* enum direction; DIRECTION_NEITHER also where it cannot be told */
    bool ended;         /* on the day that is loaded for, or nobody approved it */
    bool left_out;      /* nobody approved it: told by approval/act.c */
    uint32_t item;      /* its number among the overlay's items; NONE: it is none */
};

struct overlay_def {
    uint32_t file, book;
    const char *label; /* "elm-street 1.2.0" */
    struct overlay_read read;
    VECTOR(struct change_def) changes;
};

/* Whether a change makes the rules stricter or looser, from where they use what it changes; what
 * does both is looser. */
enum direction direction_of_severity(const struct rule *rule, const uint32_t severity[5]);
enum direction direction_of_parameter(const struct loading *ld, uint32_t parameter,
                                      const struct value *value);
/* Longer is looser; `before` of no unit: for ever. */
enum direction direction_of_freshness(struct length before, struct length after);
enum direction direction_of_list(const struct loading *ld, uint32_t list, bool added);

/* overlay_reword.c */
void reword_check(struct loading *ld, struct change_def *c);
void reword_apply(struct loading *ld, struct rule *rule, const struct change_def *c);

/* What a change says of this operation; NULL: nothing. (overlay.c) */
const struct node *overlay_op_node(const struct change_read *read, uint32_t op);
const char *overlay_op_name(uint32_t op);                                 /* "set-parameter" */
void overlay_base_check(struct loading *ld, const struct overlay_def *o); /* overlay_version.c */

/* What overlays set of their rulebooks' status, before anything is compiled: it decides which
 * rulebooks act, and are to be approved. (overlay_status.c) */
void overlays_set_status(struct loading *ld);
/* Which way the change goes; what is wrong with it is told. */
enum direction status_direction(struct loading *ld, const struct overlay_def *o,
                                const struct change_def *c);
/* When each change ends, into the rules. (overlay_ends.c) */
void overlays_ends_out(struct loading *ld, struct rules *r);

void overlays_check(struct loading *ld); /* against the compiled base */
void overlays_apply(struct loading *ld); /* only where no error was found */
/* Of a change of a list whose target is known. (overlay_list.c) */
void list_names_check(struct loading *ld, const struct change_def *c, bool added);
/* Texts of a list that the change names, in the list's items: its number, or NONE. */
uint32_t list_item_named(struct loading *ld, const struct list_def *def, const struct node *n);

#endif
