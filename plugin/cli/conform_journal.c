/* SPDX-License-Identifier: MIT
 *
 * The journal that the plugin writes under strict mode, read from where it was left.
 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cli/conform.h"

static json_t *lines_of(const char *text, size_t len)
{
    json_t *lines = json_array();

    for (const char *at = text, *end = text + len; at < end;) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        json_t *line = newline != NULL ? json_loadb(at, (size_t)(newline - at), 0, NULL) : NULL;

        if (line != NULL) {
            (void)json_array_append_new(lines, line);
        }
        at = newline != NULL ? newline + 1 : end;
    }
    return lines;
}

json_t *conform_journal_read(struct conform_run *run)
{
    int fd = open(run->clinic->journal, O_RDONLY | O_CLOEXEC);
    struct buf text = {0};
    ssize_t n = 1;

    while (fd >= 0 && n > 0) {
        char *room = buf_claim(&text, 65536);

        n = room != NULL ? pread(fd, room, 65536, run->seen) : -1;
        if (n > 0) {
            buf_claimed(&text, (size_t)n);
            run->seen += n;
        }
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    const char *last = text.len > 0 ? memrchr(text.at, '\n', text.len) : NULL;
    size_t whole = last != NULL ? (size_t)(last - text.at) + 1 : 0;
    run->seen -= (off_t)(text.len - whole); /* who writes the rest is at it */
    json_t *lines = lines_of(text.at != NULL ? text.at : "", whole);
    buf_end(&text);
    return lines;
}
