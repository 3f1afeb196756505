/* SPDX-License-Identifier: MIT
 *
 * Builds the public record in scratch memory, in the order of events.md; result_pack then makes it one block. Scratch
 * memory only; when it ends, NULL.
 */
#include "engine/build.h"

#include <string.h>

#include "base/hash.h"
#include "base/words.h"
#include "engine/render.h"

static precare_array texts_array(const struct texts *t)
{
    return (precare_array){t->at, t->count, sizeof *t->at};
}

static precare_array strings_array(const struct strings *s)
{
    return (precare_array){s->at, s->count, sizeof *s->at};
}

static const char *copied(struct arena *arena, struct span s)
{
    return s.len ? arena_text(arena, s.at, s.len) : NULL;
}

static const char *hex_id(struct arena *arena, char letter, uint64_t id)
{
    static const char digits[] = "0123456789abcdef";
    char *text = arena_new(arena, 19);
    if (!text)
        return NULL;
    text[0] = letter;
    text[1] = '-';
    for (int i = 0; i < 16; i++)
        text[2 + i] = digits[id >> (60 - 4 * i) & 15];
    return text;
}

static uint64_t hash_span(uint64_t seed, struct span s)
{
    return hash_bytes(seed, s.len ? s.at : "", s.len);
}

/* ---- one finding ---- */

static void build_tasks(const struct wording *words, const struct instructions *instructions,
                        precare_finding *f)
{
    struct view *v = words->view;
    struct strings due = {0};
    if (!instructions->count)
        return;
    precare_task *tasks = arena_array(v->arena, instructions->count, sizeof *tasks);
    if (!tasks)
        return;
    for (uint32_t i = 0; i < instructions->count; i++) {
        const struct instruction *one = &instructions->at[i];
        struct wording own = *words;
        own.due = due_of(v->visit, &one->due, &words->draft->details.match);
        tasks[i] = (precare_task){.what = one->what,
                                  .tell_patient = render_text(&own, one->tell_patient),
                                  .due = render_moment(v, &own.due),
                                  .for_whom = one->for_whom};
        if (tasks[i].due)
            strings_add(&due, v->arena, tasks[i].due);
    }
    f->tasks = (precare_array){tasks, instructions->count, sizeof *tasks};
    f->due = strings_array(&due);
}

static void build_alert(struct view *v, const struct rule *rule, precare_finding *f)
{
    precare_alert *alert = rule->alert_channel ? arena_new(v->arena, sizeof *alert) : NULL;
    if (!alert)
        return;
    alert->channel = rule->alert_channel;
    alert->say = rule->alert_say;
    f->alerts = (precare_array){alert, 1, sizeof *alert};
}

static void build_cleared(struct view *v, const struct draft *d, precare_finding *f)
{
    const struct clearance *c = d->cleared;
    if (!c)
        return;
    f->cleared_by = copied(v->arena, c->role);
    f->cleared_reason = copied(v->arena, c->reason);
    if (c->on.kind != WHEN_UNKNOWN) {
        struct moment_of on = {true, c->on.kind == WHEN_INSTANT, c->on.last, c->on.utc};
        f->cleared_on = render_moment(v, &on);
    }
}

/* A task says what to do: its first words to the patient, else what it is about. */
static const char *say_of(const struct wording *words, const precare_finding *f)
{
    const struct draft *d = words->draft;
    if (d->kind == DRAFT_THEN)
        return render_text(words, d->rule->say);
    if (d->kind != DRAFT_STILL_TIME)
        return f->ask;
    const precare_task *task = f->tasks.items;
    return f->tasks.count && task->tell_patient ? task->tell_patient : d->rule->title;
}

static void build_question(const struct wording *words, precare_finding *f)
{
    const struct draft *d = words->draft;
    if (d->kind != DRAFT_ASK && d->kind != DRAFT_OTHERWISE)
        return;
    f->ask = render_ask(words);
    f->ask_of = d->rule->ask_of;
    f->ask_by = d->rule->answer_by;
    f->missing = strings_array(&d->details.missing);
}

