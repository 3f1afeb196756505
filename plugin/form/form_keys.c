/* SPDX-License-Identifier: MIT
 *
 * The rows of form_keys.h. A new key of a form is a field of its model, which make.c fills, and a
 * row here. Pure, but for what the rows' own printers write.
 */
#include "form/form_keys.h"

#include "base/calendar.h"
#include "base/json_out.h"
#include "base/words.h"
#include "form/item_said.h"

#define ALWAYS KEY_REQUIRED
#define OR_NULL (KEY_REQUIRED | KEY_NULL)
#define SOMETIMES 0 /* only where there is something to say */
#define ROW(s, field, key_name, key_shape, key_flags, ...)                                         \
    {                                                                                              \
        .json = KEY(s, field, key_name, key_shape, key_flags, __VA_ARGS__)                         \
    }
#define ROW_BY(printer, s, field, key_name, key_shape, key_flags, ...)                             \
    {                                                                                              \
        .json = KEY(s, field, key_name, key_shape, key_flags, __VA_ARGS__), .print = printer       \
    }
/* Several: their number stands in `number`, and one is a struct `of`. */
#define ROW_MAPS(s, field, number, of, key_name, key_flags, ...)                                   \
    {                                                                                              \
        .json = KEY(s, field, key_name, MAPS, key_flags, __VA_ARGS__),                             \
        .count = offsetof(struct s, number), .each = of                                            \
    }
#define ROWS(noun, rows, what)                                                                     \
    {                                                                                              \
        .name = noun, .keys = &(rows)[0].json, .count = sizeof(rows) / sizeof *(rows),             \
        .doc = what, .stride = sizeof(struct form_key)                                             \
    }

WORDS(form_kind, [FORM_TICK] = "tick", [FORM_CHOICE] = "choice", [FORM_CHOICES] = "choices",
      [FORM_DIGITS] = "number", [FORM_DATE] = "date", [FORM_TIME] = "time", [FORM_TEXT] = "text");

/* ---- rows that look elsewhere than at a field ---- */

static const void *field_of(const struct form_key *key, const void *of)
{
    return (const unsigned char *)of + key->json.offset;
}

/* A hash that is kept in place; "": there is none. */
static void hash_print(struct buf *out, const struct form_key *key, const struct form *form,
                       const void *of)
{
    const char *hash = field_of(key, of);

    (void)form;
    json_text(out, key->json.name, *hash != '\0' ? hash : NULL);
}

static void day_print(struct buf *out, const struct form_key *key, const struct form *form,
                      const void *of)
{
    char day[11];

    (void)form;
    date_iso(*(const int32_t *)field_of(key, of), day);
    json_text(out, key->json.name, day);
}

static void title_print(struct buf *out, const struct form_key *key, const struct form *form,
                        const void *of)
{
    uint32_t section = *(const uint32_t *)field_of(key, of);

    json_text(out, key->json.name, phrase_of(form->language, section_titles[section]));
}

/* ---- the form ---- */

static const struct form_key choice_rows[] = {
    ROW(form_choice, value, "value", TEXT, ALWAYS, .doc = "What is sent back; stable"),
    ROW(form_choice, says, "says", TEXT, ALWAYS, .doc = "What a person reads"),
};
static const struct table choice_table =
    ROWS("choice", choice_rows, "One of the values of an item");

static const struct form_key when_rows[] = {
    ROW(form_when, item, "item", TEXT, ALWAYS, .doc = "The id of another item of this form"),
    ROW(form_when, value, "is", TEXT, ALWAYS, .doc = "What was said to it: yes, or a choice"),
};
static const struct table when_table =
    ROWS("when", when_rows, "An answer to another item, with which this one applies");

