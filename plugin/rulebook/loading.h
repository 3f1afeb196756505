/* SPDX-License-Identifier: MIT
 *
 * What the files of the loader share while rules are loaded: the files as they were read, every
 * definition with its place, and the compiled pieces as they grow. For plugin/rulebook alone; one
 * thread, one load. Memory: `keep` is what stays (texts, compiled pieces), `nodes` the documents
 * and `scratch` go.
 */
#ifndef PRECARE_RULEBOOK_LOADING_H
#define PRECARE_RULEBOOK_LOADING_H

#include "rulebook/load.h"
#include "base/names.h"
#include "rulebook/scenario.h"
#include "rulebook/tables.h"
#include "vocabulary/answers_make.h"

#define VECTOR(type)                                                                               \
    struct {                                                                                       \
        type *at;                                                                                  \
        uint32_t count, room;                                                                      \
    }

struct value {
    uint32_t forms; /* 0: none of them */
    struct length length;
    int64_t number; /* years, minutes; prices and numbers in millionths */
    char currency[4];
};

struct load_file {
    const char *name; /* of the caller: for faults */
    const char *kept; /* the same, for the rules */
    const char *bytes;
    size_t len;
    const struct node *top; /* NULL: could not be read */
    bool is_overlay;
    uint32_t book;       /* of its parameters, rules; NONE */
    uint32_t tests_book; /* NONE */
    struct file_read read;
    struct overlay_file_read overlay;
};

struct book_def {
    uint32_t file;
    const struct node *node;
    struct rulebook_read read; /* `status`: what an overlay sets, where one does */
    uint32_t status_file;      /* where that stands */
    uint32_t base_status;      /* enum book_status, as the rulebook itself says */
    struct names parameters, sources;
    bool unapproved; /* it does not act as it stands (approval/act.c) */
    struct {
        struct length length; /* UNIT_NONE: as the base says */
        const char *changed_by;
    } fresh[CHART_ASKED]; /* what overlays set */
    uint32_t test_count;
};

struct parameter_def {
    uint32_t file, book;
    const struct node *key, *node;
    struct parameter_read read;
    struct value value, lowest, highest;
    const char *base_value; /* before an overlay changed it */
    const char *changed_by;
    bool bad, used;
    bool stays_good; /* used by lists-stay-good */
};

#define VECTOR(type)                                                                               \
    struct {                                                                                       \
        type *at;                                                                                  \
        uint32_t count, room;                                                                      \
    }

struct texts_vector {
    const char **at;
    uint32_t count, room;
};
struct code_def {
    uint32_t system;
    const char *text;
};
struct codes_vector {
    struct code_def *at;
    uint32_t count, room;
};
struct also_def {
    const char *text;
    const struct node *node; /* NULL: an overlay's */
    uint32_t item;
};

struct list_added {
    uint32_t file;
    const struct node *node;
};

struct list_def {
    uint32_t file;
    const struct node *key, *node;
    struct list_read read;
    uint32_t kind;   /* 0: not known, its fault is told */
    uint32_t number; /* in rules->lists */
    struct texts_vector items, except_items;
    struct codes_vector codes, except_codes;
    struct {
        struct also_def *at;
        uint32_t count, room;
    } also;
    VECTOR(struct list_added) added; /* names of overlays */
    struct texts routes;
    struct length short_lived;
    uint32_t *includes; /* definitions */
    uint32_t include_count;
    uint32_t longest;       /* code points of the longest word it can give for {matched} */
    const char *changed_by; /* an overlay; NULL: nobody */
    bool used;
};

struct site_def {
    uint32_t file;
    const struct node *key, *node; /* node NULL: named only as a part */
    struct site_read read;
    uint32_t parent, above; /* above: on the way to the top */
};

struct rule_def {
    uint32_t file, book;
    const struct node *node;
    struct rule_read read;
    const struct node *id; /* NULL: missing */
    const char *added_by;  /* "elm-street 1.2.0": an overlay's own rule */
    uint8_t digest[32];    /* of what is written there, as an item of an approval */
    bool bad;              /* a fault was told that makes further checks of it worthless */
    bool tested;
    struct then_read then;
    struct unknown_read unknown;
};

