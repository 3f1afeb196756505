/* SPDX-License-Identifier: MIT
 *
 * Reads a rules directory: every *.yaml below it, in byte order of path, whole, at most a little
 * more than a file may have. Called by whoever loads rules from disk; one thread; the only file of
 * this room that touches the disk. On failure: a fault that says which path and why, and -1; what
 * was read is still to be freed with files_end.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/trust.h"
#include "rulebook/load.h"

#define FILES_MOST 10000u
#define DEPTH_MOST 32u
#define FILE_ROOM                                                                                  \
    (1024u * 1024u + 1u) /* one byte more than is allowed: the reader says that it is too large */
#define APPROVAL_ROOM (8u * 1024u * 1024u + 1u)

struct gathering {
    struct rule_files *files;
    struct faults *faults;
    uint32_t room;
    bool failed;
};

static struct fault *files_unreadable(struct gathering *g, const char *path, const char *why)
{
    struct fault *f =
        fault_add(g->faults, FAULT_Y099, (struct place){.file = path}, "cannot be read: %s", why);

    fault_why(g->faults, f,
              "Rules that cannot be read do not protect anybody, and nobody would notice.");
    fault_fix(g->faults, f, "Check the path, and that this user may read it.");
    g->failed = true;
    return f;
}

static bool is_yaml(const char *name)
{
    size_t len = strlen(name);

    return name[0] != '.' && len > 5 && strcmp(name + len - 5, ".yaml") == 0;
}

/* Whether a name ends so, in upper or lower case, before `len`. */
static bool name_ends(const char *name, size_t len, const char *with)
{
    struct span tail = span_of(with);

    return len > tail.len &&
           span_same_letters((struct span){name + len - tail.len, tail.len}, tail);
}

/* What a word processor or a spreadsheet saves. */
static bool document_tell(struct gathering *g, const char *path, const char *name)
{
    static const char *const kinds[] = {".docx", ".doc", ".odt", ".rtf", ".pages", ".xlsx", ".ods"};
    bool document = false;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        document |= name_ends(name, strlen(name), kinds[i]);
    }
    if (document) {
        struct fault *f =
            fault_add(g->faults, FAULT_W411, (struct place){.file = path},
                      "a word processor's file lies among the rules, and is not read");

        fault_why(g->faults, f, "Rules are plain text, in files whose name ends with .yaml.");
        fault_fix(
            g->faults, f,
            "If it holds rules, save it as plain text (UTF-8) under such a name. Else move it "
            "to another directory.");
    }
    return document;
}

/* W411: whoever put it there thinks that it counts. */
static void neighbour_tell(struct gathering *g, const char *path, const char *name)
{
    static const char *const behind[] = {"~", ".txt", ".bak", ".old", ".orig"};
    size_t len = strlen(name);

    if (document_tell(g, path, name)) {
        return;
    }
    for (size_t i = 0; i < sizeof behind / sizeof *behind; i++) {
        len -= name_ends(name, len, behind[i]) ? strlen(behind[i]) : 0;
    }
    size_t stem = len - (name_ends(name, len, ".yaml") ? 5 : name_ends(name, len, ".yml") ? 4 : 0);
    if (stem == len) {
        return;
    }
    struct fault *f = fault_add(g->faults, FAULT_W411, (struct place){.file = path},
                                "this file looks like rules, and is not read");
    fault_why(g->faults, f, "Only files whose name ends with .yaml, in lower case, are read.");
    fault_fix(g->faults, f, "Rename it to %.*s.yaml if it counts, or move it to another directory.",
              (int)stem, name);
}

static void trust_look(struct gathering *g, const char *path, const struct stat *st)
{
    if (g->files->anybody == NULL && trust_anybody(st)) {
        g->files->anybody = path;
    }
    if (g->files->stranger == NULL && trust_stranger(st)) {
        g->files->stranger = path;
    }
}

/* Of a link also where it leads: whoever may put another file there changes the rules. */
static void above_look(struct gathering *g, const char *path)
{
    char above[PATH_MAX];

    if (g->files->anybody == NULL && trust_above(path, above)) {
        g->files->anybody = arena_text(&g->files->arena, above, strlen(above));
        g->files->anybody_above = true;
    }
}

static void link_look(struct gathering *g, const char *path)
{
    struct stat st;

    if (lstat(path, &st) == 0 && S_ISLNK(st.st_mode)) {
        above_look(g, path);
    }
}

