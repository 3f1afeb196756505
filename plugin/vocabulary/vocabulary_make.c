/* SPDX-License-Identifier: MIT
 *
 * Makes a vocabulary: every name folded once, each different name kept once with the lists it
 * means, names grouped by their first word; codes by system; one-word names also under everything
 * that is one character shorter, so that a slip of the pen is found by a few lookups. Linear in
 * what the lists hold. Called by the loader; one thread. On failure (no memory) NULL; nothing else
 * can fail: what is no name was refused by the loader and is left out.
 */
#include "vocabulary/vocabulary_make.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/words.h"
#include "base/names.h"

/* ---- folding, codes: also for others ---- */

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

bool text_has_word(struct span folded)
{
    uint32_t start, end;

    return folded.at != NULL && text_word(folded, 0, &start, &end);
}

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

uint64_t word_hash(const char *s, uint32_t len)
{
    return hash_bytes(1, s, len);
}

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

/* ---- making ---- */

struct raw_ref { /* a ref and the name or code it is of */
    struct ref ref;
    uint32_t of;
};

struct making {
    const struct vocabulary_list *lists;
    uint32_t list_count;
    struct arena *keep, *scratch;
    struct arena tables; /* of the three below: gone before the vocabulary's own are made */
    struct vocabulary *v;
    struct vname *sorting; /* v->names, while they are put in order */
    struct names names, codes, words;
    struct raw_ref *name_refs, *code_refs;
    uint32_t name_ref_count, code_ref_count;
    struct vname *at;          /* names in the order they were met */
    uint32_t *group;           /* of each name: its first word */
    struct code_slot *code_at; /* codes in the order they were met */
    uint32_t name_count, code_count, word_count;
};

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

static void name_add(struct making *m, const char *text, struct ref ref)
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

static void code_add(struct making *m, const struct vocabulary_code *code, struct ref ref)
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

static void list_add(struct making *m, uint32_t number)
{
    const struct vocabulary_list *l = &m->lists[number];
    struct ref ref = {.list = number, .kind = (uint8_t)l->kind};

    for (uint32_t i = 0; i < l->item_count; i++) {
        ref.item = l->items[i].item;
        name_add(m, l->items[i].text, ref);
    }
    ref.rank = RANK_SYNONYM;
    for (uint32_t i = 0; i < l->synonym_count; i++) {
        ref.item = l->synonyms[i].item;
        name_add(m, l->synonyms[i].text, ref);
    }
    ref.item = HIT_BY_CODE;
    ref.rank = RANK_CODE;
    for (uint32_t i = 0; i < l->code_count; i++) {
        code_add(m, &l->codes[i], ref);
    }
    ref.rank = RANK_EXCEPT;
    for (uint32_t i = 0; i < l->except_item_count; i++) {
        name_add(m, l->except_items[i].text, ref);
    }
    for (uint32_t i = 0; i < l->except_code_count; i++) {
        code_add(m, &l->except_codes[i], ref);
    }
}

static bool making_begin(struct making *m)
{
    size_t names = 1, codes = 1;

    for (uint32_t i = 0; i < m->list_count; i++) {
        const struct vocabulary_list *l = &m->lists[i];

        names += (size_t)l->item_count + l->synonym_count + l->except_item_count;
        codes += (size_t)l->code_count + l->except_code_count;
    }
    names_begin(&m->names, &m->tables);
    names_begin(&m->codes, &m->tables);
    names_begin(&m->words, &m->tables);
    names_room(&m->names, names < UINT32_C(1) << 28 ? (uint32_t)names : 0);
    names_room(&m->words, names < UINT32_C(1) << 28 ? (uint32_t)names : 0);
    names_room(&m->codes, codes < UINT32_C(1) << 28 ? (uint32_t)codes : 0);
    m->name_refs = arena_array(m->scratch, names, sizeof *m->name_refs);
    m->code_refs = arena_array(m->scratch, codes, sizeof *m->code_refs);
    m->at = arena_array(m->scratch, names, sizeof *m->at);
    m->group = arena_array(m->scratch, names, sizeof *m->group);
    m->code_at = arena_array(m->scratch, codes, sizeof *m->code_at);
    return !m->scratch->failed && !m->tables.failed;
}

/* Names in the order of their first words, each with its refs behind one another; refs of one name
 * by list. */
