/* SPDX-License-Identifier: MIT
 *
 * How each fact is asked: its words, its kind and its choices, a row each. For making_parts.h.
 */
#include <stdio.h>
#include <string.h>

#include "base/words.h"
#include "form/making_parts.h"

const char *form_text(struct arena *arena, const char *format, ...)
{
    va_list args, again;

    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    char *text = len >= 0 ? arena_new(arena, (size_t)len + 1) : NULL;
    if (text != NULL) {
        (void)vsnprintf(text, (size_t)len + 1, format, again);
    }
    va_end(again);
    va_end(args);
    return text;
}

static const char *phrase_said(const struct making *m, enum phrase phrase)
{
    return phrase_of(m->form->language, phrase);
}

/* ---- choices ---- */

struct choice_row {
    uint32_t number;
    enum phrase says;
};

static const struct choice_row status_choices[] = {
    {PRECARE_STATUS_ACTIVE, PHRASE_STATUS_ACTIVE},
    {PRECARE_STATUS_RESOLVED, PHRASE_STATUS_RESOLVED},
    {PRECARE_STATUS_FAMILY, PHRASE_STATUS_FAMILY}};
static const struct choice_row use_choices[] = {{PRECARE_USE_ONGOING, PHRASE_USE_ONGOING},
                                                {PRECARE_USE_STOPPED, PHRASE_USE_STOPPED},
                                                {PRECARE_USE_PRESCRIBED, PHRASE_USE_PRESCRIBED}};
static const struct choice_row state_choices[] = {{PRECARE_DONE, PHRASE_STATE_DONE},
                                                  {PRECARE_PLANNED, PHRASE_STATE_PLANNED}};
static const struct choice_row severity_choices[] = {{PRECARE_MILD, PHRASE_SEVERITY_MILD},
                                                     {PRECARE_MODERATE, PHRASE_SEVERITY_MODERATE},
                                                     {PRECARE_SEVERE, PHRASE_SEVERITY_SEVERE}};
static const struct choice_row sex_choices[] = {
    {1, PHRASE_SEX_FEMALE}, {2, PHRASE_SEX_MALE}, {3, PHRASE_SEX_OTHER}};
static const struct choice_row pregnancy_choices[] = {
    {PRECARE_NOT_PREGNANT, PHRASE_NOT_PREGNANT},
    {PRECARE_PREGNANT, PHRASE_PREGNANT},
    {PRECARE_BREASTFEEDING, PHRASE_BREASTFEEDING},
    {PRECARE_TRYING, PHRASE_TRYING},
    {PRECARE_NOT_APPLICABLE, PHRASE_NOT_APPLICABLE}};

struct choice_rows {
    const struct choice_row *at;
    uint32_t count;
    const struct words *words;
};

static void choices_of_rows(const struct making *m, const struct choice_rows *rows,
                            struct form_item *item)
{
    struct form_choice *at = arena_array(m->arena, rows->count, sizeof *at);

    for (uint32_t i = 0; at != NULL && i < rows->count; i++) {
        at[i] = (struct form_choice){word_of(rows->words, rows->at[i].number),
                                     phrase_said(m, rows->at[i].says)};
    }
    item->choices = at;
    item->choice_count = at != NULL ? rows->count : 0;
}

static void choices_of_yes(const struct making *m, struct form_item *item)
{
    struct form_choice *at = arena_array(m->arena, 2, sizeof *at);

    if (at != NULL) {
        at[0] = (struct form_choice){FORM_YES, phrase_said(m, PHRASE_YES)};
        at[1] = (struct form_choice){FORM_NO, phrase_said(m, PHRASE_NO)};
        item->choices = at;
        item->choice_count = 2;
    }
}

/* A word as a person reads it: "not-needed" is "not needed". */
static const char *word_read(struct arena *arena, const char *word)
{
    char *text = arena_text(arena, word, strlen(word));

    for (char *c = text; c != NULL && *c != '\0'; c++) {
        *c = *c == '-' ? ' ' : *c;
    }
    return text;
}

static void choices_of_set(const struct making *m, const struct word_set *set,
                           struct form_item *item)
{
    struct form_choice *at = arena_array(m->arena, (size_t)set->count + 1, sizeof *at);

