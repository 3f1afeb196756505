/* SPDX-License-Identifier: MIT
 *
 * Whether the facts of tests and personas mean anything: words that are in no list and near no
 * name, value sets and sites that there are not (X307). A slip of the pen in a test proves nothing;
 * what is meant to be unknown says `in-no-list: meant`, in the entry or in the test. Steps of the
 * loader, for tests beside an overlay after its names have joined; one thread.
 */
#include <string.h>

#include "base/words.h"
#include "rulebook/scenario_facts.h"
#include "vocabulary/vocabulary_make.h"

const uint32_t chart_kinds[CHART_COUNT] = {
    [CHART_CONDITIONS] = KIND_BIT(LIST_CONDITION),
    [CHART_MEDICATIONS] = KIND_BIT(LIST_MEDICATION),
    [CHART_ALLERGIES] = KIND_BIT(LIST_ALLERGY) | KIND_BIT(LIST_MEDICATION) | KIND_BIT(LIST_PRODUCT),
    [CHART_PROCEDURES] = KIND_BIT(LIST_PROCEDURE),
    [CHART_REACTIONS] = KIND_BIT(LIST_REACTION),
    [CHART_PRODUCTS] = KIND_BIT(LIST_PRODUCT) | KIND_BIT(LIST_MEDICATION),
};

static bool known_meant(const struct node *n)
{
    return node_get(n, "in-no-list") != NULL;
}

static const struct node *text_under(const struct node *map, const char *key)
{
    const struct node *n = map != NULL && map->kind == NODE_MAP ? node_get(map, key) : NULL;

    return n != NULL && n->kind == NODE_TEXT && !n->told ? n : NULL;
}

static void known_why(struct loading *ld, struct fault *f)
{
    fault_why(ld->faults, f, "A slip of the pen in a test proves nothing.");
    if (f != NULL && f->fix == NULL) {
        fault_fix(
            ld->faults, f,
            "Correct it; if it is meant so, add to the entry or to the test: in-no-list: meant");
    }
}

/* ---- words of the chart ---- */

/* The name of these kinds that is nearest; NULL: none is near. */
static const char *nearest_name(struct loading *ld, uint32_t kinds, struct span text)
{
    const struct vocabulary *v = ld->vocabulary;
    const char **names = arena_array(&ld->scratch, (size_t)v->name_count + 1, sizeof *names);
    const char *word = arena_text(&ld->scratch, text.at, text.len);
    uint32_t count = 0;

    if (names == NULL || word == NULL || ld->hints >= HINTS_MOST) {
        return NULL;
    }
    ld->hints++;
    for (uint32_t i = 0; i < v->name_count; i++) {
        const char *name = (v->names[i].in_kinds & kinds) != 0
                               ? arena_text(&ld->scratch, v->names[i].text, v->names[i].len)
                               : NULL;

        if (name != NULL) {
            names[count++] = name;
        }
    }
    return text_nearest(word, names, count);
}

/* In a list, near a name of one, or with a name that is negated or excepted: not a slip. */
static bool words_known(struct loading *ld, uint32_t kinds, struct span text, struct span code)
{
    const struct entry_names names = {.text = text, .code = code};
    struct span folded = text_folded(text, &ld->scratch), found;
    struct recognised r;

    vocabulary_recognise(ld->vocabulary, kinds, &names, &ld->scratch, &r);
    return r.failed || r.hits.count > 0 || r.near.count > 0 ||
           (folded.len > 0 && vocabulary_word_in(ld->vocabulary, kinds, folded, &found));
}

static void words_check_known(struct loading *ld, uint32_t kinds, const char *what,
                              const struct node *text, const struct node *code)
{
    const struct node *at = text != NULL ? text : code;
    const struct span none = {0};

    if (at == NULL || words_known(ld, kinds, text != NULL ? text->text : none,
                                  code != NULL ? code->text : none)) {
        return;
    }
    struct fault *f = tell(ld, FAULT_X307, at, "\"%.*s\" is in no list of %s, and near no name",
                           TEXT_SHOWN(at), what);
    const char *near = text != NULL ? nearest_name(ld, kinds, text->text) : NULL;
    if (near != NULL) {
        fault_fix(ld->faults, f, "Did you mean %s?", near);
    }
    known_why(ld, f);
}