static void build_finding(struct view *v, const struct draft *d, uint64_t event, precare_finding *f)
{
    const struct rule *rule = d->rule;
    struct wording words = {.view = v, .draft = d};
    const struct instructions none = {0};
    const struct instructions *instructions = d->kind == DRAFT_STILL_TIME ? &rule->if_still_time
                                              : d->kind == DRAFT_THEN     ? &rule->instruct
                                                                          : &none;
    if (instructions->count)
        words.due = due_of(v->visit, &instructions->at[0].due, &d->details.match);
    if (d->kind == DRAFT_THEN)
        words.move_to = due_of(v->visit, &rule->move_to, &d->details.match);
    uint64_t id[3] = {event, hash_bytes(1, rule->id, strlen(rule->id)), d->kind};
    f->finding_id = hex_id(v->arena, 'f', hash_bytes(2, id, sizeof id));
    f->rule = rule->id;
    f->rulebook = v->rules->books[rule->rulebook].id;
    f->fingerprint = rule->fingerprint;
    f->title = rule->title;
    f->topic = rule->topic;
    f->outcome = d->outcome;
    f->matched = strings_array(&d->details.matched);
    f->move_to = render_moment(v, &words.move_to);
    build_tasks(&words, instructions, f);
    build_question(&words, f);
    f->say = say_of(&words, f);
    f->override_by = texts_array(&rule->override_by);
    f->override_reasons = texts_array(&rule->override_reasons);
    f->override_note = rule->override_note;
    f->source_refs = texts_array(&rule->refs);
    f->statements = texts_array(&rule->statements);
    f->basis = rule->basis;
    f->because = d->kind == DRAFT_THEN ? rule->because : NULL;
    f->changed_by = rule->changed_by;
    if (d->kind == DRAFT_THEN && !d->cleared)
        build_alert(v, rule, f);
    build_cleared(v, d, f);
}

/* ---- questions: one for each part of the event that is open ---- */

struct group {
    const char *about;
    uint32_t of, answer_by;
    struct strings rules, ask;
};

struct groups {
    struct group *at;
    uint32_t count, room;
};

/* The first word of a path: "medications" of "medications[2].use". */
static size_t first_word(const char *path)
{
    return strcspn(path, ".[");
}

static struct group *group_of(struct groups *groups, struct arena *arena, const char *path)
{
    size_t len = first_word(path);
    for (uint32_t i = 0; i < groups->count; i++)
        if (strlen(groups->at[i].about) == len && memcmp(groups->at[i].about, path, len) == 0)
            return &groups->at[i];
    if (groups->count == groups->room)
        return NULL;
    const char *about = arena_text(arena, path, len);
    if (!about)
        return NULL;
    struct group *one = &groups->at[groups->count++];
    one->about = about;
    return one;
}

static void group_finding(struct groups *groups, struct arena *arena, const precare_finding *f)
{
    const char *const *missing = f->missing.items;
    for (uint32_t i = 0; i < f->missing.count; i++) {
        struct group *one = group_of(groups, arena, missing[i]);
        if (!one)
            continue;
        if (!one->rules.count) {
            one->of = f->ask_of;
            one->answer_by = f->ask_by;
        }
        if (f->ask_by < one->answer_by)
            one->answer_by = f->ask_by;
        strings_add(&one->rules, arena, f->rule);
        strings_add(&one->ask, arena, f->ask);
    }
}

/* conditions, medications, allergies, procedures, patient, appointment, provider, answers, chart */
#define MOST_GROUPS 16

static void build_questions(struct arena *arena, const precare_finding *findings, uint32_t count,
                            precare_result *out)
{
    struct group room[MOST_GROUPS];
    struct groups groups = {room, 0, MOST_GROUPS};
    memset(room, 0, sizeof room);
    for (uint32_t i = 0; i < count; i++)
        if (findings[i].ask)
            group_finding(&groups, arena, &findings[i]);
    precare_question *questions = arena_array(arena, groups.count ? groups.count : 1, sizeof *questions);
    if (!questions)
        return;
    for (uint32_t i = 0; i < groups.count; i++)
        questions[i] = (precare_question){.about = room[i].about,
                                          .of = room[i].of,
                                          .answer_by = room[i].answer_by,
                                          .rules = strings_array(&room[i].rules),
                                          .ask = strings_array(&room[i].ask)};
    out->questions = (precare_array){questions, groups.count, sizeof *questions};
}

/* ---- the rest of the record ---- */

static void build_rulebooks(const struct judge *j, precare_result *out)
{
    const struct rules *rules = j->view.rules;
    precare_rulebook *books =
        arena_array(j->view.arena, rules->book_count ? rules->book_count : 1, sizeof *books);
    uint32_t count = 0;
    for (uint32_t i = 0; i < rules->book_count && books; i++) {
        const struct rulebook *book = &rules->books[i];
        if (j->books[i] == BOOK_ABSENT)
            continue;
        books[count++] = (precare_rulebook){book->id, book->version,
                                            word_of(&words_rulebook_status, book->status), book->hash};
    }
    out->rulebooks = (precare_array){books, count, sizeof *books};
}

