/* SPDX-License-Identifier: MIT
 *
 * The command line: every command of the table is walked, and every row of it, so that a command
 * added later is held to the same: --help tells each option, a slip is told with what was meant, a
 * value that is missing is asked for. In the process: nothing is run.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/calendar.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "review/reference.h"
#include "test.h"

#define WORDS_MOST 8

static char options_said[4096]; /* what the last reading wrote to stderr */

/* Reads `NAME words...` as the command would, into `asked`; the exit code. */
static int options_code(const struct option_set *set, const char *const *words, void *asked)
{
    char path[512], *argv[WORDS_MOST + 2] = {(char[]){"NAME"}};
    int argc = 1, kept = dup(STDERR_FILENO), code;

    for (; words[argc - 1] != NULL && argc <= WORDS_MOST; argc++) {
        argv[argc] = strdup(words[argc - 1]);
    }
    (void)snprintf(path, sizeof path, "%s/stderr", test_directory());
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    (void)fflush(stderr);
    (void)dup2(fd, STDERR_FILENO);
    code = options_read(set, argc, argv, asked);
    (void)fflush(stderr);
    (void)dup2(kept, STDERR_FILENO);
    ssize_t len = pread(fd, options_said, sizeof options_said - 1, 0);
    options_said[len > 0 ? len : 0] = '\0';
    (void)close(fd);
    (void)close(kept);
    for (int i = 1; i < argc; i++) {
        free(argv[i]); /* values pointed into these; tests of values keep to static words */
    }
    return code;
}

#define READ(set, asked, ...) options_code(set, (const char *const[]){__VA_ARGS__, NULL}, asked)

/* The same of a command of the table, whose values nobody looks at. */
static int command_code(const struct cli_command *command, const char *const *words)
{
    void *asked = calloc(1, command->options.size + 1);
    int code;

    cli_begin(command);
    code = options_code(&command->options, words, asked);
    cli_begin(NULL);
    free(asked);
    return code;
}

static enum options_wish command_wish(const struct cli_command *command, const char *const *words)
{
    char *argv[WORDS_MOST + 2] = {(char[]){"NAME"}};
    int argc = 1;
    enum options_wish wish;

    for (; words[argc - 1] != NULL && argc <= WORDS_MOST; argc++) {
        argv[argc] = strdup(words[argc - 1]);
    }
    wish = options_wish(&command->options, argc, argv);
    for (int i = 1; i < argc; i++) {
        free(argv[i]);
    }
    return wish;
}

static void slip_told(const struct cli_command *command, const char *const *words,
                      const char *expected)
{
    int code = command_code(command, words);

    if (code != CLI_USAGE || strstr(options_said, expected) == NULL) {
        (void)printf("  precare %s %s %s: exit %d: %s  expected: %s\n", command->name, words[0],
                     words[1] != NULL ? words[1] : "", code, options_said, expected);
        CU_FAIL("a slip is told");
    }
    CU_ASSERT_PTR_NOT_NULL(strstr(options_said, "--help`"));
}

/* The option rows of all commands. */
static void each_option(void (*look)(const struct cli_command *, const struct option_row *))
{
    for (uint32_t i = 0; cli_commands[i] != NULL; i++) {
        for (uint32_t k = 0; k < cli_commands[i]->options.count; k++) {
            const struct option_row *row = &cli_commands[i]->options.rows[k];

            if (row->name != NULL && row->kind != OPTION_IS_VERB) {
                look(cli_commands[i], row);
            }
        }
    }
}

/* ---- every command --------------------------------------------------------------------------- */

static bool is_sentence(const char *text)
{
    size_t len = text != NULL ? strlen(text) : 0;

    return len > 0 && text[len - 1] != '.' && text[0] >= 'a' && text[0] <= 'z';
}

static void help_tells(const struct buf *help, const char *begin, const char *word)
{
    char label[80];

    (void)snprintf(label, sizeof label, "%s%s", begin, word);
    if (strstr(help->at, label) == NULL) {
        (void)printf("  not in help: %s\n", label);
        CU_FAIL("help tells every row");
    }
}