/* A value set that there is, of a kind that entries of this part may be in. */
static void list_known(struct loading *ld, enum chart chart, const char *what, const struct node *n)
{
    uint32_t number = names_find(&ld->list_names, n->text);

    if (number == NAMES_NOT) {
        if (!ld->incomplete) {
            (void)saying_name(ld, n, "list", &ld->list_names);
        }
        return;
    }
    uint32_t kind = ld->lists.at[number].kind;
    if (kind != 0 && (KIND_BIT(kind) & chart_kinds[chart]) == 0) {
        struct fault *f =
            tell(ld, FAULT_X307, n, "the list \"%.*s\" is of kind %s: no %s are in it",
                 TEXT_SHOWN(n), words_list_kind.at[kind], what);

        known_why(ld, f);
    }
}

static void sites_known(struct loading *ld, const struct node *n)
{
    for (uint32_t i = 0; n != NULL && ld->site_tree != NULL && i < each_text(n); i++) {
        const struct node *site = text_at(n, i);

        if (site->told || site->text.len == 0 ||
            site_find(ld->site_tree, site->text).site != SITE_UNKNOWN) {
            continue;
        }
        struct fault *f =
            tell(ld, FAULT_X307, site, "there is no body site \"%.*s\"", TEXT_SHOWN(site));
        const char **names =
            arena_array(&ld->scratch, (size_t)sites_count(ld->site_tree) + 1, sizeof *names);
        for (uint32_t k = 0; names != NULL && k < sites_count(ld->site_tree); k++) {
            names[k] = site_name(ld->site_tree, k);
        }
        if (names != NULL) {
            reader_did_you_mean(&ld->reader, f, site->text.at, names, sites_count(ld->site_tree));
        }
        known_why(ld, f);
    }
}

/* ---- what is asked by name ---- */

/* The declared word that is nearest, as a hint; false: none is near. */
static bool declared_hint(struct loading *ld, const struct word_set *set, struct fault *f,
                          const char *word)
{
    const char **words = arena_array(&ld->scratch, (size_t)set->count + 1, sizeof *words);

    for (uint32_t i = 0; words != NULL && i < set->count; i++) {
        words[i] = set->at[i].word;
    }
    const char *near = words != NULL ? text_nearest(word, words, set->count) : NULL;
    if (near != NULL) {
        fault_fix(ld->faults, f, "Did you mean %s?", near);
    }
    return near != NULL;
}

static bool answer_understood(struct loading *ld, const struct declared *asked, struct span value,
                              int32_t today)
{
    const struct span none = {0};
    enum said_what what = (enum said_what)said_of(asked, value, zone_utc(), today).what;

    return what != SAID_UNCLEAR && (asked->form != ANSWER_NAMES || what != SAID_TEXT ||
                                    words_known(ld, KIND_BIT(asked->kind), value, none));
}

/* What is asked by name, and what it is called: "answer", "field". */
struct by_name {
    const char *what, *holder;
    const struct word_set *names;
    const struct declared *declared;
};

static void said_known(struct loading *ld, const struct by_name *all, const struct node *name,
                       const struct node *n, int32_t today)
{
    const struct node *value = n->kind == NODE_MAP ? text_under(n, "value") : n;
    uint32_t number = word_set_find(all->names, name->text);

    if (name->told || (n->kind == NODE_MAP && known_meant(n))) {
        return;
    }
    if (number == WORD_NONE) {
        struct fault *f = tell(ld, FAULT_X307, name, "nobody declares the %s \"%.*s\"", all->what,
                               TEXT_SHOWN(name));

        (void)declared_hint(ld, all->names, f, name->text.at);
        known_why(ld, f);
        return;
    }
    const struct declared *asked = &all->declared[number];
    if (value == NULL || value->kind != NODE_TEXT || value->told ||
        answer_understood(ld, asked, value->text, today)) {
        return;
    }
    struct fault *f = tell(ld, FAULT_X307, value, "\"%.*s\" is not understood as the %s \"%s\"",
                           TEXT_SHOWN(value), all->what, asked->name);
    if (asked->form == ANSWER_WORDS && !declared_hint(ld, &asked->words, f, value->text.at) &&
        asked->understood != NULL) {
        fault_fix(ld->faults, f,
                  "Use one of: %s; if it is meant so, add to the %s: "
                  "in-no-list: meant",
                  asked->understood, all->holder);
    }
    known_why(ld, f);
}

