/* SPDX-License-Identifier: MIT
 *
 * Makes a form: what the rules may ask (engine/inquiry.h), which items that is (gather.c), what
 * stands together (group.c). Where the result would not be complete there is none, and it says why.
 */
#include "form/form.h"

#include <string.h>

#include "base/language.h"
#include "form/making_parts.h"

static const char *coverage_because(const struct inquiry *q)
{
    switch (q->coverage) {
    case PRECARE_NO_RULES: return "no rule is in force for this procedure at this moment";
    case PRECARE_PARTIAL:
        return "a part of the rules for this visit is not in force, or a procedure of it was not "
               "understood";
    case PRECARE_OUT_OF_REVIEW: return "the rules for this visit are past the day of their review";
    default: break;
    }
    return "the rules for this visit were not evaluated";
}

static void form_refused(struct making *m)
{
    const char *why = coverage_because(&m->q);

    m->form->coverage = m->q.coverage;
    m->form->because = m->q.note != NULL ? form_text(m->arena, "%s: %s", why, m->q.note) : why;
}

/* The names of the lists that the visit's procedures are in; the first one's `plain` is its title.
 */
static void form_procedure(struct making *m)
{
    const struct hits *booked = &m->q.judge.view.procedure;
    struct strings names = {0}, codes = {0};

    for (uint32_t i = 0; i < booked->count; i++) {
        const struct list *list = &m->rules->lists[booked->at[i].list];

        (void)strings_add(&names, m->arena, list->id);
        if (m->form->procedure == NULL || booked->at[i].list == booked->at[i].origin) {
            m->form->procedure = list->plain;
        }
    }
    m->form->lists = (struct texts){names.at, names.count, 0};
    names = (struct strings){0};
    for (uint32_t i = 0; i <= m->visit->also_count; i++) {
        const struct booked *one = visit_procedure(m->visit, i);
        struct span said = one->text.len > 0 ? one->text : one->code;
        const char *name = arena_text(m->arena, said.at, said.len);

        (void)strings_add(&names, m->arena, name);
        if (one->text.len == 0) {
            (void)strings_add(&codes, m->arena, name);
        }
    }
    m->form->booked = (struct texts){names.at, names.count, 0};
    m->form->codes = (struct texts){codes.at, codes.count, 0};
    names = (struct strings){0};
    for (uint32_t i = 0; i < m->visit->site_count; i++) {
        struct span site = m->visit->sites[i];

        (void)strings_add(&names, m->arena, arena_text(m->arena, site.at, site.len));
    }
    m->form->sites = (struct texts){names.at, names.count, 0};
}

/* Of the first rulebook that is in force here. */
static const char *form_language_of(const struct making *m)
{
    for (uint32_t i = 0; i < m->rules->rule_count; i++) {
        if (inquiry_asks(&m->q, i)) {
            return m->rules->books[m->rules->rules[i].rulebook].language;
        }
    }
    return NULL;
}

static void form_language(struct making *m)
{
    const char *said = form_language_of(m), *known;
    enum language spoken;
    bool whole = language_read(said, &spoken);

    known = language_tag(spoken);
    m->form->language = known;
    if (!whole) {
        m->form->language_note = form_text(
            m->arena, "there are no fixed words for the language '%s' here: those of '%s' stand",
            said, known);
    }
}

static void form_books(struct making *m)
{
    const struct rulebook **books =
        arena_array(m->arena, (size_t)m->rules->book_count + 1, sizeof *books);

    for (uint32_t i = 0; books != NULL && i < m->rules->book_count; i++) {
        if (m->books[i] != 0) {
            books[m->form->book_count++] = &m->rules->books[i];
        }
    }
    m->form->books = books;
}

bool form_make(const struct rules *rules, const struct visit *visit, bool as_active,
               struct arena *arena, struct form *form_r)
{
    struct making m = {.visit = visit, .arena = arena, .form = form_r};

    *form_r = (struct form){.moment = visit->moment,
                            .today = visit->today,
                            .reference = visit->reference,
                            .as_active = as_active,
                            .coverage = PRECARE_COMPLETE,
                            .language = phrase_language(NULL)};
    if (!inquiry_begin(&m.q, rules, visit, as_active, arena)) {
        return false;
    }
    m.rules = inquiry_rules(&m.q);
    m.books = arena_array(arena, (size_t)m.rules->book_count + 1, 1);
    if (m.books == NULL) {
        return false;
    }
    form_procedure(&m);
    if (m.q.coverage != PRECARE_COMPLETE) {
        form_refused(&m);
        return !arena->failed;
    }
    form_language(&m);
    if (!form_gather(&m) || !form_group_all(&m)) {
        return false;
    }
    form_books(&m);
    form_fingerprints(&m);
    return !arena->failed;
}
