/* SPDX-License-Identifier: MIT
 *
 * Which word a text is, and what it says in answer to a question (answers.h). Called by the engine
 * for the answers, fields and words of every visit, and by the loader's checks; any thread. A text
 * that is written as in the rules costs one look-up; any other is folded first. Cannot fail.
 */
#include "vocabulary/answers_make.h"

#include <string.h>

#include "base/zone.h"

#define FOLDED_HERE 1280u /* a text of an event folds to less, mostly */
#define DAY 86400
#define MILLION 1000000
#define MOST_WHOLE 9000000000000 /* so that a number in millionths stays in 64 bits */

/* ---- words ---- */

static inline uint32_t form_find(const struct word_set *set, const char *s, uint32_t len)
{
    for (uint32_t at = (uint32_t)hash_ends(s, len), n;
         (n = hash_index_next(&set->index, &at)) != HASH_NONE;) {
        const struct word_form *form = &set->forms[n];

        if (form->len == len && memcmp(form->text, s, len) == 0) {
            return form->word;
        }
    }
    return WORD_NONE;
}

/* Folding is large: it stays off the way of what is written as in the rules. */
__attribute__((noinline)) static uint32_t folded_find(const struct word_set *set, struct span text)
{
    char here[FOLDED_HERE];
    int64_t len = text_fold(text.at, text.len, here, sizeof here);

    if (len >= 0) {
        return len > 0 ? form_find(set, here, (uint32_t)len) : WORD_NONE;
    }
    for (uint32_t i = 0; i < set->form_count; i++) { /* longer than there is room for */
        if (text_folds_same(text, (struct span){set->forms[i].text, set->forms[i].len})) {
            return set->forms[i].word;
        }
    }
    return WORD_NONE;
}

uint32_t word_set_find(const struct word_set *set, struct span text)
{
    if (set->form_count == 0 || text.len == 0) {
        return WORD_NONE;
    }
    uint32_t word = form_find(set, text.at, text.len);
    return word != WORD_NONE ? word : folded_find(set, text);
}

static bool form_add(struct word_set *set, struct word_form *forms, struct span text, uint32_t word)
{
    if (text.at != NULL && text.len > 0 && form_find(set, text.at, text.len) == WORD_NONE) {
        hash_index_put(&set->index, hash_ends(text.at, text.len), set->form_count);
        forms[set->form_count++] = (struct word_form){text.at, text.len, word};
    }
    return text.at != NULL;
}

/* As it is written, and folded. */
static bool forms_add(struct word_set *set, struct word_form *forms, const char *text,
                      uint32_t word, struct arena *keep)
{
    char here[FOLDED_HERE];
    struct span written = span_of(text);

    if (text == NULL) {
        return false; /* no memory for it */
    }
    int64_t len = text_fold(written.at, written.len, here, sizeof here);
    const char *folded = len > 0 ? arena_text(keep, here, (size_t)len) : NULL;

    return form_add(set, forms, written, word) &&
           (len <= 0 || form_add(set, forms, (struct span){folded, (uint32_t)len}, word));
}

bool word_set_make(struct word_set *set, const struct word_row *rows, uint32_t count,
                   struct arena *keep)
{
    uint32_t most = 0;

    for (uint32_t i = 0; i < count; i++) {
        most += 2 + 2 * rows[i].also_count;
    }
    struct word_form *forms = arena_array(keep, (size_t)most + 1, sizeof *forms);
    *set = (struct word_set){.at = rows, .forms = forms, .count = count};
    if (forms == NULL || !hash_index_begin(&set->index, most, keep)) {
        return false;
    }
    bool well = true;
    for (uint32_t i = 0; i < count && well; i++) {
        well = forms_add(set, forms, rows[i].word, i, keep);
        for (uint32_t k = 0; k < rows[i].also_count && well; k++) {
            well = forms_add(set, forms, rows[i].also[k], i, keep);
        }
    }
    return well;
}

/* ---- answers ---- */

/* Whether a text that begins so may fold to one that begins with this small letter. */
static bool may_begin(char text, char letter)
{
    bool plain = (text >= 'a' && text <= 'z') || (text >= 'A' && text <= 'Z') ||
                 (text >= '0' && text <= '9');

    return !plain || (text | 0x20) == letter;
}

