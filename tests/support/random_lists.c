/* SPDX-License-Identifier: MIT
 *
 * See random_lists.h. One call a statement: which argument of a call comes first is the compiler's
 * to choose, and each had texts of its own.
 */
#include "support/random_lists.h"

#include <stdio.h>

#include "base/words.h"
#include "support/random_event.h"

const char *const random_pool[RANDOM_POOL] = {
    "aspirin",   "aspirine",   "acid",           "hyaluronic acid",
    "free",      "non",        "retinol",        "retino",
    "cold sore", "sore",       "cold",           "a/b cream",
    "cream",     "straße",     "STRASSE",        "ß-blocker",
    "Ibuprofen", "ibuproffen", "vitamin c",      "(x) y",
    "naïve",     "ascorbic",   "apixaban",       "apixiban",
    "hsv1",      "5 fu",       "co2 laser",      "b12",
    "free gel",  "acid cream", "cold sore cream"};
const char *const random_codes[RANDOM_CODES] = {"D10", "D10AD", "L40.5", "L4",
                                                "L40", "X",     "10",    "D10A"};

static uint32_t names_random(uint64_t *seed, struct vocabulary_name *at, uint32_t items)
{
    uint32_t count = random_below(seed, RANDOM_NAMES);

    for (uint32_t i = 0; i < count; i++) {
        const char *text = random_pool[random_below(seed, RANDOM_POOL)];

        at[i] = (struct vocabulary_name){text, items > 0 ? random_below(seed, items) : i};
    }
    return count;
}

static uint32_t codes_random(uint64_t *seed, struct vocabulary_code *at)
{
    uint32_t count = random_below(seed, 3);

    for (uint32_t i = 0; i < count; i++) {
        uint32_t system = CODE_ICD_10 + random_below(seed, 3);

        at[i] = (struct vocabulary_code){system, random_codes[random_below(seed, RANDOM_CODES)]};
    }
    return count;
}

void random_lists_make(uint64_t *seed, struct random_lists *r)
{
    uint32_t plain = RANDOM_LISTS / 2 + random_below(seed, RANDOM_LISTS / 2);

    for (uint32_t i = 0; i < RANDOM_LISTS; i++) {
        struct vocabulary_list *l = &r->at[i];

        *l = (struct vocabulary_list){.kind = 1 + random_below(seed, 2),
                                      .items = r->items[i],
                                      .synonyms = r->also[i],
                                      .except_items = r->except[i],
                                      .codes = r->codes[i],
                                      .except_codes = r->except_codes[i],
                                      .includes = r->includes[i],
                                      .routes = r->routes[i]};
        l->item_count = names_random(seed, r->items[i], 0);
        l->synonym_count = l->item_count > 0 ? names_random(seed, r->also[i], l->item_count) : 0;
        l->except_item_count = random_below(seed, 3) == 0 ? names_random(seed, r->except[i], 0) : 0;
        l->code_count = codes_random(seed, r->codes[i]);
        l->except_code_count =
            random_below(seed, 3) == 0 ? codes_random(seed, r->except_codes[i]) : 0;
        r->routes[i][0] = "topical";
        l->route_count = random_below(seed, 4) == 0;
        for (uint32_t k = 0; i >= plain && k < 3; k++) {
            uint32_t other = random_below(seed, i);

            if (r->at[other].kind == l->kind) {
                r->includes[i][l->include_count++] = other;
            }
        }
        if (i >= plain && l->include_count == 0) {
            plain = i + 1; /* those that include none stand first; here one more does not */
        }
    }
}

void random_lists_text(uint64_t *seed, char *out, size_t room)
{
    static const char *const between[] = {" ", "-",  ", ",    "",   "  ", "/",
                                          "5", "3x", "20mg ", ". ", "; ", " - "};
    size_t len = 0;

    out[0] = '\0';
    for (uint32_t words = random_below(seed, 5); words > 0; words--) {
        const char *word = random_pool[random_below(seed, RANDOM_POOL)];

        len +=
            (size_t)snprintf(out + len, room - len, "%s%s", word, between[random_below(seed, 12)]);
    }
}

bool random_lists_sorted(const struct random_lists *r)
{
    bool including = false;

    for (uint32_t i = 0; i < RANDOM_LISTS; i++) {
        if (including && r->at[i].include_count == 0) {
            return false;
        }
        including = including || r->at[i].include_count > 0;
    }
    return true;
}
