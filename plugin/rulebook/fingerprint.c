/* SPDX-License-Identifier: MIT
 *
 * The canonical form of a compiled rule and of a rulebook, and their hashes: what the rules mean
 * and say, in a fixed order of fields, maps by name. Comments, spacing, quoting and the order of
 * keys are not part of it; the order of rules and of a list's items is. Called at the end of a load
 * that found no error. Nothing fails.
 */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/words.h"
#include "rulebook/loading.h"

struct canon {
    struct sha256 sha;
    uint32_t used;
    uint8_t buffer[1024];
};

static void canon_begin(struct canon *c, const char *what)
{
    sha256_begin(&c->sha);
    c->used = 0;
    sha256_add(&c->sha, what, strlen(what) + 1);
}

static void put_bytes(struct canon *c, const void *p, size_t len)
{
    if (len > sizeof c->buffer - c->used) {
        sha256_add(&c->sha, c->buffer, c->used);
        c->used = 0;
    }
    if (len > sizeof c->buffer) {
        sha256_add(&c->sha, p, len);
        return;
    }
    if (len > 0) {
        memcpy(c->buffer + c->used, p, len);
    }
    c->used += (uint32_t)len;
}

static void canon_end(struct canon *c, uint8_t digest_r[32])
{
    sha256_add(&c->sha, c->buffer, c->used);
    sha256_end(&c->sha, digest_r);
}

/* Seven bits a byte, the last one without the eighth. */
static void put_number(struct canon *c, uint64_t n)
{
    uint8_t bytes[10];
    uint32_t len = 0;

    for (; n >= 128; n >>= 7) {
        bytes[len++] = (uint8_t)(n | 128);
    }
    bytes[len++] = (uint8_t)n;
    put_bytes(c, bytes, len);
}

static void put_signed(struct canon *c, int64_t n)
{
    put_number(c, (uint64_t)n);
}

static void put_text(struct canon *c, const char *s)
{
    size_t len = s != NULL ? strlen(s) : 0;

    put_number(c, s != NULL ? len + 1 : 0);
    put_bytes(c, s, len);
}

static void put_texts(struct canon *c, const struct texts *t)
{
    put_number(c, t->count);
    for (uint32_t i = 0; i < t->count; i++) {
        put_text(c, t->at[i]);
    }
}

static void put_length(struct canon *c, struct length length)
{
    put_signed(c, length.n);
    put_number(c, length.unit);
}

static void put_threshold(struct canon *c, const struct threshold *t)
{
    put_number(c, t->set);
    if (!t->set) {
        return;
    }
    put_length(c, t->length);
    put_signed(c, t->number);
    put_text(c, t->parameter);
}

/* ---- rules ---- */

static void put_cond(struct canon *c, const struct rules *r, uint32_t number)
{
    const struct cond *cond = &r->conds[number];

    put_number(c, cond->kind);
    put_text(c, cond->list != NONE ? r->lists[cond->list].id : NULL);
    put_number(c, cond->status);
    put_number(c, cond->severity);
    put_number(c, cond->site);
    put_number(c, (uint64_t)cond->done_only | (uint64_t)cond->negated << 1 |
                      (uint64_t)cond->wants_recorded << 2 | (uint64_t)cond->wants_missing << 3 |
                      (uint64_t)cond->wants_unsure << 4 | (uint64_t)cond->wants_none << 5 |
                      (uint64_t)cond->window << 8 | (uint64_t)cond->times_below << 16 |
                      (uint64_t)cond->times.set << 17);
    put_number(c, cond->choices);
    put_threshold(c, &cond->within);
    put_threshold(c, &cond->until);
    put_threshold(c, &cond->at_least);
    put_threshold(c, &cond->below);
    if (cond->times.set) {
        put_threshold(c, &cond->times);
    }
    put_texts(c, &cond->words);
    put_number(c, cond->lists.count);
    for (uint32_t i = 0; i < cond->lists.count; i++) {
        put_text(c, r->lists[cond->lists.at[i]].id);
    }
    put_number(c, cond->sites.count);
    for (uint32_t i = 0; i < cond->sites.count; i++) {
        put_text(c, site_name(r->sites, cond->sites.at[i]));
    }
    put_text(c, cond->name);
    put_number(c, cond->count);
    for (uint32_t i = 0; i < cond->count; i++) {
        put_cond(c, r, cond->first + i);
    }
}

