/* SPDX-License-Identifier: MIT
 *
 * Conditions: one key, its fields by its table, compiled into a flat array in which the children of
 * one condition stand side by side behind it. Called by rules.c; one thread. A condition at fault
 * is told once and left as it is: nothing is loaded then.
 */
#include <string.h>

#include "base/words.h"
#include "rulebook/loading.h"
#include "vocabulary/vocabulary_make.h"

struct compiling {
    struct loading *ld;
    uint32_t book;
    const struct node *node; /* the fields */
    const struct cond_read *read;
    struct cond *cond;
    bool good;
};

uint32_t conds_reserve(struct loading *ld, uint32_t count)
{
    uint32_t first = ld->conds.count;

    for (uint32_t i = 0; i < count; i++) {
        if (PUSH(ld, ld->conds) == NULL) {
            return NONE;
        }
        ld->conds.at[first + i] = (struct cond){.kind = COND_ALWAYS, .list = NONE};
    }
    return first;
}

uint32_t conds_in(const struct node *n)
{
    uint32_t count = 1;

    for (uint32_t i = 0; n != NULL && n->kind == NODE_MAP && i < n->count; i++) {
        for (uint32_t j = 0; n->items[i]->kind == NODE_LIST && j < n->items[i]->count; j++) {
            count += conds_in(n->items[i]->items[j]);
        }
    }
    return count;
}

/* ---- fields ---- */

static void field_missing(struct compiling *c, const char *key, const char *fix)
{
    (void)tell_missing(c->ld, c->node, key, "Without it the condition says nothing.", fix);
    c->good = false;
}

/* Two keys of which one is enough. */
static void conditions_exclusive(struct compiling *c, const struct node *a, const struct node *b)
{
    if (a == NULL || b == NULL) {
        return;
    }
    const struct node *later = a->index > b->index ? a : b, *first = a->index > b->index ? b : a;
    struct fault *f = tell_at_key(
        c->ld, FAULT_S202, later, "\"%.*s\" beside \"%.*s\": one of the two, not both",
        TEXT_SHOWN(c->node->keys[later->index]), TEXT_SHOWN(c->node->keys[first->index]));
    fault_why(c->ld->faults, f, "They are two ways to say what is looked for.");
    fault_fix(c->ld->faults, f, "Delete one, or write two conditions below `all:` or `any:`.");
    c->good = false;
}

static bool conditions_given(const struct compiling *c, const char *key)
{
    return node_get(c->node, key) != NULL;
}

static const char *kinds_in_words(uint32_t kinds)
{
    switch (kinds) {
    case KIND_BIT(LIST_CONDITION): return "condition";
    case KIND_BIT(LIST_MEDICATION): return "medication";
    case KIND_BIT(LIST_PROCEDURE): return "procedure";
    case KIND_BIT(LIST_REACTION): return "reaction";
    case KIND_BIT(LIST_PRODUCT) | KIND_BIT(LIST_MEDICATION): return "product or medication";
    default: return "allergy, medication or product";
    }
}

/* A list by its name; NONE: a fault was told. Also for `when.procedure`. */
uint32_t list_named(struct loading *ld, const struct node *n, uint32_t kinds)
{
    if (n == NULL || n->kind != NODE_TEXT || n->told) {
        return NONE;
    }
    uint32_t def = names_find(&ld->list_names, n->text);
    if (def == NAMES_NOT) {
        tell_unknown(ld, n, "list", &ld->list_names);
        return NONE;
    }
    ld->lists.at[def].used = true;
    if (list_kind_is(ld, def, kinds)) {
        return list_number(ld, def);
    }
    struct fault *f =
        tell(ld, FAULT_S204, n, "\"%.*s\" is a list of kind %s, and here is needed one of kind %s",
             TEXT_SHOWN(n), words_list_kind.at[ld->lists.at[def].kind], kinds_in_words(kinds));
    fault_why(ld->faults, f, "A list of another kind would never match here.");
    fault_fix(ld->faults, f, "Name a list of kind %s.", kinds_in_words(kinds));
    return NONE;
}

