/* SPDX-License-Identifier: MIT
 *
 * See vocabulary_reference.h.
 */
#include "support/vocabulary_reference.h"

#include <string.h>
#include <strings.h>
#include <utf8proc.h>

#include "base/words.h"
#include "support/random_lists.h"

/* 'a' a letter, '1' a digit, '~' a mark, ' ' none of them; a mark before `at` is what it belongs
 * to. */
static char sort_at(struct span text, int64_t at, bool before)
{
    char sort = '~';

    for (bool first = true; sort == '~' && (first || before); first = false) {
        uint32_t step;

        at -= before;
        while (before && at > 0 && ((unsigned char)text.at[at] & 0xc0) == 0x80) {
            at--;
        }
        if (at < 0 || at >= text.len) {
            return first ? ' ' : 'a';
        }
        utf8proc_category_t c = utf8proc_category(
            (utf8proc_int32_t)utf8_next(text.at + at, text.len - (uint32_t)at, &step));
        sort = c == 0 || c > UTF8PROC_CATEGORY_NO ? ' '
               : c >= UTF8PROC_CATEGORY_ND        ? '1'
               : c >= UTF8PROC_CATEGORY_MN        ? '~'
                                                  : 'a';
        sort = sort == ' ' && !first ? 'a' : sort;
    }
    return sort;
}

static bool edge_at(struct span text, uint32_t at, bool long_name)
{
    char before = sort_at(text, at, true), after = sort_at(text, at, false);

    return before == ' ' || after == ' ' ||
           (long_name && ((before == 'a' && after == '1') || (before == '1' && after == 'a')));
}

/* Where a name stands next as whole words, from `at` on; false: nowhere. */
static bool name_next(struct span name, struct span folded, uint32_t *at)
{
    bool long_name = utf8_count(name.at, name.len) >= 4;

    for (; name.len > 0 && *at + name.len <= folded.len; (*at)++) {
        if (memcmp(folded.at + *at, name.at, name.len) == 0 && edge_at(folded, *at, long_name) &&
            edge_at(folded, *at + name.len, long_name)) {
            return true;
        }
    }
    return false;
}

/* Whether an item that the list excepts stands over all of [start, end). */
static bool covers(const struct vocabulary_list *l, const struct reference_text *t, uint32_t start,
                   uint32_t end)
{
    for (uint32_t i = 0; i < l->except_item_count; i++) {
        struct span n = text_folded(span_of(l->except_items[i].text), t->scratch);

        for (uint32_t at = 0; name_next(n, t->folded, &at); at++) {
            if (at <= start && end <= at + n.len) {
                return true;
            }
        }
    }
    return false;
}

#define PATH_MOST (RANDOM_LISTS + 1)
struct path { /* of lists, each including the next */
    const struct vocabulary_list *at[PATH_MOST];
    uint32_t count;
};

/* What the language says of names, as slowly as they can be read: it counts where it is not
 * negated, and no list on the way excepts what covers it. */
static bool name_in(const char *name, const struct reference_text *t, const struct path *path)
{
    struct span n = text_folded(span_of(name), t->scratch);

    for (uint32_t at = 0; name_next(n, t->folded, &at); at++) {
        bool counts = text_negated(t->gaps, at, at + n.len) == NEGATED_NOT;

        for (uint32_t i = 0; i < path->count; i++) {
            counts = counts && !covers(path->at[i], t, at, at + n.len);
        }
        if (counts) {
            return true;
        }
    }
    return false;
}

static bool code_in(const struct vocabulary_code *code, struct span chart)
{
    char mine[32], theirs[64];
    const char *colon = chart.at != NULL ? memchr(chart.at, ':', chart.len) : NULL;

    if (colon == NULL || strncasecmp(words_code_system.at[code->system], chart.at,
                                     (size_t)(colon - chart.at)) != 0) {
        return false; /* "icd-10" and "atc" alone stand in these charts */
    }
    struct span rest = {colon + 1, chart.len - (uint32_t)(colon + 1 - chart.at)};
    uint32_t a = code_normal(code->system, span_of(code->text), mine, sizeof mine);
    uint32_t b = code_normal(code->system, rest, theirs, sizeof theirs);
    return memcmp(mine, theirs, a < b ? a : b) == 0 && (code->system <= CODE_ATC ? a <= b : a == b);
}

