/* SPDX-License-Identifier: MIT
 *
 * Help as text of 80 columns (help.h): usage, what the command does, a line for every row, exit
 * codes. Nothing is said here that a row knows.
 */
#include "cli/help.h"

#include <stdio.h>
#include <string.h>

#define WIDTH 80
#define LABEL_MOST 24 /* a longer label has a line of its own */

/* ---- text in lines ----------------------------------------------------------------------------
 */

/* `text` from column `at` on, further lines from `indent`. */
static void help_wrap(struct buf *out, const char *text, size_t at, size_t indent)
{
    const char *gap = "";

    for (const char *word = text; *word != '\0';) {
        size_t len = strcspn(word, " ");

        if (gap[0] != '\0' && at + 1 + len > WIDTH) {
            buf_printf(out, "\n%*s", (int)indent, "");
            at = indent;
            gap = "";
        }
        buf_printf(out, "%s%.*s", gap, (int)len, word);
        at += len + strlen(gap);
        gap = " ";
        word += len;
        word += strspn(word, " ");
    }
    buf_char(out, '\n');
}

static void help_paragraphs(struct buf *out, const char *text)
{
    struct buf one = {0};

    while (text != NULL && *text != '\0') {
        size_t len = strcspn(text, "\n");

        one.len = 0;
        buf_add(&one, text, len);
        buf_char(out, '\n');
        help_wrap(out, one.at != NULL ? one.at : "", 0, 0);
        text += len + (text[len] == '\n');
    }
    out->failed |= one.failed;
    buf_end(&one);
}

/* A label, and what it means in a column of its own. */
static void help_row(struct buf *out, const char *label, const char *what, size_t column)
{
    size_t len = strlen(label) + 2;

    buf_printf(out, "  %s", label);
    if (len + 2 > column) {
        buf_char(out, '\n');
        len = 0;
    }
    buf_printf(out, "%*s", (int)(column - len), "");
    help_wrap(out, what, column, column);
}

static size_t help_column(size_t longest)
{
    return (longest < LABEL_MOST ? longest : LABEL_MOST) + 4;
}

/* ---- rows ---- */

static void row_label(const struct option_row *row, char out[64])
{
    const char *space = row->argument != NULL ? " " : "";
    const char *value = row->argument != NULL ? row->argument : "";

    if (row->kind == OPTION_IS_VERB) {
        (void)snprintf(out, 64, row->optional ? "%s%s[%s]" : "%s%s%s", row->name, space, value);
    } else if (row->name == NULL) {
        (void)snprintf(out, 64, "%s", value);
    } else if (row->letter != 0) {
        (void)snprintf(out, 64, "-%c, --%s%s%s", row->letter, row->name, space, value);
    } else if (row->words) {
        (void)snprintf(out, 64, "%s, --%s %s", value, row->name, value);
    } else {
        (void)snprintf(out, 64, "--%s%s%s", row->name, space, value);
    }
}

static void row_choices(const struct option_row *row, struct buf *out)
{
    for (uint32_t i = 0; row->choices != NULL && row->choices[i] != NULL; i++) {
        const char *gap = i == 0 ? ": " : row->choices[i + 1] == NULL ? " or " : ", ";

        buf_printf(out, "%s%s", gap, row->choices[i]);
    }
}

/* "list, export: " */
static void row_verbs(const struct option_row *row, struct buf *out)
{
    for (const char *at = row->verb; at != NULL && *at != '\0'; at++) {
        buf_text(out, *at == ' ' ? ", " : (const char[]){*at, '\0'});
    }
    buf_text(out, row->verb != NULL ? ": " : "");
}

static void row_print(const struct option_row *row, size_t column, struct buf *out)
{
    char label[64];
    struct buf what = {0};
    const char *fallback =
        row->fallback == NULL && row->choices != NULL ? row->choices[0] : row->fallback;

    row_label(row, label);
    row_verbs(row, &what);
    buf_text(&what, row->what);
    row_choices(row, &what);
    if (row->kind == OPTION_IS_TEXTS) {
        buf_text(&what, "; may be given several times");
    }
    if (fallback != NULL) {
        buf_printf(&what, " (default: %s)", fallback);
    }
    help_row(out, label, what.at != NULL ? what.at : "", column);
    out->failed |= what.failed;
    buf_end(&what);
}

static size_t rows_column(const struct option_set *set)
{
    size_t longest = strlen("-h, --help");
    char label[64];

    for (uint32_t i = 0; i < set->count; i++) {
        row_label(&set->rows[i], label);
        if (strlen(label) > longest && strlen(label) <= LABEL_MOST) {
            longest = strlen(label);
        }
    }
    return help_column(longest);
}