static void list_field(struct compiling *c, uint32_t kinds)
{
    c->cond->list = list_named(c->ld, c->read->in, kinds);
    c->good = c->good && c->cond->list != NONE;
}

static void window_field(struct compiling *c, const struct node *n, struct threshold *t)
{
    if (n != NULL && span_read(c->ld, c->book, n, t) == 0) {
        c->good = false;
    }
}

static void number_field(struct compiling *c, const struct node *n, uint32_t form,
                         struct threshold *t, struct value *value_r)
{
    if (n != NULL && !threshold_read(c->ld, c->book, n, n->text, form, t, value_r)) {
        c->good = false;
    }
}

static void conditions_limits(struct compiling *c, uint32_t form, const char *fix)
{
    struct value below = {0}, at_least = {0};

    number_field(c, c->read->below, form, &c->cond->below, &below);
    number_field(c, c->read->at_least, form, &c->cond->at_least, &at_least);
    if (!conditions_given(c, "below") && !conditions_given(c, "at-least")) {
        field_missing(c, "below", fix);
    }
    if (form != FORM_PRICE) {
        return;
    }
    const struct value *one = below.forms != 0 ? &below : &at_least;
    if (one->forms != 0) {
        c->cond->name = text_keep(c->ld, span_of(one->currency));
    }
    if (below.forms != 0 && at_least.forms != 0 && strcmp(below.currency, at_least.currency) != 0) {
        struct fault *f =
            tell(c->ld, FAULT_S205, c->read->at_least, "two currencies in one condition");

        fault_why(c->ld->faults, f, "A price is compared in its own currency only.");
        fault_fix(c->ld->faults, f, "Write both in the same currency.");
        c->good = false;
    }
}

static void words_field(struct compiling *c, const struct node *n)
{
    c->cond->written = texts_of(c->ld, n);
    c->cond->words = texts_folded(c->ld, c->cond->written);
}

/* `is`: recorded and missing are no words of the answer. */
static void is_field(struct compiling *c)
{
    struct texts written = texts_of(c->ld, c->read->is);
    const char **kept = arena_array(c->ld->keep, (size_t)written.count + 1, sizeof *kept);

    if (kept == NULL) {
        return;
    }
    uint32_t count = 0;
    for (uint32_t i = 0; i < written.count; i++) {
        bool recorded = strcmp(written.at[i], "recorded") == 0,
             missing = strcmp(written.at[i], "missing") == 0;

        c->cond->wants_recorded |= recorded;
        c->cond->wants_missing |= missing;
        if (!recorded && !missing) {
            kept[count++] = written.at[i];
        }
    }
    c->cond->written = (struct texts){kept, count, 0};
    c->cond->words = texts_folded(c->ld, c->cond->written);
}

static void site_field(struct compiling *c)
{
    c->cond->site = word_of_node(&words_site_relation, c->read->site);
}

static uint32_t each_text(const struct node *n)
{
    return n == NULL ? 0 : n->kind == NODE_LIST ? n->count : 1;
}

static const struct node *text_at(const struct node *n, uint32_t i)
{
    return n->kind == NODE_LIST ? n->items[i] : n;
}

/* ---- kinds ---- */

static void conditions_age(struct compiling *c)
{
    conditions_limits(c, FORM_AGE, "Write for example: patient.age: {below: 22 years}");
}

static void conditions_length(struct compiling *c)
{
    conditions_limits(c, FORM_MINUTES,
                      "Write for example: appointment.length: {below: 45 minutes}");
}

static void conditions_price(struct compiling *c)
{
    conditions_limits(c, FORM_PRICE, "Write for example: appointment.price: {below: 200 USD}");
}

static void conditions_pregnancy(struct compiling *c)
{
    for (uint32_t i = 0; i < each_text(c->read->is); i++) {
        c->cond->pregnancy |= 1u << word_of_node(&words_asked_pregnancy, text_at(c->read->is, i));
    }
}

