/* SPDX-License-Identifier: MIT
 *
 * Checks of sentences: placeholders (X302), length after expansion (X305), questions (S205). Called
 * by rules.c for each rule as it is compiled, when lists and sites are there, and for the sentences
 * of overlays; one thread.
 */
#include <string.h>

#include "base/words.h"
#include "rulebook/loading.h"
#include "rulebook/placeholders.h"
#include "vocabulary/vocabulary_make.h"

#define SAY_MOST 139u /* code points */

/* ---- placeholders ---- */

/* The next brace at or after `from` that is not doubled; what stands in it up to its closing
 * brace. */
static bool brace_next(struct span text, uint32_t *from, struct span *inside_r)
{
    for (uint32_t i = *from; i < text.len; i++) {
        const char *brace = memchr(text.at + i, '{', text.len - i);

        if (brace == NULL) {
            return false;
        }
        i = (uint32_t)(brace - text.at);
        if (i + 1 < text.len && text.at[i + 1] == '{') {
            i++;
            continue;
        }
        const char *end = memchr(text.at + i, '}', text.len - i);
        uint32_t stop = end != NULL ? (uint32_t)(end - text.at) : text.len;
        *inside_r = (struct span){text.at + i + 1, stop - i - 1};
        *from = end != NULL ? stop + 1 : text.len;
        return true;
    }
    return false;
}

/* The placeholder with its opening brace: where a fault of it stands. */
static struct span with_brace(struct span inside)
{
    return (struct span){inside.at - 1, inside.len + 1};
}

static void placeholder_unknown(struct loading *ld, const struct node *n, struct span inside)
{
    const char *names[HOLDS];
    struct fault *f = tell_inside(ld, FAULT_X302, n, with_brace(inside),
                                  "{%.*s} is not a placeholder", SPAN_SHOWN(inside));

    for (uint32_t i = 0; i < HOLDS; i++) {
        names[i] = placeholder_rows[i].name;
    }
    fault_why(ld->faults, f, "People would read it as it stands. For a brace itself write {{.");
    const char *word = arena_text(&ld->scratch, inside.at, inside.len);
    if (word != NULL) {
        reader_did_you_mean(&ld->reader, f, word, names, HOLDS);
    }
    if (f != NULL && f->fix == NULL) {
        fault_fix(ld->faults, f, "Use one of: %s.", placeholder_choices);
    }
}

static void placeholders_check(struct loading *ld, const struct node *n)
{
    uint32_t from = 0;
    struct span inside;

    if (n == NULL || n->kind != NODE_TEXT || n->told ||
        memchr(n->text.at, '{', n->text.len) == NULL) {
        return;
    }
    while (brace_next(n->text, &from, &inside)) {
        if (placeholder_named(inside) == HOLDS) {
            placeholder_unknown(ld, n, inside);
            return;
        }
    }
}

/* A sentence that has no placeholders at all, such as a reason. */
static void no_placeholder(struct loading *ld, const struct node *n, const char *why,
                           const char *fix)
{
    uint32_t from = 0;
    struct span inside;

    while (n != NULL && n->kind == NODE_TEXT && !n->told && brace_next(n->text, &from, &inside)) {
        struct fault *f = tell_inside(ld, FAULT_X302, n, with_brace(inside),
                                      "{%.*s} is not allowed here", SPAN_SHOWN(inside));

        fault_why(ld->faults, f, "%s", why);
        fault_fix(ld->faults, f, "%s", fix);
        return;
    }
}

/* ---- questions ---- */

void question_check(struct loading *ld, const struct node *ask)
{
    static const char *const marks[] = {"?", "\xEF\xBC\x9F", "\xD8\x9F"};

    if (ask == NULL || ask->kind != NODE_TEXT || ask->told || ask->text.len == 0) {
        return;
    }
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t len = strlen(marks[i]);

        if (ask->text.len >= len &&
            memcmp(ask->text.at + ask->text.len - len, marks[i], len) == 0) {
            return;
        }
    }
    struct fault *f = tell(ld, FAULT_S205, ask, "the question does not end with a question mark");
    fault_why(ld->faults, f,
              "A sentence that asks nothing gets no answer, and the fact stays open.");
    fault_fix(ld->faults, f,
              "Write a question, such as: ask: \"Does the patient use a retinoid?\"");
}

/* ---- length ---- */

