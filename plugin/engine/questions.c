/* SPDX-License-Identifier: MIT
 *
 * Which fact is asked how, of whom and when, and what stands together. Called once a result, before
 * it is written. Cannot fail but for scratch memory.
 */
#include "engine/questions.h"

#include <string.h>

#include "base/language.h"
#include "base/words.h"
#include "engine/render.h"

_Static_assert(OPEN_NOT_ASKED == PRECARE_NOT_ASKED && OPEN_STALE == PRECARE_STALE &&
                   OPEN_INCOMPLETE == PRECARE_INCOMPLETE &&
                   OPEN_NOT_UNDERSTOOD == PRECARE_NOT_UNDERSTOOD,
               "the states are those of the header");

/* ---- the words ------------------------------------------------------------------------------- */

/* What an entry may lack, by the last word of the fact's path. */
static const struct lack {
    const char *field, *asks;
} lacks[] = {
    {"status", "is it active, resolved, or only in the family?"},
    {"severity", "how severe?"},
    {"sites", "at which site?"},
    {"onset", "on which date did it begin?"},
    {"recorded", "is it still there? On which date was it recorded?"},
    {"use", "what is its use: ongoing, as needed or stopped?"},
    {"last_used", "on which date was it last used?"},
    {"started", "on which date was it begun?"},
    {"date", "on which date?"},
    {"state", "is it done or planned?"},
    {"at", "on which date, at what time?"},
};

#define ITEM_MOST 48u /* code points of a list's word; the question stays short */
#define LINE_MOST 320u

struct question_line { /* a text that is made here; all of its parts are short */
    char at[LINE_MOST];
    uint32_t len;
};

static void line_cut(struct question_line *line, const char *text, size_t len)
{
    len = len < LINE_MOST - line->len ? len : LINE_MOST - line->len;
    memcpy(line->at + line->len, text, len);
    line->len += (uint32_t)len;
}

static void line_put(struct question_line *line, const char *text)
{
    line_cut(line, text, strlen(text));
}

static const char *lack_of(const char *field)
{
    for (size_t i = 0; i < sizeof lacks / sizeof *lacks; i++) {
        if (strcmp(lacks[i].field, field) == 0) {
            return lacks[i].asks;
        }
    }
    return NULL;
}

/* "tretinoin (medications[0]): on which date was it last used?" */
static const char *question_of_entry(struct arena *arena, const struct open_fact *fact)
{
    const char *end = strchr(fact->path, ']');
    const char *field = end != NULL && end[1] == '.' ? end + 2 : "";
    const char *asks = lack_of(field);
    struct question_line line = {.len = 0};

    line_cut(&line, fact->item, utf8_cut(fact->item, strlen(fact->item), ITEM_MOST));
    line_put(&line, " (");
    line_cut(&line, fact->path, end != NULL ? (size_t)(end + 1 - fact->path) : strlen(fact->path));
    line_put(&line, "): ");
    if (asks == NULL && strncmp(field, "fields.", 7) == 0) {
        line_put(&line, "what was noted of ");
        field += 7;
    }
    line_put(&line, asks != NULL ? asks : field);
    line_put(&line, asks != NULL ? "" : "?");
    return arena_text(arena, line.at, line.len);
}

/* The parts of the chart, as people call them. */
static const struct part_name {
    const char *about, *says;
} part_names[] = {
    {"conditions", "conditions"}, {"medications", "medicines"},     {"allergies", "allergies"},
    {"procedures", "procedures"}, {"chart.reactions", "reactions"}, {"chart.products", "products"},
};

/* By what a path, or a part, begins with; NULL: it is no list. */
static const char *part_name(const char *path)
{
    for (size_t i = 0; i < sizeof part_names / sizeof *part_names; i++) {
        size_t len = strlen(part_names[i].about);

        if (strncmp(path, part_names[i].about, len) == 0 &&
            (path[len] == '[' || path[len] == '.')) {
            return part_names[i].says;
        }
    }
    return NULL;
}

__attribute__((noinline)) static const char *question_filled(struct view *v, const struct draft *d)
{
    return render_text(&(struct wording){.view = v, .draft = d}, d->rule->ask);
}

