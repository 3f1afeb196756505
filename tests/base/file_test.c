/* SPDX-License-Identifier: MIT
 *
 * Reading what is open: pieces, the room's end, signals, and what cannot be read.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "support/look.h"
#include "test.h"

static void signal_taken(int number)
{
    (void)number;
}

/* A pipe that another process writes to: a piece, a signal to us, another piece. */
static pid_t pieces_write(int ends[2])
{
    pid_t reader = getpid(), child;

    CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
    child = fork();
    if (child == 0) {
        (void)!write(ends[1], "first ", 6);
        pause_ms(50);
        (void)kill(reader, SIGUSR1);
        pause_ms(50);
        (void)!write(ends[1], "second", 6);
        _exit(0);
    }
    (void)close(ends[1]);
    return child;
}

static void pieces_are_read_to_the_end_whatever_signals_come(void)
{
    struct sigaction action = {.sa_handler = signal_taken}, before; /* without SA_RESTART */
    char out[64] = "";
    int ends[2];

    CU_ASSERT_EQUAL(sigaction(SIGUSR1, &action, &before), 0);
    pid_t child = pieces_write(ends);
    CU_ASSERT_EQUAL(file_bytes(ends[0], out, sizeof out), 12);
    CU_ASSERT_EQUAL(memcmp(out, "first second", 12), 0);
    CU_ASSERT_EQUAL(file_bytes(ends[0], out, sizeof out), 0);
    (void)waitpid(child, NULL, 0);
    (void)close(ends[0]);
    CU_ASSERT_EQUAL(sigaction(SIGUSR1, &before, NULL), 0);
}

static void no_more_than_the_room_is_read(void)
{
    char out[5] = "????";
    int ends[2];

    CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
    CU_ASSERT_EQUAL(write(ends[1], "abcdef", 6), 6);
    CU_ASSERT_EQUAL(file_bytes(ends[0], out, 4), 4);
    CU_ASSERT_STRING_EQUAL(out, "abcd");
    (void)close(ends[1]);
    CU_ASSERT_EQUAL(file_bytes(ends[0], out, 4), 2);
    (void)close(ends[0]);
}

static void what_cannot_be_read_is_an_error(void)
{
    char out[4];
    int fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    CU_ASSERT_EQUAL(file_bytes(fd, out, sizeof out), -1);
    CU_ASSERT_EQUAL(errno, EISDIR);
    (void)close(fd);
}

static const struct test tests[] = {
    {"pieces are read to the end, whatever signals come",
     pieces_are_read_to_the_end_whatever_signals_come},
    {"no more than the room is read", no_more_than_the_room_is_read},
    {"what cannot be read is an error", what_cannot_be_read_is_an_error},
    {0},
};

const struct test_suite test_suites[] = {{"file", NULL, NULL, tests}, {0}};
