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
#include "base/words.h"
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

static void task_show(const json_t *task, FILE *out)
{
    const char *whom = text_at(task, "for"), *due = text_at(task, "due");
    const char *until = text_at(task, "until");

    (void)fprintf(out, "      task%s%s: %s", whom != NULL ? " for " : "", whom != NULL ? whom : "",
                  text_at(task, "do"));
    if (due != NULL || until != NULL) {
        (void)fprintf(out, ", %s %s", due != NULL ? "by" : "until", due != NULL ? due : until);
    }
    (void)fputc('\n', out);
    front_desk_line(out, "tell the patient: ", text_at(task, "tell_patient"));
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

static void finding_show(const json_t *f, FILE *out)
{
    const char *title = text_at(f, "title"), *outcome = text_at(f, "outcome"),
               *say = text_at(f, "say"), *ask = text_at(f, "ask");
    const json_t *cleared = json_object_get(f, "cleared");
    size_t i;
    json_t *task;

    (void)fprintf(out, "  %-3s %-6s %s\n", outcome_row(word_number(&words_outcome, outcome))->sign,
                  outcome, title != NULL ? title : text_at(f, "rule"));
    front_desk_line(out, "", say);
    front_desk_line(out, "because: ", text_at(f, "because"));
    if (say == NULL || ask == NULL || strcmp(say, ask) != 0) { /* a question is said once */
        front_desk_line(out, "ask: ", ask);
    }
    front_desk_line(out, "earliest date: ", text_at(f, "move_to"));
    json_array_foreach(json_object_get(f, "tasks"), i, task)
    {
        task_show(task, out);
    }
    front_desk_texts(out, "      may be overridden by ",
                     json_object_get(json_object_get(f, "override"), "by"));
    if (json_is_object(cleared)) {
        const char *reason = text_at(cleared, "reason");

        (void)fprintf(out, "      cleared by %s: %s\n", text_at(cleared, "role"),
                      reason != NULL ? reason : "");
    }
    source_show(f, out);
}

static void question_show(const json_t *question, FILE *out)
{
    size_t i;
    json_t *ask;

    (void)fprintf(out, "  Questions about %s:\n", text_at(question, "about"));
    json_array_foreach(json_object_get(question, "ask"), i, ask)
    {
        (void)fprintf(out, "      %s\n", json_string_value(ask));
    }
}

static void head_show(const json_t *r, FILE *out)
{
    const char *event = text_at(r, "event_id"), *day = text_at(r, "reference_date"),
               *coverage = text_at(r, "coverage");
    const json_t *error = json_object_get(r, "error");

    (void)fprintf(out, "%s%s%s: %s", event != NULL ? event : "event", day != NULL ? ", " : "",
                  day != NULL ? day : "", text_at(r, "overall"));
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

bool front_desk_show(const char *result, size_t len, FILE *out)
{
    json_t *r = json_loadb(result, len, 0, NULL), *one;
    size_t i;

    if (r == NULL) {
        return false;
    }
    head_show(r, out);
    json_array_foreach(json_object_get(r, "findings"), i, one)
    {
        finding_show(one, out);
    }
    json_array_foreach(json_object_get(r, "questions"), i, one)
    {
        question_show(one, out);
    }
    front_desk_texts(out, "  not in any list: ", json_object_get(r, "unmatched"));
    front_desk_texts(out, "  cannot be read: ", json_object_get(r, "unread"));
    json_array_foreach(json_object_get(r, "notes"), i, one)
    {
        (void)fprintf(out, "  note %s: %s\n", text_at(one, "code"), text_at(one, "text"));
    }
    if (text_at(r, "ref") != NULL) {
        (void)fprintf(out, "  the team was told, reference %s\n", text_at(r, "ref"));
    }
    json_decref(r);
    return true;
}