enum answer_word answer_word_of(struct span text)
{
    static const struct {
        struct span text;
        enum answer_word word;
    } known[] = {{{"none", 4}, ANSWER_WORD_NONE},          {{"unsure", 6}, ANSWER_WORD_UNSURE},
                 {{"unknown", 7}, ANSWER_WORD_UNSURE},     {{"not sure", 8}, ANSWER_WORD_UNSURE},
                 {{"don't know", 10}, ANSWER_WORD_UNSURE}, {{"missing", 7}, ANSWER_WORD_MISSING}};

    for (size_t i = 0; i < sizeof known / sizeof *known && text.len > 0; i++) {
        if (may_begin(text.at[0], known[i].text.at[0]) && text_folds_same(text, known[i].text)) {
            return known[i].word;
        }
    }
    return ANSWER_WORDS_KNOWN;
}

bool answer_number(struct span s, int64_t *number_r, uint32_t *used_r)
{
    uint32_t i = s.len > 0 && (s.at[0] == '-' || s.at[0] == '+'), first = i;
    int64_t whole = 0, part = 0, unit = MILLION;

    for (; i < s.len && s.at[i] >= '0' && s.at[i] <= '9'; i++) {
        whole = whole * 10 + (s.at[i] - '0');
        if (whole > MOST_WHOLE) {
            return false;
        }
    }
    if (i == first) {
        return false;
    }
    if (i + 1 < s.len && s.at[i] == '.' && s.at[i + 1] >= '0' && s.at[i + 1] <= '9') {
        for (i++; i < s.len && s.at[i] >= '0' && s.at[i] <= '9'; i++) {
            unit /= 10;
            part += (s.at[i] - '0') * unit;
        }
    }
    *number_r = (s.at[0] == '-' ? -1 : 1) * (whole * MILLION + part);
    if (used_r != NULL) {
        *used_r = i;
    }
    return used_r != NULL || i == s.len;
}

static struct span answers_trimmed(struct span s)
{
    while (s.len > 0 && s.at[0] == ' ') {
        s.at++, s.len--;
    }
    while (s.len > 0 && s.at[s.len - 1] == ' ') {
        s.len--;
    }
    return s;
}

static bool date_said(const struct declared *asked, struct span value, const struct zone *zone,
                      int32_t today, struct said *said)
{
    struct when *date_r = &said->date;

    if (when_read(value.at, value.len, zone, date_r) != 0) {
        return false;
    }
    if (date_r->kind == WHEN_INSTANT && date_r->utc % DAY == 0 &&
        zone_offset(zone, date_r->utc) % DAY != 0) { /* midnight UTC: the day that it names */
        int32_t day = (int32_t)(date_r->utc / DAY);

        *date_r = (struct when){.first = day, .last = day, .kind = WHEN_DAY};
        said->midnight = true;
    }
    if (!asked->past) {
        return true;
    }
    date_r->last = date_r->last > today ? today : date_r->last;
    return date_r->first <= today;
}

struct said said_of(const struct declared *asked, struct span value, const struct zone *zone,
                    int32_t today)
{
    struct said said = {.what = SAID_NOTHING, .word = WORD_NONE};

    value = answers_trimmed(value);
    if (value.len == 0) {
        return said;
    }
    said.word = asked->form == ANSWER_WORDS ? word_set_find(&asked->words, value) : WORD_NONE;
    if (said.word != WORD_NONE) {
        said.what = SAID_WORD;
        return said;
    }
    enum answer_word known = answer_word_of(value);
    if (known == ANSWER_WORD_MISSING) {
        return said;
    }
    said.what = SAID_UNCLEAR;
    if (known == ANSWER_WORD_UNSURE) {
        said.what = SAID_UNSURE;
    } else if (known == ANSWER_WORD_NONE && asked->form != ANSWER_WORDS) {
        said.what = SAID_NONE;
    } else if (asked->form == ANSWER_NUMBER && answer_number(value, &said.number, NULL)) {
        said.what = SAID_NUMBER;
    } else if (asked->form == ANSWER_DATE && date_said(asked, value, zone, today, &said)) {
        said.what = SAID_DATE;
    } else if (asked->form == ANSWER_NAMES || asked->form == ANSWER_TEXT) {
        said.what = SAID_TEXT;
    }
    return said;
}
