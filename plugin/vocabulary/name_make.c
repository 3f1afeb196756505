/* SPDX-License-Identifier: MIT
 *
 * The names of a vocabulary: every one folded once, each different one kept once with the lists it
 * means, grouped by their first word. Called by vocabulary_make.c; one thread. Without memory an
 * arena's `failed` is set; what is no name was refused by the loader and is left out.
 */
#include <stdlib.h>
#include <string.h>

#include "vocabulary/making_parts.h"

static bool name_begin(struct making *m, uint32_t number, struct span folded)
{
    uint32_t start, end;
    const char *kept = folded.at;

    if (!text_word(folded, 0, &start, &end)) {
        return false;
    }
    struct vname *n = &m->at[number];
    *n = (struct vname){.text = kept, .len = folded.len, .lead = start};
    n->one_word = start == 0 && end == folded.len;
    n->points = n->one_word ? (uint32_t)utf8_count(folded.at, folded.len) : 0;
    uint32_t group = names_add(&m->words, (struct span){kept + start, end - start}, m->word_count);
    if (group == m->word_count) {
        m->word_count++;
    }
    m->group[number] = group;
    return group != NAMES_NOT;
}

/* The number of a name; a new one is kept. */
static uint32_t name_number(struct making *m, struct span folded)
{
    uint32_t number = names_find(&m->names, folded);
    const char *kept = number == NAMES_NOT ? arena_text(m->keep, folded.at, folded.len) : NULL;

    if (kept == NULL) {
        return number;
    }
    folded.at = kept;
    number = names_add(&m->names, folded, m->name_count);
    if (number == NAMES_NOT || !name_begin(m, m->name_count++, folded)) {
        return NAMES_NOT;
    }
    return number;
}

void name_add(struct making *m, const char *text, struct ref ref)
{
    char here[256];
    struct span written = span_of(text), folded = {here, 0};
    int64_t len = written.len <= sizeof here ? text_fold(text, written.len, here, sizeof here) : -1;

    if (len >= 0) {
        folded.len = (uint32_t)len;
    } else {
        folded = text_folded(written, m->scratch);
    }
    if (!text_has_word(folded)) {
        return;
    }
    uint32_t number = name_number(m, folded);
    if (number == NAMES_NOT) {
        return;
    }
    struct vname *n = &m->at[number];
    n->kinds |= (uint8_t)KIND_BIT(ref.kind);
    if (ref.rank != RANK_EXCEPT) {
        n->in_kinds |= (uint8_t)KIND_BIT(ref.kind);
    }
    n->count++;
    m->name_refs[m->name_ref_count++] = (struct raw_ref){ref, number};
}

/* Names in the order of their first words, each with its refs behind one another; refs of one name
 * by list. */
bool names_place(struct making *m)
{
    struct vname *names = arena_array(m->keep, (size_t)m->name_count + 1, sizeof *names);
    struct ref *refs =
        arena_array(m->keep, (size_t)m->name_ref_count + m->code_ref_count + 1, sizeof *refs);
    uint32_t *first = arena_array(m->scratch, (size_t)m->word_count + 2, sizeof *first);
    uint32_t *place = arena_array(m->scratch, (size_t)m->name_count + 1, sizeof *place);

    if (names == NULL || refs == NULL || first == NULL || place == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < m->name_count; i++) {
        first[m->group[i] + 1]++;
    }
    for (uint32_t i = 0; i < m->word_count; i++) {
        first[i + 1] += first[i];
    }
    for (uint32_t i = 0; i < m->name_count; i++) {
        place[i] = first[m->group[i]]++;
        names[place[i]] = m->at[i];
    }
    uint32_t next = 0;
    for (uint32_t i = 0; i < m->name_count; i++) {
        names[i].first = next;
        next += names[i].count;
        names[i].count = 0;
    }
    for (uint32_t i = 0; i < m->name_ref_count; i++) {
        struct vname *n = &names[place[m->name_refs[i].of]];

        refs[n->first + n->count++] = m->name_refs[i].ref;
    }
    for (uint32_t i = 0; i < m->code_count; i++) {
        m->code_at[i].first = next;
        next += m->code_at[i].count;
        m->code_at[i].count = 0;
    }
    for (uint32_t i = 0; i < m->code_ref_count; i++) {
        struct code_slot *c = &m->code_at[m->code_refs[i].of];

        refs[c->first + c->count++] = m->code_refs[i].ref;
    }
    m->v->names = m->sorting = names;
    m->v->name_count = m->name_count;
    m->v->refs = refs;
    return true;
}

static int by_text(const void *a, const void *b)
{
    const struct vname *x = a, *y = b;
    uint32_t x_len = x->len - x->lead, y_len = y->len - y->lead,
             least = x_len < y_len ? x_len : y_len;
    int order = memcmp(x->text + x->lead, y->text + y->lead, least);

    if (order == 0) {
        order = (x_len > y_len) - (x_len < y_len);
    }
    return order != 0 ? order : (x->lead > y->lead) - (x->lead < y->lead);
}

/* Names with one first word, sorted; each knows the one that it begins with (group_find). */
static void group_sort(struct vname *names, uint32_t first, uint32_t end)
{
    qsort(&names[first], end - first, sizeof *names, by_text);
    for (uint32_t i = first; i < end; i++) {
        uint32_t shorter = i > first ? i - 1 : GROUP_END;
        const struct vname *n = &names[i];

        while (shorter != GROUP_END) {
            const struct vname *s = &names[shorter];

            if (s->len - s->lead <= n->len - n->lead &&
                memcmp(s->text + s->lead, n->text + n->lead, s->len - s->lead) == 0) {
                break;
            }
            shorter = s->shorter;
        }
        names[i].shorter = shorter;
    }
}

bool words_place(struct making *m)
{
    struct word_slot *slots = arena_array(m->keep, (size_t)m->word_count + 1, sizeof *slots);
    uint32_t count = 0;
    uint32_t starts_room = bits_for(m->word_count, 16);
    uint64_t *starts = arena_array(m->keep, starts_room / 64, sizeof *starts);

    if (slots == NULL || starts == NULL ||
        !hash_index_begin(&m->v->word_index, m->word_count, m->keep)) {
        return false;
    }
    const struct vname *names = m->v->names;
    for (uint32_t i = 0; i < m->name_count;) {
        uint32_t start, end, from = i;

        if (!text_word((struct span){names[i].text, names[i].len}, 0, &start, &end)) {
            return false;
        }
        struct span word = {names[i].text + start, end - start};
        for (i++; i < m->name_count; i++) {
            const struct vname *n = &names[i];

            if (!text_word((struct span){n->text, n->len}, n->lead, &start, &end) ||
                !span_same((struct span){n->text + start, end - start}, word)) {
                break;
            }
        }
        group_sort(m->sorting, from, i);
        uint64_t hash = word_hash(names[from].text + names[from].lead, word.len);
        hash_index_put(&m->v->word_index, hash, count);
        slots[count++] = (struct word_slot){hash, from, i - from};
        bit_put(starts, starts_room - 1, word_start(word.at, word.len));
    }
    m->v->word_starts = starts;
    m->v->word_starts_mask = starts_room - 1;
    m->v->words = slots;
    return true;
}