static void test_help_tells(void)
{
    for (uint32_t i = 0; cli_commands[i] != NULL; i++) {
        const struct cli_command *command = cli_commands[i];
        struct buf help = {0};

        help_command(command, &help);
        help_tells(&help, "Usage: precare ", command->name);
        CU_ASSERT(is_sentence(command->summary));
        for (uint32_t k = 0; k < command->options.count; k++) {
            const struct option_row *row = &command->options.rows[k];

            help_tells(&help, row->kind == OPTION_IS_VERB || row->name == NULL ? "  " : "--",
                       row->name != NULL ? row->name : row->argument);
            CU_ASSERT_PTR_NOT_NULL(row->what);
            for (uint32_t c = 0; row->choices != NULL && row->choices[c] != NULL; c++) {
                help_tells(&help, "", row->choices[c]);
            }
        }
        help_tells(&help, "-h, --", "help");
        for (const char *line = help.at; *line != '\0';) {
            size_t len = strcspn(line, "\n");

            CU_ASSERT(len <= 80);
            line += len + (line[len] == '\n');
        }
        buf_end(&help);
    }
}

static void test_rows_are_whole(void)
{
    for (uint32_t i = 0; cli_commands[i] != NULL; i++) {
        const struct option_set *set = &cli_commands[i]->options;

        for (uint32_t k = 0; k < set->count; k++) {
            const struct option_row *row = &set->rows[k];
            bool value = row->kind != OPTION_IS_SWITCH && row->kind != OPTION_IS_VERB;

            CU_ASSERT((row->argument != NULL) == value || row->kind == OPTION_IS_VERB);
            CU_ASSERT((row->choices != NULL) == (row->kind == OPTION_IS_CHOICE));
            CU_ASSERT((row->name == NULL) == (row->kind == OPTION_IS_WORD));
            CU_ASSERT(row->offset < set->size);
            for (uint32_t m = 0; m < k && row->name != NULL; m++) {
                const struct option_row *other = &set->rows[m];

                CU_ASSERT(other->name == NULL || strcmp(other->name, row->name) != 0 ||
                          (other->kind == OPTION_IS_VERB) != (row->kind == OPTION_IS_VERB));
            }
        }
    }
}

static void test_help_anywhere(void)
{
    static const char *const lines[][4] = {{"--help", NULL},
                                           {"-h", NULL},
                                           {"--hel", NULL},
                                           {"word", "--help", NULL},
                                           {"word", "-h", NULL},
                                           {"--no-such-option", "--help", NULL},
                                           {"--no-such-option=x", "word", "-h", NULL}};

    for (uint32_t i = 0; cli_commands[i] != NULL; i++) {
        for (size_t k = 0; k < sizeof lines / sizeof lines[0]; k++) {
            CU_ASSERT_EQUAL(command_wish(cli_commands[i], lines[k]), OPTIONS_HELP);
        }
        CU_ASSERT_EQUAL(command_wish(cli_commands[i], (const char *const[]){"--", "-h", NULL}),
                        OPTIONS_RUN);
        CU_ASSERT_EQUAL(command_wish(cli_commands[i], (const char *const[]){"--version", NULL}),
                        OPTIONS_VERSION);
    }
}

static void test_unknown_option(void)
{
    for (uint32_t i = 0; cli_commands[i] != NULL; i++) {
        slip_told(cli_commands[i], (const char *const[]){"--no-such-option", NULL},
                  "there is no option '--no-such-option'");
        slip_told(cli_commands[i], (const char *const[]){"-Q", NULL}, "there is no option '-Q'");
        slip_told(cli_commands[i], (const char *const[]){"--hepl", NULL}, "did you mean '--help'?");
    }
}

/* Two letters in the wrong order: what hands do. */
static void option_misspelt(const struct cli_command *command, const struct option_row *row)
{
    char slip[64], expected[128];
    size_t at = strlen(row->name) > 3 ? 2 : 0;

    if (strlen(row->name) < 3) { /* two letters the other way round may mean another option */
        return;
    }
    (void)snprintf(slip, sizeof slip, "--%s", row->name);
    char letter = slip[2 + at];
    slip[2 + at] = slip[3 + at];
    slip[3 + at] = letter;
    (void)snprintf(expected, sizeof expected, "there is no option '%s'; did you mean '--%s'?", slip,
                   row->name);
    slip_told(command, (const char *const[]){slip, NULL}, expected);
}

