/* SPDX-License-Identifier: MIT
 *
 * One-word names under everything that is one character shorter, so that a slip of the pen is found
 * by a few look-ups. Called by vocabulary_make.c; one thread. false: no memory.
 */
#include "vocabulary/making_parts.h"

static bool near_wanted(const struct vname *n)
{
    return n->one_word && n->in_kinds != 0 && n->points >= NEAR_NAME_LEAST;
}

struct near_table {
    uint32_t *slots;
    uint8_t *tags;
    uint32_t mask;
};

static void near_put(const struct near_table *t, uint64_t hash, uint32_t name)
{
    uint32_t slot = (uint32_t)hash & t->mask;

    while (t->slots[slot] != 0 &&
           !(t->slots[slot] == name + 1 && t->tags[slot] == near_tag(hash))) {
        slot = (slot + 1) & t->mask;
    }
    t->slots[slot] = name + 1;
    t->tags[slot] = near_tag(hash);
}

static void near_name(const struct near_table *t, const struct vname *n, uint32_t number)
{
    uint64_t hashes[NEAR_HASHES];
    uint32_t count = near_hashes(n->text, n->len, hashes);

    for (uint32_t i = 0; i < count; i++) {
        near_put(t, hashes[i], number);
    }
}

/* For words that are a character shorter, as long, and a character longer. */
static void near_ends_put(uint64_t *bits, uint32_t mask, const struct vname *n)
{
    for (uint32_t points = n->points - 1; points <= n->points + 1; points++) {
        bit_put(bits, mask, near_end(n->text, n->len, points, false));
        bit_put(bits, mask, near_end(n->text, n->len, points, true));
    }
}

static bool near_ends_place(struct making *m, uint32_t wanted)
{
    struct vocabulary *v = m->v;
    uint32_t room = bits_for(wanted, 64);
    uint64_t *bits = arena_array(m->keep, room / 64, sizeof *bits);

    for (uint32_t i = 0; bits != NULL && i < v->name_count; i++) {
        if (near_wanted(&v->names[i])) {
            near_ends_put(bits, room - 1, &v->names[i]);
        }
    }
    v->near_ends = bits;
    v->near_ends_mask = room - 1;
    return bits != NULL;
}

bool near_place(struct making *m)
{
    struct vocabulary *v = m->v;
    uint64_t entries = 0;
    uint32_t longs = 0, wanted = 0;

    for (uint32_t i = 0; i < v->name_count; i++) {
        const struct vname *n = &v->names[i];

        if (!near_wanted(n)) {
            continue;
        }
        wanted++;
        if (n->points > v->near_longest) {
            v->near_longest = n->points;
        }
        if (n->points > NEAR_NAME_MOST) {
            longs++;
        } else {
            entries += n->points + 1;
        }
    }
    if (entries > UINT32_C(1) << 28) {
        return false;
    }
    uint32_t room = room_for((uint32_t)entries);
    struct near_table t = {arena_array(m->keep, room, sizeof(uint32_t)),
                           arena_array(m->keep, room, 1), room - 1};
    uint32_t *long_names = arena_array(m->keep, (size_t)longs + 1, sizeof *long_names);
    if (t.slots == NULL || t.tags == NULL || long_names == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < v->name_count; i++) {
        if (near_wanted(&v->names[i]) && v->names[i].points <= NEAR_NAME_MOST) {
            near_name(&t, &v->names[i], i);
        } else if (near_wanted(&v->names[i])) {
            long_names[v->long_count++] = i;
        }
    }
    v->near = t.slots;
    v->near_tags = t.tags;
    v->near_mask = t.mask;
    v->long_names = long_names;
    return near_ends_place(m, wanted);
}