static void build_notes(const struct judge *j, precare_result *out)
{
    precare_note *notes =
        arena_array(j->view.arena, j->refused_count ? j->refused_count : 1, sizeof *notes);
    for (uint32_t i = 0; i < j->refused_count && notes; i++) {
        static const char before[] = "A clearance was not applied: ";
        size_t len = strlen(j->refused[i]);
        char *text = arena_new(j->view.arena, sizeof before + len + 1);
        if (!text)
            return;
        memcpy(text, before, sizeof before - 1);
        memcpy(text + sizeof before - 1, j->refused[i], len);
        text[sizeof before - 1 + len] = '.';
        notes[i] = (precare_note){"clearance-not-applied", text};
    }
    out->notes = (precare_array){notes, j->refused_count, sizeof *notes};
}

static uint64_t event_hash(const struct visit *v)
{
    uint64_t parts[5] = {hash_span(1, v->event_id), hash_span(2, v->subject),
                         hash_span(3, v->appointment), v->moment, (uint64_t)v->reference};
    return hash_bytes(4, parts, sizeof parts);
}

static const char *day_text(struct arena *arena, int32_t day)
{
    char *text = arena_new(arena, 11);
    if (text)
        date_iso(day, text);
    return text;
}

static void build_head(const struct visit *v, const struct rules *rules, const char *evaluation_id,
                       uint64_t event, struct arena *arena, precare_result *out)
{
    uint64_t id = event;
    for (uint32_t i = 0; i < rules->book_count && !evaluation_id; i++)
        id = hash_bytes(id, rules->books[i].hash, sizeof rules->books[i].hash);
    out->struct_size = sizeof *out;
    out->evaluation_id = evaluation_id ? evaluation_id : hex_id(arena, 'e', id);
    out->event_id = copied(arena, v->event_id);
    out->reference_date = day_text(arena, v->reference);
    out->today = day_text(arena, v->today);
}

static uint32_t overall_of(uint32_t coverage, uint32_t worst)
{
    if (coverage == PRECARE_NOT_EVALUATED || coverage == PRECARE_NO_RULES)
        return coverage;
    if (worst)
        return worst;
    return coverage == PRECARE_COMPLETE ? PRECARE_CLEAR : coverage;
}

struct result *build_result(struct judge *j)
{
    struct arena *arena = j->view.arena;
    const struct visit *v = j->view.visit;
    const struct drafts *drafts = &j->drafts;
    uint32_t count = 0, in_shadow = 0, room = drafts->count ? drafts->count : 1;
    /* The active ones from the front, those in shadow behind them. */
    for (uint32_t i = 0; i < drafts->count; i++)
        in_shadow += drafts->at[i].shadow && !drafts->at[i].hidden;
    precare_finding *findings = arena_array(arena, room, sizeof *findings);
    struct finding_facts *facts = arena_array(arena, room, sizeof *facts);
    if (!findings || !facts)
        return NULL;
    precare_finding *shadow = findings + (room - in_shadow);
    in_shadow = 0;
    uint64_t event = event_hash(v);
    uint32_t worst = 0;
    for (uint32_t i = 0; i < drafts->count; i++) {
        const struct draft *d = &drafts->at[i];
        if (d->hidden)
            continue;
        build_finding(&j->view, d, event, d->shadow ? &shadow[in_shadow++] : &findings[count]);
        if (d->shadow)
            continue;
        memcpy(facts[count++].digest, d->details.digest, sizeof facts->digest);
        worst = d->outcome > worst ? d->outcome : worst;
    }
    struct packing packing = {.unmatched = j->view.unmatched, .facts = facts};
    precare_result *out = &packing.out;
    build_head(v, j->view.rules, j->options->evaluation_id, event, arena, out);
    out->coverage = judge_coverage(j);
    out->overall = overall_of(out->coverage, worst);
    build_rulebooks(j, out);
    out->findings = (precare_array){findings, count, sizeof *findings};
    out->shadow = (precare_array){shadow, in_shadow, sizeof *shadow};
    build_questions(arena, findings, count, out);
    build_notes(j, out);
    return arena->failed ? NULL : result_pack(&packing);
}

struct result *build_cancelled(struct judge *j)
{
    const struct visit *v = j->view.visit;
    struct packing packing = {.out = {.coverage = PRECARE_COMPLETE, .overall = PRECARE_CLEAR}};
    build_head(v, j->view.rules, j->options->evaluation_id, event_hash(v), j->view.arena, &packing.out);
    build_rulebooks(j, &packing.out);
    return j->view.arena->failed ? NULL : result_pack(&packing);
}
