/* SPDX-License-Identifier: MIT
 *
 * Fuzzes how an entry of a chart is recognised: any text, code and route against lists that except,
 * include, have routes and codes. The first byte says what is known of the entry beside them, which
 * stand on lines of their own. What comes out hangs together.
 */
#include <string.h>

#include "base/words.h"
#include "support/fuzzed.h"
#include "vocabulary/vocabulary_make.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MED KIND_BIT(LIST_MEDICATION)
#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof *(array)))

static const struct vocabulary_name retinoids[] = {
    {"tretinoin", 0}, {"retinol", 1}, {"Retin-A gel", 2}, {"acid", 3}};
static const struct vocabulary_name retinoids_not[] = {{"retinol oil", 0}, {"hyaluronic acid", 0}};
static const struct vocabulary_name thinners[] = {{"warfarin", 0}, {"apixaban", 1}};
static const struct vocabulary_name thinners_not[] = {{"warfarin free gel", 0}, {"apixaban", 0}};
static const struct vocabulary_code atc[] = {{CODE_ATC, "D10AD"}, {CODE_RXNORM, "10753"}};
static const struct vocabulary_code atc_not[] = {{CODE_ATC, "D10AD5"}, {CODE_SNOMED, "1"}};
static const char *const topical[] = {"topical", "on the skin"};
static const uint32_t inner[] = {0, 1}, outer[] = {2, 0};

/* retinoids, thinners, both of them, and both again */
static const struct vocabulary_list lists[] = {
    {.kind = LIST_MEDICATION,
     .items = retinoids,
     .item_count = COUNT(retinoids),
     .except_items = retinoids_not,
     .except_item_count = COUNT(retinoids_not),
     .codes = atc,
     .code_count = COUNT(atc),
     .routes = topical,
     .route_count = COUNT(topical)},
    {.kind = LIST_MEDICATION, .items = thinners, .item_count = COUNT(thinners)},
    {.kind = LIST_MEDICATION,
     .includes = inner,
     .include_count = COUNT(inner),
     .except_items = thinners_not,
     .except_item_count = COUNT(thinners_not),
     .except_codes = atc_not,
     .except_code_count = COUNT(atc_not)},
    {.kind = LIST_MEDICATION,
     .includes = outer,
     .include_count = COUNT(outer),
     .synonyms = thinners,
     .synonym_count = COUNT(thinners)},
};

static void hits_hang_together(const struct hits *hits)
{
    for (uint32_t i = 0; i < hits->count; i++) {
        const struct hit *h = &hits->at[i];

        fuzz_demand(h->list < COUNT(lists) && h->origin <= h->list);
        fuzz_demand(i == 0 || hits->at[i - 1].list < h->list);
        fuzz_demand((h->via == 0) == (h->origin == h->list));
    }
}

static bool hits_have(const struct hits *hits, uint32_t list)
{
    for (uint32_t i = 0; i < hits->count; i++) {
        if (hits->at[i].list == list) {
            return true;
        }
    }
    return false;
}

static void entry_look(const struct vocabulary *v, const struct entry_names *e, struct arena *arena)
{
    struct recognised r;

    vocabulary_recognise(v, MED, e, arena, &r);
    fuzz_demand(!r.failed);
    hits_hang_together(&r.hits);
    hits_hang_together(&r.near);
    hits_hang_together(&r.free);
    fuzz_demand(r.near.count == 0 || r.hits.count == 0);
    fuzz_demand(r.unread == NULL || (r.hits.count == 0 && r.near.count == 0 && e->code.len > 0));
    fuzz_demand(!e->settled || (r.near.count + r.free.count == 0 && r.unread == NULL));
    fuzz_demand(e->listed == 0 || hits_have(&r.hits, e->listed - 1));
    if (e->text.len == 0 && e->listed == 0 && !vocabulary_may_know(v, e->code, e->systems)) {
        fuzz_demand(r.hits.count == 0 && r.unread == NULL);
    }
}

/* Up to the next line. */
static struct span line_of(const char **at, const char *end)
{
    const char *start = *at, *stop = memchr(start, '\n', (size_t)(end - start));
    struct span line = {start, (uint32_t)((stop != NULL ? stop : end) - start)};

    *at = stop != NULL ? stop + 1 : end;
    return line;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena keep;
    static const struct vocabulary *v;
    struct arena scratch;

    if (size == 0 || size > 4096) {
        return 0;
    }
    arena_begin(&scratch, NULL, 0, 0);
    if (v == NULL) {
        arena_begin(&keep, NULL, 0, 0);
        v = vocabulary_new(lists, COUNT(lists), &keep, &scratch);
    }
    fuzz_demand(v != NULL);
    const char *at = (const char *)data + 1, *end = (const char *)data + size;
    struct entry_names e = {.listed = (data[0] & 7u) <= COUNT(lists) ? data[0] & 7u : 0,
                            .systems = UINT32_MAX,
                            .settled = (data[0] & 8u) != 0};
    e.text = line_of(&at, end);
    e.code = line_of(&at, end);
    e.route = line_of(&at, end);
    if (utf8_valid(e.text.at, e.text.len, NULL) && utf8_valid(e.route.at, e.route.len, NULL)) {
        entry_look(v, &e, &scratch); /* the doors let nothing else in */
    }
    arena_end(&scratch);
    return 0;
}