static void all_said_known(struct loading *ld, const struct by_name *all, const struct node *said,
                           int32_t today)
{
    for (uint32_t i = 0; said != NULL && said->kind == NODE_MAP && i < said->count; i++) {
        if (all->declared != NULL) {
            said_known(ld, all, said->keys[i], said->items[i], today);
        }
    }
}

static void answers_known(struct loading *ld, const struct node *answers, int32_t today)
{
    const struct by_name all = {"answer", "answer or to the test", &ld->compiled_answer_names,
                                ld->compiled_answers};

    all_said_known(ld, &all, answers, today);
}

/* `holder`: what can say that it is meant so. */
static void fields_known(struct loading *ld, const char *holder, const struct node *fields)
{
    const struct by_name all = {"field", holder, &ld->compiled_field_names, ld->compiled_fields};

    all_said_known(ld, &all, fields, INT32_MAX);
}

/* ---- entries ---- */

static void entries_known(struct loading *ld, enum chart chart, const char *what,
                          const struct node *list)
{
    for (uint32_t i = 0; list != NULL && list->kind == NODE_LIST && i < list->count; i++) {
        const struct node *n = list->items[i], *in;

        if (n->kind != NODE_MAP || known_meant(n)) {
            continue;
        }
        in = text_under(n, "list");
        if (in != NULL) {
            list_known(ld, chart, what, in);
        } else {
            words_check_known(ld, chart_kinds[chart], what, text_under(n, "is"),
                              text_under(n, "code"));
        }
        sites_known(ld, node_get(n, "site"));
        fields_known(ld, "entry or to the test", node_get(n, "fields"));
    }
}

/* ---- roles and other closed words ---- */

static void role_known(struct loading *ld, const struct node *n)
{
    const struct word_set *roles = &ld->compiled_words[WORDS_ROLE];

    if (n->kind != NODE_TEXT || n->told || n->text.len == 0 ||
        word_set_find(roles, n->text) != WORD_NONE) {
        return;
    }
    struct fault *f = tell(ld, FAULT_X307, n, "\"%.*s\" is no role", TEXT_SHOWN(n));
    (void)declared_hint(ld, roles, f, n->text.at);
    known_why(ld, f);
}

/* Of these an undeclared word is a fact like another; one that is nearly declared is a slip. */
static void word_slip(struct loading *ld, enum word_sets which, const struct node *n)
{
    const struct word_set *set = &ld->compiled_words[which];

    for (uint32_t i = 0; i < each_text(n); i++) {
        const struct node *word = text_at(n, i);

        if (word->told || word->text.len == 0 || word_set_find(set, word->text) != WORD_NONE ||
            !declared_hint(ld, set, NULL, word->text.at)) {
            continue;
        }
        struct fault *f =
            tell(ld, FAULT_X307, word, "nobody declares the word \"%.*s\"", TEXT_SHOWN(word));
        (void)declared_hint(ld, set, f, word->text.at);
        known_why(ld, f);
    }
}

static void training_known(struct loading *ld, const struct node *n)
{
    word_slip(ld, WORDS_TRAINING, n);
}

static void modality_known(struct loading *ld, const struct node *n)
{
    word_slip(ld, WORDS_MODALITY, n);
}

static void indication_known(struct loading *ld, const struct node *n)
{
    word_slip(ld, WORDS_INDICATION, n);
}

/* ---- what else a test says ---- */

static void also_known(struct loading *ld, const struct node *n)
{
    for (uint32_t i = 0; i < each_text(n); i++) {
        words_check_known(ld, KIND_BIT(LIST_PROCEDURE), "procedures", text_at(n, i), NULL);
    }
}

