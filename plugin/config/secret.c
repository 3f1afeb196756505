/* SPDX-License-Identifier: MIT
 *
 * Reads secrets (config/secret.h). A file is opened without following a link and judged by its
 * descriptor, so that it cannot change between the look and the reading. On failure nothing is kept
 * and the reason is a fixed sentence.
 */
#include "config/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

#define SECRET_BYTES 4096u

static int secret_map(struct secret *secret)
{
    void *page =
        mmap(NULL, SECRET_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (page == MAP_FAILED) {
        return -1;
    }
    (void)madvise(page, SECRET_BYTES, MADV_DONTDUMP);
    secret->at = page;
    secret->mapped = SECRET_BYTES;
    return 0;
}

static const char *file_refused(int fd)
{
    struct stat st;

    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        return "it is not a plain file";
    }
    if (st.st_uid != 0 && st.st_uid != geteuid()) {
        return "it belongs to another user";
    }
    if ((st.st_mode & S_IRWXO) != 0) {
        return "others may read it: chmod 0600 it";
    }
    if ((st.st_mode & S_IWGRP) != 0) {
        return "its group may write it: chmod 0640 or 0600 it";
    }
    return NULL;
}

static int file_open(const char *path, const char **why_r)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);

    *why_r = fd >= 0           ? file_refused(fd)
             : errno == ENOENT ? "there is no such file"
             : errno == ELOOP  ? "it is a symbolic link"
             : errno == EACCES ? "this user may not read it"
                               : "it cannot be opened";
    return fd;
}

const char *secret_file_check(const char *path)
{
    const char *why;
    int fd = file_open(path, &why);

    if (fd >= 0) {
        (void)close(fd);
    }
    return why;
}

static const char *file_read(const char *path, struct secret *secret)
{
    const char *why;
    int fd = file_open(path, &why);

    if (fd < 0) {
        return why;
    }
    ssize_t n = why == NULL ? file_bytes(fd, secret->at, SECRET_BYTES) : 0;
    secret->len = n > 0 ? (size_t)n : 0;
    (void)close(fd);
    return why != NULL                   ? why
           : n < 0                       ? "it cannot be read"
           : secret->len == SECRET_BYTES ? "it is longer than a secret"
                                         : NULL;
}

static const char *env_read(const char *name, struct secret *secret)
{
    const char *value = getenv(name);

    if (value == NULL) {
        return "there is no such variable in the environment";
    }
    secret->len = strnlen(value, SECRET_BYTES);
    if (secret->len == SECRET_BYTES) {
        return "it is longer than a secret";
    }
    memcpy(secret->at, value, secret->len);
    return NULL;
}

static const char *secret_finish(struct secret *secret)
{
    while (secret->len > 0 && strchr("\r\n \t", secret->at[secret->len - 1]) != NULL) {
        secret->len--;
    }
    memset(secret->at + secret->len, 0, secret->mapped - secret->len);
    for (size_t i = 0; i < secret->len; i++) {
        if ((unsigned char)secret->at[i] <= ' ' || (unsigned char)secret->at[i] > '~') {
            return "it holds a space, a control character or more than one line";
        }
    }
    return secret->len == 0 ? "it is empty" : NULL;
}

int secret_read(const struct secret_place *from, struct secret *secret_r, const char **error_r)
{
    const char *why = "it is neither file:/path nor env:NAME";

    memset(secret_r, 0, sizeof *secret_r);
    if (secret_map(secret_r) != 0) {
        *error_r = "there is no memory";
        return -1;
    }
    if (from->text != NULL && strncmp(from->text, "file:", 5) == 0) {
        why = file_read(from->text + 5, secret_r);
    } else if (from->text != NULL && strncmp(from->text, "env:", 4) == 0) {
        why = env_read(from->text + 4, secret_r);
    }
    if (why == NULL) {
        why = secret_finish(secret_r);
    }
    if (why != NULL) {
        secret_drop(secret_r);
        *error_r = why;
        return -1;
    }
    return 0;
}

void secret_drop(struct secret *secret)
{
    if (secret->at != NULL) {
        explicit_bzero(secret->at, secret->mapped);
        (void)munmap(secret->at, secret->mapped);
    }
    memset(secret, 0, sizeof *secret);
}