static void put_due(struct canon *c, const struct due *due)
{
    put_number(c, due->anchor);
    put_threshold(c, &due->by);
}

static void put_instructions(struct canon *c, const struct instructions *all)
{
    put_number(c, all->count);
    for (uint32_t i = 0; i < all->count; i++) {
        put_text(c, all->at[i].what);
        put_text(c, all->at[i].tell_patient);
        put_number(c, all->at[i].for_whom);
        put_number(c, (uint32_t)all->at[i].lasts << 1 | all->at[i].unassigned);
        put_due(c, &all->at[i].due);
    }
}

static void put_rule_head(struct canon *c, const struct rules *r, const struct rule *rule)
{
    const char *const texts[] = {rule->id,    rule->title, rule->topic,
                                 rule->basis, rule->note,  rule->replaced_by};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        put_text(c, texts[i]);
    }
    put_text(c, r->books[rule->rulebook].id);
    put_number(c, rule->status);
    put_texts(c, &rule->refs);
    put_texts(c, &rule->statements);
    put_number(c, rule->moments);
    for (uint32_t m = 1; m <= 4; m++) {
        put_number(c, rule->severity[m]);
    }
    put_number(c, rule->procedures.count);
    for (uint32_t i = 0; i < rule->procedures.count; i++) {
        put_text(c, r->lists[rule->procedures.at[i]].id);
    }
}

static void put_rule_end(struct canon *c, const struct rules *r, const struct rule *rule)
{
    const char *const texts[] = {rule->say,       rule->because, rule->alert_channel,
                                 rule->alert_say, rule->ask,     rule->ignore};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        put_text(c, texts[i]);
    }
    put_due(c, &rule->move_to);
    put_number(c, rule->ask_of);
    put_number(c, rule->ask_from);
    put_number(c, rule->asks_answers);
    put_number(c, rule->answer_by);
    put_number(c, rule->otherwise);
    put_texts(c, &rule->override_by);
    put_texts(c, &rule->override_reasons);
    put_number(c, rule->override_note | (uint64_t)rule->lasts.set << 8);
    if (rule->lasts.set) {
        put_threshold(c, &rule->lasts);
    }
    put_number(c, rule->covers.count);
    for (uint32_t i = 0; i < rule->covers.count; i++) {
        put_text(c, r->rules[rule->covers.at[i]].id);
    }
}

void rule_meaning(const struct rules *r, const struct rule *rule, uint8_t digest_r[32])
{
    struct canon c;

    canon_begin(&c, "precare rule 1");
    put_rule_head(&c, r, rule);
    put_cond(&c, r, rule->condition);
    put_number(&c, rule->unless != NONE);
    if (rule->unless != NONE) {
        put_cond(&c, r, rule->unless);
    }
    put_number(&c, rule->still_time);
    put_instructions(&c, &rule->if_still_time);
    put_instructions(&c, &rule->instruct);
    put_rule_end(&c, r, rule);
    canon_end(&c, digest_r);
}

void fingerprint_text(const uint8_t digest[32], char out[16])
{
    out[0] = 'r';
    out[1] = '-';
    hex_of(digest, 4, out + 2);
}

/* ---- rulebooks ---- */

/* Numbers in the order of their names: a map has no order. */
struct named {
    const char *name;
    uint32_t number;
};

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct named *)a)->name, ((const struct named *)b)->name);
}

static void put_book_head(struct canon *c, const struct rulebook *b)
{
    const char *const texts[] = {b->id,         b->title,         b->version, b->owner_name,
                                 b->owner_role, b->owner_contact, b->language};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        put_text(c, texts[i]);
    }
    put_number(c, b->status);
    put_number(c, b->stop_after_review);
    put_signed(c, b->effective_from);
    put_signed(c, b->effective_until);
    put_signed(c, b->review_by);
    for (uint32_t i = 0; i < CHART_ASKED; i++) {
        put_length(c, b->stays_good[i]);
    }
    put_texts(c, &b->not_covered);
}

