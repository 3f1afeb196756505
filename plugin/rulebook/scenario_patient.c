/* SPDX-License-Identifier: MIT
 *
 * Patients of tests, and personas: a patient `like` a persona takes over what it does not say
 * itself, answers one by one; a list is none-known, not-asked or entries, and was reviewed on the
 * nearest day that is said. A step of the loader; one thread. A persona's faults are told with the
 * persona, and not again with each test that is like it.
 */
#include <string.h>

#include "base/words.h"
#include "rulebook/scenario_facts.h"

/* A patient and the personas it is like, nearest first. */
struct chain {
    const struct node *const *own;   /* nodes by the rows of said_patient */
    const struct persona_def *above; /* NULL: none */
};

static uint32_t row_named(const char *name)
{
    uint32_t i = 0;

    while (i < table_count(&said_patient.table) &&
           (event_table_key(&said_patient, i)->said.name == NULL ||
            strcmp(event_table_key(&said_patient, i)->said.name, name) != 0)) {
        i++;
    }
    return i;
}

/* Looked for once: there are as many patients as tests. */
static void patient_rows_find(struct patient_rows *rows)
{
    rows->like = row_named("like");
    rows->reviewed = row_named("reviewed");
    rows->asked = row_named("asked");
    rows->answers = row_named("answers");
    for (uint32_t i = 0; i < CHART_ASKED; i++) {
        rows->lists[i] = row_named(words_chart.at[i]);
    }
}

static const struct persona_def *persona_like(const struct loading *ld, const struct node *like)
{
    uint32_t number = like != NULL && like->kind == NODE_TEXT
                          ? names_find(&ld->persona_names, like->text)
                          : NAMES_NOT;

    /* a circle was told; so was what is wrong in any of them */
    return number != NAMES_NOT && ld->personas_good ? &ld->personas.at[number] : NULL;
}

static struct chain chain_up(const struct loading *ld, struct chain at)
{
    const struct persona_def *next = at.above;

    return next == NULL ? (struct chain){0}
                        : (struct chain){next->rows, persona_like(ld, next->like)};
}

/* What the patient says under a row, or the nearest persona it is like. */
static const struct node *chain_said(const struct loading *ld, struct chain at, uint32_t row)
{
    while (at.own != NULL && at.own[row] == NULL) {
        at = chain_up(ld, at);
    }
    return at.own != NULL ? at.own[row] : NULL;
}

static const struct node *reviewed_of(const struct node *reviewed, const char *list)
{
    const struct node *n =
        reviewed != NULL && reviewed->kind == NODE_MAP ? node_get(reviewed, list) : reviewed;

    return n != NULL && n->kind == NODE_TEXT ? n : NULL;
}

static bool chain_reviewed(struct saying *s, struct chain at, const char *list, struct when *when_r)
{
    uint32_t row = s->ld->patient_rows.reviewed;

    for (; at.own != NULL; at = chain_up(s->ld, at)) {
        const struct node *n = reviewed_of(at.own[row], list);

        if (n != NULL) {
            return when_read(n->text.at, n->text.len, s->zone, when_r) == 0;
        }
    }
    return false;
}

static bool asked_known(const struct entries *list, struct span name)
{
    bool found = false;

    for (uint32_t i = 0; i < list->asked_count && !found; i++) {
        found = span_same(list->asked[i].list, name);
    }
    return found;
}

/* What a patient, or a persona it is like, says was asked of a list; NULL: nothing. */
static const struct node *asked_of(const struct loading *ld, struct chain at, const char *list)
{
    const struct node *asked = at.own[ld->patient_rows.asked];
    const struct node *of = asked != NULL ? node_get(asked, list) : NULL;

    return of != NULL && of->kind == NODE_MAP ? of : NULL;
}

/* Value set by value set, the nearest word counts. */
static void asked_said(struct saying *s, struct chain chain, const char *list, struct entries *out)
{
    uint32_t total = 0;

    for (struct chain at = chain; at.own != NULL; at = chain_up(s->ld, at)) {
        const struct node *of = asked_of(s->ld, at, list);

        total += of != NULL ? of->count : 0;
    }
    struct asked_set *asked = saying_room(s, total, sizeof *asked);
    out->asked = asked;
    for (struct chain at = chain; asked != NULL && at.own != NULL; at = chain_up(s->ld, at)) {
        const struct node *of = asked_of(s->ld, at, list);

        for (uint32_t i = 0; of != NULL && i < of->count; i++) {
            if (!asked_known(out, of->keys[i]->text) &&
                saying_asked(s, of->keys[i], of->items[i], &asked[out->asked_count])) {
                out->asked_count++;
            }
        }
    }
}