static void conditions_condition(struct compiling *c)
{
    uint32_t status = word_of_node(&words_cond_status, c->read->status);

    list_field(c, KIND_BIT(LIST_CONDITION));
    site_field(c);
    c->cond->status = status > 0 ? status - 1 : STATUS_EVER;
    c->cond->severity = word_of_node(&words_severity, c->read->at_least);
    window_field(c, c->read->onset_within, &c->cond->within);
}

static void conditions_medication(struct compiling *c)
{
    const struct cond_read *r = c->read;

    list_field(c, KIND_BIT(LIST_MEDICATION));
    site_field(c);
    conditions_exclusive(c, r->use, r->taken_within);
    if (r->use == NULL || r->taken_within == NULL) {
        conditions_exclusive(c, r->use, r->on_file);
        conditions_exclusive(c, r->taken_within, r->on_file);
    }
    if (!conditions_given(c, "use") && !conditions_given(c, "taken-within") &&
        !conditions_given(c, "on-file")) {
        field_missing(c, "taken-within",
                      "Add `use: ongoing`, `taken-within: 7 days before appointment`, or "
                      "`on-file: any`.");
    }
    c->cond->status = r->use != NULL            ? USE_ONGOING
                      : r->taken_within != NULL ? USE_TAKEN_WITHIN
                      : r->on_file != NULL      ? USE_ON_FILE
                                                : USE_NOT_SAID;
    window_field(c, r->taken_within, &c->cond->within);
}

static void conditions_allergy(struct compiling *c)
{
    list_field(c, KIND_BIT(LIST_ALLERGY) | KIND_BIT(LIST_MEDICATION) | KIND_BIT(LIST_PRODUCT));
}

static void conditions_history(struct compiling *c)
{
    list_field(c, KIND_BIT(LIST_PROCEDURE));
    site_field(c);
    window_field(c, c->read->within, &c->cond->within);
    window_field(c, c->read->planned_within, &c->cond->until);
    c->cond->done_only = word_of_node(&words_count, c->read->count) == 1;
}

static void appointment_site(struct compiling *c)
{
    uint32_t count = each_text(c->read->in);
    uint32_t *sites = arena_array(c->ld->keep, (size_t)count + 1, sizeof *sites);

    if (sites == NULL) {
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct node *n = text_at(c->read->in, i);
        uint32_t site = names_find(&c->ld->site_names, n->text);

        if (site == NAMES_NOT) {
            tell_unknown(c->ld, n, "body site", &c->ld->site_names);
            c->good = false;
        } else {
            sites[c->cond->sites.count++] = site;
        }
    }
    c->cond->sites.at = sites;
}

static void conditions_indication(struct compiling *c)
{
    words_field(c, c->read->in);
}

/* One of the two, and which. */
static const struct node *one_of(struct compiling *c, const struct node *yes, const struct node *no,
                                 const char *key, const char *fix)
{
    conditions_exclusive(c, yes, no);
    if (yes == NULL && no == NULL && !conditions_given(c, key)) {
        if (c->good) {
            field_missing(c, key, fix);
        }
        return NULL;
    }
    c->cond->negated = yes == NULL;
    return yes != NULL ? yes : no;
}

static void conditions_training(struct compiling *c)
{
    const struct node *n =
        one_of(c, c->read->has, c->read->lacks, "lacks", "Write for example: lacks: microneedling");

    if (n != NULL) {
        words_field(c, n);
    }
}

static void conditions_role(struct compiling *c)
{
    const struct node *n =
        one_of(c, c->read->in, c->read->not_in, "in", "Write for example: in: [physician, nurse]");

    for (uint32_t i = 0; i < each_text(n); i++) {
        const struct node *word = text_at(n, i);

        if (names_find(&c->ld->role_names, word->text) == NAMES_NOT) {
            tell_unknown(c->ld, word, "role", &c->ld->role_names);
            c->good = false;
        }
    }
    if (n != NULL) {
        words_field(c, n);
    }
}

static void conditions_answer(struct compiling *c)
{
    c->cond->name = text_of(c->ld, c->read->to);
    is_field(c);
    window_field(c, c->read->within, &c->cond->within);
}