struct overlay_def; /* overlay.h */

struct patient_rows { /* of said_patient, and so of said_persona */
    uint32_t like, reviewed, asked, answers, lists[CHART_ASKED];
};

struct persona_def {
    uint32_t file;
    const struct node *key, *node, *like;
    const struct node **rows; /* of said_persona */
    uint32_t walked;          /* from which it was reached, + 1 */
};

struct reason_def {
    uint32_t file;
    const struct node *key, *node;
};

/* The words of an answer, a field or a vocabulary while they are declared. */
struct said_word {
    const char *text;        /* as written */
    const struct node *node; /* NULL: built in, or an overlay's */
    uint32_t file;
    uint32_t word; /* its number; of a synonym that of its word */
    bool synonym;
};
struct words_def {
    VECTOR(struct said_word) all;
    struct names folded; /* every word and synonym -> its place in `all` */
    struct names words;  /* the words as written -> their numbers */
    uint32_t count;      /* of words */
    bool used;
};

struct declared_def { /* an answer, or a field */
    uint32_t file;
    const struct node *key, *node;
    struct answer_read read;
    uint32_t form; /* enum answer_form; 0: not known, its fault is told */
    struct length good_for;
    struct words_def words;
    const char *changed_by; /* an overlay; NULL: nobody */
    bool used;
};

struct loading {
    const struct load_options *options;
    /* changes of overlays that ended before this day are left out; DATE_NONE: none is */
    int32_t as_of;
    bool bare; /* every change of an overlay is left out */
    /* the first day on which a change that is in effect ends; DATE_NONE: none does */
    int32_t last_day;
    struct arena *keep, nodes, scratch;
    void *scratch_room, *node_room;
    struct reader reader; /* of the file that is being looked at */
    struct faults *faults;
    struct load_file *files;
    uint32_t file_count;
    struct scenarios scenarios;
    struct patient_rows patient_rows;
    bool personas_good;  /* tests may take over what they say */
    struct zone **zones; /* that tests name; the rules close them */
    uint32_t zone_count;
    uint32_t test_count; /* of all files */
    uint32_t entered;    /* the file that faults are of, from file_enter */
    bool tests_well;     /* nothing was wrong before them */
    bool incomplete;     /* a file could not be read: what is unknown may be in it */
    uint32_t hints;      /* did-you-mean looked for so far */
    struct names texts;  /* every kept text, once */

    struct names book_names, list_names, site_names, reason_names, rule_names, persona_names,
        answer_names, field_names, field_folds;
    VECTOR(struct book_def) books;
    VECTOR(struct parameter_def) parameters;
    VECTOR(struct list_def) lists;
    VECTOR(struct site_def) sites;
    VECTOR(struct reason_def) reasons;
    VECTOR(struct rule_def) rules;
    VECTOR(struct persona_def) personas;
    VECTOR(struct overlay_def) overlays;
    uint32_t *list_order; /* number in rules->lists -> definition */
    const struct approved_texts *approved;
    struct working_days working;
    VECTOR(struct declared_def) answers;
    VECTOR(struct declared_def) fields;
    struct words_def words[WORD_SETS];
    const struct node *roles_node;
    uint32_t roles_file;

    VECTOR(struct cond) conds;
    /* where they are in `keep`; elsewhere they grew beyond what was foreseen */
    const struct cond *conds_kept;
    struct rule *compiled; /* rules.count of them */
    struct rulebook *compiled_books;
    struct parameter *compiled_parameters;
    struct list *compiled_lists;
    struct declared *compiled_answers, *compiled_fields;
    struct word_set compiled_words[WORD_SETS], compiled_answer_names, compiled_field_names;
    struct vocabulary *vocabulary;
    struct length silence_lasts;       /* of the compiled lists */
    struct vocabulary *clinical_words; /* that must not go to the chat; made when first needed */
    struct sites *site_tree;
    uint32_t site_longest, region_longest;
};

