/* SPDX-License-Identifier: MIT
 *
 * From an open condition to the items that would settle it, path by path. For gather_parts.h.
 */
#include "form/gather_parts.h"

#include <stdlib.h>
#include <string.h>

#include "engine/silence.h"
#include "engine/window.h"

/* ---- all paths ---- */

static void fact_wanted(struct making *m, const struct sighting *s, const char *path)
{
    struct form_item item = item_sighted(m, s);
    uint32_t section = 0;

    if (!fact_item(m, path, &item, &section)) {
        return;
    }
    if (strncmp(path, "patient.", 8) != 0) {
        item.of = PRECARE_ASK_STAFF;
    }
    (void)wanted_add(m, s, &item, section);
}

static void declared_wanted(struct making *m, const struct sighting *s, const struct cond *c)
{
    bool answer = c->kind == COND_ANSWER;
    const struct declared *asks =
        answer ? &m->rules->answers[c->asked] : &m->rules->fields[c->asked];
    struct form_item item = item_sighted(m, s);

    declared_item(m, asks, &item);
    item.goal = answer ? GOAL_ANSWER : GOAL_NOTED;
    item.of = answer && asks->of != 0 ? asks->of : item.of;
    item.id = !answer ? form_text(m->arena, "chart.fields.%s", asks->name)
              : rules_list(m->rules, asks->name) != NONE
                  ? form_text(m->arena, "answers.%s", asks->name)
                  : asks->name;
    (void)wanted_add(m, s, &item, FORM_THIS_VISIT);
}

/* A choice for each name that a procedure of the visit may mean, and one for none of them. */
static bool booked_choices(struct making *m, const struct hits *near, struct form_item *item)
{
    struct form_choice *at = arena_array(m->arena, (size_t)near->count + 1, sizeof *at);

    item->choices = at;
    for (uint32_t i = 0; at != NULL && i < near->count; i++) {
        const char *name = hit_item(m->rules, &near->at[i]);
        bool there = false;

        for (uint32_t k = 0; k < item->choice_count && !there; k++) {
            there = strcmp(at[k].value, name) == 0;
        }
        if (!there) {
            at[item->choice_count++] = (struct form_choice){name, name};
        }
    }
    if (at == NULL || item->choice_count == 0) {
        return false;
    }
    at[item->choice_count++] =
        (struct form_choice){FORM_NO, phrase_of(m->form->language, PHRASE_NOTHING)};
    return true;
}

/* "appointment.procedure", "appointment.also[1]": misspelt, or of a code that nobody can read. */
static void booked_wanted(struct making *m, const struct sighting *s, const char *path)
{
    const char *also = strchr(path, '[');
    uint32_t number = also != NULL ? (uint32_t)strtoul(also + 1, NULL, 10) + 1 : 0;
    const struct booked *said = visit_procedure(m->visit, number);
    struct span text = said->text.len > 0 ? said->text : said->code;
    struct form_item item = item_sighted(m, s);
    bool meant = booked_choices(m, &m->q.judge.view.booked[number].near, &item);

    item.id = path;
    item.kind = meant ? FORM_CHOICE : FORM_TEXT;
    item.of = PRECARE_ASK_STAFF;
    item.goal = GOAL_BOOKED;
    item.entry = number;
    item.asks = form_text(m->arena, "%s “%.*s”",
                          phrase_of(m->form->language, meant ? PHRASE_MEANT : PHRASE_READ),
                          (int)text.len, text.at);
    (void)wanted_add(m, s, &item, FORM_THIS_VISIT);
}

/* The list's own path, an entry's, or a single fact's. */
static void path_wanted(struct making *m, const struct sighting *s, const struct open_fact *open)
{
    const char *path = open->path, *end = path != NULL ? strchr(path, ']') : NULL;
    const struct cond *c = &m->rules->conds[s->cond];

    if (path == NULL) {
        return;
    }
    if (c->kind == COND_BOOKED) {
        booked_wanted(m, s, path);
    } else if (cond_kinds[c->kind].chart == 0 ||
               (end == NULL && strstr(path, ".reviewed") == NULL)) {
        fact_wanted(m, s, path);
    } else if (end == NULL) {
        list_wanted(m, s);
    } else if (end[1] != '.') {
        whole_entry_wanted(m, s, path);
    } else if (c->kind == COND_MEDICATION) {
        medicine_wanted(m, s, path, end + 2, open->item);
    } else {
        entry_wanted(m, s, path, end + 2, open->item);
    }
}

/* Where the area, or the hour, of the visit is open, an entry that a yes makes needs it too. */
static void whole_wanted(struct making *m, const struct sighting *s, const struct gates *gates,
                         const struct entry_needs *needs)
{
    const struct cond *c = &m->rules->conds[s->cond];
    struct sighting gated = {s->rule, s->cond, gates};
    bool charted = cond_chart(c) >= CHART_ASKED;
    bool area = c->site > SITE_ANYWHERE && !sites_known(view_area(&m->q.judge.view));

    if (charted ? needs->area : area) {
        fact_wanted(m, &gated, "appointment.sites");
    }
    if (!charted && cond_hours(c) && m->visit->start.kind != WHEN_INSTANT) {
        fact_wanted(m, &gated, "appointment.start");
    }
    if (charted && needs->ended) {
        fact_wanted(m, &gated, "chart.procedure_ended");
    }
}

/* Of a tick its yes, of what an entry may mean each choice but none of them. */
static void whole_gated(struct making *m, const struct sighting *s, const struct wanted *w)
{
    struct form_when *when = arena_array(m->arena, (size_t)w->item.choice_count + 1, sizeof *when);
    struct gates gates = {when, 0, 0};

    if (when == NULL) {
        return;
    }
    if (w->item.goal == GOAL_LIST) {
        when[gates.count++] = (struct form_when){w->item.id, FORM_YES};
    }
    for (uint32_t i = 0; i + 1 < w->item.choice_count; i++) {
        when[gates.count++] = (struct form_when){w->item.id, w->item.choices[i].value};
    }
    whole_wanted(m, s, &gates, &w->needs);
}

void sighting_take(struct making *m, const struct sighting *s)
{
    const struct cond *c = &m->rules->conds[s->cond];
    struct details details;

    if (c->kind == COND_ANSWER || c->kind == COND_FIELD) {
        declared_wanted(m, s, c);
        return;
    }
    inquiry_open(&m->q, s->rule, s->cond, &details);
    for (uint32_t i = 0; i < details.open.count; i++) {
        const char *path = details.open.at[i].path;

        path_wanted(m, s, &details.open.at[i]);
        struct wanted *meant = path != NULL ? wanted_find(m, path) : NULL;

        if (meant != NULL && meant->item.goal == GOAL_MEANT) {
            whole_gated(m, s, meant);
        }
    }
    if (cond_kinds[c->kind].chart != 0) {
        struct wanted *w = wanted_find(m, m->rules->lists[c->list].id);

        if (w != NULL && w->item.goal == GOAL_LIST) {
            whole_gated(m, s, w);
        }
    }
}
