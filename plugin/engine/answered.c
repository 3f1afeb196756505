/* SPDX-License-Identifier: MIT
 *
 * Reads the answers and fields of a visit by their declarations (answered.h). Called by the
 * conditions on them; scratch memory only, whose end the arena tells.
 */
#include "engine/answered.h"

static void answered_note(struct view *v, uint64_t need, const struct answer *given)
{
    struct visit_note *note = arena_new(v->arena, sizeof *note), **last = &v->notes;

    if (note == NULL) {
        return;
    }
    while (*last != NULL) {
        last = &(*last)->next;
    }
    *note = (struct visit_note){
        .code = NOTE_MIDNIGHT,
        .index = -1,
        .part = need == PRECARE_NEEDS_ANSWERS ? "answers" : "chart.fields",
        .needs = need,
        .name = given->name,
    };
    *last = note;
}

/* Of two that fold alike the one that is written as it is declared counts, else the first. */
static struct answered *answered_read(struct view *v, const struct declared *all, uint32_t count,
                                      const struct word_set *names, uint64_t need,
                                      const struct answer *given, uint32_t given_count)
{
    struct answered *at = arena_array(v->arena, (size_t)count + 1, sizeof *at);

    for (uint32_t i = 0; at != NULL && i < given_count; i++) {
        uint32_t number = word_set_find(names, given[i].name);

        if (number == WORD_NONE ||
            (at[number].given != NULL && !span_same(given[i].name, span_of(all[number].name)))) {
            continue;
        }
        struct said said = said_of(&all[number], given[i].value, v->visit->zone, v->visit->today);
        if (said.what != SAID_NOTHING) {
            at[number].said = said;
            at[number].given = &given[i];
        }
    }
    for (uint32_t i = 0; at != NULL && i < count; i++) {
        if (at[i].said.midnight) {
            answered_note(v, need, at[i].given);
        }
    }
    return at;
}

/* Counted back from the view's day, as lists are. */
static enum truth answered_fresh(const struct view *v, struct length good, const struct when *on)
{
    if (good.unit == UNIT_NONE) {
        return TRUTH_T;
    }
    if (on->kind == WHEN_UNKNOWN) {
        return TRUTH_U;
    }
    bool first = date_add(on->first, good) >= v->day, last = date_add(on->last, good) >= v->day;
    return first ? TRUTH_T : last ? TRUTH_U : TRUTH_F;
}

struct answered *answered_all(struct view *v)
{
    const struct rules *rules = v->rules;

    if (v->answered != NULL) {
        return v->answered;
    }
    v->answered = answered_read(v, rules->answers, rules->answer_count, &rules->answer_names,
                                PRECARE_NEEDS_ANSWERS, v->visit->answers, v->visit->answer_count);
    for (uint32_t i = 0; v->answered != NULL && i < rules->answer_count; i++) {
        struct answered *one = &v->answered[i];

        if (one->given != NULL) {
            one->fresh = (uint8_t)answered_fresh(v, rules->answers[i].good_for, &one->given->on);
        }
    }
    return v->answered;
}

struct answered *answered_fields(struct view *v)
{
    const struct rules *rules = v->rules;

    if (v->fields == NULL) {
        v->fields = answered_read(v, rules->fields, rules->field_count, &rules->field_names,
                                  PRECARE_NEEDS_FIELDS, v->visit->fields, v->visit->field_count);
    }
    return v->fields;
}

struct said answered_of_entry(const struct view *v, const struct entry *e, uint32_t field)
{
    const struct declared *asked = &v->rules->fields[field];
    struct said said = {.what = SAID_NOTHING};

    for (uint32_t i = 0; i < e->field_count; i++) {
        bool counts =
            said.what == SAID_NOTHING || span_same(e->fields[i].name, span_of(asked->name));

        if (counts && word_set_find(&v->rules->field_names, e->fields[i].name) == field) {
            said = said_of(asked, e->fields[i].value, v->visit->zone, v->visit->today);
        }
    }
    return said;
}

int32_t answered_again(const struct view *v, const struct declared *asks,
                       const struct answered *one)
{
    if (asks->good_for.unit == UNIT_NONE || one->given == NULL ||
        one->given->on.kind == WHEN_UNKNOWN) {
        return DATE_NONE;
    }
    int32_t again = date_add(one->given->on.first, asks->good_for) + 1;
    return again > v->visit->today ? again : DATE_NONE;
}

bool answered_ages(struct view *v)
{
    const struct rules *rules = v->rules;
    bool ages = false;

    for (uint32_t i = 0; i < rules->answer_count && v->answered != NULL && !ages; i++) {
        int32_t again = answered_again(v, &rules->answers[i], &v->answered[i]);

        ages = again != DATE_NONE && again <= v->visit->reference;
    }
    return ages;
}

const struct hits *answered_lists(struct view *v, const struct declared *asks, struct answered *one)
{
    if (!one->looked) {
        struct entry_names names = {.text = one->given->value};
        struct recognised known;

        vocabulary_recognise(v->rules->vocabulary, KIND_BIT(asks->kind), &names, v->arena, &known);
        one->lists = known.hits;
        one->free = known.free;
        one->looked = true;
    }
    return &one->lists;
}