static uint32_t check_words_greater(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

static uint32_t matched_longest(const struct loading *ld, uint32_t number)
{
    const struct cond *c = &ld->conds.at[number];
    uint32_t longest = c->list != NONE ? ld->lists.at[ld->list_order[c->list]].longest : 0;

    for (uint32_t i = 0; i < c->lists.count; i++) {
        longest =
            check_words_greater(longest, ld->lists.at[ld->list_order[c->lists.at[i]]].longest);
    }
    for (uint32_t i = 0; i < c->count; i++) {
        uint32_t child = matched_longest(ld, c->first + i);

        longest = child > longest ? child : longest;
    }
    return longest;
}

static uint32_t procedure_longest(const struct loading *ld, const struct rule *rule)
{
    uint32_t longest = 9; /* "procedure" */

    for (uint32_t i = 0; i < rule->procedures.count; i++) {
        longest = check_words_greater(longest,
                                      ld->lists.at[ld->list_order[rule->procedures.at[i]]].longest);
    }
    return longest;
}

#define DATE_LONGEST 15u  /* "Wed 25 Nov 2026" */
#define CLOCK_LONGEST 22u /* with ", 14:00" */

static uint32_t date_longest(bool hours)
{
    return hours ? CLOCK_LONGEST : DATE_LONGEST;
}

/* Of an instruction with a day (or, `lasts`, with a last day), whether it can be told in hours. */
static bool due_in_hours(const struct rule *rule, bool lasts)
{
    for (uint32_t i = 0; i < rule->instruct.count; i++) {
        if (rule->instruct.at[i].lasts == lasts &&
            rule->instruct.at[i].due.by.length.unit == UNIT_HOURS) {
            return true;
        }
    }
    return false;
}

static uint32_t value_longest(const struct loading *ld, const struct rule *rule, uint32_t hold)
{
    switch (hold) {
    case HOLD_MATCHED:
        return check_words_greater(8, matched_longest(ld, rule->condition)); /* "an entry" */
    case HOLD_AREA:
        return check_words_greater(14, ld->site_longest + 6); /* "treatment area"; "right " */
    case HOLD_REGION: return check_words_greater(14, ld->region_longest); /* "treated region" */
    case HOLD_MOVE_TO: return date_longest(rule->move_to.by.length.unit == UNIT_HOURS);
    case HOLD_DUE: return date_longest(due_in_hours(rule, false));
    case HOLD_UNTIL: return date_longest(due_in_hours(rule, true));
    default: return procedure_longest(ld, rule);
    }
}

/* Code points of the sentence with the longest values. */
static uint32_t say_longest(const struct loading *ld, const struct rule *rule, struct span text)
{
    uint32_t points = (uint32_t)utf8_count(text.at, text.len), from = 0;
    struct span inside;
    const char *brace = memchr(text.at, '{', text.len); /* a text of a node ends with NUL */

    while (brace != NULL) {
        points -= brace[1] == '{' ? 1 : 0;
        brace = strchr(brace + (brace[1] == '{' ? 2 : 1), '{');
    }
    while (brace_next(text, &from, &inside)) {
        uint32_t hold = placeholder_named(inside);

        if (hold != HOLDS) {
            points = points - inside.len - 2 + value_longest(ld, rule, hold);
        }
    }
    return points;
}

/* The first place of a placeholder in a sentence, with its brace; at is NULL: it is not there. */
static struct span hold_in(const struct node *n, uint32_t hold)
{
    uint32_t from = 0;
    struct span inside;

    while (n != NULL && n->kind == NODE_TEXT && !n->told && brace_next(n->text, &from, &inside)) {
        if (placeholder_named(inside) == hold) {
            return with_brace(inside);
        }
    }
    return (struct span){0};
}

/* {until} in a sentence that nothing lasts for. */
static void until_check(struct loading *ld, const struct node *n, bool lasts)
{
    struct span until = lasts ? (struct span){0} : hold_in(n, HOLD_UNTIL);

    if (until.at == NULL) {
        return;
    }
    struct fault *f =
        tell_inside(ld, FAULT_X302, n, until,
                    "{until} stands in the sentence, but no instruction says until when");
    fault_why(ld->faults, f, "People would read \"until further notice\".");
    fault_fix(ld->faults, f,
              "Add to the instruction: until: 24 hours after procedure (or write {due}).");
}

static bool something_lasts(const struct rule *rule)
{
    for (uint32_t i = 0; i < rule->instruct.count; i++) {
        if (rule->instruct.at[i].lasts) {
            return true;
        }
    }
    return false;
}

static void longest_check(struct loading *ld, const struct rule *rule, const struct node *n)
{
    if (n == NULL || n->kind != NODE_TEXT || n->told || rule->condition == NONE) {
        return;
    }
    uint32_t points = say_longest(ld, rule, n->text);
    if (points <= SAY_MOST) {
        return;
    }
    struct fault *f =
        tell(ld, FAULT_X305, n, "the sentence can become %u characters long, but only %u fit",
             points, SAY_MOST);
    fault_why(ld->faults, f,
              "The length counts the longest value of each placeholder. A card shows no more.");
    fault_fix(ld->faults, f, "Shorten it by %u characters.", points - SAY_MOST);
}

/* These, and what a patient reads, also for the sentences of an overlay. */
void say_check(struct loading *ld, const struct rule *rule, const struct node *say)
{
    placeholders_check(ld, say);
    until_check(ld, say, something_lasts(rule));
    longest_check(ld, rule, say);
}

void ask_check(struct loading *ld, const struct rule *rule, const struct node *ask)
{
    placeholders_check(ld, ask);
    until_check(ld, ask, something_lasts(rule));
    question_check(ld, ask);
    longest_check(ld, rule, ask);
}

static void move_to_check(struct loading *ld, const struct rule *rule, const struct node *say)
{
    if (rule->move_to.anchor != ANCHOR_NONE || hold_in(say, HOLD_MOVE_TO).at == NULL) {
        return;
    }
    struct fault *f =
        tell(ld, FAULT_W406, say, "the sentence says {move-to}, but the rule suggests no day");
    fault_why(ld->faults, f, "People would only read \"a later date\".");
    fault_fix(ld->faults, f, "Add beside it: suggest: {move-to: 7 days after match}");
}

/* ---- what a patient reads ---- */

static const struct list *diagnosis_of(const struct loading *ld, uint32_t list)
{
    uint32_t kind = ld->compiled_lists[list].kind;
    bool shown = kind == LIST_MEDICATION || kind == LIST_PRODUCT || kind == LIST_PROCEDURE;

    return shown ? NULL : &ld->compiled_lists[list];
}

/* A list of the rule's `if` whose names are diagnoses or reactions; NULL: there is none. */
static const struct list *diagnosis_in(const struct loading *ld, uint32_t number)
{
    const struct cond *c = &ld->conds.at[number];
    const struct list *list = c->list != NONE ? diagnosis_of(ld, c->list) : NULL;

    for (uint32_t i = 0; i < c->lists.count && list == NULL; i++) {
        list = diagnosis_of(ld, c->lists.at[i]);
    }
    for (uint32_t i = 0; i < c->count && list == NULL; i++) {
        list = diagnosis_in(ld, c->first + i);
    }
    return list;
}

void tell_patient_check(struct loading *ld, const struct rule *rule, const struct node *n,
                        bool lasts)
{
    struct span matched = hold_in(n, HOLD_MATCHED);
    const struct list *list =
        matched.at != NULL && rule->condition != NONE ? diagnosis_in(ld, rule->condition) : NULL;

    placeholders_check(ld, n);
    until_check(ld, n, lasts);
    if (list == NULL) {
        return;
    }
    struct fault *f = tell_inside(ld, FAULT_X302, n, matched,
                                  "{matched} may be a name of the list %s, of kind %s", list->id,
                                  words_list_kind.at[list->kind]);
    fault_why(ld->faults, f,
              "No patient reads a diagnosis, an allergy or a reaction in a message: only the names "
              "of medications, products and procedures may stand there.");
    fault_fix(ld->faults, f, "Write the sentence without {matched}.");
}

/* ---- all sentences ---- */

static void instructions_check(struct loading *ld, const struct rule *rule, const struct node *list)
{
    for (uint32_t i = 0; list != NULL && list->kind == NODE_LIST && i < list->count; i++) {
        tell_patient_check(ld, rule, node_get(list->items[i], "tell-patient"),
                           node_get(list->items[i], "until") != NULL);
    }
}

void words_check(struct loading *ld, const struct rule_def *def, const struct rule *rule)
{
    say_check(ld, rule, def->then.say);
    move_to_check(ld, rule, def->then.say);
    ask_check(ld, rule, def->unknown.ask);
    instructions_check(ld, rule, def->then.instruct);
    if (def->read.still_time != NULL) {
        instructions_check(ld, rule, node_get(def->read.still_time, "instruct"));
    }
    no_placeholder(ld, def->read.title, "A title is the same for everybody.",
                   "Write it without braces.");
    no_placeholder(ld, def->then.because, "A reason is the same for everybody.",
                   "Write it without braces.");
    const struct node *alert = def->then.alert;
    const struct node *say =
        alert != NULL && alert->kind == NODE_MAP ? node_get(alert, "say") : NULL;
    no_placeholder(ld, say,
                   "This sentence goes to the team's chat, where nothing clinical may be written.",
                   "Write the sentence without placeholders; the message links to the visit.");
    chat_check(ld, say);
}
