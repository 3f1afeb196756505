/* SPDX-License-Identifier: MIT
 *
 * The parts that several conditions' sentences have alike (review/sentence_kinds.h): a limit, a
 * window of time, the name of a list. Pure.
 */
#include "review/plain.h"
#include "review/sentence_kinds.h"

const char *sentence_list(const struct rules *rules, const struct cond *c)
{
    return c->list < rules->list_count ? rules->lists[c->list].plain : "?";
}

void sentence_threshold(const struct cond *c, const struct threshold *t, struct buf *out)
{
    char text[32];

    bool window = t == &c->within || t == &c->until;

    switch (window ? 0 : cond_kinds[c->kind].form) {
    case FORM_AGE: buf_printf(out, "%lld", (long long)t->number); break;
    case FORM_MINUTES: buf_printf(out, "%lld minutes", (long long)t->number); break;
    case FORM_PRICE:
        plain_millionths(out, t->number);
        buf_printf(out, " %s", c->name != NULL ? c->name : "");
        break;
    case FORM_NUMBER: plain_millionths(out, t->number); break;
    default: length_in_words(t->length, text); buf_text(out, text);
    }
}

void sentence_window(const struct cond *c, const struct threshold *t, const char *before,
                     const char *behind, struct buf *out)
{
    if (t->set) {
        buf_text(out, before);
        sentence_threshold(c, t, out);
        buf_text(out, behind);
    }
}