static void option_valueless(const struct cli_command *command, const struct option_row *row)
{
    char name[64], value[64], expected[160];

    (void)snprintf(name, sizeof name, "--%s", row->name);
    (void)snprintf(value, sizeof value, "--%s=x", row->name);
    if (row->kind == OPTION_IS_SWITCH) {
        (void)snprintf(expected, sizeof expected, "%s takes no value", name);
        slip_told(command, (const char *const[]){value, NULL}, expected);
        return;
    }
    (void)snprintf(expected, sizeof expected, "%s needs a value: %s%s%s", name,
                   row->choices != NULL ? row->choices[0] : name, row->choices != NULL ? "" : " ",
                   row->choices != NULL ? "" : row->argument);
    slip_told(command, (const char *const[]){name, NULL}, expected);
    slip_told(command, (const char *const[]){name, "--help", NULL}, expected);
    slip_told(command, (const char *const[]){name, "", NULL}, expected);
    (void)snprintf(value, sizeof value, "--%s=", row->name);
    slip_told(command, (const char *const[]){value, NULL}, expected);
    if (row->letter != 0) {
        name[1] = row->letter;
        name[2] = '\0';
        slip_told(command, (const char *const[]){name, NULL}, expected);
    }
}

static void option_choices(const struct cli_command *command, const struct option_row *row)
{
    char name[64], slip[64], expected[160];

    if (row->kind != OPTION_IS_CHOICE) {
        return;
    }
    (void)snprintf(name, sizeof name, "--%s", row->name);
    slip_told(command, (const char *const[]){name, "zzzzzzzz", NULL}, "not 'zzzzzzzz'");
    for (uint32_t i = 0; row->choices[i] != NULL; i++) {
        CU_ASSERT_PTR_NOT_NULL(strstr(options_said, row->choices[i]));
    }
    for (uint32_t i = 0; row->choices[i] != NULL; i++) {
        (void)snprintf(slip, sizeof slip, "%sq", row->choices[i]);
        (void)snprintf(expected, sizeof expected, "did you mean '%s'?", row->choices[i]);
        slip_told(command, (const char *const[]){name, slip, NULL}, expected);
    }
}

static void test_misspelt(void)
{
    each_option(option_misspelt);
}

static void test_valueless(void)
{
    each_option(option_valueless);
}

static void test_empty_word(void)
{
    for (uint32_t i = 0; cli_commands[i] != NULL; i++) {
        slip_told(cli_commands[i], (const char *const[]){"", NULL}, "'' is an empty word");
        slip_told(cli_commands[i], (const char *const[]){"--", "", NULL}, "'' is an empty word");
    }
}

static void test_choices(void)
{
    each_option(option_choices);
}

static void test_verbs(void)
{
    for (uint32_t i = 0; cli_commands[i] != NULL; i++) {
        for (uint32_t k = 0; k < cli_commands[i]->options.count; k++) {
            const struct option_row *row = &cli_commands[i]->options.rows[k];
            char slip[64], expected[128];

            if (row->kind != OPTION_IS_VERB) {
                continue;
            }
            (void)snprintf(slip, sizeof slip, "%sq", row->name);
            (void)snprintf(expected, sizeof expected, "did you mean '%s'?", row->name);
            slip_told(cli_commands[i], (const char *const[]){slip, NULL}, expected);
            (void)snprintf(expected, sizeof expected, "'%s' needs a value", row->name);
            slip_told(cli_commands[i], (const char *const[]){"zzzzzzzzz", NULL}, row->name);
            if (row->argument != NULL && !row->optional) {
                slip_told(cli_commands[i], (const char *const[]){row->name, NULL}, expected);
            }
        }
    }
}

