/* SPDX-License-Identifier: MIT
 *
 * How one rule judged one visit, in words: the value of each condition and why, what follows, and
 * its days. Called by explain.c; pure.
 */
#include <string.h>

#include "review/explain_parts.h"
#include "review/marks.h"
#include "review/plain.h"
#include "review/run.h"
#include "review/sentence.h"
#include "review/sentence_kinds.h"

static void the_visit(struct telling *t)
{
    const struct visit *v = t->visit;
    struct buf line = {0};

    explain_heading(t->out, "THIS VISIT");
    buf_printf(&line, "at %s, on ", plain_moment(v->moment));
    plain_date(&line, v->today);
    buf_text(&line, ", for ");
    buf_add(&line, v->procedure.text.len > 0 ? v->procedure.text.at : v->procedure.code.at,
            v->procedure.text.len > 0 ? v->procedure.text.len : v->procedure.code.len);
    for (uint32_t i = 0; i < v->site_count; i++) {
        buf_text(&line, i == 0 ? " (" : ", ");
        buf_add(&line, v->sites[i].at, v->sites[i].len);
        buf_text(&line, i + 1 == v->site_count ? ")" : "");
    }
    buf_text(&line, " on ");
    plain_date(&line, v->reference);
    buf_text(t->out, "  ");
    explain_wrapped(t->out, line.at, 2);
    part_end(t->out, &line);
}

/* ---- conditions ------------------------------------------------------------------------------ */

/* Why a condition has its value, in a sentence. */
static void explain_why(const struct rules *rules, uint32_t cond, uint32_t book,
                        const struct visit *v, const struct trace_cond *t, struct buf *out)
{
    const struct cond *c = &rules->conds[cond];
    const struct reasoning reasoning = {rules, c, book, v, t};

    if (kind_sentences[c->kind].why != NULL) {
        kind_sentences[c->kind].why(&reasoning, out);
    }
}

static void condition_say(struct telling *t, uint32_t cond, const char *before, size_t depth)
{
    static const char letters[] = {'F', 'T', 'U'};
    const struct cond *c = &t->rules->conds[cond];
    const struct trace_cond *seen = &t->trace.conds[cond];
    const char *group = sentence_group(c);
    struct buf line = {0}, why = {0};
    size_t indent = 2 + depth * 3;

    for (size_t i = 0; i < indent; i++) {
        buf_char(t->out, ' ');
    }
    buf_printf(t->out, "%c  %s", seen->seen && seen->truth < 3 ? letters[seen->truth] : '-',
               before);
    if (group != NULL) {
        buf_printf(t->out, "%s:\n", group);
        for (uint32_t i = 0; i < c->count; i++) {
            condition_say(t, c->first + i, "", depth + 1);
        }
        return;
    }
    sentence_condition(t->rules, cond, &line);
    explain_wrapped(t->out, line.at, indent + 3);
    explain_why(t->rules, cond, t->rule->rulebook, t->visit, seen, &why);
    if (why.len > 0) {
        for (size_t i = 0; i < indent + 3; i++) {
            buf_char(t->out, ' ');
        }
        buf_text(t->out, "- ");
        explain_wrapped(t->out, why.at, indent + 5);
    }
    part_end(t->out, &line);
    part_end(t->out, &why);
}

static const char *fate_sentence(const struct trace_rule *t)
{
    switch ((enum fate)t->fate) {
    case FATE_NOT_IN_FORCE:
        return "The rule is not in force at this moment, for this procedure or on this day, so "
               "it was not evaluated.";
    case FATE_QUIET: return "Its `if` does not hold, so nothing follows.";
    case FATE_EXCUSED: return "Its `unless` holds, so nothing follows.";
    case FATE_FIRED:
        return t->hidden ? "Its `if` holds; a stronger rule that covers it hides it."
                         : "Its `if` holds.";
    case FATE_STILL_TIME:
        return "Its `if` will hold on the day, but there is still time, so it is a task.";
    case FATE_ASKED: return "A fact is not known, so it is a question.";
    case FATE_ASKED_LATER:
        return "A fact is not known, and it is too early to ask: a question for a later moment.";
    case FATE_OTHERWISE:
        return "A fact is still not known after the moment by which it had to be answered.";
    case FATE_UNKNOWN_IGNORED:
        return "A fact is not known, and the rule has no question now, so nothing follows.";
    }
    return "";
}

static void the_conditions(struct telling *t)
{
    const struct trace_rule *seen = &t->trace.rules[t->index];

    if (seen->fate == FATE_NOT_IN_FORCE) {
        return;
    }
    explain_heading(t->out, "THE CONDITIONS   (T: holds, F: does not hold, U: not known)");
    condition_say(t, t->rule->condition, "", 0);
    if (t->rule->unless != NONE) {
        condition_say(t, t->rule->unless, "unless ", 0);
    }
}

/* ---- what follows ---------------------------------------------------------------------------- */

/* A line without a label; ends it. */
static void explain_line(struct telling *t, struct buf *line)
{
    explain_labelled(t->out, "", line->at);
    part_end(t->out, line);
}

static void task_say(struct telling *t, const precare_task *task)
{
    struct buf line = {0};
    const char *day = task->due != NULL ? task->due : task->until;

    buf_text(&line, task->due != NULL ? "due " : task->until != NULL ? "until " : "no date");
    if (day != NULL) {
        plain_date_text(&line, day);
    }
    buf_printf(&line, ", for %s: ", plain_who(task->for_whom));
    plain_name(&line, task->what, false);
    if (task->tell_patient != NULL) {
        buf_printf(&line, ". \"%s\"", task->tell_patient);
    }
    explain_line(t, &line);
}

