/* SPDX-License-Identifier: MIT
 *
 * Writes the notes about days (engine/note_days.h). Called once a result, mostly with nothing to
 * say. Cannot fail: what finds no room is counted.
 */
#include "engine/note_days.h"

#include <string.h>

#define NOTE_ROOM 160u
#define NUMBER_ROOM 10u
#define END_ROOM 24u /* ", and 4294967295 more." */

struct note_line {
    char text[NOTE_ROOM];
    uint32_t len;
};

static void line_add(struct note_line *line, const char *s, size_t len)
{
    memcpy(line->text + line->len, s, len);
    line->len += (uint32_t)len;
}

static void line_number(struct note_line *line, uint32_t n)
{
    char digits[NUMBER_ROOM];
    uint32_t at = NUMBER_ROOM;

    do {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    line_add(line, digits + at, NUMBER_ROOM - at);
}

/* false: there is no room for this path and for the end. */
static bool line_path(struct note_line *line, const struct visit_note *n, bool first)
{
    size_t part = strlen(n->part), field = n->field != NULL ? strlen(n->field) : 0;
    size_t need = part + field + n->name.len + NUMBER_ROOM + sizeof ", [].." + END_ROOM;

    if (need > NOTE_ROOM - line->len) {
        return false;
    }
    line_add(line, ", ", first ? 0 : 2);
    line_add(line, n->part, part);
    if (n->index >= 0) {
        line_add(line, "[", 1);
        line_number(line, (uint32_t)n->index);
        line_add(line, "]", 1);
    }
    line_add(line, ".", n->name.len ? 1 : 0);
    line_add(line, n->name.len ? n->name.at : "", n->name.len);
    line_add(line, ".", field > 0 ? 1 : 0);
    line_add(line, field > 0 ? n->field : "", field);
    return true;
}

static const struct note_words {
    enum visit_note_code kind;
    const char *code, *text;
} note_words[VISIT_NOTES] = {
    {NOTE_MIDNIGHT, "midnight-utc", "Midnight UTC was read as the day that it names: "},
    {NOTE_NOT_POSSIBLE, "not-possible", "Cannot be true, and does not count as it stands: "},
};

static void note_kind(const struct visit_note *const lists[2], uint64_t needs,
                      const struct note_words *words, struct result *r)
{
    struct note_line line = {.len = 0};
    uint32_t count = 0, told = 0;

    line_add(&line, words->text, strlen(words->text));
    for (uint32_t i = 0; i < 2; i++) {
        for (const struct visit_note *n = lists[i]; n != NULL; n = n->next) {
            if (n->code == words->kind && (n->needs == 0 || (n->needs & needs) != 0)) {
                told += count++ == told && line_path(&line, n, told == 0);
            }
        }
    }
    if (count == 0) {
        return;
    }
    if (count > told) {
        line_add(&line, ", and ", told > 0 ? 6 : 0);
        line_number(&line, count - told);
        line_add(&line, told > 0 ? " more" : " facts", told > 0 ? 5 : 6);
    }
    line_add(&line, ".", 2);
    (void)result_note(r, words->code, line.text);
}

void note_days(const struct visit *visit, const struct visit_note *answered, uint64_t needs,
               struct result *r)
{
    const struct visit_note *const lists[2] = {visit->notes, answered};

    for (uint32_t i = 0; (lists[0] != NULL || lists[1] != NULL) && i < VISIT_NOTES; i++) {
        note_kind(lists, needs, &note_words[i], r);
    }
}
