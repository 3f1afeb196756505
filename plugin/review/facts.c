/* SPDX-License-Identifier: MIT
 *
 * The short form of facts (rule-language.md#tests) becomes a visit: a patient `like` a
 * persona takes over what it does not say itself, a list is none-known, not-asked or entries.
 * Called by scenario.c. Threads: none of its own. A fact that cannot be read is a fault with its
 * place.
 */
#include "review/facts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LIKE_DEPTH 16 /* persona like persona like ...: more is a circle */

struct fault *facts_fault(struct facts *f, enum fault_code code, const struct node *at,
                          const char *what, ...)
{
    struct place place = {f->file, NULL, at != NULL ? at->line : 0, at != NULL ? at->column : 0};
    char line[512];
    va_list args;

    va_start(args, what);
    (void)vsnprintf(line, sizeof line, what, args);
    va_end(args);
    f->failed = true;
    return fault_add(f->faults, code, place, "%s", line);
}

static bool is_text(const struct node *n)
{
    return n != NULL && n->kind == NODE_TEXT;
}

static struct span text_of(const struct node *n)
{
    return is_text(n) ? n->text : (struct span){0};
}

static void *facts_room(struct facts *f, size_t count, size_t size)
{
    void *p = arena_array(f->arena, count, size);

    f->failed |= p == NULL && count > 0;
    return p;
}

bool facts_when(struct facts *f, const struct node *n, struct when *when_r)
{
    if (!is_text(n)) {
        return false;
    }
    int rc = when_read(n->text.at, n->text.len, f->zone, when_r);
    if (rc == 0) {
        return true;
    }
    struct fault *fault =
        rc == -2 ? facts_fault(f, FAULT_T101, n, "there is no such day or time: '%s'", n->text.at)
                 : facts_fault(f, FAULT_S205, n, "'%s' is not a date", n->text.at);
    fault_fix(f->faults, fault, "write \"2026-12-01\", or \"2026-12-01T14:00\" with the hour");
    return false;
}

uint32_t facts_word(struct facts *f, const struct node *n, const struct words *words)
{
    uint32_t number = is_text(n) ? word_number(words, n->text.at) : 0;

    if (is_text(n) && number == 0) {
        facts_fault(f, FAULT_S204, n, "'%s' is not one of the words for this", n->text.at);
    }
    return number;
}

struct texts facts_texts(struct facts *f, const struct node *n)
{
    uint32_t count = n == NULL ? 0 : n->kind == NODE_LIST ? n->count : 1;
    const char **at = facts_room(f, count, sizeof *at);
    struct texts texts = {0};

    for (uint32_t i = 0; at != NULL && i < count; i++) {
        const struct node *one = n->kind == NODE_LIST ? n->items[i] : n;

        if (is_text(one)) {
            at[texts.count++] = one->text.at;
        }
    }
    texts.at = at;
    return texts;
}

static const struct span *facts_spans(struct facts *f, const struct node *n, uint32_t *count_r)
{
    struct texts texts = facts_texts(f, n);
    struct span *at = facts_room(f, texts.count, sizeof *at);

    *count_r = at != NULL ? texts.count : 0;
    for (uint32_t i = 0; i < *count_r; i++) {
        at[i] = span_of(texts.at[i]);
    }
    return at;
}

/* ---- personas -------------------------------------------------------------------------------- */

const struct node *facts_persona(const struct rules *rules, const char *name)
{
    for (uint32_t i = 0; i < rules->test_file_count; i++) {
        const struct node *personas = node_get(rules->test_files[i], "personas");
        const struct node *found =
            personas != NULL && personas->kind == NODE_MAP ? node_get(personas, name) : NULL;

        if (found != NULL) {
            return found;
        }
    }
    return NULL;
}

/* The persona that this patient or persona is like; NULL: none. */
static const struct node *facts_like(struct facts *f, const struct node *patient, uint32_t depth)
{
    const struct node *name = node_get(patient, "like");
    const struct node *persona = is_text(name) ? facts_persona(f->rules, name->text.at) : NULL;

    if (is_text(name) && persona == NULL && !f->failed) {
        facts_fault(f, FAULT_X307, name, "there is no persona '%s'", name->text.at);
    } else if (depth >= LIKE_DEPTH) {
        facts_fault(f, FAULT_X304, name, "the persona '%s' is like itself", name->text.at);
        return NULL;
    }
    return persona;
}

/* What the patient says under a key, or the nearest persona it is like. */
static const struct node *facts_said(struct facts *f, const struct node *patient, const char *key)
{
    for (uint32_t depth = 0; patient != NULL; depth++) {
        const struct node *value = node_get(patient, key);

        if (value != NULL) {
            return value;
        }
        patient = facts_like(f, patient, depth);
    }
    return NULL;
}

