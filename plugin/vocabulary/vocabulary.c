/* SPDX-License-Identifier: MIT
 *
 * Which lists an entry of the chart is in, and which names it is one slip of the pen away from.
 * Called by the engine for every entry of every visit: one folding, one lookup a word, a few for a
 * code; nothing is taken from the arena where nothing matches. Immutable, any thread. On failure
 * (no memory in the arena) `failed` is set; the caller must not take the answer for "no match".
 */
#include "vocabulary/vocabulary.h"

#include <string.h>

#include "base/words.h"
#include "vocabulary/vocabulary_make.h"

#define FOUND_HERE 48u /* refs kept on the stack */
#define FOLDED_HERE 1280u
#define DIRTY_HERE 16u

struct finding_refs {
    const struct vocabulary *v;
    uint32_t kinds;
    struct arena *arena;
    struct ref *at;
    uint32_t count, room;
    bool failed;
    struct ref here[FOUND_HERE];
};

static void ref_found(struct finding_refs *f, const struct ref *ref)
{
    if ((KIND_BIT(ref->kind) & f->kinds) == 0) {
        return;
    }
    if (f->count == f->room) {
        struct ref *more = arena_array(f->arena, (size_t)f->room * 2, sizeof *more);

        if (more == NULL) {
            f->failed = true;
            return;
        }
        memcpy(more, f->at, f->count * sizeof *more);
        f->at = more;
        f->room *= 2;
    }
    f->at[f->count++] = *ref;
}

static inline void refs_found(struct finding_refs *f, uint32_t first, uint32_t count)
{
    for (uint32_t i = 0; i < count && !f->failed; i++) {
        ref_found(f, &f->v->refs[first + i]);
    }
}

/* ---- by name ---- */

static const struct word_slot *word_find(const struct vocabulary *v, const char *s, uint32_t len)
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

static bool name_negated(const struct vname *n, struct span folded, uint32_t at)
{
    return text_negated(folded, at - n->lead, at - n->lead + n->len);
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

bool vocabulary_word_in(const struct vocabulary *v, struct span folded, struct span *found_r)
{
    uint32_t start, end = 0;

    while (text_word(folded, end, &start, &end)) {
        const struct word_slot *slot = word_find(v, folded.at + start, end - start);

        for (uint32_t i = group_begin(v, slot, folded, start); i != GROUP_END;
             i = group_next(v, slot, i)) {
            const struct vname *n = &v->names[i];

            if (!name_stands(n, folded, start)) {
                continue;
            }
            *found_r = (struct span){n->text, n->len};
            return true;
        }
    }
    return false;
}

/* ---- words that may be a slip of the pen ---- */

#define SLIPS_HERE 16u

struct slips { /* found while the names were looked up, so that a text is gone through once */
    uint32_t count;
    struct slip {
        uint32_t start, end, points;
    } at[SLIPS_HERE];
};

/* The code points of a word that may be near some name: it is long enough, and a name of about that
 * length begins or ends as it does. 0: it is none, as most words. */
static inline uint32_t slip_points(const struct vocabulary *v, struct span word)
{
    if (word.len < NEAR_WORD_LEAST) {
        return 0;
    }
    uint32_t points = (uint32_t)utf8_count(word.at, word.len);
    if (points < NEAR_WORD_LEAST || points > v->near_longest + 1) {
        return 0;
    }
    uint32_t first = (uint32_t)near_end(word.at, word.len, points, false) & v->near_ends_mask;
    uint32_t last = (uint32_t)near_end(word.at, word.len, points, true) & v->near_ends_mask;
    bool known =
        ((v->near_ends[first / 64] >> first % 64 | v->near_ends[last / 64] >> last % 64) & 1) != 0;
    return known ? points : 0;
}

/* `slips` may be NULL. When it is full, what comes after its last word was not looked at. */
static void names_look(struct finding_refs *f, struct span folded, struct slips *slips)
{
    const struct vocabulary *v = f->v;
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

            if ((n->kinds & f->kinds) != 0 && name_stands(n, folded, start) &&
                !name_negated(n, folded, start)) {
                refs_found(f, n->first, n->count);
            }
        }
    }
}