/* What the reviewing room can tell, the command can ask for, and nothing else. */
static bool has_word(const struct cli_command *command, const char *word)
{
    for (uint32_t k = 0; k < command->options.count; k++) {
        const struct option_row *row = &command->options.rows[k];

        if (row->kind == OPTION_IS_VERB && strcmp(row->name, word) == 0) {
            return true;
        }
    }
    return false;
}

static void test_references(void)
{
    for (uint32_t i = 0; cli_commands[i] != NULL; i++) {
        for (uint32_t k = 0; k < reference_count; k++) {
            CU_ASSERT(strcmp(cli_commands[i]->name, "reference") != 0 ||
                      has_word(cli_commands[i], references[k].name));
        }
    }
}

/* Where a command takes rules, it takes them as words too, but where words mean something else. */
static void test_rules_alike(void)
{
    static const char *const other_words[] = {"schema", "reference", "rules", "diff"};

    for (uint32_t i = 0; cli_commands[i] != NULL; i++) {
        bool other = false;

        for (size_t k = 0; k < sizeof other_words / sizeof other_words[0]; k++) {
            other |= strcmp(cli_commands[i]->name, other_words[k]) == 0;
        }
        for (uint32_t k = 0; k < cli_commands[i]->options.count; k++) {
            const struct option_row *row = &cli_commands[i]->options.rows[k];

            if (row->kind != OPTION_IS_VERB && row->name != NULL &&
                strcmp(row->name, "rules") == 0) {
                CU_ASSERT_EQUAL(row->kind, OPTION_IS_TEXTS);
                CU_ASSERT(row->words == !other);
            }
        }
    }
}

/* ---- the reading itself ---------------------------------------------------------------------- */

struct asked {
    struct option_texts rules;
    const char *config, *first;
    bool strict, stop;
    uint32_t format, moment;
    int32_t today;
};

static const char *const formats[] = {"text", "json", NULL};

static const struct option_row rows[] = {
    OPTION_WORD("RULE", first, "the rule; or none"),
    OPTION_TEXTS("rules", rules, "RULES", "x", .words = true),
    OPTION_TEXT("config", config, "FILE", "x", .letter = 'c'),
    OPTION_SWITCH("strict", strict, "x", .letter = 's'),
    OPTION_SWITCH("stop", stop, "x"),
    OPTION_DAY("today", today, "DATE", "x"),
    OPTION_CHOICE("format", format, "F", formats, "x"),
    OPTION_CHOICE("moment", moment, "M", formats, "x", .fallback = "all"),
};
static const struct option_set set = OPTION_SET(rows);

static void test_reads(void)
{
    struct asked a = {.today = 1};

    CU_ASSERT_EQUAL(READ(&set, &a, "a-rule", "b", "--format=json", "--rules", "c", "-s"), CLI_OK);
    CU_ASSERT_EQUAL(a.rules.count, 2);
    CU_ASSERT_EQUAL(a.format, 1);
    CU_ASSERT_EQUAL(a.moment, OPTION_NONE);
    CU_ASSERT_EQUAL(a.today, DATE_NONE);
    CU_ASSERT(a.strict);
    CU_ASSERT_FALSE(a.stop);
}

static void test_abbreviations(void)
{
    struct asked a = {.format = 0};

    CU_ASSERT_EQUAL(READ(&set, &a, "r", "--str", "--form", "json", "--conf=x"), CLI_OK);
    CU_ASSERT(a.strict);
    CU_ASSERT_EQUAL(a.format, 1);
    CU_ASSERT_EQUAL(READ(&set, &a, "r", "--st"), CLI_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(options_said, "'--st' may be '--strict' or '--stop'"));
}

static void test_dashes_end(void)
{
    struct asked a = {.strict = false};

    CU_ASSERT_EQUAL(READ(&set, &a, "r", "--", "--strict", "-h"), CLI_OK);
    CU_ASSERT_EQUAL(a.rules.count, 2);
    CU_ASSERT_FALSE(a.strict);
}