/* The rows of a kind under their heading. */
static void rows_print(const struct option_set *set, bool verbs, size_t column, struct buf *out)
{
    for (uint32_t i = 0; i < set->count; i++) {
        if ((set->rows[i].kind == OPTION_IS_VERB) == verbs) {
            row_print(&set->rows[i], column, out);
        }
    }
}

/* ---- usage ---- */

static void usage_line(const struct cli_command *command, const struct option_row *verb,
                       const char *begin, struct buf *out)
{
    const struct option_set *set = &command->options;
    char label[64] = "";

    buf_printf(out, "%s precare %s", begin, command->name);
    if (verb != NULL) {
        row_label(verb, label);
        buf_printf(out, " %s", label);
    }
    for (uint32_t i = 0; i < set->count; i++) {
        const struct option_row *row = &set->rows[i];

        if (row->kind == OPTION_IS_WORD) {
            buf_printf(out, row->optional ? " [%s]" : " %s", row->argument);
        } else if (row->words) {
            buf_printf(out, " [%s...]", row->argument);
        }
    }
    buf_text(out, " [OPTIONS]\n");
}

static bool usage_print(const struct cli_command *command, struct buf *out)
{
    const char *begin = "Usage:";
    bool verbs = false;

    for (uint32_t i = 0; i < command->options.count; i++) {
        if (command->options.rows[i].kind == OPTION_IS_VERB) {
            usage_line(command, &command->options.rows[i], begin, out);
            begin = "      ";
            verbs = true;
        }
    }
    if (!verbs) {
        usage_line(command, NULL, begin, out);
    }
    return verbs;
}

/* ---- exit codes ---- */

static void exit_print(int code, const char *when, struct buf *out)
{
    char label[16];

    (void)snprintf(label, sizeof label, "%d", code);
    help_row(out, label, when, 6);
}

/* In the table's order; the command's own words, where it has some. */
static void exits_print(const struct cli_command *command, struct buf *out)
{
    buf_text(out, "\nExit codes:\n");
    for (uint32_t i = 0; i < CLI_EXITS; i++) {
        const char *when = cli_exits[i].when;
        int code = cli_exits[i].code;
        bool can = code == CLI_OK || code == CLI_USAGE || code == CLI_FAULT || command == NULL;

        for (uint32_t k = 0; command != NULL && k < command->exit_count; k++) {
            if (command->exits[k].code == code) {
                can = true;
                when = command->exits[k].when != NULL ? command->exits[k].when : when;
            }
        }
        if (can) {
            exit_print(code, when, out);
        }
    }
}

/* ---- the whole ---- */

static void common_print(size_t column, struct buf *out)
{
    for (uint32_t i = 0; i < OPTIONS_COMMON; i++) {
        row_print(&options_common[i], column, out);
    }
}

void help_command(const struct cli_command *command, struct buf *out)
{
    size_t column = rows_column(&command->options);
    bool verbs = usage_print(command, out);
    struct buf summary = {0};

    buf_printf(&summary, "%s.", command->summary);
    if (summary.at != NULL && summary.at[0] >= 'a' && summary.at[0] <= 'z') {
        summary.at[0] = (char)(summary.at[0] - 'a' + 'A');
    }
    help_paragraphs(out, summary.at);
    help_paragraphs(out, command->about);
    if (verbs) {
        buf_text(out, "\nSub-commands:\n");
        rows_print(&command->options, true, column, out);
    }
    buf_text(out, "\nOptions:\n");
    rows_print(&command->options, false, column, out);
    common_print(column, out);
    exits_print(command, out);
    out->failed |= summary.failed;
    buf_end(&summary);
}

void help_overview(const struct cli_command *const *commands, const struct option_set *itself,
                   struct buf *out)
{
    size_t longest = 0;

    buf_text(out, "Usage: precare COMMAND [OPTIONS]\n\n"
                  "Screen bookings and charting by rules that a clinical lead edits.\n\n"
                  "Commands:\n");
    for (uint32_t i = 0; commands[i] != NULL; i++) {
        size_t len = strlen(commands[i]->name);

        longest = len > longest ? len : longest;
    }
    for (uint32_t i = 0; commands[i] != NULL; i++) {
        help_row(out, commands[i]->name, commands[i]->summary, help_column(longest));
    }
    longest = longest < strlen("--completion SHELL") ? strlen("--completion SHELL") : longest;
    buf_text(out, "\nOptions:\n");
    rows_print(itself, false, help_column(longest), out);
    common_print(help_column(longest), out);
    buf_text(out, "\nFor help on one command: precare COMMAND --help\n");
    exits_print(NULL, out);
    buf_text(out, "\nEnvironment:\n");
    help_row(out, "PRECARE_CONFIG",
             "the configuration to read without --config (default: " CLI_CONFIG ")", 18);
}