/* Mostly as it is written. */
static inline struct question question_of_rule(struct view *v, const struct draft *d)
{
    const char *ask = d->asked != NULL ? d->asked : d->rule->ask;

    if (d->asked == NULL && ask != NULL && strchr(ask, '{') != NULL) {
        ask = question_filled(v, d);
    }
    return (struct question){ask, d->rule->ask_of};
}

/* How a fact of a draft is asked: in a question of its own, by what its entry lacks, else in the
 * rule's own words (`text` NULL: they are not needed so far, or there is no memory). */
static struct question question_of_fact(struct view *v, const struct draft *d,
                                        const struct open_fact *fact)
{
    if (fact->ask != NULL) {
        return (struct question){fact->ask, fact->of != 0 ? fact->of : d->rule->ask_of};
    }
    if (fact->item != NULL) {
        return (struct question){question_of_entry(v->arena, fact), d->rule->ask_of};
    }
    return question_of_rule(v, d);
}

struct question question_of_draft(struct view *v, const struct draft *d)
{
    const struct open_facts *open = &d->details.open;

    for (uint32_t i = 0; i < open->count; i++) {
        if (open->at[i].ask == NULL && open->at[i].item == NULL) {
            return question_of_fact(v, d, &open->at[i]);
        }
    }
    return question_of_fact(v, d, open->count > 0 ? &open->at[0] : &(struct open_fact){0});
}

/* ---- the groups ------------------------------------------------------------------------------ */

/* The place of a part in the order of the event. */
static uint32_t question_part(struct span about)
{
#define PART(text)                                                                                 \
    {                                                                                              \
        text, sizeof text - 1                                                                      \
    }
    static const struct span parts[] = {PART("patient"),    PART("appointment"), PART("provider"),
                                        PART("conditions"), PART("medications"), PART("allergies"),
                                        PART("procedures"), PART("answers"),     PART("chart")};
#undef PART
    uint32_t part = 0;

    while (part < sizeof parts / sizeof *parts &&
           (parts[part].len != about.len || parts[part].at[0] != about.at[0] ||
            memcmp(parts[part].at, about.at, about.len) != 0)) {
        part++;
    }
    return part;
}

/* Now first, then by moment, then what is known for a while, by its day. */
static int question_order(const struct question_group *a, const struct question_group *b)
{
    if (a->again != b->again) {
        return a->again < b->again ? -1 : 1; /* DATE_NONE is before all days */
    }
    if (a->from != b->from) {
        return a->from < b->from ? -1 : 1;
    }
    if (a->part != b->part) {
        return a->part < b->part ? -1 : 1;
    }
    return a->of != b->of ? (a->of < b->of ? -1 : 1) : 0;
}

/* The group with this key, at its place in the order. */
static struct question_group *question_group_at(struct question_groups *groups, struct arena *arena,
                                                const struct question_group *key)
{
    uint32_t at = 0;

    while (at < groups->count && question_order(&groups->at[at], key) < 0) {
        at++;
    }
    if (at < groups->count && question_order(&groups->at[at], key) == 0) {
        return &groups->at[at];
    }
    if (groups->count == groups->room) {
        uint32_t room = groups->room * 2 + 8;
        struct question_group *more = arena_array_raw(arena, room, sizeof *more);

        if (more == NULL) {
            return NULL;
        }
        if (groups->count > 0) {
            memcpy(more, groups->at, groups->count * sizeof *more);
        }
        groups->at = more;
        groups->room = room;
    }
    memmove(&groups->at[at + 1], &groups->at[at], (groups->count - at) * sizeof *groups->at);
    groups->count++;
    groups->at[at] = *key;
    return &groups->at[at];
}

static void question_join(struct question_group *group, const struct open_fact *fact)
{
    if (fact->state < group->state) {
        group->state = fact->state;
    }
    if (fact->state == OPEN_STALE && fact->since != DATE_NONE &&
        (group->since == DATE_NONE || fact->since < group->since)) {
        group->since = fact->since;
    }
}

/* Texts of the rules are kept once: of those the same words are the same pointer. */
static void question_ask(struct question_group *group, struct arena *arena, const char *text,
                         bool of_rule)
{
    for (uint32_t i = 0; of_rule && i < group->ask.count; i++) {
        if (group->ask.at[i] == text) {
            return;
        }
    }
    if (of_rule && text != NULL) {
        strings_push(&group->ask, arena, text);
    } else {
        strings_add(&group->ask, arena, text);
    }
}