    for (uint32_t i = 0; at != NULL && i < set->count; i++) {
        at[i] = (struct form_choice){set->at[i].word, word_read(m->arena, set->at[i].word)};
        if (strcmp(set->at[i].word, FORM_YES) == 0 || strcmp(set->at[i].word, FORM_NO) == 0) {
            at[i].says = phrase_said(m, set->at[i].word[0] == FORM_YES[0] ? PHRASE_YES : PHRASE_NO);
        }
    }
    item->choices = at;
    item->choice_count = at != NULL ? set->count : 0;
}

static void choices_of_sites(const struct making *m, struct form_item *item)
{
    const struct sites *sites = m->rules->sites;
    uint32_t count = sites != NULL ? sites_count(sites) : 0;
    struct form_choice *at = arena_array(m->arena, (size_t)count + 1, sizeof *at);

    for (uint32_t i = 0; at != NULL && i < count; i++) {
        at[i] = (struct form_choice){site_name(sites, i), word_read(m->arena, site_name(sites, i))};
    }
    item->choices = at;
    item->choice_count = at != NULL ? count : 0;
    item->kind = count > 0 ? FORM_CHOICES : FORM_TEXT;
}

/* ---- the facts of an entry ---- */

#define CHOICE_ROWS(rows, words)                                                                   \
    {                                                                                              \
        rows, sizeof rows / sizeof *rows, words                                                    \
    }

static const struct entry_fact_row {
    const char *field;
    enum phrase asks;
    uint32_t kind;
    const struct choice_rows rows;
    bool past;
} entry_facts[ENTRY_FACTS] = {
    [FACT_STATUS] = {"status", PHRASE_STATUS, FORM_CHOICE,
                     CHOICE_ROWS(status_choices, &words_status), false},
    [FACT_USE] = {"use", PHRASE_USE, FORM_CHOICE, CHOICE_ROWS(use_choices, &words_use), false},
    [FACT_STATE] = {"state", PHRASE_STATE, FORM_CHOICE, CHOICE_ROWS(state_choices, &words_state),
                    false},
    [FACT_DATE] = {"date", PHRASE_DATE, FORM_DATE, {0}, false},
    [FACT_AT] = {"at", PHRASE_AT, FORM_TIME, {0}, false},
    [FACT_LAST_USED] = {"last_used", PHRASE_LAST_USED, FORM_DATE, {0}, true},
    [FACT_STARTED] = {"started", PHRASE_STARTED, FORM_DATE, {0}, false},
    [FACT_SEVERITY] = {"severity", PHRASE_SEVERITY, FORM_CHOICE,
                       CHOICE_ROWS(severity_choices, &words_severity), false},
    [FACT_SITES] = {"sites", PHRASE_SITES, FORM_CHOICES, {0}, false},
    [FACT_ONSET] = {"onset", PHRASE_ONSET, FORM_DATE, {0}, true},
    [FACT_RECORDED] = {"recorded", PHRASE_RECORDED, FORM_CHOICE, {0}, false},
};

const char *entry_fact_field(enum entry_fact fact)
{
    return entry_facts[fact].field;
}

enum entry_fact entry_fact_named(const char *field)
{
    uint32_t i = 0;

    while (i < ENTRY_FACTS && strcmp(entry_facts[i].field, field) != 0) {
        i++;
    }
    return (enum entry_fact)i;
}

void entry_fact_item(const struct making *m, enum entry_fact fact, const char *before,
                     const char *called, struct form_item *item_r)
{
    const struct entry_fact_row *row = &entry_facts[fact];
    const char *asks = phrase_said(m, row->asks);

    item_r->id = form_text(m->arena, "%s.%s", before, row->field);
    item_r->asks = called != NULL ? form_text(m->arena, "%s: %s", called, asks) : asks;
    item_r->kind = row->kind;
    item_r->past = row->past;
    item_r->field = row->field;
    if (row->rows.count > 0) {
        choices_of_rows(m, &row->rows, item_r);
    } else if (fact == FACT_SITES) {
        choices_of_sites(m, item_r);
    } else if (fact == FACT_RECORDED) {
        choices_of_yes(m, item_r);
    }
}

