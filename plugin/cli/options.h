/* SPDX-License-Identifier: MIT
 *
 * The command line of a sub-command as rows: what it takes, what that does, where the value goes.
 * getopt_long reads it by them; help.c prints them. Called by main.c. Wrong usage is told at once,
 * with what was probably meant, and nothing is run. Single-threaded.
 */
#ifndef PRECARE_CLI_OPTIONS_H
#define PRECARE_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum option_kind {
    OPTION_IS_SWITCH, /* --strict: bool */
    OPTION_IS_TEXT,   /* --config FILE: const char *, NULL without */
    OPTION_IS_TEXTS,  /* --rules RULES, as often as wanted: struct option_texts */
    OPTION_IS_CHOICE, /* --format json: uint32_t, the number of the choice; without, the first, or
                       * where the row has a fallback OPTION_NONE */
    OPTION_IS_DAY,    /* --today 2027-01-12: int32_t, DATE_NONE without */
    OPTION_IS_WORD,   /* a word that stands alone, as RULE: const char *, NULL without */
    OPTION_IS_VERB,   /* the first word is one of these rows: struct option_verb */
};

#define OPTION_TEXTS_MOST 64
#define OPTION_NONE UINT32_MAX

struct option_texts {
    const char *at[OPTION_TEXTS_MOST];
    uint32_t count;
};

struct option_verb {
    uint32_t number;    /* of the VERB row, counted from 0 among them */
    const char *object; /* the word after it; NULL: none */
};

struct option_row {
    const char *name; /* without dashes; of a VERB the verb; NULL: a WORD */
    enum option_kind kind;
    size_t offset;              /* of the field of the command's struct */
    const char *argument;       /* how its value is called: "FILE" */
    const char *what;           /* what it does, imperative, without a full stop */
    const char *fallback;       /* what holds without it, for --help; NULL: nothing to say */
    const char *const *choices; /* CHOICE: ends with NULL */
    const char *verb;           /* goes with this verb alone, or these: "list export"; NULL: all */
    char letter;                /* 'o' for -o; 0: none */
    bool optional;              /* WORD, VERB: (the value) may be left out */
    bool words;                 /* TEXTS: words that stand alone are values of it too */
};

struct option_set {
    const struct option_row *rows;
    uint32_t count;
    size_t size;        /* of the command's struct */
    bool verb_optional; /* without a verb the first is meant */
};

/* A row of each kind: its name, the field of the command's `struct asked` that takes the value (the
 * compiler refuses a field of another type), how the value is called, what it does; what else a row
 * knows follows by its field's name. */
#define OPTION_SWITCH(name, field, ...) OPTION_ROW(SWITCH, bool, name, field, NULL, __VA_ARGS__)
#define OPTION_TEXT(name, field, argument, ...)                                                    \
    OPTION_ROW(TEXT, const char *, name, field, argument, __VA_ARGS__)
#define OPTION_TEXTS(name, field, argument, ...)                                                   \
    OPTION_ROW(TEXTS, struct option_texts, name, field, argument, __VA_ARGS__)
#define OPTION_CHOICE(name, field, argument, words, ...)                                           \
    OPTION_ROW(CHOICE, uint32_t, name, field, argument, __VA_ARGS__, .choices = words)
#define OPTION_DAY(name, field, argument, ...)                                                     \
    OPTION_ROW(DAY, int32_t, name, field, argument, __VA_ARGS__)
#define OPTION_WORD(argument, field, ...)                                                          \
    OPTION_ROW(WORD, const char *, NULL, field, argument, __VA_ARGS__)
#define OPTION_VERB(name, field, argument, ...)                                                    \
    OPTION_ROW(VERB, struct option_verb, name, field, argument, __VA_ARGS__)
#define OPTION_ROW(row_kind, c_type, row_name, field, row_argument, ...)                           \
    {                                                                                              \
        .name = row_name, .kind = OPTION_IS_##row_kind,                                            \
        .offset = _Generic(&((struct asked *)0)->field, c_type *                                   \
                           : offsetof(struct asked, field)),                                       \
        .argument = row_argument, .what = __VA_ARGS__                                              \
    }
#define OPTION_SET(table)                                                                          \
    {                                                                                              \
        .rows = table, .count = sizeof table / sizeof *table, .size = sizeof(struct asked)         \
    }

/* The moments of a visit, for a CHOICE; with the numbers of the public header, but that the first
 * is 0. */
extern const char *const option_moments[];

/* Rows that every command understands, beside its own. */
#define OPTIONS_COMMON 2
extern const struct option_row options_common[OPTIONS_COMMON];

enum options_wish {
    OPTIONS_RUN,
    OPTIONS_HELP,
    OPTIONS_VERSION,
};

/* Whether --help or --version stands anywhere among the options, however wrong the rest is. */
enum options_wish options_wish(const struct option_set *set, int argc, char **argv);

/* Reads argv[1..] into `asked_r` (set->size bytes, zeroed before). Values point into argv. CLI_OK,
 * or CLI_USAGE when it was told what is wrong. */
int options_read(const struct option_set *set, int argc, char **argv, void *asked_r);

#endif
