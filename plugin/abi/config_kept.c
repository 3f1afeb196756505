/* SPDX-License-Identifier: MIT
 *
 * A short list of configurations under one mutex, which is not held while a file is read. Called by
 * open and close. A configuration is the same as long as its file is: device, number, size and both
 * times.
 */
#include "abi/config_kept.h"

#include <pthread.h>
#include <string.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "base/seam.h"

#define IDLE_MOST 4u

struct kept {
    struct kept *next;
    struct config *config;
    uint64_t mark;
    uint32_t users;
    char path[]; /* the configuration's faults and places borrow it */
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct kept *all; /* newest first */

void configs_forked(void)
{
    mutex = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
}

/* 0: the file cannot be looked at, and so is read, which says why. */
static uint64_t mark_of(const char *path)
{
    struct stat st;

    if (stat(path, &st) != 0) {
        return 0;
    }
    int64_t facts[] = {(int64_t)st.st_dev,          (int64_t)st.st_ino,
                       (int64_t)st.st_size,         (int64_t)st.st_mtim.tv_sec,
                       (int64_t)st.st_mtim.tv_nsec, (int64_t)st.st_ctim.tv_sec,
                       (int64_t)st.st_ctim.tv_nsec};

    return hash_bytes(1, facts, sizeof facts) | 1;
}

/* Cuts out those that nobody uses, but the newest `most`; to be freed without the lock. */
static struct kept *idle_cut(uint32_t most)
{
    struct kept *cut = NULL;
    uint32_t idle = 0;

    for (struct kept **at = &all; *at != NULL;) {
        struct kept *k = *at;

        if (k->users > 0 || idle++ < most) {
            at = &k->next;
            continue;
        }
        *at = k->next;
        k->next = cut;
        cut = k;
    }
    return cut;
}

static void list_free(struct kept *list)
{
    while (list != NULL) {
        struct kept *next = list->next;

        config_free(&list->config);
        mem_drop(list);
        list = next;
    }
}

static struct config *config_kept_find(const char *path, uint64_t mark)
{
    struct config *config = NULL;

    (void)pthread_mutex_lock(&mutex);
    for (struct kept *k = all; k != NULL && config == NULL; k = k->next) {
        if (k->mark == mark && strcmp(k->path, path) == 0) {
            k->users++;
            config = k->config;
        }
    }
    (void)pthread_mutex_unlock(&mutex);
    return config;
}

struct config *config_take(const char *path, struct faults *faults)
{
    uint64_t mark = mark_of(path); /* before it is read: a change meanwhile is seen the next time */
    struct config *config = mark != 0 ? config_kept_find(path, mark) : NULL;
    size_t len = strlen(path) + 1;

    if (config != NULL) {
        return config;
    }
    struct kept *k = mem_new(sizeof *k + len);
    if (k == NULL) {
        faults->lost = true;
        return NULL;
    }
    memcpy(k->path, path, len);
    k->mark = mark;
    k->users = 1;
    k->config = config_read(k->path, faults);
    if (k->config == NULL) {
        /* the faults borrow the path: they name the caller's, which is the same */
        for (uint32_t i = 0; i < faults->count; i++) {
            faults->items[i].at.file =
                faults->items[i].at.file == k->path ? path : faults->items[i].at.file;
        }
        mem_drop(k);
        return NULL;
    }
    (void)pthread_mutex_lock(&mutex);
    k->next = all;
    all = k;
    struct kept *rest = idle_cut(IDLE_MOST);
    (void)pthread_mutex_unlock(&mutex);
    list_free(rest);
    return k->config;
}

void config_let_go(struct config **config)
{
    (void)pthread_mutex_lock(&mutex);
    for (struct kept *k = all; k != NULL; k = k->next) {
        k->users -= k->config == *config ? 1 : 0;
    }
    struct kept *rest = idle_cut(IDLE_MOST);
    (void)pthread_mutex_unlock(&mutex);
    *config = NULL;
    list_free(rest);
}

void configs_forget(void)
{
    (void)pthread_mutex_lock(&mutex);
    struct kept *rest = idle_cut(0);
    (void)pthread_mutex_unlock(&mutex);
    list_free(rest);
}
