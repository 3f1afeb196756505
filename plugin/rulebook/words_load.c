/* SPDX-License-Identifier: MIT
 *
 * Words and their synonyms: those of an answer or a field, and the closed words of trainings,
 * methods, reasons for treatment and roles. Read as a list or a map, every word once, however it is
 * folded; then looked up where a rule names one. Steps of the loader; one thread. A word at fault
 * is told once and left out.
 */
#include <stdio.h>
#include <string.h>

#include "base/words.h"
#include "rulebook/loading.h"
#include "vocabulary/vocabulary_make.h"

void words_begin(struct loading *ld, struct words_def *def)
{
    names_begin(&def->folded, &ld->scratch);
    names_begin(&def->words, &ld->scratch);
}

/* ---- declaring ---- */

/* 'answer "consent"', or "training" */
static const char *words_owner(const struct words_of *of, char out[96])
{
    int len = of->name.len < 60 ? (int)of->name.len : 60;

    (void)snprintf(out, 96, len > 0 ? "%s \"%.*s\"" : "%s", of->what, len, of->name.at);
    return out;
}

/* What every answer knows already cannot be a word of one. */
static bool word_reserved(struct loading *ld, const struct words_of *of, const struct node *n,
                          struct span folded)
{
    enum answer_word known = answer_word_of(folded);
    bool recorded = span_same(folded, SPAN("recorded")) && !of->recorded;

    if (!recorded && (known == ANSWER_WORDS_KNOWN || (known == ANSWER_WORD_NONE && of->none))) {
        return false;
    }
    struct fault *f = tell(ld, FAULT_S204, n, "\"%.*s\" cannot be declared here", TEXT_SHOWN(n));
    fault_why(ld->faults, f, "%s",
              recorded ? "Of every field `recorded` means that anything stands there."
              : known == ANSWER_WORD_NONE
                  ? "`none` is understood of every number, date, name and text, and only an answer "
                    "or a field with words may declare it as one of them."
              : known == ANSWER_WORD_MISSING
                  ? "`missing` means that nothing is there."
                  : "`unsure` (also unknown, not sure, don't know) belongs to every answer: asked, "
                    "and nobody knows.");
    fault_fix(ld->faults, f, "Delete it: rules can ask for it without its being declared.");
    return true;
}

static void word_twice(struct loading *ld, const struct words_def *def, const struct words_of *of,
                       const struct node *n, uint32_t first)
{
    const struct said_word *before = &def->all.at[first];
    char owner[96];
    struct fault *f;

    if (before->node != NULL) {
        f = tell(ld, FAULT_X301, n, "the %s has \"%.*s\" twice: first at %s:%u:%u, and again here",
                 words_owner(of, owner), TEXT_SHOWN(n), ld->files[before->file].name,
                 before->node->line, before->node->column);
    } else {
        f = tell(ld, FAULT_X301, n, "\"%.*s\" is a word of the built-in %s \"%.40s\" already",
                 TEXT_SHOWN(n), words_owner(of, owner), def->words.at[before->word].text.at);
    }
    fault_why(ld->faults, f,
              "Words are compared without upper case, hyphens and spaces, so each can stand once.");
    fault_fix(ld->faults, f, "Delete one of them.");
}

static bool word_good(struct loading *ld, const struct words_of *of, const struct node *n,
                      struct span folded)
{
    if (n->kind != NODE_TEXT) {
        (void)tell(ld, FAULT_S206, n, "a word must be a single text");
        return false;
    }
    /* what was told (a bare yes) is a word all the same: rules that ask for it are told nothing */
    return n->told || (name_check(ld, n) && !word_reserved(ld, of, n, folded));
}

static struct span word_folded(struct loading *ld, const struct node *n)
{
    return n->kind == NODE_TEXT ? text_folded(n->text, &ld->scratch) : (struct span){0};
}

bool word_is_free(struct loading *ld, const struct words_def *def, const struct words_of *of,
                  const struct node *n)
{
    struct span folded = word_folded(ld, n);

    if (!word_good(ld, of, n, folded)) {
        return false;
    }
    uint32_t first = names_find(&def->folded, folded);
    if (first != NAMES_NOT) {
        word_twice(ld, def, of, n, first);
    }
    return first == NAMES_NOT;
}