/* A new last element, zeroed; NULL: no memory. */
#define PUSH(ld, v)                                                                                \
    (((v).count < (v).room ||                                                                      \
      ((v).at = vector_grow(&(ld)->scratch, (v).at, (v).count, &(v).room, sizeof *(v).at),         \
       (v).count < (v).room))                                                                      \
         ? &(v).at[(v).count++]                                                                    \
         : NULL)
/* Room for so many more in one piece, where it is known before: growing leaves the smaller pieces
 * behind. */
#define RESERVE(ld, v, more)                                                                       \
    ((v).at = vector_reserve(&(ld)->scratch, (v).at, (v).count, &(v).room, sizeof *(v).at, (more)))
void *vector_grow(struct arena *arena, void *at, uint32_t count, uint32_t *room, size_t size);
void *vector_reserve(struct arena *arena, void *at, uint32_t count, uint32_t *room, size_t size,
                     uint32_t more);

/* ---- faults (loading.c) ---- */

void file_enter(struct loading *ld, uint32_t file); /* faults from now on are of this file */
struct fault *tell(struct loading *ld, enum fault_code code, const struct node *at,
                   const char *what, ...)
    __attribute__((format(printf, 4, 5))); /* NULL: the node has a fault already */
/* At a part of the node's text, where it stands in the file. (inside.c) */
struct fault *tell_inside(struct loading *ld, enum fault_code code, const struct node *n,
                          struct span part, const char *what, ...)
    __attribute__((format(printf, 5, 6)));
struct fault *tell_at_key(struct loading *ld, enum fault_code code, const struct node *value,
                          const char *what, ...)
    __attribute__((format(printf, 4, 5))); /* at the key whose value this is */
struct fault *tell_missing(struct loading *ld, const struct node *map, const char *key,
                           const char *why, const char *fix);
#define HINTS_MOST 100u /* did-you-mean among thousands of names is slow work */
/* The same for a list: an item of one is often written where the list's name belongs.
 * (list_read.c) */
void tell_unknown_list(struct loading *ld, const struct node *at);
void tell_unknown(struct loading *ld, const struct node *at, const char *what,
                  const struct names *known);
/* The same for a word of something; `of` NULL: of nothing that has a name. */
void tell_unknown_of(struct loading *ld, const struct node *at, const char *of, const char *what,
                     const struct names *known);
void tell_twice(struct loading *ld, const struct node *later, const char *what, uint32_t first_file,
                const struct node *first);

/* ---- texts ---- */

const char *text_keep(struct loading *ld, struct span text);   /* "" for none; NULL: no memory */
const char *text_of(struct loading *ld, const struct node *n); /* NULL: not there, or not a text */
uint32_t each_text(const struct node *n); /* of a word or a list of words: how many; NULL: none */
const struct node *text_at(const struct node *n, uint32_t i);    /* of the same */
struct texts texts_of(struct loading *ld, const struct node *n); /* a word or a list of words */
/* 0: not there, or no such word */
uint32_t word_of_node(const struct words *w, const struct node *n);
/* n may be NULL */
bool map_read(struct loading *ld, const struct table *table, const struct node *n, void *out);
int32_t date_of_node(const struct node *n); /* DATE_NONE */
#define TEXT_SHOWN(n) ((n)->text.len > 60 ? 60 : (int)(n)->text.len), (n)->text.at
#define SPAN_SHOWN(s) ((s).len > 60 ? 60 : (int)(s).len), (s).at

/* ---- the steps, in their order; each tells its faults and goes on ---- */

