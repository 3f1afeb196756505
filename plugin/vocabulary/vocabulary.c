/* SPDX-License-Identifier: MIT
 *
 * Which lists an entry of the chart is in, and which names it is one slip of the pen away from.
 * Called by the engine for every entry of every visit: one folding, one lookup a word, a few for a
 * code; nothing is taken from the arena where nothing matches. Immutable, any thread. On failure
 * (no memory in the arena) `failed` is set; the caller must not take the answer for "no match".
 */
#include "vocabulary/vocabulary.h"

#include <string.h>

#include "vocabulary/vocabulary_parts.h"

static void listed_found(struct finding_refs *f, const struct entry_names *e)
{
    if (e->listed > 0 && e->listed <= f->v->list_count) {
        struct ref ref = {.list = e->listed - 1,
                          .item = HIT_BY_CODE,
                          .rank = RANK_LISTED,
                          .kind = f->v->kinds[e->listed - 1]};

        ref_found(f, &ref, 0, 0);
    }
}

__attribute__((noinline)) static struct hits coded_match(const struct vocabulary *v, uint32_t kinds,
                                                         const struct entry_names *e,
                                                         const struct coded *coded,
                                                         struct arena *arena)
{
    struct finding_refs f;

    refs_begin(&f, v, kinds, arena);
    if (coded != NULL) {
        coded_look(&f, coded);
    }
    listed_found(&f, e);
    return refs_end(&f, e->route);
}

/* Of an entry without a text: most have nothing to look up. */
static inline void code_recognise(const struct vocabulary *v, uint32_t kinds,
                                  const struct entry_names *e, struct arena *arena,
                                  struct recognised *r)
{
    struct coded coded = {0};
    bool known = e->code.len > 0 && code_known(v, e->code, &coded);

    if (known || e->listed > 0) {
        r->hits = coded_match(v, kinds, e, known ? &coded : NULL, arena);
    }
    if (r->hits.count == 0 && e->code.len > 0 && !e->settled &&
        (e->systems >> coded.system & 1) != 0) {
        r->unread = unread_find(v, kinds, e, coded.system, arena);
    }
}

static struct hits text_match(const struct vocabulary *v, uint32_t kinds,
                              const struct entry_names *e, struct reading *r, struct arena *arena)
{
    struct finding_refs f;

    refs_begin(&f, v, kinds, arena);
    if (e->code.len > 0) {
        codes_look(&f, e->code);
    }
    names_look(&f, r);
    listed_found(&f, e);
    return refs_end(&f, e->route);
}

/* The lists of the names before "free" and a further word, but for the one that was asked. */
__attribute__((noinline)) static struct hits free_find(const struct vocabulary *v, uint32_t kinds,
                                                       const struct entry_names *e,
                                                       struct reading *r, struct arena *arena)
{
    struct finding_refs f;

    refs_begin(&f, v, kinds, arena);
    f.names = NAMES_FREE;
    r->slips = NULL;
    names_look(&f, r);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < f.count; i++) {
        if (f.at[i].ref.rank < RANK_EXCEPT && f.at[i].ref.list + 1 != e->listed) {
            f.at[kept++] = f.at[i];
        }
    }
    f.count = kept;
    return f.count > 0 ? refs_excepted(&f, e, r) : (struct hits){.failed = f.failed};
}

/* With a text: folded once, for all. */
__attribute__((noinline)) static void text_recognise(const struct vocabulary *v, uint32_t kinds,
                                                     const struct entry_names *e,
                                                     struct arena *arena, struct recognised *r)
{
    char here[FOLDED_HERE];
    struct reading reading = {.text = e->text};

    if (!fold_here(e->text, here, sizeof here, arena, &reading.folded)) {
        r->failed = true;
        return;
    }
    if (reading.folded.len == 0) {
        code_recognise(v, kinds, e, arena, r);
        return;
    }
    struct slips slips;
    slips.count = 0;
    reading.slips = e->settled ? NULL : &slips;
    r->hits = text_match(v, kinds, e, &reading, arena);
    if (slips.count > 0 && r->hits.count == 0 && !r->hits.failed) {
        r->near = near_find(v, kinds, e, &reading, arena);
    }
    if (reading.free && !e->settled) {
        r->free = free_find(v, kinds, e, &reading, arena);
    }
}

/* Short, or by another name of its system: few are. */
__attribute__((noinline)) static bool may_know_other(const struct vocabulary *v, struct span code,
                                                     uint32_t systems)
{
    struct coded coded = {0};

    return code.len > 0 && (code_known(v, code, &coded) || (systems >> coded.system & 1) != 0);
}

bool vocabulary_may_know(const struct vocabulary *v, struct span code, uint32_t systems)
{
    struct coded coded;

    if (code.len < sizeof(uint64_t) || !code_named(v, code, &coded)) {
        return may_know_other(v, code, systems);
    }
    return coded_known(v, coded) || (systems >> coded.system & 1) != 0;
}

void vocabulary_recognise(const struct vocabulary *v, uint32_t kinds, const struct entry_names *e,
                          struct arena *arena, struct recognised *r)
{
    memset(r, 0, sizeof *r);
    if (e->text.len > 0) {
        text_recognise(v, kinds, e, arena, r);
    } else {
        code_recognise(v, kinds, e, arena, r);
    }
    r->failed |= r->hits.failed || r->near.failed || r->free.failed || arena->failed;
}

struct hits vocabulary_match(const struct vocabulary *v, uint32_t kinds, struct span text,
                             struct span code, struct span route, struct arena *arena)
{
    struct entry_names e = {.text = text, .code = code, .route = route, .settled = true};
    struct recognised r;

    vocabulary_recognise(v, kinds, &e, arena, &r);
    r.hits.failed |= r.failed;
    return r.hits;
}