bool facts_reviewed(struct facts *f, const struct node *patient, const char *list,
                    struct when *when_r)
{
    for (uint32_t depth = 0; patient != NULL; depth++) {
        const struct node *reviewed = node_get(patient, "reviewed");

        if (reviewed != NULL && reviewed->kind == NODE_MAP) {
            reviewed = node_get(reviewed, list);
        }
        if (is_text(reviewed)) {
            return facts_when(f, reviewed, when_r);
        }
        patient = facts_like(f, patient, depth);
    }
    return false;
}

/* ---- the lists of the chart ------------------------------------------------------------------ */

struct chart_words {
    const char *key;    /* of the short form */
    const char *status; /* the key of an entry's status */
    const struct words *words;
    const char *at, *noted; /* the keys of its dates */
};

static const struct chart_words charts[CHART_COUNT] = {
    [CHART_CONDITIONS] = {"conditions", "status", &words_status, "onset", "recorded"},
    [CHART_MEDICATIONS] = {"medications", "use", &words_use, "last-used", "started"},
    [CHART_ALLERGIES] = {"allergies", NULL, NULL, NULL, "recorded"},
    [CHART_PROCEDURES] = {"procedures", "state", &words_state, "date", NULL},
    [CHART_REACTIONS] = {"reactions", NULL, NULL, "at", NULL},
    [CHART_PRODUCTS] = {"products", NULL, NULL, "at", NULL},
};

static void entry_read(struct facts *f, const struct node *n, const struct chart_words *w,
                       struct entry *e)
{
    const struct node *site = node_get(n, "site");

    if (is_text(n)) { /* a bare word for an entry */
        e->text = n->text;
        return;
    }
    e->text = text_of(node_get(n, "is"));
    e->code = text_of(node_get(n, "code"));
    e->route = text_of(node_get(n, "route"));
    e->severity = facts_word(f, node_get(n, "severity"), &words_severity);
    e->sites = facts_spans(f, site != NULL ? site : node_get(n, "sites"), &e->site_count);
    if (w->status != NULL) {
        e->status = facts_word(f, node_get(n, w->status), w->words);
    }
    if (w->at != NULL) {
        facts_when(f, node_get(n, w->at), &e->at);
    }
    if (w->noted != NULL) {
        facts_when(f, node_get(n, w->noted), &e->noted);
    }
}

static void entries_read(struct facts *f, const struct node *list, enum chart chart,
                         struct entries *out)
{
    struct entry *at = NULL;

    if (list == NULL || list->kind != NODE_LIST) {
        return;
    }
    at = facts_room(f, list->count, sizeof *at);
    for (uint32_t i = 0; at != NULL && i < list->count; i++) {
        entry_read(f, list->items[i], &charts[chart], &at[i]);
    }
    out->at = at;
    out->count = at != NULL ? list->count : 0;
}

/* A list nobody mentions was not asked, unless `reviewed` names it; none-known with no date counts
 * as told today. */
static void chart_read(struct facts *f, const struct node *patient, enum chart chart,
                       struct entries *out)
{
    const char *key = charts[chart].key;
    const struct node *list = facts_said(f, patient, key);
    const struct node *reviewed = node_get(patient, "reviewed");

    if (is_text(list) && strcmp(list->text.at, "not-asked") == 0) {
        return;
    }
    if (list == NULL &&
        (reviewed == NULL || reviewed->kind != NODE_MAP || node_get(reviewed, key) == NULL)) {
        return;
    }
    if (!facts_reviewed(f, patient, key, &out->reviewed) && is_text(list)) {
        out->reviewed = f->today;
    }
    entries_read(f, list, chart, out);
}

static void answer_read(struct facts *f, const struct node *name, const struct node *value,
                        struct answer *a)
{
    a->name = name->text;
    if (value->kind == NODE_MAP) {
        a->value = text_of(node_get(value, "value"));
        facts_when(f, node_get(value, "on"), &a->on);
    } else {
        a->value = text_of(value);
    }
}

static bool facts_answered(const struct answer *answers, uint32_t count, struct span name)
{
    for (uint32_t i = 0; i < count; i++) {
        if (span_same(answers[i].name, name)) {
            return true;
        }
    }
    return false;
}

/* Answers are taken over one by one: the patient's own win. */
static void answers_read(struct facts *f, const struct node *patient, struct visit *v)
{
    struct answer *at = NULL;
    uint32_t count = 0, depth = 0, total = 0;

    for (const struct node *p = patient; p != NULL && depth <= LIKE_DEPTH;
         p = facts_like(f, p, depth++)) {
        const struct node *answers = node_get(p, "answers");

        total += answers != NULL && answers->kind == NODE_MAP ? answers->count : 0;
    }
    at = facts_room(f, total, sizeof *at);
    depth = 0;
    for (const struct node *p = patient; at != NULL && p != NULL; p = facts_like(f, p, depth++)) {
        const struct node *answers = node_get(p, "answers");

        if (answers == NULL || answers->kind != NODE_MAP) {
            continue;
        }
        for (uint32_t i = 0; i < answers->count && count < total; i++) {
            if (!facts_answered(at, count, answers->keys[i]->text)) {
                answer_read(f, answers->keys[i], answers->items[i], &at[count++]);
            }
        }
    }
    v->answers = at;
    v->answer_count = count;
}

