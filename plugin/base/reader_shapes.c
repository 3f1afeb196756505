/* SPDX-License-Identifier: MIT
 *
 * The shapes of single values: ids, choices, lengths of time, dates, numbers, lists. Called by
 * reader.c for every key; pure but for the faults added. A value that does not fit is told once,
 * with what to type.
 */
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/reader_parts.h"
#include "base/zone.h"

/* ---- forms ---- */

bool reader_is_id(struct span text)
{
    if (text.len == 0) {
        return false;
    }
    for (uint32_t i = 0; i < text.len; i++) {
        char c = text.at[i];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) {
            return false;
        }
    }
    return true;
}

static uint32_t digits_of(struct span text, uint32_t from)
{
    uint32_t n = 0;

    while (from + n < text.len && text.at[from + n] >= '0' && text.at[from + n] <= '9') {
        n++;
    }
    return n;
}

/* Where a number ends; 0: there is none. */
static uint32_t number_end(struct span text)
{
    uint32_t at = text.len && text.at[0] == '-', whole = digits_of(text, at);

    if (whole == 0) {
        return 0;
    }
    at += whole;
    if (at < text.len && text.at[at] == '.') {
        uint32_t part = digits_of(text, at + 1);

        return part ? at + 1 + part : 0;
    }
    return at;
}

bool reader_is_number(struct span text)
{
    return text.len > 0 && text.len <= 32 && number_end(text) == text.len;
}

bool reader_is_price(struct span text)
{
    uint32_t end = text.len <= 40 ? number_end(text) : 0;

    if (end == 0 || text.at[0] == '-' || text.len != end + 4 || text.at[end] != ' ') {
        return false;
    }
    for (uint32_t i = end + 1; i < text.len; i++) {
        if (text.at[i] < 'A' || text.at[i] > 'Z') {
            return false;
        }
    }
    return true;
}

static bool reader_is_length(struct span text)
{
    struct length length;

    return length_read(text.at, text.len, &length) == 0 && length.n >= 1 &&
           length.unit != UNIT_MINUTES;
}

static bool is_age(struct span text)
{
    struct length length;

    return length_read(text.at, text.len, &length) == 0 && length.n >= 1 &&
           length.unit == UNIT_YEARS;
}

static bool is_minutes(struct span text)
{
    struct length length;

    return length_read(text.at, text.len, &length) == 0 && length.n >= 1 &&
           length.unit == UNIT_MINUTES;
}

/* The name of a parameter: an id that begins with a letter. That it exists is for the rulebook to
 * say. */
static bool is_parameter(struct span text)
{
    return reader_is_id(text) && text.at[0] >= 'a' && text.at[0] <= 'z';
}

static bool is_whole(struct span text)
{
    return text.len > 0 && text.len <= 9 && digits_of(text, 0) == text.len;
}

/* "0,5", "200,50 USD" */
static bool with_decimal_comma(struct span text)
{
    uint32_t n = digits_of(text, 0);

    return n > 0 && n + 1 < text.len && text.at[n] == ',' && digits_of(text, n + 1) > 0;
}

/* ---- a row a shape ---- */

struct shape_row {
    const char *noun;        /* "Expected here: a text" */
    const char *json, *yaml; /* what must stand there, where something else does */
    const char *fix; /* what to type then, where the key's row has no example; NULL: a list */
    bool (*fits)(struct reader *r, const struct key *key, const struct node *value);
    /* of a single text: whether it has the form, or tells what is wrong; or its form alone, how
     * that is called, and an example */
    bool (*text_fits)(struct reader *r, const struct key *key, const struct node *value);
    bool (*form)(struct span text);
    const char *form_name, *example;
};

static const struct shape_row *shape_row_of(const struct key *key);

/* ---- telling ---- */

static const char *value_word(const struct reader *r, const struct node *value,
                              char room[FAULT_WORD])
{
    return fault_word(r->faults, value->text.at, value->text.len, room);
}

static struct fault *kind_fault(struct reader *r, const struct node *at, const char *name,
                                const char *wanted)
{
    const char *is = r->json && at->kind == NODE_MAP ? "an object" : node_kind_name(at);
    struct fault *f =
        name != NULL
            ? reader_fault(r, FAULT_S206, at, "\"%s\" must be %s, not %s", name, wanted, is)
            : reader_fault(r, FAULT_S206, at, "this must be %s, not %s", wanted, is);

    if (!r->json) {
        fault_why(r->faults, f, "This key cannot use a value of that form.");
    }
    return f;
}