/* Folds on the stack where it fits, else in the arena. */
static bool fold_here(struct span text, char *here, uint32_t room, struct arena *arena,
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

/* ---- by code ---- */

static void code_look(struct finding_refs *f, uint32_t system, uint64_t hash, const char *text,
                      uint32_t len)
{
    const struct vocabulary *v = f->v;

    hash = code_end(hash);
    for (uint32_t at = (uint32_t)hash, n;
         (n = hash_index_next(&v->code_index, &at)) != HASH_NONE;) {
        const struct code_slot *c = &v->codes[n];

        if (c->hash != hash || c->system != system || c->len != len ||
            memcmp(c->text, text, len) != 0) {
            continue;
        }
        refs_found(f, c->first, c->count);
        return;
    }
}

/* What a byte of a code is compared as in the systems that match by prefix; 0: not at all. */
/* clang-format off */
#define SAME4(n) (n), (n) + 1, (n) + 2, (n) + 3
#define SAME16(n) SAME4(n), SAME4((n) + 4), SAME4((n) + 8), SAME4((n) + 12)
static const unsigned char prefix_byte[256] = {
    SAME16(0), SAME16(16),
    0, '!', '"', '#', '$', '%', '&', '\'', '(', ')', '*', '+', ',', '-', 0, '/',
    SAME16('0'), SAME16('@'), SAME16('P'),
    '`', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O',
    'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', '{', '|', '}', '~', 127,
    SAME16(128), SAME16(144), SAME16(160), SAME16(176), SAME16(192),
    SAME16(208), SAME16(224), SAME16(240),
};
/* clang-format on */

/* Whether some code of the system may begin as this one does. Its first bytes are looked at as they
 * are: what is not compared at all (a space, a dot) is below the digits. */
static inline bool start_known(const struct vocabulary *v, uint32_t system, struct span code)
{
    const unsigned char *at = (const unsigned char *)code.at;

    if (code.len < 3 || at[0] < '0' || at[1] < '0' || at[2] < '0') {
        return true;
    }
    uint32_t start = code_start(at);
    return (v->code_starts[system][start / 64] >> start % 64 & 1) != 0;
}

/* By every beginning that is not longer than all that lists have. */
__attribute__((noinline)) static void prefixes_look(struct finding_refs *f, uint32_t system,
                                                    struct span code)
{
    char here[64], *text = code.len <= sizeof here ? here : arena_new(f->arena, code.len);
    uint64_t hash = code_begin(system);
    uint32_t len = 0, most = f->v->code_longest[system];

    if (text == NULL) {
        f->failed = true;
        return;
    }
    for (uint32_t i = 0; i < code.len && len < most; i++) {
        unsigned char c = prefix_byte[(unsigned char)code.at[i]];

        if (c == 0) {
            continue;
        }
        text[len++] = (char)c;
        hash = code_step(hash, c);
        code_look(f, system, hash, text, len);
    }
}

static inline bool tail_known(const struct vocabulary *v, struct span code)
{
    uint32_t tail = code_tail(code.at, code.len);

    return (v->code_tails[tail / 64] >> tail % 64 & 1) != 0;
}

struct coded { /* a code of a system that some list has codes of */
    uint32_t system;
    struct span rest; /* behind the system's name and its colon */
};

/* By another name of its system, as interfaces write it. */
__attribute__((noinline)) static bool code_renamed(struct span code, struct coded *coded_r)
{
    coded_r->system = code_system_of(code, &coded_r->rest);
    return coded_r->system != 0;
}

/* Whether some list may have this code: of most codes in a chart, none does. */
__attribute__((always_inline)) static inline bool code_known(const struct vocabulary *v,
                                                             struct span code,
                                                             struct coded *coded_r)
{
    const struct system_key *one = v->systems, *end = one + v->system_count;
    uint64_t head = code_head(code.at, code.len);

    while (one < end && (head & one->mask) != one->key) {
        one++;
    }
    if (one < end && code.len >= one->len) {
        *coded_r = (struct coded){one->system, {code.at + one->len, code.len - one->len}};
    } else if (!code_renamed(code, coded_r)) {
        return false;
    }
    return coded_r->system <= CODE_ATC ? start_known(v, coded_r->system, coded_r->rest)
                                       : tail_known(v, coded_r->rest);
}

static void coded_look(struct finding_refs *f, const struct coded *coded)
{
    if (coded->system <= CODE_ATC) {
        prefixes_look(f, coded->system, coded->rest);
        return;
    }
    uint64_t hash = code_begin(coded->system);
    for (uint32_t i = 0; i < coded->rest.len; i++) {
        hash = code_step(hash, (unsigned char)coded->rest.at[i]);
    }
    code_look(f, coded->system, hash, coded->rest.at, coded->rest.len);
}

static void codes_look(struct finding_refs *f, struct span code)
{
    struct coded coded;

    if (code_known(f->v, code, &coded)) {
        coded_look(f, &coded);
    }
}

/* ---- from refs to lists ---- */

static bool ref_before(const struct ref *a, const struct ref *b)
{
    if (a->list != b->list) {
        return a->list < b->list;
    }
    if (a->rank != b->rank) {
        return a->rank < b->rank;
    }
    return a->item < b->item;
}

static void refs_sift(struct ref *at, uint32_t root, uint32_t count)
{
    for (uint32_t child; (child = root * 2 + 1) < count; root = child) {
        if (child + 1 < count && ref_before(&at[child], &at[child + 1])) {
            child++;
        }
        if (!ref_before(&at[root], &at[child])) {
            return;
        }
        struct ref swap = at[root];
        at[root] = at[child];
        at[child] = swap;
    }
}

/* By list, then rank, then item. No library sort: that may take memory. */
static void refs_sort(struct ref *at, uint32_t count)
{
    if (count > 64) {
        for (uint32_t i = count / 2; i-- > 0;) {
            refs_sift(at, i, count);
        }
        for (uint32_t i = count; i-- > 1;) {
            struct ref swap = at[0];

            at[0] = at[i];
            at[i] = swap;
            refs_sift(at, 0, i);
        }
        return;
    }
    for (uint32_t i = 1; i < count; i++) {
        struct ref ref = at[i];
        uint32_t j = i;

        for (; j > 0 && ref_before(&ref, &at[j - 1]); j--) {
            at[j] = at[j - 1];
        }
        at[j] = ref;
    }
}

struct lists_hit {
    const struct vocabulary *v;
    const struct ref *refs; /* sorted */
    uint32_t ref_count, next;
    struct hit *at;
    uint32_t count;
    uint64_t *dirty; /* bits of the lists from plain_count on that may be hit */
};

/* The route is known, and the list has routes, and not this one. */
static bool route_refused(const struct vocabulary *v, uint32_t list, struct span route)
{
    if (v->route_first[list] == v->route_first[list + 1]) {
        return false;
    }
    for (uint32_t i = v->route_first[list]; i < v->route_first[list + 1]; i++) {
        if (span_same(v->routes[i], route)) {
            return false;
        }
    }
    return true;
}

static uint32_t refs_routed(struct finding_refs *f, struct span route)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < f->count; i++) {
        if (f->at[i].rank == RANK_EXCEPT || !route_refused(f->v, f->at[i].list, route)) {
            f->at[kept++] = f->at[i];
        }
    }
    return kept;
}

