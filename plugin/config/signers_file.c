/* SPDX-License-Identifier: MIT
 *
 * Reads the file of those who may approve (signers_file.h), and refuses one that anybody may write.
 * Any thread.
 */
#include "config/signers_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/seam.h"
#include "base/trust.h"

#define SIGNERS_BYTES (1024u * 1024u)

static const char trust_why[] = "Who can change it chooses who may approve rules.";

/* A stranger's, or a group's, is used, and said. */
static void stranger_tell(const char *path, const struct stat *st, struct faults *faults)
{
    bool stranger = trust_stranger(st), group = (st->st_mode & S_IWGRP) != 0;

    if (!stranger && !group) {
        return;
    }
    struct fault *f = fault_add(faults, FAULT_W507, (struct place){.file = path}, "%s",
                                stranger ? "the file of signers belongs to another user"
                                         : "a group may write the file of signers");
    fault_why(faults, f, "%s", trust_why);
    fault_fix(faults, f, "If nobody meant that, run: %s %s", stranger ? "chown root" : "chmod g-w",
              path);
}

static bool file_trusted(const char *path, const struct stat *st, struct faults *faults)
{
    char above[PATH_MAX];
    const char *open_to_all = trust_anybody(st) ? path : trust_above(path, above) ? above : NULL;

    if (open_to_all == NULL) {
        stranger_tell(path, st, faults);
        return true;
    }
    struct fault *f = fault_add(faults, FAULT_A507, (struct place){.file = path},
                                "anybody may change the file of signers");
    fault_why(faults, f, "%s", trust_why);
    fault_fix(faults, f, "Run: chmod o-w %s", open_to_all);
    return false;
}

static bool text_read(int fd, const char *path, struct faults *faults, struct buf *text_r)
{
    char *bytes = mem_grow(NULL, SIGNERS_BYTES + 1);
    ssize_t len = bytes != NULL ? file_bytes(fd, bytes, SIGNERS_BYTES + 1) : -1;
    bool good = len >= 0 && len <= (ssize_t)SIGNERS_BYTES;

    if (good) {
        buf_add(text_r, bytes, (size_t)len);
        buf_char(text_r, '\n');
    } else if (bytes != NULL) {
        struct fault *f = fault_add(faults, FAULT_A505, (struct place){.file = path},
                                    "the file of signers cannot be read, or is longer than 1 MiB");

        fault_why(faults, f, "Without it nobody's signature can be held against anything.");
        fault_fix(faults, f, "Check that it is the right file: a line for each key.");
    }
    faults->lost = faults->lost || bytes == NULL || text_r->failed;
    mem_drop(bytes);
    return good && !text_r->failed;
}

bool signers_file_read(const struct config *config, struct faults *faults, struct buf *text_r)
{
    const char *path = config->signers;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat st;

    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        struct fault *f = fault_add(faults, FAULT_A505, (struct place){.file = path},
                                    "the file of signers cannot be opened, or is not a file");

        fault_why(faults, f, "Without it nobody's signature can be held against anything.");
        fault_fix(faults, f, "Put it back, or name another: approvals: {signers: FILE}");
        if (fd >= 0) {
            (void)close(fd);
        }
        return false;
    }
    bool good = file_trusted(path, &st, faults) && text_read(fd, path, faults, text_r);
    (void)close(fd);
    return good;
}