/* Its place in `all`; NONE: a fault was told, or no memory. `word`: of a synonym. */
static uint32_t word_add(struct loading *ld, struct words_def *def, const struct words_of *of,
                         const struct node *n, uint32_t word)
{
    struct span folded = word_folded(ld, n);
    uint32_t number = def->all.count;

    if (!word_good(ld, of, n, folded)) {
        return NONE;
    }
    uint32_t first = names_add(&def->folded, folded, number);
    if (first != number) {
        if (first != NAMES_NOT) {
            word_twice(ld, def, of, n, first);
        }
        return NONE;
    }
    struct said_word *at = PUSH(ld, def->all);
    if (at == NULL) {
        return NONE;
    }
    *at = (struct said_word){.text = text_of(ld, n),
                             .node = n,
                             .file = ld->entered,
                             .word = word != NONE ? word : def->count,
                             .synonym = word != NONE};
    if (word == NONE) {
        (void)names_add(&def->words, n->text, def->count++);
    }
    return number;
}

static void synonyms_add(struct loading *ld, struct words_def *def, const struct words_of *of,
                         const struct node *n, uint32_t word)
{
    if (n->kind == NODE_MAP) {
        struct fault *f = tell(ld, FAULT_S206, n, "the synonyms of a word must be a list");

        fault_fix(ld->faults, f, "Write for example: signed: [\"on file\"]");
        return;
    }
    for (uint32_t i = 0; i < each_text(n); i++) {
        (void)word_add(ld, def, of, text_at(n, i), word);
    }
}

/* All words first: a synonym that is a word of its own is at fault, wherever it stands. */
static void words_map_add(struct loading *ld, struct words_def *def, const struct words_of *of,
                          const struct node *n)
{
    uint32_t *words = arena_array(&ld->scratch, n->count, sizeof *words);

    for (uint32_t i = 0; words != NULL && i < n->count; i++) {
        uint32_t at = word_add(ld, def, of, n->keys[i], NONE);

        words[i] = at != NONE ? def->all.at[at].word : NONE;
    }
    for (uint32_t i = 0; words != NULL && i < n->count; i++) {
        if (words[i] != NONE) {
            synonyms_add(ld, def, of, n->items[i], words[i]);
        }
    }
}

void words_add(struct loading *ld, struct words_def *def, const struct words_of *of,
               const struct node *n)
{
    char owner[96];

    if (n->told) {
        return;
    }
    if (n->kind == NODE_TEXT) {
        struct fault *f =
            tell(ld, FAULT_S206, n, "the words of the %s must be a list, or each with its synonyms",
                 words_owner(of, owner));

        fault_why(ld->faults, f, "One text is one word, whatever stands between its commas.");
        fault_fix(ld->faults, f, "Write for example: [\"yes\", \"no\"]");
    } else if (n->count == 0) {
        struct fault *f = tell(ld, FAULT_S203, n, "the %s has no words", words_owner(of, owner));

        fault_why(ld->faults, f, "Without a word, nothing that people write would be understood.");
        fault_fix(ld->faults, f, "Write for example: [\"yes\", \"no\"]");
    } else if (n->kind == NODE_MAP) {
        words_map_add(ld, def, of, n);
    } else {
        for (uint32_t i = 0; i < each_text(n); i++) {
            (void)word_add(ld, def, of, text_at(n, i), NONE);
        }
    }
}

bool words_add_synonym(struct loading *ld, struct words_def *def, const struct words_of *of,
                       uint32_t word, const struct node *n)
{
    return word_add(ld, def, of, n, word) != NONE;
}

/* ---- roles ---- */

static const struct {
    const char *role, *also[3];
} built_in_roles[] = {
    {"clinical-lead", {NULL}},
    {"physician", {"MD", "DO", "doctor"}},
    {"dermatologist", {NULL}},
    {"physician-assistant", {"PA", "PA-C", NULL}},
    {"nurse-practitioner", {"NP", NULL}},
    {"lead-nurse", {NULL}},
    {"nurse", {"RN", "registered nurse", NULL}},
    {"injector", {NULL}},
    {"prescriber", {NULL}},
    {"medical-assistant", {"MA", NULL}},
    {"aesthetician", {"esthetician", NULL}},
    {"front-desk", {NULL}},
};
#define BUILT_IN_ROLES (sizeof built_in_roles / sizeof *built_in_roles)