void reader_wrong_kind(struct reader *r, const struct node *at, const char *name,
                       const char *wanted)
{
    if (at->told) {
        return;
    }
    struct fault *f = kind_fault(r, at, name, wanted);
    if (!r->json) {
        fault_fix(r->faults, f, "Write %s instead.", wanted);
    }
}

static bool wrong_kind(struct reader *r, const struct key *key, const struct node *value)
{
    if (value->told) {
        return false;
    }
    const struct shape_row *row = shape_row_of(key);
    struct fault *f = kind_fault(r, value, key->name, r->json ? row->json : row->yaml);
    if (r->json) {
        return false;
    }
    if (key->example != NULL || row->fix == NULL) {
        fault_fix(r->faults, f, "Write for example: %s: %s", key->name,
                  key->example != NULL ? key->example : "[one, two]");
    } else {
        fault_fix(r->faults, f, "%s", row->fix);
    }
    return false;
}

/* An entry of a list that is not what its list holds. */
static bool wrong_entry(struct reader *r, const struct key *key, const struct node *entry)
{
    bool maps = key->shape == SHAPE_MAPS;

    if (entry->told) {
        return false;
    }
    if (r->json) {
        return wrong_kind(r, key, entry);
    }
    struct fault *f =
        reader_fault(r, FAULT_S206, entry, "an entry of \"%s\" must be %s, not %s", key->name,
                     maps ? "a group of keys" : "a single text", node_kind_name(entry));
    if (key->example != NULL) {
        fault_fix(r->faults, f, "Write for example: %s: %s", key->name, key->example);
    } else if (maps) {
        fault_fix(r->faults, f, "Write its keys behind the dash, each on its own line.");
    } else {
        fault_fix(r->faults, f, "If brackets or a colon belong to the text, put it in quotes.");
    }
    return false;
}

/* "an age limit (younger than this)": the shape's noun, and what the key's row says. */
void reader_expected(struct reader *r, struct fault *f, const struct key *key)
{
    const char *doc = key->doc;

    if (doc == NULL) {
        return;
    }
    /* its first letter is a capital, but of a name such as ICD-10 */
    bool capital = doc[0] >= 'A' && doc[0] <= 'Z' && (doc[1] == ' ' || doc[1] >= 'a') &&
                   (doc[2] < 'A' || doc[2] > 'Z');
    char first = capital ? (char)(doc[0] - 'A' + 'a') : doc[0];
    fault_why(r->faults, f, "Expected here: %s (%c%s).", shape_row_of(key)->noun, first, doc + 1);
}

/* S205: the right kind of value, but not of this form. */
static bool wrong_form(struct reader *r, const struct key *key, const struct node *value,
                       const char *what, const char *example)
{
    if (value->told) {
        return true;
    }
    struct fault *f;
    char room[FAULT_WORD];
    if (r->json) {
        f = reader_fault(r, FAULT_S205, value, "\"%s\" must be %s", key->name, what);
    } else {
        f = reader_fault(r, FAULT_S205, value, "%s is not %s", value_word(r, value, room), what);
    }
    reader_expected(r, f, key);
    if (with_decimal_comma(value->text) &&
        (key->shape == SHAPE_PRICE || key->shape == SHAPE_NUMBER)) {
        fault_fix(r->faults, f, "Write decimals with a point, and in quotes: \"0.5\".");
        return false;
    }
    fault_fix(r->faults, f, "Write for example: %s: %s", key->name,
              key->example != NULL ? key->example : example);
    return false;
}

/* ---- single texts ---- */

static bool choice_fits(struct reader *r, const struct key *key, const struct node *value)
{
    if (value->kind != NODE_TEXT) {
        return wrong_kind(r, key, value);
    }
    if (key->words == NULL || word_number(key->words, value->text.at) != 0) {
        return true;
    }
    if (value->told) {
        return false;
    }
    struct fault *f;
    char room[FAULT_WORD];
    if (r->json) {
        f = reader_fault(r, FAULT_S204, value, "this text is not one of the words for \"%s\"",
                         key->name);
    } else {
        f = reader_fault(r, FAULT_S204, value, "%s is not one of the choices for \"%s\"",
                         value_word(r, value, room), key->name);
    }
    if (!r->json) {
        reader_expected(r, f, key);
    }
    reader_choices_hint(r, f, value->text.at, key->words->at, key->words->count);
    return false;
}

