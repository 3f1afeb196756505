/* SPDX-License-Identifier: MIT
 *
 * The keys of declared answers and fields, and of the closed words
 * (rule-language.md#answers-and-words). See tables.c. Pure data.
 */
#include "base/words.h"
#include "rulebook/rulebook.h"
#include "rulebook/tables.h"

#define WORDS_KEY                                                                                  \
    KEY(answer_read, words, "words", ANY, 0, .choices_of = "words",                                \
        .doc = "The words that it may be, each with its synonyms; or a list of words",             \
        .example = "{signed: [\"on file\"], refused: [\"declined\"]}")
#define NUMBER_KEY                                                                                 \
    KEY(answer_read, number, "number", TEXT, 0, .doc = "Instead of words: a number, in this unit", \
        .example = "\"mm\"")
#define TEXT_KEY                                                                                   \
    KEY(answer_read, text, "text", CHOICE, 0, .words = &words_answer_text,                         \
        .doc = "Instead of words: any text; only whether it is there can be tested",               \
        .example = "any")

static const struct key answer_keys[] = {
    KEY(answer_read, ask, "ask", TEXT, KEY_REQUIRED, .doc = "The question",
        .example = "\"Is a signed consent on file?\""),
    KEY(answer_read, of, "of", CHOICE, KEY_REQUIRED, .words = &words_asked_of, .doc = "Whom to ask",
        .example = "staff"),
    WORDS_KEY,
    NUMBER_KEY,
    KEY(answer_read, date, "date", CHOICE, 0, .words = &words_answer_date,
        .doc = "Instead of words: a date, not after today (past) or any (planned)",
        .example = "planned"),
    KEY(answer_read, names, "names", CHOICE, 0, .words = &words_list_kind,
        .doc = "Instead of words: names as in lists of this kind", .example = "medication"),
    TEXT_KEY,
    KEY(answer_read, good_for, "good-for", LENGTH, 0,
        .doc = "How old the answer may be, counted back from today", .unset = "(it never ages)",
        .example = "6 months"),
};
const struct table table_answer = KEY_TABLE("answer declared", answer_keys, answer_read,
                                            "A question, and what its answer may be");

static const struct key field_keys[] = {WORDS_KEY, NUMBER_KEY, TEXT_KEY};
const struct table table_field =
    KEY_TABLE("field declared", field_keys, answer_read, "A field, and what its value may be");

#define WORD_SET_KEY(set, key_name, text, typed)                                                   \
    KEY(words_read, sets[set], key_name, ANY, 0, .choices_of = "words", .doc = text,               \
        .example = typed)
static const struct key words_keys[] = {
    WORD_SET_KEY(WORDS_MODALITY, "modality", "Methods of treatment, each with its synonyms",
                 "{radiofrequency: [\"RF\"]}"),
    WORD_SET_KEY(WORDS_TRAINING, "training", "What providers are trained for",
                 "{microneedling: [\"needling course\"]}"),
    WORD_SET_KEY(WORDS_INDICATION, "indication", "What treatments are for",
                 "{acne-scar: [\"acne scarring\"]}"),
    KEY(words_read, fields, "fields", NAMED, 0, .table = &table_field,
        .doc = "Fields of the procedure note, and of other procedures",
        .example = "{needle-depth: {number: \"mm\"}}"),
};
const struct table table_words = KEY_TABLE_OF("words", words_keys, words_read,
                                              "The closed words of trainings, methods, reasons "
                                              "for treatment and fields");
