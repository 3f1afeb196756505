/* SPDX-License-Identifier: MIT
 *
 * What a word of an entry that no list knows may be a slip of the pen of: everything that is one
 * character shorter is looked up, and what is found compared (rule-language.md#lists). Called for
 * the few entries that have such a word. Pure, any thread; without memory `failed` is set.
 */
#include <string.h>

#include "vocabulary/vocabulary_parts.h"

static uint64_t near_end_hash(uint64_t sum)
{
    sum = (sum ^ sum >> 32) * UINT64_C(0x9e3779b97f4a7c15);
    return sum ^ sum >> 29;
}

/* A sum of the bytes, each by a power of its place: what comes before a character and what comes
 * after it are sums already, so that each hash is three steps. */
uint32_t near_hashes(const char *s, uint32_t len, uint64_t hashes_r[NEAR_HASHES])
{
    const uint64_t step = UINT64_C(0xd6e8feb86659fd93);
    uint64_t before[NEAR_BYTES + 1], after = 0, power = 1;
    uint32_t count = 1;

    if (len > NEAR_BYTES) {
        return 0;
    }
    before[0] = 1;
    for (uint32_t i = 0; i < len; i++) {
        before[i + 1] = before[i] * step + (unsigned char)s[i];
    }
    hashes_r[0] = near_end_hash(before[len]);
    for (uint32_t at = len; at-- > 0 && count < NEAR_HASHES;) {
        uint64_t here = power; /* of what is behind the character */
        uint64_t behind = after;

        for (; at > 0 && ((unsigned char)s[at] & 0xc0) == 0x80; at--) {
            after += (unsigned char)s[at] * power;
            power *= step;
        }
        after += (unsigned char)s[at] * power;
        power *= step;
        hashes_r[count++] = near_end_hash(before[at] * here + behind);
    }
    return count;
}

struct hits refs_excepted(struct finding_refs *f, const struct entry_names *e, struct reading *r)
{
    struct reading again = *r;

    again.slips = NULL;
    f->names = NAMES_EXCEPTED;
    f->codes = false;
    if (e->code.len > 0) {
        codes_look(f, e->code);
    }
    names_look(f, &again);
    return refs_end(f, e->route);
}

struct nearing {
    const struct vocabulary *v;
    struct reading *reading;
    struct finding_refs refs;   /* of the names that are near, each where the word stands */
    uint32_t names[FOUND_HERE]; /* that this word was found near to */
    uint32_t name_count;
};

static bool is_name(const struct nearing *n, struct span word)
{
    const struct word_slot *slot = word_find(n->v, word.at, word.len);

    for (uint32_t i = 0; slot != NULL && i < slot->count; i++) {
        const struct vname *name = &n->v->names[slot->first + i];

        if (name->one_word && (name->in_kinds & n->refs.kinds) != 0 &&
            span_same((struct span){name->text, name->len}, word)) {
            return true;
        }
    }
    return false;
}

static void near_name(struct nearing *n, const struct slip *slip, uint32_t number)
{
    const struct vname *name = &n->v->names[number];
    struct span word = {n->reading->folded.at + slip->start, slip->end - slip->start};

    if ((name->in_kinds & n->refs.kinds) == 0 ||
        !text_near(word, (struct span){name->text, name->len})) {
        return;
    }
    for (uint32_t i = 0; i < n->name_count; i++) {
        if (n->names[i] == number) {
            return;
        }
    }
    if (n->name_count < FOUND_HERE) {
        n->names[n->name_count++] = number;
    }
    for (uint32_t i = name->first; i < name->first + name->count && !n->refs.failed; i++) {
        uint32_t before = n->refs.count;

        n->refs.covers |= n->v->refs[i].rank == RANK_EXCEPT;
        ref_found(&n->refs, &n->v->refs[i], slip->start, slip->end);
        if (n->refs.count > before) {
            n->refs.at[before].meant = number + 1;
        }
    }
}

