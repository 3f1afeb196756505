/* SPDX-License-Identifier: MIT
 *
 * For plugin/base/ alone: what json.c (maps and lists), json_value.c (texts, numbers and words) and
 * json_fault.c share while a JSON text is read. Each of these gives NULL after a fault.
 */
#ifndef PRECARE_BASE_JSON_PARTS_H
#define PRECARE_BASE_JSON_PARTS_H

#include "base/node.h"

#define JSON_LEVELS 64u /* inside each other, whatever the limit says */

struct json_level { /* a map or a list that is being read */
    struct node *node;
    struct node *key; /* of a map: of the value that is being read; NULL: none */
    /* The newest; each has the one before it in `up`, until all are there. */
    struct node *last, *last_key;
};

struct json_reading {
    const char *start, *at, *end;
    struct node_limits limits;
    struct arena *arena;
    struct faults *faults;
    uint32_t depth;
    struct json_level levels[JSON_LEVELS];
};

struct node *json_wrong(struct json_reading *r, enum fault_code code, const char *where,
                        const char *what);
struct node *json_unexpected(struct json_reading *r, const char *where);
struct node *json_lost(struct json_reading *r); /* no memory */
/* A text from its quotation mark on; it may be longer than the limit. */
struct node *json_text_read(struct json_reading *r);
struct node *json_number_read(struct json_reading *r);
struct node *json_word_read(struct json_reading *r); /* true, false, null */

#endif
