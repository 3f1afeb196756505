/* SPDX-License-Identifier: MIT
 *
 * The state directory and secrets: links, foreign owners, loose modes and unsafe directories above
 * are refused with a reason; modes are right whatever the umask; keys and secrets are kept as
 * promised.
 */
#include "outbox/state.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "outbox/outbox.h"
#include "config/secret.h"
#include "support/alerts.h"
#include "test.h"

static struct faults faults;
static char dir[256];

static void state_fresh(void)
{
    static int number;

    (void)snprintf(dir, sizeof dir, "%s/s%d", test_directory(), ++number);
    CU_ASSERT_EQUAL(mkdir(dir, 0700), 0);
}

static const char *state_path(const char *name)
{
    static char text[4][400];
    static int next;

    next = (next + 1) % 4;
    (void)snprintf(text[next], sizeof text[next], "%s/%s", dir, name);
    return text[next];
}

/* Opens an outbox in dir/state: NULL when it opens, else what it said. */
static const char *state_refused(void)
{
    static char said[1024];
    struct config *config = alerts_config(dir, 9, NULL, NULL);
    struct outbox *outbox;

    faults_begin(&faults);
    outbox = outbox_open(config, &faults);
    said[0] = '\0';
    if (faults.count > 0) {
        (void)snprintf(said, sizeof said, "%s", faults.items[0].what);
    }
    CU_ASSERT_EQUAL(outbox == NULL, faults.errors > 0);
    outbox_close(&outbox);
    faults_end(&faults);
    config_free(&config);
    return said[0] != '\0' ? said : NULL;
}

static void state_says(const char *what)
{
    const char *said = state_refused();

    if (said == NULL || strstr(said, what) == NULL) {
        printf("wanted \"%s\", was told \"%s\"\n", what,
               said != NULL ? said : "nothing: it opened");
        CU_FAIL("refused with that reason");
    }
}

static mode_t mode_of(const char *name)
{
    struct stat st;

    return lstat(state_path(name), &st) == 0 ? st.st_mode & 07777 : 0;
}

static void made_with_the_right_modes(void)
{
    mode_t before = umask(0);

    state_fresh();
    CU_ASSERT_PTR_NULL(state_refused());
    (void)umask(before);
    CU_ASSERT_EQUAL(mode_of("state"), 0700);
    CU_ASSERT_EQUAL(mode_of("state/outbox.db"), 0600);
    CU_ASSERT_EQUAL(mode_of("state/site.key"), 0600);
    CU_ASSERT_EQUAL(mode_of("state/wake"), 0600);
    CU_ASSERT_EQUAL(mode_of("state/ballast"), 0600);
    before = umask(0777);
    state_fresh();
    CU_ASSERT_EQUAL(chmod(dir, 0700), 0);
    CU_ASSERT_PTR_NULL(state_refused());
    (void)umask(before);
    CU_ASSERT_EQUAL(mode_of("state/outbox.db"), 0600);
    CU_ASSERT_EQUAL(mode_of("state"), 0700);
}

static void shared_with_a_group(void)
{
    state_fresh();
    CU_ASSERT_EQUAL(mkdir(state_path("state"), 0700), 0);
    CU_ASSERT_EQUAL(chmod(state_path("state"), 02770), 0);
    CU_ASSERT_PTR_NULL(state_refused());
    CU_ASSERT_EQUAL(mode_of("state/outbox.db"), 0660);
    CU_ASSERT_EQUAL(mode_of("state/site.key"), 0660);
}

static void links_are_refused(void)
{
    state_fresh();
    CU_ASSERT_EQUAL(mkdir(state_path("real"), 0700), 0);
    CU_ASSERT_EQUAL(symlink(state_path("real"), state_path("state")), 0);
    state_says("symbolic link");
    state_fresh();
    CU_ASSERT_PTR_NULL(state_refused());
    CU_ASSERT_EQUAL(rename(state_path("state/outbox.db"), state_path("elsewhere.db")), 0);
    CU_ASSERT_EQUAL(symlink(state_path("elsewhere.db"), state_path("state/outbox.db")), 0);
    state_says("a link");
    CU_ASSERT_EQUAL(unlink(state_path("state/outbox.db")), 0);
    CU_ASSERT_EQUAL(link(state_path("elsewhere.db"), state_path("state/outbox.db")), 0);
    state_says("a link");
    state_fresh();
    CU_ASSERT_PTR_NULL(state_refused());
    CU_ASSERT_EQUAL(rename(state_path("state/site.key"), state_path("site.key")), 0);
    CU_ASSERT_EQUAL(symlink(state_path("site.key"), state_path("state/site.key")), 0);
    state_says("site.key");
    state_fresh();
    CU_ASSERT_PTR_NULL(state_refused());
    CU_ASSERT_EQUAL(unlink(state_path("state/wake")), 0);
    CU_ASSERT_EQUAL(symlink("/dev/null", state_path("state/wake")), 0);
    state_says("wake");
}

