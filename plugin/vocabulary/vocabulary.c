/* SPDX-License-Identifier: MIT
 *
 * Which lists an entry of the chart is in, and which names it is one slip of the pen away from.
 * Called by the engine for every entry of every visit: one folding, one lookup a word, a few for a
 * code; nothing is taken from the arena where nothing matches. Immutable, any thread. On failure
 * (no memory in the arena) `failed` is set; the caller must not take the answer for "no match".
 */
#include "vocabulary/vocabulary.h"

#include "vocabulary/vocabulary_parts.h"

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
        const struct near_asked asked = {kinds, folded, e->code, e->route};

        near = near_find(v, &asked, &slips, arena);
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