static void put_sources(struct canon *c, const struct rulebook *b, struct named *order)
{
    for (uint32_t i = 0; i < b->source_count; i++) {
        order[i] = (struct named){b->sources[i].id, i};
    }
    qsort(order, b->source_count, sizeof *order, by_name);
    put_number(c, b->source_count);
    for (uint32_t i = 0; i < b->source_count; i++) {
        const struct source *s = &b->sources[order[i].number];
        const char *const texts[] = {s->id, s->title, s->kind, s->link, s->read_on};

        for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
            put_text(c, texts[t]);
        }
    }
}

static void put_parameters(struct canon *c, const struct rules *r, uint32_t book,
                           struct named *order)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < r->parameter_count; i++) {
        if (r->parameters[i].rulebook == book) {
            order[count++] = (struct named){r->parameters[i].name, i};
        }
    }
    qsort(order, count, sizeof *order, by_name);
    put_number(c, count);
    for (uint32_t i = 0; i < count; i++) {
        const struct parameter *p = &r->parameters[order[i].number];
        const char *const texts[] = {p->name,   p->means,   p->basis,      p->note,      p->value,
                                     p->lowest, p->highest, p->changed_by, p->base_value};

        for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
            put_text(c, texts[t]);
        }
    }
}

static void put_codes(struct canon *c, const struct codes_vector *codes)
{
    put_number(c, codes->count);
    for (uint32_t i = 0; i < codes->count; i++) {
        put_number(c, codes->at[i].system);
        put_text(c, codes->at[i].text);
    }
}

/* Other names in the order of their items: the map that they stand in has none. */
static void put_also(struct canon *c, struct loading *ld, const struct list_def *def)
{
    uint32_t items = def->items.count, count = def->also.count;
    uint32_t *first = arena_array(&ld->scratch, (size_t)items + 2, sizeof *first);
    const char **at = arena_array(&ld->scratch, (size_t)count + 1, sizeof *at);

    put_number(c, count);
    if (first == NULL || at == NULL || count == 0) {
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        first[def->also.at[i].item + 1]++;
    }
    for (uint32_t i = 0; i < items; i++) {
        first[i + 1] += first[i];
    }
    for (uint32_t i = 0; i < count; i++) {
        at[first[def->also.at[i].item]++] = def->also.at[i].text;
    }
    for (uint32_t i = 0; i < items; i++) {
        put_number(c, first[i]);
    }
    for (uint32_t i = 0; i < count; i++) {
        put_text(c, at[i]);
    }
}

static void put_list(struct canon *c, struct loading *ld, const struct rules *r,
                     const struct list_def *def, const struct list *l)
{
    put_text(c, l->id);
    put_text(c, l->plain);
    put_number(c, l->kind);
    put_texts(c, &l->items);
    put_also(c, ld, def);
    put_codes(c, &def->codes);
    put_codes(c, &def->except_codes);
    put_number(c, def->except_items.count);
    for (uint32_t i = 0; i < def->except_items.count; i++) {
        put_text(c, def->except_items.at[i]);
    }
    put_texts(c, &l->routes);
    put_length(c, l->short_lived);
    put_number(c, l->includes.count);
    for (uint32_t i = 0; i < l->includes.count; i++) {
        put_text(c, r->lists[l->includes.at[i]].id);
    }
}

void lists_mean(struct loading *ld, const struct rules *r)
{
    for (uint32_t i = 0; i < r->list_count; i++) {
        struct list *list = &ld->compiled_lists[i];
        uint8_t digest[32];
        struct canon c;

        canon_begin(&c, "precare list 1");
        put_list(&c, ld, r, &ld->lists.at[ld->list_order[i]], list);
        canon_end(&c, digest);
        memcpy(list->meaning, digest, sizeof list->meaning);
    }
}

