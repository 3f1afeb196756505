/* SPDX-License-Identifier: MIT
 *
 * See scenario_facts.h. Which key is what, and where it goes, is the table's
 * (visit/event_keys.c); here are the values, and what the reader of tables leaves to the caller.
 */
#include "rulebook/scenario_facts.h"

#include <string.h>

#include "base/words.h"

/* ---- room, texts, times ---- */

void *saying_room(struct saying *s, uint32_t count, size_t size)
{
    return count > 0 ? arena_array(s->kept ? s->ld->keep : &s->ld->scratch, count, size) : NULL;
}

static struct span saying_text(struct saying *s, const struct node *n)
{
    if (n == NULL || n->kind != NODE_TEXT || n->text.len == 0) {
        return (struct span){0};
    }
    if (!s->kept) {
        return n->text;
    }
    const char *text = text_keep(s->ld, n->text);
    return (struct span){text, text != NULL ? n->text.len : 0};
}

bool saying_when(struct saying *s, const struct node *n, struct when *when_r)
{
    if (n->told) {
        return false;
    }
    int answer = n->kind == NODE_TEXT ? when_read(n->text.at, n->text.len, s->zone, when_r) : -1;
    if (answer == 0) {
        return true;
    }
    *when_r = (struct when){0};
    struct fault *f = n->kind != NODE_TEXT ? tell(s->ld, FAULT_S206, n, "expected here: a date")
                      : answer == -2
                          ? tell(s->ld, FAULT_T101, n, "there is no day %.*s", TEXT_SHOWN(n))
                          : tell(s->ld, FAULT_S205, n, "\"%.*s\" is not a date", TEXT_SHOWN(n));
    fault_fix(s->ld->faults, f, "Write for example: \"2026-12-01\"");
    return false;
}

/* ---- values, by what a row says they are ---- */

static void text_said(struct saying *s, const struct event_key *key, const struct node *n, void *to)
{
    (void)key;
    *(struct span *)to = saying_text(s, n);
}

static void texts_said(struct saying *s, const struct event_key *key, const struct node *n,
                       void *to)
{
    uint32_t count = n->kind == NODE_LIST ? n->count : 1;
    struct span *spans = saying_room(s, count, sizeof *spans);
    char *whole = (char *)to - key->to;

    for (uint32_t i = 0; spans != NULL && i < count; i++) {
        spans[i] = saying_text(s, n->kind == NODE_LIST ? n->items[i] : n);
    }
    *(const struct span **)to = spans;
    *(uint32_t *)(void *)(whole + key->count) = spans != NULL ? count : 0;
    if (key->known != 0) {
        *(bool *)(void *)(whole + key->known) = true;
    }
}

static void word_said(struct saying *s, const struct event_key *key, const struct node *n, void *to)
{
    (void)s;
    *(uint32_t *)to = word_of_node(key->said.words, n);
}

/* The table has told what is no date. */
static void time_said(struct saying *s, const struct event_key *key, const struct node *n, void *to)
{
    (void)key;
    if (n->kind != NODE_TEXT || when_read(n->text.at, n->text.len, s->zone, to) != 0) {
        *(struct when *)to = (struct when){0};
    }
}

static void whole_said(struct saying *s, const struct event_key *key, const struct node *n,
                       void *to)
{
    time_said(s, key, n, to);
    if (((struct when *)to)->kind == WHEN_PARTIAL && !n->told) {
        struct fault *f =
            tell(s->ld, FAULT_S205, n, "\"%.*s\" is only a part of a date", TEXT_SHOWN(n));

        fault_why(s->ld->faults, f, "One day is meant, so the date must be whole.");
        fault_fix(s->ld->faults, f, "Write for example: %s: \"2026-12-01\"", key->said.name);
    }
}

#define MINUTES_MOST (24 * 60) /* of a slot */

static void minutes_said(struct saying *s, const struct event_key *key, const struct node *n,
                         void *to)
{
    int32_t minutes = 0;
    bool whole = n->text.len > 0 && n->text.len < 6;

    (void)key;
    for (uint32_t i = 0; whole && i < n->text.len; i++) {
        whole = n->text.at[i] >= '0' && n->text.at[i] <= '9';
        minutes = whole ? minutes * 10 + (n->text.at[i] - '0') : 0;
    }
    if ((!whole || minutes == 0) && !n->told) {
        struct fault *f =
            tell(s->ld, FAULT_S205, n, "\"%.*s\" is not a whole number of minutes", TEXT_SHOWN(n));

        fault_fix(s->ld->faults, f, "Write for example: minutes: 60");
    } else if (minutes > MINUTES_MOST && !n->told) {
        struct fault *f = tell(s->ld, FAULT_S205, n, "%d minutes are more than 24 hours", minutes);

        fault_fix(s->ld->faults, f, "Write for example: minutes: 60");
    }
    *(int32_t *)to = minutes;
}

/* ---- entries ---- */

