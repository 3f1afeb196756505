/* SPDX-License-Identifier: MIT
 *
 * See unread.h: one function for each part of the event that may hold such words. Called once a
 * result, mostly with nothing to tell.
 */
#include "engine/unread.h"

#include <stdio.h>
#include <string.h>

#include "engine/answered.h"
#include "engine/waiting.h"

static void unread_patient(struct judge *j)
{
    const struct view *v = &j->view;

    if ((v->needs & PRECARE_NEEDS_SEX) != 0 && v->visit->sex_said && v->visit->sex == 0) {
        (void)strings_add(&j->unread, v->arena, "patient.sex");
    }
}

static void unread_word(struct judge *j, uint64_t need, uint32_t set, struct span said,
                        const char *path)
{
    struct view *v = &j->view;

    if ((v->needs & need) != 0 && said.len > 0 && view_word(v, set, said) == WORD_NONE) {
        (void)strings_add(&j->unread, v->arena, path);
    }
}

/* "provider.training[2]", "answers.consent" */
static const char *unread_path(struct arena *arena, const char *part, struct span name)
{
    size_t len = part != NULL ? strlen(part) : 0;
    char *path = part != NULL ? arena_new(arena, len + name.len + 1) : NULL;

    if (path != NULL) {
        memcpy(path, part, len);
        memcpy(path + len, name.len > 0 ? name.at : "", name.len);
    }
    return path;
}

static void unread_training(struct judge *j)
{
    struct view *v = &j->view;
    char number[16];

    for (uint32_t i = 0; (v->needs & PRECARE_NEEDS_PROVIDER) != 0 && i < v->visit->training_count;
         i++) {
        if (view_word(v, WORDS_TRAINING, v->visit->training[i]) == WORD_NONE) {
            (void)snprintf(number, sizeof number, "[%u]", i);
            (void)strings_add(&j->unread, v->arena,
                              unread_path(v->arena, "provider.training", span_of(number)));
        }
    }
}

/* Trainings, roles, methods and indications that nobody declared. */
static void unread_words(struct judge *j)
{
    const struct visit *visit = j->view.visit;

    unread_word(j, PRECARE_NEEDS_MODALITY, WORDS_MODALITY, visit->modality, "appointment.modality");
    unread_word(j, PRECARE_NEEDS_INDICATION, WORDS_INDICATION, visit->indication,
                "appointment.indication");
    unread_word(j, PRECARE_NEEDS_PROVIDER, WORDS_ROLE, visit->role, "provider.role");
    unread_training(j);
}

/* Names that nobody declared, and values that are none of the declared words. */
static void unread_answers(struct judge *j, const struct answer *given, uint32_t count,
                           const struct word_set *names, const struct answered *read,
                           const char *part)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t number = word_set_find(names, given[i].name);
        bool clear = number != WORD_NONE && (read == NULL || read[number].given != &given[i] ||
                                             read[number].said.what != SAID_UNCLEAR);

        if (!clear) {
            (void)strings_add(&j->unread, j->view.arena,
                              unread_path(j->view.arena, part, given[i].name));
        }
    }
}

static void unread_said(struct judge *j)
{
    struct view *v = &j->view;
    const struct rules *rules = v->rules;

    if ((v->needs & PRECARE_NEEDS_ANSWERS) != 0 && v->visit->answer_count > 0) {
        unread_answers(j, v->visit->answers, v->visit->answer_count, &rules->answer_names,
                       answered_all(v), "answers.");
    }
    if ((v->needs & PRECARE_NEEDS_FIELDS) != 0 && v->visit->field_count > 0) {
        unread_answers(j, v->visit->fields, v->visit->field_count, &rules->field_names,
                       answered_fields(v), "chart.fields.");
    }
}

/* What was noted of a procedure that was done. */
static void unread_fields(struct judge *j)
{
    struct view *v = &j->view;
    const struct entries *procedures = &v->visit->chart[CHART_PROCEDURES];

    for (uint32_t i = 0; (v->needs & PRECARE_NEEDS_PROCEDURES) != 0 && i < procedures->count; i++) {
        const struct entry *e = &procedures->at[i];

        for (uint32_t k = 0; k < e->field_count; k++) {
            uint32_t number = word_set_find(&v->rules->field_names, e->fields[k].name);

            if (number == WORD_NONE || said_of(&v->rules->fields[number], e->fields[k].value,
                                               v->visit->zone, v->visit->today)
                                               .what == SAID_UNCLEAR) {
                (void)strings_add(&j->unread, v->arena,
                                  unread_path(v->arena,
                                              view_path(v->arena, CHART_PROCEDURES, i, "fields."),
                                              e->fields[k].name));
            }
        }
    }
}

/* Entries, and value sets that nobody defines. */
static void unread_chart(struct judge *j)
{
    const struct strings *paths = &j->view.unread_paths;

    for (uint32_t i = 0; i < paths->count; i++) {
        (void)strings_add(&j->unread, j->view.arena, paths->at[i]);
    }
}

void unread_gather(struct judge *j)
{
    unread_patient(j);
    unread_words(j);
    unread_said(j);
    unread_fields(j);
    waiting_unread(j);
    unread_chart(j);
}