static const struct words_of role_words = {.what = "role"};

static uint32_t built_in_role(struct span name)
{
    uint32_t i = 0;

    while (i < BUILT_IN_ROLES && !span_same(name, span_of(built_in_roles[i].role))) {
        i++;
    }
    return i;
}

static void built_in_add(struct loading *ld, struct words_def *def, const char *text, uint32_t word)
{
    struct span folded = text_folded(span_of(text), &ld->scratch);
    uint32_t number = def->all.count;

    if (names_add(&def->folded, folded, number) != number) {
        return; /* the clinic's own */
    }
    struct said_word *at = PUSH(ld, def->all);
    if (at == NULL) {
        return;
    }
    *at = (struct said_word){
        .text = text, .word = word != NONE ? word : def->count, .synonym = word != NONE};
    if (word == NONE) {
        (void)names_add(&def->words, span_of(text), def->count++);
    }
}

static void built_in_synonyms(struct loading *ld, struct words_def *def, uint32_t role,
                              uint32_t word)
{
    for (uint32_t i = 0; i < 3 && built_in_roles[role].also[i] != NULL; i++) {
        built_in_add(ld, def, built_in_roles[role].also[i], word);
    }
}

static void role_add(struct loading *ld, struct words_def *def, const struct node *n)
{
    if (n->kind == NODE_TEXT && !n->told && !reader_is_id(n->text)) {
        struct fault *f =
            tell(ld, FAULT_S205, n,
                 "\"%.*s\" is not a name of lower-case letters, digits and dashes", TEXT_SHOWN(n));

        fault_fix(ld->faults, f, "Write for example: lead-nurse");
        return;
    }
    (void)word_add(ld, def, &role_words, n, NONE);
}

static void roles_listed(struct loading *ld, struct words_def *def, const struct node *n)
{
    for (uint32_t i = 0; i < each_text(n); i++) {
        role_add(ld, def, text_at(n, i));
    }
    for (uint32_t role = 0; role < BUILT_IN_ROLES; role++) {
        uint32_t word = names_find(&def->words, span_of(built_in_roles[role].role));

        if (word != NAMES_NOT) {
            built_in_synonyms(ld, def, role, word);
        }
    }
}

static void roles_built_in(struct loading *ld, struct words_def *def)
{
    for (uint32_t role = 0; role < BUILT_IN_ROLES; role++) {
        uint32_t word = def->count;

        built_in_add(ld, def, built_in_roles[role].role, NONE);
        built_in_synonyms(ld, def, role, word);
    }
}

/* Words for roles, built in or new; the others stay. */
static void roles_mapped(struct loading *ld, struct words_def *def, const struct node *n)
{
    roles_built_in(ld, def);
    for (uint32_t i = 0; i < n->count; i++) {
        if (built_in_role(n->keys[i]->text) == BUILT_IN_ROLES) {
            role_add(ld, def, n->keys[i]);
        }
    }
    for (uint32_t i = 0; i < n->count; i++) {
        uint32_t word = names_find(&def->words, n->keys[i]->text);

        if (word != NAMES_NOT) {
            synonyms_add(ld, def, &role_words, n->items[i], word);
        }
    }
}

static void roles_section(struct loading *ld, uint32_t file, const struct node *n)
{
    struct words_def *def = &ld->words[WORDS_ROLE];

    if (ld->roles_node != NULL) {
        struct fault *f = tell_at_key(
            ld, FAULT_X301, n, "the roles are defined twice: first at %s:%u:%u, and again here",
            ld->files[ld->roles_file].name, ld->roles_node->line, ld->roles_node->column);

        fault_why(ld->faults, f, "Only one of the two could be used, and nobody would see which.");
        fault_fix(ld->faults, f, "List all roles in one place.");
        return;
    }
    ld->roles_file = file;
    ld->roles_node = n;
    if (n->kind == NODE_MAP) {
        roles_mapped(ld, def, n);
    } else if (n->kind == NODE_LIST && n->count == 0) {
        struct fault *f = tell(ld, FAULT_S203, n, "\"roles\" is an empty list");

        fault_fix(ld->faults, f, "Write the clinic's roles, or delete the line.");
    } else {
        roles_listed(ld, def, n);
    }
}

/* ---- the vocabularies ---- */