static void file_add(struct gathering *g, const char *path)
{
    struct rule_files *files = g->files;

    if (files->count == FILES_MOST) {
        (void)files_unreadable(g, path, "there are too many files");
        return;
    }
    struct rule_file *at = arena_more(&files->arena, files->at, files->count, &g->room, sizeof *at);
    if (at == NULL) {
        g->failed = g->faults->lost = true;
        return;
    }
    files->at = at;
    files->at[files->count++].name = path;
}

static const char *path_join(struct gathering *g, const char *folder, const char *name)
{
    size_t a = strlen(folder), b = strlen(name);
    bool slash = a > 0 && folder[a - 1] == '/';
    char *path = arena_new(&g->files->arena, a + b + 2);

    if (path == NULL) {
        g->failed = g->faults->lost = true;
        return NULL;
    }
    memcpy(path, folder, a);
    if (!slash) {
        path[a++] = '/';
    }
    memcpy(path + a, name, b + 1);
    return path;
}

static void folder_add(struct gathering *g, const char *folder, uint32_t depth)
{
    DIR *dir = depth < DEPTH_MOST ? opendir(folder) : NULL;

    if (dir == NULL) {
        (void)files_unreadable(
            g, folder, depth < DEPTH_MOST ? strerror(errno) : "too many folders inside each other");
        return;
    }
    for (const struct dirent *entry; !g->faults->lost && (entry = readdir(dir)) != NULL;) {
        struct stat st;

        if (entry->d_name[0] == '.') {
            continue;
        }
        const char *path = path_join(g, folder, entry->d_name);
        if (path == NULL) {
            break;
        }
        if (stat(path, &st) != 0) {
            if (is_yaml(entry->d_name)) {
                (void)files_unreadable(g, path, strerror(errno));
            }
        } else if (S_ISDIR(st.st_mode)) {
            trust_look(g, path, &st);
            link_look(g, path);
            folder_add(g, path, depth + 1);
        } else if (is_yaml(entry->d_name)) {
            file_add(g, path);
        } else {
            neighbour_tell(g, path, entry->d_name);
        }
    }
    (void)closedir(dir);
}

static void file_fill(struct gathering *g, struct rule_file *file, size_t most)
{
    int fd = open(file->name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat st;

    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        (void)files_unreadable(g, file->name, fd < 0 ? strerror(errno) : "it is no ordinary file");
        if (fd >= 0) {
            (void)close(fd);
        }
        return;
    }
    link_look(g, file->name);
    trust_look(g, file->name, &st); /* of what is read, whatever was looked at by its name */
    size_t room = st.st_size < 0 || st.st_size >= (off_t)most ? most : (size_t)st.st_size + 1;
    char *bytes = arena_new(&g->files->arena, room);
    ssize_t len = bytes != NULL ? file_bytes(fd, bytes, room) : 0;
    if (bytes == NULL) {
        g->failed = g->faults->lost = true;
    } else if (len < 0) {
        (void)files_unreadable(g, file->name, strerror(errno));
    }
    (void)close(fd);
    file->bytes = bytes;
    file->len = len > 0 ? (size_t)len : 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct rule_file *)a)->name, ((const struct rule_file *)b)->name);
}

static void path_add(struct gathering *g, const char *path)
{
    struct stat st;
    size_t len = strlen(path);

    while (len > 1 && path[len - 1] == '/') {
        len--;
    }
    const char *name = arena_text(&g->files->arena, path, len);
    if (name == NULL) {
        g->failed = g->faults->lost = true;
        return;
    }
    if (stat(name, &st) != 0) {
        (void)files_unreadable(g, name, strerror(errno));
        return;
    }
    uint32_t before = g->files->count;
    trust_look(g, name, &st);
    above_look(g, name);
    if (!S_ISDIR(st.st_mode)) {
        file_add(g, name);
        return;
    }
    folder_add(g, name, 0);
    if (g->files->count == before && !g->failed) {
        struct fault *f = files_unreadable(g, name, "there is no file whose name ends with .yaml");

        fault_fix(g->faults, f,
                  "Put the files there (precare init begins a practice's own), or take this "
                  "directory out of `rules:`.");
    }
}

/* ---- approvals ---- */

bool file_is_approval(const char *name)
{
    size_t len = strlen(name);

    return (len > 9 && strcmp(name + len - 9, ".approval") == 0) ||
           (len > 13 && strcmp(name + len - 13, ".approval.sig") == 0);
}

