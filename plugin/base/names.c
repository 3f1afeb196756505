/* SPDX-License-Identifier: MIT
 *
 * Names in the order they were added, and an index of their hashes, which grows with them. Called
 * while rules are loaded. Pure but for the arena.
 */
#include "base/names.h"

#define ROOM_LEAST 16u

void names_begin(struct names *t, struct arena *arena)
{
    *t = (struct names){.arena = arena};
}

/* Room for so many; false: no memory, and all is as it was. */
static bool names_hold(struct names *t, uint32_t room)
{
    struct name *at = arena_array(t->arena, room, sizeof *at);
    struct hash_index index;

    if (at == NULL || !hash_index_begin(&index, room, t->arena)) {
        return false;
    }
    for (uint32_t i = 0; i < t->count; i++) {
        at[i] = t->at[i];
        hash_index_put(&index, at[i].tag, i);
    }
    t->at = at;
    t->index = index;
    t->room = room;
    return true;
}

void names_room(struct names *t, uint32_t count)
{
    if (t->room == 0 && count > ROOM_LEAST) {
        (void)names_hold(t, count);
    }
}

static uint32_t tag_of(struct span name)
{
    uint64_t hash = hash_bytes(0, name.at, name.len);

    return (uint32_t)(hash ^ hash >> 32);
}

static const struct name *name_of(const struct names *t, struct span name, uint32_t tag)
{
    if (t->count == 0) {
        return NULL;
    }
    for (uint32_t at = tag, n; (n = hash_index_next(&t->index, &at)) != HASH_NONE;) {
        if (t->at[n].tag == tag && span_same(t->at[n].text, name)) {
            return &t->at[n];
        }
    }
    return NULL;
}

uint32_t names_find(const struct names *t, struct span name)
{
    const struct name *known = name_of(t, name, tag_of(name));

    return known != NULL ? known->number : NAMES_NOT;
}

const char *names_at(const struct names *t, struct span name)
{
    const struct name *known = name_of(t, name, tag_of(name));

    return known != NULL ? known->text.at : NULL;
}

uint32_t names_add(struct names *t, struct span name, uint32_t number)
{
    uint32_t tag = tag_of(name);
    const struct name *known = name_of(t, name, tag);

    if (known != NULL) {
        return known->number;
    }
    if (t->count == t->room && !names_hold(t, t->room > 0 ? t->room * 2 : ROOM_LEAST)) {
        return NAMES_NOT;
    }
    hash_index_put(&t->index, tag, t->count);
    t->at[t->count++] = (struct name){name, number, tag};
    return number;
}
