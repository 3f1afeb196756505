/* SPDX-License-Identifier: MIT
 *
 * Which lists a code of the chart means: icd-10 and atc by every beginning of it that some list may
 * have, the other systems whole. Most codes are told to be in no list before anything is looked up
 * (code_known). Pure, any thread; cannot fail but for memory, which the refs tell.
 */
#include <string.h>

#include "base/words.h"
#include "vocabulary/vocabulary_parts.h"

uint32_t code_normal(uint32_t system, struct span code, char *out, uint32_t room)
{
    uint32_t len = 0;

    for (uint32_t i = 0; i < code.len && len < room; i++) {
        char c = code.at[i];

        if (system <= CODE_ATC) {
            if (c == '.' || c == ' ') {
                continue;
            }
            if (c >= 'a' && c <= 'z') {
                c = (char)(c - 'a' + 'A');
            }
        }
        out[len++] = c;
    }
    return len;
}

static void code_found(struct finding_refs *f, const struct code_slot *c)
{
    for (uint32_t i = c->first; i < c->first + c->count && !f->failed; i++) {
        const struct ref *ref = &f->v->refs[i];

        if (ref->rank == RANK_EXCEPT_CODE || f->codes) {
            ref_found(f, ref, 0, 0);
        }
    }
}

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
        code_found(f, c);
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

/* By every beginning that is as long as some code that lists have. */
__attribute__((noinline)) static void prefixes_look(struct finding_refs *f, uint32_t system,
                                                    struct span code)
{
    char here[64], *text = code.len <= sizeof here ? here : arena_new(f->arena, code.len);
    uint64_t hash = code_begin(system);
    uint32_t len = 0, least = f->v->code_shortest[system], most = f->v->code_longest[system];

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
        if (len >= least) {
            code_look(f, system, hash, text, len);
        }
    }
}

bool code_renamed(struct span code, struct coded *coded_r)
{
    coded_r->system = code_system_of(code, &coded_r->rest);
    return coded_r->system != 0;
}

void coded_look(struct finding_refs *f, const struct coded *coded)
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

void codes_look(struct finding_refs *f, struct span code)
{
    struct coded coded;

    if (code_known(f->v, code, &coded)) {
        coded_look(f, &coded);
    }
}