/* A list nobody mentions was not asked, unless `reviewed` names it; none-known with no date counts
 * as told today. */
static void chart_said(struct saying *s, struct chain chain, enum chart chart, struct entries *out)
{
    const char *name = words_chart.at[chart];
    const struct node *list = chain_said(s->ld, chain, s->ld->patient_rows.lists[chart]),
                      *reviewed = chain.own[s->ld->patient_rows.reviewed];
    bool named = reviewed != NULL && reviewed->kind == NODE_MAP && node_get(reviewed, name) != NULL;
    bool word = list != NULL && list->kind == NODE_TEXT;

    saying_chart(s, chart, list, out);
    asked_said(s, chain, name, out);
    if ((word && span_same(list->text, SPAN("not-asked"))) || (list == NULL && !named)) {
        return;
    }
    if (!chain_reviewed(s, chain, name, &out->reviewed)) {
        out->reviewed = word ? s->today : (struct when){0};
    }
}

static bool answer_known(const struct answer *answers, uint32_t count, struct span name)
{
    bool found = false;

    for (uint32_t i = 0; i < count && !found; i++) {
        found = span_same(answers[i].name, name);
    }
    return found;
}

static void answers_said(struct saying *s, struct chain chain, struct visit *visit)
{
    uint32_t row = s->ld->patient_rows.answers, total = 0;

    for (struct chain at = chain; at.own != NULL; at = chain_up(s->ld, at)) {
        total += at.own[row] != NULL && at.own[row]->kind == NODE_MAP ? at.own[row]->count : 0;
        if (at.own == chain.own) {
            (void)saying_names(s, at.own[row], "answers");
        }
    }
    struct answer *answers = saying_room(s, total, sizeof *answers);
    for (struct chain at = chain; answers != NULL && at.own != NULL; at = chain_up(s->ld, at)) {
        const struct node *map = at.own[row];

        for (uint32_t i = 0; map != NULL && map->kind == NODE_MAP && i < map->count; i++) {
            if (!answer_known(answers, visit->answer_count, map->keys[i]->text)) {
                (void)saying_answer(s, map->keys[i], map->items[i],
                                    &answers[visit->answer_count++]);
            }
        }
    }
    visit->answers = answers;
}

static void reviewed_check(struct saying *s, const struct node *n)
{
    struct said_list_nodes nodes;
    struct when when;

    if (n != NULL && n->kind == NODE_MAP) {
        (void)map_read(s->ld, &said_reviewed, n, &nodes);
    } else if (n != NULL) {
        (void)saying_when(s, n, &when);
    }
}

static void asked_check(struct saying *s, const struct node *n)
{
    struct said_list_nodes nodes = {{NULL}};

    if (n != NULL && n->kind == NODE_MAP) {
        (void)map_read(s->ld, &said_asked, n, &nodes);
    }
    for (uint32_t i = 0; i < CHART_ASKED; i++) {
        (void)saying_names(s, nodes.chart[i], "asked");
    }
}

static void chain_visit(struct saying *s, struct chain chain, struct visit *visit)
{
    for (uint32_t i = 0; i < said_patient.table.count; i++) {
        const struct node *n = chain_said(s->ld, chain, i);

        if (n != NULL) {
            saying_row(s, event_table_key(&said_patient, i), n, visit);
        }
    }
    for (uint32_t i = 0; i < CHART_ASKED; i++) {
        chart_said(s, chain, (enum chart)i, &visit->chart[i]);
    }
    answers_said(s, chain, visit);
}

/* The nodes by their rows, and what is wrong with them but for values. */
static const struct node *patient_read(struct saying *s, const struct event_table *table,
                                       const struct node *n, const struct node **nodes)
{
    const struct node *like;

    saying_map(s, table, n, NULL, nodes);
    reviewed_check(s, nodes[s->ld->patient_rows.reviewed]);
    asked_check(s, nodes[s->ld->patient_rows.asked]);
    like = nodes[s->ld->patient_rows.like];
    (void)saying_name(s->ld, like, "persona", &s->ld->persona_names);
    return like;
}