static void question_add(struct judge *j, struct question_groups *groups, const struct draft *d,
                         const struct open_fact *fact)
{
    struct arena *arena = j->view.arena;
    struct question asked = question_of_fact(&j->view, d, fact);
    struct question_group key = {.about = {fact->path, (uint32_t)strcspn(fact->path, ".[")},
                                 .of = asked.of,
                                 .from = d->from,
                                 .again = fact->again,
                                 .state = fact->state,
                                 .since = DATE_NONE,
                                 .answer_by = d->rule->answer_by};

    key.part = question_part(key.about);
    struct question_group *group = question_group_at(groups, arena, &key);
    if (group == NULL) {
        return;
    }
    question_join(group, fact);
    if (d->rule->answer_by < group->answer_by) {
        group->answer_by = d->rule->answer_by;
    }
    if (group->rules.count == 0 || group->rules.at[group->rules.count - 1] != d->rule->id) {
        strings_push(&group->rules, arena, d->rule->id); /* a rule's facts stand together */
    }
    question_ask(group, arena, asked.text, asked.text == d->asked);
    strings_add(&group->missing, arena, fact->path);
}

/* What begins the questions of a list that was gone through, too long ago. */
static const char *question_first(struct arena *arena, const struct question_group *group)
{
    const char *part = group->missing.count > 0 ? part_name(group->missing.at[0]) : NULL;
    struct question_line line = {.len = 0};
    char day[32];

    if (part == NULL) {
        return NULL;
    }
    language_date(LANGUAGE_EN, group->since, day);
    line_put(&line, "Anything new in the ");
    line_put(&line, part);
    line_put(&line, " since ");
    line_put(&line, day);
    line_put(&line, "?");
    return arena_text(arena, line.at, line.len);
}

/* A day stands with `stale` alone: of what was never asked there is none. */
static void question_end(struct arena *arena, struct question_group *group)
{
    if (group->state != OPEN_STALE) {
        group->since = DATE_NONE;
    }
    if (group->since != DATE_NONE) {
        group->first = question_first(arena, group);
    }
}

static bool question_is_asked(const struct question_group *group, const char *text)
{
    for (uint32_t i = 0; i < group->ask.count; i++) {
        if (group->ask.at[i] == text) {
            return true;
        }
    }
    return false;
}

/* Whether the same person is asked the same thing at the same time in a part that it is nearer to.
 */
static bool question_is_nearer(const struct question_groups *groups,
                               const struct question_group *group, const char *text)
{
    /* by question_part: lists of the chart first, the appointment last; what is no part: never */
    static const uint8_t near[] = {1, 0, 2, 8, 7, 6, 5, 3, 4, 0};

    for (uint32_t i = 0; i < groups->count; i++) {
        const struct question_group *other = &groups->at[i];

        if (near[other->part] > near[group->part] && other->of == group->of &&
            other->from == group->from && other->again == group->again &&
            question_is_asked(other, text)) {
            return true;
        }
    }
    return false;
}

/* A rule that misses facts of several parts is asked in one of them, so that nobody hears the same
 * words twice; but no group is left without a question. */
static void questions_once(struct question_groups *groups)
{
    for (uint32_t i = 0; i < groups->count; i++) {
        struct strings *ask = &groups->at[i].ask;

        for (uint32_t k = 0; k < ask->count && ask->count > 1;) {
            if (question_is_nearer(groups, &groups->at[i], ask->at[k])) {
                ask->count--;
                memmove(&ask->at[k], &ask->at[k + 1], (ask->count - k) * sizeof *ask->at);
            } else {
                k++;
            }
        }
    }
}

struct question_groups questions_gather(struct judge *j)
{
    struct question_groups groups = {0};

    for (uint32_t i = 0; i < j->drafts.count; i++) {
        struct draft *d = &j->drafts.at[i];

        if (d->hidden || d->shadow || d->kind == DRAFT_THEN || d->kind == DRAFT_STILL_TIME) {
            continue;
        }
        d->asked = question_of_rule(&j->view, d).text;
        for (uint32_t k = 0; k < d->details.open.count; k++) {
            question_add(j, &groups, d, &d->details.open.at[k]);
        }
    }
    questions_once(&groups);
    for (uint32_t i = 0; i < groups.count; i++) {
        question_end(j->view.arena, &groups.at[i]);
    }
    return groups;
}
