/* SPDX-License-Identifier: MIT
 *
 * Command lines read by rows (options.h). getopt_long knows `--x=y`, `--`, unambiguous
 * abbreviations and clusters of letters; here its "?" becomes a sentence. Words are taken in the
 * order in which they stand, whatever POSIXLY_CORRECT says.
 */
#include "cli/options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/option_parts.h"

#define FIRST_LONG 256 /* what getopt_long returns for the first row: beyond every letter */
#define STANDS_ALONE 1 /* what it returns for a word */

const struct option_row options_common[] = {
    {.name = "help", .letter = 'h', .what = "print this help, and do nothing else"},
    {.name = "version", .what = "print the version, and do nothing else"},
};
_Static_assert(sizeof options_common / sizeof *options_common == OPTIONS_COMMON,
               "--help, --version");

struct reading {
    const struct option_row *rows[ROWS_MOST]; /* the command's, then those of all */
    uint32_t count;
    struct option longs[ROWS_MOST + 1]; /* row i returns FIRST_LONG + i */
    char letters[2 * ROWS_MOST + 3];
    int argc;
    char **argv;
    int argument; /* the argument that getopt_long looked at last */
};

/* ---- getopt_long ---- */

static bool row_is_option(const struct option_row *row)
{
    return row->name != NULL && row->kind != OPTION_IS_VERB;
}

static void reading_add(struct reading *r, const struct option_row *row)
{
    size_t len = strlen(r->letters);
    int takes = row->kind == OPTION_IS_SWITCH ? no_argument : required_argument;

    if (!row_is_option(row) || r->count == ROWS_MOST) {
        return;
    }
    r->longs[r->count] = (struct option){row->name, takes, NULL, FIRST_LONG + (int)r->count};
    if (row->letter != 0) {
        r->letters[len++] = row->letter;
        r->letters[len++] = takes == required_argument ? ':' : '\0';
    }
    r->rows[r->count++] = row;
}

static void reading_begin(struct reading *r, const struct option_set *set, int argc, char **argv)
{
    *r = (struct reading){.letters = "-:", .argc = argc, .argv = argv};
    for (uint32_t i = 0; i < set->count; i++) {
        reading_add(r, &set->rows[i]);
    }
    for (uint32_t i = 0; i < OPTIONS_COMMON; i++) {
        reading_add(r, &options_common[i]);
    }
    optind = 0; /* begin anew: what it keeps is the process's */
    opterr = 0;
}

static int reading_next(struct reading *r)
{
    r->argument = optind > 0 ? optind : 1;
    return getopt_long(r->argc, r->argv, r->letters, r->longs, NULL);
}

static const struct option_row *row_of(const struct reading *r, int value)
{
    if (value >= FIRST_LONG && value < FIRST_LONG + (int)r->count) {
        return r->rows[value - FIRST_LONG];
    }
    for (uint32_t i = 0; i < r->count; i++) {
        if (r->rows[i]->letter != 0 && r->rows[i]->letter == value) {
            return r->rows[i];
        }
    }
    return NULL;
}

/* ---- what is wrong ---- */

/* What begins so twice is told with both; else what is nearest. */
static int unknown_option(const struct reading *r, const char *given)
{
    const char *names[ROWS_MOST], *first = NULL;
    char word[64];
    const char *from = given + strspn(given, "-");

    (void)snprintf(word, sizeof word, "%.*s", (int)strcspn(from, "="), from);
    for (uint32_t i = 0; i < r->count; i++) {
        names[i] = r->rows[i]->name;
        if (word[0] == '\0' || strncmp(names[i], word, strlen(word)) != 0) {
            continue;
        }
        if (first != NULL) {
            return cli_usage("'--%s' may be '--%s' or '--%s'", word, first, names[i]);
        }
        first = names[i];
    }
    const char *near = first != NULL ? first : text_nearest(word, names, r->count);
    int len = (int)strcspn(given, "=");
    return near != NULL
               ? cli_usage("there is no option '%.*s'; did you mean '--%s'?", len, given, near)
               : cli_usage("there is no option '%.*s'", len, given);
}

