/* SPDX-License-Identifier: MIT
 *
 * What was taken, as facts of the event: a yes is an entry that carries its value set, a no is the
 * day on which the value set was asked and nothing else. `never` and `reviewed` are not written: a
 * form asks about value sets, not about a list. For answers_parts.h. Memory alone can fail.
 */
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "form/answers_parts.h"

#define TICKED "yes, in the form"

struct merging {
    struct taking *t;
    bool failed;
};

/* ---- places in the event ---- */

static json_t *object_at(struct merging *m, json_t *in, const char *key)
{
    json_t *at = json_object_get(in, key);

    if (!json_is_object(at)) {
        at = json_object();
        if (json_object_set_new(in, key, at) != 0) {
            m->failed = true;
            return NULL; /* jansson let go of it */
        }
    }
    return at;
}

static json_t *array_at(struct merging *m, json_t *in, const char *key)
{
    json_t *at = json_object_get(in, key);

    if (!json_is_array(at)) {
        at = json_array();
        if (json_object_set_new(in, key, at) != 0) {
            m->failed = true;
            return NULL; /* jansson let go of it */
        }
    }
    return at;
}

static void set_text(struct merging *m, json_t *in, const char *key, const char *text)
{
    m->failed |= json_object_set_new(in, key, json_string(text)) != 0;
}

static const char *const chart_keys[CHART_COUNT] = {"conditions", "medications", "allergies",
                                                    "procedures", "reactions",   "products"};

static json_t *entries_of(struct merging *m, uint32_t chart)
{
    if (chart < CHART_ASKED) {
        return array_at(m, object_at(m, m->t->event, chart_keys[chart]), "entries");
    }
    return array_at(m, object_at(m, m->t->event, "chart"), chart_keys[chart]);
}

/* ---- what was said ---- */

static const struct said_item *said_find(const struct merging *m, const char *id)
{
    return taken_find(m->t, id);
}

/* NULL: nothing was said, or nobody is sure. */
static const struct said_item *said_surely(const struct merging *m, const char *id)
{
    const struct said_item *said = said_find(m, id);

    return said != NULL && strcmp(said->values[0], FORM_UNSURE) != 0 ? said : NULL;
}

/* A follow-up that was filled in where it does not apply says nothing. */
static bool item_applies(const struct merging *m, const struct form_item *item)
{
    bool applies = item->when_count == 0;

    for (uint32_t i = 0; i < item->when_count && !applies; i++) {
        const struct said_item *said = said_find(m, item->when[i].item);

        applies = said != NULL && strcmp(said->values[0], item->when[i].value) == 0;
    }
    return applies;
}

static const char *said_words(const struct merging *m, const struct form_item *tick)
{
    struct buf id = {0};

    buf_printf(&id, "%s.text", tick->id);
    const struct said_item *said = id.failed ? NULL : said_find(m, id.at);
    buf_end(&id);
    return said != NULL ? said->values[0] : NULL;
}

/* "none of these" is a no to each tick of the group that was handed out, but beside a yes. */
static const char *tick_said(struct merging *m, const struct form_item *tick)
{
    const struct said_item *said = said_find(m, tick->id);
    const struct given_item *given = given_find(&m->t->form, tick->id);

    if (said != NULL) {
        return said->values[0];
    }
    bool theirs = m->t->said.by != PRECARE_ASK_PATIENT || tick->of == PRECARE_ASK_PATIENT;
    bool none = theirs && given != NULL && given->group != NULL &&
                said_find(m, given->group) != NULL &&
                strcmp(given->fingerprint, tick->fingerprint) == 0;
    return none ? FORM_NO : NULL;
}

/* ---- values ---- */

static void value_set(struct merging *m, json_t *in, const char *key, const struct said_item *said)
{
    const struct form_item *item = said->item;
    /* a rulebook may name a field of its own "sites": that one is said in a text */
    bool sites = item->goal != GOAL_NOTED && item->goal != GOAL_ANSWER &&
                 strncmp(item->field, "fields.", 7) != 0 && strcmp(key, "sites") == 0;

    if (item->whole) {
        m->failed |=
            json_object_set_new(in, key, json_integer(strtol(said->values[0], NULL, 10))) != 0;
    } else if (item->kind == FORM_CHOICES || sites) {
        json_t *all = json_array();
        bool none = item->kind == FORM_CHOICES && strcmp(said->values[0], FORM_NO) == 0;

        for (uint32_t i = 0; i < said->count && !none; i++) {
            m->failed |= json_array_append_new(all, json_string(said->values[i])) != 0;
        }
        m->failed |= json_object_set_new(in, key, all) != 0;
    } else {
        set_text(m, in, key, said->date != NULL ? said->date : said->values[0]);
    }
}