static void loose_modes_are_refused(void)
{
    state_fresh();
    CU_ASSERT_PTR_NULL(state_refused());
    CU_ASSERT_EQUAL(chmod(state_path("state"), 0755), 0);
    state_says("other users may read or write it");
    CU_ASSERT_EQUAL(chmod(state_path("state"), 0770), 0);
    state_says("other users may read or write it");
    CU_ASSERT_EQUAL(chmod(state_path("state"), 0700), 0);
    CU_ASSERT_PTR_NULL(state_refused());
    CU_ASSERT_EQUAL(chmod(state_path("state/outbox.db"), 0644), 0);
    state_says("read or write outbox.db");
    CU_ASSERT_EQUAL(chmod(state_path("state/outbox.db"), 0600), 0);
    CU_ASSERT_EQUAL(chmod(state_path("state/site.key"), 0604), 0);
    state_says("site.key");
    CU_ASSERT_EQUAL(chmod(state_path("state/site.key"), 0600), 0);
    CU_ASSERT_EQUAL(chmod(dir, 0722), 0);
    state_says("a directory above it can be written by others");
}

static void foreign_owners_are_refused(void)
{
    if (geteuid() != 0) {
        test_elsewhere("only root can give a directory away; CI is root, and shows it");
        return;
    }
    state_fresh();
    CU_ASSERT_PTR_NULL(state_refused());
    CU_ASSERT_EQUAL(chown(state_path("state/outbox.db"), 12345, 12345), 0);
    state_says("another user");
    CU_ASSERT_EQUAL(chown(state_path("state/outbox.db"), 0, 0), 0);
    CU_ASSERT_EQUAL(chown(state_path("state"), 12345, 12345), 0);
    state_says("another user");
    CU_ASSERT_EQUAL(chown(state_path("state"), 0, 0), 0);
    CU_ASSERT_EQUAL(chown(dir, 12345, 12345), 0);
    state_says("a directory above it belongs to another user");
    CU_ASSERT_EQUAL(chown(dir, 0, 0), 0);
}

/* As in /tmp: who makes the directory first owns it, and gives it to a group that the host is in.
 */
static void a_strangers_directory_below_a_sticky_one_is_refused(void)
{
    if (geteuid() != 0) {
        test_elsewhere("only root can give a directory away; CI is root, and shows it");
        return;
    }
    state_fresh();
    CU_ASSERT_EQUAL(mkdir(state_path("state"), 0700), 0);
    CU_ASSERT_EQUAL(chown(state_path("state"), 12345, getegid()), 0);
    CU_ASSERT_EQUAL(chmod(state_path("state"), 02770), 0);
    CU_ASSERT_PTR_NULL(state_refused()); /* root put it there, and gave it to the courier */
    CU_ASSERT_EQUAL(chmod(dir, 01777), 0);
    state_says("below a directory in which everybody may make one");
    CU_ASSERT_EQUAL(chown(state_path("state"), 0, getegid()), 0);
    CU_ASSERT_PTR_NULL(state_refused());

    /* a stranger's directory on the way is no better, whoever owns what is in it */
    CU_ASSERT_EQUAL(mkdir(state_path("own"), 0755), 0);
    CU_ASSERT_EQUAL(rename(state_path("state"), state_path("own/state")), 0);
    CU_ASSERT_EQUAL(chown(state_path("own"), 12345, 12345), 0);
    struct config *config = alerts_config(dir, 9, NULL, NULL);
    config->state = state_path("own/state");
    faults_begin(&faults);
    struct state *state = state_open(config, &faults);
    CU_ASSERT_PTR_NULL(state);
    CU_ASSERT_PTR_NOT_NULL(strstr(faults.items[0].what, "everybody may make one"));
    faults_end(&faults);
    config_free(&config);
    CU_ASSERT_EQUAL(chmod(dir, 0700), 0);
}

