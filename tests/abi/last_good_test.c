/* SPDX-License-Identifier: MIT
 *
 * A set of rules or `current` that is damaged in the state directory: the newest set that is whole
 * is in use, or open refuses; never the edited files, which nobody has taken into use. Each damage
 * is opened by a process that has compiled nothing of it before.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/clinic.h"
#include "test.h"

#define BYTES_MOST 16384

static struct clinic clinic;
static char first[65], second[65]; /* the names of the sets of version 1 and 2 */

struct bytes {
    char at[BYTES_MOST];
    size_t len;
};

static void path_of(const char *name, char path_r[1024])
{
    (void)snprintf(path_r, 1024, "%.287s/rules/%.64s", clinic.state, name);
}

static void bytes_read(const char *name, struct bytes *b)
{
    char path[1024];

    path_of(name, path);
    FILE *file = fopen(path, "re");
    CU_ASSERT_FATAL(file != NULL);
    b->len = fread(b->at, 1, sizeof b->at, file);
    CU_ASSERT_FATAL(b->len > 0 && b->len < sizeof b->at);
    (void)fclose(file);
}

/* In place, as a bad disk or a hand does it. */
static void bytes_write(const char *name, const char *bytes, size_t len)
{
    char path[1024];

    path_of(name, path);
    FILE *file = fopen(path, "we");
    CU_ASSERT_FATAL(file != NULL);
    CU_ASSERT_EQUAL(fwrite(bytes, 1, len, file), len);
    CU_ASSERT_EQUAL(fchmod(fileno(file), 0600), 0);
    CU_ASSERT_EQUAL(fclose(file), 0);
}

/* What a fresh open is judged by: the N of "v N"; 0: it refuses; with the status of open. */
static uint32_t opened_by(int32_t *status_r)
{
    precare_params params = {.struct_size = sizeof params, .config = clinic.config};
    precare_error err = {.struct_size = sizeof err};
    precare_instance *instance = NULL;
    const precare_result *r = NULL;
    struct clinic_event e;
    uint32_t version = 0;

    *status_r = clinic_plugin()->open(NULL, &params, &instance, &err);
    if (*status_r < 0) {
        return strstr(err.message, "precare reload") != NULL ? 0 : 98;
    }
    clinic_event(&e, 2010, 1);
    e.event.phase = PRECARE_PREVIEW;
    (void)clinic_plugin()->booking(instance, &e.event, &r, NULL);
    if (r != NULL && r->findings.count == 1) {
        const precare_finding *f = clinic_item(r->findings, 0);

        (void)sscanf(f->say, "Under 22, v%u", &version);
        if ((*status_r == PRECARE_LAST_GOOD) != clinic_noted(r, "last-good-rules")) {
            version = 99;
        }
    }
    (void)clinic_plugin()->result_free(instance, r);
    (void)clinic_plugin()->close(instance);
    return version;
}

/* The same in a process of its own, which has seen no set. */
static uint32_t opened_fresh(int32_t *status_r)
{
    int32_t pipes[2], told[2] = {0, 0};
    int status = -1;

    CU_ASSERT_EQUAL_FATAL(pipe(pipes), 0);
    (void)fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        told[0] = (int32_t)opened_by(&told[1]);
        _exit(write(pipes[1], told, sizeof told) == (ssize_t)sizeof told ? 0 : 1);
    }
    CU_ASSERT_EQUAL(read(pipes[0], told, sizeof told), (ssize_t)sizeof told);
    CU_ASSERT(waitpid(child, &status, 0) == child && status == 0);
    (void)close(pipes[0]);
    (void)close(pipes[1]);
    *status_r = told[1];
    return (uint32_t)told[0];
}

/* For the setup, where nothing may be asserted. */
static bool current_name(char name_r[65])
{
    char path[1024];

    path_of("current", path);
    FILE *file = fopen(path, "re");
    bool good = file != NULL && fread(name_r, 1, 64, file) == 64;
    name_r[64] = '\0';
    return file != NULL && fclose(file) == 0 && good;
}

/* Version 1 was in use, then 2; 3 is being edited. By a child: this process compiles none. */
static int last_good_setup(void)
{
    int status = -1;

    clinic_make(&clinic, (struct clinic){0});
    (void)fflush(stdout);
    for (uint32_t version = 1; version <= 2; version++) {
        clinic_write_rules(&clinic, version);
        pid_t child = fork();
        if (child == 0) {
            precare_instance *instance = clinic_open(&clinic);

            (void)usleep(10000); /* so that file times differ */
            _exit(clinic_plugin()->reload(instance, NULL, NULL) == PRECARE_OK ? 0 : 1);
        }
        if (waitpid(child, &status, 0) != child || status != 0 ||
            !current_name(version == 1 ? first : second)) {
            return 1;
        }
    }
    clinic_write_rules(&clinic, 3);
    return 0;
}