static const struct table item_table;
static const struct form_key item_rows[] = {
    ROW(form_item, id, "id", TEXT, ALWAYS,
        .doc = "The key of its answer: the name of a value set or of an answer, else a path"),
    ROW(form_item, kind, "kind", CHOICE, ALWAYS, .words = &words_form_kind,
        .doc = "What a person can say to it; unsure can be said to every one"),
    ROW(form_item, asks, "asks", TEXT, ALWAYS,
        .doc = "The question; of a tick in a group what is ticked"),
    ROW(form_item, examples, "examples", TEXTS, SOMETIMES,
        .doc = "Names from its value set, for \"such as ...\""),
    ROW_MAPS(form_item, choices, choice_count, sizeof(struct form_choice), "choices", SOMETIMES,
             .table = &choice_table, .doc = "Of a choice, or of several: its values"),
    ROW(form_item, unit, "unit", TEXT, SOMETIMES, .doc = "Of a number"),
    ROW(form_item, past, "past", ANY, SOMETIMES, .doc = "A date that is not after today"),
    ROW(form_item, words, "words", ANY, SOMETIMES,
        .doc = "Words may be typed beside a yes: the answer ID.text"),
    ROW_MAPS(form_item, when, when_count, sizeof(struct form_when), "when", SOMETIMES,
             .table = &when_table, .doc = "It applies where one of these holds; without it always"),
    ROW(form_item, rules, "rules", TEXTS, ALWAYS, .choices_of = "once",
        .doc = "Ids of the rules that decide on it"),
    ROW(form_item, fingerprint, "fingerprint", TEXT, ALWAYS, .choices_of = "fingerprint",
        .doc = "While it is the same, the item means the same"),
    ROW_MAPS(form_item, follow, follow_count, sizeof(struct form_item), "follow_ups", SOMETIMES,
             .table = &item_table, .doc = "What is asked behind a yes, or behind a choice"),
};
static const struct table item_table = ROWS("item", item_rows, "One thing that is asked");

static const struct form_key group_rows[] = {
    ROW(form_group, id, "id", TEXT, ALWAYS, .doc = "The same while its ticks are the same"),
    ROW(form_group, of, "of", CHOICE, ALWAYS, .words = &words_asked_of, .doc = "Who answers it"),
    ROW(form_group, section, "section", CHOICE, ALWAYS, .words = &words_form_section,
        .doc = "Which part of the form it is in"),
    ROW_BY(title_print, form_group, section, "title", TEXT, ALWAYS,
           .doc = "How that part is called, in the form's language"),
    ROW(form_group, asks, "asks", TEXT, OR_NULL,
        .doc = "What stands above ticks; null of a single question"),
    ROW(form_group, none, "none", TEXT, OR_NULL,
        .doc = "The key under which \"none of these\" is sent; null where nothing is ticked"),
    ROW_MAPS(form_group, items, item_count, sizeof(struct form_item), "items", ALWAYS,
             .table = &item_table, .doc = "Ticks under one \"none of these\", or one question"),
};
static const struct table group_table =
    ROWS("group", group_rows, "Ticks that stand together, or one question");

static const struct form_key book_rows[] = {
    ROW(rulebook, id, "id", TEXT, ALWAYS, .doc = "Its name"),
    ROW(rulebook, version, "version", TEXT, ALWAYS, .doc = "Its version"),
    ROW_BY(hash_print, rulebook, hash, "hash", TEXT, ALWAYS, .choices_of = "hash",
           .doc = "The hash of what it means"),
};
static const struct table book_table = ROWS("rulebook", book_rows, "A rulebook that asks here");

static const struct form_key count_rows[] = {
    ROW(form_count, questions, "questions", INTEGER, ALWAYS,
        .doc = "Groups of ticks, and single questions"),
    ROW(form_count, ticks, "ticks", INTEGER, ALWAYS, .doc = "Ticks in those groups"),
};
static const struct table count_table =
    ROWS("count", count_rows, "How much a person is asked, before follow-ups");

/* Of the person whose number its row has as `each`. */
static void count_print(struct buf *out, const struct form_key *key, const struct form *form,
                        const void *of)
{
    struct form_count count = form_counted(form, (uint32_t)key->each);

    (void)of;
    json_open(out, key->json.name, '{');
    json_int(out, count_rows[0].json.name, count.questions);
    json_int(out, count_rows[1].json.name, count.ticks);
    json_close(out, '}');
}

#define COUNT_ROW(whose, word)                                                                     \
    {                                                                                              \
        .json = {.name = word,                                                                     \
                 .shape = SHAPE_MAP,                                                               \
                 .flags = ALWAYS,                                                                  \
                 .table = &count_table,                                                            \
                 .doc = "What is asked of this one"},                                              \
        .each = whose, .print = count_print                                                        \
    }
