/* SPDX-License-Identifier: MIT
 *
 * The parts that several conditions' sentences have alike (review/sentence_kinds.h): a limit, a
 * window of time, the name of a list, values, a field. Pure.
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

void sentence_between(const char *subject, const struct cond *c, struct buf *out)
{
    buf_text(out, subject);
    if (c->at_least.set) {
        buf_text(out, cond_kinds[c->kind].above ? " above " : " at least ");
        sentence_threshold(c, &c->at_least, out);
    }
    if (c->below.set) {
        buf_text(out, c->at_least.set ? " and below " : " below ");
        sentence_threshold(c, &c->below, out);
    }
}

void sentence_values(const struct cond *c, struct buf *out)
{
    const char *const known[] = {
        c->wants_missing ? "missing" : NULL, c->wants_recorded ? "recorded" : NULL,
        c->wants_unsure ? "\"not sure\"" : NULL, c->wants_none ? "\"none\"" : NULL};
    bool first = true;

    for (uint32_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i] != NULL) {
            buf_printf(out, "%s%s", first ? "" : " or ", known[i]);
            first = false;
        }
    }
    for (uint32_t i = 0; i < c->words.count; i++) {
        buf_printf(out, "%s\"%s\"", first ? "" : " or ", c->words.at[i]);
        first = false;
    }
}

void sentence_field_says(const struct cond *c, struct buf *out)
{
    buf_text(out, "“");
    plain_name(out, c->name, false);
    buf_text(out, "” is");
    if (c->wants_missing || c->wants_recorded || c->wants_unsure || c->wants_none ||
        c->words.count > 0) {
        buf_char(out, ' ');
        sentence_values(c, out);
    }
    sentence_between("", c, out);
}
