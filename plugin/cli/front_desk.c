/* SPDX-License-Identifier: MIT
 *
 * Prints a result for people. Severity is a word and a sign, never a colour alone; what is not
 * "clear" never looks so. Single-threaded; write errors are seen by main at the end.
 */
#include "cli/front_desk.h"

#include <string.h>

static const struct {
    uint32_t number;
    const char *word, *finding, *sign;
} outcomes[] = {
    {PRECARE_NOT_EVALUATED, "not-evaluated", "not-evaluated", "?"},
    {PRECARE_NO_RULES, "no-rules", "no-rules", "?"},
    {PRECARE_PARTIAL, "partial", "partial", "?"},
    {PRECARE_OUT_OF_REVIEW, "out-of-review", "out-of-review", "?"},
    {PRECARE_CLEAR, "clear", "clear", "-"},
    {PRECARE_INFO, "info", "info", "i"},
    {PRECARE_TASK, "tasks", "task", "+"},
    {PRECARE_ASK, "ask", "ask", "?"},
    {PRECARE_WARN, "warn", "warn", "!"},
    {PRECARE_HOLD, "hold", "hold", "!!"},
    {PRECARE_BLOCK, "block", "block", "X"},
    {PRECARE_URGENT, "urgent", "urgent", "!!!"},
};

static size_t outcome_index(uint32_t number)
{
    size_t i = sizeof outcomes / sizeof *outcomes;

    while (--i > 0 && outcomes[i].number > number) {
    }
    return i;
}

const char *overall_word(uint32_t overall)
{
    return outcomes[outcome_index(overall)].word;
}

static const char *coverage_word(uint32_t coverage)
{
    return coverage == PRECARE_COMPLETE ? "complete" : outcomes[outcome_index(coverage)].word;
}

static const void *front_desk_item(precare_array a, uint32_t i)
{
    return (const char *)a.items + (size_t)i * a.stride;
}

static const char *front_desk_text(precare_array a, uint32_t i)
{
    return *(const char *const *)front_desk_item(a, i);
}

static void front_desk_line(FILE *out, const char *label, const char *words)
{
    if (words != NULL) {
        (void)fprintf(out, "      %s%s\n", label, words);
    }
}

static void front_desk_texts(FILE *out, const char *label, precare_array a)
{
    for (uint32_t i = 0; i < a.count; i++) {
        (void)fprintf(out, "%s%s", i == 0 ? label : ", ", front_desk_text(a, i));
    }
    if (a.count > 0) {
        (void)fputc('\n', out);
    }
}

static void finding_show(const precare_finding *f, FILE *out)
{
    static const char *const who[] = {"", "patient", "staff", "prescriber", "provider"};
    size_t o = outcome_index(f->outcome);

    (void)fprintf(out, "  %-3s %-6s %s\n", outcomes[o].sign, outcomes[o].finding,
                  f->title != NULL ? f->title : f->rule);
    front_desk_line(out, "", f->say);
    front_desk_line(out, "because: ", f->because);
    front_desk_line(out, "ask: ", f->ask);
    front_desk_line(out, "earliest date: ", f->move_to);
    for (uint32_t i = 0; i < f->tasks.count; i++) {
        const precare_task *t = front_desk_item(f->tasks, i);

        (void)fprintf(out, "      task%s%s: %s%s%s\n", t->for_whom > 0 ? " for " : "",
                      t->for_whom <= PRECARE_ASK_PROVIDER ? who[t->for_whom] : "", t->what,
                      t->due != NULL ? ", by " : "", t->due != NULL ? t->due : "");
        front_desk_line(out, "tell the patient: ", t->tell_patient);
    }
    front_desk_texts(out, "      may be overridden by ", f->override_by);
    if (f->cleared_by != NULL) {
        (void)fprintf(out, "      cleared by %s: %s\n", f->cleared_by,
                      f->cleared_reason != NULL ? f->cleared_reason : "");
    }
    (void)fprintf(out, "      (%s", f->rule);
    for (uint32_t i = 0; i < f->statements.count; i++) {
        (void)fprintf(out, "%s%s", i == 0 ? "; " : ", ", front_desk_text(f->statements, i));
    }
    (void)fputs(")\n", out);
}

static void questions_show(const precare_result *r, FILE *out)
{
    for (uint32_t i = 0; i < r->questions.count; i++) {
        const precare_question *q = front_desk_item(r->questions, i);

        (void)fprintf(out, "  Questions about %s:\n", q->about);
        for (uint32_t j = 0; j < q->ask.count; j++) {
            (void)fprintf(out, "      %s\n", front_desk_text(q->ask, j));
        }
    }
}

void front_desk_show(const precare_result *r, FILE *out)
{
    (void)fprintf(out, "%s%s%s: %s", r->event_id != NULL ? r->event_id : "event",
                  r->reference_date != NULL ? ", " : "",
                  r->reference_date != NULL ? r->reference_date : "", overall_word(r->overall));
    if (r->coverage != PRECARE_COMPLETE) {
        (void)fprintf(out, " (coverage: %s)", coverage_word(r->coverage));
    }
    (void)fputc('\n', out);
    if (r->error_message != NULL) {
        (void)fprintf(out, "  not checked: %s%s%s\n", r->error_path != NULL ? r->error_path : "",
                      r->error_path != NULL ? ": " : "", r->error_message);
    }
    for (uint32_t i = 0; i < r->findings.count; i++) {
        finding_show(front_desk_item(r->findings, i), out);
    }
    questions_show(r, out);
    front_desk_texts(out, "  in no list: ", r->unmatched);
    for (uint32_t i = 0; i < r->notes.count; i++) {
        const precare_note *n = front_desk_item(r->notes, i);

        (void)fprintf(out, "  note %s: %s\n", n->code, n->text);
    }
    if (r->ref != NULL) {
        (void)fprintf(out, "  the team was told, reference %s\n", r->ref);
    }
}