static void entry_said(struct saying *s, const struct event_table *table, const struct node *n,
                       struct entry *entry)
{
    if (n->kind != NODE_MAP) {
        struct fault *f = tell(s->ld, FAULT_S206, n, "an entry must be keys with values, not a %s",
                               n->kind == NODE_LIST ? "list" : "text");

        fault_fix(s->ld->faults, f, "Write for example: {is: tretinoin, use: ongoing}");
        return;
    }
    saying_map(s, table, n, entry, NULL);
    if (node_get(n, "is") == NULL && node_get(n, "code") == NULL) {
        (void)tell_missing(s->ld, n, "is", "An entry needs a name or a code.",
                           "Add for example: is: tretinoin");
    }
}

static void entries_said(struct saying *s, enum chart chart, const struct node *list,
                         struct entries *out)
{
    struct entry *entries = saying_room(s, list->count, sizeof *entries);

    for (uint32_t i = 0; entries != NULL && i < list->count; i++) {
        entry_said(s, &said_entries[chart], list->items[i], &entries[i]);
    }
    out->at = entries;
    out->count = entries != NULL ? list->count : 0;
}

/* Further procedures of the visit, by their names alone. */
static void also_said(struct saying *s, const struct node *n, struct visit *visit)
{
    uint32_t count = n->kind == NODE_LIST ? n->count : 1;
    struct booked *also = saying_room(s, count, sizeof *also);

    for (uint32_t i = 0; also != NULL && i < count; i++) {
        also[i].text = saying_text(s, n->kind == NODE_LIST ? n->items[i] : n);
    }
    visit->also = also;
    visit->also_count = also != NULL ? count : 0;
}

/* Reactions and products: whose place in the visit is that of their entries. */
static void charted_said(struct saying *s, const struct event_key *key, const struct node *n,
                         void *to)
{
    struct visit *visit = (struct visit *)(void *)((char *)to - key->to);

    if ((char *)to == (char *)&visit->also) {
        also_said(s, n, visit);
        return;
    }
    enum chart chart =
        (char *)to == (char *)&visit->chart[CHART_PRODUCTS].at ? CHART_PRODUCTS : CHART_REACTIONS;

    entries_said(s, chart, n, &visit->chart[chart]);
}

void saying_chart(struct saying *s, enum chart chart, const struct node *n, struct entries *out)
{
    struct loading *ld = s->ld;

    if (n == NULL || n->told || word_of_node(&words_chart_said, n) != 0) {
        return;
    }
    if (n->kind == NODE_TEXT) {
        struct fault *f =
            tell(ld, FAULT_S204, n, "\"%.*s\" is neither none-known nor not-asked", TEXT_SHOWN(n));

        reader_did_you_mean(&ld->reader, f, n->text.at, words_chart_said.at,
                            words_chart_said.count);
        if (f != NULL && f->fix == NULL) {
            fault_fix(ld->faults, f,
                      "Write none-known, not-asked, or entries such as [{is: tretinoin}].");
        }
        return;
    }
    if (n->kind != NODE_LIST) {
        struct fault *f = tell(ld, FAULT_S206, n, "entries must be written in a list");

        fault_fix(ld->faults, f, "Write for example: [{is: tretinoin, use: ongoing}]");
        return;
    }
    if (n->count == 0) {
        struct fault *f = tell(ld, FAULT_S203, n, "the list of entries is empty");

        fault_why(ld->faults, f, "It could mean that there are none, or that nobody asked.");
        fault_fix(ld->faults, f, "Write none-known, or not-asked.");
    }
    entries_said(s, chart, n, out);
}

/* ---- names with values ---- */

bool saying_names(struct saying *s, const struct node *n, const char *what)
{
    if (n == NULL || n->told) {
        return false;
    }
    if (n->kind != NODE_MAP) {
        (void)tell(s->ld, FAULT_S206, n, "\"%s\" must be names with values", what);
        return false;
    }
    return true;
}

/* The mark of scenario_known.c. */
static void meant_said(struct saying *s, const struct node *n)
{
    if (word_of_node(&words_in_no_list, n) != 0 || n->told) {
        return;
    }
    struct fault *f =
        n->kind == NODE_TEXT
            ? tell(s->ld, FAULT_S204, n, "\"%.*s\" is not one of the choices for \"in-no-list\"",
                   TEXT_SHOWN(n))
            : tell(s->ld, FAULT_S206, n, "\"in-no-list\" must be a single text");
    fault_fix(s->ld->faults, f, "Write in-no-list: meant");
}