static const struct words_of set_words[WORD_SETS] = {
    [WORDS_MODALITY] = {.what = "modality", .recorded = true},
    [WORDS_TRAINING] = {.what = "training", .recorded = true},
    [WORDS_INDICATION] = {.what = "indication", .recorded = true},
    [WORDS_ROLE] = {.what = "role", .recorded = true},
};

static void sets_declare(struct loading *ld, uint32_t file)
{
    struct words_read read;

    (void)map_read(ld, &table_words, ld->files[file].read.words, &read);
    for (uint32_t set = 0; set < WORDS_ROLE; set++) {
        if (read.sets[set] != NULL) {
            words_add(ld, &ld->words[set], &set_words[set], read.sets[set]);
        }
    }
}

void words_declare(struct loading *ld)
{
    for (uint32_t set = 0; set < WORD_SETS; set++) {
        words_begin(ld, &ld->words[set]);
    }
    for (uint32_t i = 0; i < ld->file_count; i++) {
        file_enter(ld, i);
        if (ld->files[i].read.roles != NULL) {
            roles_section(ld, i, ld->files[i].read.roles);
        }
        if (ld->files[i].read.words != NULL) {
            sets_declare(ld, i);
        }
    }
    if (ld->roles_node == NULL) {
        roles_built_in(ld, &ld->words[WORDS_ROLE]);
    }
}

/* ---- looking up ---- */

static void word_is_synonym(struct loading *ld, const struct words_def *def,
                            const struct words_of *of, const struct node *n, uint32_t word)
{
    const char *text = def->words.at[word].text.at;
    char owner[96];
    struct fault *f = tell(ld, FAULT_S204, n, "\"%.*s\" is a synonym of \"%.60s\" (%s)",
                           TEXT_SHOWN(n), text, words_owner(of, owner));

    fault_why(ld->faults, f, "Rules write the word itself, so that one thing has one name.");
    fault_fix(ld->faults, f, "Write: %.60s", text);
}

uint32_t word_named(struct loading *ld, const struct words_def *def, const struct words_of *of,
                    const struct node *n)
{
    char owner[96];

    if (n == NULL || n->kind != NODE_TEXT || n->told) {
        return NONE;
    }
    struct span folded = text_folded(n->text, &ld->scratch);
    uint32_t at = names_find(&def->folded, folded);
    if (at != NAMES_NOT && def->all.at[at].synonym) {
        word_is_synonym(ld, def, of, n, def->all.at[at].word);
        return NONE;
    }
    if (at != NAMES_NOT) {
        return def->all.at[at].word;
    }
    if (def->count == 0 && of->name.len > 0) {
        return NONE; /* an answer of no words has its own fault */
    }
    tell_unknown_of(ld, n, of->name.len > 0 ? words_owner(of, owner) : NULL, of->what, &def->words);
    return NONE;
}

uint32_t set_word_named(struct loading *ld, uint32_t set, const struct node *n)
{
    ld->words[set].used = true;
    return word_named(ld, &ld->words[set], &set_words[set], n);
}

uint32_t role_named(struct loading *ld, const struct node *n)
{
    return set_word_named(ld, WORDS_ROLE, n);
}

/* ---- compiled ---- */

void words_finish(struct loading *ld, const struct words_def *def, struct word_set *set_r)
{
    struct word_row *rows = arena_array(ld->keep, (size_t)def->count + 1, sizeof *rows);
    const char **also = arena_array(ld->keep, (size_t)def->all.count + 1, sizeof *also);

    if (rows == NULL || also == NULL) {
        return;
    }
    for (uint32_t i = 0; i < def->all.count; i++) {
        rows[def->all.at[i].word].also_count += def->all.at[i].synonym;
    }
    for (uint32_t word = 0, first = 0; word < def->count; word++) {
        rows[word].also = also + first;
        first += rows[word].also_count;
        rows[word].also_count = 0;
    }
    for (uint32_t i = 0; i < def->all.count; i++) {
        const struct said_word *said = &def->all.at[i];
        struct word_row *row = &rows[said->word];

        if (said->synonym) {
            also[(size_t)(row->also - also) + row->also_count++] = said->text;
        } else {
            row->word = said->text;
        }
    }
    if (!word_set_make(set_r, rows, def->count, ld->keep)) {
        ld->keep->failed = true;
    }
}
