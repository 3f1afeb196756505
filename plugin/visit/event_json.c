/* SPDX-License-Identifier: MIT
 *
 * A precare-event/1 document becomes a visit: JSON to nodes, nodes through the rows of
 * event_keys.c, and here the values by what each row says it is: texts within their limits, words
 * to numbers, dates to the clinic's calendar. Called at the JSON door and by `precare evaluate`;
 * any thread. Every fault is kept, with its path; with one of them nothing is evaluated.
 */
#include "visit/event_json.h"

#include <string.h>

#include "base/text.h"
#include "visit/days.h"
#include "visit/event_keys.h"

struct making {
    struct reader reader;
    const struct zone *zone;
    struct visit *visit;
};

/* ---- faults ---- */

static void event_json_lost(struct making *m)
{
    m->reader.faults->lost = true;
}

static void *array_of(struct making *m, uint32_t count, size_t size)
{
    void *array = arena_array(m->reader.arena, count, size);

    if (array == NULL) {
        event_json_lost(m);
    }
    return array;
}

static bool too_many(struct making *m, const struct node *n)
{
    if (n->count <= EVENT_ENTRIES) {
        return false;
    }
    (void)reader_fault(&m->reader, FAULT_E402, n, "more than %u entries", EVENT_ENTRIES);
    return true;
}

/* What a row says beside the value: `count`, `known`; from the value's own place. */
static void *row_beside(const struct event_key *key, void *to, size_t offset)
{
    return (char *)to - key->to + offset;
}

/* ---- texts ---- */

static bool text_is_good(struct making *m, const struct node *n, const struct node *at,
                         uint32_t limit)
{
    if (n->text.len > limit) {
        (void)reader_fault(&m->reader, FAULT_E402, at,
                           limit == EVENT_ID ? "the id is longer than 128 bytes"
                                             : "the text is longer than 1 KiB");
        return false;
    }
    if (utf8_has_control(n->text)) {
        (void)reader_fault(&m->reader, FAULT_E409, at, "the text contains a control character");
        return false;
    }
    return true;
}

/* An empty text says nothing. */
static void text_within(struct making *m, const struct node *n, uint32_t limit, struct span *out)
{
    if (text_is_good(m, n, n, limit) && n->text.len > 0) {
        *out = n->text;
    }
}

static void text_take(struct making *m, const struct event_key *key, const struct node *n, void *to)
{
    (void)key;
    text_within(m, n, EVENT_TEXT, to);
}

static void id_take(struct making *m, const struct event_key *key, const struct node *n, void *to)
{
    (void)key;
    text_within(m, n, EVENT_ID, to);
}

static void texts_take(struct making *m, const struct event_key *key, const struct node *n,
                       void *to)
{
    if (key->known != 0) {
        *(bool *)row_beside(key, to, key->known) = true;
    }
    if (n->count == 0 || too_many(m, n)) {
        return;
    }
    struct span *spans = array_of(m, n->count, sizeof *spans);
    for (uint32_t i = 0; spans != NULL && i < n->count; i++) {
        text_within(m, n->items[i], EVENT_TEXT, &spans[i]);
        if (n->items[i]->text.len == 0) {
            (void)reader_fault(&m->reader, FAULT_E404, n->items[i], "the text is empty");
        }
    }
    *(const struct span **)to = spans;
    *(uint32_t *)row_beside(key, to, key->count) = spans != NULL ? n->count : 0;
}

/* ---- words, numbers, times ---- */

static void word_take(struct making *m, const struct event_key *key, const struct node *n, void *to)
{
    (void)m;
    *(uint32_t *)to = word_number(key->json.words, n->text.at);
}

static void open_word_take(struct making *m, const struct event_key *key, const struct node *n,
                           void *to)
{
    if (text_is_good(m, n, n, EVENT_TEXT)) {
        word_take(m, key, n, to);
        *(bool *)row_beside(key, to, key->known) = n->text.len > 0;
    }
}

static void time_take(struct making *m, const struct event_key *key, const struct node *n, void *to)
{
    (void)key;
    if (n->text.len > EVENT_ID) {
        (void)reader_fault(&m->reader, FAULT_E407, n, "the text is not a date or an instant");
        return;
    }
    int answer = when_read(n->text.at, n->text.len, m->zone, to);
    if (answer == 0) {
        return;
    }
    struct fault *fault =
        answer == -2
            ? reader_fault(&m->reader, FAULT_E408, n, "there is no such date or time")
            : reader_fault(&m->reader, FAULT_E407, n, "the text is not a date or an instant");
    fault_fix(m->reader.faults, fault,
              "Send \"2026-11-23\" (a month or a year alone where that is all that is known) or "
              "\"2026-11-23T10:00:00-05:00\".");
    *(struct when *)to = (struct when){0};
}

static void whole_take(struct making *m, const struct event_key *key, const struct node *n,
                       void *to)
{
    time_take(m, key, n, to);
    if (((struct when *)to)->kind == WHEN_PARTIAL) {
        (void)reader_fault(&m->reader, FAULT_E407, n,
                           "expected here: a whole date or an instant, not a part of a date");
    }
}

