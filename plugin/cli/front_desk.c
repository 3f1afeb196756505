/* SPDX-License-Identifier: MIT
 *
 * Prints a result for people, from precare-result/1. Severity is a word and a sign, never a colour
 * alone; what is not "clear" never looks so. Single-threaded; write errors are seen by main at the
 * end.
 */
#include "cli/front_desk.h"

#include <jansson.h>
#include <string.h>

#include "base/outcomes.h"
#include "base/overall.h"
#include "base/words.h"
#include "cli/desk_questions.h"
#include "precare/precare.h"

const char *overall_word(uint32_t overall)
{
    const char *word = word_of(&words_overall, overall);

    return word != NULL ? word : "not-evaluated";
}

/* NULL: null, or not there. */
static const char *text_at(const json_t *of, const char *key)
{
    return json_string_value(json_object_get(of, key));
}

static void front_desk_line(FILE *out, const char *label, const char *words)
{
    if (words != NULL) {
        (void)fprintf(out, "      %s%s\n", label, words);
    }
}

static void front_desk_texts(FILE *out, const char *label, const json_t *texts)
{
    size_t i;
    json_t *text;

    json_array_foreach((json_t *)(uintptr_t)texts, i, text)
    {
        (void)fprintf(out, "%s%s", i == 0 ? label : ", ", json_string_value(text));
    }
    if (json_array_size(texts) > 0) {
        (void)fputc('\n', out);
    }
}

/* "task for staff: send-instructions, by 2026-12-04" */
static void task_say(const json_t *task, FILE *out)
{
    const char *whom = text_at(task, "for"), *due = text_at(task, "due");
    const char *until = text_at(task, "until");

    (void)fprintf(out, "task%s%s: %s", whom != NULL ? " for " : "", whom != NULL ? whom : "",
                  text_at(task, "do"));
    if (due != NULL || until != NULL) {
        (void)fprintf(out, ", %s %s", due != NULL ? "by" : "until", due != NULL ? due : until);
    }
}

static void tasks_show(const json_t *tasks, FILE *out)
{
    size_t i;
    json_t *task;

    json_array_foreach((json_t *)(uintptr_t)tasks, i, task)
    {
        (void)fputs("      ", out);
        task_say(task, out);
        (void)fputc('\n', out);
        front_desk_line(out, "tell the patient: ", text_at(task, "tell_patient"));
    }
}

static void tasks_brief(const json_t *tasks, FILE *out)
{
    size_t i;
    json_t *task;

    json_array_foreach((json_t *)(uintptr_t)tasks, i, task)
    {
        (void)fputs(i == 0 ? " (" : "; ", out);
        task_say(task, out);
    }
    (void)fputs(json_array_size(tasks) > 0 ? ")" : "", out);
}

static void source_show(const json_t *finding, FILE *out)
{
    size_t i;
    json_t *statement;

    (void)fprintf(out, "      (%s", text_at(finding, "rule"));
    json_array_foreach(json_object_get(json_object_get(finding, "source"), "statements"), i,
                       statement)
    {
        (void)fprintf(out, "%s%s", i == 0 ? "; " : ", ", json_string_value(statement));
    }
    (void)fputs(")\n", out);
}

/* A question is told in its group. */
static bool finding_is_question(const json_t *f)
{
    const char *outcome = text_at(f, "outcome");

    return outcome != NULL && strcmp(outcome, "ask") == 0;
}

static void finding_details(const json_t *f, FILE *out)
{
    const json_t *cleared = json_object_get(f, "cleared");

    front_desk_line(out, "", text_at(f, "say"));
    front_desk_line(out, "because: ", text_at(f, "because"));
    front_desk_line(out, "earliest date: ", text_at(f, "move_to"));
    tasks_show(json_object_get(f, "tasks"), out);
    front_desk_texts(out, "      may be overridden by ",
                     json_object_get(json_object_get(f, "override"), "by"));
    if (json_is_object(cleared)) {
        const char *reason = text_at(cleared, "reason");

        (void)fprintf(out, "      cleared by %s: %s\n", text_at(cleared, "role"),
                      reason != NULL ? reason : "");
    }
    source_show(f, out);
}

/* A line: what it is, what is said of it, what is to be done by when. */
static void finding_show(const json_t *f, bool details, FILE *out)
{
    const char *title = text_at(f, "title"), *outcome = text_at(f, "outcome"),
               *say = text_at(f, "say"), *move_to = text_at(f, "move_to");

    (void)fprintf(out, "  %-3s %-6s %s", outcome_row(word_number(&words_outcome, outcome))->sign,
                  outcome, say != NULL && !details ? say : title);
    if (!details) {
        (void)fprintf(out, "%s%s", move_to != NULL ? " Earliest date: " : "",
                      move_to != NULL ? move_to : "");
        tasks_brief(json_object_get(f, "tasks"), out);
    }
    (void)fputc('\n', out);
    if (details) {
        finding_details(f, out);
    }
}