static void near_look(struct nearing *n, const struct slip *slip, uint64_t hash)
{
    const struct vocabulary *v = n->v;

    for (uint32_t slot = (uint32_t)hash & v->near_mask; v->near[slot] != 0;
         slot = (slot + 1) & v->near_mask) {
        /* What is left of other hashes is told apart by the comparison itself. */
        if (v->near_tags[slot] == near_tag(hash)) {
            near_name(n, slip, v->near[slot] - 1);
        }
    }
}

static void near_word(struct nearing *n, const struct slip *slip)
{
    uint64_t hashes[NEAR_HASHES];

    n->name_count = 0;
    if (slip->points > NEAR_NAME_MOST - 1) {
        for (uint32_t i = 0; i < n->v->long_count; i++) {
            near_name(n, slip, n->v->long_names[i]);
        }
    }
    if (slip->points > NEAR_NAME_MOST + 1) {
        return;
    }
    uint32_t count =
        near_hashes(n->reading->folded.at + slip->start, slip->end - slip->start, hashes);
    for (uint32_t i = 0; i < count && !n->refs.failed; i++) {
        near_look(n, slip, hashes[i]);
    }
}

static void near_slip(struct nearing *n, const struct slip *slip)
{
    struct span word = {n->reading->folded.at + slip->start, slip->end - slip->start};

    if (!n->refs.failed && !is_name(n, word) &&
        reading_negated(n->reading, slip->start, slip->end, n->refs.arena) != NEGATED_YES) {
        near_word(n, slip);
    }
}

/* Those behind the last of which there was room. */
static void slips_look(struct nearing *n, struct slip slip)
{
    struct span folded = n->reading->folded;

    while (text_word(folded, slip.end, &slip.start, &slip.end)) {
        slip.points =
            slip_points(n->v, (struct span){folded.at + slip.start, slip.end - slip.start});
        if (slip.points > 0) {
            near_slip(n, &slip);
        }
    }
}

struct hits near_find(const struct vocabulary *v, uint32_t kinds, const struct entry_names *e,
                      struct reading *r, struct arena *arena)
{
    struct nearing n;
    struct slips *slips = r->slips;

    n.v = v;
    n.reading = r;
    refs_begin(&n.refs, v, kinds, arena);
    for (uint32_t i = 0; i < slips->count; i++) {
        near_slip(&n, &slips->at[i]);
    }
    if (slips->count == SLIPS_HERE) {
        slips_look(&n, slips->at[SLIPS_HERE - 1]);
    }
    if (n.refs.count == 0) {
        return (struct hits){.failed = n.refs.failed};
    }
    return refs_excepted(&n.refs, e, r);
}

/* ---- of a name, for the checks of names ---- */

static uint32_t near_note(const struct vocabulary *v, struct span word, uint32_t number,
                          uint32_t *names_r, uint32_t count)
{
    const struct vname *name = &v->names[number];

    for (uint32_t i = 0; i < count; i++) {
        if (names_r[i] == number) {
            return count;
        }
    }
    if (text_near(word, (struct span){name->text, name->len})) {
        names_r[count++] = number;
    }
    return count;
}

uint32_t vocabulary_near_names(const struct vocabulary *v, struct span word, uint32_t *names_r,
                               uint32_t room)
{
    uint64_t hashes[NEAR_HASHES];
    uint32_t hash_count = near_hashes(word.at, word.len, hashes), count = 0;

    for (uint32_t i = 0; i < v->long_count && count < room; i++) {
        count = near_note(v, word, v->long_names[i], names_r, count);
    }
    for (uint32_t i = 0; i < hash_count; i++) {
        for (uint32_t slot = (uint32_t)hashes[i] & v->near_mask; v->near[slot] != 0 && count < room;
             slot = (slot + 1) & v->near_mask) {
            if (v->near_tags[slot] == near_tag(hashes[i])) {
                count = near_note(v, word, v->near[slot] - 1, names_r, count);
            }
        }
    }
    return count;
}