static bool names_place(struct making *m)
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

static uint32_t room_for(uint32_t count)
{
    uint32_t room = 2;

    while (room < count * 2 && room < UINT32_C(1) << 30) {
        room *= 2;
    }
    return room;
}

/* Room for bits that are few enough to say no of most things; a power of two. */
static uint32_t bits_for(uint32_t count, uint32_t each)
{
    uint32_t room = 1024;

    while (room < (uint64_t)count * each && room < UINT32_C(1) << 26) {
        room *= 2;
    }
    return room;
}

static void bit_put(uint64_t *bits, uint32_t mask, uint64_t hash)
{
    uint32_t bit = (uint32_t)hash & mask;

    bits[bit / 64] |= UINT64_C(1) << bit % 64;
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

static bool words_place(struct making *m)
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

static bool codes_place(struct making *m)
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

/* ---- near misses ---- */

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

static bool near_place(struct making *m)
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

/* ---- lists within lists, routes ---- */

static bool includes_place(struct making *m)
{
    struct vocabulary *v = m->v;
    size_t total = 0, routes = 0;

    for (uint32_t i = 0; i < m->list_count; i++) {
        total += m->lists[i].include_count;
        routes += m->lists[i].route_count;
    }
    uint32_t *parent_first = arena_array(m->keep, (size_t)m->list_count + 2, sizeof(uint32_t));
    uint32_t *include_first = arena_array(m->keep, (size_t)m->list_count + 2, sizeof(uint32_t));
    uint32_t *route_first = arena_array(m->keep, (size_t)m->list_count + 2, sizeof(uint32_t));
    uint32_t *parents = arena_array(m->keep, total + 1, sizeof(uint32_t));
    uint32_t *includes = arena_array(m->keep, total + 1, sizeof(uint32_t));
    uint32_t *next = arena_array(m->scratch, (size_t)m->list_count + 2, sizeof(uint32_t));
    struct span *route_at = arena_array(m->keep, routes + 1, sizeof *route_at);
    if (m->keep->failed || m->scratch->failed) {
        return false;
    }
    v->plain_count = m->list_count;
    for (uint32_t i = 0; i < m->list_count; i++) {
        const struct vocabulary_list *l = &m->lists[i];

        if (l->include_count > 0 && v->plain_count == m->list_count) {
            v->plain_count = i;
        }
        include_first[i + 1] = include_first[i];
        route_first[i + 1] = route_first[i];
        for (uint32_t j = 0; j < l->include_count; j++) {
            includes[include_first[i + 1]++] = l->includes[j];
            parent_first[l->includes[j] + 1]++;
        }
        for (uint32_t j = 0; j < l->route_count; j++) {
            route_at[route_first[i + 1]++] = text_folded(span_of(l->routes[j]), m->keep);
        }
    }
    for (uint32_t i = 0; i < m->list_count; i++) {
        parent_first[i + 1] += parent_first[i];
    }
    memcpy(next, parent_first, m->list_count * sizeof *next);
    for (uint32_t i = 0; i < m->list_count; i++) {
        for (uint32_t j = 0; j < m->lists[i].include_count; j++) {
            parents[next[m->lists[i].includes[j]]++] = i;
        }
    }
    v->parent_first = parent_first;
    v->parents = parents;
    v->include_first = include_first;
    v->includes = includes;
    v->route_first = route_first;
    v->routes = route_at;
    v->has_routes = routes > 0;
    return !m->keep->failed;
}

struct vocabulary *vocabulary_new(const struct vocabulary_list *lists, uint32_t count,
                                  struct arena *keep, struct arena *scratch)
{
    struct making m = {.lists = lists, .list_count = count, .keep = keep, .scratch = scratch};

    m.v = arena_new(keep, sizeof *m.v);
    arena_begin(&m.tables, NULL, 0, 0);
    bool made = m.v != NULL && making_begin(&m);
    for (uint32_t i = 0; made && i < count; i++) {
        list_add(&m, i);
    }
    made = made && !keep->failed && !scratch->failed && !m.tables.failed;
    arena_end(&m.tables);
    if (!made) {
        return NULL;
    }
    m.v->list_count = count;
    made = names_place(&m) && words_place(&m) && codes_place(&m) && near_place(&m) &&
           includes_place(&m);
    return made ? m.v : NULL;
}