static void test_value_like_option(void)
{
    struct asked a = {.strict = false};

    CU_ASSERT_EQUAL(READ(&set, &a, "r", "--config", "--strict"), CLI_USAGE);
    CU_ASSERT_EQUAL(READ(&set, &a, "r", "--config=--strict"), CLI_OK);
    CU_ASSERT_EQUAL(READ(&set, &a, "r", "-c", "-"), CLI_OK);
    CU_ASSERT_FALSE(a.strict);
}

static void test_words(void)
{
    struct asked a = {.strict = false};
    char many[OPTION_TEXTS_MOST + 3][2];
    char *argv[OPTION_TEXTS_MOST + 3];

    CU_ASSERT_EQUAL(READ(&set, &a, "--strict"), CLI_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(options_said, "RULE is missing: the rule\n"));
    CU_ASSERT_EQUAL(READ(&set, &a, "r", "--today", "2027-01"), CLI_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(options_said, "a date such as 2027-01-12, not '2027-01'"));
    CU_ASSERT_EQUAL(READ(&set, &a, "r", "--today", "2027-01-12"), CLI_OK);
    CU_ASSERT_NOT_EQUAL(a.today, DATE_NONE);
    for (int i = 0; i < OPTION_TEXTS_MOST + 2; i++) {
        (void)snprintf(many[i], sizeof many[i], "r");
        argv[i] = many[i];
    }
    argv[OPTION_TEXTS_MOST + 2] = NULL;
    a = (struct asked){.strict = false};
    CU_ASSERT_EQUAL(options_read(&set, OPTION_TEXTS_MOST + 2, argv, &a), CLI_OK);
    CU_ASSERT_EQUAL(a.rules.count, OPTION_TEXTS_MOST);
}

/* ---- the one table of exit codes ------------------------------------------------------------- */

static void test_exit_codes(void)
{
    static const struct option_set none = {0};
    struct buf help = {0};

    help_overview(cli_commands, &none, &help);
    for (uint32_t i = 0; i < CLI_EXITS; i++) {
        help_tells(&help, "  ", cli_exits[i].when);
        CU_ASSERT(i == 0 || cli_exits[i].code > cli_exits[i - 1].code);
    }
    for (uint32_t i = 0; cli_commands[i] != NULL; i++) {
        help_tells(&help, "  ", cli_commands[i]->name);
        for (uint32_t k = 0; k < cli_commands[i]->exit_count; k++) {
            bool known = false;

            for (uint32_t e = 0; e < CLI_EXITS; e++) {
                known |= cli_exits[e].code == cli_commands[i]->exits[k].code;
            }
            CU_ASSERT(known);
        }
    }
    buf_end(&help);
}

static const struct test command_tests[] = {
    {"--help of every command tells each of its options, words and choices in 80 columns",
     test_help_tells},
    {"every row is whole, and no name stands twice in a command", test_rows_are_whole},
    {"--help and -h anywhere are help, --version is the version, behind -- they are words",
     test_help_anywhere},
    {"every command refuses an option that it does not know", test_unknown_option},
    {"every option with two letters swapped is told with the one that was meant", test_misspelt},
    {"every option that needs a value says so, and which, an empty one too; one that takes none "
     "says "
     "so",
     test_valueless},
    {"a word that is empty is no word, in any command", test_empty_word},
    {"every choice with a letter too many is told with the one that was meant", test_choices},
    {"every sub-command with a letter too many is told with the one that was meant", test_verbs},
    {"`reference` has a word for each reference that there is", test_references},
    {"wherever --rules is an option, words are rules too", test_rules_alike},
    {"every exit code stands in the one table, and the table in the help", test_exit_codes},
    {0}};

static const struct test reading_tests[] = {
    {"--x=y, --x y, letters and words in any order", test_reads},
    {"an abbreviation is enough where it is clear, and told where it is not", test_abbreviations},
    {"behind -- everything is a word", test_dashes_end},
    {"an option where a value should stand is no value, but with = it is", test_value_like_option},
    {"words go to their rows, missing ones are asked for, dates are dates", test_words},
    {0}};

const struct test_suite test_suites[] = {
    {"every command", NULL, NULL, command_tests}, {"reading", NULL, NULL, reading_tests}, {0}};
