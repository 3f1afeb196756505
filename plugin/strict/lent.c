/* SPDX-License-Identifier: MIT
 *
 * The memory that a host was given and gives back: results, and answers of the JSON door. What came
 * back is kept for a while as it was, so that a second free, a write into it, and a pointer into it
 * that is handed back can be told from the rest. (Who only reads what was freed cannot be seen.)
 * Any thread, by the lock of instances.c.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/seam.h"
#include "strict/inside.h"

#define BACK_MOST 1024u /* kept after they came back */
#define OUT_MOST 1000u  /* so many at once are a leak */

struct lent {
    const void *what; /* what the host has */
    void *block;
    size_t size;
    uint64_t digest;
    void (*drop)(void *block);
    struct strict *strict;
    pid_t process;
};

struct lent_list {
    struct lent *at;
    uint32_t count, room;
};

static struct lent_list out, back; /* back: oldest first */
static bool leak_told;

static uint64_t block_digest(const struct lent *lent)
{
    return hash_bytes(1, lent->block, lent->size);
}

static bool list_add(struct lent_list *list, const struct lent *lent)
{
    struct lent *at = mem_more(list->at, list->count, &list->room, sizeof *at);

    if (at == NULL) {
        return false;
    }
    list->at = at;
    list->at[list->count++] = *lent;
    return true;
}

static struct lent *list_find(const struct lent_list *list, const void *what)
{
    for (uint32_t i = list->count; i > 0; i--) {
        if (list->at[i - 1].what == what) {
            return &list->at[i - 1];
        }
    }
    return NULL;
}

static void list_cut(struct lent_list *list, struct lent *at)
{
    size_t behind = list->count - (size_t)(at - list->at) - 1;

    memmove(at, at + 1, behind * sizeof *at);
    list->count--;
}

/* The oldest that came back are let go. True: somebody wrote into one. */
static bool back_shorten(uint32_t most)
{
    bool changed = false;

    while (back.count > most) {
        struct lent oldest = back.at[0];

        changed |= block_digest(&oldest) != oldest.digest;
        list_cut(&back, &back.at[0]);
        oldest.drop(oldest.block);
    }
    return changed;
}

/* At the end of a process that leaves by exit: what it was given itself and has still. */
static void lent_end(void)
{
    struct strict *leaked = NULL, *changed = NULL;

    if (!strict_lock()) {
        return;
    }
    for (uint32_t i = 0; i < out.count; i++) {
        leaked = out.at[i].process == getpid() ? out.at[i].strict : leaked;
    }
    for (uint32_t i = 0; i < back.count; i++) {
        changed = block_digest(&back.at[i]) != back.at[i].digest ? back.at[i].strict : changed;
    }
    (void)back_shorten(0);
    strict_unlock();
    if (leaked != NULL && !leak_told) {
        strict_say(leaked, STRICT_NEVER_FREED, "exit", NULL);
    }
    if (changed != NULL) {
        strict_say(changed, STRICT_USED_AFTER_FREE, "exit", NULL);
    }
}

static void lent_begin(void)
{
    (void)atexit(lent_end);
}

void strict_lend(const struct strict_call *call, const void *what, const void *block, size_t size,
                 void (*drop)(void *block))
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    bool leak = false;

    if (call->strict == NULL || what == NULL || !strict_lock()) {
        return;
    }
    (void)pthread_once(&once, lent_begin);
    struct lent lent = {what, (void *)(uintptr_t)block, size, 0, drop, call->strict, getpid()};
    lent.digest = block_digest(&lent);
    (void)list_add(&out, &lent);
    if (out.count > OUT_MOST && !leak_told) {
        leak = leak_told = true;
    }
    strict_unlock();
    if (leak) {
        strict_tell(call, STRICT_NEVER_FREED);
    }
}

bool strict_give_back(const struct strict_call *call, const void *what)
{
    struct strict_call lender = *call;
    enum strict_code code = STRICT_CODE_COUNT;
    bool changed = false;

    if (what == NULL || !strict_lock()) {
        return false;
    }
    struct lent *lent = list_find(&out, what);
    const struct lent *before = lent != NULL ? lent : list_find(&back, what);
    bool known = before != NULL;
    lender.strict = known ? before->strict : call->strict;
    if (lent != NULL) {
        uint64_t digest = block_digest(lent);

        code = digest != lent->digest ? STRICT_RESULT_CHANGED : code;
        lent->digest = digest;
        known = list_add(&back, lent);
        list_cut(&out, lent);
        changed = back_shorten(BACK_MOST);
    } else if (known) {
        code = STRICT_FREED_TWICE;
    }
    strict_unlock();
    if (code != STRICT_CODE_COUNT) {
        strict_tell(&lender, code);
    }
    if (changed) {
        strict_tell(&lender, STRICT_USED_AFTER_FREE);
    }
    return known;
}

void strict_look_at(const struct strict_call *call, const void *memory)
{
    bool inside = false;

    if (memory == NULL || !strict_lock()) {
        return;
    }
    for (uint32_t i = 0; i < back.count && !inside; i++) {
        uintptr_t from = (uintptr_t)back.at[i].block, at = (uintptr_t)memory;

        inside = at >= from && at - from < back.at[i].size;
    }
    strict_unlock();
    if (inside) {
        strict_tell(call, STRICT_USED_AFTER_FREE);
    }
}