/* ---- questions ---- */

static struct desk_question question_of(const json_t *q)
{
    return (struct desk_question){.about = text_at(q, "about"),
                                  .of = text_at(q, "of"),
                                  .state = text_at(q, "state"),
                                  .since = text_at(q, "since"),
                                  .from = text_at(q, "from"),
                                  .again_from = text_at(q, "again_from"),
                                  .answer_by = text_at(q, "answer_by"),
                                  .first = text_at(q, "first"),
                                  .asks = (uint32_t)json_array_size(json_object_get(q, "ask"))};
}

/* `of`: whom to ask, where the line is for several; else NULL. */
static void asks_show(const json_t *question, const char *of, FILE *out)
{
    size_t i;
    json_t *ask;

    json_array_foreach(json_object_get(question, "ask"), i, ask)
    {
        (void)fprintf(out, "      %s%s%s\n", of != NULL ? of : "", of != NULL ? ": " : "",
                      json_string_value(ask));
    }
}

#define TOGETHER 40 /* groups of one line: ten parts, four to ask */

static bool questions_show(const json_t *questions, bool details, FILE *out)
{
    size_t count = json_array_size(questions);
    bool well = true;

    for (size_t at = 0; at < count;) {
        struct desk_question run[TOGETHER];
        struct buf line = {0};
        size_t n = 0;

        for (; n < TOGETHER && at + n < count; n++) {
            run[n] = question_of(json_array_get(questions, at + n));
        }
        n = desk_together(run, n);
        desk_say(run, n, &line);
        (void)fprintf(out, "  %s\n", line.at != NULL ? line.at : "");
        well = well && !line.failed;
        buf_end(&line);
        for (size_t i = 0; details && i < n; i++) {
            asks_show(json_array_get(questions, at + i), n > 1 ? run[i].of : NULL, out);
        }
        at += n;
    }
    return well;
}

static struct waiting front_desk_waiting(const json_t *questions)
{
    struct waiting waiting = {{0}};
    size_t i;
    json_t *q;

    json_array_foreach((json_t *)(uintptr_t)questions, i, q)
    {
        const char *from = text_at(q, "from");
        uint32_t moment = from != NULL ? word_number(&words_moment, from) : 0;

        waiting.at[moment <= PRECARE_FOLLOW_UP ? moment : 0] +=
            (uint32_t)json_array_size(json_object_get(q, "ask"));
    }
    return waiting;
}

static void head_show(const json_t *r, FILE *out)
{
    const char *event = text_at(r, "event_id"), *day = text_at(r, "reference_date"),
               *coverage = text_at(r, "coverage");
    const json_t *error = json_object_get(r, "error");
    struct waiting waiting = front_desk_waiting(json_object_get(r, "questions"));
    struct buf overall = {0};

    overall_say(word_number(&words_overall, text_at(r, "overall")), &waiting, &overall);
    (void)fprintf(out, "%s%s%s: %s", event != NULL ? event : "event", day != NULL ? ", " : "",
                  day != NULL ? day : "", overall.at != NULL ? overall.at : "not-evaluated");
    buf_end(&overall);
    if (coverage != NULL && strcmp(coverage, "complete") != 0 &&
        strcmp(coverage, text_at(r, "overall")) != 0) {
        (void)fprintf(out, " (coverage: %s)", coverage);
    }
    (void)fputc('\n', out);
    if (json_is_object(error)) {
        const char *path = text_at(error, "path");

        (void)fprintf(out, "  not checked: %s%s%s\n", path != NULL ? path : "",
                      path != NULL ? ": " : "", text_at(error, "message"));
    }
}

bool front_desk_show(const char *result, size_t len, bool details, FILE *out)
{
    json_t *r = json_loadb(result, len, 0, NULL), *one;
    size_t i;
    bool well;

    if (r == NULL) {
        return false;
    }
    head_show(r, out);
    json_array_foreach(json_object_get(r, "findings"), i, one)
    {
        if (!finding_is_question(one)) {
            finding_show(one, details, out);
        }
    }
    well = questions_show(json_object_get(r, "questions"), details, out);
    front_desk_texts(out, "  not in any list: ", json_object_get(r, "unmatched"));
    front_desk_texts(out, "  not understood: ", json_object_get(r, "unread"));
    json_array_foreach(json_object_get(r, "notes"), i, one)
    {
        (void)fprintf(out, "  note %s: %s\n", text_at(one, "code"), text_at(one, "text"));
    }
    if (text_at(r, "ref") != NULL) {
        (void)fprintf(out, "  the team was told, reference %s\n", text_at(r, "ref"));
    }
    json_decref(r);
    return well;
}