bool saying_answer(struct saying *s, const struct node *name, const struct node *n,
                   struct answer *answer_r)
{
    *answer_r = (struct answer){.name = saying_text(s, name)};
    if (n->kind == NODE_TEXT) {
        answer_r->value = saying_text(s, n);
        return true;
    }
    for (uint32_t i = 0; n->kind == NODE_MAP && i < n->count; i++) {
        const struct node *key = n->keys[i];

        if (span_same(key->text, SPAN("date"))) {
            (void)saying_when(s, n->items[i], &answer_r->on);
        } else if (span_same(key->text, SPAN("in-no-list"))) {
            meant_said(s, n->items[i]);
        } else if (!span_same(key->text, SPAN("value"))) {
            struct fault *f =
                tell(s->ld, FAULT_S201, key, "\"%.*s\" is not a key of an answer", TEXT_SHOWN(key));

            fault_fix(s->ld->faults, f, "Use one of: value, date, in-no-list.");
        } else if (n->items[i]->kind != NODE_TEXT) {
            (void)tell(s->ld, FAULT_S206, n->items[i],
                       "the value of an answer must be a single word");
        } else {
            answer_r->value = saying_text(s, n->items[i]);
        }
    }
    if (n->kind == NODE_LIST) {
        (void)tell(s->ld, FAULT_S206, n,
                   "an answer must be a word, or {value: ..., date: \"2026-12-01\"}");
    } else if (node_get(n, "value") == NULL) {
        (void)tell_missing(s->ld, n, "value", "An answer needs a value.",
                           "Add for example: value: \"yes\"");
    }
    return answer_r->value.at != NULL && !answer_is_missing(answer_r->value);
}

bool saying_asked(struct saying *s, const struct node *name, const struct node *n,
                  struct asked_set *asked_r)
{
    *asked_r = (struct asked_set){.list = saying_text(s, name)};
    return saying_when(s, n, &asked_r->on);
}

static void fields_said(struct saying *s, const struct event_key *key, const struct node *n,
                        void *to)
{
    if (!saying_names(s, n, key->said.name)) {
        return;
    }
    struct answer *fields = saying_room(s, n->count, sizeof *fields);
    uint32_t kept = 0;
    for (uint32_t i = 0; fields != NULL && i < n->count; i++) {
        if (n->items[i]->kind != NODE_TEXT) {
            (void)tell(s->ld, FAULT_S206, n->items[i],
                       "the value of a field must be a single text");
        }
        fields[kept] = (struct answer){.name = saying_text(s, n->keys[i]),
                                       .value = saying_text(s, n->items[i])};
        kept += fields[kept].value.at != NULL && !answer_is_missing(fields[kept].value) ? 1 : 0;
    }
    *(struct answer **)to = fields;
    *(uint32_t *)(void *)((char *)to - key->to + key->count) = kept;
}

/* ---- a map by its rows ---- */

void saying_row(struct saying *s, const struct event_key *key, const struct node *n, void *into)
{
    /* what is not here is the caller's: a patient's lists and answers, which personas give too */
    static void (*const said[VALUE_COUNT])(struct saying *, const struct event_key *,
                                           const struct node *, void *) = {
        [VALUE_TEXT] = text_said,     [VALUE_ID] = text_said,        [VALUE_TEXTS] = texts_said,
        [VALUE_WORD] = word_said,     [VALUE_OPEN_WORD] = word_said, [VALUE_TIME] = time_said,
        [VALUE_WHOLE] = whole_said,   [VALUE_BIRTH] = time_said,     [VALUE_MINUTES] = minutes_said,
        [VALUE_CHART] = charted_said, [VALUE_FIELDS] = fields_said};

    if (said[key->value] != NULL) {
        said[key->value](s, key, n, (char *)into + key->to);
    }
}

void saying_map(struct saying *s, const struct event_table *table, const struct node *n, void *into,
                const struct node **nodes_r)
{
    const struct node *nodes[EVENT_KEYS_MOST] = {NULL};
    uint32_t count = table_count(&table->table);

    if (n != NULL) {
        (void)map_read(s->ld, &table->table, n, nodes);
    }
    for (uint32_t i = 0; into != NULL && i < count; i++) {
        if (nodes[i] != NULL) {
            saying_row(s, event_table_key(table, i), nodes[i], into);
        }
    }
    if (nodes_r != NULL) {
        memcpy(nodes_r, nodes, count * sizeof *nodes);
    }
}

static void tell_no_such(struct loading *ld, const struct node *n, const char *what,
                         const struct names *known)
{
    if (ld->incomplete || n->told) {
        return;
    }
    struct fault *f = tell(ld, FAULT_X307, n, "there is no %s \"%.*s\" for this test to use", what,
                           TEXT_SHOWN(n));
    fault_why(ld->faults, f, "A test of something that does not exist proves nothing.");
    if (ld->hints < 100 && f != NULL) {
        const char **choices = arena_array(&ld->scratch, (size_t)known->count + 1, sizeof *choices);
        uint32_t count = 0;

        ld->hints++;
        for (uint32_t i = 0; choices != NULL && i < known->count; i++) {
            choices[count++] = known->at[i].text.at;
        }
        if (count > 0) {
            reader_did_you_mean(&ld->reader, f, n->text.at, choices, count);
        }
    }
    if (f != NULL && f->fix == NULL) {
        fault_fix(ld->faults, f, "Correct the name, or delete the line.");
    }
}

uint32_t saying_name(struct loading *ld, const struct node *n, const char *what,
                     const struct names *known)
{
    if (n == NULL || n->kind != NODE_TEXT || n->told) {
        return NAMES_NOT;
    }
    uint32_t number = names_find(known, n->text);
    if (number == NAMES_NOT) {
        tell_no_such(ld, n, what, known);
    }
    return number;
}