static const struct hit *hit_of(const struct lists_hit *l, uint32_t list)
{
    uint32_t low = 0, high = l->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (l->at[middle].list < list) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < l->count && l->at[low].list == list ? &l->at[low] : NULL;
}

static void hit_add(struct lists_hit *l, struct hit hit)
{
    const struct vocabulary *v = l->v;

    l->at[l->count++] = hit;
    for (uint32_t i = v->parent_first[hit.list]; i < v->parent_first[hit.list + 1]; i++) {
        uint32_t bit = v->parents[i] - v->plain_count;

        l->dirty[bit / 64] |= UINT64_C(1) << bit % 64;
    }
}

/* A list by its own names and codes: what the refs from `next` on say of it; they are used up. */
enum own {
    OWN_NONE,
    OWN_HIT,
    OWN_EXCEPT
};
static enum own own_refs(struct lists_hit *l, uint32_t list, struct hit *hit_r)
{
    while (l->next < l->ref_count && l->refs[l->next].list < list) {
        l->next++;
    }
    uint32_t first = l->next;
    while (l->next < l->ref_count && l->refs[l->next].list == list) {
        l->next++;
    }
    if (first == l->next) {
        return OWN_NONE;
    }
    if (l->refs[l->next - 1].rank == RANK_EXCEPT) {
        return OWN_EXCEPT;
    }
    *hit_r = (struct hit){list, list, l->refs[first].item, 0};
    return OWN_HIT;
}

