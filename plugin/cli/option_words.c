/* SPDX-License-Identifier: MIT
 *
 * The words that stand alone on a command line: the sub-command first, then the rows that take a
 * word, then the row that takes all others (option_parts.h).
 */
#include "cli/option_parts.h"

#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

static const struct option_row *verb_first(const struct option_set *set)
{
    for (uint32_t i = 0; i < set->count; i++) {
        if (set->rows[i].kind == OPTION_IS_VERB) {
            return &set->rows[i];
        }
    }
    return NULL;
}

static int verb_take(struct option_words *w, const char *word)
{
    const char *names[ROWS_MOST];
    uint32_t count = 0;

    for (uint32_t i = 0; i < w->set->count && count < ROWS_MOST; i++) {
        const struct option_row *row = &w->set->rows[i];

        if (row->kind != OPTION_IS_VERB) {
            continue;
        }
        if (strcmp(row->name, word) == 0) {
            w->verb = row;
            w->given = (struct option_verb *)(void *)((char *)w->asked + row->offset);
            w->given->number = count;
            return CLI_OK;
        }
        names[count++] = row->name;
    }
    return cli_unknown("sub-command", word, names, count);
}

/* The row that a word goes to next; NULL: there is no use for one more. */
static const struct option_row *word_row(struct option_words *w)
{
    uint32_t seen = 0;

    for (uint32_t i = 0; i < w->set->count; i++) {
        const struct option_row *row = &w->set->rows[i];

        if (row->kind == OPTION_IS_WORD && seen++ == w->taken) {
            w->taken++;
            return row;
        }
    }
    for (uint32_t i = 0; i < w->set->count; i++) {
        if (w->set->rows[i].words) {
            return &w->set->rows[i];
        }
    }
    return NULL;
}

int option_word_take(struct option_words *w, const char *word)
{
    if (word[0] == '\0') { /* "$rules" in a script, where nothing is in rules */
        return cli_usage("'' is an empty word: leave it out, or say what it should be");
    }
    if (w->verb == NULL && verb_first(w->set) != NULL) {
        return verb_take(w, word);
    }
    if (w->verb != NULL && w->verb->argument != NULL && w->given->object == NULL) {
        w->given->object = word;
        return CLI_OK;
    }
    const struct option_row *row = word_row(w);
    return row != NULL ? option_value_take(row, word, w->asked)
                       : cli_usage("'%s' is one word too many", word);
}

static int verb_missing(const struct option_set *set)
{
    char all[160] = "";

    for (uint32_t i = 0; i < set->count; i++) {
        size_t len = strlen(all);

        if (set->rows[i].kind == OPTION_IS_VERB) {
            (void)snprintf(all + len, sizeof all - len, "%s%s", len > 0 ? ", " : "",
                           set->rows[i].name);
        }
    }
    return cli_usage("say what to do; one of: %s", all);
}

const struct option_row *option_verb_meant(const struct option_words *w)
{
    return w->verb == NULL && w->set->verb_optional ? verb_first(w->set) : w->verb;
}

int option_verb_fits(const struct option_row *row, const struct option_row *verb)
{
    char all[160] = "";
    size_t len = 0;

    for (const char *at = row->verb; at != NULL && *at != '\0'; at += len + (at[len] == ' ')) {
        const char *gap = at == row->verb ? "" : strchr(at, ' ') == NULL ? " or " : ", ";
        size_t used = strlen(all);

        len = strcspn(at, " ");
        if (verb != NULL && strlen(verb->name) == len && strncmp(verb->name, at, len) == 0) {
            return CLI_OK;
        }
        (void)snprintf(all + used, sizeof all - used, "%s'%.*s'", gap, (int)len, at);
    }
    return row->verb == NULL ? CLI_OK : cli_usage("--%s can only be used with %s", row->name, all);
}

int option_words_check(const struct option_words *w)
{
    const struct option_row *verb = verb_first(w->set);
    uint32_t seen = 0;

    if (verb != NULL && w->verb == NULL) {
        return w->set->verb_optional ? CLI_OK : verb_missing(w->set);
    }
    verb = w->verb;
    if (verb != NULL && verb->argument != NULL && !verb->optional && w->given->object == NULL) {
        return cli_usage("'%s' needs a value: %s %s", verb->name, verb->name, verb->argument);
    }
    for (uint32_t i = 0; i < w->set->count; i++) {
        const struct option_row *row = &w->set->rows[i];

        if (row->kind == OPTION_IS_WORD && seen++ == w->taken && !row->optional) {
            return cli_usage("%s is missing: %.*s", row->argument, (int)strcspn(row->what, ";"),
                             row->what);
        }
    }
    return CLI_OK;
}
