/* SPDX-License-Identifier: MIT
 *
 * A document as a tree with a place for every piece, made from YAML (the strict profile of
 * rule-language.md#writing-yaml) or from JSON (events.md), and read by one table-driven reader
 * (reader.h). Nodes live in the caller's arena and point into it alone. Immutable once made.
 */
#ifndef PRECARE_BASE_NODE_H
#define PRECARE_BASE_NODE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/fault.h"
#include "base/text.h"

enum node_kind {
    NODE_TEXT = 1,
    NODE_MAP,
    NODE_LIST,
    NODE_INTEGER,
    NODE_REAL,
    NODE_TRUE,
    NODE_FALSE,
    NODE_NULL
};

struct node {      /* of one cache line: a file of rules has a hundred thousand */
    uint32_t kind; /* from YAML: TEXT, MAP, LIST only */
    bool quoted;   /* YAML: a quoted or block scalar */
    /* YAML: a fault of this very value was told; it may be empty, and needs no further fault */
    bool told;
    uint32_t line, column; /* YAML: 1-based; JSON: 0 */
    struct span text;      /* TEXT: NUL-terminated too */
    union {                /* `kind` says which */
        struct {
            struct node **items; /* MAP, LIST: values, in order */
            struct node **keys;  /* MAP: the keys, as TEXT nodes */
        };
        int64_t integer; /* INTEGER; of a key in JSON: where it began */
        double real;     /* REAL */
    };
    struct node *up; /* the map or list it stands in, NULL at the top */
    uint32_t count;  /* of a map or list; else 0 */
    uint32_t index;  /* its place in `up` */
};

struct node *node_get(const struct node *map, const char *key); /* NULL: not there */
/* "text", "a list", ...: for faults, which never tell the value */
const char *node_kind_name(const struct node *n);

#define FILE_BYTES (1024u * 1024u) /* the limits of a YAML file, where no others are given */
#define FILE_DEPTH 16u
#define FILE_TEXT (64u * 1024u)

struct node_limits {
    uint32_t bytes, depth, text; /* Y011 beyond them; 0: those above */
};

/* Reads one YAML document; every fault of the profile is added to faults with its line; NULL when
 * nothing usable (its structure cannot be trusted, or there is none). A tree can come with faults:
 * values that have one are `told`. */
struct node *yaml_read(const char *bytes, size_t len, const char *file,
                       const struct node_limits *limits, struct arena *arena,
                       struct faults *faults);
/* Reads one JSON text, an object or an array; the first fault ends it, and carries a path, a line
 * and a column. */
struct node *json_read(const char *bytes, size_t len, const struct node_limits *limits,
                       struct arena *arena, struct faults *faults);
/* "medications.entries[2].use" in the arena. */
const char *node_path(const struct node *n, struct arena *arena);

#endif
