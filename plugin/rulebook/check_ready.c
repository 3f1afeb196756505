/* SPDX-License-Identifier: MIT
 *
 * What signatures stand between a rulebook and `active` (X306): its approval, every `confirmed` and
 * `codes-checked` that says not-yet. What the tests owe is the review room's to say. A step of the
 * loader; one thread.
 */
#include <string.h>

#include "rulebook/loading.h"

struct naming { /* "a, b, c" */
    struct buf text;
    uint32_t count;
};

static void name_add(struct naming *n, const struct node *name)
{
    if (name == NULL) {
        return;
    }
    if (n->count++ > 0) {
        buf_text(&n->text, ", ");
    }
    buf_add(&n->text, name->text.at, name->text.len);
}

/* Tells all of them, since that is what the reader has to go through. */
static void not_signed(struct loading *ld, const struct book_def *def, const char *what,
                       struct naming *n, const char *fix)
{
    if (n->count > 0) {
        struct fault *f =
            tell(ld, FAULT_X306, def->read.status, "not ready for active: %u %s", n->count, what);

        fault_why(ld->faults, f,
                  "Rules that act on patients must be signed by somebody responsible. Still to be "
                  "signed: %s.",
                  n->text.failed ? "(too many to be named)" : n->text.at);
        fault_fix(ld->faults, f, "%s", fix);
    }
    buf_end(&n->text);
}

static void check_ready_approval(struct loading *ld, const struct book_def *def,
                                 const struct rulebook *book)
{
    if (book->approved) {
        return;
    }
    struct fault *f = tell(ld, FAULT_X306, def->read.status,
                           "not ready for active: nobody has approved the rulebook");
    fault_why(ld->faults, f,
              "Rules that act on patients must be signed by somebody responsible for them.");
    fault_fix(ld->faults, f, "Write approved: {by: \"Dr. A.\", date: \"2027-01-10\"}");
}

static void parameters_signed(struct loading *ld, const struct book_def *def, uint32_t book)
{
    struct naming n = {0};

    for (uint32_t i = 0; i < ld->parameters.count; i++) {
        const struct parameter_def *p = &ld->parameters.at[i];

        if (p->book == book && word_of_node(&words_not_yet, p->read.confirmed) != 0) {
            name_add(&n, p->key);
        }
    }
    not_signed(ld, def, n.count == 1 ? "number is not confirmed" : "numbers are not confirmed", &n,
               "Fill in `confirmed` of each: {by: \"Dr. A.\", date: \"2027-01-10\"}");
}

static void rules_signed(struct loading *ld, const struct book_def *def, uint32_t book)
{
    struct naming n = {0};

    for (uint32_t i = 0; i < ld->rules.count; i++) {
        const struct rule_def *r = &ld->rules.at[i];

        if (r->book == book && ld->compiled[i].unconfirmed &&
            ld->compiled[i].status != RULE_RETIRED) {
            name_add(&n, r->id);
        }
    }
    not_signed(ld, def, n.count == 1 ? "rule is not confirmed" : "rules are not confirmed", &n,
               "Fill in `confirmed` in the source of each: {by: \"Dr. A.\", date: \"2027-01-10\"}");
}

static void codes_signed(struct loading *ld, const struct book_def *def, uint32_t book)
{
    struct naming n = {0};
    const struct rules view = {.rules = ld->compiled,
                               .rule_count = ld->rules.count,
                               .conds = ld->conds.at,
                               .lists = ld->compiled_lists,
                               .list_count = ld->lists.count};
    uint8_t *used = arena_array(&ld->scratch, (size_t)ld->lists.count + 1, 1);

    if (used == NULL) {
        return;
    }
    book_lists_mark(&view, book, used);
    for (uint32_t i = 0; i < ld->lists.count; i++) {
        const struct list_def *l = &ld->lists.at[ld->list_order[i]];

        if (used[i] && l->codes_unchecked && l->codes.count > 0) {
            name_add(&n, l->key);
        }
    }
    not_signed(ld, def,
               n.count == 1 ? "list has codes that nobody checked"
                            : "lists have codes that nobody checked",
               &n, "Fill in `codes-checked` of each: {by: \"Dr. A.\", date: \"2027-01-10\"}");
}

void readiness_check(struct loading *ld)
{
    for (uint32_t i = 0; i < ld->books.count; i++) {
        const struct book_def *def = &ld->books.at[i];
        const struct rulebook *book = &ld->compiled_books[i];
        bool wanted = book->status == BOOK_ACTIVE ||
                      (ld->options->for_active && book->status != BOOK_RETIRED);

        if (!wanted || def->read.status == NULL) {
            continue;
        }
        file_enter(ld, def->file);
        check_ready_approval(ld, def, book);
        parameters_signed(ld, def, i);
        rules_signed(ld, def, i);
        codes_signed(ld, def, i);
    }
}