static bool excepts_code(const struct vocabulary_list *l, const struct reference_entry *e)
{
    for (uint32_t i = 0; i < l->except_code_count; i++) {
        if (code_in(&l->except_codes[i], e->code)) {
            return true;
        }
    }
    return false;
}

static uint32_t best_name(const struct vocabulary_name *names, uint32_t count,
                          const struct reference_entry *e, const struct path *path)
{
    uint32_t best = UINT32_MAX - 1;

    for (uint32_t i = 0; i < count; i++) {
        if (names[i].item < best && name_in(names[i].text, &e->text, path)) {
            best = names[i].item;
        }
    }
    return best;
}

/* Whether some name of the list, or of those that it includes, counts. */
static bool any_name(const struct reference_entry *e, uint32_t number, struct path path)
{
    const struct vocabulary_list *l = &e->lists[number];

    path.at[path.count++] = l;
    if (excepts_code(l, e) && e->listed != number + 1) {
        return false;
    }
    if ((!e->routed || l->route_count == 0 || e->listed == number + 1) &&
        (best_name(l->items, l->item_count, e, &path) != UINT32_MAX - 1 ||
         best_name(l->synonyms, l->synonym_count, e, &path) != UINT32_MAX - 1)) {
        return true;
    }
    for (uint32_t i = 0; i < l->include_count; i++) {
        if (any_name(e, l->includes[i], path)) {
            return true;
        }
    }
    return false;
}

/* Whether what is no name counts for all lists on the way: none of them excepts an item that stands
 * in the text, or a name is left outside. */
static bool codes_count(const struct reference_entry *e, const struct path *path)
{
    for (uint32_t i = 0; i < path->count; i++) {
        uint32_t number = (uint32_t)(path->at[i] - e->lists);

        if (covers(path->at[i], &e->text, e->text.folded.len, 0) &&
            !any_name(e, number, (struct path){.count = 0})) {
            return false;
        }
    }
    return true;
}

static bool hit_by(const struct reference_entry *e, uint32_t number, struct path path,
                   struct hit *hit_r)
{
    const struct vocabulary_list *l = &e->lists[number];
    bool listed = e->listed == number + 1;
    struct path above = path;

    if (!listed && excepts_code(l, e)) {
        return false;
    }
    path.at[path.count++] = l;
    bool own = !e->routed || l->route_count == 0 || listed;
    *hit_r = (struct hit){number, number, UINT32_MAX - 1, 0};
    if (own) {
        hit_r->item = best_name(l->items, l->item_count, e, &path);
    }
    if (own && hit_r->item == UINT32_MAX - 1) {
        hit_r->item = best_name(l->synonyms, l->synonym_count, e, &path);
    }
    if (hit_r->item != UINT32_MAX - 1) {
        return true;
    }
    hit_r->item = HIT_BY_CODE;
    for (uint32_t i = 0; own && i < l->code_count; i++) {
        if (code_in(&l->codes[i], e->code) && codes_count(e, &path)) {
            return true;
        }
    }
    for (uint32_t i = 0; i < l->include_count; i++) {
        struct hit from;

        if (hit_by(e, l->includes[i], path, &from)) {
            *hit_r = (struct hit){number, from.origin, from.item, i + 1};
            return true;
        }
    }
    *hit_r = (struct hit){number, number, HIT_BY_CODE, 0};
    return listed && codes_count(e, &above);
}

struct reference_text reference_text(const char *text, struct arena *scratch)
{
    return (struct reference_text){.folded = text_folded(span_of(text), scratch),
                                   .gaps = text_gaps(span_of(text), scratch),
                                   .scratch = scratch};
}

bool reference_name(const char *name, const struct reference_text *t)
{
    return name_in(name, t, &(struct path){.count = 0});
}

bool reference_hit(const struct reference_entry *e, uint32_t number, struct hit *hit_r)
{
    return hit_by(e, number, (struct path){.count = 0}, hit_r);
}