/* The limit that a length written out is beyond; NULL: none. */
static const char *shape_beyond(const struct key *key, struct span text)
{
    struct length length;
    uint32_t end = text.len;

    if (key->shape == SHAPE_SPAN) { /* its first two words */
        for (end = digits_of(text, 0) + 1; end < text.len && text.at[end] != ' '; end++) {
            continue;
        }
    }
    if (end > text.len || length_read(text.at, end, &length) != 0) {
        return NULL;
    }
    if (key->shape == SHAPE_AGE) {
        return length.unit == UNIT_YEARS && length.n > AGE_MOST ? "150 years" : NULL;
    }
    return length.unit == UNIT_MINUTES && key->shape != SHAPE_MINUTES ? NULL
                                                                      : length_beyond(length);
}

static bool beyond_tell(struct reader *r, const struct node *value, const char *limit)
{
    if (value->told) {
        return true;
    }
    char room[FAULT_WORD];
    struct fault *f =
        reader_fault(r, FAULT_S205, value, "%s is more than %s", value_word(r, value, room), limit);

    fault_why(r->faults, f, "It is a digit too many, or another unit.");
    fault_fix(r->faults, f, "Correct the number, or the unit.");
    return false;
}

static bool span_fits(const struct key *key, struct span text)
{
    uint32_t at = 0;

    while (at < text.len && text.at[at] != ' ') {
        at++;
    }
    struct span first = {text.at, at};
    if (!((key->flags & KEY_PARAMETER) && is_parameter(first))) {
        for (at++; at < text.len && text.at[at] != ' '; at++) {
            continue;
        }
        if (at > text.len || !reader_is_length((struct span){text.at, at})) {
            return false;
        }
    }
    if (at >= text.len) {
        return false;
    }
    const char *anchor = text.at + at + 1; /* NUL-terminated: texts of nodes are */
    return key->words == NULL || word_number(key->words, anchor) != 0;
}

static bool span_shape(struct reader *r, const struct key *key, const struct node *value)
{
    if (span_fits(key, value->text)) {
        return true;
    }
    static const struct words any = {NULL, 0};
    const struct words *anchors = key->words != NULL ? key->words : &any;
    char what[256] = "a length of time and what it is counted from", example[96];
    const char *first = NULL;
    size_t used = 0;

    for (uint32_t i = 1; i < anchors->count && used < sizeof what; i++) {
        if (anchors->at[i] != NULL) {
            used += (size_t)snprintf(what + used, sizeof what - used, "%s\"%s\"",
                                     first == NULL ? "a length of time followed by " : " or ",
                                     anchors->at[i]);
            first = first == NULL ? anchors->at[i] : first;
        }
    }
    (void)snprintf(example, sizeof example, "7 days %s",
                   first != NULL ? first : "before appointment");
    return wrong_form(r, key, value, what, example);
}

static bool date_shape(struct reader *r, const struct key *key, const struct node *value)
{
    int32_t first, last;
    struct span text = value->text;
    bool form = text.len == 10 && digits_of(text, 0) == 4 && text.at[4] == '-' &&
                digits_of(text, 5) == 2 && text.at[7] == '-' && digits_of(text, 8) == 2;

    if (!form) {
        return wrong_form(r, key, value, "a date (year-month-day)", "\"2026-11-23\"");
    }
    if (date_read(text.at, text.len, &first, &last) || value->told) {
        return true;
    }
    struct fault *f = r->faults->hush
                          ? reader_fault(r, FAULT_T101, value, "there is no such day")
                          : reader_fault(r, FAULT_T101, value, "there is no day %s", text.at);
    fault_why(r->faults, f, "The month does not have that day, or the year that month.");
    fault_fix(r->faults, f, "Correct the date (year-month-day, as in \"2026-11-23\").");
    return false;
}

static bool when_shape(struct reader *r, const struct key *key, const struct node *value)
{
    struct when when;

    if (r->json) { /* read once, by the visit, which knows the zone */
        return true;
    }
    int answer = when_read(value->text.at, value->text.len, zone_utc(), &when);
    if (answer == 0 || value->told) {
        return true;
    }
    if (answer == -1) {
        return wrong_form(r, key, value, "a date or a time (year-month-day)", "\"2026-11-23\"");
    }
    struct fault *f =
        r->faults->hush
            ? reader_fault(r, FAULT_T101, value, "there is no such day or time")
            : reader_fault(r, FAULT_T101, value, "there is no day or time %.60s", value->text.at);
    fault_why(r->faults, f, "The calendar does not have that day, or the clock that time.");
    fault_fix(r->faults, f, "Correct it (year-month-day, as in \"2026-11-23\").");
    return false;
}