static int option_wrong(const struct reading *r, int found)
{
    const struct option_row *row = row_of(r, optopt);
    char letter[] = {'-', (char)optopt, '\0'};
    const char *given = r->argv[r->argument];

    if (found == ':' && row != NULL) {
        return option_value_missing(row);
    }
    if (row != NULL) {
        return cli_usage("--%s takes no value", row->name);
    }
    return unknown_option(r, optopt != 0 && strlen(given) == 2 ? letter : given);
}

/* `--config --strict`: what stands where the value should is an option itself. */
static bool value_is_option(const struct reading *r)
{
    bool dashes = strncmp(optarg, "--", 2) == 0;
    size_t len = dashes ? strcspn(optarg + 2, "=") : 0;

    if (optarg != r->argv[optind - 1]) {
        return false; /* --config=--strict is meant so */
    }
    for (uint32_t i = 0; i < r->count && len > 0; i++) {
        if (strncmp(r->rows[i]->name, optarg + 2, len) == 0) {
            return true;
        }
    }
    return strcmp(optarg, "-h") == 0;
}

/* Options of another verb do nothing here, and that is said. */
static int verb_fits(const struct option_words *w, const bool *given, const struct reading *r)
{
    const struct option_row *said = option_verb_meant(w);

    int code = CLI_OK;

    for (uint32_t i = 0; code == CLI_OK && i < r->count; i++) {
        code = given[i] ? option_verb_fits(r->rows[i], said) : CLI_OK;
    }
    return code;
}

/* ---- the whole ---- */

enum options_wish options_wish(const struct option_set *set, int argc, char **argv)
{
    struct reading r;
    int found;

    reading_begin(&r, set, argc, argv);
    while ((found = reading_next(&r)) != -1) {
        const struct option_row *row = found != '?' && found != ':' ? row_of(&r, found) : NULL;

        for (uint32_t i = 0; i < OPTIONS_COMMON; i++) {
            if (row == &options_common[i]) {
                return i == 0 ? OPTIONS_HELP : OPTIONS_VERSION;
            }
        }
    }
    return OPTIONS_RUN;
}

static void values_begin(const struct option_set *set, void *asked)
{
    for (uint32_t i = 0; i < set->count; i++) {
        const struct option_row *row = &set->rows[i];
        void *to = (char *)asked + row->offset;

        if (row->kind == OPTION_IS_DAY) {
            *(int32_t *)to = DATE_NONE;
        } else if (row->kind == OPTION_IS_CHOICE && row->fallback != NULL) {
            *(uint32_t *)to = OPTION_NONE;
        }
    }
}

static int option_take(struct reading *r, int found, bool *given, void *asked)
{
    const struct option_row *row = found != '?' && found != ':' ? row_of(r, found) : NULL;

    if (row == NULL) {
        return option_wrong(r, found);
    }
    if (row->kind != OPTION_IS_SWITCH && (optarg[0] == '\0' || value_is_option(r))) {
        return option_value_missing(row);
    }
    for (uint32_t i = 0; i < r->count; i++) {
        given[i] |= r->rows[i] == row;
    }
    return option_value_take(row, optarg, asked);
}

int options_read(const struct option_set *set, int argc, char **argv, void *asked_r)
{
    struct reading r;
    struct option_words words = {.set = set, .asked = asked_r};
    bool given[ROWS_MOST] = {false};
    int code = CLI_OK, found;

    values_begin(set, asked_r);
    reading_begin(&r, set, argc, argv);
    while (code == CLI_OK && (found = reading_next(&r)) != -1) {
        code = found == STANDS_ALONE ? option_word_take(&words, optarg)
                                     : option_take(&r, found, given, asked_r);
    }
    while (code == CLI_OK && optind < argc) { /* behind `--` */
        code = option_word_take(&words, argv[optind++]);
    }
    if (code == CLI_OK) {
        code = option_words_check(&words);
    }
    return code == CLI_OK ? verb_fits(&words, given, &r) : code;
}
