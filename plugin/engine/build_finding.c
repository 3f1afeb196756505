/* SPDX-License-Identifier: MIT
 *
 * One finding of the public record, from its draft: what its rule says, its words, tasks, question,
 * alert, and who cleared it. Called by build.c.
 */
#include "engine/building.h"

#include <string.h>

#include "base/hash.h"
#include "engine/render.h"

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

void put_finding(struct building *b, const struct draft *d, precare_finding *f)
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
    f->finding_id = block_id(&b->block, 'f', hash_bytes(2, id, sizeof id));
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
