/* SPDX-License-Identifier: MIT
 *
 * Which names stand in a folded text: one look-up a word, each name compared where its first word
 * stands; and which words may be a slip of the pen. Called for every entry of every visit, and by
 * the checks of rules. Pure, any thread; cannot fail but for memory, which the refs tell.
 */
#include <string.h>

#include "vocabulary/vocabulary_parts.h"

/* ---- folding, also for others ---- */

struct span text_folded(struct span text, struct arena *arena)
{
    if (text.at == NULL) {
        return (struct span){0};
    }
    char here[256]; /* most names are folded here first, and take no more than they need */
    if (text.len + 16u <= sizeof here) {
        int64_t short_len = text_fold(text.at, text.len, here, sizeof here);
        char *kept = short_len >= 0 ? arena_text(arena, here, (size_t)short_len) : NULL;

        if (kept != NULL) {
            return (struct span){kept, (uint32_t)short_len};
        }
    }
    size_t room = (size_t)text.len + 16;
    char *out = arena_new(arena, room);
    int64_t len = out != NULL ? text_fold(text.at, text.len, out, room) : -1;
    if (len < 0 && out != NULL && utf8_valid(text.at, text.len, NULL)) {
        room = FOLD_ROOM(text.len);
        out = arena_new(arena, room);
        len = out != NULL ? text_fold(text.at, text.len, out, room) : -1;
    }
    return len < 0 ? (struct span){0} : (struct span){out, (uint32_t)len};
}

struct span text_gaps(struct span text, struct arena *arena)
{
    size_t room = (size_t)text.len + 16;
    char *out = text.at != NULL ? arena_new(arena, room) : NULL;
    int64_t len = out != NULL ? text_fold_gaps(text.at, text.len, out, room) : -1;

    if (len < 0 && out != NULL && utf8_valid(text.at, text.len, NULL)) {
        room = FOLD_ROOM(text.len);
        out = arena_new(arena, room);
        len = out != NULL ? text_fold_gaps(text.at, text.len, out, room) : -1;
    }
    return len < 0 ? (struct span){0} : (struct span){out, (uint32_t)len};
}

bool text_has_word(struct span folded)
{
    uint32_t start, end;

    return folded.at != NULL && text_word(folded, 0, &start, &end);
}

bool fold_here(struct span text, char *here, uint32_t room, struct arena *arena,
               struct span *folded_r)
{
    int64_t len = text.len <= room ? text_fold(text.at, text.len, here, room) : -1;

    *folded_r = (struct span){here, len < 0 ? 0 : (uint32_t)len};
    if (len >= 0 || !utf8_valid(text.at, text.len, NULL)) {
        return true; /* what is not UTF-8 is no name */
    }
    *folded_r = text_folded(text, arena);
    return folded_r->at != NULL;
}

/* ---- names ---- */

uint64_t word_hash(const char *s, uint32_t len)
{
    return hash_bytes(1, s, len);
}

const struct word_slot *word_find(const struct vocabulary *v, const char *s, uint32_t len)
{
    uint32_t start = (uint32_t)word_start(s, len) & v->word_starts_mask;

    if ((v->word_starts[start / 64] >> start % 64 & 1) == 0) {
        return NULL; /* most words */
    }
    uint64_t hash = word_hash(s, len);
    for (uint32_t at = (uint32_t)hash, n;
         (n = hash_index_next(&v->word_index, &at)) != HASH_NONE;) {
        if (v->words[n].hash == hash) {
            return &v->words[n];
        }
    }
    return NULL;
}

/* Whether a name whose first word stands at `at` of the text is all there. */
static bool name_stands(const struct vname *n, struct span folded, uint32_t at)
{
    if (n->lead > at || n->len > folded.len - (at - n->lead)) {
        return false;
    }
    uint32_t start = at - n->lead;
    return memcmp(folded.at + start, n->text, n->len) == 0 &&
           text_stands_alone(folded, start, start + n->len);
}

