/* SPDX-License-Identifier: MIT
 *
 * What people answer, and the closed words of trainings, methods, reasons and roles: which declared
 * word a text of an event means, and what the answer to a declared question says
 * (rule-language.md#answers-and-words). Made by the loader (answers_make.h), asked by the engine
 * and by the checks of tests. Immutable; any thread. Cannot fail but for scratch memory in names of
 * lists.
 */
#ifndef PRECARE_VOCABULARY_ANSWERS_H
#define PRECARE_VOCABULARY_ANSWERS_H

#include "base/calendar.h"
#include "base/hash.h"
#include "base/text.h"

#define WORD_NONE UINT32_MAX

/* The closed words that a directory declares under `words` and `roles`. */
enum word_sets {
    WORDS_MODALITY,
    WORDS_TRAINING,
    WORDS_INDICATION,
    WORDS_ROLE,
    WORD_SETS
};

struct word_row { /* a word as written, and its synonyms */
    const char *word;
    const char *const *also;
    uint32_t also_count;
    uint32_t reserved;
};

struct word_form { /* one way to write a word: as it stands in the file, or folded */
    const char *text;
    uint32_t len, word;
};

struct word_set {
    const struct word_row *at;
    const struct word_form *forms;
    uint32_t count, form_count;
    struct hash_index index; /* of forms */
};

/* The number of the word that the text is, as a whole, after folding; WORD_NONE: of none. */
uint32_t word_set_find(const struct word_set *set, struct span text);

enum answer_form { /* what an answer is */
    ANSWER_WORDS = 1,
    ANSWER_NUMBER,
    ANSWER_DATE,
    ANSWER_NAMES, /* read as the text of an entry of this kind of lists */
    ANSWER_TEXT,
    ANSWER_FORMS
};

struct declared { /* a declared answer, or a declared field */
    const char *name;
    const char *ask;       /* of an answer */
    uint32_t of;           /* whom to ask: PRECARE_ASK_PATIENT.. */
    uint32_t form;         /* enum answer_form */
    struct word_set words; /* ANSWER_WORDS */
    const char *unit;      /* ANSWER_NUMBER */
    bool past;             /* ANSWER_DATE: not after today */
    uint32_t kind;         /* ANSWER_NAMES: enum list_kind */
    struct length good_for;
    const char *understood; /* "signed, refused, pending": for the question; of words alone */
    const char *file;
    uint32_t line;
    uint32_t reserved;
    const char *changed_by; /* "elm-street 1.2.0", NULL: nobody */
};

/* What every answer and field knows beside its own words. */
enum answer_word {
    ANSWER_WORD_NONE, /* not in `words`, where it is a word like another */
    ANSWER_WORD_UNSURE,
    ANSWER_WORD_MISSING,
    ANSWER_WORDS_KNOWN
};
/* Which of them the text is; ANSWER_WORDS_KNOWN: none of them. */
enum answer_word answer_word_of(struct span text);

enum said_what {
    SAID_NOTHING,
    SAID_WORD, /* `word` */
    SAID_NUMBER,
    SAID_DATE,
    SAID_TEXT, /* and names of lists, which the vocabulary reads */
    SAID_NONE,
    SAID_UNSURE,
    SAID_UNCLEAR /* not understood */
};

struct said {
    uint32_t what; /* enum said_what */
    uint32_t word;
    bool midnight;  /* a date that was written as midnight UTC is the day that it names */
    int64_t number; /* millionths */
    struct when date;
};

/* What a value says in answer to a question; `today` for a date that must be past. */
struct said said_of(const struct declared *asked, struct span value, const struct zone *zone,
                    int32_t today);
/* "12", "1.5", "-3" and nothing else, in millionths; `used_r` NULL, or: how much of the text the
 * number took. */
bool answer_number(struct span text, int64_t *number_r, uint32_t *used_r);

#endif
