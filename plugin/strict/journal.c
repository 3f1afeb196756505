/* SPDX-License-Identifier: MIT
 *
 * The journal of strict mode: JSON lines, appended by every process of the site, read by the kit
 * and by the judge itself, which so knows what other processes did. A line is one write. No text of
 * a visit goes in: ids are keyed hashes. What cannot be written is lost.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json_out.h"
#include "base/seam.h"
#include "strict/inside.h"

void journal_begin(struct buf *line, const char *call)
{
    json_open(line, NULL, '{');
    json_int(line, "at", seam.wall_ms());
    json_int(line, "pid", getpid());
    json_int(line, "thread", gettid());
    json_text(line, "call", call);
}

void journal_end(struct buf *line)
{
    json_close(line, '}');
    buf_char(line, '\n');
}

void journal_finding(struct buf *lines, enum strict_code code, const char *call, const char *visit,
                     const char *where)
{
    const struct strict_code_row *row = strict_code(code);

    journal_begin(lines, call);
    json_text(lines, "finding", row->word);
    json_said(lines, "visit", visit);
    json_said(lines, "where", where);
    json_text(lines, "what", row->what);
    json_text(lines, "remedy", row->remedy);
    json_next(lines, "page");
    buf_printf(lines, "\"" STRICT_PAGE "#%s\"", row->word);
    journal_end(lines);
}

static int journal_open(const struct strict *s)
{
    return state_file(&s->state, STRICT_JOURNAL, O_RDWR | O_APPEND | O_CREAT);
}

static void journal_write(int fd, const struct buf *lines)
{
    struct stat st;
    size_t done = 0;

    if (lines->failed || lines->len == 0 || fstat(fd, &st) != 0 ||
        st.st_size > STRICT_JOURNAL_MOST) {
        return;
    }
    while (done < lines->len) {
        ssize_t n = write(fd, lines->at + done, lines->len - done);

        if (n < 0 && errno != EINTR) {
            return;
        }
        done += n > 0 ? (size_t)n : 0;
    }
}

void journal_append(const struct strict *s, const struct buf *lines)
{
    int error = errno;
    int fd = journal_open(s);

    if (fd >= 0) {
        journal_write(fd, lines);
        (void)close(fd);
    }
    errno = error;
}

static void journal_read(int fd, off_t *seen_r, struct buf *fresh)
{
    struct stat st;

    if (fstat(fd, &st) != 0) {
        return;
    }
    if (st.st_size < *seen_r) {
        *seen_r = 0; /* somebody began it anew */
    }
    while (*seen_r < st.st_size) {
        char *room = buf_claim(fresh, 65536);
        ssize_t n = room != NULL ? pread(fd, room, 65536, *seen_r) : -1;

        if (n <= 0) {
            return;
        }
        buf_claimed(fresh, (size_t)n);
        *seen_r += n;
    }
}

int journal_hold(const struct strict *s, off_t *seen_r, struct buf *fresh)
{
    int fd = journal_open(s);

    if (fd < 0) {
        return -1;
    }
    while (flock(fd, LOCK_EX) != 0 && errno == EINTR) {
    }
    journal_read(fd, seen_r, fresh);
    return fd;
}

void journal_let_go(int fd, const struct buf *lines)
{
    if (fd >= 0) {
        journal_write(fd, lines);
        (void)close(fd);
    }
}