enum negated reading_negated(struct reading *r, uint32_t start, uint32_t end, struct arena *arena)
{
    if (!text_may_be_negated(r->folded, start, end)) {
        return NEGATED_NOT; /* most */
    }
    if (r->gaps.at == NULL) {
        r->gaps = text_gaps(r->text, arena);
    }
    return r->gaps.at != NULL ? text_negated(r->gaps, start, end) : NEGATED_YES;
}

/* A name stands there: its exceptions, and, if it is one of those that are wanted, its lists. */
static void name_found(struct finding_refs *f, struct reading *r, const struct vname *n,
                       uint32_t start)
{
    static const enum negated wanted[] = {
        [NAMES_STATED] = NEGATED_NOT, [NAMES_FREE] = NEGATED_OPEN};
    uint32_t end = start + n->len;
    bool named = false;

    if ((n->in_kinds & f->kinds) != 0 && f->names != NAMES_EXCEPTED) {
        enum negated negated = reading_negated(r, start, end, f->arena);

        named = negated == wanted[f->names];
        r->free |= negated == NEGATED_OPEN;
    }
    for (uint32_t i = n->first; i < n->first + n->count && !f->failed; i++) {
        const struct ref *ref = &f->v->refs[i];

        if (ref->rank == RANK_EXCEPT || named) {
            f->covers |= ref->rank == RANK_EXCEPT;
            ref_found(f, ref, start, end);
        }
    }
}

const struct word_slot *vocabulary_word(const struct vocabulary *v, struct span word)
{
    return word_find(v, word.at, word.len);
}

/* What a name is sorted by: itself from its first word on. */
static int name_against(const struct vname *n, struct span rest)
{
    uint32_t len = n->len - n->lead, least = len < rest.len ? len : rest.len;
    int order = memcmp(n->text + n->lead, rest.at, least);

    return order != 0 ? order : len > rest.len;
}

/* The last name that does not stand after the text: every name that the text begins with is that
 * one, or one that it begins with itself. */
uint32_t group_find(const struct vocabulary *v, const struct word_slot *slot, struct span rest)
{
    uint32_t low = slot->first, high = slot->first + slot->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (name_against(&v->names[middle], rest) <= 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low > slot->first ? low - 1 : GROUP_END;
}

bool vocabulary_word_in(const struct vocabulary *v, uint32_t kinds, struct span folded,
                        struct span *found_r)
{
    uint32_t start, end = 0;

    while (text_word(folded, end, &start, &end)) {
        const struct word_slot *slot = word_find(v, folded.at + start, end - start);

        for (uint32_t i = group_begin(v, slot, folded, start); i != GROUP_END;
             i = group_next(v, slot, i)) {
            const struct vname *n = &v->names[i];

            if ((n->kinds & kinds) == 0 || !name_stands(n, folded, start)) {
                continue;
            }
            *found_r = (struct span){n->text, n->len};
            return true;
        }
    }
    return false;
}

void names_look(struct finding_refs *f, struct reading *r)
{
    const struct vocabulary *v = f->v;
    struct slips *slips = r->slips;
    struct span folded = r->folded;
    uint32_t start, end = 0;

    while (text_word(folded, end, &start, &end)) {
        struct span word = {folded.at + start, end - start};
        uint32_t points = slips != NULL && slips->count < SLIPS_HERE ? slip_points(v, word) : 0;

        if (points > 0) {
            slips->at[slips->count++] = (struct slip){start, end, points};
        }
        const struct word_slot *slot = word_find(v, word.at, word.len);
        if (slot == NULL) {
            continue;
        }
        for (uint32_t i = slot->first; i < slot->first + slot->count; i++) {
            const struct vname *n = &v->names[i];

            if ((n->kinds & f->kinds) != 0 && name_stands(n, folded, start)) {
                name_found(f, r, n, start - n->lead);
            }
        }
    }
}
