/* SPDX-License-Identifier: MIT
 *
 * The codes of a vocabulary, by system, and what tells quickly that a code is none of them. Called
 * by vocabulary_make.c; one thread. Without memory an arena's `failed` is set.
 */
#include <string.h>

#include "base/words.h"
#include "vocabulary/making_parts.h"

/* "icd-10:": names are ASCII, in lower case, and shorter than eight. */
static void system_note(struct vocabulary *v, uint32_t system)
{
    char name[8] = {0}, mask[8] = {0};
    struct system_key one = {.system = system};

    for (uint32_t i = 0; i < v->system_count; i++) {
        if (v->systems[i].system == system) {
            return;
        }
    }
    one.len = (uint32_t)strlen(words_code_system.at[system]);
    memcpy(name, words_code_system.at[system], one.len);
    name[one.len++] = ':';
    memset(mask, 0xff, one.len);
    memcpy(&one.mask, mask, sizeof one.mask);
    one.key = code_head(name, sizeof name) & one.mask;
    v->systems[v->system_count++] = one;
}

static uint64_t code_hash(uint32_t system, const char *text, uint32_t len)
{
    uint64_t hash = code_begin(system);

    for (uint32_t i = 0; i < len; i++) {
        hash = code_step(hash, (unsigned char)text[i]);
    }
    return code_end(hash);
}

static void prefix_note(struct vocabulary *v, uint32_t system, const char *text, uint32_t len)
{
    if (v->code_longest[system] == 0 || len < v->code_shortest[system]) {
        v->code_shortest[system] = len;
    }
    if (len > v->code_longest[system]) {
        v->code_longest[system] = len;
    }
    if (len < 3) { /* anything may begin with it */
        memset(v->code_starts[system], 0xff, sizeof v->code_starts[system]);
        return;
    }
    uint32_t start = code_start((const unsigned char *)text);
    v->code_starts[system][start / 64] |= UINT64_C(1) << start % 64;
}

static void tail_note(struct vocabulary *v, const char *text, uint32_t len)
{
    uint32_t tail = code_tail(text, len);

    v->code_tails[tail / 64] |= UINT64_C(1) << tail % 64;
}

void code_add(struct making *m, const struct vocabulary_code *code, struct ref ref)
{
    struct span text = span_of(code->text);
    char *key = arena_new(m->keep, (size_t)text.len + 2);

    if (key == NULL) {
        return;
    }
    key[0] = (char)code->system; /* the same code in two systems is two codes */
    uint32_t len = code_normal(code->system, text, key + 1, text.len);
    uint32_t number = names_add(&m->codes, (struct span){key, len + 1}, m->code_count);
    if (number == NAMES_NOT || len == 0) {
        return;
    }
    if (number == m->code_count) {
        m->code_count++;
        m->code_at[number] = (struct code_slot){.hash = code_hash(code->system, key + 1, len),
                                                .text = key + 1,
                                                .len = len,
                                                .system = code->system};
        system_note(m->v, code->system);
        if (code->system <= CODE_ATC) {
            prefix_note(m->v, code->system, key + 1, len);
        } else {
            tail_note(m->v, key + 1, len);
        }
    }
    m->code_at[number].count++;
    m->code_refs[m->code_ref_count++] = (struct raw_ref){ref, number};
}

bool codes_place(struct making *m)
{
    struct code_slot *codes = arena_array(m->keep, (size_t)m->code_count + 1, sizeof *codes);

    if (codes == NULL || !hash_index_begin(&m->v->code_index, m->code_count, m->keep)) {
        return false;
    }
    for (uint32_t i = 0; i < m->code_count; i++) {
        codes[i] = m->code_at[i];
        hash_index_put(&m->v->code_index, codes[i].hash, i);
    }
    m->v->codes = codes;
    return true;
}