/* A key of a part of a test whose words the rules must know. */
static const struct {
    const char *part, *key;
    void (*check)(struct loading *ld, const struct node *n); /* a word or a list of words */
} known_words[] = {
    {"appointment", "also", also_known},
    {"appointment", "site", sites_known},
    {"appointment", "sites", sites_known},
    {"appointment", "modality", modality_known},
    {"appointment", "indication", indication_known},
    {"provider", "role", role_known},
    {"provider", "training", training_known},
};

static void patient_known(struct loading *ld, const struct node *patient, int32_t today)
{
    const struct node *asked =
        patient != NULL && patient->kind == NODE_MAP ? node_get(patient, "asked") : NULL;

    if (patient == NULL || patient->kind != NODE_MAP || known_meant(patient)) {
        return;
    }
    for (uint32_t i = 0; i < CHART_ASKED; i++) {
        const char *name = words_chart.at[i];
        const struct node *sets =
            asked != NULL && asked->kind == NODE_MAP ? node_get(asked, name) : NULL;

        entries_known(ld, (enum chart)i, name, node_get(patient, name));
        for (uint32_t k = 0; sets != NULL && sets->kind == NODE_MAP && k < sets->count; k++) {
            list_known(ld, (enum chart)i, name, sets->keys[k]);
        }
    }
    answers_known(ld, node_get(patient, "answers"), today);
}

/* The last day of what a test says is today; for ever, where that is no day. */
static int32_t today_of(const struct node *test)
{
    const struct node *n = text_under(test, "today");
    struct when when;

    return n != NULL && when_read(n->text.at, n->text.len, zone_utc(), &when) == 0 ? when.last
                                                                                   : INT32_MAX;
}

/* The role of a clearance is read as the provider's is; its reason is one of the coded ones. */
static void clearances_known(struct loading *ld, const struct node *list)
{
    for (uint32_t i = 0; list != NULL && list->kind == NODE_LIST && i < list->count; i++) {
        const struct node *n = list->items[i], *role = text_under(n, "role");

        if (n->kind != NODE_MAP || known_meant(n)) {
            continue;
        }
        if (role != NULL) {
            role_known(ld, role);
        }
        (void)saying_name(ld, text_under(n, "reason"), "override reason", &ld->reason_names);
    }
}

static void test_known(struct loading *ld, const struct node *test)
{
    const struct node *charted = test->kind == NODE_MAP ? node_get(test, "charted") : NULL;

    if (test->kind != NODE_MAP || known_meant(test)) {
        return;
    }
    patient_known(ld, node_get(test, "patient"), today_of(test));
    for (size_t i = 0; i < sizeof known_words / sizeof *known_words; i++) {
        const struct node *part = node_get(test, known_words[i].part);
        const struct node *n =
            part != NULL && part->kind == NODE_MAP ? node_get(part, known_words[i].key) : NULL;

        if (n != NULL && !known_meant(part)) {
            known_words[i].check(ld, n);
        }
    }
    clearances_known(ld, node_get(test, "clearances"));
    if (charted != NULL && charted->kind == NODE_MAP) {
        entries_known(ld, CHART_REACTIONS, "reactions", node_get(charted, "reactions"));
        entries_known(ld, CHART_PRODUCTS, "products", node_get(charted, "products"));
        fields_known(ld, "test", node_get(charted, "fields"));
    }
}

void facts_check(struct loading *ld, bool of_overlays)
{
    if (!ld->tests_well || ld->vocabulary == NULL || ld->as_of != DATE_NONE || ld->bare) {
        return;
    }
    for (uint32_t i = 0; i < ld->personas.count; i++) {
        if (beside_overlay(ld, &ld->files[ld->personas.at[i].file]) == of_overlays) {
            file_enter(ld, ld->personas.at[i].file);
            patient_known(ld, ld->personas.at[i].node, INT32_MAX);
        }
    }
    for (uint32_t i = 0; i < ld->file_count; i++) {
        const struct node *tests = ld->files[i].read.tests;

        if (tests == NULL || beside_overlay(ld, &ld->files[i]) != of_overlays) {
            continue;
        }
        file_enter(ld, i);
        for (uint32_t k = 0; k < tests->count; k++) {
            test_known(ld, tests->items[k]);
        }
    }
}
