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

struct nearing {
    const struct vocabulary *v;
    uint32_t kinds;
    struct arena *arena;
    struct hits all;
    uint32_t names[FOUND_HERE]; /* that were near already */
    uint32_t name_count;
    struct span folded, code, route; /* of the entry */
    bool looked;                     /* what the lists except of it is known: */
    struct finding_refs excepts;
};

static bool is_name(const struct nearing *n, struct span word)
{
    const struct word_slot *slot = word_find(n->v, word.at, word.len);

    for (uint32_t i = 0; slot != NULL && i < slot->count; i++) {
        const struct vname *name = &n->v->names[slot->first + i];

        if (name->one_word && (name->in_kinds & n->kinds) != 0 &&
            span_same((struct span){name->text, name->len}, word)) {
            return true;
        }
    }
    return false;
}

/* What lists except of an entry that is in none of them. */
static void excepts_look(struct nearing *n)
{
    struct finding_refs *f = &n->excepts;
    uint32_t kept = 0;

    n->looked = true;
    refs_begin(f, n->v, n->kinds, n->arena);
    if (n->code.len > 0) {
        codes_look(f, n->code);
    }
    names_look(f, n->folded, NULL);
    for (uint32_t i = 0; i < f->count; i++) {
        if (f->at[i].rank == RANK_EXCEPT) {
            f->at[kept++] = f->at[i];
        }
    }
    f->count = kept;
    n->all.failed |= f->failed;
}

/* The lists that the name is in, but for those that except the entry or whose routes shut it out.
 */
static struct hits near_hits(struct nearing *n, const struct vname *name)
{
    struct finding_refs f;

    if (!n->looked) {
        excepts_look(n);
    }
    refs_begin(&f, n->v, n->kinds, n->arena);
    names_look(&f, (struct span){name->text, name->len}, NULL);
    for (uint32_t i = 0; i < n->excepts.count; i++) {
        ref_found(&f, &n->excepts.at[i]);
    }
    return refs_end(&f, n->route);
}

/* The lists that the name is in join what is there, each list once. */
static void near_lists(struct nearing *n, const struct vname *name)
{
    struct hits more = near_hits(n, name);
    struct hit *both = arena_array(n->arena, (size_t)n->all.count + more.count + 1, sizeof *both);

    if (more.failed || both == NULL) {
        n->all.failed = true;
        return;
    }
    uint32_t a = 0, b = 0, count = 0;
    while (a < n->all.count || b < more.count) {
        bool old = b == more.count || (a < n->all.count && n->all.at[a].list <= more.at[b].list);

        if (old && b < more.count && n->all.at[a].list == more.at[b].list) {
            b++;
        }
        both[count++] = old ? n->all.at[a++] : more.at[b++];
    }
    n->all.at = both;
    n->all.count = count;
}

static void near_name(struct nearing *n, struct span word, uint32_t number)
{
    const struct vname *name = &n->v->names[number];

    if ((name->in_kinds & n->kinds) == 0 ||
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
    near_lists(n, name);
}

static void near_look(struct nearing *n, struct span word, uint64_t hash)
{
    const struct vocabulary *v = n->v;

    for (uint32_t slot = (uint32_t)hash & v->near_mask; v->near[slot] != 0;
         slot = (slot + 1) & v->near_mask) {
        /* What is left of other hashes is told apart by the comparison itself. */
        if (v->near_tags[slot] == near_tag(hash)) {
            near_name(n, word, v->near[slot] - 1);
        }
    }
}

static void near_word(struct nearing *n, struct span word, uint32_t points)
{
    uint64_t hashes[NEAR_HASHES];

    if (points > NEAR_NAME_MOST - 1) {
        for (uint32_t i = 0; i < n->v->long_count; i++) {
            near_name(n, word, n->v->long_names[i]);
        }
    }
    if (points > NEAR_NAME_MOST + 1) {
        return;
    }
    uint32_t count = near_hashes(word.at, word.len, hashes);
    for (uint32_t i = 0; i < count && !n->all.failed; i++) {
        near_look(n, word, hashes[i]);
    }
}

static void near_slip(struct nearing *n, struct slip slip)
{
    struct span word = {n->folded.at + slip.start, slip.end - slip.start};

    if (!n->all.failed && !is_name(n, word) && !text_negated(n->folded, slip.start, slip.end)) {
        near_word(n, word, slip.points);
    }
}

struct hits near_find(const struct vocabulary *v, const struct near_asked *asked,
                      const struct slips *slips, struct arena *arena)
{
    struct nearing n;

    if (slips->count == 0) {
        return (struct hits){0};
    }
    n.v = v;
    n.kinds = asked->kinds;
    n.arena = arena;
    n.all = (struct hits){0};
    n.name_count = 0;
    n.folded = asked->folded;
    n.code = asked->code;
    n.route = asked->route;
    n.looked = false;
    for (uint32_t i = 0; i < slips->count; i++) {
        near_slip(&n, slips->at[i]);
    }
    struct slip more = slips->at[slips->count - 1];
    while (slips->count == SLIPS_HERE && text_word(n.folded, more.end, &more.start, &more.end)) {
        more.points =
            slip_points(v, (struct span){n.folded.at + more.start, more.end - more.start});
        if (more.points > 0) {
            near_slip(&n, more);
        }
    }
    return n.all.failed ? (struct hits){.failed = true} : n.all;
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
