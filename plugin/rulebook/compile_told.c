/* SPDX-License-Identifier: MIT
 *
 * What the fields of conditions say in the same words: a key that is missing, two of which one is
 * enough, what to type, a limit. For compile.c and compile_words.c; one thread. A condition at
 * fault is told once.
 */
#include "rulebook/compiling.h"

void compile_missing(struct compiling *c, const char *key, const char *fix)
{
    (void)tell_missing(c->ld, c->node, key,
                       "Without it, the condition would match nothing in particular.", fix);
    c->good = false;
}

const char *compile_example(struct compiling *c)
{
    struct buf text = {0};

    buf_printf(&text, "Write for example: %.*s: %s", TEXT_SHOWN(c->node->up->keys[c->node->index]),
               c->kind->example);
    const char *kept = text.at != NULL ? arena_text(&c->ld->scratch, text.at, text.len) : NULL;
    buf_end(&text);
    return kept;
}

/* Two keys of which one is enough. */
void compile_exclusive(struct compiling *c, const struct node *a, const struct node *b)
{
    if (a == NULL || b == NULL) {
        return;
    }
    const struct node *later = a->index > b->index ? a : b, *first = a->index > b->index ? b : a;
    struct fault *f = tell_at_key(
        c->ld, FAULT_S202, later, "\"%.*s\" and \"%.*s\" together: only one of the two is allowed",
        TEXT_SHOWN(later->up->keys[later->index]), TEXT_SHOWN(first->up->keys[first->index]));
    fault_why(c->ld->faults, f, "They are two different ways to say what to look for.");
    fault_fix(c->ld->faults, f, "Delete one, or write two conditions below `all:` or `any:`.");
    c->good = false;
}

bool compile_given(const struct compiling *c, const char *key)
{
    return node_get(c->node, key) != NULL;
}

void compile_limit(struct compiling *c, const struct node *n, struct threshold *t,
                   struct value *value_r)
{
    if (n != NULL && !threshold_read(c->ld, c->book, n, n->text, c->kind->form, t, value_r)) {
        c->good = false;
    }
}
