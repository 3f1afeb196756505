/* SPDX-License-Identifier: MIT
 *
 * Fills the public structs from JSON by tables: a key, its kind, where it goes. Strict enough for a
 * reference host: a key that is not known is an error; what the plugin checks itself (lengths,
 * dates that exist) is left to it. Single-threaded. Fails with words; nothing is kept then.
 */
#include "cli/event_build.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind {
    TEXT,
    WORD,
    TIME,
    INTEGER,
    TEXTS,
    STRUCTS,
    POINTER,
    INSIDE,
    NAMED,
    IGNORED
};

struct form;
struct key {
    const char *name;
    enum kind kind;
    size_t offset;
    const char *const *words; /* WORD: in the order of the numbers, from 1 */
    const struct form *form;  /* STRUCTS, POINTER, INSIDE, NAMED */
};

struct form {
    const struct key *keys;
    size_t size;
    bool sized; /* begins with struct_size */
};

struct piece {
    struct piece *next;
    _Alignas(16) unsigned char bytes[];
};

struct event_build {
    json_t *root; /* the texts live here */
    struct piece *pieces;
    precare_event *event;
    char *why;
};

/* ---- the tables ---- */

static const char *const moments[] = {"booking", "check-in", "treatment", "follow-up", NULL};
static const char *const actions[] = {"create", "reschedule", "confirm", "cancel", NULL};
static const char *const phases[] = {"preview", "final", "settle", NULL};
static const char *const dispositions[] = {"saved", "abandoned", "overridden", NULL};
static const char *const severities[] = {"mild", "moderate", "severe", NULL};
static const char *const statuses[] = {"active", "resolved", "history", "family", "never", NULL};
static const char *const uses[] = {"ongoing", "as-needed", "prescribed", "stopped", "never", NULL};
static const char *const states[] = {"done", "planned", "cancelled", NULL};
static const char *const pregnancies[] = {"pregnant",     "breastfeeding",  "trying",
                                          "not-pregnant", "not-applicable", NULL};
static const char *const acknowledged[] = {"accepted", "overridden", "dismissed", NULL};

#define AT(type, field) offsetof(type, field)
#define T(type, field)                                                                             \
    {                                                                                              \
#field, TEXT, AT(type, field), NULL, NULL                                                  \
    }
#define D(type, field)                                                                             \
    {                                                                                              \
#field, TIME, AT(type, field), NULL, NULL                                                  \
    }
#define W(type, field, words)                                                                      \
    {                                                                                              \
#field, WORD, AT(type, field), words, NULL                                                 \
    }
#define L(type, field)                                                                             \
    {                                                                                              \
#field, TEXTS, AT(type, field), NULL, NULL                                                 \
    }
#define END                                                                                        \
    {                                                                                              \
        NULL, TEXT, 0, NULL, NULL                                                                  \
    }