void saying_patient(struct saying *s, const struct node *n, struct visit *visit)
{
    const struct node *nodes[EVENT_KEYS_MOST] = {NULL};

    if (n != NULL) {
        const struct node *like = patient_read(s, &said_patient, n, nodes);

        chain_visit(s, (struct chain){nodes, persona_like(s->ld, like)}, visit);
    }
}

/* ---- personas ---- */

/* What is wrong with it, told once. */
static void persona_read(struct loading *ld, struct persona_def *def)
{
    struct saying s = {.ld = ld, .zone = zone_utc()};
    struct visit visit = {0};

    file_enter(ld, def->file);
    def->rows = arena_array(&ld->scratch, EVENT_KEYS_MOST, sizeof *def->rows);
    if (def->rows != NULL) {
        def->like = patient_read(&s, &said_persona, def->node, def->rows);
        chain_visit(&s, (struct chain){def->rows, NULL}, &visit);
    }
}

static void persona_circle(struct loading *ld, uint32_t from)
{
    uint32_t at = from, steps = 0;

    while (ld->personas.at[at].like != NULL && steps++ <= ld->personas.count) {
        struct persona_def *def = &ld->personas.at[at];
        uint32_t next = names_find(&ld->persona_names, def->like->text);

        if (def->walked == from + 1 || next == NAMES_NOT) {
            return;
        }
        if (def->walked != 0) {
            return; /* seen from another one: told there, if it is a circle */
        }
        def->walked = from + 1;
        if (ld->personas.at[next].walked == from + 1) {
            file_enter(ld, def->file);
            struct fault *f =
                tell(ld, FAULT_X304, def->like,
                     "the personas are made from each other in a circle: \"%.*s\" is like itself",
                     TEXT_SHOWN(def->like));
            fault_fix(ld->faults, f, "Let one of them give all its facts itself, without `like`.");
            return;
        }
        at = next;
    }
    ld->personas.at[at].walked =
        ld->personas.at[at].walked == 0 ? from + 1 : ld->personas.at[at].walked;
}

static void persona_make(struct loading *ld, const struct persona_def *def, struct persona *persona)
{
    const struct zone *zone = ld->options->zone != NULL ? ld->options->zone : zone_utc();
    struct saying s = {.ld = ld, .zone = zone, .kept = true};
    struct chain chain = {def->rows, persona_like(ld, def->like)};

    *persona = (struct persona){.name = text_of(ld, def->key),
                                .visit = {.zone = zone,
                                          .phase = PRECARE_FINAL,
                                          .event_id = SPAN("persona"),
                                          .appointment = APPOINTMENT_SAID}};
    if (chain_reviewed(&s, chain, words_chart.at[CHART_MEDICATIONS], &persona->reviewed)) {
        s.today = persona->reviewed;
    }
    chain_visit(&s, chain, &persona->visit);
}

void personas_compile(struct loading *ld, bool kept)
{
    uint32_t errors = ld->faults->errors, count = ld->personas.count;

    patient_rows_find(&ld->patient_rows);
    for (uint32_t i = 0; i < count; i++) {
        persona_read(ld, &ld->personas.at[i]);
    }
    for (uint32_t i = 0; i < count; i++) {
        persona_circle(ld, i);
    }
    ld->personas_good = kept && ld->faults->errors == errors && !ld->scratch.failed;
    if (!ld->personas_good) {
        return;
    }
    struct persona *personas = arena_array(ld->keep, (size_t)count + 1, sizeof *personas);
    for (uint32_t i = 0; personas != NULL && i < count; i++) {
        persona_make(ld, &ld->personas.at[i], &personas[i]);
    }
    ld->scenarios.personas = personas;
    ld->scenarios.persona_count = personas != NULL ? count : 0;
}

const struct persona *scenario_persona(const struct rules *rules, const char *name)
{
    const struct scenarios *all = rules->scenarios;

    for (uint32_t i = 0; all != NULL && i < all->persona_count; i++) {
        if (strcmp(all->personas[i].name, name) == 0) {
            return &all->personas[i];
        }
    }
    return NULL;
}