static bool text_shape(struct reader *r, const struct key *key, const struct node *value)
{
    if (value->kind != NODE_TEXT) {
        return wrong_kind(r, key, value);
    }
    if (value->text.len == 0 && (key->flags & KEY_REQUIRED) && !r->json) {
        if (value->told) {
            return false;
        }
        struct fault *f = reader_fault(r, FAULT_S203, value, "\"%s\" is empty", key->name);
        reader_expected(r, f, key);
        fault_fix(r->faults, f, "Write for example: %s: %s", key->name,
                  key->example != NULL ? key->example : "\"...\"");
        return false;
    }
    bool length = key->shape == SHAPE_SPAN || key->shape == SHAPE_LENGTH ||
                  key->shape == SHAPE_AGE || key->shape == SHAPE_MINUTES;
    const char *beyond = length ? shape_beyond(key, value->text) : NULL;
    if (beyond != NULL) {
        return beyond_tell(r, value, beyond);
    }
    const struct shape_row *row = shape_row_of(key);
    if (row->text_fits != NULL) {
        return row->text_fits(r, key, value);
    }
    return row->form == NULL || row->form(value->text) ||
           ((key->flags & KEY_PARAMETER) && is_parameter(value->text)) ||
           wrong_form(r, key, value, row->form_name, row->example);
}

/* ---- lists and maps ---- */

static bool list_fits(struct reader *r, const struct key *key, const struct node *value)
{
    bool good = true, maps = key->shape == SHAPE_MAPS;

    if (value->kind == NODE_TEXT && (key->shape == SHAPE_CHOICES || key->shape == SHAPE_WORDS) &&
        !r->json) {
        return choice_fits(r, key, value);
    }
    if (value->kind != NODE_LIST) {
        return wrong_kind(r, key, value);
    }
    if (value->count == 0 && !(key->flags & KEY_MAY_BE_EMPTY)) {
        struct fault *f = reader_fault(r, FAULT_S203, value, "\"%s\" is an empty list", key->name);

        fault_why(r->faults, f, "An empty list could mean \"none\" or \"forgotten\".");
        fault_fix(r->faults, f, "Write at least one entry, or delete the key.");
        return false;
    }
    for (uint32_t i = 0; i < value->count; i++) {
        const struct node *entry = value->items[i];

        if (maps ? entry->kind == NODE_MAP : entry->kind == NODE_TEXT) {
            good = (maps || (key->shape == SHAPE_DATES ? date_shape(r, key, entry)
                                                       : choice_fits(r, key, entry))) &&
                   good;
        } else {
            good = wrong_entry(r, key, entry);
        }
    }
    return good;
}

static bool named_fits(struct reader *r, const struct key *key, const struct node *value)
{
    bool good = true;

    if (value->kind != NODE_MAP) {
        return wrong_kind(r, key, value);
    }
    for (uint32_t i = 0; i < value->count; i++) {
        const struct node *name = value->keys[i], *entry = value->items[i];

        if ((key->flags & KEY_IDS) && !name->told && !reader_is_id(name->text)) {
            char room[FAULT_WORD];
            struct fault *f =
                reader_key_fault(r, FAULT_S205, value, i,
                                 "%s is not a name of lower-case letters, digits and dashes",
                                 value_word(r, name, room));

            fault_fix(r->faults, f, "Write for example: face-and-neck");
            good = false;
        }
        if (entry->kind != (key->table != NULL ? NODE_MAP : NODE_TEXT) && !entry->told) {
            reader_wrong_kind(r, entry, r->faults->hush ? NULL : name->text.at,
                              key->table != NULL ? "a group of keys" : "a single text");
            good = false;
        }
    }
    return good;
}

static bool map_fits(struct reader *r, const struct key *key, const struct node *value)
{
    return value->kind == NODE_MAP || wrong_kind(r, key, value);
}

static bool integer_fits(struct reader *r, const struct key *key, const struct node *value)
{
    if (!r->json) {
        return text_shape(r, key, value);
    }
    return value->kind == NODE_INTEGER || wrong_kind(r, key, value);
}

/* ---- the table ---- */

#define ONE_FIX "Write one value after the colon, on the same line."
#define KEYS_FIX "Write its keys below it, each on its own line, two spaces further to the right."
#define TEXT_ROW(of, ...)                                                                          \
    {                                                                                              \
        .noun = of, .json = "a text", .yaml = "a single text", .fix = ONE_FIX, .fits = text_shape, \
        __VA_ARGS__                                                                                \
    }
