/* SPDX-License-Identifier: MIT
 *
 * Writes the public record into its one block. The block's room is guessed from what there is to
 * tell; where it was too small, all is written again into twice as much. NULL: no memory, for the
 * block or in scratch.
 */
#include "engine/build.h"

#include <string.h>

#include "base/hash.h"
#include "base/words.h"
#include "engine/idle.h"
#include "engine/note_days.h"
#include "engine/questions.h"
#include "engine/render.h"
#include "engine/waiting.h"

struct building {
    struct judge *judge;
    struct view *view;
    struct block block;
    uint64_t event; /* a hash of what the event is about */
    struct question_groups questions;
};

static precare_array put_texts(struct building *b, const struct texts *t)
{
    return block_texts(&b->block, t->at, t->count);
}

static precare_array put_paths(struct building *b, const struct open_facts *open)
{
    const char **at = block_array(&b->block, open->count, sizeof *at);

    for (uint32_t i = 0; at != NULL && i < open->count; i++) {
        at[i] = block_text(&b->block, open->at[i].path);
    }
    return (precare_array){at, at != NULL ? open->count : 0, sizeof *at};
}

static precare_array put_strings(struct building *b, const struct strings *s)
{
    return block_texts(&b->block, s->at, s->count);
}

/* The digits of eight half bytes at once: a letter is what is over nine when six are added. */
static uint64_t hex_digits(uint32_t number)
{
    uint64_t n = number;

    n = (n << 16 | n) & UINT64_C(0x0000ffff0000ffff);
    n = (n << 8 | n) & UINT64_C(0x00ff00ff00ff00ff);
    n = (n << 4 | n) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    uint64_t letters = (n + UINT64_C(0x0606060606060606)) >> 4 & UINT64_C(0x0101010101010101);
    return __builtin_bswap64(n + UINT64_C(0x3030303030303030) + letters * ('a' - '0' - 10));
}

static const char *put_id(struct building *b, char letter, uint64_t id)
{
    char *text = block_cut(&b->block, 19, 1);

    if (text == NULL) {
        return NULL;
    }
    uint64_t digits[2] = {hex_digits((uint32_t)(id >> 32)), hex_digits((uint32_t)id)};
    text[0] = letter;
    text[1] = '-';
    memcpy(text + 2, digits, sizeof digits);
    text[18] = '\0';
    return text;
}

static uint64_t hash_span(uint64_t seed, struct span s)
{
    return hash_bytes(seed, s.len ? s.at : "", s.len);
}

/* ---- one finding ---- */

static void put_task(struct building *b, const struct wording *words, const struct instruction *one,
                     precare_task *task)
{
    struct wording own = *words;
    struct moment_of day =
        instruction_day(b->view->rules, b->view->visit, one, &words->draft->details.match);
    const char *text = block_text(&b->block, render_moment(b->view, &day));

    *(one->lasts ? &own.until : &own.due) = day;
    *task =
        (precare_task){.what = block_text(&b->block, one->what),
                       .tell_patient = block_text(&b->block, render_text(&own, one->tell_patient)),
                       .due = one->lasts ? NULL : text,
                       .until = one->lasts ? text : NULL,
                       .for_whom = one->for_whom};
}

/* What the rule would have had done while there was still time, where a sheet asks for it. */
static const struct instructions *instructions_missed(const struct judge *j, const struct draft *d)
{
    static const struct instructions none = {0};
    bool missed = j->options->missed && d->kind == DRAFT_THEN && d->cleared == NULL;

    return missed ? &d->rule->if_still_time : &none;
}

static void put_tasks(struct building *b, const struct wording *words,
                      const struct instructions *instructions, precare_finding *f)
{
    const struct instructions *missed = instructions_missed(b->judge, words->draft);
    uint32_t most = instructions->count + missed->count;
    precare_task *tasks = block_array(&b->block, most, sizeof *tasks);
    const struct when *match = &words->draft->details.match;
    struct strings due = {0};
    uint32_t count = 0;

    for (uint32_t i = 0; tasks != NULL && i < most; i++) {
        const struct instruction *one =
            i < instructions->count ? &instructions->at[i] : &missed->at[i - instructions->count];

        if (instruction_is_gone(b->view->visit, one, match)) {
            continue;
        }
        put_task(b, words, one, &tasks[count]);
        if (tasks[count].due != NULL) {
            strings_add(&due, b->view->arena, tasks[count].due);
        }
        count++;
    }
    f->tasks = (precare_array){count ? tasks : NULL, count, sizeof *tasks};
    f->due = block_texts_here(&b->block, due.at, due.count);
}

/* What was due before today, ahead of the visit, is due now: no sentence asks for a day that is
 * past. */