/* The day of birth: a minor west of Greenwich would be of age a day early by an instant. */
static void birth_take(struct making *m, const struct event_key *key, const struct node *n,
                       void *to)
{
    time_take(m, key, n, to);
    if (((struct when *)to)->kind == WHEN_INSTANT) {
        struct fault *fault = reader_fault(&m->reader, FAULT_E407, n,
                                           "expected here: a date of birth, without an hour");

        fault_fix(m->reader.faults, fault, "Send the day alone: \"1990-05-04\".");
    }
}

static void minutes_take(struct making *m, const struct event_key *key, const struct node *n,
                         void *to)
{
    (void)key;
    if (n->integer < 0 || n->integer > INT32_MAX) {
        (void)reader_fault(&m->reader, FAULT_E407, n, "the number of minutes is too %s",
                           n->integer < 0 ? "small" : "large");
    } else {
        *(int32_t *)to = (int32_t)n->integer;
    }
}

static void format_take(struct making *m, const struct event_key *key, const struct node *n,
                        void *to)
{
    (void)key;
    (void)to;
    if (span_same(n->text, SPAN("precare-event/1"))) {
        return;
    }
    struct fault *fault = reader_fault(&m->reader, FAULT_E406, n, "this format is not known here");
    fault_fix(m->reader.faults, fault, "Send \"format\": \"precare-event/1\".");
}

/* ---- keys in keys ---- */

static void rows_take(struct making *m, const struct event_table *table, const struct node *from,
                      void *to);

static void group_take(struct making *m, const struct event_key *key, const struct node *n,
                       void *to)
{
    rows_take(m, key->of, n, to);
}

static void list_take(struct making *m, const struct event_key *key, const struct node *list,
                      void *to)
{
    if (list->count == 0 || too_many(m, list)) {
        return;
    }
    char *items = array_of(m, list->count, key->each);
    for (uint32_t i = 0; items != NULL && i < list->count; i++) {
        rows_take(m, key->of, list->items[i], items + i * key->each);
    }
    *(void **)to = items;
    *(uint32_t *)row_beside(key, to, key->count) = items != NULL ? list->count : 0;
}

static bool says_text(const struct node *entry, const char *key)
{
    const struct node *n = node_get(entry, key);

    return n != NULL && n->kind == NODE_TEXT && n->text.len > 0;
}

_Static_assert(offsetof(struct entry, code) == offsetof(struct booked, code) &&
                   offsetof(struct entry, text) == offsetof(struct booked, text),
               "both begin with text and code");

/* An entry with neither text nor code; one whose text is at fault has been told. */
static void chart_take(struct making *m, const struct event_key *key, const struct node *list,
                       void *to)
{
    list_take(m, key, list, to);
    const char *entries = *(const char *const *)to;
    for (uint32_t i = 0; entries != NULL && i < list->count; i++) {
        const struct booked *named = (const void *)(entries + i * key->each);

        if (named->text.at == NULL && named->code.at == NULL &&
            !says_text(list->items[i], "text") && !says_text(list->items[i], "code")) {
            struct fault *fault = reader_fault(&m->reader, FAULT_E404, list->items[i],
                                               "an entry needs a text or a code");

            fault_fix(m->reader.faults, fault,
                      "Send what was entered as \"text\", its code as \"code\", or both.");
        }
    }
}

/* ---- answers, fields and what was asked, by name ---- */

static bool is_host_key(const struct span *name)
{
    return name->len >= 2 && name->at[0] == 'x' && name->at[1] == '-';
}

/* The value alone, or, of an answer, {value, on}. false: no answer. */
static bool named_take(struct making *m, const struct event_key *key, const struct node *from,
                       struct answer *answer)
{
    const struct node *value = from;

    if (from->kind == NODE_MAP && key->of != NULL) {
        rows_take(m, key->of, from, answer);
        value = node_get(from, "value");
        if (value == NULL) {
            (void)reader_missing(&m->reader, from, "value");
        }
        if (value == NULL || value->kind != NODE_TEXT) {
            return false; /* told, or null */
        }
    } else if (from->kind == NODE_TEXT) {
        text_within(m, value, EVENT_TEXT, &answer->value);
    } else {
        if (from->kind != NODE_NULL) {
            (void)reader_fault(
                &m->reader, FAULT_E405, from, "%s",
                key->of != NULL ? "an answer must be a text, or an object with \"value\" and \"on\""
                                : "a field must be a text");
        }
        return false;
    }
    if (value->text.len == 0) {
        (void)reader_fault(&m->reader, FAULT_E404, value, "the text is empty");
    }
    return answer->value.at != NULL && !answer_is_missing(answer->value);
}

static bool asked_take(struct making *m, const struct event_key *key, const struct node *from,
                       struct asked_set *asked)
{
    if (from->kind == NODE_TEXT) {
        time_take(m, key, from, &asked->on);
    } else if (from->kind != NODE_NULL) {
        (void)reader_fault(&m->reader, FAULT_E405, from, "the day must be a text, not %s",
                           node_kind_name(from));
    }
    return asked->on.kind != WHEN_UNKNOWN;
}

