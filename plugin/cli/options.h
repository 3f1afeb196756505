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
    OPTION_SWITCH, /* --strict: bool */
    OPTION_TEXT,   /* --config FILE: const char *, NULL without */
    OPTION_TEXTS,  /* --rules RULES, as often as wanted: struct option_texts */
    OPTION_CHOICE, /* --format json: uint32_t, the number of the choice; without, the first, or
                    * where the row has a fallback OPTION_NONE */
    OPTION_DAY,    /* --today 2027-01-12: int32_t, DATE_NONE without */
    OPTION_WORD,   /* a word that stands alone, as RULE: const char *, NULL without */
    OPTION_VERB,   /* the first word is one of these rows: struct option_verb */
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
    const char *verb;           /* goes with this verb alone; NULL: with all */
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

/* Where the value of a row goes: a field of the `struct asked` of the command's file; the compiler
 * refuses a field of another type. */
#define OPTION_AT(c_type, field)                                                                   \
    .offset = _Generic(&((struct asked *)0)->field, c_type * : offsetof(struct asked, field))
#define OPTION_SWITCH_AT(field) .kind = OPTION_SWITCH, OPTION_AT(bool, field)
#define OPTION_TEXT_AT(field) .kind = OPTION_TEXT, OPTION_AT(const char *, field)
#define OPTION_TEXTS_AT(field) .kind = OPTION_TEXTS, OPTION_AT(struct option_texts, field)
#define OPTION_CHOICE_AT(field) .kind = OPTION_CHOICE, OPTION_AT(uint32_t, field)
#define OPTION_DAY_AT(field) .kind = OPTION_DAY, OPTION_AT(int32_t, field)
#define OPTION_WORD_AT(field) .kind = OPTION_WORD, OPTION_AT(const char *, field)
#define OPTION_VERB_AT(field) .kind = OPTION_VERB, OPTION_AT(struct option_verb, field)
#define OPTION_SET(table)                                                                          \
    {                                                                                              \
        .rows = table, .count = sizeof table / sizeof *table, .size = sizeof(struct asked)         \
    }

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
