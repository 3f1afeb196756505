/* SPDX-License-Identifier: MIT
 *
 * Open addressing, a power of two in size, at most three quarters full. Called while rules are
 * loaded. Pure but for the arena.
 */
#include "base/names.h"

#include "base/hash.h"

#define ROOM_LEAST 16u

void names_begin(struct names *t, struct arena *arena)
{
    *t = (struct names){.arena = arena};
}

void names_room(struct names *t, uint32_t count)
{
    uint32_t room = ROOM_LEAST;

    while (room < UINT32_C(1) << 30 && room / 4 * 3 <= count) {
        room *= 2;
    }
    if (t->room == 0 && count > ROOM_LEAST) {
        t->slots = arena_array(t->arena, room, sizeof *t->slots);
    }
    if (t->room == 0 && t->slots != NULL) {
        t->room = room;
    }
}

static uint32_t tag_of(struct span name)
{
    uint64_t hash = hash_bytes(0, name.at, name.len);

    return (uint32_t)(hash ^ hash >> 32) | 1u;
}

/* Where the name is, or would be. */
static struct name_slot *slot_of(struct name_slot *slots, uint32_t room, struct span name,
                                 uint32_t tag)
{
    uint32_t i = (tag >> 1) & (room - 1);

    while (slots[i].tag != 0 && !(slots[i].tag == tag && span_same(slots[i].name, name))) {
        i = (i + 1) & (room - 1);
    }
    return &slots[i];
}

uint32_t names_find(const struct names *t, struct span name)
{
    if (t->count == 0) {
        return NAMES_NOT;
    }
    const struct name_slot *slot = slot_of(t->slots, t->room, name, tag_of(name));
    return slot->tag != 0 ? slot->number : NAMES_NOT;
}

const char *names_at(const struct names *t, struct span name)
{
    if (t->count == 0) {
        return NULL;
    }
    const struct name_slot *slot = slot_of(t->slots, t->room, name, tag_of(name));
    return slot->tag != 0 ? slot->name.at : NULL;
}

static bool names_grow(struct names *t)
{
    uint32_t room = t->room > 0 ? t->room * 2 : ROOM_LEAST;
    struct name_slot *slots = arena_array(t->arena, room, sizeof *slots);

    if (slots == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < t->room; i++) {
        if (t->slots[i].tag != 0) {
            *slot_of(slots, room, t->slots[i].name, t->slots[i].tag) = t->slots[i];
        }
    }
    t->slots = slots;
    t->room = room;
    return true;
}

uint32_t names_add(struct names *t, struct span name, uint32_t number)
{
    if (t->count >= t->room / 4 * 3 && !names_grow(t)) {
        return NAMES_NOT;
    }
    uint32_t tag = tag_of(name);
    struct name_slot *slot = slot_of(t->slots, t->room, name, tag);
    if (slot->tag == 0) {
        *slot = (struct name_slot){name, number, tag};
        t->count++;
    }
    return slot->number;
}