static void including_list(struct lists_hit *l, uint32_t list)
{
    const struct vocabulary *v = l->v;
    struct hit hit = {0};
    enum own own = own_refs(l, list, &hit);
    const struct hit *included = NULL;
    uint32_t first = v->include_first[list], i = first;

    if (own == OWN_EXCEPT) {
        return;
    }
    for (; own == OWN_NONE && included == NULL && i < v->include_first[list + 1]; i++) {
        included = hit_of(l, v->includes[i]);
    }
    if (included != NULL) {
        hit = (struct hit){list, included->origin, included->item, i - first};
    }
    if (own == OWN_HIT || included != NULL) {
        hit_add(l, hit);
    }
}

static void lists_of_refs(struct lists_hit *l)
{
    const struct vocabulary *v = l->v;

    for (uint32_t i = 0; i < l->ref_count; i++) {
        if (l->refs[i].list >= v->plain_count) {
            uint32_t bit = l->refs[i].list - v->plain_count;

            l->dirty[bit / 64] |= UINT64_C(1) << bit % 64;
        }
    }
    while (l->next < l->ref_count && l->refs[l->next].list < v->plain_count) {
        struct hit hit;

        if (own_refs(l, l->refs[l->next].list, &hit) == OWN_HIT) {
            hit_add(l, hit);
        }
    }
    uint32_t words = (v->list_count - v->plain_count + 63) / 64;
    for (uint32_t w = 0; w < words; w++) {
        for (uint64_t done = 0, todo; (todo = l->dirty[w] & ~done) != 0;) {
            uint32_t bit = (uint32_t)__builtin_ctzll(todo);

            done |= UINT64_MAX >> (63 - bit); /* what a hit makes dirty stands behind it */
            including_list(l, v->plain_count + w * 64 + bit);
        }
    }
}

/* What one ref says, where no other list has to do with it, as of most entries that are in a list
 * at all. */
static struct hits hit_of_ref(struct finding_refs *f)
{
    const struct ref *ref = &f->at[0];

    if (ref->rank == RANK_EXCEPT) {
        return (struct hits){0};
    }
    struct hit *hit = arena_new(f->arena, sizeof *hit);
    if (hit == NULL) {
        return (struct hits){.failed = true};
    }
    *hit = (struct hit){ref->list, ref->list, ref->item, 0};
    return (struct hits){hit, 1, false};
}

static bool stands_alone(const struct vocabulary *v, uint32_t list)
{
    return list < v->plain_count && v->parent_first[list] == v->parent_first[list + 1];
}

__attribute__((noinline)) static struct hits hits_of_refs(struct finding_refs *f)
{
    const struct vocabulary *v = f->v;

    if (f->count == 1 && stands_alone(v, f->at[0].list)) {
        return hit_of_ref(f);
    }
    uint64_t dirty_here[DIRTY_HERE] = {0};
    struct hit hits_here[FOUND_HERE];
    uint32_t including = v->list_count - v->plain_count, words = (including + 63) / 64;
    uint32_t most = f->count + including;
    struct lists_hit l = {
        .v = v, .refs = f->at, .ref_count = f->count, .at = hits_here, .dirty = dirty_here};
    if (words > DIRTY_HERE) {
        l.dirty = arena_array(f->arena, words, sizeof(uint64_t));
    }
    if (most > FOUND_HERE) {
        l.at = arena_array(f->arena, most, sizeof(struct hit));
    }
    if (l.dirty == NULL || l.at == NULL) {
        return (struct hits){.failed = true};
    }
    refs_sort(f->at, f->count);
    lists_of_refs(&l);
    if (l.count == 0 || l.at != hits_here) {
        return (struct hits){l.count > 0 ? l.at : NULL, l.count, false};
    }
    struct hit *kept = arena_array(f->arena, l.count, sizeof *kept);
    if (kept == NULL) {
        return (struct hits){.failed = true};
    }
    memcpy(kept, hits_here, l.count * sizeof *kept);
    return (struct hits){kept, l.count, false};
}

/* The two that fold have large buffers: they stay off the way of an entry that has a code alone. */
__attribute__((noinline)) static void route_look(struct finding_refs *f, struct span route)
{
    char here[FOLDED_HERE];
    struct span folded;

    if (!fold_here(route, here, sizeof here, f->arena, &folded)) {
        f->failed = true;
    } else if (folded.len > 0) {
        f->count = refs_routed(f, folded);
    }
}