#define FORM(name, type, sized, ...)                                                               \
    static const struct key name##_keys[] = {__VA_ARGS__, END};                                    \
    static const struct form name = {name##_keys, sizeof(type), sized}

FORM(condition, precare_condition, false, T(precare_condition, text), T(precare_condition, code),
     W(precare_condition, status, statuses), W(precare_condition, severity, severities),
     L(precare_condition, sites), D(precare_condition, onset), D(precare_condition, recorded),
     D(precare_condition, resolved));
FORM(medication, precare_medication, false, T(precare_medication, text),
     T(precare_medication, code), W(precare_medication, use, uses), T(precare_medication, route),
     L(precare_medication, sites), D(precare_medication, last_used),
     D(precare_medication, started));
FORM(allergy, precare_allergy, false, T(precare_allergy, text), T(precare_allergy, code),
     W(precare_allergy, severity, severities), D(precare_allergy, recorded));
FORM(procedure, precare_procedure, false, T(precare_procedure, text), T(precare_procedure, code),
     W(precare_procedure, state, states), T(precare_procedure, appointment),
     L(precare_procedure, sites), D(precare_procedure, date));
FORM(reaction, precare_reaction, false, T(precare_reaction, text), T(precare_reaction, code),
     W(precare_reaction, severity, severities), L(precare_reaction, sites),
     D(precare_reaction, at));
FORM(product, precare_product, false, T(precare_product, text), T(precare_product, code),
     L(precare_product, sites), D(precare_product, at));
FORM(clearance, precare_clearance, false, T(precare_clearance, rule),
     T(precare_clearance, statement), T(precare_clearance, role), T(precare_clearance, reason),
     T(precare_clearance, appointment), D(precare_clearance, on));
FORM(acknowledgement, precare_acknowledgement, true, T(precare_acknowledgement, rule),
     W(precare_acknowledgement, action, acknowledged), T(precare_acknowledgement, role),
     T(precare_acknowledgement, actor), T(precare_acknowledgement, reason),
     T(precare_acknowledgement, note), D(precare_acknowledgement, at));
FORM(answer, precare_answer, false, T(precare_answer, value), D(precare_answer, on));
FORM(field, precare_field, false, T(precare_field, value));
FORM(patient, precare_patient, true, D(precare_patient, birth_date), T(precare_patient, sex),
     W(precare_patient, pregnancy, pregnancies));
FORM(booked, precare_appointment, true,
     {"text", TEXT, AT(precare_appointment, procedure_text), NULL, NULL},
     {"code", TEXT, AT(precare_appointment, procedure_code), NULL, NULL});
FORM(appointment, precare_appointment, true, T(precare_appointment, id),
     D(precare_appointment, start),
     {"minutes", INTEGER, AT(precare_appointment, minutes), NULL, NULL},
     {"procedure", INSIDE, 0, NULL, &booked}, T(precare_appointment, modality),
     L(precare_appointment, sites), T(precare_appointment, indication),
     T(precare_appointment, price), W(precare_appointment, state, states));
FORM(provider, precare_provider, true, T(precare_provider, id), T(precare_provider, role),
     L(precare_provider, training));
#define LIST(name, of)                                                                             \
    FORM(name, precare_list, false, D(precare_list, reviewed),                                     \
         {"entries", STRUCTS, AT(precare_list, entries), NULL, &of})
LIST(conditions, condition);
LIST(medications, medication);
LIST(allergies, allergy);
LIST(procedures, procedure);
FORM(chart, precare_event, true, D(precare_event, procedure_ended),
     {"reactions", STRUCTS, AT(precare_event, reactions), NULL, &reaction},
     {"products", STRUCTS, AT(precare_event, products), NULL, &product},
     {"fields", NAMED, AT(precare_event, fields), NULL, &field});
FORM(event_form, precare_event, true, {"format", IGNORED, 0, NULL, NULL},
     T(precare_event, event_id), T(precare_event, subject), W(precare_event, moment, moments),
     W(precare_event, action, actions), W(precare_event, phase, phases),
     W(precare_event, disposition, dispositions), D(precare_event, now),
     {"patient", POINTER, AT(precare_event, patient), NULL, &patient},
     {"appointment", POINTER, AT(precare_event, appointment), NULL, &appointment},
     {"provider", POINTER, AT(precare_event, provider), NULL, &provider},
     {"conditions", INSIDE, AT(precare_event, conditions), NULL, &conditions},
     {"medications", INSIDE, AT(precare_event, medications), NULL, &medications},
     {"allergies", INSIDE, AT(precare_event, allergies), NULL, &allergies},
     {"procedures", INSIDE, AT(precare_event, procedures), NULL, &procedures},
     {"answers", NAMED, AT(precare_event, answers), NULL, &answer},
     {"chart", INSIDE, 0, NULL, &chart},
     {"clearances", STRUCTS, AT(precare_event, clearances), NULL, &clearance},
     {"acknowledgements", STRUCTS, AT(precare_event, acknowledgements), NULL, &acknowledgement});

/* ---- filling ---- */

static bool event_build_fill(struct event_build *b, const struct form *form, const json_t *from,
                             void *to);

static bool event_build_wrong(const struct event_build *b, const char *key, const char *what)
{
    (void)snprintf(b->why, 256, "%s: %s", key, what);
    return false;
}

static void *piece_new(struct event_build *b, size_t size)
{
    struct piece *piece = calloc(1, sizeof *piece + size + 16);

    if (piece == NULL) {
        return NULL;
    }
    piece->next = b->pieces;
    b->pieces = piece;
    return piece->bytes;
}

static bool time_read(const char *s, precare_time *t)
{
    int used = 0, hours = 0, minutes = 0;
    char sign = 0;
    int count = sscanf(s, "%4d-%2d-%2d%n", &t->year, &t->month, &t->day, &used);

    t->precision = count < 1 ? 0 : (uint32_t)count; /* year, month, day */
    if (count < 3 || s[used] == '\0') {
        return count > 0;
    }
    s += used;
    if (sscanf(s, "T%2d:%2d%n", &t->hour, &t->minute, &used) != 2) {
        return false;
    }
    s += used;
    if (s[0] == ':' && sscanf(s, ":%2d%n", &t->second, &used) == 1) {
        s += used;
    }
    t->precision = PRECARE_TIME_LOCAL;
    if (s[0] == '\0') {
        return true;
    }
    t->precision = PRECARE_TIME_INSTANT;
    if (strcmp(s, "Z") == 0) {
        return true;
    }
    if (sscanf(s, "%c%2d:%2d%n", &sign, &hours, &minutes, &used) != 3 || s[used] != '\0') {
        return false;
    }
    t->offset_minutes = (hours * 60 + minutes) * (sign == '-' ? -1 : 1);
    return sign == '+' || sign == '-';
}

static bool word_read(const char *const *words, const char *word, uint32_t *number_r)
{
    for (uint32_t i = 0; words[i] != NULL; i++) {
        if (strcmp(words[i], word) == 0) {
            *number_r = i + 1;
            return true;
        }
    }
    return false;
}

static bool texts_fill(struct event_build *b, const struct key *key, const json_t *from,
                       precare_array *to)
{
    size_t count = json_array_size(from);
    const char **texts = piece_new(b, (count + 1) * sizeof *texts);

    if (!json_is_array(from) || texts == NULL) {
        return event_build_wrong(b, key->name, "a list of texts is needed");
    }
    for (size_t i = 0; i < count; i++) {
        texts[i] = json_string_value(json_array_get(from, i));
    }
    *to = (precare_array){texts, (uint32_t)count, sizeof *texts};
    return true;
}

static bool structs_fill(struct event_build *b, const struct key *key, const json_t *from,
                         precare_array *to)
{
    size_t count = json_array_size(from);
    unsigned char *items = piece_new(b, (count + 1) * key->form->size);

    if (!json_is_array(from) || items == NULL) {
        return event_build_wrong(b, key->name, "a list is needed");
    }
    for (size_t i = 0; i < count; i++) {
        if (!event_build_fill(b, key->form, json_array_get(from, i), items + i * key->form->size)) {
            return false;
        }
    }
    *to = (precare_array){items, (uint32_t)count, (uint32_t)key->form->size};
    return true;
}

/* Answers and fields stand by name; both structs begin with it, and then the value. */
static bool named_fill(struct event_build *b, const struct key *key, const json_t *from,
                       precare_array *to)
{
    unsigned char *items = piece_new(b, (json_object_size(from) + 1) * key->form->size);
    uint32_t count = 0;
    const char *name;
    json_t *value;

    if (!json_is_object(from) || items == NULL) {
        return event_build_wrong(b, key->name, "an object is needed");
    }
    json_object_foreach((json_t *)(uintptr_t)from, name, value)
    {
        precare_answer *answer_at = (precare_answer *)(void *)(items + count * key->form->size);

        if (json_is_object(value) && !event_build_fill(b, key->form, value, answer_at)) {
            return false;
        }
        answer_at->name = name;
        if (!json_is_object(value)) {
            answer_at->value = json_string_value(value);
        }
        count++;
    }
    *to = (precare_array){items, count, (uint32_t)key->form->size};
    return true;
}

static bool scalar_fill(struct event_build *b, const struct key *key, const json_t *from, void *at)
{
    const char *text = json_string_value(from);

    if (key->kind == INTEGER) {
        *(int32_t *)at = (int32_t)json_integer_value(from);
        return json_is_integer(from) || event_build_wrong(b, key->name, "a whole number is needed");
    }
    if (text == NULL) {
        return event_build_wrong(b, key->name, "a text is needed");
    }
    if (key->kind == TEXT) {
        *(const char **)at = text;
        return true;
    }
    if (key->kind == TIME) {
        return time_read(text, at) ||
               event_build_wrong(b, key->name, "a date or an instant is needed");
    }
    return word_read(key->words, text, at) ||
           event_build_wrong(b, key->name, "not one of the words");
}

static bool key_fill(struct event_build *b, const struct key *key, const json_t *from, void *to)
{
    void *at = (unsigned char *)to + key->offset;

    if (json_is_null(from)) {
        return true;
    }
    switch (key->kind) {
    case IGNORED: return true;
    case TEXTS: return texts_fill(b, key, from, at);
    case STRUCTS: return structs_fill(b, key, from, at);
    case NAMED: return named_fill(b, key, from, at);
    case INSIDE: return event_build_fill(b, key->form, from, at);
    case POINTER: {
        void *alone = piece_new(b, key->form->size);

        *(void **)at = alone;
        return alone != NULL && event_build_fill(b, key->form, from, alone);
    }
    case TEXT:
    case WORD:
    case TIME:
    case INTEGER: break;
    }
    return scalar_fill(b, key, from, at);
}

static bool event_build_fill(struct event_build *b, const struct form *form, const json_t *from,
                             void *to)
{
    const char *name;
    json_t *value;

    if (!json_is_object(from)) {
        return event_build_wrong(b, "event", "an object is needed");
    }
    if (form->sized) {
        *(uint32_t *)to = (uint32_t)form->size;
    }
    json_object_foreach((json_t *)(uintptr_t)from, name, value)
    {
        const struct key *key = form->keys;

        while (key->name != NULL && strcmp(key->name, name) != 0) {
            key++;
        }
        if (key->name == NULL && strncmp(name, "x-", 2) != 0) {
            return event_build_wrong(b, name, "not a key of an event");
        }
        if (key->name != NULL && !key_fill(b, key, value, to)) {
            return false;
        }
    }
    if (form == &provider) {
        ((precare_provider *)to)->training_recorded =
            json_is_array(json_object_get(from, "training"));
    }
    return true;
}

struct event_build *event_build_new(const char *json, size_t len, char why[256])
{
    struct event_build *b = calloc(1, sizeof *b);
    json_error_t fault;

    why[0] = '\0';
    if (b == NULL) {
        return NULL;
    }
    b->why = why;
    b->root = json_loadb(json, len, JSON_REJECT_DUPLICATES, &fault);
    b->event = piece_new(b, sizeof *b->event);
    if (b->root == NULL) {
        (void)snprintf(why, 256, "line %d: %s", fault.line, fault.text);
    }
    if (b->root == NULL || b->event == NULL ||
        !event_build_fill(b, &event_form, b->root, b->event)) {
        event_build_free(&b);
    }
    return b;
}

precare_event *event_build_event(struct event_build *b)
{
    return b->event;
}

void event_build_free(struct event_build **b)
{
    struct event_build *gone = *b;

    *b = NULL;
    if (gone == NULL) {
        return;
    }
    while (gone->pieces != NULL) {
        struct piece *next = gone->pieces->next;

        free(gone->pieces);
        gone->pieces = next;
    }
    json_decref(gone->root);
    free(gone);
}