void files_parse(struct loading *ld, const struct rule_files *files);
void books_declare(struct loading *ld); /* book.c */
void books_compile(struct loading *ld);
void freshness_compile(struct loading *ld); /* freshness.c: lists-stay-good */
void owner_check(struct loading *ld, const struct node *owner, struct owner_read *read_r);
void parameters_declare(struct loading *ld); /* parameters.c */
void parameters_compile(struct loading *ld);
void lists_declare(struct loading *ld); /* lists.c */
void lists_compile(struct loading *ld);
void list_read(struct loading *ld, struct list_def *def); /* list_read.c */
void lists_finish(struct loading *ld);                    /* list_make.c */
const struct list_written *list_written(struct loading *ld,
                                        const struct list_def *def); /* list_written.c */
/* `whole`: the letters of whole chapters that are meant; may be NULL. */
void list_codes_read(struct loading *ld, struct codes_vector *to, const struct node *n,
                     const struct node *whole, bool may_be_empty);
bool code_check(struct loading *ld, uint32_t system,
                const struct node *n); /* check_codes.c: S205; false: it was told */
/* As charts compare them: `L40.5` is `l405`. */
bool code_same(uint32_t system, struct span a, struct span b);
void chapter_check(struct loading *ld, uint32_t system, const struct node *n,
                   const struct node *whole);              /* W407 */
bool name_check(struct loading *ld, const struct node *n); /* check_names.c: S205 */
void name_two_check(struct loading *ld, const struct node *n, const struct node *meant); /* W408 */
/* Whether it is one of the names that a list says are meant as they are; none may be NULL. */
bool name_meant(const struct node *meant, struct span name);
void sites_declare(struct loading *ld); /* sites_load.c */
void sites_compile(struct loading *ld);
void working_declare(struct loading *ld); /* working_days.c */
void reasons_declare(struct loading *ld); /* book.c */
void words_declare(struct loading *ld);   /* words_load.c: the words of the directory, and roles */
void answers_declare(struct loading *ld); /* answers_load.c: answers and fields */
void answers_finish(struct loading *ld);  /* words, answers and fields, after overlays, too */
void rules_declare(struct loading *ld);   /* rules.c */
/* One rule, of a file or an overlay: read, and known by its id. NULL: no memory. */
struct rule_def *rule_declare(struct loading *ld, uint32_t file, uint32_t book,
                              const struct node *node);
void rules_compile(struct loading *ld);
/* ---- words_load.c ---- */

struct words_of {     /* whose words they are, for faults; and which are reserved */
    const char *what; /* "training"; "answer" with a name */
    struct span name; /* "consent"; none */
    bool none;        /* `none` is a word like another */
    bool recorded;    /* so is `recorded` */
};
void words_begin(struct loading *ld, struct words_def *def);
/* A list of words, or a map from words to their synonyms: added to what is there. */
void words_add(struct loading *ld, struct words_def *def, const struct words_of *of,
               const struct node *n);
/* Whether an overlay may give it to a word; false: it is taken, or no word, and that was told. */
bool word_is_free(struct loading *ld, const struct words_def *def, const struct words_of *of,
                  const struct node *n);
/* An overlay's synonym of a word; false: it is taken, and that was told. */
bool words_add_synonym(struct loading *ld, struct words_def *def, const struct words_of *of,
                       uint32_t word, const struct node *n);
/* The number of the word that a rule names, or NONE: there is none, and that was told. */
uint32_t word_named(struct loading *ld, const struct words_def *def, const struct words_of *of,
                    const struct node *n);
uint32_t role_named(struct loading *ld, const struct node *n);
/* A training, modality or indication that a rule names: by enum word_sets. */
uint32_t set_word_named(struct loading *ld, uint32_t set, const struct node *n);
void words_finish(struct loading *ld, const struct words_def *def, struct word_set *set_r);
/* answers_load.c: the declared answer or field that a rule names; NULL: none, and that was told. */
struct declared_def *answer_named(struct loading *ld, const struct node *n);
struct declared_def *field_named(struct loading *ld, const struct node *n);
/* check_rule.c */
void rule_check(struct loading *ld, const struct rule_def *def, const struct rule *rule);
void covers_check(struct loading *ld);
/* check_never.c: X309 */
void never_check(struct loading *ld, const struct rule_def *def, const struct rule *rule);
void words_check(struct loading *ld, const struct rule_def *def,
                 const struct rule *rule); /* check_words.c: X302, X305 */