static struct moment_of due_still(const struct visit *v, const struct instruction *one,
                                  struct moment_of day)
{
    int32_t date = day.is_instant ? zone_date(v->zone, day.utc) : day.date;
    bool late =
        one->due.anchor == ANCHOR_BEFORE_APPOINTMENT && !one->lasts && day.known && date < v->today;

    return late ? (struct moment_of){.known = true, .date = v->today} : day;
}

/* What the sentence of the finding calls {due} and {until}: those of the first of each. */
static void days_say(const struct view *view, const struct instructions *instructions,
                     struct wording *words)
{
    for (uint32_t i = instructions->count; i-- > 0;) {
        const struct instruction *one = &instructions->at[i];

        struct moment_of day =
            instruction_day(view->rules, view->visit, one, &words->draft->details.match);

        *(one->lasts ? &words->until : &words->due) = due_still(view->visit, one, day);
    }
}

static void put_alert(struct building *b, const struct rule *rule, precare_finding *f)
{
    precare_alert *alert =
        block_array(&b->block, rule != NULL && rule->alert_channel != NULL, sizeof *alert);

    f->alerts = (precare_array){alert, alert != NULL, sizeof *alert};
    if (alert == NULL) {
        return;
    }
    alert->channel = block_text(&b->block, rule->alert_channel);
    alert->say = block_text(&b->block, rule->alert_say);
}

static void put_cleared(struct building *b, const struct clearance *c, precare_finding *f)
{
    if (c == NULL) {
        return;
    }
    f->cleared_by = block_span(&b->block, c->role);
    f->cleared_reason = block_span(&b->block, c->reason);
    if (c->on.kind != WHEN_UNKNOWN) {
        struct moment_of on = {true, c->on.kind == WHEN_INSTANT, c->on.last, c->on.utc};

        f->cleared_on = block_text(&b->block, render_moment(b->view, &on));
    }
}

/* A task says what to do: its first words to the patient, else what it is about. */
static const char *say_of(const struct wording *words, const precare_finding *f)
{
    const struct draft *d = words->draft;

    if (d->kind == DRAFT_THEN) {
        return render_text(words, d->rule->say);
    }
    if (d->kind != DRAFT_STILL_TIME) {
        return f->ask;
    }
    const precare_task *task = f->tasks.items;
    return f->tasks.count && task->tell_patient != NULL ? task->tell_patient : d->rule->title;
}

static void put_question(struct building *b, const struct draft *d, precare_finding *f)
{

    if (d->kind == DRAFT_ASK || d->kind == DRAFT_OTHERWISE) {
        struct question asked = question_of_draft(b->view, d);

        f->ask = block_text(&b->block, asked.text);
        f->ask_of = asked.of;
        f->ask_by = d->rule->answer_by;
    }
}

static const struct instructions *instructions_of(const struct draft *d)
{
    static const struct instructions none = {0};

    return d->kind == DRAFT_STILL_TIME ? &d->rule->if_still_time
           : d->kind == DRAFT_THEN     ? &d->rule->instruct
                                       : &none;
}

/* What every finding of the rule says. */
static void put_rule(struct building *b, const struct rule *rule, precare_finding *f)
{
    struct block *block = &b->block;

    f->rule = block_text(block, rule->id);
    f->rulebook = block_text(block, b->view->rules->books[rule->rulebook].id);
    f->fingerprint = block_text(block, rule->fingerprint);
    f->title = block_text(block, rule->title);
    f->topic = block_text(block, rule->topic);
    f->override_by = put_texts(b, &rule->override_by);
    f->override_reasons = put_texts(b, &rule->override_reasons);
    f->override_note = rule->override_note;
    f->source_refs = put_texts(b, &rule->refs);
    f->statements = put_texts(b, &rule->statements);
    f->basis = block_text(block, rule->basis);
    f->changed_by = block_text(block, rule->changed_by);
}

static void put_finding(struct building *b, const struct draft *d, precare_finding *f)
{
    const struct rule *rule = d->rule;
    const struct instructions *instructions = instructions_of(d);
    bool then = d->kind == DRAFT_THEN, open = d->kind == DRAFT_ASK || d->kind == DRAFT_OTHERWISE;
    struct wording words = {.view = b->view, .draft = d};

    days_say(b->view, instructions, &words);
    if (then) {
        words.move_to = due_of(b->view->visit, &rule->move_to, &d->details.match);
    }
    uint64_t id[3] = {b->event, hash_bytes(1, rule->id, strlen(rule->id)), d->kind};
    f->finding_id = put_id(b, 'f', hash_bytes(2, id, sizeof id));
    f->outcome = d->outcome;
    put_rule(b, rule, f);
    f->matched = put_strings(b, &d->details.matched);
    f->missing = open ? put_paths(b, &d->details.open) : block_texts(&b->block, NULL, 0);
    f->move_to = block_text(&b->block, render_moment(b->view, &words.move_to));
    put_tasks(b, &words, instructions, f);
    put_question(b, d, f);
    f->say = block_text(&b->block, say_of(&words, f));
    f->matter = then ? block_text(&b->block, d->matter) : NULL;
    f->because = then ? block_text(&b->block, rule->because) : NULL;
    put_alert(b, then && d->cleared == NULL ? rule : NULL, f);
    put_cleared(b, d->cleared, f);
}