/* What a clearance of it needs, or who has given one. */
static void clearance_say(struct telling *t, const precare_finding *f)
{
    struct buf matter = {0}, cleared = {0};

    if (f->matter != NULL && t->rules->rules[t->index].lasts.set) {
        buf_printf(&matter, "the matter %s", f->matter);
        explain_line(t, &matter);
    }
    if (f->cleared_by != NULL) {
        buf_printf(&cleared, "cleared by %s: %s", f->cleared_by,
                   f->cleared_reason != NULL ? f->cleared_reason : "");
        explain_line(t, &cleared);
    }
}

static void finding_say(struct telling *t, const precare_finding *f)
{
    explain_labelled(t->out, plain_outcome(f->outcome), f->say != NULL ? f->say : f->ask);
    if (f->ask != NULL && f->say != NULL && strcmp(f->ask, f->say) != 0) {
        explain_labelled(t->out, "", f->ask);
    }
    for (uint32_t i = 0; i < f->tasks.count; i++) {
        task_say(t, ITEM(precare_task, f->tasks, i));
    }
    if (f->move_to != NULL) {
        struct buf move = {0};

        buf_text(&move, "suggests an appointment from ");
        plain_date_text(&move, f->move_to);
        explain_line(t, &move);
    }
    for (uint32_t i = 0; i < f->missing.count; i++) {
        struct buf missing = {0};

        buf_printf(&missing, "to settle it: %s", ITEM_TEXT(f->missing, i));
        explain_line(t, &missing);
    }
    for (uint32_t i = 0; i < f->alerts.count; i++) {
        struct buf alert = {0};

        buf_printf(&alert, "tells the channel %s", ITEM(precare_alert, f->alerts, i)->channel);
        explain_line(t, &alert);
    }
    clearance_say(t, f);
}

/* Of a rule whose question waits: when it is asked, and which. */
static void question_say(struct telling *t, const precare_question *q)
{
    struct buf label = {0};
    bool mine = false;

    for (uint32_t i = 0; i < q->rules.count; i++) {
        mine = mine || strcmp(ITEM_TEXT(q->rules, i), t->rule->id) == 0;
    }
    if (!mine || (q->from == 0 && q->again_from == NULL)) {
        return;
    }
    if (q->from != 0) {
        buf_printf(&label, "asked at %s, of %s", plain_moment(q->from), plain_who(q->of));
    } else {
        buf_printf(&label, "good until then, and asked again of %s from ", plain_who(q->of));
        plain_date_text(&label, q->again_from);
    }
    for (uint32_t i = 0; i < q->missing.count; i++) {
        buf_printf(&label, "%s%s", i == 0 ? ": " : ", ", ITEM_TEXT(q->missing, i));
    }
    explain_labelled(t->out, "", label.at);
    part_end(t->out, &label);
}

/* Why a rule is not in force whose procedure this one may be. */
static void waiting_say(struct telling *t, const struct result *result)
{
    for (uint32_t i = 0; i < result->out.notes.count; i++) {
        const precare_note *note = ITEM(precare_note, result->out.notes, i);

        if (strcmp(note->code, "procedure-near") == 0) {
            explain_labelled(t->out, "but", note->text);
        }
    }
}

static void what_follows(struct telling *t, const struct result *result)
{
    const precare_array *all =
        t->trace.rules[t->index].shadow ? &result->out.shadow : &result->out.findings;

    explain_heading(t->out, "WHAT FOLLOWS");
    buf_text(t->out, "  ");
    explain_wrapped(t->out, fate_sentence(&t->trace.rules[t->index]), 2);
    if (t->trace.rules[t->index].fate == FATE_NOT_IN_FORCE) {
        waiting_say(t, result);
    }
    for (uint32_t i = 0; i < all->count; i++) {
        const precare_finding *f = ITEM(precare_finding, *all, i);

        if (strcmp(f->rule, t->rule->id) == 0) {
            finding_say(t, f);
        }
    }
    for (uint32_t i = 0; i < result->out.questions.count; i++) {
        question_say(t, ITEM(precare_question, result->out.questions, i));
    }
}

static void the_calendar(struct telling *t)
{
    struct marks marks;
    const struct trace_rule *seen = &t->trace.rules[t->index];

    marks_of_rule(t->rules, t->index, t->visit, &t->arena, &marks);
    explain_heading(t->out, "THE CALENDAR");
    for (uint32_t i = 0; i < marks.count; i++) {
        struct buf line = {0};

        mark_say(&marks.at[i], &line);
        buf_text(t->out, "  ");
        explain_wrapped(t->out, line.at, 4);
        part_end(t->out, &line);
    }
    if (seen->condition == TRUTH_T && seen->final_day > t->visit->today) {
        struct buf line = {0};

        buf_text(&line, "until ");
        plain_date(&line, seen->final_day - 1);
        buf_text(&line, " there is still time; the answer is final from ");
        plain_date(&line, seen->final_day);
        buf_text(t->out, "  ");
        explain_wrapped(t->out, line.at, 4);
        part_end(t->out, &line);
    }
}

bool explain_visit(struct telling *t)
{
    struct engine_options options = {.draft = t->as_active, .evaluation_id = "explain"};
    struct result *result;

    if (!trace_new(t->rules, &t->arena, &t->trace)) {
        return false;
    }
    result = engine_evaluate(t->rules, t->visit, &options, &t->trace);
    if (result == NULL) {
        return false;
    }
    the_visit(t);
    the_conditions(t);
    what_follows(t, result);
    the_calendar(t);
    result_drop(&result);
    return true;
}
