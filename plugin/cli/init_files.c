/* SPDX-License-Identifier: MIT
 *
 * Puts the files of `precare init` on disk (init.h): all of them or none, and never over a file
 * that somebody wrote; the package's configuration is replaced where it is as it came. Modes are
 * said, whatever the umask: the host reads all but the chat's address.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/init.h"
#include "cli/input.h"
#include "cli/places.h"

#define CONFIG_MOST (1u << 20)

static void address_text(const struct init *in, struct buf *out)
{
    buf_printf(out, "%s\n", in->address);
}

static bool with_chat(const struct init *in)
{
    return in->chat != NULL;
}

static bool with_state(const struct init *in)
{
    return !in->installed;
}

/* In the order in which they are written: the configuration last, for it names the others. */
static const struct made {
    const char *folder, *name; /* folder "": the directory itself; name "": the folder alone */
    mode_t folder_mode, mode;
    void (*text)(const struct init *in, struct buf *out);
    bool (*wanted)(const struct init *in); /* NULL: always */
} files[] = {
    {"rules", "changes.yaml", 0755, 0644, init_changes_text, NULL},
    {"rules", "tests.yaml", 0755, 0644, init_tests_text, NULL},
    {"secrets", "chat.url", 0700, 0600, address_text, with_chat},
    {"state", "", 0700, 0, NULL, with_state},
    {"", "example-visit.json", 0755, 0644, init_visit_text, NULL},
    {"", "precare.yaml", 0755, 0644, init_config_text, NULL},
};
#define FILES (sizeof files / sizeof *files)
#define CONFIG (FILES - 1)

static const char *path_in(const struct init *in, const char *folder, const char *name,
                           char room[PATH_MAX])
{
    (void)snprintf(room, PATH_MAX, "%s%s%s%s%s", in->directory, folder[0] != '\0' ? "/" : "",
                   folder, name[0] != '\0' ? "/" : "", name);
    return room;
}

static int cannot_write(const char *path)
{
    return cli_fail(CLI_UNREADABLE, "%s cannot be written: %s", path, strerror(errno));
}

int init_directory(const char *given, char *path_r)
{
    /* the names that are put behind it need room */
    if (strlen(given) > PATH_MAX / 2) {
        return cli_usage("the directory's name is too long");
    }
    if (mkdir(given, 0755) != 0 && errno != EEXIST) {
        return cannot_write(given);
    }
    if (realpath(given, path_r) == NULL) {
        return cannot_write(given);
    }
    struct stat st;
    if (stat(path_r, &st) != 0 || !S_ISDIR(st.st_mode)) {
        return cli_fail(CLI_UNREADABLE, "%s is no directory", given);
    }
    return strlen(path_r) > PATH_MAX / 2 ? cli_usage("the directory's name is too long") : CLI_OK;
}

/* ---- what is there already ---- */

static bool file_wanted(const struct init *in, size_t i)
{
    return files[i].wanted == NULL || files[i].wanted(in);
}

static bool same_text(const char *path, const char *as)
{
    struct buf one = {0}, other = {0};
    bool same = input_read(path, CONFIG_MOST, &one) && input_read(as, CONFIG_MOST, &other) &&
                one.len == other.len && (one.len == 0 || memcmp(one.at, other.at, one.len) == 0);

    buf_end(&one);
    buf_end(&other);
    return same;
}

bool init_room(const struct init *in)
{
    char path[PATH_MAX];
    struct stat st;
    bool room = true;

    for (size_t i = 0; i < FILES; i++) {
        (void)path_in(in, files[i].folder, files[i].name, path);
        if (file_wanted(in, i) && lstat(path, &st) == 0 &&
            !(i == CONFIG && S_ISREG(st.st_mode) && same_text(path, places_config()))) {
            (void)cli_fail(CLI_LOOK, "%s is there already", path);
            room = false;
        }
    }
    if (!room) {
        (void)cli_fail(CLI_LOOK, "nothing was written: take another directory, or move these away");
    }
    return room;
}

/* ---- writing ---- */

/* As its folder: the package's folder of secrets is the courier's. */
static bool owner_follow(int fd, const char *folder)
{
    struct stat st;

    return geteuid() != 0 || (stat(folder, &st) == 0 && fchown(fd, st.st_uid, st.st_gid) == 0);
}

/* A file that was not there, whole and on disk. */
static bool file_make(const char *path, const char *folder, const struct buf *text, mode_t mode)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (fd < 0) {
        return false;
    }
    bool good = owner_follow(fd, folder) && fchmod(fd, mode) == 0;
    for (size_t done = 0; good && done < text->len;) {
        ssize_t n = write(fd, text->at + done, text->len - done);

        good = n > 0 || (n < 0 && errno == EINTR);
        done += n > 0 ? (size_t)n : 0;
    }
    good = fsync(fd) == 0 && good;
    int why = errno;
    (void)close(fd);
    if (!good) {
        (void)unlink(path);
        errno = why;
    }
    return good;
}

/* The folder of a file, where it is not there yet; *made_r: it was not. */
static bool folder_make(const char *folder, mode_t mode, bool *made_r)
{
    *made_r = mkdir(folder, mode) == 0;
    return *made_r ? chmod(folder, mode) == 0 : errno == EEXIST;
}

struct writing {
    const struct init *in;
    bool made[FILES], folder_made[FILES];
};

/* The text beside its place, and put there at once: nobody reads half a configuration. */
static bool file_put(struct writing *w, size_t i, const char *folder, const char *path)
{
    char new[PATH_MAX + 8];
    struct buf text = {0};

    (void)snprintf(new, sizeof new, "%s.new", path);
    files[i].text(w->in, &text);
    errno = text.failed ? ENOMEM : 0;
    bool good = !text.failed && text.at != NULL && file_make(new, folder, &text, files[i].mode);
    if (good && rename(new, path) != 0) {
        int why = errno;

        (void)unlink(new);
        errno = why;
        good = false;
    }
    if (text.at != NULL) {
        explicit_bzero(text.at, text.len);
    }
    buf_end(&text);
    return good;
}

static int file_write(struct writing *w, size_t i)
{
    char folder[PATH_MAX], path[PATH_MAX];

    (void)path_in(w->in, files[i].folder, "", folder);
    (void)path_in(w->in, files[i].folder, files[i].name, path);
    if (!folder_make(folder, files[i].folder_mode, &w->folder_made[i])) {
        return cannot_write(folder);
    }
    if (files[i].text != NULL) {
        w->made[i] = file_put(w, i, folder, path);
        return w->made[i] ? CLI_OK : cannot_write(path);
    }
    return CLI_OK;
}

/* What was begun is taken back: the next call finds what this one found. */
static void files_take_back(const struct writing *w)
{
    char path[PATH_MAX];

    for (size_t i = FILES; i-- > 0;) {
        if (w->made[i]) {
            (void)unlink(path_in(w->in, files[i].folder, files[i].name, path));
        }
        if (w->folder_made[i]) {
            (void)rmdir(path_in(w->in, files[i].folder, "", path));
        }
    }
}

int init_write(const struct init *in)
{
    struct writing w = {.in = in};
    int code = CLI_OK;

    for (size_t i = 0; i < FILES && code == CLI_OK; i++) {
        if (file_wanted(in, i)) {
            code = file_write(&w, i);
        }
    }
    if (code != CLI_OK) {
        files_take_back(&w);
    }
    return code;
}