/* One damage after the other, by one child, which must be judged by `version` each time; how many
 * times it was not. `bits`: of each byte these are turned. */
static void each_damage(const char *name, const char *bits, uint32_t version)
{
    struct bytes whole;
    int status = -1;

    bytes_read(name, &whole);
    (void)fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        uint32_t wrong = 0;

        for (size_t i = 0; i < whole.len; i++) {
            struct bytes b = whole;
            int32_t opened;

            for (const char *bit = bits; *bit != '\0'; bit++) {
                b.at[i] = (char)(whole.at[i] ^ (1 << (*bit - '0')));
                bytes_write(name, b.at, b.len);
                wrong += opened_by(&opened) != version || opened != PRECARE_LAST_GOOD;
            }
            memmove(b.at + i, whole.at + i + 1, whole.len - i - 1);
            bytes_write(name, b.at, whole.len - 1);
            wrong += opened_by(&opened) != version || opened != PRECARE_LAST_GOOD;
        }
        if (wrong > 0) {
            printf("    %u damages of %s were not answered by version %u\n", wrong, name, version);
        }
        (void)fflush(stdout);
        _exit(wrong == 0 ? 0 : 1);
    }
    CU_ASSERT(waitpid(child, &status, 0) == child && status == 0);
    bytes_write(name, whole.at, whole.len);
}

static void every_byte_of_current_turned_or_lost_leaves_the_newest_set(void)
{
    each_damage("current", "01234567", 2);
}

static void every_byte_of_a_set_turned_or_lost_leaves_the_set_before(void)
{
    each_damage(second, "0", 1);
}

static void current_that_is_gone_or_cannot_be_read_leaves_the_newest_set(void)
{
    char path[1024];
    int32_t status = 0;

    path_of("current", path);
    CU_ASSERT_EQUAL(unlink(path), 0);
    CU_ASSERT_EQUAL(opened_fresh(&status), 2);
    CU_ASSERT_EQUAL(status, PRECARE_LAST_GOOD);
    CU_ASSERT_EQUAL(mkdir(path, 0700), 0); /* what nobody can read, root neither */
    CU_ASSERT_EQUAL(opened_fresh(&status), 2);
    CU_ASSERT_EQUAL(status, PRECARE_LAST_GOOD);
    CU_ASSERT_EQUAL(rmdir(path), 0);
    bytes_write("current", "", 0);
    CU_ASSERT_EQUAL(opened_fresh(&status), 2);
    CU_ASSERT_EQUAL(status, PRECARE_LAST_GOOD);
}

static void without_a_whole_set_open_refuses_and_names_the_command(void)
{
    struct bytes b;
    char path[1024];
    int32_t status = 0;

    bytes_read(first, &b);
    bytes_write(first, b.at, b.len - 1);
    bytes_read(second, &b);
    bytes_write(second, b.at, b.len - 1);
    CU_ASSERT_EQUAL(opened_fresh(&status), 0);
    CU_ASSERT_EQUAL(status, PRECARE_E_STATE);
    path_of(first, path);
    CU_ASSERT_EQUAL(unlink(path), 0);
    path_of(second, path);
    CU_ASSERT_EQUAL(unlink(path), 0);
    path_of("current", path);
    CU_ASSERT_EQUAL(unlink(path), 0);
    CU_ASSERT_EQUAL(opened_fresh(&status), 0);
    CU_ASSERT_EQUAL(status, PRECARE_E_STATE);
}

static const struct test tests[] = {
    {"every byte of `current` turned or lost leaves the newest set",
     every_byte_of_current_turned_or_lost_leaves_the_newest_set},
    {"every byte of a set turned or lost leaves the set before",
     every_byte_of_a_set_turned_or_lost_leaves_the_set_before},
    {"`current` that is gone or cannot be read leaves the newest set",
     current_that_is_gone_or_cannot_be_read_leaves_the_newest_set},
    {"without a whole set open refuses, and names the command",
     without_a_whole_set_open_refuses_and_names_the_command},
    {0},
};

const struct test_suite test_suites[] = {{"last good", last_good_setup, NULL, tests}, {0}};