static void conditions_reaction(struct compiling *c)
{
    list_field(c, KIND_BIT(LIST_REACTION));
    site_field(c);
    c->cond->severity = word_of_node(&words_severity, c->read->at_least);
    window_field(c, c->read->later_than, &c->cond->within);
    window_field(c, c->read->no_later_than, &c->cond->until);
}

static void conditions_product(struct compiling *c)
{
    list_field(c, KIND_BIT(LIST_PRODUCT) | KIND_BIT(LIST_MEDICATION));
    window_field(c, c->read->used_before, &c->cond->within);
}

static void conditions_field(struct compiling *c)
{
    c->cond->name = text_of(c->ld, c->read->name);
    is_field(c);
    number_field(c, c->read->below, FORM_NUMBER, &c->cond->below, NULL);
    number_field(c, c->read->above, FORM_NUMBER, &c->cond->at_least, NULL);
    if (!conditions_given(c, "is") && !conditions_given(c, "below") &&
        !conditions_given(c, "above")) {
        field_missing(c, "is", "Write for example: charted.field: {name: device-lot, is: missing}");
    }
}

static void (*const by_kind[COND_KINDS])(struct compiling *) = {
    [COND_AGE] = conditions_age,
    [COND_PREGNANCY] = conditions_pregnancy,
    [COND_CONDITION] = conditions_condition,
    [COND_MEDICATION] = conditions_medication,
    [COND_ALLERGY] = conditions_allergy,
    [COND_HISTORY] = conditions_history,
    [COND_SITE] = appointment_site,
    [COND_LENGTH] = conditions_length,
    [COND_INDICATION] = conditions_indication,
    [COND_PRICE] = conditions_price,
    [COND_TRAINING] = conditions_training,
    [COND_ROLE] = conditions_role,
    [COND_ANSWER] = conditions_answer,
    [COND_REACTION] = conditions_reaction,
    [COND_PRODUCT] = conditions_product,
    [COND_FIELD] = conditions_field,
};

/* ---- the tree ---- */

static bool children_compile(struct loading *ld, uint32_t book, const struct node *n, uint32_t slot)
{
    bool good = true;

    if (n->kind != NODE_LIST) {
        struct fault *f = tell(ld, FAULT_S206, n, "\"%.*s\" must be a list of conditions",
                               TEXT_SHOWN(n->up->keys[n->index]));

        fault_why(ld->faults, f, "It joins several conditions.");
        fault_fix(ld->faults, f, "Begin each condition below it with a dash.");
        return false;
    }
    if (n->count == 0) {
        struct fault *f =
            tell(ld, FAULT_S203, n, "\"%.*s\" is an empty list", TEXT_SHOWN(n->up->keys[n->index]));

        fault_why(ld->faults, f,
                  "Nothing is always true of all, and never of any: neither can be meant.");
        fault_fix(ld->faults, f, "Write at least one condition.");
        return false;
    }
    uint32_t first = conds_reserve(ld, n->count);
    if (first == NONE) {
        return false;
    }
    ld->conds.at[slot].first = first;
    ld->conds.at[slot].count = n->count;
    for (uint32_t i = 0; i < n->count; i++) {
        good = cond_compile(ld, book, n->items[i], first + i) && good;
    }
    return good;
}

static bool always_compile(struct loading *ld, const struct node *n, uint32_t slot)
{
    if (n->kind != NODE_TEXT || n->text.len == 0) {
        struct fault *f = tell(ld, n->kind != NODE_TEXT ? FAULT_S206 : FAULT_S203, n,
                               "\"always\" must be a sentence that says why");

        fault_fix(ld->faults, f,
                  "Write for example: always: \"Every patient gets the aftercare sheet.\"");
        return false;
    }
    ld->conds.at[slot].name = text_of(ld, n);
    return !n->told;
}