static void not_a_directory(void)
{
    int fd;

    state_fresh();
    fd = open(state_path("state"), O_WRONLY | O_CREAT, 0600);
    CU_ASSERT_TRUE(fd >= 0);
    (void)close(fd);
    state_says("not a directory");
}

static void broken_database_and_key(void)
{
    int fd;

    state_fresh();
    CU_ASSERT_PTR_NULL(state_refused());
    fd = open(state_path("state/site.key"), O_WRONLY | O_TRUNC);
    (void)close(fd);
    state_says("32 bytes");
    state_fresh();
    CU_ASSERT_EQUAL(mkdir(state_path("state"), 0700), 0);
    fd = open(state_path("state/outbox.db"), O_WRONLY | O_CREAT, 0600);
    CU_ASSERT_EQUAL(write(fd,
                          "this is not a database, whatever its name says; it is longer than a "
                          "header of SQLite's, which has a hundred bytes",
                          110),
                    110);
    (void)close(fd);
    state_says("damaged");
}

static void one_key_for_many_openers(void)
{
    uint8_t first[32];

    state_fresh();
    struct config *config = alerts_config(dir, 9, NULL, NULL);
    for (int i = 0; i < 8; i++) {
        (void)fflush(stdout);
        if (fork() == 0) {
            faults_begin(&faults);
            _exit(state_open(config, &faults) == NULL);
        }
    }
    int status = 0, bad = 0;
    while (wait(&status) > 0) {
        bad |= status;
    }
    CU_ASSERT_EQUAL(bad, 0);
    faults_begin(&faults);
    struct state *state = state_open(config, &faults);
    CU_ASSERT_PTR_NOT_NULL_FATAL(state);
    memcpy(first, state->site_key, 32);
    state_close(&state);
    state = state_open(config, &faults);
    CU_ASSERT_EQUAL(memcmp(first, state->site_key, 32), 0);
    state_close(&state);
    faults_end(&faults);
    config_free(&config);
}

/* ---- secrets ---- */

static const char *secret_refused(const char *text, mode_t mode, const char *content)
{
    static const char *why;
    struct secret_place place = {.text = text};
    struct secret secret;

    if (content != NULL) {
        int fd = open(text + 5, O_WRONLY | O_CREAT | O_TRUNC, 0600);

        CU_ASSERT_TRUE(fd >= 0);
        CU_ASSERT_EQUAL(write(fd, content, strlen(content)), (ssize_t)strlen(content));
        (void)fchmod(fd, mode);
        (void)close(fd);
    }
    why = NULL;
    if (secret_read(&place, &secret, &why) == 0) {
        why = NULL;
        secret_drop(&secret);
    }
    return why;
}

