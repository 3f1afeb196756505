/* SPDX-License-Identifier: MIT
 *
 * One condition as plain English. Called by sentence_rule.c, explain.c, diff*.c and page*.c; pure.
 * The words say exactly what the engine judges: "less than 5 days before" leaves the fifth day
 * free.
 */
#include "review/sentence.h"

#include "review/plain.h"
#include "review/sentence_kinds.h"

const char *sentence_group(const struct cond *c)
{
    switch (c->kind) {
    case COND_ALL: return "all of these hold";
    case COND_ANY: return "one or more of these hold";
    case COND_NOT_ANY: return "none of these hold";
    default: return NULL;
    }
}

static void sentence_of_group(const struct rules *rules, const struct cond *c, bool inner,
                              struct buf *out)
{
    const char *last = c->kind == COND_ALL ? ", and " : ", or ";
    bool brackets = inner && c->count > 1;
    const char *answer = sentence_answer_there(rules, c);

    if (answer != NULL) {
        buf_text(out, "there is an answer to “");
        plain_name(out, answer, false);
        buf_text(out, "”");
        return;
    }
    buf_text(out, c->kind == COND_NOT_ANY ? "it is not so that " : "");
    buf_text(out, brackets ? "(" : "");
    for (uint32_t i = 0; i < c->count; i++) {
        const struct cond *child = &rules->conds[c->first + i];

        if (sentence_group(child) != NULL) {
            sentence_of_group(rules, child, c->count > 1 || c->kind == COND_NOT_ANY, out);
        } else if (kind_sentences[child->kind].phrase != NULL) {
            kind_sentences[child->kind].phrase(rules, child, out);
        }
        buf_text(out, i + 1 < c->count ? last : "");
    }
    buf_text(out, brackets ? ")" : "");
}

void sentence_condition(const struct rules *rules, uint32_t cond, struct buf *out)
{
    const struct cond *c = &rules->conds[cond];

    if (sentence_group(c) != NULL) {
        sentence_of_group(rules, c, false, out);
    } else if (kind_sentences[c->kind].phrase != NULL) {
        kind_sentences[c->kind].phrase(rules, c, out);
    }
}