/* ---- declared answers and fields ---- */

void declared_item(const struct making *m, const struct declared *asks, struct form_item *item_r)
{
    item_r->asks = asks->ask != NULL ? asks->ask : word_read(m->arena, asks->name);
    item_r->field = asks->name;
    switch ((enum answer_form)asks->form) {
    case ANSWER_WORDS:
        item_r->kind = FORM_CHOICE;
        choices_of_set(m, &asks->words, item_r);
        break;
    case ANSWER_NUMBER:
        item_r->kind = FORM_DIGITS;
        item_r->unit = asks->unit;
        break;
    case ANSWER_DATE:
        item_r->kind = FORM_DATE;
        item_r->past = asks->past;
        break;
    case ANSWER_NAMES:
    case ANSWER_TEXT:
    case ANSWER_FORMS: item_r->kind = FORM_TEXT; break;
    }
}

/* ---- single facts ---- */

static const struct fact_row {
    const char *path;
    enum phrase asks;
    uint32_t kind, section;
    const struct choice_rows rows;
    int set; /* enum word_sets, or -1 */
} facts[] = {
    {"patient.birth_date", PHRASE_BIRTH_DATE, FORM_DATE, FORM_ABOUT_YOU, {0}, -1},
    {"patient.sex", PHRASE_SEX, FORM_CHOICE, FORM_ABOUT_YOU, CHOICE_ROWS(sex_choices, &words_sex),
     -1},
    {"patient.pregnancy", PHRASE_PREGNANCY, FORM_CHOICE, FORM_ABOUT_YOU,
     CHOICE_ROWS(pregnancy_choices, &words_pregnancy), -1},
    {"appointment.sites", PHRASE_AREA, FORM_CHOICES, FORM_THIS_VISIT, {0}, -1},
    {"appointment.start", PHRASE_START, FORM_TIME, FORM_THIS_VISIT, {0}, -1},
    {"appointment.minutes", PHRASE_MINUTES, FORM_DIGITS, FORM_THIS_VISIT, {0}, -1},
    {"appointment.indication",
     PHRASE_INDICATION,
     FORM_CHOICE,
     FORM_THIS_VISIT,
     {0},
     WORDS_INDICATION},
    {"appointment.price", PHRASE_PRICE, FORM_TEXT, FORM_THIS_VISIT, {0}, -1},
    {"appointment.modality", PHRASE_MODALITY, FORM_CHOICE, FORM_THIS_VISIT, {0}, WORDS_MODALITY},
    {"appointment.state", PHRASE_APPOINTMENT_STATE, FORM_CHOICE, FORM_THIS_VISIT,
     CHOICE_ROWS(state_choices, &words_state), -1},
    {"provider.role", PHRASE_ROLE, FORM_CHOICE, FORM_THIS_VISIT, {0}, WORDS_ROLE},
    {"provider.training", PHRASE_TRAINING, FORM_CHOICES, FORM_THIS_VISIT, {0}, WORDS_TRAINING},
    {"chart.procedure_ended", PHRASE_ENDED, FORM_TIME, FORM_THIS_VISIT, {0}, -1},
};

static const struct fact_row *fact_row_of(const char *path)
{
    for (uint32_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        if (strcmp(facts[i].path, path) == 0) {
            return &facts[i];
        }
    }
    return NULL;
}

bool fact_item(const struct making *m, const char *path, struct form_item *item_r,
               uint32_t *section_r)
{
    const struct fact_row *row = fact_row_of(path);

    if (row == NULL) {
        return false;
    }
    *section_r = row->section;
    item_r->id = item_r->field = row->path;
    item_r->asks = phrase_said(m, row->asks);
    item_r->kind = row->kind;
    item_r->goal = GOAL_FACT;
    item_r->past = strcmp(path, "patient.birth_date") == 0;
    item_r->whole = row->kind == FORM_DIGITS; /* no single fact has a part of a number */
    if (row->rows.count > 0) {
        choices_of_rows(m, &row->rows, item_r);
    } else if (row->set >= 0) {
        choices_of_set(m, &m->rules->words[row->set], item_r);
    } else if (row->kind == FORM_CHOICES) {
        choices_of_sites(m, item_r);
    }
    return true;
}
