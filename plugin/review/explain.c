/* SPDX-License-Identifier: MIT
 *
 * One rule in words: what it says, what an overlay calls its parts, and where it comes from; how it
 * judged a visit is explain_visit.c's. Called by `precare explain`; pure. Laid out for a terminal
 * of 80 columns and for reading aloud: headings, one fact a line, no colour needed.
 */
#include "review/explain.h"

#include <string.h>

#include "review/explain_names.h"
#include "review/explain_parts.h"
#include "review/plain.h"
#include "review/sentence.h"
#include "review/statements.h"

static void explain_head(struct telling *t)
{
    static const char *const book_status[] = {"?", "draft", "shadow", "active", "retired"};
    static const char *const rule_status[] = {"", ", only this rule in shadow",
                                              ", this rule retired"};
    const struct rule *r = t->rule;
    const struct rulebook *b = &t->rules->books[r->rulebook];

    buf_printf(t->out, "%s: %s\n", r->id, r->title);
    buf_printf(t->out, "of %s %s (%s%s), %s", b->id, b->version,
               b->status <= BOOK_RETIRED ? book_status[b->status] : "?",
               r->status <= RULE_RETIRED ? rule_status[r->status] : "", r->fingerprint);
    if (r->changed_by != NULL) {
        buf_printf(t->out, ", changed by %s", r->changed_by);
    }
    if (r->file != NULL) {
        buf_printf(t->out, ", %s:%u", r->file, r->line);
    }
    buf_char(t->out, '\n');
}

static void the_rule(struct telling *t)
{
    struct sentence s;

    sentence_of(t->rules, t->index, &t->arena, &s);
    explain_heading(t->out, "THE RULE");
    for (uint32_t i = 0; i < PART_KINDS; i++) {
        if (s.part[i] != NULL) {
            explain_labelled(t->out, part_labels[i], s.part[i]);
        }
    }
}

static const char *basis_words(const char *basis)
{
    if (basis != NULL && strcmp(basis, "stated") == 0) {
        return "stated there";
    }
    if (basis != NULL && strcmp(basis, "interpreted") == 0) {
        return "interpreted from it";
    }
    return "the clinic's decision";
}

static void the_source(struct telling *t)
{
    const struct rule *r = t->rule;
    const struct rulebook *b = &t->rules->books[r->rulebook];
    const char *reason;

    explain_heading(t->out, "WHERE IT COMES FROM");
    for (uint32_t i = 0; i < r->refs.count; i++) {
        for (uint32_t k = 0; k < b->source_count; k++) {
            if (strcmp(b->sources[k].id, r->refs.at[i]) == 0) {
                struct buf line = {0};

                buf_printf(&line, "%s (%s)", b->sources[k].title, b->sources[k].kind);
                explain_labelled(t->out, b->sources[k].id, line.at);
                part_end(t->out, &line);
            }
        }
    }
    if (r->statements.count > 0) {
        struct buf line = {0};

        plain_list(&line, r->statements, " and ");
        explain_labelled(t->out, "statements", line.at);
        part_end(t->out, &line);
    }
    struct buf basis = {0};
    buf_printf(&basis, "%s (%s)", basis_words(r->basis), r->basis != NULL ? r->basis : "not said");
    explain_labelled(t->out, "basis", basis.at);
    part_end(t->out, &basis);
    if (r->note != NULL) {
        explain_labelled(t->out, "note", r->note);
    }
    if (b->not_covered.count > 0) {
        explain_heading(t->out, "NOT COVERED BY THIS RULEBOOK");
    }
    for (uint32_t i = 0; i < b->not_covered.count; i++) {
        if (!statement_entry(b->not_covered.at[i], &reason)) {
            buf_text(t->out, "  - ");
            explain_wrapped(t->out, b->not_covered.at[i], 4);
        }
    }
}

/* What an overlay calls the things that it may change. */
static bool the_names(struct telling *t)
{
    struct buf numbers = {0}, lists = {0};
    bool ok = numbers_named(t->rules, t->index, &t->arena, &numbers);

    lists_named(t->rules, t->index, &lists);
    if (numbers.at != NULL || lists.at != NULL) {
        explain_heading(t->out, "ITS NAMES IN AN OVERLAY");
    }
    if (numbers.at != NULL) {
        explain_labelled(t->out, "numbers", numbers.at);
    }
    if (lists.at != NULL) {
        explain_labelled(t->out, "lists", lists.at);
    }
    part_end(t->out, &numbers);
    part_end(t->out, &lists);
    return ok;
}

bool explain_rule(const struct rules *rules, uint32_t rule, const struct visit *visit,
                  bool as_active, struct buf *out)
{
    const struct rules *then = visit != NULL ? rules_on(rules, visit->today) : rules;
    struct telling t = {.rules = then,
                        .rule = &then->rules[rule],
                        .index = rule,
                        .visit = visit,
                        .out = out,
                        .as_active = as_active};
    bool ok = true;

    arena_begin(&t.arena, NULL, 0, 0);
    explain_head(&t);
    the_rule(&t);
    if (visit != NULL) {
        ok = explain_visit(&t);
    }
    ok = the_names(&t) && ok;
    the_source(&t);
    ok = ok && !t.arena.failed && !out->failed;
    arena_end(&t.arena);
    return ok;
}