static bool leaf_compile(struct loading *ld, uint32_t book, const struct cond_table *kind,
                         const struct node *n, uint32_t slot)
{
    struct cond_read read;

    if (n->kind == NODE_MAP && n->count == 0) {
        struct fault *f = tell(ld, FAULT_S203, n, "\"%s\" says nothing", kind->name);

        fault_fix(ld->faults, f, "Write for example: %s: %s", kind->name, kind->example);
        return false;
    }
    bool good = map_read(ld, kind->table, n, &read);
    if (n->kind != NODE_MAP) {
        return false;
    }
    struct compiling c = {ld, book, n, &read, &ld->conds.at[slot], good};
    by_kind[kind->kind](&c);
    return c.good;
}

static void unknown_condition(struct loading *ld, const struct node *map, uint32_t i)
{
    const char *known[64];

    for (uint32_t k = 0; k < cond_table_count; k++) {
        known[k] = cond_tables[k].name;
    }
    const struct node *key = map->keys[i];
    struct fault *f = tell(ld, FAULT_S201, key, "there is no condition \"%.*s\"", TEXT_SHOWN(key));
    fault_why(ld->faults, f,
              "A misspelt condition would be ignored, and the rule would not do what it says.");
    reader_did_you_mean(&ld->reader, f, key->text.at, known, cond_table_count);
    if (f != NULL && f->fix == NULL) {
        fault_fix(ld->faults, f,
                  "Use one of: condition, medication, allergy, procedure.history, patient.age, "
                  "appointment.site, answer, charted.reaction, all, any, none, ...");
    }
}

static bool one_key(struct loading *ld, const struct node *n)
{
    if (n->kind != NODE_MAP) {
        struct fault *f =
            tell(ld, FAULT_S206, n, "a condition is a key with values, and here is %s",
                 n->kind == NODE_LIST ? "a list" : "a text");

        fault_why(ld->faults, f,
                  "Several conditions stand below `all:` (every one) or `any:` (at least one).");
        fault_fix(ld->faults, f, "%s",
                  n->kind == NODE_LIST ? "Write `all:` or `any:` above the list."
                                       : "Write for example: patient.age: {below: 22 years}");
        return false;
    }
    if (n->count == 0) {
        struct fault *f = tell(ld, FAULT_S203, n, "there is no condition");

        fault_fix(ld->faults, f, "Write for example: patient.age: {below: 22 years}");
        return false;
    }
    if (n->count == 1) {
        return true;
    }
    struct fault *f =
        tell(ld, FAULT_S202, n->keys[1], "two conditions side by side: both, or either?");
    fault_why(ld->faults, f,
              "\"%.*s\" and \"%.*s\" could mean that both must hold, or that one is enough.",
              TEXT_SHOWN(n->keys[0]), TEXT_SHOWN(n->keys[1]));
    fault_fix(ld->faults, f,
              "Write them as a list below `all:` (both) or `any:` (either), each with a dash.");
    return false;
}

static bool key_compile(struct loading *ld, uint32_t book, const struct node *n, uint32_t i,
                        uint32_t slot)
{
    const struct node *key = n->keys[i];
    const struct cond_table *kind = cond_table_of(key->text);

    if (kind == NULL) {
        unknown_condition(ld, n, i);
        return false;
    }
    ld->conds.at[slot] =
        (struct cond){.kind = kind->kind, .list = NONE, .line = key->line, .column = key->column};
    if (kind->kind == COND_ALL || kind->kind == COND_ANY || kind->kind == COND_NOT_ANY) {
        return children_compile(ld, book, n->items[i], slot);
    }
    if (kind->kind == COND_ALWAYS) {
        return always_compile(ld, n->items[i], slot);
    }
    return leaf_compile(ld, book, kind, n->items[i], slot);
}

bool cond_compile(struct loading *ld, uint32_t book, const struct node *n, uint32_t slot)
{
    bool good = one_key(ld, n);

    if (n->told || n->kind != NODE_MAP) {
        return false;
    }
    for (uint32_t i = 0; i < n->count; i++) {
        /* Of two side by side the second is read too, so that its faults are told in the same
         * run. */
        uint32_t at = i == 0 ? slot : conds_reserve(ld, 1);

        good = at != NONE && key_compile(ld, book, n, i, at) && good;
    }
    return good;
}