static bool draft_is_finding(const struct draft *d)
{
    return !d->hidden && d->kind != DRAFT_LATER && d->kind != DRAFT_AGAIN;
}

/* The active ones, worst first, and those in shadow behind them. */
static void put_findings(struct building *b, struct result *r)
{
    const struct drafts *drafts = &b->judge->drafts;
    uint32_t count = 0, in_shadow = 0, worst = 0;

    for (uint32_t i = 0; i < drafts->count; i++) {
        bool shown = draft_is_finding(&drafts->at[i]);

        count += shown;
        in_shadow += shown && drafts->at[i].shadow;
    }
    precare_finding *active = block_array(&b->block, count, sizeof *active);
    struct finding_facts *facts = block_array(&b->block, count - in_shadow, sizeof *facts);
    precare_finding *shadow = active != NULL ? active + (count - in_shadow) : NULL;
    r->out.findings =
        (precare_array){active, active != NULL ? count - in_shadow : 0, sizeof *active};
    r->out.shadow = (precare_array){in_shadow ? shadow : NULL, in_shadow, sizeof *shadow};
    r->facts = facts;
    for (uint32_t i = 0; active != NULL && i < drafts->count && !b->block.full; i++) {
        const struct draft *d = &drafts->at[i];

        if (!draft_is_finding(d)) {
            continue;
        }
        put_finding(b, d, d->shadow ? shadow++ : active++);
        if (d->shadow) {
            continue;
        }
        memcpy(facts++->digest, d->details.digest, sizeof facts->digest);
        worst = d->outcome > worst ? d->outcome : worst;
    }
    r->out.overall = worst;
}

/* ---- questions ---- */

static const char *put_day(struct building *b, int32_t day)
{
    char *text = day != DATE_NONE ? block_cut(&b->block, 11, 1) : NULL;

    if (text != NULL) {
        date_iso(day, text);
    }
    return text;
}

static void put_questions(struct building *b, precare_result *out)
{
    const struct question_groups *groups = &b->questions;
    precare_question *questions = block_array(&b->block, groups->count, sizeof *questions);

    for (uint32_t i = 0; questions != NULL && i < groups->count; i++) {
        const struct question_group *one = &groups->at[i];

        questions[i] = (precare_question){.about = block_span(&b->block, one->about),
                                          .of = one->of,
                                          .state = one->state,
                                          .since = put_day(b, one->since),
                                          .again_from = put_day(b, one->again),
                                          .from = one->from,
                                          .answer_by = one->answer_by,
                                          .first = block_text(&b->block, one->first),
                                          .rules = put_strings(b, &one->rules),
                                          .ask = put_strings(b, &one->ask),
                                          .missing = put_strings(b, &one->missing)};
    }
    out->questions =
        (precare_array){questions, questions != NULL ? groups->count : 0, sizeof *questions};
}

/* ---- the rest of the record ---- */

static void put_rulebooks(struct building *b, precare_result *out)
{
    const struct rules *rules = b->view->rules;
    precare_rulebook *books = block_array(&b->block, rules->book_count, sizeof *books);
    uint32_t count = 0;

    for (uint32_t i = 0; i < rules->book_count && books != NULL; i++) {
        const struct rulebook *book = &rules->books[i];

        if (b->judge->books[i] == BOOK_ABSENT) {
            continue;
        }
        books[count++] = (precare_rulebook){
            block_text(&b->block, book->id), block_text(&b->block, book->version),
            block_text(&b->block, word_of(&words_rulebook_status, book->status)),
            block_text(&b->block, book->hash)};
    }
    out->rulebooks = (precare_array){count ? books : NULL, count, sizeof *books};
}

static void put_unmatched(struct building *b, precare_result *out)
{
    const struct entry_refs *unmatched = &b->view->unmatched;
    const char **at = unmatched->count > 0
                          ? block_cut(&b->block, unmatched->count * sizeof *at, sizeof(void *))
                          : NULL;
    char *text =
        at != NULL ? block_cut(&b->block, unmatched->count * (size_t)ENTRY_PATH_MOST, 1) : NULL;
    char *start = text;

    for (uint32_t i = 0; text != NULL && i < unmatched->count; i++) {
        at[i] = text;
        text = entry_path(text, unmatched->at[i]);
    }
    if (text != NULL) {
        block_return(&b->block,
                     unmatched->count * (size_t)ENTRY_PATH_MOST - (size_t)(text - start));
    }
    out->unmatched = (precare_array){at, at != NULL ? unmatched->count : 0, sizeof *at};
}