static void cond_lists_mark(const struct rules *r, uint32_t number, uint8_t *used)
{
    const struct cond *cond = &r->conds[number];

    if (cond->list != NONE) {
        used[cond->list] = 1;
    }
    for (uint32_t i = 0; i < cond->lists.count; i++) {
        used[cond->lists.at[i]] = 1;
    }
    for (uint32_t i = 0; i < cond->count; i++) {
        cond_lists_mark(r, cond->first + i, used);
    }
}

/* And what they include; a list stands behind what it includes. */
static void book_lists_mark(const struct rules *r, uint32_t book, uint8_t *used)
{
    for (uint32_t i = 0; i < r->rule_count; i++) {
        const struct rule *rule = &r->rules[i];

        if (rule->rulebook != book || rule->condition == NONE) {
            continue;
        }
        for (uint32_t j = 0; j < rule->procedures.count; j++) {
            used[rule->procedures.at[j]] = 1;
        }
        cond_lists_mark(r, rule->condition, used);
        if (rule->unless != NONE) {
            cond_lists_mark(r, rule->unless, used);
        }
    }
    for (uint32_t i = r->list_count; i-- > 0;) {
        for (uint32_t j = 0; used[i] && j < r->lists[i].includes.count; j++) {
            used[r->lists[i].includes.at[j]] = 1;
        }
    }
}

static void put_lists(struct canon *c, struct loading *ld, const struct rules *r, uint8_t *used,
                      struct named *order)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < r->list_count; i++) {
        if (used[i]) {
            order[count++] = (struct named){r->lists[i].id, i};
        }
    }
    qsort(order, count, sizeof *order, by_name);
    put_number(c, count);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t number = order[i].number;

        put_list(c, ld, r, &ld->lists.at[ld->list_order[number]], &r->lists[number]);
    }
}

static void put_words_of(struct canon *c, const struct node *n)
{
    uint32_t count = n == NULL ? 0 : n->kind == NODE_LIST ? n->count : 1;

    put_number(c, count);
    for (uint32_t i = 0; i < count; i++) {
        put_text(c, n->kind == NODE_LIST ? n->items[i]->text.at : n->text.at);
    }
}

static void put_sites(struct canon *c, const struct loading *ld, struct named *order)
{
    uint32_t count = ld->sites.count;

    for (uint32_t i = 0; i < count; i++) {
        order[i] = (struct named){ld->sites.at[i].key->text.at, i};
    }
    qsort(order, count, sizeof *order, by_name);
    put_number(c, count);
    for (uint32_t i = 0; i < count; i++) {
        const struct site_def *def = &ld->sites.at[order[i].number];

        put_text(c, order[i].name);
        put_text(c, def->parent != SITE_UNKNOWN ? ld->sites.at[def->parent].key->text.at : NULL);
        put_words_of(c, def->read.also);
        put_words_of(c, def->read.adjacent);
    }
}

static void put_reasons(struct canon *c, const struct rules *r, struct named *order)
{
    for (uint32_t i = 0; i < r->reason_count; i++) {
        order[i] = (struct named){r->reasons[i].id, i};
    }
    qsort(order, r->reason_count, sizeof *order, by_name);
    put_number(c, r->reason_count);
    for (uint32_t i = 0; i < r->reason_count; i++) {
        put_text(c, order[i].name);
        put_text(c, r->reasons[order[i].number].say);
        put_text(c, r->reasons[order[i].number].points_to);
    }
}

/* Words in the order of their names, synonyms as they are written. */
static void put_word_set(struct canon *c, const struct word_set *set, struct named *order)
{
    for (uint32_t i = 0; i < set->count; i++) {
        order[i] = (struct named){set->at[i].word, i};
    }
    qsort(order, set->count, sizeof *order, by_name);
    put_number(c, set->count);
    for (uint32_t i = 0; i < set->count; i++) {
        const struct word_row *row = &set->at[order[i].number];

        put_text(c, row->word);
        put_number(c, row->also_count);
        for (uint32_t k = 0; k < row->also_count; k++) {
            put_text(c, row->also[k]);
        }
    }
}