static inline void refs_begin(struct finding_refs *f, const struct vocabulary *v, uint32_t kinds,
                              struct arena *arena)
{
    f->v = v;
    f->kinds = kinds;
    f->arena = arena;
    f->at = f->here;
    f->count = 0;
    f->room = FOUND_HERE;
    f->failed = false;
}

/* The lists of the refs found, but for those that have routes, and not this one. */
static struct hits refs_end(struct finding_refs *f, struct span route)
{
    if (f->v->has_routes && f->count > 0 && route.len > 0) {
        route_look(f, route);
    }
    if (f->failed) {
        return (struct hits){.failed = true};
    }
    return f->count > 0 ? hits_of_refs(f) : (struct hits){0};
}

static struct hits match_folded(const struct vocabulary *v, uint32_t kinds, struct span folded,
                                struct span code, struct span route, struct arena *arena,
                                struct slips *slips)
{
    struct finding_refs f;

    refs_begin(&f, v, kinds, arena);
    if (code.len > 0) {
        codes_look(&f, code);
    }
    if (folded.len > 0) {
        names_look(&f, folded, slips);
    }
    return refs_end(&f, route);
}

__attribute__((noinline)) static struct hits match_coded(const struct vocabulary *v, uint32_t kinds,
                                                         const struct coded *coded,
                                                         struct span route, struct arena *arena)
{
    struct finding_refs f;

    refs_begin(&f, v, kinds, arena);
    coded_look(&f, coded);
    return refs_end(&f, route);
}

/* ---- near misses ---- */

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

static struct hits near_folded(const struct vocabulary *v, uint32_t kinds, struct span folded,
                               struct span code, struct span route, const struct slips *slips,
                               struct arena *arena)
{
    struct nearing n;

    if (slips->count == 0) {
        return (struct hits){0};
    }
    n.v = v;
    n.kinds = kinds;
    n.arena = arena;
    n.all = (struct hits){0};
    n.name_count = 0;
    n.folded = folded;
    n.code = code;
    n.route = route;
    n.looked = false;
    for (uint32_t i = 0; i < slips->count; i++) {
        near_slip(&n, slips->at[i]);
    }
    struct slip more = slips->at[slips->count - 1];
    while (slips->count == SLIPS_HERE && text_word(folded, more.end, &more.start, &more.end)) {
        more.points = slip_points(v, (struct span){folded.at + more.start, more.end - more.start});
        if (more.points > 0) {
            near_slip(&n, more);
        }
    }
    return n.all.failed ? (struct hits){.failed = true} : n.all;
}

/* ---- asking ---- */

/* With a text: folded once, for both. */
__attribute__((noinline)) static struct hits text_recognise(const struct vocabulary *v,
                                                            uint32_t kinds,
                                                            const struct entry_names *e,
                                                            struct arena *arena,
                                                            struct hits *near_r)
{
    char here[FOLDED_HERE];
    struct span folded;

    if (!fold_here(e->text, here, sizeof here, arena, &folded)) {
        return (struct hits){.failed = true};
    }
    struct slips slips;
    struct hits near = {0};
    slips.count = 0;
    struct hits hits =
        match_folded(v, kinds, folded, e->code, e->route, arena, near_r != NULL ? &slips : NULL);
    if (hits.count == 0 && !hits.failed) {
        near = near_folded(v, kinds, folded, e->code, e->route, &slips, arena);
    }
    if (near_r != NULL) {
        *near_r = near;
    }
    return hits;
}

bool vocabulary_may_know(const struct vocabulary *v, struct span text, struct span code)
{
    struct coded coded;

    return text.len > 0 || (code.len > 0 && code_known(v, code, &coded));
}

struct hits vocabulary_recognise(const struct vocabulary *v, uint32_t kinds,
                                 const struct entry_names *e, struct arena *arena,
                                 struct hits *near_r)
{
    if (near_r != NULL) {
        *near_r = (struct hits){0};
    }
    if (e->text.len > 0) {
        return text_recognise(v, kinds, e, arena, near_r);
    }
    struct coded coded;
    if (e->code.len == 0 || !code_known(v, e->code, &coded)) {
        return (struct hits){0};
    }
    return match_coded(v, kinds, &coded, e->route, arena);
}

struct hits vocabulary_match(const struct vocabulary *v, uint32_t kinds, struct span text,
                             struct span code, struct span route, struct arena *arena)
{
    struct entry_names e = {text, code, route};

    return vocabulary_recognise(v, kinds, &e, arena, NULL);
}
