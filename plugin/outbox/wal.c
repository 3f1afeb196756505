/* SPDX-License-Identifier: MIT
 *
 * The log's length, and who holds it, from the locks that the kernel knows (outbox/wal.h).
 */
#include "outbox/wal.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define READERS_FIRST 123 /* the bytes of -shm that SQLite's readers lock */
#define READERS_LAST 127
#define HOLDERS_MOST 8u

int64_t wal_bytes(const struct state *state)
{
    struct stat st;

    return state != NULL && fstatat(state->fd, "outbox.db-wal", &st, AT_SYMLINK_NOFOLLOW) == 0
               ? (int64_t)st.st_size
               : 0;
}

/* A file system without a disk of its own names another device here than stat does. */
static bool is_file(const struct stat *st, unsigned major_of, unsigned minor_of,
                    unsigned long long inode)
{
    bool disks = major_of != 0 && major(st->st_dev) != 0;

    return inode == st->st_ino && (!disks || makedev(major_of, minor_of) == st->st_dev);
}

/* "1: POSIX  ADVISORY  READ 1234 08:01:5678 123 123": the process, where it reads the log; else 0.
 */
static long reader_of(const char *line, const struct stat *st)
{
    char kind[16], how[16];
    unsigned long long file, first, last;
    unsigned device[2];
    long process;

    if (sscanf(line, "%*s %15s %*s %15s %ld %x:%x:%llu %llu %llu", kind, how, &process, &device[0],
               &device[1], &file, &first, &last) != 8) {
        return 0;
    }
    return strcmp(kind, "POSIX") == 0 && strcmp(how, "READ") == 0 &&
                   is_file(st, device[0], device[1], file) && first >= READERS_FIRST &&
                   last <= READERS_LAST && process > 0 && process != getpid()
               ? process
               : 0;
}

static void holder_add(long process, struct buf *words)
{
    char path[48], name[32] = "";
    FILE *file;

    (void)snprintf(path, sizeof path, "/proc/%ld/comm", process);
    file = fopen(path, "re");
    if (file != NULL) {
        size_t len = fread(name, 1, sizeof name - 1, file);

        name[strcspn(name, "\n")] = '\0';
        name[len] = '\0';
        (void)fclose(file);
    }
    buf_printf(words, "%sprocess %ld%s%s%s", words->len > 0 ? ", " : "", process,
               name[0] != '\0' ? " (" : "", name, name[0] != '\0' ? ")" : "");
}

void wal_holders(const struct state *state, struct buf *words)
{
    FILE *locks = fopen("/proc/locks", "re");
    char line[160];
    struct stat st;
    uint32_t count = 0;

    if (locks != NULL && fstatat(state->fd, "outbox.db-shm", &st, AT_SYMLINK_NOFOLLOW) == 0) {
        while (count < HOLDERS_MOST && fgets(line, sizeof line, locks) != NULL) {
            long process = reader_of(line, &st);

            if (process != 0) {
                holder_add(process, words);
                count++;
            }
        }
    }
    if (locks != NULL) {
        (void)fclose(locks);
    }
    if (count == 0) {
        buf_text(words,
                 "a process that cannot be named (another user's, another container's, or this "
                 "one itself)");
    }
}