static void secrets_of_files(void)
{
    char place[300];

    state_fresh();
    (void)snprintf(place, sizeof place, "file:%s", state_path("url"));
    CU_ASSERT_STRING_EQUAL(secret_refused(place, 0600, NULL), "there is no such file");
    CU_ASSERT_PTR_NULL(secret_refused(place, 0600, "https://x.example/1\n"));
    CU_ASSERT_PTR_NULL(secret_refused(place, 0640, "https://x.example/1\r\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(secret_refused(place, 0644, "x"), "others may read"));
    CU_ASSERT_PTR_NOT_NULL(strstr(secret_refused(place, 0620, "x"), "group may write"));
    CU_ASSERT_PTR_NOT_NULL(strstr(secret_refused(place, 0602, "x"), "others"));
    CU_ASSERT_PTR_NOT_NULL(secret_refused(place, 0600, ""));
    CU_ASSERT_PTR_NOT_NULL(secret_refused(place, 0600, "two\nlines"));
    CU_ASSERT_EQUAL(unlink(state_path("url")), 0);
    CU_ASSERT_EQUAL(symlink("/etc/hostname", state_path("url")), 0);
    CU_ASSERT_STRING_EQUAL(secret_refused(place, 0600, NULL), "it is a symbolic link");
    (void)snprintf(place, sizeof place, "file:%s", dir);
    CU_ASSERT_STRING_EQUAL(secret_refused(place, 0600, NULL), "it is not a plain file");
    CU_ASSERT_PTR_NOT_NULL(secret_refused("env:NO_SUCH_VARIABLE", 0, NULL));
    CU_ASSERT_PTR_NOT_NULL(secret_refused("https://secret.example", 0, NULL));
}

static void secrets_are_nowhere(void)
{
    static const char secret[] = "hush-4f1d6a";
    struct alerts a;
    char command[700], url[128];

    alerts_make(&a, NULL, NULL);
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%u/%s", (unsigned)receiver_port(a.receiver),
                   secret);
    (void)setenv("ALERTS_MAIN", url, 1);
    static const struct receiver_answer answers[] = {{.status = 404}};
    receiver_script(a.receiver, answers, 1);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_LOOK);
    CU_ASSERT_EQUAL(receiver_count(a.receiver), 1);
    CU_ASSERT_PTR_NULL(strstr(a.log, secret));
    CU_ASSERT_PTR_NOT_NULL(strstr(a.log, "paused"));
    struct buf words = {0};
    CU_ASSERT_EQUAL(courier_test(a.config, 0, &words), 1);
    CU_ASSERT_PTR_NULL(strstr(words.at, secret));
    CU_ASSERT_EQUAL(outbox_stats(a.outbox, &words) >= 0, 1);
    CU_ASSERT_PTR_NULL(strstr(words.at, secret));
    buf_end(&words);
    (void)snprintf(command, sizeof command, "grep -rq %s %s", secret, a.state);
    CU_ASSERT_NOT_EQUAL(system(command), 0);
    alerts_end(&a);
}

/* 32 bytes, as digits, as base64, and as a site.key that is copied from one machine to another: one
 * key. */
static void a_key_is_the_same_however_it_is_written(void)
{
    static const char *const written[] = {
        "e6d1f24c8b7a90351f4e2d6c9b8a7f0e13243546576879809aabbccddeef0f1e",
        "E6D1F24C8B7A90351F4E2D6C9B8A7F0E13243546576879809AABBCCDDEEF0F1E",
        "5tHyTIt6kDUfTi1sm4p/DhMkNUZXaHmAmqu8zd7vDx4=",
        NULL,
    };
    uint8_t key[4][32] = {{0}};

    state_fresh();
    for (size_t i = 0; i < 4; i++) {
        if (written[i] != NULL) {
            (void)setenv("STATE_KEY", written[i], 1);
        } else {
            int fd = open(state_path("state/site.key"), O_WRONLY | O_CREAT | O_TRUNC, 0600);

            CU_ASSERT_EQUAL(write(fd, key[0], 32), 32);
            (void)close(fd);
        }
        struct config *config = alerts_config(
            dir, 9, NULL, written[i] != NULL ? "site-key-from: \"env:STATE_KEY\"\n" : NULL);

        faults_begin(&faults);
        struct state *state = state_open(config, &faults);
        CU_ASSERT_PTR_NOT_NULL_FATAL(state);
        memcpy(key[i], state->site_key, 32);
        CU_ASSERT_EQUAL(memcmp(key[i], key[0], 32), 0);
        CU_ASSERT_EQUAL(key[i][0], 0xe6);
        state_close(&state);
        faults_end(&faults);
        config_free(&config);
    }
}

static const struct test tests[] = {
    {"it is made with the right modes, whatever the umask", made_with_the_right_modes},
    {"mode 2770 shares it with a group", shared_with_a_group},
    {"links are refused, hard ones too", links_are_refused},
    {"loose modes are refused", loose_modes_are_refused},
    {"foreign owners are refused", foreign_owners_are_refused},
    {"a stranger's directory below a sticky one is refused",
     a_strangers_directory_below_a_sticky_one_is_refused},
    {"what is no directory is refused", not_a_directory},
    {"a damaged database or key is told", broken_database_and_key},
    {"many that open it at once get one key", one_key_for_many_openers},
    {"secrets of files: who may read and write them, and what they hold", secrets_of_files},
    {"a key is the same however it is written", a_key_is_the_same_however_it_is_written},
    {"secrets are in no log, answer or file", secrets_are_nowhere},
    {0},
};

const struct test_suite test_suites[] = {{"state", NULL, NULL, tests}, {0}};
