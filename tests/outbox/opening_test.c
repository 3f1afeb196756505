/* SPDX-License-Identifier: MIT
 *
 * What is said when a configuration, a state directory, a key or an outbox cannot be used: each
 * code and each reason against a golden (golden/opening.txt; PRECARE_GOLDEN=1 writes it anew, to be
 * read).
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "outbox/outbox.h"
#include "support/alerts.h"
#include "test.h"

#define GOLDEN PRECARE_SOURCE "/tests/outbox/golden/opening.txt"

static char dir[256];

static const char *opening_at(const char *name)
{
    static char text[2][400];
    static int next;

    next = !next;
    (void)snprintf(text[next], sizeof text[next], "%s/%s", dir, name);
    return text[next];
}

static void write_text(const char *name, const char *text, mode_t mode)
{
    int fd = open(opening_at(name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

    CU_ASSERT_TRUE(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    (void)fchmod(fd, mode);
    (void)close(fd);
}

/* Makes the directory whole: another process opens it once. */
static void opened_before(void)
{
    int status = 1;
    pid_t child;

    (void)fflush(stdout);
    child = fork();
    if (child == 0) {
        struct config *config = alerts_config(dir, 9, NULL, NULL);
        struct faults faults;

        faults_begin(&faults);
        _exit(outbox_open(config, &faults) == NULL);
    }
    (void)waitpid(child, &status, 0);
    CU_ASSERT_EQUAL(status, 0);
}

static void opening_loose(void)
{
    (void)mkdir(opening_at("state"), 0755);
    (void)chmod(opening_at("state"), 0755);
}

static void a_link(void)
{
    (void)mkdir(opening_at("real"), 0700);
    CU_ASSERT_EQUAL(symlink(opening_at("real"), opening_at("state")), 0);
}

static void a_file(void)
{
    write_text("state", "", 0600);
}

static void loose_above(void)
{
    (void)chmod(dir, 0777);
}

static void short_key(void)
{
    opened_before();
    write_text("state/site.key", "short", 0600);
}

static void loose_key(void)
{
    opened_before();
    (void)chmod(opening_at("state/site.key"), 0640);
}

static void a_passphrase(void)
{
    (void)setenv("OPENING_KEY", "abcdefghijklmnop", 1);
}

static void words_as_long_as_a_key(void)
{
    (void)setenv("OPENING_KEY", "correct-horse-battery-staple-and-so-on-until-it-is-long-enough!!",
                 1);
}

static void a_pattern(void)
{
    (void)setenv("OPENING_KEY", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                 1);
}

static void thirty_one_bytes(void)
{
    (void)setenv("OPENING_KEY", "5tHyTIt6kDUfTi1sm4p/DhMkNUZXaHmAmqu8zd7w8Q==", 1);
}

static void loose_database(void)
{
    opened_before();
    (void)chmod(opening_at("state/outbox.db"), 0644);
}

static void linked_database(void)
{
    opened_before();
    (void)rename(opening_at("state/outbox.db"), opening_at("elsewhere.db"));
    CU_ASSERT_EQUAL(symlink(opening_at("elsewhere.db"), opening_at("state/outbox.db")), 0);
}

static void linked_log(void)
{
    opened_before();
    write_text("victim", "untouched", 0600);
    (void)unlink(opening_at("state/outbox.db-wal"));
    CU_ASSERT_EQUAL(symlink(opening_at("victim"), opening_at("state/outbox.db-wal")), 0);
}

static void damaged_database(void)
{
    (void)mkdir(opening_at("state"), 0700);
    write_text("state/outbox.db",
               "this is not a database, whatever its name says; it is longer than a header of "
               "SQLite's, which has a hundred bytes",
               0600);
}

static void linked_wake(void)
{
    opened_before();
    (void)unlink(opening_at("state/wake"));
    CU_ASSERT_EQUAL(symlink("/dev/null", opening_at("state/wake")), 0);
}

/* What is put aside for a full disk cannot be made, as on a disk that is full. */
static void no_ballast(void)
{
    opened_before();
    (void)unlink(opening_at("state/ballast"));
    (void)mkdir(opening_at("state/ballast"), 0700);
}