static const struct form_key counts_rows[] = {
    COUNT_ROW(PRECARE_ASK_PATIENT, "patient"),
    COUNT_ROW(PRECARE_ASK_STAFF, "staff"),
    COUNT_ROW(PRECARE_ASK_PRESCRIBER, "prescriber"),
    COUNT_ROW(PRECARE_ASK_PROVIDER, "provider"),
};
static const struct table counts_table = ROWS("counts", counts_rows, "How much each one is asked");

static const struct form_key form_rows[] = {
    {.json = {.name = "format",
              .shape = SHAPE_ID,
              .flags = ALWAYS,
              .doc = "Which document this is",
              .example = "precare-form/1"}},
    ROW_BY(hash_print, form, hash, "form", TEXT, OR_NULL, .choices_of = "hash",
           .doc = "Its hash, which the answers carry; null where there is no form"),
    ROW(form, coverage, "coverage", CHOICE, ALWAYS, .words = &words_coverage,
        .doc = "Of anything but complete there is no form"),
    ROW(form, because, "because", TEXT, OR_NULL, .doc = "Why there is no form"),
    ROW(form, language, "language", TEXT, ALWAYS, .doc = "The language of its fixed words"),
    ROW(form, language_note, "language_note", TEXT, SOMETIMES,
        .doc = "Where the rulebook's own language has no fixed words here"),
    ROW(form, procedure, "procedure", TEXT, OR_NULL, .doc = "What is booked, for a title"),
    ROW(form, lists, "lists", TEXTS, ALWAYS,
        .doc = "What is booked, by the names of its value sets"),
    ROW(form, booked, "booked", TEXTS, ALWAYS, .doc = "The procedures as the event says them"),
    ROW(form, codes, "codes", TEXTS, SOMETIMES, .doc = "Those of them that are codes"),
    ROW(form, sites, "sites", TEXTS, ALWAYS, .doc = "The sites as the event says them"),
    ROW(form, moment, "moment", CHOICE, ALWAYS, .words = &words_moment,
        .doc = "The moment whose questions it asks"),
    ROW_BY(day_print, form, today, "today", TEXT, ALWAYS, .choices_of = "day",
           .doc = "The day of its making"),
    ROW_BY(day_print, form, reference, "reference_date", TEXT, ALWAYS, .choices_of = "day",
           .doc = "The day of the appointment"),
    ROW(form, as_active, "as_active", ANY, ALWAYS,
        .doc = "Whether rules that are in draft or in shadow asked too"),
    ROW_MAPS(form, books, book_count, 0, "rulebooks", ALWAYS, .table = &book_table,
             .doc = "The rulebooks that ask here"),
    ROW(form, as_active, "counts", MAP, ALWAYS, .table = &counts_table,
        .doc = "How much each one is asked"),
    ROW_MAPS(form, groups, group_count, sizeof(struct form_group), "groups", ALWAYS,
             .table = &group_table, .doc = "What is asked, the patient's first"),
};
const struct table form_table =
    ROWS("form", form_rows, "What the rules in force may still ask of a visit");

/* ---- the answers ---- */

static const struct key answers_keys[] = {
    KEY(answers_document, format, "format", TEXT, KEY_REQUIRED, .choices_of = "format",
        .doc = "Which document this is", .example = ANSWERS_FORMAT),
    KEY(answers_document, form, "form", TEXT, KEY_REQUIRED,
        .doc = "The hash of the form that was filled in"),
    KEY(answers_document, by, "by", TEXT, KEY_REQUIRED, .words = &words_asked_of,
        .doc = "Who answered"),
    KEY(answers_document, on, "on", TEXT, 0, .choices_of = "day",
        .doc = "The day of the answers, not after the event's `now`; without it that day"),
    KEY(answers_document, answers, "answers", ANY, KEY_REQUIRED,
        .doc =
            "By the id of an item what was said: a text, of choices a list; of a tick yes or no; "
            "unsure to every one. An empty text, or null, was skipped"),
};
const struct table answers_table =
    KEY_TABLE("answers", answers_keys, answers_document, "What came back of a form");