/* "last_used", "fields.units" */
static void field_set(struct merging *m, json_t *entry, const char *field,
                      const struct said_item *said)
{
    if (strncmp(field, "fields.", 7) == 0) {
        value_set(m, object_at(m, entry, "fields"), field + 7, said);
    } else {
        value_set(m, entry, field, said);
    }
}

/* ---- value sets ---- */

static void list_asked(struct merging *m, const struct form_item *tick)
{
    json_t *list = object_at(m, m->t->event, chart_keys[tick->chart]);

    set_text(m, object_at(m, list, "asked"), tick->id, m->t->on);
}

/* What includes it was answered with a no, and so is it. */
static void list_denied(struct merging *m, const struct form_item *tick)
{
    list_asked(m, tick);
    for (uint32_t i = 0; i < tick->follow_count; i++) {
        if (tick->follow[i].goal == GOAL_LIST) {
            list_denied(m, &tick->follow[i]);
        }
    }
}

static void entry_put(struct merging *m, uint32_t chart, json_t *entry)
{
    json_t *all = entries_of(m, chart);

    for (size_t i = 0; i < json_array_size(all); i++) {
        json_t *other = json_array_get(all, i);

        if (json_equal(json_object_get(other, "list"), json_object_get(entry, "list")) &&
            json_equal(json_object_get(other, "text"), json_object_get(entry, "text"))) {
            m->failed |= json_array_set(all, i, entry) != 0;
            return;
        }
    }
    m->failed |= json_array_append(all, entry) != 0;
}

/* Where nobody typed a word: what was ticked, but where that is a name of another tick. */
static const char *tick_words(struct merging *m, const struct form_item *tick)
{
    const struct rules *rules = m->t->setting->rules;
    uint32_t kinds = chart_kinds[tick->chart], list = rules_list(rules, tick->id);
    struct span words = span_of(tick->asks), none = {0};
    struct hits hits = vocabulary_match(rules->vocabulary, kinds, words, none, none, m->t->arena);
    bool other = false;

    for (uint32_t i = 0; i < hits.count; i++) {
        struct span id = span_of(rules->lists[hits.at[i].list].id);

        other |= hits.at[i].list != list &&
                 (form_find(&m->t->now, id) != NULL || form_find(&m->t->bare, id) != NULL);
    }
    return other ? TICKED : tick->asks;
}

/* `above`: what was said of the value set that includes it. */
static void list_affirmed(struct merging *m, const struct form_item *tick, const json_t *above)
{
    json_t *entry = above != NULL ? json_deep_copy(above) : json_object();
    const char *words = said_words(m, tick);
    bool within = false;

    if (words != NULL || above == NULL || json_object_get(entry, "x-typed") == NULL) {
        set_text(m, entry, "text", words != NULL ? words : tick_words(m, tick));
    }
    if (words != NULL) {
        set_text(m, entry, "x-typed", FORM_YES);
    }
    set_text(m, entry, "list", tick->id);
    if (tick->chart == CHART_CONDITIONS || tick->chart == CHART_ALLERGIES) {
        set_text(m, entry, "recorded", m->t->on);
    }
    list_asked(m, tick);
    for (uint32_t i = 0; i < tick->follow_count; i++) {
        const struct said_item *said = said_surely(m, tick->follow[i].id);

        if (tick->follow[i].goal == GOAL_LIST_FIELD && said != NULL &&
            item_applies(m, &tick->follow[i])) {
            field_set(m, entry, tick->follow[i].field, said);
            m->t->taken++;
        }
    }
    for (uint32_t i = 0; i < tick->follow_count; i++) {
        const struct form_item *part = &tick->follow[i];
        const char *value = part->goal == GOAL_LIST ? tick_said(m, part) : NULL;

        if (value != NULL && strcmp(value, FORM_NO) == 0) {
            list_denied(m, part);
        } else if (value != NULL && strcmp(value, FORM_YES) == 0) {
            within = true;
            list_affirmed(m, part, entry);
        }
    }
    if (!within) {
        (void)json_object_del(entry, "x-typed");
        entry_put(m, tick->chart, entry);
    }
    json_decref(entry);
}

static void list_merge(struct merging *m, const struct form_item *tick)
{
    const char *value = tick_said(m, tick);

    if (value == NULL || strcmp(value, FORM_UNSURE) == 0) {
        return;
    }
    m->t->taken++;
    if (strcmp(value, FORM_NO) == 0) {
        list_denied(m, tick);
    } else {
        list_affirmed(m, tick, NULL);
    }
}

