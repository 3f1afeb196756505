/* SPDX-License-Identifier: MIT
 *
 * The one table-driven reader: rules, overlays, configuration and events are all read through
 * tables of keys, so that no key is ever ignored, and so that the JSON Schema, the manual's tables
 * and did-you-mean come from the same place. Every key stores the node it found into a field `const
 * struct node *` of the caller's struct (NULL: not there), with its shape already checked; meaning
 * (which list, which site, is the date possible) is checked by the room that knows it, which has
 * the node's place for its fault. Pure, any thread.
 */
#ifndef PRECARE_BASE_READER_H
#define PRECARE_BASE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/node.h"
#include "base/words.h"

enum shape {
    SHAPE_TEXT = 1, /* any scalar text */
    SHAPE_ID, /* lower-case ASCII letters, digits and dashes (S204's neighbour: S205 otherwise) */
    SHAPE_CHOICE,  /* one of `words` */
    SHAPE_CHOICES, /* one of `words`, or a list of such */
    SHAPE_WORDS,   /* a text, or a list of texts (one or more) */
    SHAPE_TEXTS,   /* a list of texts (may be empty with KEY_MAY_BE_EMPTY) */
    SHAPE_LENGTH,  /* "7 days", or the name of a parameter where KEY_PARAMETER is set */
    /* "7 days before appointment", "2 days after match": a length and an anchor; the anchors in
     * `words` */
    SHAPE_SPAN,
    SHAPE_AGE,     /* "22 years" (or a parameter) */
    SHAPE_MINUTES, /* "45 minutes" (or a parameter) */
    SHAPE_PRICE,   /* "200 USD" (or a parameter) */
    SHAPE_NUMBER,  /* a quoted or whole number ("4", 4, "0.5") (or a parameter) */
    SHAPE_DATE,    /* a quoted date "YYYY-MM-DD" */
    SHAPE_DATES,   /* a list of such dates */
    SHAPE_MAP,     /* a map with `table` */
    SHAPE_MAPS,    /* a list of maps with `table` */
    /* a map whose keys are names of the user's choice, each value a map with `table` (or texts:
     * table NULL) */
    SHAPE_NAMED,
    SHAPE_ANY,    /* checked by the caller */
    SHAPE_WHEN,   /* JSON: a date, partial date or instant */
    SHAPE_INTEGER /* JSON: a whole number */
};

#define KEY_REQUIRED 1u
#define KEY_PARAMETER 2u    /* the name of a parameter may stand instead */
#define KEY_MAY_BE_EMPTY 4u /* an empty list is fine */
#define KEY_NULL 8u         /* JSON: null reads as absent */
#define KEY_IDS 16u         /* NAMED: the names are ids (lower-case letters, digits, dashes) */

struct table;
struct key {
    const char *name;
    uint32_t shape; /* enum shape */
    uint32_t flags;
    size_t offset; /* of the `const struct node *` field */
    /* CHOICE, CHOICES, SPAN; may be NULL: the caller checks (lists, sites, roles: the clinic's own)
     */
    const struct words *words;
    const struct table *table; /* MAP, MAPS, NAMED */
    /* for the schema, where the choices are the clinic's own: "lists/medication", "sites", "roles",
     * "reasons", "rules", "parameters", "personas", "channels"; for the reference, what a text of
     * the configuration is: "duration", "rate"; else NULL */
    const char *choices_of;
    const char *doc;     /* one line, for the manual, the schema and the editor's hover */
    const char *example; /* what to type: "7 days before appointment"; may be NULL */
    /* What holds where the key is left out: a value that could be written, "24 hours" (of a channel
     * of kind webhook what stands behind "; webhook: "), or words, "(never)"; NULL: nothing. */
    const char *unset;
    const char *least, *most; /* of a number or a length of time, "1 second"; NULL: the shape's */
};

struct table {
    const char *name; /* "rule": how a person calls such a map */
    bool of_key;      /* the name is the key's before it, and messages quote it: "if-unknown" */
    const struct key *keys;
    uint32_t count;
    size_t size; /* of the caller's struct */
    const char *doc;
    /* 0: keys stand side by side. Else they are parts of the caller's own rows, so far apart; a row
     * whose key has no name is passed over, and `offset` is not looked at: the nodes are stored in
     * the order of the rows */
    uint32_t stride;
    const char *gone; /* a key that the format had once, and what to do; or NULL */
    const char *gone_fix;
    const struct table *more; /* further keys, as if they stood here, after these; or NULL */
};