static const struct {
    const char *name;
    void (*prepare)(void);
    const char *more; /* lines of the configuration */
} cases[] = {
    {"a loose mode", opening_loose, NULL},
    {"a link", a_link, NULL},
    {"a file", a_file, NULL},
    {"a directory above that others may write", loose_above, NULL},
    {"a path that goes up", NULL, "up"},
    {"half a key", short_key, NULL},
    {"a key that others may read", loose_key, NULL},
    {"a key of the configuration that is not there", NULL, "site-key-from: \"env:NO_SUCH_KEY\"\n"},
    {"sixteen letters for a key", a_passphrase, "site-key-from: \"env:OPENING_KEY\"\n"},
    {"words for a key", words_as_long_as_a_key, "site-key-from: \"env:OPENING_KEY\"\n"},
    {"a pattern for a key", a_pattern, "site-key-from: \"env:OPENING_KEY\"\n"},
    {"a byte too few for a key", thirty_one_bytes, "site-key-from: \"env:OPENING_KEY\"\n"},
    {"a database that lets others in", loose_database, NULL},
    {"a database that is a link", linked_database, NULL},
    {"a log of the database that is a link", linked_log, NULL},
    {"a damaged database", damaged_database, NULL},
    {"a wake that is a link", linked_wake, NULL},
    {"no room for what is put aside", no_ballast, NULL},
};

/* `text` with the test's own directory as DIR. */
static void opening_keep(struct buf *all, const char *name, const char *text)
{
    const char *found;

    buf_printf(all, "== %s\n", name);
    while (text != NULL && (found = strstr(text, dir)) != NULL) {
        buf_add(all, text, (size_t)(found - text));
        buf_text(all, "DIR");
        text = found + strlen(dir);
    }
    buf_text(all, text != NULL ? text : "it opened\n");
}

static void case_open(size_t i, struct buf *all)
{
    struct config *config;
    struct faults faults;
    struct buf text = {0};
    struct outbox *outbox;

    (void)snprintf(dir, sizeof dir, "%s/o%zu", test_directory(), i);
    (void)mkdir(dir, 0700);
    if (cases[i].prepare != NULL) {
        cases[i].prepare();
    }
    config = alerts_config(dir, 9, NULL,
                           cases[i].more != NULL && cases[i].more[0] != 'u' ? cases[i].more : NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(config);
    if (cases[i].more != NULL && cases[i].more[0] == 'u') {
        config->state = opening_at("../up/state");
    }
    faults_begin(&faults);
    outbox = outbox_open(config, &faults);
    CU_ASSERT_EQUAL(outbox == NULL, faults_any(&faults));
    faults_print(&faults, FAULTS_TEXT, &text);
    opening_keep(all, cases[i].name, text.at);
    buf_end(&text);
    outbox_close(&outbox);
    faults_end(&faults);
    config_free(&config);
}

static void opening_configurations(struct buf *all)
{
    static const char *const names[] = {"/no/such/precare.yaml", "/", "/dev/zero"};
    struct faults faults;

    for (size_t i = 0; i < 3; i++) {
        struct buf text = {0};

        faults_begin(&faults);
        CU_ASSERT_PTR_NULL(config_read(names[i], &faults));
        faults_print(&faults, FAULTS_TEXT, &text);
        opening_keep(all, names[i], text.at);
        buf_end(&text);
        faults_end(&faults);
    }
}

static void told_with_reason_and_remedy(void)
{
    struct buf all = {0};
    char *wanted = calloc(1, 65536);
    FILE *file;

    (void)snprintf(dir, sizeof dir, "%s", test_directory());
    opening_configurations(&all);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        case_open(i, &all);
    }
    if (getenv("PRECARE_GOLDEN") != NULL) {
        file = fopen(GOLDEN, "w");
        (void)fputs(all.at, file);
        (void)fclose(file);
    }
    file = fopen(GOLDEN, "r");
    if (file != NULL) {
        (void)!fread(wanted, 1, 65535, file);
        (void)fclose(file);
    }
    if (strcmp(wanted, all.at) != 0) {
        printf("differs from its golden: it is now\n%s", all.at);
        CU_FAIL("the golden text");
    }
    free(wanted);
    buf_end(&all);
}

static void linked_log_is_left_alone(void)
{
    char text[16] = "";
    FILE *file;

    (void)snprintf(dir, sizeof dir, "%s/linked", test_directory());
    (void)mkdir(dir, 0700);
    linked_log();
    struct config *config = alerts_config(dir, 9, NULL, NULL);
    struct faults faults;
    faults_begin(&faults);
    struct outbox *outbox = outbox_open(config, &faults);
    CU_ASSERT_PTR_NULL(outbox);
    outbox_close(&outbox);
    faults_end(&faults);
    config_free(&config);
    file = fopen(opening_at("victim"), "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    CU_ASSERT_EQUAL(fread(text, 1, sizeof text - 1, file), 9);
    CU_ASSERT_STRING_EQUAL(text, "untouched");
    (void)fclose(file);
}

static const struct test tests[] = {
    {"what cannot be opened is told with code, reason and remedy", told_with_reason_and_remedy},
    {"a log that is a link is not followed", linked_log_is_left_alone},
    {0},
};

const struct test_suite test_suites[] = {{"opening", NULL, NULL, tests}, {0}};