static void put_notes(const struct judge *j, struct result *r)
{
    static const char before[] = "A clearance was not applied: ";

    idle_note(j, r);
    for (uint32_t i = 0; i < j->refused_count; i++) {
        char text[sizeof before + 128];
        size_t len = strlen(j->refused[i]);

        len = len < 128 ? len : 127;
        memcpy(text, before, sizeof before - 1);
        memcpy(text + sizeof before - 1, j->refused[i], len);
        memcpy(text + sizeof before - 1 + len, ".", 2);
        (void)result_note(r, "clearance-not-applied", text);
    }
    waiting_notes(j, r);
    note_days(j->view.visit, j->view.notes, j->view.needs, r);
}

static uint64_t event_hash(const struct visit *v)
{
    uint64_t parts[5] = {hash_span(1, v->event_id), hash_span(2, v->subject),
                         hash_span(3, v->appointment), v->moment, (uint64_t)v->reference};

    return hash_bytes(4, parts, sizeof parts);
}

static void put_head(struct building *b, precare_result *out)
{
    const struct visit *v = b->view->visit;
    const struct rules *rules = b->view->rules;
    const char *given = b->judge->options->evaluation_id;
    uint64_t id = b->event;

    for (uint32_t i = 0; i < rules->book_count && given == NULL; i++) {
        id = hash_bytes(id, rules->books[i].hash, sizeof rules->books[i].hash);
    }
    out->evaluation_id = given != NULL ? block_text(&b->block, given) : put_id(b, 'e', id);
    out->event_id = block_span(&b->block, v->event_id);
    out->reference_date = put_day(b, v->reference);
    out->today = put_day(b, v->today);
    put_rulebooks(b, out);
}

static uint32_t overall_of(uint32_t coverage, uint32_t worst)
{
    if (coverage == PRECARE_NOT_EVALUATED || coverage == PRECARE_NO_RULES) {
        return coverage;
    }
    if (worst) {
        return worst;
    }
    return coverage == PRECARE_COMPLETE ? PRECARE_CLEAR : coverage;
}

/* ---- the whole ---- */

static void put_judged(struct building *b, struct result *r)
{
    precare_result *out = &r->out;

    put_head(b, out);
    put_findings(b, r);
    out->coverage = judge_coverage(b->judge);
    out->overall = overall_of(out->coverage, out->overall);
    put_questions(b, out);
    put_unmatched(b, out);
    out->unread = put_strings(b, &b->judge->unread);
    put_notes(b->judge, r);
}

static void put_cancelled(struct building *b, struct result *r)
{
    put_head(b, &r->out);
    put_findings(b, r);
    put_questions(b, &r->out);
    put_unmatched(b, &r->out);
    r->out.unread = put_strings(b, &b->judge->unread);
    r->out.coverage = PRECARE_COMPLETE;
    r->out.overall = PRECARE_CLEAR;
}

#define ROOM_HEAD 96     /* what a result needs beside its head, mostly */
#define ROOM_BOOK 192    /* and each rulebook */
#define ROOM_FINDING 896 /* and each finding */

static size_t room_guess(const struct judge *j)
{
    size_t paths = j->view.unmatched.count * (sizeof(char *) + ENTRY_PATH_MOST);

    return ROOM_HEAD + paths + j->view.rules->book_count * (size_t)ROOM_BOOK +
           j->drafts.count * (size_t)ROOM_FINDING;
}

static struct result *build_built(struct judge *j,
                                  void (*put)(struct building *b, struct result *r))
{
    struct building b = {.judge = j,
                         .view = &j->view,
                         .event = event_hash(j->view.visit),
                         .questions = questions_gather(j)};
    bool notes = !j->options->no_notes || j->refused_count > 0 || j->view.visit->notes != NULL ||
                 judge_coverage(j) == PRECARE_NO_RULES;

    for (size_t guess = room_guess(j); !j->view.arena->failed; guess *= 2) {
        struct result *r = result_begin(&b.block, guess, notes);

        if (r == NULL) {
            return NULL;
        }
        put(&b, r);
        if (result_end(&r, &b.block)) {
            return r;
        }
    }
    return NULL;
}

struct result *build_result(struct judge *j)
{
    struct result *r = build_built(j, put_judged);

    if (r != NULL && j->view.arena->failed) {
        result_drop(&r);
    }
    return r;
}

struct result *build_cancelled(struct judge *j)
{
    return build_built(j, put_cancelled);
}