static inline uint32_t table_count(const struct table *t)
{
    return t->count + (t->more != NULL ? t->more->count : 0);
}

static inline const struct key *table_key(const struct table *t, uint32_t i)
{
    const struct table *of = i < t->count ? t : t->more;
    size_t at = i < t->count ? i : i - t->count;

    return (const void *)((const char *)of->keys +
                          at * (of->stride != 0 ? of->stride : sizeof(struct key)));
}

const struct key *table_find(const struct table *t, const char *name); /* NULL: no such key */

/* A row of a table, and the table: KEY(owner_read, name, "name", TEXT, KEY_REQUIRED, .doc = ...).
 * `s` is the struct (without the word) whose `field` takes the node; what else a row knows follows
 * by its field's name. */
#define KEY(s, field, key_name, key_shape, key_flags, ...)                                         \
    {                                                                                              \
        .name = key_name, .shape = SHAPE_##key_shape, .flags = key_flags,                          \
        .offset = offsetof(struct s, field), __VA_ARGS__                                           \
    }
#define KEY_TABLE(noun, rows, s, ...)                                                              \
    {                                                                                              \
        .name = noun, .keys = rows, .count = sizeof rows / sizeof *rows, .size = sizeof(struct s), \
        .doc = __VA_ARGS__                                                                         \
    }
/* The same, called as the key that leads to it. */
#define KEY_TABLE_OF(key_name, rows, s, ...)                                                       \
    KEY_TABLE(key_name, rows, s, __VA_ARGS__, .of_key = true)

struct reader {
    struct faults *faults;
    struct arena *arena;
    const char *file;         /* YAML: for places; NULL for JSON */
    const char *const *lines; /* YAML: source lines for faults, [0] is line 1; may be NULL */
    uint32_t line_count;
    /* YAML: the whole file, for the faults' lines where `lines` is NULL; may be NULL */
    const char *source;
    size_t source_len;
    bool json; /* faults carry paths, codes E4nn; keys beginning with x- are ignored */
};

/* Reads `map` by `table` into `out` (table->size bytes, zeroed first). true: no fault found in it.
 * Of what stands deeper (MAP, MAPS, NAMED) the shape alone is checked: its keys are read by the
 * caller with the same call, which must be done for each, or its faults stay untold. A value of the
 * wrong shape is told and left out (the field is NULL). A node that was `told` by yaml_read is
 * given if its shape fits, and never told again. */
bool reader_read(struct reader *r, const struct table *table, const struct node *map, void *out);
/* A fault at a node's own place (value at its first character), with its source line or its JSON
 * path. */
struct fault *reader_fault(struct reader *r, enum fault_code code, const struct node *at,
                           const char *what, ...) __attribute__((format(printf, 4, 5)));
/* The same at a key of a map (its own place; in JSON the path of its value). */
struct fault *reader_key_fault(struct reader *r, enum fault_code code, const struct node *map,
                               uint32_t index, const char *what, ...)
    __attribute__((format(printf, 5, 6)));
/* S203 for something missing: at the first key of the map that lacks it. */
struct fault *reader_missing(struct reader *r, const struct node *map, const char *key);
/* What was read into `out` for a key of the table; NULL: not there, or no such key. */
const struct node *reader_found(const struct table *table, const void *out, const char *key);
/* Forms, for rooms that check values themselves. */
bool reader_is_id(struct span text);
bool reader_is_number(struct span text); /* "4", "0.5", "-1" */
bool reader_is_price(struct span text);  /* "200 USD" */
/* "did you mean X?" as the fix, if one of the choices is near. */
void reader_did_you_mean(struct reader *r, struct fault *f, const char *word,
                         const char *const *choices, size_t count);
/* The same, or else the choices themselves, as the fix. NULL choices are left out. */
void reader_choices_hint(struct reader *r, struct fault *f, const char *word,
                         const char *const *choices, size_t count);

#endif