/* Both begin with the name. */
_Static_assert(offsetof(struct answer, name) == 0 && offsetof(struct asked_set, list) == 0,
               "names");
static bool name_take(struct making *m, const struct event_key *key, const struct node *from,
                      struct span name, void *to)
{
    *(struct span *)to = name;
    return key->value == VALUE_ASKED ? asked_take(m, key, from, to) : named_take(m, key, from, to);
}

static void names_take(struct making *m, const struct event_key *key, const struct node *from,
                       void *to)
{
    if (from->kind != NODE_MAP) {
        (void)reader_fault(&m->reader, FAULT_E405, from, "\"%s\" must be an object, not %s",
                           key->json.name, node_kind_name(from));
        return;
    }
    if (from->count == 0 || too_many(m, from)) {
        return;
    }
    char *items = array_of(m, from->count, key->each);
    uint32_t count = 0;
    for (uint32_t i = 0; items != NULL && i < from->count; i++) {
        const struct node *name = from->keys[i];

        if (is_host_key(&name->text) || !text_is_good(m, name, from->items[i], EVENT_TEXT)) {
            continue;
        }
        char *item = items + count * key->each;
        memset(item, 0, key->each); /* of one that was not there, before it */
        if (name->text.len == 0) {
            (void)reader_fault(&m->reader, FAULT_E404, from->items[i], "the name is empty");
        } else if (name_take(m, key, from->items[i], name->text, item)) {
            count++;
        }
    }
    *(void **)to = items;
    *(uint32_t *)row_beside(key, to, key->count) = count;
}

/* ---- the event ---- */

static void rows_take(struct making *m, const struct event_table *table, const struct node *from,
                      void *to)
{
    static void (*const takes[VALUE_COUNT])(struct making *, const struct event_key *,
                                            const struct node *, void *) = {
        [VALUE_FORMAT] = format_take, [VALUE_TEXT] = text_take,
        [VALUE_ID] = id_take,         [VALUE_TEXTS] = texts_take,
        [VALUE_WORD] = word_take,     [VALUE_OPEN_WORD] = open_word_take,
        [VALUE_TIME] = time_take,     [VALUE_WHOLE] = whole_take,
        [VALUE_BIRTH] = birth_take,   [VALUE_MINUTES] = minutes_take,
        [VALUE_GROUP] = group_take,   [VALUE_LIST] = list_take,
        [VALUE_CHART] = chart_take,   [VALUE_ANSWERS] = names_take,
        [VALUE_FIELDS] = names_take,  [VALUE_ASKED] = names_take};
    const struct node *nodes[EVENT_KEYS_MOST];

    (void)reader_read(&m->reader, &table->table, from, nodes);
    for (uint32_t i = 0; i < table->table.count; i++) {
        const struct event_key *key = &table->keys[i];
        union { /* of what is checked, and not kept */
            struct span text;
            struct when time;
        } nowhere = {0};

        if (nodes[i] != NULL) {
            takes[key->value](m, key, nodes[i],
                              key->carried ? (void *)&nowhere : (char *)to + key->to);
        }
    }
}

/* Disposition and acknowledgements belong to a settle: of another event they are checked, and not
 * carried. */
static void settle_take(struct making *m, const struct node *root)
{
    struct visit *v = m->visit;

    if (v->phase == PRECARE_SETTLE) {
        const struct node *given = node_get(root, "disposition");

        if (given == NULL || given->kind == NODE_NULL) {
            struct fault *fault = reader_missing(&m->reader, root, "disposition");

            fault_fix(
                m->reader.faults, fault,
                "A settle must say what became of the preview: saved, abandoned or overridden.");
        }
        return;
    }
    v->disposition = 0;
    v->acknowledgements = NULL;
    v->acknowledgement_count = 0;
}

static void event_take(struct making *m, const struct node *root)
{
    struct visit *v = m->visit;

    v->phase = PRECARE_FINAL;
    rows_take(m, &event_table, root, v);
    v->today = v->now.first;
    v->reference = v->start.first;
    settle_take(m, root);
    visit_days(v, m->reader.arena);
}

int event_from_json(const char *bytes, size_t len, const struct zone *zone, struct arena *arena,
                    struct faults *faults, struct visit *visit_r)
{
    static const struct node_limits limits = {
        .bytes = EVENT_BYTES, .depth = EVENT_DEPTH, .text = EVENT_BYTES};
    uint32_t errors = faults->errors;

    memset(visit_r, 0, sizeof *visit_r);
    visit_r->zone = zone;
    struct node *root = json_read(bytes, len, &limits, arena, faults);
    if (root == NULL) {
        return -1;
    }
    struct making making = {
        .reader = {.faults = faults, .arena = arena, .json = true},
        .zone = zone,
        .visit = visit_r,
    };
    if (root->kind == NODE_MAP) {
        event_take(&making, root);
    } else {
        (void)reader_fault(&making.reader, FAULT_E405, root, "an event must be an object, not %s",
                           node_kind_name(root));
    }
    if (arena->failed) {
        faults->lost = true;
    }
    return faults->errors == errors && !faults->lost ? 0 : -1;
}