static void put_asked(struct canon *c, const struct declared *all, uint32_t count,
                      struct named *order, struct named *words)
{
    for (uint32_t i = 0; i < count; i++) {
        order[i] = (struct named){all[i].name, i};
    }
    qsort(order, count, sizeof *order, by_name);
    put_number(c, count);
    for (uint32_t i = 0; i < count; i++) {
        const struct declared *one = &all[order[i].number];

        put_text(c, one->name);
        put_text(c, one->ask);
        put_number(c, one->of);
        put_number(c, one->form);
        put_text(c, one->unit);
        put_number(c, one->past);
        put_number(c, one->kind);
        put_length(c, one->good_for);
        put_word_set(c, &one->words, words);
    }
}

/* What the whole directory declares under `answers`, `words` and `roles`. */
static void put_answers(struct canon *c, struct loading *ld, const struct rules *r)
{
    size_t most = (size_t)r->answer_count + r->field_count + 1;
    size_t words = 1;

    for (uint32_t i = 0; i < r->answer_count; i++) {
        words = r->answers[i].words.count > words ? r->answers[i].words.count : words;
    }
    for (uint32_t i = 0; i < r->field_count; i++) {
        words = r->fields[i].words.count > words ? r->fields[i].words.count : words;
    }
    for (uint32_t i = 0; i < WORD_SETS; i++) {
        words = r->words[i].count > words ? r->words[i].count : words;
    }
    struct named *order = arena_array(&ld->scratch, most, sizeof *order);
    struct named *inner = arena_array(&ld->scratch, words, sizeof *inner);
    if (order == NULL || inner == NULL) {
        return;
    }
    put_asked(c, r->answers, r->answer_count, order, inner);
    put_asked(c, r->fields, r->field_count, order, inner);
    for (uint32_t i = 0; i < WORD_SETS; i++) {
        put_word_set(c, &r->words[i], inner);
    }
}

/* Holidays by their date: a list of days has no order. */
static void put_working(struct canon *c, const struct working_days *w)
{
    int32_t last = INT32_MIN;

    put_number(c, w->days);
    for (uint32_t i = 0; i < w->count; i++) {
        int32_t next = INT32_MAX;

        for (uint32_t k = 0; k < w->count; k++) {
            next = w->holidays[k] > last && w->holidays[k] < next ? w->holidays[k] : next;
        }
        if (next != INT32_MAX) {
            put_signed(c, next);
        }
        last = next;
    }
}

static size_t fingerprint_most(const struct loading *ld, const struct rules *r, uint32_t book)
{
    size_t counts[] = {r->list_count, r->parameter_count, r->reason_count, ld->sites.count,
                       r->books[book].source_count};
    size_t greatest = 1;

    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        greatest = counts[i] > greatest ? counts[i] : greatest;
    }
    return greatest;
}

void book_hash(struct loading *ld, const struct rules *r, uint32_t book,
               const uint8_t (*digests)[32], char hash_r[72])
{
    struct canon c;
    uint8_t digest[32];
    struct named *order = arena_array(&ld->scratch, fingerprint_most(ld, r, book), sizeof *order);
    uint8_t *used = arena_array(&ld->scratch, (size_t)r->list_count + 1, 1);

    if (order == NULL || used == NULL) {
        return;
    }
    canon_begin(&c, "precare rulebook 1");
    put_book_head(&c, &r->books[book]);
    put_sources(&c, &r->books[book], order);
    put_parameters(&c, r, book, order);
    for (uint32_t i = 0; i < r->rule_count; i++) {
        if (r->rules[i].rulebook != book) {
            continue;
        }
        put_bytes(&c, digests[i], 32);
        put_text(&c, r->rules[i].changed_by);
    }
    book_lists_mark(r, book, used);
    put_lists(&c, ld, r, used, order);
    put_sites(&c, ld, order);
    put_reasons(&c, r, order);
    put_working(&c, &r->working);
    put_answers(&c, ld, r);
    canon_end(&c, digest);
    memcpy(hash_r, "sha256:", 7);
    hex_of(digest, 32, hash_r + 7);
}