#define DATE_ROW(of, reads)                                                                        \
    {                                                                                              \
        of, "a text with a date or an instant", "a date in quotes", ONE_FIX, text_shape, reads,    \
            NULL, NULL, NULL                                                                       \
    }
#define WORDS_ROW(of)                                                                              \
    {                                                                                              \
        .noun = of, .json = "a list of texts", .yaml = "a word, or a list of words",               \
        .fits = list_fits                                                                          \
    }

static const struct shape_row shape_rows[] = {
    [SHAPE_TEXT] = {.noun = "a text",
                    .json = "a text",
                    .yaml = "a single text",
                    .fix = ONE_FIX,
                    .fits = text_shape},
    [SHAPE_ID] = TEXT_ROW("a name", .form = reader_is_id, .example = "face-and-neck",
                          .form_name = "a name of lower-case letters, digits and dashes"),
    [SHAPE_TEXTS] = {.noun = "a list of texts",
                     .json = "a list of texts",
                     .yaml = "a list, in brackets or with a dash before each entry",
                     .fits = list_fits},
    [SHAPE_CHOICE] = {.noun = "one of the choices",
                      .json = "a text",
                      .yaml = "a single text",
                      .fix = ONE_FIX,
                      .fits = choice_fits},
    [SHAPE_CHOICES] = WORDS_ROW("one or more of the choices"),
    [SHAPE_WORDS] = WORDS_ROW("one or more words"),
    [SHAPE_LENGTH] = TEXT_ROW("a length of time", .form = reader_is_length, .example = "7 days",
                              .form_name = "a length of time (a whole number from 1, and hours, "
                                           "days, weeks, months or years)"),
    [SHAPE_SPAN] = TEXT_ROW("a length of time and where it counts from", .text_fits = span_shape),
    [SHAPE_AGE] = TEXT_ROW("an age limit", .form = is_age, .example = "22 years",
                           .form_name = "an age (a whole number from 1, and years)"),
    [SHAPE_MINUTES] = TEXT_ROW("a number of minutes", .form = is_minutes, .example = "45 minutes",
                               .form_name = "a length in minutes (a whole number from 1)"),
    [SHAPE_PRICE] = TEXT_ROW("a price", .form = reader_is_price, .example = "200 USD",
                             .form_name = "a price (a number and a currency)"),
    [SHAPE_NUMBER] =
        TEXT_ROW("a number", .form = reader_is_number, .example = "\"4\"", .form_name = "a number"),
    [SHAPE_DATE] = DATE_ROW("a date", date_shape),
    [SHAPE_DATES] = {.noun = "a list of dates",
                     .json = "a list of dates",
                     .yaml = "a list of dates",
                     .fits = list_fits},
    [SHAPE_MAP] = {.noun = "a group of keys",
                   .json = "an object",
                   .yaml = "a group of keys",
                   .fix = KEYS_FIX,
                   .fits = map_fits},
    [SHAPE_MAPS] = {.noun = "a list of entries",
                    .json = "a list of objects",
                    .yaml = "a list of entries, each with a dash before it",
                    .fix = "Begin each entry with a dash and a space.",
                    .fits = list_fits},
    [SHAPE_NAMED] = {.noun = "names with values",
                     .json = "an object",
                     .yaml = "names with values below them",
                     .fix = KEYS_FIX,
                     .fits = named_fits},
    [SHAPE_ANY] = {.noun = "a value", .json = "a text", .yaml = "a single text", .fix = ONE_FIX},
    [SHAPE_WHEN] = DATE_ROW("a date or a time", when_shape),
    [SHAPE_INTEGER] = {.noun = "a whole number",
                       .json = "a whole number",
                       .yaml = "a whole number",
                       .fix = ONE_FIX,
                       .fits = integer_fits,
                       .form = is_whole,
                       .form_name = "a whole number",
                       .example = "4"},
};
_Static_assert(sizeof shape_rows / sizeof *shape_rows == SHAPE_INTEGER + 1, "a row for each shape");

static const struct shape_row *shape_row_of(const struct key *key)
{
    return &shape_rows[key->shape];
}

bool reader_shape_fits(struct reader *r, const struct key *key, const struct node *value)
{
    const struct shape_row *row = shape_row_of(key);

    return row->fits == NULL || row->fits(r, key, value);
}
