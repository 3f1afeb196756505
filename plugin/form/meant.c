/* SPDX-License-Identifier: MIT
 *
 * What an entry of the event may mean: misspelt, before "free", or of a code that nobody can read.
 * For gather_parts.h.
 */
#include "form/gather_parts.h"

#include <stdlib.h>
#include <string.h>

#include "engine/fit.h"
#include "engine/window.h"

/* ---- what an entry means ---- */

static void meant_choice(struct making *m, struct form_item *item, const struct found *near)
{
    const char *name = view_item(m->rules, near);
    const char *list = item->chart < CHART_ASKED ? m->rules->lists[near->origin].id : name;
    struct form_choice *at = (struct form_choice *)(uintptr_t)item->choices;

    for (uint32_t i = 0; i < item->choice_count; i++) {
        if (strcmp(at[i].value, list) == 0) {
            at[i].says = strcmp(at[i].says, name) == 0
                             ? name
                             : form_text(m->arena, "%s, %s", at[i].says, name);
            return;
        }
    }
    at[item->choice_count++] = (struct form_choice){list, name};
}

/* A choice for each value set whose name may be meant (of what is charted, which carries no value
 * set, for each name), and one for none of them. */
static bool meant_choices(struct making *m, enum chart chart, struct form_item *item)
{
    const struct found_list *near = &m->q.judge.view.near[chart];
    struct form_choice *at = arena_array(m->arena, (size_t)near->count + 1, sizeof *at);

    item->choices = at;
    for (uint32_t i = 0; at != NULL && i < near->count; i++) {
        if (near->at[i].entry == item->entry) {
            meant_choice(m, item, &near->at[i]);
        }
    }
    if (at == NULL || item->choice_count == 0) {
        return false;
    }
    at[item->choice_count++] =
        (struct form_choice){FORM_NO, phrase_of(m->form->language, PHRASE_NOTHING)};
    return true;
}

bool sites_known(const struct entry_sites *sites)
{
    bool known = sites != NULL && sites->count > 0;

    for (uint32_t i = 0; known && i < sites->count; i++) {
        known = sites->at[i].site != SITE_UNKNOWN;
    }
    return known;
}

bool cond_hours(const struct cond *c)
{
    return (c->within.set && in_hours(c->within.length)) ||
           (c->until.set && in_hours(c->until.length));
}

/* Whether a problem that was recorded so long before the appointment, or on no day, may be over. */
static bool meant_is_over(const struct making *m, const struct entry *e)
{
    struct length lives = m->rules->silence_lasts;

    return e->status == PRECARE_STATUS_ACTIVE && lives.unit != UNIT_NONE &&
           (e->noted.kind == WHEN_UNKNOWN || date_add(e->noted.first, lives) < m->visit->reference);
}

/* Of what is charted: what it would lack if it were in the value set. */
static void charted_needs(struct making *m, const struct sighting *s, struct wanted *w)
{
    const struct cond *c = &m->rules->conds[s->cond];
    struct asking a = {&m->q.judge.view, m->rules->rules[s->rule].rulebook, NULL};
    struct found hit = {.list = c->list, .origin = c->list, .entry = w->item.entry};
    struct fit f = {.truth = TRUTH_T, .final_day = m->visit->today};

    condition_values[c->kind].fit(&f, &a, c, &hit,
                                  event_entry(m, (enum chart)w->item.chart, w->item.entry));
    for (uint32_t i = 0; f.truth == TRUTH_U && i < f.missing_count; i++) {
        enum entry_fact fact =
            f.missing[i].whole ? ENTRY_FACTS : entry_fact_named(f.missing[i].field);

        if (f.missing[i].whole) {
            w->needs.area |= strcmp(f.missing[i].field, "appointment.sites") == 0;
            w->needs.ended |= strcmp(f.missing[i].field, "chart.procedure_ended") == 0;
        }
        if (fact < ENTRY_FACTS) {
            w->needs.facts |= FACT_BIT(fact);
            w->needs.always |= FACT_BIT(fact);
        }
    }
}

/* What is known of the entry already is not asked behind a choice. */
static void meant_needs(struct making *m, const struct sighting *s, struct wanted *w)
{
    const struct entry *e = event_entry(m, (enum chart)w->item.chart, w->item.entry);
    const struct cond *c = &m->rules->conds[s->cond];
    struct entry_needs known = {0};

    if (w->item.chart >= CHART_ASKED) {
        charted_needs(m, s, w);
        return;
    }
    needs_join(m, c, &w->needs);
    if (c->kind == COND_CONDITION && c->status == STATUS_ACTIVE && meant_is_over(m, e)) {
        w->needs.facts |= FACT_BIT(FACT_RECORDED);
        w->needs.always |= FACT_BIT(FACT_RECORDED);
    }
    known.facts |=
        sites_known(view_sites(&m->q.judge.view, (enum chart)w->item.chart, w->item.entry))
            ? FACT_BIT(FACT_SITES)
            : 0;
    known.facts |= e->severity != 0 ? FACT_BIT(FACT_SEVERITY) : 0;
    known.facts |= e->at.kind == WHEN_INSTANT || (e->at.kind == WHEN_DAY && !cond_hours(c))
                       ? FACT_BIT(FACT_LAST_USED) | FACT_BIT(FACT_DATE) | FACT_BIT(FACT_ONSET) |
                             FACT_BIT(FACT_AT)
                       : 0;
    known.facts |=
        e->noted.kind == WHEN_DAY || e->noted.kind == WHEN_INSTANT ? FACT_BIT(FACT_STARTED) : 0;
    if (e->status != 0 && e->status != PRECARE_USE_AS_NEEDED) {
        known.facts |= FACT_BIT(FACT_STATUS) | FACT_BIT(FACT_USE) | FACT_BIT(FACT_STATE);
        w->needs.always |= w->needs.facts; /* there is nothing left that could be a gate */
    }
    needs_less(m, &w->needs, &known);
}

static const char *entry_called(struct making *m, const struct entry *e)
{
    struct span text = e->text.len > 0 ? e->text : e->code;

    return arena_text(m->arena, text.at, text.len);
}

/* "medications[2]": misspelt, or before "free", or of a code that nobody can read. */
void whole_entry_wanted(struct making *m, const struct sighting *s, const char *path)
{
    const struct cond *c = &m->rules->conds[s->cond];
    struct form_item item = item_sighted(m, s);
    const char *language = m->form->language;

    item.id = path;
    item.chart = (uint32_t)cond_kinds[c->kind].chart - 1;
    item.entry = (uint32_t)strtoul(strchr(path, '[') + 1, NULL, 10);
    const char *called = entry_called(m, event_entry(m, (enum chart)item.chart, item.entry));
    bool meant = meant_choices(m, (enum chart)item.chart, &item);
    item.kind = meant ? FORM_CHOICE : FORM_TEXT;
    item.goal = meant ? GOAL_MEANT : GOAL_READ;
    item.field = "text";
    item.asks = form_text(m->arena, "%s “%s”",
                          phrase_of(language, meant ? PHRASE_MEANT : PHRASE_READ), called);
    struct wanted *w = wanted_add(m, s, &item, chart_section((enum chart)item.chart));
    if (w != NULL && meant) {
        meant_needs(m, s, w);
    }
}