static void approval_add(struct gathering *g, const char *path, uint32_t *room)
{
    struct rule_files *files = g->files;

    if (path != NULL && files->approval_count == FILES_MOST) {
        (void)files_unreadable(g, path, "there are too many approvals");
        return;
    }
    struct rule_file *at = path == NULL ? NULL
                                        : arena_more(&files->arena, files->approvals,
                                                     files->approval_count, room, sizeof *at);
    if (at == NULL) {
        g->failed = g->faults->lost = true;
        return;
    }
    files->approvals = at;
    at[files->approval_count] = (struct rule_file){.name = path};
    file_fill(g, &at[files->approval_count++], APPROVAL_ROOM);
}

bool approvals_folder(const char *const *paths, uint32_t count, struct buf *out)
{
    struct stat st;

    for (uint32_t i = count; i-- > 0;) {
        if (stat(paths[i], &st) == 0 && S_ISDIR(st.st_mode)) {
            buf_printf(out, "%s/approvals", paths[i]);
            return !out->failed;
        }
    }
    if (count > 0) {
        const char *slash = strrchr(paths[count - 1], '/');

        buf_add(out, paths[count - 1], slash != NULL ? (size_t)(slash - paths[count - 1]) + 1 : 0);
        buf_text(out, "approvals");
    }
    return count > 0 && !out->failed;
}

/* What lies in `approvals` of the last directory; there need be none. */
static void approvals_add(struct gathering *g, const char *const *paths, uint32_t count)
{
    uint32_t room = 0;
    struct buf name = {.at = NULL};
    const char *folder = approvals_folder(paths, count, &name)
                             ? arena_text(&g->files->arena, name.at, name.len)
                             : NULL;

    g->faults->lost = g->faults->lost || (count > 0 && folder == NULL);
    buf_end(&name);
    struct stat st;
    DIR *dir = folder != NULL ? opendir(folder) : NULL;
    if (dir == NULL) {
        if (folder != NULL && errno != ENOENT && errno != ENOTDIR) {
            (void)files_unreadable(g, folder, strerror(errno));
        }
        return;
    }
    if (fstat(dirfd(dir), &st) == 0) {
        link_look(g, folder);
        trust_look(g, folder, &st);
    }
    for (const struct dirent *entry; !g->failed && (entry = readdir(dir)) != NULL;) {
        if (entry->d_name[0] != '.' && file_is_approval(entry->d_name)) {
            approval_add(g, path_join(g, folder, entry->d_name), &room);
        }
    }
    (void)closedir(dir);
    if (g->files->approval_count > 1) {
        qsort(g->files->approvals, g->files->approval_count, sizeof *g->files->approvals, by_name);
    }
}

int files_read(const char *const *paths, uint32_t path_count, struct faults *faults,
               struct rule_files *files_r)
{
    *files_r = (struct rule_files){0};
    arena_begin(&files_r->arena, NULL, 0, 0);
    struct gathering g = {.files = files_r, .faults = faults};
    for (uint32_t i = 0; i < path_count; i++) {
        path_add(&g, paths[i]);
    }
    if (files_r->count > 1) {
        qsort(files_r->at, files_r->count, sizeof *files_r->at, by_name);
    }
    uint32_t kept = 0;
    for (uint32_t i = 0; i < files_r->count; i++) {
        if (kept == 0 || strcmp(files_r->at[kept - 1].name, files_r->at[i].name) != 0) {
            files_r->at[kept++] = files_r->at[i]; /* a path given twice is one file */
        }
    }
    files_r->count = kept;
    for (uint32_t i = 0; i < kept; i++) {
        file_fill(&g, &files_r->at[i], FILE_ROOM);
    }
    if (!g.failed) {
        approvals_add(&g, paths, path_count);
    }
    return g.failed ? -1 : 0;
}

bool files_trusted(const struct rule_files *files, struct faults *faults)
{
    static const char why[] = "Who can change them decides what is screened.";
    struct fault *f;

    if (files->anybody != NULL) {
        f = fault_add(faults, FAULT_A507, (struct place){.file = files->anybody},
                      "anybody may change the rules: all may write here");
        fault_why(faults, f, "%s", why);
        fault_fix(faults, f, "Run: chmod %so-w %s", files->anybody_above ? "" : "-R ",
                  files->anybody);
        return false;
    }
    if (files->stranger != NULL) {
        f = fault_add(faults, FAULT_W507, (struct place){.file = files->stranger},
                      "these rules belong to another user");
        fault_why(faults, f, "%s", why);
        fault_fix(faults, f, "If nobody meant that, run: chown -R root %s", files->stranger);
    }
    return true;
}

void files_end(struct rule_files *files)
{
    arena_end(&files->arena);
    *files = (struct rule_files){0};
}