void say_check(struct loading *ld, const struct rule *rule, const struct node *say);
void ask_check(struct loading *ld, const struct rule *rule, const struct node *ask);
/* `lasts`: its instruction has an `until`. */
void tell_patient_check(struct loading *ld, const struct rule *rule, const struct node *n,
                        bool lasts);
void chat_check(struct loading *ld, const struct node *say); /* check_chat.c */
/* S205: a question ends with its mark. NULL: nothing. */
void question_check(struct loading *ld, const struct node *ask);
void advice_check(struct loading *ld); /* check_advice.c: W402, W403, W405 */
void names_advice(struct loading *ld); /* check_alike.c: W401, W404, W409 */
void timely_check(struct loading *ld); /* check_timely.c: W410 */
void ask_from_check(struct loading *ld, const struct rule_def *def, const struct rule *rule);
void overlays_declare(struct loading *ld); /* overlay.c; before tests */
void tests_declare(struct loading *ld);    /* scenario.c */
void tests_compile(struct loading *ld);
/* scenario_known.c: X307 of what tests and personas say; of those beside an overlay after it has
 * been applied. */
void facts_check(struct loading *ld, bool of_overlays);
/* hand_out.c: the pieces as rules; without memory an arena's `failed` tells. */
void rules_out(struct loading *ld, struct rules *r);

bool parameter_value(struct loading *ld, struct parameter_def *def, const struct node *at,
                     struct value *value_r);
bool parameter_in_range(struct loading *ld, const struct parameter_def *def, const struct node *at,
                        const struct value *value);
double value_rough(const struct value *v);                /* lengths in hours, for comparing */
bool value_read(struct span text, struct value *value_r); /* parameters.c; zero is allowed */
/* Number and length from a text or a parameter of the rule's rulebook. */
bool threshold_read(struct loading *ld, uint32_t book, const struct node *n, struct span text,
                    uint32_t form, struct threshold *threshold_r, struct value *value_r);
/* "7 days before appointment": the length, and the anchor (words_anchor). */
uint32_t span_read(struct loading *ld, uint32_t book, const struct node *n,
                   struct threshold *threshold_r);

/* conditions.c: compiles into `slot` of ld->conds; false: a fault was told. The second one the
 * value of a condition whose key is known already. */
bool cond_compile(struct loading *ld, uint32_t book, const struct node *n, uint32_t slot);
bool kind_compile(struct loading *ld, uint32_t book, const struct kind *kind, const struct node *n,
                  uint32_t slot);
uint32_t conds_reserve(struct loading *ld, uint32_t count); /* the first; NONE: no memory */
uint32_t conds_in(const struct node *n);                    /* about how many a condition has */
/* list_named.c: a list by its name, of one of the kinds "product+medication"; NONE: a fault was
 * told
 */
uint32_t list_named(struct loading *ld, const struct node *n, const char *of);
/* rule_then.c */
void then_compile(struct loading *ld, struct rule_def *def, struct rule *rule);
void still_time_compile(struct loading *ld, struct rule_def *def, struct rule *rule);
bool severity_of(struct loading *ld, const struct node *n, uint32_t moments,
                 uint32_t severity_r[5]);

uint32_t list_number(const struct loading *ld, uint32_t definition);
bool list_kind_is(const struct loading *ld, uint32_t definition, uint32_t kinds);

/* fingerprint.c */
void rule_meaning(const struct rules *r, const struct rule *rule, uint8_t digest_r[32]);
void lists_mean(struct loading *ld, const struct rules *r);    /* their `meaning` */
void fingerprint_text(const uint8_t digest[32], char out[16]); /* "r-7f3a9c21" */
void book_hash(struct loading *ld, const struct rules *r, uint32_t book,
               const uint8_t (*digests)[32], char hash_r[72]);

/* Of which code systems an entry may be one that nobody can read (unread_note.c). */
void unread_note(struct rules *r);

#endif