/* ---- entries that were there ---- */

static void entry_merge(struct merging *m, const struct form_item *item)
{
    json_t *entry = json_array_get(entries_of(m, item->chart), item->entry);
    const struct said_item *said = said_surely(m, item->id);

    for (uint32_t i = 0; i < item->follow_count; i++) {
        entry_merge(m, &item->follow[i]);
    }
    if (said == NULL || entry == NULL) {
        return;
    }
    m->t->taken++;
    bool no = strcmp(said->values[0], FORM_NO) == 0;
    if (item->goal == GOAL_MEANT) {
        const char *yes = item->chart < CHART_ASKED ? "list" : "text";

        set_text(m, entry, no ? "checked" : yes, no ? "as-written" : said->values[0]);
    } else if (strcmp(item->field, "recorded") == 0) {
        set_text(m, entry, no ? "status" : "recorded", no ? "resolved" : m->t->on);
    } else {
        field_set(m, entry, item->field, said);
    }
    if (item->chart == CHART_CONDITIONS && strcmp(item->field, "status") == 0) {
        set_text(m, entry, "recorded", m->t->on); /* so it was on the day of the answers */
    }
}

static void booked_merge(struct merging *m, const struct form_item *item)
{
    const struct said_item *said = said_surely(m, item->id);
    json_t *appointment = object_at(m, m->t->event, "appointment");

    if (said == NULL) {
        return;
    }
    json_t *booked = item->entry == 0
                         ? object_at(m, appointment, "procedure")
                         : json_array_get(array_at(m, appointment, "also"), item->entry - 1);
    bool no = item->kind == FORM_CHOICE && strcmp(said->values[0], FORM_NO) == 0;
    if (booked != NULL) {
        set_text(m, booked, no ? "checked" : "text", no ? "as-written" : said->values[0]);
        m->t->taken++;
    }
}

/* ---- answers and single facts ---- */

static void answer_merge(struct merging *m, const struct form_item *item)
{
    const struct said_item *said = said_find(m, item->id);

    if (said == NULL) {
        return;
    }
    json_t *answer = object_at(m, object_at(m, m->t->event, "answers"), item->field);
    set_text(m, answer, "value", said->date != NULL ? said->date : said->values[0]);
    set_text(m, answer, "on", m->t->on);
    m->t->taken++;
}

static void noted_merge(struct merging *m, const struct form_item *item)
{
    const struct said_item *said = said_find(m, item->id);

    if (said != NULL) {
        json_t *fields = object_at(m, object_at(m, m->t->event, "chart"), "fields");

        value_set(m, fields, item->field, said);
        m->t->taken++;
    }
}

static void fact_merge(struct merging *m, const struct form_item *item)
{
    const struct said_item *said = said_surely(m, item->id);
    const char *stop = strchr(item->field, '.');

    if (said == NULL || stop == NULL) {
        return;
    }
    const char *part = arena_text(m->t->arena, item->field, (size_t)(stop - item->field));
    m->failed |= part == NULL;
    if (part != NULL) {
        value_set(m, object_at(m, m->t->event, part), stop + 1, said);
        m->t->taken++;
    }
}

static void item_merge(struct merging *m, const struct form_item *item)
{
    switch ((enum form_goal)item->goal) {
    case GOAL_LIST: list_merge(m, item); break;
    case GOAL_ENTRY:
    case GOAL_MEANT:
    case GOAL_READ: entry_merge(m, item); break;
    case GOAL_ANSWER: answer_merge(m, item); break;
    case GOAL_NOTED: noted_merge(m, item); break;
    case GOAL_BOOKED: booked_merge(m, item); break;
    case GOAL_FACT: fact_merge(m, item); break;
    case GOAL_LIST_FIELD: break; /* with its tick */
    }
}

/* What today's form does not ask any more, since the event says it by now, was answered all the
 * same. */
static void forms_merge(struct merging *m)
{
    const struct form *now = &m->t->now, *bare = &m->t->bare;

    for (uint32_t i = 0; i < now->group_count; i++) {
        for (uint32_t k = 0; k < now->groups[i].item_count; k++) {
            item_merge(m, &now->groups[i].items[k]);
        }
    }
    for (uint32_t i = 0; i < bare->group_count; i++) {
        for (uint32_t k = 0; k < bare->groups[i].item_count; k++) {
            const struct form_item *item = &bare->groups[i].items[k];

            if (form_find(now, span_of(item->id)) == NULL) {
                item_merge(m, item);
            }
        }
    }
}

bool answers_merge(struct taking *t)
{
    struct merging m = {.t = t};

    forms_merge(&m);
    return !m.failed && !t->arena->failed;
}