void facts_patient(struct facts *f, const struct node *patient, struct visit *v)
{
    if (patient == NULL || patient->kind != NODE_MAP) {
        return;
    }
    facts_when(f, facts_said(f, patient, "born"), &v->birth);
    v->pregnancy = facts_word(f, facts_said(f, patient, "pregnancy"), &words_pregnancy);
    for (uint32_t i = 0; i < CHART_ASKED; i++) {
        chart_read(f, patient, i, &v->chart[i]);
    }
    answers_read(f, patient, v);
}

/* ---- the rest of a visit --------------------------------------------------------------------- */

/* "60" or "60 minutes". */
static int32_t minutes_read(struct facts *f, const struct node *n)
{
    int32_t minutes = 0;
    uint32_t i = 0;

    if (!is_text(n)) {
        return 0;
    }
    for (; i < n->text.len && n->text.at[i] >= '0' && n->text.at[i] <= '9' && minutes < 100000;
         i++) {
        minutes = minutes * 10 + (n->text.at[i] - '0');
    }
    if (minutes == 0 || (n->text.at[i] != '\0' && strcmp(n->text.at + i, " minutes") != 0)) {
        fault_fix(f->faults,
                  facts_fault(f, FAULT_S205, n, "'%s' is not a number of minutes", n->text.at),
                  "write 60");
        return 0;
    }
    return minutes;
}

void facts_appointment(struct facts *f, const struct node *a, struct visit *v)
{
    const struct node *date, *site;

    if (a == NULL || a->kind != NODE_MAP) {
        return;
    }
    date = node_get(a, "start");
    date = date != NULL ? date : node_get(a, "date");
    site = node_get(a, "sites");
    if (facts_when(f, date, &v->start)) {
        v->reference = v->start.first;
        if (v->start.kind == WHEN_PARTIAL) {
            facts_fault(f, FAULT_S205, date, "an appointment needs its whole date");
        }
    }
    v->procedure_text = text_of(node_get(a, "procedure"));
    v->procedure_code = text_of(node_get(a, "code"));
    v->sites = facts_spans(f, site != NULL ? site : node_get(a, "site"), &v->site_count);
    v->minutes = minutes_read(f, node_get(a, "minutes"));
    v->indication = text_of(node_get(a, "indication"));
    v->price = text_of(node_get(a, "price"));
    v->modality = text_of(node_get(a, "modality"));
    v->state = facts_word(f, node_get(a, "state"), &words_state);
}

void facts_provider(struct facts *f, const struct node *p, struct visit *v)
{
    const struct node *training;

    if (p == NULL || p->kind != NODE_MAP) {
        return;
    }
    training = node_get(p, "training");
    v->role = text_of(node_get(p, "role"));
    v->training = facts_spans(f, training, &v->training_count);
    v->training_recorded = training != NULL;
}

void facts_charted(struct facts *f, const struct node *c, struct visit *v)
{
    const struct node *fields;
    struct answer *at;

    if (c == NULL || c->kind != NODE_MAP) {
        return;
    }
    facts_when(f, node_get(c, "procedure-ended"), &v->procedure_ended);
    entries_read(f, node_get(c, "reactions"), CHART_REACTIONS, &v->chart[CHART_REACTIONS]);
    entries_read(f, node_get(c, "products"), CHART_PRODUCTS, &v->chart[CHART_PRODUCTS]);
    fields = node_get(c, "fields");
    if (fields == NULL || fields->kind != NODE_MAP) {
        return;
    }
    at = facts_room(f, fields->count, sizeof *at);
    for (uint32_t i = 0; at != NULL && i < fields->count; i++) {
        answer_read(f, fields->keys[i], fields->items[i], &at[i]);
    }
    v->fields = at;
    v->field_count = at != NULL ? fields->count : 0;
}

void facts_clearances(struct facts *f, const struct node *list, struct visit *v)
{
    struct clearance *at;

    if (list == NULL || list->kind != NODE_LIST) {
        return;
    }
    at = facts_room(f, list->count, sizeof *at);
    for (uint32_t i = 0; at != NULL && i < list->count; i++) {
        const struct node *n = list->items[i];

        at[i] = (struct clearance){.rule = text_of(node_get(n, "rule")),
                                   .statement = text_of(node_get(n, "statement")),
                                   .role = text_of(node_get(n, "role")),
                                   .reason = text_of(node_get(n, "reason")),
                                   .appointment = v->appointment};
        facts_when(f, node_get(n, "on"), &at[i].on);
    }
    v->clearances = at;
    v->clearance_count = at != NULL ? list->count : 0;
}
